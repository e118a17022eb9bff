"""Disputes between reports of progress: opened, added to and settled."""

from typing import Any

import pytest

from ctcalendar.domain.facts import DisputedValue
from ctcalendar.domain.items import Stream
from domain import builders as b
from domain.asking import amend, dispute, record, reported, settle
from domain.builders import cite, report
from domain.given import Outcome, given

COMMITMENT, UNDERTAKEN = Stream("commitment", "share-more"), record(b.commitment())
ARTICLE = cite(source="article")

# -- open -------------------------------------------------------------------------------------------------------------

TWO_REPORTS = [UNDERTAKEN, *(reported(COMMITMENT, report(slug)) for slug in ("r1", "r2", "r3"))]


def a_report(name: Any, *citations: Any) -> DisputedValue:
    """A report in dispute, which needs no citation: it has its own."""
    return DisputedValue(value=name, citations=citations)


def test_reports_of_progress_are_disputed_by_their_ids():
    """None of them is the record's own; a further source may be cited for one."""
    asked = dispute(COMMITMENT, "progress", a_report("r1"), a_report("r2", ARTICLE))
    outcome = given(*TWO_REPORTS).when(asked).then(name="commitment.disputed")
    assert [(entry.value, entry.recorded) for entry in outcome.event.values] == [("r1", False), ("r2", False)]
    assert outcome.ranks("progress") == {"5.1": "normal"}


@pytest.mark.parametrize(
    ("names", "saying"),
    [
        (["r1", "r4"], "values: 'r4' is no report of it; the reports are r1, r2, r3"),
        (["r1"], "values: name fewer than two reports; name all that cannot all be right"),
        (["r1", "r1"], "values: name one value twice"),
        (["r1", {"id": "r2"}], "is no report of it"),
    ],
)
def test_reports_in_dispute_are_two_of_the_item(names: Any, saying: str):
    """By their ids."""
    given(*TWO_REPORTS).when(dispute(COMMITMENT, "progress", *map(a_report, names))).refused(saying=saying)


def test_a_report_may_be_added_to_the_dispute():
    """Under its id; a second dispute about progress is the same one."""
    history = given(*TWO_REPORTS, dispute(COMMITMENT, "progress", a_report("r1"), a_report("r2")))
    history.when(dispute(COMMITMENT, "progress", a_report("r3"), a_report("r2"), name="e")).refused(
        saying="field: is in open dispute 'd' already"
    )
    outcome = history.when(dispute(COMMITMENT, "progress", a_report("r3"))).then()
    assert [entry.value for entry in outcome.event.values] == ["r1", "r2", "r3"]


def test_a_report_in_dispute_is_neither_changed_nor_taken_away():
    """Another is, and further ones are told."""
    history = given(*TWO_REPORTS, dispute(COMMITMENT, "progress", a_report("r1"), a_report("r2")))
    said = {"text": {"en": "Under way"}, "by": ["QA"], "citations": [{"source": "note", "language": "en"}]}
    said["citations"][0]["quote"] = "met in Doha"  # type: ignore[index]
    first, second, third = ({"id": name, "status": "in-progress"} | said for name in ("r1", "r2", "r3"))
    history.when(amend(COMMITMENT, reports=[first, third])).refused(
        saying="reports.r2: is in open dispute 'd'; settle that first"
    )
    history.when(amend(COMMITMENT, reports=[first | {"status": "lapsed"}, second, third])).refused(
        saying="reports.r1: is in open dispute 'd'; settle that first"
    )
    history.when(amend(COMMITMENT, reports=[first, second, third | {"status": "lapsed"}])).then()
    history.when(reported(COMMITMENT, report("r4"))).then()


def test_a_report_on_the_whole_may_be_in_dispute_too():
    """Of an instrument."""
    mou = record(b.instrument())
    reports = [reported(mou.subject, report(name)) for name in ("r1", "r2")]
    asked = dispute(mou.subject, "progress", a_report("r1"), a_report("r2"), preferred="r2")
    given(mou, *reports).when(asked).then(name="instrument.disputed")
    given(mou).when(asked).refused(saying="values: 'r1' is no report of it; the reports are none")


