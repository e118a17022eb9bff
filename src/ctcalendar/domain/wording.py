"""The words of a text as a search knows them: one form for every spelling, in English and Arabic.

The same on both engines and on both sides, what is recorded and what is asked: hamza and alef in one form, taa marbuta
as haa, alef maqsura as yaa, no tashkeel, no tatweel, no accents, digits of one kind, small letters. al-Ansari, Al
Ansari and el-Ansari are one word; so are counterterrorism, counter-terrorism and counter terrorism, and U.S. is US.

Each word has a light stem beside it: an Arabic one without the particles and the article written onto it, an English
one in the singular. Two words meet where the word or the stem of one is the word or the stem of the other.
"""

import re
from collections.abc import Iterator, Sequence
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
_INITIALS = r"(?:[A-Za-z]\.)+[A-Za-z]\.?(?![^\W_])|(?:[A-Za-z]\.){2,}"
# Letters in runs: one by one they take several times as long.
_TOKEN = re.compile(rf"{_INITIALS}|[^\W_]+(?:(?:[{_MARKS}{_UNSEEN}]|[{_APOSTROPHES}](?=[^\W_]))[^\W_]*)*")
_POSSESSIVE = re.compile(rf"(?<=\w)[{_APOSTROPHES}]s$", re.IGNORECASE)
UNSEEN = re.compile(rf"[{_UNSEEN}]")
"""What is written between letters and not seen: marks of direction, joiners, soft hyphens."""
_JOINED_ARTICLE = re.compile(r"(?:Al|El)(?=[A-Z])")
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
_NO_NAMES = frozenset("hoc large risk".split())
_PREFIXES = frozenset("anti bi co counter cyber inter multi non post pre re sub".split())
_PARTED = frozenset("anti counter cyber non".split())
# What follows these prefixes so often that it is one word with them, however they are written.
_FOLLOWING = (
    "terror|extrem|narcotic|drug|prolif|insurg|radical|financ|intelligence|espionage|measure|piracy|smuggl|traffick"
    "|money|crime|security|attack|corruption"
)
_FOLLOWS = re.compile(_FOLLOWING)
_SERVANTS = frozenset("abd abdul abdel abdal".split())
_SERVANT = "عبد"
_JOINING = _ARTICLES | _ASSIMILATED | _PREFIXES | _SERVANTS | {_SERVANT}
# What a word is, beside what stands before it in the same word.
_WITHIN = re.compile(
    rf"(?:{'|'.join(sorted(_PARTED))})((?:{_FOLLOWING}).*)|abdul(?!lah)([a-z]{{4,}})|عبد(ال[\u0620-\u064a]{{2,}})"
)
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2212")

# What is written onto an Arabic word: and, then; with, like, for; the article. Three letters must be left.
_WRITTEN_ON = re.compile(r"(?:[وف]?(?:[بك]?ال|لل)|[وف]?[بكل]|[وف])(?=\w{3})")
_ARABIC = re.compile(r"[\u0620-\u064a]{4,}")
_ENGLISH = re.compile(r"[a-z]{4,}")

NO_WORDS = frozenset("a an and at by for from in of on or the to with في من على إلى الى عن و أو او".split())
"""Words, as they are written, that say nothing of what a text is about: beside others they are not looked for."""
_NO_STEMS = frozenset("في من علي الي عن او".split())


class Word(NamedTuple):
    """A word of a text: where it stands (in code points), its one form, and its stem, or the word within it."""

    start: int
    end: int
    word: str
    stem: str


