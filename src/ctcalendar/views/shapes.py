"""How each kind of item becomes rows, field by field: one mapping serves recording, amending and corroborating.

A field is columns of the item's own row, rows of a child table, links to other items, or nothing a view shows.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Table

from ctcalendar.domain import codec, edtf
from ctcalendar.domain.values import When
from ctcalendar.views import tables
from ctcalendar.views.changes import Change, Key, Replace, Values

UNDATED = "9999-12-31"
"""sort_day of what has no day: it comes last."""

Columns = Callable[[Any], Values]
Rows = Callable[[Any], Mapping[Key, Values]]


class Child(NamedTuple):
    """A field kept as rows of its own. `by_subject`: the table's keys begin with the stream, not the bare id."""

    table: Table
    rows: Rows
    by_subject: bool = False


class Shape(NamedTuple):
    """A kind's own table, and what each of its fields becomes, given the field's plain value (None when absent)."""

    table: Table
    columns: Mapping[str, Columns]
    children: Mapping[str, Child] = {}
    links: Mapping[str, str] = {}
    """Fields that list ids -> the kind of item they name."""

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The columns that some field values (plain, by name) come to."""
        row: dict[str, Any] = {}
        for field, columns in self.columns.items():
            if field in values:
                row.update(columns(values[field]))
        return row

    def below(self, kind: str, identity: str, values: Mapping[str, Any]) -> Iterator[Change]:
        """The child rows and links that some field values come to."""
        subject = f"{kind}:{identity}"
        for field, child in self.children.items():
            if field in values:
                yield Replace(child.table, (subject if child.by_subject else identity,), child.rows(values[field]))
        for field, target in self.links.items():
            if field in values:
                named = enumerate(values[field] or (), 1)
                rows: dict[Key, Values] = {(number,): {"target": f"{target}:{to}"} for number, to in named}
                yield Replace(tables.LINK, (subject, field), rows)


# -- fields to columns ----------------------------------------------------------------------------------------------


def _same(column: str) -> Columns:
    return lambda value: {column: value}


def _text(prefix: str) -> Columns:
    def columns(value: Any) -> Values:
        text = value or {}
        return {f"{prefix}_{part}": text.get(part) for part in ("en", "ar", "differs")}

    return columns


def _json(column: str) -> Columns:
    return lambda value: {column: codec.encode(value).decode() if value else None}


def _flag(column: str) -> Columns:
    return lambda value: {column: None if value is None else int(value)}


def _when(value: Any) -> Values:
    when = codec.typed(value, When) if value else None
    span = edtf.parse(when.edtf) if when and when.edtf else None
    earliest, latest = days(when)
    return {
        "when_edtf": when and when.edtf,
        "when_basis": when and when.basis,
        "when_rule": when and when.rule,
        "when_printed": when and when.printed,
        "when_weekday": when and when.weekday,
        "when_time": when and when.time,
        "when_zone": when and when.zone,
        "when_precision": span and span.precision,
        "when_uncertain": "yes" if span and span.uncertain else None,
        "earliest": earliest,
        "latest": latest,
        "sort_day": earliest or latest or UNDATED,
    }


def days(when: When | None) -> tuple[str | None, str | None]:
    """The first and last day `when` may mean, ISO, from its EDTF or else its bounds; None where open or unknown."""
    if when is None:
        return None, None
    if when.edtf is None:
        return when.earliest, when.latest
    span = edtf.parse(when.edtf)
    first, last = span.earliest, span.latest
    return first.isoformat() if first else None, last.isoformat() if last else None


def _published(value: Any) -> Values:
    when = codec.typed(value, When) if value else None
    earliest, latest = days(when)
    return {
        "published_edtf": when and when.edtf,
        "published_time": when and when.time,
        "published_zone": when and when.zone,
        "published_printed": when and when.printed,
        "published_earliest": earliest,
        "published_latest": latest,
    }


def _mandate(value: Any) -> Values:
    mandate = value or {}
    return {f"mandate_{part}": mandate.get(part) for part in ("commitment", "basis", "reason")}


def _place_in_series(value: Any) -> Values:
    place = value or {}
    return {"series": place.get("id"), "ordinal": place.get("ordinal")}


# -- fields to child rows -------------------------------------------------------------------------------------------


def _numbered(*columns: tuple[str, Columns]) -> Rows:
    """Rows keyed by their number in the list; each column function gets the element's field of that name."""

    def rows(value: Any) -> Mapping[Key, Values]:
        made: dict[Key, Values] = {}
        for number, element in enumerate(value or (), 1):
            made[(number,)] = {
                name: part for field, to_columns in columns for name, part in to_columns(element.get(field)).items()
            }
        return made

    return rows


