"""Folding into the database: live, in the transaction that appends, or whole, by streams."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table

from ctcalendar.db.columns import METADATA
from ctcalendar.db.driver import Driver
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Recorded
from ctcalendar.errors import RebuildNeeded
from ctcalendar.views.changes import Key
from ctcalendar.views.fold import Ended, Fold, Row, folded_columns, key_columns, value_columns
from ctcalendar.views.tables import VIEWS
from ctcalendar.views.version import RULES_VERSION
from ctcalendar.views.word_index import forget_words, indexing

_BATCH_ROWS = 20_000


def apply(connection: Connection, facts: Sequence[Recorded]) -> None:
    """Fold facts that were just appended, in the same transaction. Each fact is admitted once and in order.

    Raises:
        RebuildNeeded: the views stand elsewhere than right before the first of the facts, or are of other rules.
    """
    if not facts:
        return
    driver = Driver(connection)
    admit(driver, facts[0].position)
    fold = folded_onto(driver, facts)
    with driver.pipeline(), indexing(driver):
        write(driver, fold)
        move_head(driver, facts[-1].position)


def admit(driver: Driver, position: int) -> None:
    """Make sure that the views stand right before a position, by these rules. Raises RebuildNeeded."""
    found = driver.rows("SELECT position, rules_version FROM view_head WHERE id = 1")
    if found != [(position - 1, RULES_VERSION)]:
        raise RebuildNeeded(f"they should stand at position {position - 1} by rules {RULES_VERSION}")


def folded_onto(driver: Driver, facts: Iterable[Recorded]) -> Fold:
    """Facts folded onto the rows that stand."""
    fold = Fold(lambda table, first: _standing(driver, table, first))
    for fact in facts:
        fold.add(fact)
    return fold


def write(driver: Driver, fold: Fold) -> None:
    """End the rows that a fold ended, and insert those it made. To be called while words are indexed."""
    for name, ended in fold.ended.items():
        driver.many(*_ending(METADATA.tables[name], ended))
    for table, rows in fold.opened():
        driver.insert(table.name, folded_columns(table), rows)


def empty(connection: Connection) -> None:
    """Delete all rows of the views, before they are folded anew."""
    forget_words(connection)
    for table in VIEWS:
        Driver(connection).run(f"DELETE FROM {table.name}")


def folded(facts: Iterable[Recorded]) -> Iterator[tuple[Table, list[Row]]]:
    """All rows that facts come to, stream by stream, in batches of some table."""
    waiting: dict[str, tuple[Table, list[Row]]] = {}
    for _, history in groupby(facts, key=lambda fact: fact.stream):
        fold = Fold()
        for fact in history:
            fold.add(fact)
        for table, rows in fold.opened():
            waiting.setdefault(table.name, (table, []))[1].extend(rows)
        if sum(len(rows) for _, rows in waiting.values()) >= _BATCH_ROWS:
            yield from waiting.values()
            waiting.clear()
    yield from waiting.values()


def levels(driver: Driver) -> dict[str, Clearance]:
    """The streams that are not PUBLIC, as things stand now."""
    return {row[0]: Clearance(row[1]) for row in driver.rows("SELECT subject, level FROM classified")}


def retracted(driver: Driver) -> set[str]:
    """The streams that were retracted, as things stand now."""
    return {row[0] for row in driver.rows("SELECT subject FROM retraction WHERE known_to = 9223372036854775807")}


def make_tables(connection: Connection) -> bool:
    """Make the views' tables anew if they are of other rules than these; whether they were, and need a rebuild."""
    driver = Driver(connection)
    if driver.rows("SELECT rules_version FROM view_head WHERE id = 1") == [(RULES_VERSION,)]:
        return False
    driver.run("INSERT INTO view_head (id, position, rules_version) VALUES (1, 0, 0) ON CONFLICT (id) DO NOTHING")
    METADATA.drop_all(connection, VIEWS)
    METADATA.create_all(connection, VIEWS)
    return True


def _ending(table: Table, ended: Iterable[Ended]) -> tuple[str, list[Row]]:
    keys = " AND ".join(f"{column} = ?" for column in key_columns(table))
    if "known_to" not in table.c:
        return f"DELETE FROM {table.name} WHERE {keys}", [row.key for row in ended]
    sql = f"UPDATE {table.name} SET known_to = ? WHERE {keys} AND known_from = ?"
    return sql, [(row.known_to, *row.key, row.known_from) for row in ended]


def _standing(driver: Driver, table: Table, first: Any) -> dict[Key, tuple[Row, int]]:
    sql, width = _standing_sql(table)
    return {row[:width]: (row[width:-1], row[-1]) for row in driver.rows(sql, (first,))}


@cache
def _standing_sql(table: Table) -> tuple[str, int]:
    keys, temporal = key_columns(table), "known_to" in table.c
    columns = ", ".join([*keys, *value_columns(table), "known_from" if temporal else "0"])
    now = " AND known_to = 9223372036854775807" if temporal else ""
    return f"SELECT {columns} FROM {table.name} WHERE {keys[0]} = ?{now}", len(keys)


def move_head(driver: Driver, position: int) -> None:
    """Take note that the views hold the log as far as a position."""
    driver.run("UPDATE view_head SET position = ?, rules_version = ? WHERE id = 1", (position, RULES_VERSION))
