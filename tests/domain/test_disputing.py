"""Values that cannot all be right: opening a dispute, adding to it, and what stands still while it is open."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Disputed, DisputedValue
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Text
from domain import builders as b
from domain.asking import dispute, held, record, says, settle
from domain.builders import VISIT, WHY, cite, on, visit
from domain.given import given

MARCH_4, MARCH_5, MARCH_6 = ({"edtf": f"2018-03-0{day}"} for day in (4, 5, 6))
HELD = held(visit(citations=(cite("when"),)))
NEWS, ARTICLE = cite(source="news"), cite(source="article")

# -- opening ----------------------------------------------------------------------------------------------------------


def test_the_recorded_value_takes_part_without_being_named():
    """It stays, its claims keep their rank, and the other value is a claim beside it."""
    outcome = (
        given(HELD)
        .when(dispute(VISIT, "when", says(MARCH_5)))
        .then(
            Disputed(
                id="d",
                field="when",
                values=(DisputedValue(value=MARCH_4, recorded=True), DisputedValue(value=MARCH_5, citations=(NEWS,))),
                reason=WHY,
            ),
            name="engagement.disputed",
        )
    )
    assert outcome.item.when == on("2018-03-04")
    assert outcome.ranks("when") == {"1.1": "preferred", "2.1": "normal"}
    assert outcome.standing.open_disputes()["d"].values == (MARCH_4, MARCH_5)


def test_the_recorded_value_may_be_named_with_a_further_source_for_it():
    """Where it stands among the values; its claim is preferred, as it is what the record uses."""
    outcome = given(HELD).when(dispute(VISIT, "when", says(MARCH_5), says(MARCH_4, ARTICLE))).then()
    assert [entry.recorded for entry in outcome.event.values] == [False, True]
    assert outcome.ranks("when") == {"1.1": "preferred", "2.1": "normal", "2.2": "preferred"}


def test_the_recorded_value_needs_no_source_of_its_own():
    """It was cited when it was recorded, or nobody had claimed it."""
    uncited = DisputedValue(value=MARCH_4)
    outcome = given(HELD).when(dispute(VISIT, "when", uncited, says(MARCH_5))).then()
    assert outcome.event.values[0] == DisputedValue(value=MARCH_4, recorded=True)


def test_what_is_not_known_may_be_in_dispute():
    """Two sources give a number of sessions each, the record none."""
    outcome = given(HELD).when(dispute(VISIT, "sessions", says(3), says(4, ARTICLE))).then()
    assert [entry.recorded for entry in outcome.event.values] == [False, False]
    assert outcome.item.sessions is None


def test_more_than_two_values_may_be_in_dispute():
    """With one that an analyst prefers, which moves nothing."""
    asked = dispute(VISIT, "when", says(MARCH_5), says(MARCH_6, ARTICLE), preferred=MARCH_6)
    outcome = given(HELD).when(asked).then()
    assert (outcome.event.preferred, outcome.item.when) == (MARCH_6, on("2018-03-04"))
    assert len(outcome.event.values) == 3


def test_what_the_reason_rests_on_is_cited_apart():
    """Those citations claim no value."""
    outcome = given(HELD).when(dispute(VISIT, "when", says(MARCH_5), citations=(ARTICLE,))).then()
    assert outcome.ranks() == {"1.1": "preferred", "2.1": "normal"}


def test_a_citation_of_a_value_may_name_the_field_it_proves():
    """It proves that field in any case, and nothing else."""
    history = given(HELD)
    history.when(dispute(VISIT, "when", says(MARCH_5, cite("when", source="news")))).then()
    history.when(dispute(VISIT, "mode", says("virtual", cite("title")), says("hybrid"), name="e")).refused(
        saying="values: a citation of one proves 'mode' here; leave out its `supports`"
    )
    history.when(dispute(VISIT, "mode", says("virtual"), says("hybrid"), name="e", citations=(cite("mode"),))).refused(
        saying="citations.1.supports: proves the reason here, and no field; leave it out"
    )


# -- sources above ----------------------------------------------------------------------------------------------------


def test_a_value_does_not_rest_on_sources_above_the_item_alone():
    """Each value for itself: whoever sees it could not see why. Nor may the reason."""
    history = given(HELD)
    history.known.levels[Stream("source", "news")] = Clearance.PRIVATE
    for command in (
        dispute(VISIT, "when", says(MARCH_5, NEWS), says(MARCH_6, ARTICLE)),
        dispute(VISIT, "when", says(MARCH_4, NEWS), says(MARCH_6, ARTICLE)),
    ):
        history.when(command).refused(saying="name only sources that are PRIVATE, but the item is PUBLIC")
    history.when(dispute(VISIT, "when", says(MARCH_5, NEWS, ARTICLE))).then()


# -- adding to a dispute ----------------------------------------------------------------------------------------------


def test_a_further_value_is_added_under_the_same_id():
    """The event holds all the values there are by then."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    outcome = history.when(dispute(VISIT, "when", says(MARCH_6, ARTICLE))).then()
    assert [entry.value for entry in outcome.event.values] == [MARCH_4, MARCH_5, MARCH_6]
    assert [entry.recorded for entry in outcome.event.values] == [True, False, False]
    assert outcome.ranks("when") == {"1.1": "preferred", "2.1": "normal", "3.1": "normal"}
    assert len(outcome.standing.open_disputes()) == 1


