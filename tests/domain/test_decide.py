"""What may be asked for and what may follow what: commands, the facts they make, and why others are refused."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend, Corroborate, Record
from ctcalendar.domain.facts import Amended, Corroborated, EngagementHeld, Given
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.values import Alias, Assertion, SeriesPlace, Text
from domain import builders as b
from domain.builders import (
    VISIT,
    amend,
    changed,
    cite,
    corroborate,
    given,
    head,
    held,
    on,
    place,
    record,
    report,
    reported,
    scheduled,
    visit,
)

MOU, ARRANGEMENT = Stream("instrument", "mou"), Stream("instrument", "arrangement-2018")
LONG = cite("title", quote="word " * 50)
DOHA: dict[str, Any] = {"name": {"en": "Doha"}, "country": "QA"}


def as_held(item: Any, *changes: Any) -> EngagementHeld:
    """The event that holding an engagement makes."""
    return EngagementHeld(**{name: getattr(item, name) for name in item.__struct_fields__}, changes=changes)


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


@pytest.mark.parametrize("command", [record(b.person()), scheduled(visit()), held(visit())])
def test_nothing_is_recorded_twice(command: Record):
    """The hint names the two ways on."""
    given(command).when(command).refused(saying="is already recorded", hint="add an amendment")


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
    assert outcome.standing.name == "engagement.held"


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


# -- amending ---------------------------------------------------------------------------------------------------------


def test_an_amendment_changes_a_field_and_deprecates_what_was_claimed_for_it():
    """The old value stays in the event, and in its claim."""
    before = held(visit(citations=(cite("when", "title"),)))
    outcome = (
        given(before)
        .when(amend(VISIT, cite(source="news"), when={"edtf": "2018-03-05"}))
        .then(
            Amended(
                changes=(changed("when", {"edtf": "2018-03-04"}, {"edtf": "2018-03-05"}, r1_1="deprecated"),),
                cause="correction",
                reason="misread",
                citations=(cite(source="news"),),
            ),
            name="engagement.amended",
        )
    )
    assert outcome.item.when == on("2018-03-05")
    assert outcome.ranks() == {"1.1": "deprecated", "1.2": "preferred", "2.1": "preferred"}


def test_amending_back_gives_the_first_claim_its_rank_again():
    """And takes it from the one in between."""
    history = given(
        held(visit(citations=(cite("when"),))), amend(VISIT, cite(source="news"), when={"edtf": "2018-03-05"})
    )
    outcome = history.when(amend(VISIT, when={"edtf": "2018-03-04"})).then()
    assert outcome.ranks("when") == {"1.1": "preferred", "2.1": "deprecated"}
    assert outcome.event.changes == (
        changed("when", {"edtf": "2018-03-05"}, {"edtf": "2018-03-04"}, r1_1="preferred", r2_1="deprecated"),
    )


def test_a_value_that_was_in_force_is_superseded_even_by_a_compatible_one():
    """A month, once the day is known."""
    history = given(held(visit(when=on("2018-03"), citations=(cite("when"),))))
    assert history.when(amend(VISIT, when={"edtf": "2018-03-04"})).then().ranks("when") == {"1.1": "deprecated"}


def test_a_claim_that_was_only_ever_compatible_stays_so_beside_any_value_it_allows():
    """Another source gave the month: normal beside each of its days, preferred while the record says no more, back."""
    history = given(held(visit()), corroborate(VISIT, when={"edtf": "2018-03"}))
    days = {"2018-03-05": "normal", "2018-04-01": "deprecated", "2018-03-06": "normal", "2018-03": "preferred"}
    for day, rank in (*days.items(), ("2018-03-07", "normal")):
        assert history.when(amend(VISIT, when={"edtf": day})).then().ranks("when")["2.1"] == rank


def test_only_claims_on_the_field_that_changed_are_judged_again():
    """Below it as well as on it; one on a part that stays keeps its rank."""
    item = visit(title=Text(en="Visit", ar="زيارة"), citations=(cite("title.en", "title.ar", "title", "when"),))
    outcome = given(held(item)).when(amend(VISIT, title={"en": "Visit", "ar": "رحلة"})).then()
    assert outcome.ranks() == {"1.1": "preferred", "1.2": "deprecated", "1.3": "deprecated", "1.4": "preferred"}


def test_a_claim_on_a_part_of_a_day_is_judged_as_that_part():
    """Somebody cited the weekday's date alone; then the day was amended."""
    item = visit(when=on("2018-03-04", time="10:00"), citations=(cite("when.edtf", "when.time"),))
    outcome = given(held(item)).when(amend(VISIT, when={"edtf": "2018-03-05", "time": "10:00"})).then()
    # 2.1 is the old day whole, which nobody had claimed as such
    assert outcome.ranks() == {"1.1": "deprecated", "1.2": "preferred", "2.1": "deprecated"}


