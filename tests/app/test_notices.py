"""Mail about reminders: queued for those who asked for it and may be told, once, by what they asked for."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.agendas import PUBLIC, announce, ask, kept, noon, refusing, tick
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.desk import subscribers
from ctcalendar.desk.subscribers import CONFIRMED, PAUSED, PENDING, Subscriber
from ctcalendar.domain import codec
from ctcalendar.errors import CalendarError
from ctcalendar.views.filter import Filter
from views.databases import Databases, SqliteDatabases
from views.test_promises import NOTE, begun, commitment, deadline, meeting, said, series, tell, yearly

MEETING, SERIES, DEADLINE = "engagement:next", "series:others", "commitment:open-port"


@pytest.fixture
def app(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[App]:
    """A calendar in which a meeting, one that a series calls for, and a deadline are due in January 2026."""
    with sqlite_databases.empty() as settings:
        yield filled(App(settings, clock=clock))


@pytest.fixture
def on_both(databases: Databases, clock: Clock) -> Iterator[App]:
    """The same on each engine in turn."""
    with databases.empty() as settings:
        yield filled(App(settings, clock=clock))


def filled(app: App) -> App:
    """The calendar once all three are on record."""
    begun(app)
    others = series(id="others", cadence=yearly(anchor="2026-01-10"), parties=["SA", "FR"], names={"en": "Others"})
    tell(app, series=[others], commitments=[commitment(deadline(complete_by="2026-01-10"))])
    announce(app, "2026-01-10", places=[{"country": "QA"}])
    return app


def subscribe(app: App, name: str = "ann", **other: Any) -> None:
    """Somebody asks for mail as reminders are raised, and confirms the address; `asked` gives terms of a filter."""
    asked = codec.encode(Filter(**other.pop("asked", {}))).decode()
    known = {
        "id": name,
        "address": f"{name}@example.org",
        "language": "en",
        "clearance": "PUBLIC",
        "asked": asked,
        "immediate": 1,
        "state": CONFIRMED,
        "created_at": 1,
    }
    with transacting(app.settings) as connection:
        subscribers.add(Driver(connection), Subscriber(**{**known, **other}))


def mail(app: App) -> list[tuple[str, str, str]]:
    """The mail that waits: to whom, and of which reminder, by its item and stage."""
    of = {one.id: one for one in kept(app)}
    waiting = ask(app, "SELECT subscriber, period, kind, state FROM outbox")
    assert {(kind, state) for _, _, kind, state in waiting} <= {("reminder", "queued")}
    return sorted((who, of[period].stream, of[period].stage) for who, period, _, _ in waiting)


def streams(app: App) -> list[str]:
    """The items that mail waits about, to anybody."""
    return [stream for _, stream, _ in mail(app)]


def test_who_asked_is_told_of_each_reminder_once(on_both: App):
    """As it is raised, in the same transaction; a second tick queues nothing."""
    subscribe(on_both)
    done = tick(on_both, "2026-01-10")
    assert (done.raised, done.queued) == (3, 3)
    assert mail(on_both) == [("ann", DEADLINE, "due"), ("ann", MEETING, "due"), ("ann", SERIES, "due")]
    assert tick(on_both, "2026-01-10").queued == 0
    on_both.rebuild()
    assert tick(on_both, "2026-01-10").queued == 0
    assert tick(on_both, "2026-01-11").queued == 1  # the deadline is overdue
    assert len(mail(on_both)) == 4


def test_the_mail_is_of_the_moment_of_the_tick(app: App):
    """For whom sends the oldest first."""
    subscribe(app)
    tick(app, "2026-01-10", "2026-01-11")
    assert ask(app, "SELECT DISTINCT created_at FROM outbox ORDER BY 1") == [
        (noon("2026-01-10"),),
        (noon("2026-01-11"),),
    ]


@pytest.mark.parametrize(
    "other", [{"state": PENDING}, {"state": PAUSED}, {"state": "unsubscribed"}, {"immediate": 0}], ids=str
)
def test_who_has_not_confirmed_or_did_not_ask_is_told_nothing(app: App, other: dict[str, Any]):
    """Nor who wants no mail for now."""
    subscribe(app, **other)
    assert tick(app, "2026-01-10").queued == 0
    assert mail(app) == []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, [DEADLINE, MEETING, SERIES]),
        ({"party": ("QA",)}, [DEADLINE, MEETING]),
        ({"party": ("SA",)}, [SERIES]),
        ({"party": ("FR",)}, [MEETING, SERIES]),
        ({"party": ("US",)}, []),
        ({"series": ("talks",)}, [MEETING]),
        ({"series": ("others",)}, [SERIES]),
        ({"instrument": ("accord",)}, [DEADLINE]),
        ({"kind": ("dialogue",)}, [MEETING]),
        ({"kind": ("visit",)}, []),
        ({"place": ("QA",)}, [MEETING]),
        ({"status": ("scheduled",)}, [MEETING]),
        ({"status": ("held",)}, []),
        ({"topic": ("ports",)}, []),
        ({"since": "2026-01-01"}, [DEADLINE, MEETING, SERIES]),
    ],
    ids=str,
)
def test_a_subscriber_is_told_of_what_the_filter_asks_for(app: App, asked: dict[str, Any], told: list[str]):
    """A term that says nothing of deadlines and series (a place, a kind) leaves them out, as in feeds."""
    subscribe(app, asked=asked)
    tick(app, "2026-01-10")
    assert streams(app) == told


def test_days_relative_to_today_are_those_of_the_tick(app: App):
    """`P5D` of the day on which the reminder is raised."""
    subscribe(app, asked={"kind": ("dialogue",), "until": "P5D"})
    tick(app, "2025-12-11")  # a month ahead
    assert mail(app) == []
    tick(app, "2026-01-09")
    assert mail(app) == [("ann", MEETING, "upcoming-1")]


def test_each_is_told_of_what_they_may_see(on_both: App):
    """Once, of the reminder of their own clearance; of a secret meeting none but those who may know."""
    secret = meeting("2026-01-10", status="scheduled", id="secret", series=None, classification="PRIVATE")
    tell(on_both, engagements=[secret])
    subscribe(on_both, "ann")
    subscribe(on_both, "bob", clearance="PRIVATE")
    done = tick(on_both, "2026-01-10")
    assert (done.raised, done.queued) == (4, 7)
    assert [one[1] for one in mail(on_both) if one[0] == "ann"] == [DEADLINE, MEETING, SERIES]
    assert [one[1] for one in mail(on_both) if one[0] == "bob"] == [DEADLINE, MEETING, "engagement:secret", SERIES]
    levels = {one.id: one.clearance for one in kept(on_both)}
    found = ask(on_both, "SELECT DISTINCT subscriber, period FROM outbox")
    assert {(who, levels[period]) for who, period in found} == {("ann", "PUBLIC"), ("bob", "PRIVATE")}


def test_who_subscribes_later_is_not_told_of_what_was(app: App):
    """They asked for what comes."""
    tick(app, "2026-01-10")
    subscribe(app)
    assert tick(app, "2026-01-10").queued == 0
    assert tick(app, "2026-01-18").queued == 2  # the meeting is overdue, and so is the deadline


def test_nobody_is_told_again_of_what_is_open_again(app: App):
    """It was told when it was raised."""
    subscribe(app, asked={"kind": ("dialogue",)})
    tick(app, "2026-01-10")
    tell(app, cancellations=said("next"))
    tick(app, "2026-01-11")
    tell(app, reschedules=said("next", when={"edtf": "2026-01-10"}))
    assert tick(app, "2026-01-11").queued == 0
    assert len(mail(app)) == 1


def test_mail_and_reminders_are_kept_together_or_not_at_all(on_both: App):
    """Where the outbox cannot be written no reminder is raised that nobody would be told of."""
    subscribe(on_both)
    with refusing(on_both, "outbox"), pytest.raises(CalendarError):
        tick(on_both, "2026-01-10")
    assert (kept(on_both), mail(on_both)) == ([], [])
    assert tick(on_both, "2026-01-10").queued == 3


def test_what_is_said_of_it_after_the_tick_is_no_new_reminder(app: App):
    """Whoever was told of the meeting is not told again that it is virtual."""
    subscribe(app)
    tick(app, "2026-01-10")
    tell(app, corroborations=[{"subject": "next", "values": {"mode": "virtual"}, "citations": NOTE}])
    assert tick(app, "2026-01-10").queued == 0
    assert len(app.reminders(clearance=PUBLIC)) == 3
