"""The rules: what each fact does to the rows of its own stream. Pure: a rule sees one fact and never reads.

It is given what the fact told (`domain/evidence.told`) with it, so that this is worked out once.

Whoever changes what is folded raises RULES_VERSION (version.py).
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.evidence import cited, claims, reranks, told
from ctcalendar.domain.facts import (
    Amended,
    Corroborated,
    Disputed,
    DisputeSettled,
    Event,
    Merged,
    Reclassified,
    Recorded,
    Reinstated,
    Rescheduled,
    Retracted,
)
from ctcalendar.domain.items import KINDS, Engagement, Item, fields_of
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.values import Cadence, DeadlineSet, ProgressReported, Text, in_its_language
from ctcalendar.views.changes import Change, Drop, Patch, Put
from ctcalendar.views.fields import text
from ctcalendar.views.passages import with_passages
from ctcalendar.views.shapes import SHAPES

ANNOUNCED = "as announced; it took place otherwise"
ADDED = "another source adds to it"
LATER = "told anew since"
AFTER_ANY_LIST = 1_000_000
"""Numbers above this one order members that facts of their own told."""

Told = Mapping[str, Any]
_NOTHING_TOLD = {name: dict.fromkeys(fields_of(kind)) for name, kind in KINDS.items()}
Rule = Callable[[Recorded, Told], Iterator[Change]]
RULES: dict[str, Rule] = {}


def on(*names: str) -> Callable[[Rule], Rule]:
    """Declare the rule for facts of these stored names."""

    def declare(rule: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, rule))
        return rule

    return declare


def changes(fact: Recorded) -> list[Change]:
    """Everything a fact changes, in order: its item, its evidence, its line in the item's history; and the passages."""
    values = told(fact.event)
    made = with_passages(str(fact.stream), chain(RULES[fact.name](fact, values), _evidence(fact, values)))
    return [*made, _history(fact)]


@on(*(kind.name for kind in EVENTS if kind.first))
def _first_recorded(fact: Recorded, values: Told) -> Iterator[Change]:
    item = fact.event
    assert isinstance(item, Item)
    shape, whole = SHAPES[fact.stream.kind], {**_NOTHING_TOLD[fact.stream.kind], **values}
    if isinstance(item, Engagement):
        whole["status"] = fact.name.partition(".")[2]
    yield Put(shape.table, (item.id,), shape.row(whole))
    # Where a stream begins, no list stands that an absent one could end.
    yield from shape.below(fact.stream.kind, item.id, values if fact.revision == 1 else whole)
    yield from _reranked(fact, ANNOUNCED)
    yield _classified(fact, item.classification)


@on(*(f"{kind}.{verb}" for kind in KINDS for verb in ("amended", "corroborated")))
@on("engagement.rescheduled", "engagement.cancelled", "instrument.status-changed", "series.cadence-set")
@on("series.suspended", "series.resumed", "series.closed")
def _changed(fact: Recorded, values: Told) -> Iterator[Change]:
    yield from _fields(fact, _changes_of(fact.event, values))
    yield from _reranked(fact, _reason(fact.event, ADDED if isinstance(fact.event, Corroborated) else LATER))


@on("instrument.progress-reported", "commitment.progress-reported", "commitment.deadline-set")
def _told(fact: Recorded, values: Told) -> Iterator[Change]:
    member = fact.event
    assert isinstance(member, ProgressReported | DeadlineSet)
    [(field, [plain])] = values.items()
    child = SHAPES[fact.stream.kind].children[field]
    # It comes after all there are: those of earlier facts, and a list told anew, whose numbers begin at 1.
    yield Put(child.table, (str(fact.stream), member.id), child.row(plain, AFTER_ANY_LIST + fact.revision))


@on(*(f"{kind}.disputed" for kind in KINDS))
def _disputed(fact: Recorded, _: Told) -> Iterator[Change]:
    event = fact.event
    assert isinstance(event, Disputed)
    row = {
        "field": event.field,
        "state": "open",
        "values_json": codec.encode([entry.value for entry in event.values]).decode(),
        "recorded": next((codec.encode(one.value).decode() for one in event.values if one.recorded), None),
        "preferred": None if event.preferred is None else codec.encode(event.preferred).decode(),
    }
    yield Put("dispute", (str(fact.stream), event.id), {**row, **text("reason").row(codec.plain(event.reason))})


@on(*(f"{kind}.dispute-settled" for kind in KINDS))
def _dispute_settled(fact: Recorded, values: Told) -> Iterator[Change]:
    event = fact.event
    assert isinstance(event, DisputeSettled)
    found = {"state": "settled", "value": None if event.value is None else codec.encode(event.value).decode()}
    why = text("settled").row(codec.plain(event.reason))
    yield Patch("dispute", (str(fact.stream), event.id), {**found, **why})
    yield from _changed(fact, values)


