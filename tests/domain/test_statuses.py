"""Whether an instrument holds, how often a series meets and whether it does: what may follow what."""

from typing import Any

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Record
from ctcalendar.domain.facts import CadenceSet, StatusChanged
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Cadence, LegalStatus, Text
from domain import builders as b
from domain.asking import amend, corroborate, dispute, halted, meets, record, says, status_changed
from domain.builders import WHY, cadence, changed, cite
from domain.given import given

MOU, ARRANGEMENT = Stream("instrument", "mou"), Stream("instrument", "arrangement-2018")
SERIES = Stream("series", "strategic-dialogue")
CONCLUDED, ESTABLISHED = record(b.instrument()), record(b.series())

# -- the status of an instrument --------------------------------------------------------------------------------------


def test_an_instrument_comes_into_force():
    """Since a day, where it is known; the reason is told of the fact, it is no part of the status."""
    outcome = (
        given(CONCLUDED)
        .when(status_changed(ARRANGEMENT, "in-force", on="2018-04-01"))
        .then(
            StatusChanged(status="in-force", on="2018-04-01", reason=WHY, citations=(cite(),)),
            name="instrument.status-changed",
        )
    )
    assert outcome.item.status == LegalStatus(status="in-force", on="2018-04-01")
    assert outcome.standing.claims["2.1"][:2] == ("status", {"status": "in-force", "on": "2018-04-01"})


@pytest.mark.parametrize(
    ("former", "later"),
    [("in-force", "suspended"), ("suspended", "in-force"), ("in-force", "expired"), ("terminated", "in-force")],
)
def test_another_status_follows_any_status(former: str, later: str):
    """A terminated instrument may have been revived, or never have been terminated."""
    history = given(CONCLUDED, status_changed(ARRANGEMENT, former))
    assert history.when(status_changed(ARRANGEMENT, later)).then().item.status.status == later


def test_the_former_status_loses_its_rank():
    """The event names the claims."""
    history = given(CONCLUDED, status_changed(ARRANGEMENT, "in-force", cite(), cite(source="news")))
    outcome = history.when(status_changed(ARRANGEMENT, "expired", on="2020")).then()
    assert {entry.claim: entry.rank for entry in outcome.event.reranked} == {"2.1": "deprecated", "2.2": "deprecated"}
    assert outcome.ranks("status") == {"2.1": "deprecated", "2.2": "deprecated", "3.1": "preferred"}


@pytest.mark.parametrize(("first", "again"), [(None, None), ("2018-04-01", "2018-04-01"), ("2018-04-01", None)])
def test_the_status_it_has_is_not_told_again(first: str | None, again: str | None):
    """Another source for it is a corroboration."""
    history = given(CONCLUDED, status_changed(ARRANGEMENT, "in-force", on=first))
    history.when(status_changed(ARRANGEMENT, "in-force", on=again)).refused(
        saying="status: is in-force already; to add a source, corroborate it (supports: [status])"
    )
    outcome = history.when(corroborate(ARRANGEMENT, cite("status", source="article"))).then()
    assert outcome.ranks("status") == {"2.1": "preferred", "3.1": "preferred"}


def test_the_day_since_which_a_status_holds_is_added_or_corrected():
    """By telling the status again with its day: nothing else could. A claim that gave no day is right still."""
    history = given(CONCLUDED, status_changed(ARRANGEMENT, "in-force"))
    first = history.when(status_changed(ARRANGEMENT, "in-force", on="2018-03-31")).then()
    assert first.ranks("status") == {"2.1": "preferred", "3.1": "preferred"}
    second = history.when(status_changed(ARRANGEMENT, "in-force", on="2018-04-01")).then()
    assert second.item.status.on == "2018-04-01"
    assert second.ranks("status") == {"2.1": "preferred", "3.1": "deprecated", "4.1": "preferred"}


