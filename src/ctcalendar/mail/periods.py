"""When digests go out: at an hour by the clock on the wall, on days of a place, each day at most once."""

import calendar
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import count
from typing import NamedTuple

from ctcalendar.agenda.localtime import day_in, instant_of

DAILY, WEEKLY, MONTHLY, NEVER = "daily", "weekly", "monthly", "never"
EVERY = (DAILY, WEEKLY, MONTHLY, NEVER)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST = "last"
DAYS = {
    DAILY: (),
    WEEKLY: WEEKDAYS,
    MONTHLY: (*(str(day) for day in range(1, 32)), LAST),
    NEVER: (),
}
"""The days that a frequency may be on, as `on_day` spells them."""
_DAY, _LONGEST = timedelta(days=1), 31


class Period(NamedTuple):
    """A digest's local date, which is its name, and the instant at which it is due, in microseconds UTC."""

    label: str
    due_at: int


def next_digest(
    every: str, on_day: str | None, at_time: str, zone: str, after_us: int, *, earliest: str | None = None
) -> Period:
    """The first digest due after an instant (microseconds UTC), and not before the local date `earliest`.

    An hour that clocks leap over is the first instant after the leap, of one that comes twice the first is meant, and a
    day that the place never had is left out. `every` is daily, weekly or monthly; a month that is too short for
    `on_day` has its digest on its last day.
    """
    at = time.fromisoformat(at_time)
    first = max(day_in(zone, after_us), date.fromisoformat(earliest or "0001-01-01"))
    for day in _days(every, on_day, first):
        due_at = instant_of(day, at, zone)
        if due_at is not None and due_at > after_us:
            return Period(day.isoformat(), due_at)
    raise AssertionError("days go on")


def _days(every: str, on_day: str | None, first: date) -> Iterator[date]:
    """The days of a frequency from a day on."""
    if every == DAILY:
        return (first + number * _DAY for number in count())
    if every == WEEKLY:
        ahead = (WEEKDAYS.index(on_day or "") - first.weekday()) % 7
        return (first + (ahead + number * 7) * _DAY for number in count())
    if every == MONTHLY:
        wanted = _LONGEST if on_day == LAST else int(on_day or "")
        return (day for day in _monthly(first, wanted) if day >= first)
    raise ValueError(f"{every!r} has no days")


def _monthly(first: date, wanted: int) -> Iterator[date]:
    # Each month is reckoned by itself: from one month's end to the next, 31 January would end on the 28th for ever.
    for number in count(first.year * 12 + first.month - 1):
        year, month = divmod(number, 12)
        yield date(year, month + 1, min(wanted, calendar.monthrange(year, month + 1)[1]))
