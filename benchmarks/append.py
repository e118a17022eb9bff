"""Appends a second: the driver alone, the log alone, the log with its views, and a dossier recorded whole."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TypeVar

import records
from bare import Bare
from calendars import NOW_US, Engine
from commands import decided, dossier, expected
from ctcalendar.app import App
from ctcalendar.db.engine import open_engine
from ctcalendar.db.reader import open_reader
from ctcalendar.log.append import Command, append
from ctcalendar.log.facts import decoded
from ctcalendar.log.read import raw
from ctcalendar.log.rows import COLUMNS, LogRow
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply
from measure import Contestant, Table, compete, rate, timed

T = TypeVar("T")

COMMITS = {1: 50, 100: 5}
"""Facts a commit -> how many commits each contestant makes in a round."""

RAW_TABLE = """CREATE TABLE raw_log (position BIGINT PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL,
    type TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL, recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL, command_id TEXT NOT NULL, command_index INTEGER NOT NULL, command_sha256 TEXT NOT NULL,
    hash TEXT NOT NULL, UNIQUE (stream, revision))"""


def measure(engine: Engine, *, rounds: int) -> Table:
    """The table for one engine."""
    rows = []
    for per_commit, commits in COMMITS.items():
        contestants = _contestants(engine, per_commit, commits, rounds)
        for outcome in compete(contestants, rounds):
            facts = rate(per_commit * commits, outcome.seconds)
            rows.append([str(per_commit), outcome.name, facts, *outcome.ratios])
    says = (
        "Facts a second, and as a share of the driver's own: prepared INSERTs of the very same rows into a plain table"
        " with the same key, committed as often, every commit waiting for the disk."
    )
    columns = ("facts a commit", "contestant", "facts/s", "ratio (median)", "range")
    return Table(f"Append, {engine.name}", says, columns, rows)


def _contestants(engine: Engine, per_commit: int, commits: int, rounds: int) -> dict[str, Contestant]:
    total = per_commit * commits * rounds
    parts = list(islice(records.record(), records.REGISTERS + total))[records.REGISTERS :]
    commands = list(decided(parts))
    rows = _rows(engine, commands)
    dossiers = [dossier(portion) for portion in records.batches(parts, per_commit)]
    return {
        "driver alone": _turn(commits, records.batches(rows, per_commit), _driver_alone(engine)),
        "append": _turn(commits, records.batches(commands, per_commit), _appending(engine, with_views=False)),
        "append and views": _turn(commits, records.batches(commands, per_commit), _appending(engine, with_views=True)),
        "record a dossier": _turn(commits, iter(dossiers), _recording(engine)),
    }


def _turn(commits: int, portions: Iterator[T], commit: Callable[[T], object]) -> Contestant:
    """Each turn makes the next so many commits of what there is to record."""

    def turn() -> float:
        mine = list(islice(portions, commits))
        return timed(lambda: [commit(portion) for portion in mine])

    return turn


def _with_registers(engine: Engine) -> str:
    return engine.filled(records.registers())


def _rows(engine: Engine, commands: Sequence[Command]) -> list[LogRow]:
    """The log's rows for these commands, as a calendar that was given them holds them."""
    url = _with_registers(engine)
    commit = _appending(engine, with_views=False, url=url)
    for portion in records.batches(commands, 2_000):
        commit(portion)
    with open_reader(url) as reader:
        return list(raw(reader, after=records.REGISTERS))


def _driver_alone(engine: Engine) -> Callable[[Sequence[LogRow]], None]:
    bare = Bare(engine.empty())
    bare.run(RAW_TABLE)
    return partial(bare.commit, bare.insertion("raw_log", COLUMNS))


def _appending(engine: Engine, *, with_views: bool, url: str | None = None) -> Callable[[Sequence[Command]], None]:
    opened = open_engine(url or _with_registers(engine))

    def commit(commands: Sequence[Command]) -> None:
        with opened.begin() as connection:
            given = append(connection, commands, expected(commands), now_us=NOW_US, by="bench")
            if with_views:
                apply(connection, [decoded(row) for row in given.rows])

    return commit


def _recording(engine: Engine) -> Callable[[bytes], object]:
    app = App(Settings(database_url=_with_registers(engine)))
    return lambda data: app.record([("generated", data)])
