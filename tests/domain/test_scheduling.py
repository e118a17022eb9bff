"""The life of an engagement: announced, moved, called off, announced again, held; what may follow what."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend
from ctcalendar.domain.facts import Amended, Cancelled, Rescheduled
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Text
from domain import builders as b
from domain.asking import amend, cancel, corroborate, dispute, held, record, reschedule, says, scheduled
from domain.builders import VISIT, WHY, changed, cite, on, visit
from domain.given import given

MARCH_4, MARCH_11 = {"edtf": "2018-03-04"}, {"edtf": "2018-03-11"}
ANNOUNCED = scheduled(visit(citations=(cite("when", "title"),)))

# -- cancelling -------------------------------------------------------------------------------------------------------


def test_what_was_announced_is_cancelled():
    """It keeps its day: that is the day on which it does not take place."""
    outcome = given(ANNOUNCED).when(cancel(VISIT)).then(name="engagement.cancelled")
    assert outcome.event == Cancelled(reason=WHY, citations=(cite(),))
    assert (outcome.item.status, outcome.item.when) == ("cancelled", on("2018-03-04"))


def test_a_cancellation_claims_the_status():
    """What its citation proves by default; the claims on the day stay as they are."""
    outcome = given(ANNOUNCED).when(cancel(VISIT)).then()
    assert outcome.standing.claims["2.1"][:3] == ("status", "cancelled", "preferred")
    assert outcome.ranks() == {"1.1": "preferred", "1.2": "preferred", "2.1": "preferred"}


def test_a_citation_of_the_reason_alone_claims_nothing():
    """It says why, not that."""
    assert "2.1" not in given(ANNOUNCED).when(cancel(VISIT, cite("reason"))).then().standing.claims


def test_what_was_postponed_without_a_day_can_still_be_cancelled():
    """It was announced all the same."""
    assert given(ANNOUNCED, reschedule(VISIT, None)).when(cancel(VISIT)).then().item.status == "cancelled"


@pytest.mark.parametrize(
    ("history", "saying"),
    [
        ([ANNOUNCED, cancel(VISIT)], "is cancelled already; to add a source, corroborate it (supports: [status])"),
        ([held(visit())], "took place, so it cannot be cancelled; if it did not, retract it"),
        ([ANNOUNCED, held(visit())], "took place, so it cannot be cancelled; if it did not, retract it"),
        ([], "no engagement 'sales-visit-doha-2018' is recorded"),
    ],
)
def test_only_what_is_announced_is_cancelled(history: Any, saying: str):
    """Each refusal says what to do instead."""
    given(*history).when(cancel(VISIT)).refused(saying=saying)


def test_another_source_for_a_cancellation_corroborates_it():
    """As the refusal of a second cancellation advises."""
    history = given(ANNOUNCED, cancel(VISIT))
    outcome = history.when(corroborate(VISIT, cite("status", source="article"))).then()
    assert outcome.ranks("status") == {"2.1": "preferred", "3.1": "preferred"}


def test_a_cancellation_has_a_source_and_a_reason():
    """Nobody is told that a visit is off without being told on whose word."""
    history = given(ANNOUNCED)
    history.when(cancel(VISIT, reason=Text())).refused(saying="reason: has no text in any language")
    history.when(cancel(VISIT, cite(source="nots"))).refused(saying="no source 'nots'")
    history.when(cancel(VISIT, cite("when"))).refused(saying="support 'when', but there is no value at 'when'")
    uncited = cancel(VISIT)._replace(event=Cancelled(reason=WHY))
    history.when(uncited).refused(saying="citations: are missing: name at least one source")


def test_a_cancellation_does_not_rest_on_sources_above_it_alone():
    """Whoever sees that it is off could not see why."""
    history = given(ANNOUNCED)
    history.known.levels[Stream("source", "news")] = Clearance.PRIVATE
    history.when(cancel(VISIT, cite(source="news"))).refused(saying="name only sources that are PRIVATE")
    history.when(cancel(VISIT, cite(source="news"), cite(source="note"))).then()


def test_nothing_but_an_engagement_is_cancelled():
    """A series is closed, an instrument terminated."""
    arrangement = record(b.instrument())
    given(arrangement).when(cancel(arrangement.subject)).refused(
        saying="'cancelled' is not said of this kind, only of engagement"
    )


# -- rescheduling -----------------------------------------------------------------------------------------------------


def test_an_announced_engagement_is_moved_to_another_day():
    """The day it was announced for stays as a deprecated claim."""
    outcome = (
        given(ANNOUNCED)
        .when(reschedule(VISIT, MARCH_11, cite(source="news")))
        .then(
            Rescheduled(
                changes=(changed("when", MARCH_4, MARCH_11, r1_1="deprecated"),),
                reason=WHY,
                citations=(cite(source="news"),),
            ),
            name="engagement.rescheduled",
        )
    )
    assert (outcome.item.status, outcome.item.when) == ("scheduled", on("2018-03-11"))
    assert outcome.ranks("when") == {"1.1": "deprecated", "2.1": "preferred"}


def test_it_may_be_moved_many_times():
    """And back to the first day: the first claim is in force again."""
    history = given(ANNOUNCED, reschedule(VISIT, MARCH_11), reschedule(VISIT, {"edtf": "2018-04"}))
    outcome = history.when(reschedule(VISIT, MARCH_4)).then()
    assert outcome.ranks("when") == {"1.1": "preferred", "2.1": "deprecated", "3.1": "deprecated", "4.1": "preferred"}


def test_a_day_that_nobody_had_claimed_is_kept_when_it_is_moved():
    """It would be lost otherwise."""
    outcome = given(scheduled(visit())).when(reschedule(VISIT, MARCH_11)).then()
    assert outcome.standing.claims["2.2"][:3] == ("when", MARCH_4, "deprecated")


def test_it_is_postponed_without_a_day():
    """Its day becomes unknown; the citation says why, and claims no value."""
    outcome = (
        given(ANNOUNCED)
        .when(reschedule(VISIT, None))
        .then(
            Rescheduled(changes=(changed("when", MARCH_4, None, r1_1="deprecated"),), reason=WHY, citations=(cite(),))
        )
    )
    assert (outcome.item.status, outcome.item.when) == ("scheduled", None)
    assert outcome.ranks() == {"1.1": "deprecated", "1.2": "preferred"}


def test_what_was_postponed_is_given_a_day():
    """By rescheduling it once more."""
    outcome = given(ANNOUNCED, reschedule(VISIT, None)).when(reschedule(VISIT, MARCH_11)).then()
    assert (outcome.item.status, outcome.item.when) == ("scheduled", on("2018-03-11"))


def test_what_was_cancelled_is_announced_again():
    """Its status changes with its day, and the claim of the cancellation loses its rank."""
    outcome = given(ANNOUNCED, cancel(VISIT)).when(reschedule(VISIT, MARCH_11)).then(name="engagement.rescheduled")
    assert outcome.event.changes == (
        changed("when", MARCH_4, MARCH_11, r1_1="deprecated"),
        changed("status", "cancelled", "scheduled", r2_1="deprecated"),
    )
    assert (outcome.item.status, outcome.item.when) == ("scheduled", on("2018-03-11"))
    assert outcome.ranks("status") == {"2.1": "deprecated", "3.2": "preferred"}


def test_what_was_cancelled_is_on_again_for_the_same_day():
    """Then only its status changes: a cancellation is taken back like this, also one recorded in error."""
    outcome = given(ANNOUNCED, cancel(VISIT)).when(reschedule(VISIT, MARCH_4)).then()
    assert outcome.event.changes == (changed("status", "cancelled", "scheduled", r2_1="deprecated"),)
    assert (outcome.item.status, outcome.item.when) == ("scheduled", on("2018-03-04"))


def test_what_is_announced_again_can_be_cancelled_again():
    """Both cancellations are claimed; the announcement between them is superseded."""
    history = given(ANNOUNCED, cancel(VISIT), reschedule(VISIT, MARCH_4))
    outcome = history.when(cancel(VISIT, cite(source="news"))).then()
    assert outcome.ranks("status") == {"2.1": "preferred", "3.1": "deprecated", "4.1": "preferred"}


@pytest.mark.parametrize(
    ("history", "when", "saying"),
    [
        ([held(visit())], MARCH_11, "took place, so it cannot be moved; to correct its day, amend it"),
        ([ANNOUNCED, cancel(VISIT)], None, "when: is missing: it was cancelled; to announce it again, give a day"),
        ([ANNOUNCED], MARCH_4, "when: already has that value; to add a source for it, corroborate it"),
        ([ANNOUNCED, reschedule(VISIT, None)], None, "when: already has that value"),
        ([ANNOUNCED], {"edtf": "2018-02-30"}, "when.edtf: '2018-02-30' is no day"),
        ([ANNOUNCED], "2018-03-11", "Expected `object | null`, got `str` - at `$.when`"),
        ([], MARCH_11, "no engagement 'sales-visit-doha-2018' is recorded"),
        (
            [ANNOUNCED, dispute(VISIT, "when", says(MARCH_11))],
            MARCH_11,
            "when: is in open dispute 'd'; settle that first, with the value that is right",
        ),
    ],
)
def test_what_cannot_be_moved_is_told_what_to_do_instead(history: Any, when: Any, saying: str):
    """What took place is amended, what is off needs a day, what is in dispute is settled first."""
    given(*history).when(reschedule(VISIT, when)).refused(saying=saying)


def test_moving_has_a_source():
    """An announcement is not undone on nobody's word."""
    uncited = Amend(VISIT, {"when": MARCH_11}, Rescheduled(changes=(), reason=WHY))
    given(ANNOUNCED).when(uncited).refused(saying="citations: are missing: name at least one source")


