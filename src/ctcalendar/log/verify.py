"""Proof that nobody altered the record: every row is recomputed and compared."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.errors import DamagedRecord
from ctcalendar.log.chain import link
from ctcalendar.log.read import raw
from ctcalendar.log.rows import GENESIS, LogRow

# SQLite lets any kind of value into any column.
_KINDS = (int, str, int, str, int, str, int, str, str, int, str, str)


class Verified(NamedTuple):
    """The outcome: how many facts were read, the hash of the last good one, and the first thing wrong, if any."""

    facts: int
    hash: str
    position: int | None
    problem: str | None


def verify(reader: Reader, *, progress: Callable[[int], None] | None = None) -> Verified:
    """Read the whole log and name the first position at which something is wrong.

    `progress` is told how many facts have been read, now and then.
    """
    walk = Walk()
    types: Counter[tuple[str, int]] = Counter()
    try:
        for row in raw(reader):
            if problem := walk.step(row):
                return Verified(walk.position, walk.hash, walk.position + 1, problem)
            types[row.type, row.version] += 1
            if progress and row.position % 10_000 == 0:
                progress(row.position)
    except DamagedRecord as damage:
        return Verified(walk.position, walk.hash, walk.position + 1, f"{damage.problem}: it was altered")
    position, problem = _ends_differ(reader, walk, types)
    return Verified(walk.position, walk.hash, position, problem)


class Walk:
    """The rules a row must keep after the rows before it: order, chain, revisions, time, canonical data."""

    def __init__(self, position: int = 0, digest: str = GENESIS, recorded_at: int = 0) -> None:
        self.position, self.hash, self.recorded_at = position, digest, recorded_at
        self._revisions: dict[str, int] = {}
        self._from_the_start = position == 0

    def step(self, row: LogRow) -> str | None:
        """What is wrong with `row` as the next one, or None; then it is the last."""
        problem = self._problem(row)
        if problem is None:
            self.position, self.hash, self.recorded_at = row.position, row.hash, row.recorded_at
            self._revisions[row.stream] = row.revision
        return problem

    def _problem(self, row: LogRow) -> str | None:
        if tuple(map(type, row)) != _KINDS:
            return "its columns are not the text and whole numbers they should be: it was altered"
        if row.position != self.position + 1:
            return f"position {self.position + 1} is missing: after {self.position} comes {row.position}"
        before = self._revisions.get(row.stream, 0 if self._from_the_start else row.revision - 1)
        if row.revision != before + 1:
            return f"revision {row.revision} of {row.stream} follows revision {before}"
        if row.recorded_at < self.recorded_at:
            return "it was recorded before the fact that precedes it"
        if link(self.hash, row) != row.hash:
            return "its hash does not match its content and the fact before it: one of them was altered"
        return None if _is_canonical(row.data) else "its data is not canonical JSON"


def _is_canonical(data: str) -> bool:
    try:
        return codec.encode(codec.decode(data)).decode() == data
    except (ValueError, RecursionError):
        return False


def _ends_differ(reader: Reader, walk: Walk, types: Counter[tuple[str, int]]) -> tuple[int | None, str | None]:
    """What is wrong with the head or the counts after all rows were good, and at which position."""
    try:
        heads = reader.rows("SELECT position, hash, recorded_at FROM log_head")
        counted = {(row[0], row[1]): row[2] for row in reader.rows("SELECT type, version, count FROM log_type")}
    except DamagedRecord as damage:
        return walk.position, f"the head of the log or a count: {damage.problem}"
    said = heads[0][0] if heads else None
    if isinstance(said, int) and said != walk.position:
        why = "facts at the end are missing" if said > walk.position else "facts were added by hand"
        return min(said, walk.position) + 1, f"the log ends at {walk.position}, but its head says {said}: {why}"
    if heads != [(walk.position, walk.hash, walk.recorded_at)]:
        return walk.position, "the head of the log is not its last fact: it was altered"
    if counted != dict(types):
        return walk.position, "the counts of fact types do not match the facts"
    return None, None
