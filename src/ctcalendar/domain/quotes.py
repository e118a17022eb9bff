"""Whether quoted words stand in a text where their locator says, and if not, where they do or what comes nearest.

White space is folded and both sides are compared in Unicode's composed form (NFC): Arabic is typed with its marks in
more than one order. A locator counts the code points of the text as it is, a byte order mark included. Everything is
bounded: a document of millions of characters answers at once.

Source: RFC 5147 (`char=`, `line=`: positions between characters and lines, from 0).
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nlargest
from itertools import accumulate
from typing import Literal, NamedTuple
from unicodedata import normalize

WORDS_AROUND = 12

_LINE_END = re.compile(r"\r\n|\r|\n")
# Latin and Arabic letters compose with nothing before them: a text may be cut there, and each part composed on its own.
_PART = re.compile(r".{1000}[^\x00-\x7f\u0621-\u064a]*|.+", re.DOTALL)
_NEAR = 200
_COMPARED = 400
_ALIKE = 0.3
_HITS = 100_000
_WINDOWS = 12
_GRAMS = 40


class Span(NamedTuple):
    """Part of a text, in code points: from `start` until before `end`."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"char={self.start},{self.end}"


class Finding(NamedTuple):
    """What became of a quote: where it is, or where what comes nearest to it is, and the words there."""

    verdict: Literal["there", "elsewhere", "missing", "unchecked"]
    span: Span | None = None
    words: str | None = None


class Surroundings(NamedTuple):
    """The words of a span, and those around it, each with the white space that parts them from the next."""

    before: str
    words: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}“{self.words}”{self.after}"


class _Place(NamedTuple):
    """Where a locator says that a quote stands. `is_exact`: from `start` on, and as far as `end` if that is known."""

    start: int
    end: int | None
    is_exact: bool


