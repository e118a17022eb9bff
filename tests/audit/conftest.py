"""Empty calendars, and a judge who records a few items and says what the audit finds in them."""

from collections.abc import Iterator

import pytest

from audit.judging import Judge
from recorded import bundled, record
from views.databases import SqliteDatabases, databases, postgres_databases, sqlite_databases

__all__ = ["bundled", "databases", "postgres_databases", "record", "sqlite_databases"]


@pytest.fixture
def judge(sqlite_databases: SqliteDatabases) -> Iterator[Judge]:
    """A judge of an empty calendar."""
    with sqlite_databases.empty() as settings:
        yield Judge(settings)
