"""Keeping shelves between one program and the next, and finding them again where they still are what would be made."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

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

if TYPE_CHECKING:
    from ctcalendar.db.driver import Driver

UNSTORED = 100
"""So many changed entries are stored together: rendering them again would cost less than storing each."""
LOCK_TIMEOUT_S = 1
Entries = Mapping[str, Sequence[Rendered]]
"""Rendered entries by stream."""


class Found(NamedTuple):
    """What was kept of a style: its entries by stream, and what they were made of."""

    entries: dict[str, tuple[Rendered, ...]]
    mark: Mark


class Store:
    """Where the shelves of one clearance are kept. It may fail: then they are made anew, some day."""

    def __init__(self, settings: Settings, clearance: Clearance) -> None:
        self._settings = replace(settings, lock_timeout_s=LOCK_TIMEOUT_S)
        self._clearance = clearance
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
        return Found(found, mark)

    def keep(self, style: Style, at: tuple[int, str], changed_at: int, entries: Entries) -> None:
        """Store a style whole."""
        made, rows = Mark(made_of(), *at, changed_at), _rows(entries, entries)

        def work(driver: "Driver") -> bool:
            desk.forget_others(driver, made.made_of)
            return desk.keep(driver, self._key(style), made, rows)

        if self._stored(work):
            self._marks[style], self._changed[style] = made, set()

    def changed(self, style: Style, streams: Iterable[str]) -> bool:
        """Take note of what has changed; whether that is so much that it is worth storing."""
        if style not in self._marks:
            return False
        self._changed[style] |= set(streams)
        return len(self._changed[style]) >= UNSTORED

    def update(self, style: Style, at: tuple[int, str], changed_at: int, entries: Entries) -> None:
        """Store what has changed of a style. Where another program has stored something else meanwhile, that stays."""
        before, streams = self._marks.get(style), sorted(self._changed.get(style, ()))
        if before is None or before.position == at[0]:
            return
        made, rows = Mark(made_of(), *at, changed_at), _rows(streams, entries)
        if self._stored(lambda driver: desk.update(driver, self._key(style), before, made, streams, rows)):
            self._marks[style], self._changed[style] = made, set()
        else:
            del self._marks[style]

    def _stored(self, work: Callable[["Driver"], bool]) -> bool:
        """Whether something could be stored: not where the database is locked or only read; nobody waits for this."""
        from ctcalendar.app.upkeep import writing
        from ctcalendar.db.driver import Driver

        with suppress(Unavailable), writing(self._settings) as connection:
            return work(Driver(connection))
        return False

    def _key(self, style: Style) -> str:
        return codec.encode([self._clearance.name, *style]).decode()


def _rows(streams: Iterable[str], entries: Entries) -> list[Shelved]:
    return [
        (stream, one.name, one.day, one.zone, one.body.decode())
        for stream in streams
        for one in entries.get(stream, ())
    ]


@cache
def made_of() -> str:
    """A digest of all that entries are made by: this program's rooms below, and Babel's words."""
    import babel

    digest = sha256(f"{babel.__version__} {RULES_VERSION}".encode())
    package = Path(__file__).parents[1]
    for room in ("domain", "views", "feeds"):
        for file in sorted((package / room).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
