"""Disputes settled: what becomes of the value, and of the rank of every claim there was."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import DisputedValue, DisputeSettled, Event
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Assertion, SeriesPlace, Text
from domain import builders as b
from domain.asking import amend, corroborate, dispute, held, record, reported, reschedule, says, scheduled, settle
from domain.builders import VISIT, WHY, changed, cite, head, on, report, visit
from domain.given import given

MARCH_4, MARCH_5, MARCH_6 = ({"edtf": f"2018-03-0{day}"} for day in (4, 5, 6))
HELD = held(visit(citations=(cite("when", "title"),)))
ARTICLE = cite(source="article")
DISPUTED = (HELD, dispute(VISIT, "when", says(MARCH_5), says(MARCH_4, ARTICLE)))
COMMITMENT = Stream("commitment", "share-more")
SAID = Assertion(id="exchange", by="QA", about=("QA", "US"), text=Text(en="More is exchanged"), citations=(cite(),))


def reranked(event: Event) -> dict[str, str]:
    """The claims that a settlement itself gives or takes rank, beside those of its changes."""
    assert isinstance(event, DisputeSettled)
    return {entry.claim: entry.rank for entry in event.reranked}


# -- the four ways to settle ------------------------------------------------------------------------------------------


def test_the_recorded_value_was_right():
    """Nothing changes but ranks: what was claimed otherwise is deprecated."""
    outcome = given(*DISPUTED).when(settle(VISIT, MARCH_4)).then(name="engagement.dispute-settled")
    assert (outcome.event.field, outcome.event.value, outcome.event.changes) == ("when", MARCH_4, ())
    assert reranked(outcome.event) == {"2.1": "deprecated"}
    assert outcome.ranks() == {"1.1": "preferred", "1.2": "preferred", "2.1": "deprecated", "2.2": "preferred"}
    assert outcome.item.when == on("2018-03-04")


def test_another_value_was_right():
    """The record moves to it; what was claimed for the old one is deprecated, what was claimed for it is preferred."""
    outcome = (
        given(*DISPUTED)
        .when(settle(VISIT, MARCH_5))
        .then(
            DisputeSettled(
                id="d",
                field="when",
                value=MARCH_5,
                changes=(changed("when", MARCH_4, MARCH_5, r1_1="deprecated", r2_1="preferred", r2_2="deprecated"),),
                reason=WHY,
            )
        )
    )
    assert outcome.item.when == on("2018-03-05")
    assert outcome.ranks("when") == {"1.1": "deprecated", "2.1": "preferred", "2.2": "deprecated"}


def test_a_third_value_was_right():
    """On somebody's word, which is claimed; all others are deprecated."""
    history = given(*DISPUTED)
    history.when(settle(VISIT, MARCH_6)).refused(
        saying="citations: are missing: the value is none of those in dispute, so say on whose word it is"
    )
    outcome = history.when(settle(VISIT, MARCH_6, cite(source="news"))).then()
    assert outcome.item.when == on("2018-03-06")
    assert outcome.ranks("when") == {
        **dict.fromkeys(["1.1", "2.1", "2.2"], "deprecated"),
        "3.1": "preferred",
    }


def test_no_value_can_be_preferred():
    """The recorded one stays, and so do all ranks; the citations are of the reason."""
    outcome = given(*DISPUTED).when(settle(VISIT, None, ARTICLE)).then()
    assert (outcome.event.value, outcome.event.changes, outcome.event.reranked) == (None, (), ())
    assert outcome.ranks("when") == {"1.1": "preferred", "2.1": "normal", "2.2": "preferred"}
    assert not outcome.standing.open_disputes()


def test_a_further_source_may_be_cited_for_the_value_found_right():
    """Whether or not the record moves; it proves the field unless it says that it gives the reason alone."""
    for value in (MARCH_4, MARCH_5):
        history = given(*DISPUTED)
        outcome = history.when(settle(VISIT, value, cite(source="news"), cite("reason", source="article"))).then()
        claim = outcome.standing.claims["3.1"]
        assert (claim.field, claim.value, claim.rank) == ("when", value, "preferred")
        assert "3.2" not in outcome.standing.claims


def test_an_old_value_that_nobody_had_claimed_is_kept():
    """As when it is amended."""
    history = given(held(visit()), dispute(VISIT, "when", says(MARCH_5)))
    outcome = history.when(settle(VISIT, MARCH_5)).then()
    assert outcome.event.changes[0].kept
    assert outcome.standing.claims["3.1"][:3] == ("when", MARCH_4, "deprecated")


def test_what_was_not_known_is_known_by_settling():
    """The record had no number of sessions."""
    history = given(HELD, dispute(VISIT, "sessions", says(3), says(4, ARTICLE)))
    outcome = history.when(settle(VISIT, "4")).then()
    assert outcome.item.sessions == 4
    assert outcome.ranks("sessions") == {"2.1": "deprecated", "2.2": "preferred"}


# -- parts of fields, and other disputes beside it --------------------------------------------------------------------


def test_only_the_part_in_dispute_moves():
    """The rest of the field stays, with what it rests on."""
    item = visit(says=(SAID,), citations=(cite("says.exchange.text.en"),))
    history = given(held(item), dispute(VISIT, "says.exchange.about", says(["QA", "us-dhs"])))
    outcome = history.when(settle(VISIT, ["QA", "us-dhs"])).then()
    (said,) = outcome.item.says
    assert (said.about, said.text, said.citations) == (("QA", "us-dhs"), SAID.text, SAID.citations)
    assert [change.field for change in outcome.event.changes] == ["says"]
    assert outcome.ranks("says.exchange.text.en") == {"1.1": "preferred"}
    assert outcome.ranks("says.exchange.about") == {"2.1": "preferred"}


