"""Rules about deadlines, disputes and languages."""

from typing import Any

import pytest

from audit.judging import Judge, cited, commitment, engagement, series, talks

PAST, OPEN, DIFFER = "deadline-past", "dispute-open", "languages-differ"


def record(judge: Judge, *reports: dict[str, Any], **deadline: Any) -> None:
    """A commitment with a deadline, and reports on it."""
    due = [{"id": "due", "citations": [cited(quote="by the end of 2020")], **deadline}]
    promised = commitment(deadlines=due, reports=list(reports))
    judge.record(
        series=[series()], engagements=[talks(1, "2020-05-04"), talks(2, "2021-05-04")], commitments=[promised]
    )


def report(status: str, on: str | None = None, **more: Any) -> dict[str, Any]:
    """What Qatar reports."""
    day = {"on": on} if on else {}
    told = {"id": f"says-{status}", "status": status, "text": {"en": status}, "by": ["QA"], "citations": [cited()]}
    return {**told, **day, **more}


@pytest.mark.parametrize(
    ("day", "last"), [("2020-12-15", "2020-12-15"), ("2020-12", "2020-12-31"), ("2020", "2020-12-31")]
)
def test_a_deadline_is_past_the_day_after_its_last(judge: Judge, day: str, last: str):
    """Of a month or a year the last."""
    record(judge, complete_by=day)
    assert judge.finds(PAST, today=last) == []
    [found] = judge.findings(PAST, today="2021-01-01")
    assert (found.severity, found.subject) == ("warning", "commitment:accounts")
    assert found.message == f"was to be completed by {day} (due); nobody has reported on it"
    assert [one.quote for one in found.evidence] == ["by the end of 2020"]


def test_a_report_made_before_that_says_less_is_not_enough(judge: Judge):
    """It says how far they were then."""
    record(judge, report("in-progress", "2020-06-01"), complete_by="2020-12")
    assert "the last report says in-progress" in judge.findings(PAST)[0].message


@pytest.mark.parametrize(
    "said",
    [
        report("complete", "2020-06-01"),
        report("complete"),
        report("lapsed", "2020-06-01"),
        report("not-started", "2021-02-01"),
        report("in-progress", at="talks-2"),
    ],
)
def test_a_report_that_it_is_done_or_any_report_since_is_enough(judge: Judge, said: dict[str, Any]):
    """That the promise is late is then on record; the agenda tells it."""
    record(judge, said, complete_by="2020-12")
    assert judge.finds(PAST) == []


@pytest.mark.parametrize(("status", "found"), [("in-progress", 0), ("complete", 0), ("not-started", 1)])
def test_what_was_to_be_started_is_answered_once_it_is_under_way(judge: Judge, status: str, found: int):
    """Not by a report that it is not."""
    record(judge, report(status, "2020-06-01"), start_by="2020-12")
    assert len(judge.finds(PAST)) == found


def test_what_is_due_at_a_meeting_is_past_after_it(judge: Judge):
    """The next meeting has a day; one that has none cannot be past."""
    record(judge, at_meeting={"id": "talks", "ordinal": 2})
    assert judge.finds(PAST, today="2021-05-04") == []
    assert judge.finds(PAST, today="2021-05-05") == [("warning", "commitment:accounts")]


def test_what_is_due_at_a_meeting_nobody_has_recorded_is_not_past(judge: Judge):
    """It has no day."""
    record(judge, at_meeting={"id": "talks", "ordinal": 7})
    assert judge.finds(PAST) == []


def test_an_open_dispute_is_told_and_a_settled_one_is_not(judge: Judge):
    """With the words for each value; on whatever item it is."""
    meeting = engagement("meeting", citations=[cited("when", quote="met on 4 May")])
    judge.record(engagements=[meeting])
    other = {"value": {"edtf": "2020-05-05"}, "citations": [cited(quote="met on 5 May")]}
    judge.tell(
        disputes=[
            {"id": "day", "subject": "meeting", "field": "when", "values": [other], "reason": "they differ"},
        ]
    )
    [found] = judge.findings(OPEN)
    assert (found.severity, found.subject) == ("warning", "engagement:meeting")
    assert found.message == "when: 2020-05-04 against 2020-05-05. they differ"
    assert ("2020-05-05", "met on 5 May") in {(one.value, one.quote) for one in found.evidence}
    judge.tell(
        settlements=[{"subject": "meeting", "dispute": "day", "value": {"edtf": "2020-05-05"}, "reason": "seen"}]
    )
    assert judge.finds(OPEN) == []


