"""The Reader: one SQL text with named parameters, run on SQLite by the standard library, elsewhere by SQLAlchemy.

Importing SQLAlchemy costs many times what Python itself does: a command that only reads an SQLite file never pays it.
A Reader sees one moment: everything it reads belongs to the same state of the record.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from ctcalendar.db.address import sqlite_name
from ctcalendar.db.head import SCHEMA_HEAD, SCHEMAS
from ctcalendar.errors import DamagedRecord, DatabaseTooNew, DatabaseUnavailable, MigrationNeeded

if TYPE_CHECKING:
    from pathlib import Path

Row = tuple[Any, ...]
Parameters = Mapping[str, Any]
NOTHING: Parameters = MappingProxyType({})


class Reader(Protocol):
    """Something that answers SQL, with named parameters spelled `:name`."""

    def rows(self, sql: str, parameters: Parameters = NOTHING) -> list[Row]:
        """All rows of the answer."""
        ...

    def stream(self, sql: str, parameters: Parameters = NOTHING) -> Iterator[Row]:
        """The rows one by one, in flat memory."""
        ...

    def has_table(self, name: str) -> bool:
        """Whether the database has such a table."""
        ...


@contextmanager
def open_reader(url: str) -> Iterator[Reader]:
    """A Reader on the database at `url`, closed at the end.

    Raises:
        DatabaseUnavailable: it cannot be opened or is no database.
        MigrationNeeded, DatabaseTooNew: its schema is not the one this program reads.
    """
    path = sqlite_name(url)
    if path is None:
        from ctcalendar.db.postgres import postgres_reader

        with postgres_reader(url) as reader:
            check_schema(reader)
            yield reader
        return
    if not _is_there(path):
        raise MigrationNeeded(found=None, needed=SCHEMA_HEAD)
    try:
        with closing(opened(path)) as connection:
            reader = _SqliteReader(connection)
            check_schema(reader)
            yield reader
    except sqlite3.DatabaseError as error:
        raise DatabaseUnavailable(
            f"{path}: {error}", hint="check --database (or CTCALENDAR_DATABASE_URL): is it a calendar's database?"
        ) from error


def check_schema(reader: Reader) -> None:
    """Refuse a database whose schema is not the one this program reads."""
    found = reader.rows("SELECT version_num FROM alembic_version") if reader.has_table("alembic_version") else []
    schema = found[0][0] if found else None
    if schema == SCHEMA_HEAD:
        return
    if schema is not None and schema not in SCHEMAS:
        raise DatabaseTooNew(f"its schema is {schema}")
    raise MigrationNeeded(found=schema, needed=SCHEMA_HEAD)


def opened(path: "str | Path") -> sqlite3.Connection:
    """A connection in a read transaction.

    Even to read, SQLite makes a small file beside a database with a write-ahead log. Where the folder does not allow
    that and there is no log beside it, nobody has it open: then the file is all there is, and is read as it lies.
    """
    try:
        return _begun(path, "mode=ro")
    except sqlite3.OperationalError:
        if _is_there(f"{os.path.realpath(path)}-wal"):
            raise
        return _begun(path, "mode=ro&immutable=1")


def _is_there(path: str) -> bool:
    try:
        # Not by pathlib, which takes longer to import than this file takes to read.
        os.stat(os.path.realpath(path))  # noqa: PTH116
    except ValueError:
        return False
    except OSError as error:
        if error.errno in _NOT_THERE:
            return False
        raise
    return True


_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


# What a URI gives a meaning of its own. Source: https://www.sqlite.org/uri.html section 3.1.
_ESCAPED = str.maketrans({"%": "%25", "?": "%3f", "#": "%23"})


def _begun(path: "str | Path", options: str) -> sqlite3.Connection:
    address = f"file:{os.path.realpath(path).translate(_ESCAPED)}?{options}"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    try:
        connection.isolation_level = None
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM sqlite_master")  # only the first read touches the file
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class _SqliteReader:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Parameters = NOTHING) -> list[Row]:
        return list(self.stream(sql, parameters))

    def stream(self, sql: str, parameters: Parameters = NOTHING) -> Iterator[Row]:
        try:
            # Not the cursor itself, which would be closed with a reader who stops early: after its connection.
            yield from chain(self._connection.execute(sql, dict(parameters)))
        except sqlite3.OperationalError as error:
            if "decode" in str(error):
                raise DamagedRecord(
                    "the database", "a text is not UTF-8", hint="its file was altered; restore a backup into another"
                ) from error
            raise

    def has_table(self, name: str) -> bool:
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name", {"name": name}))
