"""Saved feeds by name, and the digests of the tokens that private ones are reached by."""

from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader


class Address(NamedTuple):
    """What a token leads to: the feed's name, and whether the token was revoked."""

    feed: str
    is_revoked: bool


def definitions(reader: Reader) -> list[tuple[str, str, int]]:
    """Every saved feed: its name, its definition, and when it was saved or last changed (microseconds UTC)."""
    rows = reader.rows("SELECT name, definition, changed_at FROM feed ORDER BY name")
    return [(name, definition, changed_at) for name, definition, changed_at in rows]


def definition(reader: Reader, name: str) -> tuple[str, int] | None:
    """The definition of a saved feed and when it was saved or last changed, if there is one of that name."""
    rows = reader.rows("SELECT definition, changed_at FROM feed WHERE name = :name", {"name": name})
    return (str(rows[0][0]), int(rows[0][1])) if rows else None


def add(driver: Driver, name: str, definition: str, *, now_us: int) -> bool:
    """Save a feed; whether its name was free."""
    sql = "INSERT INTO feed (name, definition, changed_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING"
    return driver.run(sql, (name, definition, now_us)) == 1


def remove(driver: Driver, name: str, *, now_us: int) -> bool:
    """Forget a feed and revoke its addresses; whether there was one."""
    revoke(driver, name, now_us=now_us)
    return driver.run("DELETE FROM feed WHERE name = ?", (name,)) == 1


def add_token(driver: Driver, name: str, sha256: str, *, now_us: int) -> None:
    """Give a feed an address, by the digest of its token."""
    driver.run("INSERT INTO feed_token (sha256, feed, created_at) VALUES (?, ?, ?)", (sha256, name, now_us))
    driver.run("UPDATE feed SET changed_at = ? WHERE name = ?", (now_us, name))


def revoke(driver: Driver, name: str, *, now_us: int) -> int:
    """Revoke every address of a feed; how many there were."""
    sql = "UPDATE feed_token SET revoked_at = ? WHERE feed = ? AND revoked_at IS NULL"
    return driver.run(sql, (now_us, name))


def address(reader: Reader, sha256: str) -> Address | None:
    """What the token of that digest leads to, if there was ever such a token."""
    sql = "SELECT feed, revoked_at FROM feed_token WHERE sha256 = :sha256"
    for feed, revoked_at in reader.rows(sql, {"sha256": sha256}):
        return Address(feed, revoked_at is not None)
    return None
