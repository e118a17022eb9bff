"""Making, migrating, rebuilding and restoring a database: what a calendar needs besides being written to."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Connection

from ctcalendar.app.backups import Numbered
from ctcalendar.app.coherence import folded_or_refused, refuse_incoherent
from ctcalendar.app.collecting import seldom_collecting
from ctcalendar.app.folding import fold_anew
from ctcalendar.db.driver import Driver
from ctcalendar.db.engine import kept_engine, transaction
from ctcalendar.db.migrate import migrate
from ctcalendar.db.postgres import SqlalchemyReader
from ctcalendar.db.reader import Reader, check_schema
from ctcalendar.desk import agenda
from ctcalendar.desk import backup as desk
from ctcalendar.desk.calendar import fix_domain
from ctcalendar.desk.shelves import forget_all
from ctcalendar.log.append import lock_head
from ctcalendar.log.backup import footer, read_header, restored
from ctcalendar.log.facts import decoded
from ctcalendar.log.read import by_stream, refuse_gaps, refuse_unreadable, stored_types
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply, folded, make_tables
from ctcalendar.views.fold import folded_columns
from ctcalendar.views.tables import VIEWS

Progress = Callable[[int], None] | None


@contextmanager
def transacting(settings: Settings) -> Iterator[Connection]:
    """A unit of work on the configured database, whatever state its schema is in."""
    engine = kept_engine(settings.database, lock_timeout_s=settings.lock_timeout_s)
    with transaction(engine, settings.database) as connection:
        yield connection


@contextmanager
def writing(settings: Settings) -> Iterator[Connection]:
    """A unit of work on a database that this program understands."""
    with transacting(settings) as connection:
        reader = SqlalchemyReader(connection)
        check_schema(reader)
        refuse_unreadable(stored_types(reader))
        yield connection


def initialise(settings: Settings, *, progress: Progress = None) -> bool:
    """Migrate, fix the UID domain, and fold the views anew if their rules changed; whether anything was done."""
    with transacting(settings) as connection:
        migrated = migrate(connection)
        # The head first, as every append does: in the other order the two would wait for each other.
        lock_head(Driver(connection))
        refuse_unreadable(stored_types(SqlalchemyReader(connection)))
        remade = make_tables(connection)
        if remade:
            _rebuild(connection, progress)
        fix_domain(connection, settings.domain)
        return migrated or remade


def rebuild_views(settings: Settings, *, progress: Progress = None) -> int:
    """Fold all views anew; the number of rows. Writers wait meanwhile, readers see the old rows until the end."""
    with writing(settings) as connection:
        lock_head(Driver(connection))
        make_tables(connection)
        return _rebuild(connection, progress)


class Restored(NamedTuple):
    """What restoring a backup came to: how many facts were new, and rows of the desk if it had any."""

    facts: int
    rows: int


@seldom_collecting()
def restore_lines(
    settings: Settings, name: str, lines: Iterable[bytes], *, domain: str | None = None, progress: Progress = None
) -> Restored:
    """Restore a backup, making the database first if need be. All or nothing.

    UIDs keep the domain the backup names, so that subscribers see the same entries; `domain` gives another.
    """
    with transacting(settings) as connection:
        given = Numbered(lines)
        header = read_header(name, given)
        first = given.last
        migrate(connection)
        lock_head(Driver(connection))
        if make_tables(connection):
            _rebuild(connection, None)
        fix_domain(connection, domain or header.domain)
        facts, touched = 0, set[str]()
        for batch in restored(connection, name, given, whole=header.is_whole):
            folded_or_refused(name, [decoded(row) for row in batch], partial(apply, connection))
            facts += len(batch)
            touched.update(row.stream for row in batch)
            if progress:
                progress(facts)
        refuse_incoherent(Driver(connection), name, touched)
        return Restored(facts, _desk_restored(connection, name, given, first) if header.is_whole else 0)


def _desk_restored(connection: Connection, name: str, given: Numbered, header: bytes) -> int:
    end = footer(given.last)
    assert end is not None, "the log was read as far as its last line"
    return desk.restored(connection, name, given, header, end.hash, first=given.number + 1)


@seldom_collecting()
def differing_views(reader: Reader) -> Sequence[str]:
    """The names of views whose rows are not what the log folds to, at the one moment that the reader sees.

    Rows are compared as multisets, by the sum of their digests: flat in memory, and blind to order.
    """
    wanted: Counter[str] = Counter()
    for table, rows in folded(map(decoded, by_stream(reader))):
        wanted[table.name] += sum(map(_digest, rows))
    found = {
        table.name: sum(map(_digest, reader.stream(f"SELECT {', '.join(folded_columns(table))} FROM {table.name}")))
        for table in VIEWS
    }
    return [name for name in found if found[name] != wanted[name]]


def _digest(row: Sequence[object]) -> int:
    return int.from_bytes(sha256(repr(tuple(row)).encode()).digest(), "big")


@seldom_collecting()
def _rebuild(connection: Connection, progress: Progress) -> int:
    driver = Driver(connection)
    head = lock_head(driver).position
    refuse_gaps(driver, head)
    forget_all(driver)
    agenda.forget_all(driver)
    return fold_anew(connection, by_stream(driver), head, progress=progress)
