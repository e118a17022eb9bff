"""Engagements and expected meetings as marks of a timeline: on which days, of which shape, how sure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal, NamedTuple

from ctcalendar.documents.facts import title
from ctcalendar.documents.wordings import harmless
from ctcalendar.feeds.words import day_in_words, days_of, listed, number_of_meeting, word
from ctcalendar.views.entry import Entry, When
from ctcalendar.views.promises import ExpectedMeeting

Shape = Literal["diamond", "circle", "square", "bar"]
SHAPES: dict[str, Shape] = {
    "signing": "diamond",
    "visit": "bar",
    "dialogue": "circle",
    "meeting": "circle",
    "statement": "square",
}
EXPECTED = "expected"


class Mark(NamedTuple):
    """Something on a timeline; days are counted as `date.toordinal` counts them."""

    first: int | None
    """None: nobody says when it began; both None: no day is known."""
    last: int | None
    at: int | None
    """The day its sign stands on, where that is one of its own; else it stands in the middle."""
    kind: str
    status: str
    is_soft: bool
    """Whether it is one day, or more, somewhere between the two: known by its month, by bounds, or open at an end."""
    is_doubtful: bool
    is_disputed: bool
    title: str
    title_language: str
    told: str
    """The day and the title in words, and what is to be said of both."""

    @property
    def is_undated(self) -> bool:
        """Whether it has no place on the axis."""
        return self.first is None and self.last is None

    @property
    def shape(self) -> Shape:
        """The shape it has: what lasted is a bar, whatever it was."""
        lasted = self.first != self.last and not self.is_soft and self.status != EXPECTED
        return "bar" if lasted else SHAPES[self.kind]


def mark_of(entry: Entry, language: str) -> Mark:
    """An engagement as a mark."""
    span = entry.dated_by_parts
    dated = entry.when or span
    name = harmless(title(entry, language))
    days = days_of(entry, language) if dated else ""
    said = (
        word(entry.status, language) if entry.status != "held" else "",
        word("disputed", language) if entry.disputed else "",
    )
    return Mark(
        first=_ordinal(dated.earliest if dated else None),
        last=_ordinal(dated.latest if dated else None),
        at=None,
        kind=entry.kind,
        status=entry.status,
        is_soft=_is_soft(entry.when)
        or (entry.when is None and dated is not None and None in (dated.earliest, dated.latest)),
        is_doubtful=bool(dated and dated.uncertain),
        is_disputed=bool(entry.disputed),
        title=name,
        title_language=entry.title.language_of(language),
        told=_told(days, name, said, language),
    )


def mark_of_expected(meeting: ExpectedMeeting, language: str) -> Mark:
    """A meeting that a series calls for as a mark: its first and last day are those between which it is in time."""
    name = harmless(meeting.names.in_language(language))
    number = number_of_meeting(meeting.number, name, language) if meeting.number else ""
    full = f"{name} ({number})" if number else name
    days = word("between", language).format(
        first=day_in_words(meeting.earliest, language), last=day_in_words(meeting.latest, language)
    )
    return Mark(
        first=_ordinal(meeting.earliest),
        last=_ordinal(meeting.latest),
        at=_ordinal(meeting.on),
        kind="dialogue",
        status=EXPECTED,
        is_soft=False,
        is_doubtful=False,
        is_disputed=False,
        title=full,
        title_language=meeting.names.language_of(language),
        told=_told(days, full, [word("expected", language)], language),
    )


def _told(days: str, name: str, marks: Sequence[str], language: str) -> str:
    marked = listed(marks, language)
    told = f"{days}: {name}" if days else name
    return harmless(f"{told} ({marked})" if marked else told)


def _ordinal(day: str | None) -> int | None:
    return date.fromisoformat(day).toordinal() if day else None


def _is_soft(when: When | None) -> bool:
    if when is None:
        return False
    return when.edtf is None or when.precision != "day" or None in (when.earliest, when.latest)


def days_known(marks: Sequence[Mark]) -> Iterator[int]:
    """Every day that a mark begins or ends on."""
    for mark in marks:
        yield from (day for day in (mark.first, mark.last) if day is not None)
