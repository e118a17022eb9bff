"""Facts that tell one thing more of an item: reports, deadlines, statuses, cadences, cancellations."""

from collections.abc import Iterable, Mapping

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.commands import Known, Tell
from ctcalendar.domain.evidence import told
from ctcalendar.domain.facts import CadenceSet, Cancelled, Closed, Event, Resumed, StatusChanged, Suspended
from ctcalendar.domain.items import Item
from ctcalendar.domain.objections import (
    existing,
    in_dispute,
    refuse_if,
    resting_above,
    retyped,
    uncited,
    unknown,
    unprovable,
)
from ctcalendar.domain.paths import is_within
from ctcalendar.domain.references import references
from ctcalendar.domain.reranking import reranked
from ctcalendar.domain.standing import Standing, assigned
from ctcalendar.domain.values import DeadlineSet, ProgressReported


def add_member(command: Tell, standing: Standing | None, known: Known) -> Event:
    """One more report of progress, or deadline."""
    standing = existing(standing, command.subject)
    event = command.event
    assert isinstance(event, ProgressReported | DeadlineSet)
    [field] = told(event)
    refuse_if(command.subject, [*_faults(command, known), *_taken(standing, field, event.id)])
    after = retyped(command.subject, standing.item, assigned(standing.item, event))
    refuse_if(command.subject, in_dispute(standing, after))
    return event


def _taken(standing: Standing, field: str, name: str) -> Iterable[Problem]:
    """That a member of this id is there, or was: the claims on it are still its own."""
    if name in (member.id for member in getattr(standing.item, field)):
        yield Problem("id", f"{name!r} is already recorded; to correct it, amend {field!r}")
    elif any(is_within(made.field, f"{field}.{name}") for made in standing.claims.values()):
        yield Problem("id", f"{name!r} was recorded once and taken away; give another id, or amend {field!r}")


def set_field(command: Tell, standing: Standing | None, known: Known) -> Event:
    """A status or a cadence; the claims on the former one lose their rank."""
    subject, event = command.subject, command.event
    standing = existing(standing, subject)
    after = retyped(subject, standing.item, assigned(standing.item, event))
    refuse_if(subject, [*_faults(command, known), *_out_of_turn(standing.item, after, event)])
    refuse_if(subject, in_dispute(standing, after))
    [field] = told(event)
    lost = reranked(standing, field, codec.plain(after))
    return msgspec.structs.replace(event, reranked=lost)


def _faults(command: Tell, known: Known) -> Iterable[Problem]:
    event, subject = command.event, command.subject
    yield from problems(event)
    yield from unknown(references(event), known, subject)
    yield from unprovable(event)
    yield from uncited(event)
    yield from resting_above(subject.kind, known.level(subject), event, known)


def _out_of_turn(item: Item, after: Item, event: Event) -> Iterable[Problem]:
    """A status or cadence that cannot follow the one there is."""
    status = getattr(item, "status", None)
    if isinstance(event, StatusChanged):
        # The same status since another day is told: it corrects the day.
        if status is not None and status.status == event.status and event.on in (None, status.on):
            yield Problem("status", f"is {event.status} already; {_ADD_A_SOURCE}")
    elif isinstance(event, CadenceSet):
        if after == item:
            yield Problem("", "meets so already; to add a source, corroborate it (supports: [cadence])")
    elif status in _NOT_AFTER[type(event)]:
        yield Problem("", _NOT_AFTER[type(event)][status])


_ADD_A_SOURCE = "to add a source, corroborate it (supports: [status])"
_NOT_AFTER: Mapping[type, Mapping[str | None, str]] = {
    Cancelled: {
        "held": "took place, so it cannot be cancelled; if it did not, retract it",
        "cancelled": f"is cancelled already; {_ADD_A_SOURCE}",
    },
    Suspended: {
        "suspended": f"is suspended already; {_ADD_A_SOURCE}",
        "closed": "is closed, so it cannot be suspended; resume it first",
    },
    Resumed: dict.fromkeys((None, "active"), "is neither suspended nor closed, so it cannot be resumed"),
    Closed: {"closed": f"is closed already; {_ADD_A_SOURCE}"},
}
"""Fact -> the statuses it cannot follow, and what to do instead."""