@pytest.mark.parametrize(
    ("field", "value", "moved"),
    [
        ("participants.nathan-sales.role", "member", {"participants": (head(role="member"),)}),
        ("series.ordinal", 2, {"series": SeriesPlace(id="ct-dialogue", ordinal=2)}),
        ("when.time", "19:00", {"when": on("2018-03-04", time="19:00")}),
    ],
)
def test_a_part_may_be_of_a_member_of_a_number_or_of_a_day(field: str, value: Any, moved: Any):
    """The value is typed as the part is."""
    item = visit(
        when=on("2018-03-04", time="18:00"),
        participants=(head(),),
        series=SeriesPlace(id="ct-dialogue", ordinal=1),
    )
    outcome = given(held(item), dispute(VISIT, field, says(value))).when(settle(VISIT, str(value))).then()
    assert {name: getattr(outcome.item, name) for name in moved} == moved


def test_another_open_dispute_under_the_same_field_keeps_its_claims():
    """Settling the English title judges no claim on the Arabic one; that is for its own settlement."""
    title = Text(en="Visit", ar="زيارة")
    history = given(
        held(visit(title=title, citations=(cite("title.en", "title.ar"),))),
        dispute(VISIT, "title.en", says("Trip"), name="en"),
        dispute(VISIT, "title.ar", says("رحلة"), name="ar"),
    )
    outcome = history.when(settle(VISIT, "Trip", name="en")).then()
    assert outcome.item.title == Text(en="Trip", ar="زيارة")
    assert outcome.ranks("title.en") == {"1.1": "deprecated", "2.1": "preferred"}
    assert outcome.ranks("title.ar") == {"1.2": "preferred", "3.1": "normal"}
    assert history.when(settle(VISIT, "رحلة", name="ar")).then().ranks("title.ar") == {
        "1.2": "deprecated",
        "3.1": "preferred",
    }


def test_claims_made_while_it_was_open_are_judged_too():
    """A corroboration of either value, and one that was compatible with both."""
    history = given(*DISPUTED, *(corroborate(VISIT, when=day) for day in (MARCH_5, MARCH_4, {"edtf": "2018-03"})))
    assert history.standings[VISIT].claims["5.1"].rank == "normal"
    ranks = history.when(settle(VISIT, MARCH_5)).then().ranks("when")
    assert [ranks[claim] for claim in ("3.1", "4.1", "5.1")] == ["preferred", "deprecated", "normal"]


# -- afterwards -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [MARCH_4, MARCH_5, None])
def test_afterwards_the_field_is_like_any_other(value: Any):
    """It may be amended, moved, and disputed anew under another id."""
    history = given(scheduled(visit()), dispute(VISIT, "when", says(MARCH_5)), settle(VISIT, value))
    history.when(amend(VISIT, when=MARCH_6)).then()
    history.when(reschedule(VISIT, MARCH_4)).then()
    history.when(dispute(VISIT, "when", says(MARCH_5), name="e")).then()


@pytest.mark.parametrize(
    ("commands", "name", "saying"),
    [
        ([HELD], "d", "dispute: there is no dispute 'd'; open are: none"),
        (DISPUTED, "e", "dispute: there is no dispute 'e'; open are: d"),
        ([*DISPUTED, settle(VISIT, None)], "d", "dispute: dispute 'd' was settled already"),
    ],
)
def test_only_an_open_dispute_is_settled(commands: Any, name: str, saying: str):
    """Once; the refusal names those that are open."""
    given(*commands).when(settle(VISIT, MARCH_4, name=name)).refused(saying=saying)


@pytest.mark.parametrize(
    ("value", "citations", "saying"),
    [
        ({"edtf": "2018-02-30"}, (ARTICLE,), "when.edtf: '2018-02-30' is no day"),
        ("5 March", (ARTICLE,), "Expected `object | null`, got `str` - at `$.when`"),
        (MARCH_5, (cite("title"),), "support 'title', but there is no value at 'title'"),
        (None, (cite("when"),), "support 'when', but there is no value at 'when'"),
        (MARCH_5, (cite(source="nots"),), "no source 'nots' is recorded"),
        (MARCH_5 | {"printed": "5 March"}, (), "the value is none of those in dispute, so say on whose word it is"),
    ],
)
def test_a_settlement_makes_sense(value: Any, citations: Any, saying: str):
    """Its value would have to when the item was recorded with it; its citations prove that value or the reason."""
    given(*DISPUTED).when(settle(VISIT, value, *citations)).refused(saying=saying)


def test_a_settlement_does_not_rest_on_sources_above_the_item_alone():
    """Whoever sees that the day moved could not see why."""
    history = given(*DISPUTED)
    history.known.levels[Stream("source", "news")] = Clearance.PRIVATE
    history.when(settle(VISIT, MARCH_6, cite(source="news"))).refused(saying="name only sources that are PRIVATE")


def test_what_another_dispute_is_about_is_not_settled_away():
    """The list of reports may be in dispute, and two of its reports apart from that."""
    reports = [{"id": name, "status": "complete", "text": {"en": "Done"}, "by": ["QA"]} for name in ("r1", "r2")]
    history = given(
        record(b.commitment()),
        *(reported(COMMITMENT, report(name)) for name in ("r1", "r2")),
        dispute(COMMITMENT, "progress", DisputedValue(value="r1"), DisputedValue(value="r2")),
        dispute(COMMITMENT, "reports", says(reports), name="e"),
    )
    history.when(settle(COMMITMENT, reports, name="e")).refused(
        saying="reports.r1: is in open dispute 'd'; settle that first"
    )
