"""When to look at what is on the agenda again: working rows, made of the record and made anew when it moves on."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ctcalendar.db.driver import Driver

_COLUMNS = ("clearance", "subject", "slot", "stream", "what", "due_on", "last_on", "days_before", "zone", "next_at")
_ALL = ", ".join(_COLUMNS)


class Due(NamedTuple):
    """Something that has a day, as one clearance sees it. Days are ISO dates, `next_at` microseconds UTC."""

    clearance: str
    subject: str
    slot: str
    stream: str
    """The item it is of, as KIND:ID."""
    what: str
    due_on: str
    last_on: str
    days_before: str
    """Whole numbers, as `30 7 1`."""
    zone: str | None
    next_at: int | None
    """When its next stage begins; none after the last."""


class Head(NamedTuple):
    """How far the rows have followed the log (None if they never were made), and by which rules they were made."""

    position: int | None
    made_by: str | None


def is_behind(driver: Driver, made_by: str) -> bool:
    """Whether there are facts that the rows have not followed, or they were made by other rules."""
    sql = "SELECT 1 FROM agenda_head a, log_head h WHERE a.position = h.position AND a.made_by = ?"
    return not driver.rows(sql, (made_by,))


def lock_head(driver: Driver) -> Head:
    """How far the rows have followed; who wants to make them follow at the same time waits."""
    driver.run("INSERT INTO agenda_head (id) VALUES (1) ON CONFLICT (id) DO NOTHING")
    locked = " FOR UPDATE" if driver.is_postgres else ""
    (found,) = driver.rows(f"SELECT position, made_by FROM agenda_head{locked}")
    return Head(*found)


def set_head(driver: Driver, head: Head) -> None:
    """The rows are now as of a position."""
    driver.run("UPDATE agenda_head SET position = ?, made_by = ?", head)


def forget_all(driver: Driver) -> None:
    """Forget everything: what it was made of was made anew."""
    # The head first, as who follows the log does, and it stays: else the two could wait for each other.
    driver.run("UPDATE agenda_head SET position = NULL, made_by = NULL")
    driver.run("DELETE FROM agenda_due")


def replace(driver: Driver, streams: Sequence[str] | None, found: Sequence[Due]) -> None:
    """Put these rows in the place of those of some items, or of all."""
    if streams is None:
        driver.run("DELETE FROM agenda_due")
    else:
        driver.many("DELETE FROM agenda_due WHERE stream = ?", [(stream,) for stream in streams])
    driver.insert("agenda_due", _COLUMNS, found)


def begun(driver: Driver, now_us: int, *, limit: int) -> list[Due]:
    """Those whose next stage has begun, the longest ago first, and nobody else's until this transaction ends."""
    locked = " FOR UPDATE SKIP LOCKED" if driver.is_postgres else ""
    sql = f"SELECT {_ALL} FROM agenda_due WHERE next_at <= ? ORDER BY next_at LIMIT ?{locked}"
    return [Due(*row) for row in driver.rows(sql, (now_us, limit))]


def move_on(driver: Driver, moved: Iterable[Due]) -> None:
    """Look at these again when their next stage begins."""
    sql = "UPDATE agenda_due SET next_at = ? WHERE clearance = ? AND subject = ? AND slot = ?"
    driver.many(sql, [(due.next_at, due.clearance, due.subject, due.slot) for due in moved])