@on(*(f"{kind}.retracted" for kind in KINDS))
def _retracted(fact: Recorded, _: Told) -> Iterator[Change]:
    event = fact.event
    assert isinstance(event, Retracted)
    row = {"duplicate_of": event.duplicate_of, **text("reason").row(codec.plain(event.reason))}
    yield Put("retraction", (str(fact.stream),), row)
    yield from _status(fact, "retracted")


@on(*(f"{kind}.reinstated" for kind in KINDS))
def _reinstated(fact: Recorded, _: Told) -> Iterator[Change]:
    event = fact.event
    assert isinstance(event, Reinstated)
    yield Drop("retraction", (str(fact.stream),))
    yield from _status(fact, event.status)


@on(*(f"{kind}.reclassified" for kind in KINDS))
def _reclassified(fact: Recorded, _: Told) -> Iterator[Change]:
    assert isinstance(fact.event, Reclassified)
    yield _classified(fact, fact.event.classification)


@on("person.merged", "person.split")
def _one_person(fact: Recorded, _: Told) -> Iterator[Change]:
    into = fact.event.into if isinstance(fact.event, Merged) else None
    yield Patch("person", (fact.stream.id,), {"merged_into": into})


def _changes_of(event: Event, values: Told) -> Told:
    """The fields that a fact gives another value: of what it told, what was not so already."""
    if isinstance(event, Corroborated):
        return {change.field: change.new for change in event.adds}
    if isinstance(event, Amended | Rescheduled | DisputeSettled):
        return {change.field: change.new for change in event.changes}
    return values


def _fields(fact: Recorded, values: Told) -> Iterator[Change]:
    shape = SHAPES[fact.stream.kind]
    row = shape.row(values)
    if row:
        yield Patch(shape.table, (fact.stream.id,), row)
    yield from shape.below(fact.stream.kind, fact.stream.id, values)


def _status(fact: Recorded, status: str | None) -> Iterator[Change]:
    if fact.stream.kind == "engagement":
        yield Patch("engagement", (fact.stream.id,), {"status": status})


def _classified(fact: Recorded, classification: str) -> Change:
    level, subject = Clearance[classification], (str(fact.stream),)
    return Put("classified", subject, {"level": int(level)}) if level else Drop("classified", subject)


def _reranked(fact: Recorded, reason: str) -> Iterator[Change]:
    """Claims made earlier that gain or lose rank."""
    for entry in reranks(fact.event):
        revision, claim = map(int, entry.claim.split("."))
        why = reason if entry.rank == "deprecated" else None
        yield Patch("claim", (str(fact.stream), revision, claim), {"rank": entry.rank, "reason": why})


def _reason(event: Event, otherwise: str) -> str:
    """Why a fact was recorded, in the language there is."""
    why = _why(event)
    return why.en or why.ar or otherwise if why else otherwise


def _why(event: Event) -> Text | None:
    reason: str | Text | None = None if isinstance(event, Cadence) else getattr(event, "reason", None)
    return in_its_language(reason) if isinstance(reason, str) else reason


def _evidence(fact: Recorded, values: Told) -> Iterator[Change]:
    subject, revision = str(fact.stream), fact.revision
    entries = cited(fact.event, values)
    for entry in entries:
        row = {name: entry.citation.get(name) for name in ("source", "language", "quote", "locator")}
        supports = codec.encode(entry.supports).decode()
        yield Put("citation", (subject, revision, entry.number), {**row, "supports": supports})
    for claim in claims(fact.event, entries, values):
        yield Put(
            "claim",
            (subject, revision, claim.number),
            {
                "field": claim.field,
                "value": codec.encode(claim.value).decode(),
                "citation": claim.citation,
                "rank": claim.rank,
                "reason": _reason(fact.event, ANNOUNCED) if claim.rank == "deprecated" else None,
                "dispute": _dispute(fact.event, claim.field),
            },
        )


def _dispute(event: Event, field: str) -> str | None:
    """The dispute in which what a fact claims for a field is one of the values."""
    if isinstance(event, Disputed):
        return event.id
    if isinstance(event, Corroborated):
        return next((given.dispute for given in event.given if f"{field}.".startswith(f"{given.field}.")), None)
    return None


def _history(fact: Recorded) -> Change:
    why = _why(fact.event)
    return Put(
        "revision",
        (str(fact.stream), fact.revision),
        {
            "type": fact.name,
            "recorded_at": fact.recorded_at,
            "recorded_by": fact.recorded_by,
            "cause": getattr(fact.event, "cause", None),
            "reason_en": why and why.en,
            "reason_ar": why and why.ar,
            "note": getattr(fact.event, "note", None),
        },
    )
