"""Random legal histories: commands drawn at random, decided one after another on what the earlier ones came to.

Whatever `decide` refuses is left out, so every history is one that people could have recorded. Ids are `kind-007`: none
is part of another, and no text holds one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from random import Random

from hypothesis import strategies as st

from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Command, Record
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import Fact, Recorded
from ctcalendar.domain.items import KINDS, Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Standing, evolve
from views.random_commands import FIRST_NAMES, Commands

History = Sequence[Sequence[Fact]]
"""Appends in order, each some facts."""

Below = Callable[[int], int]
"""What chooses: a number below a limit."""

OPENING = ("source", "person", "series", "engagement", *KINDS)
NOON = 1_762_000_000_000_000
MINUTE = 60_000_000


class World:
    """The record that a history has come to, folded in memory."""

    def __init__(self) -> None:
        self.items: dict[Stream, Standing] = {}

    def __contains__(self, stream: object) -> bool:
        return stream in self.items

    def ids(self, kind: str) -> Collection[str]:
        """All ids of a kind."""
        return [stream.id for stream in self.items if stream.kind == kind]

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item; PUBLIC for what is not there."""
        known = self.items.get(stream)
        return Clearance[known.item.classification] if known else Clearance.PUBLIC

    def is_retracted(self, stream: Stream) -> bool:
        """Whether an item was retracted."""
        known = self.items.get(stream)
        return known is not None and known.retracted is not None

    def standing(self, stream: Stream) -> Standing | None:
        """What an item has come to."""
        return self.items.get(stream)

    def decided(self, command: Command) -> list[Fact]:
        """The facts a command comes to; none where it is refused."""
        try:
            return decide(command, self.items.get(command.subject), self)
        except Objection:
            return []

    def evolve(self, facts: Iterable[Fact]) -> None:
        """Fold facts."""
        for fact in facts:
            before = self.items.get(fact.stream)
            revision = before.revision + 1 if before else 1
            recorded = Recorded(0, fact.stream, revision, fact.name, fact.event, 0, "")
            self.items[fact.stream] = evolve(before, recorded)


class Author(Commands):
    """Draws commands, and adds the facts of those that are legal to a world."""

    def __init__(self, below: Below, world: World) -> None:
        super().__init__(below, world.items)
        self.world = world

    def opening(self) -> list[Fact]:
        """Something to cite and to speak of, so that what follows is seldom refused."""
        source = Record(FIRST_NAMES["source"], self.item("source", self.name_of_new("source"), ("PUBLIC",)))
        return [*self.told(source), *(fact for kind in OPENING for fact in self.told(self.record(kind)))]

    def story(self, length: int) -> list[Fact]:
        """So many commands; the facts of those that are legal."""
        return [fact for _ in range(length) for fact in self.told(self.command())]

    def told(self, command: Command | None) -> list[Fact]:
        """The facts of a command, already folded."""
        facts = self.world.decided(command) if command else []
        if not self.may_tell(facts):
            return []
        self.world.evolve(facts)
        return facts

    def may_tell(self, facts: Sequence[Fact]) -> bool:
        """Whether facts may become part of the history."""
        return True


def history(below: Below, length: int) -> History:
    """A legal history of so many commands, in appends of one to seven facts."""
    author = Author(below, World())
    return appends(below, [*author.opening(), *author.story(length)])


def appends(below: Below, facts: list[Fact]) -> History:
    """Facts in appends of one to seven."""
    made = []
    while facts:
        size = below(7) + 1
        made.append(facts[:size])
        facts = facts[size:]
    return made


def seeded(seed: int, length: int = 60) -> History:
    """The history that a number stands for."""
    return history(Random(seed).randrange, length)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Legal histories of some dozen facts."""
    return history(drawing(draw), draw(st.integers(10, 60)))


def drawing(draw: st.DrawFn) -> Below:
    """Choices by Hypothesis."""
    return lambda limit: draw(_below(limit))


@cache
def _below(limit: int) -> st.SearchStrategy[int]:
    # Kept, because Hypothesis takes longer to make a strategy than to draw from it.
    return st.integers(0, limit - 1)


def recorded(told: History) -> list[Recorded]:
    """A history as the log gives it back, each append a minute of its own."""
    revisions: Counter[Stream] = Counter()
    made = []
    for number, facts in enumerate(told, 1):
        for fact in facts:
            revisions[fact.stream] += 1
            event = EVENTS.decode(fact.name, EVENTS[fact.name].version, codec.encode(fact.event))
            at = NOON + number * MINUTE
            made.append(Recorded(len(made) + 1, fact.stream, revisions[fact.stream], fact.name, event, at, "tests"))
    return made
