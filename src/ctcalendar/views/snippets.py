"""What of a match is shown to people: the words that were met, between what stands around them."""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from ctcalendar.views.matches import Match
from ctcalendar.views.search import Found


class Piece(NamedTuple):
    """A piece of a text, and whether it is words that were looked for."""

    text: str
    is_met: bool


def pieces(match: Match, around: int | None = None) -> list[Piece]:
    """The whole text of a match; or so many code points before and after the first words met, with ellipses."""
    first, last = (0, len(match.text)) if around is None else _shown(match, around)
    cut = [Piece("…", False)] if first else []
    cut += [piece for piece in _pieces(match, first, last) if piece.text]
    return [*cut, Piece("…", False)] if last < len(match.text) else cut


def _pieces(match: Match, first: int, last: int) -> Iterator[Piece]:
    at = first
    for start, end in match.spans:
        if at <= start and end <= last:
            yield Piece(match.text[at:start], False)
            yield Piece(match.text[start:end], True)
            at = end
    yield Piece(match.text[at:last], False)


def _shown(match: Match, around: int) -> tuple[int, int]:
    size = len(match.text)
    if not match.spans:
        return 0, size
    start, end = match.spans[0]
    first, last = max(0, start - around), min(size, end + around)
    # A mark stands with the letter before it, on whichever side of the cut.
    while first < start and unicodedata.combining(match.text[first]):
        first += 1
    while last < size and unicodedata.combining(match.text[last]):
        last += 1
    return first, last


def in_title(found: Found, language: str) -> Match | None:
    """The match that is in the title as it is shown in a language, if there is one."""
    title = found.title.in_language(language)
    return next((match for match in found.matches if match.text == title and is_own(found, match)), None)


def is_own(found: Found, match: Match) -> bool:
    """Whether a match is in a text of the item itself, and not in one of something that it names."""
    return match.of == f"{found.item}:{found.id}"
