"""Items retracted and reinstated: what may be said of them, and who may name them, afterwards."""

from typing import Any

import pytest

from ctcalendar.domain.facts import Reinstated, Retracted
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Assertion, Text
from domain import builders as b
from domain.asking import (
    amend,
    cancel,
    corroborate,
    dispute,
    due,
    held,
    meets,
    merge,
    record,
    reinstate,
    reported,
    retract,
    says,
    scheduled,
    settle,
    split,
    status_changed,
)
from domain.builders import VISIT, WHY, cadence, cite, deadline, head, on, person, report, source, visit
from domain.given import given

KHALID, NOTE = Stream("person", "khalid-al-attiyah"), Stream("source", "release")
ITEMS = [
    *map(record, (source(), b.party(), b.organisation(), person(), b.office(), b.topic(), b.instrument())),
    *map(record, (b.commitment(), b.series())),
    held(visit()),
]
COMMITMENT, SERIES = Stream("commitment", "share-more"), Stream("series", "strategic-dialogue")

# -- retracting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ITEMS, ids=lambda command: command.subject.kind)
def test_whatever_was_recorded_may_be_retracted_and_reinstated(command: Any):
    """Nothing is lost by it: claims and fields stay as they were."""
    history = given(command)
    before = history.standings[command.subject]
    outcome = history.when(retract(command.subject)).then(
        Retracted(reason=WHY), name=f"{command.subject.kind}.retracted"
    )
    assert outcome.standing.retracted == Retracted(reason=WHY)
    outcome = history.when(reinstate(command.subject)).then(name=f"{command.subject.kind}.reinstated")
    assert outcome.standing == before._replace(revision=3)


