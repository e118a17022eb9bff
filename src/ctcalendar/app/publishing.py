"""Feeds as they stand: entries rendered once, when they changed; feeds joined of them; validators without rendering.

A Publisher lives as long as its App. What was committed since it last looked it learns from the facts: it renders anew
the entries that those may have changed, and no others.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from hashlib import sha256
from threading import Lock
from typing import Any, TypeVar

from msgspec.structs import replace

from ctcalendar.app.joined import Joined
from ctcalendar.app.moments import position
from ctcalendar.app.published import Published
from ctcalendar.app.shelves import Shelf
from ctcalendar.app.storing import Store
from ctcalendar.db.reader import Reader
from ctcalendar.db.watch import Token, watch
from ctcalendar.desk.calendar import domain_of
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.calendar import calendar, rendered
from ctcalendar.feeds.catalogue import Feed
from ctcalendar.feeds.head import head as head_of
from ctcalendar.feeds.style import Style
from ctcalendar.log.read import head
from ctcalendar.settings import Settings
from ctcalendar.views.entries import stream
from ctcalendar.views.filter import LANGUAGES

ENTRIES_KEPT = 300_000
"""How many entries the feeds that are kept joined may have together; those asked for least recently go first."""
BYTES_KEPT = 256 * 2**20
"""The same for the bytes of whole feeds."""

MOST_KEPT = 256
"""How many of either, however small."""

T = TypeVar("T")
_DAY = 86_400_000_000
_Key = tuple[Feed, Style, str | None]


class Publisher:
    """The feeds of one calendar. Safe to be asked by several threads."""

    def __init__(
        self, settings: Settings, reading: Callable[[], AbstractContextManager[Reader]], clock: Callable[[], int]
    ) -> None:
        self._settings, self._reading, self._clock = settings, reading, clock
        self._watch = watch(settings.database)
        self._lock, self._of_the_past = Lock(), Lock()
        self._token: Token | None = None
        self._shelves: dict[Clearance, Shelf] = {}
        self._kept: dict[_Key, Joined] = {}
        self._answers: dict[tuple[Feed, str, str | None], Published] = {}

    @property
    def looks_cheaply(self) -> bool:
        """Whether `look` takes no more than microseconds."""
        return self._watch.is_cheap

    def look(self) -> Token:
        """What stands for the state of the record on this day: equal tokens, equal feeds."""
        return (self._clock() // _DAY, *self._watch.token())

    def published(self, feed: Feed, language: str, path: str | None = None, *, whole: bool = True) -> Published:
        """The feed as it stands; with its bytes where it is asked for whole. `path` is where it can be had again.

        Raises:
            BadInput, ClearanceTooLow: its filter asks for a moment or an item that there is not.
        """
        if feed.asked.as_of is not None or feed.asked.published_by is not None:
            with self._of_the_past:
                return self._once(feed, language, path)
        with self._lock:
            self._look_again()
            key = (feed, language, path)
            found = self._answers.get(key)
            if found is None or (whole and not found.is_whole):
                self._answers[key] = found = self._answer(feed, language, path, whole)
                _let_go(self._answers, lambda one: one.length if one.is_whole else 0, BYTES_KEPT)
            return found

    def _look_again(self) -> None:
        """Forget what was answered before anything was committed, or on another day."""
        token = self.look()
        if token != self._token:
            self._answers.clear()
            self._token = token

    def _answer(self, feed: Feed, language: str, path: str | None, whole: bool) -> Published:
        with self._reading() as reader:
            style = feed.style(language, domain=domain_of(reader), public_url=self._settings.public_url)
            joined = self._joined(reader, replace(feed, asked=feed.asked.on(self._today())), style, path)
            found = joined.catch_up(reader)
            if whole and not found.is_whole:
                found.hold(joined.whole())
            return found

    def _once(self, feed: Feed, language: str, path: str | None) -> Published:
        """A feed of the past. Nothing of it is kept, and nobody knows when it last changed."""
        with self._reading() as reader:
            style = feed.style(language, domain=domain_of(reader), public_url=self._settings.public_url)
            fixed = replace(feed, asked=feed.asked.on(self._today()))
            as_of = position(reader, fixed.asked.as_of, fixed.clearance)
            body = rendered_for_once(reader, fixed, style, as_of=as_of, path=path)
        etag = sha256(body).hexdigest()[:32]
        found = Published(fixed, style, etag=f'"{etag}"', changed_at=None, length=len(body))
        found.hold(body)
        return found

    def _joined(self, reader: Reader, feed: Feed, style: Style, path: str | None) -> Joined:
        """The feed among those that are kept, on a shelf that has caught up."""
        shelf = self._shelf(reader, feed, style)
        key = (feed, style, path)
        if key not in self._kept:
            self._kept[key] = Joined(reader, shelf, feed, style, head_of(feed, style, path=path))
        self._kept[key] = joined = self._kept.pop(key)
        _let_go(self._kept, len, ENTRIES_KEPT)
        return joined

    def _shelf(self, reader: Reader, feed: Feed, style: Style) -> Shelf:
        upto = head(reader)[:2]
        shelf = self._shelf_of(feed.clearance)
        if not shelf.stands_on(reader):  # another record was put in its place
            self._shelves.clear()
            self._kept.clear()
            shelf = self._shelf_of(feed.clearance)
        shelf.catch_up(reader, upto)
        if not shelf.knows(style):
            # Both languages are asked for sooner or later, and an entry that is read for one is read for both.
            shelf.add_style(reader, style, upto, with_it=[style._replace(language=other) for other in LANGUAGES])
        return shelf

    def _shelf_of(self, clearance: Clearance) -> Shelf:
        if clearance not in self._shelves:
            self._shelves[clearance] = Shelf(clearance, Store(self._settings, clearance))
        return self._shelves[clearance]

    def store(self) -> None:
        """Store what was rendered, so that whoever comes next need not render it again."""
        with self._lock:
            for shelf in self._shelves.values():
                shelf.store()

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock() // 1_000_000, UTC).date()


def _let_go(kept: dict[Any, T], weight: Callable[[T], int], most: int) -> None:
    """Let go of what was put there first, until the rest weighs no more than that; the last is always kept."""
    total = sum(map(weight, kept.values()))
    for key in list(kept)[:-1]:
        if total <= most and len(kept) <= MOST_KEPT:
            return
        total -= weight(kept.pop(key))


def rendered_for_once(
    reader: Reader, feed: Feed, style: Style, *, as_of: int | None = None, path: str | None = None
) -> bytes:
    """A feed as of any moment, rendered for one answer."""
    clearance, asked = feed.clearance, feed.asked
    entries = stream(reader, asked, clearance=clearance, as_of=as_of) if feed.deadlines != "only" else ()
    found = [one for entry in entries if (one := rendered(entry, style))]
    return calendar(feed, style, found, path=path)
