"""Facts of which nobody at a clearance may know, drawn at random after a history that they could follow.

They borrow ids and words from what is visible, to provoke whoever confuses them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Command, Record
from ctcalendar.domain.evidence import cited
from ctcalendar.domain.facts import Corroborated, Fact
from ctcalendar.domain.items import KINDS, Stream
from ctcalendar.domain.references import references
from ctcalendar.domain.standing import Standing
from ctcalendar.domain.values import Citation
from views.histories import Author, Below, History, World, appends, drawing
from views.random_commands import FIRST_NAMES, VERBS
from views.random_items import LEVELS


class Told(NamedTuple):
    """A history, and facts that could follow it of which nobody at a clearance may know."""

    clearance: Clearance
    history: History
    secrets: History


def with_secrets(below: Below, length: int, secrets: int) -> Told:
    """A legal history, and secrets that could follow it."""
    world, clearance = World(), Clearance(below(2))
    author = Author(below, world)
    # Now and then the secrets are the first there are.
    author.levels = (LEVELS, LEVELS, LEVELS, ("PUBLIC",))[below(4)]
    told = appends(below, [*author.opening(), *author.story(length)])
    return Told(clearance, told, appends(below, Secretive(below, world, clearance).story(secrets)))


def seeded_with_secrets(seed: int, length: int = 40, secrets: int = 25) -> Told:
    """The history and the secrets that a number stands for."""
    return with_secrets(Random(seed).randrange, length, secrets)


@st.composite
def histories_with_secrets(draw: st.DrawFn) -> Told:
    """The same, followed by secrets."""
    return with_secrets(drawing(draw), draw(st.integers(10, 40)), draw(st.integers(5, 25)))


class Secretive(Author):
    """Tells only what is above a clearance: on streams above it, or on the word of sources above it alone."""

    def __init__(self, below: Below, world: World, clearance: Clearance) -> None:
        super().__init__(below, world)
        self.clearance = clearance
        self.levels = [level.name for level in Clearance if level > clearance]
        self._words = sorted(set(_words([codec.plain(found.item) for found in world.items.values()])))
        self._names = sorted({stream.id for stream in world.items})
        self._namesakes = sorted({found for standing in world.items.values() for found in _namesakes(standing)})
        self._aside = False

    def command(self) -> Command | None:
        """A command of some verb, or one that agrees with anything at all on the word of hidden sources."""
        return self.of_verb(self.one(*["agreed"] * 9, *["record"] * 9, *["namesake"] * 6, *VERBS))

    def may_write(self, standing: Standing) -> bool:
        """What is above the clearance; all, of what only agrees."""
        return self._aside or standing.item.classification in self.levels

    def may_tell(self, facts: Sequence[Fact]) -> bool:
        """Whether nobody at the clearance may know of any of the facts."""
        return all(map(self._is_above, facts))

    def _is_above(self, fact: Fact) -> bool:
        if isinstance(fact.event, Corroborated):
            sources = [self.world.level(Stream("source", entry.citation["source"])) for entry in cited(fact.event)]
            if min(sources) > self.clearance:
                return True
        before, after = self.world.items.get(fact.stream), getattr(fact.event, "classification", None)
        levels = (after, before and before.item.classification)
        return all(level in self.levels for level in levels if level is not None)

    def name_of_new(self, kind: str) -> str:
        """Often the id of a visible item of another kind, or a word that stands in what is shown."""
        fresh, borrowed = super().name_of_new(kind), self.one(*self.one(self._names, self._words, _OF_PATHS))
        return borrowed if (kind, borrowed) not in self.there and self.one(True, True, False) else fresh

    def _say_namesake(self) -> Command | None:
        """Something new of a kind and an id that something visible seems to name, but does not."""
        if not self._namesakes:
            return None
        kind, name = self.one(*self._namesakes)
        return Record(FIRST_NAMES[kind], self.item(kind, name, self.levels))

    def _say_agreed(self) -> Command | None:
        self._aside = True
        command = self._say_corroborated()
        self._aside = False
        return command

    def corroborating(self, supports: Iterable[str]) -> Citation:
        """What a corroboration cites: a hidden source, where it is about what all may see."""
        hidden = [
            stream.id
            for stream, found in self.there.items()
            if stream.kind == "source" and found.item.classification in self.levels
        ]
        return self.citation(supports, sources=hidden if self._aside else ())


def _namesakes(standing: Standing) -> Iterator[tuple[str, str]]:
    """What ids in an item could name too, that are of one among several kinds."""
    for named in references(standing.item):
        yield from ((kind, named.id) for kind in named.kinds if len(named.kinds) > 1)


_OF_PATHS = ("reason", "progress", "document", "dispute", "1", "2", "3", *KINDS)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", re.ASCII)


def _words(value: Any) -> Iterator[str]:
    """Every key and text in a plain value that an item could have for its id."""
    if isinstance(value, str):
        yield from [value] if _ID.fullmatch(value) else []
    elif isinstance(value, dict):
        yield from (word for part in (*value, *value.values()) for word in _words(part))
    elif isinstance(value, list):
        yield from (word for part in value for word in _words(part))
