"""Anchored cadences against a written table: which slots there are, what fills them, which comes next."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from ctcalendar.domain.cadence import Meeting, Slot, expected, in_days, slots
from ctcalendar.domain.values import Cadence
from domain.cadences import MAY, anchored, announced, held, next_day, rolling, table

# -- where the slots of an anchored cadence lie -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "anchor", "days"),
    [
        ("1 month", "2017-12-31", "2017-12-31 2018-01-31 2018-02-28 2018-03-31 2018-04-30 2018-05-31"),
        ("1 month", "2020-01-30", "2020-01-30 2020-02-29 2020-03-30 2020-04-30"),
        ("1 month", "2020-02-29", "2020-02-29 2020-03-29 2020-04-29"),
        ("3 months", "2017-11-30", "2017-11-30 2018-02-28 2018-05-30 2018-08-30"),
        ("6 months", "2017-08-31", "2017-08-31 2018-02-28 2018-08-31 2019-02-28 2019-08-31 2020-02-29"),
        ("10 months", "2017-11-08", "2017-11-08 2018-09-08 2019-07-08 2020-05-08 2021-03-08"),
        ("12 months", "2016-02-29", "2016-02-29 2017-02-28 2018-02-28 2019-02-28 2020-02-29"),
        ("1 year", "2016-02-29", "2016-02-29 2017-02-28 2018-02-28 2019-02-28 2020-02-29"),
        ("4 years", "1896-02-29", "1896-02-29 1900-02-28 1904-02-29"),
        ("100 years", "1900-03-31", "1900-03-31 2000-03-31 2100-03-31"),
    ],
)
def test_every_slot_keeps_the_day_of_the_anchor_or_takes_the_last_of_a_shorter_month(
    every: str, anchor: str, days: str
):
    """The 31st is the 28th in February, and the 31st again in March."""
    found = table(anchored(every, anchor), [], until=days[-10:])
    assert [on for on, _ in found] == days.split()


def test_slots_are_numbered_from_the_anchor_which_is_slot_0():
    """The first meeting is looked for on the anchor itself."""
    assert [slot.number for slot in slots(anchored(), [], until=date(2020, 12, 31))] == [0, 1, 2]
    assert expected(anchored(), []) == Slot(0, date(2018, 5, 1), date(2018, 3, 2), date(2018, 6, 30))


def test_a_slot_on_the_last_day_asked_for_is_listed():
    """And one on the day after is not."""
    assert table(anchored(), [], until="2019-05-01") == [(MAY, None), ("2019-05-01", None)]
    assert table(anchored(), [], until="2019-04-30") == [(MAY, None)]
    assert table(anchored(), [], until="2018-04-30") == []


def test_an_anchor_known_to_the_month_is_the_first_of_it():
    """As everywhere a span of days counts from its first."""
    assert table(anchored(anchor="2018-05"), [], until="2018-12-31") == [(MAY, None)]
    assert next_day(rolling(anchor="2018"), []) == "2018-01-01"


# -- windows ----------------------------------------------------------------------------------------------------------


def test_each_side_has_its_own_tolerance():
    """Fourteen days before, ninety after."""
    uneven = anchored(before="14 days", after="90 days")
    assert expected(uneven, []) == Slot(0, date(2018, 5, 1), date(2018, 4, 17), date(2018, 7, 30))


@pytest.mark.parametrize(("every", "days"), [("1 month", 7), ("6 months", 42), ("10 months", 70), ("2 years", 168)])
def test_without_a_tolerance_a_slot_may_lie_a_week_off_for_each_month_of_the_interval(every: str, days: int):
    """Just under a quarter: windows of neighbouring slots stay apart, with room for extra meetings between."""
    first, second = slots(anchored(every, tolerance=None), [], until=date(2020, 5, 1))[:2]
    assert (first.on - first.earliest, first.latest - first.on) == (timedelta(days=days), timedelta(days=days))
    assert second.earliest - first.latest > timedelta(days=days)


def test_a_tolerance_of_no_days_leaves_the_day_itself():
    """It is given, so the default does not stand in for it."""
    strict = anchored(tolerance="0 days")
    assert table(strict, held("2018-05-01", "2019-05-02"), until="2019-12-31") == [(MAY, MAY), ("2019-05-01", None)]


# -- which meeting fills which slot -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "filled"),
    [
        ("2018-05-01", True),
        ("2018-03-02", True),
        ("2018-03-01", False),
        ("2018-06-30", True),
        ("2018-07-01", False),
    ],
    ids=["on the day", "early", "too early", "late", "too late"],
)
@pytest.mark.parametrize("meeting", [held, announced])
def test_a_meeting_fills_the_slot_whose_window_holds_it(
    meeting: Callable[[str], list[Meeting]], day: str, filled: bool
):
    """Early counts as late does; a day outside the window fills nothing."""
    assert table(anchored(), meeting(day), until=MAY) == [(MAY, day if filled else None)]


@pytest.mark.parametrize(("day", "slot"), [("2018-07-31", "2018-05-01"), ("2018-08-02", "2018-11-01")])
def test_where_two_windows_hold_a_meeting_the_nearest_slot_is_filled(day: str, slot: str):
    """Half-yearly with four months of tolerance: a meeting at the end of July is a late one of May."""
    found = table(anchored("6 months", tolerance="120 days"), held(day), until="2018-12-31")
    assert [on for on, meeting in found if meeting] == [slot]


def test_between_two_slots_equally_near_the_earlier_is_filled():
    """What is owed longer is paid first: 1 August is 92 days from both."""
    found = table(anchored("6 months", tolerance="120 days"), held("2018-08-01"), until="2018-12-31")
    assert found == [(MAY, "2018-08-01"), ("2018-11-01", None)]


def test_of_two_meetings_in_one_window_the_nearest_fills_the_slot_and_the_other_none():
    """An extra meeting does not stand in for next year's."""
    meetings = held("2018-04-10", "2018-05-03")
    assert table(anchored(), meetings, until="2019-12-31") == [(MAY, "2018-05-03"), ("2019-05-01", None)]


