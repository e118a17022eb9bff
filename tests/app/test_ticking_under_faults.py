"""Ticks when something goes wrong: clocks that jump, a locked database, processes killed, many at it at once.

Whatever it is: each reminder is raised once, and none is lost.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any, NamedTuple

import pytest

from conftest import NOON, Clock
from ctcalendar.app import App
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import agenda, subscribers
from ctcalendar.desk import reminders as desk
from ctcalendar.desk.reminders import SUPERSEDED
from ctcalendar.desk.subscribers import CONFIRMED, Subscriber
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import DatabaseUnavailable
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from log.building import DEADLINE_S, Log

TICKER = Path(__file__).with_name("ticker.py")
DAY_US = 86_400_000_000
TODAY = datetime.fromtimestamp(NOON // 1_000_000, UTC).date()

NOTE = b"sources: [{id: note, kind: other, title: {en: Note}, published: {edtf: 2025-10-01}, languages: [en]}]"


# -- what there is to remind of ---------------------------------------------------------------------------------------


def engagements(status: str, days: Iterable[tuple[int, int]]) -> bytes:
    """Meetings by their number, each on a day so many days from today."""
    lines = (
        f"- {{id: meeting-{number}, kind: meeting, status: {status}, title: {{en: Meeting {number}}},"
        f" when: {{edtf: {TODAY + timedelta(days=day)}}}, parties: [QA, US], citations: [{{source: note}}]}}"
        for number, day in days
    )
    return "\n".join(["engagements:", *lines]).encode()


def called_off(numbers: Iterable[int]) -> bytes:
    """The cancellations of meetings."""
    lines = (f"- {{subject: meeting-{number}, reason: a storm, citations: [{{source: note}}]}}" for number in numbers)
    return "\n".join(["cancellations:", *lines]).encode()


def recorded(app: App, *dossiers: bytes) -> None:
    """Record dossiers, one after another."""
    for number, dossier in enumerate(dossiers):
        app.record([(f"{number}.yaml", dossier)])


def with_subscriber(app: App) -> None:
    """Somebody of the public wants every reminder by mail."""
    asked = codec.encode(Filter()).decode()
    with writing(app.settings) as connection:
        row = Subscriber("reader", "reader@example.org", "en", "PUBLIC", asked, 1, CONFIRMED, NOON)
        subscribers.add(Driver(connection), row)


class Raised(NamedTuple):
    """A reminder, as it stands in the database."""

    clearance: str
    subject: str
    slot: str
    stage: str
    state: str
    raised_at: int


def reminders(url: str) -> list[Raised]:
    """All reminders, in no order that time has a part in."""
    sql = "SELECT clearance, subject, slot, stage, state, raised_at FROM reminder"
    with open_reader(url) as reader:
        return sorted(Raised(*row) for row in reader.rows(sql))


def stages(app: App, clearance: Clearance = Clearance.PUBLIC) -> list[tuple[str, str]]:
    """Stages and states of the reminders of one clearance, in the order in which they were raised."""
    return [(one.stage, one.state) for one in app.reminders(clearance=clearance)]


def everything(url: str) -> list[list[Any]]:
    """All that ticks write, in an order of its own."""
    tables = {
        "reminder": "id, clearance, subject, slot, stage, stream, due_on, raised_at, state, snoozed_until",
        "agenda_due": "clearance, subject, slot, stream, what, due_on, last_on, days_before, zone, next_at",
        "agenda_head": "position, made_by",
        "outbox": "id, subscriber, kind, period, state, created_at",
        "heartbeat": "since, succeeded_at",
    }
    with open_reader(url) as reader:
        return [sorted(reader.rows(f"SELECT {columns} FROM {table}"), key=repr) for table, columns in tables.items()]


def nothing_is_raised_twice(url: str) -> None:
    """Not a reminder, and not the mail about it."""
    found = reminders(url)
    assert len({one[:4] for one in found}) == len(found)
    with open_reader(url) as reader:
        mail = [period for (period,) in reader.rows("SELECT period FROM outbox")]
        public = dict(reader.rows("SELECT id, state FROM reminder WHERE clearance = 'PUBLIC'"))
    assert len(set(mail)) == len(mail)
    # What is held or called off just while it is raised is not written about any more; the next tick resolves it.
    assert {name for name, state in public.items() if state != "resolved"} <= {*mail} <= {*public}


@pytest.fixture
def app(calendar_url: str, clock: Clock) -> App:
    """A calendar with a source to cite, on each engine in turn. Its patience with locks is short."""
    made = App(Settings(database_url=calendar_url, lock_timeout_s=1), clock=clock)
    recorded(made, NOTE)
    return made


# -- the clock jumps --------------------------------------------------------------------------------------------------


def test_a_clock_that_jumps_a_week_forward_raises_only_the_stage_reached(app: App, clock: Clock):
    """What was skipped is past: nobody is told today that it was a month off three weeks ago."""
    recorded(app, engagements("scheduled", [(1, 33)]))
    app.tick()
    clock.forward(days=4)
    app.tick()
    clock.forward(days=28)
    app.tick()
    assert stages(app) == [("upcoming-30", "superseded"), ("upcoming-1", "open")]


def test_a_clock_that_jumps_to_and_fro_raises_each_stage_once(app: App, clock: Clock):
    """A week forward and three hours back, over and over, until it is long past: none twice, none after a later one."""
    recorded(app, engagements("scheduled", [(1, 45)]))
    for _ in range(16):
        clock.forward(days=7)
        app.tick()
        clock.forward(seconds=-3 * 3_600)
        app.tick()
    assert [stage for stage, _ in stages(app)] == ["upcoming-30", "upcoming-7", "due", "overdue-1", "overdue-2"]
    assert [state for _, state in stages(app)] == [*["superseded"] * 4, "open"]


def test_a_clock_that_was_a_week_ahead_has_raised_early_and_does_not_again(app: App, clock: Clock):
    """Once it is right again, what was raised stays the last word until the next stage has really begun."""
    recorded(app, engagements("scheduled", [(1, 10)]))
    app.tick()
    clock.forward(days=7)
    app.tick()
    clock.forward(days=-7)
    for _ in range(8):
        app.tick()
        clock.forward(days=1)
    assert stages(app) == [("upcoming-30", "superseded"), ("upcoming-7", "open")]
    clock.forward(days=1)
    app.tick()
    assert stages(app)[1:] == [("upcoming-7", "superseded"), ("upcoming-1", "open")]


def test_a_fact_recorded_while_the_clock_is_behind_is_followed(app: App, clock: Clock):
    """Within the hour that the record allows: what was held is reminded of no more."""
    recorded(app, engagements("scheduled", [(1, 1), (2, 1)]))
    app.tick()
    clock.forward(seconds=-3_000)
    recorded(app, engagements("held", [(1, 1)]))
    app.tick()
    assert sorted(stages(app)) == [("upcoming-1", "open"), ("upcoming-1", "resolved")]


# -- the database is locked -------------------------------------------------------------------------------------------

LOCKS = {
    "sqlite": ["BEGIN IMMEDIATE"],
    "postgres": [
        "SELECT * FROM agenda_head FOR UPDATE",
        "LOCK TABLE agenda_due",
        "LOCK TABLE reminder",
        "SELECT * FROM heartbeat FOR UPDATE",
    ],
}


@pytest.mark.parametrize(
    ("engine", "lock"),
    [
        pytest.param(engine, lock, marks=[pytest.mark.postgres] if engine == "postgres" else [], id=lock)
        for engine, locks in LOCKS.items()
        for lock in locks
    ],
)
def test_a_tick_fails_of_a_locked_database_and_the_next_does_all(
    engine: str, lock: str, request: pytest.FixtureRequest, clock: Clock
):
    """It is refused after as long as it was told to wait, whatever it is that somebody holds; nothing is half done."""
    url = request.getfixturevalue(f"{engine}_calendar")
    app = App(Settings(database_url=url, lock_timeout_s=1), clock=clock)
    recorded(app, NOTE, engagements("scheduled", [(1, 40)]))
    app.tick()
    clock.forward(days=9)
    recorded(app, engagements("scheduled", [(number, 20 + number) for number in range(2, 6)]))
    before = everything(url)
    with closing(Log(url)) as log, log.by_hand(autocommit=not log.is_postgres) as somebody:
        somebody.execute(lock)
        with pytest.raises(DatabaseUnavailable, match="another program is writing to it"):
            app.tick()
        somebody.execute("ROLLBACK")
    assert everything(url) == before
    assert app.tick().raised == 4
    assert app.missed() is None


@pytest.mark.postgres
def test_rows_that_another_tick_has_taken_are_left_to_it(postgres_calendar: str, clock: Clock):
    """Nobody waits for them; were the other one to fail, they would be found again."""
    app = App(Settings(database_url=postgres_calendar, lock_timeout_s=1), clock=clock)
    recorded(app, NOTE, engagements("scheduled", [(1, 35), (2, 36)]))
    app.tick()
    clock.forward(days=7)
    with closing(Log(postgres_calendar)) as log, log.by_hand(autocommit=False) as somebody:
        somebody.execute("SELECT * FROM agenda_due WHERE subject = 'engagement:meeting-1' FOR UPDATE")
        assert app.tick().raised == 1
        somebody.execute("ROLLBACK")
    assert app.tick().raised == 1


@pytest.mark.postgres
def test_a_tick_waits_for_nobody_who_records(postgres_calendar: str, clock: Clock):
    """A long restore or rebuild holds the head of the log: what is due by what is committed is raised all the same."""
    app = App(Settings(database_url=postgres_calendar, lock_timeout_s=1), clock=clock)
    recorded(app, NOTE, engagements("scheduled", [(1, 1)]))
    with closing(Log(postgres_calendar)) as log, log.by_hand(autocommit=False) as somebody:
        somebody.execute("SELECT * FROM log_head FOR UPDATE")
        assert app.tick().raised == 1
        somebody.execute("ROLLBACK")


# -- two at it at once ------------------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_one_that_raises_and_one_that_follows_do_not_wait_for_each_other(postgres_calendar: str, clock: Clock):
    """One has taken what is due when the other learns that it was held: no deadlock, and it ends as settled."""
    app = App(Settings(database_url=postgres_calendar, lock_timeout_s=10), clock=clock)
    recorded(app, NOTE, engagements("scheduled", [(1, 20)]))
    app.tick()
    clock.forward(days=15)
    with closing(Log(postgres_calendar)) as log, ThreadPoolExecutor(1) as threads:
        with writing(app.settings) as connection:
            driver = Driver(connection)
            taken = agenda.begun(driver, clock(), limit=500)
            assert len(taken) == len(Clearance)
            recorded(app, engagements("held", [(1, 20)]))
            following = threads.submit(app.tick)
            log.await_waiting()
            before = desk.unresolved(driver, [one.stream for one in taken])
            desk.add(driver, [one._replace(id=f"{one.id}-7", stage="upcoming-7") for one in before])
            desk.change(driver, [one._replace(state=SUPERSEDED) for one in before])
        following.result(DEADLINE_S)
    assert {one.state for one in reminders(postgres_calendar)} == {"resolved"}


@pytest.mark.postgres
def test_a_rebuild_and_a_tick_do_not_wait_for_each_other(postgres_calendar: str, clock: Clock):
    """Both make the agenda anew, in the same order."""
    app = App(Settings(database_url=postgres_calendar, lock_timeout_s=10), clock=clock)
    recorded(app, NOTE, engagements("scheduled", [(1, 20)]))
    app.tick()
    with closing(Log(postgres_calendar)) as log, ThreadPoolExecutor(1) as threads:
        with writing(app.settings) as connection:
            driver = Driver(connection)
            agenda.lock_head(driver)
            rebuilding = threads.submit(app.rebuild)
            log.await_waiting()
            agenda.replace(driver, None, [])
        rebuilding.result(DEADLINE_S)
    assert app.tick().raised == 0
    assert [state for _, state in stages(app)] == ["open"]


# -- processes that are killed ----------------------------------------------------------------------------------------


class Ticker:
    """A process of ticker.py, lent to the calendar at `url`."""

    url = ""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, TICKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        # Whatever goes wrong, no process outlives the tests for long.
        self._watchdog = Timer(12 * DEADLINE_S, self._process.kill)
        self._watchdog.start()
        self.is_at_it = True
        assert self._said() == "ready"

    def tick(self, now_us: int, *, killed_at: int = 0) -> str:
        """Let it tick, or begin to: what came of it."""
        assert self._process.stdin
        self._process.stdin.write(f"{now_us} {killed_at} {self.url}\n")
        self._process.stdin.flush()
        self.is_at_it = True
        return self._said()

    def steps_of(self, now_us: int) -> int:
        """Let it tick; how many steps that took."""
        said, _, steps = self.tick(now_us, killed_at=-1).partition(" ")
        assert said == "ticked", f"{said} {steps}"
        return int(steps)

    def close(self) -> None:
        self._watchdog.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                pipe and pipe.close()

    def _said(self) -> str:
        assert self._process.stdout
        said = self._process.stdout.readline().strip()
        self.is_at_it = False
        return said


@pytest.fixture(scope="module")
def idle() -> Iterator[list[Ticker]]:
    """Tickers that nobody has need of now. To start one takes as long as many ticks: they are lent again."""
    tickers: list[Ticker] = []
    yield tickers
    for each in tickers:
        each.close()


@pytest.fixture
def ticker(idle: list[Ticker]) -> Iterator[Callable[[str], Ticker]]:
    """Lends tickers, and takes them back from the test."""
    with ExitStack() as undo:

        def lend(url: str) -> Ticker:
            lent = idle.pop() if idle else Ticker()
            lent.url = url
            # Who is asked and has not answered would answer the next test.
            undo.callback(lambda: lent.close() if lent.is_at_it else idle.append(lent))
            return lent

        yield lend


MEETINGS = 20
"""So many, each at three clearances, are raised in three transactions of a ticker's."""
AFTER_DAYS = (12, 36)
KILLS = 3


