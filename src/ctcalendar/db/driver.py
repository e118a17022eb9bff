"""Hot statements on the driver's own cursor, inside the SQLAlchemy transaction that is open.

SQLAlchemy Core costs 0.4 of the raw driver on a single append; these few statements are prepared once by the driver.
SQL is written with `?` for a value, on both engines.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection


Row = tuple[Any, ...]


class Driver:
    """The driver's cursor of an open transaction."""

    def __init__(self, connection: "Connection") -> None:
        self.is_postgres = connection.dialect.name == "postgresql"
        self._raw = connection.connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows a query gives."""
        cursor = self._raw.cursor()
        cursor.execute(self._spelled(sql), values)
        return list(cursor.fetchall())

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query one by one, in flat memory."""
        if self.is_postgres:
            driver: Any = self._raw.driver_connection
            with driver.cursor(name="ctcalendar_stream") as cursor:
                cursor.itersize = 2_000
                yield from cursor.execute(self._spelled(sql), values)
        else:
            plain = self._raw.cursor()
            plain.execute(sql, values)
            while batch := plain.fetchmany(2_000):
                yield from batch

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; the number of rows it touched."""
        cursor = self._raw.cursor()
        cursor.execute(self._spelled(sql), values)
        return int(cursor.rowcount)

    def many(self, sql: str, rows: Iterable[Row]) -> None:
        """Execute one statement for each row, in a batch."""
        listed = list(rows)
        if len(listed) == 1:
            self.run(sql, listed[0])
        elif listed:
            self._raw.cursor().executemany(self._spelled(sql), listed)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows, in the order of `columns`."""
        marks = ", ".join("?" * len(columns))
        self.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def rows_in(self, sql: str, values: Iterable[Any], *, at_once: int = 500) -> Iterator[Row]:
        """The rows of a query with `IN (??)`, asked in portions: both engines bound the number of parameters."""
        listed = list(values)
        for start in range(0, len(listed), at_once):
            portion = listed[start : start + at_once]
            yield from self.rows(sql.replace("??", ", ".join("?" * len(portion))), portion)

    def pipeline(self) -> AbstractContextManager[Any]:
        """Send what follows without waiting for each answer (PostgreSQL); errors surface at the end."""
        driver: Any = self._raw.driver_connection
        return driver.pipeline() if self.is_postgres else nullcontext()

    def _spelled(self, sql: str) -> str:
        return sql.replace("?", "%s") if self.is_postgres else sql
