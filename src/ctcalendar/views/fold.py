"""The machinery between rules and rows: net effect of each fact, row versions, only the rows that differ."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Table

from ctcalendar.db.columns import FOREVER
from ctcalendar.domain.facts import Recorded
from ctcalendar.views.changes import Change, Drop, Key, Patch, Put, Replace
from ctcalendar.views.headings import NAMING, headings, moves
from ctcalendar.views.rules import changes
from ctcalendar.views.tables import VIEWS

Row = tuple[Any, ...]
Version = tuple[Row, int, bool]
"""A row as it stands: its values, since when, and whether the database holds it yet."""
Begun = tuple[str, Key, Row]
"""A row of the fact that begins a stream: its table, key and values."""
Load = Callable[[Table, str], "dict[Key, tuple[Row, int]]"]
"""The standing rows of a table below the first part of a key: key -> (values, known_from)."""


class Layout(NamedTuple):
    """What folding asks of a table: its value columns, how many columns its key has, and whether it keeps the past."""

    table: Table
    columns: Sequence[str]
    width: int
    is_temporal: bool


class Ended(NamedTuple):
    """A stored row that stands no more: its key, since when it stood, and the position that ended it."""

    key: Key
    known_from: int
    known_to: int


class Fold:
    """Facts folded into row versions, ready to be written. `load` is asked only for streams that existed before."""

    def __init__(self, load: Load | None = None) -> None:
        self._load = load
        self._standing: dict[tuple[str, str], dict[Key, Version]] = {}
        self._begun: dict[str, tuple[int, list[Begun]] | None] = {}
        """Streams that begin here -> since when, and the rows of their first fact while no other has followed."""
        self.finished: dict[str, list[Row]] = {}
        """Rows that were opened and ended within this fold, by table."""
        self.ended: dict[str, list[Ended]] = {}

    def add(self, fact: Recorded) -> None:
        """Fold one more fact."""
        stream = str(fact.stream)
        if fact.revision == 1:
            self._begun[stream] = fact.position, _rows_begun(fact, stream)
            return
        self._stand(stream)
        before: dict[tuple[str, Key], Version | None] = {}
        for change in self._changes(fact, stream):
            self._do(change, fact, stream, before)
        for (name, key), version in before.items():
            if version is not None:  # else it only began
                self._settle(name, key, version, fact.position)

    def opened(self) -> Iterator[tuple[Table, list[Row]]]:
        """The rows to insert, by table, in the order of its columns."""
        rows = {name: list(finished) for name, finished in self.finished.items()}
        for (name, _), standing in self._standing.items():
            made, temporal = rows.setdefault(name, []), _LAYOUTS[name].is_temporal
            for key, (values, known_from, stored) in standing.items():
                if not stored:
                    made.append(key + values + (known_from, FOREVER) if temporal else key + values)
        for since, begun in filter(None, self._begun.values()):
            for name, key, values in begun:
                made = rows.setdefault(name, [])
                made.append(key + values + (since, FOREVER) if _LAYOUTS[name].is_temporal else key + values)
        for name, made in rows.items():
            if made:
                yield _LAYOUTS[name].table, made

    def _stand(self, stream: str) -> None:
        """Let the rows of a first fact stand, where another fact follows it here."""
        if found := self._begun.get(stream):
            since, begun = found
            for name, key, values in begun:
                self._standing.setdefault((name, key[0]), {})[key] = values, since, False
            self._begun[stream] = None

    def _changes(self, fact: Recorded, stream: str) -> Iterator[Change]:
        """What a fact changes and, once that is done, what comes of it for the headings of an engagement."""
        moved = False
        for change in changes(fact):
            yield change
            moved = moved or moves(change)
        if moved and fact.stream.kind == "engagement":
            yield headings(fact.stream.id, self._naming(fact.stream.id, stream))

    def _naming(self, identity: str, stream: str) -> Iterator[tuple[str, Row]]:
        """The rows of an engagement that say where it stands."""
        for name in NAMING:
            standing = self._rows_below(name, stream if name == "link" else identity, stream)
            yield from ((name, values) for values, *_ in standing.values())

    def _do(self, change: Change, fact: Recorded, stream: str, before: dict[tuple[str, Key], Version | None]) -> None:
        standing = self._rows_of(change, fact, stream)
        for at, values in _effects(change, standing):
            before.setdefault((change.table, at), standing.get(at))
            if values is None:
                standing.pop(at, None)
            else:
                standing[at] = (values, fact.position, False)

    def _settle(self, name: str, key: Key, before: Version, position: int) -> None:
        """Compare a row with what it was before the fact: nothing happened, it ended, or it began."""
        standing = self._standing[name, key[0]]
        after = standing.get(key)
        values, known_from, stored = before
        if after is not None and values == after[0]:
            standing[key] = before
        elif stored:
            self.ended.setdefault(name, []).append(Ended(key, known_from, position))
        elif _LAYOUTS[name].is_temporal:
            self.finished.setdefault(name, []).append((*key, *values, known_from, position))

    def _rows_of(self, change: Change, fact: Recorded, stream: str) -> dict[Key, Version]:
        name, first = change.table, _prefix(change)[0]
        assert first in (fact.stream.id, stream), f"{fact.name} writes {name} outside its stream"
        return self._rows_below(name, first, stream)

    def _rows_below(self, name: str, first: str, stream: str) -> dict[Key, Version]:
        standing = self._standing.get((name, first))
        if standing is None:
            known = {} if self._load is None or stream in self._begun else self._load(_LAYOUTS[name].table, first)
            standing = {at: (*row, True) for at, row in known.items()}
            self._standing[name, first] = standing
        return standing


def _rows_begun(fact: Recorded, stream: str) -> list[Begun]:
    """The rows of the fact that begins a stream: nothing stood before it, so nothing is loaded, compared or ended."""
    begun: list[Begun] = []
    for change in changes(fact):
        assert _prefix(change)[0] in (fact.stream.id, stream), f"{fact.name} writes {change.table} outside its stream"
        _begin(change, begun)
    if fact.stream.kind == "engagement":
        _begin(headings(fact.stream.id, [(table, values) for table, _, values in begun]), begun)
    return begun


def _begin(change: Change, begun: list[Begun]) -> None:
    """Add the rows that begin by a change."""
    name, columns = change.table, _LAYOUTS[change.table].columns
    if isinstance(change, Replace):
        for rest, values in change.rows.items():
            begun.append((name, change.prefix + rest, tuple(map(values.get, columns))))
    elif isinstance(change, Put):
        begun.append((name, change.key, tuple(map(change.values.get, columns))))


def _prefix(change: Change) -> Key:
    return change.prefix if isinstance(change, Replace) else change.key


def _effects(change: Change, standing: dict[Key, Version]) -> Iterable[tuple[Key, Row | None]]:
    """What becomes of which rows: the key and the new values, or None where the row ends."""
    _, columns, width, _ = _LAYOUTS[change.table]
    if isinstance(change, Put):
        return ((change.key, tuple(map(change.values.get, columns))),)
    if isinstance(change, Patch):
        return [
            (key, tuple(change.values.get(column, old) for column, old in zip(columns, values, strict=True)))
            for key, (values, *_) in _below(standing, change.key, width)
        ]
    if isinstance(change, Drop):
        return [(key, None) for key, _ in _below(standing, change.key, width)]
    wanted = {(*change.prefix, *rest): tuple(map(values.get, columns)) for rest, values in change.rows.items()}
    if not standing:
        return wanted.items()
    gone = [(key, None) for key, _ in _below(standing, change.prefix, width) if key not in wanted]
    return [*gone, *wanted.items()]


def _below(standing: dict[Key, Version], prefix: Key, width: int) -> list[tuple[Key, Version]]:
    if len(prefix) == width:  # a whole key: nothing to look for
        return [(prefix, standing[prefix])] if prefix in standing else []
    return [(key, row) for key, row in standing.items() if key[: len(prefix)] == prefix]


@cache
def key_columns(table: Table) -> list[str]:
    """The names of the key, without known_from."""
    return list(table.info["key"])


@cache
def value_columns(table: Table) -> list[str]:
    """The names of the columns a rule fills, without the key and without known_from and known_to."""
    keys = {*key_columns(table), "known_from", "known_to"}
    return [name for name in folded_columns(table) if name not in keys]


@cache
def folded_columns(table: Table) -> list[str]:
    """The names of all columns but the one by which the database numbers rows."""
    return [str(column.name) for column in table.columns if column.name != table.info["serial"]]


_LAYOUTS: Mapping[str, Layout] = {
    table.name: Layout(table, value_columns(table), len(key_columns(table)), "known_to" in table.c) for table in VIEWS
}
