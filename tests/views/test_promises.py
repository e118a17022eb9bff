"""Deadlines and expected meetings as the record gives them, at a clearance and a moment."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views import promises
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import Deadline, ExpectedMeeting
from views.databases import Databases

PUBLIC, FULL = Clearance.PUBLIC, Clearance.CONFIDENTIAL
NOTE = [{"source": "note"}]


@pytest.fixture
def app(databases: Databases, clock: Clock) -> Iterator[App]:
    """A calendar with an accord, signed on 4 January 2024, and a series of talks that nobody has held yet."""
    with databases.empty() as settings:
        yield begun(App(settings, clock=clock))


def begun(app: App) -> App:
    """The calendar once the accord and the series are on record."""
    tell(app, sources=[NOTED, WIRE], instruments=[ACCORD], engagements=[SIGNING], series=[series()])
    return app


def tell(app: App, **sections: Any) -> int:
    """Record a dossier of those sections; the position it ends at."""
    app.record([("told.json", msgspec.json.encode(sections))])
    return app.head()[0]


NOTED = {
    "id": "note",
    "kind": "media-note",
    "title": {"en": "Note", "ar": "مذكرة"},
    "published": {"edtf": "2024-01-05"},
    "languages": ["en", "ar"],
    "url": "https://example.org/note",
}
WIRE = {"id": "wire", "kind": "news-article", "title": {"en": "Wire"}, "languages": ["en"]}
ACCORD = {
    "id": "accord",
    "kind": "agreement",
    "title": {"en": "Accord", "ar": "الاتفاق"},
    "parties": ["QA", "FR"],
    "signed_at": "signing",
    "citations": NOTE,
}
SIGNING = {
    "id": "signing",
    "kind": "signing",
    "status": "held",
    "title": {"en": "Signing", "ar": "التوقيع"},
    "when": {"edtf": "2024-01-04"},
    "parties": ["QA", "FR"],
    "instruments": ["accord"],
    "citations": NOTE,
}


def deadline(name: str = "by-then", **given: Any) -> dict[str, Any]:
    """A deadline, by default at the end of June 2025."""
    return {"id": name, "citations": NOTE, **(given or {"complete_by": "2025-06-30"})}


def commitment(*deadlines: dict[str, Any], **other: Any) -> dict[str, Any]:
    """What Qatar undertook in the accord: to open the port, by those deadlines."""
    quote = {"source": "note", "language": "en", "quote": "will open the port"}
    return {
        "id": "open-port",
        "instrument": "accord",
        "form": "activity",
        "parties": ["QA"],
        "text": {"en": "Open the port", "ar": "فتح الميناء"},
        "deadlines": list(deadlines),
        "citations": [quote],
        **other,
    }


def report(status: str, name: str = "first") -> dict[str, Any]:
    """A report on how far the port has come."""
    text = {"en": "So they say"}
    return {"subject": "open-port", "id": name, "status": status, "text": text, "by": ["QA"], "citations": NOTE}


def series(**other: Any) -> dict[str, Any]:
    """Talks that are held every year."""
    return {
        "id": "talks",
        "names": {"en": "Talks on ports", "ar": "محادثات الموانئ"},
        "parties": ["QA", "FR"],
        "cadence": yearly(),
        "citations": NOTE,
        **other,
    }


def yearly(**other: Any) -> dict[str, Any]:
    """A meeting every year, counted from the last one."""
    return {"every": "1 year", "basis": "stated", "citations": NOTE, **other}


def meeting(day: str, number: int | None = None, *, status: str = "held", **other: Any) -> dict[str, Any]:
    """A meeting of the talks."""
    return {
        "id": f"talks-{day[:4]}",
        "kind": "dialogue",
        "status": status,
        "title": {"en": "Talks", "ar": "محادثات"},
        "when": {"edtf": day},
        "parties": ["QA", "FR"],
        "series": {"id": "talks"} if number is None else {"id": "talks", "ordinal": number},
        "citations": NOTE,
        **other,
    }


def said(subject: str, reason: str = "so it is", **other: Any) -> list[dict[str, Any]]:
    """A section with one thing said of an item, and why."""
    return [{"subject": subject, "reason": reason, "citations": NOTE, **other}]


def amended(subject: str, **values: Any) -> list[dict[str, Any]]:
    """A section with other values for fields of an item, which were a slip."""
    return [{"subject": subject, "values": values, "cause": "correction", "reason": "a slip", "citations": NOTE}]


def deadlines(app: App, clearance: Clearance = PUBLIC, **asked: Any) -> list[Deadline]:
    """The deadlines on record."""
    with app.reading() as reader:
        return list(promises.deadlines(reader, clearance=clearance, **asked))


def expected(app: App, clearance: Clearance = PUBLIC, **asked: Any) -> list[ExpectedMeeting]:
    """The meetings that series call for."""
    with app.reading() as reader:
        return list(promises.expected(reader, clearance=clearance, **asked))


def next_day(app: App, clearance: Clearance = PUBLIC) -> str | None:
    """The day of the next meeting that the talks call for, if they call for one."""
    return next((found.on for found in expected(app, clearance)), None)


# -- deadlines --------------------------------------------------------------------------------------------------------


def test_a_deadline_tells_who_undertook_what_where(app: App):
    """With the text that binds, the meeting at which it was set, the words behind it and the last report."""
    tell(app, commitments=[commitment(deadline(complete_by="2025-06-30", set_at="signing"))])
    tell(app, reports=[report("in-progress")])
    (found,) = deadlines(app)
    assert (found.commitment, found.id, found.which, found.by) == ("open-port", "by-then", "complete", "2025-06-30")
    assert (found.text.en, found.text.ar, found.parties) == ("Open the port", "فتح الميناء", ["QA"])
    assert (found.instrument.en, found.bound_at, found.bound_at_title.ar) == ("Accord", "signing", "التوقيع")
    assert (found.status, found.disputed) == ("in-progress", [])
    assert "will open the port" in [cited.quote for cited in found.citations]


@pytest.mark.parametrize("by", ["2025-06-30", "2025-06", "2025-22", "2025", "2025-06~"])
def test_a_deadline_is_as_exact_as_it_was_set(app: App, by: str):
    """A day, month, season or year, with what qualifies it."""
    tell(app, commitments=[commitment(deadline(complete_by=by))])
    assert [found.by for found in deadlines(app)] == [by]


def test_to_start_and_to_complete_are_two_deadlines(app: App):
    """Under one id, told apart by what is to be done."""
    tell(app, commitments=[commitment(deadline(start_by="2025-01", complete_by="2025-06"))])
    assert [(found.which, found.by) for found in deadlines(app)] == [("start", "2025-01"), ("complete", "2025-06")]


def test_what_is_due_at_a_meeting_is_due_on_its_day(app: App):
    """Once that meeting has a day; it goes where the meeting goes."""
    tell(app, commitments=[commitment(deadline(at_meeting={"id": "talks", "ordinal": 2}))])
    tell(app, engagements=[meeting("2024-09-10", 1)])
    assert deadlines(app) == []
    tell(app, engagements=[meeting("2025-09-10", 2, status="scheduled")])
    assert [found.by for found in deadlines(app)] == ["2025-09-10"]
    tell(app, reschedules=said("talks-2025", when={"edtf": "2025-11-20"}))
    assert [found.by for found in deadlines(app)] == ["2025-11-20"]
    tell(app, cancellations=said("talks-2025"))
    assert deadlines(app) == []


@pytest.mark.parametrize("day", ["2025-09", "2025-09-10?"])
def test_what_is_due_at_a_meeting_is_no_more_exact_than_the_meeting(app: App, day: str):
    """A meeting known to its month alone makes nothing due on the first of it."""
    tell(app, commitments=[commitment(deadline(at_meeting={"id": "talks", "ordinal": 2}))])
    tell(app, engagements=[meeting(day, 2, status="scheduled")])
    assert {found.by for found in deadlines(app)} <= {day}


def test_what_is_due_at_a_meeting_without_a_number_has_no_day(app: App):
    """The next meeting is whichever comes: nobody can say when."""
    tell(app, commitments=[commitment(deadline(at_meeting={"id": "talks"}))])
    tell(app, engagements=[meeting("2025-09-10", 1, status="scheduled")])
    assert deadlines(app) == []


def test_the_last_report_not_in_dispute_counts(app: App):
    """While two reports contradict each other, the least advanced of all that stand is shown; the dispute is named."""
    tell(app, commitments=[commitment(deadline())])
    assert [found.status for found in deadlines(app)] == [None]
    tell(app, reports=[report("in-progress", "first")])
    tell(app, reports=[report("complete", "second"), report("lapsed", "third")])
    assert [found.status for found in deadlines(app)] == ["lapsed"]
    values = [{"value": "second"}, {"value": "third"}]
    tell(app, disputes=said("open-port", id="done-or-not", field="progress", values=values))
    assert [(found.status, found.disputed) for found in deadlines(app)] == [("lapsed", ["progress"])]


def test_a_retracted_commitment_promises_nothing(app: App):
    """Until it is reinstated."""
    tell(app, commitments=[commitment(deadline())])
    tell(app, retractions=said("open-port"))
    assert deadlines(app) == []
    tell(app, reinstatements=said("open-port"))
    assert len(deadlines(app)) == 1


def test_a_deadline_names_nothing_above_the_clearance(app: App):
    """One set at a hidden meeting, or due at one, is not there; nor is any of what a hidden text binds to."""
    tell(app, engagements=[meeting("2025-09-10", 2, status="scheduled", classification="PRIVATE")])
    set_there = deadline("set-there", complete_by="2025", set_at="talks-2025")
    due_there = deadline("due-there", at_meeting={"id": "talks", "ordinal": 2})
    tell(app, commitments=[commitment(deadline("open", complete_by="2026"), set_there, due_there)])
    assert [found.id for found in deadlines(app)] == ["open"]
    assert [found.id for found in deadlines(app, FULL)] == ["open", "set-there", "due-there"]
    tell(app, reclassifications=said("instrument:accord", classification="PRIVATE"))
    assert deadlines(app) == []
    assert len(deadlines(app, FULL)) == 3


def test_deadlines_are_asked_for_as_of_a_moment(app: App):
    """Before it was set there was none; before it was moved, the former day."""
    before = app.head()[0]
    set_at = tell(app, commitments=[commitment(deadline())])
    moved = [{**deadline(), "complete_by": "2026"}]
    tell(app, amendments=amended("open-port", deadlines=moved))
    assert deadlines(app, FULL, as_of=before) == []
    assert [found.by for found in deadlines(app, FULL, as_of=set_at)] == ["2025-06-30"]
    assert [found.by for found in deadlines(app, FULL)] == ["2026"]


def test_a_deadline_changes_with_what_it_mentions(app: App):
    """A text that is called otherwise now is a change, though the commitment stands as it stood."""
    tell(app, commitments=[commitment(deadline())])
    (before,) = deadlines(app)
    tell(app, amendments=amended("accord", title={"en": "Pact"}))
    (after,) = deadlines(app)
    assert (after.instrument.en, after.revision) == ("Pact", before.revision)
    assert before.recorded_at == after.recorded_at <= before.changed_at < after.changed_at


def test_deadlines_are_read_of_the_commitments_named(app: App):
    """In the order of their ids, others not at all."""
    tell(app, commitments=[commitment(deadline(), id=name) for name in ("c", "a", "b")])
    assert [found.commitment for found in deadlines(app)] == ["a", "b", "c"]
    assert [found.commitment for found in deadlines(app, only=["c", "b", "none"])] == ["b", "c"]
    assert deadlines(app, only=[]) == []


# -- expected meetings ------------------------------------------------------------------------------------------------


def test_a_series_calls_for_a_meeting_one_interval_after_the_last(app: App):
    """With its number, the days on which it may as well be, how often, on whose word."""
    tell(app, engagements=[meeting("2024-03-10", 4)])
    (found,) = expected(app)
    assert (found.series, found.names.en, found.number) == ("talks", "Talks on ports", 5)
    assert (found.on, found.earliest, found.latest) == ("2025-03-10", "2024-12-16", "2025-06-02")
    assert (found.cadence.every, found.cadence.basis, found.parties) == ("1 year", "stated", ["QA", "FR"])


def test_a_meeting_without_a_number_leaves_the_next_without(app: App):
    """Nothing is counted that nobody counted."""
    tell(app, engagements=[meeting("2024-03-10")])
    assert [found.number for found in expected(app)] == [None]


def test_a_series_that_never_met_calls_for_a_meeting_where_it_counts_from_a_day(app: App):
    """Without a meeting and without a day to count from, nobody knows when."""
    assert expected(app) == []
    tell(app, cadences=[{"subject": "talks", **yearly(kind="anchored", anchor="2024-05-01")}])
    assert next_day(app) == "2024-05-01"


def test_an_expected_meeting_leaves_when_one_is_announced_and_returns_when_that_is_cancelled(app: App):
    """Once it was held, the one after it is expected."""
    tell(app, engagements=[meeting("2024-03-10", 1)])
    tell(app, engagements=[meeting("2025-04-01", 2, status="scheduled")])
    assert next_day(app) is None
    tell(app, cancellations=said("talks-2025"))
    assert next_day(app) == "2025-03-10"
    tell(app, engagements=[meeting("2025-05-01", 2, id="talks-after-all")])
    assert next_day(app) == "2026-05-01"


def test_a_meeting_moved_out_of_its_window_leaves_the_slot_open(app: App):
    """An announced meeting fills the slot whose window holds its day, and no other."""
    tell(app, cadences=[{"subject": "talks", **yearly(kind="anchored", anchor="2024-03-10")}])
    tell(app, engagements=[meeting("2024-03-12", 1), meeting("2025-04-01", 2, status="scheduled")])
    assert next_day(app) == "2026-03-10"
    tell(app, reschedules=said("talks-2025", when={"edtf": "2024-09-01"}))
    assert next_day(app) == "2025-03-10"


def test_a_postponed_meeting_leaves_its_slot_open(app: App):
    """Announced, but without a day: it fills nothing."""
    tell(app, engagements=[meeting("2024-03-10", 1), meeting("2025-04-01", 2, status="scheduled")])
    tell(app, reschedules=said("talks-2025", when=None))
    assert next_day(app) == "2025-03-10"


def test_a_retracted_meeting_was_none(app: App):
    """What follows is counted from the one before it."""
    tell(app, engagements=[meeting("2024-03-10", 1), meeting("2025-03-10", 2)])
    assert next_day(app) == "2026-03-10"
    tell(app, retractions=said("talks-2025"))
    assert next_day(app) == "2025-03-10"


def test_a_suspended_series_calls_for_nothing_until_it_is_resumed(app: App):
    """And one that was closed for nothing any more."""
    tell(app, engagements=[meeting("2024-03-10", 1)])
    tell(app, suspensions=said("talks"))
    assert next_day(app) is None
    tell(app, resumptions=said("talks"))
    assert next_day(app) == "2025-03-10"
    tell(app, closings=said("talks"))
    assert next_day(app) is None


def test_a_series_that_meets_as_needed_or_was_retracted_calls_for_nothing(app: App):
    """No interval, no slot; no series, no meeting."""
    tell(app, engagements=[meeting("2024-03-10", 1)])
    tell(app, cadences=[{"subject": "talks", **yearly(every="as-needed")}])
    assert next_day(app) is None
    tell(app, cadences=[{"subject": "talks", **yearly(), "reason": "again"}])
    assert next_day(app) == "2025-03-10"
    tell(app, retractions=said("series:talks"))
    assert next_day(app) is None


def test_a_meeting_above_the_clearance_fills_nothing(app: App):
    """The public expects what it expected before, byte for byte; who may know of the meeting does not."""
    tell(app, engagements=[meeting("2024-03-10", 1)])
    before = expected(app)
    tell(app, engagements=[meeting("2025-03-01", 2, status="scheduled", classification="CONFIDENTIAL")])
    assert expected(app) == before
    assert next_day(app, FULL) is None


def test_what_is_expected_is_asked_as_of_a_moment(app: App):
    """Before the meeting was announced, it was still expected."""
    before = tell(app, engagements=[meeting("2024-03-10", 1)])
    tell(app, engagements=[meeting("2025-04-01", 2, status="scheduled")])
    assert [found.on for found in expected(app, FULL, as_of=before)] == ["2025-03-10"]
    assert expected(app, FULL) == []


def test_an_expected_meeting_names_what_calls_for_the_series(app: App):
    """The commitment, as long as the reader may see it."""
    mandate = {"commitment": "open-port", "basis": "stated"}
    tell(app, commitments=[commitment()], series=[series(id="mandated", mandate=mandate)])
    tell(app, engagements=[meeting("2024-03-10", 1, series={"id": "mandated", "ordinal": 1})])
    assert [found.mandate.en for found in expected(app)] == ["Open the port"]
    tell(app, reclassifications=said("open-port", classification="PRIVATE"))
    assert [found.mandate for found in expected(app)] == [None]
    assert [found.mandate.en for found in expected(app, FULL)] == ["Open the port"]


# -- which of them a filter asks for ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ({"open-port", "of-friends"}, {"talks"})),
        ({"party": ["QA"]}, ({"open-port"}, {"talks"})),
        ({"party": ["EU"]}, ({"of-friends"}, set())),
        ({"party": ["FR"]}, (set(), {"talks"})),
        ({"instrument": ["accord"]}, ({"open-port", "of-friends"}, set())),
        ({"instrument": ["none"]}, (set(), set())),
        ({"series": ["talks"]}, (set(), {"talks"})),
        ({"party": ["QA"], "instrument": ["accord"], "since": ["2020"], "lang": ["ar"]}, ({"open-port"}, set())),
        ({"kind": ["visit"]}, (set(), set())),
        ({"status": ["held"]}, (set(), set())),
        ({"place": ["Doha"]}, (set(), set())),
        ({"person": ["jane-roe"]}, (set(), set())),
    ],
)
def test_a_filter_asks_for_the_promises_that_all_its_terms_fit(app: App, asked: dict, found: tuple[set, set]):
    """A term that tells of engagements alone asks for no promise at all; days are judged later."""
    union = {"id": "EU", "kind": "group", "names": {"en": "Union"}, "citations": NOTE}
    friends = {"id": "EU-friends", "kind": "group", "within": "EU", "names": {"en": "Friends"}, "citations": NOTE}
    tell(app, parties=[union, friends])
    tell(app, commitments=[commitment(), commitment(id="of-friends", parties=["EU-friends"])])
    with app.reading() as reader:
        names = [
            promises.asked_for(reader, kind, Filter.parse(asked), clearance=PUBLIC) for kind in ("commitment", "series")
        ]
    assert tuple(names) == found
