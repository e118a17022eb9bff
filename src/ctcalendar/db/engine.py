"""Engines for writing: one transaction is one unit of work.

On SQLite a transaction is BEGIN IMMEDIATE: it takes the write lock before it reads, so what `decide` saw still holds
when the facts are written. On PostgreSQL the log's head row is locked after `decide` (log/append.py).
"""

import atexit
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ctcalendar.db.address import engine_url, redacted, sqlite_path, unreadable_address
from ctcalendar.errors import DatabaseUnavailable

LOCK_TIMEOUT_S = 10.0


def open_engine(url: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> Engine:
    """An engine for the database at `url`. Nothing is opened yet; a missing SQLite folder is made on first use.

    `lock_timeout_s`: how long a writer waits for another before it is refused.
    """
    path = sqlite_path(url)
    if path is not None:
        _file(path)
        engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": lock_timeout_s})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    arguments = {"connect_timeout": 10, "options": f"-c lock_timeout={int(lock_timeout_s * 1000)}"}
    try:
        # A connection kept from before the server was restarted is found dead and replaced, not handed out.
        return create_engine(engine_url(url), connect_args=arguments, pool_pre_ping=True, pool_timeout=lock_timeout_s)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise DatabaseUnavailable(
            f"{redacted(url)} needs the PostgreSQL driver, which is not installed",
            hint="install it: pip install 'ctcalendar[postgres]'",
        ) from None
    except (ArgumentError, ValueError):
        raise unreadable_address() from None


_KEPT = 4
_kept: dict[tuple[object, ...], Engine] = {}
_lock = Lock()


def kept_engine(url: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> Engine:
    """The engine of a database, kept with its connections for the next time; the oldest of several is let go.

    Opening a connection anew for every append costs SQLite several times what the append does: closing the last one
    folds the write-ahead log into the file and removes it.
    """
    path = sqlite_path(url)
    # A file that was replaced under its name is another database.
    key = (url, lock_timeout_s, _file(path) if path is not None else None)
    with _lock:
        if key not in _kept:
            if len(_kept) == _KEPT:
                _kept.pop(next(iter(_kept))).dispose()
            _kept[key] = open_engine(url, lock_timeout_s=lock_timeout_s)
        return _kept[key]


@atexit.register
def let_go() -> None:
    """Close the connections of all engines kept: an SQLite file is whole again, a server's slots are free."""
    with _lock:
        while _kept:
            _kept.popitem()[1].dispose()


def _file(path: Path) -> tuple[int, int]:
    """The device and number of the file at `path`, which is made with its folders if it does not exist."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # it may come to hold what not everybody on this machine may read
        found = path.stat()
    except OSError as error:
        raise DatabaseUnavailable(
            f"{path.parent}: {error.strerror}", hint="check --database (or CTCALENDAR_DATABASE_URL)"
        ) from None
    return found.st_dev, found.st_ino


@contextmanager
def transaction(engine: Engine, url: str) -> Iterator[Connection]:
    """A unit of work: committed whole at the end, or not at all.

    Raises:
        DatabaseUnavailable: it cannot be opened or written, or stays locked.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        raise unavailable(error.orig or error, url) from error
    except (sqlite3.Error, PoolTimeout) as error:
        raise unavailable(error, url) from error
    except Exception as error:
        # Hot statements run on the driver's own cursor, so psycopg's errors come without SQLAlchemy's wrapping.
        if type(error).__module__.partition(".")[0] == "psycopg":
            raise unavailable(error, url) from error
        raise


def unavailable(error: BaseException, url: str) -> DatabaseUnavailable:
    """What a driver's error means to a person."""
    said = " ".join(str(error).split())
    name = redacted(url)
    # PostgreSQL's codes are the same in every language of its messages.
    coded = f"{getattr(error, 'sqlstate', None)} {said}"
    for sign, message, hint in _SIGNS:
        if sign in coded:
            return DatabaseUnavailable(f"{name}: {message} ({said})", hint=hint)
    return DatabaseUnavailable(f"{name}: {said}", hint="check --database (or CTCALENDAR_DATABASE_URL)")


_SIGNS = (
    ("database is locked", "another program is writing to it", "wait for it to finish, then try again"),
    ("55P03", "another program is writing to it", "wait for it to finish, then try again"),
    ("40P01", "another program was writing to it at the same time", "try again"),
    ("40001", "another program was writing to it at the same time", "try again"),
    ("QueuePool limit", "all connections to it are in use", "try again in a moment"),
    ("not a database", "this file is no SQLite database", "name another file with --database"),
    ("readonly database", "it can only be read", "check the permissions of the file and its folder"),
    ("unable to open", "it cannot be opened", "check that the file and its folder exist and may be read"),
    ("disk is full", "the disk is full", "make room, then try again"),
    ("malformed", "the file is damaged", "restore a backup into a new database: ctcalendar restore FILE"),
)


# The module asks each None at length how it wants to be stored, longer than storing it takes; told here, for the whole
# process, it need not: None is NULL, as ever.
sqlite3.register_adapter(type(None), lambda nothing: nothing)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver must not begin transactions on its own: BEGIN IMMEDIATE comes from us.
    connection.isolation_level = None
    try:
        connection.execute("PRAGMA synchronous = FULL")
        # Somebody else's database will be refused, and must not be found changed: the mode stays in the file.
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables or "log_head" in tables:
            connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error:
        connection.close()
        raise


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
