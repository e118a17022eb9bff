"""The days off of a host: weekends of its time, public holidays by name."""

from datetime import date
from time import strptime

import pytest

from ctcalendar.app.hosts import DayOff, days_off
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.views.entry import Words


def weekdays_off(country: str, monday: str) -> list[str]:
    """The weekdays of a week, by their short names, that are weekend."""
    first = date.fromisoformat(monday)
    found = days_off(country, first, date.fromordinal(first.toordinal() + 6))
    return [off.day.strftime("%a") for off in found if off.weekend]


def test_the_weekend_of_qatar_is_friday_and_saturday():
    """Sunday is a working day."""
    assert days_off("QA", date(2027, 4, 4), date(2027, 4, 11)) == [
        DayOff(date(2027, 4, 9), weekend=True, holiday=None),
        DayOff(date(2027, 4, 10), weekend=True, holiday=None),
    ]


@pytest.mark.parametrize(
    ("country", "monday", "days"),
    [
        ("US", "2027-04-05", ["Sat", "Sun"]),
        ("AE", "2021-03-01", ["Fri", "Sat"]),
        ("AE", "2023-03-06", ["Sat", "Sun"]),
        ("SA", "2012-03-05", ["Thu", "Fri"]),
        ("SA", "2020-03-02", ["Fri", "Sat"]),
        ("IR", "2020-03-02", ["Fri"]),
    ],
)
def test_a_weekend_is_that_of_the_country_and_of_its_time(country: str, monday: str, days: list[str]):
    """The Emirates changed theirs in 2022, Saudi Arabia in 2013."""
    assert strptime(monday, "%Y-%m-%d").tm_wday == 0
    assert weekdays_off(country, monday) == days


def test_a_public_holiday_has_its_name_in_both_languages_and_says_that_it_is_estimated():
    """The Islamic calendar goes by the moon, which nobody has seen yet."""
    (eid,) = days_off("QA", date(2027, 3, 10), date(2027, 3, 10))
    assert eid == DayOff(date(2027, 3, 10), weekend=False, holiday=eid.holiday)
    assert eid.holiday == Words("Eid al-Fitr (estimated)", "عيد الفطر (تقديري)")


def test_a_holiday_may_fall_on_a_weekend():
    """Both are told."""
    (national_day,) = days_off("QA", date(2027, 12, 18), date(2027, 12, 18))
    assert national_day == DayOff(date(2027, 12, 18), True, Words("Qatar National Day", "اليوم الوطني لقطر"))


def test_a_name_that_the_library_has_in_english_alone_is_given_in_english():
    """For want of its own, a language is answered in the other."""
    (thanksgiving,) = days_off("US", date(2027, 11, 25), date(2027, 11, 25))
    assert thanksgiving.holiday == Words("Thanksgiving Day", None)


def test_a_stretch_over_the_end_of_a_year_has_the_days_of_both():
    """Each year's holidays are its own."""
    found = days_off("FR", date(2026, 12, 24), date(2027, 1, 1))
    assert [off.day.isoformat() for off in found if off.holiday] == ["2026-12-25", "2027-01-01"]


@pytest.mark.parametrize("country", ["XX", "DDR", "", "qa"])
def test_of_a_country_that_nobody_knows_nothing_is_said(country: str):
    """Not even that Sunday is one: silence is better than a guess."""
    assert days_off(country, date(2027, 4, 1), date(2027, 4, 30)) == []


def test_no_days_have_no_days_off():
    """The last day before the first."""
    assert days_off("QA", date(2027, 4, 10), date(2027, 4, 9)) == []


def test_every_state_has_a_weekend():
    """The library knows them all; a state it forgot would be told as one that never rests."""
    assert [state for state in ISO_3166 if not weekdays_off(state, "2027-04-05")] == []
