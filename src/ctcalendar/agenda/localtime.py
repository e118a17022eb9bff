"""The clock on the wall as instants, in any zone: one instant for each day that a place has, and none for others.

An hour that clocks leap over is the first instant after the leap; of an hour that comes twice the first is meant. A day
that a place never had (Apia, 30 December 2011) has no hours.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ctcalendar.domain.days import zone as iana

_MIDNIGHT = time()
_SECOND, _EPOCH = timedelta(seconds=1), datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=10_000)
def instant_of(day: date, at: time, zone: str | None) -> int | None:
    """The instant of an hour of a day in an IANA zone (UTC without one), in microseconds since 1970 in UTC.

    None where the place never had that day.
    """
    first, there = _looked_up(day, at, zone)
    return _microseconds(first) if there else None


@lru_cache(maxsize=10_000)
def beginning(day: date, zone: str | None) -> int:
    """The first instant of a day in a zone, in microseconds since 1970 in UTC; of a day it never had, of the next."""
    return _microseconds(_looked_up(day, _MIDNIGHT, zone)[0])


def day_in(zone: str | None, now_us: int) -> date:
    """The day it is in a zone."""
    instant = _EPOCH + timedelta(microseconds=now_us)
    try:
        return instant.astimezone(iana(zone) if zone else UTC).date()
    except OverflowError:  # before the first day of the calendar there is one somewhere, and after the last
        return instant.date()


def _looked_up(day: date, at: time, zone: str | None) -> tuple[datetime, bool]:
    """The instant in UTC, and whether the place had the day."""
    if zone is None:
        return datetime.combine(day, at, UTC), True
    place, wall = iana(zone), datetime.combine(day, at)
    # fold=0 is the first of two; over a leap it counts with the offset before it, so it lands after the leap.
    after = wall.replace(tzinfo=place).astimezone(UTC)
    if after.astimezone(place).replace(tzinfo=None) == wall:
        return after, True
    leap = _leap(wall.replace(tzinfo=place, fold=1).astimezone(UTC), after, place)
    before = (leap - _SECOND).astimezone(place).date()
    return leap, day in (before, leap.astimezone(place).date())


def _leap(early: datetime, late: datetime, place: ZoneInfo) -> datetime:
    """The instant at which clocks leap, to the second, between one before it and one at or after it."""
    before = early.astimezone(place).utcoffset()
    low, high = 0, int((late - early).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (early + middle * _SECOND).astimezone(place).utcoffset() == before:
            low = middle
        else:
            high = middle
    return early + high * _SECOND


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
