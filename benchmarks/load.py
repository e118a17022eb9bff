"""Importing a real spreadsheet of trips, as `ctcalendar import --apply` does, and importing it again."""

from pathlib import Path
from tempfile import TemporaryDirectory

import trips
from append import RAW_TABLE
from bare import Bare
from calendars import Engine
from ctcalendar.app import App
from ctcalendar.app.importing_report import Report
from ctcalendar.db.reader import open_reader
from ctcalendar.log.read import raw
from ctcalendar.log.rows import COLUMNS, LogRow
from ctcalendar.settings import Settings
from measure import Contestant, Table, compete, rate, span, timed

NAMED = 20
"""How many rows left out are named one by one."""


def measure(engine: Engine, path: Path, *, rounds: int) -> Table:
    """The table for one engine."""
    with TemporaryDirectory(prefix="ctcal-bench-") as folder:
        mapping = trips.mapping(Path(folder))
        full = engine.empty()
        report = _imported(full, path, mapping)
        with open_reader(full) as reader:
            facts = list(raw(reader))
        contestants = {
            "driver alone": _driver_alone(engine, facts),
            "import --apply": lambda: _timed_import(engine.empty(), path, mapping),
            "again, nothing new": lambda: _timed_import(full, path, mapping),
        }
        results = [
            [outcome.name, span(outcome.seconds), rate(report.rows, outcome.seconds), *outcome.ratios]
            for outcome in compete(contestants, rounds)
        ]
    says = (
        f"{path.name}: {report.rows:,} rows came to {len(facts):,} facts, in one transaction. `driver alone` inserts"
        f" the rows of the log in one transaction. {_told(report)}"
    )
    return Table(f"Trips, {engine.name}", says, ("contestant", "time", "rows/s", "ratio (median)", "range"), results)


def _told(report: Report) -> str:
    if not report.problems:
        return "No row was left out."
    named = "; ".join(f"line {row.line} ({row.message})" for row in report.first_problems[:NAMED])
    return f"Left out, because they make no sense: {report.problems} rows, {named}."


def _imported(url: str, path: Path, mapping: Path) -> Report:
    return App(Settings(database_url=url)).import_file(path, mapping, apply=True, keep_going=True)


def _timed_import(url: str, path: Path, mapping: Path) -> float:
    return timed(lambda: _imported(url, path, mapping))


def _driver_alone(engine: Engine, rows: list[LogRow]) -> Contestant:
    def turn() -> float:
        bare = Bare(engine.empty())
        bare.run(RAW_TABLE)
        seconds = timed(lambda: bare.commit(bare.insertion("raw_log", COLUMNS), rows))
        bare.close()
        return seconds

    return turn
