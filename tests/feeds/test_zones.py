"""Time zones as calendars declare them: in rules, and what they say is what the IANA database says."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from ctcalendar.domain.days import zone as zone_of
from ctcalendar.feeds.zones import rendered_zone
from feeds.contentlines import read
from feeds.lint import lint
from feeds.observances import Clocks, Onset, onsets

NAMED = """Africa/Cairo Africa/Casablanca Africa/Monrovia America/Caracas America/New_York America/Sao_Paulo
    America/St_Johns Antarctica/Troll Asia/Gaza Asia/Kathmandu Asia/Kolkata Asia/Pyongyang Asia/Qatar Asia/Riyadh
    Asia/Tehran Australia/Lord_Howe Europe/Dublin Europe/Istanbul Europe/London Europe/Moscow Pacific/Apia
    Pacific/Chatham Pacific/Kiritimati UTC""".split()
"""Rules that changed often, days left out, half hours, quarters, seconds, Ramadan, summer time below zero."""
# Every zone of the database but copies of others, the system's own and moments without a place.
EVERY = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
SAMPLE = [*NAMED, *(name for name in EVERY[::48] if name not in NAMED)]
zones = pytest.mark.parametrize("name", SAMPLE)

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
_HOUR, _SECOND = timedelta(hours=1), timedelta(seconds=1)
BYTES = 12_000
"""The longest are those whose clocks follow Ramadan: two changes a year, each on a day of its own."""


def told(changes: Sequence[Onset], moment: datetime) -> Clocks:
    """What a calendar program finds that clocks say then."""
    return changes[bisect_right(changes, moment, key=lambda change: change.at) - 1].clocks


def known(zone: ZoneInfo, moment: datetime) -> Clocks:
    """What the IANA database says that clocks say then."""
    there = moment.astimezone(zone)
    return Clocks(there.utcoffset() or timedelta(), there.tzname(), bool(there.dst()))


def moments(changes: Sequence[Onset]) -> Iterator[datetime]:
    """The begin and the middle of every month; about every change that is told, a second and some hours."""
    for year in range(_FIRST.year, _LAST.year):
        for month in range(1, 13):
            yield from (datetime(year, month, day, hour, 30, tzinfo=UTC) for day, hour in ((1, 0), (15, 12)))
    for at, _ in changes:
        yield from (moment for by in (-3 * _HOUR, -_SECOND, 0 * _SECOND, 3 * _HOUR) if _within(moment := at + by))


def _within(moment: datetime) -> bool:
    return _FIRST <= moment < _LAST


def told_wrongly(name: str) -> list[datetime]:
    """The moments at which a zone of ours says otherwise than the database."""
    zone, changes = zone_of(name), onsets(rendered_zone(name))
    return [moment for moment in moments(changes) if told(changes, moment) != known(zone, moment)]


@zones
def test_a_zone_says_of_every_moment_what_the_database_says(name: str):
    """From 1970 to 2037, to the second at which clocks change: the offset, its name, and whether it is summer time."""
    assert told_wrongly(name) == []


@zones
def test_a_zone_stands_in_rules_and_is_short(name: str):
    """No list of dates, which Outlook passes over; no more than some kilobytes beside a feed; no defect."""
    body = rendered_zone(name)
    assert b"RDATE" not in body
    assert len(body) < BYTES
    used = f"BEGIN:VEVENT\r\nUID:one\r\nDTSTART;TZID={name}:20200101T100000\r\nEND:VEVENT\r\n".encode()
    (zone,) = read(body).components
    assert (zone.name, zone.lines[0].value, read(body).problems) == ("VTIMEZONE", name, [])
    assert [one for one in lint(body + used) if "time zone" in one or "observance" in one or "offset" in one] == []


@pytest.mark.parametrize(
    "name",
    ["America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Europe/London", "Pacific/Auckland", "Asia/Qatar"],
)
def test_a_rule_that_still_holds_has_no_end(name: str):
    """So an entry of 2050 stands at the right hour, as far as anybody knows today."""
    zone, changes = zone_of(name), onsets(rendered_zone(name))
    for month in range(1, 13):
        moment = datetime(2050, month, 15, 12, tzinfo=UTC)
        assert told(changes, moment) == known(zone, moment)


def test_a_zone_with_daylight_saving_takes_a_rule_for_each_turn_of_its_law():
    """New York since 1970: as many rules as its law was changed, not two dates for each year."""
    rules = rendered_zone("America/New_York").count(b"RRULE")
    assert 4 <= rules <= 8
    assert rendered_zone("America/New_York").count(b"UNTIL") == rules - 2


@pytest.mark.parametrize("name", ["America/New_York", "Asia/Qatar", "Europe/London", "Asia/Kolkata"])
def test_icalendar_reads_a_zone_as_the_database_has_it(name: str):
    """An independent program, at wall-clock times of the years in which most entries lie."""
    (zone,) = icalendar.Calendar.from_ical(_calendar(rendered_zone(name))).walk("VTIMEZONE")
    theirs, ours = zone.to_tz(lookup_tzid=False), zone_of(name)
    for year in (2017, 2024, 2031):
        for month in range(1, 13):
            wall = datetime.fromisoformat(f"{year}-{month:02}-15T12:00")
            assert wall.replace(tzinfo=theirs).utcoffset() == wall.replace(tzinfo=ours).utcoffset()


def _calendar(zone: bytes) -> bytes:
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:tests\r\n" + zone + b"END:VCALENDAR\r\n"
