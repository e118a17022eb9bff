"""Calendars for the app: as for every test, but copied from one that was migrated once."""

from collections.abc import Iterator

import pytest

from conftest import Clock
from ctcalendar.app import App
from views.databases import Databases, databases, postgres_databases, sqlite_databases

__all__ = ["databases", "postgres_databases", "sqlite_databases"]


@pytest.fixture
def app(databases: Databases, clock: Clock) -> Iterator[App]:
    """An initialised, empty calendar, on each engine in turn."""
    with databases.empty() as settings:
        yield App(settings, clock=clock)
