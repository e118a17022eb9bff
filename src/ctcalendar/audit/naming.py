"""Names as two scripts spell them, folded until spellings of one name meet: al-Ansari, Al Ansari, الأنصاري.

In one script little is folded: letters with their variants, as for every search, then vowels to three. Between scripts,
where short vowels are not written, only consonants are left; that is too little to tell Hassan from Hussein, so it is
asked last.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category

from ctcalendar.domain.wording import folded

_APOSTROPHES = frozenset("'’‘ʼʿʾ`´")
_LONGEST = 400
"""Letters of a name that count: whoever is called at greater length is told by so many."""

_PARTICLES = frozenset("al el ul bin ibn ben bint ال ابن بن بنت".split())
_HONORIFICS = frozenset(
    """mr mrs ms dr prof sir dame sheikh shaikh sheikha shaikha excellency general major ambassador
    شيخ شيخه دكتور دكتوره سعاده معالي سفير لوا""".split()
)
_SERVANT = re.compile(r"abd[aeiou]?(?:l(?=\w{3}))?(?=\w{3})")
_AS_SPOKEN = (
    (re.compile(r"m[ou]h+a+m+[aei]d"), "muhamad"),
    (re.compile(r"ah+m[ae]d"), "ahmad"),
    (re.compile(r"yo?u?ss?[eu]f"), "yusuf"),
)
"""Names so common that they are spelt with every vowel."""

_VOWELS = re.compile(r"[aeiouyw]+")
_DOUBLED = re.compile(r"(\w)\1+")
_SKELETON = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("kh|خ", "x"), ("[sc]h|ش", "8"), ("gh|غ|ج|j", "g"), ("th|ث|ط|ت", "t"), ("dh|ذ|د|ض", "d"), ("ph|v|ف", "f"),
        ("ck|c|ك", "k"), ("ز|ظ", "z"), ("س|ص", "s"), ("ح|ه", "h"), ("ب|p", "b"), ("ق", "q"), ("ل", "l"), ("م", "m"),
        ("ن", "n"), ("ر", "r"), ("[aeiouyw]|[اويعء]", ""), (r"h$", ""), (r"(\w)\1+", r"\1"),
    )
)  # fmt: skip


class Name(NamedTuple):
    """A name of at least two words, folded."""

    words: tuple[str, ...]
    """As far as one script tells them apart; initials left out."""
    skeleton: tuple[str, ...]
    """The consonants of the same words, alike in both scripts."""
    is_arabic: bool

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last word."""
        return self.words[0], self.words[-1]

    def may_be(self, other: "Name") -> bool:
        """Whether both may be of one person: the words of the shorter stand in the longer, in order, its ends alike."""
        return _is_short_for(self.words, other.words) or _is_short_for(other.words, self.words)

    def sounds_like(self, other: "Name") -> bool:
        """Whether their consonants leave that open."""
        mine, others = self.skeleton, other.skeleton
        return _is_short_for(mine, others) or _is_short_for(others, mine)


def _is_short_for(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    if len(short) > len(long) or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    rest = iter(long)
    return all(word in rest for word in short)


def folded_words(text: str) -> list[str]:
    """The words of a text in either script without marks, case and variants of letters, the article cut off."""
    return [_without_article(word) for word in _words(text)]


@lru_cache(maxsize=65_536)
def name(text: str) -> Name | None:
    """The name that a text spells, or None where it is a single word: a family is no person."""
    words = [word for word in _named(_words(text[:_LONGEST])) if len(word) > 1]
    if len(words) < 2:
        return None
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in words[0])
    spelt = tuple(word if is_arabic else _spoken(word) for word in words)
    return Name(spelt, tuple(map(_consonants, words)), is_arabic)


def names(texts: Iterable[str]) -> Iterator[Name]:
    """The names that some texts spell, each once."""
    yield from dict.fromkeys(found for text in texts if (found := name(text)))


def as_written(text: str) -> tuple[str, ...]:
    """A name to the letter, but for case, marks, honorifics and particles: also of initials."""
    return tuple(word for word in folded_words(text[:_LONGEST]) if word not in _HONORIFICS | _PARTICLES)


def _words(text: str) -> list[str]:
    """The words of a text, each in the one form that a search knows it by."""
    parted = "".join(one if _is_within_a_word(one) else " " for one in text)
    return [word for run in parted.split() if (word := folded(run))]


@lru_cache(maxsize=4096)
def _is_within_a_word(letter: str) -> bool:
    # Marks and signs that are not seen stand within words; an apostrophe is a hamza or an ayn more often than a quote.
    return category(letter)[0] in "LMN" or category(letter) == "Cf" or letter in _APOSTROPHES


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _named(words: list[str]) -> Iterator[str]:
    """The words of a name that count: without titles before it, particles and articles; `Abdul Aziz` as one."""
    servant = ""
    first = True
    for word in words:
        bare = _without_article(word)
        # Ben may be a first name; Al at the beginning is of a family far more often.
        if (first and bare in _HONORIFICS) or (word in _PARTICLES and not (first and word == "ben")):
            continue
        if word in ("abd", "abdul", "abdel", "abdal", "عبد"):
            servant = word
            continue
        yield _joined(servant, bare if not servant else word)
        servant, first = "", False
    if servant:
        yield servant


def _joined(servant: str, word: str) -> str:
    """The name of a servant of God in one word, however it was parted."""
    whole = f"{servant}{word}"
    if whole.startswith("عبد"):
        rest = whole.removeprefix("عبد")
        return f"عبد{rest.removeprefix('ال')}"
    if servant:
        whole = f"abdul{word.removeprefix('al') if word == 'allah' else word}"
    return _SERVANT.sub("abd", whole) if _SERVANT.match(whole) else whole


def _spoken(word: str) -> str:
    """A word in Latin letters with its vowels folded to three: u, i and a."""
    for pattern, common in _AS_SPOKEN:
        if pattern.fullmatch(word):
            return common
    folded = _VOWELS.sub(lambda run: _vowel(run[0]), _DOUBLED.sub(r"\1", word))
    return folded.removesuffix("h")


def _vowel(run: str) -> str:
    if any(letter in run for letter in "ouw"):
        return "u"
    return "i" if any(letter in run for letter in "eiy") else "a"


def _consonants(word: str) -> str:
    """What is left of a word in either script when its vowels go."""
    for pattern, letter in _SKELETON:
        word = pattern.sub(letter, word)
    return word
