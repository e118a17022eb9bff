"""Days as others write them: never more exact, and never more certain, than they are known."""

import pytest

from ctcalendar.exchange.dates import first_day, last_day, start_and_end


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("2018-09-05", "2018-09-05", None),
        ("2017-10-22/2017-10-23", "2017-10-22", "2017-10-23"),
        ("2017-10", "2017-10", None),
        ("2017", "2017", None),
        ("2017-10/2018", "2017-10", "2018"),
        ("2017-10-22/..", "2017-10-22", None),
        ("/2017-10-22", None, "2017-10-22"),
        ("2022-03-27?", None, None),
        ("2025-12~", None, None),
        ("2017-10-22/2017-10-23%", None, None),
        ("2017-21", None, None),
        ("201X", None, None),
        ("2017-XX", "2017", None),
        ("2017-11-XX", "2017-11", None),
        (None, None, None),
    ],
)
def test_iso_dates_say_only_what_is_known(edtf: str | None, start: str | None, end: str | None):
    """A month is a month, a season has no ISO date, and what is uncertain none that others would take for certain."""
    assert start_and_end(edtf) == (start, end)


def test_the_days_of_a_when():
    """By its EDTF, or else by its bounds; none where nothing is known."""
    assert (first_day({"edtf": "2017-10"}), last_day({"edtf": "2017-10"})) == ("2017-10-01", "2017-10-31")
    assert (first_day({"earliest": "2017-10-02"}), last_day({"earliest": "2017-10-02"})) == ("2017-10-02", None)
    assert first_day(None) is None
