"""One thing recorded twice: one entry is retracted, the other receives what its citations prove."""

from typing import Any

import pytest

from ctcalendar.domain.facts import Corroborated, Given, Retracted
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Alias
from domain import builders as b
from domain.asking import (
    amend,
    cancel,
    corroborate,
    dispute,
    due,
    held,
    record,
    reinstate,
    reported,
    retract,
    says,
    scheduled,
    settle,
)
from domain.builders import VISIT, WHY, changed, cite, deadline, on, person, report, source, visit
from domain.given import given

KHALID, NOTE = Stream("person", "khalid-al-attiyah"), Stream("source", "release")
COMMITMENT = Stream("commitment", "share-more")
AGAIN = Stream("engagement", "again")


def duplicate(**fields: Any) -> Any:
    """The same visit recorded a second time, from another source."""
    return held(visit(id="again", **{"citations": (cite("when", source="article"),)} | fields))


def test_the_survivor_of_a_duplicate_receives_its_citations_and_what_they_prove():
    """Two facts of one command: retracted, and corroborated."""
    proof = cite("when", "mode", source="article")
    history = given(held(visit(citations=(cite("when"),))), duplicate(mode="virtual", citations=(proof,)))
    outcome = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then(
        Retracted(reason=WHY, duplicate_of=VISIT.id), name="engagement.retracted"
    )
    (fact,) = outcome.more
    assert (fact.stream, fact.name) == (VISIT, "engagement.corroborated")
    assert fact.event == Corroborated(
        given=(
            Given(field="when", value={"edtf": "2018-03-04"}, agrees=True),
            Given(field="mode", value="virtual", agrees=True),
        ),
        adds=(changed("mode", None, "virtual"),),
        note="recorded twice; what proves the entry that was retracted",
        citations=(proof,),
    )
    kept = history.standings[VISIT]
    assert kept.item.mode == "virtual"
    assert {claim: made.rank for claim, made in kept.claims.items()} == {
        "1.1": "preferred",
        "2.1": "preferred",
        "2.2": "preferred",
    }


def test_each_citation_comes_once_with_all_that_it_proves():
    """Whichever facts it stood in; what nobody claims is not handed on."""
    history = given(
        held(visit(citations=(cite("when"),))),
        duplicate(sessions=3, topics=("financing",)),
        corroborate(AGAIN, cite("sessions", source="article")),
        corroborate(AGAIN, cite("sessions", source="news")),
    )
    (fact,) = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more
    assert isinstance(fact.event, Corroborated)
    assert fact.event.citations == (cite("when", "sessions", source="article"), cite("sessions", source="news"))
    assert [given.field for given in fact.event.given] == ["when", "sessions"]
    assert history.standings[VISIT].item.topics == ()


def test_what_was_cited_inside_a_value_is_handed_on_with_it():
    """An alias keeps its source, though beside it now."""
    alias = Alias(text="Khaled", language="en", citations=(cite(source="news"),))
    other = record(person("k-attiyah", aliases=(alias,), citations=(cite("names.en", source="article"),)))
    history = given(record(person()), other)
    (fact,) = history.when(retract(other.subject, duplicate_of=KHALID.id)).then().more
    kept = history.standings[KHALID]
    assert [alias.text for alias in kept.item.aliases] == ["Khaled"]
    assert {made.field: made.citation and made.citation["source"] for made in kept.claims.values()} == {
        "names.en": "article",
        "aliases": "news",
    }
    assert fact.stream == KHALID


def test_reports_and_deadlines_are_handed_on():
    """They belong to the commitment, whichever entry it has."""
    history = given(
        record(b.commitment()),
        record(b.commitment("share-again", citations=(cite("form", source="article"),))),
        reported(Stream("commitment", "share-again"), report("r1")),
        due(Stream("commitment", "share-again"), deadline("d1")),
    )
    history.when(retract(Stream("commitment", "share-again"), duplicate_of=COMMITMENT.id)).then()
    kept = history.standings[COMMITMENT].item
    assert [told.id for told in (*kept.reports, *kept.deadlines)] == ["r1", "d1"]  # type: ignore[attr-defined]


def test_a_status_is_each_items_own():
    """That one entry was cancelled does not cancel the other; nor are id and classification handed on."""
    history = given(
        held(visit()),
        scheduled(visit(id="again", citations=(cite("id", "when", source="article"),))),
        cancel(AGAIN, cite(source="news")),
    )
    (fact,) = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more
    assert isinstance(fact.event, Corroborated)
    assert [given.field for given in fact.event.given] == ["when"]
    assert history.standings[VISIT].item.status == "held"


def test_what_was_superseded_is_not_handed_on():
    """Only what the duplicate says in the end."""
    history = given(
        held(visit(when=on("2018-03-05"))),
        duplicate(),
        amend(AGAIN, cite(source="news"), when={"edtf": "2018-03-05"}),
    )
    (fact,) = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more
    assert fact.event.citations == (cite("when", source="news"),)  # type: ignore[attr-defined]


def test_what_was_retracted_proves_nothing_for_the_survivor():
    """A source that should not have been recorded stays behind; without any other there is nothing to hand on."""
    history = given(held(visit()), record(source()), duplicate(citations=(cite("when", source="release"),)))
    history.and_then(retract(NOTE))
    assert history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more == []


def test_a_citation_that_names_no_field_is_handed_on_as_it_is():
    """It stands for the whole, there as here; a source that was retracted stays behind."""
    history = given(
        record(source()), held(visit()), duplicate(citations=(cite(source="article"), cite(source="release")))
    )
    history.and_then(retract(NOTE))
    (fact,) = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more
    assert fact.event == Corroborated(
        given=(), note="recorded twice; what proves the entry that was retracted", citations=(cite(source="article"),)
    )
    assert history.standings[VISIT].general[-1]["source"] == "article"


