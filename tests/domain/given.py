"""given / when / then over decide and evolve.

    given(scheduled(visit())).when(hold(visit(when=on("2017-11-09")))).then(...)
    given(held(visit())).when(amend(VISIT, mode="virtual")).refused(saying="already has that value")

`given` takes commands and decides them one after the other, so a history is always one that could have come about.
Whatever the builders name by default exists already; `known` adds to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Command
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import Event, Fact, Recorded
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.standing import Standing, evolve

WORLD = frozenset(
    Stream(*named.split(":"))
    for named in """
    source:note source:news source:article
    person:nathan-sales person:abdulaziz-al-ansari person:rex-tillerson
    organisation:us-state organisation:us-dhs organisation:qa-moi organisation:qa-nctc
    party:UN topic:financing topic:information-sharing topic:borders
    instrument:mou instrument:letter commitment:periodic-meetings series:ct-dialogue
    engagement:mou-signing engagement:emir-tour-2018
    """.split()
)


class Existing:
    """The items there are, as decide asks for them."""

    def __init__(self, streams: Iterable[Stream], standings: Mapping[Stream, Standing] | None = None) -> None:
        self.streams, self.standings = set(streams), {} if standings is None else standings
        self.levels: dict[Stream, Clearance] = {}

    def __contains__(self, stream: object) -> bool:
        return stream in self.streams

    def ids(self, kind: str) -> list[str]:
        """All ids of a kind."""
        return sorted(stream.id for stream in self.streams if stream.kind == kind)

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item as it stands here; what is known by name only is public, unless told apart."""
        if stream in self.levels or stream not in self.standings:
            return self.levels.get(stream, Clearance.PUBLIC)
        return Clearance[self.standings[stream].item.classification]

    def is_retracted(self, stream: Stream) -> bool:
        """Whether an item was retracted here."""
        standing = self.standings.get(stream)
        return standing is not None and standing.retracted is not None

    def standing(self, stream: Stream) -> Standing | None:
        """What another item has come to here."""
        return self.standings.get(stream)


class History:
    """What streams have come to, decided command by command."""

    def __init__(self, known: Iterable[Stream] = ()) -> None:
        self.standings: dict[Stream, Standing] = {}
        self.known = Existing({*WORLD, *known}, self.standings)

    def decide(self, command: Command) -> list[Fact]:
        """The facts the command comes to here."""
        return decide(command, self.standings.get(command.subject), self.known)

    def evolve(self, fact: Fact) -> Standing:
        """What its stream has come to with the fact."""
        before = self.standings.get(fact.stream)
        revision = before.revision + 1 if before else 1
        recorded = Recorded(0, fact.stream, revision, fact.name, fact.event, 0, "tests")
        self.standings[fact.stream] = evolve(before, recorded)
        self.known.streams.add(fact.stream)
        return self.standings[fact.stream]

    def and_then(self, *commands: Command) -> "History":
        """The history with these recorded too."""
        for command in commands:
            for fact in self.decide(command):
                self.evolve(fact)
        return self

    def when(self, command: Command) -> "Asked":
        """Ask for one thing more."""
        return Asked(self, command)


class Asked(NamedTuple):
    """A command put to a history: it makes a fact, or it is refused."""

    history: History
    command: Command

    def then(self, event: Event | None = None, *, name: str | None = None) -> "Outcome":
        """It makes a fact: this event, where one is given, under this stored name."""
        fact, *more = self.history.decide(self.command)
        if event is not None:
            assert fact.event == event
        if name is not None:
            assert fact.name == name
        standing = self.history.evolve(fact)
        for other in more:
            self.history.evolve(other)
        return Outcome(fact.event, standing, more)

    def refused(self, error: type[Exception] = Objection, *, saying: str = "", hint: str = "") -> Exception:
        """It is refused with this error, whose message and hint hold these words."""
        with pytest.raises(error) as caught:
            self.history.decide(self.command)
        assert saying in str(caught.value)
        assert hint in (getattr(caught.value, "hint", None) or "")
        return caught.value


class Outcome(NamedTuple):
    """The event, and what its stream has come to with it."""

    event: Any
    standing: Standing
    more: Sequence[Fact] = ()
    """For a duplicate: what its survivor is corroborated with."""

    @property
    def item(self) -> Any:
        """The item as it stands."""
        return self.standing.item

    def ranks(self, field: str = "") -> dict[str, str]:
        """The rank of every claim on a field (or below it), by claim."""
        return {
            claim: made.rank
            for claim, made in self.standing.claims.items()
            if not field or made.field == field or made.field.startswith(f"{field}.")
        }


def given(*commands: Command, known: Iterable[Stream] = ()) -> History:
    """A history in which these were recorded, in this order."""
    return History(known).and_then(*commands)
