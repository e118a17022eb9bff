"""Erasing what is personal, so that not even the bytes of the database hold it any more.

To delete a row leaves its bytes where they were, in free pages, in the write-ahead log, and wherever the row had been
moved from. So the files are written anew after it.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ctcalendar.db.address import redacted, sqlite_path
from ctcalendar.db.driver import Driver
from ctcalendar.db.engine import kept_engine, unavailable
from ctcalendar.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PAUSE_S = 0.1
_OF_SUBSCRIBERS = ("outbox", "confirmation")
_WITH_ADDRESSES = ("subscriber", *_OF_SUBSCRIBERS)
_SAMPLED = (("subscriber", "address"), ("outbox", "address"), ("outbox", "message"))


def forget(driver: Driver, subscribers: Iterable[str]) -> None:
    """Delete subscribers, and all that was ever to be sent to them."""
    for subscriber in subscribers:
        for table in _OF_SUBSCRIBERS:
            driver.run(f"DELETE FROM {table} WHERE subscriber = ?", (subscriber,))
        driver.run("DELETE FROM subscriber WHERE id = ?", (subscriber,))
    # What a tick has queued meanwhile; and what an erasure before this one has missed.
    for table in _OF_SUBSCRIBERS:
        driver.run(f"DELETE FROM {table} WHERE subscriber NOT IN (SELECT id FROM subscriber)")


def write_anew(url: str, *, lock_timeout_s: float) -> None:
    """Write the files of a database anew without what was deleted from it. Others wait meanwhile.

    On PostgreSQL the tables that ever hold addresses; its own write-ahead log forgets in its own time.

    Raises:
        DatabaseUnavailable: somebody else writes to it, or reads for so long that it cannot be done now.
    """
    path = sqlite_path(url)
    try:
        if path is None:
            _write_tables_anew(url, lock_timeout_s)
        else:
            _write_file_anew(path, lock_timeout_s)
    except sqlite3.Error as error:
        raise unavailable(error, url) from error


def _write_file_anew(path: Path, lock_timeout_s: float) -> None:
    with closing(sqlite3.connect(path, timeout=lock_timeout_s, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        # The pages written anew are in the write-ahead log now, and the former ones in the file.
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise _still_read(str(path))


def _write_tables_anew(url: str, lock_timeout_s: float) -> None:
    from sqlalchemy.exc import DBAPIError

    try:
        with kept_engine(url, lock_timeout_s=lock_timeout_s).connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            if not _outlived(alone, lock_timeout_s):
                raise _still_read(redacted(url))
            for table in _WITH_ADDRESSES:
                alone.exec_driver_sql(f"VACUUM (FULL) {table}")
            # What the planner knows of a column are samples of its values. To give it the type it has forgets them.
            for table, column in _SAMPLED:
                alone.exec_driver_sql(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE text COLLATE "C"')
            alone.exec_driver_sql("VACUUM (FULL) pg_statistic")
    except DBAPIError as error:
        raise unavailable(error.orig or error, url) from error


def _outlived(connection: "Connection", timeout_s: float) -> bool:
    """Whether all have gone who may see what was deleted: for them the server would keep it."""
    now = connection.exec_driver_sql("SELECT CAST(CAST(pg_current_xact_id() AS xid) AS text)").scalar()
    seeing = """SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND age(backend_xmin) >= age(CAST(%s AS xid))"""
    for _ in range(int(timeout_s / _PAUSE_S) + 1):
        if not connection.exec_driver_sql(seeing, (now,)).scalar():
            return True
        connection.exec_driver_sql(f"SELECT pg_sleep({_PAUSE_S})")
    return False


def _still_read(name: str) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"{name}: it is deleted, but somebody reads the database, so that its bytes cannot be cleaned",
        hint="run the same command again when nobody does",
    )
