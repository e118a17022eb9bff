"""Random legal histories of which calendars show much: days known to the day, meetings of series, promises, persons
found to be one; and the filters and feeds that somebody may ask of them."""

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from ctcalendar.domain import codec, facts
from ctcalendar.domain import items as kinds
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend, Command, Record, Tell
from ctcalendar.domain.facts import Fact
from ctcalendar.domain.items import Stream
from ctcalendar.domain.standing import Standing
from ctcalendar.domain.values import Cadence, DeadlineSet, SeriesPlace, When
from ctcalendar.feeds.catalogue import ALL, Feed
from ctcalendar.feeds.style import CANCELLED
from ctcalendar.views.filter import Filter
from views.histories import Author, Below, History, World, appends, drawing
from views.random_commands import VERBS
from views.random_questions import Questions
from views.random_secrets import Secretive, Told

FULL = Clearance.CONFIDENTIAL

_DAYS = ("2017-11-08", "2018-05-14", "2018-09-10/2018-09-12", "2018-12-01?", "2019-03", "2019-09-01")
_WHENS = (
    *(When(edtf=day) for day in _DAYS),
    When(edtf="2018-09-10", time="09:30", zone="Asia/Qatar"),
    When(edtf="2018-07-10", time="10:00", zone="America/New_York"),
)
_OFTEN = """merged merged merged split split cadence_set cadence_set cadence_set deadline_set deadline_set rescheduled
    cancelled cancelled progress_reported progress_reported reclassified reclassified day_disputed day_disputed
    retracted reinstated reinstated settled moved moved amended amended amended""".split()
_RECORDED = """engagement engagement engagement engagement engagement engagement person person series series commitment
    commitment party organisation topic source instrument""".split()
_WITHIN = {"party": ("within",), "organisation": ("within",), "topic": ("broader",)}


class Calendars(Author):
    """Draws what happens in a calendar: more of engagements, series and promises than of other items, most for all."""

    levels = (*["PUBLIC"] * 6, "PRIVATE", "CONFIDENTIAL")

    def command(self) -> Command | None:
        """A command of some verb, more often one that moves entries."""
        return self.of_verb(self.one(*VERBS, *_OFTEN))

    def _say_record(self) -> Record:
        return self.record(self.one(*_RECORDED))

    def _say_day_disputed(self) -> Command | None:
        """Somebody gives another day for an engagement, or one more."""
        found = self.subject("engagement")
        if found is None:
            return None
        there = [name for name, dispute in found.open_disputes().items() if dispute.field == "when"]
        name = self.one(f"dispute-{found.revision:02}", *there)
        other = codec.plain(self.one(*_WHENS))
        told = (facts.DisputedValue(value=other, citations=(self.citation(),)),)
        return Tell(found.stream, "disputed", facts.Disputed(id=name, field="when", values=told, **self.why()))

    def _say_moved(self) -> Command | None:
        """Something is part of another than was thought, or of none; or an engagement is of another series."""
        kind = self.one("engagement", "engagement", "engagement", *_WITHIN)
        found = self.subject(kind)
        if found is None:
            return None
        fields = (
            self.one(("part_of",), ("series",), ("part_of", "participants")) if kind == "engagement" else _WITHIN[kind]
        )
        other = self.otherwise(found)
        event = facts.Amended(changes=(), cause="correction", reason="it was misread")
        return Amend(found.stream, {field: other.get(field) for field in fields}, event)

    def _engagement(self, identity: str) -> kinds.Engagement:
        made = super()._engagement(identity)
        series = made.series and SeriesPlace(id=made.series.id, ordinal=self.one(None, 1, 2, 3, 4))
        return replace(made, when=self.one(made.when, *_WHENS), series=series)

    def deadline(self, standing: Standing) -> DeadlineSet:
        """A deadline of a commitment; at a meeting that there may be."""
        made = super().deadline(standing)
        if made.at_meeting is None:
            return made
        meeting = SeriesPlace(id=made.at_meeting.id, ordinal=self.one(1, 2, 3, 4))
        return replace(made, at_meeting=meeting, complete_by=self.one(None, made.complete_by))

    def cadence(self) -> Cadence:
        """How often a series should meet, in the years in which its meetings lie."""
        made = super().cadence()
        anchor = self.one("2018-09-12", "2017-11-01", None) if made.kind == "rolling" else made.anchor
        every = self.one("10 months", "1 year", "2 years", "as-needed")
        return replace(made, every=every, anchor=anchor, tolerance_before=self.one(None, "60 days", "200 days"))


