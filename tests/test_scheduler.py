"""The metronome: it ticks at once and then at its interval, whatever a tick fails of, and keeps nothing."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Event, Semaphore
from threading import enumerate as all_threads

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.memory import MemoryJobStore

from ctcalendar.app import App
from ctcalendar.app.ticking import Ticked
from ctcalendar.db.reader import open_reader
from ctcalendar.errors import DatabaseUnavailable
from ctcalendar.scheduler import AT_ONCE, Metronome
from ctcalendar.settings import Settings

SOON_S, LATER_S, PATIENCE_S = 0.05, 3600.0, 20.0
"""An interval a test can wait for, one it never waits for, and how long it waits for what must come."""


class Heard:
    """Counts the ticks as they begin; `does` is what each of them does, by its number from 1 on."""

    def __init__(self, does: Callable[[int], object] = lambda number: None) -> None:
        self._does, self._numbers, self._begun = does, count(1), Semaphore(0)
        self.expected = False

    def begin_ticking(self) -> None:
        self.expected = True

    def tick(self) -> None:
        number = next(self._numbers)
        self._begun.release()
        self._does(number)

    def wait_for(self, ticks: int) -> None:
        """Return once so many more have begun."""
        for _ in range(ticks):
            assert self._begun.acquire(timeout=PATIENCE_S), "it does not tick"

    def is_silent(self) -> bool:
        """Whether none has begun that nobody has waited for."""
        return not self._begun.acquire(blocking=False)


@contextmanager
def running(ticks: object, *, interval_s: float = SOON_S) -> Iterator[Metronome]:
    """A metronome that runs; stopped at the end, and none of its threads is left then."""
    before = set(all_threads())
    metronome = Metronome(ticks, interval_s=interval_s)  # type: ignore[arg-type]
    metronome.start()
    try:
        yield metronome
    finally:
        metronome.stop()
        for thread in set(all_threads()) - before:
            thread.join(PATIENCE_S)
            assert not thread.is_alive(), thread


def moved(metronome: Metronome, ahead: timedelta) -> None:
    """Put the next tick so far off on the wall clock, as it is once that clock was set back by as much."""
    metronome._scheduler.modify_job("tick", next_run_time=datetime.now(UTC) + ahead)


def once_more(metronome: Metronome) -> None:
    """Let the interval be over now, and return once what it brings is done."""
    done = Event()
    metronome._scheduler.add_listener(lambda _: done.set(), EVENT_JOB_EXECUTED)
    moved(metronome, timedelta())
    assert done.wait(PATIENCE_S)


# -- when it ticks ----------------------------------------------------------------------------------------------------


def test_it_ticks_at_once():
    """Whoever starts it after a week does not wait for an interval first."""
    heard = Heard()
    with running(heard, interval_s=LATER_S):
        heard.wait_for(1)
    assert heard.is_silent()


def test_it_says_that_somebody_ticks_before_it_does():
    """Or nobody would miss a first tick that never comes."""
    expected: list[bool] = []
    heard = Heard(lambda number: expected.append(heard.expected))
    with running(heard):
        heard.wait_for(2)
    assert expected[0] is True


def test_it_ticks_at_its_interval():
    """Again and again."""
    heard = Heard()
    with running(heard):
        heard.wait_for(6)


def test_another_tick_does_not_begin_while_one_is_at_it():
    """However often the interval is over: what is due is done once, and two would only stand in each other's way."""
    released = Event()
    heard = Heard(lambda number: released.wait(PATIENCE_S))
    with running(heard, interval_s=LATER_S) as metronome:
        heard.wait_for(1)
        once_more(metronome)
        assert heard.is_silent()
        released.set()


# -- what a tick fails of ---------------------------------------------------------------------------------------------


def test_a_tick_that_is_refused_is_told_in_a_line_and_the_next_comes(caplog: pytest.LogCaptureFixture):
    """What the error says and when it is tried again, without a traceback: nothing is wrong with the program."""

    def fail(number: int) -> None:
        if number == 1:
            raise DatabaseUnavailable("the database is\naway")

    heard = Heard(fail)
    with caplog.at_level(logging.INFO, "ctcalendar"), running(heard):
        heard.wait_for(3)
    (told,) = (record for record in caplog.records if record.name.startswith("ctcalendar"))
    assert told.levelname == "ERROR"
    assert told.getMessage() == "tick: the database is away; it is tried again in 0.05 s"
    assert told.exc_info is None


def test_a_mistake_of_ours_is_told_with_its_traceback_and_the_next_tick_comes(caplog: pytest.LogCaptureFixture):
    """It never ends the loop."""

    def fail(number: int) -> None:
        raise KeyError(f"mistake {number}")

    heard = Heard(fail)
    with caplog.at_level(logging.INFO, "ctcalendar"), running(heard):
        heard.wait_for(3)
    told = [record for record in caplog.records if record.name.startswith("ctcalendar")]
    assert {record.getMessage() for record in told} == {
        "tick: a mistake in ctcalendar itself; it is tried again in 0.05 s"
    }
    assert "KeyError: 'mistake 1'" in caplog.text


