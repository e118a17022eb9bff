"""Rendered entries, kept between one program and the next, so that none is rendered again that has not changed.

Nothing is lost with these tables: what they hold is made of the log, and made anew where it is not of today's code.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader


class Mark(NamedTuple):
    """What the entries of a style were made of: by which code, and as of which fact."""

    made_of: str
    position: int
    hash: str


Shelved = tuple[str, str, str, str | None, str]
"""Stream, name, day, zone and body."""


def mark(reader: Reader, style: str) -> Mark | None:
    """What the entries kept of a style were made of, if any are kept."""
    rows = reader.rows("SELECT made_of, position, hash FROM shelf WHERE style = :style", {"style": style})
    return Mark(*rows[0]) if rows else None


def entries(reader: Reader, style: str) -> Iterator[Shelved]:
    """The entries kept of a style."""
    yield from reader.stream("SELECT stream, name, day, zone, body FROM shelved WHERE style = :style", {"style": style})


def keep(driver: Driver, style: str, made: Mark, found: Iterable[Shelved]) -> bool:
    """Keep the entries of a style instead of those that are kept, unless those are of a later fact; whether it did."""
    rows = driver.rows("SELECT position FROM shelf WHERE style = ? AND made_of = ?", (style, made.made_of))
    if rows and rows[0][0] > made.position:
        return False
    for table in ("shelf", "shelved"):
        driver.run(f"DELETE FROM {table} WHERE style = ?", (style,))
    _insert(driver, style, found)
    driver.run("INSERT INTO shelf (style, made_of, position, hash) VALUES (?, ?, ?, ?)", (style, *made))
    return True


def update(
    driver: Driver, style: str, before: Mark, made: Mark, streams: Sequence[str], found: Iterable[Shelved]
) -> bool:
    """Keep what some streams have come to since `before`; whether that still was what is kept."""
    sql = """UPDATE shelf SET position = ?, hash = ?
        WHERE style = ? AND made_of = ? AND position = ? AND hash = ?"""
    values = (made.position, made.hash, style, before.made_of, before.position, before.hash)
    if driver.run(sql, values) != 1:
        return False
    driver.many("DELETE FROM shelved WHERE style = ? AND stream = ?", [(style, stream) for stream in streams])
    _insert(driver, style, found)
    return True


def forget_others(driver: Driver, made_of: str) -> None:
    """Forget what other code made."""
    driver.run("DELETE FROM shelved WHERE style IN (SELECT style FROM shelf WHERE made_of <> ?)", (made_of,))
    driver.run("DELETE FROM shelf WHERE made_of <> ?", (made_of,))


def forget_all(driver: Driver) -> None:
    """Forget everything: what it was made of was made anew."""
    for table in ("shelved", "shelf"):
        driver.run(f"DELETE FROM {table}")


def _insert(driver: Driver, style: str, found: Iterable[Shelved]) -> None:
    columns = ("style", "stream", "name", "day", "zone", "body")
    driver.insert("shelved", columns, [(style, *one) for one in found])