@pytest.mark.parametrize(
    "command",
    [
        scheduled(visit()),
        held(visit()),
        amend(VISIT, mode="virtual"),
        corroborate(VISIT, mode="virtual"),
        cancel(VISIT),
        dispute(VISIT, "when", says({"edtf": "2018-03-05"})),
        settle(VISIT, None),
        retract(VISIT),
        retract(VISIT, duplicate_of="mou-signing"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nothing_more_is_said_of_what_was_retracted(command: Any):
    """It is reinstated first."""
    history = given(scheduled(visit()), retract(VISIT))
    history.when(command).refused(saying="was retracted; reinstate it first")


def test_of_the_other_kinds_nothing_more_is_said_either():
    """Reports, deadlines, statuses, cadences, merging and splitting."""
    history = given(*ITEMS, *(retract(command.subject) for command in ITEMS))
    for command in (
        reported(COMMITMENT, report()),
        due(COMMITMENT, deadline()),
        status_changed(Stream("instrument", "arrangement-2018"), "expired"),
        meets(SERIES, cadence()),
        merge(KHALID, "nathan-sales"),
        split(KHALID, "nathan-sales"),
    ):
        history.when(command).refused(saying="was retracted; reinstate it first")


def test_of_a_duplicate_all_is_said_of_the_one_that_is_kept():
    """The refusal names it."""
    again = Stream("engagement", "again")
    history = given(held(visit()), held(visit(id="again")), retract(again, duplicate_of=VISIT.id))
    history.when(amend(again, mode="virtual")).refused(
        saying="engagement again: was retracted; it is the same as 'sales-visit-doha-2018': say it of that"
    )
    history.when(amend(VISIT, mode="virtual")).then()


@pytest.mark.parametrize(
    ("command", "saying"),
    [
        (held(visit(participants=(head("khalid-al-attiyah"),))), "participants.1.person: person 'khalid-al-attiyah'"),
        (held(visit(citations=(cite("title", source="release"),))), "citations.1.source: source 'release'"),
        (
            held(visit(says=(Assertion(id="x", by="QA", about=("release",), text=Text(en="a")),))),
            "says.1.about.1: source 'release'",
        ),
        (amend(Stream("topic", "aviation"), cite(source="release"), label={"en": "A"}), "citations.1.source: source"),
        (amend(Stream("office", "sales-coordinator"), person="khalid-al-attiyah"), "person: person"),
        (corroborate(Stream("topic", "aviation"), cite("label", source="release")), "citations.1.source: source"),
        (dispute(Stream("topic", "aviation"), "label.en", says("A", cite(source="release"))), "citations.1.source"),
        (
            dispute(Stream("office", "sales-coordinator"), "person", says("khalid-al-attiyah")),
            "person: person 'khalid-al-attiyah'",
        ),
        (retract(Stream("topic", "aviation"), cite(source="release")), "citations.1.source: source 'release'"),
        (merge(Stream("person", "other"), "khalid-al-attiyah"), "into: person 'khalid-al-attiyah'"),
    ],
)
def test_new_facts_do_not_name_what_was_retracted(command: Any, saying: str):
    """Neither in fields nor in citations; what was recorded before stays."""
    others = [record(b.topic()), record(b.office()), record(person("other"))]
    history = given(record(source()), record(person()), *others, retract(NOTE), retract(KHALID))
    refusal = history.when(command).refused(saying=saying)
    assert "was retracted; reinstate it first" in str(refusal)
    history.and_then(reinstate(NOTE), reinstate(KHALID)).when(command).then()


def test_of_a_duplicate_the_one_that_is_kept_is_named():
    """The refusal says which."""
    history = given(record(person()), record(person("k-attiyah")), retract(KHALID, duplicate_of="k-attiyah"))
    history.when(held(visit(participants=(head("khalid-al-attiyah"),)))).refused(
        saying="person 'khalid-al-attiyah' was retracted; it is the same as 'k-attiyah': name that"
    )


def test_an_id_that_another_kind_has_too_is_not_retracted_with_it():
    """An assertion may be about either."""
    khalid = record(b.topic("khalid-al-attiyah"))
    about = Assertion(id="x", by="QA", about=("khalid-al-attiyah",), text=Text(en="a"))
    given(record(person()), khalid, retract(KHALID)).when(held(visit(says=(about,)))).then()


def test_a_retraction_has_a_reason_and_its_citations_prove_that_alone():
    """It needs no source: that it should not have been recorded is for the record to say."""
    history = given(held(visit()))
    history.when(retract(VISIT, cite("title"))).refused(
        saying="citations.1.supports: proves the reason here, and no field; leave it out"
    )
    outcome = history.when(retract(VISIT, cite(), cite("reason"))).then()
    assert outcome.ranks() == {"1.1": "preferred"}
    no_reason = retract(VISIT)._replace(event=Retracted(reason=Text()))
    given(held(visit())).when(no_reason).refused(saying="reason: has no text in any language")
    given().when(retract(VISIT)).refused(saying="no engagement 'sales-visit-doha-2018' is recorded")


def test_a_retraction_does_not_rest_on_sources_above_the_item_alone():
    """Who sees that it is gone sees why; but a source sees itself."""
    secret = source("secret", classification="PRIVATE")
    history = given(held(visit()), record(secret))
    history.when(retract(VISIT, cite(source="secret"))).refused(saying="name only sources that are PRIVATE")
    history.when(retract(Stream("source", "secret"), cite(source="secret"))).then()


# -- reinstating ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "status"),
    [
        ([scheduled(visit())], "scheduled"),
        ([held(visit())], "held"),
        ([scheduled(visit()), cancel(VISIT)], "cancelled"),
    ],
)
def test_an_engagement_is_reinstated_as_it_stood(history: Any, status: Any):
    """The event says its status, which a view would otherwise have to look up."""
    outcome = given(*history, retract(VISIT)).when(reinstate(VISIT)).then(Reinstated(reason=WHY, status=status))
    assert outcome.item.status == status


def test_only_an_engagement_has_its_status_told():
    """That of a series or an instrument is a field, which a retraction leaves alone."""
    mou = record(b.instrument())
    history = given(mou, status_changed(mou.subject, "in-force"), retract(mou.subject))
    assert history.when(reinstate(mou.subject)).then(Reinstated(reason=WHY)).item.status.status == "in-force"


@pytest.mark.parametrize("history", [[], [retract(VISIT), reinstate(VISIT)]])
def test_only_what_was_retracted_is_reinstated(history: Any):
    """Once."""
    given(held(visit()), *history).when(reinstate(VISIT)).refused(saying="was not retracted")
    given().when(reinstate(VISIT)).refused(saying="no engagement 'sales-visit-doha-2018' is recorded")


def test_what_was_reinstated_goes_on_as_before():
    """An open dispute is still open."""
    five = says({"edtf": "2018-03-05"})
    history = given(held(visit()), dispute(VISIT, "when", five), retract(VISIT), reinstate(VISIT))
    assert history.when(settle(VISIT, {"edtf": "2018-03-05"})).then().item.when == on("2018-03-05")
