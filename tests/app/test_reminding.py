"""What people are reminded of: when, what settles it, what opens it again, and who is told."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from msgspec.structs import replace

from app.agendas import (
    DAY,
    FULL,
    HOUR,
    PRIVATE,
    PUBLIC,
    SLOT,
    announce,
    due,
    kept,
    listed,
    noon,
    raised,
    standing,
    tick,
)
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.ticking import Ticked
from ctcalendar.desk.reminders import id_of
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from views.databases import SqliteDatabases
from views.test_promises import amended, begun, commitment, deadline, meeting, report, said, series, tell, yearly


@pytest.fixture
def app(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[App]:
    """A calendar with an accord, and a series of talks that nobody has held yet; it is November 2025."""
    with sqlite_databases.empty() as settings:
        yield begun(App(settings, clock=clock))


@pytest.fixture
def talks(app: App) -> App:
    """The same after talks on 10 January 2025: the next are called for a year later."""
    tell(app, engagements=[meeting("2025-01-10", 1)])
    return app


# -- stages -----------------------------------------------------------------------------------------------------------


def test_a_meeting_that_was_announced_is_upcoming_then_due_then_overdue(app: App):
    """After a week in which nobody recorded whether it was held."""
    announce(app, "2026-02-01")
    tick(app, "2026-01-01", "2026-01-02", "2026-01-25", "2026-01-31", "2026-02-01", "2026-02-08", "2026-02-09")
    assert [one.split()[2:] for one in raised(app)] == [
        ["upcoming-30", "superseded", "2026-01-02"],
        ["upcoming-7", "superseded", "2026-01-25"],
        ["upcoming-1", "superseded", "2026-01-31"],
        ["due", "superseded", "2026-02-01"],
        ["overdue-1", "open", "2026-02-09"],
    ]


def test_a_deadline_is_upcoming_then_due_then_overdue(app: App):
    """Of a month, by its last day."""
    tell(app, commitments=[commitment(deadline(complete_by="2026-02"))])
    tick(app, "2026-01-28", "2026-01-29", "2026-02-21", "2026-02-27", "2026-02-28", "2026-03-01")
    assert [one.split() for one in raised(app)] == [
        ["commitment:open-port.by-then.complete", "2026-02-28", *rest]
        for rest in (
            ["upcoming-30", "superseded", "2026-01-29"],
            ["upcoming-7", "superseded", "2026-02-21"],
            ["upcoming-1", "superseded", "2026-02-27"],
            ["due", "superseded", "2026-02-28"],
            ["overdue-1", "open", "2026-03-01"],
        )
    ]


def test_a_clock_that_is_set_back_raises_nothing(talks: App):
    """Nor when it comes to the same day again; what was reached stays reached."""
    tick(talks, "2026-01-10")
    before = kept(talks)
    for day in ("2026-01-09", "2025-06-01", "2026-01-10"):
        assert tick(talks, day).raised == 0
    assert kept(talks) == before
    assert tick(talks, "2026-04-05").raised == 1


def test_a_fact_that_is_recorded_while_the_clock_is_back_raises_nothing(talks: App):
    """All is reckoned anew then, and the stage of that day is a former one."""
    tick(talks, "2026-01-10")
    tell(talks, amendments=amended("series:talks", names={"en": "Talks on quays"}))
    assert tick(talks, "2025-11-20") == Ticked(followed=1)
    assert raised(talks) == [f"{SLOT} due open 2026-01-10"]


def test_a_meeting_already_held_is_never_told_of(talks: App):
    """Nor a deadline that was met: recorded before the first tick, however long after."""
    met = report("complete")
    tell(talks, engagements=[meeting("2026-01-12", 2)], commitments=[commitment(deadline())], reports=[met])
    assert tick(talks, "2026-04-10").raised == 0
    assert kept(talks) == []


# -- what resolves, and what opens again ------------------------------------------------------------------------------


def test_to_announce_a_meeting_resolves_that_nobody_has(talks: App):
    """From then on it is the announced meeting that people are reminded of."""
    tick(talks, "2025-12-01")
    announce(talks, "2026-01-20")
    assert tick(talks, "2025-12-22") == Ticked(followed=1, raised=1, resolved=1)
    assert raised(talks) == [
        f"{SLOT} unscheduled-60 resolved 2025-12-01",
        "engagement:next 2026-01-20 upcoming-30 open 2025-12-22",
    ]


def test_what_opens_again_after_its_next_stage_began_is_raised_at_that(talks: App):
    """The stage that passed while the slot was filled is not told of again."""
    tick(talks, "2025-12-01")
    announce(talks, "2026-04-01")
    tick(talks, "2025-12-02")
    tell(talks, cancellations=said("next"))
    assert tick(talks, "2026-01-20") == Ticked(followed=1, raised=1)
    assert raised(talks) == [f"{SLOT} unscheduled-60 resolved 2025-12-01", f"{SLOT} due open 2026-01-20"]


def test_what_is_recorded_is_told_at_once_and_before_the_next_tick(talks: App, clock: Clock):
    """Who lists reminders sees that it is resolved, and that nobody has to do anything."""
    tick(talks, "2026-01-10")
    clock.now_us = noon("2026-01-13")
    assert listed(talks) == [("2026-01-10", "due", "open")]
    tell(talks, engagements=[meeting("2026-01-12", 2)])
    assert listed(talks) == [("2026-01-10", "due", "resolved")]
    assert raised(talks) == [f"{SLOT} due open 2026-01-10"]


def test_a_meeting_held_as_announced_is_over(app: App):
    """Nothing is to be recorded of it any more; the next is reckoned from it."""
    announce(app, "2026-02-01")
    tick(app, "2026-02-02")
    tell(app, engagements=[meeting("2026-02-01", 2, id="next")])
    assert tick(app, "2026-02-03") == Ticked(followed=1, resolved=1)
    assert [one.slot for one in due(app) if one.clearance == "PUBLIC"] == ["2027-02-01"]


def test_a_meeting_that_is_moved_is_told_of_by_its_new_day(app: App):
    """The reminder of the former day is resolved; moved back to it, it is open again."""
    announce(app, "2026-02-01")
    tick(app, "2026-01-25")
    tell(app, reschedules=said("next", when={"edtf": "2026-03-01"}))
    assert tick(app, "2026-01-30") == Ticked(followed=1, raised=1, resolved=1)
    assert raised(app) == [
        "engagement:next 2026-02-01 upcoming-7 resolved 2026-01-25",
        "engagement:next 2026-03-01 upcoming-30 open 2026-01-30",
    ]
    tell(app, reschedules=said("next", when={"edtf": "2026-02-01"}))
    assert tick(app, "2026-01-30") == Ticked(followed=1, reopened=1, resolved=1)
    assert standing(app) == ["engagement:next 2026-02-01 upcoming-7"]


def test_a_meeting_that_is_put_off_without_a_day_is_told_of_no_more(talks: App):
    """Then it is the series that calls for one."""
    announce(talks, "2026-02-01")
    tick(talks, "2026-01-25")
    tell(talks, reschedules=said("next", when=None))
    tick(talks, "2026-01-26")
    assert standing(talks) == [f"{SLOT} due"]


# -- deadlines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "left"),
    [
        ("not-started", ["complete", "start"]),
        ("in-progress", ["complete"]),
        ("largely-complete", ["complete"]),
        ("complete", []),
        ("lapsed", []),
    ],
)
def test_a_report_resolves_the_deadlines_it_meets(app: App, status: str, left: list[str]):
    """To start is met once it is begun; to complete, when it is complete. What lapsed is over."""
    tell(app, commitments=[commitment(deadline(start_by="2025-12-01", complete_by="2025-12-20"))])
    tick(app, "2025-11-30")
    tell(app, reports=[report(status)])
    assert tick(app, "2025-12-01").resolved == 2 - len(left)
    assert [one.split()[0].rpartition(".")[2] for one in standing(app)] == left


def test_a_deadline_that_was_not_met_after_all_is_open_again(app: App):
    """A report that was a mistake is taken out: the same reminder, at the stage it had reached."""
    tell(app, commitments=[commitment(deadline(complete_by="2025-12-20"))])
    tick(app, "2025-12-20")
    tell(app, reports=[report("complete")])
    tick(app, "2025-12-21")
    assert standing(app) == []
    tell(app, amendments=amended("open-port", reports=[]))
    assert tick(app, "2025-12-20") == Ticked(followed=1, reopened=1)
    assert standing(app) == ["commitment:open-port.by-then.complete 2025-12-20 due"]


def test_a_deadline_that_is_moved_is_another_slot(app: App):
    """Who was told of the former day is told of the new one, in its time."""
    tell(app, commitments=[commitment(deadline(complete_by="2025-12-20"))])
    tick(app, "2025-12-20")
    tell(app, amendments=amended("open-port", deadlines=[deadline(complete_by="2026-03")]))
    assert tick(app, "2025-12-21") == Ticked(followed=1, resolved=1)
    assert tick(app, "2026-03-01").raised == 1


def test_a_deadline_at_a_meeting_follows_the_meeting(app: App):
    """Its day is that of the meeting, and it has none while that has none."""
    tell(app, commitments=[commitment(deadline(at_meeting={"id": "talks", "ordinal": 2}))])
    assert tick(app, "2026-02-01").raised == 0
    announce(app, "2026-02-20")
    tick(app, "2026-02-01")
    subject = "commitment:open-port.by-then.meeting"
    assert standing(app) == [f"{subject} 2026-02-20 upcoming-30", "engagement:next 2026-02-20 upcoming-30"]
    tell(app, reschedules=said("next", when={"edtf": "2026-02-05"}))
    tick(app, "2026-02-01")
    assert standing(app) == [f"{subject} 2026-02-05 upcoming-7", "engagement:next 2026-02-05 upcoming-7"]
    tell(app, cancellations=said("next"))
    tick(app, "2026-02-01")
    assert standing(app) == []


# -- series -----------------------------------------------------------------------------------------------------------


def test_a_cadence_that_changes_calls_for_another_day(talks: App):
    """What was raised for the former one is resolved; the new one begins at the stage it has reached."""
    tick(talks, "2026-01-10")
    tell(talks, cadences=[{"subject": "talks", **yearly(every="14 months")}])
    assert tick(talks, "2026-01-11") == Ticked(followed=1, raised=1, resolved=1)
    assert standing(talks) == ["series:talks 2026-03-10 unscheduled-60"]
    tell(talks, cadences=[{"subject": "talks", **yearly(every="as-needed")}])
    assert tick(talks, "2026-01-12").resolved == 1
    assert standing(talks) == []


def test_a_cadence_that_grants_more_time_takes_back_nothing(talks: App):
    """The slot is the same, so is what was said of it; what is said next waits for the new window."""
    tick(talks, "2026-04-05")
    tell(talks, cadences=[{"subject": "talks", **yearly(tolerance_after="200 days")}])
    assert tick(talks, "2026-04-06") == Ticked(followed=1)
    assert standing(talks) == [f"{SLOT} overdue-1"]
    assert tick(talks, "2026-08-28").raised == 0
    assert tick(talks, "2026-08-29").raised == 1


@pytest.mark.parametrize("halt", ["suspensions", "closings"])
def test_a_series_that_rests_calls_for_nothing(talks: App, halt: str):
    """Resumed, it calls for the same meeting, at the stage that is reached by then."""
    tick(talks, "2025-11-11")
    tell(talks, **{halt: said("talks")})
    assert tick(talks, "2025-11-12") == Ticked(followed=1, resolved=1)
    assert tick(talks, "2026-01-20").raised == 0
    tell(talks, resumptions=said("talks"))
    assert tick(talks, "2026-01-21") == Ticked(followed=1, raised=1)
    assert standing(talks) == [f"{SLOT} due"]


def test_a_series_resumed_at_the_stage_at_which_it_rested_is_told_of_no_more_than_before(talks: App):
    """The reminder of before is open again."""
    tick(talks, "2025-11-11")
    tell(talks, suspensions=said("talks"))
    tick(talks, "2025-11-12")
    tell(talks, resumptions=said("talks"))
    assert tick(talks, "2025-11-13") == Ticked(followed=1, reopened=1)
    assert raised(talks) == [f"{SLOT} unscheduled-60 open 2025-11-11"]


@pytest.mark.parametrize("subject", ["series:talks", "engagement:next", "commitment:open-port"])
def test_what_is_retracted_is_told_of_no_more_until_it_is_reinstated(talks: App, subject: str):
    """Then as before."""
    tell(talks, commitments=[commitment(deadline(complete_by="2026-02-10"))])
    if subject == "engagement:next":
        announce(talks, "2026-02-01")
    tick(talks, "2026-01-20")
    before = [one for one in standing(talks) if one.startswith(subject)]
    assert len(before) == 1
    tell(talks, retractions=said(subject))
    assert tick(talks, "2026-01-20").resolved == 1
    assert [one for one in standing(talks) if one.startswith(subject)] == []
    tell(talks, reinstatements=said(subject))
    assert tick(talks, "2026-01-20").reopened == 1
    assert [one for one in standing(talks) if one.startswith(subject)] == before


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Qatar", 21), ("Africa/Cairo", 22), ("America/New_York", 5), ("Pacific/Kiritimati", 10)]
)
def test_a_stage_is_raised_when_its_day_begins_at_the_place(talks: App, zone: str, hour: int):
    """Not an instant before, wherever the clock hangs that ticks."""
    tell(talks, cadences=[{"subject": "talks", **yearly(zone=zone, lead=["0 days"])}])
    midnight = noon("2026-01-10") + (hour - 12) * HOUR - (DAY if hour > 9 else 0)
    assert talks.tick(now_us=midnight - 1).raised == 0
    assert talks.tick(now_us=midnight).raised == 1


# -- acknowledged, snoozed --------------------------------------------------------------------------------------------


def test_an_acknowledged_reminder_is_followed_by_the_next_stage(talks: App):
    """Somebody took care of it, and yet nobody has announced the meeting by then."""
    tick(talks, "2025-11-11")
    (one,) = [found for found in kept(talks) if found.clearance == "CONFIDENTIAL"]
    talks.acknowledge([one.id], clearance=FULL)
    assert tick(talks, "2025-11-12") == Ticked()
    assert raised(talks) == [f"{SLOT} unscheduled-60 acknowledged 2025-11-11"]
    assert raised(talks, PUBLIC) == [f"{SLOT} unscheduled-60 open 2025-11-11"]
    tick(talks, "2026-01-10")
    assert raised(talks) == [f"{SLOT} unscheduled-60 superseded 2025-11-11", f"{SLOT} due open 2026-01-10"]


def test_a_fact_that_changes_nothing_of_it_leaves_a_reminder_acknowledged(talks: App):
    """Nor does a tick by other rules open it again."""
    tick(talks, "2025-11-11")
    talks.acknowledge([one.id for one in kept(talks) if one.clearance == "CONFIDENTIAL"], clearance=FULL)
    tell(talks, amendments=amended("series:talks", names={"en": "Talks on quays"}))
    tick(talks, "2025-11-12")
    talks.rebuild()
    tick(talks, "2025-11-12")
    assert raised(talks) == [f"{SLOT} unscheduled-60 acknowledged 2025-11-11"]


def test_a_snoozed_reminder_comes_back_on_its_day_and_the_next_stage_in_its_time(talks: App, clock: Clock):
    """Whichever is first."""
    tick(talks, "2025-12-01")
    (one,) = [found for found in kept(talks) if found.clearance == "CONFIDENTIAL"]
    talks.snooze([one.id], until=date(2025, 12, 20), clearance=FULL)
    for day, state in (("2025-12-02", "snoozed"), ("2025-12-19", "snoozed"), ("2025-12-20", "open")):
        clock.now_us = noon(day)
        tick(talks, day)
        assert listed(talks) == [("2026-01-10", "unscheduled-60", state)]
    talks.snooze([one.id], until=date(2026, 6, 1), clearance=FULL)
    tick(talks, "2026-01-10")
    clock.now_us = noon("2026-01-11")
    assert listed(talks) == [("2026-01-10", "unscheduled-60", "superseded"), ("2026-01-10", "due", "open")]


# -- clearances -------------------------------------------------------------------------------------------------------


def test_a_secret_that_becomes_known_resolves_what_it_explains(talks: App):
    """And the other way about: what is hidden again is missing again, at the stage that it had."""
    announce(talks, "2026-01-20", classification="PRIVATE")
    tick(talks, "2026-01-10")
    tell(talks, reclassifications=said("engagement:next", classification="PUBLIC"))
    tick(talks, "2026-01-11")
    assert standing(talks, PUBLIC) == standing(talks) == ["engagement:next 2026-01-20 upcoming-30"]
    tell(talks, reclassifications=said("engagement:next", classification="CONFIDENTIAL"))
    tick(talks, "2026-01-12")
    assert standing(talks, PUBLIC) == standing(talks, PRIVATE) == [f"{SLOT} due"]
    assert standing(talks) == ["engagement:next 2026-01-20 upcoming-30"]


def test_what_is_hidden_by_now_is_not_listed(talks: App):
    """Whoever was reminded of it when it could be seen."""
    announce(talks, "2026-01-20")
    tick(talks, "2026-01-10")
    tell(talks, reclassifications=said("engagement:next", classification="PRIVATE"))
    assert [one.subject for one in talks.reminders(clearance=PUBLIC)] == []
    tick(talks, "2026-01-11")
    assert [one.subject for one in talks.reminders(clearance=PUBLIC)] == ["series:talks"]
    assert [one.subject for one in talks.reminders(clearance=PRIVATE)] == ["engagement:next"]


# -- other days before ------------------------------------------------------------------------------------------------


def test_other_days_before_are_heeded_from_the_next_tick_on(app: App):
    """Nothing that was raised is raised again, and what is past by the new ones is not told of late."""
    tell(app, commitments=[commitment(deadline(complete_by="2026-02-28"))])
    tick(app, "2026-01-29")
    other = App(replace(app.settings, remind_days_before="60 14"), clock=lambda: noon("2026-02-01"))
    tick(other, "2026-02-14")
    assert [one.split()[2:] for one in raised(app)] == [
        ["upcoming-30", "superseded", "2026-01-29"],
        ["upcoming-14", "open", "2026-02-14"],
    ]


def test_other_days_before_do_not_bring_back_a_former_stage(app: App):
    """A week before was told of; then a fortnight before is past."""
    tell(app, commitments=[commitment(deadline(complete_by="2026-02-28"))])
    tick(app, "2026-02-21")
    other = App(replace(app.settings, remind_days_before="60 14"), clock=lambda: noon("2026-02-22"))
    assert tick(other, "2026-02-22").raised == 0
    assert tick(app, "2026-02-22").raised == 0
    assert standing(app) == ["commitment:open-port.by-then.complete 2026-02-28 upcoming-7"]


# -- odd days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_mistyped_year_stops_nobodys_reminders(talks: App, year: str):
    """At either end of the calendar, in any zone; the others are raised."""
    odd = {"edtf": f"{year}-12-31", "time": "10:00", "zone": "Pacific/Kiritimati"}
    tell(talks, engagements=[meeting("2030-01-01", status="scheduled", id="odd", when=odd, series=None)])
    tell(talks, commitments=[commitment(deadline(complete_by=year))])
    tell(talks, series=[series(id="odd-series", cadence=yearly(anchor=f"{year}-12-31", zone="Pacific/Pago_Pago"))])
    tick(talks, "2025-11-11")
    assert f"{SLOT} unscheduled-60" in standing(talks)
    tick(talks, "2026-01-10")
    assert f"{SLOT} due" in standing(talks)


# -- taking care, and putting off -------------------------------------------------------------------------------------


def ids(app: App, clearance: Clearance = FULL) -> list[str]:
    """The ids of the reminders at a clearance, in the order in which they were raised."""
    return [one.id for one in app.reminders(clearance=clearance)]


def test_a_reminder_has_the_same_id_everywhere_and_another_at_each_clearance(talks: App):
    """It says nothing of how many there are, nor to one clearance of the others."""
    tick(talks, "2026-01-10")
    (full,), (public,) = ids(talks), ids(talks, PUBLIC)
    assert full != public
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in (full, public))
    assert public == id_of("PUBLIC", "series:talks", "2026-01-10", "due")


def test_nobody_takes_care_of_what_they_may_not_see(talks: App):
    """To the public, the reminder of another clearance is none."""
    tick(talks, "2026-01-10")
    for change in (talks.acknowledge, partial(talks.snooze, until=date(2026, 2, 1))):
        with pytest.raises(BadInput, match="there is no reminder"):
            change(ids(talks), clearance=PUBLIC)
    assert {one.state for one in kept(talks)} == {"open"}


def test_nobody_takes_care_of_what_is_hidden_from_them_by_now(app: App):
    """Though it was seen when it was raised: whether there is such a reminder is not told either."""
    announce(app, "2026-01-20")
    tick(app, "2026-01-10")
    known = ids(app, PUBLIC)
    tell(app, reclassifications=said("engagement:next", classification="PRIVATE"))
    for _ in range(2):
        with pytest.raises(BadInput, match="there is no reminder"):
            app.acknowledge(known, clearance=PUBLIC)
        tick(app, "2026-01-11")


def test_of_several_one_that_is_over_refuses_all(talks: App):
    """Nothing is changed, and the message says which and why."""
    tick(talks, "2025-12-01", "2026-01-10")
    former, latest = ids(talks)
    with pytest.raises(BadInput, match=f"{former} is superseded already"):
        talks.acknowledge([latest, former], clearance=FULL)
    assert raised(talks) == [f"{SLOT} unscheduled-60 superseded 2025-12-01", f"{SLOT} due open 2026-01-10"]


def test_to_acknowledge_twice_is_to_acknowledge(talks: App):
    """And to snooze what was acknowledged puts it off after all."""
    tick(talks, "2026-01-10")
    (name,) = ids(talks)
    for _ in range(2):
        talks.acknowledge([name, name], clearance=FULL)
        assert raised(talks) == [f"{SLOT} due acknowledged 2026-01-10"]
    talks.snooze([name], until=date(2026, 2, 1), clearance=FULL)
    assert [one.snoozed_until for one in kept(talks) if one.id == name] == ["2026-02-01"]
    talks.acknowledge([name], clearance=FULL)
    assert [one.snoozed_until for one in kept(talks) if one.id == name] == [None]


# -- what people read -------------------------------------------------------------------------------------------------


def messages(app: App, clock: Clock, day: str, language: str = "en") -> list[str]:
    """What the reminders say on a day."""
    clock.now_us = noon(day)
    return [one.message for one in app.reminders(clearance=FULL, language=language)]


def test_a_reminder_says_what_is_so_now(talks: App, clock: Clock):
    """In the words of the day it is read: a title put right, a window passed since the last tick."""
    tick(talks, "2026-01-10")
    due_then = "Talks on ports, number 2: expected by 2026-01-10, at the latest 2026-04-04; nobody has announced it"
    assert messages(talks, clock, "2026-01-10") == [due_then]
    tell(talks, amendments=amended("series:talks", names={"en": "Talks on quays", "ar": "محادثات الأرصفة"}))
    assert messages(talks, clock, "2026-01-10") == [due_then.replace("ports", "quays")]
    (late,) = messages(talks, clock, "2026-05-10")
    assert late == "Talks on quays, number 2: was expected by 2026-01-10, at the latest 2026-04-04; none is on record"
    assert messages(talks, clock, "2026-05-10", "ar")[0].startswith("محادثات الأرصفة")


def test_a_reminder_that_is_over_keeps_its_own_words(talks: App, clock: Clock):
    """One that was followed by another says what it said; one that is resolved, what it was of."""
    tick(talks, "2025-12-01", "2026-01-10")
    former, _ = messages(talks, clock, "2026-01-10")
    assert former.endswith("expected by 2026-01-10; nobody has announced it")
    tell(talks, engagements=[meeting("2026-01-12", 2)])
    assert messages(talks, clock, "2026-01-13") == ["Talks on ports (2026-01-10)"] * 2
    assert messages(talks, clock, "2026-01-13", "ar") == ["محادثات الموانئ (2026-01-10)"] * 2


def test_a_reminder_of_a_meeting_or_a_deadline_that_is_over_is_told_by_its_title(app: App, clock: Clock):
    """Whatever became of it, also when it was retracted."""
    announce(app, "2026-02-01")
    tell(app, commitments=[commitment(deadline(complete_by="2026-02-01"))])
    tick(app, "2026-02-01")
    tell(app, retractions=said("engagement:next") + said("commitment:open-port"))
    assert sorted(messages(app, clock, "2026-02-01")) == ["Open the port (2026-02-01)", "Talks (2026-02-01)"]
