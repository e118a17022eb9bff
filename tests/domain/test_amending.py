"""Fields get other values: what an amendment changes, what becomes of the claims, and what is refused."""

from typing import Any

import pytest

from ctcalendar.domain.commands import Amend
from ctcalendar.domain.facts import Amended
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Text
from domain import builders as b
from domain.asking import amend, corroborate, held, record
from domain.builders import VISIT, as_held, changed, cite, head, on, visit
from domain.given import given

LONG = cite("title", quote="word " * 50)


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
    assert outcome.item == as_held(visit(citations=(cite("when"),), status="held"))
    assert outcome.ranks() == {"1.1": "preferred"}


@pytest.mark.parametrize(
    "values", [{"when": {"edtf": "2018-03-04"}}, {"mode": None}, {"topics": []}, {"parties": ["QA", "US"]}]
)
def test_a_change_that_changes_nothing_is_refused(values: dict[str, Any]):
    """An empty list is the same as none."""
    given(held(visit())).when(amend(VISIT, **values)).refused(saying="already has that value; to add a source")


@pytest.mark.parametrize(
    ("field", "value", "instead"),
    [
        ("id", "other", "is for ever"),
        ("citations", [], "are added by corroborating"),
        ("classification", "PRIVATE", "changes by reclassifying"),
        ("status", "cancelled", "changes by a fact of its own (held, cancelled, rescheduled"),
    ],
)
@pytest.mark.parametrize("ask", [amend, corroborate])
def test_what_is_fixed_is_not_changed(ask: Any, field: str, value: Any, instead: str):
    """Each is told what to do instead."""
    refusal = given(held(visit())).when(ask(VISIT, **{field: value})).refused(saying=f"{field}: {instead}")
    assert "it cannot be changed this way" in str(refusal)


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


def test_an_amendment_without_values_is_refused():
    """It would be one more fact, and say nothing."""
    given(held(visit())).when(amend(VISIT)).refused(saying="values: are missing")


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
