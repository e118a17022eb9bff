"""Keeping shelves between one program and the next, and finding them again where they still are what would be made."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ctcalendar import __version__
from ctcalendar.db.reader import Reader
from ctcalendar.desk import shelves as desk
from ctcalendar.desk.shelves import Mark, Shelved
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import Unavailable
from ctcalendar.feeds.calendar import Rendered, as_rendered
from ctcalendar.feeds.style import Style
from ctcalendar.log.read import hash_at
from ctcalendar.settings import Settings
from ctcalendar.views.version import RULES_VERSION


class Found(NamedTuple):
    """What was kept of a style: its entries by stream, and the log position they were made as of."""

    entries: dict[str, tuple[Rendered, ...]]
    position: int


class Store:
    """Where the shelves of one clearance are kept. It may fail: then they are made anew, some day."""

    def __init__(self, settings: Settings, clearance: Clearance) -> None:
        self._settings, self._clearance = settings, clearance
        self._marks: dict[Style, Mark] = {}
        """What is stored of each style, as far as we know."""
        self._changed: dict[Style, set[str]] = {}
        """The streams that have changed since."""

    def find(self, reader: Reader, style: Style) -> Found | None:
        """What is kept of a style, if this code made it of this record."""
        mark = desk.mark(reader, self._key(style))
        if mark is None or mark.made_of != made_of() or hash_at(reader, mark.position) != mark.hash:
            return None
        found: dict[str, tuple[Rendered, ...]] = {}
        for stream, name, day, zone, body in desk.entries(reader, self._key(style)):
            found[stream] = (*found.get(stream, ()), as_rendered(name, day, body.encode(), zone))
        self._marks[style], self._changed[style] = mark, set()
        return Found(found, mark.position)

    def note(self, style: Style, streams: Iterable[str]) -> None:
        """Take note of what has changed."""
        self._changed.setdefault(style, set()).update(streams)

    def keep(self, style: Style, at: tuple[int, str], entries: Mapping[str, Sequence[Rendered]]) -> None:
        """Store a style: what has changed of it, or all where nothing of it is stored.

        Given up where the database is locked or may only be read, and where another program has stored something else
        meanwhile: nobody's answer waits for this.
        """
        before, made = self._marks.get(style), Mark(made_of(), *at)
        if before == made:
            return
        from ctcalendar.app.upkeep import writing
        from ctcalendar.db.driver import Driver

        key, streams = self._key(style), sorted(self._changed.get(style, ()))
        with suppress(Unavailable), writing(self._settings) as connection:
            driver = Driver(connection)
            if before is None:
                desk.forget_others(driver, made.made_of)
                stored = desk.keep(driver, key, made, _rows(entries, entries))
            else:
                stored = desk.update(driver, key, before, made, streams, _rows(streams, entries))
            if stored:
                self._marks[style], self._changed[style] = made, set()

    def _key(self, style: Style) -> str:
        return codec.encode([self._clearance.name, *style]).decode()


def _rows(streams: Iterable[str], entries: Mapping[str, Sequence[Rendered]]) -> list[Shelved]:
    return [
        (stream, one.name, one.day, one.zone, one.body.decode())
        for stream in streams
        for one in entries.get(stream, ())
    ]


@cache
def made_of() -> str:
    """A digest of all that entries are made by: this program's rooms below, Babel's words and time zones."""
    import babel
    import tzdata

    digest = sha256(f"{__version__} {babel.__version__} {tzdata.__version__} {RULES_VERSION}".encode())
    package = Path(__file__).parents[1]
    for room in ("domain", "views", "feeds"):
        for file in sorted((package / room).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
