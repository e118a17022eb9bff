"""A database URL taken apart without importing a database library."""

import re
from pathlib import Path

from ctcalendar.errors import BadInput

_PASSWORD = re.compile(r"\b(password|sslpassword|passfile)=[^&]*", re.IGNORECASE)
_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql+psycopg://", "postgresql://", "postgres://")


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL, or None when the URL names a PostgreSQL server.

    Raises:
        BadInput: it is neither.
    """
    if url.startswith(_SQLITE):
        name = url.removeprefix(_SQLITE)
        if not name or name == ":memory:" or "?" in name:
            raise BadInput(f"{url} names no file", hint="write sqlite:///calendar.sqlite or sqlite:////absolute/path")
        return Path(name)
    if url.startswith(_POSTGRES):
        return None
    raise BadInput(
        f"{redacted(url)} is no database this program knows",
        hint="write sqlite:////path/to/file or postgresql://user@host/name",
    )


def engine_url(url: str) -> str:
    """The URL as SQLAlchemy wants it: PostgreSQL always through psycopg 3."""
    for prefix in _POSTGRES:
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def redacted(url: str) -> str:
    """The URL without its password, for messages."""
    scheme, slashes, rest = _PASSWORD.sub(r"\1=…", url).partition("://")
    credentials, at, host = rest.rpartition("@")
    user = credentials.partition(":")[0]
    return f"{scheme}{slashes}{user}{at}{host}"
