"""Which claims each kind of fact makes, on which of its citations, and in what order."""

from typing import Any

import pytest

from ctcalendar.domain.evidence import cited, claims
from ctcalendar.domain.facts import Amended, Corroborated, EngagementHeld, Given
from ctcalendar.domain.paths import NoSuchField
from ctcalendar.domain.values import Alias, Assertion, Derivation, Objective, Text
from domain.builders import changed, cite, head, instrument, on, person, place, report, source, visit


def told(event: Any) -> list[tuple[str, Any, int | None, str]]:
    """The claims of a fact without their numbers: field, value, citation, rank."""
    made = claims(event)
    assert [claim.number for claim in made] == list(range(1, len(made) + 1))
    return [claim[1:] for claim in made]


def fields(event: Any) -> list[str]:
    """The fields it claims, in order."""
    return [claim.field for claim in claims(event)]


def amended(*changes: Any, citations: Any = ()) -> Amended:
    """A correction of these fields."""
    return Amended(changes=changes, cause="correction", reason="misread", citations=citations)


# -- what is first recorded -------------------------------------------------------------------------------------------


def test_an_item_claims_each_field_that_each_of_its_citations_proves():
    """In the order of the citations; the same field twice is two claims."""
    item = visit(citations=(cite("title.en", "when"), cite("when", source="news")))
    assert told(item) == [
        ("title.en", "Visit to Doha", 1, "preferred"),
        ("when", {"edtf": "2018-03-04"}, 1, "preferred"),
        ("when", {"edtf": "2018-03-04"}, 2, "preferred"),
    ]


def test_a_citation_that_names_no_field_claims_none():
    """It stands as a citation of the whole."""
    item = visit(citations=(cite(),))
    assert claims(item) == []
    assert [entry.citation["source"] for entry in cited(item)] == ["note"]


def test_a_path_steps_into_lists_by_id_and_by_number():
    """Members without an id answer to their number from one."""
    item = visit(
        participants=(head(), head("rex-tillerson", title=Text(en="Secretary"))),
        places=(place("Doha"), place("Riyadh", "SA")),
        topics=("financing",),
        citations=(cite("participants.rex-tillerson.title.en", "places.2.country", "topics.financing"),),
    )
    assert [claim[:2] for claim in told(item)] == [
        ("participants.rex-tillerson.title.en", "Secretary"),
        ("places.2.country", "SA"),
        ("topics.financing", "financing"),
    ]


def test_a_citation_inside_a_value_claims_the_value_that_holds_it():
    """The path is that of the holder; what is claimed is the value without its citations."""
    says = Assertion(id="first", by="QA", text=Text(en="The first"), citations=(cite(source="article"),))
    assert told(visit(says=(says,), citations=())) == [
        ("says.first", {"id": "first", "by": "QA", "text": {"en": "The first"}}, 1, "preferred")
    ]


def test_an_inner_citation_that_names_fields_claims_those_instead():
    """From the top of the item, as everywhere."""
    says = Assertion(id="first", by="QA", text=Text(en="The first"), citations=(cite("says.first.text.en"),))
    assert [claim[:2] for claim in told(visit(says=(says,), citations=()))] == [("says.first.text.en", "The first")]


def test_its_own_citations_come_before_those_inside_its_values():
    """Then field by field in the order of the alphabet; the numbers are part of every claim's name for ever."""
    aliases = (Alias(text="MOU", language="en", citations=(cite(source="article"),)),)
    objectives = (
        Objective(id="o2", text=Text(en="Train"), citations=(cite(source="news"), cite(source="note"))),
        Objective(id="o1", text=Text(en="Share"), citations=(cite(source="article"),)),
    )
    item = instrument(aliases=aliases, objectives=objectives, citations=(cite("title"), cite("kind")))
    assert [(entry.number, entry.citation["source"], entry.supports) for entry in cited(item)] == [
        (1, "note", ("title",)),
        (2, "note", ("kind",)),
        (3, "article", ("aliases",)),
        (4, "news", ("objectives.o2",)),
        (5, "note", ("objectives.o2",)),
        (6, "article", ("objectives.o1",)),
    ]


def test_a_member_without_an_id_is_claimed_as_a_list_of_itself():
    """No path could tell two spellings apart, so the claim is on the list, with that one member."""
    ansari, other = (Alias(text=text, language="en", citations=(cite(),)) for text in ("al-Ansari", "Al Ansari"))
    assert told(person(aliases=(ansari, other), citations=())) == [
        ("aliases", [{"text": "al-Ansari", "language": "en"}], 1, "preferred"),
        ("aliases", [{"text": "Al Ansari", "language": "en"}], 2, "preferred"),
    ]


def test_a_derivation_is_claimed_by_its_source_or_as_a_member_without_id():
    """Depending on whether the original is registered or only known by name."""
    registered = Derivation(how="quotes", source="news", citations=(cite(source="release"),))
    named = Derivation(how="translates", name="QNA", citations=(cite(source="release"),))
    assert told(source(derived_from=(registered, named))) == [
        ("derived_from.news", {"how": "quotes", "source": "news"}, 1, "preferred"),
        ("derived_from", [{"how": "translates", "name": "QNA"}], 2, "preferred"),
    ]


