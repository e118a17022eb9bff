"""Values that cannot all be right: opening a dispute, adding to it, settling it."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.agreement import AS_PRINTED, Contradiction, agreement
from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.commands import Known, Tell
from ctcalendar.domain.facts import Disputed, DisputedValue, DisputeSettled, Event, FieldChange, Rank, Rerank
from ctcalendar.domain.items import Item, Stream
from ctcalendar.domain.objections import (
    Objection,
    astray,
    existing,
    in_dispute,
    named_in,
    new_problems,
    refuse_if,
    resting_above,
    retyped,
    short,
    unfit_fields,
    unknown,
    unprovable,
)
from ctcalendar.domain.paths import (
    PROGRESS,
    NoSuchField,
    by_ids,
    is_within,
    overlaps,
    root,
    value_at,
    with_value_at,
    without_citations,
)
from ctcalendar.domain.references import references
from ctcalendar.domain.reranking import changes, reranked
from ctcalendar.domain.standing import Dispute, Standing, distinct


def dispute(command: Tell, standing: Standing | None, known: Known) -> Event:
    """Open a dispute, or add to one of the same id. The recorded value takes part without being named."""
    subject, event = command.subject, command.event
    assert isinstance(event, Disputed)
    standing = existing(standing, subject)
    event = msgspec.structs.replace(event, field=by_ids(codec.plain(standing.item), event.field))
    refuse_if(subject, [*_unfit(subject, standing, event), *_taken(standing, event)])
    refuse_if(
        subject, [*problems(event), *astray(event), *_proving_other(event), *unknown(references(event), known, subject)]
    )
    field = _Field(subject, standing, event.field)
    earlier = standing.disputes[event.id].values if event.id in standing.disputes else ()
    given = [_typed(field, entry) for entry in event.values]
    values = field.with_recorded(_with_earlier(given, earlier))
    preferred = None if event.preferred is None else field.typed(event.preferred, "preferred")
    made = msgspec.structs.replace(event, values=tuple(values), preferred=preferred)
    refuse_if(
        subject,
        [*_undisputed(field, made, given, earlier), *field.unknown(known), *_unproved(field, made, earlier, known)],
    )
    return made


def settle(command: Tell, standing: Standing | None, known: Known) -> Event:
    """Settle an open dispute: one value is right, or none can be preferred. Only this moves the recorded value."""
    subject, event = command.subject, command.event
    assert isinstance(event, DisputeSettled)
    standing = existing(standing, subject)
    disputed = _open(standing, subject, event.id)
    # Whoever settles names the dispute; the field is the dispute's.
    event = msgspec.structs.replace(event, field=disputed.field)
    refuse_if(subject, [*problems(event), *unknown(references(event), known, subject)])
    closed = standing._replace(disputes={**standing.disputes, event.id: disputed._replace(is_open=False)})
    field = _Field(subject, closed, disputed.field)
    value = None if event.value is None else field.typed(event.value, "value")
    event = msgspec.structs.replace(event, value=value)
    refuse_if(subject, [*field.unknown(known), *_uncited_value(event, disputed), *unprovable(event)])
    refuse_if(subject, resting_above(subject.kind, known.level(subject), event, known))
    moved, lost = _settling(closed, field, value, disputed, known)
    return msgspec.structs.replace(event, changes=moved, reranked=lost)


class _Field:
    """The field in dispute: what is recorded there, and what values of it look like."""

    def __init__(self, subject: Stream, standing: Standing, path: str) -> None:
        self.subject, self.path, self._item = subject, path, standing.item
        self._plain = codec.plain(standing.item)
        self.recorded = None if path == PROGRESS else _at(self._plain, path)
        self._typed: list[Item] = []

    def item_with(self, value: Any) -> Item:
        """The item as it would be with another value there."""
        field = root(self.path)
        try:
            whole = with_value_at(self._plain, self.path, value)
        except NoSuchField as missing:
            raise Objection(
                self.subject, [Problem("field", f"{self.path!r}: nothing is at {missing.step!r}")]
            ) from None
        item = retyped(self.subject, self._item, {field: whole[field]}, strict=False)
        refuse_if(self.subject, new_problems(self._item, item))
        self._typed.append(item)
        return item

    def typed(self, value: Any, at: str = "values") -> Any:
        """A plain value as the field has it; `at` is where it was given."""
        if self.path == PROGRESS:
            reports = [report["id"] for report in self._plain.get("reports", ())]
            if value not in reports:
                found = f"{value!r} is no report of it; the reports are {', '.join(reports) or 'none'}"
                raise Objection(self.subject, [Problem(at, found)])
            return value
        if value != without_citations(value):
            raise Objection(self.subject, [Problem(at, "holds citations inside a value; give them beside it")])
        typed = _at(codec.plain(self.item_with(value)), self.path)
        if typed is None:
            whole = self.path.rpartition(".")[0]
            instead = (
                f"would not stand at {self.path!r}; dispute {whole!r} whole" if whole else "is the same as no value"
            )
            raise Objection(self.subject, [Problem(at, f"{short(value)} {instead}")])
        return without_citations(typed)

    def with_recorded(self, values: list[DisputedValue]) -> list[DisputedValue]:
        """The values, the recorded one marked, and put first if nobody named it."""
        recorded = without_citations(self.recorded)
        if recorded is None:
            return values
        marked = [msgspec.structs.replace(entry, recorded=entry.value == recorded) for entry in values]
        named = any(entry.recorded for entry in marked)
        return marked if named else [DisputedValue(value=recorded, recorded=True), *marked]

    def unknown(self, known: Known) -> Iterable[Problem]:
        """Ids in the values that name nothing; those that stand beside them in the record are not judged again."""
        if self.path != PROGRESS:
            there = {(name.kinds, name.id) for name in named_in(self._item, [root(self.path)])}
            for item in self._typed:
                named = named_in(item, [root(self.path)])
                yield from unknown([name for name in named if (name.kinds, name.id) not in there], known, self.subject)


def _at(plain: Mapping[str, Any], path: str) -> Any:
    try:
        return value_at(plain, path)
    except NoSuchField:
        return None


def _typed(field: _Field, entry: DisputedValue) -> DisputedValue:
    if entry.value is None:
        raise Objection(field.subject, [Problem("values", "one of them is missing")])
    return DisputedValue(value=field.typed(entry.value), citations=entry.citations)


def _with_earlier(given: list[DisputedValue], earlier: tuple[Any, ...]) -> list[DisputedValue]:
    """The values the dispute has already, with what is cited for them now, then the new ones."""
    again = [next((entry for entry in given if entry.value == value), DisputedValue(value=value)) for value in earlier]
    return [*again, *(entry for entry in given if entry.value not in earlier)]


def _unfit(subject: Stream, standing: Standing, event: Disputed) -> Iterable[Problem]:
    if event.field != PROGRESS:
        yield from unfit_fields(subject, {root(event.field): None})
    elif not hasattr(standing.item, "reports"):
        yield Problem("field", "'progress' is disputed of instruments and commitments only")


def _taken(standing: Standing, event: Disputed) -> Iterable[Problem]:
    """Another dispute in the way: settled under this id, or open on this field."""
    for name, found in standing.disputes.items():
        if name == event.id and not found.is_open:
            yield Problem("id", f"dispute {name!r} was settled; open another under another id")
        elif name == event.id and found.field != event.field:
            yield Problem("field", f"dispute {name!r} is on {found.field}")
        elif name != event.id and found.is_open and overlaps(found.field, event.field):
            yield Problem("field", f"is in open dispute {name!r} already; add to that one, under its id")


def _proving_other(event: Disputed) -> Iterable[Problem]:
    for entry in event.values:
        for citation in entry.citations:
            if citation.supports not in ((), (event.field,)):
                yield Problem("values", f"a citation of one proves {event.field!r} here; leave out its `supports`")


def _undisputed(
    field: _Field, event: Disputed, given: list[DisputedValue], earlier: tuple[Any, ...]
) -> Iterable[Problem]:
    values = [entry.value for entry in event.values]
    if len(values) < 2:
        yield Problem("values", _alone(field))
    if len(distinct(entry.value for entry in given)) < len(given):
        yield Problem("values", "name one value twice; give it once, with all its citations")
    for entry in event.values:
        if field.recorded is not None and not entry.recorded and _agrees(field, entry.value):
            yield Problem("values", f"{short(entry.value)} agrees with the record; corroborate it")
    if event.preferred is not None and event.preferred not in values:
        yield Problem("preferred", "is none of the values")
    if event.preferred is None and all(entry.value in earlier and not entry.citations for entry in given):
        yield Problem("values", "are in this dispute already; add a value, a source, or the one you prefer")


def _alone(field: _Field) -> str:
    if field.path == PROGRESS:
        return "name fewer than two reports; name all that cannot all be right"
    if field.recorded is None:
        return "are fewer than two, and the record has none; to add what was unknown, corroborate it"
    return "are all the same as the record's; to add a source, corroborate it"


def _agrees(field: _Field, value: Any) -> bool:
    try:
        found = agreement(field.path, without_citations(field.recorded), value)
    except Contradiction:
        return False
    # Two lists may each leave out what the other names, or contradict each other: whoever disputes them knows.
    adds = found.exact and not isinstance(value, list)
    return not AS_PRINTED.match(field.path) and (adds or found.value == without_citations(field.recorded))


def _unproved(field: _Field, event: Disputed, earlier: tuple[Any, ...], known: Known) -> Iterable[Problem]:
    """Values on nobody's word, or on the word of sources above the item alone: whoever sees it could not see why."""
    for entry in event.values:
        if not entry.citations and not entry.recorded and field.path != PROGRESS and entry.value not in earlier:
            yield Problem("values", f"{short(entry.value)} has no citation: on whose word is it?")
        alone = msgspec.structs.replace(event, values=(entry,), citations=())
        yield from resting_above(field.subject.kind, known.level(field.subject), alone, known)
    why = msgspec.structs.replace(event, values=())
    yield from resting_above(field.subject.kind, known.level(field.subject), why, known)


