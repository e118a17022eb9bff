"""Many empty calendars, quickly, on each engine: copies of one that was migrated once."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, settings

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.db.engine import let_go
from ctcalendar.desk.tables import CALENDAR, DESK, KEPT
from ctcalendar.log.chain import GENESIS
from ctcalendar.settings import Settings
from ctcalendar.views.tables import VIEWS
from postgres import Cluster

# Not Phase.explain: after a failure it would run the example many more times, and slowly.
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)

_NUMBERS = count(1)


class SqliteDatabases:
    """Empty calendars, each a copy of one that was migrated once."""

    examples = settings(max_examples=8, phases=PHASES)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite"
        App(Settings(database_url=f"sqlite:///{self._template}")).init()
        let_go()  # what is copied must be whole, and nobody's

    @contextmanager
    def empty(self) -> Iterator[Settings]:
        """An empty calendar, gone afterwards."""
        path = self._folder / f"{next(_NUMBERS)}.sqlite"
        shutil.copyfile(self._template, path)
        yield Settings(database_url=f"sqlite:///{path}")
        path.unlink()


class PostgresDatabases:
    """Empty calendars, made from a template that was migrated once, and wiped to be used again."""

    examples = settings(max_examples=3, phases=PHASES)

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._template = cluster, f"template_{next(_NUMBERS)}"
        self._free: list[Settings] = []
        App(Settings(database_url=cluster.create_database(self._template))).init()
        let_go()  # what is copied must be whole, and nobody's

    @contextmanager
    def empty(self) -> Iterator[Settings]:
        """An empty calendar, nobody's afterwards."""
        settings = self._free.pop() if self._free else self._made()
        yield settings
        _wipe(settings)
        self._free.append(settings)

    def _made(self) -> Settings:
        name = f"copy_{next(_NUMBERS)}"
        return Settings(database_url=self._cluster.create_database(name, template=self._template))


def _wipe(settings: Settings) -> None:
    with transacting(settings) as connection:
        driver = Driver(connection)
        driver.run("SET LOCAL session_replication_role = replica")  # the triggers that keep the log look away
        desk = (table.name for table in (*KEPT, *reversed(DESK)) if table is not CALENDAR)
        for table in (*(view.name for view in VIEWS), *desk, "log", "log_type"):
            driver.run(f"DELETE FROM {table}")
        driver.run("UPDATE log_head SET position = 0, hash = ?, recorded_at = 0", [GENESIS])
        driver.run("UPDATE view_head SET position = 0")


Databases = SqliteDatabases | PostgresDatabases
"""Where a property is tried, and how often."""


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[SqliteDatabases]:
    """Empty SQLite calendars, in memory where the machine has a folder for that: their commits wait for the disk."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with TemporaryDirectory(prefix="ctcal-", dir=memory) as folder:
        yield SqliteDatabases(Path(folder))


@pytest.fixture(scope="session")
def postgres_databases(cluster: Cluster) -> PostgresDatabases:
    """Empty PostgreSQL calendars."""
    return PostgresDatabases(cluster)


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Empty calendars, on each engine in turn."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found
