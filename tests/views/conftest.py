"""Databases for the views."""

from views.databases import databases, postgres_databases, sqlite_databases

__all__ = ["databases", "postgres_databases", "sqlite_databases"]