def _open(standing: Standing, subject: Stream, name: str) -> Dispute:
    found = standing.disputes.get(name)
    if found is not None and found.is_open:
        return found
    there = ", ".join(standing.open_disputes()) or "none"
    what = f"dispute {name!r} was settled already" if found else f"there is no dispute {name!r}; open are: {there}"
    raise Objection(subject, [Problem("dispute", what)])


def _uncited_value(event: DisputeSettled, disputed: Dispute) -> Iterable[Problem]:
    if event.value is not None and event.value not in disputed.values:
        if disputed.field == PROGRESS:
            yield Problem("value", "is none of the reports in dispute")
        elif not event.citations:
            yield Problem("citations", "are missing: the value is none of those in dispute, so say on whose word it is")


def _settling(
    closed: Standing, field: _Field, value: Any, disputed: Dispute, known: Known
) -> tuple[tuple[FieldChange, ...], tuple[Rerank, ...]]:
    """The changes of the item and of its claims that a settlement comes to."""
    if value is None:
        return (), ()
    if field.path == PROGRESS:
        return (), _reports_set_aside(closed, value, disputed)
    name = root(field.path)
    if value == without_citations(field.recorded):
        return (), reranked(closed, name, codec.plain(closed.item))
    item = field.item_with(value)
    refuse_if(field.subject, in_dispute(closed, item))
    return changes(closed, {name: codec.plain(item).get(name)}, item, known), ()


def _reports_set_aside(closed: Standing, value: str, disputed: Dispute) -> tuple[Rerank, ...]:
    """Claims on reports found wrong lose their rank; what was cited in the dispute for the right one gains it."""
    wrong = {*disputed.values} - {value}
    ranks: dict[str, Rank] = {}
    for claim, made in closed.claims.items():
        if any(is_within(made.field, f"reports.{report}") for report in wrong):
            ranks[claim] = "deprecated"
        elif made.field == PROGRESS and made.value in disputed.values:
            ranks[claim] = "deprecated" if made.value in wrong else "preferred"
    return tuple(Rerank(claim=claim, rank=rank) for claim, rank in ranks.items() if rank != closed.claims[claim].rank)
