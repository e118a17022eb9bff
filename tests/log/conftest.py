"""A log on each engine in turn, migrated but without views: these are tests of the log alone."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path

import pytest

from ctcalendar.db.engine import open_engine, transaction
from ctcalendar.db.migrate import migrate
from log.building import GENESIS, Log
from postgres import Cluster

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def _migrated(url: str) -> str:
    engine = open_engine(url)
    with transaction(engine, url) as connection:
        migrate(connection)
    engine.dispose()
    return url


class _Files:
    """Files with an empty log in them, copied from one that was migrated."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)
        self._template = folder / "migrated.sqlite"
        _migrated(f"sqlite:///{self._template}")

    def take(self) -> Log:
        path = self._folder / f"{next(self._numbers)}.sqlite"
        shutil.copy(self._template, path)
        return Log(f"sqlite:///{path}")

    def give_back(self, log: Log) -> None:
        log.close()


class _Databases:
    """Databases with an empty log in them. Making one takes longer than most tests: they are emptied and lent again."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._idle, self._numbers = cluster, list[Log](), count(1)
        _migrated(cluster.create_database("log_template"))

    def take(self) -> Log:
        if self._idle:
            return self._idle.pop()
        return Log(self._cluster.create_database(f"log_{next(self._numbers)}", template="log_template"))

    def give_back(self, log: Log) -> None:
        # The superuser's way round every trigger, which the product's own account would not have.
        log.run(
            f"""SET session_replication_role = replica;
            DELETE FROM log; DELETE FROM log_type; DELETE FROM log_head;
            INSERT INTO log_head (id, position, hash, recorded_at) VALUES (1, 0, '{GENESIS}', 0);
            SET session_replication_role = DEFAULT"""
        )
        if not log.is_guarded:
            log.restore_guards()
        self._idle.append(log)

    def close(self) -> None:
        for log in self._idle:
            log.close()


@pytest.fixture(scope="session")
def _sqlite_logs(tmp_path_factory: pytest.TempPathFactory) -> _Files:
    return _Files(tmp_path_factory.mktemp("logs"))


@pytest.fixture(scope="session")
def _postgres_logs(cluster: Cluster) -> Iterator[_Databases]:
    with closing(_Databases(cluster)) as databases:
        yield databases


@pytest.fixture
def new_log(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Log]]:
    """Makes an empty log on an engine, named `sqlite` or `postgres`."""
    with ExitStack() as undo:

        def make(engine: str) -> Log:
            logs = request.getfixturevalue(f"_{engine}_logs")
            log: Log = logs.take()
            undo.callback(logs.give_back, log)
            return log

        yield make


@pytest.fixture(params=ENGINES)
def log(request: pytest.FixtureRequest, new_log: Callable[[str], Log]) -> Log:
    """An empty log, on each engine in turn."""
    return new_log(request.param)


@pytest.fixture(params=ENGINES)
def other(request: pytest.FixtureRequest, new_log: Callable[[str], Log]) -> Log:
    """A second empty log, on each engine in turn, whatever the engine of the first."""
    return new_log(request.param)


@pytest.fixture
def sqlite_log(new_log: Callable[[str], Log]) -> Log:
    """An empty log on SQLite."""
    return new_log("sqlite")


@pytest.fixture
def postgres_log(new_log: Callable[[str], Log]) -> Log:
    """An empty log on PostgreSQL; mark the test so."""
    return new_log("postgres")
