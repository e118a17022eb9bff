"""Another source says so too: what it adds, what is kept of it, and what is refused."""

from typing import Any

import pytest

from ctcalendar.domain.commands import Corroborate
from ctcalendar.domain.facts import Corroborated, Given
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Alias
from domain import builders as b
from domain.asking import corroborate, held, record
from domain.builders import VISIT, changed, cite, head, on, place, visit
from domain.given import given

DOHA: dict[str, Any] = {"name": {"en": "Doha"}, "country": "QA"}


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
        saying=saying, hint="amend the record if it is wrong, or dispute it"
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


def test_what_is_given_needs_a_citation_that_proves_it():
    """A value may not ride along with the proof of another."""
    given(held(visit())).when(corroborate(VISIT, cite("when"), when={"edtf": "2018-03"}, sessions=3)).refused(
        saying="values.sessions: is proved by no citation"
    )
