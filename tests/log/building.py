"""What the log's tests are made of: a log on either engine, and facts of which a test spells only what it is about."""

import hashlib
import json
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any, NamedTuple, Self

import psycopg
from sqlalchemy import Connection

from ctcalendar.db.address import sqlite_path
from ctcalendar.db.driver import Driver
from ctcalendar.db.engine import open_engine, transaction
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.log.append import Appended, Command, NewFact, append
from ctcalendar.log.backup import read_header, restored, written
from ctcalendar.log.read import raw
from ctcalendar.log.rows import COLUMNS, LogRow
from ctcalendar.log.verify import Verified, verify

NOON = 1_762_000_000_000_000
SECOND = 1_000_000
DEADLINE_S = 20.0
GENESIS = "00" * 32
REFUSALS = (sqlite3.Error, psycopg.Error)


def registered(topic: str = "financing", *, ar: str = "تمويل الإرهاب", en: str = "Terrorism financing") -> NewFact:
    """A topic is registered, under an English and an Arabic label."""
    return NewFact(f"topic:{topic}", "topic.registered", 1, canonical({"id": topic, "label": {"ar": ar, "en": en}}))


def amended(topic: str = "financing", *, en: str = "Financing of terrorism") -> NewFact:
    """A topic's English label is corrected."""
    changes = [{"field": "label", "new": {"en": en}, "old": {"en": "Terrorism financing"}}]
    data = {"cause": "correction", "changes": changes, "reason": "طُبع خطأً"}
    return NewFact(f"topic:{topic}", "topic.amended", 1, canonical(data))


def command(name: str = "first", *facts: NewFact, sha256: str | None = None) -> Command:
    """A command of those facts; of one, on a stream of its own, when a test does not care."""
    return Command(name, sha256 or hashlib.sha256(name.encode()).hexdigest(), facts or (registered(name),))


def canonical(value: object) -> str:
    """Compact JSON with sorted keys, by the standard library."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chained(previous: str, row: LogRow) -> str:
    """The hash of a row, from DESIGN's formula and the standard library alone."""
    envelope = [
        row.position,
        row.stream,
        row.revision,
        row.type,
        row.version,
        hashlib.sha256(row.data.encode("utf-8")).hexdigest(),
        row.recorded_at,
        row.recorded_by,
        row.command_id,
        row.command_sha256,
        row.command_index,
    ]
    text = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(bytes.fromhex(previous) + text.encode("utf-8")).hexdigest()


def rechained(rows: Sequence[LogRow]) -> list[LogRow]:
    """The rows with the hashes that a forger who knows the formula would give them."""
    made: list[LogRow] = []
    for row in rows:
        made.append(row._replace(hash=chained(made[-1].hash if made else GENESIS, row)))
    return made


class Stored(NamedTuple):
    """Everything the log's tables hold."""

    rows: list[LogRow]
    head: list[tuple[int, int, str, int]]
    types: list[tuple[str, int, int]]

    @property
    def positions(self) -> list[int]:
        return [row.position for row in self.rows]


