"""Feeds as they stand: entries rendered once, when they changed; feeds joined of them; validators without rendering.

A Publisher lives as long as its App. What was committed since it last looked it learns from the facts: it renders anew
the entries that those may have changed, and no others.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from hashlib import sha256
from threading import Lock

from msgspec.structs import replace

from ctcalendar.app.joined import Joined, is_within
from ctcalendar.app.moments import position
from ctcalendar.app.published import Published
from ctcalendar.app.rendering import deadlines_now, expected_now
from ctcalendar.app.shelves import Position, Shelf
from ctcalendar.app.storing import Store
from ctcalendar.db.reader import Reader
from ctcalendar.db.watch import Token, watch
from ctcalendar.desk.calendar import domain_of
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, Busy
from ctcalendar.feeds.calendar import calendar, rendered
from ctcalendar.feeds.catalogue import Feed
from ctcalendar.feeds.head import head as head_of
from ctcalendar.feeds.style import Style
from ctcalendar.log.read import head
from ctcalendar.settings import Settings
from ctcalendar.views.entries import names, stream
from ctcalendar.views.filter import LANGUAGES, Filter
from ctcalendar.views.promises import asked_for

BYTES_KEPT = 512 * 2**20
"""How many bytes the feeds that are kept joined may take together; those asked for least recently go first."""
FEEDS_KEPT = 256
_DAY = 86_400_000_000

_Key = tuple[Feed, str, str | None]


class Publisher:
    """The feeds of one calendar. Safe to be asked by several threads."""

    def __init__(
        self, settings: Settings, reading: Callable[[], AbstractContextManager[Reader]], clock: Callable[[], int]
    ) -> None:
        self._settings, self._reading, self._clock = settings, reading, clock
        self._watch = watch(settings.database)
        self._lock, self._of_the_past = Lock(), Lock()
        self._shelves: dict[Clearance, Shelf] = {}
        self._kept: dict[_Key, Joined] = {}
        self._token: Token | None = None
        self._caught_up: set[_Key] = set()
        """The feeds that have caught up with the record as `_token` stands for it."""

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
            Busy: it asks for the past, and so does somebody else.
        """
        fixed = replace(feed, asked=feed.asked.on(self._today()))
        if fixed.asked.as_of is not None or fixed.asked.published_by is not None:
            return self._as_it_was(fixed, language, path)
        with self._lock:
            token = self.look()
            if token != self._token:
                self._caught_up.clear()
                self._token = token
            key = (fixed, language, path)
            if key not in self._caught_up or (whole and not self._kept[key].published.is_whole):
                self._catch_up(key, is_relative=feed.asked.is_relative, whole=whole)
            return self._kept[key].published

    def store(self) -> None:
        """Store what was rendered, so that whoever comes next need not render it again."""
        with self._lock:
            for shelf in self._shelves.values():
                shelf.store()

    def _catch_up(self, key: _Key, *, is_relative: bool, whole: bool) -> None:
        """Bring one feed up to date, with its bytes where they are wanted."""
        feed, language, path = key
        with self._reading() as reader:
            style = feed.style(language, domain=domain_of(reader), public_url=self._settings.public_url)
            _refuse_unknown_after(reader, feed.asked, feed.clearance)
            shelf = self._shelf(reader, feed.clearance, style, head(reader)[:2])
            if key in self._kept:
                self._kept[key].catch_up(reader)
            else:
                since = max(feed.saved_at, self._clock() // _DAY * _DAY if is_relative else 0)
                first = head_of(feed, style, path=path)
                self._kept[key] = Joined(reader, shelf, feed, style, first, not_before=since)
        joined = self._kept[key] = self._kept.pop(key)
        if whole and not joined.published.is_whole:
            joined.hold()
        self._caught_up.add(key)
        self._let_go()

    def _let_go(self) -> None:
        """Let go of the feeds asked for least recently, until the rest takes no more than it may."""
        total = sum(joined.weight for joined in self._kept.values())
        for key in list(self._kept)[:-1]:
            if total <= BYTES_KEPT and len(self._kept) <= FEEDS_KEPT:
                return
            total -= self._kept.pop(key).weight
            self._caught_up.discard(key)

    def _shelf(self, reader: Reader, clearance: Clearance, style: Style, upto: Position) -> Shelf:
        """The shelf of a clearance, caught up, with entries in that style."""
        if not all(shelf.stands_on(reader) for shelf in self._shelves.values()):
            # Another record was put in the place of this one.
            self._shelves.clear()
            self._kept.clear()
            self._caught_up.clear()
        if clearance not in self._shelves:
            self._shelves[clearance] = Shelf(clearance, Store(self._settings, clearance))
        shelf = self._shelves[clearance]
        shelf.catch_up(reader, upto)
        if not shelf.knows(style):
            # Both languages are asked for sooner or later, and an entry that is read for one is read for both.
            shelf.add_style(reader, style, upto, with_it=[style._replace(language=other) for other in LANGUAGES])
        return shelf

    def _as_it_was(self, feed: Feed, language: str, path: str | None) -> Published:
        """A feed of the past. Nothing of it is kept, and nobody knows when it last changed.

        One at a time, and nobody waits: each reads and renders all it holds.
        """
        if not self._of_the_past.acquire(blocking=False):
            raise Busy("somebody else is asking for the past right now", hint="ask again in some seconds")
        try:
            with self._reading() as reader:
                style = feed.style(language, domain=domain_of(reader), public_url=self._settings.public_url)
                _refuse_unknown_after(reader, feed.asked, feed.clearance)
                as_of = position(reader, feed.asked.as_of, feed.clearance)
                body = rendered_for_once(reader, feed, style, as_of=as_of, path=path)
        finally:
            self._of_the_past.release()
        found = Published(etag=f'"{sha256(body).hexdigest()[:32]}"', changed_at=None, length=len(body))
        found.hold(body)
        return found

    def _today(self) -> date:
        return datetime.fromtimestamp(self._clock() // 1_000_000, UTC).date()


def rendered_for_once(
    reader: Reader, feed: Feed, style: Style, *, as_of: int | None = None, path: str | None = None
) -> bytes:
    """A feed as of any moment, rendered for one answer. What was public by a day says nothing of promises."""
    clearance, asked = feed.clearance, feed.asked
    entries = stream(reader, asked, clearance=clearance, as_of=as_of) if feed.deadlines != "only" else ()
    found = [one for entry in entries if (one := rendered(entry, style))]
    if asked.published_by is None and asked.limit is None and asked.after is None:
        for kind, wanted, promised in (
            ("commitment", feed.deadlines != "no", deadlines_now),
            ("series", feed.expected, expected_now),
        ):
            only = sorted(asked_for(reader, kind, asked, clearance=clearance, as_of=as_of)) if wanted else []
            shown = promised(reader, clearance, [style], only=only, as_of=as_of)
            found += [one for _, _, by_style in shown for one in by_style[style] if is_within(feed, one)]
    return calendar(feed, style, found, path=path)


def _refuse_unknown_after(reader: Reader, asked: Filter, clearance: Clearance) -> None:
    name = asked.after
    if name is not None and not names(reader, Filter(), clearance=clearance, only=[name], retracted=True):
        raise BadInput(f"after: no engagement {name!r} is recorded", hint="give the last id you were shown")
