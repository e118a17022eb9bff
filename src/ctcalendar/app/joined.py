"""A feed joined of rendered entries, and kept: what changed is put in its place, and its validator follows."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

from ctcalendar.app.ordered import Ordered
from ctcalendar.app.published import Published
from ctcalendar.app.shelves import News, Shelf
from ctcalendar.db.reader import Reader
from ctcalendar.feeds.calendar import MADE_AT, Rendered, declared, joined
from ctcalendar.feeds.catalogue import Feed
from ctcalendar.feeds.head import END
from ctcalendar.feeds.style import Style
from ctcalendar.views.entries import names
from ctcalendar.views.promises import asked_for

MOST_AT_ONCE = 2_000
"""Where more changed at once, asking for everything is one question rather than many."""
_SECOND = 1_000_000
_OF_AN_ENTRY = 500
"""What keeping an entry in its place takes, in bytes, as far as weighing feeds needs to know."""


class Joined:
    """The entries of one feed in one style, in order. `feed` asks for no day that counts from today.

    `not_before`: when it became this feed (microseconds UTC), where that is no fact: saved then, or on another day.
    """

    def __init__(
        self, reader: Reader, shelf: Shelf, feed: Feed, style: Style, first: bytes, *, not_before: int
    ) -> None:
        self._shelf, self._feed, self._style, self._first = shelf, feed, style, first
        self._streams: dict[str, tuple[Rendered, ...]] = {}
        self._names: set[str] = set()
        self._entries = Ordered()
        self._zones: Counter[str] = Counter()
        self._total = self._length = 0
        self._number = shelf.number
        for stream in sorted(self._asked_for(reader, None)):
            self._put(stream)
        # What once stood in the feed and has left it is not known here: its last change is put no earlier than any.
        self.published = self._as_published(max(MADE_AT, not_before, shelf.last_change(reader)))

    def catch_up(self, reader: Reader) -> None:
        """Put what the shelf found changed in its place."""
        if self._number == self._shelf.number:
            return
        news = [one for one in self._shelf.news if one.number > self._number]
        streams = {stream for one in news for stream in one.streams}
        known = len(news) == self._shelf.number - self._number and len(streams) <= MOST_AT_ONCE
        if known and not any(one.regroups for one in news) and not self._is_cut:
            asked = self._asked_for(reader, sorted(streams))
        else:
            asked = self._asked_for(reader, None)
            streams |= {*self._streams, *asked}
        before, stood = self._total, streams & self._streams.keys()
        self._replace(sorted(streams), asked)
        self._number = self._shelf.number
        if self._total != before:
            self.published = self._as_published(self._changed_at(streams, stood, news))

    def hold(self) -> None:
        """Join the bytes, for what is published."""
        self.published.hold(joined(self._first, self._declared(), self._entries.bodies()))

    @property
    def weight(self) -> int:
        """How many bytes keeping it takes, about."""
        return len(self._entries) * _OF_AN_ENTRY + 2 * self.published.bytes_held

    @property
    def _is_cut(self) -> bool:
        """Whether what it holds depends on how many others there are."""
        return self._feed.asked.limit is not None or self._feed.asked.after is not None

    def _asked_for(self, reader: Reader, only: Collection[str] | None) -> set[str]:
        """The streams that the feed asks for; with `only`, those of them."""
        feed, clearance = self._feed, self._feed.clearance
        found: set[str] = set()
        for kind, wanted in (
            ("engagement", feed.deadlines != "only"),
            # So many of the engagements, or those that follow one: promises are none.
            ("commitment", feed.deadlines != "no" and not self._is_cut),
            ("series", feed.expected and not self._is_cut),
        ):
            named = None if only is None else [name.partition(":")[2] for name in only if name.startswith(f"{kind}:")]
            if not wanted or named == []:
                continue
            asked: Iterable[str] = (
                names(reader, feed.asked, clearance=clearance, only=named)
                if kind == "engagement"
                else asked_for(reader, kind, feed.asked, clearance=clearance, only=named)
            )
            found |= {f"{kind}:{name}" for name in asked}
        return found

    def _replace(self, streams: Iterable[str], asked: Collection[str]) -> None:
        """Take out what stands of these streams, and put in what they have come to where it is asked for."""
        for stream in streams:
            new = self._of(stream) if stream in asked else ()
            if new != self._streams.get(stream, ()):
                for one in self._streams.pop(stream, ()):
                    self._take(one)
                if new:
                    self._put(stream)

    def _of(self, stream: str) -> tuple[Rendered, ...]:
        shelved = self._shelf.entries(self._style).get(stream, ())
        return tuple(one for one in shelved if self._lies_within(stream, one))

    def _put(self, stream: str) -> None:
        # Two of one UID would be one entry. No two are called the same; if they were, it must not cost the others.
        entries = tuple(one for one in self._of(stream) if one.name not in self._names)
        self._streams[stream] = entries
        for one in entries:
            self._names.add(one.name)
            self._entries.put((one.day, one.name), one.body)
            self._total += one.mark
            self._length += len(one.body)
            if one.zone:
                self._zones[one.zone] += 1

    def _take(self, one: Rendered) -> None:
        self._names.discard(one.name)
        self._entries.take((one.day, one.name))
        self._total -= one.mark
        self._length -= len(one.body)
        if one.zone:
            self._zones[one.zone] -= 1
            if not self._zones[one.zone]:
                del self._zones[one.zone]

    def _lies_within(self, stream: str, one: Rendered) -> bool:
        """Whether the day of a promise is one that is asked for. (Of engagements the database has judged that.)"""
        return stream.startswith("engagement:") or is_within(self._feed, one)

    def _declared(self) -> bytes:
        return declared(self._zones, is_empty=not len(self._entries))

    def _as_published(self, changed_at: int) -> Published:
        """The validators. Entries stand in the order of their days and names, so their sum stands for all of them."""
        zones = self._declared()
        total = (self._total % 2**256).to_bytes(32)
        etag = sha256(b"\n".join((self._first, zones, total, str(len(self._entries)).encode()))).hexdigest()[:32]
        length = len(self._first) + len(zones) + self._length + len(END)
        return Published(etag=f'"{etag}"', changed_at=changed_at, length=length)

    def _changed_at(self, streams: Iterable[str], stood: Iterable[str], news: Sequence[News]) -> int:
        """When what was just found changed did, as this clearance sees it; never back, whatever was taken away."""
        seen = max((self._shelf.changed_at.get(stream, 0) for stream in streams), default=0)
        hidden = max((one.hidden_at for one in news), default=0)
        last = news[-1].seen_at if news else 0
        # What is not there any more has no time of its own.
        has_left = any(stream not in self._shelf.changed_at for stream in stood)
        before, latest = self.published.changed_at or 0, max(seen, hidden, last if has_left else 0)
        return latest if latest > before else max(before + _SECOND, last)


def is_within(feed: Feed, one: Rendered) -> bool:
    """Whether the day of a promise is within those that a feed asks for."""
    asked = feed.asked
    return (asked.since is None or one.day >= asked.since) and (asked.until is None or one.day <= asked.until)
