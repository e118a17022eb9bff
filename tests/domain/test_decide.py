"""What may be recorded, and what may follow an announcement; what a fact must rest on."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Record
from ctcalendar.domain.facts import EngagementHeld
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.values import Assertion, LegalStatus, SeriesPlace, Text
from domain import builders as b
from domain.asking import amend, corroborate, held, record, scheduled
from domain.builders import VISIT, as_held, changed, cite, head, on, place, visit
from domain.given import given

# -- recording --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "name"),
    [
        (b.source(), "source.registered"),
        (b.party(), "party.registered"),
        (b.organisation(), "organisation.registered"),
        (b.person(), "person.registered"),
        (b.topic(), "topic.registered"),
        (b.office(), "office.held"),
        (b.instrument(), "instrument.concluded"),
        (b.commitment(), "commitment.undertaken"),
        (b.series(), "series.established"),
    ],
)
def test_an_item_is_recorded_as_it_is_given(item: Any, name: str):
    """Under the stored name of its kind; the stream is the kind and the item's id."""
    outcome = given().when(record(item)).then(item, name=name)
    assert outcome.standing.stream == Stream(name.partition(".")[0], item.id)
    assert outcome.item == item


def test_an_engagement_is_announced_or_recorded_as_held_at_once():
    """For the past there is no announcement to differ from."""
    given().when(scheduled(visit())).then(visit(), name="engagement.scheduled")
    given().when(held(visit())).then(as_held(visit()), name="engagement.held")


@pytest.mark.parametrize("command", [record(b.person()), record(b.instrument()), held(visit())])
def test_nothing_is_recorded_twice(command: Record):
    """The hint names the two ways on."""
    given(command).when(command).refused(saying="is already recorded", hint="add an amendment")


def test_nothing_is_announced_twice():
    """The hint names the three ways on: another day, a correction, another source."""
    given(scheduled(visit())).when(scheduled(visit())).refused(
        saying="is already recorded", hint="reschedule it to move it, amend it to correct it, corroborate it"
    )


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (b.instrument(reports=(b.report(),)), "reports"),
        (b.instrument(status=LegalStatus(status="in-force")), "status"),
        (b.commitment(deadlines=(b.deadline(),)), "deadlines"),
        (b.series(cadence=b.cadence()), "cadence"),
        (b.series(status="active"), "status"),
    ],
)
def test_what_facts_of_their_own_tell_is_not_recorded_with_the_item(item: Any, field: str):
    """A report, a status, a deadline and a cadence each have their own evidence and day of recording."""
    given().when(record(item)).refused(saying=f"{field}: is told by a fact of its own")


def test_what_took_place_is_not_announced_any_more():
    """Nor is it held again."""
    given(scheduled(visit()), held(visit())).when(held(visit())).refused(saying="is already recorded")
    given(held(visit())).when(scheduled(visit())).refused(saying="is already recorded")


def test_a_person_who_is_not_recorded_is_refused_with_the_one_that_was_meant():
    """By the path where the name stands."""
    refusal = (
        given()
        .when(held(visit(participants=(head("nathan-sale"),))))
        .refused(
            saying="participants.1.person: no person 'nathan-sale' is recorded or in these files; "
            "did you mean 'nathan-sales'?"
        )
    )
    assert isinstance(refusal, Objection)
    assert [problem.path for problem in refusal.problems] == ["participants.1.person"]
    assert refusal.subject == VISIT


@pytest.mark.parametrize(
    ("fields", "saying"),
    [
        ({"citations": (cite("title", source="nots"),)}, "citations.1.source: no source 'nots'"),
        ({"parties": ("QA", "XX")}, "parties.2: no party 'XX'"),
        ({"topics": ("financng",)}, "did you mean 'financing'?"),
        ({"places": (place(country="QT"),)}, "places.1.country: no ISO 3166 country 'QT'"),
        ({"series": SeriesPlace(id="ct-dialog")}, "series.id: no series 'ct-dialog'"),
        ({"part_of": "emir-tour"}, "part_of: no engagement 'emir-tour'"),
        ({"agencies": ("nathan-sales",)}, "agencies.1: no organisation 'nathan-sales'"),
        (
            {"says": (Assertion(id="x", by="nobody", text=Text(en="a")),)},
            "says.1.by: no person or party or organisation",
        ),
        ({"says": (Assertion(id="x", by="QA", about=("nil",), text=Text(en="a")),)}, "says.1.about.1: no item 'nil'"),
    ],
)
def test_whatever_is_named_is_recorded(fields: dict[str, Any], saying: str):
    """Every field that names another item, of whichever kind; a person is no organisation."""
    given().when(held(visit(**fields))).refused(saying=saying)