def test_a_further_source_is_added_to_a_value():
    """Only it is cited in the new fact."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    outcome = history.when(dispute(VISIT, "when", says(MARCH_5, ARTICLE))).then()
    assert outcome.event.values[1] == DisputedValue(value=MARCH_5, citations=(ARTICLE,))
    assert outcome.ranks("when") == {"1.1": "preferred", "2.1": "normal", "3.1": "normal"}


def test_an_analyst_may_come_to_prefer_another_value():
    """With a reason; no new source is needed for that."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5), preferred=MARCH_4))
    assert history.when(dispute(VISIT, "when", preferred=MARCH_5)).then().event.preferred == MARCH_5


def test_what_adds_nothing_to_a_dispute_is_refused():
    """The refusal names what would."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    for values in ([], [DisputedValue(value=MARCH_5)], [DisputedValue(value=MARCH_4)]):
        history.when(dispute(VISIT, "when", *values)).refused(
            saying="values: are in this dispute already; add a value, a source, or the one you prefer"
        )


@pytest.mark.parametrize(
    ("field", "name", "saying"),
    [
        ("mode", "d", "field: dispute 'd' is on when"),
        ("when", "e", "field: is in open dispute 'd' already; add to that one, under its id"),
        ("when.edtf", "e", "field: is in open dispute 'd' already; add to that one, under its id"),
    ],
)
def test_two_disputes_are_not_open_on_one_field(field: str, name: str, saying: str):
    """Nor on a part of it; and one dispute is on one field."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)))
    history.when(dispute(VISIT, field, says("2018-03-06"), name=name)).refused(saying=saying)


def test_a_field_whose_part_is_in_dispute_is_not_disputed_whole():
    """The other part may be."""
    history = given(held(visit(title=Text(en="Visit", ar="زيارة"))), dispute(VISIT, "title.en", says("Trip")))
    history.when(dispute(VISIT, "title", says({"en": "Journey"}), name="e")).refused(saying="in open dispute 'd'")
    history.when(dispute(VISIT, "title.ar", says("رحلة"), name="e")).then()
    assert set(history.standings[VISIT].open_disputes()) == {"d", "e"}


def test_a_settled_dispute_is_not_taken_up_again_under_its_id():
    """A new one may be opened on the field."""
    history = given(HELD, dispute(VISIT, "when", says(MARCH_5)), settle(VISIT, None))
    history.when(dispute(VISIT, "when", says(MARCH_6))).refused(
        saying="id: dispute 'd' was settled; open another under another id"
    )
    history.when(dispute(VISIT, "when", says(MARCH_6), name="e")).then()


@pytest.mark.parametrize(
    "item",
    [b.source(), b.party(), b.organisation(), b.person(), b.office(), b.topic(), b.instrument(), b.commitment()],
    ids=lambda item: type(item).__name__,
)
def test_fields_of_every_kind_may_be_in_dispute(item: Any):
    """The stored name carries the kind."""
    command = record(item)
    field = next(name for name in ("names.en", "title.en", "label.en", "text.en") if hasattr(item, name[:-3]))
    given(command).when(dispute(command.subject, field, says("Something else"))).then(
        name=f"{command.subject.kind}.disputed"
    )
