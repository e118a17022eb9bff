"""What a dossier holds, section by section, and the order in which its items are recorded."""

from typing import Any, Literal

import msgspec

from ctcalendar.domain import items, values
from ctcalendar.domain.values import Citation, Classification, Id, LegalStatus, Text, Value, When

Why = str | Text
"""A reason: a plain text, or one in both languages."""


class Status(LegalStatus, frozen=True, kw_only=True):
    """Whether an instrument holds, since when, and on whose word."""

    reason: Why | None = None
    citations: tuple[Citation, ...] = ()


class Cadence(values.Cadence, frozen=True, kw_only=True):
    """How often a series should meet, and on whose word."""

    reason: Why | None = None  # type: ignore[assignment]
    citations: tuple[Citation, ...] = ()


class Instrument(items.Instrument, frozen=True, kw_only=True):
    """An instrument, with its status and reports of its progress."""

    status: Status | None = None


class Series(items.Series, frozen=True, kw_only=True):
    """A series, with how often it should meet."""

    cadence: Cadence | None = None
    status: Literal["active"] | None = None


class Engagement(items.Engagement, frozen=True, kw_only=True):
    """An engagement, with what became of it so far."""

    status: Literal["scheduled", "held"]


class Report(values.ProgressReported, frozen=True, kw_only=True):
    """A report of progress on an instrument or commitment recorded before."""

    subject: str


class Deadline(values.DeadlineSet, frozen=True, kw_only=True):
    """A deadline of a commitment recorded before."""

    subject: str


class LaterCadence(Cadence, frozen=True, kw_only=True):
    """How often a series recorded before should meet."""

    subject: str


class LaterStatus(Status, frozen=True, kw_only=True):
    """The status of an instrument recorded before."""

    subject: str


class Reasoned(Value, frozen=True, kw_only=True):
    """Something said of an item recorded before, why, and on whose word.

    `subject` is its id, or KIND:ID where two kinds share the id.
    """

    subject: str
    reason: Why
    citations: tuple[Citation, ...] = ()


class Halt(Reasoned, frozen=True, kw_only=True):
    """A series is suspended, resumed or closed."""

    on: str | None = None


class Reschedule(Reasoned, frozen=True, kw_only=True):
    """An announced engagement is moved; `when` is null where it is postponed without a day."""

    when: When | None


class Cancellation(Reasoned, frozen=True, kw_only=True):
    """An announced engagement is called off."""


class Retraction(Reasoned, frozen=True, kw_only=True):
    """An item should not have been recorded, or is a duplicate."""

    duplicate_of: Id | None = None


class Reinstatement(Reasoned, frozen=True, kw_only=True):
    """A retraction is taken back."""


class Reclassification(Reasoned, frozen=True, kw_only=True):
    """An item's classification changes."""

    classification: Classification


class Merger(Reasoned, frozen=True, kw_only=True):
    """The person is one with `into`."""

    into: Id


class Split(Reasoned, frozen=True, kw_only=True):
    """The person is not `from`: a merger is taken back."""

    apart_from: Id = msgspec.field(name="from")


class DisputedValue(Value, frozen=True, kw_only=True):
    """One of the values in dispute, and on whose word."""

    value: Any
    citations: tuple[Citation, ...] = ()


class Dispute(Reasoned, frozen=True, kw_only=True):
    """Values that cannot all be right. The recorded one takes part without being named."""

    id: Id
    field: str
    values: tuple[DisputedValue, ...]
    preferred: Any = None


class Settlement(Reasoned, frozen=True, kw_only=True):
    """A dispute is settled; `value` is null where none can be preferred."""

    dispute: Id
    value: Any = None


class Corroboration(Value, frozen=True, kw_only=True):
    """Another source for something recorded. `subject` is its id, or KIND:ID where two kinds share the id."""

    id: Id | None = None
    subject: str
    values: dict[str, Any] = msgspec.field(default_factory=dict)
    note: str | None = None
    citations: tuple[Citation, ...] = ()


class Amendment(Value, frozen=True, kw_only=True):
    """Other values for fields of something recorded; null takes a value back to unknown."""

    id: Id | None = None
    subject: str
    values: dict[str, Any]
    cause: Literal["correction", "change-of-plan"]
    reason: Why
    citations: tuple[Citation, ...] = ()


class Dossier(Value, frozen=True, kw_only=True):
    """A dossier whole. The sections are recorded in this order, whatever their order in the file."""

    dossier: Literal["1"] = "1"
    sources: tuple[items.Source, ...] = ()
    parties: tuple[items.Party, ...] = ()
    organisations: tuple[items.Organisation, ...] = ()
    people: tuple[items.Person, ...] = ()
    offices: tuple[items.Office, ...] = ()
    topics: tuple[items.Topic, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    commitments: tuple[items.Commitment, ...] = ()
    series: tuple[Series, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    reports: tuple[Report, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    statuses: tuple[LaterStatus, ...] = ()
    cadences: tuple[LaterCadence, ...] = ()
    suspensions: tuple[Halt, ...] = ()
    resumptions: tuple[Halt, ...] = ()
    closings: tuple[Halt, ...] = ()
    reschedules: tuple[Reschedule, ...] = ()
    cancellations: tuple[Cancellation, ...] = ()
    corroborations: tuple[Corroboration, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    retractions: tuple[Retraction, ...] = ()
    reinstatements: tuple[Reinstatement, ...] = ()
    reclassifications: tuple[Reclassification, ...] = ()
    merges: tuple[Merger, ...] = ()
    splits: tuple[Split, ...] = ()


SECTIONS = {
    "sources": "source",
    "parties": "party",
    "organisations": "organisation",
    "people": "person",
    "offices": "office",
    "topics": "topic",
    "instruments": "instrument",
    "commitments": "commitment",
    "series": "series",
    "engagements": "engagement",
}
"""The sections of items -> the kind of item."""

SAID_OF = {
    "reports": "report",
    "deadlines": "deadline",
    "statuses": "status",
    "cadences": "cadence",
    "suspensions": "suspension",
    "resumptions": "resumption",
    "closings": "closing",
    "reschedules": "reschedule",
    "cancellations": "cancellation",
    "corroborations": "corroboration",
    "amendments": "amendment",
    "disputes": "dispute",
    "settlements": "settlement",
    "retractions": "retraction",
    "reinstatements": "reinstatement",
    "reclassifications": "reclassification",
    "merges": "merge",
    "splits": "split",
}
"""The sections of what is said of items recorded before -> what one of them is called."""
