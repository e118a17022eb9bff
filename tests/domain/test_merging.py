"""Two entries for one person: merged, and split again."""

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Merged, Split
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Text
from domain.asking import amend, corroborate, held, merge, reclassify, record, retract, split
from domain.builders import VISIT, WHY, cite, head, person, visit
from domain.given import given

ANSARI, A_ANSARI, GENERAL = (Stream("person", slug) for slug in ("al-ansari", "a-al-ansari", "the-general"))
THREE = [record(person(stream.id)) for stream in (ANSARI, A_ANSARI, GENERAL)]


def test_two_entries_are_found_to_be_one_person():
    """The one is counted under the other from then on; neither entry is rewritten."""
    outcome = (
        given(*THREE)
        .when(merge(A_ANSARI, "al-ansari", cite()))
        .then(Merged(into="al-ansari", reason=WHY, citations=(cite(),)), name="person.merged")
    )
    assert outcome.standing.merged_into == "al-ansari"
    assert outcome.item == person("a-al-ansari")
    assert outcome.ranks() == {"1.1": "preferred"}


def test_a_merged_entry_may_still_be_named_amended_and_corroborated():
    """Mentions stay as they were printed; what is found out about it still has a place."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"))
    history.when(held(visit(participants=(head("a-al-ansari", party="QA"),)))).then()
    history.when(amend(A_ANSARI, names={"en": "A. al-Ansari"})).then()
    history.when(corroborate(A_ANSARI, cite("names.en", source="article"))).then()


def test_entries_are_merged_in_a_row():
    """Into one that is itself merged: they are all counted under the last."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"))
    assert history.when(merge(GENERAL, "a-al-ansari")).then().standing.merged_into == "a-al-ansari"


def test_an_entry_into_which_others_are_merged_may_be_merged_itself():
    """They follow it."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"))
    assert history.when(merge(ANSARI, "the-general")).then().standing.merged_into == "the-general"


def test_mergers_make_no_circle():
    """Nor is anybody merged into the same entry: they are one already."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"), merge(GENERAL, "a-al-ansari"))
    for into in ("a-al-ansari", "the-general"):
        history.when(merge(ANSARI, into)).refused(
            saying=f"into: {into!r} is merged into this one: they are one already"
        )
    history.when(merge(ANSARI, "al-ansari")).refused(saying="into: names the person itself")


def test_an_entry_is_merged_into_one_other():
    """To merge it elsewhere it is split off first."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"))
    for into in ("al-ansari", "the-general"):
        history.when(merge(A_ANSARI, into)).refused(saying="is merged into 'al-ansari' already; split it first")
    history.and_then(split(A_ANSARI, "al-ansari")).when(merge(A_ANSARI, "the-general")).then()


@pytest.mark.parametrize(
    ("command", "saying"),
    [
        (merge(ANSARI, "al-ansary"), "into: no person 'al-ansary' is recorded or in these files; did you mean"),
        (merge(Stream("person", "nobody"), "al-ansari"), "no person 'nobody' is recorded"),
        (merge(ANSARI, "us-state"), "into: no person 'us-state' is recorded"),
        (merge(VISIT, "al-ansari"), "'merged' is not said of this kind, only of person"),
        (merge(ANSARI, "the-general", cite("names")), "citations.1.supports: proves the reason here, and no field"),
        (
            merge(ANSARI, "the-general")._replace(event=Merged(into="the-general", reason=Text())),
            "reason: has no text in any language",
        ),
    ],
)
def test_persons_are_merged_into_persons_with_a_reason(command: object, saying: str):
    """Registered ones, on citations of the reason alone."""
    given(*THREE, held(visit())).when(command).refused(saying=saying)  # type: ignore[arg-type]


def test_entries_of_two_levels_are_not_merged():
    """The lower one would say that the higher one is there."""
    history = given(*THREE, reclassify(ANSARI, "PRIVATE"))
    for subject, into in ((A_ANSARI, "al-ansari"), (ANSARI, "a-al-ansari")):
        history.when(merge(subject, into)).refused(saying="into: is classified otherwise; classify both alike first")
    history.and_then(reclassify(A_ANSARI, "PRIVATE")).when(merge(A_ANSARI, "al-ansari")).then()


def test_a_merger_does_not_rest_on_sources_above_the_entry_alone():
    """Whoever sees that they are one could not see why."""
    history = given(*THREE)
    history.known.levels[Stream("source", "news")] = Clearance.PRIVATE
    history.when(merge(A_ANSARI, "al-ansari", cite(source="news"))).refused(saying="only sources that are PRIVATE")


# -- splitting --------------------------------------------------------------------------------------------------------


def test_a_merger_is_taken_back():
    """It names whom they were thought to be one with."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"))
    outcome = history.when(split(A_ANSARI, "al-ansari", cite())).then(
        Split(apart_from="al-ansari", reason=WHY, citations=(cite(),)), name="person.split"
    )
    assert outcome.standing.merged_into is None


@pytest.mark.parametrize(
    ("subject", "apart_from", "saying"),
    [
        (A_ANSARI, "the-general", "from: is 'the-general', but it is merged into 'al-ansari'"),
        (ANSARI, "a-al-ansari", "from: is 'a-al-ansari', but it is merged into nobody"),
        (A_ANSARI, "nobody", "from: is 'nobody', but it is merged into 'al-ansari'"),
        (Stream("person", "nobody"), "al-ansari", "no person 'nobody' is recorded"),
    ],
)
def test_only_a_merger_that_stands_is_taken_back(subject: Stream, apart_from: str, saying: str):
    """From its own side."""
    given(*THREE, merge(A_ANSARI, "al-ansari")).when(split(subject, apart_from)).refused(saying=saying)


def test_a_merger_is_taken_back_once():
    """And may then be made again."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"), split(A_ANSARI, "al-ansari"))
    history.when(split(A_ANSARI, "al-ansari")).refused(saying="but it is merged into nobody")
    history.when(merge(A_ANSARI, "al-ansari")).then()


def test_a_person_is_split_from_one_who_was_retracted_since():
    """Else it would stay merged into nobody for ever."""
    history = given(*THREE, merge(A_ANSARI, "al-ansari"), retract(ANSARI))
    assert history.when(split(A_ANSARI, "al-ansari")).then().standing.merged_into is None