def happens(number: int) -> Sequence[bytes]:
    """What is recorded before the tick of that number."""
    if number == 0:
        return [engagements("scheduled", [(meeting, 40 + meeting % 5) for meeting in range(MEETINGS)])]
    held = engagements("held", [(meeting, 36) for meeting in range(0, MEETINGS, 9)])
    return [held, called_off(range(1, MEETINGS, 9))]


class Undisturbed(NamedTuple):
    """What is written after each tick that nobody disturbs, and how many steps it takes."""

    written: list[list[list[Any]]]
    steps: list[int]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, idle: list[Ticker]) -> Undisturbed:
    """A twin of the calendar, on SQLite: the same facts give the same rows on both engines."""
    clock, found = Clock(), Undisturbed([], [])
    url = f"sqlite:///{tmp_path_factory.mktemp('twin')}/twin.sqlite"
    twin = App(Settings(database_url=url), clock=clock)
    twin.init()
    recorded(twin, NOTE)
    with_subscriber(twin)
    ticking = Ticker()
    idle.append(ticking)
    ticking.url = url
    for number, days in enumerate(AFTER_DAYS):
        clock.now_us = NOON + days * DAY_US
        recorded(twin, *happens(number))
        found.steps.append(ticking.steps_of(clock()))
        found.written.append(everything(url))
    return found


