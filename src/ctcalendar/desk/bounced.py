"""What became of mail that came back, and of those it could not reach."""

from typing import NamedTuple

from ctcalendar.db.driver import Driver


class Sent(NamedTuple):
    """Mail that went out: to which subscriber, and what was last said of it."""

    subscriber: str
    said: str | None


def mail_of(driver: Driver, outbox_id: str) -> Sent | None:
    """The mail of that id; None once it is forgotten."""
    lock = " FOR UPDATE" if driver.is_postgres else ""
    rows = driver.rows(f"SELECT subscriber, said FROM outbox WHERE id = ?{lock}", (outbox_id,))
    return Sent(*rows[0]) if rows else None


def note(driver: Driver, outbox_id: str, said: str) -> None:
    """Note of mail what was said when it came back."""
    driver.run("UPDATE outbox SET said = ? WHERE id = ?", (said, outbox_id))


def count(driver: Driver, subscriber: str) -> int:
    """One more has come back from a subscriber; how many rows that concerned: none where nobody is there any more."""
    return driver.run("UPDATE subscriber SET bounces = bounces + 1 WHERE id = ?", (subscriber,))


def suppress(driver: Driver, subscriber: str, why: str) -> int:
    """Send nothing to a subscriber any more; how many rows that concerned."""
    sql = "UPDATE subscriber SET bounces = bounces + 1, suppressed = ?, next_due = NULL WHERE id = ?"
    return driver.run(sql, (why, subscriber))
