"""What holds of every history, whatever was recorded in whatever order: no claim is lost, and ranks tell the truth."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ctcalendar.domain import codec
from ctcalendar.domain.agreement import Contradiction, agreement
from ctcalendar.domain.checks import problems
from ctcalendar.domain.commands import Command, Record
from ctcalendar.domain.evidence import claims
from ctcalendar.domain.facts import DisputedValue, DisputeSettled, Fact, Recorded
from ctcalendar.domain.items import KINDS, Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.paths import PROGRESS, NoSuchField, overlaps, value_at, without_citations
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Dispute, Standing, fold
from ctcalendar.domain.values import Assertion, Text
from domain import builders as b
from domain.asking import (
    amend,
    cancel,
    corroborate,
    dispute,
    due,
    halted,
    held,
    meets,
    merge,
    reclassify,
    record,
    reinstate,
    reported,
    reschedule,
    retract,
    says,
    scheduled,
    settle,
    split,
    status_changed,
)
from domain.builders import VISIT, cite, deadline, head, on, person, report, visit
from domain.given import History

AGAIN, COMMITMENT = Stream("engagement", "again"), Stream("commitment", "share-more")
ARRANGEMENT, SERIES = Stream("instrument", "arrangement-2018"), Stream("series", "strategic-dialogue")
KHALID, OTHER = Stream("person", "khalid-al-attiyah"), Stream("person", "other")
DAYS = [{"edtf": day} for day in ("2018-03-04", "2018-03-05", "2018-03", "2018")]
SAID = {"id": "x", "by": "QA", "text": {"en": "More"}}
SALES, TILLERSON = ({"person": name, "party": "US", "role": "head"} for name in ("nathan-sales", "rex-tillerson"))
DONE, LAPSED = (
    {"id": name, "status": status, "text": {"en": "Under way"}, "by": ["QA"]}
    for name, status in (("r1", "complete"), ("r2", "lapsed"))
)
NEWS, ARTICLE = cite(source="news"), cite(source="article")


def of_an_engagement(stream: Stream) -> Iterator[Command]:
    """All that may be said of one, with few days and values, so that much of it meets."""
    for when in DAYS[:2]:
        cited = (cite("when", "title.en"),)
        saying = (Assertion(id="x", by="QA", about=("QA",), text=Text(en="More"), citations=(NEWS,)),)
        yield scheduled(
            visit(id=stream.id, when=on(when["edtf"]), citations=cited, participants=(head(),), says=saying)
        )
        yield held(visit(id=stream.id, when=on(when["edtf"]), citations=cited))
        yield reschedule(stream, when)
    yield from (reschedule(stream, None), cancel(stream))
    yield from (amend(stream, when=when) for when in (*DAYS, None))
    yield from (corroborate(stream, cite("when", source="article"), when=when) for when in DAYS)
    yield from (dispute(stream, "when", says(when), name="when") for when in DAYS)
    yield from (settle(stream, when, ARTICLE, name="when") for when in (*DAYS, None))
    for people in ([SALES], [TILLERSON], [SALES, TILLERSON]):
        yield corroborate(stream, cite("participants", source="article"), participants=people)
        yield dispute(stream, "participants", says(people), name="who")
        yield settle(stream, people, ARTICLE, name="who")
    for title in ("Trip", "Visit to Doha"):
        yield amend(stream, NEWS, title={"en": title})
        yield dispute(stream, "title.en", says(title), name="title")
        yield settle(stream, title, name="title")
    yield corroborate(stream, title={"ar": "زيارة"})
    yield dispute(stream, "says.x.about", says(["QA", "US"]), name="about")
    yield from (settle(stream, value, name="about") for value in (["QA", "US"], ["QA"], None))
    yield amend(stream, says=[SAID | {"about": ["QA"]}, SAID | {"id": "y"}])


def of_what_is_carried_out(stream: Stream) -> Iterator[Command]:
    """Reports of progress, and disputes between them."""
    for name in ("r1", "r2", "r3"):
        yield reported(stream, report(name, citations=(cite(), cite(f"reports.{name}.status", source="news"))))
        yield corroborate(stream, cite(f"reports.{name}", source="article"))
        yield settle(stream, name, name="progress")
    for names in (("r1", "r2"), ("r2", "r3")):
        values = [DisputedValue(value=name, citations=(ARTICLE,)) for name in names]
        yield dispute(stream, "progress", *values, name="progress")
    yield settle(stream, None, name="progress")
    yield from (amend(stream, reports=reports) for reports in ([DONE], [DONE, LAPSED]))


def of_the_rest() -> Iterator[Command]:
    """Deadlines, statuses, cadences, mergers."""
    yield from (record(b.commitment()), record(b.instrument()), record(b.series()))
    yield from (due(COMMITMENT, deadline("d1")), due(COMMITMENT, deadline("d2", complete_by="2019")))
    for day in (None, "2018-04-01"):
        yield status_changed(ARRANGEMENT, "in-force", on=day)
        yield status_changed(ARRANGEMENT, "expired", NEWS, on=day)
    yield corroborate(ARRANGEMENT, cite("status", source="article"))
    for every in ("1 year", "2 years"):
        yield meets(SERIES, b.cadence(every))
        yield dispute(SERIES, "cadence.every", says(every), name="every")
        yield settle(SERIES, every, name="every")
    yield from (halted(SERIES, verb) for verb in ("suspended", "resumed", "closed"))
    yield from (record(person()), record(person("other", citations=(cite("names.en", source="article"),))))
    yield from (merge(KHALID, "other"), merge(OTHER, KHALID.id), split(KHALID, "other"), split(OTHER, KHALID.id))


def of_any(stream: Stream) -> Iterator[Command]:
    """Retracted, reinstated, reclassified."""
    yield from (retract(stream), reinstate(stream), reclassify(stream, "PRIVATE"), reclassify(stream, "PUBLIC"))


STREAMS = (VISIT, AGAIN, COMMITMENT, ARRANGEMENT, SERIES, KHALID, OTHER)
COMMANDS = [
    *of_an_engagement(VISIT),
    *of_an_engagement(AGAIN),
    *of_what_is_carried_out(COMMITMENT),
    *of_what_is_carried_out(ARRANGEMENT),
    *of_the_rest(),
]
WHOLE = [
    *(command for stream in STREAMS for command in of_any(stream)),
    retract(AGAIN, duplicate_of=VISIT.id),
    retract(VISIT, duplicate_of="again"),
    retract(KHALID, duplicate_of="other"),
]
FIRST = list({command.subject: command for command in reversed(COMMANDS) if isinstance(command, Record)}.values())


@st.composite
def stories(draw: st.DrawFn) -> list[Command]:
    """Each item recorded, then commands mostly on one of them; seldom is an item withdrawn whole."""
    stream = draw(st.sampled_from(STREAMS))
    same = st.sampled_from([command for command in COMMANDS if command.subject == stream])
    return [
        *FIRST,
        *draw(st.lists(same | same | same | st.sampled_from(COMMANDS) | st.sampled_from(WHOLE), max_size=20)),
    ]


class Step:
    """One fact of a history, with what its stream had come to before it and after."""

    def __init__(self, fact: Fact, before: Standing | None, after: Standing) -> None:
        self.fact, self.before, self.after = fact, before, after


def steps(story: list[Command]) -> Iterator[Step]:
    """The facts of those commands that are not refused."""
    history = History()
    for command in story:
        try:
            facts = history.decide(command)
        except Objection:
            continue
        for fact in facts:
            before = history.standings.get(fact.stream)
            yield Step(fact, before, history.evolve(fact))


@settings(max_examples=40)
@given(stories())
def test_no_claim_is_ever_lost_or_rewritten(story: list[Command]):
    """Only its rank changes."""
    for step in steps(story):
        if step.before:
            for claim, made in step.before.claims.items():
                assert step.after.claims[claim]._replace(rank=made.rank) == made
        added = len(step.after.claims) - (len(step.before.claims) if step.before else 0)
        assert added == len(claims(step.fact.event))


@settings(max_examples=40)
@given(stories())
def test_every_fact_can_be_stored_read_and_folded_again(story: list[Command]):
    """To the same standing: what decide saw is what any later reader of the log sees."""
    logs: dict[Stream, list[Recorded]] = {}
    standings: dict[Stream, Standing] = {}
    for step in steps(story):
        stored = codec.encode(step.fact.event)
        event = EVENTS.decode(step.fact.name, EVENTS[step.fact.name].version, stored)
        assert event == step.fact.event
        log = logs.setdefault(step.fact.stream, [])
        log.append(Recorded(0, step.fact.stream, len(log) + 1, step.fact.name, event, 0, ""))
        standings[step.fact.stream] = step.after
    for stream, log in logs.items():
        assert fold(log) == standings[stream]


@settings(max_examples=40)
@given(stories())
def test_an_item_always_makes_sense(story: list[Command]):
    """As the item of its kind, whatever it went through."""
    for step in steps(story):
        assert isinstance(step.after.item, KINDS[step.fact.stream.kind])
        assert not list(problems(step.after.item))


@settings(max_examples=40)
@given(stories())
def test_only_settling_moves_what_is_in_dispute(story: list[Command]):
    """While a dispute is open its field stays, and so do the ranks of the claims on it."""
    for step in steps(story):
        if step.before is None or isinstance(step.fact.event, DisputeSettled):
            continue
        for dispute_ in step.before.open_disputes().values():
            assert at(step.after, dispute_.field) == at(step.before, dispute_.field)
            for claim, made in step.before.claims.items():
                if made.field == dispute_.field:
                    assert step.after.claims[claim].rank == made.rank


@settings(max_examples=40)
@given(stories())
def test_a_settlement_is_what_the_record_says_from_then_on(story: list[Command]):
    """With the value found right in its place, and that dispute closed; the others are open still."""
    for step in steps(story):
        event = step.fact.event
        if isinstance(event, DisputeSettled):
            assert step.before
            assert set(step.before.open_disputes()) - set(step.after.open_disputes()) == {event.id}
            if event.value is None:
                assert step.after.item == step.before.item
            elif event.field != PROGRESS:
                assert at(step.after, event.field) == event.value


@settings(max_examples=40)
@given(stories())
def test_a_claim_is_preferred_if_and_only_if_it_is_what_the_record_uses(story: list[Command]):
    """But for what a dispute has the last word on, and for whole old values that nobody had claimed."""
    for step in steps(story):
        for claim, made in step.after.claims.items():
            judged = any(is_judged_by(dispute_, made.field) for dispute_ in step.after.disputes.values())
            if judged or made.field == PROGRESS or made.born == "deprecated":
                continue
            used = is_used(step.after, made.field, made.value)
            assert (made.rank == "preferred") == used, (claim, made, step.fact)
            assert made.rank != "normal" or not used


def is_judged_by(dispute_: Dispute, field: str) -> bool:
    """Whether the ranks of claims on a field are a dispute's matter."""
    if dispute_.field == PROGRESS:
        return any(overlaps(field, f"reports.{report}") for report in dispute_.values)
    return dispute_.is_open and overlaps(dispute_.field, field)


def at(standing: Standing, path: str) -> Any:
    """What stands at a path, without citations; None where nothing does."""
    try:
        return without_citations(value_at(codec.plain(standing.item), path))
    except NoSuchField:
        return None


def is_used(standing: Standing, field: str, value: Any) -> bool:
    """Whether the record says all that is claimed, as it is claimed."""
    recorded = at(standing, field)
    try:
        found = agreement(field, recorded, value)
    except Contradiction:
        return False
    return recorded is not None and found.exact and found.value == recorded