def test_only_an_engagement_has_a_day_to_be_moved():
    """A person is amended."""
    person = record(b.person())
    moved = Amend(person.subject, {"names": {"en": "K."}}, Rescheduled(changes=(), reason=WHY, citations=(cite(),)))
    given(person).when(moved).refused(saying="is no engagement, so it has no day to be moved")


# -- amending in between ----------------------------------------------------------------------------------------------


def test_the_day_of_what_was_announced_may_have_been_misread():
    """Then it is amended, not moved: nobody's plans changed."""
    outcome = given(ANNOUNCED).when(amend(VISIT, when=MARCH_11)).then(name="engagement.amended")
    assert isinstance(outcome.event, Amended)
    assert outcome.item.status == "scheduled"


def test_a_cancelled_engagement_may_be_corrected():
    """It stays cancelled."""
    outcome = given(ANNOUNCED, cancel(VISIT)).when(amend(VISIT, title={"en": "Working visit"})).then()
    assert outcome.item.status == "cancelled"


# -- held at last -----------------------------------------------------------------------------------------------------


def test_what_was_moved_is_held_on_the_day_it_was_moved_to():
    """Only what differs from the last announcement is told."""
    history = given(ANNOUNCED, reschedule(VISIT, MARCH_11))
    outcome = history.when(held(visit(when=on("2018-03-11"), citations=(cite("when", source="news"),)))).then()
    assert outcome.event.changes == ()
    assert outcome.item.status == "held"


