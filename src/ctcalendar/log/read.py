"""Reading the log: raw rows, and the position that an instant means. Facts are read by facts.py."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

import msgspec

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain import codec
from ctcalendar.domain.streams import NEWEST
from ctcalendar.errors import DamagedRecord, DatabaseTooNew
from ctcalendar.log.rows import COLUMNS, GENESIS, LogRow

if TYPE_CHECKING:
    from ctcalendar.db.driver import Driver

SELECT = f"SELECT {', '.join(COLUMNS)} FROM log"


def head(reader: Reader) -> tuple[int, str, int]:
    """Position, hash and recorded_at of the last row; of nothing: (0, 32 zero bytes in hex, 0).

    Raises:
        DamagedRecord: there is no head.
    """
    for position, digest, recorded_at in reader.rows("SELECT position, hash, recorded_at FROM log_head WHERE id = 1"):
        return position, digest, recorded_at
    raise DamagedRecord("the database", "the head of the log is missing", hint="restore a backup into a new database")


def hash_at(reader: Reader, position: int) -> str | None:
    """The hash of the row at a position, None where there is none; of position 0 the one that the first continues."""
    if position == 0:
        return GENESIS
    rows = reader.rows("SELECT hash FROM log WHERE position = :position", {"position": position})
    return str(rows[0][0]) if rows else None


def raw(
    reader: Reader, *, after: int = 0, upto: int | None = None, stream: str | None = None, limit: int | None = None
) -> Iterator[LogRow]:
    """Rows in order of position, those after a position and up to another, of one stream or of all."""
    ending = " AND position <= :upto" if upto is not None else ""
    of_stream = " AND stream = :stream" if stream is not None else ""
    bounded = " LIMIT :limit" if limit is not None else ""
    sql = f"{SELECT} WHERE position > :after{ending}{of_stream} ORDER BY position{bounded}"
    given = {"after": after, "upto": upto, "stream": stream, "limit": limit}
    parameters = {name: value for name, value in given.items() if value is not None}
    return (LogRow(*row) for row in reader.stream(sql, parameters))


class Streaming(Protocol):
    """A Reader, or the Driver of a transaction."""

    def stream(self, sql: str) -> Iterator[Row]:
        """The rows of a query one by one."""
        ...


def by_stream(source: Streaming) -> Iterator[LogRow]:
    """Every row, one stream after another, oldest first within each: the order in which views are folded anew."""
    return (LogRow(*row) for row in source.stream(f"{SELECT} ORDER BY stream, revision"))


def refuse_gaps(driver: "Driver", head: int) -> None:
    """Refuse a log that holds more or fewer facts than its head says. Cheaper than proof, dearer than trust."""
    held = driver.rows("SELECT count(*) FROM log")[0][0]
    if held != head:
        raise DamagedRecord(
            "the log", f"it holds {held} facts, its head says {head}", hint="see where: ctcalendar verify"
        )


def existing(driver: "Driver", streams: Iterable[str]) -> set[str]:
    """Those of `streams` that hold at least one fact."""
    sql = "SELECT stream FROM log WHERE revision = 1 AND stream IN (??)"
    return {row[0] for row in driver.rows_in(sql, streams)}


def streams_of_kind(driver: "Driver", kind: str) -> list[str]:
    """The ids of every item of a kind."""
    # ';' is the character after ':', so the range is exactly the streams that begin with "kind:".
    rows = driver.rows(
        "SELECT stream FROM log WHERE stream >= ? AND stream < ? AND revision = 1", (f"{kind}:", f"{kind};")
    )
    return [row[0].partition(":")[2] for row in rows]


def position_at(reader: Reader, instant_us: int) -> int:
    """The last position recorded at or before an instant (microseconds UTC); 0 before the first.

    `recorded_at` never falls along positions, so halving finds it without an index of its own.
    """
    low, high = 0, head(reader)[0]
    while low < high:
        middle = (low + high + 1) // 2
        recorded_at = reader.rows("SELECT recorded_at FROM log WHERE position = :middle", {"middle": middle})[0][0]
        low, high = (middle, high) if recorded_at <= instant_us else (low, middle - 1)
    return low


def refuse_unreadable(types: Iterable[tuple[str, int]]) -> None:
    """Refuse a log that holds facts this program has no shape for."""
    for name, version in types:
        if NEWEST.get(name) != version and not _has_a_way(name, version):
            raise DatabaseTooNew(f"it holds facts of type {name} version {version}")


def _has_a_way(name: str, version: int) -> bool:
    from ctcalendar.domain.registry import EVENTS

    return EVENTS.readable(name, version)


def stored_types(reader: Reader) -> list[tuple[str, int]]:
    """Every (type, version) the log holds, from the count that append keeps."""
    return [(row[0], row[1]) for row in reader.rows("SELECT type, version FROM log_type ORDER BY type, version")]


def facts_of_command(driver: "Driver", command_id: str) -> list[LogRow]:
    """The rows that a command came to."""
    rows = driver.rows(f"{SELECT} WHERE command_id = ? ORDER BY command_index", (command_id,))
    return [LogRow(*row) for row in rows]


class Reclassification(msgspec.Struct, frozen=True):
    """A fact that changed who may see an item: its level before and after, and when it was recorded."""

    before: str
    after: str
    recorded_at: int


def reclassified(reader: Reader) -> Iterator[Reclassification]:
    """Every fact that changed who may see an item, in order."""
    if not any(kind.endswith(".reclassified") for kind, _ in stored_types(reader)):
        return
    sql = """SELECT l.stream, l.data, l.recorded_at, f.data FROM log l JOIN log f ON f.stream = l.stream
        AND f.revision = 1 WHERE l.type LIKE '%.reclassified' ORDER BY l.position"""
    levels: dict[str, str] = {}
    for stream, data, recorded_at, first in reader.rows(sql):
        before = levels.get(stream) or codec.decode(first).get("classification", "PUBLIC")
        levels[stream] = codec.decode(data)["classification"]
        yield Reclassification(before, levels[stream], recorded_at)
