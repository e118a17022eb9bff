"""Hours of days in every time zone: one instant for each day that a place has, whatever its clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from agenda.zones import FIRST, LAST, meant, microseconds, turns, wall, zones
from ctcalendar.agenda.localtime import beginning, day_in, instant_of
from ctcalendar.domain.days import zone as iana

DAY = timedelta(days=1)


def told(day: str, at: str, zone: str | None) -> str | None:
    """The instant of an hour of a day, as text."""
    found = instant_of(date.fromisoformat(day), time.fromisoformat(at), zone)
    return None if found is None else _text(found)


def _text(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# Most are past: what is to come, governments may still change.
NAMED = [
    # An hour that clocks leap over is the first instant after the leap.
    ("America/New_York", "2027-03-14", "01:59:59", "2027-03-14T06:59:59Z"),
    ("America/New_York", "2027-03-14", "02:00", "2027-03-14T07:00:00Z"),
    ("America/New_York", "2027-03-14", "02:30", "2027-03-14T07:00:00Z"),
    ("America/New_York", "2027-03-14", "03:00", "2027-03-14T07:00:00Z"),
    # Of an hour that comes twice the first is meant.
    ("America/New_York", "2027-11-07", "01:00", "2027-11-07T05:00:00Z"),
    ("America/New_York", "2027-11-07", "01:30", "2027-11-07T05:30:00Z"),
    ("America/New_York", "2027-11-07", "02:00", "2027-11-07T07:00:00Z"),
    # Midnight does not come: the day begins at one.
    ("Africa/Cairo", "2024-04-26", "00:00", "2024-04-25T22:00:00Z"),
    ("Africa/Cairo", "2024-04-26", "00:30", "2024-04-25T22:00:00Z"),
    ("America/Havana", "2024-03-10", "00:00", "2024-03-10T05:00:00Z"),
    # Midnight comes twice, or the hour before it, so that a day ends twice.
    ("America/Havana", "2024-11-03", "00:00", "2024-11-03T04:00:00Z"),
    ("Africa/Cairo", "2024-10-31", "23:30", "2024-10-31T20:30:00Z"),
    ("Africa/Cairo", "2024-11-01", "00:00", "2024-10-31T22:00:00Z"),
    # Clocks leap from eleven at night to midnight: half past is the beginning of the next day.
    ("America/Nuuk", "2024-03-30", "22:30", "2024-03-31T00:30:00Z"),
    ("America/Nuuk", "2024-03-30", "23:30", "2024-03-31T01:00:00Z"),
    ("America/Nuuk", "2024-03-31", "00:00", "2024-03-31T01:00:00Z"),
    # In Morocco clocks went back for Ramadan, and forward after it.
    ("Africa/Casablanca", "2024-03-09", "10:00", "2024-03-09T09:00:00Z"),
    ("Africa/Casablanca", "2024-03-10", "02:30", "2024-03-10T01:30:00Z"),
    ("Africa/Casablanca", "2024-03-10", "10:00", "2024-03-10T10:00:00Z"),
    ("Africa/Casablanca", "2024-04-14", "02:30", "2024-04-14T02:00:00Z"),
    ("Africa/Casablanca", "2024-04-14", "10:00", "2024-04-14T09:00:00Z"),
    # A day that a place never had has no hours; those beside it are whole.
    ("Pacific/Apia", "2011-12-29", "23:59:59", "2011-12-30T09:59:59Z"),
    ("Pacific/Apia", "2011-12-30", "00:00", None),
    ("Pacific/Apia", "2011-12-30", "12:00", None),
    ("Pacific/Apia", "2011-12-30", "23:59:59", None),
    ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00:00Z"),
    ("Pacific/Kwajalein", "1993-08-21", "12:00", None),
    # Half an hour at a time.
    ("Australia/Lord_Howe", "2024-10-06", "02:15", "2024-10-05T15:30:00Z"),
    ("Australia/Lord_Howe", "2024-04-07", "01:45", "2024-04-06T14:45:00Z"),
    # Where clocks are never changed.
    ("Asia/Qatar", "2027-03-14", "00:00", "2027-03-13T21:00:00Z"),
    ("Asia/Qatar", "2027-11-07", "09:30", "2027-11-07T06:30:00Z"),
    ("Asia/Kathmandu", "2027-01-01", "00:00", "2026-12-31T18:15:00Z"),
    (None, "2027-03-14", "02:30", "2027-03-14T02:30:00Z"),
]


@pytest.mark.parametrize(("zone", "day", "at", "instant"), NAMED)
def test_an_hour_of_a_day_is_one_instant(zone: str | None, day: str, at: str, instant: str | None):
    """Or none, on a day that the place never had."""
    assert told(day, at, zone) == instant


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Africa/Cairo", "2024-04-26", "2024-04-25T22:00:00Z"),
        ("America/Havana", "2024-11-03", "2024-11-03T04:00:00Z"),
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
        ("Asia/Qatar", "2027-03-14", "2027-03-13T21:00:00Z"),
        (None, "2027-03-14", "2027-03-14T00:00:00Z"),
    ],
)
def test_every_day_begins_and_one_that_never_was_with_the_next(zone: str | None, day: str, instant: str):
    """What is due on it would else never be."""
    assert _text(beginning(date.fromisoformat(day), zone)) == instant


def test_every_hour_about_every_turn_of_every_clock_is_what_clocks_show():
    """All zones that differ, over ten years: the first instant that shows the hour, or that of the leap over it."""
    wrong = [
        (turn.zone, hour)
        for zone in _that_differ()
        for turn in turns(zone)
        for hour in turn.hours
        if instant_of(hour.date(), hour.time(), zone) != microseconds(meant(turn, hour))
    ]
    assert wrong == []


def test_between_the_turns_an_hour_is_what_clocks_show():
    """All zones, some days of each stretch: there the offset is the same, so that one day stands for all."""
    wrong = [
        (zone, at)
        for zone in zones()
        for at in _between(zone)
        if instant_of(at.date(), at.time(), zone) != microseconds(at.replace(tzinfo=iana(zone)))
    ]
    assert wrong == []


def _between(zone: str) -> list[datetime]:
    ends = [FIRST, *(turn.at for turn in turns(zone)), LAST]
    middles = [before + (after - before) / 2 for before, after in pairwise(ends)]
    return [wall(zone, middle).replace(hour=9, minute=30, second=0, microsecond=0) for middle in middles]


def test_a_day_begins_when_clocks_first_show_it():
    """All zones, the days about every turn: an instant before it is another day, and at it that day or a later one."""
    wrong = [
        (zone, day)
        for zone in zones()
        for turn in turns(zone)
        for day in {hour.date() for hour in turn.hours}
        if not (day_in(zone, beginning(day, zone) - 1) < day <= day_in(zone, beginning(day, zone)))
    ]
    assert wrong == []


@pytest.mark.slow
def test_midnight_comes_once_on_every_day():
    """In all zones that differ, over ten years: later than the last, and shown by clocks unless they leap over it.

    Days on which and beside which clocks are not changed are alike: one in twenty stands for all.
    """
    for zone in _that_differ():
        leaps = {turn.at for turn in turns(zone) if turn.after > turn.before}
        before = None
        for day in _days(zone):
            found = instant_of(day, time(), zone)
            assert found is not None, (zone, day)
            instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=found)
            assert instant in leaps or wall(zone, instant) == datetime.combine(day, time()), (zone, day)
            assert before is None or found > before, (zone, day)
            before = found


def _days(zone: str) -> list[date]:
    """The days about each turn, and one in twenty."""
    numbers = set(range(0, (LAST - FIRST).days, 20))
    for turn in turns(zone):
        numbers.update(range((turn.at - FIRST).days - 2, (turn.at - FIRST).days + 4))
    return [FIRST.date() + number * DAY for number in sorted(numbers)]


def _that_differ() -> list[str]:
    """Of the zones whose clocks showed the same throughout, one."""
    found = {(wall(zone, FIRST), tuple(turn[1:] for turn in turns(zone))): zone for zone in zones()}
    return sorted(found.values())


@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Qatar", "America/New_York", "Pacific/Kiritimati"])
def test_the_day_is_that_of_the_place(zone: str | None):
    """The same instant is another day elsewhere."""
    at = datetime(2027, 1, 1, 2, tzinfo=UTC)
    assert day_in(zone, microseconds(at) or 0) == at.astimezone(iana(zone or "UTC")).date()
