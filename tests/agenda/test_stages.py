"""Stages against written tables: on which day each begins, which is reached, and when to look again."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agenda.timings import at, timing
from ctcalendar.agenda.stages import OVERDUE_STAGES, Timing, next_begins, reached, stages, state

HOUR, DAY = 3_600_000_000, 86_400_000_000


def table(of: Timing) -> list[str]:
    """All stages, each with its day."""
    return [f"{name} {on}" for name, on in stages(of)]


# -- the tables -------------------------------------------------------------------------------------------------------


def test_a_meeting_that_a_series_calls_for_is_unscheduled_then_due_then_overdue():
    """Overdue the day after the last that is in time, 30 days later, then month by month, twelve times in all."""
    assert table(timing("2025-03-10", "2025-06-02", days_before=(84,))) == [
        "unscheduled-84 2024-12-16",
        "due 2025-03-10",
        "overdue-1 2025-06-03",
        "overdue-2 2025-07-03",
        "overdue-3 2025-08-03",
        "overdue-4 2025-09-03",
        "overdue-5 2025-10-03",
        "overdue-6 2025-11-03",
        "overdue-7 2025-12-03",
        "overdue-8 2026-01-03",
        "overdue-9 2026-02-03",
        "overdue-10 2026-03-03",
        "overdue-11 2026-04-03",
        "overdue-12 2026-05-03",
    ]


@pytest.mark.parametrize("what", ["announced", "deadline"])
def test_what_has_a_day_of_its_own_is_upcoming_thirty_seven_and_one_days_before(what: str):
    """A meeting that was announced, and a deadline."""
    assert table(timing("2025-06-30", what=what, days_before=(30, 7, 1)))[:5] == [
        "upcoming-30 2025-05-31",
        "upcoming-7 2025-06-23",
        "upcoming-1 2025-06-29",
        "due 2025-06-30",
        "overdue-1 2025-07-01",
    ]


@pytest.mark.parametrize(
    ("last", "overdue"),
    [
        # Counted from the second reminder and never from one to the next: the 31st stays the 31st.
        ("2025-11-30", "2025-12-01 2025-12-31 2026-01-31 2026-02-28 2026-03-31 2026-04-30"),
        ("2023-11-30", "2023-12-01 2023-12-31 2024-01-31 2024-02-29 2024-03-31 2024-04-30"),
        ("2024-01-29", "2024-01-30 2024-02-29 2024-03-29 2024-04-29 2024-05-29 2024-06-29"),
        ("2025-01-29", "2025-01-30 2025-03-01 2025-04-01 2025-05-01 2025-06-01 2025-07-01"),
        ("2024-02-28", "2024-02-29 2024-03-30 2024-04-30 2024-05-30 2024-06-30 2024-07-30"),
        ("2024-12-31", "2025-01-01 2025-01-31 2025-02-28 2025-03-31 2025-04-30 2025-05-31"),
    ],
)
def test_months_are_counted_from_a_day_that_stays(last: str, overdue: str):
    """Whatever its number: in a shorter month it is the last day, in the next it is itself again."""
    found = [stage.begins_on.isoformat() for stage in stages(timing(last)) if stage.name.startswith("overdue")]
    assert found[:6] == overdue.split()


@pytest.mark.parametrize(
    ("on", "days_before", "begins"),
    [
        ("2024-03-31", (30,), "2024-03-01"),
        ("2024-03-30", (30,), "2024-02-29"),
        ("2025-03-30", (30,), "2025-02-28"),
        ("2024-02-29", (365,), "2023-03-01"),
        ("2025-01-01", (1,), "2024-12-31"),
    ],
)
def test_leads_are_counted_in_days(on: str, days_before: tuple[int, ...], begins: str):
    """Over months and years of every length."""
    assert next(stages(timing(on, days_before=days_before))).begins_on.isoformat() == begins


@pytest.mark.parametrize(
    ("days_before", "names"),
    [
        ((), ["due"]),
        ((0,), ["due"]),
        ((7,), ["unscheduled-7", "due"]),
        ((7, 90, 30), ["unscheduled-90", "unscheduled-30", "unscheduled-7", "due"]),
        ((30, 30), ["unscheduled-30", "due"]),
    ],
)
def test_each_lead_is_a_stage_the_longest_first(days_before: tuple[int, ...], names: list[str]):
    """In whatever order they were said, and however often; on the day itself it is due."""
    found = [stage.name for stage in stages(timing(days_before=days_before))]
    assert found[: found.index("overdue-1")] == names


# -- which is reached -------------------------------------------------------------------------------------------------

ANNOUNCED = timing("2025-06-30", "2025-07-07", what="announced", days_before=(30, 7, 1))


@pytest.mark.parametrize(
    ("day", "stage", "stands"),
    [
        ("2025-05-30", None, "coming"),
        ("2025-05-31", "upcoming-30", "coming"),
        ("2025-06-22", "upcoming-30", "coming"),
        ("2025-06-23", "upcoming-7", "coming"),
        ("2025-06-29", "upcoming-1", "coming"),
        ("2025-06-30", "due", "due"),
        ("2025-07-07", "due", "due"),
        ("2025-07-08", "overdue-1", "overdue"),
        ("2025-08-06", "overdue-1", "overdue"),
        ("2025-08-07", "overdue-2", "overdue"),
        ("2026-06-06", "overdue-11", "overdue"),
        ("2026-06-07", "overdue-12", "overdue"),
        ("2036-06-07", "overdue-12", "overdue"),
    ],
)
def test_a_stage_lasts_until_the_next_begins(day: str, stage: str | None, stands: str):
    """And the last of them for ever."""
    found = reached(ANNOUNCED, at(day))
    assert (found.name if found else None, state(ANNOUNCED, at(day))) == (stage, stands)


@pytest.mark.parametrize(
    ("day", "stands"),
    [("2025-04-30", "coming"), ("2025-05-01", "unscheduled"), ("2025-06-29", "unscheduled"), ("2025-06-30", "due")],
)
def test_a_meeting_that_nobody_has_announced_is_unscheduled_once_its_lead_begins(day: str, stands: str):
    """Until then there is time."""
    assert state(timing("2025-06-30"), at(day)) == stands


@pytest.mark.parametrize("zone", [None, "Asia/Qatar", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_stage_begins_with_the_day_at_the_place(zone: str | None):
    """At its midnight: not a microsecond before."""
    of = timing("2025-06-30", zone=zone, days_before=())
    midnight = at("2025-06-30", "00:00", zone)
    assert reached(of, midnight - 1) is None
    assert next_begins(of, midnight - 1) == midnight
    assert reached(of, midnight) == ("due", date(2025, 6, 30))
    assert state(of, midnight - 1) == "coming"
    assert state(of, midnight) == "due"
    assert next_begins(of, midnight) == at("2025-07-01", "00:00", zone)


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Africa/Cairo", "2024-04-26", at("2024-04-26", "01:00", "Africa/Cairo")),
        ("America/Havana", "2024-03-10", at("2024-03-10", "01:00", "America/Havana")),
        ("Pacific/Apia", "2011-12-30", at("2011-12-31", "00:00", "Pacific/Apia")),
    ],
)
def test_a_stage_begins_even_where_its_midnight_never_comes(zone: str, day: str, begins: int):
    """With the first instant there is; on a day that the place never had, with the next day."""
    of = timing(day, zone=zone, days_before=())
    assert next_begins(of, begins - HOUR) == begins
    assert (reached(of, begins - 1), reached(of, begins).name) in [(None, "due"), (None, "overdue-1")]


def test_there_is_a_last_stage():
    """Nobody is reminded for ever."""
    of = timing("2025-06-30")
    *_, last = stages(of)
    assert last.name == f"overdue-{OVERDUE_STAGES}"
    assert next_begins(of, at(last.begins_on.isoformat(), "00:00")) is None


# -- the ends of the calendar -----------------------------------------------------------------------------------------

ENDS = ["9999-12-31", "9999-12-30", "9999-12-01", "9998-12-31", "0001-01-01", "0001-01-31"]


@pytest.mark.parametrize("day", ENDS)
@pytest.mark.parametrize("zone", [None, "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_at_the_ends_of_the_calendar_there_are_stages_too(day: str, zone: str | None):
    """A mistyped year must not stop everybody's reminders; none begins outside the calendar."""
    of = timing(day, zone=zone, days_before=(10_000, 1))
    for now in ("1970-01-01", "2025-06-30", "9998-12-30"):
        found = reached(of, at(now))
        following = next_begins(of, at(now))
        assert found is None or found.begins_on <= date.fromisoformat(now) + timedelta(days=1)
        assert following is None or following > at(now)
        assert state(of, at(now)) in ("overdue", "due", "unscheduled", "coming")


