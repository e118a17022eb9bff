"""Names of states in a table."""

import pytest

from ctcalendar.domain.parties import ISO_3166
from ctcalendar.importing.parties import FORMER, Host, host, party_named


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Qatar", "QA"),
        ("قطر", "QA"),
        ("QA", "QA"),
        ("Korea, Republic of", "KR"),
        ("Korea, North", "KP"),
        ("China, People’s Republic of", "CN"),
        ("Germany, Federal Republic of", "DE"),
        ("Macedonia, Former Yugoslav Republic of", "MK"),
        ("Bosnia-Herzegovina", "BA"),
        ("Cote d'Ivoire", "CI"),
        ("Saint Lucia", "LC"),
        ("the Bahamas", "BS"),
        ("TÜRKİYE", "TR"),
        ("Palestinian Authority", "PS"),
    ],
)
def test_a_state_of_today_is_known_by_its_names(name, code):
    """Spelled this way or that, in both languages, and as lists invert them."""
    assert host(name) == Host(code, code)


def test_a_state_that_is_no_more_is_a_party_of_its_own():
    """It is no place on today's map, and its successor is another."""
    assert host("U.S.S.R.") == Host("soviet-union", None)
    assert host("Yugoslavia") == Host("yugoslavia", None)
    registered = party_named("soviet-union")
    assert registered is not None
    assert (registered.kind, registered.names.en) == ("former-state", "Soviet Union")


@pytest.mark.parametrize("name", ["Atlantis", "Denmark (Greenland)", "", "Qatar, Doha"])
def test_what_is_no_name_of_a_state_is_not_guessed(name):
    """A part of it may be one; whether that is meant, only people know."""
    assert host(name) is None


def test_no_former_state_takes_a_code_or_the_name_of_a_state():
    """It would be read as either."""
    assert not {name.upper() for name in FORMER} & ISO_3166
    assert all(host(name) == Host(one, None) for one, (english, *_) in FORMER.items() for name in [english])