class Document:
    """A text in which quotes are looked up. What searching needs is made once, and only if something is searched."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, quote: str, locator: str | None) -> Finding:
        """Where a quote stands, its locator being right (`there`), wrong (`elsewhere`), or the quote (`missing`).

        `unchecked`: a page means nothing in a text without pages.
        """
        if locator is not None and locator.startswith("page="):
            return Finding("unchecked")
        place = self._place(locator)
        if span := self._at(place, quote):
            return Finding("there", span)
        if span := self._search(quote, place.start):
            return Finding("elsewhere", span, folded(quote))
        if nearest := self._nearest(quote, place.start):
            return Finding("missing", nearest, folded(self.text[nearest.start : nearest.end]))
        return Finding("missing")

    def span(self, quote: str | None, locator: str | None) -> Span | None:
        """The span a citation means: where its quote is, or without a quote what a `char=` locator names."""
        place = self._place(locator)
        if quote is not None:
            return self._at(place, quote) or self._search(quote, place.start)
        is_span = place.is_exact and place.end is not None and place.start < place.end <= len(self.text)
        return Span(place.start, place.end or 0) if is_span else None

    def around(self, span: Span, *, words: int = WORDS_AROUND) -> Surroundings:
        """The words of a span with so many on either side, white space folded; fewer where the text ends."""
        reach = words * 100
        before = self.text[max(0, span.start - reach) : span.start]
        after = self.text[span.end : span.end + reach]
        heads, tails = before.split(), after.split()
        if span.start > reach and heads and not before[0].isspace():
            heads = heads[1:]  # cut in the middle of a word
        if span.end + reach < len(self.text) and tails and not after[-1].isspace():
            tails = tails[:-1]
        return Surroundings(
            " ".join(heads[-words:]) + (" " if before[-1:].isspace() else ""),
            folded(self.text[span.start : span.end]),
            (" " if after[:1].isspace() else "") + " ".join(tails[:words]),
        )

    # -- where a locator points -----------------------------------------------------------------------------------

    def _place(self, locator: str | None) -> _Place:
        scheme, _, numbers = (locator or "").partition("=")
        first, _, last = numbers.partition(",")
        if scheme == "char":
            return _Place(int(first), int(last) if last else None, is_exact=True)
        if scheme == "line":
            start, end = int(first), int(last) if last else int(first) + 1
            return _Place(self._line_start(start), self._line_start(end), is_exact=False)
        return _Place(0, len(self.text), is_exact=False)

    def _line_start(self, number: int) -> int:
        return self._lines[number] if number < len(self._lines) else len(self.text)

    def _at(self, place: _Place, quote: str) -> Span | None:
        """The span of a quote that stands where it is said to, or None."""
        start, end = place.start, place.end
        if place.is_exact and end is not None:
            is_there = start < end <= len(self.text) and folded(self.text[start:end]) == folded(quote)
            return Span(start, end) if is_there else None
        reach = start + 4 * len(quote) + _NEAR if end is None else end
        part = self if (start, reach) == (0, len(self.text)) else Document(self.text[start:reach])
        found = part._search(quote, 0)
        if found is None or (place.is_exact and part.text[: found.start].strip()):
            return None
        return Span(start + found.start, start + found.end)

    # -- searching ------------------------------------------------------------------------------------------------

    def _search(self, quote: str, near: int) -> Span | None:
        """Where a quote stands word for word: at or just before `near`, else after it, else for the first time."""
        pattern = re.compile(r"\s++".join(map(re.escape, folded(quote).split())))
        match = pattern.search(self._composed, max(0, near - _NEAR)) or pattern.search(self._composed)
        return Span(self._raw(match.start()), self._raw(match.end())) if match and match[0] else None

    def _nearest(self, quote: str, near: int) -> Span | None:
        """The words most like a quote, or None if nothing is: where its rarest words meet, compared closely."""
        wanted = folded(quote).lower()[:_COMPARED]
        best, span = _ALIKE, None
        matcher = SequenceMatcher(b=wanted, autojunk=False)
        for start, end in _windows(self._searched, wanted, near):
            for candidate in _runs(self._searched, start, end, len(wanted.split())):
                matcher.set_seq1(folded(self._searched[candidate.start : candidate.end]))
                if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                    best, span = matcher.ratio(), candidate
        return Span(self._raw(span.start), self._raw(span.end)) if span else None

    @cached_property
    def _lines(self) -> Sequence[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @cached_property
    def _composed(self) -> str:
        text = "".join(part for _, part in self._parts)
        return self.text if text == self.text else text

    @cached_property
    def _searched(self) -> str:
        lower = self._composed.lower()
        return lower if len(lower) == len(self._composed) else self._composed

    @cached_property
    def _parts(self) -> Sequence[tuple[str, str]]:
        """The text in parts, each as it is and composed."""
        return [(part, composed(part)) for part in _PART.findall(self.text)]

    @cached_property
    def _starts(self) -> tuple[Sequence[int], Sequence[int]]:
        """Where the parts begin in the text as it is, and in the text composed."""
        raw, normal = zip(*((len(part), len(made)) for part, made in self._parts), strict=True)
        return list(accumulate(raw, initial=0)), list(accumulate(normal, initial=0))

    def _raw(self, position: int) -> int:
        """The position in the text as it is of one in the text composed."""
        if self._composed is self.text:
            return position
        raw, normal = self._starts
        number = min(bisect_right(normal, position), len(self._parts)) - 1
        part = self._parts[number][0]
        within = range(len(part) + 1)
        return raw[number] + bisect_right(within, position - normal[number], key=lambda n: len(composed(part[:n]))) - 1


def told(source: str, quote: str, locator: str | None, found: Finding) -> str:
    """In words, that a quote is not in the text of a source where it is said to be, and what is."""
    where = f"at {locator} in" if locator else "in"
    missed = f"“{folded(quote)}” is not {where} the text of source {source}"
    if found.verdict == "elsewhere":
        return f"{missed}; it is at {found.span}"
    if found.span is None:
        return f"{missed}, nor is anything like it"
    return f"{missed}; the nearest is “{found.words}” at {found.span}"


def composed(text: str) -> str:
    """The text in composed form (NFC)."""
    return normalize("NFC", text)


def folded(text: str) -> str:
    """The text composed, its white space folded: what is compared."""
    return " ".join(composed(text).split())


def _windows(text: str, wanted: str, near: int) -> Iterator[tuple[int, int]]:
    """The parts of a text in which most of what is wanted meets, best first."""
    width = max(len(wanted), 40)
    met: dict[int, set[str]] = defaultdict(set)
    for piece in _rare(text, wanted):
        for position in _occurrences(text, piece):
            met[position // width].add(piece)

    def promise(bucket: int) -> tuple[int, int]:
        return sum(map(len, met[bucket] | met.get(bucket + 1, set[str]()))), -abs(bucket - near // width)

    for bucket in nlargest(_WINDOWS, list(met), key=promise):
        yield max(0, (bucket - 1) * width), min(len(text), (bucket + 3) * width)


def _rare(text: str, wanted: str) -> Iterator[str]:
    """Words of what is wanted, and parts of words, that the text holds, rarest first, while they are not too many."""
    for pieces in ({*wanted.split(), *_grams(wanted, 5)}, _grams(wanted, 3)):
        counted = sorted((count, piece) for piece in pieces if (count := text.count(piece)))
        so_far = 0
        for count, piece in counted:
            if so_far and so_far + count > _HITS:
                return
            so_far += count
            yield piece
        if counted:
            return


def _grams(wanted: str, length: int) -> set[str]:
    starts = range(0, max(len(wanted) - length + 1, 0), max(1, len(wanted) // _GRAMS))
    return {wanted[start : start + length] for start in starts}


def _occurrences(text: str, piece: str) -> Iterator[int]:
    position = -1
    for _ in range(_HITS):
        position = text.find(piece, position + 1)
        if position < 0:
            return
        yield position


def _runs(text: str, start: int, end: int, words: int) -> Iterator[Span]:
    """Runs of about so many words in a part of a text."""
    found = [match.span() for match in re.compile(r"\S+").finditer(text, start, end)]
    # A word that the part cuts in two is left out, unless there is no other.
    whole = [span for span in found if not _is_cut(text, *span)] or found
    for first in range(len(whole)):
        for size in (words, words - 1, words + 1):
            if 0 < size <= len(whole) - first or (first, size) == (0, words):
                yield Span(whole[first][0], whole[min(first + size, len(whole)) - 1][1])


def _is_cut(text: str, start: int, end: int) -> bool:
    return (start > 0 and not text[start - 1].isspace()) or (end < len(text) and not text[end].isspace())
