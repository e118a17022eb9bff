"""The values facts are made of: bilingual text, citations, days, places, people at a table.

All are frozen and keyword-only; defaults are omitted when encoded, so a field added later leaves old bytes alone.
They hold only strings, integers, booleans and lists: canonical JSON must be unambiguous, so there are no floats.
Shape is checked when something is decoded; whether the content makes sense is `checks.py`.
"""

import re
from typing import Annotated, Literal

import msgspec

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$")]
"""A readable slug, as in `us-qatar-ct-dialogue-1`; `QA` and `UN` are ids too. No dot: dots make paths."""

Language = Literal["en", "ar"]
Classification = Literal["PUBLIC", "PRIVATE", "CONFIDENTIAL"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Progress = Literal["not-started", "in-progress", "largely-complete", "complete", "lapsed"]


# gc=False: a value that never changes cannot come to hold itself, so nobody need look whether it does.
class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A frozen value with named fields."""


class Text(Value, frozen=True, kw_only=True):
    """One text in the languages we have it in. `differs` says in words where the two do not say the same."""

    en: str | None = None
    ar: str | None = None
    differs: str | None = None


def in_its_language(text: str) -> Text:
    """A text in the language of most of its letters: an English reason may quote an Arabic name."""
    if text.isascii():
        return Text(en=text)
    is_arabic = len(_ARABIC.findall(text)) > len(_LATIN.findall(text))
    return Text(ar=text) if is_arabic else Text(en=text)


_ARABIC, _LATIN = re.compile("[\u0600-\u06ff]"), re.compile("[A-Za-z]")


class Citation(Value, frozen=True, kw_only=True):
    """A source, and the span of it that proves something.

    `quote` is at most a dozen words, verbatim but for white space. `locator` is RFC 5147 (`char=1025,1063`, Unicode
    code points of the text whose sha256 the source holds) or a page. `supports` names the fields it proves: dotted,
    list steps by id (`when`, `participants.nathan-sales`, `says.first-of-its-kind`).
    """

    source: Id
    language: Language | None = None
    quote: str | None = None
    locator: str | None = None
    supports: tuple[str, ...] = ()


class When(Value, frozen=True, kw_only=True):
    """When something happened or is to happen, as exactly as it is known and no more.

    `edtf` is EDTF level 1 or null; null needs bounds (`earliest`, `latest`: calendar days) or basis `none`.
    `time` (HH:MM, wall clock) and `zone` (IANA) only where a source gives them. `weekday` and `printed` are as the
    source has them, right or wrong. `rule` says in words how an inferred or completed date was reached.
    """

    edtf: str | None = None
    earliest: str | None = None
    latest: str | None = None
    time: str | None = None
    zone: str | None = None
    weekday: Weekday | None = None
    printed: str | None = None
    basis: Literal["stated", "year-from-context", "inferred", "none"] = "stated"
    rule: str | None = None


class Place(Value, frozen=True, kw_only=True):
    """One stop: a named place, its country (ISO 3166 alpha-2), and its own days where the whole has several."""

    name: Text | None = None
    country: str | None = None
    when: When | None = None


class Participant(Value, frozen=True, kw_only=True):
    """Somebody at the table. At least one of person, name, title or organisation is known.

    `name`, `honorific` and `title` are as printed; the person's own label is in the register. Nobody is a signatory
    whose hand the text does not name.
    """

    person: Id | None = None
    name: Text | None = None
    honorific: Text | None = None
    title: Text | None = None
    organisation: Id | None = None
    party: Id
    role: Literal["head", "co-chair", "signatory", "visitor", "host", "member", "speaker", "guest"]


class Delegation(Value, frozen=True, kw_only=True):
    """The size of a delegation, as a source claims it."""

    party: Id
    size: int
    note: str | None = None


class Assertion(Value, frozen=True, kw_only=True):
    """What somebody asserted: shown and searchable, never a fact of ours, never counted.

    `by` is a person, party, organisation or the word `document`; `about` lists ids of anything.
    """

    id: Id
    by: Id
    about: tuple[Id, ...] = ()
    text: Text
    citations: tuple[Citation, ...] = ()


class Alias(Value, frozen=True, kw_only=True):
    """A spelling or name that a source attests."""

    text: str
    language: Language
    note: str | None = None
    citations: tuple[Citation, ...] = ()


class SeriesPlace(Value, frozen=True, kw_only=True):
    """The place of an engagement in a numbered series; the ordinal may be unknown."""

    id: Id
    ordinal: int | None = None


class SourcePart(Value, frozen=True, kw_only=True):
    """One article among several in a file, by the locators of its pieces."""

    language: Language
    locators: tuple[str, ...]


class Derivation(Value, frozen=True, kw_only=True):
    """How one source came from another, which is registered here (`source`) or only known by name."""

    how: Literal["republishes", "rewrites", "quotes", "translates"]
    source: Id | None = None
    name: str | None = None
    citations: tuple[Citation, ...] = ()


class Objective(Value, frozen=True, kw_only=True):
    """Something an instrument sets out to achieve."""

    id: Id
    text: Text
    topics: tuple[Id, ...] = ()
    citations: tuple[Citation, ...] = ()


class Relation(Value, frozen=True, kw_only=True):
    """How one instrument stands to another."""

    how: Literal["implements", "amends", "renews", "supersedes", "annexed-to"]
    instrument: Id


class Mandate(Value, frozen=True, kw_only=True):
    """The commitment that calls for a series, and whether a source says so or an analyst assumes it."""

    commitment: Id
    basis: Literal["stated", "assumption"]
    reason: str | None = None


class ProgressReported(Value, frozen=True, kw_only=True):
    """Somebody reported how far an instrument as a whole, or one commitment, has been carried out."""

    id: Id
    status: Progress
    text: Text
    by: tuple[Id, ...]
    """The persons, parties or organisations who report."""
    told_by: Id | None = None
    """On whose word we have it, where that is not the reporter."""
    at: Id | None = None
    """The engagement at which it was reported."""
    on: str | None = None
    """EDTF day of the report, where no engagement gives it."""
    citations: tuple[Citation, ...] = ()


class DeadlineSet(Value, frozen=True, kw_only=True):
    """A day by which a commitment is to be started or completed, or the meeting at which it is due."""

    id: Id
    start_by: str | None = None
    """EDTF: a day, month, season or year."""
    complete_by: str | None = None
    at_meeting: SeriesPlace | None = None
    set_at: Id | None = None
    """The engagement at which it was set."""
    text: Text | None = None
    citations: tuple[Citation, ...] = ()


class LegalStatus(Value, frozen=True, kw_only=True):
    """Whether an instrument holds, and since when (EDTF)."""

    status: Literal["in-force", "expired", "terminated", "suspended"]
    on: str | None = None


class Cadence(Value, frozen=True, kw_only=True):
    """How often a series should meet, and on whose word that is.

    `every` is `10 months`, `1 year`, `annually`, `twice a year` (six months apart), `at least` one of these (`at least
    annually`, `at least every 6 months`: any day after the meeting before will do, up to the slot), or `as-needed`:
    then nothing is expected. anchored: slots are counted from `anchor`; rolling: from the day of the last meeting.
    `tolerance_…` and `lead` are `60 days`.
    """

    every: str
    kind: Literal["anchored", "rolling"] = "rolling"
    anchor: str | None = None
    tolerance_before: str | None = None
    tolerance_after: str | None = None
    lead: tuple[str, ...] = ()
    zone: str | None = None
    basis: Literal["stated", "assumption"]
    reason: Text | None = None
