"""Commands to facts: what may follow what.

Pure: `decide` sees what the one stream it writes has come to, and may ask whether other items exist.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import singledispatch
from typing import Any

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.agreement import Agreement, Contradiction, agreement
from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend, Command, Corroborate, Known, Record, Report
from ctcalendar.domain.evidence import cited, claimed
from ctcalendar.domain.facts import (
    Corroborated,
    EngagementHeld,
    Event,
    Fact,
    FieldChange,
    Given,
    Rank,
    Rerank,
)
from ctcalendar.domain.items import KINDS, Engagement, Item, Stream, fields_of
from ctcalendar.domain.objections import (
    Objection,
    idle,
    new_problems,
    refuse_if,
    resting_above,
    uncited,
    unknown,
    unprovable,
    unsupported,
)
from ctcalendar.domain.paths import NoSuchField, root, value_at, without_citations
from ctcalendar.domain.references import Reference, named_by, references
from ctcalendar.domain.standing import Claimed, Standing, changed

# Not amended: an id is for ever, citations are added by corroborating, a classification changes by reclassifying.
_FIXED = frozenset({"id", "citations", "classification"})
# The kinds that are carried out, more or less: registry.py has their stored names.
_CARRIED_OUT = ("instrument", "commitment")


def decide(command: Command, standing: Standing | None, known: Known) -> Fact:
    """The fact a command makes of the stream as it stands.

    Raises:
        Objection: it makes no sense, names what is not recorded, or does not fit what is. Nothing is decided.
    """
    return Fact(command.subject, *_decide(command, standing, known))


@singledispatch
def _decide(command: Any, standing: Standing | None, known: Known) -> tuple[str, Event]:
    raise NotImplementedError(type(command))


@_decide.register
def _record(command: Record, standing: Standing | None, known: Known) -> tuple[str, Event]:
    name, item = command.name, command.item
    refuse_if(command.subject, [*problems(item), *unprovable(item), *unknown(references(item), known, command.subject)])
    refuse_if(command.subject, resting_above(Clearance[item.classification], cited(item), known))
    if standing is None:
        return name, _held(item) if name == "engagement.held" else item
    if name != "engagement.held" or standing.name != "engagement.scheduled":
        raise Objection(
            command.subject,
            [Problem("", "is already recorded")],
            hint="add an amendment to correct it, or a corroboration to add another source",
        )
    return name, _held_as_announced(command.subject, item, standing)


def _held_as_announced(subject: Stream, item: Item, standing: Standing) -> EngagementHeld:
    """What took place, with the announcement's word for whatever the report of it does not mention."""
    # Silence would make public what was announced in confidence.
    if item.classification != standing.item.classification:
        found = f"is {item.classification}, but it was announced as {standing.item.classification}; give the same"
        raise Objection(subject, [Problem("classification", found)])
    before, mentioned = codec.plain(standing.item), codec.plain(item)
    unmentioned = [field for field in before if field not in mentioned and field not in _FIXED]
    whole = codec.typed({**mentioned, **{field: before[field] for field in unmentioned}}, Engagement)
    differing = {field: new for field, new in mentioned.items() if field not in _FIXED and before.get(field) != new}
    return _held(whole, changes=_changes(standing, differing, whole), unmentioned=tuple(unmentioned))


@_decide.register
def _amend(command: Amend, standing: Standing | None, known: Known) -> tuple[str, Event]:
    subject, amended = command.subject, command.amended
    standing = _existing(standing, subject)
    refuse_if(subject, _unfit_fields(subject, command.values))
    item = _retyped(subject, standing.item, command.values)
    found = [*new_problems(standing.item, item), *problems(amended)]
    refuse_if(subject, [*found, *unknown(_named(item, command.values), known, subject)])
    refuse_if(subject, unknown(references(amended), known, subject))
    plain = codec.plain(item)
    wanted = {field: plain.get(field) for field in command.values}
    before = codec.plain(standing.item)
    refuse_if(
        subject,
        (
            Problem(field, "already has that value; to add a source for it, corroborate it")
            for field, value in wanted.items()
            if value == before.get(field)
        ),
    )
    event = msgspec.structs.replace(amended, changes=_changes(standing, wanted, item))
    refuse_if(subject, [*unprovable(event), *([] if wanted else [Problem("values", "are missing: what changes?")])])
    refuse_if(subject, resting_above(known.level(subject), cited(event), known))
    return f"{subject.kind}.amended", event


@_decide.register
def _corroborate(command: Corroborate, standing: Standing | None, known: Known) -> tuple[str, Event]:
    subject, corroborated = command.subject, command.corroborated
    standing = _existing(standing, subject)
    refuse_if(subject, _unfit_fields(subject, command.values))
    typed = _retyped(subject, standing.item, command.values)
    plain, before = codec.plain(typed), codec.plain(standing.item)
    values = {field: plain.get(field) for field in command.values}
    empty = [Problem(field, "gives nothing; leave it out") for field, value in values.items() if value is None]
    # What it gives is kept for ever, also where it does not become the record's own value.
    refuse_if(subject, empty or new_problems(standing.item, typed))
    agreements = {field: _agreement(subject, field, before.get(field), value) for field, value in values.items()}
    merged = {field: found.value for field, found in agreements.items() if found.value != before.get(field)}
    item = _retyped(subject, standing.item, merged)
    found = [*new_problems(standing.item, item), *problems(corroborated)]
    refuse_if(subject, [*found, *unknown(_named(typed, values), known, subject)])
    refuse_if(subject, unknown(references(corroborated), known, subject))
    given = [Given(field=field, value=value, agrees=agreements[field].exact) for field, value in values.items()]
    given += _agreed_without_value(before, values, corroborated)
    event = msgspec.structs.replace(
        corroborated, given=tuple(given), adds=_changes(standing, merged, item, replaces=False)
    )
    refuse_if(subject, [*unprovable(event), *uncited(event), *idle(event)])
    refuse_if(subject, unsupported(event))
    if event.adds:
        refuse_if(subject, resting_above(known.level(subject), cited(event), known))
    return f"{subject.kind}.corroborated", event


