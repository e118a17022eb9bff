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

    def language_of(self, language: str) -> str:
        """The language that `in_language` finds it in."""
        other = "en" if language == "ar" else "ar"
        return language if getattr(self, language) or not getattr(self, other) else other


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
    earliest: str | None = None
    """Its bounds, where only they are known of its days."""
    latest: str | None = None


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
    canonical: str | None = None
    """The entry under which the person is counted, where two were found to be one."""


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
    retracted: bool = False
    """Whether the source was retracted."""
    url: str | None = None
    """Where the source can be read."""


class Claim(msgspec.Struct, frozen=True):
    """A value claimed for a field, by a source."""

    field: str
    value: Any
    source: str | None
    quote: str | None
    rank: str
    reason: str | None
    dispute: str | None = None
    """The dispute in which it is one of the values."""
    locator: str | None = None
    superseded_at: str | None = None
    """When the fact was recorded that deprecated it."""


class Agreement(msgspec.Struct, frozen=True):
    """An instrument that an engagement concerns, by its title, and the engagement at which it was signed."""

    id: str
    title: Words
    signed_at: str | None


class Dispute(msgspec.Struct, frozen=True):
    """Values of one field that cannot all be right. Open: the record keeps its own; settled: `value` was right."""

    id: str
    field: str
    state: str
    values: list[Any]
    preferred: Any
    reason: Words | None
    value: Any
    settled: Words | None
    """Why it was settled so."""


class Retraction(msgspec.Struct, frozen=True):
    """Why an item should not have been recorded, or what it is a duplicate of."""

    duplicate_of: str | None
    reason: Words | None


class Span(msgspec.Struct, frozen=True):
    """The first and last day of the parts of an undated whole."""

    earliest: str | None
    latest: str | None
    uncertain: bool = False
    """Whether the day of a part is uncertain, or in open dispute."""


class Revision(msgspec.Struct, frozen=True):
    """One fact of the item's history."""

    type: str
    recorded_at: str
    cause: str | None
    reason: str | None
    note: str | None
    position: int | None
    why: Words | None = None
    """The reason in the languages there are."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An engagement in short: what a line of a list shows."""

    id: str
    kind: str
    status: str
    title: Words
    when: When | None
    places: list[Place]
    parties: list[str]
    disputed: list[str]
    """The fields with an open dispute."""
    dated_by_parts: Span | None
    """When its parts took place, for a whole that has no day of its own."""


class Entry(Line, frozen=True, kw_only=True):
    """An engagement, whole, at one clearance and one moment. Field by field as `history --format json` prints it."""

    place: Place | None
    mode: str | None
    part_of: str | None
    whole: Words | None
    """The title of what it is a part of."""
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
    agreements: list[Agreement]
    """The same instruments, as far as they are on record, by title."""
    topics: list[str]
    classification: str
    citations: list[Citation]
    claims: list[Claim]
    disputes: list[Dispute]
    retracted: Retraction | None
    labels: dict[str, Words]
    """Our labels for the parties and organisations it names, by id; states of ISO 3166 need none."""
    revision: int
    recorded_at: str
    changed_at: str
    position: int | None
    history: list[Revision]
