"""What is said about an item after it was first recorded: one struct for each verb, whatever the kind of item.

The stored name carries the kind (`engagement.amended`, `person.amended`). `decide` puts into each of these all that a
view rule would otherwise have to look up: the value before, the claims that lose or gain rank, the value in force.
"""

from typing import Any, Literal, NamedTuple

from ctcalendar.domain.items import Engagement, Stream
from ctcalendar.domain.values import Citation, Id, Text, Value

Rank = Literal["preferred", "normal", "deprecated"]
"""preferred: the value the record uses. normal: compatible, as a month is with a day. deprecated: superseded."""

ReportStatus = Literal["not-started", "in-progress", "largely-complete", "complete", "lapsed"]


class Rerank(Value, frozen=True, kw_only=True):
    """A claim made earlier changes rank. `claim` is REVISION.NUMBER: the fact that made it, and its number there."""

    claim: str
    rank: Rank


class FieldChange(Value, frozen=True, kw_only=True):
    """A field gets another value; both are plain JSON values, null when absent."""

    field: str
    old: Any = None
    new: Any = None
    reranked: tuple[Rerank, ...] = ()
    kept: bool = False
    """Whether nobody had claimed the old value as a whole: then it becomes a deprecated claim of this fact."""


class Given(Value, frozen=True, kw_only=True):
    """What one source gives for a field, and whether it is exactly what the record uses."""

    field: str
    value: Any
    agrees: bool = False


class EngagementHeld(Engagement, frozen=True, kw_only=True):
    """An engagement took place. `changes` says what differs from how it had been announced, if it had."""

    changes: tuple[FieldChange, ...] = ()
    unmentioned: tuple[str, ...] = ()
    """Fields that stand as announced, because what tells that it took place does not mention them."""


class Amended(Value, frozen=True, kw_only=True):
    """Fields of an item changed: the old values stay as deprecated claims."""

    changes: tuple[FieldChange, ...]
    cause: Literal["correction", "change-of-plan"]
    """correction: it was wrong. change-of-plan: it was true then."""
    reason: str
    citations: tuple[Citation, ...] = ()


class Corroborated(Value, frozen=True, kw_only=True):
    """Another source says so too. What it gives is kept even when less precise; it may add what was unknown."""

    given: tuple[Given, ...]
    adds: tuple[FieldChange, ...] = ()
    note: str | None = None
    citations: tuple[Citation, ...] = ()


class ProgressReported(Value, frozen=True, kw_only=True):
    """Somebody reported how far an instrument as a whole, or one commitment, has been carried out."""

    id: Id
    status: ReportStatus
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


Event = Value


class Fact(NamedTuple):
    """Something decided and not yet recorded: the stream it belongs to, its stored name, its content."""

    stream: Stream
    name: str
    event: Event


class Recorded(NamedTuple):
    """A fact as the log gives it back, decoded to its newest shape."""

    position: int
    stream: Stream
    revision: int
    name: str
    event: Event
    recorded_at: int
    """Microseconds since 1970-01-01T00:00Z."""
    recorded_by: str
