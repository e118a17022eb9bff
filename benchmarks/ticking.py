"""Ticks: all that is due, beside APScheduler's job store doing as many jobs; nothing to do; one more fact followed.

Rows of the agenda are put where ticks look for them, as of the head of an empty log: then nothing is followed, and what
is measured is finding what is due and raising it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from pickle import dumps
from statistics import median
from typing import NamedTuple

from apscheduler.executors.debug import DebugExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.interval import IntervalTrigger
from apscheduler.util import datetime_to_utc_timestamp
from sqlalchemy import bindparam

import records
from bare import Bare
from calendars import NOW_US, Engine
from commands import dossier
from ctcalendar.agenda.stages import RULES
from ctcalendar.app import App
from ctcalendar.app.upkeep import writing
from ctcalendar.db.address import engine_url
from ctcalendar.db.driver import Driver
from ctcalendar.desk import agenda
from ctcalendar.desk.agenda import Due, Head
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from measure import Contestant, Table, compete, rate, say, span, timed

APSCHEDULER = "APScheduler, SQLAlchemyJobStore"
LEVELS = tuple(level.name for level in Clearance)
AT_ONCE, IDLE_TICKS = 20_000, 50
_DAY_US = 86_400_000_000
_TODAY = datetime.fromtimestamp(NOW_US // 1_000_000, UTC).date()
_DAYS = 365
"""What is due was so on any of so many days, as after a long time without ticks; the rest is in the years to come."""


def measure(
    engine: Engine, *, rounds: int, due: int, of: int, subjects: Sequence[int], growth: Sequence[int]
) -> Iterator[Table]:
    """The tables for one engine."""
    yield _raising(engine, due, of, rounds)
    yield _idling(engine, subjects, rounds)
    yield _following(engine, growth, rounds)


# -- what is due ------------------------------------------------------------------------------------------------------


def _raising(engine: Engine, due: int, of: int, rounds: int) -> Table:
    contestants = {
        APSCHEDULER: _jobs(engine, due, of),
        "tick, at one clearance": _ticks(engine, due, of, LEVELS[:1]),
        "tick, at three clearances": _ticks(engine, due, of, LEVELS),
    }
    rows = [
        [outcome.name, span(outcome.seconds), rate(due, outcome.seconds), *outcome.ratios]
        for outcome in compete(contestants, rounds)
    ]
    says = (
        f"{due:,} due of {of:,}. A tick raises a reminder for each and says when to look again; at three clearances it"
        " does so for each of them, as for what the public may see, and a subject still counts once. APScheduler calls"
        " a function that does nothing, in its own thread, and keeps when to call it again."
    )
    columns = ("contestant", "time", "due/s", "times as fast (median)", "range")
    return Table(f"Ticks, all that is due, {engine.name}", says, columns, rows)


def _ticks(engine: Engine, due: int, of: int, levels: Sequence[str]) -> Contestant:
    app = _calendar(engine, of, levels, due=due)
    app.tick(now_us=NOW_US - 1)  # what is done the first time alone (imports) is no part of it

    def turn() -> float:
        _begin_again(app)
        seconds = timed(app.tick)
        assert _counted(app, "SELECT count(*) FROM reminder") == due * len(levels)
        return seconds

    return turn


def _begin_again(app: App) -> None:
    """Forget what was raised: the same is due once more."""
    with writing(app.settings) as connection:
        driver = Driver(connection)
        driver.run("DELETE FROM reminder")
        driver.run(f"UPDATE agenda_due SET next_at = {NOW_US} WHERE due_on < '{_TODAY}'")


def _counted(app: App, sql: str) -> int:
    with app.reading() as reader:
        return int(reader.rows(sql)[0][0])


def _calendar(engine: Engine, subjects: int, levels: Sequence[str], *, due: int = 0) -> App:
    """A calendar with so many subjects on its agenda, so many of them due."""
    app = App(Settings(database_url=engine.empty()), clock=lambda: NOW_US)
    made_by = f"{RULES} {app.settings.days_before}"  # as app/ticking.py reckons it
    rows = (_due(number, level, number < due) for number, level in product(range(subjects), levels))
    for batch in records.batches(rows, AT_ONCE):
        with writing(app.settings) as connection:
            driver = Driver(connection)
            agenda.lock_head(driver)
            agenda.replace(driver, [], batch)
            agenda.set_head(driver, Head(0, made_by))
        say(f"  filling: {batch[-1].subject}")
    return app


def _due(number: int, level: str, is_due: bool) -> Due:
    """One that has been due on some day of the last year, or will be in the years to come."""
    days = number % _DAYS
    on = _TODAY - timedelta(days=1 + days) if is_due else _TODAY + timedelta(days=40 + days)
    subject = f"engagement:meeting-{number}"
    last = on + timedelta(days=7)
    return Due(level, subject, str(on), subject, "announced", str(on), str(last), "30 7 1", None, _next(on, is_due))


def _next(on: date, is_due: bool) -> int:
    return NOW_US if is_due else NOW_US + (on - _TODAY).days * _DAY_US


# -- APScheduler doing as many ----------------------------------------------------------------------------------------


class _ByHand(BaseScheduler):  # type: ignore[misc]  # it comes without types
    """A scheduler that looks for what is due when it is told to, and does it in the same thread."""

    def shutdown(self, wait: bool = True) -> None:
        """End it."""
        super().shutdown(wait)

    def wakeup(self) -> None:
        """Nobody sleeps."""


def nothing() -> None:
    """What its jobs do."""


class _Stored(NamedTuple):
    """A row of its store."""

    id: str
    next_run_time: float
    job_state: bytes


def _jobs(engine: Engine, due: int, of: int) -> Contestant:
    store = SQLAlchemyJobStore(url=_beside(engine))
    scheduler = _ByHand(timezone=UTC, jobstores={"default": store}, executors={"default": DebugExecutor()})
    scheduler.start()
    now = datetime.now(UTC)
    stored = (_stored(scheduler, store, number, now, number < due) for number in range(of))
    for batch in records.batches(stored, AT_ONCE):
        with store.engine.begin() as connection:
            connection.execute(store.jobs_t.insert(), [one._asdict() for one in batch])
    again = [_stored(scheduler, store, number, now, True)._asdict() for number in range(due)]
    names = [{"name": one["id"]} for one in again]

    def turn() -> float:
        with store.engine.begin() as connection:
            connection.execute(store.jobs_t.delete().where(store.jobs_t.c.id == bindparam("name")), names)
            connection.execute(store.jobs_t.insert(), again)
        seconds = timed(scheduler._process_jobs)
        assert not store.get_due_jobs(datetime.now(UTC))
        return seconds

    return turn


def _beside(engine: Engine) -> str:
    """An empty database of the same kind, in the same place."""
    url = engine.empty()
    path = url.removeprefix("sqlite:///")
    return f"sqlite:///{path}.jobs" if path != url else str(engine_url(url))


def _stored(scheduler: BaseScheduler, store: SQLAlchemyJobStore, number: int, now: datetime, is_due: bool) -> _Stored:
    """A job as its store keeps it. To add it by the scheduler's own door would take a millisecond each."""
    first = now - timedelta(days=1) if is_due else now + timedelta(days=40 + number % _DAYS)
    job = Job(
        scheduler,
        id=f"engagement:meeting-{number}",
        func=nothing,
        args=(),
        kwargs={},
        name="nothing",
        executor="default",
        trigger=IntervalTrigger(days=30, start_date=first, timezone=UTC),
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
        next_run_time=first,
    )
    return _Stored(job.id, datetime_to_utc_timestamp(first), dumps(job.__getstate__(), store.pickle_protocol))


