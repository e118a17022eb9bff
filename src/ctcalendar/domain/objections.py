"""What may be said against a command: each check yields the problems it finds, for `decide` to refuse."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Known
from ctcalendar.domain.evidence import Cited, Claim, cited, claims, refuse_unprovable, told
from ctcalendar.domain.facts import Corroborated, Event
from ctcalendar.domain.items import KINDS, Item, Stream, field_value, fields_of
from ctcalendar.domain.paths import PROGRESS, REASON, NoSuchField, is_within, root, value_at
from ctcalendar.domain.references import Reference, is_given, mentions, named_by
from ctcalendar.domain.standing import Standing, changed
from ctcalendar.errors import Refused

FIXED = {
    "id": "is for ever",
    "citations": "are added by corroborating",
    "classification": "changes by reclassifying",
    "status": "changes by a fact of its own (held, cancelled, rescheduled, status-changed, suspended, resumed, closed)",
}
"""Fields that are not amended -> what to do instead."""


class Objection(Refused):
    """A command cannot become a fact. `problems` says where in the command's item, and why."""

    def __init__(self, subject: Stream, found: Iterable[Problem], *, hint: str | None = None) -> None:
        self.subject, self.problems = subject, list(found)
        where = "; ".join(f"{path}: {message}" if path else message for path, message in self.problems)
        super().__init__(f"{subject.kind} {subject.id}: {where}", hint=hint)


def refuse_if(subject: Stream, found: Iterable[Problem]) -> None:
    listed = list(found)
    if listed:
        raise Objection(subject, listed)


