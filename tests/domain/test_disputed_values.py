"""The values in dispute and the field they are of: paths, types, and what is no dispute."""

from typing import Any

import pytest

from ctcalendar.domain.facts import DisputedValue, Given
from ctcalendar.domain.values import Assertion, SeriesPlace, Text
from domain import builders as b
from domain.asking import corroborate, dispute, held, record, retract, says, settle
from domain.builders import VISIT, cite, head, place, visit
from domain.given import given

MARCH_4, MARCH_5, MARCH_6 = ({"edtf": f"2018-03-0{day}"} for day in (4, 5, 6))
HELD = held(visit(citations=(cite("when"),)))
SAID = Assertion(id="exchange", by="QA", about=("QA", "US"), text=Text(en="More is exchanged"), citations=(cite(),))


@pytest.mark.parametrize(
    ("field", "value", "recorded"),
    [
        ("title.en", "Trip to Doha", "Visit to Doha"),
        ("when.edtf", "2018-03-05", "2018-03-04"),
        ("places.1.country", "SA", "QA"),
        ("participants.nathan-sales.role", "member", "head"),
        ("participants.nathan-sales", {"person": "nathan-sales", "party": "US", "role": "member"}, None),
        ("says.exchange.about", ["QA", "us-dhs"], ["QA", "US"]),
        ("series.ordinal", 2, 1),
        ("parties", ["QA", "US", "UN"], ["QA", "US"]),
    ],
)
def test_a_field_may_be_a_path(field: str, value: Any, recorded: Any):
    """Into a text, a day, a member of a list by its id or number; or the member whole."""
    item = visit(
        places=(place(),), participants=(head(),), says=(SAID,), series=SeriesPlace(id="ct-dialogue", ordinal=1)
    )
    outcome = given(held(item)).when(dispute(VISIT, field, says(value))).then()
    assert outcome.event.values[1].value == value
    assert recorded is None or outcome.event.values[0].value == recorded
    claimed = [made for made in outcome.standing.claims.values() if made.field == field]
    assert [made.value for made in claimed] == [value]


def test_a_member_has_one_path():
    """By its id, where it has one, also when it was named by its number: else two disputes could be open on it."""
    history = given(held(visit(participants=(head(),))))
    outcome = history.when(dispute(VISIT, "participants.1.role", says("member"))).then()
    assert outcome.event.field == "participants.nathan-sales.role"
    history.when(dispute(VISIT, "participants.nathan-sales.role", says("guest"), name="e")).refused(
        saying="field: is in open dispute 'd' already"
    )


def test_who_was_there_is_disputed_by_the_whole_list():
    """Another member would not stand where the one it replaces is looked for; two lists are compared by the analyst."""
    history = given(held(visit(participants=(head(),), citations=(cite("participants.nathan-sales"),))))
    other = {"person": "rex-tillerson", "party": "US", "role": "head"}
    history.when(dispute(VISIT, "participants.nathan-sales", says(other))).refused(
        saying="would not stand at 'participants.nathan-sales'; dispute 'participants' whole"
    )
    outcome = history.when(dispute(VISIT, "participants", says([other]))).then()
    assert outcome.ranks() == {"1.1": "preferred", "2.1": "normal"}
    again = history.when(corroborate(VISIT, participants=[other])).then()
    assert again.event.given == (Given(field="participants", value=[other], dispute="d"),)
    history.when(corroborate(VISIT, participants=[other | {"person": "abdulaziz-al-ansari"}])).refused(
        saying="participants: is in open dispute 'd'"
    )
    assert history.when(settle(VISIT, [other])).then().ranks() == {
        **dict.fromkeys(["1.1", "4.1"], "deprecated"),
        **dict.fromkeys(["2.1", "3.1"], "preferred"),
    }


@pytest.mark.parametrize(
    ("field", "value", "made"),
    [("sessions", "3", 3), ("series.ordinal", "2", 2), ("when", MARCH_5 | {"basis": "stated"}, MARCH_5)],
)
def test_a_value_is_typed_as_the_field_is(field: str, value: Any, made: Any):
    """Digits are a number where one is wanted, and defaults are left out."""
    item = visit(sessions=2, series=SeriesPlace(id="ct-dialogue", ordinal=1))
    outcome = given(held(item)).when(dispute(VISIT, field, says(value))).then()
    assert outcome.event.values[1].value == made


