"""Commands to facts: what may follow what.

Pure: `decide` sees what the one stream it writes has come to, and may ask whether other items exist.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend, Command, Corroborate, Known, Record, Tell
from ctcalendar.domain.corroborating import corroborate
from ctcalendar.domain.disputing import dispute, settle
from ctcalendar.domain.evidence import cited, told
from ctcalendar.domain.facts import (
    Amended,
    CadenceSet,
    Cancelled,
    Closed,
    Disputed,
    DisputeSettled,
    EngagementHeld,
    Event,
    Fact,
    Merged,
    Reclassified,
    Recorded,
    Reinstated,
    Resumed,
    Retracted,
    Split,
    StatusChanged,
    Suspended,
)
from ctcalendar.domain.inheriting import inheritance
from ctcalendar.domain.items import LATER, Engagement, Item, Stream, field_value
from ctcalendar.domain.objections import (
    Objection,
    existing,
    in_dispute,
    named_in,
    new_problems,
    refuse_if,
    resting_above,
    retyped,
    uncited,
    unfit_fields,
    unknown,
    unprovable,
)
from ctcalendar.domain.references import references
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.reranking import changes, reranked
from ctcalendar.domain.standing import Standing, evolve
from ctcalendar.domain.telling import add_member, set_field
from ctcalendar.domain.values import DeadlineSet, ProgressReported
from ctcalendar.domain.withdrawing import merge, reclassify, reinstate, retract, split

# What a fact does not change by being told again, or that a fact of its own changes.
_APART = frozenset({"id", "citations", "classification", "status"})


def decide(command: Command, standing: Standing | None, known: Known) -> list[Fact]:
    """The facts a command makes of the stream as it stands: one, or for a duplicate also one of its survivor.

    Raises:
        Objection: it makes no sense, names what is not recorded, or does not fit what is. Nothing is decided.
    """
    if isinstance(command, Record):
        return [_record(command, standing, known)]
    if isinstance(command, Amend):
        return [_amend(command, standing, known)]
    if isinstance(command, Corroborate):
        return [corroborate(command, standing, known)]
    refuse_if(command.subject, _not_said_of(command))
    fact = Fact(command.subject, command.name, _TOLD[type(command.event)](command, standing, known))
    if not isinstance(fact.event, Retracted) or fact.event.duplicate_of is None:
        return [fact]
    survivor = Stream(command.subject.kind, fact.event.duplicate_of)
    return [fact, *_inherited(existing(standing, command.subject), survivor, known)]


def _inherited(retracted: Standing, survivor: Stream, known: Known) -> list[Fact]:
    """The survivor of a duplicate is corroborated with what the duplicate's citations prove."""
    standing, facts = known.standing(survivor), []
    try:
        for heir in inheritance(retracted, survivor, known):
            facts.append(corroborate(heir, standing, known))
            revision = standing.revision + 1 if standing else 1
            standing = evolve(standing, Recorded(0, survivor, revision, facts[-1].name, facts[-1].event, 0, ""))
    except Objection as differing:
        raise Objection(survivor, differing.problems, hint=_TWO_ACCOUNTS) from None
    return facts


_TWO_ACCOUNTS = "the one that is kept receives what the other's citations prove: first amend the one that is wrong"


_TOLD: Mapping[type, Callable[[Tell, Standing | None, Known], Event]] = {
    ProgressReported: add_member,
    DeadlineSet: add_member,
    CadenceSet: set_field,
    StatusChanged: set_field,
    Cancelled: set_field,
    Suspended: set_field,
    Resumed: set_field,
    Closed: set_field,
    Disputed: dispute,
    DisputeSettled: settle,
    Retracted: retract,
    Reinstated: reinstate,
    Reclassified: reclassify,
    Merged: merge,
    Split: split,
}


def _not_said_of(command: Tell) -> Iterable[Problem]:
    if command.name not in EVENTS:
        kinds = [kind.name.partition(".")[0] for kind in EVENTS if kind.name.endswith(f".{command.verb}")]
        yield Problem("subject", f"{command.verb!r} is not said of this kind, only of {' and '.join(kinds)}")