def test_states_and_the_document_itself_need_no_registration():
    """As a party, as a country, and as who asserts something."""
    says = tuple(Assertion(id=f"s{n}", by=by, text=Text(en="a")) for n, by in enumerate(("document", "QA", "UN")))
    given().when(held(visit(parties=("QA", "US", "UN"), places=(place(country="SA"),), says=says))).then()


def test_what_makes_no_sense_is_refused_with_every_problem_at_once():
    """What is wrong in itself, what is not recorded and what cannot be proved."""
    bad = visit(when=on("2018-02-29"), parties=("QA", "XX"), citations=(cite("mode"),))
    refusal = given().when(held(bad)).refused()
    assert isinstance(refusal, Objection)
    assert [problem.path for problem in refusal.problems] == ["when.edtf", "citations", "parties.2"]


def test_a_citation_cannot_prove_what_is_not_there():
    """The message names the whole path, and the step that fails."""
    given().when(held(visit(citations=(cite("when.time"),)))).refused(
        saying="citations: support 'when.time', but there is no value at 'time'"
    )


# -- held after it was announced --------------------------------------------------------------------------------------


def test_what_was_announced_otherwise_stays_as_a_deprecated_claim():
    """Held on another day: the event says what differs, and the claim made then loses its rank."""
    announced = visit(citations=(cite("when", "title"),))
    took_place = visit(when=on("2018-03-05"), citations=(cite("when", source="news"),))
    difference = changed("when", {"edtf": "2018-03-04"}, {"edtf": "2018-03-05"}, r1_1="deprecated")
    outcome = given(scheduled(announced)).when(held(took_place)).then(as_held(took_place, difference))
    assert outcome.ranks() == {"1.1": "deprecated", "1.2": "preferred", "2.1": "preferred"}
    assert outcome.standing.claims["1.1"].value == {"edtf": "2018-03-04"}
    assert outcome.item.status == "held"


def test_a_claim_of_the_announcement_that_still_holds_keeps_its_rank():
    """Announced for the day on which it was held; the month it was announced for before is superseded."""
    announced = visit(citations=(cite("when", "parties"),))
    outcome = given(scheduled(announced)).when(held(visit(parties=("US", "QA", "UN")))).then()
    assert outcome.ranks("when") == {"1.1": "preferred"}


def test_holding_what_was_announced_tells_differences_of_fields_only():
    """Other citations are no difference."""
    outcome = given(scheduled(visit())).when(held(visit(citations=(cite("title", source="news"),)))).then()
    assert outcome.event.changes == ()


def test_what_somebody_said_differently_when_it_was_announced_is_told_with_it():
    """A citation inside the old value is no citation of the new fact."""
    first, second = (
        Assertion(id="first", by="QA", text=Text(en=text), citations=(cite(),)) for text in ("The first", "The second")
    )
    outcome = given(scheduled(visit(says=(first,)))).when(held(visit(says=(second,)))).then()
    assert outcome.ranks("says") == {"1.2": "deprecated", "2.2": "preferred", "2.3": "deprecated"}


@pytest.mark.parametrize("level", ["PRIVATE", "CONFIDENTIAL"])
def test_holding_does_not_make_public_what_was_announced_in_confidence(level: Any):
    """Nor the other way round: who leaves the classification out is asked for it."""
    confidential = visit(classification=level)
    given(scheduled(confidential)).when(held(visit())).refused(saying=f"it was announced as {level}; give the same")
    given(scheduled(visit())).when(held(confidential)).refused(saying="it was announced as PUBLIC; give the same")
    assert given(scheduled(confidential)).when(held(confidential)).then().item.classification == level


def test_what_the_report_of_it_does_not_mention_stands_as_announced():
    """A note that tells of a visit without repeating its topics has not called them off."""
    announced = visit(sessions=3, mode="hybrid", citations=(cite("when"),))
    outcome = given(scheduled(announced)).when(held(visit(mode="in-person", citations=(cite("mode"),)))).then()
    outcome = outcome.event
    assert isinstance(outcome, EngagementHeld)
    assert (outcome.sessions, outcome.mode) == (3, "in-person")
    assert outcome.unmentioned == ("sessions",)
    assert [change.field for change in outcome.changes] == ["mode"]


# -- what a fact must rest on ---------------


@pytest.mark.parametrize("level", ["PRIVATE", "CONFIDENTIAL"])
def test_a_value_does_not_rest_on_sources_above_it_alone(level: Any):
    """Whoever sees the value could not see why; and a secret would change what the public reads."""
    history = given(held(visit()))
    history.known.levels[Stream("source", cite("when").source)] = Clearance[level]
    for command in (
        amend(VISIT, cite("when"), when={"edtf": "2018-03-05"}),
        corroborate(VISIT, cite("sessions"), sessions=3),
        held(visit(id="another")),
    ):
        history.when(command).refused(saying=f"only sources that are {level}")
    # What agrees adds nothing that anybody below could see.
    history.when(corroborate(VISIT, cite("when"), when={"edtf": "2018-03"})).then()