def test_what_was_postponed_without_a_day_is_held():
    """The day on which it took place was not announced, so it stands against nothing."""
    history = given(ANNOUNCED, reschedule(VISIT, None))
    outcome = history.when(held(visit(when=on("2018-05-02")))).then()
    assert outcome.event.changes == (changed("when", None, {"edtf": "2018-05-02"}),)


def test_what_was_cancelled_took_place_after_all():
    """The cancellation stays as a deprecated claim; nothing else needs to have changed."""
    outcome = given(ANNOUNCED, cancel(VISIT)).when(held(visit())).then(name="engagement.held")
    assert outcome.event.changes == (changed("status", "cancelled", "held", r2_1="deprecated"),)
    assert outcome.event.status is None
    assert outcome.item.status == "held"
    assert outcome.ranks("status") == {"2.1": "deprecated"}


def test_what_was_claimed_of_the_announcement_as_announced_is_superseded():
    """Somebody had corroborated that it was scheduled; now it is held."""
    history = given(ANNOUNCED, corroborate(VISIT, cite("status", source="article")))
    outcome = history.when(held(visit())).then()
    assert outcome.event.changes == (changed("status", "scheduled", "held", r2_1="deprecated"),)
    assert outcome.ranks("status") == {"2.1": "deprecated"}


def test_what_took_place_is_not_held_again():
    """Whatever it went through before."""
    history = given(ANNOUNCED, cancel(VISIT), held(visit()))
    history.when(held(visit())).refused(saying="is already recorded", hint="add an amendment to correct it")


def test_a_cancelled_engagement_is_not_announced_by_recording_it_again():
    """It is rescheduled; the hint says so."""
    given(ANNOUNCED, cancel(VISIT)).when(ANNOUNCED).refused(
        saying="is already recorded", hint="reschedule it to move it"
    )


def test_a_field_in_dispute_is_not_moved_by_holding():
    """Only a settlement moves it; with the recorded value, or without mentioning it, it may be held."""
    history = given(ANNOUNCED, dispute(VISIT, "when", says(MARCH_11)))
    history.when(held(visit(when=on("2018-03-11")))).refused(saying="when: is in open dispute 'd'; settle that first")
    assert history.when(held(visit(when=None))).then().event.unmentioned == ("when",)
    assert history.standings[VISIT].open_disputes()
