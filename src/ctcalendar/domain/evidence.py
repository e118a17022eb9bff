"""What a fact claims and on whose word: its citations in order, and the claim each makes on a field.

Pure, and the same for `decide` and for the view rules, so a claim's number (REVISION.NUMBER) means one thing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.facts import (
    Amended,
    CadenceSet,
    Cancelled,
    Closed,
    Corroborated,
    Disputed,
    DisputeSettled,
    Event,
    Merged,
    Rank,
    Reclassified,
    Reinstated,
    Rerank,
    Rescheduled,
    Resumed,
    Retracted,
    Split,
    StatusChanged,
    Suspended,
)
from ctcalendar.domain.items import Item
from ctcalendar.domain.paths import REASON, NoSuchField, identity, root, value_at, without_citations
from ctcalendar.domain.values import Citation, DeadlineSet, ProgressReported


class Cited(NamedTuple):
    """A citation of a fact: its number there from 1, its plain content, and the fields it proves (or `reason`)."""

    number: int
    citation: Mapping[str, Any]
    supports: tuple[str, ...]
    value: Any = None
    """What it proves where the path alone does not say: one of the values in dispute, or the list of one member."""


class Claim(NamedTuple):
    """A value claimed for a field. `number` is its own in its fact, `citation` that of its citation there."""

    number: int
    field: str
    value: Any
    citation: int | None
    rank: Rank


def cited(event: Event, values: Mapping[str, Any] | None = None) -> list[Cited]:
    """The citations of a fact in order: its own first, then those inside its values, each with the fields it proves.

    `values` is what the fact told, if at hand.
    """
    if isinstance(event, Disputed):
        return _cited_in_dispute(event)
    own, inner, default = _citations(event, values)
    found: list[tuple[Any, tuple[str, ...], Any]] = [
        (citation, _supports(citation) or default, None) for citation in own
    ]
    for inside in inner:
        stated = _supports(inside.citation)
        found.append((inside.citation, stated or (inside.holder,), None if stated else inside.member))
    return [Cited(number, *entry) for number, entry in enumerate(found, 1)]


def claims(
    event: Event, entries: Iterable[Cited] | None = None, values: Mapping[str, Any] | None = None
) -> list[Claim]:
    """The claims a fact makes: one for each field that each of its citations proves.

    `entries` are its citations, and `values` what it told, if they are at hand.
    """
    values = told(event) if values is None else values
    made: list[tuple[str, Any, int | None, Rank]] = [
        (path, value, entry.number, _rank(event, path, value))
        for entry in (cited(event, values) if entries is None else entries)
        for path in entry.supports
        if path != REASON or isinstance(event, Item)
        for value in [_bare(event, path, claimed(values, path) if entry.value is None else entry.value)]
    ]
    # An old value that nobody had claimed would be lost with the change that replaces it.
    made += [
        (change.field, without_citations(change.old), None, "deprecated")
        for change in getattr(event, "changes", ())
        if change.kept
    ]
    return [Claim(number, *claim) for number, claim in enumerate(made, 1)]


def refuse_unprovable(event: Event, entries: Iterable[Cited], values: Mapping[str, Any]) -> None:
    """Make sure that there is a value for each claim that `claims` would make. Raises NoSuchField."""
    for entry in entries:
        for path in entry.supports:
            if entry.value is None and (path != REASON or isinstance(event, Item)):
                claimed(values, path)


def _bare(event: Event, path: str, value: Any) -> Any:
    """A value without the citations inside it. Most fields of items have room for none: nothing to look for there."""
    if isinstance(event, Item) and root(path) not in _with_citations_inside(type(event)):
        return value
    return without_citations(value)


def claimed(values: Mapping[str, Any], path: str) -> Any:
    """The value at `path` among `values` (field or dotted path -> plain value). Raises NoSuchField."""
    if path in values and values[path] is not None:
        return values[path]
    for field in values:
        if path.startswith(field) and path.startswith(f"{field}."):
            try:
                return value_at(values[field], path[len(field) + 1 :])
            except NoSuchField as missing:
                raise NoSuchField(path, missing.step) from None
    raise NoSuchField(path, path)


def told(event: Event) -> Mapping[str, Any]:
    """The fields (or dotted paths) that a fact gives a plain value to."""
    if isinstance(event, (Amended, Rescheduled)):
        return {change.field: change.new for change in event.changes}
    if isinstance(event, Corroborated):
        return {given.field: given.value for given in event.given}
    if isinstance(event, DisputeSettled):
        return {event.field: event.value}
    if isinstance(event, _WHY_ONLY):
        return {}
    if isinstance(event, Item):
        # How it stands to the announcement (EngagementHeld) is told of the item, it is no field of it.
        plain = codec.plain(event)
        return {field: value for field, value in plain.items() if field not in ("changes", "unmentioned")}
    return _told_by_facts_of_their_own(event)


def _told_by_facts_of_their_own(event: Event) -> Mapping[str, Any]:
    plain = {key: value for key, value in codec.plain(event).items() if key not in ("citations", "reranked")}
    if isinstance(event, ProgressReported):
        return {"reports": [codec.plain(event)]}
    if isinstance(event, DeadlineSet):
        return {"deadlines": [codec.plain(event)]}
    if isinstance(event, CadenceSet):
        return {"cadence": plain}
    if isinstance(event, StatusChanged):
        return {"status": {key: value for key, value in plain.items() if key != "reason"}}
    return {"status": _STATUSES[type(event)]}


_STATUSES: Mapping[type, str] = {
    Cancelled: "cancelled",
    Suspended: "suspended",
    Resumed: "active",
    Closed: "closed",
}
_WHY_ONLY = (Disputed, Retracted, Reinstated, Reclassified, Merged, Split)
"""Facts whose own citations prove only why they were recorded."""


def reranks(event: Event) -> Iterator[Rerank]:
    """The claims made earlier that change rank by a fact."""
    yield from getattr(event, "reranked", ())
    for change in (*getattr(event, "changes", ()), *getattr(event, "adds", ())):
        yield from change.reranked


def _rank(event: Event, path: str, value: Any) -> Rank:
    """The rank a claim is made with: preferred where it is what the record uses."""
    if isinstance(event, Item):
        return "preferred"
    if isinstance(event, Disputed):
        recorded = (entry.value for entry in event.values if entry.recorded)
        return "preferred" if value in map(without_citations, recorded) else "normal"
    agreeing = {given.field: given.agrees for given in event.given} if isinstance(event, Corroborated) else {}
    given = next((agrees for field, agrees in agreeing.items() if path == field or path.startswith(f"{field}.")), True)
    return "preferred" if given else "normal"


def _cited_in_dispute(event: Disputed) -> list[Cited]:
    """What the values rest on, each its own; then what the reason rests on."""
    found: list[tuple[Any, tuple[str, ...], Any]] = [
        (citation, (event.field,), entry.value) for entry in event.values for citation in codec.plain(entry.citations)
    ]
    found += [(citation, (REASON,), None) for citation in codec.plain(event.citations)]
    return [Cited(number, *entry) for number, entry in enumerate(found, 1)]


class _Inside(NamedTuple):
    """A citation inside a value: the path of what holds it, and the holder as a list when no path tells it apart."""

    citation: Any
    holder: str
    member: list[Any] | None = None


def _supports(citation: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(citation.get("supports", ()))


def _citations(event: Event, values: Mapping[str, Any] | None) -> tuple[list[Any], list[_Inside], tuple[str, ...]]:
    """Its own citations, those inside its values with their holder's path, and what its own prove by default."""
    if isinstance(event, Item):
        return _citations_of_item(event, told(event) if values is None else values)
    own = codec.plain(getattr(event, "citations", ()))
    if isinstance(event, _WHY_ONLY):
        return own, [], (REASON,)
    if isinstance(event, (Amended, Rescheduled)):
        # A field taken back to unknown has no value that a citation could prove.
        changed = tuple(change.field for change in event.changes if change.new is not None)
        before = {change.field: list(_inside(change.old, change.field)) for change in event.changes}
        inner = [
            found
            for change in event.changes
            for found in _inside(change.new, change.field)
            if found not in before[change.field]
        ]
        return own, inner, changed
    if isinstance(event, Corroborated):
        inner = [found for given in event.given for found in _inside(given.value, given.field)]
        # Its own citations prove what it gives, but not what has a citation of its own inside.
        bare = tuple(given.field for given in event.given if not any(_inside(given.value, given.field)))
        return own, inner, bare
    if isinstance(event, ProgressReported):
        return own, [], (f"reports.{event.id}",)
    if isinstance(event, DeadlineSet):
        return own, [], (f"deadlines.{event.id}",)
    return own, [], tuple(field for field, value in told(event).items() if value is not None) or (REASON,)


