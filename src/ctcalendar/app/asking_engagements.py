"""Asking for engagements: as entries, lines, counts, documents, drawings and calendars."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctcalendar.app.asking import Asking, day_of
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.streams import Stream
from ctcalendar.errors import BadInput
from ctcalendar.views.entry import Entry, Line
from ctcalendar.views.filter import Filter

if TYPE_CHECKING:
    from ctcalendar.app.counting import Counted, Group
    from ctcalendar.app.nearest import Upcoming
    from ctcalendar.documents.frame import Drawn

NAMES_COMPARED = 20_000
"""Ids among which the one that was meant is looked for."""


class AskingEngagements(Asking):
    """What can be asked of engagements."""

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

    def in_order(
        self, asked: Filter, order: str, *, clearance: Clearance, language: str = "en", whole: bool = False
    ) -> Iterator[Line]:
        """The same in an order of app.sorting; with `whole` they are entries."""
        from ctcalendar.app.sorting import in_order

        with self._asking(asked, clearance) as (reader, as_of):
            fixed = self._today(asked)
            yield from in_order(reader, fixed, order, language=language, clearance=clearance, as_of=as_of, whole=whole)

    def count(self, asked: Filter, *, clearance: Clearance) -> int:
        """How many engagements a filter asks for."""
        from ctcalendar.views.counting import total

        with self._asking(asked, clearance) as (reader, as_of):
            return total(reader, self._today(asked), clearance=clearance, as_of=as_of)

    def counted(self, asked: Filter, by: str, *, language: str, clearance: Clearance) -> "Counted":
        """The same in groups (views.counting.GROUPINGS)."""
        from ctcalendar.app.counting import counted

        with self._asking(asked, clearance) as (reader, as_of):
            return counted(reader, self._today(asked), by, language=language, clearance=clearance, as_of=as_of)

    def sections(
        self, asked: Filter, by: str, *, language: str, clearance: Clearance, whole: bool = False
    ) -> "Iterator[tuple[Group, list[Line]]]":
        """Each of these groups, and the engagements in it; with `whole` they are entries."""
        from ctcalendar.app.counting import sections

        with self._asking(asked, clearance) as (reader, as_of):
            fixed = self._today(asked)
            yield from sections(reader, fixed, by, language=language, clearance=clearance, as_of=as_of, whole=whole)

    def last(self, asked: Filter, *, clearance: Clearance) -> Entry | None:
        """The most recent engagement that was held, of those a filter asks for."""
        from ctcalendar.app.nearest import last

        with self._asking(asked, clearance) as (reader, as_of):
            return last(reader, self._today(asked), self.today(), clearance=clearance, as_of=as_of)

    def upcoming(self, asked: Filter, *, clearance: Clearance, language: str = "en") -> "Upcoming":
        """The next one that is announced, or for want of one the meeting that a series calls for next."""
        from ctcalendar.app.nearest import Moment, upcoming

        with self._asking(asked, clearance) as (reader, as_of):
            moment = Moment(self._clock(), self.today(), as_of)
            return upcoming(reader, self._today(asked), moment, clearance=clearance, language=language)

    def left_out(self, asked: Filter, *, clearance: Clearance) -> int:
        """How many engagements `published_by` leaves out because none of their sources is dated."""
        from ctcalendar.views.entries import count_undated

        if asked.published_by is None:
            return 0
        with self._asking(asked, clearance) as (reader, as_of):
            return count_undated(reader, self._today(asked), clearance=clearance, as_of=as_of)

    def show(
        self, identity: str, *, clearance: Clearance, as_of: str | None = None, published_by: str | None = None
    ) -> Entry:
        """One engagement.

        Raises:
            BadInput: there is none of that id at that moment and clearance, or no source that was published by the day
                `published_by` speaks of it.
        """
        from ctcalendar.views.entries import names, one
        from ctcalendar.views.publication import Public

        with self._asking(Filter(as_of=as_of), clearance) as (reader, position):
            entry = one(reader, identity, clearance=clearance, as_of=position)
            if entry is not None:
                public = Public(reader, clearance, position, day_of(published_by))
                public.refuse(Stream("engagement", identity))
                return next(public.entries([entry]))
            known = names(reader, Filter(limit=NAMES_COMPARED), clearance=clearance, as_of=position)
        from difflib import get_close_matches

        close = get_close_matches(identity, known, n=1)
        raise BadInput(
            f"no engagement {identity!r} is recorded" + (f" as of {as_of}" if as_of else ""),
            hint=f"did you mean {close[0]}?" if close else "list them: ctcalendar history",
        )

    def document(self, form: str, asked: Filter, *, language: str, clearance: Clearance) -> Iterator[str]:
        """The engagements a filter asks for as a document (md, html), piece by piece, in flat memory."""
        from ctcalendar.app.documenting import document

        with self._asking(asked, clearance) as (reader, as_of):
            fixed = self._today(asked)
            yield from document(reader, form, fixed, language=language, clearance=clearance, as_of=as_of)

    def timeline(self, asked: Filter, drawn: "Drawn", *, clearance: Clearance) -> str:
        """The engagements a filter asks for, and the meetings expected beside them, as a drawing (SVG)."""
        from ctcalendar.app.documenting import timeline

        with self._asking(asked, clearance) as (reader, as_of):
            return timeline(reader, self._today(asked), drawn, clearance=clearance, as_of=as_of)

    def feed(self, asked: Filter, *, language: str, clearance: Clearance) -> bytes:
        """The engagements a filter asks for, as iCalendar, in one main language: rendered for this answer alone."""
        from msgspec.structs import replace

        from ctcalendar.app.publishing import rendered_for_once
        from ctcalendar.desk.calendar import domain_of
        from ctcalendar.feeds.catalogue import ALL

        with self._asking(asked, clearance) as (reader, as_of):
            feed = replace(ALL, asked=self._today(asked), clearance=clearance, deadlines="no")
            style = feed.style(language, domain=domain_of(reader), public_url=self.settings.public_url)
            return rendered_for_once(reader, feed, style, as_of=as_of)