@pytest.mark.parametrize(
    ("field", "value", "saying"),
    [
        ("sessions", "many", "Expected `int | null`, got `str` - at `$.sessions`"),
        ("when", "2018-03-05", "Expected `object | null`, got `str` - at `$.when`"),
        ("when", {"edtf": "2018-02-30"}, "when.edtf: '2018-02-30' is no day"),
        ("when.edtf", "soon", "when.edtf: 'soon' is no EDTF date"),
        ("kind", "journey", "Invalid enum value 'journey'"),
        ("parties", [], "parties: are missing"),
        ("parties", ["QA", "XX"], "parties.2: no party 'XX' is recorded"),
        ("participants.nathan-sales.organisation", "us-sate", "did you mean 'us-state'?"),
        ("says.exchange.about", ["us-interior"], "says.1.about.1: no item 'us-interior'"),
        ("topics", [], "values: [] is the same as no value"),
        ("when.basis", "stated", "\"stated\" would not stand at 'when.basis'; dispute 'when' whole"),
        ("mode", None, "values: one of them is missing"),
        ("says.exchange", {"id": "exchange", "by": "QA", "text": {"en": "a"}, "citations": []}, "holds citations"),
        ("plases", [], "plases: is no field of it; did you mean 'places'?"),
        ("places.2.country", "SA", "field: 'places.2.country': nothing is at '2'"),
        ("participants.rex-tillerson.role", "guest", "nothing is at 'rex-tillerson'"),
        ("title.en.first", "V", "field: 'title.en.first': nothing is at 'first'"),
        ("when.tiem", "10:00", "unknown field `tiem`"),
        ("occasion.en", "A conference", "nothing is at 'occasion'"),
        ("", "x", ": is no field of it"),
        ("id", "other", "id: is for ever; it cannot be changed this way"),
        ("citations", [], "citations: are added by corroborating"),
        ("classification", "PRIVATE", "classification: changes by reclassifying"),
        ("status", "cancelled", "status: changes by a fact of its own (held, cancelled"),
        ("progress", "r1", "'progress' is disputed of instruments and commitments only"),
    ],
)
def test_a_value_makes_sense_and_its_field_is_there(field: str, value: Any, saying: str):
    """As it would have to when the item was recorded with it."""
    item = visit(places=(place(),), participants=(head(),), says=(SAID,))
    given(held(item)).when(dispute(VISIT, field, says(value))).refused(saying=saying)


def test_a_value_is_on_somebodys_word():
    """But for the recorded one."""
    given(HELD).when(dispute(VISIT, "when", DisputedValue(value=MARCH_5))).refused(
        saying='values: {"edtf":"2018-03-05"} has no citation: on whose word is it?'
    )


@pytest.mark.parametrize(
    ("values", "saying"),
    [
        ([MARCH_4], "values: are all the same as the record's; to add a source, corroborate it"),
        ([], "values: are all the same as the record's"),
        ([MARCH_5, MARCH_5], "values: name one value twice; give it once, with all its citations"),
        ([MARCH_5, MARCH_5 | {"basis": "stated"}], "values: name one value twice"),
        ([MARCH_4, MARCH_4], "values: name one value twice"),
        ([{"edtf": "2018-03"}], 'values: {"edtf":"2018-03"} agrees with the record; corroborate it'),
        ([{"edtf": "2018-03-04", "printed": "4 March"}], "agrees with the record; corroborate it"),
        ([MARCH_5, {"edtf": "2018"}], '{"edtf":"2018"} agrees with the record; corroborate it'),
    ],
)
def test_values_that_can_all_be_right_are_no_dispute(values: Any, saying: str):
    """What agrees with the record corroborates it."""
    given(HELD).when(dispute(VISIT, "when", *map(says, values))).refused(saying=saying)


def test_one_value_where_nothing_is_known_is_no_dispute():
    """It adds what was unknown."""
    given(HELD).when(dispute(VISIT, "sessions", says(3))).refused(
        saying="values: are fewer than two, and the record has none; to add what was unknown, corroborate it"
    )


def test_a_name_as_printed_may_be_in_dispute():
    """Two spellings are compatible in a corroboration; whether a paper printed the one or the other may be disputed."""
    item = visit(participants=(head(name="Nathan A. Sales"),))
    given(held(item)).when(dispute(VISIT, "participants.nathan-sales.name.en", says("Nathan B. Sales"))).then()


def test_the_preferred_value_is_one_of_them():
    """The recorded one too."""
    given(HELD).when(dispute(VISIT, "when", says(MARCH_5), preferred=MARCH_6)).refused(
        saying="preferred: is none of the values"
    )
    given(HELD).when(dispute(VISIT, "when", says(MARCH_5), preferred="5 March")).refused(saying="Expected `object")
    given(HELD).when(dispute(VISIT, "when", says(MARCH_5), preferred=MARCH_4)).then()


def test_a_dispute_has_a_reason():
    """In some language; and an id."""
    given(HELD).when(dispute(VISIT, "when", says(MARCH_5), reason=Text())).refused(saying="reason: has no text")


def test_what_stands_beside_the_value_is_not_judged_again():
    """Another participant was retracted since; this one's role may be disputed and settled all the same."""
    khalid = record(b.person())
    sides = (head(), head("khalid-al-attiyah", party="QA"))
    history = given(khalid, held(visit(participants=sides)), retract(khalid.subject))
    history.when(dispute(VISIT, "participants.nathan-sales.role", says("member"))).then()
    history.when(settle(VISIT, "member")).then()
    renamed = [{"person": "nathan-sales", "party": "US", "role": "head"}]
    history.when(dispute(VISIT, "participants", says(renamed), name="e")).then()
