"""The bundled record on SQLite, made once for all tests that ask it; who changes it takes a copy."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.db.reader import Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Entry
from postgres import Cluster

PUBLIC, FULL = Clearance.PUBLIC, Clearance.CONFIDENTIAL

BEFORE_THE_THIRD = "2026-11-21"
"""A day between the recording of the second dossier and of the third."""


def load(url: str) -> App:
    """A calendar that holds the bundled record."""
    app = App(Settings(database_url=url))
    app.load_demo()
    return app


class PostgresRecords:
    """The bundled record on PostgreSQL, made once: lent to one after another until somebody writes to it."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._idle, self._numbers = cluster, list[tuple[str, str]](), count(1)
        load(cluster.create_database("bundled_template"))
        let_go()  # what is copied must be nobody's

    @contextmanager
    def lent(self) -> Iterator[App]:
        """A calendar that holds the bundled record."""
        name, url = self._idle.pop() if self._idle else self._copy()
        before = self._cluster.written()
        yield App(Settings(database_url=url))
        if self._cluster.written() == before:
            self._idle.append((name, url))
        else:
            self._cluster.drop_database(name)

    def _copy(self) -> tuple[str, str]:
        name = f"bundled_{next(self._numbers)}"
        return name, self._cluster.create_database(name, template="bundled_template")


_made: list[Path] = []
# Each conftest that takes a fixture from here has one of its own; the file behind them is made once.


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of the bundled record, to be read or copied."""
    if not _made:
        path = tmp_path_factory.mktemp("bundled") / "calendar.sqlite"
        load(f"sqlite:///{path}")
        let_go()  # what is copied must be whole
        _made.append(path)
    return _made[0]


@pytest.fixture(scope="session")
def record(bundled: Path) -> App:
    """The calendar that holds the bundled record, to be read."""
    return App(Settings(database_url=f"sqlite:///{bundled}"))


def entry(record: App, name: str) -> Entry:
    """One engagement, as the public sees it."""
    return record.show(name, clearance=PUBLIC)


def item(record: App, name: str) -> dict[str, Any]:
    """Anything on record, by its id or KIND:ID, as `show --format json` prints it for the public."""
    return record.item(name, clearance=PUBLIC)


def register(record: App, kind: str) -> dict[str, dict[str, Any]]:
    """All items of a kind, by id, as the public sees them."""
    return {one["id"]: one for one in record.register(kind, clearance=PUBLIC)}


def everything(record: App) -> list[dict[str, Any]]:
    """Every item of every kind, as the public sees it."""
    kinds = "source party organisation person office topic instrument commitment series".split()
    found = [one for kind in kinds for one in record.register(kind, clearance=PUBLIC)]
    found += [item(record, meeting) for meeting in engagements(record)]
    return found


def engagements(record: App) -> list[str]:
    """The ids of all engagements."""
    return [name for (name,) in ask(record, "SELECT id FROM engagement WHERE NOW ORDER BY sort_day, id")]


def ask(record: App, sql: str) -> list[Row]:
    """What SQL says of the present; NOW in it stands for the rows of today."""
    with record.reading() as reader:
        return reader.rows(sql.replace("NOW", "known_to = 9223372036854775807"))
