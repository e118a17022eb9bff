"""What is said about an item after it was first recorded: one struct for each verb, whatever the kind of item.

The stored name carries the kind (`engagement.amended`, `person.amended`). `decide` puts into each of these all that a
view rule would otherwise have to look up: the value before, the claims that lose or gain rank, the value in force.
"""

from typing import Any, Literal, NamedTuple

import msgspec

from ctcalendar.domain.items import Engagement, Stream
from ctcalendar.domain.values import (
    Cadence,
    Citation,
    Classification,
    Id,
    LegalStatus,
    Text,
    Value,
)

Rank = Literal["preferred", "normal", "deprecated"]
"""preferred: the value the record uses. normal: compatible, as a month is with a day. deprecated: superseded."""


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
    dispute: Id | None = None
    """The open dispute in which it is one of the values, where it differs from what the record uses."""


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
    reason: str | Text
    citations: tuple[Citation, ...] = ()


class Corroborated(Value, frozen=True, kw_only=True):
    """Another source says so too. What it gives is kept even when less precise; it may add what was unknown."""

    given: tuple[Given, ...]
    adds: tuple[FieldChange, ...] = ()
    note: str | None = None
    citations: tuple[Citation, ...] = ()


class Rescheduled(Value, frozen=True, kw_only=True):
    """An announced engagement was moved because plans changed. Its day becomes null when it is postponed without one.

    A cancelled one that is given a day again is announced again: `changes` then tells of its status too.
    """

    changes: tuple[FieldChange, ...]
    reason: Text
    citations: tuple[Citation, ...] = ()


class Cancelled(Value, frozen=True, kw_only=True):
    """An announced engagement was called off."""

    reason: Text
    citations: tuple[Citation, ...] = ()
    reranked: tuple[Rerank, ...] = ()


class StatusChanged(LegalStatus, frozen=True, kw_only=True):
    """An instrument came into force, expired, was terminated or suspended."""

    reason: Text | None = None
    citations: tuple[Citation, ...] = ()
    reranked: tuple[Rerank, ...] = ()


class CadenceSet(Cadence, frozen=True, kw_only=True):
    """How often a series should meet was laid down, or laid down anew."""

    citations: tuple[Citation, ...] = ()
    reranked: tuple[Rerank, ...] = ()


class Suspended(Value, frozen=True, kw_only=True):
    """A series was suspended: nothing is expected until it is resumed."""

    reason: Text
    on: str | None = None
    """EDTF day from which it holds."""
    citations: tuple[Citation, ...] = ()
    reranked: tuple[Rerank, ...] = ()


class Resumed(Suspended, frozen=True, kw_only=True):
    """A suspended or closed series was taken up again."""


class Closed(Suspended, frozen=True, kw_only=True):
    """A series was closed: it does not meet again."""


class DisputedValue(Value, frozen=True, kw_only=True):
    """One of the values that cannot all be right, plain, and on whose word. `recorded`: it is what the record uses."""

    value: Any
    citations: tuple[Citation, ...] = ()
    recorded: bool = False


class Disputed(Value, frozen=True, kw_only=True):
    """Values that cannot all be right, on one field. The recorded one stays until the dispute is settled.

    A further fact of the same id adds values to the dispute, or sources to its values.
    """

    id: Id
    field: str
    """A dotted path; `progress` disputes reports of progress, its values are their ids."""
    values: tuple[DisputedValue, ...]
    preferred: Any = None
    """The value that an analyst prefers while the dispute is open, if any. It moves nothing."""
    reason: Text
    citations: tuple[Citation, ...] = ()
    """What the reason rests on."""


class DisputeSettled(Value, frozen=True, kw_only=True):
    """A dispute was settled: `value` is right, or null where none can be preferred."""

    id: Id
    field: str
    value: Any = None
    changes: tuple[FieldChange, ...] = ()
    reason: Text
    citations: tuple[Citation, ...] = ()
    reranked: tuple[Rerank, ...] = ()


class Retracted(Value, frozen=True, kw_only=True):
    """An item should not have been recorded, or is the same as `duplicate_of`, which keeps the evidence."""

    reason: Text
    duplicate_of: Id | None = None
    citations: tuple[Citation, ...] = ()


class Reinstated(Value, frozen=True, kw_only=True):
    """A retraction was taken back. `status` is that of an engagement, as it stood."""

    reason: Text
    status: Literal["scheduled", "held", "cancelled"] | None = None
    citations: tuple[Citation, ...] = ()


class Reclassified(Value, frozen=True, kw_only=True):
    """An item's classification changed."""

    classification: Classification
    reason: Text
    citations: tuple[Citation, ...] = ()


class Merged(Value, frozen=True, kw_only=True):
    """The person was found to be one with `into`, under whose entry it is counted. Mentions are never rewritten."""

    into: Id
    reason: Text
    citations: tuple[Citation, ...] = ()


class Split(Value, frozen=True, kw_only=True):
    """The person is not `apart_from` (in the record: from): the merger is taken back."""

    apart_from: Id = msgspec.field(name="from")
    reason: Text
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
