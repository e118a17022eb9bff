"""An item's classification changes: up, down, and what its fields rest on."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Reclassified
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Text
from domain import builders as b
from domain.asking import (
    amend,
    cancel,
    corroborate,
    held,
    reclassify,
    record,
    retract,
    scheduled,
    status_changed,
)
from domain.builders import VISIT, WHY, cite, source, visit
from domain.given import History, given

NEWS, SECRET = Stream("source", "news"), cite("when", source="news")


def on_secret_word(*commands: Any) -> History:
    """A history in which the news is a secret source; the note is public."""
    history = given()
    history.known.levels[NEWS] = Clearance.PRIVATE
    return history.and_then(*commands)


@pytest.mark.parametrize(
    ("before", "after"),
    [("PUBLIC", "PRIVATE"), ("PUBLIC", "CONFIDENTIAL"), ("PRIVATE", "CONFIDENTIAL"), ("CONFIDENTIAL", "PUBLIC")],
)
def test_an_item_is_classified_higher_or_lower(before: Any, after: Any):
    """What it is from then on is what later facts must agree with."""
    history = given(scheduled(visit(classification=before)))
    outcome = history.when(reclassify(VISIT, after)).then(
        Reclassified(classification=after, reason=WHY), name="engagement.reclassified"
    )
    assert outcome.item.classification == after
    history.when(held(visit(classification=before))).refused(saying=f"it was announced as {after}; give the same")
    history.when(held(visit(classification=after))).then()


def test_the_level_it_has_is_not_given_again():
    """It would be one more fact, and say nothing."""
    given(held(visit())).when(reclassify(VISIT, "PUBLIC")).refused(saying="classification: is PUBLIC already")
    given().when(reclassify(VISIT, "PRIVATE")).refused(saying="no engagement 'sales-visit-doha-2018' is recorded")


def test_a_reclassification_has_a_reason_and_its_citations_prove_that_alone():
    """No field rests on them."""
    history = given(held(visit()))
    history.when(reclassify(VISIT, "PRIVATE", cite("title"))).refused(saying="proves the reason here, and no field")
    no_reason = reclassify(VISIT, "PRIVATE")._replace(event=Reclassified(classification="PRIVATE", reason=Text()))
    history.when(no_reason).refused(saying="reason: has no text in any language")


def test_levels_of_retracted_items_may_change():
    """What was retracted may still have to be hidden."""
    history = given(held(visit()), retract(VISIT))
    assert history.when(reclassify(VISIT, "CONFIDENTIAL")).then().item.classification == "CONFIDENTIAL"
    assert history.known.level(VISIT) is Clearance.CONFIDENTIAL


def test_a_field_that_rests_on_higher_sources_alone_keeps_its_item_up():
    """Once public, the day would stand on nobody's word."""
    item = visit(classification="PRIVATE", citations=(cite("title"), SECRET))
    history = on_secret_word(held(item))
    history.when(reclassify(VISIT, "PUBLIC")).refused(
        saying="classification: when: only sources above PUBLIC say so; declassify one first"
    )
    history.when(reclassify(VISIT, "CONFIDENTIAL")).then()


def test_one_source_that_may_be_seen_is_enough():
    """For each field."""
    item = visit(classification="PRIVATE", citations=(cite("title", "when"), SECRET))
    on_secret_word(held(item)).when(reclassify(VISIT, "PUBLIC")).then()


def test_a_source_declassified_first_holds_the_item_back_no_more():
    """As the refusal advises."""
    item = visit(classification="PRIVATE", citations=(cite("when", source="secret"),))
    history = given(record(source("secret", classification="PRIVATE")), held(item))
    history.when(reclassify(VISIT, "PUBLIC")).refused(saying="only sources above PUBLIC say so")
    history.and_then(reclassify(Stream("source", "secret"), "PUBLIC")).when(reclassify(VISIT, "PUBLIC")).then()


def test_what_no_longer_stands_holds_nothing_back():
    """A value that was superseded, or taken back to unknown, shows as deprecated with its own source or not at all."""
    item = visit(classification="PRIVATE", citations=(cite("title"), SECRET))
    for command in (amend(VISIT, cite(), when={"edtf": "2018-03-05"}), amend(VISIT, when=None)):
        on_secret_word(held(item), command).when(reclassify(VISIT, "PUBLIC")).then()


def test_what_a_higher_source_merely_agrees_with_holds_nothing_back():
    """A month is no less public for being known to a secret source too."""
    history = on_secret_word(
        held(visit(classification="PRIVATE", citations=(cite("when"),))),
        corroborate(VISIT, cite("when", source="news"), when={"edtf": "2018-03"}),
    )
    history.when(reclassify(VISIT, "PUBLIC")).then()


@pytest.mark.parametrize(
    ("item", "command"),
    [
        (
            record(b.instrument(classification="PRIVATE")),
            status_changed(Stream("instrument", "arrangement-2018"), "in-force", cite(source="news")),
        ),
        (scheduled(visit(classification="PRIVATE")), cancel(VISIT, cite(source="news"))),
    ],
)
def test_a_status_that_rests_on_higher_sources_alone_keeps_its_item_up_too(item: Any, command: Any):
    """That a visit is off may be the secret."""
    on_secret_word(item, command).when(reclassify(item.subject, "PUBLIC")).refused(
        saying="classification: status: only sources above PUBLIC say so"
    )


def test_the_reason_rests_on_sources_that_may_be_seen_with_the_item_as_it_is_from_now_on():
    """Raised because a secret source says why; lowered, that reason could not be seen."""
    raised = reclassify(VISIT, "PRIVATE", cite(source="news"))
    on_secret_word(held(visit())).when(raised).then()
    lowered = reclassify(VISIT, "PUBLIC", cite(source="news"))
    on_secret_word(held(visit(classification="PRIVATE"))).when(lowered).refused(
        saying="name only sources that are PRIVATE, but the item is PUBLIC"
    )


def test_a_source_that_proves_its_own_title_may_be_declassified():
    """It sees itself, at any level."""
    secret = source("secret", classification="PRIVATE", citations=(cite("title", source="secret"),))
    subject = Stream("source", "secret")
    history = given(known=[subject]).and_then(record(secret))
    outcome = history.when(reclassify(subject, "PUBLIC", cite(source="secret"))).then()
    assert outcome.item.classification == "PUBLIC"