def test_it_ticks_although_it_could_not_say_so_beforehand(caplog: pytest.LogCaptureFixture):
    """The database may be locked for a moment, just as it begins."""

    class Locked(Heard):
        def begin_ticking(self) -> None:
            raise DatabaseUnavailable("another program is writing to it")

    heard = Locked()
    with caplog.at_level(logging.INFO, "ctcalendar"), running(heard):
        heard.wait_for(2)
    assert "another program is writing to it; ticking begins all the same" in caplog.text


def test_a_stuck_tick_does_not_stop_the_others(caplog: pytest.LogCaptureFixture):
    """After three intervals others come, at the interval; how long it has been stuck is told."""
    released = Event()
    heard = Heard(lambda number: released.wait(PATIENCE_S) if number == 1 else None)
    with caplog.at_level(logging.INFO, "ctcalendar"), running(heard):
        heard.wait_for(4)
        released.set()
    assert "tick: 1 stuck for 0." in caplog.text


def test_once_as_many_are_stuck_as_may_be_it_goes_on_when_one_of_them_ends():
    """Threads are not spent without end on a database that answers nobody."""
    at_it, released = Semaphore(0), Semaphore(0)

    def stay(number: int) -> None:
        if number <= AT_ONCE:
            at_it.release()
            released.acquire(timeout=PATIENCE_S)

    heard = Heard(stay)
    with running(heard) as metronome:
        heard.wait_for(AT_ONCE)
        moved(metronome, timedelta())
        assert heard.is_silent()
        released.release()
        heard.wait_for(1)
        released.release(AT_ONCE - 1)


# -- the clock on the wall --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(days=7)])
def test_a_clock_that_was_set_back_stops_nothing(caplog: pytest.LogCaptureFixture, ahead: timedelta):
    """The next tick would be hours away; it comes after a few intervals, is told of, and those after it are in time."""
    heard = Heard()
    with caplog.at_level(logging.INFO, "ctcalendar"), running(heard) as metronome:
        heard.wait_for(1)
        moved(metronome, ahead)
        heard.wait_for(6)
    assert "(was the clock set back?); it is started again" in caplog.text


def test_a_clock_that_was_set_forward_brings_one_tick_and_not_all_that_were_missed():
    """As after a machine slept for a week: what is due is in the database, not in the number of ticks."""
    heard = Heard()
    with running(heard, interval_s=LATER_S) as metronome:
        heard.wait_for(1)
        moved(metronome, -timedelta(days=7))
        heard.wait_for(1)
        once_more(metronome)
        heard.wait_for(1)
        assert heard.is_silent()


# -- stopping ---------------------------------------------------------------------------------------------------------


def test_stopped_it_leaves_no_thread_that_could_tick():
    """`running` looks whether one is left."""
    heard = Heard()
    with running(heard):
        heard.wait_for(2)


def test_who_stops_it_does_not_wait_for_the_tick_that_is_at_it():
    """That one ends when it is done: it is in a transaction of its own."""
    released, ended = Event(), Event()

    def stay(number: int) -> None:
        released.wait(PATIENCE_S)
        ended.set()

    heard = Heard(stay)
    metronome = Metronome(heard, interval_s=LATER_S)
    metronome.start()
    heard.wait_for(1)
    metronome.stop()
    assert not ended.is_set()
    released.set()
    assert ended.wait(PATIENCE_S)
    assert heard.is_silent()


# -- what it keeps ----------------------------------------------------------------------------------------------------


class Counted(App):
    """A calendar that tells when a tick is done."""

    done = Semaphore(0)

    def tick(self, *, now_us: int | None = None) -> Ticked:
        ticked = super().tick(now_us=now_us)
        self.done.release()
        return ticked


def tables(url: str) -> list[str]:
    with open_reader(url) as reader:
        return [name for (name,) in reader.rows("SELECT name FROM sqlite_master ORDER BY name")]


def test_nothing_of_the_metronome_s_own_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Its job is in memory: no table, no file. What is due is found in the calendar alone."""
    monkeypatch.chdir(tmp_path)
    app = Counted(Settings(database_url=f"sqlite:///{tmp_path}/calendar.sqlite"))
    app.init()
    before = tables(app.settings.database)
    with running(app) as metronome:
        for _ in range(3):
            assert app.done.acquire(timeout=PATIENCE_S)
        assert [type(store) for store in metronome._scheduler._jobstores.values()] == [MemoryJobStore]
    assert tables(app.settings.database) == before
    assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {"calendar.sqlite"}
