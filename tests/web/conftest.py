"""The site of the bundled record, and a browser at its door."""

import shutil
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.settings import Settings
from ctcalendar.web.site import site
from recorded import bundled, load

__all__ = ["bundled"]


@pytest.fixture
def app(database_url: str, request: pytest.FixtureRequest) -> App:
    """A calendar that holds the bundled record, on each engine."""
    if not database_url.startswith("sqlite:///"):
        return load(database_url)
    shutil.copy(request.getfixturevalue("bundled"), database_url.removeprefix("sqlite:///"))
    return App(Settings(database_url=database_url))


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    """A browser at its door."""
    with TestClient(site(app), base_url="http://calendar.test") as client:
        yield client
