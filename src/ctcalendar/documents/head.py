"""What a document says of itself: what was asked for, by which clocks, at which clearance, when the record stood."""

from collections.abc import Iterator
from typing import NamedTuple

from ctcalendar.documents.wordings import harmless, said
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.words import day_in_words, listed, party_name, word
from ctcalendar.views.filter import Filter

_OF_THE_READING = ("lang", "as_of", "published_by")


class Head(NamedTuple):
    """What was asked. The same head and the same record give the same bytes."""

    language: str
    asked: Filter
    """The filter, its relative days as the days that they meant."""
    clearance: Clearance
    stood: str | None = None
    """When the last fact was recorded that may be seen at this clearance, in UTC; None where there is none."""


def lines(head: Head) -> Iterator[tuple[str, str]]:
    """The head in words: name and value."""
    language, asked = head.language, head.asked
    terms = [one for one in head.asked.__struct_fields__ if one not in _OF_THE_READING and getattr(asked, one)]
    if not terms:
        yield said("asked-for", language), said("everything", language)
    for term in terms:
        yield said(term, language), _in_words(term, getattr(asked, term), language)
    if asked.published_by:
        yield said("published_by", language), day_in_words(asked.published_by, language)
    if asked.as_of:
        yield said("as_of", language), _moment(asked.as_of, language)
    else:
        stood = _moment(head.stood, language) if head.stood else said("nothing-recorded", language)
        yield said("stood", language), stood
    yield said("clearance", language), said(head.clearance.name, language)


def _in_words(term: str, value: object, language: str) -> str:
    values = value if isinstance(value, tuple) else (value,)
    return harmless(listed((_one(term, str(one), language) for one in values), language))


def _one(term: str, value: str, language: str) -> str:
    if term in ("since", "until"):
        return day_in_words(value, language)
    if term in ("kind", "status"):
        return word(value, language)
    return party_name(value, language) if term in ("party", "place") else value


def _moment(text: str, language: str) -> str:
    """An instant to the second, its day in words; what is a day, or a log position, as it is."""
    day, at, time = text.partition("T")
    try:
        told = day_in_words(day, language) if "-" in day else day
    except ValueError:
        return harmless(text)
    return f"{told} {time[:8]} UTC" if at and time.endswith("Z") else harmless(text) if at else told
