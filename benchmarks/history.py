"""`ctcalendar history` as people start it: a process, from its beginning to its end."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from subprocess import DEVNULL, PIPE, run
from tempfile import TemporaryDirectory

import records
from calendars import Engine
from measure import Contestant, Table, compete, span, timed

ASKED = {
    "history": (),
    "history --format json": ("--format", "json"),
    "history --limit 50": ("--limit", "50"),
    "history --kind visit --since 2025-06": ("--kind", "visit", "--since", "2025-06"),
}
PLAIN = {"python -c pass": ("-c", "pass"), "python -c 'import sqlalchemy'": ("-c", "import sqlalchemy")}
DEADLINE_S = 1_800
_MEMORY = str(Path(__file__).with_name("memory.py"))


def measure(engine: Engine, *, rounds: int, sizes: list[int]) -> Table:
    """The table for one engine."""
    with TemporaryDirectory(prefix="ctcal-bench-") as compiled:
        rows = [row for size in sizes for row in _of_size(engine, size, rounds, compiled)]
    says = (
        "Wall time of the whole process, its output thrown away, and as a multiple of a Python that does nothing; and"
        " the most memory it held, in a run of its own."
    )
    columns = ("engagements", "process", "time", "times `python -c pass` (median)", "range", "peak memory")
    return Table(f"History, {engine.name}", says, columns, rows)


def _of_size(engine: Engine, size: int, rounds: int, compiled: str) -> Iterator[list[str]]:
    url = engine.filled(records.record_of_engagements(size))
    place = {"CTCALENDAR_DATABASE_URL": url, "PYTHONPYCACHEPREFIX": compiled}
    asked = {name: ("-m", "ctcalendar", "history", *options) for name, options in ASKED.items()}
    # Memory first: the run that tells it also leaves the modules compiled, as an installed program has them.
    peaks = {name: _peak(name, place) for name in ASKED}
    _run(PLAIN["python -c 'import sqlalchemy'"], place)
    contestants = {name: _process(arguments, place) for name, arguments in {**PLAIN, **asked}.items()}
    for outcome in compete(contestants, rounds, faster_is="less"):
        yield [f"{size:,}", outcome.name, span(outcome.seconds), *outcome.ratios, peaks.get(outcome.name, "")]


def _process(arguments: Sequence[str], place: Mapping[str, str]) -> Contestant:
    return lambda: timed(lambda: _run(arguments, place))


def _peak(name: str, place: Mapping[str, str]) -> str:
    return f"{_run((_MEMORY, 'history', *ASKED[name]), place).split()[-1]} MB"


def _run(arguments: Sequence[str], place: Mapping[str, str]) -> str:
    """Run Python to its end; what it said on standard error."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *arguments]
    environment = {**inherited, **place}
    done = run(command, stdout=DEVNULL, stderr=PIPE, text=True, env=environment, timeout=DEADLINE_S)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: exit code {done.returncode}: {done.stderr}")
    return done.stderr
