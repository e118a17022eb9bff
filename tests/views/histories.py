"""Random legal histories: commands drawn at random, decided one after another on what the earlier ones came to.

Whatever `decide` refuses is left out, so every history is one that people could have recorded. Ids are `kind-07`: none
is part of another, and no text holds one. Only secrets borrow ids and words, to provoke whoever confuses them.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import msgspec
from hypothesis import strategies as st

from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend, Command, Corroborate, Record, Report
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import Amended, Corroborated, Fact, ProgressReported, Recorded
from ctcalendar.domain.items import KINDS, Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Standing, evolve
from views.random_items import FIXED, LEVELS, Items

History = Sequence[Sequence[Fact]]
"""Appends in order, each some facts."""

FIRST_NAMES = {event.name.partition(".")[0]: event.name for event in EVENTS if event.first}
ABOVE_PUBLIC = ("PRIVATE", "CONFIDENTIAL")
VERBS = (*KINDS, "engagement", "engagement", *3 * ("held", "corroborated"), *5 * ("amended",), "reported")


class World:
    """The record that a history has come to, folded in memory."""

    def __init__(self) -> None:
        self.standing: dict[Stream, Standing] = {}

    def __contains__(self, stream: object) -> bool:
        return stream in self.standing

    def ids(self, kind: str) -> Collection[str]:
        """All ids of a kind."""
        return [stream.id for stream in self.standing if stream.kind == kind]

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item; PUBLIC for what is not there."""
        known = self.standing.get(stream)
        return Clearance[known.item.classification] if known else Clearance.PUBLIC

    def decided(self, command: Command) -> Fact | None:
        """The fact a command comes to, already folded; None where it is refused."""
        before = self.standing.get(command.subject)
        try:
            fact = decide(command, before, self)
        except Objection:
            return None
        revision = before.revision + 1 if before else 1
        recorded = Recorded(0, fact.stream, revision, fact.name, fact.event, 0, "")
        self.standing[fact.stream] = evolve(before, recorded)
        return fact


