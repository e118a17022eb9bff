"""How much room a text takes on a terminal, where it may be cut, and how scripts that run apart keep out of each other.

Sources: Unicode annexes 9 (directions), 11 (wide characters) and 29 (what readers take for one character).
"""

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd")
"""Signs that stand before numbers: format characters, and seen all the same."""
_FIRST_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
_MARKS_OF_DIRECTION = frozenset("\u200e\u200f\u061c")
_FLAGS = ("\U0001f1e6", "\U0001f1ff")
ELLIPSIS = "…"


def width(text: str) -> int:
    """How many columns of a terminal a text takes: none for a mark, two for a wide character."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Cf", "Mn", "Me") and character not in _PREPENDED:
        return 0
    if "\u1160" <= character <= "\u11ff":  # vowels and finals of Hangul stand in the square of the letter before
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clusters(text: str) -> Iterator[str]:
    """What readers take for one character each: a letter with its marks, a flag, signs that are joined."""
    taken = ""
    for character in text:
        if taken and not _continues(taken, character):
            yield taken
            taken = ""
        taken += character
    if taken:
        yield taken


def _continues(taken: str, character: str) -> bool:
    if taken[-1] == _JOINER or unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf"):
        return character not in _PREPENDED
    if _FLAGS[0] <= character <= _FLAGS[1]:
        return len(taken) == 1 and _FLAGS[0] <= taken <= _FLAGS[1]
    return _columns(character) == 0


def cut(text: str, room: int) -> str:
    """The text as far as so many columns hold it, with an ellipsis where some of it is missing."""
    if width(text) <= room:
        return text
    kept, left = "", room - 1
    for cluster in clusters(text):
        left -= width(cluster)
        if left < 0:
            break
        kept += cluster
    return f"{kept.rstrip()}{ELLIPSIS}" if room > 0 else ""


def isolated(text: str) -> str:
    """A text with letters that run from the right, shut off from its neighbours; any other as it is.

    Otherwise a terminal that knows of directions turns two Arabic cells of a line, and the numbers between, about.
    """
    if text.isascii() or not any(map(_turns, text)):
        return text
    return f"{_FIRST_ISOLATE}{text}{_END_OF_ISOLATE}"


def _turns(character: str) -> bool:
    return character in _MARKS_OF_DIRECTION or unicodedata.bidirectional(character) in _FROM_THE_RIGHT