# -- nothing to do ----------------------------------------------------------------------------------------------------


def _idling(engine: Engine, subjects: Sequence[int], rounds: int) -> Table:
    contestants = {f"{size:,}": _idle(_calendar(engine, size, LEVELS[:1]).tick) for size in subjects}
    contestants["a commit alone"] = _idle(_commit(engine))
    says = (
        f"A tick that finds nothing to do, and notes that it was there: the median of {IDLE_TICKS} in a turn. Each"
        " subject has a row at one clearance. `a commit alone`: the driver updates a row and waits for the disk, as"
        " every tick must that is to be seen."
    )
    columns = _columns("subjects", contestants)
    return Table(f"Ticks, idle, {engine.name}", says, columns, _beside_first(contestants, rounds))


def _idle(work: Callable[[], object]) -> Contestant:
    return lambda: median(timed(work) for _ in range(IDLE_TICKS))


def _commit(engine: Engine) -> Callable[[], object]:
    bare, moments = Bare(engine.empty()), count()
    bare.run("INSERT INTO heartbeat (id, since) VALUES (1, 0)")
    return lambda: [bare.run(sql) for sql in ("BEGIN", f"UPDATE heartbeat SET since = {next(moments)}", "COMMIT")]


# -- a fact followed --------------------------------------------------------------------------------------------------


def _following(engine: Engine, growth: Sequence[int], rounds: int) -> Table:
    contestants = {f"{size:,}": _followed(engine.filled(records.record_of_engagements(size)), size) for size in growth}
    says = (
        "One more engagement is recorded, which is no part of what is timed; then a tick follows it: what it touches is"
        " read at three clearances, and the agenda of that made anew."
    )
    columns = _columns("engagements", contestants)
    return Table(f"Ticks, one fact followed, {engine.name}", says, columns, _beside_first(contestants, rounds))


def _followed(url: str, engagements: int) -> Contestant:
    app, facts = App(Settings(database_url=url)), records.engagements(first=engagements)

    def turn() -> float:
        app.record([("fact", dossier([next(facts)]))])
        return timed(app.tick)

    turn()  # the first makes all anew
    return turn


def _columns(what: str, contestants: Mapping[str, Contestant]) -> Sequence[str]:
    return what, "time", f"times that of {next(iter(contestants))}", "range"


def _beside_first(contestants: Mapping[str, Contestant], rounds: int) -> list[list[str]]:
    outcomes = compete(contestants, rounds, faster_is="less")
    return [[outcome.name, span(outcome.seconds), *outcome.ratios] for outcome in outcomes]
