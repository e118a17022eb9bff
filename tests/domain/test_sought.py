"""What a query looks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.domain.sought import LONGEST, MOST, Sought, sought
from ctcalendar.errors import BadInput


def told(found: Sought) -> tuple[list[str], list[str]]:
    """The words and phrases that must be there, and those that must not."""
    return [" ".join(term.words) for term in found.terms], [" ".join(term.words) for term in found.without]


@pytest.mark.parametrize(
    ("text", "terms", "without"),
    [
        ("Qatar dialogue", ["qatar", "dialogue"], []),
        ('"security dialogue" Doha', ["security dialogue", "doha"], []),
        ("«حوار أمني» قطر", ["حوار امني", "قطر"], []),
        ("counter terrorism by Al Ansari", ["counterterrorism", "ansari"], []),
        ("qatar -visit", ["qatar"], ["visit"]),
        ('qatar -"joint statement"', ["qatar"], ["joint statement"]),
        ("-counter-terrorism", [], ["counterterrorism"]),
        ("U.S.-Qatar", ["us", "qatar"], []),
        ("the", ["the"], []),
        ("علي إلى الدوحة", ["علي", "الدوحه"], []),
        ("2018-07 Doha", ["2018 07", "doha"], []),
        ("\u200fقطر\u200d", ["قطر"], []),
        ("visit to the Doha", ["visit", "doha"], []),
        ("qatar qatar QATAR", ["qatar"], []),
        ('say "what', ["say", "what"], []),
        # What other programs would obey is text like any other.
        ("NEAR(visit, 3) title:doha vis* {x} ^y", ["near", "visit", "3", "title", "doha", "vis", "x", "y"], []),
        ("(a|b)+.* \\d", ["b", "d"], []),
        ("x'; DROP TABLE passage --", ["x", "drop", "table", "passage"], []),
    ],
)
def test_a_query_is_words_phrases_and_what_must_not_be_there(text: str, terms: list[str], without: list[str]):
    """Nothing but double quotes and a minus before a word means anything."""
    assert told(sought(text)) == (terms, without)


def test_who_asks_for_counterterrorism_does_not_ask_for_terrorism():
    """The word within a word is found by itself; it does not stand for the whole."""
    [term] = sought("counter-terrorism").terms
    assert term.query == '"counterterrorism"'


@pytest.mark.parametrize("text", ["qatar\x07", "qatar \udcff", "a\x00b", "\x1b[31mred"])
def test_control_characters_are_refused(text: str):
    """Some database would not take them, and some terminal obey them."""
    with pytest.raises(BadInput, match="control characters"):
        sought(text)


@pytest.mark.parametrize("text", ["", " ", "***", "-", '""', "a" * (LONGEST + 1), " ".join(map(str, range(MOST + 1)))])
def test_a_query_without_words_or_too_long_is_refused(text: str):
    """With what would be right."""
    with pytest.raises(BadInput) as refused:
        sought(text)
    assert refused.value.hint


@given(st.text(max_size=80))
def test_any_text_is_a_query_or_refused(text: str):
    """And what both engines are asked holds letters, digits, quotes and OR alone."""
    try:
        found = sought(text)
    except BadInput:
        return
    for term in (*found.terms, *found.without):
        assert all(word.isalnum() for word in term.query.replace('"', "").split())
        assert len(term.words) == len(term.stems)
