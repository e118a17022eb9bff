"""Mail to be sent. What is sent for the same reason to the same subscriber is one row, however often it is queued."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader

QUEUED = "queued"
REMINDER = "reminder"
_COLUMNS = ("id", "subscriber", "kind", "period", "state", "created_at")


class Mail(NamedTuple):
    """Mail of a kind to a subscriber. `period` is what it is sent for, `created_at` microseconds UTC."""

    id: str
    subscriber: str
    kind: str
    period: str
    state: str
    created_at: int


def mail(subscriber: str, kind: str, period: str, *, now_us: int) -> Mail:
    """Mail that is to be sent."""
    identity = sha256(f"{subscriber} {kind} {period}".encode()).hexdigest()[:32]
    return Mail(identity, subscriber, kind, period, QUEUED, now_us)


def queue(driver: Driver, mails: Iterable[Mail]) -> None:
    """Queue mail, unless it was queued before."""
    marks = ", ".join("?" * len(_COLUMNS))
    insert = f"INSERT INTO outbox ({', '.join(_COLUMNS)}) VALUES ({marks})"
    driver.many(f"{insert} ON CONFLICT (subscriber, kind, period) DO NOTHING", mails)


def queued(reader: Reader) -> list[Mail]:
    """The mail that waits, the oldest first."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM outbox WHERE state = :state ORDER BY created_at, id"
    return [Mail(*row) for row in reader.rows(sql, {"state": QUEUED})]
