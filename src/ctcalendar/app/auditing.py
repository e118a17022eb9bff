"""Auditing: everything the rules judge is read here, at one clearance and one moment."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ctcalendar.audit.finding import Finding
from ctcalendar.audit.record import Misquote, Record
from ctcalendar.audit.rules import CODES, audit
from ctcalendar.db.reader import Reader
from ctcalendar.desk import texts
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.quotes import Document
from ctcalendar.errors import BadInput
from ctcalendar.views.cards import Card, cards, names
from ctcalendar.views.entries import stream
from ctcalendar.views.entry import Citation, Entry
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import deadlines, expected
from ctcalendar.views.publication import Public

MISQUOTES_TOLD = 20
"""Of one source: looking for what was meant takes time, and nobody mends more at once."""


def audited(
    reader: Reader,
    today: date,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    codes: Collection[str] = (),
    language: str = "en",
    published_by: str | None = None,
) -> list[Finding]:
    """What the rules of those codes (all of them for none) find; with `published_by`, in what was public by a day.

    Raises:
        BadInput: there is no rule of such a code.
    """
    unknown = sorted(set(codes) - set(CODES))
    if unknown:
        raise BadInput(f"there is no rule {unknown[0]!r}", hint=f"one of {', '.join(CODES)}")
    record = _read(Public(reader, clearance, as_of, published_by), today, codes)
    return audit(record, codes=codes, language=language)


def _read(public: Public, today: date, codes: Collection[str]) -> Record:
    reader, clearance, as_of, day = public
    at: dict[str, Any] = {"clearance": clearance, "as_of": as_of}
    entries = list(stream(reader, Filter(published_by=day), **at))
    items = {kind: list(_cards(public, kind)) for kind in KINDS if kind != "engagement"}
    checked = not codes or "quote-not-found" in codes
    return Record(
        today=today,
        engagements=entries,
        items=items,
        expected=list(expected(reader, published_by=day, **at)),
        deadlines=list(deadlines(reader, published_by=day, **at)),
        misquotes=list(_misquotes(reader, items["source"], _quoted(entries, items))) if checked else (),
    )


def _cards(public: Public, kind: str) -> Iterator[Card]:
    reader, clearance, as_of, day = public
    at: dict[str, Any] = {"clearance": clearance, "as_of": as_of}
    only = None if day is None else public.among(kind, names(reader, kind, **at))
    return cards(reader, kind, only=only, published_by=day, **at)


class _Quoted(NamedTuple):
    """A quote, and the item that has it."""

    subject: str
    citation: Citation
    quote: str


def _quoted(entries: Sequence[Entry], items: Mapping[str, Sequence[Card]]) -> Mapping[str, list[_Quoted]]:
    """Source -> what is quoted from it, each quote of an item once."""
    found: dict[str, dict[tuple[str, str, str | None], _Quoted]] = defaultdict(dict)
    named: list[tuple[str, Entry | Card]] = [(f"engagement:{entry.id}", entry) for entry in entries]
    named += [(f"{kind}:{card.id}", card) for kind, some in items.items() for card in some]
    for subject, item in named:
        for one in item.citations:
            if one.quote is not None:
                found[one.source][subject, one.quote, one.locator] = _Quoted(subject, one, one.quote)
    return {source: [*quotes.values()] for source, quotes in found.items()}


def _misquotes(reader: Reader, sources: Sequence[Card], quoted: Mapping[str, Sequence[_Quoted]]) -> Iterator[Misquote]:
    """The quotes that are not in their place, of the sources whose text is archived; one text held at a time."""
    for source in sources:
        digest = source.fields.get("sha256")
        text = texts.get(reader, digest) if digest and source.id in quoted else None
        if text is not None:
            yield from _wrong(source.id, Document(text), quoted[source.id])


def _wrong(source: str, document: Document, quotes: Sequence[_Quoted]) -> Iterator[Misquote]:
    told = 0
    for subject, citation, quote in quotes:
        found = document.find(quote, citation.locator)
        if found.verdict not in ("elsewhere", "missing"):
            continue
        yield Misquote(
            subject,
            source,
            citation.language,
            quote,
            citation.locator,
            str(found.span) if found.span else None,
            found.words,
            found.verdict == "elsewhere",
        )
        told += 1
        if told == MISQUOTES_TOLD:
            return
