"""App: the one place where rooms are put together, and the only one that asks the machine for the time.

What only reads an SQLite file imports no database library; whatever writes is imported when it is first used.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from ctcalendar.app.asking_engagements import AskingEngagements
from ctcalendar.app.asking_items import AskingItems
from ctcalendar.app.asking_what_follows import AskingWhatFollows
from ctcalendar.app.moments import position
from ctcalendar.db.address import sqlite_path
from ctcalendar.db.reader import open_reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import ClearanceTooLow
from ctcalendar.log.read import head, raw
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from ctcalendar.app.backups import Backup
    from ctcalendar.app.bouncing import Handled
    from ctcalendar.app.doctor import Finding
    from ctcalendar.app.importing_report import Report
    from ctcalendar.app.recording import Outcome
    from ctcalendar.app.texts import Attached, Forgotten
    from ctcalendar.app.ticking import Ticked
    from ctcalendar.app.upkeep import Restored
    from ctcalendar.desk.reminders import Reminder
    from ctcalendar.feeds.catalogue import Feed
    from ctcalendar.log.rows import LogRow
    from ctcalendar.log.verify import Verified

Progress = Callable[[int], None] | None


def system_clock() -> int:
    """Now, in microseconds since 1970 in UTC."""
    return time.time_ns() // 1_000


class App(AskingEngagements, AskingItems, AskingWhatFollows):
    """Everything ctcalendar can do, on one database. `clock` gives microseconds UTC."""

    def __init__(self, settings: Settings, *, clock: Callable[[], int] = system_clock) -> None:
        self.settings = settings
        self._clock = clock

    def now(self) -> int:
        """Now, in microseconds since 1970 in UTC."""
        return self._clock()

    # -- the log, and what surrounds it -----------------------------------------------------------------------------

    def facts(
        self,
        *,
        clearance: Clearance,
        after: int = 0,
        stream: str | None = None,
        limit: int | None = None,
        asked: Filter = Filter(),  # noqa: B008  frozen
    ) -> "Iterator[LogRow]":
        """The raw facts, in order; `asked`: recorded by then, of items that happened and were public by its days."""
        if not clearance.is_full:
            raise ClearanceTooLow("the log", clearance=clearance.name)
        if asked.since or asked.until or asked.published_by:
            from ctcalendar.app.logged import of_items

            with self._by_clocks(asked, None, clearance) as (reader, clocks, upto):
                found = of_items(reader, raw(reader, after=after, upto=upto, stream=stream), clocks, upto)
                yield from islice(found, limit)
        else:
            with open_reader(self.settings.database) as reader:
                upto = position(reader, asked.as_of, clearance)
                yield from raw(reader, after=after, upto=upto, stream=stream, limit=limit)

    def verify(self, *, clearance: Clearance, progress: Progress = None) -> "Verified":
        """Recompute the whole chain."""
        from ctcalendar.log.verify import verify

        if not clearance.is_full:
            raise ClearanceTooLow("verify", clearance=clearance.name)
        with open_reader(self.settings.database) as reader:
            return verify(reader, progress=progress)

    def doctor(self, *, clearance: Clearance, mail: bool = False) -> "Iterator[Finding]":
        """What keeps this calendar from being read or written here, or with `mail` mail from leaving, each check."""
        from ctcalendar.app.doctor import Examined, examine, examine_mail

        examined = Examined(self.settings.database, clearance, self._clock(), tick_seconds=self.settings.tick_seconds)
        yield from examine(examined)
        if mail:
            yield from examine_mail(self.settings.mail_url)

    def backup(self, *, clearance: Clearance, whole: bool = False) -> "Backup":
        """The lines of a backup of the log; with `whole` also of what is no history, secrets and all."""
        from ctcalendar.app.backups import Backup

        if not clearance.is_full:
            raise ClearanceTooLow("backup", clearance=clearance.name)
        return Backup(self.settings, whole=whole)

    def head(self) -> tuple[int, str]:
        """Position and hash of the last fact."""
        with open_reader(self.settings.database) as reader:
            return head(reader)[:2]

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
        lines = record_lines()
        return restore_lines(self.settings, "the bundled record", lines, domain=domain, progress=progress).facts

    def restore(self, name: str, lines: Iterable[bytes], *, progress: Progress = None) -> "Restored":
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

    def record(
        self, files: Iterable[tuple[str, bytes]], *, dry_run: bool = False, read: Mapping[str, int] | None = None
    ) -> "list[Outcome]":
        """Record dossiers: all files in one transaction, each file one append.

        `read` gives the revisions of streams whose values the files were composed of: if one has moved on, all is
        refused (RevisionConflict).
        """
        from ctcalendar.app.recording import record

        self._refuse_missing_database()
        return record(self.settings, files, now_us=self._clock(), dry_run=dry_run, read=read or {})

    def import_file(
        self,
        path: "Path",
        mapping: "Path | None",
        *,
        apply: bool = False,
        keep_going: bool = False,
        window: "tuple[date | None, date | None]" = (None, None),
        progress: Callable[[int, float], None] | None = None,
    ) -> "Report":
        """What a file of rows comes to, read as a mapping file says; with `apply` recorded whole, or not at all."""
        from ctcalendar.app.importing import asked, import_file

        self._refuse_missing_database()
        wanted = asked(path, mapping, apply=apply, keep_going=keep_going, window=window)
        return import_file(self.settings, wanted, now_us=self._clock(), progress=progress)

    def suggest_mapping(self, path: "Path") -> str:
        """A first mapping file for a file of rows."""
        from ctcalendar.importing.suggesting import suggested

        return suggested(path)

    def attach(self, source: str, name: str, data: bytes, *, misquoted: bool = False) -> "Attached":
        """Archive the text of a source, once every quote of it stands where its locator says; or with `misquoted`."""
        from ctcalendar.app.texts import attach

        self._refuse_missing_database()
        return attach(self.settings, source, name, data, now_us=self._clock(), misquoted=misquoted)

    def forget_text(self, source: str) -> "Forgotten":
        """Erase the archived text of a source."""
        from ctcalendar.app.texts import forget

        self._refuse_missing_database()
        return forget(self.settings, source)

    def save_feed(self, feed: "Feed") -> str | None:
        """Save a feed; the token of its address if it is private, told this once."""
        self._refuse_missing_database()
        return self.feeds.add(feed, now_us=self._clock())

    def remove_feed(self, name: str) -> None:
        """Forget a saved feed, and revoke its addresses."""
        self.feeds.remove(name, now_us=self._clock())

    def rotate_feed_token(self, name: str) -> str:
        """Give a private feed another address, and revoke the old one; the token."""
        return self.feeds.rotate_token(name, now_us=self._clock())

    def tick(self, *, now_us: int | None = None) -> "Ticked":
        """Do all that is due, each thing once; `now_us` (microseconds UTC) instead of what the clock says."""
        from ctcalendar.app.posting import send
        from ctcalendar.app.ticking import Ticked, tick

        self._refuse_missing_database()
        beat_us = self._clock()
        ahead_us = 0 if now_us is None else now_us - beat_us
        done = tick(self.settings, now_us=beat_us + ahead_us, beat_us=beat_us)
        return done + Ticked(sent=send(self.settings, clock=lambda: self._clock() + ahead_us).sent)

    def bounces(self, file: "BinaryIO") -> "Iterator[Handled]":
        """Do what reports of mail that came back ask for, message by message."""
        from ctcalendar.app.bouncing import handled

        self._refuse_missing_database()
        return handled(self.settings, file)

    def retry_mail(self, ids: Sequence[str]) -> int:
        """Queue mail again that is dead or in doubt; how many."""
        from ctcalendar.app.sending import requeue

        self._refuse_missing_database()
        return requeue(self.settings, ids, now_us=self._clock())

    def begin_ticking(self) -> None:
        """Somebody is going to tick from now on: it is missed if nobody does."""
        from ctcalendar.app.ticking import begin

        begin(self.settings, now_us=self._clock())

    def acknowledge(self, ids: Sequence[str], *, clearance: Clearance) -> "list[Reminder]":
        """Note of reminders that somebody has taken care of them."""
        from ctcalendar.app.reminding import acknowledge

        self._refuse_missing_database()
        return acknowledge(self.settings, ids, clearance=clearance)

    def snooze(self, ids: Sequence[str], *, until: date, clearance: Clearance) -> "list[Reminder]":
        """Put reminders off until a day."""
        from ctcalendar.app.reminding import snooze

        self._refuse_missing_database()
        return snooze(self.settings, ids, until=until, clearance=clearance)

    def _refuse_missing_database(self) -> None:
        path = sqlite_path(self.settings.database)
        if path is not None and not path.exists():
            with open_reader(self.settings.database):
                pass
