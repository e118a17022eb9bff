"""Names of two scripts, folded until the spellings of one name meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctcalendar.audit.naming import folded_words, name


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["Abdul Aziz al-Ansari", "Abdulaziz Al Ansari", "ABDEL-AZIZ El Ansari"], ("abdaziz", "ansari")),
        (["عبد العزيز الأنصاري", "عبدالعزيز الانصاري", "عَبْدُ العَزِيزِ الأَنْصَارِيّ"], ("عبدعزيز", "انصاري")),
        (["Abdullah Saleh", "Abd Allah Saleh", "Abdallah Saleh"], ("abdla", "sali")),
        (["Mohamed bin Ahmed", "Muhammad Ahmad", "Sheikh Mohammad ibn Ahmed"], ("muhamad", "ahmad")),
        (["Jane Roe", "J\u200ba\u202en\u2066e Roe", "ＪＡＮＥ ＲＯＥ"], ("jani", "ru")),
    ],
)
def test_spellings_of_one_name_are_folded_alike(texts: list[str], words: tuple[str, ...]):
    """Each in its own script."""
    assert {found.words for text in texts if (found := name(text))} == {words}


def test_a_title_is_left_out_before_the_name_alone():
    """Major John, and John Major."""
    assert name("Major John") is None
    assert name("John Major")


@pytest.mark.parametrize("text", ["Noem", "al-Ansari", "J. Roe", "", "…", "الشيخ", "آل ثاني"])
def test_a_single_word_is_no_name(text: str):
    """Of a family, a title or an initial nobody can be known."""
    assert name(text) is None


def test_the_two_scripts_meet_in_their_consonants():
    """Short vowels are not written in Arabic, nor are they compared."""
    latin, arabic = name("Fatima bint Khalid"), name("فاطمة بنت خالد")
    assert latin
    assert arabic
    assert latin.skeleton == arabic.skeleton
    assert not latin.may_be(arabic)


def test_a_name_of_any_length_is_folded_by_its_beginning():
    """Ten thousand words take no longer than a few dozen."""
    found = name("Jane Roe " * 10_000)
    assert found
    assert len(found.words) < 200


@given(st.text(max_size=40))
def test_any_text_can_be_folded(text: str):
    """And what was folded stays as it is: only letters and figures are left."""
    words = folded_words(text)
    assert all(word.isalnum() for word in words)
    found = name(text)
    assert found is None or len(found.words) == len(found.skeleton) >= 2
