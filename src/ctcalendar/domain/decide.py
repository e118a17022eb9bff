"""Commands to facts: what people may ask for, and what may follow what.

Pure: `decide` sees what the one stream it writes has come to, and may ask whether other items exist.
"""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import singledispatch
from typing import Any, NamedTuple, Protocol

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.agreement import Agreement, Contradiction, agreement
from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.evidence import Cited, cited, claimed, claims
from ctcalendar.domain.facts import (
    Amended,
    Corroborated,
    EngagementHeld,
    Event,
    Fact,
    FieldChange,
    Given,
    ProgressReported,
    Rank,
    Rerank,
)
from ctcalendar.domain.items import KINDS, Engagement, Item, Stream, fields_of
from ctcalendar.domain.paths import NoSuchField, root, value_at, without_citations
from ctcalendar.domain.references import Reference, is_given, named_by, references
from ctcalendar.domain.standing import Claimed, Standing, changed
from ctcalendar.errors import Refused

# Not amended: an id is for ever, citations are added by corroborating, a classification changes by reclassifying.
_FIXED = frozenset({"id", "citations", "classification"})
# The kinds that are carried out, more or less: registry.py has their stored names.
_CARRIED_OUT = ("instrument", "commitment")


class Objection(Refused):
    """A command cannot become a fact. `problems` says where in the command's item, and why."""

    def __init__(self, subject: Stream, found: Iterable[Problem], *, hint: str | None = None) -> None:
        self.subject, self.problems = subject, list(found)
        where = "; ".join(f"{path}: {message}" if path else message for path, message in self.problems)
        super().__init__(f"{subject.kind} {subject.id}: {where}", hint=hint)


# -- what one may ask for ------------------------------------------------------------------------------------------


class Record(NamedTuple):
    """Record an item for the first time (or, for `engagement.held`, that an announced one took place)."""

    name: str
    item: Item

    @property
    def subject(self) -> Stream:
        """The stream it writes."""
        return Stream(self.name.partition(".")[0], self.item.id)


class Amend(NamedTuple):
    """Give fields other values. `values` are plain, by field name; null takes a value back to unknown."""

    subject: Stream
    values: Mapping[str, Any]
    amended: Amended


class Corroborate(NamedTuple):
    """Add what another source says. `values` are plain, by field name."""

    subject: Stream
    values: Mapping[str, Any]
    corroborated: Corroborated


class Report(NamedTuple):
    """Add a report of progress."""

    subject: Stream
    report: ProgressReported


Command = Record | Amend | Corroborate | Report


