"""Whether anything was committed to a database since one last looked, as cheaply as its engine can tell."""

import sqlite3
from pathlib import Path
from threading import Lock

from ctcalendar.db.address import sqlite_path
from ctcalendar.db.reader import open_reader, opened

Token = tuple[object, ...]


class Watch:
    """Looks at a database. Equal tokens: nothing was committed in between that a feed could show.

    On SQLite that costs microseconds, on PostgreSQL one question.
    """

    def __init__(self, url: str) -> None:
        self._url, self._path = url, sqlite_path(url)
        self._file: Token = ()
        self._connection: sqlite3.Connection | None = None
        self._lock = Lock()

    @property
    def is_cheap(self) -> bool:
        """Whether looking takes no more than microseconds."""
        return self._path is not None

    def token(self) -> Token:
        """What stands for the state of the database now."""
        if self._path is None:
            return self._asked()
        with self._lock:
            return self._seen(self._path)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._file = None, ()

    def _asked(self) -> Token:
        with open_reader(self._url) as reader:
            heads = reader.rows("SELECT hash FROM log_head")
            feeds = reader.rows("SELECT count(*), max(changed_at) FROM feed")
            return (*heads, *feeds)

    def _seen(self, path: Path) -> Token:
        """The number that SQLite counts up whenever another connection commits, and which file that is."""
        try:
            found = path.stat()
        except OSError:
            return ()
        file = (found.st_dev, found.st_ino)
        if self._connection is None or file != self._file:
            if self._connection is not None:
                self._connection.close()
            self._connection = opened(path)
            self._connection.execute("COMMIT")
            self._file = file
        # A file that is read where nothing may be written beside it has no such number: then its size and time tell.
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return (*file, version, found.st_mtime_ns, found.st_size)
