"""Another source says so too: what it gives, what it adds to the record, and what is no corroboration."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.agreement import Agreement, Contradiction, agreement
from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.commands import Corroborate, Known
from ctcalendar.domain.facts import Corroborated, Fact, Given
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import (
    Objection,
    existing,
    idle,
    in_dispute,
    named_in,
    new_problems,
    refuse_if,
    resting_above,
    retyped,
    short,
    uncited,
    unfit_fields,
    unknown,
    unprovable,
    unsupported,
)
from ctcalendar.domain.paths import NoSuchField, overlaps, root, value_at, without_citations
from ctcalendar.domain.references import references
from ctcalendar.domain.reranking import changes
from ctcalendar.domain.standing import Dispute, Standing


def corroborate(command: Corroborate, standing: Standing | None, known: Known) -> Fact:
    """What another source gives, and what it adds; refused where it contradicts the record."""
    subject, corroborated = command.subject, command.corroborated
    standing = existing(standing, subject)
    refuse_if(subject, unfit_fields(subject, command.values))
    typed = retyped(subject, standing.item, command.values)
    plain, before = codec.plain(typed), codec.plain(standing.item)
    values = {field: plain.get(field) for field in command.values}
    empty = [Problem(field, "gives nothing; leave it out") for field, value in values.items() if value is None]
    # What it gives is kept for ever, also where it does not become the record's own value.
    refuse_if(subject, empty or new_problems(standing.item, typed))
    found = {field: _given(standing, subject, field, before.get(field), value) for field, value in values.items()}
    merged = {field: value for field, (_, value) in found.items() if value != before.get(field)}
    item = retyped(subject, standing.item, merged)
    refuse_if(subject, [*new_problems(standing.item, item), *problems(corroborated), *in_dispute(standing, item)])
    refuse_if(subject, unknown([*named_in(typed, values), *references(corroborated)], known, subject))
    given = [entry for entry, _ in found.values()] + _agreed_without_value(before, values, corroborated)
    event = msgspec.structs.replace(
        corroborated, given=tuple(given), adds=changes(standing, merged, item, known, replaces=False)
    )
    refuse_if(subject, [*unprovable(event), *uncited(event), *([] if command.inherited else idle(event))])
    refuse_if(subject, unsupported(event))
    if event.adds:
        added = {change.field for change in event.adds}
        refuse_if(subject, resting_above(subject.kind, known.level(subject), event, known, fields=added))
    return Fact(subject, f"{subject.kind}.corroborated", event)


def _given(standing: Standing, subject: Stream, field: str, recorded: Any, given: Any) -> tuple[Given, Any]:
    """What a source gives for a field, and the record's value with what it adds."""
    parting, found = None, Agreement(recorded, False)
    try:
        found = agreement(field, recorded, given)
    except Contradiction as contradiction:
        parting = contradiction
    if parting or found.value != recorded:
        for name, dispute in standing.open_disputes().items():
            if dispute.field == field and _is_among(dispute, recorded, given):
                return Given(field=field, value=given, dispute=name), recorded
    if parting:
        raise _differing(standing, subject, parting)
    return Given(field=field, value=given, agrees=found.exact), found.value


def _is_among(dispute: Dispute, recorded: Any, given: Any) -> bool:
    """Whether a value is, or is compatible with, one of those that others give in a dispute."""
    for value in dispute.values:
        try:
            found = agreement(dispute.field, value, without_citations(given))
        except Contradiction:
            continue
        # A list goes together with any other; it is among them only if it names nothing more.
        if value != without_citations(recorded) and (found.value == value or not isinstance(value, list)):
            return True
    return False


def _differing(standing: Standing, subject: Stream, parting: Contradiction) -> Objection:
    hint = "a differing value is not a corroboration: amend the record if it is wrong, or dispute it"
    for name, dispute in standing.open_disputes().items():
        if overlaps(dispute.field, parting.path):
            hint = f"add the value and its source to open dispute {name!r}, under its id"
    found = f"gives {short(parting.given)}, the record has {short(parting.recorded)}"
    return Objection(subject, [Problem(parting.path, found)], hint=hint)


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
