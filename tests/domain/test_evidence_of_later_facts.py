"""Which claims are made by facts that tell one thing more, dispute it or withdraw it."""

from typing import Any

import pytest

from ctcalendar.domain.evidence import cited, claims, reranks
from ctcalendar.domain.facts import (
    Cancelled,
    Closed,
    Corroborated,
    Disputed,
    DisputedValue,
    DisputeSettled,
    Given,
    Merged,
    Reclassified,
    Reinstated,
    Rerank,
    Rescheduled,
    Resumed,
    Retracted,
    Split,
    StatusChanged,
    Suspended,
)
from domain import builders as b
from domain.builders import WHY, changed, cite

MOVED = changed("when", {"edtf": "2018"}, {"edtf": "2019"})


def told(event: Any) -> list[tuple[str, Any, int | None, str]]:
    """The claims of a fact without their numbers: field, value, citation, rank."""
    return [claim[1:] for claim in claims(event)]


def test_a_deadline_claims_itself_as_a_report_does():
    """Under its id, or a part of it."""
    event = b.deadline("d1", citations=(cite(), cite("deadlines.d1.complete_by")))
    assert [claim.field for claim in claims(event)] == ["deadlines.d1", "deadlines.d1.complete_by"]


@pytest.mark.parametrize(
    ("event", "field", "value"),
    [
        (
            StatusChanged(status="expired", on="2021", reason=WHY, citations=(cite(),)),
            "status",
            {"status": "expired", "on": "2021"},
        ),
        (StatusChanged(status="expired", citations=(cite("status.status"),)), "status.status", "expired"),
        (Cancelled(reason=WHY, citations=(cite(),)), "status", "cancelled"),
        (Suspended(reason=WHY, on="2019", citations=(cite(),)), "status", "suspended"),
        (Resumed(reason=WHY, citations=(cite(),)), "status", "active"),
        (Closed(reason=WHY, citations=(cite(),)), "status", "closed"),
        (b.cadence("1 year"), "cadence", {"every": "1 year", "basis": "stated"}),
        (b.cadence("1 year", citations=(cite("cadence.every"),)), "cadence.every", "1 year"),
        (Rescheduled(changes=(MOVED,), reason=WHY, citations=(cite(),)), "when", {"edtf": "2019"}),
        (DisputeSettled(id="d", field="title.en", value="Trip", reason=WHY, citations=(cite(),)), "title.en", "Trip"),
    ],
    ids=lambda part: type(part).__name__ if not isinstance(part, str | dict) else "",
)
def test_a_fact_of_its_own_claims_what_it_tells(event: Any, field: str, value: Any):
    """And nothing of why it was recorded."""
    assert told(event) == [(field, value, 1, "preferred")]


@pytest.mark.parametrize(
    "event",
    [
        Retracted(reason=WHY, citations=(cite(),)),
        Reinstated(reason=WHY, citations=(cite(),)),
        Reclassified(classification="PRIVATE", reason=WHY, citations=(cite(),)),
        Merged(into="x", reason=WHY, citations=(cite(),)),
        Split(apart_from="x", reason=WHY, citations=(cite(),)),
        DisputeSettled(id="d", field="when", reason=WHY, citations=(cite(),)),
        Disputed(id="d", field="when", values=(), reason=WHY, citations=(cite(),)),
        Cancelled(reason=WHY, citations=(cite("reason"),)),
        StatusChanged(status="expired", reason=WHY, citations=(cite("reason"),)),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_proves_the_reason_alone_claims_nothing(event: Any):
    """It is a citation all the same."""
    assert claims(event) == []
    assert [entry.supports for entry in cited(event)] == [("reason",)]


def test_what_is_cited_in_a_dispute_claims_each_value_for_the_field():
    """In the order of the values, preferred where it is the recorded one; then comes what the reason rests on."""
    recorded = DisputedValue(value={"edtf": "2018"}, citations=(cite(), cite(source="news")), recorded=True)
    other = DisputedValue(value={"edtf": "2019"}, citations=(cite("when", source="article"),))
    event = Disputed(id="d", field="when", values=(other, recorded), reason=WHY, citations=(cite(),))
    assert told(event) == [
        ("when", {"edtf": "2019"}, 1, "normal"),
        ("when", {"edtf": "2018"}, 2, "preferred"),
        ("when", {"edtf": "2018"}, 3, "preferred"),
    ]
    assert [entry.number for entry in cited(event)] == [1, 2, 3, 4]


def test_what_is_given_in_a_dispute_is_a_normal_claim():
    """A corroboration of a value that is not the record's."""
    given = Given(field="when", value={"edtf": "2019"}, dispute="d")
    assert told(Corroborated(given=(given,), citations=(cite("when"),))) == [("when", {"edtf": "2019"}, 1, "normal")]


def test_the_claims_that_change_rank_are_told_by_any_fact():
    """Its own, and those of its changes."""
    ranks = tuple(Rerank(claim=claim, rank="deprecated") for claim in ("1.1", "1.2"))
    event = DisputeSettled(
        id="d", field="when", reason=WHY, changes=(changed("when", r2_1="preferred"),), reranked=ranks
    )
    assert [(entry.claim, entry.rank) for entry in reranks(event)] == [
        ("1.1", "deprecated"),
        ("1.2", "deprecated"),
        ("2.1", "preferred"),
    ]
