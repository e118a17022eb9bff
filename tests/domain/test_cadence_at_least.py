"""Cadences in words: twice a year; and `at least` an interval, whose slot is the last day that keeps the promise."""

from datetime import date
from typing import Any

import pytest

from ctcalendar.domain.cadence import Interval, Meeting, Slot, expected, interval, slots
from ctcalendar.domain.values import Cadence
from domain.cadences import MAY, announced, held, next_day, table
from domain.cadences import anchored as with_tolerance
from domain.cadences import rolling as rolling_with_tolerance


def anchored(every: str = "at least annually", anchor: str | None = MAY, **more: Any) -> Cadence:
    """Slots counted from a day, with no tolerance given."""
    return with_tolerance(every, anchor, **{"tolerance": None, **more})


def rolling(every: str = "at least annually", anchor: str | None = None, **more: Any) -> Cadence:
    """Slots counted from the last meeting held, with no tolerance given."""
    return rolling_with_tolerance(every, anchor, **{"tolerance": None, **more})


# -- how an interval is written ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "months", "at_least"),
    [
        ("10 months", 10, False),
        ("1 month", 1, False),
        ("1 year", 12, False),
        ("2 years", 24, False),
        ("annually", 12, False),
        ("twice a year", 6, False),
        ("at least annually", 12, True),
        ("at least twice a year", 6, True),
        ("at least every 6 months", 6, True),
        ("at least 6 months", 6, True),
        ("at least every 2 years", 24, True),
    ],
)
def test_an_interval_is_a_number_or_has_words_of_its_own(every: str, months: int, at_least: bool):
    """Each of them also as the longest that may pass."""
    assert interval(every) == Interval(months, at_least)


def test_as_needed_is_no_interval_and_no_mistake():
    """Then nothing is expected."""
    assert interval("as-needed") is None


@pytest.mark.parametrize(
    "every",
    [
        "at least",
        "at least ",
        "at least as-needed",
        "at least at least annually",
        "at least every annually",
        "at least 0 months",
        "every 6 months",
        "At Least Annually",
        "twice a month",
        "annually ",
        "at  least annually",
    ],
)
def test_what_is_no_interval_is_told_what_is(every: str):
    """With every form there is."""
    expected_forms = (
        "10 months, 1 year, annually, twice a year, at least annually, at least every 6 months or as-needed"
    )
    with pytest.raises(ValueError, match="is no interval") as refused:
        interval(every)
    assert str(refused.value) == f"{every!r} is no interval (expected {expected_forms})"


# -- twice a year -----------------------------------------------------------------------------------------------------


def test_twice_a_year_is_every_six_months():
    """The same slots and the same windows: 42 days to each side."""
    days = ["2018-05-01", "2018-11-01", "2019-05-01"]
    assert [on for on, _ in table(anchored("twice a year"), [], until="2019-05-01")] == days
    assert slots(anchored("twice a year"), [], until=date(2030, 1, 1)) == slots(
        anchored("6 months"), [], until=date(2030, 1, 1)
    )
    assert next_day(rolling("twice a year"), held("2019-08-31")) == "2020-02-29"


def test_annually_is_every_year():
    """From 29 February too."""
    days = [on for on, _ in table(anchored("annually", "2016-02-29"), [], until="2020-02-29")]
    assert days == ["2016-02-29", "2017-02-28", "2018-02-28", "2019-02-28", "2020-02-29"]


# -- at least, anchored -----------------------------------------------------------------------------------------------


def test_the_window_of_an_anchored_slot_opens_the_day_after_the_slot_before_it():
    """And closes on the slot itself; the first reaches back one interval."""
    assert slots(anchored(), [], until=date(2019, 12, 31)) == [
        Slot(0, date(2018, 5, 1), date(2017, 5, 2), date(2018, 5, 1)),
        Slot(1, date(2019, 5, 1), date(2018, 5, 2), date(2019, 5, 1)),
    ]


@pytest.mark.parametrize(
    ("anchor", "windows"),
    [
        ("2018-01-31", "2018-01-01/2018-01-31 2018-02-01/2018-02-28 2018-03-01/2018-03-31 2018-04-01/2018-04-30"),
        ("2020-01-30", "2019-12-31/2020-01-30 2020-01-31/2020-02-29 2020-03-01/2020-03-30"),
    ],
    ids=["31st", "29 February"],
)
def test_windows_leave_no_day_out_where_months_are_short(anchor: str, windows: str):
    """Each begins where the one before it ended, however the day of the month was clamped."""
    wanted = windows.split()
    found = slots(anchored("at least every 1 month", anchor), [], until=date.fromisoformat(wanted[-1][-10:]))
    assert [f"{slot.earliest}/{slot.latest}" for slot in found] == wanted


@pytest.mark.parametrize(
    ("day", "filled"),
    [
        ("2018-05-02", "2019-05-01"),
        ("2018-11-01", "2019-05-01"),
        ("2019-05-01", "2019-05-01"),
        ("2019-05-02", "2020-05-01"),
        ("2018-05-01", "2018-05-01"),
        ("2017-05-02", "2018-05-01"),
        ("2017-05-01", None),
    ],
    ids=["early", "halfway", "on the last day", "a day late", "on the anchor", "first year", "before it"],
)
def test_a_meeting_on_any_day_of_its_year_keeps_the_promise(day: str, filled: str | None):
    """A day late it is the one of the next year: no tolerance is granted that nobody gave."""
    found = table(anchored(), held(day), until="2021-12-31")
    assert [on for on, meeting in found if meeting] == [filled] * (filled is not None)