def _record(command: Record, standing: Standing | None, known: Known) -> Fact:
    name, item, subject = command.name, command.item, command.subject
    values = told(item)
    entries = cited(item, values)
    found = [*problems(item), *_told_too_early(item), *unprovable(item, entries, values)]
    refuse_if(subject, [*found, *unknown(references(item), known, subject)])
    refuse_if(subject, resting_above(subject.kind, Clearance[item.classification], item, known, entries=entries))
    if standing is None:
        return Fact(subject, name, _held(item) if name == "engagement.held" else item)
    standing = existing(standing, subject)
    if name != "engagement.held" or field_value(standing.item, "status") == "held":
        raise Objection(subject, [Problem("", "is already recorded")], hint=_AGAIN.get(name, _CORRECT))
    return Fact(subject, name, _held_as_announced(subject, item, standing, known))


_CORRECT = "add an amendment to correct it, or a corroboration to add another source"
_AGAIN = {"engagement.scheduled": "reschedule it to move it, amend it to correct it, corroborate it to add a source"}


_LATER = sorted(LATER)


def _told_too_early(item: Item) -> Iterable[Problem]:
    for field in _LATER:
        if getattr(item, field, None) not in (None, ()):
            yield Problem(field, "is told by a fact of its own")


def _held_as_announced(subject: Stream, item: Item, standing: Standing, known: Known) -> EngagementHeld:
    """What took place, with the announcement's word for whatever the report of it does not mention."""
    # Silence would make public what was announced in confidence.
    if item.classification != standing.item.classification:
        found = f"is {item.classification}, but it was announced as {standing.item.classification}; give the same"
        raise Objection(subject, [Problem("classification", found)])
    before, mentioned = codec.plain(standing.item), codec.plain(item)
    unmentioned = [field for field in before if field not in mentioned and field not in _APART]
    whole = codec.typed({**mentioned, **{field: before[field] for field in unmentioned}, "status": "held"}, Engagement)
    differing = {field: new for field, new in mentioned.items() if field not in _APART and before.get(field) != new}
    if before["status"] == "cancelled" or reranked(standing, "status", codec.plain(whole)):
        differing["status"] = "held"
    refuse_if(subject, in_dispute(standing, whole))
    event = msgspec.structs.replace(whole, status=None)
    return _held(event, changes=changes(standing, differing, whole, known), unmentioned=tuple(unmentioned))


def _amend(command: Amend, standing: Standing | None, known: Known) -> Fact:
    subject, amended = command.subject, command.amended
    standing = existing(standing, subject)
    refuse_if(subject, unfit_fields(subject, command.values))
    values = command.values if isinstance(command.amended, Amended) else _moved(command, standing)
    item = retyped(subject, standing.item, values)
    found = [*new_problems(standing.item, item), *problems(amended), *in_dispute(standing, item)]
    refuse_if(subject, [*found, *unknown(named_in(item, command.values), known, subject)])
    refuse_if(subject, unknown(references(amended), known, subject))
    before, plain = codec.plain(standing.item), codec.plain(item)
    wanted = {field: plain.get(field) for field in values}
    if "status" in wanted:  # announced again for the same day, only its status changes
        wanted = {field: value for field, value in wanted.items() if value != before.get(field)}
    refuse_if(subject, _unchanged(wanted, before))
    event = msgspec.structs.replace(amended, changes=changes(standing, wanted, item, known))
    refuse_if(subject, [*unprovable(event), *([] if wanted else [Problem("values", "are missing: what changes?")])])
    refuse_if(subject, resting_above(subject.kind, known.level(subject), event, known))
    return Fact(subject, f"{subject.kind}.{'amended' if isinstance(event, Amended) else 'rescheduled'}", event)


def _unchanged(wanted: Mapping[str, Any], before: Mapping[str, Any]) -> Iterable[Problem]:
    for field, value in wanted.items():
        if value == before.get(field):
            yield Problem(field, "already has that value; to add a source for it, corroborate it")


def _moved(command: Amend, standing: Standing) -> Mapping[str, Any]:
    """The values of an engagement that is moved: those given, and that it is announced again if it was cancelled."""
    if command.subject.kind != "engagement":
        raise Objection(command.subject, [Problem("subject", "is no engagement, so it has no day to be moved")])
    status = field_value(standing.item, "status")
    if status == "held":
        raise Objection(
            command.subject, [Problem("when", "took place, so it cannot be moved; to correct its day, amend it")]
        )
    refuse_if(command.subject, uncited(command.amended))
    if status == "scheduled":
        return command.values
    if command.values.get("when") is None:
        raise Objection(
            command.subject, [Problem("when", "is missing: it was cancelled; to announce it again, give a day")]
        )
    return {**command.values, "status": "scheduled"}


def _held(item: Item, **about: Any) -> EngagementHeld:
    return EngagementHeld(**msgspec.structs.asdict(item), **about)
