"""All that the rules of an audit read: the record at one clearance and moment, and the day it is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Entry
from ctcalendar.views.promises import Deadline, ExpectedMeeting


class Misquote(NamedTuple):
    """A quote that is not where its locator says, in the archived text of its source."""

    subject: str
    source: str
    language: str | None
    quote: str
    locator: str | None
    found_at: str | None
    """Where the quote, or what comes nearest to it, stands."""
    nearest: str | None
    """The words there; None where nothing is like it."""
    is_elsewhere: bool
    """Whether the very words stand in the text, at another place."""


class Days(NamedTuple):
    """The first and last day on which something may have been, as ISO 8601; None is not known."""

    earliest: str | None
    latest: str | None

    def overlap(self, other: "Days") -> bool:
        """Whether both may have been on one day."""
        return not (self.is_before(other) or other.is_before(self))

    def is_before(self, other: "Days") -> bool:
        """Whether it was over before the other began, however the days are read."""
        return bool(self.latest and other.earliest and self.latest < other.earliest)


class Record:
    """What is judged. Everything was cut to one clearance before it came here: the rules know of nothing else."""

    def __init__(
        self,
        *,
        today: date,
        engagements: Sequence[Entry],
        items: Mapping[str, Sequence[Card]],
        expected: Sequence[ExpectedMeeting] = (),
        deadlines: Sequence[Deadline] = (),
        misquotes: Sequence[Misquote] = (),
    ) -> None:
        self.today = today.isoformat()
        self.engagements = engagements
        self.items = items
        """Kind -> its items, but for engagements."""
        self.expected, self.deadlines, self.misquotes = expected, deadlines, misquotes

    def of(self, kind: str) -> Sequence[Card]:
        """The items of a kind."""
        return self.items.get(kind, ())

    def everything(self) -> Iterator[tuple[str, Card | Entry]]:
        """Every item, as KIND:ID and what is known of it."""
        yield from ((f"engagement:{entry.id}", entry) for entry in self.engagements)
        yield from ((f"{kind}:{card.id}", card) for kind, cards in self.items.items() for card in cards)

    @cached_property
    def engagement(self) -> Mapping[str, Entry]:
        """Id -> engagement."""
        return {entry.id: entry for entry in self.engagements}

    @cached_property
    def source(self) -> Mapping[str, Card]:
        """Id -> source."""
        return {card.id: card for card in self.of("source")}

    @cached_property
    def meetings(self) -> Mapping[str, list[Entry]]:
        """Series -> its meetings that were held or announced, in order of day."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.engagements:
            if entry.series and entry.status != "cancelled":
                found[entry.series.id].append(entry)
        return found


def days_of(entry: Entry) -> Days:
    """The days on which an engagement may have been: its own, or those of its parts."""
    told = entry.when or entry.dated_by_parts
    return Days(told.earliest or None, told.latest or None) if told else Days(None, None)


def is_doubtful(entry: Entry) -> bool:
    """Whether the day of an engagement is uncertain, approximate or in open dispute."""
    told = entry.when or entry.dated_by_parts
    return "when" in entry.disputed or bool(told and told.uncertain)
