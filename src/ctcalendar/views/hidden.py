"""What a clearance hides: streams above it, as things stand now, and whatever names one of them.

An item is known by its kind and id. One id may be that of a hidden item and of a visible one, and a hidden item must
neither show nor take away what names the other: what is above a clearance changes nothing below it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.question import Question

MUST_NAME: Mapping[str, Mapping[str, str]] = {
    "organisation": {"party": "party"},
    "office": {"person": "person", "party": "party"},
    # Either of the two binds; a commitment says little without it.
    "commitment": {"instrument": "instrument", "engagement": "engagement"},
}
"""Kind -> the fields without which an item of it is nothing, and the kind that each names."""


def hidden_streams(reader: Reader, clearance: Clearance) -> frozenset[str]:
    """The streams above a clearance, as things stand now."""
    if clearance.is_full:
        return frozenset()
    rows = reader.rows("SELECT subject FROM classified WHERE level > :level", {"level": int(clearance)})
    return frozenset(row[0] for row in rows)


class Hidden:
    """What one clearance hides, for one reading."""

    def __init__(self, reader: Reader, clearance: Clearance) -> None:
        self._reader = reader
        self.streams = hidden_streams(reader, clearance)
        self._ids = frozenset(stream.partition(":")[2] for stream in self.streams)

    def holds(self, **named: str | None) -> bool:
        """Whether one of the items is hidden: kind=id, None is nobody."""
        return any(f"{kind}:{name}" in self.streams for kind, name in named.items() if name is not None)

    def hides(self, kinds: Sequence[str], identity: str, path: str = "") -> bool:
        """Whether what an id names is hidden; of several items it may name, one, and none that is visible."""
        streams = {f"{kind}:{identity}" for kind in kinds}
        if not streams & self.streams:
            return False
        from ctcalendar.domain.references import Reference, is_given

        if is_given(Reference(path, tuple(kinds), identity)):
            return False
        return not self._recorded(streams - self.streams)

    def is_mentioned(self, kind: str, path: str, value: Any = None) -> bool:
        """Whether a path into an item of a kind, or the plain value there, names a hidden item."""
        if not self._ids or not _holds(self._ids, [path.split("."), value]):
            return False
        from ctcalendar.domain.references import mentions

        try:
            return any(self.hides(named.kinds, named.id, named.path) for named in mentions(kind, path, value))
        except (KeyError, msgspec.ValidationError):
            return True  # not of today's shape: better too little than too much

    def _recorded(self, streams: Iterable[str]) -> bool:
        question = Question(Clearance.CONFIDENTIAL)
        marks = question.bind_all(sorted(streams)) or "NULL"
        sql = f"SELECT 1 FROM revision WHERE revision = 1 AND subject IN ({marks})"
        return bool(self._reader.rows(sql, question.parameters))


def _holds(ids: frozenset[str], value: Any) -> bool:
    """Whether one of the ids stands anywhere in a plain value."""
    if isinstance(value, str):
        return value in ids
    if isinstance(value, dict):
        return any(_holds(ids, part) for part in value.values())
    return isinstance(value, list) and any(_holds(ids, part) for part in value)
