"""What somebody looks for, taken apart: words, phrases in double quotes, and what must not be there, after a minus.

Nothing else means anything: AND, NEAR, stars and brackets are text like any other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from unicodedata import category

from ctcalendar.domain.wording import NO_WORDS, UNSEEN, Word, stem, words
from ctcalendar.errors import BadInput

LONGEST = 500
"""Code points of what is looked for."""
MOST = 12
"""Words and phrases looked for together."""

_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_PIECE = re.compile(r"(?<!\S)([-\u2212]?)(?:[\"“«„](?P<quoted>[^\"“”«»„]+)[\"”»“](?!\w)|(?P<plain>\S+))")


class Term(NamedTuple):
    """Words that must stand together (one, where it is no phrase), each in its one form, and their stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def query(self) -> str:
        """As both engines' indexes are asked for it: a phrase of words, or one of stems."""
        return " OR ".join(dict.fromkeys(f'"{" ".join(some)}"' for some in (self.words, self.stems)))

    def at(self, found: Sequence[Word]) -> Iterator[tuple[int, int]]:
        """The first and one past the last of the words of a text at which this stands."""
        size, wanted = len(self.words), (self.words, self.stems)
        forms = [word.word for word in found], [word.stem for word in found]
        for start in range(len(found) - size + 1):
            if any(tuple(form[start : start + size]) in wanted for form in forms):
                yield start, start + size


class Sought(NamedTuple):
    """What must be found, all of it; what must not; and the phrase that brings an answer forward, if there."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...]
    together: Term | None


def cleaned(text: str) -> str:
    """What somebody looks for without what cannot be seen, and which pasted Arabic is full of.

    Raises:
        BadInput: it holds control characters, or is too long.
    """
    if len(text) > LONGEST:
        raise BadInput(f"{len(text):,} characters are too many to look for", hint=f"at most {LONGEST}")
    plain = UNSEEN.sub("", " ".join(text.split()))
    if any(category(character) in ("Cc", "Cs", "Co", "Cn") for character in plain):
        raise BadInput("what is looked for holds control characters or is no UTF-8", hint="write words")
    return plain


def sought(text: str) -> Sought:
    """What a text looks for.

    Raises:
        BadInput: it holds no word, holds what no text does, or is too long.
    """
    given = list(_pieces(cleaned(text)))
    terms = [term for excluded, some in given if not excluded for term, _ in some]
    without = [term for excluded, some in given if excluded for term, _ in some]
    telling = [term for excluded, some in given if not excluded for term, says_nothing in some if not says_nothing]
    wanted = tuple(dict.fromkeys(telling or terms))
    if not wanted and not without:
        raise BadInput(f"{text[:40]!r} holds no word to look for", hint="write words, or a phrase in double quotes")
    if len(wanted) + len(without) > MOST:
        raise BadInput(f"{len(wanted) + len(without)} words are too many to look for", hint=f"at most {MOST}")
    return Sought(wanted, tuple(dict.fromkeys(without)), _together(terms))


def _together(terms: Sequence[Term]) -> Term | None:
    """All of it as one phrase, where there are several words of which none is quoted."""
    if len(terms) < 2 or any(len(term.words) > 1 for term in terms):
        return None
    return Term(tuple(term.words[0] for term in terms), tuple(term.stems[0] for term in terms))


def _pieces(text: str) -> Iterator[tuple[bool, list[tuple[Term, bool]]]]:
    """Whether it is excluded -> the terms, and whether each says nothing; words side by side are read together."""
    pieces = [(bool(found[1]), found["quoted"], found["plain"]) for found in _PIECE.finditer(text)]
    for (excluded, apart), run in groupby(pieces, key=_stands_apart):
        some = [quoted or plain for _, quoted, plain in run]
        if apart:
            yield excluded, [(_term(phrase), False) for phrase in map(words, some) if phrase]
        else:
            whole = " ".join(some)
            yield False, [(_term([word]), _says_nothing(whole[word.start : word.end])) for word in words(whole)]


def _stands_apart(piece: tuple[bool, str | None, str | None]) -> tuple[bool, bool]:
    """Whether a piece is excluded; and whether it is one term: excluded, quoted, or a day."""
    excluded, quoted, plain = piece
    return excluded, excluded or quoted is not None or bool(_DAY.fullmatch(plain or ""))


def _says_nothing(word: str) -> bool:
    return word.casefold() in NO_WORDS


def _term(some: Sequence[Word]) -> Term:
    # The stem of the whole word: who asks for counterterrorism does not ask for terrorism.
    return Term(tuple(word.word for word in some), tuple(stem(word.word) for word in some))
