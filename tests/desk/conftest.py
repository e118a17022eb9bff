"""Calendars for the desk: as for every test, but copied from one that was migrated once."""

from app.conftest import app
from views.databases import databases, postgres_databases, sqlite_databases

__all__ = ["app", "databases", "postgres_databases", "sqlite_databases"]
