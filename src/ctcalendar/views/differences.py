"""What changed between two moments: each item read as it stood at both, and compared field by field.

Both readings are cut to the reader's clearance, so what is above it makes no difference here either.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.paths import identity
from ctcalendar.views.cards import cards
from ctcalendar.views.cards import names as names_of
from ctcalendar.views.entries import AT_ONCE, some
from ctcalendar.views.entry import Citation, Dispute, Retraction, Revision, Words
from ctcalendar.views.evidence import bare as id_of
from ctcalendar.views.publication import Public
from ctcalendar.views.question import Question

_WHOLE = frozenset({"when", "published", "cadence", "mandate", "status", "series", "occasion"})
"""Structs that are told whole: half a date says nothing."""
_EVIDENCE = frozenset(
    """id citations claims disputed disputes retracted classification revision recorded_at changed_at position history
    place parts whole dated_by_parts labels agreements""".split()
)


class Change(msgspec.Struct, frozen=True):
    """A field at a dotted path (list steps by id), with its plain value before and after; null is not known."""

    field: str
    old: Any
    new: Any


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item: the facts in between, and what they come to."""

    item: str
    """Its kind."""
    id: str
    label: Words
    recorded: bool
    """Whether it was not on record before."""
    changes: list[Change]
    disputed: list[Dispute]
    """Opened or added to, and still open."""
    settled: list[Dispute]
    retracted: Retraction | None
    reinstated: bool
    sources: list[str]
    """Sources cited for it that were not before."""
    facts: list[Revision]


class Reading(NamedTuple):
    """How each item is read: by whom, and as far as it was public by a day, if one is given."""

    reader: Reader
    clearance: Clearance
    published_by: str | None = None

    def public(self, as_of: int) -> Public:
        """What was public by that day, as recorded at a position."""
        return Public(self.reader, self.clearance, as_of, self.published_by)


Choice = Callable[[str, Sequence[str]], Sequence[str]]
"""Which of some items of a kind are asked about."""


def differences(
    reader: Reader,
    before: int,
    after: int,
    *,
    clearance: Clearance,
    only: tuple[str, str] | None = None,
    published_by: str | None = None,
    choice: Choice = lambda kind, names: names,
) -> Iterator[Difference]:
    """What changed after position `before` up to position `after`: item by item, kinds in the order of a dossier.

    `only`: the kind and id of one item. `published_by`: both readings are of what was public by a day. `choice`: which
    items are compared.
    """
    reading = Reading(reader, clearance, published_by)
    for kind in KINDS if only is None else [only[0]]:
        touched = choice(kind, _touched(reader, kind, before, after, only and only[1]))
        for start in range(0, len(touched), AT_ONCE):
            names = touched[start : start + AT_ONCE]
            then, now = states(reading, kind, names, before), states(reading, kind, names, after)
            for name in names:
                if name in now:
                    found = difference(kind, then.get(name), now[name])
                    if found.recorded or found.facts:
                        yield found


def _touched(reader: Reader, kind: str, before: int, after: int, only: str | None) -> list[str]:
    """The items of a kind that facts between the two positions are about. Each is cut to clearance when it is read."""
    question = Question(Clearance.CONFIDENTIAL)
    tests = [
        f"r.known_from > {question.bind(before)} AND r.known_from <= {question.bind(after)}",
        f"r.subject >= {question.bind(f'{kind}:')} AND r.subject < {question.bind(f'{kind};')}",
    ]
    if only is not None:
        tests.append(f"r.subject = {question.bind(f'{kind}:{only}')}")
    sql = f"SELECT DISTINCT r.subject FROM revision r WHERE {' AND '.join(tests)} ORDER BY r.subject"
    return [id_of(row[0]) for row in reader.rows(sql, question.parameters)]


class State(msgspec.Struct, frozen=True):
    """An item at one moment."""

    name: str
    label: Words
    fields: Mapping[str, Any]
    citations: Sequence[Citation]
    disputes: Sequence[Dispute]
    retracted: Retraction | None
    facts: Sequence[Revision]

    @property
    def sources(self) -> list[str]:
        """The sources cited for it, each once."""
        return list(dict.fromkeys(citation.source for citation in self.citations))


