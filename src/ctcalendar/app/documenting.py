"""The history as documents: what they need of the record, read in one moment of it and handed to those who write."""

from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import merge

from msgspec.structs import replace

from ctcalendar.db.reader import Reader
from ctcalendar.documents.facts import has_own_day, year_of
from ctcalendar.documents.frame import Drawn
from ctcalendar.documents.head import Head
from ctcalendar.documents.references import Publication, Read
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.views.affected import last_visible
from ctcalendar.views.cards import Card, cards
from ctcalendar.views.entries import lines, stream
from ctcalendar.views.entry import Entry, Line, Words
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import ExpectedMeeting, asked_for, expected


def document(
    reader: Reader, form: str, asked: Filter, *, language: str, clearance: Clearance, as_of: int | None
) -> Iterator[str]:
    """A document of the engagements asked for, piece by piece, in flat memory."""
    head = _head(reader, asked, language, clearance)
    years, entries = _by_year(reader, asked, clearance, as_of)
    read = _publications(reader, clearance, as_of)
    if form == "md":
        from ctcalendar.documents.markdown import markdown

        yield from markdown(head, entries, read)
        return
    from ctcalendar.documents.html import html

    yield from html(head, years, entries, read)


def _by_year(
    reader: Reader, asked: Filter, clearance: Clearance, as_of: int | None
) -> tuple[list[tuple[str, int]], Iterator[Entry]]:
    """The years, each with how many engagements it has, and the engagements year by year; the undated last.

    Of those dated by their parts, which lists have last, all are held: each comes last in the year of its parts.
    """
    counts, dated, last = Counter[str](), 0, asked.after
    for line in lines(reader, asked, clearance=clearance, as_of=as_of):
        counts[year_of(line)] += 1
        if has_own_day(line):
            dated, last = dated + 1, line.id
    entries = stream(reader, asked, clearance=clearance, as_of=as_of)
    if dated + counts[""] < counts.total():
        rest = replace(asked, after=last, limit=asked.limit and asked.limit - dated)
        late = [one for one in stream(reader, rest, clearance=clearance, as_of=as_of) if year_of(one)]
        moved = {one.id for one in late}
        entries = merge((one for one in entries if one.id not in moved), sorted(late, key=_in_order), key=_in_order)
    return sorted(counts.items(), key=lambda one: one[0] or _LAST), entries


_LAST = "~"
"""After every year."""


def _in_order(line: Line) -> str:
    return year_of(line) or _LAST


def _head(reader: Reader, asked: Filter, language: str, clearance: Clearance) -> Head:
    at = last_visible(reader, clearance) if asked.as_of is None else 0
    return Head(language, asked, clearance, instant(at) if at else None)


def _publications(reader: Reader, clearance: Clearance, as_of: int | None) -> Read:
    def read(ids: Sequence[str]) -> Iterator[Publication]:
        found = cards(reader, "source", clearance=clearance, as_of=as_of, only=ids, retracted=True)
        return map(_publication, found)

    return read


def _publication(card: Card) -> Publication:
    title, publisher = (_words(card, field) for field in ("title", "publisher"))
    return Publication(
        id=card.id,
        title=title,
        publisher=publisher,
        published=(card.fields.get("published") or {}).get("edtf"),
        url=card.fields.get("url"),
        retracted=card.retracted is not None,
    )


def _words(card: Card, field: str) -> Words | None:
    text = card.fields.get(field)
    return Words(text.get("en"), text.get("ar"), text.get("differs")) if text else None


def meetings_expected(
    reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None
) -> list[ExpectedMeeting]:
    """The meetings that series call for and nobody has announced, of those that the filter asks for, within its days.

    What was public by a day says nothing of promises, nor does a filter that bounds how many engagements there are.
    """
    if asked.published_by or asked.limit or asked.after:
        return []
    only = sorted(asked_for(reader, "series", asked, clearance=clearance, as_of=as_of))
    found = expected(reader, clearance=clearance, as_of=as_of, only=only)
    return [one for one in found if (asked.since or "") <= one.latest and one.earliest <= (asked.until or "9999-12-31")]


def timeline(reader: Reader, asked: Filter, drawn: Drawn, *, clearance: Clearance, as_of: int | None) -> str:
    """The engagements asked for, and the meetings expected beside them, as a drawing."""
    from ctcalendar.documents.drawing import drawing
    from ctcalendar.documents.lanes import lanes as in_lanes

    entries = stream(reader, asked, clearance=clearance, as_of=as_of)
    meetings = meetings_expected(reader, asked, clearance=clearance, as_of=as_of)
    lanes = in_lanes(entries, meetings, drawn.lanes, drawn.language)
    return drawing(_head(reader, asked, drawn.language, clearance), lanes, drawn)
