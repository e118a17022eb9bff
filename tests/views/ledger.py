"""Writing histories into databases, and reading them back whole."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from ctcalendar.app.upkeep import transacting
from ctcalendar.db.address import sqlite_path
from ctcalendar.db.engine import open_engine, transaction
from ctcalendar.db.postgres import SqlalchemyReader
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.domain import codec
from ctcalendar.domain.facts import Fact
from ctcalendar.domain.registry import EVENTS
from ctcalendar.log.append import Command, NewFact, append
from ctcalendar.log.facts import decoded
from ctcalendar.log.rows import LogRow
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply
from ctcalendar.views.fold import folded_columns
from ctcalendar.views.tables import VIEWS
from views.histories import MINUTE, NOON, History


class Ledger:
    """Writes facts as the program does: append, fold, commit. Every fact is a command of its own."""

    def __init__(self, settings: Settings) -> None:
        self._url, self._now_us, self._written = settings.database, NOON, 0
        self._revisions: dict[str, int] = {}

    def write(self, history: History) -> list[LogRow]:
        """Append after append, each a transaction and a minute of its own; the rows of the log."""
        engine = open_engine(self._url)
        try:
            return [row for facts in history for row in self._append(engine, facts)]
        finally:
            engine.dispose()

    def _append(self, engine: Engine, facts: Sequence[Fact]) -> Sequence[LogRow]:
        commands = [_command(number, fact) for number, fact in enumerate(facts, self._written + 1)]
        expected = {str(fact.stream): self._revisions.get(str(fact.stream), 0) for fact in facts}
        self._now_us += MINUTE
        with transaction(engine, self._url) as connection:
            appended = append(connection, commands, expected, now_us=self._now_us, by="tests")
            apply(connection, [decoded(row) for row in appended.rows])
        self._written += len(facts)
        self._revisions.update((row.stream, row.revision) for row in appended.rows)
        return appended.rows


def _command(number: int, fact: Fact) -> Command:
    data = codec.encode(fact.event).decode()
    new = NewFact(str(fact.stream), fact.name, EVENTS[fact.name].version, data)
    return Command(f"command-{number}", codec.digest(fact.event), [new])


@contextmanager
def reading(settings: Settings) -> Iterator[Reader]:
    """A Reader that leaves no connection behind: an SQLite file's own, or one inside a unit of work."""
    if sqlite_path(settings.database) is not None:
        with open_reader(settings.database) as reader:
            yield reader
    else:
        with transacting(settings) as connection:
            yield SqlalchemyReader(connection)


def all_rows(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every view, closed versions too, by table, sorted."""
    with reading(settings) as reader:
        return {
            table.name: sorted(reader.rows(f"SELECT {', '.join(folded_columns(table))} FROM {table.name}"), key=repr)
            for table in VIEWS
        }
