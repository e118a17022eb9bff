"""The database driver alone: the floor that everything else is measured against."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

Row = Sequence[Any]


class Bare:
    """A connection of sqlite3 or psycopg, which commits when told and waits for the disk as ctcalendar does."""

    def __init__(self, url: str) -> None:
        self.is_postgres = not url.startswith("sqlite:///")
        if self.is_postgres:
            import psycopg

            self._connection: Any = psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
        else:
            self._connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
        self._cursor = self._connection.cursor()

    def run(self, sql: str) -> Any:
        """Execute a statement; its first value, if it answers."""
        self._cursor.execute(sql)
        found = self._cursor.fetchone() if self._cursor.description else None
        return found and found[0]

    def insertion(self, table: str, columns: Sequence[str]) -> str:
        """The statement that inserts a row."""
        marks = ", ".join(["%s" if self.is_postgres else "?"] * len(columns))
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"

    def insert(self, statement: str, rows: Sequence[Row]) -> None:
        """Execute an insertion for each row; the driver prepares it."""
        if len(rows) == 1:
            self._cursor.execute(statement, rows[0])
        else:
            self._cursor.executemany(statement, rows)

    def commit(self, statement: str, rows: Sequence[Row]) -> None:
        """Insert rows in a transaction of their own."""
        self._cursor.execute("BEGIN")
        self.insert(statement, rows)
        self._cursor.execute("COMMIT")

    def stream(self, sql: str) -> Iterator[Row]:
        """The rows of a query, without holding all of them."""
        if not self.is_postgres:
            yield from self._connection.execute(sql)
            return
        with self._connection.transaction(), self._connection.cursor(name="raw_scan") as cursor:
            cursor.itersize = 2_000
            yield from cursor.execute(sql)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
