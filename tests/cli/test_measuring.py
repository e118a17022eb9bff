"""How wide a text is, and where it may be cut."""

import pytest

from ctcalendar.cli.measuring import clusters, cut, isolated, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Doha", 4),
        ("الدوحة", 6),
        ("مُحَمَّد", 4),
        ("東京", 4),
        ("e\u0301", 1),
        ("\u200fa\u200e", 1),
        ("\u0601١", 2),
        ("한", 2),
        ("\u1112\u1161\u11ab", 2),
    ],
)
def test_marks_take_no_room_and_wide_letters_take_two_columns(text: str, columns: int):
    """As terminals show them."""
    assert width(text) == columns


def test_letters_stay_with_their_marks():
    """A flag, signs that are joined, a letter with two marks: each is one for its reader."""
    assert list(clusters("e\u0301b🇶🇦🇺🇸👩\u200d💻مَّ")) == ["e\u0301", "b", "🇶🇦", "🇺🇸", "👩\u200d💻", "مَّ"]


@pytest.mark.parametrize(
    ("text", "room", "left"),
    [
        ("Doha", 4, "Doha"),
        ("Doha", 3, "Do…"),
        ("a Doha", 3, "a…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("東京都", 4, "東…"),
        ("🇶🇦🇺🇸", 3, "🇶🇦…"),
        ("مُحَمَّد", 3, "مُحَ…"),
        ("Doha", 1, "…"),
        ("Doha", 0, ""),
    ],
)
def test_a_text_is_cut_between_what_readers_take_for_characters(text: str, room: int, left: str):
    """And never wider than the room, the ellipsis included."""
    assert cut(text, room) == left
    assert width(left) <= room


def test_only_what_runs_from_the_right_is_set_apart():
    """A name in Latin letters stays as it is, whatever its accents."""
    assert isolated("Doha 2018") == "Doha 2018"
    assert isolated("Zürich") == "Zürich"
    assert isolated("الدوحة") == "\u2068الدوحة\u2069"
    assert isolated("Doha\u200f") == "\u2068Doha\u200f\u2069"
