"""The engagement nearest to today: the last that was held, the next that is announced, the next that is expected."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from ctcalendar.agenda.matters import of_expected
from ctcalendar.app.agenda import Item, agenda
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.entries import stream
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from ctcalendar.views.newest import newest
from ctcalendar.views.promises import asked_for, expected

_A_MEETING = frozenset({"dialogue", "meeting"})
"""What a series consists of."""
_AHEAD = 3_660_000
"""Days in which every day of the calendar lies."""


class Moment(NamedTuple):
    """Now, in microseconds since 1970 in UTC, the day that is, and the log position that is asked about."""

    now_us: int
    today: date
    as_of: int | None


class Upcoming(msgspec.Struct, frozen=True):
    """What is next: the engagement announced; where there is none, the meeting that a series calls for."""

    announced: Entry | None
    expected: Item | None


def last(reader: Reader, asked: Filter, today: date, *, clearance: Clearance, as_of: int | None) -> Entry | None:
    """The most recent engagement that was held, or has the status asked for, and began no later than today."""
    until = min(asked.until or today.isoformat(), today.isoformat())
    wanted = msgspec.structs.replace(asked, status=asked.status or ("held",), until=until, limit=None)
    dated = newest(reader, wanted, 1, clearance=clearance, as_of=as_of)
    # Since then there may also be some that are dated by their parts, or by their last day alone.
    near = msgspec.structs.replace(wanted, since=max(dated[0][0], wanted.since or "")) if dated else wanted
    found = stream(reader, near, clearance=clearance, as_of=as_of)
    return max((one for one in found if "" < _day(one) <= until), key=lambda one: (_day(one), one.id), default=None)


def upcoming(reader: Reader, asked: Filter, at: Moment, *, clearance: Clearance, language: str) -> Upcoming:
    """What is announced from today on and comes first; where nothing is, the meeting that a series calls for next."""
    since = max(asked.since or "", at.today.isoformat())
    wanted = msgspec.structs.replace(asked, status=asked.status or ("scheduled",), since=since, limit=None)
    found = [one for one in stream(reader, wanted, clearance=clearance, as_of=at.as_of) if _day(one)]
    if found:
        return Upcoming(min(found, key=lambda one: (_day(one), one.id)), None)
    # When a series was made public, and what it called for by then, nobody can say: there is no such clock.
    if asked.published_by is not None or asked.status or (asked.kind and not _A_MEETING.intersection(asked.kind)):
        return Upcoming(None, None)
    of_any_kind = msgspec.structs.replace(asked, kind=())
    names = sorted(asked_for(reader, "series", of_any_kind, clearance=clearance, as_of=at.as_of))
    called_for = map(of_expected, expected(reader, clearance=clearance, as_of=at.as_of, only=names))
    items = agenda(called_for, now_us=at.now_us, on=None, days=_AHEAD, language=language)
    return Upcoming(None, _nearest(one for one in items if _within(one, asked)))


def _within(item: Item, asked: Filter) -> bool:
    return item.latest >= (asked.since or item.latest) and item.earliest <= (asked.until or item.earliest)


def _nearest(items: Iterable[Item]) -> Item | None:
    """The first that is still in time; of those that are all overdue the last."""
    listed = sorted(items, key=lambda item: (item.on, item.subject))
    return next((item for item in listed if item.state != "overdue"), listed[-1] if listed else None)


def _day(entry: Entry) -> str:
    """The first day it may have been, or for want of one the last; of a whole without days that of its parts."""
    for span in (entry.when, entry.dated_by_parts):
        if span is not None and (day := span.earliest or span.latest):
            return day
    return ""