def unknown(named: Iterable[Reference], known: Known, subject: Stream) -> Iterable[Problem]:
    for reference in named:
        if is_given(reference):
            continue
        there = [stream for kind in reference.kinds if (stream := Stream(kind, reference.id)) in known]
        if there:
            if all(known.is_retracted(stream) for stream in there):
                yield Problem(reference.path, f"{there[0].kind} {reference.id!r} {_gone(known, there[0])}")
            continue
        what = " or ".join(kind for kind in reference.kinds if kind != "country") or "ISO 3166 country"
        what = "item" if len(reference.kinds) > 3 else what
        close = get_close_matches(reference.id, [i for kind in reference.kinds for i in known.ids(kind)], n=1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        yield Problem(reference.path, f"no {what} {reference.id!r} is recorded or in these files{meant}")


def _gone(known: Known, retracted: Stream) -> str:
    standing = known.standing(retracted)
    survivor = standing.retracted.duplicate_of if standing and standing.retracted else None
    return f"was retracted; {f'it is the same as {survivor!r}: name that' if survivor else 'reinstate it first'}"


def unprovable(
    event: Event, entries: Iterable[Cited] | None = None, values: Mapping[str, Any] | None = None
) -> Iterable[Problem]:
    """Citations that support a field which is not there: a claim without a value.

    `entries` are the citations, and `values` what the fact told, if they are at hand.
    """
    try:
        values = told(event) if values is None else values
        refuse_unprovable(event, cited(event, values) if entries is None else entries, values)
    except NoSuchField as missing:
        yield Problem("citations", f"support {missing.path!r}, but there is no value at {missing.step!r}")


def uncited(event: Event) -> Iterable[Problem]:
    if not cited(event):
        yield Problem("citations", "are missing: name at least one source, with the words that say so")


def idle(event: Corroborated) -> Iterable[Problem]:
    if not event.given:
        yield Problem("values", "are missing: give what the source says, or name in `supports` the fields it proves")


def unsupported(event: Corroborated) -> Iterable[Problem]:
    """What a source is said to give, although no citation proves it."""
    proved = {root(claim.field) for claim in claims(event)}
    for given in event.given:
        if root(given.field) not in proved:
            yield Problem(f"values.{given.field}", "is proved by no citation: name it in one's `supports`")


def resting_above(
    kind: str,
    level: Clearance,
    event: Event,
    known: Known,
    *,
    fields: Collection[str] | None = None,
    entries: Sequence[Cited] | None = None,
) -> Iterable[Problem]:
    """What an item would say on the word of sources alone that are classified above it: who sees it could not see why.

    `fields` narrows it to what changes; what merely agrees may rest on any source, and so may what names a hidden item:
    neither is seen below. `entries` are the citations, if at hand.
    """
    entries = cited(event) if entries is None else entries
    levels = {entry.number: known.level(Stream("source", entry.citation["source"])) for entry in entries}
    if levels and min(levels.values()) > level:
        above = min(levels.values()).name
        yield Problem("citations", f"name only sources that are {above}, but the item is {level.name}: {_CITE_ANOTHER}")
        return
    if all(found <= level for found in levels.values()):
        return  # nothing is hidden: most sources are public
    proofs = [(REASON, levels[entry.number]) for entry in entries if REASON in entry.supports]
    for claim in _claims(event, entries):
        wanted = fields is None or root(claim.field) in fields
        if claim.citation is not None and wanted and not names_above(kind, level, claim.field, claim.value, known):
            proofs.append((claim.field, levels[claim.citation]))
    if hidden := only_above(level, proofs):
        yield Problem("citations", f"{', '.join(hidden)}: only sources above {level.name} say so: {_CITE_ANOTHER}")


def _claims(event: Event, entries: Sequence[Cited]) -> Sequence[Claim]:
    try:
        return claims(event, entries)
    except NoSuchField:
        return ()  # told by `unprovable`, as what it is


def names_above(kind: str, level: Clearance, path: str, value: Any, known: Known) -> bool:
    """Whether a path into an item of a kind, or the plain value there, names an item classified above a level."""
    try:
        named = list(mentions(kind, path, value))
    except (KeyError, msgspec.ValidationError):
        return False
    return any(known.level(Stream(one, reference.id)) > level for reference in named for one in reference.kinds)


_CITE_ANOTHER = "classify it as high, or cite a source it may be seen with"


def only_above(level: Clearance, proofs: Iterable[tuple[str, Clearance]]) -> list[str]:
    """The fields that only sources above a level prove, among fields and the levels of what proves them."""
    listed = list(proofs)
    seen = {path for path, found in listed if found <= level}
    return sorted({path for path, _ in listed if not any(is_within(path, other) for other in seen)})


def new_problems(before: Item, item: Item) -> list[Problem]:
    """What is wrong with `item` that was not already so: a stricter rule must not block every later change."""
    already = set(problems(before))
    return [problem for problem in problems(item) if problem not in already]


def existing(standing: Standing | None, subject: Stream) -> Standing:
    """The standing of what is recorded and was not retracted."""
    if standing is None:
        raise Objection(subject, [Problem("subject", f"no {subject.kind} {subject.id!r} is recorded")])
    if standing.retracted is not None:
        survivor = standing.retracted.duplicate_of
        instead = f"; it is the same as {survivor!r}: say it of that" if survivor else "; reinstate it first"
        raise Objection(subject, [Problem("", f"was retracted{instead}")])
    return standing


def unfit_fields(subject: Stream, values: Mapping[str, Any]) -> Iterable[Problem]:
    """Fields that such an item has not, or that nobody may give another value."""
    fields = fields_of(KINDS[subject.kind])
    for field in values:
        if field not in fields:
            close = get_close_matches(field, fields, n=1)
            yield Problem(field, f"is no field of it{f'; did you mean {close[0]!r}?' if close else ''}")
        elif field in FIXED:
            yield Problem(field, f"{FIXED[field]}; it cannot be changed this way")


def retyped(subject: Stream, item: Item, values: Mapping[str, Any], *, strict: bool = True) -> Item:
    """The item with other plain values, refused where they are of another shape than the fields."""
    try:
        return changed(item, values, strict=strict)
    except msgspec.ValidationError as error:
        raise Objection(subject, [Problem("", str(error))]) from None


def named_in(item: Item, fields: Iterable[str]) -> Iterable[Reference]:
    """The ids that some fields of an item name."""
    for field in fields:
        yield from named_by(type(item), field, field_value(item, field), field)


def in_dispute(standing: Standing, after: Item) -> Iterable[Problem]:
    """Fields in open dispute that would change: only settling moves them."""
    before, then = codec.plain(standing.item), codec.plain(after)
    for name, dispute in standing.open_disputes().items():
        if dispute.field == PROGRESS:
            for path in (f"reports.{report}" for report in dispute.values):
                if _value(before, path) != _value(then, path):
                    yield Problem(path, f"is in open dispute {name!r}; settle that first")
        elif _value(before, dispute.field) != _value(then, dispute.field):
            yield Problem(
                dispute.field, f"is in open dispute {name!r}; settle that first, with the value that is right"
            )


def _value(plain: Mapping[str, Any], path: str) -> Any:
    try:
        return value_at(plain, path)
    except NoSuchField:
        return None


def short(value: Any) -> str:
    """A plain value as messages show it."""
    text = codec.encode(value).decode()
    return text if len(text) <= 120 else f"{text[:117]}…"


def astray(event: Event) -> Iterable[Problem]:
    """Citations of a fact that says nothing of a field, but name fields they prove."""
    for number, citation in enumerate(getattr(event, "citations", ()), 1):
        if citation.supports not in ((), ("reason",)):
            yield Problem(f"citations.{number}.supports", "proves the reason here, and no field; leave it out")
