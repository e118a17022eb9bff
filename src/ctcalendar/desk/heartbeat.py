"""That somebody does what is due: since when that is expected, and the last tick that did all it had to."""

from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader


class Heartbeat(NamedTuple):
    """Moments in microseconds UTC: since when somebody ticks here, and the last tick that succeeded."""

    since: int
    succeeded_at: int | None


def found(reader: Reader) -> Heartbeat | None:
    """The heartbeat, if anybody ever ticked here."""
    rows = reader.rows("SELECT since, succeeded_at FROM heartbeat")
    return Heartbeat(*rows[0]) if rows else None


def begin(driver: Driver, *, now_us: int) -> None:
    """Somebody begins to tick: from now on it is expected, if it was not before."""
    driver.run("INSERT INTO heartbeat (id, since) VALUES (1, ?) ON CONFLICT (id) DO NOTHING", (now_us,))


def beat(driver: Driver, *, now_us: int) -> None:
    """A tick did all it had to do."""
    sql = """INSERT INTO heartbeat (id, since, succeeded_at) VALUES (1, ?, ?)
        ON CONFLICT (id) DO UPDATE SET succeeded_at = excluded.succeeded_at"""
    driver.run(sql, (now_us, now_us))
