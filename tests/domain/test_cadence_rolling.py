"""Rolling cadences against a written table: each slot is counted from the meeting before it."""

from datetime import date

import pytest

from ctcalendar.domain.cadence import Meeting, slots
from domain.cadences import MAY, anchored, announced, held, next_day, rolling, table

FIRST, SECOND = "2017-11-08", "2018-09-05"
"""The dialogues on record, 301 days apart."""


@pytest.mark.parametrize(
    ("every", "day", "following"),
    [
        ("10 months", "2018-09-05", "2019-07-05"),
        ("1 month", "2018-01-31", "2018-02-28"),
        ("1 month", "2018-02-28", "2018-03-28"),
        ("1 month", "2020-01-31", "2020-02-29"),
        ("6 months", "2019-08-31", "2020-02-29"),
        ("1 year", "2020-02-29", "2021-02-28"),
        ("4 years", "2020-02-29", "2024-02-29"),
    ],
)
def test_the_next_slot_lies_one_interval_after_the_last_meeting_held(every: str, day: str, following: str):
    """On the same day of the month, or on the last of a shorter one: here a day once lost is lost."""
    assert next_day(rolling(every), held(day)) == following


def test_the_series_on_record_misses_its_third_meeting():
    """The second came three days before its slot; the third was looked for in July 2019."""
    found = table(rolling(), held(FIRST, SECOND), until="2026-12-31")
    assert found == [("2018-09-08", SECOND), ("2019-07-05", None)]
    assert next_day(rolling(), held(FIRST, SECOND)) == "2019-07-05"


@pytest.mark.parametrize(
    ("day", "slot", "following"),
    [
        ("2018-07-10", "2018-07-10", "2019-05-10"),
        ("2018-11-07", "2018-11-07", "2019-09-07"),
        ("2018-11-08", None, "2019-09-08"),
        ("2024-01-15", None, "2024-11-15"),
    ],
    ids=["early", "late", "too late", "years later"],
)
def test_a_meeting_is_the_one_from_which_the_next_is_counted_in_the_window_or_not(
    day: str, slot: str | None, following: str
):
    """However many intervals went by, one slot was missed, not several."""
    assert table(rolling(), held(FIRST, day), until="2018-12-31") == [("2018-09-08", slot)]
    assert next_day(rolling(), held(FIRST, day)) == following


def test_a_meeting_held_before_the_window_opens_begins_the_count_anew():
    """The slot it came before is no longer one: nobody missed it."""
    assert table(rolling(), held(FIRST, "2018-02-20"), until="2019-12-31") == [("2018-12-20", None)]


def test_a_slot_is_numbered_by_the_meetings_held_before_it():
    """A slot that was given up leaves a gap."""
    found = slots(rolling(), held(FIRST, "2018-02-20", "2018-12-20"), until=date(2020, 1, 1))
    assert [(slot.number, slot.meeting) for slot in found] == [(2, "2018-12-20"), (3, None)]


@pytest.mark.parametrize(
    ("meetings", "day"),
    [
        (announced("2019-08-20"), None),
        (announced("2019-05-20"), None),
        (announced("2019-02-01"), "2019-07-05"),
        (announced("2027-01-20"), None),
        (announced("2019-02-01", "2019-07-20"), None),
    ],
    ids=["in the window", "early in it", "an extra one before it", "long after it", "an extra one and the next"],
)
def test_nothing_is_expected_once_a_meeting_is_announced_for_the_slot_or_later(
    meetings: list[Meeting], day: str | None
):
    """The day from which the one after it counts is known when it has been held."""
    assert next_day(rolling(), held(FIRST, SECOND) + meetings) == day


def test_an_announced_meeting_takes_the_slot_and_gives_it_back_when_it_is_cancelled():
    """Cancelled, it is handed in no longer."""
    dialogues = held(FIRST, SECOND)
    assert table(rolling(), dialogues + announced("2019-08-20"), until="2019-07-05")[-1] == ("2019-07-05", "2019-08-20")
    assert table(rolling(), dialogues, until="2019-07-05")[-1] == ("2019-07-05", None)


