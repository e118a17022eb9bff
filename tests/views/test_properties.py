"""What holds of the views after every legal history, on both engines."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import Column, Table

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.db.postgres import SqlalchemyReader
from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.log.append import write_rows
from ctcalendar.log.chain import LogRow
from ctcalendar.log.read import decoded
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply
from ctcalendar.views.entries import history
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from ctcalendar.views.hidden import hidden_streams
from ctcalendar.views.tables import VIEWS
from views.databases import Databases
from views.histories import History, Told, histories, with_secrets
from views.ledger import Ledger, all_rows, reading

pytestmark = pytest.mark.slow

FULL = Clearance.CONFIDENTIAL


def all_entries(reader: Reader, *, clearance: Clearance = FULL, as_of: int | None = None) -> list[Entry]:
    """Every engagement there is at a clearance and a moment."""
    return history(reader, Filter(), clearance=clearance, as_of=as_of)


def shown(settings: Settings, clearance: Clearance) -> bytes:
    """All engagements as JSON, at a clearance."""
    with reading(settings) as reader:
        return codec.encode(all_entries(reader, clearance=clearance))


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The keys whose values differ: pytest would take minutes to explain how."""
    return [key for key in {**one, **other} if one.get(key) != other.get(key)]


def test_live_rows_equal_rebuilt_rows(databases: Databases):
    """Folded fact by fact as they came, or whole from the log: the same rows in every table, closed ones too."""

    @databases.examples
    @given(histories())
    def holds(told: History) -> None:
        with databases.empty() as settings:
            Ledger(settings).write(told)
            app, live = App(settings), all_rows(settings)
            assert app.compare_views() == []
            assert app.rebuild() == sum(map(len, live.values()))
            assert differing(live, all_rows(settings)) == []

    holds()


def test_as_of_a_position_equals_a_database_that_ends_there(databases: Databases):
    """What is shown as of a position is what was shown when the log ended at it.

    All but `classification`, and what a clearance hides: those are judged as they stand now, whatever the as-of.
    """

    @databases.examples
    @given(histories(), st.data())
    def holds(told: History, data: st.DataObject) -> None:
        with databases.empty() as settings, databases.empty() as shorter:
            rows = Ledger(settings).write(told)
            asked = data.draw(st.sets(st.integers(0, len(rows)), min_size=2, max_size=4))
            ended = _shown_at_each_end(shorter, rows, asked)
            with reading(settings) as reader:
                now = {entry.id: entry.classification for entry in all_entries(reader)}
                for position in asked:
                    entries = {entry.id: codec.plain(entry) for entry in all_entries(reader, as_of=position)}
                    assert list(entries) == list(ended[position])
                    fields = {field for name in entries for field in differing(ended[position][name], entries[name])}
                    assert fields <= {"classification"}
                    assert all(entry["classification"] == now[name] for name, entry in entries.items())

    holds()


def _shown_at_each_end(settings: Settings, rows: Sequence[LogRow], asked: set[int]) -> dict[int, dict[str, Any]]:
    """What a database shows that is given the rows one by one, when it holds as many as asked for: id -> entry."""
    ends: dict[int, dict[str, Any]] = {}
    with transacting(settings) as connection:
        for position in range(max(asked) + 1):
            for row in rows[position - 1 : position]:
                write_rows(Driver(connection), [row])
                apply(connection, [decoded(row)])
            if position in asked:
                entries = all_entries(SqlalchemyReader(connection))
                ends[position] = {entry.id: codec.plain(entry) for entry in entries}
    return ends


def test_planted_damage_is_found_and_mended(databases: Databases):
    """A row that somebody altered or removed is found in its table; rebuilding brings back every row as it was."""

    @databases.examples
    @given(histories(), st.data())
    def holds(told: History, data: st.DataObject) -> None:
        with databases.empty() as settings:
            Ledger(settings).write(told)
            before, app = all_rows(settings), App(settings)
            table = data.draw(st.sampled_from([table for table in VIEWS if before[table.name]]))
            row = data.draw(st.sampled_from(before[table.name]))
            column = data.draw(st.sampled_from([None, *(column for column in table.columns if not column.primary_key)]))
            _damage(settings, table, dict(zip(table.columns.keys(), row, strict=True)), column)
            assert app.compare_views() == [table.name]
            app.rebuild()
            assert app.compare_views() == []
            assert differing(before, all_rows(settings)) == []

    holds()


def _damage(settings: Settings, table: Table, row: dict[str, Any], column: Column[Any] | None) -> None:
    """Alter one column of a row; without a column, remove the row."""
    key = {name.name: row[name.name] for name in table.primary_key}
    where = " AND ".join(f"{name} = ?" for name in key)
    with transacting(settings) as connection:
        if column is None:
            touched = Driver(connection).run(f"DELETE FROM {table.name} WHERE {where}", [*key.values()])
        else:
            value = row[column.name]
            other = f"{value or ''}x" if column.type.python_type is str else (value or 2) - 1
            sql = f"UPDATE {table.name} SET {column.name} = ? WHERE {where}"
            touched = Driver(connection).run(sql, [other, *key.values()])
    assert touched == 1


def test_nothing_above_a_clearance_is_named(databases: Databases):
    """No id of a stream above the reader's clearance stands anywhere in what is shown, at any moment asked about."""

    @databases.examples
    @given(histories(), st.data())
    def holds(told: History, data: st.DataObject) -> None:
        with databases.empty() as settings:
            rows = Ledger(settings).write(told)
            moment = data.draw(st.sampled_from([None, *range(1, len(rows) + 1)]))
            with reading(settings) as reader:
                for clearance in (Clearance.PUBLIC, Clearance.PRIVATE):
                    text = codec.encode(all_entries(reader, clearance=clearance, as_of=moment)).decode()
                    ids = {stream.partition(":")[2] for stream in hidden_streams(reader, clearance)}
                    assert {identity for identity in ids if identity in text} == set()

    holds()


def test_facts_above_a_clearance_change_nothing_below_it(databases: Databases):
    """Non-interference: whatever is recorded wholly on streams above PUBLIC, the public gets the same bytes."""

    @databases.examples
    @given(with_secrets())
    def holds(told: Told) -> None:
        assume(told.secrets)
        with databases.empty() as settings:
            ledger = Ledger(settings)
            ledger.write(told.history)
            before = shown(settings, Clearance.PUBLIC)
            ledger.write(told.secrets)
            assert shown(settings, Clearance.PUBLIC) == before  # bytes: pytest names the place and no more

    holds()