# -- properties -------------------------------------------------------------------------------------------------------

ZONES = (None, "Asia/Qatar", "America/New_York", "Africa/Cairo", "Pacific/Kiritimati")


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    """Anything that has a day."""
    on = draw(st.dates(date(1, 1, 1), date(9999, 12, 31)))
    last = draw(st.dates(on, min(on, date(9900, 1, 1)) + timedelta(days=400)) if on < date(9900, 1, 1) else st.just(on))
    days = tuple(draw(st.lists(st.integers(0, 400), max_size=4)))
    what = draw(st.sampled_from(["expected", "announced", "deadline"]))
    return timing(str(on), str(last), what=what, days_before=days, zone=draw(st.sampled_from(ZONES)))


MOMENTS = st.integers(0, 250_000_000_000_000_000)


@given(timings())
def test_stages_never_go_back(of: Timing):
    """Each begins no earlier than the one before, on a day of the calendar; no name is used twice."""
    found = list(stages(of))
    assert [stage.begins_on for stage in found] == sorted(stage.begins_on for stage in found)
    assert len({stage.name for stage in found}) == len(found)


@given(timings(), MOMENTS)
def test_nothing_is_reached_between_two_looks(of: Timing, now_us: int):
    """Until the next stage begins the one that is reached stays, and with that instant it is another."""
    following = next_begins(of, now_us)
    if following is not None:
        assert following > now_us
        assert reached(of, following - 1) == reached(of, now_us)
        assert reached(of, following) not in (None, reached(of, now_us))


@given(timings(), MOMENTS, st.integers(0, 400 * DAY))
def test_time_brings_nothing_back(of: Timing, now_us: int, later: int):
    """What is reached later was not begun earlier; what is overdue stays so."""
    names = [None, *(stage.name for stage in stages(of))]
    before, after = (found and found.name for found in (reached(of, now_us), reached(of, now_us + later)))
    assert names.index(before) <= names.index(after)
    assert state(of, now_us) != "overdue" or state(of, now_us + later) == "overdue"