def test_a_name_printed_differently_stays_compatible_when_others_are_added():
    """Amending the participants judges each claim by the rule it was made under."""
    printed = {"person": "nathan-sales", "party": "US", "role": "head", "name": {"en": "Mr. Sales"}}
    history = given(
        held(visit(participants=(head(name="Nathan A. Sales"),))),
        corroborate(VISIT, cite("participants.nathan-sales", "participants.nathan-sales.name"), participants=[printed]),
    )
    tillerson = {"person": "rex-tillerson", "party": "US", "role": "guest"}
    seated = {"person": "nathan-sales", "party": "US", "role": "head", "name": {"en": "Nathan A. Sales"}}
    outcome = history.when(amend(VISIT, participants=[seated, tillerson])).then()
    assert outcome.ranks("participants") == {"2.1": "normal", "2.2": "normal", "3.1": "deprecated"}


def test_a_value_is_taken_back_to_unknown():
    """With a citation of why, which proves nothing of what is gone."""
    outcome = given(held(visit(citations=(cite("when"),)))).when(amend(VISIT, cite(source="news"), when=None)).then()
    assert outcome.item.when is None
    assert outcome.event.changes == (changed("when", {"edtf": "2018-03-04"}, None, r1_1="deprecated"),)
    assert outcome.ranks() == {"1.1": "deprecated"}


def test_what_is_taken_away_and_given_back_is_as_it_was():
    """Unknown is a value like any other."""
    history = given(held(visit(citations=(cite("when"),))), amend(VISIT, when=None))
    outcome = history.when(amend(VISIT, when={"edtf": "2018-03-04"})).then()
    assert outcome.item == as_held(visit(citations=(cite("when"),)))
    assert outcome.ranks() == {"1.1": "preferred"}


@pytest.mark.parametrize(
    "values", [{"when": {"edtf": "2018-03-04"}}, {"mode": None}, {"topics": []}, {"parties": ["QA", "US"]}]
)
def test_a_change_that_changes_nothing_is_refused(values: dict[str, Any]):
    """An empty list is the same as none."""
    given(held(visit())).when(amend(VISIT, **values)).refused(saying="already has that value; to add a source")


@pytest.mark.parametrize(("field", "value"), [("id", "other"), ("citations", []), ("classification", "PRIVATE")])
@pytest.mark.parametrize("ask", [amend, corroborate])
def test_what_is_fixed_is_not_changed(ask: Any, field: str, value: Any):
    """An id is for ever, citations are added by corroborating, a classification changes by reclassifying."""
    given(held(visit())).when(ask(VISIT, **{field: value})).refused(saying=f"{field}: cannot be changed this way")


@pytest.mark.parametrize("ask", [amend, corroborate])
def test_an_unknown_field_is_refused_with_the_one_that_was_meant(ask: Any):
    """What only the event has is no field of the item."""
    given(held(visit())).when(ask(VISIT, plases=[])).refused(saying="plases: is no field of it; did you mean 'places'?")
    given(held(visit())).when(ask(VISIT, changes=[])).refused(saying="changes: is no field of it")
    given(record(b.office())).when(ask(Stream("office", "sales-coordinator"), since="2017")).refused(
        saying="is no field"
    )


def test_a_field_is_amended_by_its_recorded_name():
    """An office has `from`, whatever the code calls it."""
    outcome = given(record(b.office())).when(amend(Stream("office", "sales-coordinator"), **{"from": "2017-08"})).then()
    assert outcome.item.since == "2017-08"


