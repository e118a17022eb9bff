"""What a calendar lies in: who may write it, the room on its disk, the machine's time zones."""

import os
import re
import shutil
import zoneinfo
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

from ctcalendar.db.address import sqlite_path
from ctcalendar.db.reader import open_reader
from ctcalendar.errors import BadInput

LOW_SPACE = 256 * 1024 * 1024
"""Bytes free below which there is a warning; a file that is larger needs its own size, for views folded anew."""

PROBED_ZONES = ("Asia/Qatar", "America/New_York", "Europe/Zurich")

State = Literal["ok", "warning", "wrong", "not checked"]


class Told(NamedTuple):
    """What a check came to: how things stand, what was found, and what to do where it is not as it should be."""

    state: State
    found: str
    advice: str | None = None


def free_space(folder: Path) -> int:
    """How many bytes may still be written on a folder's volume."""
    return shutil.disk_usage(folder).free


def writing(url: str) -> Told:
    """Whether what is recorded can be written: to a file in its folder, or by a role on its server."""
    path = sqlite_path(url)
    if path is None:
        return _role(url)
    # SQLite makes its write-ahead log beside the file.
    closed = [str(place) for place in (path, path.resolve().parent) if not _is_writable(place)]
    if closed:
        found = f"{' and '.join(closed)} may only be read: recording is not possible"
        return Told("warning", found, "check the permissions of the file and its folder, if it is to be recorded in")
    return Told("ok", "the file and its folder may be written")


def _is_writable(place: Path) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _role(url: str) -> Told:
    """Whether the role of a PostgreSQL address may do what an append does."""
    from ctcalendar.views.tables import VIEWS

    needed = [("log", "INSERT"), ("log_type", "INSERT"), ("log_type", "UPDATE")]
    needed += [("log_head", "UPDATE"), ("view_head", "UPDATE")]
    needed += [(view.name, right) for view in VIEWS for right in ("INSERT", "UPDATE", "DELETE")]
    with open_reader(url) as reader:
        [(role, replica, read_only)] = reader.rows(
            "SELECT current_user, pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'"
        )
        # A view that is not there yet is for another check to tell.
        lacking = reader.rows(
            """SELECT needed.name, min(needed.privilege)
            FROM unnest(CAST(:names AS text[]), CAST(:privileges AS text[])) AS needed (name, privilege)
            WHERE NOT has_table_privilege(to_regclass(needed.name), needed.privilege)
            GROUP BY needed.name ORDER BY needed.name""",
            {"names": [name for name, _ in needed], "privileges": [right for _, right in needed]},
        )
    if replica or read_only:
        why = "the server is a replica" if replica else f"transactions of role {role} only read"
        return Told("warning", f"{why}: recording is not possible", "record through a role and server that may write")
    if lacking:
        rights = ", ".join(f"{right} on {name}" for name, right in lacking[:3]) + (", …" if lacking[3:] else "")
        found = f"role {role} lacks {rights}: recording is not possible"
        return Told("warning", found, "grant it, or record through a role that may write")
    return Told("ok", f"role {role} may write")


def room(url: str, free: Callable[[Path], int]) -> Told:
    """Whether there is room for a file to grow; `free` gives the bytes free on a folder's volume."""
    try:
        path = sqlite_path(url)
    except BadInput:
        path = None  # told already, by the first check
    if path is None:
        return Told("not checked", "the database is no file of this machine")
    folder = next(folder for folder in path.resolve().parents if folder.is_dir())
    left = free(folder)
    found = f"{_size(left)} free in {folder}"
    if left < max(LOW_SPACE, path.stat().st_size if path.is_file() else 0):
        return Told("warning", f"{found}, little for the views to be folded anew", "make room")
    return Told("ok", found)


def _size(count: int) -> str:
    for power, unit in ((30, "GB"), (20, "MB")):
        if count >= 1 << power:
            return f"{count >> power:,} {unit}"
    return f"{count:,} bytes"


def time_zones(zones: Sequence[str] = PROBED_ZONES) -> Told:
    """Whether some zones known can be loaded, and the edition of the data they come from."""
    missing = [zone for zone in zones if not _loads(zone)]
    package, system = _package_edition(), _system_edition()
    if missing:
        return Told("wrong", f"no data for {', '.join(missing)}", "install it anew: pip install --upgrade tzdata")
    if package is None:
        return Told("warning", f"{system}; the package tzdata is missing", "install it: pip install tzdata")
    return Told("ok", f"{system}; package tzdata {package} beside it" if system else f"package tzdata {package}")


def _loads(zone: str) -> bool:
    try:
        zoneinfo.ZoneInfo.no_cache(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _package_edition() -> str | None:
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except ImportError:
        return None


def _system_edition() -> str | None:
    """The system's data, which Python prefers to the package's; None where there is none."""
    folder = next((place for place in map(Path, zoneinfo.TZPATH) if (place / PROBED_ZONES[0]).is_file()), None)
    if folder is None:
        return None
    try:
        with (folder / "tzdata.zi").open(encoding="utf-8", errors="replace") as opened:
            edition = re.search(r"version (\w+)", opened.readline())
    except OSError:
        edition = None
    return f"{folder}, edition {edition[1] if edition else 'unknown'}"
