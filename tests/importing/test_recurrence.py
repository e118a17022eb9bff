"""Days on which something recurs."""

from datetime import date

import pytest

from ctcalendar.importing.days import Unread
from ctcalendar.importing.recurrence import occurrences, read_rule


def days(rule, start, first=None, last=None, until=None):
    """The days as text."""
    found = occurrences(read_rule(rule, until), date.fromisoformat(start), first, last)
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("rule", "start", "wanted"),
    [
        ("FREQ=DAILY;COUNT=3", "2024-02-28", ["2024-02-28", "2024-02-29", "2024-03-01"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=3", "2024-05-01", ["2024-05-03", "2024-05-13", "2024-05-17"]),
        ("FREQ=MONTHLY;BYDAY=-1SU;COUNT=2", "2024-01-01", ["2024-01-28", "2024-02-25"]),
        ("FREQ=MONTHLY;COUNT=3", "2024-01-31", ["2024-01-31", "2024-03-31", "2024-05-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2024-05-01", ["2024-05-31", "2024-06-28"]),
        ("FREQ=YEARLY;COUNT=2", "2024-02-29", ["2024-02-29", "2028-02-29"]),
        ("FREQ=YEARLY;BYDAY=20MO;COUNT=2", "1997-05-19", ["1997-05-19", "1998-05-18"]),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=1,-1;COUNT=3", "2023-03-01",
         ["2023-03-01", "2023-03-31", "2025-03-01"]),
        ("FREQ=YEARLY;BYYEARDAY=-1;COUNT=1", "2024-01-01", ["2024-12-31"]),
    ],
)  # fmt: skip
def test_a_rule_comes_true_on_its_days(rule, start, wanted):
    """As RFC 5545 has it, month ends and leap days left out where they are not there."""
    assert days(rule, start) == wanted


def test_a_window_bounds_what_repeats_for_ever():
    """Only what is inside it; before it the rule still counts."""
    window = (date(2030, 1, 1), date(2030, 1, 8))
    assert days("FREQ=WEEKLY", "2000-01-05", *window) == ["2030-01-02"]
    assert days("FREQ=MONTHLY;INTERVAL=5;BYDAY=1TH", "2000-01-06", date(2030, 5, 1), date(2031, 5, 1)) == [
        "2030-06-06",
        "2030-11-07",
        "2031-04-03",
    ]
    with pytest.raises(Unread, match="--from and --until"):
        days("FREQ=WEEKLY", "2000-01-05")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;COUNT=5",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTH=13",
        "COUNT=99999999999999999999;FREQ=DAILY",
        "nonsense",
        "FREQ=MONTHLY;BYDAY=54MO",
    ],
)
def test_a_rule_that_is_not_read_is_refused(rule):
    """No engagement takes place each second, and nothing is left out of a rule silently."""
    with pytest.raises(Unread):
        days(rule, "2024-01-01", None, date(2025, 1, 1))


def test_a_rule_that_never_comes_true_ends():
    """30 February is looked for within the window, and a thousand years are too many."""
    assert days("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2024-01-01", None, date(2034, 1, 1)) == []
    assert days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2024-01-01", None, date(9990, 1, 1)) == []
    with pytest.raises(Unread, match="10,000 times"):
        days("FREQ=DAILY", "2024-01-01", until=date(3024, 1, 1))


@pytest.mark.parametrize("freq", ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("parts", ["", ";BYDAY=TU,FR", ";BYMONTH=2,7", ";BYMONTHDAY=1,-1", ";BYMONTH=3;BYDAY=2MO"])
def test_what_is_passed_over_before_a_window_changes_nothing_in_it(freq, parts):
    """Counted from its start or from near the window: the same days."""
    rule, start, window = f"FREQ={freq};INTERVAL=3{parts}", "2001-03-09", (date(2013, 5, 20), date(2016, 8, 1))
    all_of_them = days(rule, start, None, window[1])
    assert days(rule, start, *window) == [day for day in all_of_them if day >= "2013-05-20"]
