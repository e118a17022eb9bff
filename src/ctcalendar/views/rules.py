"""The rules: what each fact does to the rows of its own stream. Pure: a rule sees one fact and never reads.

Whoever changes what is folded raises RULES_VERSION (version.py).
"""

from collections.abc import Callable, Iterator
from typing import Any

from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.evidence import cited, claims
from ctcalendar.domain.facts import Amended, Corroborated, FieldChange, ProgressReported, Recorded
from ctcalendar.domain.items import KINDS, Item, fields_of
from ctcalendar.domain.registry import EVENTS
from ctcalendar.views import tables
from ctcalendar.views.changes import Change, Drop, Patch, Put
from ctcalendar.views.shapes import SHAPES

ANNOUNCED = "as announced; it took place otherwise"

Rule = Callable[[Recorded], Iterator[Change]]
RULES: dict[str, Rule] = {}


def on(*names: str) -> Callable[[Rule], Rule]:
    """Declare the rule for facts of these stored names."""

    def declare(rule: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, rule))
        return rule

    return declare


def changes(fact: Recorded) -> Iterator[Change]:
    """Everything a fact changes, in order: its item, its evidence, and its line in the item's history."""
    yield from RULES[fact.name](fact)
    yield from _evidence(fact)
    yield _history(fact)


@on(*(kind.name for kind in EVENTS if kind.first))
def _first_recorded(fact: Recorded) -> Iterator[Change]:
    item = fact.event
    assert isinstance(item, Item)
    shape, plain = SHAPES[fact.stream.kind], codec.plain(item)
    values = {field: plain.get(field) for field in fields_of(type(item))}
    status = {"status": fact.name.partition(".")[2]} if fact.stream.kind == "engagement" else {}
    yield Put(shape.table, (item.id,), {**shape.row(values), **status})
    yield from shape.below(fact.stream.kind, item.id, values)
    yield from _reranked(fact, getattr(item, "changes", ()), ANNOUNCED)
    level = Clearance[item.classification]
    subject = (str(fact.stream),)
    yield Put(tables.CLASSIFIED, subject, {"level": int(level)}) if level else Drop(tables.CLASSIFIED, subject)


@on(*(f"{kind}.amended" for kind in KINDS))
def _amended(fact: Recorded) -> Iterator[Change]:
    event = fact.event
    assert isinstance(event, Amended)
    yield from _changed_fields(fact, event.changes)
    yield from _reranked(fact, event.changes, event.reason)


@on(*(f"{kind}.corroborated" for kind in KINDS))
def _corroborated(fact: Recorded) -> Iterator[Change]:
    event = fact.event
    assert isinstance(event, Corroborated)
    yield from _changed_fields(fact, event.adds)
    yield from _reranked(fact, event.adds, "another source adds to it")


@on("instrument.progress-reported", "commitment.progress-reported")
def _progress_reported(fact: Recorded) -> Iterator[Change]:
    report = fact.event
    assert isinstance(report, ProgressReported)
    plain = codec.plain(report)
    text: dict[str, Any] = plain["text"]
    values = {
        "status": report.status,
        **{f"text_{part}": text.get(part) for part in ("en", "ar", "differs")},
        "reported_by": codec.encode(report.by).decode(),
        "told_by": report.told_by,
        "reported_at": report.at,
        "reported_on": report.on,
    }
    yield Put(tables.REPORT, (str(fact.stream), report.id), values)


def _changed_fields(fact: Recorded, changed: tuple[FieldChange, ...]) -> Iterator[Change]:
    shape = SHAPES[fact.stream.kind]
    values = {change.field: change.new for change in changed}
    row = shape.row(values)
    if row:
        yield Patch(shape.table, (fact.stream.id,), row)
    yield from shape.below(fact.stream.kind, fact.stream.id, values)


def _reranked(fact: Recorded, changed: tuple[FieldChange, ...], reason: str) -> Iterator[Change]:
    """Claims made earlier that gain or lose rank."""
    for change in changed:
        for entry in change.reranked:
            revision, claim = map(int, entry.claim.split("."))
            why = reason if entry.rank == "deprecated" else None
            yield Patch(tables.CLAIM, (str(fact.stream), revision, claim), {"rank": entry.rank, "reason": why})


def _evidence(fact: Recorded) -> Iterator[Change]:
    subject, revision = str(fact.stream), fact.revision
    entries = cited(fact.event)
    for entry in entries:
        values = {name: entry.citation.get(name) for name in ("source", "language", "quote", "locator")}
        supports = codec.encode(entry.supports).decode()
        yield Put(tables.CITATION, (subject, revision, entry.number), {**values, "supports": supports})
    for claim in claims(fact.event, entries):
        yield Put(
            tables.CLAIM,
            (subject, revision, claim.number),
            {
                "field": claim.field,
                "value": codec.encode(claim.value).decode(),
                "citation": claim.citation,
                "rank": claim.rank,
                "reason": getattr(fact.event, "reason", ANNOUNCED) if claim.rank == "deprecated" else None,
            },
        )


def _history(fact: Recorded) -> Change:
    return Put(
        tables.REVISION,
        (str(fact.stream), fact.revision),
        {
            "type": fact.name,
            "recorded_at": fact.recorded_at,
            "recorded_by": fact.recorded_by,
            "cause": getattr(fact.event, "cause", None),
            "reason": getattr(fact.event, "reason", None),
            "note": getattr(fact.event, "note", None),
        },
    )
