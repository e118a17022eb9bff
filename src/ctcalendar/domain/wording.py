"""The words of a text as a search knows them: one form for every spelling, in English and Arabic.

The same on both engines and on both sides, what is recorded and what is asked: hamza and alef in one form, taa marbuta
as haa, alef maqsura as yaa, no tashkeel, no tatweel, no accents, digits of one kind, small letters. al-Ansari, Al
Ansari and el-Ansari are one word; so are counterterrorism, counter-terrorism and counter terrorism, and U.S. is US.

Each word has a light stem beside it: an Arabic one without the particles and the article written onto it, an English
one in the singular. Two words meet where the word or the stem of one is the word or the stem of the other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import category, normalize

LONGEST = 64
"""Letters of a word that count."""
MOST = 1_000
"""Words of a text that are indexed."""
BETWEEN = "x0stems0x"
"""What parts words from their stems in an index, so that no phrase runs across: no text is asked for it."""

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_APOSTROPHES = "'’‘ʼʿʾ`´"
_LETTER = rf"[^\W_]|[{_MARKS}{_UNSEEN}]"
_INITIALS = r"(?:[A-Za-z]\.)+[A-Za-z]\.?(?![^\W_])|(?:[A-Za-z]\.){2,}"
_TOKEN = re.compile(rf"{_INITIALS}|[^\W_](?:{_LETTER}|[{_APOSTROPHES}](?=[^\W_]))*")
_POSSESSIVE = re.compile(rf"(?<=\w)[{_APOSTROPHES}]s$", re.IGNORECASE)
_DROPPED = re.compile(rf"[{_UNSEEN}{_APOSTROPHES}.\u0640]")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳ", "ا"),
        **dict.fromkeys("ىیئېۍ", "ي"),
        **dict.fromkeys("کڪ", "ك"),
        "ة": "ه",
        "ۀ": "ه",
        "ؤ": "و",
        "ء": "",
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "ł": "l",
    }
)

_ARTICLES = frozenset({"al", "el"})
_ASSIMILATED = frozenset("an ar as ash at ath ad adh az".split())
_PREFIXES = frozenset("anti bi co cyber inter multi non post pre re sub".split())
_COUNTERED = re.compile(
    "terror|extrem|narcotic|drug|prolif|insurg|radical|financ|intelligence|espionage|measure|piracy|smuggl|traffick"
)
_JOINING = _ARTICLES | _ASSIMILATED | _PREFIXES | {"counter"}
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2212")

# What is written onto an Arabic word: and, then; with, like, for; the article. Three letters must be left.
_WRITTEN_ON = re.compile(r"(?:[وف]?(?:[بك]?ال|لل)|[وف]?[بكل]|[وف])(?=\w{3})")
_ARABIC = re.compile(r"[\u0620-\u064a]{4,}")
_ENGLISH = re.compile(r"[a-z]{4,}")

NO_WORDS = frozenset("a an and at by for from in of on or the to with في من على علي الى الي عن و او".split())
"""Words that say nothing of what a text is about: asked for beside others, they are not looked for."""


class Word(NamedTuple):
    """A word of a text: where it stands (in code points), its one form, and its stem."""

    start: int
    end: int
    word: str
    stem: str


def words(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [Word(start, end, word, stem(word)) for start, end, word in _joined(text, list(_folded(text)))]


def indexed(texts: Iterable[str | None]) -> str:
    """Some texts as an index takes them: the words of each, then their stems where any differs."""
    found = [words(text)[:MOST] for text in texts if text]
    plain = [" ".join(word.word for word in some) for some in found]
    stems = [" ".join(word.stem for word in some) for some in found]
    parts = [*plain, *(stem for stem, whole in zip(stems, plain, strict=True) if stem != whole)]
    return f" {BETWEEN} ".join(part for part in parts if part)


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The light stem of a word in its one form."""
    if _ARABIC.fullmatch(word):
        return _WRITTEN_ON.sub("", word, count=1) if _WRITTEN_ON.match(word) else word
    return _singular(word) if _ENGLISH.fullmatch(word) else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _folded(text: str) -> Iterator[tuple[int, int, str]]:
    """Each run of letters with its place, in one form; what comes to nothing is no word."""
    for found in _TOKEN.finditer(text):
        word = folded(found[0])
        if word:
            yield found.start(), found.end(), word


@lru_cache(maxsize=32_768)
def folded(text: str) -> str:
    """A single word in its one form."""
    if text.isascii() and text.isalnum():
        return text.lower()[:LONGEST]
    plain = _DROPPED.sub("", _POSSESSIVE.sub("", text))
    # Letters first: decomposed, a letter with its hamza falls into two.
    spread = normalize("NFKD", normalize("NFKC", plain).translate(_LETTERS).casefold())
    kept = "".join(one for one in spread if category(one)[0] in "LN")
    return "".join(map(_digit, kept.translate(_LETTERS)))[:LONGEST]


def _digit(letter: str) -> str:
    return letter if letter.isascii() or not letter.isdecimal() else str(int(letter))


def _joined(text: str, found: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The words, with articles left out and prefixes joined to what follows."""
    held: tuple[int, str] | None = None  # where a word begins whose first part has been read, and that part
    for number, (start, end, word) in enumerate(found):
        begins, before = held or (start, "")
        held = None
        if word in _JOINING and number + 1 < len(found):
            following = found[number + 1]
            gap = text[end : following[0]]
            if not before and _is_article(word, gap):
                held = (begins, "")
            elif _is_prefix(word, gap, following[2]):
                held = (begins, before + word)
        if held is None:
            yield begins, end, (before + word)[:LONGEST]


def _is_article(word: str, gap: str) -> bool:
    if word in _ARTICLES:
        return gap in _HYPHENS or gap.isspace()
    return word in _ASSIMILATED and gap in _HYPHENS


def _is_prefix(word: str, gap: str, following: str) -> bool:
    if word == "counter":
        return following.isalpha() and (gap in _HYPHENS or (gap.isspace() and bool(_COUNTERED.match(following))))
    return word in _PREFIXES and gap in _HYPHENS and following.isalpha()