def test_a_second_meeting_of_the_year_is_an_extra_one():
    """It does not stand in for next year's."""
    found = table(anchored(), held("2018-06-01", "2018-12-01"), until="2020-12-31")
    assert found == [(MAY, None), ("2019-05-01", "2018-12-01"), ("2020-05-01", None)]


def test_a_tolerance_that_is_given_wins():
    """Thirty days late are in time then; sixty before are the only ones."""
    late = anchored(after="30 days")
    assert table(late, held("2018-05-20"), until=MAY) == [(MAY, "2018-05-20")]
    assert table(late, held("2018-06-20"), until="2019-05-01") == [(MAY, None), ("2019-05-01", "2018-06-20")]
    early = anchored(before="60 days")
    assert expected(early, []) == Slot(0, date(2018, 5, 1), date(2018, 3, 2), date(2018, 5, 1))
    assert next_day(early, held("2018-01-15")) == MAY


def test_a_meeting_cancelled_opens_its_slot_and_moved_across_it_another():
    """Cancelled, it is handed in no longer; moved past the last day, it is the next one's."""
    assert next_day(anchored(), held(MAY) + announced("2018-12-07")) == "2020-05-01"
    assert next_day(anchored(), held(MAY)) == "2019-05-01"
    moved = table(anchored(), held(MAY) + announced("2019-05-07"), until="2020-12-31")
    assert moved == [(MAY, MAY), ("2019-05-01", None), ("2020-05-01", "2019-05-07")]


# -- at least, rolling ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "filled", "following"),
    [
        ("2018-05-02", True, "2019-05-02"),
        ("2018-11-15", True, "2019-11-15"),
        ("2019-05-01", True, "2020-05-01"),
        ("2019-05-02", False, "2020-05-02"),
    ],
    ids=["the day after", "halfway", "on the last day", "a day late"],
)
def test_a_meeting_on_any_day_after_the_last_one_keeps_the_promise(day: str, filled: bool, following: str):
    """And the count begins anew with it."""
    assert table(rolling(), held(MAY, day), until="2019-05-01")[0] == ("2019-05-01", day if filled else None)
    assert next_day(rolling(), held(MAY, day)) == following


def test_the_window_of_a_rolling_slot_opens_the_day_after_the_meeting_it_counts_from():
    """Also where the month of the slot is shorter, or longer."""
    (slot,) = slots(rolling("at least every 6 months"), held("2019-08-31"), until=date(2020, 12, 31))
    assert (slot.on, slot.earliest, slot.latest) == (date(2020, 2, 29), date(2019, 9, 1), date(2020, 2, 29))
    (slot,) = slots(rolling(), held("2020-02-29"), until=date(2021, 12, 31))
    assert (slot.on, slot.earliest, slot.latest) == (date(2021, 2, 28), date(2020, 3, 1), date(2021, 2, 28))


def test_of_two_meetings_on_one_day_the_second_keeps_no_promise():
    """They met once."""
    twins = [Meeting(name, date(2018, 5, 1), held=True) for name in ("a", "b")]
    assert table(rolling(), twins, until="2019-12-31") == [("2019-05-01", None)]


def test_an_announced_meeting_takes_the_slot_whenever_it_is():
    """Up to the last day; announced for later it is too late, and nothing else is expected."""
    in_time, late = held(MAY) + announced("2018-06-01"), held(MAY) + announced("2019-06-01")
    assert table(rolling(), in_time, until="2019-12-31") == [("2019-05-01", "2018-06-01")]
    assert table(rolling(), late, until="2019-12-31") == [("2019-05-01", None)]
    assert (next_day(rolling(), in_time), next_day(rolling(), late)) == (None, None)
    assert next_day(rolling(), held(MAY)) == "2019-05-01"  # cancelled


def test_a_cadence_changed_midway_to_at_least_lays_down_no_slot_before_its_anchor():
    """Meetings years before it keep no promise of the new one, though nothing was held since."""
    changed = rolling(anchor="2021-06-01")
    before = held("2017-11-08", "2018-09-05")
    assert table(changed, before, until="2026-12-31") == [("2021-06-01", None)]
    assert table(changed, before + held("2020-07-01"), until="2021-06-30") == [("2021-06-01", "2020-07-01")]


def test_with_no_meeting_held_the_first_slot_is_the_anchor():
    """A year before it is soon enough."""
    first = rolling(anchor=MAY)
    assert table(first, held("2017-05-02"), until="2018-05-01") == [(MAY, "2017-05-02")]
    assert expected(first, []) == Slot(0, date(2018, 5, 1), date(2017, 5, 2), date(2018, 5, 1))


# -- either -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cadence", [anchored(), rolling(anchor=MAY), anchored("twice a year"), rolling("annually")])
def test_a_series_suspended_has_no_slots_and_resumed_has_them_again(cadence: Cadence):
    """As they were: what fell into the pause was missed."""
    before = slots(cadence, held(MAY), until=date(2020, 12, 31))
    assert before
    assert slots(cadence, held(MAY), until=date(2020, 12, 31), active=False) == []
    assert expected(cadence, held(MAY), active=False) is None
    assert slots(cadence, held(MAY), until=date(2020, 12, 31), active=True) == before


def test_windows_end_with_the_calendar():
    """The first year has no year before it."""
    first = slots(anchored(anchor="0001-01-15"), [], until=date(2, 12, 31))
    assert [(slot.earliest, slot.latest) for slot in first] == [
        (date.min, date(1, 1, 15)),
        (date(1, 1, 16), date(2, 1, 15)),
    ]
    assert expected(rolling(anchor="0001-01-01"), []) == Slot(0, date.min, date.min, date.min)
    assert next_day(rolling(), held("9999-03-01")) is None
