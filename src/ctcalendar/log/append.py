"""Append: the one way a fact gets into the log."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.errors import ClockBehind, CommandConflict, DamagedRecord, RevisionConflict
from ctcalendar.log.chain import link
from ctcalendar.log.rows import COLUMNS, LogRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

CLOCK_SLACK_US = 3_600_000_000


class NewFact(NamedTuple):
    """A fact to append: its stream, stored type and version, and canonical JSON."""

    stream: str
    type: str
    version: int
    data: str


class Command(NamedTuple):
    """What somebody asked for, under an id that makes asking twice harmless, and the facts (one or more) it came to."""

    id: str
    sha256: str
    facts: Sequence[NewFact]


class Receipt(NamedTuple):
    """Where a command's facts stand in the log. `repeated`: they stood there before, nothing was appended."""

    command_id: str
    first_position: int
    last_position: int
    recorded_at: int
    repeated: bool


class Appended(NamedTuple):
    """What an append came to: a receipt for each command in order, and the rows that are new."""

    receipts: Sequence[Receipt]
    rows: Sequence[LogRow]


class Head(NamedTuple):
    """The last row of the log, without which none can be added."""

    position: int
    hash: str
    recorded_at: int


def append(
    connection: "Connection", commands: Sequence[Command], expected: Mapping[str, int], *, now_us: int, by: str
) -> Appended:
    """Append the facts of `commands`, in order, in the transaction of `connection`.

    `expected` gives the revision of each stream as the caller read it (0: it does not exist yet). All rows get one
    `recorded_at`, later than any before. A command that is in the log already appends nothing and gets its first
    receipt. The head of the log stays locked until the transaction ends, so positions commit in order.

    Raises:
        RevisionConflict: a stream has moved on since it was read.
        CommandConflict: a command id is in the log with another digest.
        ClockBehind: `now_us` is more than an hour before the last fact.
    """
    driver = Driver(connection)
    head = lock_head(driver)
    before = recorded_commands(driver, [command.id for command in commands])
    rows = _rows(driver, head, _fresh(commands, before), expected, now_us=now_us, by=by)
    write_rows(driver, rows)
    return Appended(_receipts(commands, before, rows), rows)


class _Before(NamedTuple):
    sha256: str
    receipt: Receipt


def recorded_commands(driver: Driver, command_ids: Iterable[str]) -> dict[str, _Before]:
    """The digests and receipts of those commands that are in the log."""
    sql = """SELECT command_id, min(command_sha256), min(position), max(position), min(recorded_at)
        FROM log WHERE command_id IN (??) GROUP BY command_id"""
    return {
        row[0]: _Before(row[1], Receipt(row[0], row[2], row[3], row[4], repeated=True))
        for row in driver.rows_in(sql, command_ids)
    }


def lock_head(driver: Driver) -> Head:
    """The head of the log, held until the transaction ends. (SQLite holds the whole database from the start.)"""
    for_update = " FOR UPDATE" if driver.is_postgres else ""
    rows = driver.rows(f"SELECT position, hash, recorded_at FROM log_head WHERE id = 1{for_update}")
    if not rows:
        raise DamagedRecord("the database", "the head of the log is missing", hint="restore a backup into a new one")
    return Head(*rows[0])


def write_rows(driver: Driver, rows: Sequence[LogRow]) -> None:
    """Write rows that follow the head, and move the head; the caller holds the lock and has chained them."""
    if not rows:
        return
    last = rows[-1]
    driver.insert("log", COLUMNS, rows)
    driver.run(
        "UPDATE log_head SET position = ?, hash = ?, recorded_at = ? WHERE id = 1",
        (last.position, last.hash, last.recorded_at),
    )
    driver.many(
        """INSERT INTO log_type (type, version, count) VALUES (?, ?, ?)
        ON CONFLICT (type, version) DO UPDATE SET count = log_type.count + excluded.count""",
        [(*kind, count) for kind, count in sorted(Counter((row.type, row.version) for row in rows).items())],
    )


def _fresh(commands: Iterable[Command], before: Mapping[str, _Before]) -> list[Command]:
    """The commands that are neither in the log nor earlier in the same append."""
    digests = {name: known.sha256 for name, known in before.items()}
    fresh = []
    for command in commands:
        if command.id not in digests:
            fresh.append(command)
        if digests.setdefault(command.id, command.sha256) != command.sha256:
            raise CommandConflict(command.id)
    return fresh


def _receipts(commands: Iterable[Command], before: Mapping[str, _Before], rows: Iterable[LogRow]) -> list[Receipt]:
    """One for each command, in order; `repeated` from the second time a command is met."""
    told, met = {name: known.receipt for name, known in before.items()}, set[str]()
    for name, written in groupby(rows, key=lambda row: row.command_id):
        made = list(written)
        told[name] = Receipt(name, made[0].position, made[-1].position, made[0].recorded_at, repeated=False)
    receipts = []
    for command in commands:
        receipt = told[command.id]
        receipts.append(receipt._replace(repeated=True) if command.id in met else receipt)
        met.add(command.id)
    return receipts


def _rows(
    driver: Driver, head: Head, commands: Sequence[Command], expected: Mapping[str, int], *, now_us: int, by: str
) -> list[LogRow]:
    if not commands:
        return []
    if now_us < head.recorded_at - CLOCK_SLACK_US:
        raise ClockBehind(now=_instant(now_us), head=_instant(head.recorded_at))
    recorded_at = max(now_us, head.recorded_at + 1)
    revisions = _revisions(driver, commands, expected)
    position, previous = head.position, head.hash
    rows = []
    for command in commands:
        for index, fact in enumerate(command.facts):
            position += 1
            revisions[fact.stream] += 1
            row = LogRow(
                position,
                fact.stream,
                revisions[fact.stream],
                fact.type,
                fact.version,
                fact.data,
                recorded_at,
                by,
                command.id,
                index,
                command.sha256,
                "",
            )
            previous = link(previous, row)
            rows.append(LogRow(*row[:-1], previous))
    return rows


def _revisions(driver: Driver, commands: Sequence[Command], expected: Mapping[str, int]) -> dict[str, int]:
    """The revisions of all streams written, after checking that they are what the caller expects."""
    streams = {fact.stream: 0 for command in commands for fact in command.facts}
    sql = "SELECT stream, max(revision) FROM log WHERE stream IN (??) GROUP BY stream"
    actual = streams | dict(driver.rows_in(sql, streams))
    for stream, revision in actual.items():
        if expected[stream] != revision:
            raise RevisionConflict(stream, expected=expected[stream], actual=revision)
    return actual


def _instant(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds // 1_000_000, UTC).isoformat().replace("+00:00", "Z")
