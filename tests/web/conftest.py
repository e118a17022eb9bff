"""The site of the bundled record, and a browser at its door."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.settings import Settings
from ctcalendar.web.site import site
from postgres import Cluster
from recorded import PostgresRecords, bundled

__all__ = ["bundled"]


@pytest.fixture(scope="session")
def postgres_records(cluster: Cluster) -> PostgresRecords:
    """The bundled record on PostgreSQL."""
    return PostgresRecords(cluster)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[App]:
    """A calendar that holds the bundled record, on each engine."""
    if request.param == "postgres":
        with request.getfixturevalue("postgres_records").lent() as app:
            yield app
        return
    copy = shutil.copy(request.getfixturevalue("bundled"), tmp_path / "calendar.sqlite")
    yield App(Settings(database_url=f"sqlite:///{copy}"))


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    """A browser at its door."""
    with TestClient(site(app), base_url="http://calendar.test") as client:
        yield client
