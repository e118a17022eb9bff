"""The bundled record, for tests that export it, and empty calendars."""

from recorded import bundled, record
from views.databases import databases, postgres_databases, sqlite_databases

__all__ = ["bundled", "databases", "postgres_databases", "record", "sqlite_databases"]
