"""What calendar programs read in a feed, as plain values: ical.js and node-ical, run by Node, and icalendar.

Nothing is installed here. `npm ci` in this folder brings the two programs, as `package-lock.json` pins them by hash.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import icalendar
import pytest

FOLDER = Path(__file__).parent
DEADLINE_S = 60.0

Entries = dict[str, dict[str, Any]]
"""UID -> kind, summary, description, location, begins, ends, status, sequence and categories of an entry.

`begins` and `ends` are {day}, {wall, zone, instant}, or None; zone and instant are None for a time of no zone.
"""


class NodeUnavailable(Exception):
    """This machine has no Node, or not the programs it should run; the message says what to do."""


def skip_unless_ci(reason: NodeUnavailable) -> NoReturn:
    """Skip the test at hand; under CI fail it, because there a missing program is a broken build."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(str(reason))


def read_by(program: str, files: Iterable[Path]) -> dict[Path, Entries]:
    """What `ical-js` or `node-ical` reads in each file.

    Raises:
        NodeUnavailable: there is nothing to run.
    """
    node = shutil.which("node")
    if node is None:
        raise NodeUnavailable("no node on PATH; install Node.js 20 or newer to read feeds with programs in JavaScript")
    if not (FOLDER / "node_modules").is_dir():
        raise NodeUnavailable("ical.js and node-ical are missing; run: npm ci --prefix tests/feeds/programs")
    command = [node, str(FOLDER / f"{program}.mjs"), *map(str, files)]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, timeout=DEADLINE_S, env=environment)
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    return {Path(file): entries for file, entries in json.loads(done.stdout).items()}


def read_by_icalendar(body: bytes) -> Entries:
    """What the icalendar library reads."""
    entries = icalendar.Calendar.from_ical(body).walk(select=lambda part: part.name in ("VEVENT", "VTODO"))
    return {str(entry["UID"]): _entry(entry) for entry in entries}


def _entry(entry: icalendar.Event | icalendar.Todo) -> dict[str, Any]:
    begins, ends = (entry[name].dt if name in entry else None for name in ("DTSTART", "DUE"))
    return {
        "kind": entry.name,
        **{name: str(entry[name]) if name in entry else None for name in ("summary", "description", "location")},
        "begins": _moment(begins),
        "ends": _moment(entry.end if entry.name == "VEVENT" else ends),
        "status": str(entry["STATUS"]),
        "sequence": int(entry["SEQUENCE"]),
        "categories": list(map(str, entry.categories)),
    }


def _moment(moment: date | datetime | None) -> dict[str, str | None] | None:
    if not isinstance(moment, datetime):
        return {"day": moment.isoformat()} if moment else None
    wall = moment.replace(tzinfo=None).isoformat()
    if moment.tzinfo is None:
        return {"wall": wall, "zone": None, "instant": None}
    instant = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return {"wall": wall, "zone": str(moment.tzinfo), "instant": f"{instant}Z"}