def test_a_second_meeting_fills_the_next_slot_if_that_window_holds_it_too():
    """One slot has one meeting, and the wide tolerance says that July will do for November."""
    wide = anchored("6 months", tolerance="120 days")
    found = table(wide, held("2018-05-01", "2018-07-15"), until="2018-12-31")
    assert found == [(MAY, "2018-05-01"), ("2018-11-01", "2018-07-15")]


def test_a_second_late_meeting_makes_up_for_an_older_slot():
    """Monthly, never early and up to ninety days late: the third fills the one of May."""
    monthly = anchored("1 month", before="0 days", after="90 days")
    found = table(monthly, held("2018-07-10", "2018-07-15", "2018-07-20"), until="2018-07-31")
    assert found == [(MAY, "2018-07-20"), ("2018-06-01", "2018-07-15"), ("2018-07-01", "2018-07-10")]


def test_a_meeting_held_fills_the_slot_before_a_nearer_one_that_is_only_announced():
    """The promise is kept already."""
    found = table(anchored(), held("2018-03-10") + announced("2018-05-01"), until=MAY)
    assert found == [(MAY, "2018-03-10")]


def test_two_meetings_on_one_day_are_told_apart_by_their_names():
    """The answer does not depend on which was handed in first."""
    twins = [Meeting(name, date(2018, 5, 1), held=True) for name in ("b", "a")]
    assert table(anchored(), twins, until=MAY) == [(MAY, "a")]


def test_a_cancelled_meeting_opens_its_slot_again():
    """It is handed in no longer."""
    assert next_day(anchored(), held(MAY) + announced("2019-05-07")) == "2020-05-01"
    assert next_day(anchored(), held(MAY)) == "2019-05-01"


def test_a_moved_meeting_keeps_its_slot_as_long_as_the_window_holds_its_new_day():
    """Moved a month, it is still this year's."""
    found = table(anchored(), announced("2018-06-07"), until="2019-12-31")
    assert found == [(MAY, "2018-06-07"), ("2019-05-01", None)]


def test_a_meeting_moved_across_to_another_slot_leaves_its_own_open():
    """It fills the slot it came to; the one it left is missed, and the one after is expected."""
    moved = announced("2019-04-20")
    assert table(anchored(), moved, until="2019-12-31") == [(MAY, None), ("2019-05-01", "2019-04-20")]
    assert next_day(anchored(), moved) == "2020-05-01"


# -- what is expected of an anchored cadence --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meetings", "day"),
    [
        ([], "2018-05-01"),
        (held("2018-05-01"), "2019-05-01"),
        (held("2018-03-10"), "2019-05-01"),
        (held("2018-06-20"), "2019-05-01"),
        (held("2018-10-01"), "2019-05-01"),
        (held("2018-01-15"), "2018-05-01"),
        (held("2018-05-01", "2018-11-01"), "2019-05-01"),
        (held("2018-05-01", "2022-05-20"), "2023-05-01"),
        (held("2018-05-01") + announced("2019-05-20"), "2020-05-01"),
        (held("2018-05-01") + announced("2019-03-05"), "2020-05-01"),
        (held("2018-05-01") + announced("2019-01-05"), "2019-05-01"),
        (held("2015-05-01"), "2018-05-01"),
    ],
    ids=[
        "no meeting",
        "on the day",
        "early",
        "late",
        "outside every window",
        "before the first window",
        "an extra one",
        "after three missed",
        "the next one announced",
        "announced early",
        "an extra one announced",
        "under a former cadence",
    ],
)
def test_the_first_open_slot_after_the_last_meeting_is_expected(meetings: list[Meeting], day: str):
    """Whatever was missed before it is no longer expected."""
    assert next_day(anchored(), meetings) == day


