"""Rules about series: numbers missing, doubled, out of order; and meetings that are overdue."""

from typing import Any

import pytest

from audit.judging import Judge, cited, engagement, series, talks

MISSING, DOUBLED, ORDER, OVERDUE = "ordinal-missing", "ordinal-doubled", "ordinal-out-of-order", "meeting-overdue"


def record(judge: Judge, *meetings: dict[str, Any], **more: Any) -> None:
    """The series, and meetings of it."""
    judge.record(series=[series(**more)], engagements=list(meetings))


def test_numbers_below_the_highest_that_are_not_on_record_are_one_finding(judge: Judge):
    """In runs."""
    record(judge, talks(4, "2020-05-04"), talks(7, "2022-05-04"))
    assert judge.finds(MISSING) == [("info", "series:talks")]
    assert judge.findings(MISSING)[0].message.startswith("numbers 1 to 3, 5, 6 are not on record, although number 7 is")


def test_a_single_number_is_told_as_one(judge: Judge):
    """In both languages."""
    record(judge, talks(1, "2020-05-04"), talks(3, "2022-05-04"))
    assert judge.findings(MISSING)[0].message == "number 2 is not on record, although number 3 is (talks-3)"
    assert judge.findings(MISSING, language="ar")[0].message.startswith("لم يُسجَّل الرقم 2")


def test_a_mistyped_number_does_not_fill_the_answer(judge: Judge):
    """Gaps are told as far as anybody reads."""
    record(judge, talks(1, "2020-05-04"), talks(9_000, "2022-05-04"))
    [found] = judge.findings(MISSING)
    assert found.message.startswith("numbers 2 to 1001 … are not on record")


def test_a_meeting_without_a_number_in_a_numbered_series_is_told(judge: Judge):
    """One that was held; what is announced may get its number yet."""
    announced = talks(None, "2030-05-04", name="next", status="scheduled")
    record(judge, talks(1, "2020-05-04"), talks(None, "2021-05-04"), announced)
    assert judge.finds(MISSING) == [("info", "engagement:talks-unnumbered")]


def test_a_series_without_numbers_misses_none(judge: Judge):
    """Nobody counts it."""
    record(judge, talks(None, "2020-05-04"), talks(None, "2021-05-04", name="later"))
    assert judge.finds(MISSING, DOUBLED, ORDER) == []


def test_a_cancelled_meeting_is_on_record(judge: Judge):
    """Its number is no gap; and given again, not doubled."""
    record(judge, talks(1, "2020-05-04", status="scheduled"), talks(2, "2022-05-04"))
    judge.tell(
        cancellations=[{"subject": "talks-1", "reason": "storm", "citations": [cited()]}],
        engagements=[talks(1, "2021-05-04", name="talks-1-again")],
    )
    assert judge.finds(MISSING, DOUBLED, ORDER) == []


def test_two_meetings_of_one_number_are_told_with_both_days(judge: Judge):
    """Which is which is for people to say; they are not told as likely duplicates besides."""
    record(judge, talks(1, "2020-05-04"), talks(1, "2020-05-05", name="talks-1-too"))
    [found] = judge.findings(DOUBLED, "likely-duplicate")
    assert (found.code, found.severity, found.subject) == (DOUBLED, "error", "series:talks")
    assert found.message == "number 1 is borne by talks-1 (2020-05-04), talks-1-too (2020-05-05)"
    assert {one.subject for one in found.evidence} <= {"engagement:talks-1", "engagement:talks-1-too"}


def test_a_part_has_the_number_of_its_whole(judge: Judge):
    """The opening session of the third talks is of the third talks."""
    record(judge, talks(1, "2020-05-04"), talks(1, "2020-05-04", name="opening", part_of="talks-1"))
    assert judge.finds(DOUBLED) == []


def test_a_meeting_before_one_of_a_lower_number_is_told(judge: Judge):
    """Once, however many lie between."""
    record(judge, talks(1, "2020-05-04"), talks(2, "2021-05-04"), talks(3, "2019-05-04"), talks(4, "2022-05-04"))
    assert judge.finds(ORDER) == [("error", "engagement:talks-3")]
    assert "was before number 2, talks-2 (2021-05-04)" in judge.findings(ORDER)[0].message


def test_a_day_in_doubt_makes_it_a_warning(judge: Judge):
    """Of either."""
    record(judge, talks(1, "2020-05-04?"), talks(2, "2019-05-04"))
    assert judge.finds(ORDER) == [("warning", "engagement:talks-2")]


@pytest.mark.parametrize(("first", "second"), [("2020-05", "2020-05-04"), ("2020-05-04", "2020"), ("2020-05-04", None)])
def test_days_that_may_be_in_order_are_not_told(judge: Judge, first: str, second: str | None):
    """A month and a day in it; no day at all."""
    record(judge, talks(1, first), talks(2, second))
    assert judge.finds(ORDER) == []


YEARLY = {"every": "1 year", "kind": "rolling", "tolerance_before": "30 days", "tolerance_after": "30 days"}


def cadence(basis: str, **more: Any) -> dict[str, Any]:
    """Every year, with a month on either side."""
    return {"cadence": {**YEARLY, "basis": basis, "reason": "so they said", "citations": [cited()], **more}}


@pytest.mark.parametrize(("basis", "grave"), [("stated", "warning"), ("assumption", "info")])
def test_a_meeting_is_overdue_the_day_after_its_window(judge: Judge, basis: str, grave: str):
    """More gravely where a source states the cadence than where an analyst assumes it."""
    record(judge, talks(1, "2020-05-04"), **cadence(basis))
    assert judge.finds(OVERDUE, today="2021-06-03") == []
    assert judge.finds(OVERDUE, today="2021-06-04") == [(grave, "series:talks")]
    [found] = judge.findings(OVERDUE, today="2021-06-04")
    assert "number 2 of Talks was expected by 2021-06-03 (about 2021-05-04, every 1 year)" in found.message
    assert ("so they said" in found.message) == (basis == "assumption")


def test_a_meeting_that_was_held_or_announced_is_not_overdue(judge: Judge):
    """A next one is expected only from there."""
    record(judge, talks(1, "2020-05-04"), talks(2, "2021-05-20", status="scheduled"), **cadence("stated"))
    assert judge.finds(OVERDUE, today="2021-05-20") == []


def test_series_without_a_rhythm_owe_nothing(judge: Judge):
    """As needed, or without a cadence."""
    record(judge, talks(1, "2000-05-04"), **cadence("stated", every="as-needed"))
    assert judge.finds(OVERDUE) == []


def test_a_suspended_series_owes_nothing(judge: Judge):
    """Nobody is to meet."""
    record(judge, talks(1, "2000-05-04"), **cadence("stated"))
    judge.tell(suspensions=[{"subject": "talks", "reason": "war", "citations": [cited()]}])
    assert judge.finds(OVERDUE) == []


def test_an_announced_day_that_has_passed_in_silence_is_told(judge: Judge):
    """Any engagement; on the day itself it may yet take place."""
    judge.record(engagements=[engagement("visit", "2021-05-04/2021-05-06", kind="visit", status="scheduled")])
    assert judge.finds(OVERDUE, today="2021-05-06") == []
    assert judge.finds(OVERDUE, today="2021-05-07") == [("warning", "engagement:visit")]
