"""The headings under which an engagement stands, as in a subject index: what it names, in order of its day.

A page of what is common begins where its heading begins, and goes on in order, whatever else is asked of it. The fact
that names a party does not tell the day of the meeting, nor the other way round: so no rule can write these rows. They
come from those that stand after a fact. They say where to look, never what is found (chosen.py).
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table

from ctcalendar.views.changes import Change, Patch, Put, Replace
from ctcalendar.views.clauses import of_place
from ctcalendar.views.tables import ENGAGEMENT, PARTICIPATION, STOP

Row = tuple[Any, ...]


def _positions(table: Table, *columns: str) -> list[int]:
    """Where these columns stand among the values of a row, which follow its key."""
    names = [column.name for column in table.columns]
    return [names.index(column) - len(table.info["key"]) for column in columns]


_DAY, _SERIES = _positions(ENGAGEMENT, "sort_day", "series")
_PLACE = _positions(STOP, "country", "name_en", "name_ar")
_SEAT = list(zip(("person", "organisation"), _positions(PARTICIPATION, "person", "organisation"), strict=True))

NAMING = ("engagement", "link", "stop", "participation")
"""The tables that headings come from."""
_OWN = {"sort_day", "series"}


def moves(change: Change) -> bool:
    """Whether an engagement may stand elsewhere after a change."""
    if isinstance(change, (Put, Patch)) and change.table == "engagement":
        return not _OWN.isdisjoint(change.values)
    return change.table in NAMING


def headings(identity: str, rows: Iterable[tuple[str, Row]]) -> Replace:
    """The rows of `heading` that an engagement's rows come to: each its table, and its values."""
    day: dict[str, Any] = {}
    found: list[str] = []
    for table, values in rows:
        if table == "link":
            found.append(values[0])
        elif table == "stop":
            found += [of_place(values[column]) for column in _PLACE if values[column]]
        elif table == "participation":
            found += [f"{kind}:{values[column]}" for kind, column in _SEAT if values[column]]
        elif table == "engagement":
            day["sort_day"] = values[_DAY]
            found += [f"series:{values[_SERIES]}"] if values[_SERIES] else []
    return Replace("heading", (identity,), {(heading,): day for heading in found})
