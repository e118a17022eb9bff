"""Rules about days: weekdays, uncertain and missing dates, and dates at second hand. And about places."""

from typing import Any

import pytest

from audit.judging import NOTE, Judge, cited, engagement


def source(name: str, **more: Any) -> dict[str, Any]:
    """A source of 2020."""
    return {**NOTE, "id": name, **more}


def dispute(day: str, citation: dict[str, Any]) -> dict[str, Any]:
    """That the meeting was on another day."""
    values = [{"value": {"edtf": day}, "citations": [citation]}]
    return {"id": "which-day", "subject": "meeting", "field": "when", "values": values, "reason": "two days"}


@pytest.mark.parametrize(
    ("day", "weekday", "grave"),
    [
        ("2021-05-06", "wednesday", "error"),  # a Thursday
        ("2021-05-03/2021-05-05", "tuesday", "error"),  # neither the first nor the last day
        ("2021-05-06?", "wednesday", "warning"),
    ],
)
def test_a_weekday_that_does_not_fit_is_told(judge: Judge, day: str, weekday: str, grave: str):
    """With the nearest days that it does fit."""
    judge.record(engagements=[engagement("meeting", {"edtf": day, "weekday": weekday})])
    assert judge.finds("weekday-mismatch") == [(grave, "engagement:meeting")]


def test_the_nearest_days_of_that_name_are_suggested(judge: Judge):
    """Thursday the sixth, printed as Wednesday."""
    judge.record(engagements=[engagement("meeting", {"edtf": "2021-05-06", "weekday": "wednesday"})])
    [found] = judge.findings("weekday-mismatch")
    assert found.message == "2021-05-06 is a Thursday, but the recorded weekday is Wednesday"
    assert "2021-05-05 and 2021-05-12" in found.suggestion


@pytest.mark.parametrize(
    ("day", "weekday"),
    [
        ("2021-05-06", "thursday"),
        ("2021-05-03/2021-05-05", "monday"),
        ("2021-05-03/2021-05-05", "wednesday"),
        ("2021-05", "wednesday"),
        ("2021", "friday"),
    ],
)
def test_a_weekday_that_fits_or_has_no_date_is_not(judge: Judge, day: str, weekday: str):
    """The first and the last day of several; a month has no weekday."""
    judge.record(engagements=[engagement("meeting", {"edtf": day, "weekday": weekday})])
    assert judge.finds("weekday-mismatch") == []


def test_weekdays_are_not_read_out_of_quotes_or_printed_dates(judge: Judge):
    """They may belong to another date: the Wednesday is that of the press conference."""
    words = [cited("when", quote="told reporters on Wednesday that they met")]
    when = {"edtf": "2021-05-06", "printed": "Wednesday 6 May"}
    judge.record(engagements=[engagement("meeting", when, citations=words)])
    assert judge.finds("weekday-mismatch") == []


def test_a_weekday_that_was_corrected_is_not_judged(judge: Judge):
    """The old value is kept, as deprecated."""
    judge.record(engagements=[engagement("meeting", {"edtf": "2021-05-06", "weekday": "wednesday"})])
    right = {"when": {"edtf": "2021-05-06", "weekday": "thursday"}}
    judge.tell(amendments=[{"subject": "meeting", "values": right, "cause": "correction", "reason": "misread"}])
    assert judge.finds("weekday-mismatch") == []


def test_the_weekday_of_a_publication_is_judged_too(judge: Judge):
    """The 18th of September 2017 was a Monday."""
    judge.record(
        sources=[
            source("right", published={"edtf": "2017-09-18", "weekday": "monday"}),
            source("wrong", published={"edtf": "2017-09-18", "weekday": "sunday"}),
        ]
    )
    assert judge.finds("weekday-mismatch") == [("error", "source:wrong")]


def test_the_first_and_the_last_day_of_the_calendar_are_judged(judge: Judge):
    """There is no Sunday before the first."""
    judge.record(
        engagements=[
            engagement("first", {"edtf": "0001-01-01", "weekday": "sunday"}),
            engagement("last", {"edtf": "9999-12-31", "weekday": "sunday"}),
        ]
    )
    assert len(judge.finds("weekday-mismatch")) == 2


@pytest.mark.parametrize("day", ["2022-03-27?", "2022-03-27%", "2022-03?", "2022-03-27?/2022-03-28"])
def test_an_uncertain_day_is_told(judge: Judge, day: str):
    """As something not known; with the rule by which it was reached."""
    when = {"edtf": day, "basis": "inferred", "rule": "the year is guessed"}
    judge.record(engagements=[engagement("meeting", when)])
    assert judge.finds("date-uncertain") == [("info", "engagement:meeting")]
    assert "the year is guessed" in judge.findings("date-uncertain")[0].message


@pytest.mark.parametrize("day", ["2022-03-27~", "2022-03", "2022", "2022-03-27"])
def test_an_approximate_or_less_precise_day_is_not(judge: Judge, day: str):
    """It is exact as far as it goes."""
    judge.record(engagements=[engagement("meeting", day)])
    assert judge.finds("date-uncertain", "engagement-undated") == []


def test_an_uncertain_day_in_dispute_is_told_as_a_dispute(judge: Judge):
    """Once is enough."""
    judge.record(engagements=[engagement("meeting", "2022-03-27?")], sources=[source("other")])
    values = [{"value": {"edtf": "2021-03-27"}, "citations": [cited(source="other")]}]
    judge.tell(
        disputes=[{"id": "year", "subject": "meeting", "field": "when", "values": values, "reason": "two years"}]
    )
    assert [one.code for one in judge.findings("date-uncertain", "dispute-open")] == ["dispute-open"]