class Log:
    """A migrated database: written as the product writes, looked at and attacked through the raw driver."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.path = sqlite_path(url)
        self.is_postgres = self.path is None
        self._engines = {DEADLINE_S: open_engine(url, lock_timeout_s=DEADLINE_S)}
        self._hand: Any = None
        self.is_guarded = True

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
        if self._hand is not None:
            self._hand.close()

    def transaction(self, *, patience_s: float = DEADLINE_S) -> AbstractContextManager[Connection]:
        """A unit of work, open as long as the `with`, that waits so long for a lock."""
        if patience_s not in self._engines:
            self._engines[patience_s] = open_engine(self.url, lock_timeout_s=patience_s)
        return transaction(self._engines[patience_s], self.url)

    def append(self, *commands: Command, patience_s: float = DEADLINE_S, **given: Any) -> Appended:
        """Append in a transaction of its own, as `append_in` does."""
        with self.transaction(patience_s=patience_s) as connection:
            return append_in(connection, *commands, **given)

    def reader(self) -> AbstractContextManager[Reader]:
        """The product's Reader."""
        return open_reader(self.url)

    def stored(self) -> Stored:
        return stored_in(self.hand)

    def verify(self) -> Verified:
        with self.reader() as reader:
            return verify(reader)

    def backup(self, domain: str = "calendar.example") -> list[bytes]:
        with self.reader() as reader:
            return list(written(reader, domain))

    def restore(self, lines: Sequence[bytes]) -> int:
        """Restore a backup called `copy`; how many facts were new."""
        with self.transaction() as connection:
            given = iter(lines)
            read_header("copy", given)
            return sum(len(batch) for batch in restored(connection, "copy", given))

    @property
    def hand(self) -> Any:
        """The raw driver's connection for what is done by hand and outside transactions; kept, for the tests' sake."""
        if self._hand is None:
            self._hand = self._connected(autocommit=True)
        return self._hand

    @contextmanager
    def by_hand(self, *, autocommit: bool = True) -> Iterator[Any]:
        """A raw connection of one's own, as anybody has it who can reach the database; committed at the end."""
        with closing(self._connected(autocommit=autocommit)) as connection:
            if self.path is not None and not autocommit:
                connection.execute("BEGIN")
            yield connection
            connection.commit()

    def _connected(self, *, autocommit: bool) -> Any:
        if self.path is not None:
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=DEADLINE_S)
            # An attacker's statements need not survive a power cut, and a test has many of them.
            connection.execute("PRAGMA synchronous = OFF")
            return connection
        return psycopg.connect(self.url.replace("+psycopg", ""), autocommit=autocommit)

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """One statement by hand, with `?` for a value; its rows, if it gives any."""
        cursor = self.hand.execute(sql.replace("?", "%s") if self.is_postgres else sql, values)
        return list(cursor.fetchall()) if cursor.description else []

    def drop_guards(self) -> None:
        """Take the triggers away, as an attacker who owns the database can."""
        self.is_guarded = False
        if self.is_postgres:
            self.run("ALTER TABLE log DISABLE TRIGGER USER; ALTER TABLE log_head DISABLE TRIGGER USER")
        else:
            for (name,) in self.run("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                self.run(f"DROP TRIGGER {name}")

    def restore_guards(self) -> None:
        """Put the triggers back (PostgreSQL)."""
        self.run("ALTER TABLE log ENABLE TRIGGER USER; ALTER TABLE log_head ENABLE TRIGGER USER")
        self.is_guarded = True

    def forge(self, rows: Sequence[LogRow]) -> None:
        """Put these rows in the place of all others, with counts and a head to match."""
        mark = "%s" if self.is_postgres else "?"
        with self.by_hand(autocommit=False) as connection:
            cursor = connection.cursor()
            cursor.execute("DELETE FROM log")
            cursor.execute("DELETE FROM log_type")
            cursor.executemany(f"INSERT INTO log ({', '.join(COLUMNS)}) VALUES ({', '.join([mark] * 12)})", rows)
            cursor.execute("INSERT INTO log_type SELECT type, version, count(*) FROM log GROUP BY type, version")
            last = (rows[-1].position, rows[-1].hash, rows[-1].recorded_at)
            cursor.execute(f"UPDATE log_head SET position = {mark}, hash = {mark}, recorded_at = {mark}", last)

    def waiting(self) -> int:
        """How many sessions wait for a lock just now (PostgreSQL)."""
        sql = """SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE NOT granted AND datname = current_database()"""
        return int(self.run(sql)[0][0])

    def sessions(self) -> int:
        """How many other sessions of the writing kind are still there (PostgreSQL)."""
        sql = """SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
        return int(self.run(sql)[0][0])

    def is_locked(self) -> bool:
        """Whether a writer who does not wait is turned away just now (SQLite)."""
        assert self.path is not None
        with closing(sqlite3.connect(self.path, isolation_level=None, timeout=0)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                return "locked" in str(error)
            return False

    def await_waiting(self, sessions: int = 1) -> None:
        """Return once so many writers stand in the queue; on SQLite, whose queue cannot be seen, once there is one."""
        until(lambda: self.waiting() >= sessions if self.is_postgres else self.is_locked())


def append_in(
    connection: Connection,
    *commands: Command,
    expected: Mapping[str, int] | None = None,
    now_us: int = NOON,
    by: str = "desk",
) -> Appended:
    """Append inside an open transaction, at the revisions that streams have there unless a test says otherwise."""
    if expected is None:
        rows = Driver(connection).rows("SELECT stream, max(revision) FROM log GROUP BY stream")
        expected = defaultdict(int, [(row[0], row[1]) for row in rows])
    return append(connection, commands, expected, now_us=now_us, by=by)


def stored_in(connection: Any) -> Stored:
    """Everything the log's tables hold, through a raw connection."""
    rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM log ORDER BY position").fetchall()
    heads = connection.execute("SELECT id, position, hash, recorded_at FROM log_head ORDER BY id").fetchall()
    types = connection.execute("SELECT type, version, count FROM log_type ORDER BY type, version").fetchall()
    return Stored([LogRow(*row) for row in rows], heads, types)


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that must come; a test that waits in vain fails."""
    deadline = time.monotonic() + DEADLINE_S
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


class Follower(threading.Thread):
    """A reader that polls the log as a feed does, from the last position it saw; `with` begins and ends it.

    At every look it also checks that the whole log is 1, 2, 3 … without a gap, and that the head agrees.
    """

    def __init__(self, log: Log) -> None:
        super().__init__(daemon=True)
        self._log, self._last_look = log, threading.Event()
        self.seen: list[int] = []
        self.looks = 0
        self.failure: BaseException | None = None

    def __enter__(self) -> Self:
        self.start()
        until(lambda: self.looks > 0 or self.failure is not None)
        return self

    def __exit__(self, *_: object) -> None:
        self._last_look.set()
        self.join(DEADLINE_S)
        assert not self.is_alive()
        if self.failure:
            raise self.failure

    def run(self) -> None:
        try:
            while not self._last_look.is_set():
                self._look()
                self._last_look.wait(0.002)
            self._look()
        except BaseException as failure:
            self.failure = failure

    def _look(self) -> None:
        with self._log.reader() as reader:
            positions = [row.position for row in raw(reader)]
            assert positions == list(range(1, len(positions) + 1))
            assert reader.rows("SELECT position FROM log_head") == [(len(positions),)]
            self.seen += [row.position for row in raw(reader, after=self.seen[-1] if self.seen else 0)]
        self.looks += 1

    def await_looks(self, more: int = 2) -> None:
        """Return once it has looked so many times from now on."""
        target = self.looks + more
        until(lambda: self.looks >= target or self.failure is not None)
