"""One engagement as text: what is recorded, and on whose word."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click

from ctcalendar.domain import codec
from ctcalendar.domain.paths import root
from ctcalendar.views.entry import Assertion, Claim, Delegation, Entry, Participant, Place, SeriesPlace, When, Words

_FIELDS = """title kind when places mode parties participants delegations agencies series instruments topics occasion
    rank sessions part_of parts says""".split()
_RANKS = {"preferred": "", "normal": "compatible: ", "deprecated": "superseded: "}


def lines(entry: Entry, language: str, *, color: bool) -> Iterator[str]:
    """The portrait of an engagement, line by line: each field, each value, and under it the words that say so."""

    def strong(text: str) -> str:
        return click.style(text, bold=True) if color else text

    yield strong(entry.title.in_language(language))
    yield f"{entry.kind}, {entry.status} · {entry.id} · {entry.classification}"
    for field in _with_claims(entry):
        claims = [claim for claim in entry.claims if root(claim.field) == field]
        yield ""
        yield strong(field)
        for text, said in _members(getattr(entry, field, None), field, claims):
            if text:
                yield f"  {text}"
            yield from (f"      {_claim(claim, field)}" for claim in said)
    yield ""
    yield strong("history")
    for number, fact in enumerate(entry.history, 1):
        at = f" at position {fact.position}" if fact.position is not None else ""
        why = "; ".join(part for part in (fact.cause, fact.reason, fact.note) if part)
        yield f"  {number}  {fact.recorded_at[:19]}Z  {fact.type}{at}{f': {why}' if why else ''}"


def _with_claims(entry: Entry) -> Sequence[str]:
    """Every field that has a value or a claim."""
    claimed = dict.fromkeys(root(claim.field) for claim in entry.claims)
    known = [field for field in _FIELDS if getattr(entry, field) not in (None, []) or field in claimed]
    return [*known, *(field for field in claimed if field not in _FIELDS)]


def _members(value: Any, field: str, claims: Sequence[Claim]) -> Iterator[tuple[str, list[Claim]]]:
    """The values of a field, each with the claims on it; claims on the field as a whole stand last."""
    rest = list(claims)
    for number, member in enumerate(value if isinstance(value, list) else [value], 1):
        name = _identity(member) or str(number)
        of_this = [claim for claim in rest if (claim.field + ".").startswith(f"{field}.{name}.")]
        own = of_this if isinstance(value, list) and len(value) > 1 else rest
        rest = [claim for claim in rest if claim not in own]
        yield (_text(member) if member is not None else ""), own
    if rest:
        yield "", rest


def _identity(member: Any) -> str | None:
    if isinstance(member, str):
        return member
    for name in ("id", "person", "party"):
        if isinstance(found := getattr(member, name, None), str):
            return found
    return None


def _claim(claim: Claim, field: str) -> str:
    part = claim.field.removeprefix(field).removeprefix(".")
    where = f"{part}: " if part else ""
    gives = "" if claim.rank == "preferred" else f"{_RANKS[claim.rank]}{_short(claim.value)} "
    said = f"“{claim.quote}” " if claim.quote else ""
    why = f" ({claim.reason})" if claim.reason else ""
    return f"{where}{gives}{said}{claim.source or 'no source'}{why}"


def _text(value: Any) -> str:
    """A value in words."""
    return _TEXTS[type(value)](value) if type(value) in _TEXTS else str(value)


def _words(words: Words | None) -> str:
    if words is None:
        return ""
    both = " / ".join(part for part in (words.en, words.ar) if part)
    return f"{both} (the two differ: {words.differs})" if words.differs else both


def _when(when: When) -> str:
    day = when.edtf or "…".join(bound or "" for bound in (when.earliest, when.latest))
    time = " ".join(part for part in (when.starts_at and when.starts_at[11:], when.zone) if part)
    printed = f"printed {when.printed!r}" if when.printed else ""
    basis = when.basis if when.basis != "stated" else ""
    about = "; ".join(part for part in (printed, when.weekday, basis, when.rule) if part)
    return f"{day}{f' {time}' if time else ''}{f' ({about})' if about else ''}"


def _place(place: Place) -> str:
    return ", ".join(part for part in (_words(place.name), place.country, place.when) if part)


def _participant(person: Participant) -> str:
    name = " ".join(part for part in (_words(person.honorific), _words(person.name)) if part)
    parts = (name, _words(person.title), person.organisation, f"{person.party} {person.role}", person.person)
    return ", ".join(part for part in parts if part)


def _delegation(one: Delegation) -> str:
    return f"{one.party}: {one.size}{f' ({one.note})' if one.note else ''}"


def _assertion(one: Assertion) -> str:
    return f"{one.by} says: {_words(one.text)}"


def _series(place: SeriesPlace) -> str:
    return f"{place.id}, number {place.ordinal or 'not known'}: {_words(place.names)}"


_TEXTS: Mapping[type, Callable[[Any], str]] = {
    Words: _words,
    When: _when,
    Place: _place,
    Participant: _participant,
    Delegation: _delegation,
    Assertion: _assertion,
    SeriesPlace: _series,
}


def _short(value: Any) -> str:
    """A claimed value in short: an EDTF date alone, or its JSON."""
    if isinstance(value, dict) and "edtf" in value:
        return str(value["edtf"])
    return value if isinstance(value, str) else codec.encode(value).decode()
