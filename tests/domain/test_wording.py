"""One form for every spelling of a word."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.domain.wording import BETWEEN, LONGEST, MOST, indexed, words

SAME = [
    ("al-Ansari", "Al Ansari", "el-Ansari", "AL ANSARI", "Ansari"),
    ("counterterrorism", "counter-terrorism", "Counter terrorism", "COUNTER\u2010TERRORISM"),
    ("US", "U.S.", "u.s"),
    ("cooperation", "co-operation", "Coöperation"),
    ("co-chair", "cochair"),
    ("cyber-security", "cyber security", "Cybersecurity"),
    ("non-proliferation", "nonproliferation"),
    ("Abdul Rahman", "Abdulrahman", "Abd al-Rahman", "Abdel Rahman"),
    ("عبد الرحمن", "عبدالرحمن"),
    ("AlThani", "Al Thani"),
    ("Qatar", "Qatar's", "Qatar’s"),
    ("Sana'a", "Sanaa", "Sanaʿa"),
    ("José", "JOSE", "Jose\u0301"),
    ("Türkiye", "turkiye"),
    ("مكافحة", "مُكافَحَة", "مكافـــحة", "مكافحه"),
    ("الأنصاري", "الانصاري", "الأنصارى", "الأنصاریّ"),
    ("مسؤول", "مسوول"),
    ("2018", "٢٠١٨", "۲۰۱۸"),
    ("الله", "ﷲ"),
    ("قطر", "\u202bقطر\u202c", "ق\u200dطر"),
]
NEARLY = [
    ("مكافحة", "لمكافحة"),
    ("الإرهاب", "إرهاب"),
    ("قطر", "وقطر"),
    ("الدوحة", "بالدوحة"),
    ("الوزير", "وزير"),
    ("الولايات", "للولايات"),
    ("dialogue", "dialogues"),
    ("country", "countries"),
    ("speech", "speeches"),
    ("laundering", "anti-money laundering"),
    ("terrorism", "counterterrorism"),
    ("proliferation", "non-proliferation"),
    ("الرحمن", "عبدالرحمن"),
]
APART = [
    ("counter", "counterterrorism"),
    ("visit", "visa"),
    ("press", "pre"),
    ("UNOCT", "UN"),
    ("وفد", "فد"),
    ("Al", "Ansari"),
    ("Hama", "Hamas"),
    ("والي", "إلى"),
    ("as", "ash-Shaab"),
    ("post-2001", "post2001"),
]


def forms(text: str) -> set[tuple[str, ...]]:
    """The words of a text, and their stems."""
    found = words(text)
    return {tuple(word.word for word in found), tuple(word.stem for word in found)}


@pytest.mark.parametrize("spellings", SAME, ids=lambda some: some[0])
def test_spellings_of_a_word_are_one(spellings: tuple[str, ...]):
    """Letters with their variants, marks, hyphens, articles and digits are one form."""
    assert len({tuple(word.word for word in words(text)) for text in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), NEARLY)
def test_a_word_meets_the_same_with_something_written_onto_it(one: str, other: str):
    """The word or the stem of one is the word or the stem of the other."""
    assert {form for some in forms(one) for form in some} & {form for some in forms(other) for form in some}


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_only_look_alike_stay_apart(one: str, other: str):
    """Folding too much would find everything."""
    assert not forms(one) & forms(other)


def test_a_word_knows_where_it_stands():
    """What was met can be shown in the text as it is written, article and all."""
    text = "The U.S.-Qatar counter terrorism talks with al-Ansari’s office"
    assert [text[word.start : word.end] for word in words(text)] == [
        *("The", "U.S.", "Qatar", "counter terrorism", "talks", "with", "al-Ansari’s", "office")
    ]


def test_an_index_holds_words_then_stems_where_they_differ():
    """No phrase runs from one text into another, or from words into stems."""
    assert indexed("Doha visits", "زيارة الدوحة") == (
        f"doha visits {BETWEEN} زياره الدوحه {BETWEEN} doha visit {BETWEEN} زياره دوحه"
    )
    assert indexed("Doha", None) == "doha"
    assert indexed("…", "—") == ""


def test_very_long_texts_are_indexed_in_part():
    """An index entry is bounded, whatever somebody pasted."""
    assert len(indexed("قطر " * 50_000).split()) == MOST
    assert max(map(len, indexed("a" * 100_000).split())) == LONGEST


@given(st.text(max_size=60))
def test_any_text_has_words_of_letters_and_digits_in_order(text: str):
    """Whatever is pasted: words are plain, do not overlap, and are the same when folded again."""
    found = words(text)
    assert all(word.word and word.word.isalnum() for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= word.start < word.end <= len(text) for word in found)
