"""A database URL taken apart without importing a database library."""

import re
from typing import TYPE_CHECKING

from ctcalendar.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

# Only texts: an SQLite file is opened by neither, and to compile them takes longer than to ask it a question.
_PASSWORD = r"\b(password|sslpassword|passfile)=[^&]*"
# user, password, host and port, none with a character in it that would be taken for the next part.
_SERVER = r"(?:[^@:/?#\[\]]+(?::[^@:/?#\[\]]*)?@)?(?:\[[0-9A-Fa-f:.]+\]|[^@:/?#\[\]]*)(?::\d{1,5})?(?:[/?].*)?"
_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql+psycopg://", "postgresql://", "postgres://")


def sqlite_path(url: str) -> "Path | None":
    """The file of an SQLite URL, or None when the URL names a PostgreSQL server. Raises what `sqlite_name` raises."""
    name = sqlite_name(url)
    if name is None:
        return None
    from pathlib import Path

    return Path(name)


def sqlite_name(url: str) -> str | None:
    """The same as a text, which is all that who only reads needs.

    Raises:
        BadInput: it is neither.
    """
    if url.startswith(_SQLITE):
        name = url.removeprefix(_SQLITE)
        if not name or name == ":memory:" or "?" in name:
            raise BadInput(f"{url} names no file", hint="write sqlite:///calendar.sqlite or sqlite:////absolute/path")
        return name
    if url.startswith(_POSTGRES):
        if not re.fullmatch(_SERVER, url.partition("://")[2], re.DOTALL):
            raise unreadable_address()
        return None
    raise BadInput(
        f"{redacted(url)} is no database this program knows",
        hint="write sqlite:////path/to/file or postgresql://user@host/name",
    )


def unreadable_address() -> BadInput:
    """Told without the address and without a parser's words: either may repeat a password."""
    return BadInput(
        "the address of the database cannot be read",
        hint="write postgresql://user:password@host:5432/name; in a password write @ as %40, : as %3A and / as %2F",
    )


def engine_url(url: str) -> str:
    """The URL as SQLAlchemy wants it: PostgreSQL always through psycopg 3."""
    for prefix in _POSTGRES:
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def redacted(url: str) -> str:
    """The URL without its password, for messages."""
    scheme, slashes, rest = re.sub(_PASSWORD, r"\1=…", url, flags=re.IGNORECASE).partition("://")
    credentials, at, host = rest.rpartition("@")
    user = credentials.partition(":")[0]
    return f"{scheme}{slashes}{user}{at}{host}"