def _stop_day(value: Any) -> Values:
    day = value or {}
    return {"day_edtf": day.get("edtf"), "day_basis": day.get("basis") if day else None, "day_rule": day.get("rule")}


_ALIASES = Child(
    tables.ALIAS,
    _numbered(("text", _same("text")), ("language", _same("language")), ("note", _same("note"))),
    by_subject=True,
)
_OBJECTIVES = Child(
    tables.OBJECTIVE, _numbered(("id", _same("id")), ("text", _text("text")), ("topics", _json("topics")))
)
_STOPS = Child(tables.STOP, _numbered(("name", _text("name")), ("country", _same("country")), ("when", _stop_day)))
_PARTICIPATIONS = Child(
    tables.PARTICIPATION,
    _numbered(
        ("person", _same("person")),
        ("name", _text("name")),
        ("honorific", _text("honorific")),
        ("title", _text("title")),
        ("organisation", _same("organisation")),
        ("party", _same("party")),
        ("role", _same("role")),
    ),
)
_DELEGATIONS = Child(
    tables.DELEGATION, _numbered(("party", _same("party")), ("size", _same("size")), ("note", _same("note")))
)
_ASSERTIONS = Child(
    tables.ASSERTION,
    _numbered(("id", _same("id")), ("by", _same("asserted_by")), ("about", _json("about")), ("text", _text("text"))),
)


# -- the kinds ------------------------------------------------------------------------------------------------------


def _columns(same: str = "", text: str = "", json: str = "", **special: Columns) -> dict[str, Columns]:
    return {
        **{field: _same(field) for field in same.split()},
        **{field: _text(field) for field in text.split()},
        **{field: _json(field) for field in json.split()},
        **special,
    }


SHAPES: Mapping[str, Shape] = {
    "source": Shape(
        tables.SOURCE,
        _columns("kind url sha256", "title subtitle publisher", "languages parts derived_from", published=_published),
    ),
    "party": Shape(tables.PARTY, _columns("kind within", "names")),
    "organisation": Shape(tables.ORGANISATION, _columns("party within", "names"), {"aliases": _ALIASES}),
    "person": Shape(tables.PERSON, _columns("", "names"), {"aliases": _ALIASES}),
    "office": Shape(
        tables.OFFICE,
        {**_columns("person party organisation", "title"), "from": _same("held_from"), "to": _same("held_to")},
    ),
    "topic": Shape(tables.TOPIC, _columns("broader", "label")),
    "instrument": Shape(
        tables.INSTRUMENT,
        _columns("kind signed_at covers", "title", "languages related", binding=_flag("binding")),
        {"aliases": _ALIASES, "objectives": _OBJECTIVES},
        {"parties": "party", "topics": "topic", "organisations": "organisation"},
    ),
    "commitment": Shape(
        tables.COMMITMENT, _columns("instrument engagement form told_by", "text"), links={"parties": "party"}
    ),
    "series": Shape(
        tables.SERIES, _columns("", "names", mandate=_mandate), {"aliases": _ALIASES}, {"parties": "party"}
    ),
    "engagement": Shape(
        tables.ENGAGEMENT,
        _columns("kind mode part_of rank sessions", "title occasion", when=_when, series=_place_in_series),
        {
            "places": _STOPS,
            "participants": _PARTICIPATIONS,
            "delegations": _DELEGATIONS,
            "says": _ASSERTIONS,
        },
        {"parties": "party", "agencies": "organisation", "topics": "topic", "instruments": "instrument"},
    ),
}