@pytest.mark.parametrize("ask", [amend, corroborate])
def test_what_is_not_recorded_is_neither_amended_nor_corroborated(ask: Any):
    """It is recorded first."""
    given().when(ask(VISIT, mode="virtual")).refused(saying=f"no engagement {VISIT.id!r} is recorded")


@pytest.mark.parametrize(
    ("values", "saying"),
    [
        ({"when": {"edtf": "2018-02-30"}}, "when.edtf: '2018-02-30' is no day"),
        ({"when": "2018-03-05"}, "Expected `object | null`, got `str` - at `$.when`"),
        ({"title": None}, "missing required field `title`"),
        ({"parties": []}, "parties: are missing"),
        ({"topics": ["financng"]}, "topics.1: no topic 'financng'"),
        ({"kind": "journey"}, "Invalid enum value 'journey'"),
    ],
)
def test_an_amended_value_makes_sense(values: dict[str, Any], saying: str):
    """As it would have had to when the item was recorded."""
    given(held(visit())).when(amend(VISIT, **values)).refused(saying=saying)


def test_a_reason_is_given():
    """In words."""
    event = Amended(changes=(), cause="correction", reason=" ")
    given(held(visit())).when(Amend(VISIT, {"mode": "virtual"}, event)).refused(saying="reason: is empty")


def test_an_amendment_proves_only_what_it_changes():
    """To add a source for another field is to corroborate it."""
    given(held(visit())).when(amend(VISIT, cite("title"), mode="virtual")).refused(saying="support 'title'")


def test_what_was_wrong_before_does_not_block_what_is_changed_now():
    """A fact already recorded is never judged again: a rule may become stricter."""
    history = given(held(visit()))
    lax = history.standings[VISIT].item
    lax = type(lax)(**{name: getattr(lax, name) for name in lax.__struct_fields__} | {"citations": (LONG,)})
    history.standings[VISIT] = history.standings[VISIT]._replace(item=lax)
    assert history.when(amend(VISIT, mode="virtual")).then().item.mode == "virtual"
    assert history.when(corroborate(VISIT, mode="virtual")).then().item.mode == "virtual"


# -- corroborating ----------------------------------------------------------------------------------------------------


def test_a_corroboration_that_agrees_adds_nothing_and_keeps_what_its_source_gives():
    """As a claim of equal rank."""
    outcome = (
        given(held(visit(citations=(cite("when"),))))
        .when(corroborate(VISIT, when={"edtf": "2018-03-04", "printed": "4 March"}))
        .then(
            Corroborated(
                given=(Given(field="when", value={"edtf": "2018-03-04", "printed": "4 March"}, agrees=True),),
                citations=(cite(source="article"),),
            ),
            name="engagement.corroborated",
        )
    )
    assert outcome.item.when == on("2018-03-04")
    assert outcome.ranks() == {"1.1": "preferred", "2.1": "preferred"}


def test_a_corroboration_may_be_less_precise():
    """Its claim is normal, the record keeps the day."""
    outcome = given(held(visit())).when(corroborate(VISIT, when={"edtf": "2018-03"})).then()
    assert outcome.event.given == (Given(field="when", value={"edtf": "2018-03"}, agrees=False),)
    assert outcome.event.adds == ()
    assert outcome.ranks("when") == {"2.1": "normal"}


def test_a_corroboration_adds_what_was_unknown():
    """The record's own order stays; earlier claims keep their rank."""
    history = given(held(visit(topics=("financing",), citations=(cite("topics", "title"),))))
    outcome = history.when(corroborate(VISIT, topics=["borders", "financing"], title={"ar": "زيارة"})).then()
    assert outcome.event.adds == (
        changed("topics", ["financing"], ["financing", "borders"]),
        changed("title", {"en": "Visit to Doha"}, {"en": "Visit to Doha", "ar": "زيارة"}),
    )
    assert outcome.item.topics == ("financing", "borders")
    assert outcome.ranks() == {"1.1": "preferred", "1.2": "preferred", "2.1": "preferred", "2.2": "preferred"}


def test_an_alias_is_added_with_its_own_citation():
    """The corroboration itself need not have one."""
    ansari = Stream("person", "khalid-al-attiyah")
    alias = {"text": "خالد", "language": "ar", "citations": [{"source": "article"}]}
    command = Corroborate(ansari, {"aliases": [alias]}, Corroborated(given=()))
    outcome = given(record(b.person())).when(command).then()
    assert outcome.item.aliases == (Alias(text="خالد", language="ar", citations=(cite(source="article", quote=None),)),)
    assert outcome.standing.claims["2.1"].value == [{"text": "خالد", "language": "ar"}]


