"""office-not-held: a title at the table beside the dates of the office."""

from typing import Any

import pytest

from audit.judging import Judge, cited, engagement, office, person

CODE = "office-not-held"
ERROR = [("error", "engagement:meeting")]
WARNING = [("warning", "engagement:meeting")]
JANE = person("jane", "Jane Roe")


def seated(title: str | None = "Secretary of Trade", *, language: str = "en", **more: Any) -> dict[str, Any]:
    """Jane at the table."""
    told = {"title": {language: title}} if title else {}
    return {"person": "jane", "party": "US", "role": "head", **told, **more}


def record(judge: Judge, day: Any, *offices: dict[str, Any], at: dict[str, Any] | None = None, **more: Any) -> None:
    """A meeting on a day with Jane at the table, and her offices."""
    meeting = engagement("meeting", day, participants=[at or seated()], **more)
    judge.record(people=[JANE], offices=list(offices), engagements=[meeting])


def secretary(since: str | None = "2021-03-01", until: str | None = None, **more: Any) -> dict[str, Any]:
    """The office of the Secretary of Trade."""
    return office("jane-secretary", "jane", "Secretary of Trade", since, until, **more)


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        ("2021-02-28", "2021-03-01", None),
        ("2021-02", "2021-03", None),
        ("2020", "2021", ".."),
        ("2024-05-02", None, "2024-05-01"),
        ("2024-05-02/2024-05-04", "2021", "2024-05-01"),
    ],
)
def test_whoever_takes_part_before_or_after_their_office_is_told(judge: Judge, day: str, since: str, until: str):
    """However widely the days are read."""
    record(judge, day, secretary(since, until))
    assert judge.finds(CODE) == ERROR


@pytest.mark.parametrize(
    ("day", "since", "until"),
    [
        ("2021-03-01", "2021-03-01", None),
        ("2021-03", "2021-03-31", None),  # the month has a day on which it was held
        ("2021", "2021-12", "2022"),
        ("2024-05-01/2024-05-04", None, "2024-05-01"),
        ("1990-01-01", None, None),  # offices without dates are not known to be not held
        ("1990-01-01", None, ".."),
        ("2030-01-01", "2021", ".."),
    ],
)
def test_nothing_is_said_where_the_office_may_have_been_held(judge: Judge, day: str, since: str, until: str):
    """One day on which it may have been is enough; a bound that is not known excludes nothing."""
    record(judge, day, secretary(since, until))
    assert judge.finds(CODE) == []


@pytest.mark.parametrize(
    ("printed", "organisation"),
    [
        ("Secretary", None),
        ("US Secretary of Trade", None),
        ("secretary of the U.S. Department of Trade", "trade"),
        (None, "trade"),
    ],
)
def test_the_title_may_be_printed_otherwise(judge: Judge, printed: str | None, organisation: str | None):
    """Shorter, longer, in other words for the same office; who is there for an organisation alone gets a warning."""
    trade = {"id": "trade", "party": "US", "names": {"en": "Department of Trade"}, "citations": [cited()]}
    judge.record(organisations=[trade])
    named = {"organisation": organisation} if organisation else {}
    judge.tell(
        people=[JANE],
        offices=[secretary(organisation="trade")],
        engagements=[engagement("meeting", "2020-01-01", participants=[seated(printed, **named)])],
    )
    assert judge.finds(CODE) == (ERROR if printed else WARNING)


@pytest.mark.parametrize(
    "printed", ["Deputy Secretary of Trade", "Acting Secretary of Trade", "Envoy", "Minister of State for Trade", None]
)
def test_another_office_is_not_that_office(judge: Judge, printed: str | None):
    """A deputy is not the secretary; nobody claims an office who is printed without a title."""
    record(judge, "2020-01-01", secretary(), at=seated(printed))
    assert judge.finds(CODE) == []


def test_the_same_title_in_another_organisation_is_another_office(judge: Judge):
    """There are many directors."""
    houses = [
        {"id": name, "party": "US", "names": {"en": name.title()}, "citations": [cited()]} for name in ("mint", "bank")
    ]
    judge.record(
        organisations=houses,
        people=[JANE],
        offices=[office("jane-bank", "jane", "Director", "2021", organisation="bank")],
        engagements=[engagement("meeting", "2020-01-01", participants=[seated("Director", organisation="mint")])],
    )
    assert judge.finds(CODE) == []


