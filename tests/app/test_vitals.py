"""Whether somebody does what is due: in words for who watches, and as a check of doctor."""

from contextlib import closing

import pytest

from conftest import NOON, Clock
from ctcalendar.app import App
from ctcalendar.app.doctor import Finding
from ctcalendar.app.vitals import MISSED
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import DatabaseUnavailable
from ctcalendar.settings import Settings
from log.building import Log

EVERY_S = 40


@pytest.fixture
def app(calendar_url: str, clock: Clock) -> App:
    """A calendar where a tick is expected every forty seconds, and nobody has ever ticked; on each engine in turn."""
    return App(Settings(database_url=calendar_url, tick_seconds=EVERY_S), clock=clock)


def found(app: App, clearance: Clearance = Clearance.CONFIDENTIAL) -> Finding:
    """What doctor says of ticks."""
    return next(finding for finding in app.doctor(clearance=clearance) if finding.check == "ticks")


def test_where_nobody_was_ever_to_tick_nothing_is_missed_and_doctor_says_how_to_begin(app: App, clock: Clock):
    """An archive needs nobody; a calendar with deadlines does."""
    clock.forward(days=400)
    assert app.missed() is None
    assert (found(app).state, "ctcalendar up" in found(app).found) == ("ok", True)


def test_before_the_first_tick_there_is_time_for_it(app: App, clock: Clock):
    """A scheduler that has just begun is not told to be late."""
    app.begin_ticking()
    for _ in range(MISSED + 1):
        assert app.missed() is None
        assert found(app).state == "ok"
        assert found(app).found == "the first one is under way"
        clock.forward(seconds=EVERY_S)


def test_a_scheduler_that_began_and_never_succeeded_is_told(app: App, clock: Clock):
    """Since when; beginning again, as a service that is restarted over and over does, is no success."""
    app.begin_ticking()
    clock.forward(seconds=MISSED * EVERY_S)
    app.begin_ticking()
    clock.forward(seconds=1)
    assert app.missed() == "no tick has succeeded since the first was to, at 2025-11-01T12:26:40.000000Z"
    assert found(app).state == "wrong"
    assert found(app).found == app.missed()
    assert found(app).advice == ("every 40 s is expected (TICK_SECONDS); run: ctcalendar tick, and see what it says")


def test_three_missed_intervals_are_told_and_not_two(app: App, clock: Clock):
    """To the second; until when all was well stands in the words."""
    app.tick()
    assert found(app).state == "ok"
    assert found(app).found == "the last one at 2025-11-01T12:26:40Z"
    clock.forward(seconds=MISSED * EVERY_S)
    assert app.missed() is None
    clock.forward(seconds=1)
    assert app.missed() == "no tick has succeeded since 2025-11-01T12:26:40.000000Z"
    assert found(app).state == "wrong"


def test_the_next_tick_mends_it(app: App, clock: Clock):
    """However long there was none."""
    app.tick()
    clock.forward(days=30)
    assert app.missed() is not None
    app.tick()
    assert app.missed() is None
    assert found(app).state == "ok"


def test_ticks_of_a_timer_count_like_those_of_a_scheduler(app: App, clock: Clock):
    """Nobody needs to have begun."""
    app.tick()
    clock.forward(seconds=EVERY_S)
    app.tick()
    clock.forward(seconds=MISSED * EVERY_S)
    assert app.missed() is None


def test_the_interval_that_counts_is_the_one_that_is_set(app: App, clock: Clock):
    """Whoever ticks once an hour sets it so."""
    app.tick()
    clock.forward(seconds=3 * 3_600)
    url = app.settings.database
    assert App(Settings(database_url=url, tick_seconds=3_600), clock=clock).missed() is None
    assert App(Settings(database_url=url, tick_seconds=3_599), clock=clock).missed() is not None


def test_a_clock_that_was_set_back_is_no_missed_tick(app: App, clock: Clock):
    """The last one seems to be yet to come; what matters is how long there is none from now on."""
    app.tick()
    clock.forward(seconds=-3 * 3_600)
    assert app.missed() is None
    app.tick()
    assert found(app).found == "the last one at 2025-11-01T09:26:40Z"
    clock.forward(seconds=MISSED * EVERY_S + 1)
    assert app.missed() is not None


def test_a_tick_that_fails_is_none(app: App, clock: Clock):
    """That it succeeded is written last: with what it could not do it goes."""
    app.begin_ticking()
    hasty = App(Settings(database_url=app.settings.database, lock_timeout_s=1), clock=clock)
    with closing(Log(app.settings.database)) as log, log.by_hand(autocommit=not log.is_postgres) as somebody:
        somebody.execute("LOCK TABLE agenda_due" if log.is_postgres else "BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable):
            hasty.tick()
        somebody.execute("ROLLBACK")
    clock.forward(seconds=MISSED * EVERY_S + 1)
    assert app.missed() == "no tick has succeeded since the first was to, at 2025-11-01T12:26:40.000000Z"


def test_a_rebuild_and_a_restart_forget_nothing_of_it(app: App, clock: Clock):
    """What folds the views anew makes the agenda anew, and leaves it known that somebody ticks."""
    app.tick()
    app.rebuild()
    app.begin_ticking()
    assert found(app).found == "the last one at 2025-11-01T12:26:40Z"
    assert app.tick().raised == 0


@pytest.mark.parametrize("clearance", Clearance)
def test_everybody_is_told_the_same(app: App, clock: Clock, clearance: Clearance):
    """That somebody ticks is no secret, and says nothing of what is recorded."""
    app.tick()
    clock.forward(days=1)
    assert found(app, clearance) == found(app)


def test_moments_are_whole_seconds(app: App):
    """As everywhere in what people read."""
    app.tick(now_us=NOON + 999_999)
    assert found(app).found == "the last one at 2025-11-01T12:26:40Z"