def states(reading: Reading, kind: str, names: Sequence[str], as_of: int) -> dict[str, State]:
    """Those of some items of a kind that were there at a position, and public by then."""
    reader, clearance, published_by = reading
    public = reading.public(as_of)
    there = names_of(reader, kind, clearance=clearance, as_of=as_of, only=public.among(kind, names))
    # PostgreSQL takes no empty list, and often nothing was there before.
    if kind == "engagement":
        entries = public.entries([*some(reader, there, clearance=clearance, as_of=as_of)]) if there else ()
        return {one.id: State(one.id, one.title, _fields(one), *_evidence(one)) for one in entries}
    at: dict[str, Any] = {"clearance": clearance, "as_of": as_of, "published_by": published_by}
    found = cards(reader, kind, only=there, retracted=True, **at) if there else ()
    return {one.id: State(one.id, one.label, _level(one.fields), *_evidence(one)) for one in found}


def _fields(entry: Any) -> Mapping[str, Any]:
    plain = {field: value for field, value in codec.plain(entry).items() if field not in _EVIDENCE}
    if plain["series"] is not None:
        del plain["series"]["names"]
    return _level(plain)


def _level(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    return {field: known for field, value in fields.items() if (known := _bare(value)) not in (None, [], {})}


def _bare(value: Any) -> Any:
    """A plain value without what is only joined to it, and without what is not known."""
    if isinstance(value, dict):
        joined = ("label", "canonical")
        return {key: _bare(part) for key, part in value.items() if part not in (None, []) and key not in joined}
    return [_bare(part) for part in value] if isinstance(value, list) else value


def _evidence(one: Any) -> tuple[Sequence[Citation], Sequence[Dispute], Retraction | None, Sequence[Revision]]:
    return one.citations, one.disputes, one.retracted, one.history


def difference(kind: str, then: State | None, now: State) -> Difference:
    """What became of an item from one moment, at which it may not have been there, to another."""
    before = then or State(now.name, now.label, {}, (), (), None, ())
    known = {dispute.id: dispute for dispute in before.disputes}
    moved = [dispute for dispute in now.disputes if known.get(dispute.id) != dispute]
    return Difference(
        item=kind,
        id=now.name,
        label=now.label,
        recorded=then is None,
        changes=[] if then is None else list(_changes(before.fields, now.fields)),
        disputed=[dispute for dispute in moved if dispute.state == "open"],
        settled=[dispute for dispute in moved if dispute.state == "settled"],
        retracted=now.retracted if now.retracted != before.retracted else None,
        reinstated=now.retracted is None and before.retracted is not None,
        sources=[source for source in now.sources if source not in before.sources],
        facts=[fact for fact in now.facts if fact not in before.facts],
    )


def _changes(old: Any, new: Any, path: str = "") -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and path not in _WHOLE:
        for key in dict.fromkeys([*old, *new]):
            yield from _changes(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif isinstance(old, list | None) and isinstance(new, list | None) and (old or new):
        yield from _member_changes(old or [], new or [], path)
    else:
        yield Change(path, old, new)


def _member_changes(old: Sequence[Any], new: Sequence[Any], path: str) -> Iterator[Change]:
    before, after = _by_name(old), _by_name(new)
    if [*before] != [*after] and {*before} == {*after}:
        yield Change(path, [*before], [*after])  # the same members in another order
    for name in dict.fromkeys([*before, *after]):
        yield from _changes(before.get(name), after.get(name), f"{path}.{name}")


def _by_name(members: Iterable[Any]) -> dict[str, Any]:
    """Members by their id, or by their number where they have none or share it."""
    found: dict[str, Any] = {}
    for number, member in enumerate(members, 1):
        name = identity(member) or str(number)
        found[name if name not in found else str(number)] = member
    return found