@pytest.mark.parametrize(
    ("values", "saying"),
    [
        ({"when": {"edtf": "2018-03-05"}}, 'when: gives {"edtf":"2018-03-05"}, the record has {"edtf":"2018-03-04"}'),
        ({"kind": "meeting"}, 'kind: gives "meeting", the record has "visit"'),
        ({"parties": ["QA", "UN"]}, 'parties.UN: gives "UN", the record has ["QA","US"]'),
        ({"title": {"en": "Trip"}}, 'title.en: gives "Trip", the record has "Visit to Doha"'),
    ],
)
def test_what_contradicts_the_record_is_no_corroboration(values: dict[str, Any], saying: str):
    """The hint says what it is instead."""
    given(held(visit())).when(corroborate(VISIT, **values)).refused(
        saying=saying, hint="if the record is wrong, amend it"
    )


def test_a_citation_may_prove_a_field_without_giving_its_value():
    """It agrees with the record there."""
    given(held(visit())).when(corroborate(VISIT, cite("when", "title.en"))).then(
        Corroborated(
            given=(
                Given(field="title.en", value="Visit to Doha", agrees=True),
                Given(field="when", value={"edtf": "2018-03-04"}, agrees=True),
            ),
            citations=(cite("when", "title.en"),),
        )
    )


def test_a_citation_cannot_prove_what_neither_it_nor_the_record_has():
    """It gives the value then."""
    given(held(visit())).when(corroborate(VISIT, cite("mode"))).refused(saying="support 'mode'")


def test_a_corroboration_says_something():
    """A citation alone that proves no field is none, and null is nothing that a source gives."""
    given(held(visit())).when(corroborate(VISIT)).refused(saying="values: are missing")
    given(held(visit())).when(corroborate(VISIT, mode=None)).refused(saying="mode: gives nothing; leave it out")
    given(held(visit())).when(corroborate(VISIT, topics=[])).refused(saying="topics: gives nothing")


def test_a_corroboration_names_its_source():
    """Its own citation, or one inside a value."""
    command = Corroborate(VISIT, {"when": {"edtf": "2018-03"}}, Corroborated(given=()))
    given(held(visit())).when(command).refused(saying="citations: are missing")


@pytest.mark.parametrize(
    ("values", "saying"),
    [
        ({"when": {"edtf": "2018-13"}}, "when.edtf: '2018-13' has no month 13"),
        (
            {"participants": [{"person": "nathan-sales", "party": "US", "role": "head", "name": {"en": "S\u202e"}}]},
            "U+202E",
        ),
        (
            {"participants": [{"person": "nathan-sale", "party": "US", "role": "head"}]},
            "participants.1.person: no person",
        ),
        ({"places": [DOHA | {"when": {"edtf": "soon"}}]}, "places.1.when.edtf: 'soon' is no EDTF date"),
        ({"sessions": "two"}, "Expected `int | null`, got `str` - at `$.sessions`"),
    ],
)
def test_what_is_given_makes_sense_even_where_the_record_keeps_its_own(values: dict[str, Any], saying: str):
    """It is kept for ever as a claim."""
    item = visit(participants=(head(name="Nathan A. Sales"),), places=(place(),))
    given(held(item)).when(corroborate(VISIT, **values)).refused(saying=saying)


def test_what_is_added_keeps_the_ranks_of_what_was_printed_differently():
    """A third source that adds a participant does not deprecate the second's spelling."""
    printed = {"person": "nathan-sales", "party": "US", "role": "head", "name": {"en": "Mr. Sales"}}
    history = given(
        held(visit(participants=(head(name="Nathan A. Sales"),))),
        corroborate(VISIT, cite("participants.nathan-sales"), participants=[printed]),
    )
    more = [{"person": "rex-tillerson", "party": "US", "role": "guest"}]
    assert history.when(corroborate(VISIT, participants=more)).then().ranks("participants")["2.1"] == "normal"