@_decide.register
def _report(command: Report, standing: Standing | None, known: Known) -> tuple[str, Event]:
    subject, report = command.subject, command.report
    standing = _existing(standing, subject)
    found = [*problems(report), *unknown(references(report), known, subject), *unprovable(report), *uncited(report)]
    if report.id in standing.reports:
        found.append(Problem("id", f"report {report.id!r} is already recorded"))
    if subject.kind not in _CARRIED_OUT:
        found.append(Problem("subject", f"no progress is reported on this kind; only on {' and '.join(_CARRIED_OUT)}"))
    refuse_if(subject, found)
    return f"{subject.kind}.progress-reported", report


def _held(item: Item, **about: Any) -> EngagementHeld:
    values = {name: getattr(item, name) for name in item.__struct_fields__}
    return EngagementHeld(**values, **about)


def _existing(standing: Standing | None, subject: Stream) -> Standing:
    if standing is None:
        raise Objection(subject, [Problem("subject", f"no {subject.kind} {subject.id!r} is recorded")])
    return standing


def _unfit_fields(subject: Stream, values: Mapping[str, Any]) -> Iterable[Problem]:
    fields = fields_of(KINDS[subject.kind])
    for field in values:
        if field in _FIXED:
            yield Problem(field, "cannot be changed this way")
        elif field not in fields:
            close = get_close_matches(field, fields, n=1)
            yield Problem(field, f"is no field of it{f'; did you mean {close[0]!r}?' if close else ''}")


def _retyped(subject: Stream, item: Item, values: Mapping[str, Any]) -> Item:
    try:
        return changed(item, values)
    except msgspec.ValidationError as error:
        raise Objection(subject, [Problem("", str(error))]) from None


def _named(item: Item, values: Mapping[str, Any]) -> Iterable[Reference]:
    for field in values:
        info = fields_of(type(item))[field]
        yield from named_by(type(item), field, getattr(item, info.name), field)


def _agreement(subject: Stream, field: str, recorded: Any, given: Any) -> Agreement:
    try:
        return agreement(field, recorded, given)
    except Contradiction as parting:
        raise Objection(
            subject,
            [Problem(parting.path, f"gives {_short(parting.given)}, the record has {_short(parting.recorded)}")],
            hint="a differing value is not a corroboration; if the record is wrong, amend it",
        ) from None


def _agreed_without_value(before: Mapping[str, Any], values: Mapping[str, Any], event: Corroborated) -> list[Given]:
    """What its citations support beyond the values given: it agrees with the record there."""
    paths = {path for citation in event.citations for path in citation.supports}
    bare = sorted(path for path in paths if path not in values and root(path) not in values)
    return [
        Given(field=path, value=without_citations(value_at(before, path)), agrees=True)
        for path in bare
        if _is_there(before, path)
    ]


def _is_there(plain: Mapping[str, Any], path: str) -> bool:
    try:
        value_at(plain, path)
    except NoSuchField:
        return False
    return True


def _changes(
    standing: Standing, values: Mapping[str, Any], item: Item, *, replaces: bool = True
) -> tuple[FieldChange, ...]:
    """The field changes that give `values`, each with the claims that gain or lose rank by it.

    `replaces`: the old values are superseded, not added to.
    """
    before, after = codec.plain(standing.item), codec.plain(item)
    return tuple(
        FieldChange(
            field=field,
            old=(old := before.get(field)),
            new=new,
            reranked=_rerank(standing, field, after),
            kept=replaces and old is not None and not _is_claimed(standing, field, old),
        )
        for field, new in values.items()
    )


def _is_claimed(standing: Standing, field: str, value: Any) -> bool:
    whole = without_citations(value)
    return any(claim.field == field and claim.value == whole for claim in standing.claims.values())


def _rerank(standing: Standing, field: str, after: Mapping[str, Any]) -> tuple[Rerank, ...]:
    ranks = {
        claim: _rank_now(made, after) for claim, made in standing.claims.items() if root(made.field) == root(field)
    }
    return tuple(Rerank(claim=claim, rank=rank) for claim, rank in ranks.items() if rank != standing.claims[claim].rank)


def _rank_now(claim: Claimed, after: Mapping[str, Any]) -> Rank:
    try:
        recorded = without_citations(claimed(after, claim.field))
        found = agreement(claim.field, recorded, claim.value)
    except (NoSuchField, Contradiction):
        return "deprecated"
    if found.value != recorded:
        return "deprecated"
    if found.exact:
        return "preferred"
    # A month beside the day it holds stays compatible, but a value that was in force and no longer is, is superseded.
    return "normal" if claim.born == "normal" else "deprecated"


def _short(value: Any) -> str:
    text = codec.encode(value).decode()
    return text if len(text) <= 120 else f"{text[:117]}…"