def test_a_slot_filled_early_is_not_expected_though_it_lies_after_the_last_meeting():
    """Monthly with a wide tolerance: two slots ahead are filled, the third is expected."""
    meetings = held("2018-05-01", "2018-05-02", "2018-05-03")
    assert next_day(anchored("1 month", tolerance="90 days"), meetings) == "2018-08-01"


def test_a_cadence_changed_midway_counts_from_its_own_anchor():
    """The meetings of the former one stay outside its windows."""
    meetings = held("2018-05-01", "2019-05-10", "2020-03-01")
    half_yearly = anchored("6 months", "2020-02-15", tolerance="30 days")
    assert table(half_yearly, meetings, until="2020-12-31") == [("2020-02-15", "2020-03-01"), ("2020-08-15", None)]
    assert next_day(half_yearly, meetings) == "2020-08-15"


# -- no slots, and what is refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cadence", [anchored("as-needed"), rolling("as-needed", MAY)])
def test_a_series_that_meets_as_needed_has_no_slots(cadence: Cadence):
    """Even if a day is given from which it might be counted."""
    assert slots(cadence, held(MAY), until=date.max) == []
    assert expected(cadence, held(MAY)) is None


@pytest.mark.parametrize("cadence", [anchored(), rolling(anchor=MAY)])
def test_a_suspended_or_closed_series_has_no_slots(cadence: Cadence):
    """Not even those that were filled before."""
    assert slots(cadence, held(MAY), until=date.max, active=False) == []
    assert expected(cadence, held(MAY), active=False) is None


def test_an_anchored_cadence_without_an_anchor_has_no_slots():
    """Nobody can record one any more; an old log might hold one."""
    assert slots(anchored(anchor=None), held(MAY), until=date.max) == []
    assert next_day(anchored(anchor="../2018"), held(MAY)) is None


@pytest.mark.parametrize(
    "every", ["0 months", "1000 years", "-1 months", "1.5 years", "2 weeks", "1 fortnight", "", "١ year"]
)
def test_what_is_no_interval_is_refused(every: str):
    """Zero above all, which would never come to an end."""
    with pytest.raises(ValueError, match="is no interval"):
        expected(anchored(every), [])


@pytest.mark.parametrize("stretch", ["60", "60 months", "-1 days", "99999 days", "days", " 1 day", "1 day\n"])
def test_what_is_no_number_of_days_is_refused(stretch: str):
    """A lead time as much as a tolerance."""
    with pytest.raises(ValueError, match="is no number of days"):
        in_days(stretch)
    with pytest.raises(ValueError, match="is no number of days"):
        slots(anchored(before=stretch), [], until=date(2018, 5, 1))


def test_a_stretch_of_days_is_read_in_the_singular_too():
    """As people write it."""
    assert [in_days(stretch) for stretch in ("0 days", "1 day", "60 days", "9999 days")] == [0, 1, 60, 9999]


# -- the ends of the calendar -----------------------------------------------------------------------------------------


def test_slots_end_with_the_calendar():
    """And windows with its first and last day."""
    last = slots(anchored(anchor="9998-12-01"), [], until=date.max)
    assert last == [
        Slot(0, date(9998, 12, 1), date(9998, 10, 2), date(9999, 1, 30)),
        Slot(1, date(9999, 12, 1), date(9999, 10, 2), date.max),
    ]
    assert next_day(anchored(anchor="9998-12-01"), held("9999-12-01")) is None
    assert next_day(anchored(anchor="9998-12-01"), held("9999-12-31")) is None
    assert expected(anchored(anchor="0001-01-01"), []) == Slot(0, date.min, date.min, date(1, 3, 2))


def test_the_longest_interval_and_tolerance_are_harmless():
    """999 years from now there is no calendar left after a few slots."""
    found = slots(anchored("999 years", tolerance="9999 days"), held(MAY), until=date.max)
    assert [slot.on.year for slot in found] == [2018, 3017, 4016, 5015, 6014, 7013, 8012, 9011]
    assert next_day(anchored("999 years", tolerance=None), held(MAY)) == "3017-05-01"
