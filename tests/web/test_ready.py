"""/readyz, and `ctcalendar up` as a real process: it ticks, says so, goes on whatever happens, and stops when asked."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import pytest
from starlette.testclient import TestClient

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.db.reader import open_reader
from ctcalendar.settings import Settings
from ctcalendar.web.site import site
from log.building import until

SECONDS = 30


@pytest.fixture
def app(calendar_url: str, clock: Clock) -> App:
    """An empty calendar where nobody has ever ticked, on each engine in turn."""
    return App(Settings(database_url=calendar_url, tick_seconds=SECONDS), clock=clock)


def ready(client: TestClient) -> tuple[int, str]:
    """What /readyz answers."""
    answer = client.get("/readyz")
    assert answer.headers["content-type"].startswith("text/plain")
    return answer.status_code, answer.text


def test_who_only_serves_is_ready(client: TestClient, clock: Clock):
    """Where nobody was ever to tick, nobody misses it."""
    assert ready(client) == (200, "ok\n")
    clock.forward(days=400)
    assert ready(client) == (200, "ok\n")


def test_it_is_ready_after_a_tick_and_not_after_three_missed_ones(client: TestClient, app: App, clock: Clock):
    """503, with words for whom that wakes; the next tick mends it."""
    app.tick()
    assert ready(client) == (200, "ok\n")
    clock.forward(seconds=3 * SECONDS)
    assert ready(client) == (200, "ok\n")
    clock.forward(seconds=1)
    assert ready(client) == (503, "no tick has succeeded since 2025-11-01T12:26:40.000000Z\n")
    app.tick()
    assert ready(client) == (200, "ok\n")


def test_a_scheduler_that_never_succeeds_is_not_ready(client: TestClient, app: App, clock: Clock):
    """It has three intervals for the first tick."""
    app.begin_ticking()
    clock.forward(seconds=3 * SECONDS)
    assert ready(client) == (200, "ok\n")
    clock.forward(seconds=1)
    assert ready(client) == (503, "no tick has succeeded since the first was to, at 2025-11-01T12:26:40.000000Z\n")


def test_pages_and_feeds_are_served_all_the_same(client: TestClient, app: App, clock: Clock):
    """That nobody ticks keeps nobody from reading; /healthz says so."""
    app.begin_ticking()
    clock.forward(days=1)
    assert ready(client)[0] == 503
    for path in ("/healthz", "/", "/feeds/all.ics"):
        assert client.get(path).status_code == 200


def test_a_database_that_cannot_be_read_is_not_ready(tmp_path: Path):
    """With a word of what to do, and none of how the server is made."""
    lost = App(Settings(database_url=f"sqlite:///{tmp_path}/none.sqlite"))
    answer = TestClient(site(lost), raise_server_exceptions=False).get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"error": "the record is out of reach", "hint": "try again later"}


# -- as a process -----------------------------------------------------------------------------------------------------


class Up:
    """A running `ctcalendar up`."""

    def __init__(self, process: "subprocess.Popen[str]", address: str, said: list[str]) -> None:
        self._process, self._address, self.said = process, address, said

    def ready(self) -> tuple[int, str]:
        """What /readyz answers."""
        try:
            with urllib.request.urlopen(f"{self._address}readyz") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def stopped(self) -> int:
        """Ask it to stop; how it ended."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=20)


@contextmanager
def up(folder: Path, **settings: object) -> Iterator[Up]:
    """A running `ctcalendar up`, gone at the end whatever happens."""
    given = {f"CTCALENDAR_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "ctcalendar", "up", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env={**os.environ, "CTCALENDAR_DATABASE_URL": database(folder), **given},
    )
    assert process.stdout is not None
    said: list[str] = []
    reading = Thread(target=lambda: said.extend(process.stdout or ()))
    try:
        listening = (found for line in process.stdout if (found := re.search(r"listening on (http://\S+)", line)))
        found = next(listening, None)
        assert found, "it ended without listening"
        reading.start()
        yield Up(process, found[1], said)
    finally:
        process.kill()
        process.wait(timeout=20)
        if reading.ident:
            reading.join(20)
        process.stdout.close()


def database(folder: Path) -> str:
    return f"sqlite:///{folder}/calendar.sqlite"


def ticked_at(folder: Path) -> int | None:
    """When the last tick succeeded, if any has."""
    with open_reader(database(folder)) as reader:
        rows = reader.rows("SELECT succeeded_at FROM heartbeat")
    return rows[0][0] if rows else None


@pytest.mark.slow
def test_up_ticks_at_once_is_ready_and_stops_when_asked(tmp_path: Path):
    """Long before its interval is over; SIGTERM ends it without an error, a complaint or a thread that hangs."""
    with up(tmp_path, tick_seconds=3_600) as running:
        until(lambda: ticked_at(tmp_path) is not None)
        assert running.ready() == (200, "ok\n")
        assert running.stopped() == 0
    assert running.said == []


@pytest.mark.slow
def test_up_ticks_at_its_interval_and_goes_on_where_the_database_was_locked(tmp_path: Path):
    """As `TICK_SECONDS` says; a tick that fails is told of in a line, and what it could not do is done once it can."""
    with up(tmp_path, tick_seconds=1, lock_timeout_s=1) as running:
        until(lambda: ticked_at(tmp_path) is not None)
        first = ticked_at(tmp_path)
        until(lambda: ticked_at(tmp_path) != first)
        with locked(tmp_path):
            last = ticked_at(tmp_path)
            until(lambda: len(running.said) >= 1)
            assert ticked_at(tmp_path) == last
            assert running.ready()[0] in (200, 503)
        until(lambda: ticked_at(tmp_path) != last)
        assert running.ready() == (200, "ok\n")
        assert running.stopped() == 0
    assert all("another program is writing to it" in line for line in running.said), running.said


@pytest.mark.slow
def test_up_stops_while_a_tick_waits_for_a_lock(tmp_path: Path):
    """Once that one has given up: what it wanted to do is found again."""
    with up(tmp_path, tick_seconds=1, lock_timeout_s=1) as running:
        until(lambda: ticked_at(tmp_path) is not None)
        with locked(tmp_path):
            until(lambda: len(running.said) >= 1)
            assert running.stopped() == 0
    assert all("another program is writing to it" in line for line in running.said), running.said


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else writes, and is not done before the end."""
    with closing(sqlite3.connect(folder / "calendar.sqlite", isolation_level=None, timeout=20)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        yield
        somebody.execute("ROLLBACK")
