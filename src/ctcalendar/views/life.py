"""The life of one item: each fact of it, what it changed, why, and on whose word.

A fact is told by what the item was before and after it, both cut to the reader's clearance, so that what is above it
is as if it never was. What facts about others changed is no part of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.streams import Stream
from ctcalendar.views.differences import Change, Difference, Reading, State, difference, states
from ctcalendar.views.entries import revision
from ctcalendar.views.entry import Citation, Dispute, Retraction, Revision, Words
from ctcalendar.views.evidence import Evidence, asker
from ctcalendar.views.question import NOW, Question

Levels = Mapping[int, tuple[str, str]]
"""Position of a fact that reclassified an item -> its classification before and after."""


class Step(Revision, frozen=True, kw_only=True):
    """A fact in the life of an item, field by field as `show ID --history --format json` prints it."""

    recorded_by: str | None
    """Who recorded it, an opaque id; told at full clearance alone, as the position is."""
    recorded: bool
    """Whether it is the first: then every field that it holds is a change from nothing."""
    changes: list[Change]
    disputed: list[Dispute]
    """Opened or added to by it, and open after it."""
    settled: list[Dispute]
    retracted: Retraction | None
    reinstated: bool
    citations: list[Citation]
    """What it cites. What proves why it was recorded has `reason` for what it supports."""


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """An item, and its facts, the oldest first."""

    item: str
    """Its kind."""
    id: str
    label: Words
    facts: list[Step]


def life(
    reader: Reader,
    stream: Stream,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    published_by: str | None = None,
    levels: Callable[[], Levels] = dict,
) -> Life | None:
    """The life of an item up to a position, by default the present; None where it may not be seen, or is not there.

    With `published_by`, the facts that cite a source published by that day, with what such sources say of them.
    `levels` gives what reclassified it, and is asked only if something did. It is told where neither level is above the
    clearance.
    """
    evidence = Evidence(asker(reader, clearance, as_of), stream.kind, [stream.id]).told()
    facts = evidence.history.get(stream.id, [])
    told = list(_told(Reading(reader, clearance, published_by), stream, facts))
    if not told:
        return None
    known = levels() if any(fact[3].endswith(".reclassified") for fact in facts) else {}
    by = _recorders(reader, stream, clearance)
    # A source that was withdrawn since is marked in what it once proved.
    withdrawn = {citation.source for citation in evidence.citations.get(stream.id, ()) if citation.retracted}
    steps = [_marked(_step(clearance, *found, by, known), withdrawn) for found in told]
    # A source speaks for itself.
    public = [step for step in steps if step.citations or published_by is None or stream.kind == "source"]
    return Life(item=stream.kind, id=stream.id, label=told[-1][2].label, facts=public)


def _marked(step: Step, withdrawn: Collection[str]) -> Step:
    citations = [replace(citation, retracted=citation.source in withdrawn) for citation in step.citations]
    return replace(step, citations=citations)


def _told(reading: Reading, stream: Stream, facts: Iterable[Row]) -> Iterator[tuple[Row, State | None, State]]:
    """Each fact, and the item before and after it."""
    kind, name = stream
    reached, now = 0, None
    for fact in facts:
        position: int = fact[1]
        # Facts about others may have changed what it shows since its own last fact.
        before = now if position - 1 == reached else states(reading, kind, [name], position - 1).get(name)
        now = states(reading, kind, [name], position).get(name)
        reached = position
        if now is not None:  # as long as it has to name what is hidden, it is not there
            yield fact, before, now


def _step(
    clearance: Clearance, fact: Row, before: State | None, now: State, by: Mapping[int, str], levels: Levels
) -> Step:
    found = difference("", before, now)
    told = revision(fact, tell_position=clearance.is_full)
    return Step(
        **{field: getattr(told, field) for field in told.__struct_fields__},
        recorded_by=by.get(fact[1]),
        recorded=found.recorded,
        changes=[*_changes(found, now), *_level(levels.get(fact[1]), clearance)],
        disputed=found.disputed,
        settled=found.settled,
        retracted=found.retracted,
        reinstated=found.reinstated,
        citations=_added(before.citations if before else (), now.citations),
    )


def _changes(found: Difference, now: State) -> list[Change]:
    return [Change(field, None, value) for field, value in now.fields.items()] if found.recorded else found.changes


def _level(levels: tuple[str, str] | None, clearance: Clearance) -> Iterator[Change]:
    """Who may see it, unless that tells somebody of a level above their own."""
    if levels and all(Clearance[level] <= clearance for level in levels):
        yield Change("classification", *levels)


def _added(before: Sequence[Citation], now: Sequence[Citation]) -> list[Citation]:
    """The citations that are new, where some may stand there twice."""
    rest = list(before)
    added = []
    for citation in now:
        if citation in rest:
            rest.remove(citation)
        else:
            added.append(citation)
    return added


def _recorders(reader: Reader, stream: Stream, clearance: Clearance) -> Mapping[int, str]:
    """Position -> who recorded the fact; for who may know it."""
    if not clearance.is_full:
        return {}
    question = Question(clearance)
    sql = f"""SELECT r.known_from, r.recorded_by FROM revision r
        WHERE r.subject = {question.bind(str(stream))} AND r.known_to = {NOW}"""
    return dict(reader.rows(sql, question.parameters))
