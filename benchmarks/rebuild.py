"""Rebuilding the views: rows a second and memory, beside the same rows merely inserted into the same tables."""

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from subprocess import PIPE, run
from typing import NamedTuple

import records
from bare import Bare
from calendars import Engine
from ctcalendar.app import App
from ctcalendar.settings import Settings
from ctcalendar.views.tables import VIEWS
from measure import Contestant, Table, compete, rate, timed
from memory import peak_mb

AT_ONCE = 20_000
"""Rows an insertion: as many as a rebuild holds before it writes."""
DEADLINE_S = 1_800


class Done(NamedTuple):
    """What a process that rebuilt, or only inserted, says of itself."""

    rows: int
    seconds: float
    peak_mb: float


def measure(engine: Engine, *, rounds: int, sizes: list[int]) -> Table:
    """The table for one engine."""
    rows = [row for size in [0, *sizes] for row in _of_size(engine, size, rounds)]
    says = (
        "View rows a second, each in a process of its own, and the most memory that process held. `rows alone` deletes"
        " and inserts the very same rows in the same tables through the driver: no reading, decoding or folding. The"
        " calendar without facts is there for its memory: what importing alone takes."
    )
    columns = ("facts", "view rows", "contestant", "rows/s", "ratio (median)", "range", "peak memory")
    return Table(f"Rebuild, {engine.name}", says, columns, rows)


def _of_size(engine: Engine, size: int, rounds: int) -> Iterator[list[str]]:
    url = engine.filled(islice(records.record(), size))
    alone = engine.copy(url)
    seen: dict[str, list[Done]] = {}
    contestants = {
        "rows alone": _process(seen, "rows", alone, url),
        "rebuild": _process(seen, "rebuild", url),
    }
    for outcome in compete(contestants, rounds if size else 1):
        done = seen[outcome.name][-1]
        peak = max(one.peak_mb for one in seen[outcome.name])
        speed = [rate(done.rows, outcome.seconds), *outcome.ratios] if size else ["", "", ""]
        yield [f"{size:,}", f"{done.rows:,}", outcome.name, *speed, f"{peak:.0f} MB"]


def _process(seen: dict[str, list[Done]], task: str, *urls: str) -> Contestant:
    """Run a task of this module in a process of its own; the seconds it says its work took."""

    def turn() -> float:
        command = [sys.executable, __file__, task, *urls]
        said = run(command, stdout=PIPE, check=True, timeout=DEADLINE_S).stdout
        done = Done(*json.loads(said))
        seen.setdefault("rebuild" if task == "rebuild" else "rows alone", []).append(done)
        return done.seconds

    return turn


# -- in the process of its own --------------------------------------------------------------------------------------


def _rebuild(url: str) -> tuple[int, float]:
    app, rows = App(Settings(database_url=url)), []
    seconds = timed(lambda: rows.append(app.rebuild()))
    return rows[0], seconds


def _rows_alone(url: str, source: str) -> tuple[int, float]:
    """Write what another calendar's views hold; only the writing is timed, and memory stays at one portion."""
    bare, other = Bare(url), Bare(source)
    seconds, count = timed(partial(_empty, bare)), 0
    for table in VIEWS:
        columns = list(table.columns.keys())
        statement = bare.insertion(table.name, columns)
        found = other.stream(f"SELECT {', '.join(columns)} FROM {table.name}")
        for portion in records.batches(found, AT_ONCE):
            seconds += timed(partial(bare.insert, statement, portion))
            count += len(portion)
    return count, seconds + timed(partial(bare.run, "COMMIT"))


def _empty(bare: Bare) -> None:
    bare.run("BEGIN")
    for table in VIEWS:
        bare.run(f"DELETE FROM {table.name}")


_TASKS: dict[str, Callable[..., tuple[int, float]]] = {"rebuild": _rebuild, "rows": _rows_alone}

if __name__ == "__main__":
    outcome = _TASKS[sys.argv[1]](*sys.argv[2:])
    print(json.dumps([*outcome, peak_mb()]))
