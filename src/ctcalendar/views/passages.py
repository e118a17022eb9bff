"""The texts of the record as passages, one for each text of each row, from the very changes that make the rows.

To make another text searchable: its column in PARTS, with how much a hit there counts. RULES_VERSION goes up.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ctcalendar.domain import codec
from ctcalendar.domain.months import MONTHS
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.domain.streams import KIND_NAMES
from ctcalendar.domain.wording import indexed
from ctcalendar.views.changes import Change, Drop, Key, Put, Replace, Values

Kinds = tuple[str, ...]
_WHO: Kinds = ("person", "party", "organisation")


class Part(NamedTuple):
    """What is searched of a table: its bilingual texts and what a hit in each counts, and whom its rows name.

    `spoken` is a column whose language another column tells, or none: then its letters do. `dated` is a day.
    """

    texts: Mapping[str, int]
    spoken: Mapping[str, int] = {}
    dated: Mapping[str, int] = {}
    named: Mapping[str, Kinds] = {}
    listed: Mapping[str, Kinds] = {}
    """Columns that name items in a JSON list."""
    by_id: int = 0
    """What a hit in the id counts, where people know the item by it."""


PARTS: Mapping[str, Part] = {
    "engagement": Part({"title": 10, "occasion": 3}, dated={"when_edtf": 3}),
    "stop": Part({"name": 5}),
    "participation": Part(
        {"name": 6, "title": 3, "honorific": 3},
        named={"person": ("person",), "organisation": ("organisation",), "party": ("party",)},
    ),
    "assertion": Part({"text": 2}, named={"asserted_by": _WHO}, listed={"about": KIND_NAMES}),
    "citation": Part({}, {"quote": 2}, named={"source": ("source",)}),
    "person": Part({"names": 8}),
    "party": Part({"names": 8}, by_id=8),
    "organisation": Part({"names": 8}, named={"party": ("party",)}),
    "alias": Part({}, {"text": 8}),
    "office": Part({"title": 6}, named={"person": ("person",), "party": ("party",)}),
    "topic": Part({"label": 8}),
    "series": Part({"names": 8}),
    "instrument": Part({"title": 10}),
    "objective": Part({"text": 3}, listed={"topics": ("topic",)}),
    "commitment": Part({"text": 8}, named={"instrument": ("instrument",), "engagement": ("engagement",)}),
    "deadline": Part({"text": 3}, named={"meeting_series": ("series",), "set_at": ("engagement",)}),
    "report": Part(
        {"text": 3},
        named={"told_by": _WHO, "reported_at": ("engagement",)},
        listed={"reported_by": _WHO},
    ),
    "source": Part({"title": 8, "subtitle": 4, "publisher": 4}),
}


def with_passages(stream: str, changes: Iterable[Change]) -> list[Change]:
    """The changes of a fact of `stream`, each followed by what it makes of passages and whom they name."""
    made: list[Change] = []
    for change in changes:
        made.append(change)
        if part := PARTS.get(change.table):
            made += _derived(stream, change, part)
    return made


def _derived(stream: str, change: Change, part: Part) -> Iterator[Change]:
    if isinstance(change, Replace):
        yield from _replaced(stream, change, part)
        return
    assert not isinstance(change, Drop), f"rows of {change.table} are replaced, not dropped"
    at = (stream, change.table, _at(change.key[1:]))
    if part.by_id and isinstance(change, Put):
        yield Put("passage", (*at, "id"), _passage(change.key[0], None, indexed(change.key[0]), part.by_id))
    found = _texts(change.table, change.values)
    if isinstance(change, Put) and len(change.key) > 1 and not any(found.values()):
        return  # a row of a list that says nothing to be found by; it was not there before
    for field, row in found.items():
        yield Put("passage", (*at, field), row) if row else Drop("passage", (*at, field))
    for slot, streams in _named(part, change.values):
        yield Replace("mention", (*at, slot), {(one,): {} for one in streams})


def _replaced(stream: str, change: Replace, part: Part) -> Iterator[Change]:
    """A list told anew: all passages of it are now these."""
    passages: dict[Key, Values] = {}
    mentions: dict[Key, Values] = {}
    for rest, values in change.rows.items():
        at = _at((*change.prefix[1:], *rest))
        found = {(at, field): row for field, row in _texts(change.table, values).items() if row}
        passages |= found
        if found:
            mentions |= {(at, slot, one): {} for slot, streams in _named(part, values) for one in streams}
    yield Replace("passage", (stream, change.table), passages)
    if part.named or part.listed:
        yield Replace("mention", (stream, change.table), mentions)


def _at(rest: Key) -> str:
    return str(rest[0]) if len(rest) == 1 else ".".join(map(str, rest))


def _texts(table: str, values: Values) -> dict[str, Values | None]:
    """The texts of which a change tells: field -> its passage, or None where there is no word in it."""
    made: dict[str, Values | None] = {}
    for field, column, weight, read in _READ[table]:
        if column in values:
            english, arabic, words = read(field, values)
            made[field] = _passage(english, arabic, words, weight) if words else None
    return made


def _passage(english: str | None, arabic: str | None, words: str, weight: int) -> Values:
    return {"text_en": english, "text_ar": arabic, "words": words, "weight": weight}


Read = tuple[str | None, str | None, str]
"""A text in English, in Arabic, and its words."""


def _in_both(field: str, values: Values) -> Read:
    english, arabic = values[f"{field}_en"], values[f"{field}_ar"]
    return english, arabic, indexed(english, arabic)


def _in_one(field: str, values: Values) -> Read:
    text = values[field]
    return (None, text, indexed(text)) if values.get("language") == "ar" else (text, None, indexed(text))


def _with_months(field: str, values: Values) -> Read:
    """A day (EDTF) as it is searched: its numbers, and what its months are called."""
    day = values[field]
    months = dict.fromkeys(int(found) for found in _MONTH.findall(day or ""))
    return day, None, indexed(day, " ".join(MONTHS[month] for month in months if month in MONTHS))


_MONTH = re.compile(r"\d{4}-(\d\d)")
_READ: Mapping[str, Sequence[tuple[str, str, int, Callable[[str, Values], Read]]]] = {
    table: [
        *((field, f"{field}_en", weight, _in_both) for field, weight in part.texts.items()),
        *((field, field, weight, _in_one) for field, weight in part.spoken.items()),
        *((field, field, weight, _with_months) for field, weight in part.dated.items()),
    ]
    for table, part in PARTS.items()
}
"""Table -> its texts: each field, the column that a change tells it by, what a hit counts, and how it is read."""


def _named(part: Part, values: Values) -> Iterator[tuple[str, list[str]]]:
    """Slot -> the items it may name; an id that needs no registration names nothing that could be hidden."""
    for column, kinds in part.named.items():
        if column in values:
            yield column, _streams(kinds, values[column])
    for column, kinds in part.listed.items():
        for number, name in enumerate(codec.decode(values.get(column) or "[]"), 1):
            yield f"{column}.{number}", _streams(kinds, name)


def _streams(kinds: Kinds, name: Any) -> list[str]:
    given = name is None or (name in ISO_3166 and "party" in kinds) or (name == "document" and kinds == _WHO)
    return [] if given else [f"{kind}:{name}" for kind in kinds]
