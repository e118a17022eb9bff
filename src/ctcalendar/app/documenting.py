"""The history as documents: what they need of the record, read in one moment of it and handed to those who write."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ctcalendar.db.reader import Reader
from ctcalendar.documents.facts import year_of
from ctcalendar.documents.frame import Drawn
from ctcalendar.documents.head import Head
from ctcalendar.documents.references import Publication, Read
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.views.affected import last_visible
from ctcalendar.views.cards import Card, cards
from ctcalendar.views.entries import lines, stream
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import ExpectedMeeting, asked_for, expected


def document(
    reader: Reader, form: str, asked: Filter, *, language: str, clearance: Clearance, as_of: int | None
) -> Iterator[str]:
    """A document of the engagements asked for, piece by piece, in flat memory."""
    head = _head(reader, asked, language, clearance)
    entries = stream(reader, asked, clearance=clearance, as_of=as_of)
    read = _publications(reader, clearance, as_of)
    if form == "md":
        from ctcalendar.documents.markdown import markdown

        yield from markdown(head, entries, read)
        return
    from ctcalendar.documents.html import html

    short = lines(reader, asked, clearance=clearance, as_of=as_of)
    years = [(year, sum(1 for _ in found)) for year, found in groupby(short, key=year_of)]
    yield from html(head, years, entries, read)


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
