"""A writer: `python writer.py URL NAME COUNT` appends so many commands, each in a transaction of its own.

It says `ready`, waits for a line, and then names each command once it is committed: what it named must never be lost.
Command NAME-N.K has K facts, one on a stream of its own and the rest on a stream that all writers share.
With COUNT `hold` it appends one command, names it and never commits.
"""

import hashlib
import sys
import time

from sqlalchemy import Connection, Engine

from ctcalendar.db.driver import Driver
from ctcalendar.db.engine import open_engine, transaction
from ctcalendar.errors import DatabaseUnavailable, RevisionConflict
from ctcalendar.log.append import Command, NewFact, append

SHARED = "topic:shared"
TRIES = 300


def main(url: str, name: str, count: str) -> None:
    engine = open_engine(url, lock_timeout_s=2)
    print("ready", flush=True)
    sys.stdin.readline()
    if count == "hold":
        _append_and_hold(engine, url, _command(name, 0))
    for number in range(int(count)):
        command = _command(name, number)
        _append_patiently(engine, url, command)
        print(command.id, flush=True)


def _command(name: str, number: int) -> Command:
    facts = 1 if number % 3 else 3
    identity = f"{name}-{number}.{facts}"
    first = NewFact(f"topic:{identity}", "topic.registered", 1, f'{{"id":"{identity}","label":{{"ar":"قطر"}}}}')
    shared = NewFact(SHARED, "topic.amended", 1, f'{{"by":"{identity}"}}')
    return Command(identity, hashlib.sha256(identity.encode()).hexdigest(), (first, *[shared] * (facts - 1)))


def _append(connection: Connection, command: Command) -> None:
    sql = "SELECT coalesce(max(revision), 0) FROM log WHERE stream = ?"
    (shared,) = Driver(connection).rows(sql, (SHARED,))[0]
    expected = {command.facts[0].stream: 0, SHARED: shared}
    append(connection, [command], expected, now_us=time.time_ns() // 1_000, by="writer")


def _append_and_hold(engine: Engine, url: str, command: Command) -> None:
    with transaction(engine, url) as connection:
        _append(connection, command)
        print(command.id, flush=True)
        sys.stdin.readline()
        raise SystemExit("nobody ended this writer")


def _append_patiently(engine: Engine, url: str, command: Command) -> None:
    """Try again when another writer was quicker on the shared stream, or held the database for too long."""
    for _ in range(TRIES):
        try:
            with transaction(engine, url) as connection:
                _append(connection, command)
            return
        except RevisionConflict:
            continue
        except DatabaseUnavailable as error:
            if "another program is writing" not in error.message:
                raise
    raise SystemExit(f"{command.id}: refused {TRIES} times")


if __name__ == "__main__":
    main(*sys.argv[1:])
