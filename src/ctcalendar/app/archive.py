"""The archived texts of sources, asked: is a quote where it is said to be, and what stands around it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ctcalendar.db.reader import Reader
from ctcalendar.desk import texts
from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.quotes import WORDS_AROUND, Document, Surroundings, told
from ctcalendar.views.hidden import Hidden
from ctcalendar.views.quoted import digest

_KEPT = 8
"""Documents held at once: people cite one source many times in a row, and a document may be large."""


class Cited(NamedTuple):
    """What a citation says of a place in a source."""

    source: str
    locator: str | None = None
    quote: str | None = None

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Cited":
        """What a citation, or a claim that rests on one, says of it as a plain value."""
        return cls(plain.get("source") or "", plain.get("locator"), plain.get("quote"))


class Archive:
    """The archived texts, by source. `digests` are those of sources that are being recorded just now."""

    def __init__(self, reader: Reader, digests: Mapping[str, str | None] | None = None) -> None:
        self._reader, self._digests = reader, dict(digests or {})
        self._documents: dict[str, Document | None] = {}

    def document(self, source: str) -> Document | None:
        """The text of a source, if it is archived."""
        if source not in self._documents:
            held = [name for name, document in self._documents.items() if document is not None]
            if len(held) == _KEPT:
                del self._documents[held[0]]
            self._documents[source] = self._found(source)
        return self._documents[source]

    def misquotes(self, item: object) -> Iterator[Problem]:
        """The quotes inside an item that are not where it says they are, of those whose source is archived."""
        for path, citation in _citations(codec.plain(item)):
            source, quote, locator = citation["source"], citation.get("quote"), citation.get("locator")
            if quote is None or (document := self.document(source)) is None:
                continue
            found = document.find(quote, locator)
            if found.verdict in ("elsewhere", "missing"):
                yield Problem(f"{path}.quote", told(source, quote, locator, found))

    def _found(self, source: str) -> Document | None:
        sha256 = self._digests.get(source) or digest(self._reader, source)
        text = texts.get(self._reader, sha256) if sha256 else None
        return Document(text) if text is not None else None


def surroundings(
    reader: Reader, cited: Iterable[Cited], *, clearance: Clearance, words: int = WORDS_AROUND
) -> list[Surroundings | None]:
    """For each citation the words it quotes with those around them.

    None where the text is not archived, the words are not in it, or the source is above the clearance.
    """
    archive, hidden = Archive(reader), Hidden(reader, clearance)
    found: list[Surroundings | None] = []
    for source, locator, quote in cited:
        document = None if hidden.holds(source=source) else archive.document(source)
        span = document.span(quote, locator) if document else None
        found.append(document.around(span, words=words) if document and span else None)
    return found


def _citations(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every citation inside a plain value, with the path where it stands."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _citations(part, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            if isinstance(part, dict) and path.rpartition(".")[2] == "citations":
                yield f"{path}.{number}", part
            else:
                yield from _citations(part, f"{path}.{number}")