def test_an_announced_meeting_that_was_held_moves_what_comes_next_to_its_day():
    """Announced for July, held in August."""
    assert next_day(rolling(), held(FIRST, SECOND, "2019-08-20")) == "2020-06-20"


def test_of_two_meetings_in_one_window_the_first_held_fills_the_slot():
    """With it the count began anew; the second came before the next window, and the count begins with it again."""
    found = table(rolling(), held(FIRST, "2018-08-01", "2018-09-08"), until="2019-12-31")
    assert found == [("2018-09-08", "2018-08-01"), ("2019-07-08", None)]


def test_of_two_meetings_held_on_one_day_the_first_by_name_fills_the_slot():
    """The answer does not depend on which was handed in first."""
    twins = [Meeting(name, date.fromisoformat(SECOND), held=True) for name in ("b", "a")]
    assert table(rolling(), held(FIRST) + twins, until="2018-12-31") == [("2018-09-08", "a")]


def test_of_two_meetings_announced_in_one_window_the_nearest_takes_the_slot():
    """The other is an extra one."""
    found = table(rolling(), held(SECOND) + announced("2019-06-01", "2019-07-10"), until="2019-12-31")
    assert found == [("2019-07-05", "2019-07-10")]


def test_with_no_meeting_held_the_first_is_expected_on_the_anchor():
    """Without an anchor there is nothing to count from, whatever was announced."""
    assert next_day(rolling(anchor=MAY), []) == MAY
    assert table(rolling(anchor=MAY), announced("2018-06-01"), until="2019-12-31") == [(MAY, "2018-06-01")]
    assert next_day(rolling(), []) is None
    assert next_day(rolling(), announced("2018-06-01")) is None


def test_once_a_meeting_was_held_the_anchor_is_the_first_slot_of_a_list():
    """Filled by the first meeting if it came in time."""
    cadence = rolling("1 year", FIRST)
    assert table(cadence, held(FIRST), until="2019-12-31") == [(FIRST, FIRST), ("2018-11-08", None)]
    assert table(cadence, held(SECOND), until="2019-12-31") == [(FIRST, None), ("2019-09-05", None)]


def test_a_cadence_changed_midway_lays_down_no_slot_before_its_own_anchor():
    """The two of the former cadence are years back; the new one begins in 2021."""
    changed = rolling("1 year", "2021-06-01")
    assert table(changed, held(FIRST, SECOND), until="2026-12-31") == [("2021-06-01", None)]
    assert next_day(changed, held(FIRST, SECOND)) == "2021-06-01"
    assert next_day(changed, held(FIRST, SECOND, "2021-07-15")) == "2022-07-15"


def test_a_new_interval_without_an_anchor_counts_from_the_last_meeting():
    """Yearly instead of every ten months."""
    assert next_day(rolling("1 year"), held(FIRST, SECOND)) == "2019-09-05"


def test_rolling_follows_the_meetings_where_anchored_keeps_its_days():
    """The same interval, the same late meeting."""
    meetings = held("2018-05-01", "2019-06-20")
    assert next_day(rolling("1 year", MAY), meetings) == "2020-06-20"
    assert next_day(anchored("1 year", MAY), meetings) == "2020-05-01"


def test_a_tolerance_longer_than_the_interval_does_not_reach_back_to_the_meeting_it_counts_from():
    """A meeting of the same day, or one once announced before it, does not fill the slot after it."""
    monthly = rolling("1 month", tolerance="60 days")
    twins = [Meeting(name, date(2018, 5, 1), held=True) for name in ("a", "b")]
    assert table(monthly, [*twins, *announced("2018-04-15")], until="2018-12-31") == [("2018-06-01", None)]


def test_rolling_slots_end_with_the_calendar():
    """Nothing is expected after the year 9999."""
    assert next_day(rolling(), held("9998-12-31")) == "9999-10-31"
    assert next_day(rolling(), held("9999-03-01")) is None
    assert next_day(rolling("999 years", MAY, tolerance=None), held("9999-12-31")) is None
