"""What somebody looks for, taken apart: words, phrases in double quotes, and what must not be there, after a minus.

Nothing else means anything: AND, NEAR, stars and brackets are text like any other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ctcalendar.domain.wording import NO_WORDS, Word, words
from ctcalendar.errors import BadInput

LONGEST = 500
"""Code points of what is looked for."""
MOST = 16
"""Words and phrases looked for together."""

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
        size = len(self.words)
        for start in range(len(found) - size + 1):
            here = found[start : start + size]
            if any(
                tuple(getattr(word, form) for word in here) in (self.words, self.stems) for form in ("word", "stem")
            ):
                yield start, start + size


class Sought(NamedTuple):
    """What must be found, all of it; what must not; and the phrase that brings an answer forward, if there."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...]
    together: Term | None


def sought(text: str) -> Sought:
    """What a text looks for.

    Raises:
        BadInput: it holds no word, or is too long.
    """
    if len(text) > LONGEST:
        raise BadInput(f"{len(text):,} characters are too many to look for", hint=f"at most {LONGEST}")
    given = list(_pieces(text))
    terms = [term for excluded, some in given if not excluded for term in some]
    without = [term for excluded, some in given if excluded for term in some]
    telling = [term for term in terms if len(term.words) > 1 or term.words[0] not in NO_WORDS]
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


def _pieces(text: str) -> Iterator[tuple[bool, list[Term]]]:
    """Whether it is excluded -> the terms, run by run: words that stand beside one another are read together."""
    pieces = [(bool(found[1]), found["quoted"], found["plain"]) for found in _PIECE.finditer(text)]
    for (excluded, plain), run in groupby(pieces, key=lambda piece: (piece[0], piece[1] is None)):
        some = list(run)
        if plain and not excluded:
            yield False, [_term([word]) for word in words(" ".join(piece[2] for piece in some))]
        else:
            phrases = [words(piece[1] or piece[2]) for piece in some]
            yield excluded, [_term(phrase) for phrase in phrases if phrase]


def _term(some: Sequence[Word]) -> Term:
    return Term(tuple(word.word for word in some), tuple(word.stem for word in some))
