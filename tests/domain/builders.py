"""What the domain's tests are made of: items that fill in the rest, and given / when / then over decide and evolve.

    given(scheduled(visit())).when(hold(visit(when=on("2017-11-09")))).then(...)
    given(held(visit())).when(amend(VISIT, mode="virtual")).refused(saying="already has that value")

`given` takes commands and decides them one after the other, so a history is always one that could have come about.
Whatever the builders name by default exists already; `known` adds to it.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest

from ctcalendar.domain import items
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend, Command, Corroborate, Record, Report
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import Amended, Corroborated, Event, Fact, FieldChange, ProgressReported, Recorded, Rerank
from ctcalendar.domain.items import Engagement, Item, Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.standing import Standing, evolve
from ctcalendar.domain.values import Citation, Participant, Place, Text, When

VISIT = Stream("engagement", "sales-visit-doha-2018")
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


# -- values -----------------------------------------------------------------------------------------------------------


def cite(*supports: str, source: str = "note", quote: str | None = "met in Doha", **more: Any) -> Citation:
    """A citation of a registered source that proves these fields."""
    more.setdefault("language", "en" if quote else None)
    return Citation(source=source, quote=quote, supports=supports, **more)


def on(edtf: str | None = None, **more: Any) -> When:
    """A day, or bounds."""
    return When(edtf=edtf, **more)


def place(name: str | None = "Doha", country: str | None = "QA", **more: Any) -> Place:
    """A stop."""
    return Place(name=Text(en=name) if name else None, country=country, **more)


def head(
    person: str | None = "nathan-sales", *, party: str = "US", name: str | None = None, **more: Any
) -> Participant:
    """Somebody at the table, by default the head of a side."""
    more.setdefault("role", "head")
    return Participant(person=person, party=party, name=Text(en=name) if name else None, **more)


# -- items ------------------------------------------------------------------------------------------------------------


def visit(**fields: Any) -> Engagement:
    """A visit to Doha on a day in 2018, cited for its title."""
    stated: dict[str, Any] = {
        "id": VISIT.id,
        "kind": "visit",
        "title": Text(en="Visit to Doha"),
        "when": on("2018-03-04"),
        "parties": ("QA", "US"),
        "citations": (cite("title"),),
    }
    return Engagement(**stated | fields)


def person(slug: str = "khalid-al-attiyah", **fields: Any) -> items.Person:
    """A public figure, cited for the name."""
    return items.Person(**{"id": slug, "names": Text(en="Khalid"), "citations": (cite("names.en"),)} | fields)


def source(slug: str = "release", **fields: Any) -> items.Source:
    """A press release."""
    return items.Source(**{"id": slug, "kind": "press-release", "title": Text(en="Release")} | fields)


def party(slug: str = "GCC", **fields: Any) -> items.Party:
    """A party that is no state."""
    stated = {"id": slug, "kind": "group", "names": Text(en="Cooperation Council"), "citations": (cite("names.en"),)}
    return items.Party(**stated | fields)


def organisation(slug: str = "qa-ssb", **fields: Any) -> items.Organisation:
    """A bureau of a party."""
    stated = {"id": slug, "party": "QA", "names": Text(en="State Security Bureau"), "citations": (cite("party"),)}
    return items.Organisation(**stated | fields)


def office(slug: str = "sales-coordinator", **fields: Any) -> items.Office:
    """An office somebody held."""
    stated = {"person": "nathan-sales", "title": Text(en="Coordinator"), "party": "US", "citations": (cite("title"),)}
    return items.Office(**{"id": slug} | stated | fields)


def topic(slug: str = "aviation", **fields: Any) -> items.Topic:
    """A subject of cooperation, which needs no source."""
    return items.Topic(**{"id": slug, "label": Text(en="Aviation security")} | fields)


def instrument(slug: str = "arrangement-2018", **fields: Any) -> items.Instrument:
    """An arrangement between two states."""
    stated = {"kind": "arrangement", "title": Text(en="Arrangement"), "parties": ("QA", "US")}
    return items.Instrument(**{"id": slug, "citations": (cite("title"),)} | stated | fields)


def commitment(slug: str = "share-more", **fields: Any) -> items.Commitment:
    """Something undertaken in the memorandum."""
    stated = {"instrument": "mou", "form": "cooperation", "parties": ("QA", "US"), "text": Text(en="Share more")}
    return items.Commitment(**{"id": slug, "citations": (cite("text"),)} | stated | fields)


def series(slug: str = "strategic-dialogue", **fields: Any) -> items.Series:
    """A run of dialogues."""
    stated = {"names": Text(en="Strategic Dialogue"), "parties": ("QA", "US"), "citations": (cite("names"),)}
    return items.Series(**{"id": slug} | stated | fields)


def report(slug: str = "r1", **fields: Any) -> ProgressReported:
    """A report of progress, cited."""
    stated = {"status": "in-progress", "text": Text(en="Under way"), "by": ("QA",), "citations": (cite(),)}
    return ProgressReported(**{"id": slug} | stated | fields)


# -- commands ---------------------------------------------------------------------------------------------------------

_VERBS = {
    items.Office: "office.held",
    items.Instrument: "instrument.concluded",
    items.Commitment: "commitment.undertaken",
    items.Series: "series.established",
}


def record(item: Item) -> Record:
    """Record an item of any kind but an engagement, which is `scheduled` or `held`."""
    return Record(_VERBS.get(type(item)) or f"{type(item).__name__.lower()}.registered", item)


def scheduled(item: Engagement) -> Record:
    """An engagement is announced."""
    return Record("engagement.scheduled", item)


def held(item: Engagement) -> Record:
    """An engagement took place."""
    return Record("engagement.held", item)


hold = held


def amend(subject: Stream, *citations: Citation, cause: Any = "correction", **values: Any) -> Amend:
    """Give fields other values, plain as dossiers give them; a citation is optional."""
    return Amend(subject, values, Amended(changes=(), cause=cause, reason="misread", citations=citations))


def corroborate(subject: Stream, *citations: Citation, **values: Any) -> Corroborate:
    """Another source says so too; without a citation the article is cited for all that it gives."""
    event = Corroborated(given=(), citations=citations or (cite(source="article"),))
    return Corroborate(subject, values, event)


def reported(subject: Stream, event: ProgressReported) -> Report:
    """Somebody reports progress."""
    return Report(subject, event)


def changed(field: str, old: Any = None, new: Any = None, **reranked: Any) -> FieldChange:
    """A field's change; claims are written `r1_2="deprecated"` for claim 1.2."""
    ranks = tuple(Rerank(claim=claim[1:].replace("_", "."), rank=rank) for claim, rank in reranked.items())
    return FieldChange(field=field, old=old, new=new, reranked=ranks)


