"""What a dossier holds, section by section, and the order in which its items are recorded."""

from typing import Any, Literal

import msgspec

from ctcalendar.domain import items
from ctcalendar.domain.facts import ProgressReported
from ctcalendar.domain.values import Citation, Id, Value


class Instrument(items.Instrument, frozen=True, kw_only=True):
    """An instrument, with reports of its progress."""

    reports: tuple[ProgressReported, ...] = ()


class Commitment(items.Commitment, frozen=True, kw_only=True):
    """A commitment, with reports of its progress."""

    reports: tuple[ProgressReported, ...] = ()


class Engagement(items.Engagement, frozen=True, kw_only=True):
    """An engagement, with what became of it so far."""

    status: Literal["scheduled", "held"]


class Report(ProgressReported, frozen=True, kw_only=True):
    """A report of progress on an instrument or commitment recorded before."""

    subject: str


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
    reason: str
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
    commitments: tuple[Commitment, ...] = ()
    series: tuple[items.Series, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    reports: tuple[Report, ...] = ()
    corroborations: tuple[Corroboration, ...] = ()
    amendments: tuple[Amendment, ...] = ()


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
