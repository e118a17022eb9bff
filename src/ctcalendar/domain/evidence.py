"""What a fact claims and on whose word: its citations in order, and the claim each makes on a field.

Pure, and the same for `decide` and for the view rules, so a claim's number (REVISION.NUMBER) means one thing.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ctcalendar.domain import codec
from ctcalendar.domain.facts import Amended, Corroborated, Event, ProgressReported, Rank
from ctcalendar.domain.items import Item
from ctcalendar.domain.paths import NoSuchField, identity, value_at, without_citations


class Cited(NamedTuple):
    """A citation of a fact: its number there from 1, its plain content, and the fields it proves."""

    number: int
    citation: Mapping[str, Any]
    supports: tuple[str, ...]
    value: Any = None
    """What it proves of a list whose members have no id: the list of that one member."""


class Claim(NamedTuple):
    """A value claimed for a field. `number` is its own in its fact, `citation` that of its citation there."""

    number: int
    field: str
    value: Any
    citation: int | None
    rank: Rank


def cited(event: Event) -> list[Cited]:
    """The citations of a fact in order: its own first, then those inside its values, each with the fields it proves."""
    own, inner, default = _citations(event)
    found: list[tuple[Any, tuple[str, ...], Any]] = [
        (citation, _supports(citation) or default, None) for citation in own
    ]
    for inside in inner:
        stated = _supports(inside.citation)
        found.append((inside.citation, stated or (inside.holder,), None if stated else inside.member))
    return [Cited(number, *entry) for number, entry in enumerate(found, 1)]


def claims(event: Event, entries: Iterable[Cited] | None = None) -> list[Claim]:
    """The claims a fact makes: one for each field that each of its citations (`entries`, if at hand) proves."""
    values = _values(event)
    agreeing = {given.field: given.agrees for given in event.given} if isinstance(event, Corroborated) else {}
    made: list[tuple[str, Any, int | None, Rank]] = [
        (path, without_citations(entry.value or claimed(values, path)), entry.number, _rank(agreeing, path))
        for entry in (cited(event) if entries is None else entries)
        for path in entry.supports
    ]
    # An old value that nobody had claimed would be lost with the change that replaces it.
    made += [
        (change.field, without_citations(change.old), None, "deprecated")
        for change in getattr(event, "changes", ())
        if change.kept
    ]
    return [Claim(number, *claim) for number, claim in enumerate(made, 1)]


def claimed(values: Mapping[str, Any], path: str) -> Any:
    """The value at `path` among `values` (field or dotted path -> plain value). Raises NoSuchField."""
    if path in values and values[path] is not None:
        return values[path]
    for field in values:
        if path.startswith(f"{field}."):
            try:
                return value_at(values[field], path[len(field) + 1 :])
            except NoSuchField as missing:
                raise NoSuchField(path, missing.step) from None
    raise NoSuchField(path, path)


def _rank(agreeing: Mapping[str, bool], path: str) -> Rank:
    given = next((agrees for field, agrees in agreeing.items() if path == field or path.startswith(f"{field}.")), True)
    return "preferred" if given else "normal"


def _values(event: Event) -> Mapping[str, Any]:
    if isinstance(event, Amended):
        return {change.field: change.new for change in event.changes}
    if isinstance(event, Corroborated):
        return {given.field: given.value for given in event.given}
    if isinstance(event, ProgressReported):
        return {"reports": [codec.plain(event)]}
    assert isinstance(event, Item)
    # How it stands to the announcement (EngagementHeld) is told of the item, it is no field of it.
    return {field: value for field, value in codec.plain(event).items() if field not in ("changes", "unmentioned")}


class _Inside(NamedTuple):
    """A citation inside a value: the path of what holds it, and the holder as a list when no path tells it apart."""

    citation: Any
    holder: str
    member: list[Any] | None = None


def _supports(citation: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(citation.get("supports", ()))


def _citations(event: Event) -> tuple[list[Any], list[_Inside], tuple[str, ...]]:
    """Its own citations, those inside its values with their holder's path, and what its own prove by default."""
    own = codec.plain(getattr(event, "citations", ()))
    if isinstance(event, Amended):
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
    plain = _values(event)
    # What stands as announced was cited when it was announced.
    passed_over = {"citations", *getattr(event, "unmentioned", ())}
    inner = [found for field in sorted(plain) if field not in passed_over for found in _inside(plain[field], field)]
    return own, inner, ()


def _inside(value: Any, path: str, member: list[Any] | None = None) -> Iterator[_Inside]:
    if isinstance(value, dict):
        for citation in value.get("citations", ()):
            yield _Inside(citation, path, member)
        for key in sorted(value):
            if key != "citations" and isinstance(value[key], dict | list):
                yield from _inside(value[key], f"{path}.{key}")
    elif isinstance(value, list):
        for element in value:
            if isinstance(element, dict | list):
                name = identity(element)
                yield from _inside(element, f"{path}.{name}") if name else _inside(element, path, [element])
