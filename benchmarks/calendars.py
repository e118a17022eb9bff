"""Calendars to measure on: throw-away databases on each engine, empty or filled."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import records
from bare import Bare
from commands import decided, expected
from ctcalendar.app import App
from ctcalendar.app.upkeep import writing
from ctcalendar.db.engine import let_go
from ctcalendar.log.append import append
from ctcalendar.log.facts import decoded
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply
from measure import say

AT_ONCE = 2_000
"""How many facts one commit holds while a calendar is filled."""
NOW_US = 1_762_000_000_000_000


class Engine:
    """One kind of database, and how calendars are made on it."""

    name: str
    version: str
    _template: str

    def copy(self, url: str) -> str:
        """The URL of a copy of a calendar that nobody is connected to."""
        raise NotImplementedError

    def empty(self) -> str:
        """The URL of a calendar without facts."""
        return self.copy(self._template)

    def filled(self, parts: Iterable[records.Part]) -> str:
        """The URL of a calendar with a record in it."""
        url = self.empty()
        fill(url, parts)
        return url


class Sqlite(Engine):
    """SQLite files in a folder."""

    name, version = "SQLite", sqlite3.sqlite_version

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count(1)
        self._template = self._url()
        App(Settings(database_url=self._template)).init()

    def copy(self, url: str) -> str:
        made = self._url()
        let_go()  # what is copied must be whole
        copyfile(url.removeprefix("sqlite:///"), made.removeprefix("sqlite:///"))
        return made

    def _url(self) -> str:
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.sqlite'}"


class Postgres(Engine):
    """Databases of a server of our own that waits for the disk at every commit."""

    name = "PostgreSQL"

    def __init__(self, cluster: Any) -> None:
        self._cluster, self._numbers = cluster, count(1)
        self._template = str(cluster.create_database("calendar_empty"))
        App(Settings(database_url=self._template)).init()
        bare = Bare(self._template)
        self.version = str(bare.run("SHOW server_version")).partition(" ")[0]
        bare.close()

    def copy(self, url: str) -> str:
        let_go()  # a template must be nobody's
        template = url.partition("@/")[2].partition("?")[0]
        return str(self._cluster.create_database(f"calendar_{next(self._numbers)}", template))


@contextmanager
def engines() -> Iterator[tuple[list[Engine], str | None]]:
    """The engines this machine has, and why PostgreSQL is not among them, if it is not."""
    with ExitStack() as opened:
        folder = opened.enter_context(TemporaryDirectory(prefix="ctcal-bench-"))
        found: list[Engine] = [Sqlite(Path(folder))]
        try:
            cluster = import_module("postgres").Cluster(durable=True)
            found.append(Postgres(opened.enter_context(cluster)))
            why = None
        except Exception as error:
            # The server is the tests' own; whatever it lacks (wheel, pytest, an account) means measuring without it.
            why = " ".join(str(error).split()) or type(error).__name__
        yield found, why


def fill(url: str, parts: Iterable[records.Part]) -> int:
    """Append and fold a record into an empty calendar; the number of facts."""
    done = 0
    for batch in records.batches(decided(parts), AT_ONCE):
        with writing(Settings(database_url=url)) as connection:
            given = append(connection, batch, expected(batch), now_us=NOW_US, by="bench")
            apply(connection, [decoded(row) for row in given.rows])
        done += len(batch)
        say(f"  filling: {done:,} facts")
    say("")
    return done
