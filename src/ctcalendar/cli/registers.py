"""The registers: series, commitments, sources, instruments, topics (people.py has two more). Each lists, or shows."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click
from click.core import ParameterSource

from ctcalendar.cli import Misuse, promised, with_global_options
from ctcalendar.cli.door import (
    Door,
    asked,
    check_word,
    clock_options,
    enter,
    format_option,
    item_options,
    tell_left_out,
)
from ctcalendar.cli.inwords import in_words
from ctcalendar.cli.printing import print_json_list, print_lines, print_rows
from ctcalendar.views.dated import WITHOUT_DAYS

Plain = Mapping[str, Any]
Cell = Callable[[Plain, str], Any]

_DAYS = {
    "series": "With a meeting",
    "commitment": "With a deadline of which the last day is",
    "person": "At an engagement",
    "organisation": "Named as an agency at an engagement",
    "source": "Published",
    "instrument": "Signed",
}
"""Kind -> what --since and --until ask of its items; the others have no days."""


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
    name: str,
    kind: str,
    says: str,
    columns: Mapping[str, tuple[str, Cell]],
    *,
    grouped_by: Cell | None = None,
    below: Callable[[Door, Sequence[Plain], str | None], None] | None = None,
    **late: tuple[str, str],
) -> Register:
    """A register. Its table is `grouped_by` what a cell says, and `below` prints what stands below it."""

    @click.group(name, cls=Register, invoke_without_command=True, late=late, help=f"{says}{_not_asked(kind)}")
    @_clocks(kind)
    @click.option("--retracted", is_flag=True, help="With those that should not have been recorded.")
    @format_option("table", "json", "jsonl", "csv", "md")
    @click.pass_context
    def listing(context: click.Context, /, retracted: bool, form: str, **clocks: str | None) -> None:
        if context.invoked_subcommand is None:
            found = _list(kind, columns, grouped_by, clocks, retracted=retracted, form=form)
            if below and found and form == "table":
                below(enter(), found, clocks["as_of"])
        elif any(context.get_parameter_source(name) == ParameterSource.COMMANDLINE for name in context.params):
            raise Misuse(
                f"options of the list stand before {context.invoked_subcommand}", "write them at the end of the line"
            )

    @listing.command("show", help=f"One of them, whole: as `ctcalendar show {kind}:ID`.")
    @click.argument("id")
    @item_options
    def show(id: str, **options: Any) -> None:  # noqa: A002
        from ctcalendar.cli.reading import show_one

        check_word("ID", id)
        show_one(id if ":" in id else f"{kind}:{id}", **options)

    assert isinstance(listing, Register)
    return listing


def _clocks(kind: str) -> Callable[..., Any]:
    """The options of the three clocks, as they are asked of a register."""
    if kind in WITHOUT_DAYS:
        return clock_options(refused=dict.fromkeys(("since", "until"), WITHOUT_DAYS[kind]))
    since, until = "on or after (2017, 2017-11, 2017-11-08, today, -P30D: 30 days ago)", "on or before (the same)"
    return clock_options(says={"since": f"{_DAYS[kind]} {since}.", "until": f"{_DAYS[kind]} {until}."})


def _not_asked(kind: str) -> str:
    return f"\n\n--since and --until are not asked of them: {WITHOUT_DAYS[kind]}." if kind in WITHOUT_DAYS else ""


def _list(
    kind: str,
    columns: Mapping[str, tuple[str, Cell]],
    grouped_by: Cell | None,
    clocks: Mapping[str, str | None],
    *,
    retracted: bool,
    form: str,
) -> Sequence[Plain]:
    door, wanted = enter(), asked(clocks)
    found = door.app.register(kind, asked=wanted, clearance=door.clearance, retracted=retracted)
    if form == "json":
        print_json_list(found)
    elif form == "jsonl":
        print_lines(found)
    else:
        headings = [arabic if door.language == "ar" else name for name, (arabic, _) in columns.items()]
        # What is over or left depends on the day: only what people read says so.
        today = door.app.today()
        told = [{**item, "today": today} for item in found]
        if grouped_by and form == "table":
            told.sort(key=lambda item: str(grouped_by(item, door.language)))
        rows = ([cell(item, door.language) for _, cell in columns.values()] for item in told)
        print_rows(form, headings, rows, color=door.color)
    tell_left_out(door.app.register_left_out(kind, wanted, clearance=door.clearance, retracted=retracted))
    return found


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


def _published(item: Plain, language: str) -> str:
    return str((item["published"] or {}).get("edtf") or "")


_ID: tuple[str, Cell] = ("المعرّف", _field("id"))


series = _register(
    "series",
    "series",
    "The series of dialogues: how often they should meet, what is on record, which numbers are missing, what is next.",
    {
        "name": ("الاسم", _called("names", but="status")),
        "parties": ("الأطراف", _field("parties")),
        "every": ("الوتيرة", promised.every),
        "meetings": ("اللقاءات", _count("meetings")),
        "missing": ("الناقص", _field("missing")),
        "next": ("التالي", _field("next_ordinal")),
        "expected": ("المتوقع", promised.expected),
        "status": ("الحالة", promised.said("status", "status")),
        "id": _ID,
    },
)
commitments = _register(
    "commitments",
    "commitment",
    "What parties undertook, by when, the last word on how far it has come, and who says so.",
    {
        "text": ("النص", _called("text", but="progress")),
        "form": ("النوع", _field("form")),
        "bound by": ("بموجب", promised.bound_by),
        "due": ("الأجل", promised.deadlines),
        "status": ("الحالة", promised.said("status", "progress")),
        "said by": ("القائل", promised.said_by),
        "days": ("الأيام", promised.days),
        "reports": ("التقارير", _count("reports")),
        "id": _ID,
    },
    grouped_by=promised.bound_by,
    below=promised.print_meters,
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
        "progress": ("التنفيذ", promised.said("progress", "progress")),
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