def test_a_status_makes_sense():
    """Its day is a day, and it has a source."""
    history = given(CONCLUDED)
    history.when(status_changed(ARRANGEMENT, "in-force", on="2018-02-30")).refused(saying="on: '2018-02-30' is no day")
    uncited = status_changed(ARRANGEMENT, "in-force")._replace(event=StatusChanged(status="in-force"))
    history.when(uncited).refused(saying="citations: are missing")
    given().when(status_changed(MOU, "expired")).refused(saying="no instrument 'mou' is recorded")


# -- how often a series meets -----------------------------------------------------------------------------------------


def test_it_is_laid_down_how_often_a_series_meets():
    """The reason of an assumption is a part of the cadence."""
    assumed = cadence("10 months", basis="assumption", reason=WHY, tolerance_before="60 days", lead=("90 days",))
    outcome = given(ESTABLISHED).when(meets(SERIES, assumed)).then(assumed, name="series.cadence-set")
    assert outcome.item.cadence == Cadence(
        every="10 months", basis="assumption", reason=WHY, tolerance_before="60 days", lead=("90 days",)
    )
    assert outcome.standing.claims["2.1"].field == "cadence"


def test_a_cadence_is_replaced():
    """The claims on the one before lose their rank; what another source had said of a part that stays, keeps it."""
    history = given(ESTABLISHED, meets(SERIES, cadence("1 year")))
    history.and_then(corroborate(SERIES, cite("cadence.basis", source="article"), cite("cadence.every")))
    outcome = history.when(meets(SERIES, cadence("6 months"))).then()
    assert outcome.item.cadence.every == "6 months"
    assert outcome.ranks("cadence") == {
        "2.1": "deprecated",
        "3.1": "preferred",
        "3.2": "deprecated",
        "4.1": "preferred",
    }


def test_the_cadence_it_has_is_not_laid_down_again():
    """A further source corroborates it; another reason is another cadence."""
    assumed = cadence(basis="assumption", reason=WHY)
    history = given(ESTABLISHED, meets(SERIES, assumed))
    history.when(meets(SERIES, assumed)).refused(saying="meets so already; to add a source, corroborate it")
    history.when(meets(SERIES, cadence(basis="assumption", reason=Text(en="four of five did")))).then()


def test_a_cadence_in_dispute_is_not_replaced():
    """Only a settlement moves it."""
    history = given(ESTABLISHED, meets(SERIES, cadence("1 year")), dispute(SERIES, "cadence.every", says("2 years")))
    history.when(meets(SERIES, cadence("6 months"))).refused(saying="cadence.every: is in open dispute 'd'")
    history.when(meets(SERIES, cadence("1 year", tolerance_after="30 days"))).then()


@pytest.mark.parametrize(
    ("fields", "saying"),
    [
        ({"every": "10 weeks"}, "every: '10 weeks' is no interval (expected 10 months, 1 year, annually, twice a year"),
        ({"every": "0 years"}, "every: '0 years' is no interval"),
        ({"kind": "anchored"}, "anchor: is missing: an anchored cadence counts from a day"),
        ({"kind": "anchored", "anchor": "2018-03"}, "anchor: '2018-03' is no calendar day"),
        ({"tolerance_before": "two months"}, "tolerance_before: 'two months' is no number of days"),
        ({"tolerance_after": "-1 days"}, "tolerance_after: '-1 days' is no number of days"),
        ({"lead": ("90 days", "soon")}, "lead.2: 'soon' is no number of days (expected 60 days)"),
        ({"lead": ("90 days", "90 days")}, "lead: names '90 days' twice"),
        ({"zone": "Doha"}, "zone: 'Doha' is no IANA time zone"),
        ({"basis": "assumption"}, "reason: is missing: say in words what the assumption rests on"),
        ({"citations": ()}, "citations: are missing"),
    ],
)
def test_a_cadence_makes_sense(fields: dict[str, Any], saying: str):
    """With what was expected instead."""
    given(ESTABLISHED).when(meets(SERIES, cadence(**fields))).refused(saying=saying)


@pytest.mark.parametrize("every", ["1 month", "10 months", "1 year", "2 years", "as-needed"])
def test_a_cadence_is_months_or_years_or_as_needed(every: str):
    """As the field speaks of it."""
    assert given(ESTABLISHED).when(meets(SERIES, cadence(every))).then().item.cadence.every == every