def _citations_of_item(item: Item, values: Mapping[str, Any]) -> tuple[list[Any], list[_Inside], tuple[str, ...]]:
    # What stands as announced was cited when it was announced.
    unmentioned = getattr(item, "unmentioned", ())
    fields = [field for field in _with_citations_inside(type(item)) if field in values and field not in unmentioned]
    return values.get("citations", []), [found for field in fields for found in _inside(values[field], field)], ()


@cache
def _with_citations_inside(kind: type[msgspec.Struct]) -> Sequence[str]:
    """The fields that may hold citations inside their values, sorted: of an engagement only what is said there."""
    fields = msgspec.structs.fields(kind)
    return sorted(info.encode_name for info in fields if info.name != "citations" and _may_hold_citation(info.type))


def _may_hold_citation(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        fields = msgspec.structs.fields(annotation)
        return annotation is Citation or any(_may_hold_citation(info.type) for info in fields)
    return annotation is Any or any(map(_may_hold_citation, get_args(annotation)))


def _inside(value: Any, path: str, member: list[Any] | None = None) -> Iterator[_Inside]:
    if isinstance(value, dict):
        for citation in value.get("citations", ()):
            yield _Inside(citation, path, member)
        for key in sorted(value):
            if key != "citations" and isinstance(value[key], (dict, list)):
                yield from _inside(value[key], f"{path}.{key}")
    elif isinstance(value, list):
        for element in value:
            if isinstance(element, (dict, list)):
                name = identity(element)
                yield from _inside(element, f"{path}.{name}") if name else _inside(element, path, [element])
