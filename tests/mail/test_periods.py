"""When digests go out: once on each day that they are meant for, by the clocks of the place."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.zones import microseconds, turns, wall, zones
from ctcalendar.mail.periods import DAYS, WEEKDAYS, Period, next_digest

HOUR, DAY = 3_600_000_000, 86_400_000_000


def at(text: str) -> int:
    """An instant in microseconds."""
    found = microseconds(datetime.fromisoformat(text))
    assert found is not None
    return found


def told(period: Period) -> str:
    """A period as text: its label, and the instant at which it is due."""
    due = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=period.due_at)
    return f"{period.label} {due:%Y-%m-%dT%H:%M:%SZ}"


def following(every: str, on_day: str | None, at_time: str, zone: str, after_us: int) -> Iterator[Period]:
    """One period after the other."""
    while True:
        period = next_digest(every, on_day, at_time, zone, after_us)
        yield period
        after_us = period.due_at


def run_of(number: int, after: str, *asked: str | None) -> list[str]:
    """So many periods after an instant."""
    every, on_day, at_time, zone = asked
    assert every is not None
    assert at_time is not None
    assert zone is not None
    return [told(period) for period in islice(following(every, on_day, at_time, zone, at(after)), number)]


# -- which days -------------------------------------------------------------------------------------------------------


def test_daily_is_each_day_at_the_hour_of_the_place():
    """Seven in Doha is four in UTC."""
    assert run_of(3, "2027-01-31T03:59:59Z", "daily", None, "07:00", "Asia/Qatar") == [
        "2027-01-31 2027-01-31T04:00:00Z",
        "2027-02-01 2027-02-01T04:00:00Z",
        "2027-02-02 2027-02-02T04:00:00Z",
    ]


def test_what_is_due_at_the_instant_itself_has_been():
    """Strictly after it: the digest that a tick just made is not made again."""
    assert run_of(1, "2027-01-31T04:00:00Z", "daily", None, "07:00", "Asia/Qatar") == [
        "2027-02-01 2027-02-01T04:00:00Z"
    ]


def test_the_day_is_that_of_the_place():
    """In Kiritimati it is tomorrow already."""
    assert run_of(1, "2027-01-31T11:00:00Z", "daily", None, "06:30", "Pacific/Kiritimati") == [
        "2027-02-01 2027-01-31T16:30:00Z"
    ]


def test_weekly_is_on_its_weekday():
    """Also where that is today, and the hour has not come or is over."""
    assert run_of(2, "2027-01-28T04:59:00Z", "weekly", "thursday", "08:00", "Asia/Qatar") == [
        "2027-01-28 2027-01-28T05:00:00Z",
        "2027-02-04 2027-02-04T05:00:00Z",
    ]


@pytest.mark.parametrize(
    ("on_day", "labels"),
    [
        ("1", "2027-12-01 2028-01-01 2028-02-01 2028-03-01 2028-04-01"),
        ("29", "2027-12-29 2028-01-29 2028-02-29 2028-03-29 2028-04-29"),
        ("30", "2027-11-30 2027-12-30 2028-01-30 2028-02-29 2028-03-30"),
        ("31", "2027-11-30 2027-12-31 2028-01-31 2028-02-29 2028-03-31"),
        ("last", "2027-11-30 2027-12-31 2028-01-31 2028-02-29 2028-03-31"),
    ],
)
def test_monthly_is_on_its_day_or_the_last_of_a_shorter_month(on_day: str, labels: str):
    """Reckoned for each month anew: after February the 31st is the 31st again."""
    found = run_of(5, "2027-11-29T12:00:00Z", "monthly", on_day, "07:00", "UTC")
    assert [text.partition(" ")[0] for text in found] == labels.split()


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize("on_day", DAYS["monthly"])
def test_every_month_has_one(year: int, on_day: str):
    """On the day, or the last there is."""
    begun = at(f"{year - 1}-12-31T23:59:59Z")
    found = [period.label for period in islice(following("monthly", on_day, "00:00", "UTC", begun), 12)]
    last = [calendar.monthrange(year, month)[1] for month in range(1, 13)]
    days = [end if on_day == "last" else min(int(on_day), end) for end in last]
    assert found == [date(year, month, day).isoformat() for month, day in enumerate(days, start=1)]


def test_the_earliest_day_may_be_given():
    """Somebody who begins again gets no second digest of a day, whatever the clock says by now."""
    asked = ("daily", None, "07:00", "Asia/Qatar", at("2027-01-31T01:00:00Z"))
    assert told(next_digest(*asked)) == "2027-01-31 2027-01-31T04:00:00Z"
    assert told(next_digest(*asked, earliest="2027-02-01")) == "2027-02-01 2027-02-01T04:00:00Z"
    assert told(next_digest(*asked, earliest="2020-02-01")) == "2027-01-31 2027-01-31T04:00:00Z"


def test_never_has_no_next():
    """Who wants reminders alone is not asked about."""
    with pytest.raises(ValueError, match="never"):
        next_digest("never", None, "07:00", "UTC", 0)


# -- clocks that are changed ------------------------------------------------------------------------------------------

DST = [
    # Leapt over: the first instant after.
    ("America/New_York", "02:30", "2027-03-13T12:00:00Z", "2027-03-14T07:00:00Z 2027-03-15T06:30:00Z"),
    ("Europe/Zurich", "02:30", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z 2027-03-29T00:30:00Z"),
    ("Africa/Cairo", "00:15", "2027-04-29T12:00:00Z", "2027-04-29T22:00:00Z 2027-04-30T21:15:00Z"),
    ("Australia/Lord_Howe", "02:15", "2027-10-02T12:00:00Z", "2027-10-02T15:30:00Z 2027-10-03T15:15:00Z"),
    # Twice: the first alone.
    ("America/New_York", "01:30", "2027-11-06T12:00:00Z", "2027-11-07T05:30:00Z 2027-11-08T06:30:00Z"),
    ("Europe/Zurich", "02:30", "2027-10-30T12:00:00Z", "2027-10-31T00:30:00Z 2027-11-01T01:30:00Z"),
    ("Africa/Cairo", "23:30", "2027-10-28T12:00:00Z", "2027-10-28T20:30:00Z 2027-10-29T21:30:00Z"),
    ("Australia/Lord_Howe", "01:45", "2027-04-03T12:00:00Z", "2027-04-03T14:45:00Z 2027-04-04T15:15:00Z"),
]


@pytest.mark.parametrize(("zone", "hour", "after", "instants"), DST)
def test_on_days_when_clocks_are_changed_there_is_one(zone: str, hour: str, after: str, instants: str):
    """Not none, and not two."""
    assert [text.split()[1] for text in run_of(2, after, "daily", None, hour, zone)] == instants.split()


def test_between_the_two_hours_of_the_same_name_the_day_is_over():
    """Half past one came; that it comes again is no second digest."""
    assert run_of(1, "2027-11-07T05:45:00Z", "daily", None, "01:30", "America/New_York") == [
        "2027-11-08 2027-11-08T06:30:00Z"
    ]


def test_a_day_that_a_place_never_had_is_left_out():
    """Apia went from 29 to 31 December 2011, at midnight."""
    assert run_of(2, "2011-12-29T18:00:00Z", "daily", None, "09:00", "Pacific/Apia") == [
        "2011-12-29 2011-12-29T19:00:00Z",
        "2011-12-31 2011-12-30T19:00:00Z",
    ]
    assert run_of(1, "2011-12-29T20:00:00Z", "monthly", "30", "09:00", "Pacific/Apia") == [
        "2012-01-30 2012-01-29T19:00:00Z"
    ]
    assert run_of(1, "2011-12-29T20:00:00Z", "weekly", "friday", "09:00", "Pacific/Apia") == [
        "2012-01-06 2012-01-05T19:00:00Z"
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Zurich", "Africa/Cairo", "Australia/Lord_Howe"])
@pytest.mark.parametrize("hour", ["00:00", "00:30", "01:30", "02:15", "02:30", "23:45"])
def test_a_whole_year_has_each_day_once_whatever_its_clocks_do(zone: str, hour: str):
    """Ticks every half hour, as a scheduler would: what they find due is every day, in order."""
    due, found = next_digest("daily", None, hour, zone, at("2026-12-31T12:00:00Z")), []
    for now_us in range(at("2026-12-31T12:00:00Z"), at("2027-12-31T12:00:00Z"), HOUR // 2):
        if due.due_at <= now_us:
            found.append(due.label)
            due = next_digest("daily", None, hour, zone, now_us)
    days = [date.fromisoformat(label) for label in found]
    assert all(after - before == timedelta(days=1) for before, after in pairwise(days))
    assert len(days) >= 365


def test_a_clock_that_goes_back_three_hours_makes_no_second_digest():
    """What is due is kept, and reckoned from the instant at which the last was: labels never come again."""
    made, due = [], next_digest("daily", None, "07:00", "Asia/Qatar", at("2027-01-31T00:00:00Z"))
    for now_us in (at("2027-01-31T04:00:10Z"), at("2027-01-31T01:00:10Z"), at("2027-01-31T04:00:10Z")):
        if due.due_at <= now_us:
            made.append(due.label)
            due = next_digest("daily", None, "07:00", "Asia/Qatar", now_us)
    assert made == ["2027-01-31"]


# -- everywhere -------------------------------------------------------------------------------------------------------


def test_about_every_turn_of_every_clock_days_follow_each_other():
    """All zones, two turns of each: the hours in doubt each have one digest a day, each after the other."""
    wrong = []
    for zone in zones():
        for turn in turns(zone)[:2]:
            for hour in {f"{moment:%H:%M}" for moment in turn.hours}:
                begun = (microseconds(turn.at) or 0) - 2 * DAY
                periods = list(islice(following("daily", None, hour, zone, begun), 4))
                if not _one_a_day(periods):
                    wrong.append((zone, hour, periods))
    assert wrong == []


def _one_a_day(periods: list[Period]) -> bool:
    days = [date.fromisoformat(period.label) for period in periods]
    later = all(before.due_at < after.due_at for before, after in pairwise(periods))
    return later and all(after - before == timedelta(days=1) for before, after in pairwise(days))


_INSTANTS = st.integers(at("2009-01-01T00:00:00Z"), at("2035-01-01T00:00:00Z"))
_HOURS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
_RHYTHMS = st.sampled_from(["daily", "weekly", "monthly"]).flatmap(
    lambda every: st.tuples(st.just(every), st.sampled_from(DAYS[every] or (None,)))
)


@given(rhythm=_RHYTHMS, hour=_HOURS, zone=st.sampled_from(zones()), now_us=_INSTANTS)
def test_the_next_is_later_than_now_and_the_first_of_its_kind(
    rhythm: tuple[str, str | None], hour: str, zone: str, now_us: int
):
    """On a day of its kind, shown by clocks then or leapt over; asked just before it, the answer is the same."""
    found = next_digest(*rhythm, hour, zone, now_us)
    assert found.due_at > now_us
    assert next_digest(*rhythm, hour, zone, found.due_at - 1) == found
    assert next_digest(*rhythm, hour, zone, found.due_at).label > found.label
    assert _is_of(rhythm, date.fromisoformat(found.label))
    shown = wall(zone, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=found.due_at))
    assert f"{shown:%Y-%m-%d %H:%M}" >= f"{found.label} {hour}"


def _is_of(rhythm: tuple[str, str | None], day: date) -> bool:
    every, on_day = rhythm
    if every == "weekly":
        return WEEKDAYS[day.weekday()] == on_day
    last = calendar.monthrange(day.year, day.month)[1]
    return every == "daily" or day.day == (last if on_day == "last" else min(int(on_day or 0), last))
