"""Every form of an export, as bytes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from ctcalendar.app import App
from ctcalendar.app.exchange import exported
from ctcalendar.domain.clearance import Clearance
from ctcalendar.exchange.datasette import metadata
from ctcalendar.exchange.linked import document
from ctcalendar.exchange.sheets import write_sheets
from ctcalendar.exchange.snapshot import write_snapshot
from ctcalendar.views.filter import Filter
from recorded import FULL

ABOUT = {"calendar": "calendar.example"}


def items(app: App, *, clearance: Clearance = FULL, **asked: Any) -> list[dict[str, Any]]:
    """The items that an export holds."""
    with exported(app, Filter(**asked), clearance=clearance) as found:
        return list(found.items)


def linked(app: App, *, clearance: Clearance = FULL, **asked: Any) -> bytes:
    """As JSON-LD."""
    with exported(app, Filter(**asked), clearance=clearance) as found:
        return b"".join(document(found.items, found.domain))


def sheets(app: App, *, clearance: Clearance = FULL, **asked: Any) -> dict[str, bytes]:
    """As CSV: the files of the folder."""
    with TemporaryDirectory() as folder, exported(app, Filter(**asked), clearance=clearance) as found:
        write_sheets(Path(folder), found.items, about=ABOUT, whole=found.whole, shown=found.shown)
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


@contextmanager
def snapshot(app: App, *, clearance: Clearance = FULL, **asked: Any) -> Iterator[sqlite3.Connection]:
    """As an SQLite file, open."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "record.db"
        with exported(app, Filter(**asked), clearance=clearance) as found:
            write_snapshot(file, found.items, about=ABOUT, shown=found.shown)
        with closing(sqlite3.connect(file)) as connection:
            yield connection


def everything(app: App, *, clearance: Clearance = FULL, **asked: Any) -> dict[str, bytes]:
    """Every form, by name."""
    at: dict[str, Any] = {"clearance": clearance, **asked}
    with snapshot(app, **at) as connection:
        dump = "\n".join(connection.iterdump()).encode()
        file = connection.serialize()
    return {
        "jsonl": msgspec.json.encode(items(app, **at)),
        "jsonld": linked(app, **at),
        "sqlite": file,
        "the rows in it": dump,
        "metadata": metadata("record", ABOUT),
        **sheets(app, **at),
    }