# -- settled ----------------------------------------------------------------------------------------------------------


def progress(value: str | None, *citations: Any) -> Outcome:
    """Two of three reports were in dispute, the second on the word of the article too; now it is settled."""
    history = given(
        record(b.commitment()),
        *(reported(COMMITMENT, report(name)) for name in ("r1", "r2")),
        reported(COMMITMENT, report("r3", citations=(cite(), cite("reports.r3.status")))),
        dispute(COMMITMENT, "progress", DisputedValue(value="r3"), DisputedValue(value="r2", citations=(ARTICLE,))),
    )
    return history.when(settle(COMMITMENT, value, *citations)).then()


def test_the_reports_found_wrong_lose_their_rank():
    """The claims on them and on their parts, and what was cited for them in the dispute; no report is taken away."""
    outcome = progress("r2")
    assert outcome.event.changes == ()
    assert {entry.claim: entry.rank for entry in outcome.event.reranked} == {
        "4.1": "deprecated",
        "4.2": "deprecated",
        "5.1": "preferred",
    }
    assert outcome.ranks("reports") == {
        "2.1": "preferred",
        "3.1": "preferred",
        "4.1": "deprecated",
        "4.2": "deprecated",
    }
    assert len(outcome.item.reports) == 3


def test_what_was_cited_for_a_report_found_wrong_loses_its_rank():
    """The other one is right; a source cited now is a claim for it."""
    outcome = progress("r3", cite(source="news"))
    assert outcome.ranks("progress") == {"5.1": "deprecated", "6.1": "preferred"}
    assert outcome.ranks("reports") == {
        "2.1": "preferred",
        "3.1": "deprecated",
        "4.1": "preferred",
        "4.2": "preferred",
    }


def test_neither_report_can_be_preferred():
    """All stays as it is."""
    outcome = progress(None)
    assert (outcome.event.reranked, outcome.event.value) == ((), None)


@pytest.mark.parametrize(
    ("value", "saying"),
    [("r1", "value: is none of the reports in dispute"), ("r4", "value: 'r4' is no report of it; the reports are r1")],
)
def test_the_report_found_right_is_one_of_those_in_dispute(value: str, saying: str):
    """Another was never doubted."""
    history = given(
        record(b.commitment()),
        *(reported(COMMITMENT, report(name)) for name in ("r1", "r2", "r3")),
        dispute(COMMITMENT, "progress", DisputedValue(value="r3"), DisputedValue(value="r2")),
    )
    history.when(settle(COMMITMENT, value, ARTICLE)).refused(saying=saying)


def test_a_report_found_wrong_stays_so_when_another_is_corrected():
    """Amending the list judges its claims again, but not those that a settlement set aside."""
    history = given(
        record(b.commitment()),
        *(reported(COMMITMENT, report(name)) for name in ("r1", "r2")),
        dispute(COMMITMENT, "progress", DisputedValue(value="r1"), DisputedValue(value="r2")),
        settle(COMMITMENT, "r2"),
    )
    first, second = (
        {"id": name, "status": "in-progress", "text": {"en": "Under way"}, "by": ["QA"]} for name in ("r1", "r2")
    )
    outcome = history.when(amend(COMMITMENT, reports=[first, second | {"status": "complete"}])).then()
    assert outcome.ranks("reports.r1") == {"2.1": "deprecated"}
    assert outcome.ranks("reports.r2") == {"3.1": "deprecated"}


def test_a_report_whose_id_is_the_name_of_a_field_is_only_a_report():
    """The claim on the text of the commitment has nothing to do with it."""
    history = given(
        record(b.commitment()),
        *(reported(COMMITMENT, report(name)) for name in ("text", "form")),
        dispute(COMMITMENT, "progress", DisputedValue(value="text"), DisputedValue(value="form")),
    )
    outcome = history.when(settle(COMMITMENT, "form")).then()
    assert outcome.ranks("text") == {"1.1": "preferred"}
    assert outcome.ranks("reports.text") == {"2.1": "deprecated"}
