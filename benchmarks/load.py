"""Loading a real spreadsheet of trips: read as a dossier, recorded whole through the same path as `record`."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import records
import trips
from append import RAW_TABLE
from bare import Bare
from calendars import Engine
from commands import dossier
from ctcalendar.app import App
from ctcalendar.db.reader import open_reader
from ctcalendar.dossier.tree import MAX_BYTES
from ctcalendar.log.chain import COLUMNS, LogRow
from ctcalendar.log.read import raw
from ctcalendar.settings import Settings
from measure import Contestant, Table, compete, rate, span, timed

AT_ONCE = 5_000
"""Items a dossier, which keeps it well within the bounds of one file."""
NAMED = 20
"""How many rows left out are named one by one."""


def measure(engine: Engine, path: Path, *, rounds: int) -> Table:
    """The table for one engine."""
    found = trips.read(path)
    dossiers = [dossier(portion) for portion in records.batches(found.parts, AT_ONCE)]
    assert max(map(len, dossiers)) <= MAX_BYTES, "a dossier grew too large; lower AT_ONCE"
    rows = _recorded(engine, dossiers)
    contestants = {"driver alone": _driver_alone(engine, rows), "record": _recording(engine, dossiers)}
    results = []
    for outcome in compete(contestants, rounds):
        speed = [span(outcome.seconds), rate(len(rows), outcome.seconds), *outcome.ratios]
        results.append([outcome.name, *speed])
    says = (
        f"{path.name}: {found.rows:,} rows came to {len(rows):,} facts in {len(dossiers)} dossier(s) of"
        f" {sum(map(len, dossiers)):,} bytes, one transaction; {found.without_code} visits keep their country by name"
        f" alone. `driver alone` inserts the log's rows in one transaction. {_told(found)}"
    )
    return Table(f"Trips, {engine.name}", says, ("contestant", "time", "facts/s", "ratio (median)", "range"), results)


def _told(found: trips.Trips) -> str:
    if not found.left_out:
        return "No row was left out."
    named = "; ".join(f"line {row.line} ({row.why})" for row in found.left_out[:NAMED])
    return f"Left out, because they make no sense: {len(found.left_out)} rows, {named}."


def _recorded(engine: Engine, dossiers: list[bytes]) -> list[LogRow]:
    url = engine.empty()
    App(Settings(database_url=url)).record(_named(dossiers))
    with open_reader(url) as reader:
        return list(raw(reader))


def _named(dossiers: list[bytes]) -> Iterator[tuple[str, bytes]]:
    return zip((f"trips-{number}" for number in count(1)), dossiers, strict=False)


def _driver_alone(engine: Engine, rows: list[LogRow]) -> Contestant:
    def turn() -> float:
        bare = Bare(engine.empty())
        bare.run(RAW_TABLE)
        seconds = timed(lambda: bare.commit(bare.insertion("raw_log", COLUMNS), rows))
        bare.close()
        return seconds

    return turn


def _recording(engine: Engine, dossiers: list[bytes]) -> Contestant:
    def turn() -> float:
        app = App(Settings(database_url=engine.empty()))
        return timed(lambda: app.record(_named(dossiers)))

    return turn
