"""likely-duplicate: engagements that may have been recorded twice."""

from typing import Any

import pytest

from audit.judging import Judge, cited, engagement, person, series, talks

CODE = "likely-duplicate"
TOLD = [("warning", "engagement:second")]


def pair(judge: Judge, first: dict[str, Any], second: dict[str, Any], day: str = "2020-05-05", **sections: Any) -> None:
    """Two meetings of the same parties, on the fourth of May and on another day, which differ in what is given."""
    judge.record(engagements=[engagement("first", **first), engagement("second", day, **second)], **sections)


def test_the_same_parties_kind_and_day_are_told(judge: Judge):
    """The one recorded under the later name, with the other's; and how to retract it."""
    pair(judge, {}, {}, "2020-05-04")
    assert judge.finds(CODE) == TOLD
    [found] = judge.findings(CODE)
    assert found.message == "may be the same meeting as first (2020-05-04): the same parties (QA, US), on 2020-05-04"
    assert "ctcalendar retract second --duplicate-of first" in found.suggestion


@pytest.mark.parametrize("day", ["2020-05-04", "2020-05-04/2020-05-05", "2020-05-03/2020-05-04", "2020-05-04~"])
def test_days_that_overlap_are_the_same(judge: Judge, day: str):
    """Whichever is longer."""
    pair(judge, {}, {}, day)
    assert len(judge.finds(CODE)) == 1


ALIKE: list[dict[str, Any]] = [
    {"title": {"en": "The Ministers meet"}},
    {"participants": [{"person": "jane", "party": "US", "role": "head"}]},
    {"instruments": ["pact"]},
]


@pytest.mark.parametrize("alike", ALIKE)
def test_a_day_or_two_apart_they_share_something(judge: Judge, alike: dict[str, Any]):
    """A title, a person, an instrument: then one may be dated by its article."""
    pact = {"id": "pact", "kind": "plan", "title": {"en": "Pact"}, "parties": ["QA"], "citations": [cited()]}
    pair(judge, alike, alike, people=[person("jane", "Jane Roe")], instruments=[pact])
    assert judge.finds(CODE) == TOLD


def test_sittings_of_a_week_are_not_one(judge: Judge):
    """Day after day, and nothing else in common."""
    judge.record(engagements=[engagement(f"sitting-{day}", f"2020-05-0{day}") for day in range(1, 8)])
    assert judge.finds(CODE) == []


def test_two_visits_a_week_apart_are_two(judge: Judge):
    """Even under one title."""
    title = {"en": "Visit to Doha"}
    pair(judge, {"title": title}, {"title": title}, "2020-05-11")
    assert judge.finds(CODE) == []


def test_the_same_title_a_year_later_is_another(judge: Judge):
    """Also where only the years are known."""
    title = {"en": "Annual talks"}
    judge.record(engagements=[engagement(f"in-{year}", year, title=title) for year in ("2018", "2019", "2020-05")])
    assert judge.finds(CODE) == []


def test_a_month_and_a_day_in_it_are_one_by_their_title_alone(judge: Judge):
    """Of the same month there may be many."""
    title = {"en": "Talks in Doha"}
    judge.record(
        engagements=[
            engagement("in-may", "2020-05", title=title),
            engagement("on-the-fourth", "2020-05-04", title={"en": "TALKS in Doha!"}),
            engagement("other", "2020-05-14"),
            engagement("undated", None, title=title),
        ]
    )
    assert {subject for _, subject in judge.finds(CODE)} == {"engagement:on-the-fourth", "engagement:undated"}


APART: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"kind": "visit"}, {}),
    ({"parties": ["QA", "FR"]}, {}),
    ({"places": [{"country": "FR"}]}, {}),
    (
        {"participants": [{"person": "jane", "party": "US", "role": "visitor"}]},
        {"participants": [{"person": "john", "party": "US", "role": "visitor"}]},
    ),
    ({"part_of": "second"}, {}),
    ({}, {"part_of": "first"}),
    ({"when": {"edtf": "2020-05-04", "time": "09:00"}}, {"when": {"edtf": "2020-05-04", "time": "15:00"}}),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_what_tells_them_apart_is_heeded(judge: Judge, first: dict[str, Any], second: dict[str, Any]):
    """Kind, parties, country, people, hours; and a part is no duplicate of its whole."""
    judge.record(
        people=[person("jane", "Jane Roe"), person("john", "John Doe")],
        engagements=[engagement("first", "2020-05-04", **first), engagement("second", "2020-05-04", **second)],
    )
    assert judge.finds(CODE) == []


def test_parts_of_one_whole_are_not_one_another(judge: Judge):
    """Two meetings on one visit, and a meeting within one of them."""
    judge.record(
        engagements=[
            engagement("visit", kind="visit"),
            engagement("morning", part_of="visit"),
            engagement("afternoon", part_of="visit"),
            engagement("aside", part_of="morning"),
        ]
    )
    assert judge.finds(CODE) == []


def test_meetings_of_a_series_are_told_apart_by_their_numbers(judge: Judge):
    """Two of one number are told as that."""
    judge.record(
        series=[series(), series("council")],
        engagements=[
            talks(1, "2020-05-04"),
            talks(2, "2020-05-04"),
            engagement("council-1", "2020-05-04", kind="dialogue", series={"id": "council"}),
        ],
    )
    assert judge.finds(CODE) == []


def test_what_was_cancelled_or_retracted_is_no_duplicate(judge: Judge):
    """One was called off for the other; or somebody has looked already."""
    pair(judge, {"status": "scheduled"}, {}, "2020-05-04")
    judge.tell(engagements=[engagement("third")])
    judge.tell(
        cancellations=[{"subject": "first", "reason": "moved", "citations": [cited()]}],
        retractions=[
            {"subject": "third", "duplicate_of": "second", "reason": "the same", "citations": [cited()]},
        ],
    )
    assert judge.finds(CODE) == []


def test_many_alike_are_told_once_each(judge: Judge):
    """The answer grows with the record, not with its pairs."""
    judge.record(engagements=[engagement(f"one-{number:02}") for number in range(60)])
    findings = judge.findings(CODE)
    assert [one.subject for one in findings] == [f"engagement:one-{number:02}" for number in range(1, 60)]
    assert max(len(one.message) for one in findings) < 300