def history(below: Below, length: int) -> History:
    """A legal history of so many commands, in appends of one to seven facts."""
    author = Calendars(below, World())
    return appends(below, [*author.opening(), *author.story(length)])


@cache
def seeded(number: int, length: int = 100) -> History:
    """The history that a number stands for."""
    return history(Random(number).randrange, length)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Legal histories of some dozen facts."""
    return history(drawing(draw), draw(st.integers(10, 60)))


# -- with secrets -----------------------------------------------------------------------------------------------------


class Secrets(Secretive, Calendars):
    """Draws what nobody at a clearance may know, of what happens in a calendar."""


class Later(Calendars):
    """Draws what is told later, of the same things, in ignorance of secrets that were told meanwhile."""

    def name_of_new(self, kind: str) -> str:
        """The id of an item that is recorded now: none that a secret may have."""
        return f"later-{super().name_of_new(kind)}"


class Between(NamedTuple):
    """Two records that nobody at a clearance can tell apart: in one, secrets were told between two parts."""

    clearance: Clearance
    first: History
    secrets: History
    then: list[tuple[list[Fact], list[Fact]]]
    """Appends of the second part: the facts where no secrets were told, and those of the same command elsewhere."""

    def streams(self) -> set[Stream]:
        """Every item that anything is told of."""
        told = [*self.first, *self.secrets, *(facts for both in self.then for facts in both)]
        return {fact.stream for facts in told for fact in facts}


def secrets_between(seed: int) -> Between:
    """The records that a number stands for."""
    below, clearance = Random(seed).randrange, Clearance(seed % 2)
    plain, other = World(), World()
    author = Calendars(below, plain)
    first = [*author.opening(), *author.story(70)]
    other.items = dict(plain.items)
    secrets = Secrets(below, other, clearance).story(30)
    later, then = Later(below, plain), list[tuple[list[Fact], list[Fact]]]()
    for _ in range(40):
        command = later.command()
        both = [world.decided(command) if command else [] for world in (plain, other)]
        if all(both) and not any(_opens(fact, plain, clearance) for fact in both[0]):
            plain.evolve(both[0])
            other.evolve(both[1])
            then.append((both[0], both[1]))
    return Between(clearance, appends(below, first), appends(below, secrets), then)


def _opens(fact: Fact, world: World, clearance: Clearance) -> bool:
    """Whether a fact makes known what was above a clearance: then so are the secrets about it."""
    return fact.name.endswith(".reclassified") and world.level(fact.stream) > clearance


def told_with_secrets(seed: int) -> Told:
    """A history of which calendars show much, and secrets that could follow it, by number."""
    below, world, clearance = Random(seed).randrange, World(), Clearance(seed % 2)
    author = Calendars(below, world)
    told = appends(below, [*author.opening(), *author.story(80)])
    return Told(clearance, told, appends(below, Secrets(below, world, clearance).story(30)))


def streams_of(told: History) -> list[Stream]:
    """The items a history is about."""
    return sorted({fact.stream for append in told for fact in append})


# -- what is asked of them --------------------------------------------------------------------------------------------


def _feed(name: str, **choices: Any) -> Feed:
    return replace(ALL, name=name, **choices)


EVERYTHING = [
    _feed(f"everything-{clearance.name}", clearance=clearance, private=True, deadlines="yes", expected=True)
    for clearance in Clearance
]
"""All that one clearance sees."""


def feeds_asked(streams: Sequence[Stream], chance: Random) -> Iterator[Feed]:
    """Feeds besides those of the catalogue: in every manner, of every person, and by filters drawn at random."""
    for cancelled in CANCELLED:
        tasks = cancelled == "title"
        yield _feed(f"cancelled-{cancelled}", cancelled=cancelled, tasks=tasks, alarms=("P7D",), expected=True)
    yield _feed("a-year", asked=Filter(since="2018-01-01", until="2018-12-31"), expected=True)
    yield _feed("called-off", asked=Filter(status=("cancelled", "scheduled")))
    yield _feed("the-first-three", asked=Filter(limit=3))
    for stream in streams:
        if stream.kind in ("person", "topic", "organisation", "party"):
            terms: Any = {stream.kind: (stream.id,)}
            yield _feed(f"of-{stream.id}", asked=Filter(**terms), clearance=FULL, private=True)
    questions = Questions(chance.randrange, streams, ())
    for number in range(6):
        # Of the past nothing is kept, and who goes on after an item must know it.
        drawn = replace(questions.asked(), published_by=None, after=None)
        yield _feed(f"drawn-{number}", asked=drawn, clearance=Clearance(chance.randrange(3)), private=True)