class Known(Protocol):
    """The items there are, in the record or earlier in what is being recorded."""

    def __contains__(self, stream: object) -> bool: ...

    def ids(self, kind: str) -> Collection[str]:
        """All ids of a kind, to suggest the one that was meant."""

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item as it stands now."""


# -- what may follow what -------------------------------------------------------------------------------------------


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
    _refuse_if(
        command.subject, [*problems(item), *_unprovable(item), *_unknown(references(item), known, command.subject)]
    )
    _refuse_if(command.subject, _resting_above(Clearance[item.classification], cited(item), known))
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
    _refuse_if(subject, _unfit_fields(subject, command.values))
    item = _retyped(subject, standing.item, command.values)
    found = [*_new_problems(standing.item, item), *problems(amended)]
    _refuse_if(subject, [*found, *_unknown(_named(item, command.values), known, subject)])
    _refuse_if(subject, _unknown(references(amended), known, subject))
    plain = codec.plain(item)
    wanted = {field: plain.get(field) for field in command.values}
    before = codec.plain(standing.item)
    _refuse_if(
        subject,
        (
            Problem(field, "already has that value; to add a source for it, corroborate it")
            for field, value in wanted.items()
            if value == before.get(field)
        ),
    )
    event = msgspec.structs.replace(amended, changes=_changes(standing, wanted, item))
    _refuse_if(subject, [*_unprovable(event), *([] if wanted else [Problem("values", "are missing: what changes?")])])
    _refuse_if(subject, _resting_above(known.level(subject), cited(event), known))
    return f"{subject.kind}.amended", event


@_decide.register
def _corroborate(command: Corroborate, standing: Standing | None, known: Known) -> tuple[str, Event]:
    subject, corroborated = command.subject, command.corroborated
    standing = _existing(standing, subject)
    _refuse_if(subject, _unfit_fields(subject, command.values))
    typed = _retyped(subject, standing.item, command.values)
    plain, before = codec.plain(typed), codec.plain(standing.item)
    values = {field: plain.get(field) for field in command.values}
    empty = [Problem(field, "gives nothing; leave it out") for field, value in values.items() if value is None]
    # What it gives is kept for ever, also where it does not become the record's own value.
    _refuse_if(subject, empty or _new_problems(standing.item, typed))
    agreements = {field: _agreement(subject, field, before.get(field), value) for field, value in values.items()}
    merged = {field: found.value for field, found in agreements.items() if found.value != before.get(field)}
    item = _retyped(subject, standing.item, merged)
    found = [*_new_problems(standing.item, item), *problems(corroborated)]
    _refuse_if(subject, [*found, *_unknown(_named(typed, values), known, subject)])
    _refuse_if(subject, _unknown(references(corroborated), known, subject))
    given = [Given(field=field, value=value, agrees=agreements[field].exact) for field, value in values.items()]
    given += _agreed_without_value(before, values, corroborated)
    event = msgspec.structs.replace(corroborated, given=tuple(given), adds=_changes(standing, merged, item))
    _refuse_if(subject, [*_unprovable(event), *_uncited(event), *_idle(event)])
    _refuse_if(subject, _unsupported(event))
    if event.adds:
        _refuse_if(subject, _resting_above(known.level(subject), cited(event), known))
    return f"{subject.kind}.corroborated", event


@_decide.register
def _report(command: Report, standing: Standing | None, known: Known) -> tuple[str, Event]:
    subject, report = command.subject, command.report
    standing = _existing(standing, subject)
    found = [*problems(report), *_unknown(references(report), known, subject), *_unprovable(report), *_uncited(report)]
    if report.id in standing.reports:
        found.append(Problem("id", f"report {report.id!r} is already recorded"))
    if subject.kind not in _CARRIED_OUT:
        found.append(Problem("subject", f"no progress is reported on this kind; only on {' and '.join(_CARRIED_OUT)}"))
    _refuse_if(subject, found)
    return f"{subject.kind}.progress-reported", report


def _held(item: Item, **about: Any) -> EngagementHeld:
    values = {name: getattr(item, name) for name in item.__struct_fields__}
    return EngagementHeld(**values, **about)


def _existing(standing: Standing | None, subject: Stream) -> Standing:
    if standing is None:
        raise Objection(subject, [Problem("subject", f"no {subject.kind} {subject.id!r} is recorded")])
    return standing


def _refuse_if(subject: Stream, found: Iterable[Problem]) -> None:
    listed = list(found)
    if listed:
        raise Objection(subject, listed)


def _new_problems(before: Item, item: Item) -> list[Problem]:
    """What is wrong with `item` that was not already so: a stricter rule must not block every later change."""
    already = set(problems(before))
    return [problem for problem in problems(item) if problem not in already]


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


def _unknown(named: Iterable[Reference], known: Known, subject: Stream) -> Iterable[Problem]:
    for reference in named:
        if is_given(reference) or any(Stream(kind, reference.id) in known for kind in reference.kinds):
            continue
        what = " or ".join(kind for kind in reference.kinds if kind != "country") or "ISO 3166 country"
        what = "item" if len(reference.kinds) > 3 else what
        close = get_close_matches(reference.id, [i for kind in reference.kinds for i in known.ids(kind)], n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        yield Problem(reference.path, f"no {what} {reference.id!r} is recorded or in these files{meant}")


def _unprovable(event: Event) -> Iterable[Problem]:
    """Citations that support a field which is not there: a claim without a value."""
    try:
        claims(event)
    except NoSuchField as missing:
        yield Problem("citations", f"support {missing.path!r}, but there is no value at {missing.step!r}")


def _uncited(event: Event) -> Iterable[Problem]:
    if not cited(event):
        yield Problem("citations", "are missing: name at least one source, with the words that say so")


def _idle(event: Corroborated) -> Iterable[Problem]:
    if not event.given:
        yield Problem("values", "are missing: give what the source says, or name in `supports` the fields it proves")


def _unsupported(event: Corroborated) -> Iterable[Problem]:
    """What a source is said to give, although no citation proves it."""
    proved = {root(claim.field) for claim in claims(event)}
    for given in event.given:
        if root(given.field) not in proved:
            yield Problem(f"values.{given.field}", "is proved by no citation: name it in one's `supports`")


def _resting_above(level: Clearance, evidence: Iterable[Cited], known: Known) -> Iterable[Problem]:
    """That what an item says would rest only on sources classified above it: whoever sees it could not see why."""
    levels = [known.level(Stream("source", entry.citation["source"])) for entry in evidence]
    if levels and min(levels) > level:
        yield Problem(
            "citations",
            f"name only sources that are {min(levels).name}, but the item is {level.name}: classify it as high, "
            f"or cite a source it may be seen with",
        )


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


def _changes(standing: Standing, values: Mapping[str, Any], item: Item) -> tuple[FieldChange, ...]:
    """The field changes that give `values`, each with the claims that gain or lose rank by it."""
    before, after = codec.plain(standing.item), codec.plain(item)
    return tuple(
        FieldChange(field=field, old=before.get(field), new=new, reranked=_rerank(standing, field, after))
        for field, new in values.items()
    )


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