# -- given, when, then ------------------------------------------------------------------------------------------------


class Existing:
    """The items there are, as decide asks for them."""

    def __init__(self, streams: Iterable[Stream]) -> None:
        self.streams = set(streams)
        self.levels: dict[Stream, Clearance] = {}

    def __contains__(self, stream: object) -> bool:
        return stream in self.streams

    def ids(self, kind: str) -> list[str]:
        """All ids of a kind."""
        return sorted(stream.id for stream in self.streams if stream.kind == kind)

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item: these are all public, unless one is told apart."""
        return self.levels.get(stream, Clearance.PUBLIC)


class History:
    """What streams have come to, decided command by command."""

    def __init__(self, known: Iterable[Stream] = ()) -> None:
        self.known = Existing({*WORLD, *known})
        self.standings: dict[Stream, Standing] = {}

    def decide(self, command: Command) -> Fact:
        """The fact the command comes to here."""
        return decide(command, self.standings.get(command.subject), self.known)

    def evolve(self, fact: Fact) -> Standing:
        """What its stream has come to with the fact."""
        before = self.standings.get(fact.stream)
        revision = before.revision + 1 if before else 1
        recorded = Recorded(0, fact.stream, revision, fact.name, fact.event, 0, "tests")
        self.standings[fact.stream] = evolve(before, recorded)
        self.known.streams.add(fact.stream)
        return self.standings[fact.stream]

    def when(self, command: Command) -> "Asked":
        """Ask for one thing more."""
        return Asked(self, command)


class Asked(NamedTuple):
    """A command put to a history: it makes a fact, or it is refused."""

    history: History
    command: Command

    def then(self, event: Event | None = None, *, name: str | None = None) -> "Outcome":
        """It makes a fact: this event, where one is given, under this stored name."""
        fact = self.history.decide(self.command)
        if event is not None:
            assert fact.event == event
        if name is not None:
            assert fact.name == name
        return Outcome(fact.event, self.history.evolve(fact))

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
    history = History(known)
    for command in commands:
        history.evolve(history.decide(command))
    return history
