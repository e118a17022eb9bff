"""What holds of the views after every legal history, on both engines."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
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
from ctcalendar.log.facts import decoded
from ctcalendar.log.rows import LogRow
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply
from ctcalendar.views.fold import folded_columns, key_columns, value_columns
from ctcalendar.views.hidden import hidden_streams
from ctcalendar.views.tables import VIEWS
from views.databases import Databases
from views.histories import History, histories
from views.ledger import Ledger, all_rows, reading
from views.observing import observations
from views.seeds import seeds, told

FULL = Clearance.CONFIDENTIAL


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The keys whose values differ: pytest would take minutes to explain how."""
    return [key for key in {**one, **other} if one.get(key) != other.get(key)]


@pytest.mark.parametrize("seed", seeds(3, 6))
def test_live_rows_equal_rebuilt_rows(sqlite_databases: Databases, seed: int):
    """Folded append by append as they came, or whole from the log: the same rows in every table, closed ones too."""
    assert _rebuilt_otherwise(sqlite_databases, told(seed)) == []


@pytest.mark.slow
def test_live_rows_of_any_history_equal_rebuilt_rows(databases: Databases):
    """The same, of histories that can be made smaller until they show what is wrong, on both engines."""

    @databases.examples
    @given(histories())
    def holds(told: History) -> None:
        assert _rebuilt_otherwise(databases, told) == []

    holds()


def _rebuilt_otherwise(databases: Databases, told: History) -> list[str]:
    """The views that rebuilding changes."""
    with databases.empty() as settings:
        Ledger(settings).write(told)
        app, live = App(settings), all_rows(settings)
        compared, count = app.compare_views(), app.rebuild()
        assert count == sum(map(len, live.values()))
        return [*compared, *differing(live, all_rows(settings))]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(6))
def test_a_record_moves_between_engines_and_back(sqlite_databases: Databases, postgres_databases: Databases, seed: int):
    """SQLite to PostgreSQL to SQLite, by backups: the same bytes of the log, and the same rows in every view."""
    with sqlite_databases.empty() as first, postgres_databases.empty() as second, sqlite_databases.empty() as third:
        Ledger(first).write(told(seed))
        lines = backup(first)
        for there in (second, third):
            App(there).restore("backup", lines)
            assert backup(there) == lines
            assert differing(all_rows(first), all_rows(there)) == []
            lines = backup(there)


def backup(settings: Settings) -> list[bytes]:
    """The lines of a backup."""
    return list(App(settings).backup(clearance=FULL))


@pytest.mark.parametrize("seed", seeds(1, 5))
def test_as_of_a_position_equals_a_database_that_ends_there(sqlite_databases: Databases, seed: int):
    """What is shown as of a position is what was shown when the log ended at it: of everything, to whoever may see all.

    But for classifications: those are judged as they stand now, whatever the as-of.
    """
    assert _shown_otherwise(sqlite_databases, told(seed), Random(seed)) == []


@pytest.mark.slow
def test_as_of_a_position_of_any_history_equals_a_database_that_ends_there(databases: Databases):
    """The same, of histories that can be made smaller until they show what is wrong, on both engines."""

    @databases.examples
    @given(histories(), st.integers(0, 2**32))
    def holds(told: History, seed: int) -> None:
        assert _shown_otherwise(databases, told, Random(seed)) == []

    holds()


def _shown_otherwise(databases: Databases, told: History, chance: Random) -> list[str]:
    """The questions whose answers as of some position are not those of a database that ends there."""
    with databases.empty() as settings, databases.empty() as shorter:
        rows = Ledger(settings).write(told)
        asked = {chance.randint(0, len(rows)) for _ in range(2)}
        ended = _shown_at_each_end(shorter, rows, asked)
        with reading(settings) as reader:
            return [
                f"{name} as of {position}"
                for position in asked
                for name in differing(ended[position], _shown(reader, as_of=position))
            ]


def _shown_at_each_end(settings: Settings, rows: Sequence[LogRow], asked: set[int]) -> dict[int, dict[str, Any]]:
    """What a database shows that is given the rows one by one, when it holds as many as asked for."""
    ends: dict[int, dict[str, Any]] = {}
    with transacting(settings) as connection:
        for position in range(max(asked) + 1):
            for row in rows[position - 1 : position]:
                write_rows(Driver(connection), [row])
                apply(connection, [decoded(row)])
            if position in asked:
                ends[position] = _shown(SqlalchemyReader(connection))
    return ends


def _shown(reader: Reader, as_of: int | None = None) -> dict[str, Any]:
    """All that is shown at full clearance at a moment, by question, without classifications."""
    found = observations(reader, FULL, moments=[as_of])
    shown = {name.partition(" as of ")[0]: codec.decode(answer) for name, answer in found.items()}
    # What is told of the present alone is not asked about the past.
    return {name: _unclassified(answer) for name, answer in shown.items() if not name.startswith(_OF_THE_PRESENT)}


_OF_THE_PRESENT = ("differences", "life of", "beginning of")


def _unclassified(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {key: _unclassified(part) for key, part in answer.items() if key != "classification"}
    return [_unclassified(part) for part in answer] if isinstance(answer, list) else answer


@pytest.mark.slow
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
            column = data.draw(st.sampled_from([None, *(table.c[name] for name in value_columns(table))]))
            _damage(settings, table, dict(zip(folded_columns(table), row, strict=True)), column)
            assert app.compare_views() == [table.name]
            app.rebuild()
            assert app.compare_views() == []
            assert differing(before, all_rows(settings)) == []

    holds()


def _damage(settings: Settings, table: Table, row: dict[str, Any], column: Column[Any] | None) -> None:
    """Alter one column of a row; without a column, remove the row."""
    key = {name: row[name] for name in (*key_columns(table), "known_from") if name in row}
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


@pytest.mark.parametrize("seed", seeds(2, 8))
def test_nothing_above_a_clearance_is_named(sqlite_databases: Databases, seed: int):
    """No id of a stream above the reader's clearance stands anywhere in what is shown, at any moment asked about."""
    with sqlite_databases.empty() as settings:
        reached = len(Ledger(settings).write(told(seed)))
        with reading(settings) as reader:
            for clearance in (Clearance.PUBLIC, Clearance.PRIVATE):
                moments = (None, Random(seed).randint(1, reached))
                ids = {stream.partition(":")[2] for stream in hidden_streams(reader, clearance)}
                for question, answer in observations(reader, clearance, moments=moments).items():
                    assert {name for name in ids if name in answer.decode()} == set(), question
