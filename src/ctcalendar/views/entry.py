"""An engagement as every reader gets it: frozen, typed, field by field as `history --format json` prints it."""

from typing import Any

import msgspec


class Words(msgspec.Struct, frozen=True):
    """A text in the languages there are."""

    en: str | None
    ar: str | None
    differs: str | None = None

    def in_language(self, language: str) -> str:
        """The text in a language, or else in the other."""
        first, second = (self.ar, self.en) if language == "ar" else (self.en, self.ar)
        return first or second or ""


class When(msgspec.Struct, frozen=True):
    """When it happened: EDTF, the days it may mean, and the wall-clock start where a source gives a time."""

    edtf: str | None
    basis: str
    rule: str | None
    earliest: str | None
    latest: str | None
    precision: str | None
    starts_at: str | None
    zone: str | None
    printed: str | None
    weekday: str | None
    uncertain: bool


class Place(msgspec.Struct, frozen=True):
    """One stop."""

    name: Words | None
    country: str | None
    when: str | None


class Participant(msgspec.Struct, frozen=True):
    """Somebody at the table: name and title as printed, `label` as our register has the person."""

    person: str | None
    name: Words | None
    honorific: Words | None
    title: Words | None
    organisation: str | None
    party: str
    role: str
    label: Words | None


class Delegation(msgspec.Struct, frozen=True):
    """A delegation's size, as claimed."""

    party: str
    size: int
    note: str | None


class SeriesPlace(msgspec.Struct, frozen=True):
    """A place in a numbered series."""

    id: str
    ordinal: int | None
    names: Words


class Assertion(msgspec.Struct, frozen=True):
    """What somebody asserted."""

    id: str
    by: str
    about: list[str]
    text: Words
    label: Words | None
    """Our label for who asserts, where that is a person or an organisation."""


class Citation(msgspec.Struct, frozen=True):
    """A source, the span of it, the fields it proves, and when it was published."""

    source: str
    published: str | None
    language: str | None
    quote: str | None
    locator: str | None
    supports: list[str]
    title: Words | None


class Claim(msgspec.Struct, frozen=True):
    """A value claimed for a field, by a source."""

    field: str
    value: Any
    source: str | None
    quote: str | None
    rank: str
    reason: str | None


class Revision(msgspec.Struct, frozen=True):
    """One fact of the item's history."""

    type: str
    recorded_at: str
    cause: str | None
    reason: str | None
    note: str | None
    position: int | None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An engagement in short: what a line of a list shows."""

    id: str
    kind: str
    status: str
    title: Words
    when: When | None
    places: list[Place]
    parties: list[str]


class Entry(Line, frozen=True, kw_only=True):
    """An engagement, whole, at one clearance and one moment. Field by field as `history --format json` prints it."""

    place: Place | None
    mode: str | None
    part_of: str | None
    parts: list[str]
    occasion: Words | None
    rank: str | None
    sessions: int | None
    says: list[Assertion]
    participants: list[Participant]
    delegations: list[Delegation]
    agencies: list[str]
    series: SeriesPlace | None
    instruments: list[str]
    topics: list[str]
    classification: str
    citations: list[Citation]
    claims: list[Claim]
    disputed: list[str]
    revision: int
    recorded_at: str
    changed_at: str
    position: int | None
    history: list[Revision]
