"""Reminders raised: one for each stage of each slot of a subject at a clearance, for ever; and what became of it."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader

OPEN, ACKNOWLEDGED, SUPERSEDED, RESOLVED = "open", "acknowledged", "superseded", "resolved"
_COLUMNS = (
    "id",
    "clearance",
    "subject",
    "slot",
    "stage",
    "stream",
    "due_on",
    "raised_at",
    "state",
    "snoozed_until",
)
_ALL = ", ".join(_COLUMNS)
_ID_LETTERS = 16

Slot = tuple[str, str, str]
"""A clearance, a subject and one of its slots."""


class Reminder(NamedTuple):
    """A reminder. `raised_at` is in microseconds UTC, `snoozed_until` an ISO day."""

    id: str
    clearance: str
    subject: str
    slot: str
    stage: str
    stream: str
    due_on: str
    raised_at: int
    state: str = OPEN
    snoozed_until: str | None = None

    @property
    def of(self) -> Slot:
        """What it reminds of, and whom."""
        return self.clearance, self.subject, self.slot


def id_of(clearance: str, subject: str, slot: str, stage: str) -> str:
    """The same for the same reminder on every machine; it tells nothing of how many there are."""
    # No ASCII space is in any of the four.
    return sha256(f"{clearance} {subject} {slot} {stage}".encode()).hexdigest()[:_ID_LETTERS]


def unresolved(driver: Driver, streams: Sequence[str] | None) -> list[Reminder]:
    """The reminders of some items, or of all, that are not resolved."""
    select = f"SELECT {_ALL} FROM reminder WHERE state <> '{RESOLVED}'"
    if streams is None:
        return [Reminder(*row) for row in driver.rows(select)]
    return [Reminder(*row) for row in driver.rows_in(f"{select} AND stream IN (??)", streams)]


def of_streams(driver: Driver, streams: Sequence[str] | None) -> list[Reminder]:
    """All reminders of some items, or of all."""
    select = f"SELECT {_ALL} FROM reminder"
    rows = driver.rows(select) if streams is None else driver.rows_in(f"{select} WHERE stream IN (??)", streams)
    return [Reminder(*row) for row in rows]


def forget(driver: Driver, forgotten: Iterable[Reminder]) -> None:
    """Forget reminders."""
    driver.many("DELETE FROM reminder WHERE id = ?", [(one.id,) for one in forgotten])


def add(driver: Driver, raised: Iterable[Reminder]) -> None:
    """Keep reminders that were raised."""
    driver.insert("reminder", _COLUMNS, raised)


def change(driver: Driver, changed: Iterable[Reminder]) -> None:
    """Change what became of reminders."""
    sql = "UPDATE reminder SET state = ?, snoozed_until = ? WHERE id = ?"
    driver.many(sql, [(reminder.state, reminder.snoozed_until, reminder.id) for reminder in changed])


def listed(reader: Reader, clearance: str, *, everything: bool) -> list[Reminder]:
    """The reminders at one clearance, in the order in which they were raised; those that are over with `everything`."""
    over = "" if everything else f" AND state IN ('{OPEN}', '{ACKNOWLEDGED}')"
    sql = f"SELECT {_ALL} FROM reminder WHERE clearance = :clearance{over} ORDER BY raised_at, due_on, id"
    return [Reminder(*row) for row in reader.rows(sql, {"clearance": clearance})]


def named(driver: Driver, clearance: str, ids: Sequence[str]) -> list[Reminder]:
    """The reminders of those ids at one clearance, which nobody else changes until this transaction ends."""
    locked = " FOR UPDATE" if driver.is_postgres else ""
    sql = f"SELECT {_ALL} FROM reminder WHERE id IN (??) ORDER BY id{locked}"
    return [found for row in driver.rows_in(sql, sorted(ids)) if (found := Reminder(*row)).clearance == clearance]
