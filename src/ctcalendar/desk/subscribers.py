"""Those who asked for mail. Addresses are personal data: they live here alone, and go with the row."""

from collections.abc import Iterable
from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader

PENDING, CONFIRMED, PAUSED, UNSUBSCRIBED = "pending", "confirmed", "paused", "unsubscribed"


class Subscriber(NamedTuple):
    """Somebody who asked for mail. `asked` is a filter as JSON; instants are in microseconds UTC."""

    id: str
    address: str
    language: str
    clearance: str
    asked: str
    immediate: int
    """1: wants reminders by mail as they are raised."""
    state: str
    created_at: int
    zone: str = "UTC"
    every: str = "never"
    """daily, weekly, monthly; never: reminders alone."""
    on_day: str | None = None
    at_time: str = "07:00"
    sections: str = "[]"
    position: int | None = None
    """The log position up to which the last digest went."""
    next_period: str | None = None
    next_due: int | None = None
    suppressed: str | None = None
    bounces: int = 0


_COLUMNS = Subscriber._fields
_ALL = ", ".join(_COLUMNS)


def add(driver: Driver, subscriber: Subscriber) -> None:
    """Keep a subscriber."""
    driver.insert("subscriber", _COLUMNS, [subscriber])


def change(driver: Driver, subscriber: Subscriber) -> None:
    """Keep what became of a subscriber."""
    sets = ", ".join(f"{column} = ?" for column in _COLUMNS)
    driver.run(f"UPDATE subscriber SET {sets} WHERE id = ?", (*subscriber, subscriber.id))


def listed(reader: Reader) -> list[Subscriber]:
    """All subscribers, by id."""
    return [Subscriber(*row) for row in reader.rows(f"SELECT {_ALL} FROM subscriber ORDER BY id")]


def one(reader: Reader, name: str) -> Subscriber | None:
    """The subscriber of that id."""
    rows = reader.rows(f"SELECT {_ALL} FROM subscriber WHERE id = :id", {"id": name})
    return Subscriber(*rows[0]) if rows else None


def locked(driver: Driver, name: str) -> Subscriber | None:
    """The subscriber of that id, nobody else's until this transaction ends."""
    lock = " FOR UPDATE" if driver.is_postgres else ""
    rows = driver.rows(f"SELECT {_ALL} FROM subscriber WHERE id = ?{lock}", (name,))
    return Subscriber(*rows[0]) if rows else None


def with_local_part(reader: Reader, local: str) -> list[Subscriber]:
    """The subscribers whose address begins with that local part and an @."""
    sql = f"SELECT {_ALL} FROM subscriber WHERE substr(address, 1, :size) = :begin ORDER BY id"
    return [Subscriber(*row) for row in reader.rows(sql, {"begin": f"{local}@", "size": len(local) + 1})]


def last_digest(driver: Driver, name: str) -> str | None:
    """The local date of the last digest that a subscriber was sent."""
    sql = "SELECT max(period) FROM outbox WHERE subscriber = ? AND kind = 'digest'"
    found: str | None = driver.rows(sql, (name,))[0][0]
    return found


def last_digest_before(reader: Reader, name: str, now_us: int) -> int | None:
    """When the last digest by then was made for a subscriber, in microseconds UTC."""
    sql = "SELECT max(created_at) FROM outbox WHERE subscriber = :name AND kind = 'digest' AND created_at <= :now"
    found: int | None = reader.rows(sql, {"name": name, "now": now_us})[0][0]
    return found


def last_digests(driver: Driver, names: Iterable[str]) -> dict[str, int]:
    """When the last digest was made of each that was ever sent one, in microseconds UTC."""
    sql = """SELECT subscriber, max(created_at) FROM outbox
        WHERE kind = 'digest' AND subscriber IN (??) GROUP BY subscriber"""
    return {row[0]: row[1] for row in driver.rows_in(sql, names)}


def written_as(reader: Reader, address: str) -> list[Subscriber]:
    """Those with that address, in whatever small or capital letters."""
    return [one for one in listed(reader) if one.address.casefold() == address.casefold()]


def beside_others(driver: Driver) -> None:
    """Wait for who adds a subscriber before anything else is held that they want (PostgreSQL)."""
    if driver.is_postgres:
        driver.run("LOCK TABLE subscriber IN ROW EXCLUSIVE MODE")


def add_alone(driver: Driver) -> None:
    """Let nobody else add a subscriber until this transaction ends: one address is subscribed once."""
    if driver.is_postgres:
        driver.run("LOCK TABLE subscriber IN SHARE ROW EXCLUSIVE MODE")


def due(driver: Driver, now_us: int, *, limit: int) -> list[Subscriber]:
    """Those whose digest is due, the longest ago first, and nobody else's until this transaction ends."""
    locked = " FOR UPDATE SKIP LOCKED" if driver.is_postgres else ""
    sql = f"SELECT {_ALL} FROM subscriber WHERE next_due <= ? ORDER BY next_due, id LIMIT ?{locked}"
    return [Subscriber(*row) for row in driver.rows(sql, (now_us, limit))]


def move_on(driver: Driver, moved: Iterable[Subscriber]) -> None:
    """Keep up to which position the last digest of each went, and when the next is due."""
    sql = "UPDATE subscriber SET position = ?, next_period = ?, next_due = ? WHERE id = ?"
    driver.many(sql, [(one.position, one.next_period, one.next_due, one.id) for one in moved])


def wanting_reminders(driver: Driver) -> list[Subscriber]:
    """Those who want reminders as they are raised, have confirmed their address, and can be reached there."""
    sql = f"SELECT {_ALL} FROM subscriber WHERE immediate = 1 AND state = ? AND suppressed IS NULL ORDER BY id"
    return [Subscriber(*row) for row in driver.rows(sql, (CONFIRMED,))]
