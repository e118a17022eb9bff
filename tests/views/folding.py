"""Facts folded in memory, and the rows they come to read back into items: no database needed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ctcalendar.db.columns import FOREVER
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import Stream
from ctcalendar.views.apply import folded
from ctcalendar.views.fold import folded_columns
from ctcalendar.views.shapes import SHAPES, Shape
from ctcalendar.views.tables import VIEWS

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Table -> its rows, each column -> value."""


def rows_of(facts: Iterable[Recorded]) -> Rows:
    """Every row that facts come to when they are folded whole, stream by stream, closed versions too."""
    by_stream = sorted(facts, key=lambda fact: (str(fact.stream), fact.revision))
    found: dict[str, list[Row]] = {table.name: [] for table in VIEWS}
    for table, rows in folded(by_stream):
        found[table.name] += [dict(zip(folded_columns(table), row, strict=True)) for row in rows]
    return found


def standing(rows: Rows, as_of: int = FOREVER - 1) -> Rows:
    """The rows that stand at a position, without when they ended. Classifications stand as they are now."""
    found = {}
    for name, versions in rows.items():
        here = [row for row in versions if row.get("known_from", 0) <= as_of < row.get("known_to", FOREVER)]
        found[name] = sorted(({**row, "known_to": None} for row in here), key=repr)
    return found


def items(rows: Rows) -> Mapping[Stream, Mapping[str, Any]]:
    """The items that standing rows say, as plain values without citations; what is not known is left out."""
    below = _below(rows)
    return {
        Stream(kind, row["id"]): {"id": row["id"], **shape.values(row), **below[kind, row["id"]]}
        for kind, shape in SHAPES.items()
        for row in rows[str(shape.table)]
    }


def _below(rows: Rows) -> Mapping[tuple[str, str], dict[str, Any]]:
    """What child rows and links say of each item: (kind, id) -> field -> elements in order."""
    found: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for kind, shape in SHAPES.items():
        for field, owner, element in (*_elements(kind, shape, rows), *_links(kind, shape, rows)):
            found[kind, owner].setdefault(field, []).append(element)
    return found


def _elements(kind: str, shape: Shape, rows: Rows) -> Iterable[tuple[str, str, Any]]:
    for field, child in shape.children.items():
        listed = sorted(rows[str(child.table)], key=lambda row: row["number"])
        numbers: set[tuple[str, int]] = set()
        for row in listed:
            of_kind, owner = _owner(row) if child.by_subject else (kind, str(row[kind]))
            if of_kind == kind:
                assert (owner, row["number"]) not in numbers, f"{field} of {owner}: two have the number {row['number']}"
                numbers.add((owner, row["number"]))
                yield field, owner, child.element(row)


def _links(kind: str, shape: Shape, rows: Rows) -> Iterable[tuple[str, str, Any]]:
    for row in sorted(rows["link"], key=lambda row: row["number"]):
        of_kind, owner = _owner(row)
        if of_kind == kind:
            target_kind, target = Stream.parse(row["target"])
            assert target_kind == shape.links[row["field"]]
            yield row["field"], owner, target


def _owner(row: Row) -> tuple[str, str]:
    return tuple(Stream.parse(row["subject"]))  # type: ignore[return-value]
