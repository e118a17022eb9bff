"""The last word: which of several reports says how far a promise has come."""

from collections.abc import Sequence
from typing import Any

import pytest

from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Dispute
from ctcalendar.views.last_word import ADVANCEMENT, LastWord, last_word, progress

DAYS = {"first-talks": "2018-05-01", "second-talks": "2019-05-01"}


def report(name: str, status: str, on: str | None = None, *, at: str | None = None, by: str = "QA") -> dict[str, Any]:
    """A report, on a day or at an engagement or neither."""
    told = {"id": name, "status": status, "text": {"en": "So they say"}, "by": [by]}
    return told | ({"on": on} if on else {}) | ({"at": at} if at else {})


def disputed(*names: str, preferred: str | None = None) -> Dispute:
    """Reports that are in open dispute."""
    return Dispute("which", "progress", "open", list(names), preferred, None, None, None)


def settled(*names: str, right: str | None = None) -> Dispute:
    """Reports whose dispute was settled: one of them was found right, or none can be preferred."""
    return Dispute("which", "progress", "settled", list(names), None, None, right, None)


def card(reports: Sequence[dict[str, Any]], *disputes: Dispute) -> Card:
    """A commitment with those reports, in the order of recording."""
    return Card(
        item="commitment",
        id="open-port",
        fields={"reports": list(reports)},
        citations=[],
        claims=[],
        disputed=["progress"] if any(dispute.state == "open" for dispute in disputes) else [],
        disputes=list(disputes),
        retracted=None,
        classification="PUBLIC",
        revision=1,
        recorded_at="",
        changed_at="",
        position=1,
        history=[],
    )


def told(reports: Sequence[dict[str, Any]], *disputes: Dispute) -> LastWord | None:
    """The last word of those reports."""
    return last_word(card(reports, *disputes), DAYS)


def status(reports: Sequence[dict[str, Any]], *disputes: Dispute) -> str | None:
    """The status they come to."""
    return progress(card(reports, *disputes), DAYS)


BEGUN, DONE = report("begun", "in-progress", "2018-01-01"), report("done", "complete", "2018-09-05")
NEARLY, LAPSED = report("nearly", "largely-complete", "2018-09-05"), report("lapsed", "lapsed", "2018-09-05")


def test_with_no_report_there_is_no_word():
    """Nothing is inferred: not that it was not begun either."""
    assert told([]) is None
    assert status([]) is None


def test_the_last_report_by_its_day_counts_whenever_it_was_recorded():
    """On a day of its own, or on that of the engagement at which it was made."""
    assert told([DONE, BEGUN]) == LastWord("complete", ["done"], "2018-09-05", [])
    at = [report("b", "in-progress", at="second-talks"), report("a", "not-started", at="first-talks")]
    assert told(at) == LastWord("in-progress", ["b"], "2019-05-01", [])
    assert status([BEGUN, report("late", "lapsed", at="second-talks")]) == "lapsed"


def test_reports_of_one_day_that_agree_are_one_word():
    """Both say so; nothing differs."""
    both = [report("a", "complete", at="first-talks"), report("b", "complete", "2018-05-01", by="US")]
    assert told(both) == LastWord("complete", ["a", "b"], "2018-05-01", [])


@pytest.mark.parametrize("reports", [[NEARLY, DONE], [DONE, NEARLY]])
def test_of_reports_of_one_day_that_differ_the_least_advanced_counts(reports: list[dict[str, Any]]):
    """In whichever order they were recorded: that they differ is said with it."""
    names = [one["id"] for one in reports]
    assert told(reports) == LastWord("largely-complete", ["nearly"], "2018-09-05", names)


def test_what_lapsed_is_the_least_and_then_each_step_to_complete():
    """Every status there is has its place."""
    assert list(ADVANCEMENT) == ["lapsed", "not-started", "in-progress", "largely-complete", "complete"]
    for at, least in enumerate(ADVANCEMENT):
        assert status([report(f"r{more}", more, "2018-01-01") for more in reversed(ADVANCEMENT[at:])]) == least


def test_in_an_open_dispute_the_least_advanced_counts_while_none_is_preferred():
    """Though they were made on different days: one of them is not right, and nobody knows which."""
    later = report("later", "complete", "2019-01-01")
    assert told([NEARLY, later], disputed("nearly", "later")) == LastWord(
        "largely-complete", ["nearly"], "2018-09-05", ["nearly", "later"]
    )


def test_a_dispute_about_words_alone_leaves_the_status_alone():
    """Both say complete; the dispute is marked, but the status does not differ."""
    again = report("again", "complete", "2018-09-05", by="US")
    assert told([DONE, again], disputed("done", "again")) == LastWord("complete", ["done", "again"], "2018-09-05", [])


def test_what_nobody_disputes_counts_beside_what_is_in_dispute():
    """Two later words that contradict each other lift nothing above what is agreed; nor do they leave it standing."""
    assert told([BEGUN, DONE, NEARLY], disputed("done", "nearly")) == LastWord(
        "in-progress", ["begun"], "2018-01-01", ["begun", "done", "nearly"]
    )
    agreed = report("agreed", "complete", "2018-01-01")
    assert status([agreed, NEARLY, BEGUN], disputed("nearly", "begun")) == "in-progress"


def test_a_later_word_that_nobody_disputes_is_the_last():
    """Whatever was in dispute before it."""
    later = report("later", "complete", "2019-01-01")
    assert told([NEARLY, LAPSED, later], disputed("nearly", "lapsed")) == LastWord(
        "complete", ["later"], "2019-01-01", []
    )
    # Recorded before it, and one of those in dispute has no day: nobody can say that it came first.
    undated = report("undated", "lapsed")
    assert status([NEARLY, undated, later], disputed("nearly", "undated")) == "lapsed"


def test_once_one_is_preferred_what_nobody_disputes_stands_alone():
    """Until the dispute is settled; with nothing else on record, the preferred one counts."""
    assert status([BEGUN, DONE, LAPSED], disputed("done", "lapsed", preferred="done")) == "in-progress"
    assert told([DONE, LAPSED], disputed("done", "lapsed", preferred="done")) == LastWord(
        "complete", ["done"], "2018-09-05", []
    )


def test_settled_the_report_found_right_counts():
    """Those found wrong do not, whatever their day."""
    later = report("later", "complete", "2019-01-01")
    assert status([NEARLY, later], settled("nearly", "later", right="nearly")) == "largely-complete"
    assert status([NEARLY, later], settled("nearly", "later", right="later")) == "complete"


def test_settled_with_none_preferred_they_follow_one_another_as_before():
    """By their days; on one day the least advanced counts."""
    later = report("later", "complete", "2019-01-01")
    assert status([NEARLY, later], settled("nearly", "later")) == "complete"
    assert told([NEARLY, DONE], settled("nearly", "done")) == LastWord(
        "largely-complete", ["nearly"], "2018-09-05", ["nearly", "done"]
    )


def test_reports_without_a_day_follow_the_order_of_recording_of_each_who_reports():
    """What one side says later takes back what it said; it does not take back what the other says."""
    own = [report("first", "in-progress"), report("second", "complete")]
    assert told(own) == LastWord("complete", ["second"], None, [])
    other = report("other", "not-started", by="US")
    assert told([other, *own]) == LastWord("not-started", ["other"], None, ["other", "second"])


def test_a_report_with_a_day_comes_after_those_without():
    """It is the one of which anybody can say when it was true."""
    assert status([DONE, report("undated", "in-progress")]) == "complete"
