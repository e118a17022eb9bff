"""The registers: series, commitments, people, organisations, sources, instruments, topics. Each lists, or shows one."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click
from click.core import ParameterSource

from ctcalendar.cli import Misuse, with_global_options
from ctcalendar.cli.door import check_moment, check_word, enter, format_option
from ctcalendar.cli.inwords import in_words
from ctcalendar.cli.printing import print_json_list, print_lines, print_rows

Plain = Mapping[str, Any]
Cell = Callable[[Plain, str], Any]

_AS_OF = "As the record stood at a log position, an instant, or the end of a day."


class Register(click.Group):
    """A register as a command: alone it lists; `show ID` shows one item. Others of its commands are imported late."""

    def __init__(self, *arguments: Any, late: Mapping[str, tuple[str, str]] | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._late = late or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands of this register."""
        return [*super().list_commands(ctx), *self._late]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them, with the global options."""
        command = super().get_command(ctx, cmd_name)
        if command is None and cmd_name in self._late:
            module, name = self._late[cmd_name]
            command = getattr(import_module(f"ctcalendar.cli.{module}"), name)
        return with_global_options(command) if command else None


def _register(
    name: str, kind: str, says: str, columns: Mapping[str, tuple[str, Cell]], **late: tuple[str, str]
) -> Register:
    @click.group(name, cls=Register, invoke_without_command=True, late=late, help=says)
    @click.option("--as-of", metavar="MOMENT", help=_AS_OF)
    @click.option("--retracted", is_flag=True, help="With those that should not have been recorded.")
    @format_option("table", "json", "jsonl", "csv", "md")
    @click.pass_context
    def listing(context: click.Context, as_of: str | None, retracted: bool, form: str) -> None:
        if context.invoked_subcommand is None:
            _list(kind, columns, as_of=as_of, retracted=retracted, form=form)
        elif as_of is not None or retracted or context.get_parameter_source("form") == ParameterSource.COMMANDLINE:
            raise Misuse(
                f"options of the list stand before {context.invoked_subcommand}", "write them at the end of the line"
            )

    @listing.command("show", help=f"One of them, whole: as `ctcalendar show {kind}:ID`.")
    @click.argument("id")
    @click.option("--as-of", metavar="MOMENT", help=_AS_OF)
    @click.option("--context", "with_context", is_flag=True, help="With the words around each quote, where kept.")
    @format_option("text", "json", "dossier")
    def show(id: str, as_of: str | None, with_context: bool, form: str) -> None:  # noqa: A002
        from ctcalendar.cli.reading import show_one

        check_word("ID", id)
        show_one(id if ":" in id else f"{kind}:{id}", as_of=as_of, with_context=with_context, form=form)

    assert isinstance(listing, Register)
    return listing


def _list(kind: str, columns: Mapping[str, tuple[str, Cell]], *, as_of: str | None, retracted: bool, form: str) -> None:
    door = enter()
    check_moment(as_of)
    found = door.app.register(kind, clearance=door.clearance, as_of=as_of, retracted=retracted)
    if form == "json":
        print_json_list(found)
    elif form == "jsonl":
        print_lines(found)
    else:
        headings = [arabic if door.language == "ar" else name for name, (arabic, _) in columns.items()]
        rows = ([cell(item, door.language) for _, cell in columns.values()] for item in found)
        print_rows(form, headings, rows, color=door.color)


# -- cells ----------------------------------------------------------------------------------------------------------


def _field(field: str) -> Cell:
    return lambda item, language: in_words(item[field], field) if item[field] is not None else ""


def _named(field: str, language: str | None = None) -> Cell:
    """A bilingual field in one language, or in that of the answer."""

    def cell(item: Plain, asked: str) -> str:
        words: Mapping[str, str] = item[field] or {}
        first = language or asked
        return words.get(first) or ("" if language else words.get("ar" if first == "en" else "en") or "")

    return cell


def _called(field: str, language: str | None = None, *, but: str = "") -> Cell:
    """What the item is called, marked where it is retracted, counted elsewhere or in dispute.

    `but`: the field whose dispute another cell marks.
    """
    name = _named(field, language)

    def cell(item: Plain, asked: str) -> str:
        words = _MARKS[asked]
        marks = [words["retracted"]] if item["retracted"] else []
        marks += [f"{words['same']} {item['merged_into']}"] if item.get("merged_into") else []
        marks += [words["disputed"]] if {*item["disputed"]} - {but} else []
        return f"{name(item, asked)} ({', '.join(marks)})".strip() if marks else name(item, asked)

    return cell


_MARKS = {
    "en": {"retracted": "retracted", "same": "same as", "disputed": "disputed"},
    "ar": {"retracted": "سُحب", "same": "هو نفسه", "disputed": "محل خلاف"},
}


def _count(field: str) -> Cell:
    return lambda item, language: len(item[field])


def _said(field: str, told: str) -> Cell:
    """A status, marked while `told`, the field that tells it, is in dispute."""

    def cell(item: Plain, language: str) -> str:
        status = item[field] or ""
        return f"{status} ({_MARKS[language]['disputed']})".strip() if told in item["disputed"] else status

    return cell


def _binding(item: Plain, language: str) -> str:
    return str(item["instrument"] or item["engagement"] or "")


def _deadlines(item: Plain, language: str) -> str:
    return ", ".join(map(_due, item["deadlines"]))


def _due(deadline: Plain) -> str:
    """A deadline in short: the day, or the meeting and its number."""
    if day := deadline.get("complete_by") or deadline.get("start_by"):
        return str(day)
    meeting = deadline.get("at_meeting") or {}
    return " ".join(str(part) for part in (meeting.get("id"), meeting.get("ordinal")) if part)


def _titles(item: Plain, language: str) -> str:
    return "; ".join((office["title"].get(language) or office["title"].get("en") or "") for office in item["offices"])


def _published(item: Plain, language: str) -> str:
    return str((item["published"] or {}).get("edtf") or "")


def _every(item: Plain, language: str) -> str:
    return str((item["cadence"] or {}).get("every", ""))


_ID: tuple[str, Cell] = ("المعرّف", _field("id"))


series = _register(
    "series",
    "series",
    "The series of dialogues: how often they should meet, what is on record, which numbers are missing.",
    {
        "name": ("الاسم", _called("names", but="status")),
        "parties": ("الأطراف", _field("parties")),
        "every": ("كل", _every),
        "meetings": ("اللقاءات", _count("meetings")),
        "missing": ("الناقص", _field("missing")),
        "status": ("الحالة", _said("status", "status")),
        "id": _ID,
    },
)
commitments = _register(
    "commitments",
    "commitment",
    "What parties undertook, by when, and the last word on how far it has come.",
    {
        "text": ("النص", _called("text", but="progress")),
        "form": ("النوع", _field("form")),
        "bound by": ("بموجب", _binding),
        "due": ("الأجل", _deadlines),
        "status": ("الحالة", _said("status", "progress")),
        "reports": ("التقارير", _count("reports")),
        "id": _ID,
    },
)
people = _register(
    "people",
    "person",
    "The people on record, under our labels, with the offices they held.",
    {
        "name": ("الاسم", _called("names", "en")),
        "in Arabic": ("بالعربية", _named("names", "ar")),
        "offices": ("المناصب", _titles),
        "engagements": ("اللقاءات", _count("engagements")),
        "id": _ID,
    },
    merge=("correcting", "merge"),
    split=("correcting", "split"),
)
organisations = _register(
    "organisations",
    "organisation",
    "Ministries, agencies and committees.",
    {
        "name": ("الاسم", _called("names", "en")),
        "in Arabic": ("بالعربية", _named("names", "ar")),
        "party": ("الطرف", _field("party")),
        "within": ("ضمن", _field("within")),
        "id": _ID,
    },
)
sources = _register(
    "sources",
    "source",
    "The documents the record rests on.",
    {
        "published": ("النشر", _published),
        "kind": ("النوع", _field("kind")),
        "title": ("العنوان", _called("title")),
        "publisher": ("الناشر", _named("publisher")),
        "proves": ("يثبت", _count("proves")),
        "id": _ID,
    },
    attach=("keeping", "attach"),
    forget=("keeping", "forget"),
)
instruments = _register(
    "instruments",
    "instrument",
    "The written texts that record what was agreed, and how far they have been carried out.",
    {
        "title": ("العنوان", _called("title", but="progress")),
        "kind": ("النوع", _field("kind")),
        "parties": ("الأطراف", _field("parties")),
        "signed at": ("وُقّع في", _field("signed_at")),
        "progress": ("التنفيذ", _said("progress", "progress")),
        "id": _ID,
    },
)
topics = _register(
    "topics",
    "topic",
    "The subjects of cooperation.",
    {
        "label": ("الموضوع", _called("label", "en")),
        "in Arabic": ("بالعربية", _named("label", "ar")),
        "within": ("ضمن", _field("broader")),
        "id": _ID,
    },
)
