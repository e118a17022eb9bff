"""How many engagements there are, in groups that people can read: what they are called, in what order they stand."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.counting import REGISTERS, Key, grouped, labels, members
from ctcalendar.views.entries import lines, stream
from ctcalendar.views.entry import Line, Words
from ctcalendar.views.filter import KINDS, STATUSES, Filter

_IN_TIME = frozenset({"year", "month"})
_IN_ORDER: Mapping[str, Sequence[str]] = {"kind": KINDS, "status": STATUSES}


class Group(msgspec.Struct, frozen=True):
    """Some engagements that have one thing in common: `key` is None where there is no such thing."""

    key: Key
    label: Words | None
    """What our register, or ISO 3166, calls it."""
    count: int


class Counted(msgspec.Struct, frozen=True):
    """How many engagements there are, each counted once, and how many in each group; as `--count` prints it."""

    by: str
    total: int
    groups: list[Group]


def counted(
    reader: Reader, asked: Filter, by: str, *, language: str, clearance: Clearance, as_of: int | None
) -> Counted:
    """The engagements a filter asks for, counted in groups: years in order, others the largest first, the rest last."""
    found = grouped(reader, asked, by, language=language, clearance=clearance, as_of=as_of)
    labels = _labels(reader, by, [key for key in found.groups if key is not None], clearance, as_of)
    keys = sorted(found.groups, key=lambda key: _rank(by, key, found.groups[key]))
    return Counted(by, found.total, [Group(key, labels.get(key or ""), found.groups[key]) for key in keys])


def _rank(by: str, key: Key, count: int) -> tuple[bool, int, str]:
    if by in _IN_TIME:
        return key is None, 0, (key or "").strip("…")
    if by in _IN_ORDER:
        return key is None, [*_IN_ORDER[by], key].index(key), key or ""
    return key is None, -count, key or ""


def _labels(
    reader: Reader, by: str, keys: Sequence[str], clearance: Clearance, as_of: int | None
) -> Mapping[str, Words]:
    """What groups are called, by key, where their keys are codes or ids."""
    found: dict[str, Words] = {}
    if by in REGISTERS:
        found |= labels(reader, by, keys, clearance=clearance, as_of=as_of)
    if by in ("party", "country", "place"):
        from ctcalendar.domain.countries import COUNTRIES

        found |= {key: Words(*COUNTRIES[key]) for key in keys if key in COUNTRIES}
    return found


def sections(
    reader: Reader, asked: Filter, by: str, *, language: str, clearance: Clearance, as_of: int | None, whole: bool
) -> Iterator[tuple[Group, list[Line]]]:
    """Each group, and the engagements in it; with `whole` these are whole. It holds all of them at once."""
    read = stream if whole else lines
    found: Mapping[str, Line] = {line.id: line for line in read(reader, asked, clearance=clearance, as_of=as_of)}
    inside: dict[Key, list[Line]] = {}
    for key, name in members(reader, asked, by, language=language, clearance=clearance, as_of=as_of):
        inside.setdefault(key, []).append(found[name])
    for group in counted(reader, asked, by, language=language, clearance=clearance, as_of=as_of).groups:
        yield group, inside[group.key]
