"""Commands as tests ask for them: `reschedule(VISIT, {"edtf": "2018-03-11"})` fills in reason and citation."""

from typing import Any

from ctcalendar.domain import items
from ctcalendar.domain.commands import Amend, Corroborate, Record, Tell
from ctcalendar.domain.facts import (
    Amended,
    CadenceSet,
    Cancelled,
    Closed,
    Corroborated,
    Disputed,
    DisputedValue,
    DisputeSettled,
    Merged,
    Reclassified,
    Reinstated,
    Rescheduled,
    Resumed,
    Retracted,
    Split,
    StatusChanged,
    Suspended,
)
from ctcalendar.domain.items import Engagement, Item, Stream
from ctcalendar.domain.values import Citation, DeadlineSet, ProgressReported, Text
from domain.builders import WHY, cite

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


def reported(subject: Stream, event: ProgressReported) -> Tell:
    """Somebody reports progress."""
    return Tell(subject, "progress-reported", event)


def due(subject: Stream, event: DeadlineSet) -> Tell:
    """A deadline is set."""
    return Tell(subject, "deadline-set", event)


def meets(subject: Stream, event: CadenceSet) -> Tell:
    """It is laid down how often a series should meet."""
    return Tell(subject, "cadence-set", event)


def status_changed(subject: Stream, status: Any, *citations: Citation, on: str | None = None) -> Tell:
    """An instrument is in force, expired, terminated or suspended."""
    event = StatusChanged(status=status, on=on, reason=WHY, citations=citations or (cite(),))
    return Tell(subject, "status-changed", event)


_HALTS: dict[str, Any] = {"suspended": Suspended, "resumed": Resumed, "closed": Closed}


def halted(subject: Stream, verb: str, *citations: Citation, **more: Any) -> Tell:
    """A series is suspended, resumed or closed."""
    return Tell(subject, verb, _HALTS[verb](**{"reason": WHY, "citations": citations or (cite(),)} | more))


def cancel(subject: Stream, *citations: Citation, reason: Text = WHY) -> Tell:
    """An announced engagement is called off."""
    return Tell(subject, "cancelled", Cancelled(reason=reason, citations=citations or (cite(),)))


def reschedule(subject: Stream, when: Any, *citations: Citation) -> Amend:
    """An announced engagement is moved to another day, or to none."""
    return Amend(subject, {"when": when}, Rescheduled(changes=(), reason=WHY, citations=citations or (cite(),)))


def says(value: Any, *citations: Citation) -> DisputedValue:
    """A value in dispute, on the word of the news."""
    return DisputedValue(value=value, citations=citations or (cite(source="news"),))


def dispute(subject: Stream, field: str, *values: DisputedValue, name: str = "d", **more: Any) -> Tell:
    """Values that cannot all be right."""
    return Tell(subject, "disputed", Disputed(**{"id": name, "field": field, "values": values, "reason": WHY} | more))


def settle(subject: Stream, value: Any, *citations: Citation, name: str = "d") -> Tell:
    """A dispute is settled; None: no value can be preferred."""
    event = DisputeSettled(id=name, field="", value=value, reason=WHY, citations=citations)
    return Tell(subject, "dispute-settled", event)


def retract(subject: Stream, *citations: Citation, duplicate_of: str | None = None) -> Tell:
    """It should not have been recorded, or is a duplicate."""
    return Tell(subject, "retracted", Retracted(reason=WHY, duplicate_of=duplicate_of, citations=citations))


def reinstate(subject: Stream, *citations: Citation) -> Tell:
    """A retraction is taken back."""
    return Tell(subject, "reinstated", Reinstated(reason=WHY, citations=citations))


def reclassify(subject: Stream, classification: Any, *citations: Citation) -> Tell:
    """Its classification changes."""
    event = Reclassified(classification=classification, reason=WHY, citations=citations)
    return Tell(subject, "reclassified", event)


def merge(subject: Stream, into: str, *citations: Citation) -> Tell:
    """Two entries are one person."""
    return Tell(subject, "merged", Merged(into=into, reason=WHY, citations=citations))


def split(subject: Stream, apart_from: str, *citations: Citation) -> Tell:
    """A merger is taken back."""
    return Tell(subject, "split", Split(apart_from=apart_from, reason=WHY, citations=citations))
