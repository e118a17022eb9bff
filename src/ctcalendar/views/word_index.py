"""The index of words over passages, on either engine asked in one way: `SELECT rowid FROM passage_words(:asked)`.

FTS5 on SQLite, a GIN index under the `simple` configuration on PostgreSQL. What is asked is phrases in double quotes
with OR between them, which both read alike; words come to both in one form (domain/wording.py), so both find the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, event

from ctcalendar.db.driver import Driver
from ctcalendar.views.tables import PASSAGE

_MAKE = {
    "sqlite": (
        # Nothing is ranked by it, so it keeps no sizes; `content` means that it keeps no texts either.
        """CREATE VIRTUAL TABLE passage_words USING fts5(words, content='passage', content_rowid='serial',
        columnsize=0, tokenize='unicode61 remove_diacritics 0')""",
    ),
    "postgresql": (
        "CREATE INDEX passage_by_words ON passage USING gin (to_tsvector('simple', words))",
        """CREATE OR REPLACE FUNCTION passage_words(asked text) RETURNS TABLE (rowid bigint) LANGUAGE sql STABLE AS $$
        SELECT serial FROM passage WHERE to_tsvector('simple', words) @@ websearch_to_tsquery('simple', asked) $$""",
    ),
}
_DROP = {"sqlite": "DROP TABLE IF EXISTS passage_words", "postgresql": "DROP FUNCTION IF EXISTS passage_words(text)"}


@event.listens_for(PASSAGE, "after_create")
def _make(table: Table, connection: Connection, **_: Any) -> None:
    for statement in _MAKE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(PASSAGE, "before_drop")
def _drop(table: Table, connection: Connection, **_: Any) -> None:
    connection.exec_driver_sql(_DROP[connection.dialect.name])


@contextmanager
def indexing(driver: Driver) -> Iterator[None]:
    """Index the passages that are written inside. PostgreSQL does so by itself."""
    if driver.is_postgres:
        yield
        return
    [(last,)] = driver.rows("SELECT coalesce(max(serial), 0) FROM passage")
    yield
    # One statement for all of them: a trigger on each row takes twenty times as long.
    driver.run("INSERT INTO passage_words (rowid, words) SELECT serial, words FROM passage WHERE serial > ?", (last,))


def forget_words(connection: Connection) -> None:
    """Empty the index, before all passages are folded anew. Rows of a table that are gone are gone from a GIN index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO passage_words (passage_words) VALUES ('delete-all')")
