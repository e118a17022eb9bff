"""How a field's plain value becomes columns of a row, and a row's columns the plain value again."""

from collections.abc import Callable, Mapping
from typing import Any

from ctcalendar.domain import codec, edtf
from ctcalendar.domain.values import When
from ctcalendar.views.changes import Values

UNDATED = "9999-12-31"
"""sort_day of what has no day: it comes last."""


class Columns:
    """A field as columns: to a row, and back. Both take and give None for a field that is not known."""

    def __init__(self, row: Callable[[Any], Values], value: Callable[[Values], Any]) -> None:
        self._row, self.value = row, value
        self._unknown = row(None)

    def row(self, value: Any) -> Values:
        """The columns of a plain value."""
        return self._unknown if value is None else self._row(value)


def same(column: str) -> Columns:
    """A text or number as it is."""
    return Columns(lambda value: {column: value}, lambda row: row[column])


def flag(column: str) -> Columns:
    """Yes or no as 1 or 0."""
    return Columns(
        lambda value: {column: None if value is None else int(value)},
        lambda row: None if row[column] is None else bool(row[column]),
    )


def as_json(column: str) -> Columns:
    """A list or struct that nobody filters by, as JSON."""
    return Columns(
        lambda value: {column: codec.encode(value).decode() if value else None},
        lambda row: codec.decode(row[column]) if row[column] else None,
    )


def parts(prefix: str, names: Mapping[str, str | Columns]) -> Columns:
    """A struct: each part a column of its own, `prefix_part`, or what its own Columns say."""
    columns = {name: f"{prefix}_{to}" for name, to in names.items() if isinstance(to, str)}
    special = {name: to for name, to in names.items() if isinstance(to, Columns)}

    def row(value: Any) -> Values:
        given = value or {}
        made = {column: given.get(name) for name, column in columns.items()}
        for name, to in special.items():
            made |= to.row(given.get(name))
        return made

    def value(found: Values) -> Any:
        made = {name: found[column] for name, column in columns.items()}
        made |= {name: to.value(found) for name, to in special.items()}
        return {name: made[name] for name in names if made[name] is not None} or None

    return Columns(row, value)


def text(prefix: str) -> Columns:
    """A bilingual text."""
    return parts(prefix, {part: part for part in ("en", "ar", "differs")})


_WHEN = ("edtf", "basis", "rule", "printed", "weekday", "time", "zone")


def when(prefix: str, earliest: str, latest: str, *, sorted_by: bool = False) -> Columns:
    """A day with all that is known of it, and the first and last day it may mean.

    `sorted_by`: with the columns that lists are ordered and marked by.
    """

    def row(value: Any) -> Values:
        day = codec.typed(value, When) if value else None
        first, last = days(day)
        found: dict[str, Any] = {f"{prefix}_{part}": day and getattr(day, part) for part in _WHEN}
        found |= {earliest: first, latest: last}
        return {**found, **_order(day, first, last)} if sorted_by else found

    def value(found: Values) -> Any:
        if found[f"{prefix}_basis"] is None:
            return None
        made = {part: cell for part in _WHEN if (cell := found[f"{prefix}_{part}"]) is not None}
        if "edtf" not in made:
            bounds = {"earliest": found[earliest], "latest": found[latest]}
            made |= {bound: day for bound, day in bounds.items() if day is not None}
        return codec.plain(codec.typed(made, When))

    return Columns(row, value)


def days(day: When | None) -> tuple[str | None, str | None]:
    """The first and last day `day` may mean, ISO, from its EDTF or else its bounds; None where open or unknown."""
    if day is None:
        return None, None
    if day.edtf is None:
        return day.earliest, day.latest
    span = edtf.parse(day.edtf)
    first, last = span.earliest, span.latest
    return first.isoformat() if first else None, last.isoformat() if last else None


def _order(day: When | None, first: str | None, last: str | None) -> Values:
    span = edtf.parse(day.edtf) if day and day.edtf else None
    return {
        "when_precision": span and span.precision,
        "when_uncertain": "yes" if span and span.uncertain else None,
        "sort_day": first or last or UNDATED,
    }
