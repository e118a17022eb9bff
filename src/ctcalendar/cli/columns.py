"""The columns of the history: what each says of an engagement, in either language, and which a list begins with."""

from collections.abc import Callable, Mapping, Sequence
from re import compile as pattern
from typing import Any

import msgspec

from ctcalendar.cli import Misuse
from ctcalendar.cli.tables import Column
from ctcalendar.feeds.vocabulary import WORDS
from ctcalendar.views.entry import Line, Participant, Words

Cell = Callable[[Any, str], str]


class Said(msgspec.Struct, frozen=True):
    """A column: its heading in Arabic, what it says of an engagement, and how it may be fitted to a terminal."""

    arabic: str
    cell: Cell
    least: int = 0
    rank: int = 0
    whole: bool = False
    """Whether only a whole engagement tells it."""
    extra: bool = False
    to_right: bool = False
    is_id: bool = False


def named(text: str) -> list[str]:
    """The columns that `--columns` names.

    Raises:
        Misuse: one that there is not.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in COLUMNS:
            from difflib import get_close_matches

            close = get_close_matches(name, COLUMNS, n=1)
            hint = f"did you mean {close[0]}?" if close else f"the columns are {' '.join(COLUMNS)}"
            raise Misuse(f"--columns: there is no column {name!r}", hint)
    if not names:
        raise Misuse("--columns names none", f"the columns are {' '.join(COLUMNS)}")
    return names


def headings(names: Sequence[str], language: str) -> list[str]:
    """What columns are headed by."""
    return [COLUMNS[name].arabic if language == "ar" else name for name in names]


def fitted(names: Sequence[str], language: str) -> list[Column]:
    """The columns that a list begins with, as a table takes them: which go where there is no room, each knows."""
    made = zip(headings(names, language), (COLUMNS[name] for name in names), strict=True)
    return [Column(heading, one.least, one.rank, one.extra, one.to_right, one.is_id) for heading, one in made]


def as_asked(names: Sequence[str], language: str) -> list[Column]:
    """The columns that somebody asked for: where there is no room the last goes first, the id never."""
    made = fitted(names, language)
    # A text that comes first stays too: it makes room for the id by being cut.
    first_stays = made[0].least > 0 or "id" not in names
    return [
        msgspec.structs.replace(column, rank=0 if name == "id" else place if first_stays else place + 1, extra=False)
        for place, (name, column) in enumerate(zip(names, made, strict=True))
    ]


def settled(columns: Sequence[Column]) -> list[Column]:
    """The columns that there is room for: none of them goes any more."""
    return [msgspec.structs.replace(column, rank=0, extra=False) for column in columns]


def marked(line: Line, language: str) -> str:
    """The title, after its status unless it was held, and any dispute: for tables that do not tell these."""
    marks = [in_words(line.status, language)] if line.status != "held" else []
    marks += [in_words("disputed", language)] if line.disputed else []
    title = line.title.in_language(language)
    return f"[{', '.join(marks)}] {title}" if marks else title


def spoken(column: str, line: Line, language: str, *, in_short: bool) -> str:
    """A cell as people read it: in words where files have our names for them; `in_short` spans of days too."""
    if column == "kind":
        return in_words(line.kind, language)
    if column == "status":
        return f"{in_words(line.status, language)}{_disputed(line, language)}"
    text = COLUMNS[column].cell(line, language)
    return _shortened(text) if in_short and column == "when" else text


def day(line: Line, language: str = "en") -> str:
    """When it was: EDTF; bounds with an ellipsis between; in brackets the days of its parts."""
    when, span = line.when, line.dated_by_parts
    if when is None:
        # In brackets: the day of its parts, not one of its own.
        days = dict.fromkeys((span.earliest or "..", span.latest or "..")) if span else ()
        return f"({'/'.join(days)})" if days else ""
    if when.edtf is None:
        return f"{when.earliest or ''}…{when.latest or ''}" if when.earliest or when.latest else ""
    return f"{when.edtf} {when.starts_at[11:]}" if when.starts_at else when.edtf


def places(line: Line, language: str) -> str:
    """Its places, each by name, or else by country."""
    named = [place.name.in_language(language) if place.name else place.country for place in line.places]
    return ", ".join(place for place in named if place)


def who(person: Participant, language: str) -> str:
    """Somebody at the table: by our label, as printed, by title, or by what they came for."""
    names = (person.label, person.name, person.title)
    found = next((name.in_language(language) for name in names if name), None)
    return found or person.organisation or person.party


_SPAN = pattern(r"\(?\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d\)?")


def _shortened(text: str) -> str:
    """A span of days without what its second day has in common with its first, as ISO 8601-1 allows: 2017-10-22/23."""
    first, _, last = text.strip("()").partition("/")
    if not _SPAN.fullmatch(text) or first[:5] != last[:5]:
        return text
    end = last[8:] if first[:7] == last[:7] else last[5:]
    return text.replace(f"/{last}", f"/{end}")


def in_words(name: str, language: str) -> str:
    """A kind or a status as people of a language read it."""
    # The names that options and files have for them are English words already.
    return WORDS["ar"].get(name, name) if language == "ar" else name


def _status(line: Line, language: str) -> str:
    return f"{line.status}{_disputed(line, language)}"


def _disputed(line: Line, language: str) -> str:
    return f" ({in_words('disputed', language)})" if line.disputed else ""


def _title(language: str | None) -> Cell:
    def cell(line: Line, asked: str) -> str:
        return (getattr(line.title, language) or "") if language else line.title.in_language(asked)

    return cell


def _other_title(line: Line, language: str) -> str:
    """The title in the other language, where there are both."""
    return (line.title.en if language == "ar" else line.title.ar if line.title.en else None) or ""


def _text(field: str) -> Cell:
    def cell(entry: Any, language: str) -> str:
        value = getattr(entry, field)
        return value.in_language(language) if isinstance(value, Words) else "" if value is None else str(value)

    return cell


def _list(field: str) -> Cell:
    return lambda entry, language: " ".join(getattr(entry, field))


def _people(*roles: str) -> Cell:
    def cell(entry: Any, language: str) -> str:
        found = (one for one in entry.participants if not roles or one.role in roles)
        return "; ".join(f"{who(one, language)} ({one.party})" for one in found)

    return cell


def _series(entry: Any, language: str) -> str:
    place = entry.series
    return "" if place is None else f"{place.id} {place.ordinal}" if place.ordinal else str(place.id)


def _sources(entry: Any, language: str) -> str:
    return " ".join(dict.fromkeys(one.source for one in entry.citations))


def _quote(entry: Any, language: str) -> str:
    """The first words that a source is quoted with, in the language of the answer if there are any."""
    quoted = [one for one in entry.citations if one.quote]
    found = next((one for one in quoted if one.language == language), quoted[0] if quoted else None)
    return found.quote if found else ""


def _said(entry: Any, language: str) -> str:
    return "; ".join(f"{one.by}: {one.text.in_language(language)}" for one in entry.says)


COLUMNS: Mapping[str, Said] = {
    "when": Said("التاريخ", day),
    "kind": Said("النوع", _text("kind"), rank=1),
    "title": Said("العنوان", _title(None), least=20),
    "other": Said("بلغة أخرى", _other_title, least=24, rank=6, extra=True),
    "title-en": Said("بالإنجليزية", _title("en"), least=20),
    "title-ar": Said("بالعربية", _title("ar"), least=20),
    "place": Said("المكان", places, least=10, rank=2),
    "parties": Said("الأطراف", _list("parties"), least=8, rank=3),
    "status": Said("الحالة", _status, rank=4),
    "id": Said("المعرّف", _text("id"), is_id=True),
    "disputed": Said("محل خلاف", _list("disputed"), least=8),
    "heads": Said("الرئاسة", _people("head", "co-chair"), least=12, whole=True),
    "people": Said("المشاركون", _people(), least=12, whole=True),
    "series": Said("السلسلة", _series, whole=True, is_id=True),
    "topics": Said("الموضوعات", _list("topics"), whole=True),
    "agencies": Said("الجهات", _list("agencies"), whole=True),
    "instruments": Said("الوثائق", _list("instruments"), whole=True),
    "says": Said("ما قيل", _said, least=12, whole=True),
    "sources": Said("المصادر", _sources, whole=True),
    "quote": Said("الاقتباس", _quote, least=20, whole=True),
    "occasion": Said("المناسبة", _text("occasion"), least=12, whole=True),
    "mode": Said("طريقة الانعقاد", _text("mode"), whole=True),
    "rank": Said("المستوى", _text("rank"), whole=True),
    "part-of": Said("جزء من", _text("part_of"), whole=True, is_id=True),
    "recorded": Said("سُجّل", _text("recorded_at"), whole=True),
    "changed": Said("تغيّر", _text("changed_at"), whole=True),
    "revision": Said("التعديلات", _text("revision"), whole=True, to_right=True),
    "classification": Said("التصنيف", _text("classification"), whole=True),
}
"""Every column there is, by the name that `--columns` has for it."""

IN_FILES = ("when", "kind", "title", "place", "parties", "status", "id")
"""The columns of a file or a pipe: scripts count them."""
ON_A_SCREEN = ("when", "kind", "parties", "place", "status", "other", "title", "id")
"""The columns of a terminal, as many as it has room for; a long id takes its room from the title before it."""
