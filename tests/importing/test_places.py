"""Several places in one cell."""

import pytest

from ctcalendar.importing.places import split_places


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("", []),
        ("Doha", ["Doha"]),
        ("Rome, Naples", ["Rome", "Naples"]),
        ("St. Croix, Christianstadt (Virgin Islands)", ["St. Croix", "Christianstadt (Virgin Islands)"]),
        ("Camp (North, South), Doha", ["Camp (North, South)", "Doha"]),
        ("Mexico, D.F., Puebla", ["Mexico, D.F.", "Puebla"]),
        ("Jeddah, Taif,", ["Jeddah", "Taif"]),
        ("Broken (one, two", ["Broken (one, two"]),
        ("odd), two", ["odd)", "two"]),
    ],
)
def test_places_keep_their_order_and_their_names(cell, places):
    """Nothing is split inside parentheses, nor initials from what they belong to."""
    assert split_places(cell, ",") == places


def test_a_name_that_holds_the_separator_can_be_listed():
    """Only people know that it is one place."""
    assert split_places("Bonn, Bad Godesberg, Berlin", ",", ["Bonn, Bad Godesberg"]) == [
        "Bonn, Bad Godesberg",
        "Berlin",
    ]