def words(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [Word(start, end, word, _also(word)) for start, end, word in _joined(text, _folded(text))]


@lru_cache(maxsize=4_096)
def indexed(*texts: str | None) -> str:
    """Some texts as an index takes them: the words of each, then their stems where any differs."""
    found = [_forms(text) for text in texts if text]
    parts = [*(plain for plain, _ in found), *(stems for plain, stems in found if stems != plain)]
    return f" {BETWEEN} ".join(part for part in parts if part)


@lru_cache(maxsize=4_096)
def _forms(text: str) -> tuple[str, str]:
    """The words of a text, and their stems. Names of people, places and months are told again and again."""
    found = [word for run in _TOKEN.findall(text) if (word := _without_article(run))]
    if not _JOINING.isdisjoint(found):  # then it matters what stands between them
        found = [word for _, _, word in _joined(text, _folded(text))]
    found = found[:MOST]
    return " ".join(found), " ".join(map(_also, found))


@lru_cache(maxsize=32_768)
def _also(word: str) -> str:
    """What else a word is found by: terrorism finds counterterrorism, and الرحمن finds عبد الرحمن; not the reverse."""
    within = _WITHIN.fullmatch(word)
    return stem(next(filter(None, within.groups()))) if within else stem(word)


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """The light stem of a word in its one form."""
    if _ARABIC.fullmatch(word):
        bare = _WRITTEN_ON.sub("", word, count=1)
        return word if bare in _NO_STEMS else bare
    return _singular(word) if _ENGLISH.fullmatch(word) else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("as", "is", "os", "ss", "us")):
        return word[:-1]
    return word


def _folded(text: str) -> list[tuple[int, int, str]]:
    """Each run of letters with its place, in one form; what comes to nothing is no word."""
    return [(*found.span(), word) for found in _TOKEN.finditer(text) if (word := _without_article(found[0]))]


@lru_cache(maxsize=32_768)
def _without_article(run: str) -> str:
    """A run of letters in its one form, without an article joined to it; nothing where that is no word."""
    word = folded(_JOINED_ARTICLE.sub("", run, count=1))
    return "" if word == BETWEEN else word


@lru_cache(maxsize=32_768)
def folded(text: str) -> str:
    """A single word in its one form."""
    if text.isascii() and text.isalnum():
        return _numbered(text.lower())[:LONGEST]
    plain = _DROPPED.sub("", _POSSESSIVE.sub("", text))
    # Letters first: decomposed, a letter with its hamza falls into two.
    spread = normalize("NFKD", normalize("NFKC", plain).translate(_LETTERS).casefold())
    kept = "".join(one for one in spread if one.isdecimal() or category(one)[0] == "L")
    return _numbered("".join(map(_digit, kept.translate(_LETTERS))))[:LONGEST]


def _numbered(word: str) -> str:
    """A word that begins with digits and is no number (4e8b0), so that every engine takes it whole."""
    return f"n{word}" if word[:1].isdigit() and not word.isdigit() else word


def _digit(letter: str) -> str:
    return letter if letter.isascii() or not letter.isdecimal() else str(int(letter))


def _joined(text: str, found: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The words, with articles left out and prefixes joined to what follows."""
    if _JOINING.isdisjoint([word for _, _, word in found]):
        yield from found
        return
    held: tuple[int, str] | None = None  # where a word begins whose first part has been read, and that part
    for number, (start, end, word) in enumerate(found):
        begins, before = held or (start, "")
        held = None
        if word in _JOINING and number + 1 < len(found):
            following = found[number + 1]
            gap = text[end : following[0]]
            if _is_article(word, gap, following[2]) and before in ("", "abdul"):  # al-Rahman, Abd al-Rahman
                held = (begins, before)
            elif _is_prefix(word, gap, following[2]):
                held = (begins, before + ("abdul" if word in _SERVANTS else word))
        if held is None:
            yield begins, end, (before + word)[:LONGEST]


def _is_article(word: str, gap: str, following: str) -> bool:
    if word in _ARTICLES:
        return gap in _HYPHENS or gap.isspace()
    return word in _ASSIMILATED and gap in _HYPHENS and following not in _NO_NAMES


def _is_prefix(word: str, gap: str, following: str) -> bool:
    if word in _SERVANTS:
        return following.isalpha() and (gap in _HYPHENS or gap.isspace())
    if word == _SERVANT:
        return gap.isspace() and following.startswith("ال") and len(following) > 3
    if word in _PARTED and _FOLLOWS.match(following):
        return gap in _HYPHENS or gap.isspace()
    return word in _PREFIXES and gap in _HYPHENS and following.isalpha()
