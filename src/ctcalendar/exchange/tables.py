"""A table of an export, and the rows that items come to."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ctcalendar.domain.countries import COUNTRIES
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.exchange.columns import Cell, Column, Columns, Member, Plain

Row = Sequence[Cell]


class Table(NamedTuple):
    """A table: what its rows are in words, which kinds of item give rows, and how many each."""

    name: str
    title: str
    says: str
    columns: Columns
    kinds: tuple[str, ...] = ()
    """The kinds of item that give rows; none: the rows are the parties that are states, which nobody registers."""
    members: Callable[[Plain], Iterable[Any]] | None = None
    """The list of an item whose members are the rows; None: the item itself is one."""
    key: tuple[str, ...] = ("id",)
    label: str | None = None
    """The column that names a row to people."""
    facets: tuple[str, ...] = ()
    """The columns by which people will want to count."""
    sort: str | None = None
    joins: str | None = None
    """The column without which a row says nothing."""

    def rows(self, item: Plain) -> Iterator[list[Cell]]:
        """The rows that an item of one of the kinds comes to."""
        members = [item] if self.members is None else self.members(item)
        for number, one in enumerate(members, 1):
            member = Member(item, one, number)
            yield [column.of(member) for column in self.columns]

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


Shown = Mapping[str, Collection[str]]
"""Table -> the ids that have a row in it, for tables of which others may name an id that has none."""

NOTHING: Shown = MappingProxyType({})


class Writing:
    """The rows of items for each table, and last those of the states that the items name.

    An item may name another that is not shown by itself, since that would have to name something hidden: such an id
    leads nowhere, and its cell stays empty.
    """

    def __init__(self, tables: Sequence[Table], states: Table, shown: Shown) -> None:
        self._of_kind: Mapping[str, list[Table]] = {
            kind: [table for table in tables if kind in table.kinds] for table in tables for kind in table.kinds
        }
        self._states, self._shown, self._named = states, shown, set[str]()

    def rows(self, items: Iterable[Plain]) -> Iterator[tuple[str, Row]]:
        """Table by table what each item comes to."""
        for item in items:
            for table in self._of_kind[item["item"]]:
                for row in table.rows(item):
                    if self._is_whole(table, row):
                        yield table.name, row
        for code in sorted(self._named & ISO_3166):
            yield from ((self._states.name, row) for row in self._states.rows(_state(code)))

    def _is_whole(self, table: Table, row: list[Cell]) -> bool:
        """Whether a row says something once its ids that lead nowhere are taken out of it."""
        for number, column in enumerate(table.columns):
            if column.to == self._states.name:
                self._named.add(str(row[number]))
            elif column.to is not None and row[number] not in self._shown.get(column.to, (row[number],)):
                row[number] = None
                if column.name == table.joins:
                    return False
        return True


def _state(code: str) -> Plain:
    en, ar = COUNTRIES.get(code, (code, None))
    return {"id": code, "kind": "state", "names": {"en": en, "ar": ar}}
