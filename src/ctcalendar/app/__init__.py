"""App: the one place where rooms are put together, and the only one that asks the machine for the time.

What only reads an SQLite file imports no database library; whatever writes is imported when it is first used.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ctcalendar.app.moments import position
from ctcalendar.db.address import sqlite_path
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.desk.calendar import domain_of
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, ClearanceTooLow
from ctcalendar.log.chain import LogRow
from ctcalendar.log.read import head, raw, refuse_unreadable, stored_types
from ctcalendar.log.verify import Verified, verify
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Entry, Line
from ctcalendar.views.filter import Filter
from ctcalendar.views.version import check_views

if TYPE_CHECKING:
    from ctcalendar.app.recording import Outcome

NAMES_COMPARED = 20_000
"""Ids among which the one that was meant is looked for."""

Progress = Callable[[int], None] | None


def system_clock() -> int:
    """Now, in microseconds since 1970 in UTC."""
    return time.time_ns() // 1_000


class App:
    """Everything ctcalendar can do, on one database. `clock` gives microseconds UTC."""

    def __init__(self, settings: Settings, *, clock: Callable[[], int] = system_clock) -> None:
        self.settings = settings
        self._clock = clock

    # -- reading --------------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A Reader on the database, once it is sure that this program understands all that is in it."""
        with open_reader(self.settings.database) as reader:
            refuse_unreadable(stored_types(reader))
            check_views(reader, head(reader)[0])
            yield reader

    @contextmanager
    def _asking(self, asked: Filter, clearance: Clearance) -> Iterator[tuple[Reader, int | None]]:
        """A Reader, and the position that the filter's as-of means."""
        with self.reading() as reader:
            as_of = position(reader, asked.as_of, clearance)
            if asked.after is not None:
                self._check_after(reader, asked.after, clearance, as_of)
            yield reader, as_of

    def history(self, asked: Filter, *, clearance: Clearance) -> list[Entry]:
        """The engagements a filter asks for."""
        return list(self.stream(asked, clearance=clearance))

    def stream(self, asked: Filter, *, clearance: Clearance) -> Iterator[Entry]:
        """The same one by one, in flat memory."""
        from ctcalendar.views.entries import stream

        with self._asking(asked, clearance) as (reader, as_of):
            yield from stream(reader, asked, clearance=clearance, as_of=as_of)

    def lines(self, asked: Filter, *, clearance: Clearance) -> Iterator[Line]:
        """The same engagements in short, as a list shows them."""
        from ctcalendar.views.entries import lines

        with self._asking(asked, clearance) as (reader, as_of):
            yield from lines(reader, asked, clearance=clearance, as_of=as_of)

    def left_out(self, asked: Filter, *, clearance: Clearance) -> int:
        """How many engagements `published_by` leaves out because none of their sources is dated."""
        from ctcalendar.views.entries import count_undated

        if asked.published_by is None:
            return 0
        with self._asking(asked, clearance) as (reader, as_of):
            return count_undated(reader, asked, clearance=clearance, as_of=as_of)

    def show(self, identity: str, *, clearance: Clearance, as_of: str | None = None) -> Entry:
        """One engagement.

        Raises:
            BadInput: there is none of that id at that moment and clearance.
        """
        from ctcalendar.views.entries import names, one

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            entry = one(reader, identity, clearance=clearance, as_of=position)
            if entry is not None:
                return entry
            known = names(reader, Filter(limit=NAMES_COMPARED), clearance=clearance, as_of=position)
        close = get_close_matches(identity, known, n=1)
        raise BadInput(
            f"no engagement {identity!r} is recorded" + (f" as of {as_of}" if as_of else ""),
            hint=f"did you mean {close[0]}?" if close else "list them: ctcalendar history",
        )

    def facts(
        self, *, clearance: Clearance, after: int = 0, stream: str | None = None, limit: int | None = None
    ) -> Iterator[LogRow]:
        """The raw facts, in order."""
        if not clearance.is_full:
            raise ClearanceTooLow("the log", clearance=clearance.name)
        with open_reader(self.settings.database) as reader:
            yield from raw(reader, after=after, stream=stream, limit=limit)

    def verify(self, *, clearance: Clearance, progress: Progress = None) -> Verified:
        """Recompute the whole chain."""
        if not clearance.is_full:
            raise ClearanceTooLow("verify", clearance=clearance.name)
        with open_reader(self.settings.database) as reader:
            return verify(reader, progress=progress)

    def backup(self, *, clearance: Clearance) -> Iterator[bytes]:
        """The lines of a backup of the whole log."""
        from ctcalendar.log.backup import written

        if not clearance.is_full:
            raise ClearanceTooLow("backup", clearance=clearance.name)
        with open_reader(self.settings.database) as reader:
            yield from written(reader, domain_of(reader))

    def feed(self, asked: Filter, *, name: str, language: str, clearance: Clearance) -> bytes:
        """A feed's bytes: the engagements a filter asks for, as iCalendar, in one main language."""
        from ctcalendar.feeds.calendar import render
        from ctcalendar.views.entries import stream

        with self._asking(asked, clearance) as (reader, as_of):
            entries = stream(reader, asked, clearance=clearance, as_of=as_of)
            return render(entries, name=name, language=language, domain=domain_of(reader))

    def public_feed(self, name: str, language: str, asked: Filter | None = None) -> bytes:
        """A feed of the catalogue as the public gets it; `asked` narrows it further.

        Raises:
            BadInput: it asks for what that feed does not hold.
        """
        from ctcalendar.feeds.catalogue import FEEDS, narrowed

        wanted = FEEDS[name].asked if asked is None else narrowed(FEEDS[name], asked)
        return self.feed(wanted, name=name, language=language, clearance=Clearance.PUBLIC)

    def head(self) -> tuple[int, str]:
        """Position and hash of the last fact."""
        with open_reader(self.settings.database) as reader:
            return head(reader)[:2]

    def _check_after(self, reader: Reader, name: str, clearance: Clearance, as_of: int | None) -> None:
        from ctcalendar.views.entries import names

        if not names(reader, Filter(), clearance=clearance, as_of=as_of, only=name):
            raise BadInput(f"after: no engagement {name!r} is recorded", hint="give the last id you were shown")

    # -- writing --------------------------------------------------------------------------------------------------

    def init(self, *, progress: Progress = None) -> bool:
        """Create the database or bring it to this program's schema and rules; whether anything was done."""
        from ctcalendar.app.upkeep import initialise

        return initialise(self.settings, progress=progress)

    def load_demo(self, *, progress: Progress = None) -> int:
        """Restore the bundled record, or what is new in it; how many facts that took."""
        from ctcalendar.app.upkeep import restore_lines
        from ctcalendar.bundled import record_lines

        domain = self.settings.domain
        return restore_lines(self.settings, "the bundled record", record_lines(), domain=domain, progress=progress)

    def restore(self, name: str, lines: Iterable[bytes], *, progress: Progress = None) -> int:
        """Restore a backup into an empty database, or continue a shorter copy of the same record."""
        from ctcalendar.app.upkeep import restore_lines

        return restore_lines(self.settings, name, lines, progress=progress)

    def rebuild(self, *, progress: Progress = None) -> int:
        """Fold all views anew from the log; the number of rows."""
        from ctcalendar.app.upkeep import rebuild_views

        return rebuild_views(self.settings, progress=progress)

    def compare_views(self) -> Sequence[str]:
        """The views whose rows are not what the log folds to."""
        from ctcalendar.app.upkeep import differing_views

        with self.reading() as reader:
            return differing_views(reader)

    def record(self, files: Iterable[tuple[str, bytes]], *, dry_run: bool = False) -> "list[Outcome]":
        """Record dossiers: all files in one transaction, each file one append."""
        from ctcalendar.app.recording import record

        self._refuse_missing_database()
        return record(self.settings, files, now_us=self._clock(), dry_run=dry_run)

    def _refuse_missing_database(self) -> None:
        path = sqlite_path(self.settings.database)
        if path is not None and not path.exists():
            with open_reader(self.settings.database):
                pass
