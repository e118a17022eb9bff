"""Backups whose chain is whole but whose facts nobody could have recorded: refused, naming the line."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import DamagedRecord
from ctcalendar.log.chain import link
from ctcalendar.log.rows import GENESIS, LogRow
from doors import CORRECTION, VISIT
from views.databases import SqliteDatabases

FULL = Clearance.CONFIDENTIAL

Craft = Callable[[dict[str, Any]], None]


def crafted(app: App, craft: Craft) -> list[bytes]:
    """The lines of a backup of a visit and its correction, the last fact crafted, all chained anew."""
    header, *facts, _ = list(app.backup(clearance=FULL))
    rows = [json.loads(line) for line in facts]
    data = json.loads(rows[-1]["data"])
    craft(data)
    rows[-1]["data"] = codec.encode(data).decode()
    previous = GENESIS
    for row in rows:
        row["hash"] = previous = link(previous, LogRow(*(row[column] for column in LogRow._fields)))
    end = codec.encode({"position": rows[-1]["position"], "hash": previous})
    return [header, *(codec.encode(row) + b"\n" for row in rows), end + b"\n"]


def _change(data: dict[str, Any], **values: Any) -> None:
    data["changes"][0].update(values)


CRAFTS: dict[str, Craft] = {
    "a claim that is no claim": lambda data: _change(data, reranked=[{"claim": "abc", "rank": "deprecated"}]),
    "a claim that was never made": lambda data: _change(data, reranked=[{"claim": "9.9", "rank": "deprecated"}]),
    "a day that is a number": lambda data: _change(data, new=5),
    "a day that is none": lambda data: _change(data, new={"edtf": "garbage"}),
    "a zone that is nowhere": lambda data: _change(
        data, new={"edtf": "2024-05-02", "time": "10:00", "zone": "Nowhere/At_all"}
    ),
    "an hour that is none": lambda data: _change(data, new={"edtf": "2024-05-02", "time": "99:99"}),
    "a field that is none": lambda data: _change(data, field="colour", new="red"),
    "a proof of nothing": lambda data: data["citations"][0].update(supports=["nothing.here"]),
    "a number no column holds": lambda data: _change(data, field="sessions", new=10**18 * 10),
}


@pytest.mark.parametrize("craft", CRAFTS)
def test_facts_that_do_not_follow_are_refused_by_line(sqlite_databases: SqliteDatabases, craft: str):
    """Restoring is all or nothing: the calendar stays empty, and nothing fails later when it is read."""
    with sqlite_databases.empty() as written, sqlite_databases.empty() as restored:
        app, other = App(written), App(restored)
        app.record([("visit.yaml", VISIT.encode()), ("correction.yaml", CORRECTION.encode())])
        lines = crafted(app, CRAFTS[craft])
        with pytest.raises(DamagedRecord, match=f"^backup lines? (2 to )?{len(lines) - 1}"):
            other.restore("backup", iter(lines))
        assert other.head()[0] == 0


def test_what_is_not_crafted_is_restored(sqlite_databases: SqliteDatabases):
    """The same way of chaining anew, of facts as they are."""
    with sqlite_databases.empty() as written, sqlite_databases.empty() as restored:
        app, other = App(written), App(restored)
        app.record([("visit.yaml", VISIT.encode()), ("correction.yaml", CORRECTION.encode())])
        lines = crafted(app, lambda data: None)
        assert other.restore("backup", iter(lines)).facts == len(lines) - 2
        assert other.head() == app.head()


def test_a_first_line_nested_without_end_is_refused(sqlite_databases: SqliteDatabases):
    """It is no header, and no mistake of ours."""
    line = b'{"backup":"ctcalendar","format":1,"domain":"x","deep":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    with sqlite_databases.empty() as settings, pytest.raises(DamagedRecord, match="line 1"):
        App(settings).restore("backup", iter([line]))