def test_a_field_that_is_not_there_cannot_be_proved():
    """The error names the path; a default that is left out is not there."""
    for path in (
        "mode",
        "when.time",
        "when.basis",
        "title.ar",
        "participants.nobody",
        "places.1",
        "classification",
        "x",
    ):
        with pytest.raises(NoSuchField) as caught:
            claims(visit(citations=(cite(path),)))
        assert caught.value.path == path


def test_what_differs_from_the_announcement_is_no_claim_of_its_own():
    """Old values keep their citations inside: they were claimed when they were announced."""
    old = [{"id": "first", "by": "QA", "text": {"en": "The first"}, "citations": [{"source": "news"}]}]
    new = Assertion(id="first", by="QA", text=Text(en="One of the first"), citations=(cite(),))
    announced = visit(says=(new,))
    values = {name: getattr(announced, name) for name in announced.__struct_fields__}
    item = EngagementHeld(
        **values, changes=(changed("says", old, [{"id": "first"}]), changed("when", None, on("2018")))
    )
    assert fields(item) == ["title", "says.first"]


# -- what is amended --------------------------------------------------------------------------------------------------


def test_an_amendment_claims_its_new_values():
    """A citation that names no field proves all that changed; one that names some proves those."""
    changes = (changed("mode", None, "virtual"), changed("title", {"en": "a"}, {"en": "b"}))
    assert told(amended(*changes, citations=(cite(), cite("title.en", source="news")))) == [
        ("mode", "virtual", 1, "preferred"),
        ("title", {"en": "b"}, 1, "preferred"),
        ("title.en", "b", 2, "preferred"),
    ]


def test_an_amendment_without_citation_claims_nothing():
    """Its reason stands for it."""
    assert claims(amended(changed("mode", None, "virtual"))) == []


def test_a_field_taken_back_to_unknown_is_not_claimed():
    """The citation says why it went; it proves what else changed."""
    changes = (changed("when", {"edtf": "2018"}, None), changed("mode", None, "virtual"))
    assert fields(amended(*changes, citations=(cite(),))) == ["mode"]
    assert fields(amended(changes[0], citations=(cite(),))) == []
    assert len(cited(amended(changes[0], citations=(cite(),)))) == 1


def test_an_amendment_claims_only_fields_it_changes():
    """Proving another field is corroborating it."""
    with pytest.raises(NoSuchField):
        claims(amended(changed("mode", None, "virtual"), citations=(cite("title"),)))


def test_citations_inside_a_changed_value_count_once():
    """Those that stood there before were claimed then."""
    first = {"text": "al-Ansari", "language": "en", "citations": [{"source": "note"}]}
    second = {"text": "Al Ansari", "language": "en", "citations": [{"source": "news"}]}
    assert told(amended(changed("aliases", [first], [first, second]))) == [
        ("aliases", [{"text": "Al Ansari", "language": "en"}], 1, "preferred")
    ]


# -- what is corroborated ---------------------------------------------------------------------------------------------


def corroborated(*given: Given, citations: Any) -> Corroborated:
    """What another source gives."""
    return Corroborated(given=given, citations=citations)


def test_a_corroboration_claims_what_its_source_gives_not_what_the_record_has():
    """Preferred where it agrees exactly, normal where it is compatible."""
    month = Given(field="when", value={"edtf": "2018-03"})
    parties = Given(field="parties", value=["QA"], agrees=True)
    assert told(corroborated(month, parties, citations=(cite("when", "parties.QA"),))) == [
        ("when", {"edtf": "2018-03"}, 1, "normal"),
        ("parties.QA", "QA", 1, "preferred"),
    ]


def test_a_corroboration_proves_by_default_what_has_no_citation_inside():
    """What has one is proved by that one alone."""
    alias = {"text": "الأنصاري", "language": "ar", "citations": [{"source": "article"}]}
    given = (Given(field="aliases", value=[alias], agrees=True), Given(field="names", value={"ar": "ع"}, agrees=True))
    assert [claim[:3] for claim in told(corroborated(*given, citations=(cite(),)))] == [
        ("names", {"ar": "ع"}, 1),
        ("aliases", [{"text": "الأنصاري", "language": "ar"}], 2),
    ]


def test_a_path_deeper_than_what_was_given_has_the_rank_of_what_was_given():
    """`title.en` was given with `title`."""
    given = Given(field="title", value={"en": "Trip"})
    assert told(corroborated(given, citations=(cite("title.en"),))) == [("title.en", "Trip", 1, "normal")]


def test_a_path_given_for_itself_is_claimed_as_a_whole():
    """decide gives such a path where a citation proves a field of the record without giving a value."""
    given = Given(field="participants.nathan-sales.role", value="head", agrees=True)
    assert told(corroborated(given, citations=(cite("participants.nathan-sales.role"),))) == [
        ("participants.nathan-sales.role", "head", 1, "preferred")
    ]


# -- what is reported -------------------------------------------------------------------------------------------------


def test_a_report_claims_itself():
    """Under its id; without its citations."""
    assert told(report("r1", status="complete", citations=(cite(), cite(source="news")))) == [
        (
            "reports.r1",
            {"id": "r1", "status": "complete", "text": {"en": "Under way"}, "by": ["QA"]},
            number,
            "preferred",
        )
        for number in (1, 2)
    ]


def test_a_citation_may_prove_a_part_of_a_report():
    """By a path that begins with the report."""
    assert told(report("r1", citations=(cite("reports.r1.status"),))) == [
        ("reports.r1.status", "in-progress", 1, "preferred")
    ]
