"""Calendars that mail is about: copied from one that was migrated once."""

from collections.abc import Iterator

import pytest

from conftest import Clock
from ctcalendar.app import App
from views.databases import SqliteDatabases, databases, postgres_databases, sqlite_databases

__all__ = ["databases", "postgres_databases", "sqlite_databases"]


@pytest.fixture
def app(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[App]:
    """An initialised, empty calendar. What hangs on the engine is read by the views, and tested there."""
    with sqlite_databases.empty() as settings:
        yield App(settings, clock=clock)
