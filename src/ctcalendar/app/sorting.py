"""Engagements in another order than that of their days."""

from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest, nsmallest
from typing import Any

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.entries import lines, stream
from ctcalendar.views.entry import Line
from ctcalendar.views.filter import Filter
from ctcalendar.views.newest import newest

_WHOLE = frozenset({"recorded", "changed"})
"""What only a whole engagement tells."""


def in_order(
    reader: Reader, asked: Filter, order: str, *, language: str, clearance: Clearance, as_of: int | None, whole: bool
) -> Iterator[Line]:
    """The engagements a filter asks for, by what `order` names; with a minus the greatest first.

    `limit` keeps the first of that order. Without one it holds all of them at once.
    """
    by, descending = order.removeprefix("-"), order.startswith("-")
    read = stream if whole or by in _WHOLE else lines

    def found(wanted: Filter) -> Iterator[Line]:
        return iter(read(reader, wanted, clearance=clearance, as_of=as_of))

    if not descending and by == "when":
        return found(asked)
    unlimited = msgspec.structs.replace(asked, limit=None)
    if by == "when":
        last = newest(reader, asked, asked.limit, clearance=clearance, as_of=as_of) if asked.limit else []
        if asked.limit is None or len(last) < asked.limit:
            return iter(_latest_first(found(unlimited))[: asked.limit])
        days = {name: day for day, name in last}
        since = max(min(days.values()), asked.since or "")
        near = [line for line in found(msgspec.structs.replace(unlimited, since=since)) if line.id in days]
        return reversed(near)
    return iter(_sorted(found(unlimited), _KEYS[by](language), asked.limit, descending))


def _latest_first(found: Iterable[Line]) -> list[Line]:
    """The latest first; those without a day are last, whichever way they are read."""
    dated: list[Line] = []
    undated: list[Line] = []
    for line in found:
        (dated if line.when and line.when.earliest else undated).append(line)
    return dated[::-1] + undated


def _sorted(found: Iterable[Line], key: Callable[[Any], Any], limit: int | None, descending: bool) -> list[Line]:
    if limit is None:
        return sorted(found, key=key, reverse=descending)
    return (nlargest if descending else nsmallest)(limit, found, key=key)


_KEYS: dict[str, Callable[[str], Callable[[Any], Any]]] = {
    "id": lambda language: lambda line: line.id,
    "title": lambda language: lambda line: (line.title.in_language(language).casefold(), line.id),
    "recorded": lambda language: lambda entry: (entry.recorded_at, entry.id),
    "changed": lambda language: lambda entry: (entry.changed_at, entry.id),
}
ORDERS = tuple(sign + by for by in ("when", *_KEYS) for sign in ("", "-"))
"""The orders there are."""
