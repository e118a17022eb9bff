"""Corrections of whole items: retracting, reinstating, reclassifying, merging and splitting persons."""

from collections.abc import Iterable, Iterator

import msgspec

from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Known, Tell
from ctcalendar.domain.evidence import cited
from ctcalendar.domain.facts import Event, Merged, Reclassified, Reinstated, Retracted, Split
from ctcalendar.domain.inheriting import in_force
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import (
    Objection,
    astray,
    existing,
    names_above,
    only_above,
    refuse_if,
    resting_above,
    unknown,
)
from ctcalendar.domain.references import references
from ctcalendar.domain.standing import Standing


def retract(command: Tell, standing: Standing | None, known: Known) -> Event:
    """It should not have been recorded, or it is another's duplicate."""
    subject, event = command.subject, command.event
    assert isinstance(event, Retracted)
    standing = existing(standing, subject)
    refuse_if(subject, _faults(command, known))
    if event.duplicate_of is not None:
        refuse_if(subject, _no_survivor(Stream(subject.kind, event.duplicate_of), standing, known))
    return event


def reinstate(command: Tell, standing: Standing | None, known: Known) -> Event:
    """A retraction is taken back."""
    event = command.event
    assert isinstance(event, Reinstated)
    if standing is None or standing.retracted is None:
        existing(standing, command.subject)
        raise Objection(command.subject, [Problem("", "was not retracted")])
    refuse_if(command.subject, _faults(command, known))
    status = standing.item.status if command.subject.kind == "engagement" else None  # type: ignore[attr-defined]
    return msgspec.structs.replace(event, status=status)


def reclassify(command: Tell, standing: Standing | None, known: Known) -> Event:
    """Its classification changes; lowered, it must not show what only higher sources say."""
    subject, event = command.subject, command.event
    assert isinstance(event, Reclassified)
    if standing is None or standing.retracted is None:
        standing = existing(standing, subject)
    level = Clearance[event.classification]
    refuse_if(subject, _faults(command, known, level))
    if event.classification == standing.item.classification:
        raise Objection(subject, [Problem("classification", f"is {event.classification} already")])
    refuse_if(subject, _resting_above(level, standing, known))
    return event


def merge(command: Tell, standing: Standing | None, known: Known) -> Event:
    """Two entries are one person; this one is counted under the other."""
    subject, event = command.subject, command.event
    assert isinstance(event, Merged)
    standing = existing(standing, subject)
    refuse_if(subject, _faults(command, known))
    if standing.merged_into is not None:
        raise Objection(subject, [Problem("", f"is merged into {standing.merged_into!r} already; split it first")])
    into = Stream("person", event.into)
    if into == subject:
        raise Objection(subject, [Problem("into", "names the person itself")])
    if subject.id in _line(into, known):
        raise Objection(subject, [Problem("into", f"{event.into!r} is merged into this one: they are one already")])
    if known.level(into) != known.level(subject):
        raise Objection(subject, [Problem("into", "is classified otherwise; classify both alike first")])
    return event


def split(command: Tell, standing: Standing | None, known: Known) -> Event:
    """A merger is taken back."""
    subject, event = command.subject, command.event
    assert isinstance(event, Split)
    standing = existing(standing, subject)
    refuse_if(subject, _faults(command, known))
    if standing.merged_into != event.apart_from:
        merged = f"it is merged into {standing.merged_into!r}" if standing.merged_into else "it is merged into nobody"
        raise Objection(subject, [Problem("from", f"is {event.apart_from!r}, but {merged}")])
    return event


def _faults(command: Tell, known: Known, level: Clearance | None = None) -> Iterable[Problem]:
    event, subject = command.event, command.subject
    yield from problems(event)
    yield from astray(event)
    # Whoever it is split from may have been retracted since.
    named = [name for name in references(event) if not (isinstance(event, Split) and name.path == "from")]
    yield from unknown(named, known, subject)
    evidence = cited(event)
    # Who sees the item sees this fact of it, and must be able to see why. A source always sees itself.
    if subject not in [Stream("source", entry.citation["source"]) for entry in evidence]:
        yield from resting_above(subject.kind, known.level(subject) if level is None else level, event, known)


def _no_survivor(survivor: Stream, duplicate: Standing, known: Known) -> Iterator[Problem]:
    """Why an item cannot receive the evidence of its duplicate."""
    if survivor == duplicate.stream:
        yield Problem("duplicate_of", "names the item itself")
    elif survivor not in known:
        yield Problem("duplicate_of", f"no {survivor.kind} {survivor.id!r} is recorded")
    elif known.is_retracted(survivor):
        yield Problem("duplicate_of", f"{survivor.id!r} was itself retracted")
    elif known.level(survivor) < known.level(duplicate.stream):
        yield Problem("duplicate_of", f"{survivor.id!r} is classified lower, and must not receive this one's evidence")
    elif _status(duplicate) == "held" != _status(known.standing(survivor)):
        yield Problem("duplicate_of", f"{survivor.id!r} is not recorded as held, and this one is; record that first")
    for name in duplicate.open_disputes():
        yield Problem("", f"is in open dispute {name!r}; settle that first, or the survivor would not hear of it")


def _status(standing: Standing | None) -> str | None:
    """The status of an engagement."""
    return getattr(standing.item, "status", None) if standing and standing.stream.kind == "engagement" else None


def _resting_above(level: Clearance, standing: Standing, known: Known) -> Iterator[Problem]:
    proofs = []
    for claim in in_force(standing):
        assert claim.citation is not None
        source = Stream("source", claim.citation["source"])
        if names_above(standing.stream.kind, level, claim.field, claim.value, known):
            continue
        proofs.append((claim.field, level if source == standing.stream else known.level(source)))
    if above := only_above(level, proofs):
        yield Problem(
            "classification", f"{', '.join(above)}: only sources above {level.name} say so; declassify one first"
        )


def _line(person: Stream, known: Known) -> Iterator[str]:
    """The persons a person is merged into, one after the other, itself first."""
    found: str | None = person.id
    passed: set[str] = set()
    while found is not None and found not in passed:
        yield found
        passed.add(found)
        standing = known.standing(Stream("person", found))
        found = standing.merged_into if standing else None
