"""What a clearance hides: streams above it, as things stand now, and whatever names one of them.

An item is known by its kind and id. One id may be that of a hidden item and of a visible one, and a hidden item must
neither show nor take away what names the other: what is above a clearance changes nothing below it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS
from ctcalendar.domain.references import Reference, is_given, named_by, references
from ctcalendar.views.filter import Question

# What a step into a list may be the id of, where its members have no id of their own (paths.identity).
_KNOWN_BY = ("person", "instrument", "party", "source")


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
        if not streams & self.streams or is_given(Reference(path, tuple(kinds), identity)):
            return False
        return not self._recorded(streams - self.streams)

    def is_mentioned(self, kind: str, path: str, value: Any = None) -> bool:
        """Whether a path into an item of a kind, or the plain value there, names a hidden item."""
        if not self._ids or not _holds(self._ids, [path.split("."), value]):
            return False
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


def mentions(kind: str, path: str, value: Any = None) -> Iterator[Reference]:
    """The references in `path` (`participants.nathan-sales.title`) into an item of `kind`, and in its plain value.

    Raises:
        KeyError, msgspec.ValidationError: items of that kind have no such field, or the field no such value.
    """
    field, *steps = path.split(".")
    return _below(KINDS[kind], field, steps, value, path)


def _below(
    struct: type[msgspec.Struct], field: str, steps: Sequence[str], value: Any, path: str
) -> Iterator[Reference]:
    annotation = _fields(struct)[field].type
    part, in_list = _struct_in(annotation), get_origin(annotation) is tuple
    if not steps:
        yield from named_by(struct, field, None if value is None else codec.typed(value, annotation), path)
    elif part is None:  # one of a list of ids; a number may stand for it in the path
        yield from named_by(struct, field, (value,) if isinstance(value, str) else steps[:1], path)
    elif not in_list:
        yield from _below(part, steps[0], steps[1:], value, path)
    else:
        yield from _member(part, steps[0], path)
        if len(steps) > 1:
            yield from _below(part, steps[1], steps[2:], value, path)
        elif value is not None:
            yield from references(codec.typed(value, part), path)


def _member(struct: type[msgspec.Struct], step: str, path: str) -> Iterator[Reference]:
    """What a step into a list of such structs names: nothing, if they have ids of their own or it is a number."""
    fields = _fields(struct)
    if "id" in fields or step.isdecimal():
        return
    known_by = [field for field in _KNOWN_BY if field in fields]
    kinds = tuple(kind for field in known_by for found in named_by(struct, field, step, path) for kind in found.kinds)
    if kinds:
        yield Reference(path, kinds, step)


@cache
def _fields(struct: type[msgspec.Struct]) -> Mapping[str, msgspec.structs.FieldInfo]:
    return {info.encode_name: info for info in msgspec.structs.fields(struct)}


def _struct_in(annotation: Any) -> type[msgspec.Struct] | None:
    """The struct that a type is or holds: in `tuple[Participant, ...]` and in `Text | None`."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    return next((found for part in get_args(annotation) if (found := _struct_in(part))), None)
