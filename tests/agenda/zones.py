"""What clocks on walls show, found by trying: the oracle for hours that come twice, once or never."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from ctcalendar.domain.days import zone as iana

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 12, 31, tzinfo=UTC)
_WEEK, _SECOND, _DAY = timedelta(days=7), timedelta(seconds=1), timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Turn(NamedTuple):
    """The instant from which clocks show another hour, and how far they go forward; back is below nothing."""

    zone: str
    at: datetime
    before: timedelta
    after: timedelta

    @property
    def walls(self) -> tuple[datetime, datetime]:
        """What clocks would show at the instant, and what they do."""
        utc = self.at.replace(tzinfo=None)
        return utc + self.before, utc + self.after

    @property
    def hours(self) -> Iterator[datetime]:
        """Hours about the turn, on the wall: its ends, the second beside each, the middle, and midnights."""
        low, high = sorted(self.walls)
        yield from (low - _SECOND, low, low + (high - low) / 2, high - _SECOND, high)
        for day in (low - _DAY, low, high, high + _DAY):
            yield datetime.combine(day.date(), time())
            yield datetime.combine(day.date(), time(12, 30))


@cache
def zones() -> tuple[str, ...]:
    """Every zone that this machine knows."""
    return tuple(sorted(available_timezones()))


@cache
def turns(zone: str, first: datetime = FIRST, last: datetime = LAST) -> tuple[Turn, ...]:
    """When the clocks of a zone are changed. No zone changes them twice in a week."""
    place, found = iana(zone), []
    at, offset = first, _offset(place, first)
    while at < last:
        following = at + _WEEK
        if (other := _offset(place, following)) != offset:
            found.append(Turn(zone, _change(place, at, following), offset, other))
        at, offset = following, other
    return tuple(found)


def _change(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    offset, seconds = _offset(place, before), int((after - before).total_seconds())
    low = 0
    while seconds - low > 1:
        middle = (low + seconds) // 2
        low, seconds = (middle, seconds) if _offset(place, before + middle * _SECOND) == offset else (low, middle)
    return before + seconds * _SECOND


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    found = at.astimezone(place).utcoffset()
    assert found is not None
    return found


def wall(zone: str, at: datetime) -> datetime:
    """What clocks show at an instant."""
    return at.astimezone(iana(zone)).replace(tzinfo=None)


def shown(turn: Turn, hour: datetime) -> list[datetime]:
    """The instants about a turn at which clocks show an hour, in order."""
    tried = sorted({(hour - offset).replace(tzinfo=UTC) for offset in (turn.before, turn.after)})
    return [at for at in tried if wall(turn.zone, at) == hour]


def has(turn: Turn, day: date) -> bool:
    """Whether clocks ever show a day about a turn: some quarter of an hour of it."""
    midnight = datetime.combine(day, time())
    return any(shown(turn, midnight + quarter * timedelta(minutes=15)) for quarter in range(96))


def meant(turn: Turn, hour: datetime) -> datetime | None:
    """The instant that an hour about a turn means: the first that shows it, else the turn; none on no day."""
    if found := shown(turn, hour):
        return found[0]
    return turn.at if has(turn, hour.date()) else None


def microseconds(at: datetime | None) -> int | None:
    """An instant in microseconds since 1970 in UTC."""
    return None if at is None else (at - _EPOCH) // timedelta(microseconds=1)
