"""What confirms an address, once: digests of tokens, forgotten when they are used or others take their place."""

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader


def give(driver: Driver, subscriber: str, sha256: str, *, expires_at: int) -> None:
    """Let a token confirm a subscriber until an instant, and no other."""
    forget(driver, subscriber)
    driver.insert("confirmation", ("sha256", "subscriber", "expires_at"), [(sha256, subscriber, expires_at)])


def is_kept(reader: Reader, sha256: str) -> bool:
    """Whether a token was given out, and neither used nor replaced since."""
    return bool(reader.rows("SELECT 1 FROM confirmation WHERE sha256 = :sha256", {"sha256": sha256}))


def take(driver: Driver, sha256: str, *, now_us: int) -> str | None:
    """The subscriber whom a token confirms, and nobody from now on; None where it is unknown, used or too old."""
    sql = "DELETE FROM confirmation WHERE sha256 = ? AND expires_at > ? RETURNING subscriber"
    rows = driver.rows(sql, (sha256, now_us))
    return str(rows[0][0]) if rows else None


def forget(driver: Driver, subscriber: str) -> None:
    """Let nothing confirm a subscriber."""
    driver.run("DELETE FROM confirmation WHERE subscriber = ?", (subscriber,))