# -- reporting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", [b.instrument(), b.commitment()])
def test_progress_is_reported_on_an_instrument_or_a_commitment(item: Any):
    """The event is the report."""
    subject = record(item).subject
    outcome = (
        given(record(item)).when(reported(subject, report())).then(report(), name=f"{subject.kind}.progress-reported")
    )
    assert outcome.standing.reports == {"r1"}
    assert outcome.item == item


def test_the_same_report_is_not_recorded_twice():
    """By its id; another is welcome."""
    history = given(record(b.instrument()), reported(ARRANGEMENT, report("r1")))
    history.when(reported(ARRANGEMENT, report("r1", status="complete"))).refused(
        saying="report 'r1' is already recorded"
    )
    assert history.when(reported(ARRANGEMENT, report("r2"))).then().standing.reports == {"r1", "r2"}


@pytest.mark.parametrize("command", [held(visit()), record(b.series()), record(b.person())])
def test_progress_is_reported_on_nothing_else(command: Record):
    """An engagement takes place, it is not carried out."""
    refusal = "no progress is reported on this kind; only on instrument and commitment"
    given(command).when(reported(command.subject, report())).refused(saying=refusal)


@pytest.mark.parametrize(
    ("fields", "saying"),
    [
        ({"citations": ()}, "citations: are missing"),
        ({"by": ("nobody",)}, "by.1: no person or party or organisation 'nobody'"),
        ({"told_by": "document"}, "told_by: no person or party or organisation 'document'"),
        (
            {"at": "mou-sining"},
            "at: no engagement 'mou-sining' is recorded or in these files; did you mean 'mou-signing'?",
        ),
        ({"on": "2017-13"}, "on: '2017-13' has no month 13"),
        ({"citations": (cite("status"),)}, "support 'status'"),
    ],
)
def test_a_report_makes_sense(fields: dict[str, Any], saying: str):
    """It is cited, and names what is recorded."""
    given(record(b.instrument())).when(reported(ARRANGEMENT, report(**fields))).refused(saying=saying)


def test_a_report_needs_something_to_report_on():
    """The memorandum is known by name only here."""
    given().when(reported(MOU, report())).refused(saying="no instrument 'mou' is recorded")


# -- what a fact must rest on ------------------------------------------------------------------------------------------


def test_what_the_report_of_it_does_not_mention_stands_as_announced():
    """A note that tells of a visit without repeating its topics has not called them off."""
    announced = visit(sessions=3, mode="hybrid", citations=(cite("when"),))
    outcome = given(scheduled(announced)).when(held(visit(mode="in-person", citations=(cite("mode"),)))).then()
    outcome = outcome.event
    assert isinstance(outcome, EngagementHeld)
    assert (outcome.sessions, outcome.mode) == (3, "in-person")
    assert outcome.unmentioned == ("sessions",)
    assert [change.field for change in outcome.changes] == ["mode"]


def test_an_amendment_without_values_is_refused():
    """It would be one more fact, and say nothing."""
    given(held(visit())).when(amend(VISIT)).refused(saying="values: are missing")


def test_what_is_given_needs_a_citation_that_proves_it():
    """A value may not ride along with the proof of another."""
    given(held(visit())).when(corroborate(VISIT, cite("when"), when={"edtf": "2018-03"}, sessions=3)).refused(
        saying="values.sessions: is proved by no citation"
    )


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


def test_an_old_value_that_nobody_had_claimed_is_kept():
    """It becomes a deprecated claim of the fact that replaced it, also where a part of it had been claimed."""
    bilingual = visit(title=Text(en="Visit to Doha", ar="زيارة الدوحة"), citations=(cite("title.en"),))
    before = {"en": "Visit to Doha", "ar": "زيارة الدوحة"}
    after = {"en": "Journey to Doha", "ar": "رحلة إلى الدوحة"}
    outcome = given(held(bilingual)).when(amend(VISIT, title=after)).then()
    assert outcome.ranks() == {"1.1": "deprecated", "2.1": "deprecated"}
    assert outcome.standing.claims["2.1"].value == before
    # and it is preferred again when it comes back
    back = given(held(bilingual), amend(VISIT, title=after)).when(amend(VISIT, title=before)).then()
    assert back.ranks() == {"1.1": "preferred", "2.1": "preferred", "3.1": "deprecated"}
