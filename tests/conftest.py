"""What every test may ask for: an empty database on each engine, an App with a clock that tests wind."""

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ctcalendar.app import App
from ctcalendar.settings import Settings
from in_memory import folder_in_memory
from postgres import Cluster, PostgresUnavailable, skip_unless_ci

# Compiling all tests takes half a minute, and most of that in every process; so does ctcalendar in every command that
# a test starts. What was compiled is kept (in __pycache__), also where programs are told not to.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Also for the programs that tests start; whoever chose another folder keeps it.
if "TMPDIR" not in os.environ and (memory := folder_in_memory()):
    os.environ["TMPDIR"] = tempfile.tempdir = str(memory)

# No settings of this machine: here and not in a fixture, which ten thousand tests would each set up.
for name in list(os.environ):
    if name.startswith("CTCALENDAR_") and not name.startswith("CTCALENDAR_TEST_"):
        del os.environ[name]

settings.register_profile(
    "suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("suite")

gc.disable()  # until all tests are collected, which throws little away

# Only now: what it imports takes its own settings from that profile.
pytest_plugins = ["views.databases"]

NOON = 1_762_000_000_000_000
"""2025-11-01T12:26:40Z, in microseconds: when tests begin."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are cores: one of them always waits, for a database, a browser or a mail server."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Thousands of tests and all modules stay until the end: the garbage collector need not look through them again."""
    gc.collect()
    gc.freeze()
    gc.enable()


class Clock:
    """A clock that stands until it is wound."""

    def __init__(self, now_us: int = NOON) -> None:
        self.now_us = now_us

    def __call__(self) -> int:
        return self.now_us

    def forward(self, *, seconds: int = 0, days: int = 0) -> None:
        """Wind the clock, also back."""
        self.now_us += (seconds + days * 86_400) * 1_000_000


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, for the session."""
    try:
        with Cluster() as started:
            yield started
    except PostgresUnavailable as reason:
        skip_unless_ci(reason)


_names = count(1)


@pytest.fixture
def postgres_url(cluster: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = f"test_{next(_names)}"
    yield cluster.create_database(name)
    cluster.drop_database(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'calendar.sqlite'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def clock() -> Clock:
    """The test's clock."""
    return Clock()


@pytest.fixture
def app(calendar_url: str, clock: Clock) -> App:
    """An initialised, empty calendar, on each engine in turn."""
    return App(Settings(database_url=calendar_url), clock=clock)
