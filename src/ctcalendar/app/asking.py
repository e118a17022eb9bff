"""Asking: every question about what is recorded, each answered at a clearance and a moment."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ctcalendar.app.moments import position, refuse_reversed
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.desk.calendar import domain_of
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.log.read import head, refuse_unreadable, stored_types
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Entry, Line
from ctcalendar.views.filter import Filter
from ctcalendar.views.version import check_views

if TYPE_CHECKING:
    from ctcalendar.app.agenda import Item
    from ctcalendar.app.archive import Cited
    from ctcalendar.app.outgoing import Listed as Posted
    from ctcalendar.app.published import Published
    from ctcalendar.app.publishing import Publisher
    from ctcalendar.app.reminding import Listed
    from ctcalendar.app.saved_feeds import SavedFeeds
    from ctcalendar.audit.finding import Finding
    from ctcalendar.domain.items import Stream
    from ctcalendar.domain.quotes import Surroundings
    from ctcalendar.domain.standing import Standing
    from ctcalendar.mail.content import Digest
    from ctcalendar.views.differences import Difference

NAMES_COMPARED = 20_000
"""Ids among which the one that was meant is looked for."""


class Asking:
    """What can be asked of one database. What only reads an SQLite file imports no database library."""

    settings: Settings
    _clock: Callable[[], int]

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
            yield from stream(reader, self._today(asked), clearance=clearance, as_of=as_of)

    def lines(self, asked: Filter, *, clearance: Clearance) -> Iterator[Line]:
        """The same engagements in short, as a list shows them."""
        from ctcalendar.views.entries import lines

        with self._asking(asked, clearance) as (reader, as_of):
            yield from lines(reader, self._today(asked), clearance=clearance, as_of=as_of)

    def left_out(self, asked: Filter, *, clearance: Clearance) -> int:
        """How many engagements `published_by` leaves out because none of their sources is dated."""
        from ctcalendar.views.entries import count_undated

        if asked.published_by is None:
            return 0
        with self._asking(asked, clearance) as (reader, as_of):
            return count_undated(reader, self._today(asked), clearance=clearance, as_of=as_of)

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

    def feed(self, asked: Filter, *, language: str, clearance: Clearance) -> bytes:
        """The engagements a filter asks for, as iCalendar, in one main language: rendered for this answer alone."""
        from msgspec.structs import replace

        from ctcalendar.app.publishing import rendered_for_once
        from ctcalendar.feeds.catalogue import ALL

        with self._asking(asked, clearance) as (reader, as_of):
            feed = replace(ALL, asked=self._today(asked), clearance=clearance, deadlines="no")
            style = feed.style(language, domain=domain_of(reader), public_url=self.settings.public_url)
            return rendered_for_once(reader, feed, style, as_of=as_of)

    def public_feed(self, name: str, language: str, asked: Filter | None = None) -> bytes:
        """A public feed of that name, whole; `asked` narrows it further.

        Raises:
            BadInput: there is none, or it is asked for what it does not hold.
        """
        return self.published(name, language, asked).body

    def published(
        self, name: str, language: str | None = None, asked: Filter | None = None, *, whole: bool = True
    ) -> "Published":
        """A public feed of that name as it stands: its validators, and its bytes where it is asked for whole.

        Raises:
            BadInput: there is none, or it is asked for what it does not hold.
        """
        from ctcalendar.feeds.catalogue import narrowed

        feed = self.feeds.public(name)
        wanted = feed if asked is None else narrowed(feed, asked, self.today())
        return self.publisher.published(wanted, language or feed.language, whole=whole)

    @cached_property
    def publisher(self) -> "Publisher":
        """Every feed of this calendar, kept rendered for as long as this App lives."""
        from ctcalendar.app.publishing import Publisher

        return Publisher(self.settings, self.reading, self._clock)

    @property
    def feeds(self) -> "SavedFeeds":
        """The feeds there are: those every calendar has, of each party and series, and those that were saved."""
        from ctcalendar.app.saved_feeds import SavedFeeds

        return SavedFeeds(self.settings, self.reading)

    def agenda(
        self,
        *,
        clearance: Clearance,
        days: int = 90,
        on: date | None = None,
        as_of: str | None = None,
        language: str = "en",
    ) -> "list[Item]":
        """What is overdue, due, to be announced, and coming within so many days; as it stands `on` a day, or now."""
        from ctcalendar.app.agenda import agenda, matters

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            found = matters(reader, clearance, days_before=self.settings.days_before, as_of=position)
            return agenda(found, now_us=self._clock(), on=on, days=days, language=language)

    def reminders(self, *, clearance: Clearance, language: str = "en", everything: bool = True) -> "list[Listed]":
        """The reminders raised at a clearance, and what has become of each."""
        from ctcalendar.app.reminding import listed

        with self.reading() as reader:
            now_us, today = self._clock(), self.today()
            found = listed(reader, clearance, now_us=now_us, today=today, language=language, everything=everything)
            return list(found)

    def digest_preview(self, name: str, *, at: str | None = None) -> bytes | None:
        """The mail that a subscriber's digest is, now or at a moment; None if there is nothing to say."""
        from ctcalendar.app.previewing import preview

        with self.reading() as reader:
            return preview(reader, self.settings, name, at=at, now_us=self._clock())

    def digest_explained(self, name: str, *, at: str | None = None) -> "Digest":
        """What is in that digest, and why."""
        from ctcalendar.app.previewing import explained

        with self.reading() as reader:
            return explained(reader, self.settings, name, at=at, now_us=self._clock())

    def outbox(self, states: Sequence[str] = ()) -> "list[Posted]":
        """The mail in the outbox, in any of some states or in all, the oldest first."""
        from ctcalendar.app.outgoing import listed
        from ctcalendar.desk.outbox import STATES

        with self.reading() as reader:
            return listed(reader, states or STATES)

    def missed(self) -> str | None:
        """Since when nobody does what is due, in words; None where somebody does, or nobody was ever to."""
        from ctcalendar.app.vitals import missed

        with self.reading() as reader:
            return missed(reader, now_us=self._clock(), interval_s=self.settings.tick_seconds)

    def audit(
        self, *, clearance: Clearance, as_of: str | None = None, codes: Sequence[str] = (), language: str = "en"
    ) -> "list[Finding]":
        """What in the record does not fit together today, the gravest first; by the rules of those codes, if given.

        Raises:
            BadInput: there is no rule of such a code.
        """
        from ctcalendar.app.auditing import audited

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            today = self.today()
            return audited(reader, today, clearance=clearance, as_of=position, codes=codes, language=language)

    def today(self) -> date:
        """The day it is, in UTC."""
        return datetime.fromtimestamp(self._clock() // 1_000_000, UTC).date()

    def _today(self, asked: Filter) -> Filter:
        """The filter with the days that its relative terms mean today."""
        return asked.on(self.today())

    def _check_after(self, reader: Reader, name: str, clearance: Clearance, as_of: int | None) -> None:
        from ctcalendar.views.entries import names

        if not names(reader, Filter(), clearance=clearance, as_of=as_of, only=[name], retracted=True):
            raise BadInput(f"after: no engagement {name!r} is recorded", hint="give the last id you were shown")