def test_a_month_beside_the_day_is_handed_on_too():
    """What is compatible with the record is evidence for it, and stays beside it."""
    history = given(
        held(visit()), duplicate(), corroborate(AGAIN, cite("when", source="news"), when={"edtf": "2018-03"})
    )
    day, month = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more
    assert [fact.event.given[0].value for fact in (day, month)] == [{"edtf": "2018-03-04"}, {"edtf": "2018-03"}]  # type: ignore[attr-defined]
    ranks = {made.citation["source"]: made.rank for made in history.standings[VISIT].claims.values() if made.citation}
    assert (ranks["article"], ranks["news"]) == ("preferred", "normal")


def test_only_the_members_that_are_proved_are_handed_on():
    """A report that a settlement found wrong does not come back by way of the survivor; numbers follow the list."""
    other = Stream("commitment", "share-again")
    history = given(
        record(b.commitment()),
        record(b.commitment("share-again", citations=(cite("form", source="article"),))),
        reported(other, report("r1", status="complete")),
        reported(other, report("r2")),
        dispute(other, "progress", says("r1"), says("r2")),
        settle(other, "r2"),
    )
    history.when(retract(other, duplicate_of=COMMITMENT.id)).then()
    assert [told.id for told in history.standings[COMMITMENT].item.reports] == ["r2"]  # type: ignore[attr-defined]
    stops = (b.place("Doha"), b.place("Al Wakrah"))
    history = given(held(visit(places=stops)), duplicate(places=stops, citations=(cite("places.2", source="article"),)))
    (fact,) = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more
    assert fact.event.citations[0].supports == ("places.1",)  # type: ignore[attr-defined]
    assert [
        made.value["name"]["en"] for made in history.standings[VISIT].claims.values() if "places" in made.field
    ] == ["Al Wakrah"]


def test_a_duplicate_in_open_dispute_is_settled_first():
    """The survivor would not hear of the other value."""
    history = given(held(visit()), duplicate(), dispute(AGAIN, "when", says({"edtf": "2018-03-05"})))
    history.when(retract(AGAIN, duplicate_of=VISIT.id)).refused(saying="is in open dispute")


def test_what_took_place_is_no_duplicate_of_what_is_announced():
    """Recorded as held first, the survivor is."""
    history = given(scheduled(visit()), duplicate())
    history.when(retract(AGAIN, duplicate_of=VISIT.id)).refused(saying="is not recorded as held")
    history.and_then(held(visit())).when(retract(AGAIN, duplicate_of=VISIT.id)).then()


def test_two_entries_that_contradict_each_other_are_brought_together_first():
    """The hint says how; then it goes through."""
    history = given(held(visit()), duplicate(when=on("2018-03-05")))
    history.when(retract(AGAIN, duplicate_of=VISIT.id)).refused(
        saying='when: gives {"edtf":"2018-03-05"}, the record has {"edtf":"2018-03-04"}',
        hint="receives what the other's citations prove: first amend the one that is wrong",
    )
    history.and_then(amend(AGAIN, when={"edtf": "2018-03-04"})).when(retract(AGAIN, duplicate_of=VISIT.id)).then()


def test_a_duplicate_may_add_to_a_dispute_of_the_survivor():
    """Its day is one of those in dispute there."""
    history = given(
        held(visit()), duplicate(when=on("2018-03-05")), dispute(VISIT, "when", says({"edtf": "2018-03-05"}))
    )
    (fact,) = history.when(retract(AGAIN, duplicate_of=VISIT.id)).then().more
    assert fact.event.given[0].dispute == "d"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("of", "saying"),
    [
        ("again", "duplicate_of: names the item itself"),
        ("agian", "duplicate_of: no engagement 'agian' is recorded"),
        ("nathan-sales", "duplicate_of: no engagement 'nathan-sales' is recorded"),
        ("gone", "duplicate_of: 'gone' was itself retracted"),
    ],
)
def test_the_survivor_is_another_item_of_the_kind_and_still_there(of: str, saying: str):
    """Else the evidence would be handed to nobody."""
    gone = held(visit(id="gone"))
    history = given(held(visit()), gone, duplicate(), retract(gone.subject))
    history.when(retract(AGAIN, duplicate_of=of)).refused(saying=saying)


def test_two_entries_are_not_duplicates_of_each_other():
    """One is kept."""
    history = given(held(visit()), duplicate(), retract(AGAIN, duplicate_of=VISIT.id))
    history.when(retract(VISIT, duplicate_of="again")).refused(saying="duplicate_of: 'again' was itself retracted")


def test_a_survivor_is_not_classified_lower():
    """It would receive evidence that its readers must not see; a higher one may."""
    secret = duplicate(classification="PRIVATE")
    given(held(visit()), secret).when(retract(AGAIN, duplicate_of=VISIT.id)).refused(
        saying="duplicate_of: 'sales-visit-doha-2018' is classified lower, and must not receive this one's evidence"
    )
    given(held(visit()), secret).when(retract(VISIT, duplicate_of="again")).then()


def test_a_duplicate_reinstated_leaves_the_survivor_what_it_received():
    """Its sources said so all the same."""
    history = given(held(visit()), duplicate(mode="virtual"), retract(AGAIN, duplicate_of=VISIT.id), reinstate(AGAIN))
    history.when(amend(AGAIN, mode="hybrid")).then()
    assert len(history.standings[VISIT].claims) == 2
