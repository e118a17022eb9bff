"""Asking for what follows from the record: published feeds, what is due, mail, what does not fit together."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ctcalendar.app.asking import Asking
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.filter import Filter

if TYPE_CHECKING:
    from ctcalendar.app.agenda import Item
    from ctcalendar.app.outgoing import Listed as Posted
    from ctcalendar.app.published import Published
    from ctcalendar.app.publishing import Publisher
    from ctcalendar.app.reminding import Listed
    from ctcalendar.app.saved_feeds import SavedFeeds
    from ctcalendar.audit.finding import Finding
    from ctcalendar.mail.content import Digest


class AskingWhatFollows(Asking):
    """What can be asked of feeds, the agenda, mail and the audit."""

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
        asked: Filter = Filter(),  # noqa: B008  frozen
    ) -> "list[Item]":
        """What is overdue, due, to be announced, and coming within so many days; as it stands `on` a day, or now.

        `asked`: what is due on the days of a filter (since, until) alone; today is that day, where they count from it.
        With published_by, what was public by a day, reckoned from the meetings that were.
        """
        from ctcalendar.app.agenda import agenda, matters

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            at: dict[str, Any] = {"as_of": position, "published_by": asked.published_by}
            found = matters(reader, clearance, days_before=self.settings.days_before, **at)
            items = agenda(found, now_us=self._clock(), on=on, days=days, language=language)
        within = asked.on(on or self.today())
        first, last = within.since or "", within.until or "9999-12-31"
        return [item for item in items if first <= item.on <= last]

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
        self,
        *,
        clearance: Clearance,
        as_of: str | None = None,
        codes: Sequence[str] = (),
        language: str = "en",
        asked: Filter | None = None,
    ) -> "list[Finding]":
        """What in the record does not fit together today, the gravest first; by the rules of those codes, if given.

        `asked`: on items that happened on the days of a filter (since, until) alone; all is judged all the same. With
        published_by, what was public by a day is all that is judged.

        Raises:
            BadInput: there is no rule of such a code.
        """
        from ctcalendar.app.auditing import audited

        with self._by_clocks(asked, as_of, clearance) as (reader, clocks, position):
            at: dict[str, Any] = {"clearance": clearance, "as_of": position}
            by = clocks.published_by
            found = audited(reader, self.today(), codes=codes, language=language, published_by=by, **at)
            if clocks.since or clocks.until:
                from ctcalendar.views.dated import Happened

                happened = Happened(reader, clocks, **at)
                found = [one for one in found if happened.holds(one.subject)]
            return found
