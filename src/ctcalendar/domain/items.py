"""What the record keeps: ten kinds of item, each in its newest shape.

An item is the content of the fact that first records it: `person.registered` holds a Person, `engagement.held` an
Engagement. Amendments and corroborations (facts.py) then change its fields. The fields in LATER are empty in that first
fact: they are told by facts of their own.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import msgspec

from ctcalendar.domain.streams import Kind as Kind
from ctcalendar.domain.streams import Stream as Stream
from ctcalendar.domain.values import (
    Alias,
    Assertion,
    Cadence,
    Citation,
    Classification,
    DeadlineSet,
    Delegation,
    Derivation,
    Id,
    Language,
    LegalStatus,
    Mandate,
    Objective,
    Participant,
    Place,
    ProgressReported,
    Relation,
    SeriesPlace,
    SourcePart,
    Text,
    Value,
    When,
)

EngagementKind = Literal["signing", "visit", "dialogue", "meeting", "statement"]


class Item(Value, frozen=True, kw_only=True):
    """What all kinds share: an id, the citations that prove the fields, and a classification."""

    id: Id
    citations: tuple[Citation, ...] = ()
    classification: Classification = "PUBLIC"


class Source(Item, frozen=True, kw_only=True):
    """A document somebody published. A republished copy is one witness with its original (`derived_from`)."""

    kind: Literal["media-note", "press-release", "news-article", "event-page", "official-record", "dataset", "other"]
    title: Text | None = None
    subtitle: Text | None = None
    publisher: Text | None = None
    published: When | None = None
    languages: tuple[Language, ...] = ()
    url: str | None = None
    sha256: str | None = None
    """SHA-256, in hex, of the text that locators count in."""
    parts: tuple[SourcePart, ...] = ()
    derived_from: tuple[Derivation, ...] = ()


class Party(Item, frozen=True, kw_only=True):
    """A party that is no ISO 3166 state. `within` makes `--party UN` find its offices."""

    kind: Literal["former-state", "international-organisation", "office", "group"]
    names: Text
    within: Id | None = None


class Organisation(Item, frozen=True, kw_only=True):
    """A ministry, agency or committee of a party."""

    names: Text
    party: Id
    within: Id | None = None
    aliases: tuple[Alias, ...] = ()


class Person(Item, frozen=True, kw_only=True):
    """A public figure. `names` are our labels, `aliases` the spellings that sources attest."""

    names: Text
    aliases: tuple[Alias, ...] = ()


class Office(Item, frozen=True, kw_only=True):
    """An office that a person held. `since` and `until` are EDTF; absent is not known, `..` is still held."""

    person: Id
    title: Text
    party: Id
    organisation: Id | None = None
    # `from` is a Python keyword: the record says from/to, the code since/until.
    since: str | None = msgspec.field(name="from", default=None)
    until: str | None = msgspec.field(name="to", default=None)


class Topic(Item, frozen=True, kw_only=True):
    """A subject of cooperation, in a hierarchy by `broader`."""

    label: Text
    broader: Id | None = None


class Instrument(Item, frozen=True, kw_only=True):
    """The written text that records what was agreed, whatever its title."""

    kind: Literal[
        "memorandum-of-understanding",
        "letter-of-intent",
        "letter-of-agreement",
        "joint-statement",
        "agreement",
        "arrangement",
        "protocol",
        "exchange-of-notes",
        "plan",
        "other",
    ]
    title: Text
    aliases: tuple[Alias, ...] = ()
    parties: tuple[Id, ...]
    signed_at: Id | None = None
    """The engagement at which it was signed."""
    covers: str | None = None
    """The period it covers, as EDTF (`2018`)."""
    languages: tuple[str, ...] = ()
    topics: tuple[Id, ...] = ()
    organisations: tuple[Id, ...] = ()
    """Those it puts to work."""
    objectives: tuple[Objective, ...] = ()
    related: tuple[Relation, ...] = ()
    binding: bool | None = None
    status: LegalStatus | None = None
    """Told by `instrument.status-changed`."""
    reports: tuple[ProgressReported, ...] = ()
    """Told by `instrument.progress-reported`: reports on the whole, in the order in which they were recorded."""


class Commitment(Item, frozen=True, kw_only=True):
    """Something parties undertook, in an instrument or at an engagement (exactly one of the two)."""

    instrument: Id | None = None
    engagement: Id | None = None
    form: Literal["periodic-meetings", "deadline-setting", "activity", "cooperation", "other"]
    parties: tuple[Id, ...]
    text: Text
    told_by: Id | None = None
    """The person, party or organisation on whose word we have it, where that is not the text itself."""
    deadlines: tuple[DeadlineSet, ...] = ()
    """Told by `commitment.deadline-set`."""
    reports: tuple[ProgressReported, ...] = ()
    """Told by `commitment.progress-reported`, in the order in which they were recorded."""


class Series(Item, frozen=True, kw_only=True):
    """A numbered run of dialogues between the same parties."""

    names: Text
    aliases: tuple[Alias, ...] = ()
    parties: tuple[Id, ...]
    mandate: Mandate | None = None
    cadence: Cadence | None = None
    """Told by `series.cadence-set`."""
    status: Literal["active", "suspended", "closed"] | None = None
    """Told by `series.suspended`, `.resumed` and `.closed`."""


class Engagement(Item, frozen=True, kw_only=True):
    """A signing, visit, dialogue, meeting or statement. Any of day, place and head may be absent: never guessed."""

    kind: EngagementKind
    title: Text
    when: When | None = None
    places: tuple[Place, ...] = ()
    mode: Literal["in-person", "virtual", "hybrid"] | None = None
    part_of: Id | None = None
    occasion: Text | None = None
    rank: Literal["state", "official", "official-working", "working", "private"] | None = None
    sessions: int | None = None
    parties: tuple[Id, ...]
    participants: tuple[Participant, ...] = ()
    agencies: tuple[Id, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    topics: tuple[Id, ...] = ()
    series: SeriesPlace | None = None
    instruments: tuple[Id, ...] = ()
    says: tuple[Assertion, ...] = ()
    status: Literal["scheduled", "held", "cancelled"] | None = None
    """Told by `engagement.scheduled`, `.held`, `.rescheduled` and `.cancelled` themselves."""


KINDS: dict[str, type[Item]] = {
    "source": Source,
    "party": Party,
    "organisation": Organisation,
    "person": Person,
    "office": Office,
    "topic": Topic,
    "instrument": Instrument,
    "commitment": Commitment,
    "series": Series,
    "engagement": Engagement,
}

LATER = frozenset({"status", "reports", "deadlines", "cadence"})
"""The fields that facts of their own tell; the fact that first records an item does not hold them."""


@cache
def fields_of(kind: type[Item]) -> Mapping[str, msgspec.structs.FieldInfo]:
    """The fields of a kind of item, by the names the record spells them with (`from`, not `since`)."""
    return {info.encode_name: info for info in msgspec.structs.fields(kind)}


def field_value(item: Item, field: str) -> Any:
    """The typed value of one field, by its recorded name. Raises KeyError for an unknown field."""
    return getattr(item, fields_of(type(item))[field].name)
