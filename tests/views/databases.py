"""Many empty calendars, quickly, on each engine: copies of one that was migrated once."""

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
from ctcalendar.db.engine import let_go
from ctcalendar.desk.tables import CALENDAR, DESK, KEPT
from ctcalendar.log.rows import GENESIS
from ctcalendar.settings import Settings
from ctcalendar.views.tables import VIEWS
from postgres import Cluster

# Not Phase.explain: after a failure it would run the example many more times, and slowly.
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)

_NUMBERS = count(1)


class SqliteDatabases:
    """Empty calendars, each a copy of one that was migrated once."""

    examples = settings(max_examples=5, phases=PHASES)

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

    own = empty
    """An empty calendar that nobody is given again, whatever was done to it."""


class PostgresDatabases:
    """Empty calendars, made from a template that was migrated once, and wiped to be used again."""

    examples = settings(max_examples=2, phases=PHASES)

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

    @contextmanager
    def own(self) -> Iterator[Settings]:
        """An empty calendar that nobody is given again, whatever was done to it."""
        name = f"own_{next(_NUMBERS)}"
        yield Settings(database_url=self._cluster.create_database(name, template=self._template))
        self._cluster.drop_database(name)

    def _made(self) -> Settings:
        name = f"copy_{next(_NUMBERS)}"
        return Settings(database_url=self._cluster.create_database(name, template=self._template))


_DESK = [table.name for table in (*KEPT, *reversed(DESK)) if table is not CALENDAR]
_WIPE = "; ".join(
    [
        "SET LOCAL session_replication_role = replica",  # the triggers that keep the log look away
        *(f"DELETE FROM {table}" for table in (*(view.name for view in VIEWS), *_DESK, "log", "log_type")),
        f"UPDATE log_head SET position = 0, hash = '{GENESIS}', recorded_at = 0",
        "UPDATE view_head SET position = 0",
    ]
)


def _wipe(settings: Settings) -> None:
    with transacting(settings) as connection, connection.connection.cursor() as cursor:
        cursor.execute(_WIPE)  # all at one go, which only the driver itself can


Databases = SqliteDatabases | PostgresDatabases
"""Where a property is tried, and how often."""


_sqlite: list[SqliteDatabases] = []
_postgres: list[PostgresDatabases] = []
# Each module that takes a fixture from here has one of its own; the template behind them is made once.


@pytest.fixture(scope="session")
def sqlite_databases() -> Iterator[SqliteDatabases]:
    """Empty SQLite calendars."""
    if _sqlite:
        yield _sqlite[0]
        return
    with TemporaryDirectory(prefix="ctcal-") as folder:
        _sqlite.append(SqliteDatabases(Path(folder)))
        yield _sqlite[0]


@pytest.fixture(scope="session")
def postgres_databases(cluster: Cluster) -> PostgresDatabases:
    """Empty PostgreSQL calendars."""
    if not _postgres:
        _postgres.append(PostgresDatabases(cluster))
    return _postgres[0]


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Empty calendars, on each engine in turn."""
    found: Databases = request.getfixturevalue(f"{request.param}_databases")
    return found


@pytest.fixture
def sqlite_calendar(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The URL of an initialised, empty calendar on SQLite, to do anything with."""
    with sqlite_databases.own() as settings:
        yield settings.database


@pytest.fixture
def postgres_calendar(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """The URL of an initialised, empty calendar on PostgreSQL, to do anything with."""
    with postgres_databases.own() as settings:
        yield settings.database


@pytest.fixture
def calendar_url(databases: Databases) -> Iterator[str]:
    """The URL of an initialised, empty calendar, on each engine in turn, to do anything with."""
    with databases.own() as settings:
        yield settings.database
