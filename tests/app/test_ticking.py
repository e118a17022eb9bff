"""Ticks on both engines: what is raised, each once, whatever is made anew, and where a tick fails."""

from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from app.agendas import (
    FULL,
    HOUR,
    PRIVATE,
    PUBLIC,
    SLOT,
    announce,
    ask,
    due,
    kept,
    noon,
    raised,
    refusing,
    standing,
    tick,
)
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.ticking import Ticked
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.desk import agenda as desk
from ctcalendar.errors import CalendarError
from views.databases import Databases
from views.test_promises import begun, commitment, deadline, meeting, report, said, tell


@pytest.fixture
def app(databases: Databases, clock: Clock) -> Iterator[App]:
    """A calendar with an accord, and a series of talks that nobody has held yet; it is November 2025."""
    with databases.empty() as settings:
        yield begun(App(settings, clock=clock))


@pytest.fixture
def talks(app: App) -> App:
    """The same after talks on 10 January 2025: the next are called for a year later."""
    tell(app, engagements=[meeting("2025-01-10", 1)])
    return app


def test_a_meeting_that_nobody_announces_is_told_of_at_every_stage(talks: App):
    """Each once, on the day it begins, and each puts away the one before."""
    days = "2025-11-10 2025-11-11 2025-11-12 2026-01-10 2026-04-04 2026-04-05 2026-05-05 2026-06-05".split()
    tick(talks, *days)
    assert raised(talks) == [
        f"{SLOT} unscheduled-60 superseded 2025-11-11",
        f"{SLOT} due superseded 2026-01-10",
        f"{SLOT} overdue-1 superseded 2026-04-05",
        f"{SLOT} overdue-2 superseded 2026-05-05",
        f"{SLOT} overdue-3 open 2026-06-05",
    ]
    assert raised(talks, PUBLIC) == raised(talks)


def test_after_a_time_without_ticks_only_the_highest_stage_is_raised(talks: App):
    """Nobody wants to be told in May what was to come in January."""
    tick(talks, "2025-11-11", "2026-05-06")
    assert raised(talks) == [f"{SLOT} unscheduled-60 superseded 2025-11-11", f"{SLOT} overdue-2 open 2026-05-06"]


def test_a_second_tick_at_the_same_instant_does_nothing(talks: App):
    """Nor one later on the same day."""
    tell(talks, commitments=[commitment(deadline(complete_by="2026-01"), deadline("other", start_by="2025-12"))])
    assert tick(talks, "2026-01-15").raised == 3
    before = kept(talks), due(talks)
    assert tick(talks, "2026-01-15") == Ticked()
    assert talks.tick(now_us=noon("2026-01-15") + 11 * HOUR) == Ticked()
    assert (kept(talks), due(talks)) == before


def test_to_call_it_off_opens_the_slot_again(talks: App):
    """The reminder of before, as it was raised then; nothing is raised twice."""
    tick(talks, "2025-12-01")
    announce(talks, "2026-01-20")
    tick(talks, "2025-12-22")
    tell(talks, cancellations=said("next"))
    assert tick(talks, "2025-12-23") == Ticked(followed=1, reopened=1, resolved=1)
    assert raised(talks) == [
        f"{SLOT} unscheduled-60 open 2025-12-01",
        "engagement:next 2026-01-20 upcoming-30 resolved 2025-12-22",
    ]
    assert tick(talks, "2026-01-10").raised == 1


def test_a_meeting_held_and_recorded_late_ends_the_escalation(talks: App):
    """And the history stays true: what was raised while nobody knew was raised."""
    tick(talks, "2025-11-11", "2026-01-10", "2026-04-05", "2026-05-05")
    before = kept(talks)
    tell(talks, engagements=[meeting("2026-01-12", 2)])
    assert tick(talks, "2026-05-06") == Ticked(followed=1, resolved=1)
    after = kept(talks)
    assert [one.raised_at for one in after] == [one.raised_at for one in before]
    assert {one.state for one in after} == {"resolved"}
    assert tick(talks, "2026-06-05", "2026-10-01").raised == 0
    assert tick(talks, "2026-11-13").raised == 1  # the next, called for in January 2027
    assert standing(talks) == ["series:talks 2027-01-12 unscheduled-60"]


def test_each_clearance_is_reminded_of_what_it_may_see(talks: App):
    """Of a secret announcement nobody below learns: to them the meeting is still to be announced."""
    announce(talks, "2026-01-20", classification="PRIVATE")
    tick(talks, "2026-01-10")
    assert standing(talks, PUBLIC) == [f"{SLOT} due"]
    assert standing(talks, PRIVATE) == standing(talks) == ["engagement:next 2026-01-20 upcoming-30"]


def test_a_secret_meeting_changes_nothing_of_what_the_public_reads(talks: App, databases: Databases, clock: Clock):
    """Not a byte of the agenda and of reminders, at any tick: beside a calendar in which it was never recorded."""

    def read(app: App) -> bytes:
        told = [app.agenda(clearance=PUBLIC), app.reminders(clearance=PUBLIC)]
        return msgspec.json.encode([*told, app.reminders(clearance=PUBLIC, language="ar")])

    with databases.empty() as settings:
        plain = begun(App(settings, clock=clock))
        tell(plain, engagements=[meeting("2025-01-10", 1)])
        tick(plain, "2025-12-01")
        tick(talks, "2025-12-01")
        tell(talks, engagements=[meeting("2026-01-05", 2, classification="PRIVATE")])
        for day in ("2025-12-02", "2026-01-10", "2026-05-06"):
            clock.now_us = noon(day)
            tick(plain, day)
            tick(talks, day)
            assert read(talks) == read(plain)
    assert standing(talks, PUBLIC) == [f"{SLOT} overdue-2"]
    assert standing(talks) == []


