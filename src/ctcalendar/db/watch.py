"""Whether anything was committed to a database since one last looked, as cheaply as its engine can tell."""

import os
import sqlite3
import weakref
from pathlib import Path
from threading import Lock
from typing import Protocol

from ctcalendar.db.address import sqlite_path
from ctcalendar.db.reader import opened
from ctcalendar.errors import DatabaseUnavailable

Token = tuple[object, ...]


class Watch(Protocol):
    """Looks at a database. Equal tokens: nothing was committed in between that a feed could show."""

    is_cheap: bool
    """Whether looking takes no more than microseconds."""

    def token(self) -> Token:
        """What stands for the state of the database now."""
        ...


def watch(url: str) -> Watch:
    """What looks at the database at `url`, and keeps a connection to it for that."""
    path = sqlite_path(url)
    if path is not None:
        return _SqliteWatch(path)
    from ctcalendar.db.postgres import PostgresWatch

    return PostgresWatch(url)


class _SqliteWatch:
    """By the number that SQLite counts up whenever another connection commits, and by which file that is."""

    is_cheap = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: Token = ()
        self._connection: sqlite3.Connection | None = None
        self._cursor: sqlite3.Cursor | None = None
        self._lock = Lock()

    def token(self) -> Token:
        with self._lock:
            try:
                found = os.stat(self._path)  # noqa: PTH116  half as long as Path.stat, and asked for each request
            except OSError:
                return ()
            file = (found.st_dev, found.st_ino)
            try:
                if self._cursor is None or file != self._file:
                    self._connection = self._opened()
                    self._cursor = self._connection.cursor()
                    self._file = file
                ((version,),) = self._cursor.execute("PRAGMA data_version")
            except sqlite3.DatabaseError as error:
                self._connection = self._cursor = None
                raise DatabaseUnavailable(f"{self._path}: {error}", hint="is it a calendar's database?") from error
            # A file that lies where nothing may be written beside it has no such number: then its time and size tell.
            return (*file, version, found.st_mtime_ns, found.st_size)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None:
            self._connection.close()
        connection = opened(self._path)
        weakref.finalize(self, connection.close)
        connection.execute("COMMIT")
        return connection
