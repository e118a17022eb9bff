"""The metronome: APScheduler calls App.tick() at an interval, and keeps nothing. What is due is found in the database.

One job in a memory store: a shared store fires twice, drops what is late and dies of a locked database. APScheduler
goes by the clock on the wall, so one that was set back three hours holds it still for three hours: a watch that goes by
the time that passes starts it again.
"""

import logging
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event, Lock, Thread
from time import monotonic
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from ctcalendar.errors import CalendarError

STUCK_AFTER, STILL_AFTER, AT_ONCE = 3, 2, 3
"""Intervals after which a tick counts as stuck and another may begin; after which a metronome without ticks is started
again; and how many ticks may be at it at once. (They do each thing once, however many they are.)"""

log = logging.getLogger(__name__)


class Ticks(Protocol):
    """What is called at each interval."""

    def begin_ticking(self) -> None:
        """Somebody is going to tick."""
        ...

    def tick(self) -> object:
        """Do all that is due."""
        ...


class Metronome:
    """Calls tick() at once and then every `interval_s` seconds, in threads of its own, until it is stopped."""

    def __init__(self, ticks: Ticks, *, interval_s: float) -> None:
        self._ticks, self._interval_s = ticks, interval_s
        self._lock, self._stopped = Lock(), Event()
        self._running: dict[int, float] = {}
        self._begun_at = monotonic()
        self._number = 0
        self._scheduler = self._made()
        self._watch = Thread(target=self._watch_over, name="ctcalendar-watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        try:
            self._ticks.begin_ticking()
        except CalendarError as error:
            log.warning("%s; ticking begins all the same", error.message)
        self._scheduler.start()
        self._watch.start()

    def stop(self) -> None:
        """Let the tick that is at it finish, and begin no other."""
        self._stopped.set()
        self._scheduler.shutdown(wait=False)

    def _made(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(AT_ONCE)})
        scheduler.add_job(
            self._tick,
            "interval",
            id="tick",
            seconds=self._interval_s,
            coalesce=True,
            max_instances=AT_ONCE,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        return scheduler

    def _tick(self) -> None:
        """One tick. Whatever it fails of, the next one comes."""
        number = self._entered()
        if number is None:
            return
        try:
            self._ticks.tick()
        except CalendarError as error:
            log.error("tick: %s; it is tried again in %g s", " ".join(error.message.split()), self._interval_s)
        except Exception:
            log.exception("tick: a mistake in ctcalendar itself; it is tried again in %g s", self._interval_s)
        finally:
            with self._lock:
                del self._running[number]

    def _entered(self) -> int | None:
        """The number of a tick that may begin; None while another is at it that is not stuck."""
        now = monotonic()
        with self._lock:
            self._begun_at = now
            if any(now - since < STUCK_AFTER * self._interval_s for since in self._running.values()):
                return None
            if self._running:
                log.error(
                    "tick: %d stuck for %g s; another begins", len(self._running), now - min(self._running.values())
                )
            self._number += 1
            self._running[self._number] = now
            return self._number

    def _watch_over(self) -> None:
        """Start the job again when it has not come for too long, whatever the clock on the wall says."""
        while not self._stopped.wait(self._interval_s):
            with self._lock:
                still, at_it = monotonic() - self._begun_at, len(self._running)
            if still <= STILL_AFTER * self._interval_s:
                continue
            if at_it >= AT_ONCE:
                log.error("tick: none has begun for %g s, for %d are stuck", still, at_it)
                continue
            log.warning("tick: none for %g s (was the clock set back?); it is started again", still)
            with suppress(JobLookupError):  # it was stopped at this very moment
                self._scheduler.modify_job("tick", next_run_time=datetime.now(UTC))
