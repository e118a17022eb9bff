"""Quotes looked up in texts: at their locator, elsewhere, or what comes nearest, in any text within moments."""

import random
import time
from collections.abc import Callable
from functools import lru_cache
from unicodedata import normalize

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ctcalendar.domain.quotes import Document, Finding, Span, folded, told

TEXT = """\
The envoy of Ruritania visited Doha on 14 May 2018.
He met the minister, and they signed a letter of intent on
training. A second visit to Doha on 14 May was planned.

زار المبعوث الدوحة في ١٤ أيار، ووقّع خطاب نوايا في شأن التدريب.
"""


def located(words: str, text: str = TEXT, *, after: int = 0) -> str:
    """The locator of some words in a text."""
    start = text.index(words, after)
    return f"char={start},{start + len(words)}"


def found(quote: str, locator: str | None = None, text: str = TEXT) -> Finding:
    return Document(text).find(quote, locator)


# -- at their locator -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quote", ["visited Doha on 14 May", "زار المبعوث الدوحة", "ووقّع خطاب نوايا", "T"])
def test_a_quote_at_its_locator_is_there(quote: str):
    """Code points are counted, in Arabic as in English."""
    assert found(quote, located(quote)).verdict == "there"


@pytest.mark.parametrize("quote", ["letter of intent on training", " letter  of\tintent\n on training "])
def test_white_space_is_folded(quote: str):
    """A line break in the text is a space in the quote, however many of either there are."""
    assert found(quote, located("letter of intent on\ntraining")).verdict == "there"


def test_a_quote_without_a_locator_may_stand_anywhere():
    """It is only asked whether it is there."""
    assert found("letter of intent on training") == Finding("there", Span(91, 119))


def test_a_locator_without_an_end_says_where_a_quote_begins():
    """White space before it does not count."""
    start = TEXT.index("visited")
    assert found("visited Doha", f"char={start}").verdict == "there"
    assert found("visited Doha", f"char={start - 1}").verdict == "there"
    assert found("visited Doha", f"char={start - 3}").verdict == "elsewhere"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_are_counted_from_nought(ends: str):
    """`line=1,3`: between the first line and the end of the third; `line=1`: the second line."""
    text = TEXT.replace("\n", ends)
    quote = "letter of intent on training"
    assert found(quote, "line=1,3", text).verdict == "there"
    assert [found("minister", f"line={number}", text).verdict for number in (0, 1, 2, 99)] == [
        "elsewhere",
        "there",
        "elsewhere",
        "elsewhere",
    ]
    assert found(quote, "line=1", text).verdict == "elsewhere"


def test_a_page_cannot_be_checked():
    """A text has no pages, so nothing is said of the quote, right or wrong."""
    assert found("visited Doha", "page=3") == found("nothing of the kind", "page=3-4") == Finding("unchecked")


def test_a_byte_order_mark_counts():
    """It is the text's first code point, as it is among the bytes whose digest the source records."""
    assert found("The envoy", "char=1,10", "\ufeff" + TEXT).verdict == "there"


@pytest.mark.parametrize("typed", ["NFC", "NFD"])
@pytest.mark.parametrize("quoted", ["NFC", "NFD"])
def test_how_arabic_was_typed_makes_no_difference(typed: str, quoted: str):
    """Composed letters and letters with marks of their own are the same words; locators count the text as it is."""
    text, quote = normalize(typed, "قال: آمل أن يُوقَّع الاتفاق، مؤكداً ذلك"), normalize(quoted, "آمل أن يُوقَّع")
    locator = located(normalize(typed, "آمل أن يُوقَّع"), text)
    assert found(quote, locator, text).verdict == "there"
    assert str(found(quote, "char=0,4", text).span) == locator


def test_marks_in_another_order_make_no_difference():
    """Shadda before fatha is how people type it, fatha before shadda how Unicode orders it."""
    text, quote = "ثم وق\u0651\u064eع الاتفاق", "وق\u064e\u0651ع"
    assert found(quote, "char=3,8", text).verdict == "there"
    assert found(quote, None, text).span == Span(3, 8)


# -- elsewhere ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locator", ["char=0,10", "char=31,53", "char=32,55", "char=32,32", "char=32,99999", "line=3"])
def test_a_wrong_locator_is_put_right(locator: str):
    """The words are in the text: where, is told."""
    assert found("visited Doha on 14 May", "char=23,45").verdict == "there"
    assert found("visited Doha on 14 May", locator) == Finding("elsewhere", Span(23, 45), "visited Doha on 14 May")


def test_of_several_places_the_one_by_the_locator_is_told():
    """Rather than the first in the text."""
    second = located("Doha on 14 May", after=100)
    start = int(second.removeprefix("char=").partition(",")[0])
    assert str(found("Doha on 14 May", f"char={start + 5},{start + 19}").span) != second  # the first is near too
    text = TEXT + "x" * 1_000 + TEXT
    later = located("visited Doha", text, after=1_000)
    assert str(found("visited Doha", "char=1250,1260", text).span) == later


