"""App: the one place where rooms are put together, and the only one that asks the machine for the time.

What only reads an SQLite file imports no database library; whatever writes is imported when it is first used.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from ctcalendar.app.moments import position, refuse_reversed
from ctcalendar.db.address import sqlite_path
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.desk.calendar import domain_of
from ctcalendar.domain import codec
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
    from ctcalendar.app.archive import Cited
    from ctcalendar.app.backups import Backup
    from ctcalendar.app.doctor import Finding
    from ctcalendar.app.recording import Outcome
    from ctcalendar.app.texts import Attached, Forgotten
    from ctcalendar.app.upkeep import Restored
    from ctcalendar.domain.items import Stream
    from ctcalendar.domain.quotes import Surroundings
    from ctcalendar.domain.standing import Standing
    from ctcalendar.views.differences import Difference

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

    def find(self, text: str, *, clearance: Clearance, as_of: str | None = None) -> "Stream":
        """The item that a text names: its id, or KIND:ID. A bare id that an engagement has too is the engagement's.

        Raises:
            BadInput: there is none at that moment and clearance, or the id is that of several.
        """
        from ctcalendar.views.finding import found

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            return found(reader, text, clearance=clearance, as_of=position)

    def register(
        self,
        kind: str,
        *,
        clearance: Clearance,
        as_of: str | None = None,
        only: Sequence[str] | None = None,
        retracted: bool = False,
    ) -> list[dict[str, Any]]:
        """The items of a kind, by id, as plain values; those named in `only`, if given."""
        from ctcalendar.views.registers import register

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            return register(reader, kind, clearance=clearance, as_of=position, only=only, retracted=retracted)

    def register_names(self, kind: str, *, clearance: Clearance, as_of: str | None = None) -> list[str]:
        """The ids of the items of a kind."""
        from ctcalendar.views.cards import names

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            return names(reader, kind, clearance=clearance, as_of=position, retracted=False)

    def item(self, text: str, *, clearance: Clearance, as_of: str | None = None) -> dict[str, Any]:
        """One item of any kind, by its id or KIND:ID, as plain values; an engagement with `item: engagement`.

        Raises:
            BadInput: there is none at that moment and clearance, or the id is that of several.
        """
        from ctcalendar.views.entries import one
        from ctcalendar.views.finding import found
        from ctcalendar.views.registers import register

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            stream = found(reader, text, clearance=clearance, as_of=position)
            if stream.kind == "engagement":
                entry = one(reader, stream.id, clearance=clearance, as_of=position)
                return {"item": "engagement", **codec.plain(entry)}
            only = [stream.id]
            items = register(reader, stream.kind, clearance=clearance, as_of=position, only=only, retracted=True)
        if not items:  # it names what is hidden, where it must name something
            raise BadInput(f"nothing recorded is called {text!r}", hint="list engagements with: ctcalendar history")
        return items[0]

    def as_dossier(self, text: str) -> str:
        """One item as the dossier that would record it as it stands: YAML to edit.

        Raises:
            BadInput: there is none, or the id is that of several.
        """
        from ctcalendar.app.reading_items import dossier_of

        with self.reading() as reader:
            return dossier_of(reader, text)

    def standing(self, text: str) -> "Standing":
        """What one item has come to, as deciding sees it: for who is about to say more of it.

        Raises:
            BadInput: there is none, or the id is that of several.
        """
        from ctcalendar.app.reading_items import standing_of

        with self.reading() as reader:
            return standing_of(reader, text)

    def diff(
        self, before: str, after: str | None, *, clearance: Clearance, only: "Stream | None" = None
    ) -> "Iterator[Difference]":
        """What changed after one moment and up to another, by default the present."""
        from ctcalendar.views.differences import differences

        with self.reading() as reader:
            refuse_reversed(before, after)
            since, until = (position(reader, moment, clearance) for moment in (before, after))
            assert since is not None
            upto = head(reader)[0] if until is None else until
            yield from differences(reader, since, upto, clearance=clearance, only=only)

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

    def doctor(self, *, clearance: Clearance) -> "Iterator[Finding]":
        """What keeps this calendar from being read or written here, check by check."""
        from ctcalendar.app.doctor import Examined, examine

        return examine(Examined(self.settings.database, clearance, self._clock()))

    def backup(self, *, clearance: Clearance, whole: bool = False) -> "Backup":
        """The lines of a backup of the log; with `whole` also of what is no history, secrets and all."""
        from ctcalendar.app.backups import Backup

        if not clearance.is_full:
            raise ClearanceTooLow("backup", clearance=clearance.name)
        return Backup(self.settings, whole=whole)

    def context(self, cited: "Iterable[Cited]", *, clearance: Clearance) -> "list[Surroundings | None]":
        """For each citation the words around those it quotes, where the source's text is archived and may be seen."""
        from ctcalendar.app.archive import surroundings

        with self.reading() as reader:
            return surroundings(reader, cited, clearance=clearance)

    def context_of(
        self, plain: Iterable[Mapping[str, Any]], *, clearance: Clearance
    ) -> Callable[[Mapping[str, Any]], str | None]:
        """What gives, for each of some claims or citations as plain values, the words around its quote on a line."""
        from ctcalendar.app.archive import Cited

        cited = list(dict.fromkeys(map(Cited.of, plain)))
        found = dict(zip(cited, self.context(cited, clearance=clearance), strict=True))
        return lambda one: str(around) if (around := found.get(Cited.of(one))) else None

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

    def _refuse_missing_database(self) -> None:
        path = sqlite_path(self.settings.database)
        if path is not None and not path.exists():
            with open_reader(self.settings.database):
                pass
