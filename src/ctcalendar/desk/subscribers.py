"""Those who asked for mail. Addresses are personal data: they live here alone, and go with the row."""

from typing import NamedTuple

from ctcalendar.db.driver import Driver

PENDING, CONFIRMED, PAUSED = "pending", "confirmed", "paused"
_COLUMNS = ("id", "address", "language", "clearance", "asked", "immediate", "state", "created_at")


class Subscriber(NamedTuple):
    """Somebody who asked for mail. `asked` is a filter as JSON, `created_at` microseconds UTC."""

    id: str
    address: str
    language: str
    clearance: str
    asked: str
    immediate: int
    """1: wants reminders by mail as they are raised."""
    state: str
    created_at: int


def add(driver: Driver, subscriber: Subscriber) -> None:
    """Keep a subscriber."""
    driver.insert("subscriber", _COLUMNS, [subscriber])


def wanting_reminders(driver: Driver) -> list[Subscriber]:
    """Those who want reminders as they are raised, and have confirmed their address."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM subscriber WHERE immediate = 1 AND state = ? ORDER BY id"
    return [Subscriber(*row) for row in driver.rows(sql, (CONFIRMED,))]
