"""The names of states."""

from ctcalendar.domain.countries import ALSO, COUNTRIES
from ctcalendar.domain.parties import ISO_3166


def test_every_state_has_a_name_in_both_languages():
    """A code of ISO 3166 that is missing could not be searched by name."""
    assert COUNTRIES.keys() == ISO_3166
    assert all(english and arabic for english, arabic in COUNTRIES.values())


def test_other_names_are_of_states_and_of_one_each():
    """A name that two states share would be read as either."""
    assert ALSO.keys() <= ISO_3166
    names = [name.casefold() for code, pair in COUNTRIES.items() for name in (*pair, *ALSO.get(code, ()))]
    assert len(names) == len(set(names))
