"""Rendered entries, kept: what one clearance sees, in every style that was asked for, each entry rendered once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctcalendar.app.storing import Store
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import microseconds
from ctcalendar.feeds.calendar import Rendered, render, rendered
from ctcalendar.feeds.promise import (
    deadline_component,
    expected_component,
    last_day,
    name_of_deadline,
    name_of_expected,
)
from ctcalendar.feeds.style import Style
from ctcalendar.log.read import hash_at, reclassified
from ctcalendar.views.affected import Touched, affected, touched
from ctcalendar.views.entries import some, stream
from ctcalendar.views.filter import STATUSES, Filter
from ctcalendar.views.promises import deadlines, expected

NEWS_KEPT = 500
"""Looks at the record remembered: a feed that was not asked for longer is put together anew."""
_HIERARCHIES = ("party:", "organisation:", "topic:")


class News(NamedTuple):
    """What one look at the record found changed."""

    number: int
    streams: frozenset[str]
    regroups: bool
    """Whether filters may hold other entries than before though none of those changed: what lies within what did."""
    hidden_at: int
    """When the last fact was recorded that changed who may see something (microseconds UTC); 0 without any."""


Shown = tuple[str, int, Mapping[Style, tuple[Rendered, ...]]]
"""A stream, when what is seen of it last changed, and what stands of it in calendars, by style."""


class Shelf:
    """The rendered entries of one clearance, as of one position of the log."""

    def __init__(self, clearance: Clearance, store: Store) -> None:
        self._clearance, self._store = clearance, store
        self._at = (0, "")
        """The position, and the hash of the log there."""
        self._rendered: dict[Style, dict[str, tuple[Rendered, ...]]] = {}
        self.changed_at: dict[str, int] = {}
        """Stream -> when what is seen of it last changed (microseconds UTC), of those rendered since we began."""
        self.last_changed_at = 0
        """When anything that is or was seen last changed, in a calendar or not."""
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

    def catch_up(self, reader: Reader, head: tuple[int, str]) -> None:
        """Render what the facts since the last look may have changed, and nothing else."""
        if not self._rendered or head == self._at:
            return
        facts = touched(reader, self._at[0])
        streams = affected(reader, facts)
        self._render(reader, list(self._rendered), streams)
        self.number += 1
        self.news.append(_news(self.number, facts, streams))
        del self.news[:-NEWS_KEPT]
        self._at = head
        for style, kept in self._rendered.items():
            if self._store.changed(style, streams):
                self._store.update(style, head, self.last_changed_at, kept)

    def add_style(self, reader: Reader, style: Style, head: tuple[int, str], *, with_it: Iterable[Style]) -> None:
        """Find or render everything in a further style, on a shelf that has caught up.

        Reading an entry costs as much as writing it: what is read for one style is written in others `with_it`.
        """
        if not self._rendered:
            self.last_changed_at = came_in_or_out_of_sight_at(reader, self._clearance)
        self._at = head
        if self._find(reader, style):
            return
        new = [style, *(other for other in with_it if other != style and not self.knows(other))]
        self._rendered |= {one: {} for one in new}
        self._keep(rendered_now(reader, self._clearance, new))
        for one in new:
            self._store.keep(one, head, self.last_changed_at, self._rendered[one])

    def store(self) -> None:
        """Store what was rendered, for whoever comes next."""
        for style, kept in self._rendered.items():
            self._store.update(style, self._at, self.last_changed_at, kept)

    def _find(self, reader: Reader, style: Style) -> bool:
        """Take a style from the store and bring it up to date; whether it was there."""
        found = self._store.find(reader, style)
        if found is None:
            return False
        self._rendered[style] = found.entries
        self.last_changed_at = max(self.last_changed_at, found.mark.changed_at)
        streams = affected(reader, touched(reader, found.mark.position))
        self._render(reader, [style], streams)
        self._store.changed(style, streams)
        return True

    def _render(self, reader: Reader, styles: Sequence[Style], streams: set[str]) -> None:
        for name in streams:
            self.changed_at.pop(name, None)
            for style in styles:
                self._rendered[style].pop(name, None)
        self._keep(rendered_now(reader, self._clearance, styles, only=streams))

    def _keep(self, found: Iterable[Shown]) -> None:
        for name, changed_at, by_style in found:
            self.changed_at[name] = changed_at
            self.last_changed_at = max(self.last_changed_at, changed_at)
            for style, entries in by_style.items():
                if entries:
                    self._rendered[style][name] = entries


def _news(number: int, facts: Sequence[Touched], streams: set[str]) -> News:
    regroups = any(fact.stream.startswith(_HIERARCHIES) for fact in facts)
    hidden = [fact.recorded_at for fact in facts if fact.type.endswith(".reclassified")]
    return News(number, frozenset(streams), regroups or bool(hidden), max(hidden, default=0))


def rendered_now(
    reader: Reader,
    clearance: Clearance,
    styles: Sequence[Style],
    *,
    only: Iterable[str] | None = None,
    as_of: int | None = None,
) -> Iterator[Shown]:
    """All that one clearance sees, in those styles; with `only`, those streams."""
    named: dict[str, list[str]] | None = None
    if only is not None:
        named = {"engagement": [], "commitment": [], "series": []}
        for text in sorted(only):
            kind, _, name = text.partition(":")
            named[kind].append(name)
    everything = Filter(status=STATUSES)
    entries = (
        stream(reader, everything, clearance=clearance, as_of=as_of)
        if named is None
        else some(reader, named["engagement"], clearance=clearance, as_of=as_of)
    )
    for entry in entries:
        made = {style: (one,) if (one := rendered(entry, style)) else () for style in styles}
        yield f"engagement:{entry.id}", microseconds(entry.changed_at), made
    yield from _promises(reader, clearance, styles, named, as_of)


def _promises(
    reader: Reader,
    clearance: Clearance,
    styles: Sequence[Style],
    named: Mapping[str, Sequence[str]] | None,
    as_of: int | None,
) -> Iterator[Shown]:
    of_commitments: dict[str, list[tuple[int, Mapping[Style, Rendered | None]]]] = {}
    only = named["commitment"] if named is not None else None
    for due in deadlines(reader, clearance=clearance, as_of=as_of, only=only):
        made = {
            style: render(component, name_of_deadline(due), last_day(due))
            for style in styles
            if (component := deadline_component(due, style))
        }
        of_commitments.setdefault(due.commitment, []).append((microseconds(due.changed_at), made))
    for name, found in of_commitments.items():
        by_style = {style: tuple(one for _, made in found if (one := made.get(style))) for style in styles}
        yield f"commitment:{name}", max(changed_at for changed_at, _ in found), by_style
    only = named["series"] if named is not None else None
    for meeting in expected(reader, clearance=clearance, as_of=as_of, only=only):
        name = name_of_expected(meeting)
        yield (
            f"series:{meeting.series}",
            microseconds(meeting.changed_at),
            {style: (render(expected_component(meeting, style), name, meeting.on),) for style in styles},
        )


def came_in_or_out_of_sight_at(reader: Reader, clearance: Clearance) -> int:
    """When the last fact was recorded that took something out of a clearance's sight, or into it; 0 without any.

    What was seen and is no more has no entry that could tell when a feed changed.
    """
    seen = [
        found.recorded_at
        for found in reclassified(reader)
        if Clearance[found.before] <= clearance or Clearance[found.after] <= clearance
    ]
    return max(seen, default=0)