def test_who_held_an_office_twice_may_sit_there_in_either_term(judge: Judge):
    """And is told between the two."""
    terms = (secretary("2001", "2004"), office("jane-again", "jane", "Secretary of Trade", "2009"))
    judge.record(
        people=[JANE],
        offices=list(terms),
        engagements=[
            engagement(name, day, participants=[seated()])
            for name, day in (("first", "2003-05-05"), ("between", "2006-05-05"), ("second", "2010-05-05"))
        ],
    )
    assert judge.finds(CODE) == [("error", "engagement:between")]


def test_titles_are_compared_in_arabic_too(judge: Judge):
    """وزيرة التجارة before she was it; her deputy's title says nothing of her."""
    judge.record(
        people=[JANE],
        offices=[{**secretary(), "title": {"en": "Secretary of Trade", "ar": "وزير التجارة"}}],
        engagements=[
            engagement(name, "2020-01-01", participants=[seated(title, language="ar")])
            for name, title in (("meeting", "وزيرة التجارة الأمريكية"), ("other", "نائبة وزيرة التجارة"))
        ],
    )
    assert judge.finds(CODE) == ERROR


@pytest.mark.parametrize(("day", "since"), [("2020-05-04?", "2021"), ("2020-05-04~", "2021"), ("2020", "2021-03?")])
def test_a_day_marked_as_uncertain_makes_it_a_warning(judge: Judge, day: str, since: str):
    """The engagement's, or that of the office."""
    record(judge, day, secretary(since))
    assert judge.finds(CODE) == WARNING


def test_a_whole_is_judged_by_its_parts_for_those_whom_no_part_names(judge: Judge):
    """The part speaks for those it names; nobody is told twice."""
    judge.record(
        people=[JANE, person("john", "John Doe")],
        offices=[secretary(), office("john-envoy", "john", "Envoy", "2021")],
        engagements=[
            engagement(
                "visit",
                None,
                participants=[seated(), {"person": "john", "title": {"en": "Envoy"}, "party": "US", "role": "member"}],
            ),
            engagement("meeting", "2020-01-01", part_of="visit", participants=[seated()]),
        ],
    )
    assert judge.finds(CODE) == [*ERROR, ("error", "engagement:visit")]
    [message] = [one.message for one in judge.findings(CODE) if one.subject == "engagement:visit"]
    assert message.startswith("John Doe takes part as “Envoy” on 2020-01-01")


def test_an_undated_engagement_and_a_cancelled_one_are_not_judged(judge: Judge):
    """There is no day to judge by, or nobody was there."""
    record(judge, None, secretary())
    judge.tell(
        engagements=[engagement("off", "2020-01-01", status="scheduled", participants=[seated()])],
        cancellations=[{"subject": "off", "reason": "storm", "citations": [cited()]}],
    )
    assert judge.finds(CODE) == []


def test_offices_of_entries_that_are_one_person_count_together(judge: Judge):
    """The office that the other entry held covers the day."""
    record(judge, "2020-01-01", secretary())
    judge.tell(
        people=[person("j-roe", "Jane M. Roe")],
        offices=[office("j-roe-secretary", "j-roe", "Secretary of Trade", "2019", "2021")],
    )
    assert judge.finds(CODE) == ERROR
    judge.tell(merges=[{"subject": "j-roe", "into": "jane", "reason": "one woman", "citations": [cited()]}])
    assert judge.finds(CODE) == []


def test_the_dates_and_the_title_are_evidence(judge: Judge):
    """With the words for each, from whichever item has them."""
    meeting = engagement(
        "meeting",
        "2020-01-01",
        participants=[seated()],
        citations=[cited("when", quote="met on New Year's Day"), cited("participants.jane", quote="Secretary Roe")],
    )
    judge.record(people=[JANE], offices=[secretary()], engagements=[meeting])
    [found] = judge.findings(CODE)
    assert [(one.subject, one.field, one.value, one.quote) for one in found.evidence] == [
        ("engagement:meeting", "when", "2020-01-01", "met on New Year's Day"),
        ("engagement:meeting", "participants.jane", None, "Secretary Roe"),
        ("office:jane-secretary", "from", "2021-03-01", None),
    ]