def test_an_engagement_without_any_day_is_told(judge: Judge):
    """What was held gravely, what is announced as something not known yet."""
    judge.record(
        engagements=[
            engagement("held", None),
            engagement("none", {"basis": "none", "printed": "some time ago"}),
            engagement("announced", None, status="scheduled"),
        ]
    )
    assert judge.finds("engagement-undated") == [
        ("warning", "engagement:held"),
        ("warning", "engagement:none"),
        ("info", "engagement:announced"),
    ]


def test_a_whole_that_its_parts_date_a_bound_and_a_cancelled_one_are_not_undated(judge: Judge):
    """Each is known as far as it need be; nor is another part of that whole."""
    judge.record(
        engagements=[
            engagement("visit", None, kind="visit"),
            engagement("signing", "2020-05-04", kind="signing", part_of="visit"),
            engagement("dinner", None, part_of="visit"),
            engagement("bounded", {"latest": "2020-05-04", "basis": "inferred", "rule": "published then"}),
            engagement("off", None, status="scheduled"),
        ],
    )
    judge.tell(cancellations=[{"subject": "off", "reason": "storm", "citations": [cited()]}])
    assert judge.finds("engagement-undated") == []


REWRITE = source("rewrite", derived_from=[{"how": "rewrites", "name": "The Daily"}])


def test_a_day_that_only_a_rewritten_report_gives_is_told(judge: Judge):
    """With what it rewrites."""
    meeting = engagement("meeting", citations=[cited("when", source="rewrite", quote="met on 4 May")])
    judge.record(sources=[REWRITE], engagements=[meeting])
    [found] = judge.findings("second-hand-date")
    assert (found.severity, found.subject) == ("warning", "engagement:meeting")
    assert found.message == "the date 2020-05-04 is given only by rewrite, which rewrites The Daily"
    assert [one.quote for one in found.evidence] == ["met on 4 May"]


@pytest.mark.parametrize("how", ["republishes", "translates", "quotes"])
def test_a_copy_a_translation_and_a_quotation_are_no_second_hand(judge: Judge, how: str):
    """They keep the date of the original, or have their own."""
    copy = source("copy", derived_from=[{"how": how, "name": "The Daily"}])
    judge.record(sources=[copy], engagements=[engagement("meeting", citations=[cited("when", source="copy")])])
    assert judge.finds("second-hand-date") == []


@pytest.mark.parametrize("same", [{"url": "https://daily.example/1"}, {"publisher": {"en": "The Daily"}}])
def test_a_publisher_who_rewrites_their_own_text_is_no_second_hand(judge: Judge, same: dict[str, Any]):
    """A page that was changed in silence."""
    old = source("old", **same)
    new = source("new", derived_from=[{"how": "rewrites", "source": "old"}], **same)
    judge.record(sources=[old, new], engagements=[engagement("meeting", citations=[cited("when", source="new")])])
    assert judge.finds("second-hand-date") == []


@pytest.mark.parametrize("day", ["2020-05-04", "2020-05"])
def test_one_source_at_first_hand_is_enough(judge: Judge, day: str):
    """Also one that gives the day less precisely."""
    meeting = engagement("meeting", citations=[cited("when", source="rewrite")])
    judge.record(sources=[REWRITE], engagements=[meeting])
    agreeing = {"subject": "meeting", "values": {"when": {"edtf": day}}, "citations": [cited("when")]}
    judge.tell(corroborations=[agreeing])
    assert judge.finds("second-hand-date") == []


def test_a_source_that_gives_another_day_is_no_support(judge: Judge):
    """The recorded day rests on the rewritten report as much as before."""
    meeting = engagement("meeting", citations=[cited("when", source="rewrite")])
    judge.record(sources=[REWRITE], engagements=[meeting])
    values = [{"value": {"edtf": "2022-05-04"}, "citations": [cited()]}]
    judge.tell(
        disputes=[{"id": "year", "subject": "meeting", "field": "when", "values": values, "reason": "two years"}]
    )
    assert judge.finds("second-hand-date") == [("warning", "engagement:meeting")]


def test_a_held_engagement_without_a_place_is_told(judge: Judge):
    """A dialogue, meeting, visit or signing is held somewhere."""
    judge.record(engagements=[engagement("meeting", places=None), engagement("hybrid", places=None, mode="hybrid")])
    assert judge.finds("place-missing") == [("info", "engagement:hybrid"), ("info", "engagement:meeting")]


def test_what_needs_no_place_or_has_it_from_elsewhere_is_not(judge: Judge):
    """Statements, virtual ones, announced ones, parts and wholes, and those of which the country is known."""
    judge.record(
        engagements=[
            engagement("statement", kind="statement", places=None),
            engagement("virtual", mode="virtual", places=None),
            engagement("announced", "2030-01-01", status="scheduled", places=None),
            engagement("country", places=[{"country": "QA"}]),
            engagement("whole", kind="visit"),
            engagement("part", part_of="whole", places=None),
            engagement("placeless-whole", kind="visit", places=None),
            engagement("placed-part", part_of="placeless-whole"),
        ]
    )
    assert judge.finds("place-missing") == []