class Told(NamedTuple):
    """A history, and facts that could follow it whose streams are all above PUBLIC."""

    history: History
    secrets: History


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Legal histories of some dozen facts, in appends of one to seven."""
    author = _Author(draw, World())
    return _appends(draw, [*author.opening(), *author.story(draw(st.integers(6, 20)))])


@st.composite
def with_secrets(draw: st.DrawFn) -> Told:
    """A legal history, followed by facts that are wholly on streams above PUBLIC."""
    world = World()
    author = _Author(draw, world)
    history = _appends(draw, [*author.opening(), *author.story(draw(st.integers(6, 16)))])
    return Told(history, _appends(draw, _Author(draw, world, secret=True).story(draw(st.integers(3, 12)))))


def _appends(draw: st.DrawFn, facts: list[Fact]) -> History:
    appends = []
    while facts:
        size = draw(st.integers(1, 7))
        appends.append(facts[:size])
        facts = facts[size:]
    return appends


class _Author:
    """Draws commands that make sense in a world. A secret author writes only on streams above PUBLIC."""

    def __init__(self, draw: st.DrawFn, world: World, *, secret: bool = False) -> None:
        self._drawn, self._world, self._secret = Items(draw, world.standing), world, secret

    def opening(self) -> list[Fact]:
        """Something to cite and to speak of, so that what follows is seldom refused."""
        return self._decided(self._record(kind) for kind in ("source", "person", "series", "engagement"))

    def story(self, length: int) -> list[Fact]:
        """So many commands; the facts of those that are legal."""
        return self._decided(self._command(self._drawn.one(*VERBS)) for _ in range(length))

    def _decided(self, commands: Any) -> list[Fact]:
        # One at a time: what a command comes to, the next one knows.
        return [fact for command in commands if command and (fact := self._world.decided(command))]

    def _command(self, verb: str) -> Command | None:
        if verb in KINDS:
            return self._record(verb)
        make: Callable[[], Command | None] = getattr(self, f"_{verb}")
        return make()

    def _record(self, kind: str) -> Record:
        identity = f"{kind}-{len(self._world.standing) + 1:02}"
        if self._secret:
            identity = self._drawn.one(identity, identity, *self._borrowed(kind))
        item = self._drawn.item(kind, identity, ABOVE_PUBLIC if self._secret else LEVELS)
        announced = kind == "engagement" and self._drawn.one(True, False)
        return Record("engagement.scheduled" if announced else FIRST_NAMES[kind], item)

    def _borrowed(self, kind: str) -> list[str]:
        """Ids that visible items of another kind have, and words that stand in what is shown."""
        others = [stream.id for stream in self._world.standing if stream.kind != kind]
        return [
            identity for identity in (*others, "stated", "Doha", "held", "FR") if (kind, identity) not in self._world
        ]

    def _held(self) -> Command | None:
        """An announced engagement took place, perhaps otherwise than announced."""
        announced = [stream for stream in self._mine() if self._world.standing[stream].name == "engagement.scheduled"]
        if not announced:
            return None
        stream = self._drawn.one(*announced)
        before, other = self._world.standing[stream].item, self._drawn.item("engagement", stream.id)
        kept = self._drawn.some(
            ("kind", "title", "when", "places", "parties", "participants", "topics", "series", "says")
        )
        values = {field: getattr(before, field) for field in ("classification", *kept)}
        return Record("engagement.held", msgspec.structs.replace(other, **values))

    def _amended(self) -> Command | None:
        stream, values = self._subject_and_values()
        if stream is None or not values:
            return None
        cause = self._drawn.one("correction", "change-of-plan")
        citations = self._drawn.one((), (self._drawn.citation(),))
        return Amend(stream, values, Amended(changes=(), cause=cause, reason="told otherwise", citations=citations))

    def _corroborated(self) -> Command | None:
        """Another source for some fields: what is recorded, or something else that may fit it."""
        stream, values = self._subject_and_values()
        if stream is None:
            return None
        recorded = codec.plain(self._world.standing[stream].item)
        values |= {field: recorded[field] for field in self._drawn.some(sorted(recorded.keys() - FIXED))}
        given = {field: value for field, value in values.items() if value is not None}
        cited = self._drawn.citation(self._drawn.some(given))
        note = self._drawn.one(None, "the source is brief")
        return Corroborate(stream, given, Corroborated(given=(), note=note, citations=(cited,)))

    def _reported(self) -> Command | None:
        found = [stream for stream in self._mine() if stream.kind in ("instrument", "commitment")]
        if not found:
            return None
        stream = self._drawn.one(*found)
        report = ProgressReported(
            id=f"report-{self._world.standing[stream].revision:02}",
            status=self._drawn.one("not-started", "in-progress", "complete"),
            text=self._drawn.text(),
            by=(self._drawn.id("person") or "QA",),
            at=self._drawn.id("engagement", or_none=True),
            on=self._drawn.one(None, "2018-09"),
            citations=(self._drawn.citation(),),
        )
        return Report(stream, report)

    def _mine(self) -> list[Stream]:
        """The streams this author may write on."""
        items = self._world.standing.items()
        return [stream for stream, standing in items if not self._secret or standing.item.classification != "PUBLIC"]

    def _subject_and_values(self) -> tuple[Stream | None, dict[str, Any]]:
        """A stream, and other values for some of its fields: those of another item of its kind."""
        streams = self._mine()
        if not streams:
            return None, {}
        engagements = [stream for stream in streams if stream.kind == "engagement"]
        stream = self._drawn.one(*self._drawn.one(engagements or streams, streams))
        before, other = codec.plain(self._world.standing[stream].item), codec.plain(self._drawn.item(*stream))
        fields = sorted(field for field in {*before, *other} - FIXED if before.get(field) != other.get(field))
        return stream, {field: other.get(field) for field in self._drawn.some(fields, least=min(1, len(fields)))}