# -- the nearest ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "nearest"),
    [
        ("visited Doha on 15 May", "visited Doha on 14 May"),
        ("VISITED DOHA ON 14TH MAY", "visited Doha on 14 May"),
        ("they have signed one letter of intent", "they signed a letter of intent"),
        ("the ministers", "the minister,"),
        ("ووقع خطاب النوايا", "ووقّع خطاب نوايا"),
        ("زار المبعوث الرياض في ١٤ أيار", "زار المبعوث الدوحة في ١٤ أيار،"),
    ],
)
def test_of_a_quote_that_is_not_there_the_nearest_is_told(quote: str, nearest: str):
    """Whole words, most like it letter by letter, with where they are."""
    missing = found(quote)
    assert found(quote, "char=0,5") == missing
    assert (missing.verdict, missing.words) == ("missing", nearest)
    assert missing.span is not None
    assert folded(TEXT[missing.span.start : missing.span.end]) == nearest


@pytest.mark.parametrize(
    ("quote", "text"), [("zzz qqq", TEXT), ("عبد", "Nothing in Latin letters"), ("a", ""), ("a", " ")]
)
def test_where_nothing_is_like_it_nothing_is_told(quote: str, text: str):
    """Rather than words at random."""
    assert found(quote, "char=0,1", text) == Finding("missing")


def test_it_is_said_in_words():
    """With the source, the quote, the locator, and what is there instead."""
    moved, wrong, foreign = (found(quote, "char=0,4") for quote in ("visited Doha", "visited Dubai", "zzz qqq"))
    assert told("note", "visited Doha", "char=0,4", moved) == (
        "“visited Doha” is not at char=0,4 in the text of source note; it is at char=23,35"
    )
    assert told("note", "visited Dubai", None, wrong) == (
        "“visited Dubai” is not in the text of source note; the nearest is “visited Doha” at char=23,35"
    )
    assert told("note", "zzz qqq", None, foreign) == (
        "“zzz qqq” is not in the text of source note, nor is anything like it"
    )


# -- words around ---------------------------------------------------------------------------------------------------


def around(quote: str | None, locator: str | None, words: int = 3, text: str = TEXT) -> tuple[str, ...] | None:
    document = Document(text)
    span = document.span(quote, locator)
    return tuple(document.around(span, words=words)) if span else None


def test_the_words_around_a_quote_are_told():
    """So many on either side, white space folded, fewer where the text ends."""
    assert around("Doha", located("Doha")) == ("of Ruritania visited ", "Doha", " on 14 May")
    assert around("The envoy", "char=0,9") == ("", "The envoy", " of Ruritania visited")
    assert around("intent on training", None) == ("a letter of ", "intent on training", ". A second")
    assert around("في شأن التدريب.", None) == ("ووقّع خطاب نوايا ", "في شأن التدريب.", " ")


def test_the_words_around_are_those_of_the_right_place():
    """The locator's, if the quote is there; else wherever the quote is, also if the locator is a page or wrong."""
    second = located("Doha", after=60)
    assert around("Doha", second) == ("second visit to ", "Doha", " on 14 May")
    assert around("second visit", "page=2") == around("second visit", "char=1,2") == around("second visit", None)
    assert around("third visit", "char=1,2") is None
    assert around(None, "char=4,9", 1) == ("The ", "envoy", " of")
    assert around(None, "char=4,99999") is around(None, "line=1,2") is around(None, None) is None


def test_words_around_are_whole_words_in_a_long_text():
    """A word is left out rather than cut, however long it is."""
    text = "begin " + "w" * 500 + " middle " + "x" * 5_000 + " end"
    assert around("middle", None, 2, text) == (" ", "middle", " ")
    assert around("middle", None, 6, text) == ("begin " + "w" * 500 + " ", "middle", " ")


# -- bounds and properties ------------------------------------------------------------------------------------------

_WORDS = [f"{start}{end}" for start in ("war", "peace", "treaty", "envoy", "of", "the") for end in ("", "s", "al", "x")]


HARD: dict[str, Callable[[], str]] = {
    "words at random": lambda: " ".join(random.Random(1).choices(_WORDS, k=180_000))[:1_000_000],
    "one letter": lambda: "a" * 1_000_000,
    "no space": lambda: "abcde" * 200_000,
    "decomposed": lambda: "e\u0301" * 500_000,
    "decomposed words": lambda: normalize("NFD", "وقّع آمل ") * 100_000,
    "white space": lambda: ("of" + " " * 500) * 2_000,
}


@lru_cache(maxsize=1)
def _document(name: str) -> Document:
    """One text for all quotes: what searching needs is made by the first of them, whose time that counts in."""
    return Document(HARD[name]())


@pytest.mark.slow
@pytest.mark.parametrize(
    "quote", ["of the warx envoysal", "a" * 300, "آمل أن يوقع", "é é éx", "e t a o i n s h r d l u"]
)
@pytest.mark.parametrize("name", HARD)
def test_a_megabyte_is_searched_in_moments(name: str, quote: str):
    """Whatever stands in them; the bound is many times what it takes, and far below what a square would."""
    document = _document(name)
    begun = time.process_time()  # whatever else the machine does
    document.find(quote, "char=800000,800010")
    assert time.process_time() - begun < 2


@given(text=st.text(st.sampled_from("ab \n\tآأّ́e"), max_size=60), data=st.data())
def test_every_part_of_a_text_is_found_where_it_is(text: str, data: st.DataObject):
    """Whatever part is quoted, in whatever form, it is there; and what is found anywhere reads as it was quoted."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = normalize(data.draw(st.sampled_from(["NFC", "NFD"])), text[start:end])
    if not quote.strip():
        return
    assert found(quote, f"char={start},{end}", text).verdict == "there"
    if (elsewhere := found(quote, "char=999", text)).verdict == "elsewhere":
        assert elsewhere.span is not None
        assert folded(quote) in folded(text)