def test_a_cadence_is_amended_like_any_field():
    """A slip in it is no new cadence."""
    history = given(ESTABLISHED, meets(SERIES, cadence("1 year")))
    outcome = history.when(amend(SERIES, cadence={"every": "2 years", "basis": "stated"})).then()
    before, after = ({"every": every, "basis": "stated"} for every in ("1 year", "2 years"))
    assert outcome.event.changes == (changed("cadence", before, after, r2_1="deprecated"),)


# -- suspended, resumed, closed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        (["suspended"], "suspended"),
        (["closed"], "closed"),
        (["suspended", "resumed"], "active"),
        (["suspended", "closed"], "closed"),
        (["closed", "resumed"], "active"),
        (["closed", "resumed", "suspended", "resumed", "closed"], "closed"),
    ],
)
def test_a_series_is_suspended_resumed_and_closed(verbs: list[str], status: str):
    """In any order that makes sense; the last is its status, and the claims of the others have lost their rank."""
    history = given(ESTABLISHED)
    for verb in verbs:
        outcome = history.when(halted(SERIES, verb, on="2019-06")).then(name=f"series.{verb}")
    assert outcome.item.status == status
    alive = [
        made.value for made in outcome.standing.claims.values() if made.field == "status" and made.rank == "preferred"
    ]
    assert set(alive) == {status}


@pytest.mark.parametrize(
    ("verbs", "again", "saying"),
    [
        ([], "resumed", "is neither suspended nor closed, so it cannot be resumed"),
        (["suspended", "resumed"], "resumed", "is neither suspended nor closed, so it cannot be resumed"),
        (["suspended"], "suspended", "is suspended already; to add a source, corroborate it (supports: [status])"),
        (["closed"], "suspended", "is closed, so it cannot be suspended; resume it first"),
        (["closed"], "closed", "is closed already; to add a source, corroborate it (supports: [status])"),
    ],
)
def test_what_is_out_of_turn_is_refused(verbs: list[str], again: str, saying: str):
    """With what to do instead."""
    history = given(ESTABLISHED, *(halted(SERIES, verb) for verb in verbs))
    history.when(halted(SERIES, again)).refused(saying=saying)


def test_a_suspension_has_a_source_a_reason_and_a_day():
    """The day is EDTF."""
    history = given(ESTABLISHED)
    history.when(halted(SERIES, "suspended", on="2019-31")).refused(saying="on: '2019-31' has no month 31")
    history.when(halted(SERIES, "suspended", citations=())).refused(saying="citations: are missing")
    history.when(halted(SERIES, "suspended", reason=Text(en=" "))).refused(saying="reason.en: is empty")
    given(CONCLUDED).when(halted(ARRANGEMENT, "suspended")).refused(
        saying="'suspended' is not said of this kind, only of series"
    )


# -- sources above ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "command"),
    [
        (CONCLUDED, status_changed(ARRANGEMENT, "in-force", cite(source="news"))),
        (ESTABLISHED, meets(SERIES, cadence(citations=(cite(source="news"),)))),
        (ESTABLISHED, halted(SERIES, "closed", cite(source="news"))),
    ],
)
def test_a_status_does_not_rest_on_sources_above_the_item_alone(item: Record, command: Any):
    """Whoever sees it could not see why; an item as high as the source may be told of it."""
    history = given(item)
    history.known.levels[Stream("source", "news")] = Clearance.PRIVATE
    history.when(command).refused(saying="name only sources that are PRIVATE, but the item is PUBLIC")
    history.known.levels[item.subject] = Clearance.PRIVATE
    history.when(command).then()


def test_cadences_are_told_of_series_and_statuses_of_instruments():
    """The refusal says of which kind it is said."""
    given(CONCLUDED).when(meets(ARRANGEMENT, CadenceSet(every="1 year", basis="stated"))).refused(
        saying="'cadence-set' is not said of this kind, only of series"
    )
    given(ESTABLISHED).when(status_changed(SERIES, "expired")).refused(
        saying="'status-changed' is not said of this kind, only of instrument"
    )