def test_a_less_precise_date_is_no_dispute(judge: Judge):
    """November 2017 beside the eighth of it."""
    judge.record(engagements=[engagement("meeting", "2017-11-08")])
    agreeing = {"subject": "meeting", "values": {"when": {"edtf": "2017-11"}}, "citations": [cited("when")]}
    judge.tell(corroborations=[agreeing])
    assert judge.finds(OPEN) == []


DIFFERING = {"en": "steps they could take", "ar": "خطوات عاجلة", "differs": "only the Arabic calls them urgent"}


def test_undertakings_that_differ_by_language_are_one_finding_for_what_binds(judge: Judge):
    """Two commitments of one meeting, with the words in each language."""
    proof = [cited("text.en", quote="steps they could take"), cited("text.ar", quote="خطوات عاجلة", language="ar")]
    judge.record(
        series=[series()],
        engagements=[talks(1, "2020-05-04")],
        commitments=[
            commitment("steps", text=DIFFERING, citations=proof),
            commitment("more", text={**DIFFERING, "differs": "only the English names a day"}),
            commitment("alike", text={"en": "meet", "ar": "الاجتماع"}),
        ],
    )
    [found] = judge.findings(DIFFER)
    assert (found.severity, found.subject) == ("info", "engagement:talks-1")
    assert "only the Arabic calls them urgent" in found.message
    assert "only the English names a day" in found.message
    assert {one.quote for one in found.evidence} >= {"steps they could take", "خطوات عاجلة"}


def test_titles_names_and_what_is_said_may_differ(judge: Judge):
    """Where they are shown it is shown beside them."""
    says = [{"id": "praise", "by": "document", "text": DIFFERING, "citations": [cited()]}]
    judge.record(engagements=[engagement("meeting", title=DIFFERING, occasion=DIFFERING, says=says)])
    assert judge.finds(DIFFER) == []


def test_one_source_that_reports_otherwise_in_each_language_is_told(judge: Judge):
    """An instrument complete in English and almost so in Arabic; not once that is settled."""
    told = {"by": ["US"], "on": "2020-06-01"}
    reports = [
        report("complete", **{**told, "citations": [cited(quote="every aspect")]}),
        report("largely-complete", **{**told, "citations": [cited(quote="تقريباً", language="ar")]}),
    ]
    pact = {"id": "pact", "kind": "agreement", "title": {"en": "Pact"}, "parties": ["QA", "US"], "citations": [cited()]}
    judge.record(instruments=[{**pact, "reports": reports}])
    values = [
        {"value": "says-complete", "citations": [cited(quote="every aspect")]},
        {"value": "says-largely-complete", "citations": [cited(quote="تقريباً", language="ar")]},
    ]
    judge.tell(
        disputes=[{"id": "how-far", "subject": "pact", "field": "progress", "values": values, "reason": "they differ"}]
    )
    [found] = judge.findings(DIFFER)
    assert (found.severity, found.subject) == ("warning", "instrument:pact")
    assert "en: complete (says-complete), ar: largely-complete (says-largely-complete)" in found.message
    judge.tell(settlements=[{"subject": "pact", "dispute": "how-far", "value": "says-complete", "reason": "heard"}])
    assert judge.finds(DIFFER) == []


def test_sources_in_two_languages_that_disagree_are_a_dispute_alone(judge: Judge):
    """It is the sources that differ, not the languages."""
    daily = {"id": "daily", "kind": "news-article", "title": {"ar": "خبر"}, "published": {"edtf": "2020"}}
    judge.record(sources=[daily], engagements=[engagement("meeting", citations=[cited("when", quote="4 May")])])
    arabic = [cited(source="daily", quote="في الخامس", language="ar")]
    values = [{"value": {"edtf": "2020-05-05"}, "citations": arabic}]
    judge.tell(disputes=[{"id": "day", "subject": "meeting", "field": "when", "values": values, "reason": "two days"}])
    assert [one.code for one in judge.findings(DIFFER, OPEN)] == [OPEN]
