"""Rendered entries, kept: what one clearance sees, in every style that was asked for, each entry rendered once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ctcalendar.app.rendering import Shown, rendered_now
from ctcalendar.app.storing import Store
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.calendar import Rendered
from ctcalendar.feeds.style import Style
from ctcalendar.log.read import hash_at, reclassified
from ctcalendar.views.affected import Touched, affected, last_visible, touched

NEWS_KEPT = 500
"""Looks at the record remembered: a feed that was not asked for longer is put together anew."""
_HIERARCHIES = ("party:", "organisation:", "topic:")
_OF_ONE_PERSON = ("person.merged", "person.split")

Position = tuple[int, str]
"""A position of the log, and its hash there."""
Entries = dict[str, tuple[Rendered, ...]]
"""What stands in calendars, by stream."""


class News(NamedTuple):
    """What one look at the record found changed."""

    number: int
    streams: frozenset[str]
    regroups: bool
    """Whether filters may hold other entries than before though none of those changed: what lies within what did."""
    hidden_at: int
    """When the last fact was recorded that took something into sight or out of it (microseconds UTC); 0 without any."""
    seen_at: int
    """When the last fact was recorded that may be seen."""


class Shelf:
    """The rendered entries of one clearance, as of one position of the log."""

    def __init__(self, clearance: Clearance, store: Store) -> None:
        self._clearance, self._store = clearance, store
        self._at: Position = (0, "")
        self._rendered: dict[Style, Entries] = {}
        self.changed_at: dict[str, int] = {}
        """Stream -> when what is seen of it last changed (microseconds UTC), of those rendered since we began."""
        self.news: list[News] = []
        self.number = 0
        """How many looks at the record found something."""

    def entries(self, style: Style) -> Mapping[str, tuple[Rendered, ...]]:
        """What stands in calendars of a style, by stream."""
        return self._rendered[style]

    def knows(self, style: Style) -> bool:
        """Whether entries are rendered in that style."""
        return style in self._rendered

    def stands_on(self, reader: Reader) -> bool:
        """Whether the record is still the one this was made of, or has grown from it."""
        return not self._rendered or hash_at(reader, self._at[0]) == self._at[1]

    def last_change(self, reader: Reader) -> int:
        """When the last fact was recorded that changed anything this clearance sees, in a calendar or not."""
        return max(last_visible(reader, self._clearance), sight_changed_at(reader, self._clearance))

    def catch_up(self, reader: Reader, head: Position) -> None:
        """Render what the facts since the last look may have changed, and nothing else."""
        if not self._rendered or head == self._at:
            return
        facts = touched(reader, self._at[0])
        streams = affected(reader, facts)
        # All is read before anything is put in its place: who fails half-way leaves what was there.
        found = list(rendered_now(reader, self._clearance, list(self._rendered), only=streams))
        hidden_at = sight_changed_at(reader, self._clearance, facts)
        seen_at = last_visible(reader, self._clearance)
        for style, kept in self._rendered.items():
            _put(kept, streams, found, style)
            self._store.note(style, streams)
        self._note(streams, found)
        self.number += 1
        self.news.append(_news(self.number, facts, streams, hidden_at, seen_at))
        del self.news[:-NEWS_KEPT]
        self._at = head

    def add_style(self, reader: Reader, style: Style, head: Position, *, with_it: Iterable[Style]) -> None:
        """Find or render everything in a further style, on a shelf that has caught up.

        Reading an entry costs as much as writing it: what is read for one style is written in others `with_it`.
        """
        stored = self._store.find(reader, style)
        if stored is not None:
            streams = affected(reader, touched(reader, stored.position))
            found = list(rendered_now(reader, self._clearance, [style], only=streams))
            _put(stored.entries, streams, found, style)
            self._store.note(style, streams)
            new = {style: stored.entries}
        else:
            styles = [style, *(other for other in with_it if other != style and not self.knows(other))]
            found = list(rendered_now(reader, self._clearance, styles))
            new = {one: _put({}, (), found, one) for one in styles}
        self._note((), found)
        self._rendered |= new
        self._at = head

    def store(self) -> None:
        """Store what was rendered, for whoever comes next."""
        for style, kept in self._rendered.items():
            self._store.keep(style, self._at, kept)

    def _note(self, streams: Iterable[str], found: Iterable[Shown]) -> None:
        for stream in streams:
            self.changed_at.pop(stream, None)
        self.changed_at |= {stream: changed_at for stream, changed_at, _ in found}


def _put(kept: Entries, streams: Iterable[str], found: Iterable[Shown], style: Style) -> Entries:
    """Put what was rendered in the place of what stood there of these streams."""
    for stream in streams:
        kept.pop(stream, None)
    kept |= {stream: by_style[style] for stream, _, by_style in found if by_style[style]}
    return kept


def _news(number: int, facts: Sequence[Touched], streams: set[str], hidden_at: int, seen_at: int) -> News:
    regroups = any(
        fact.stream.startswith(_HIERARCHIES) or fact.type in _OF_ONE_PERSON or fact.is_reclassification
        for fact in facts
    )
    return News(number, frozenset(streams), regroups, hidden_at, seen_at)


def sight_changed_at(reader: Reader, clearance: Clearance, facts: Iterable[Touched] | None = None) -> int:
    """When the last fact was recorded, of those given or of all, that took something into a clearance's sight or out.

    What was seen and is no more has no entry that could tell when a feed changed.
    """
    if facts is not None:
        wanted = {fact.recorded_at for fact in facts if fact.is_reclassification}
        if not wanted:
            return 0
    seen = [
        found.recorded_at
        for found in reclassified(reader)
        if (Clearance[found.before] <= clearance) != (Clearance[found.after] <= clearance)
        and (facts is None or found.recorded_at in wanted)
    ]
    return max(seen, default=0)
