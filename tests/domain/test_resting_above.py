"""What an item says must not rest on sources classified above it alone: field by field."""

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Command
from ctcalendar.domain.items import Stream
from domain.asking import amend, corroborate, dispute, due, held, record, reported, says
from domain.builders import VISIT, cite, commitment, deadline, head, place, report, visit
from domain.given import History, given

SECRET = Stream("source", "article")
COMMITMENT = Stream("commitment", "share-more")


def guarded(*commands: Command) -> History:
    """A history in which the article is CONFIDENTIAL from the beginning."""
    history = given()
    history.known.levels[SECRET] = Clearance.CONFIDENTIAL
    return history.and_then(*commands)


def hidden(*supports: str) -> object:
    """A citation of the article."""
    return cite(*supports, source="article")


@pytest.mark.parametrize(
    "proof",
    [(cite("title"), hidden("when")), (cite("participants.nathan-sales"), hidden("participants.rex-tillerson"))],
)
def test_a_field_that_only_a_secret_source_proves_is_refused(proof: tuple[object, object]):
    """Another field with an open source does not carry it along, nor does another member of the list."""

    people = (head(), head("rex-tillerson"))
    guarded().when(held(visit(participants=people, citations=proof))).refused(
        saying="only sources above PUBLIC say so", hint=""
    )


def test_what_an_open_source_proves_may_rest_on_a_secret_one_too():
    """Also where the open one proves the whole, and the secret one a part."""
    proof = (cite("title", "when", "places"), hidden("when"), hidden("places.1.name"))

    guarded().when(held(visit(places=(place(),), citations=proof))).then()


def test_an_amendment_is_judged_by_the_fields_it_changes():
    """One of two rests on the secret source alone."""
    history = guarded(held(visit()))
    history.when(
        amend(VISIT, cite("when", source="news"), hidden("sessions"), when={"edtf": "2018-03-05"}, sessions=2)
    ).refused(saying="sessions: only sources above PUBLIC say so")


def test_a_corroboration_is_judged_by_what_it_adds():
    """What merely agrees may rest on any source: nobody below sees that."""
    history = guarded(held(visit()))
    history.when(corroborate(VISIT, hidden("when"), when={"edtf": "2018-03-04"})).then()
    both = (cite("when", source="news"), hidden("rank"))
    history.when(corroborate(VISIT, *both, when={"edtf": "2018-03-04"}, rank="state")).refused(
        saying="rank: only sources above PUBLIC say so"
    )


def test_nothing_is_added_to_a_list_that_is_disputed_whole():
    """Settling it to one of its values would drop the new member without a word."""
    history = given(record(commitment()), due(COMMITMENT, deadline("d1")))
    other = {"id": "d1", "complete_by": "2031"}
    history.and_then(dispute(COMMITMENT, "deadlines", says([other])))
    history.when(due(COMMITMENT, deadline("d2"))).refused(saying="is in open dispute")
    history.when(reported(COMMITMENT, report())).then()
