"""Days as tables write them."""

import pytest

from ctcalendar.importing.days import Unread, read_day


@pytest.mark.parametrize(
    ("cell", "form", "edtf"),
    [
        ("2017-11-08", "iso", "2017-11-08"),
        ("2017-11", "iso", "2017-11"),
        ("٢٠١٧-١١-٠٨", "iso", "2017-11-08"),
        ("2022-03-27?", "edtf", "2022-03-27?"),
        ("2017-10-22/2017-10-23", "edtf", "2017-10-22/2017-10-23"),
        ("8/11/2017", "day/month/year", "2017-11-08"),
        ("08.11.2017", "day/month/year", "2017-11-08"),
        ("٨/١١/٢٠١٧", "day/month/year", "2017-11-08"),
        ("8/11/2017", "month/day/year", "2017-08-11"),
        ("2017/11/8", "year/month/day", "2017-11-08"),
        ("8 November 2017", "words", "2017-11-08"),
        ("November 8, 2017", "words", "2017-11-08"),
        ("Nov. 2017", "words", "2017-11"),
        ("8 تشرين الثاني 2017", "words", "2017-11-08"),
        ("٥ يونيو ٢٠١٧", "words", "2017-06-05"),
    ],
)
def test_a_day_is_read_in_the_form_that_was_named(cell, form, edtf):
    """The same figures mean two days in two forms: the mapping says which."""
    assert read_day(cell, form).edtf == edtf


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("03/04/2017", "iso"),
        ("2017-02-30", "iso"),
        ("31/04/2017", "day/month/year"),
        ("8/11/17", "day/month/year"),
        ("13/13/2017", "month/day/year"),
        ("8 Nonember 2017", "words"),
        ("8 9 November 2017", "words"),
        ("before 8 November 2017", "words"),
        ("8 November 2017 cancelled", "words"),
        ("circa November 2017", "words"),
        ("قبل ٨ نوفمبر ٢٠١٧", "words"),
        ("8 November 2017?", "words"),
        ("~ 8 November 2017", "words"),
        ("0000-01-01", "edtf"),
        ("next week", "iso"),
        ("9" * 5000, "year/month/day"),
    ],
)
def test_what_is_no_day_in_that_form_is_refused(cell, form):
    """Never guessed, and never moved to a day that exists."""
    with pytest.raises(Unread):
        read_day(cell, form)


def test_a_time_with_an_offset_keeps_its_clock():
    """An offset of whole hours is a zone of its own name; UTC is UTC."""
    assert read_day("2024-05-01T10:00:00+03:00", "iso")[1:] == ("10:00", "Etc/GMT-3")
    assert read_day("2024-05-01T10:00Z", "iso")[1:] == ("10:00", "UTC")