@pytest.mark.slow
def test_ticks_that_are_killed_at_any_step_lose_nothing_and_repeat_nothing(
    app: App, clock: Clock, ticker: Callable[[str], Ticker], undisturbed: Undisturbed
):
    """After kill -9 at ten steps of two ticks, the next tick leaves what one leaves that nobody has disturbed."""
    picked, killed = Random(5), 0
    with_subscriber(app)
    ticking = ticker(app.settings.database)
    for number, (written, steps) in enumerate(zip(*undisturbed, strict=True)):
        clock.now_us = NOON + AFTER_DAYS[number] * DAY_US
        recorded(app, *happens(number))
        for _ in range(KILLS):
            killed += ticking.tick(clock(), killed_at=picked.randrange(1, steps)) == "killed"
        assert ticking.tick(clock()).startswith("ticked")
        assert everything(app.settings.database) == written
    # Some come late: what was committed before another was killed is done.
    assert killed > KILLS * len(AFTER_DAYS) // 2
    nothing_is_raised_twice(app.settings.database)


# -- several processes ------------------------------------------------------------------------------------------------

TICKS, LAST_DAY = 3, 60
STEPS = 10_000
"""Fewer than a tick takes that finds nothing to do."""


def _ticking(ticking: Ticker, picked: Random, *, kills: bool) -> list[str]:
    """Tick at moments that come nearer to the last, some of them cut short; what came of each."""
    said = []
    for number in range(TICKS):
        now_us = NOON + (number * LAST_DAY // TICKS) * DAY_US + picked.randrange(DAY_US)
        said.append(ticking.tick(now_us, killed_at=picked.randrange(1, STEPS * number) if kills and number % 2 else 0))
    return said


def _meanwhile() -> Iterator[bytes]:
    """What is recorded while they tick: meetings announced, held and called off."""
    for number in range(100, 105):
        yield engagements("scheduled", [(number, number - 60), (number + 100, number - 70)])
        yield engagements("held", [(number - 100, 40)])
        yield called_off([number - 80])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "processes"), [("sqlite", 2), pytest.param("postgres", 3, marks=pytest.mark.postgres)]
)
def test_several_tick_at_once_while_facts_are_recorded_and_some_are_killed(
    engine: str, processes: int, request: pytest.FixtureRequest, tmp_path: Path, ticker: Callable[[str], Ticker]
):
    """No leader, and none needed: what is open at the end is what a single tick of somebody else would raise."""
    url, picked, clock = request.getfixturevalue(f"{engine}_calendar"), Random(7), Clock()
    app = App(Settings(database_url=url), clock=clock)
    beginning = [NOTE, engagements("scheduled", [(number, 30 + number % 20) for number in range(40)])]
    recorded(app, *beginning)
    with_subscriber(app)
    tickers = [ticker(url) for _ in range(processes)]
    with ThreadPoolExecutor(processes) as threads:
        at_it = [
            threads.submit(_ticking, each, Random(picked.random()), kills=number < processes // 2)
            for number, each in enumerate(tickers)
        ]
        recorded(app, *_meanwhile())
        said = [answer for each in at_it for answer in each.result()]
    assert {answer.partition(" ")[0] for answer in said} <= {"ticked", "killed"}, said
    assert "killed" in said

    last = NOON + LAST_DAY * DAY_US + DAY_US
    app.tick(now_us=last)
    twin = App(Settings(database_url=f"sqlite:///{tmp_path}/twin.sqlite"), clock=clock)
    twin.init()
    recorded(twin, *beginning, *_meanwhile())
    twin.tick(now_us=last)
    open_here = {one[:5] for one in reminders(url) if one.state == "open"}
    assert open_here == {one[:5] for one in reminders(twin.settings.database)}
    nothing_is_raised_twice(url)
    assert app.tick(now_us=last).raised == 0
