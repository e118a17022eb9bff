"""EDTF level 1: which days a text covers, what is refused, what contains what."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.domain.edtf import NotEdtf, Span, contains, parse

DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


def covers(text: str) -> str:
    """The days a text covers, written `first..last`, an open or unknown end left empty."""
    span = parse(text)
    return f"{span.earliest or ''}..{span.latest or ''}"


@pytest.mark.parametrize(
    ("text", "days", "precision"),
    [
        ("2017-11-08", "2017-11-08..2017-11-08", "day"),
        ("2017-11", "2017-11-01..2017-11-30", "month"),
        ("2017-11-XX", "2017-11-01..2017-11-30", "month"),
        ("2017", "2017-01-01..2017-12-31", "year"),
        ("2017-XX", "2017-01-01..2017-12-31", "year"),
        ("2017-XX-XX", "2017-01-01..2017-12-31", "year"),
        ("201X", "2010-01-01..2019-12-31", "decade"),
        ("20XX", "2000-01-01..2099-12-31", "decade"),
        ("000X", "0001-01-01..0009-12-31", "decade"),
        ("2017-10-22/2017-10-23", "2017-10-22..2017-10-23", "day"),
        ("2017-10-22/2017-10-22", "2017-10-22..2017-10-22", "day"),
        ("2017-10-22/2017-11", "2017-10-22..2017-11-30", "month"),
        ("2017/2018-03-04", "2017-01-01..2018-03-04", "year"),
        ("2017-11-08/..", "2017-11-08..", "day"),
        ("2017-11-08/", "2017-11-08..", "day"),
        ("../2017-11-08", "..2017-11-08", "day"),
        ("/2017-11", "..2017-11-30", "month"),
        ("2017-24/2018-21", "2017-12-01..2018-05-31", "season"),
    ],
)
def test_a_text_covers_the_days_it_means_and_says_how_precise_it_is(text: str, days: str, precision: str):
    """An interval is as precise as its less precise end."""
    assert (covers(text), parse(text).precision) == (days, precision)


@pytest.mark.parametrize(
    ("season", "days"),
    [
        ("2017-21", "2017-03-01..2017-05-31"),
        ("2017-22", "2017-06-01..2017-08-31"),
        ("2017-23", "2017-09-01..2017-11-30"),
        ("2017-24", "2017-12-01..2018-02-28"),
        ("2019-24", "2019-12-01..2020-02-29"),
        ("9999-24", "9999-12-01..9999-12-31"),
    ],
)
def test_a_season_is_three_whole_months_of_the_northern_hemisphere(season: str, days: str):
    """Winter ends in the next year, on the 29th where that is a leap year, and with the calendar in 9999."""
    assert covers(season) == days


@pytest.mark.parametrize("text", ["2022-03-27?", "2025-12~", "2017%", "2017-21?", "2017-10-22/2017-10-23~", "2017?/.."])
def test_a_qualifier_at_either_end_makes_the_whole_uncertain(text: str):
    """The days covered are those of the unqualified text."""
    assert parse(text).uncertain
    assert covers(text) == covers(text.translate({ord(mark): None for mark in "?~%"}))


@pytest.mark.parametrize("text", ["2017-11-08", "2017-11", "2017-10-22/2017-10-23"])
def test_a_plain_date_is_certain(text: str):
    """And only what has a slash is an interval."""
    assert not parse(text).uncertain
    assert parse(text).interval == ("/" in text)


@pytest.mark.parametrize("text", ["2020-02-29", "2000-02-29", "2024-02-29/2024-03-01"])
def test_the_29th_of_february_is_a_day_of_leap_years(text: str):
    """Also of 2000, a century that 400 divides."""
    assert parse(text).precision == "day"


@pytest.mark.parametrize("text", ["2019-02-29", "1900-02-29", "2017-11-31", "2017-11-00", "2017-04-31", "2017-01-32"])
def test_a_day_that_no_calendar_has_is_refused(text: str):
    """The message says it is a matter of the calendar, not of spelling."""
    with pytest.raises(NotEdtf, match="is no day of the calendar"):
        parse(text)


@pytest.mark.parametrize("text", ["2017-00", "2017-13", "2017-20", "2017-25", "2017-99-01", "2017-21-01"])
def test_a_month_beyond_december_is_refused_unless_it_is_a_season(text: str):
    """A season has no days."""
    with pytest.raises(NotEdtf, match="has no month"):
        parse(text)


@pytest.mark.parametrize("text", ["2017-XX-08", "201X-11", "20XX-XX", "201X-11-08", "0000", "0000-01-01"])
def test_unspecified_digits_may_only_stand_at_the_end(text: str):
    """And there is no year 0 in a diplomatic record."""
    with pytest.raises(NotEdtf, match="unspecified digits"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "8 November 2017",
        "2017-11-8",
        "17-11-08",
        "20171108",
        "2017-W45-3",
        "2017-1X",
        "2017-11-0X",
        "XXXX",
        "2017-11-08T10:00",
        "Y12017",
        "-2017",
        "2017-11-08 ",
        "2017-11-08\n",
        "٢٠١٧-١١-٠٨",
        "?2017",
        "2017?-11",
        "2017??",
        "unknown",
    ],
)
def test_what_is_no_edtf_date_is_refused_with_what_was_expected(text: str):
    """Nothing is guessed, not even Arabic digits or a missing zero."""
    with pytest.raises(NotEdtf, match="expected 2017-11-08"):
        parse(text)


@pytest.mark.parametrize("text", ["2017-10-23/2017-10-22", "2018/2017", "2017-11/2017-10-31", "2017-22/2017-21"])
def test_an_interval_may_not_end_before_it_starts(text: str):
    """Ends of different precision included."""
    with pytest.raises(NotEdtf, match="ends before it starts"):
        parse(text)


@pytest.mark.parametrize("text", ["/", "../..", "../", "/.."])
def test_an_interval_names_a_day_at_one_end_at_least(text: str):
    """Always is no date."""
    with pytest.raises(NotEdtf, match="no day at either end"):
        parse(text)


@pytest.mark.parametrize("text", ["2017/2018/2019", "..", "2017//2018"])
def test_an_interval_has_two_ends(text: str):
    """A stray slash or a lone end is no interval."""
    with pytest.raises(NotEdtf):
        parse(text)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("2017-11", "2017-11-08"),
        ("2017", "2017-11"),
        ("2017-23", "2017-11-08"),
        ("201X", "2017"),
        ("2017-11-08/..", "2018-05"),
        ("../2018", "2017-11-08"),
        ("2017-10-22/2017-10-23", "2017-10-23"),
        ("2017-11-08", "2017-11-08?"),
    ],
)
def test_the_wider_span_contains_the_narrower(wide: str, narrow: str):
    """And the narrower contains the wider only where both cover the same days."""
    assert contains(parse(wide), parse(narrow))
    assert contains(parse(narrow), parse(wide)) == (covers(wide) == covers(narrow))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("2017-11", "2017-12-01"),
        ("2017-11", "2017-10-31/2017-11-01"),
        ("2017-11", "2017-11-08/.."),
        ("2017-11-08/..", "../2018"),
        ("2017", "2017-24"),
    ],
)
def test_a_span_does_not_contain_what_reaches_beyond_it(wide: str, narrow: str):
    """A season that runs into the next year is not in its year."""
    assert not contains(parse(wide), parse(narrow))


@given(DAYS)
def test_any_day_of_the_calendar_is_covered_by_itself_alone(day: date):
    """Its month, its year and its decade contain it."""
    text = day.isoformat()
    assert parse(text) == Span(day, day, "day", uncertain=False, interval=False)
    for wider in (text[:7], text[:4], f"{text[:3]}X", f"{text[:2]}XX"):
        assert contains(parse(wider), parse(text))


@given(st.integers(1, 9999), st.integers(1, 12))
def test_any_month_runs_from_its_first_to_its_last_day(year: int, month: int):
    """The day after the last is in another month, or beyond the calendar."""
    span = parse(f"{year:04}-{month:02}")
    assert span.earliest == date(year, month, 1)
    assert span.latest == date.max or (span.latest + timedelta(days=1)).day == 1
    assert (span.latest.day == 29) == (month == 2 and isleap(year))


@given(st.integers(1, 9999), st.sampled_from([21, 22, 23, 24]))
def test_any_season_begins_in_its_year_and_lasts_three_months(year: int, season: int):
    """Only the calendar's end cuts one short."""
    span = parse(f"{year:04}-{season}")
    assert span.earliest.year == year
    assert span.latest == date.max or 89 <= (span.latest - span.earliest).days <= 91


@given(DAYS, DAYS)
def test_two_days_are_an_interval_in_their_order_only(one: date, other: date):
    """It contains both, and is refused the other way round."""
    first, last = sorted((one, other))
    span = parse(f"{first}/{last}")
    assert (span.earliest, span.latest, span.interval) == (first, last, True)
    assert contains(span, parse(one.isoformat()))
    assert contains(span, parse(other.isoformat()))
    if first != last:
        with pytest.raises(NotEdtf):
            parse(f"{last}/{first}")


@given(st.text(max_size=25))
def test_any_text_is_a_span_in_order_or_is_refused(text: str):
    """Never another error, whatever people type."""
    try:
        span = parse(text)
    except NotEdtf:
        return
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest
