"""The sections of what is said of items recorded before, and what stands inside items: each as its command."""

from typing import Any

import pytest

from ctcalendar.domain import facts, values
from ctcalendar.domain.commands import Amend, Tell
from ctcalendar.domain.items import Stream
from ctcalendar.domain.values import Citation, SeriesPlace, Text
from ctcalendar.dossier.commands import commands
from ctcalendar.dossier.shape import SAID_OF
from ctcalendar.errors import BadInput
from domain.asking import scheduled
from domain.builders import VISIT, on, visit
from domain.given import given
from dossier.reading import CITATION, command, one, read

NOTE = (Citation(source="note", language="en", quote="met in Doha"),)
MOU, SERIES, COMMITMENT = Stream("instrument", "mou"), Stream("series", "ct"), Stream("commitment", "c1")
TALKS, KHALID = Stream("engagement", "talks"), Stream("person", "khalid")
WHY = Text(en="as the ministry says")
BECAUSE = f"reason: as the ministry says, {CITATION}"

# -- one section after the other --------------------------------------------------------------------------------------


SAID: list[tuple[str, str, Any]] = [
    (
        f"reports: [{{subject: c1, id: r1, status: lapsed, text: {{en: No}}, by: [QA], at: talks, {CITATION}}}]",
        "progress-reported",
        values.ProgressReported(id="r1", status="lapsed", text=Text(en="No"), by=("QA",), at="talks", citations=NOTE),
    ),
    (
        f"deadlines: [{{subject: c1, id: d1, start_by: 2018-11, complete_by: 2019-21, set_at: talks, {CITATION}}}]",
        "deadline-set",
        values.DeadlineSet(id="d1", start_by="2018-11", complete_by="2019-21", set_at="talks", citations=NOTE),
    ),
    (
        f"deadlines: [{{subject: c1, id: d2, at_meeting: {{id: ct, ordinal: 3}}, text: {{en: x}}, {CITATION}}}]",
        "deadline-set",
        values.DeadlineSet(id="d2", at_meeting=SeriesPlace(id="ct", ordinal=3), text=Text(en="x"), citations=NOTE),
    ),
    (
        f"statuses: [{{subject: mou, status: in-force, on: 2018-10-01, {BECAUSE}}}]",
        "status-changed",
        facts.StatusChanged(status="in-force", on="2018-10-01", reason=WHY, citations=NOTE),
    ),
    (
        f"statuses: [{{subject: mou, status: expired, {CITATION}}}]",
        "status-changed",
        facts.StatusChanged(status="expired", citations=NOTE),
    ),
    (
        f"cadences: [{{subject: ct, every: 10 months, kind: rolling, tolerance_before: 60 days, lead: [90 days], "
        f"basis: assumption, {BECAUSE}}}]",
        "cadence-set",
        facts.CadenceSet(
            every="10 months",
            tolerance_before="60 days",
            lead=("90 days",),
            basis="assumption",
            reason=WHY,
            citations=NOTE,
        ),
    ),
    (
        f"cadences: [{{subject: ct, every: 1 year, kind: anchored, anchor: 2018-03-04, tolerance_after: 30 days, "
        f"zone: Asia/Qatar, basis: stated, {CITATION}}}]",
        "cadence-set",
        facts.CadenceSet(
            every="1 year",
            kind="anchored",
            anchor="2018-03-04",
            tolerance_after="30 days",
            zone="Asia/Qatar",
            basis="stated",
            citations=NOTE,
        ),
    ),
    (
        f"suspensions: [{{subject: ct, on: 2019-06, {BECAUSE}}}]",
        "suspended",
        facts.Suspended(reason=WHY, on="2019-06", citations=NOTE),
    ),
    (f"resumptions: [{{subject: ct, {BECAUSE}}}]", "resumed", facts.Resumed(reason=WHY, citations=NOTE)),
    (
        f"closings: [{{subject: ct, on: 2021, {BECAUSE}}}]",
        "closed",
        facts.Closed(reason=WHY, on="2021", citations=NOTE),
    ),
    (f"cancellations: [{{subject: talks, {BECAUSE}}}]", "cancelled", facts.Cancelled(reason=WHY, citations=NOTE)),
    (
        f"retractions: [{{subject: talks, {BECAUSE}}}]",
        "retracted",
        facts.Retracted(reason=WHY, citations=NOTE),
    ),
    (
        "retractions: [{subject: talks, duplicate_of: talks-2, reason: as the ministry says}]",
        "retracted",
        facts.Retracted(reason=WHY, duplicate_of="talks-2"),
    ),
    ("reinstatements: [{subject: talks, reason: as the ministry says}]", "reinstated", facts.Reinstated(reason=WHY)),
    (
        f"reclassifications: [{{subject: talks, classification: PRIVATE, {BECAUSE}}}]",
        "reclassified",
        facts.Reclassified(classification="PRIVATE", reason=WHY, citations=NOTE),
    ),
    (
        f"merges: [{{subject: khalid, into: k-attiyah, {BECAUSE}}}]",
        "merged",
        facts.Merged(into="k-attiyah", reason=WHY, citations=NOTE),
    ),
    (
        f"splits: [{{subject: khalid, from: k-attiyah, {BECAUSE}}}]",
        "split",
        facts.Split(apart_from="k-attiyah", reason=WHY, citations=NOTE),
    ),
    (
        f"settlements: [{{subject: talks, dispute: d, value: {{edtf: 2018-03-05}}, {BECAUSE}}}]",
        "dispute-settled",
        facts.DisputeSettled(id="d", field="", value={"edtf": "2018-03-05"}, reason=WHY, citations=NOTE),
    ),
    (
        "settlements: [{subject: talks, dispute: d, value: null, reason: as the ministry says}]",
        "dispute-settled",
        facts.DisputeSettled(id="d", field="", reason=WHY),
    ),
]


@pytest.mark.parametrize(("text", "verb", "event"), SAID)
def test_what_a_section_says_becomes_the_fact_it_is_called_after(text: str, verb: str, event: Any):
    """With the same fields; the subject is found by its id."""
    made = command(text, MOU, SERIES, COMMITMENT, TALKS, KHALID)
    assert isinstance(made, Tell)
    assert (made.verb, made.event) == (verb, event)
    assert made.subject.id == one(text).item.subject


def test_every_section_was_read_by_a_test():
    """The ones above, and those with tests of their own."""
    apart = {"corroborations", "amendments", "reschedules", "disputes"}
    assert {text.partition(":")[0] for text, _, _ in SAID} == set(SAID_OF) - apart


# -- reasons ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "made"),
    [
        ("it was off", Text(en="it was off")),
        ("تقرر الإلغاء", Text(ar="تقرر الإلغاء")),
        ("2019", Text(en="2019")),
        ("{en: it was off}", Text(en="it was off")),
        ("{en: off, ar: ألغي, differs: tone}", Text(en="off", ar="ألغي", differs="tone")),
    ],
)
def test_a_reason_is_a_plain_text_or_one_in_both_languages(reason: str, made: Text):
    """A plain one is in the language of its letters."""
    for text in (
        f"cancellations: [{{subject: talks, reason: {reason}}}]",
        f"settlements: [{{subject: talks, dispute: d, reason: {reason}}}]",
        f"reschedules: [{{subject: talks, when: null, reason: {reason}}}]",
        f"disputes: [{{subject: talks, id: d, field: mode, values: [], reason: {reason}}}]",
    ):
        asked = command(text, TALKS)
        event = asked.event if isinstance(asked, Tell) else asked.amended  # type: ignore[union-attr]
        assert event.reason == made  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("section", "item", "saying"),
    [
        ("cancellations", "{subject: talks}", "cancellation talks: object missing required field `reason`"),
        ("retractions", "{subject: talks, reason: {fr: x}}", "reason: there is no field 'fr' here"),
        ("reschedules", "{subject: talks, reason: x}", "object missing required field `when`"),
        ("closings", "{subject: ct, reason: x, at: 2019}", "there is no field 'at' here"),
        ("disputes", "{subject: talks, field: when, values: [], reason: x}", "object missing required field `id`"),
        ("settlements", "{subject: talks, reason: x}", "object missing required field `dispute`"),
        ("deadlines", "{subject: c1, complete_by: 2019}", "object missing required field `id`"),
        ("merges", "{subject: khalid, reason: x}", "object missing required field `into`"),
        (
            "reclassifications",
            "{subject: talks, classification: SECRET, reason: x}",
            "'SECRET' is none of PUBLIC, PRIVATE",
        ),
        (
            "statuses",
            "{subject: mou, status: in force}",
            "'in force' is none of in-force, expired, terminated, suspended",
        ),
        ("cadences", "{subject: ct, every: 1 year}", "object missing required field `basis`"),
        (
            "cadences",
            "{subject: ct, every: 1 year, kind: loose, basis: stated}",
            "'loose' is none of anchored, rolling",
        ),
        ("retractions", "{subject: talks, duplicate_of: 'a b', reason: x}", "duplicate_of: is no id"),
    ],
)
def test_what_is_missing_or_misspelt_is_told_with_its_line(section: str, item: str, saying: str):
    """As in the items."""
    with pytest.raises(BadInput) as caught:
        read(f"{section}:\n- {item}")
    (problem,) = caught.value.problems
    assert problem.startswith("f.yaml:2: ")
    assert saying in problem


# -- moved engagements ------------------------------------------------------------------------------------------------


def test_an_engagement_is_moved_to_a_day_or_to_none():
    """As amending its day, because plans changed."""
    moved = command(f"reschedules: [{{subject: talks, when: {{edtf: 2018-03-11, time: 10:00}}, {BECAUSE}}}]", TALKS)
    assert isinstance(moved, Amend)
    assert moved.values == {"when": {"edtf": "2018-03-11", "time": "10:00"}}
    assert moved.amended == facts.Rescheduled(changes=(), reason=WHY, citations=NOTE)
    postponed = command(f"reschedules: [{{subject: talks, when: null, {BECAUSE}}}]", TALKS)
    assert isinstance(postponed, Amend)
    assert postponed.values == {"when": None}


def test_what_is_moved_and_called_off_in_one_file_is_so_in_that_order():
    """The sections are recorded in their own order, whatever theirs in the file."""
    text = f"cancellations: [{{subject: {VISIT.id}, {BECAUSE}}}]\n"
    text += f"reschedules: [{{subject: {VISIT.id}, when: {{edtf: 2018-03-11}}, {BECAUSE}}}]"
    history = given(scheduled(visit()))
    for entry in read(text):
        history.and_then(*commands(entry, history.known))
    item = history.standings[VISIT].item
    assert (item.status, item.when) == ("cancelled", on("2018-03-11"))  # type: ignore[attr-defined]