# -- what is made anew ------------------------------------------------------------------------------------------------


def full_desk(app: App) -> App:
    """The calendar with reminders in every state, as of 10 January 2026."""
    due_then = deadline(complete_by="2026-01-31"), deadline("old", complete_by="2025-12-20")
    tell(app, commitments=[commitment(*due_then), commitment(deadline(), id="done")])
    tick(app, "2025-12-20")
    tell(app, reports=[report("complete") | {"subject": "done"}])
    tick(app, "2026-01-10")
    known = {one.stage: one.id for one in kept(app) if one.clearance == "CONFIDENTIAL" and one.state == "open"}
    app.acknowledge([known["overdue-1"]], clearance=FULL)
    app.snooze([known["due"]], until=date(2026, 2, 1), clearance=FULL)
    assert {one.state for one in kept(app)} == {"open", "acknowledged", "superseded", "resolved"}
    return app


def test_a_rebuild_raises_nothing(talks: App):
    """What is to be looked at again is made anew of the views, and is the same."""
    full_desk(talks)
    before = kept(talks), due(talks)
    talks.rebuild()
    assert due(talks) == []
    assert tick(talks, "2026-01-10").raised == 0
    assert (kept(talks), due(talks)) == before


def test_a_whole_backup_keeps_reminders(talks: App, databases: Databases, clock: Clock):
    """Restored elsewhere, nothing is raised that was raised here; what comes next is."""
    full_desk(talks)
    lines = list(talks.backup(clearance=FULL, whole=True))
    with databases.empty() as settings:
        other = App(settings, clock=clock)
        other.restore("copy", lines)
        assert kept(other) == kept(talks)
        assert tick(other, "2026-01-10").raised == 0
        assert (kept(other), due(other)) == (kept(talks), due(talks))
        assert tick(other, "2026-01-20") == Ticked(raised=1)


# -- many, and failures -----------------------------------------------------------------------------------------------


def many(app: App, number: int = 170) -> None:
    """Record so many deadlines, all due in January 2026."""
    tell(app, commitments=[commitment(*(deadline(f"d-{one:03}", complete_by="2026-01") for one in range(number)))])


def test_more_than_one_transaction_takes_is_raised_in_several(app: App):
    """All in one tick; what several clearances have counts once."""
    many(app)
    done = tick(app, "2026-01-31")
    assert len({one.id for one in kept(app)}) == len(kept(app)) == 510
    assert done == Ticked(followed=177, raised=170)
    assert tick(app, "2026-01-31") == Ticked()


FAILING = [("reminder", "INSERT"), ("agenda_due", "INSERT"), ("agenda_due", "UPDATE"), ("agenda_head", "UPDATE")]


@pytest.mark.parametrize(("table", "doing"), [*FAILING, ("heartbeat", "INSERT")])
def test_a_tick_that_fails_leaves_all_to_the_next(talks: App, table: str, doing: str):
    """Wherever it fails: nothing is half done, nothing is lost, and nothing is raised twice."""
    tell(talks, commitments=[commitment(deadline(complete_by="2026-01-31"))])
    with refusing(talks, table, doing), pytest.raises(CalendarError):
        tick(talks, "2026-01-10")
    assert (kept(talks), ask(talks, "SELECT succeeded_at FROM heartbeat")) == ([], [])
    assert tick(talks, "2026-01-10").raised == 2


def test_what_was_raised_before_a_failure_stays_raised(app: App):
    """Each transaction for itself: the next tick raises the rest, and only that."""
    many(app)
    the_last = "NEW.clearance = 'CONFIDENTIAL' AND NEW.subject > 'commitment:open-port.d-165'"
    with refusing(app, "reminder", when=the_last), pytest.raises(CalendarError):
        tick(app, "2026-01-31")
    before = kept(app)
    assert len(before) == 500
    assert ask(app, "SELECT succeeded_at FROM heartbeat") == []
    assert tick(app, "2026-01-31").raised == 10
    assert len(kept(app)) == 510
    assert set(kept(app)) > set(before)


def test_a_reminder_that_is_there_is_not_raised_again_whatever_the_rows_say(talks: App):
    """They are working rows: lost, or set back by hand, they come to the same."""
    tick(talks, "2026-01-10")
    before = kept(talks), due(talks)
    with transacting(talks.settings) as connection:
        Driver(connection).run("UPDATE agenda_due SET next_at = 0")
    assert tick(talks, "2026-01-10") == Ticked()
    with transacting(talks.settings) as connection:
        desk.forget_all(Driver(connection))
    assert tick(talks, "2026-01-10").raised == 0
    assert (kept(talks), due(talks)) == before


def test_the_heartbeat_is_what_the_clock_says_at_the_last_tick_that_succeeded(talks: App, clock: Clock):
    """Where something is to be done and where nothing is; whatever moment the tick was for."""
    for _ in range(2):
        clock.forward(seconds=60)
        tick(talks, "2030-01-01")
        assert ask(talks, "SELECT succeeded_at FROM heartbeat") == [(clock.now_us,)]
