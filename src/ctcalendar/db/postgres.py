"""The Reader through SQLAlchemy: on PostgreSQL one read-only transaction at one snapshot, or inside a unit of work."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ctcalendar.db.engine import kept_engine, unavailable
from ctcalendar.db.reader import NOTHING, Parameters, Reader, Row


@contextmanager
def postgres_reader(url: str) -> Iterator[Reader]:
    """A Reader on the PostgreSQL database at `url`."""
    try:
        with kept_engine(url).connect() as connection:
            isolated = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield SqlalchemyReader(isolated)
    except DBAPIError as error:
        raise unavailable(error.orig or error, url) from error
    except PoolTimeout as error:
        raise unavailable(error, url) from error


@lru_cache(maxsize=1_024)
def _spelled(sql: str) -> str:
    """Our SQL with its parameters as psycopg spells them."""
    return re.sub(r"(?<![:\w]):(\w+)", r"%(\1)s", sql.replace("%", "%%"))


class SqlalchemyReader:
    """A Reader on an open SQLAlchemy connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Parameters = NOTHING) -> list[Row]:
        """All rows of the answer."""
        # By `text` SQLAlchemy would take several times as long over a question as PostgreSQL over its answer.
        spelled = _spelled(sql) if self._connection.dialect.name == "postgresql" else sql
        with self._connection.exec_driver_sql(spelled, dict(parameters)) as answer:
            return [tuple(row) for row in answer.cursor.fetchall()] if answer.cursor else []

    def stream(self, sql: str, parameters: Parameters = NOTHING) -> Iterator[Row]:
        """The rows one by one, in flat memory."""
        options: dict[str, Any] = {"yield_per": 2_000}
        # Whoever stops reading half-way must not leave the server's cursor open.
        with self._connection.execute(text(sql), dict(parameters), execution_options=options) as result:
            for row in result:
                yield tuple(row)

    def has_table(self, name: str) -> bool:
        """Whether the database has such a table."""
        return inspect(self._connection).has_table(name)


class PostgresWatch:
    """Looks at a PostgreSQL database with one question."""

    is_cheap = False

    def __init__(self, url: str) -> None:
        self._url = url

    def token(self) -> tuple[object, ...]:
        """What stands for its state now: the head of the log, and the feeds that are saved."""
        sql = """SELECT hash, (SELECT md5(string_agg(name || definition || changed_at, ' ' ORDER BY name)) FROM feed),
            (SELECT count(*) FROM feed_token), (SELECT count(revoked_at) FROM feed_token) FROM log_head"""
        try:
            with kept_engine(self._url).connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                return tuple(alone.exec_driver_sql(sql).one())
        except DBAPIError as error:
            raise unavailable(error.orig or error, self._url) from error
        except PoolTimeout as error:
            raise unavailable(error, self._url) from error
