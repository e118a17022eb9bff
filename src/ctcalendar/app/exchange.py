"""What an export holds: every item of every kind as plain values, or those that some engagements lead to.

Each item is read as `show --format json` reads it, at the reader's clearance, all of them from one state of the record.
What is written of them (`ctcalendar.exchange`) sees nothing else, so no form can tell more than they do.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from msgspec.structs import replace

from ctcalendar.app.asking import Asking
from ctcalendar.app.moments import position
from ctcalendar.db.reader import Reader
from ctcalendar.desk.calendar import domain_of
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS, Stream, fields_of
from ctcalendar.exchange.naming import FOLDERS
from ctcalendar.views import entries
from ctcalendar.views.cards import names, portions
from ctcalendar.views.dated import chosen
from ctcalendar.views.filter import STATUSES, Filter
from ctcalendar.views.hidden import MUST_NAME
from ctcalendar.views.registers import register

REGISTERED = tuple(kind for kind in KINDS if kind != "engagement")
"""The kinds of item beside engagements, in the order in which they are written."""

Plain = dict[str, Any]


class Exported(NamedTuple):
    """What is exported, and what is to be told of it."""

    domain: str
    """The domain of the calendar, as in the UIDs of its feeds."""
    clearance: Clearance
    asked: tuple[tuple[str, str], ...]
    """What was asked for, term by term."""
    whole: bool
    """Whether all items are here, so that whatever one of them names is here too."""
    shown: Mapping[str, Collection[str]]
    """Table -> the ids in it, where items name others that are not shown by themselves."""
    items: Iterator[Plain]
    """Each with its kind as `item`: engagements last, in the order of lists; the others by kind and id."""


@contextmanager
def exported(asking: Asking, asked: Filter, *, clearance: Clearance) -> Iterator[Exported]:
    """Every item that a filter asks for at a clearance, read one by one while the record is held still.

    By the clocks of what was recorded and what was public alone, everything is asked for, retracted items too. By any
    other term, engagements, and the items that these name, directly or through others.

    Raises:
        BadInput, ClearanceTooLow: the as-of is no moment, or none that may be named at that clearance.
    """
    with asking.reading() as reader:
        moment = position(reader, asked.as_of, clearance)
        clocks_alone = asked == Filter(as_of=asked.as_of, published_by=asked.published_by)
        fixed = asked.on(asking.today())
        engagements = replace(fixed, status=STATUSES) if clocks_alone else fixed
        source = _Source(reader, engagements, clocks_alone, {"clearance": clearance, "as_of": moment})
        whole = clocks_alone and asked.published_by is None
        items = source.everything() if whole else source.asked_for()
        yield Exported(domain_of(reader), clearance, tuple(fixed.spelled()), whole, source.shown(), items)


class _Source(NamedTuple):
    """Where the items come from. `at`: the clearance and the moment of every reading."""

    reader: Reader
    asked: Filter
    clocks_alone: bool
    at: Mapping[str, Any]

    def shown(self) -> Mapping[str, Collection[str]]:
        """The ids of items that are not shown where they must name something hidden, though others name them."""
        if self.at["clearance"].is_full:
            return {}
        return {FOLDERS[kind]: frozenset(names(self.reader, kind, **self.at)) for kind in MUST_NAME}

    def everything(self) -> Iterator[Plain]:
        """All items."""
        for kind in REGISTERED:
            yield from self._register(kind, names(self.reader, kind, **self.at))
        yield from self._engagements()

    def asked_for(self) -> Iterator[Plain]:
        """The engagements asked for, after all that they lead to; by the clocks alone, after all that was public."""
        led_to = self._led_to()
        for kind in REGISTERED:
            yield from self._register(kind, sorted(stream.id for stream in led_to if stream.kind == kind))
        yield from self._engagements()

    def _led_to(self) -> set[Stream]:
        """What the engagements name, what that names, and so on: all but engagements."""
        ways = self._ways()
        pending = {named for item in self._engagements() for named in _with_what_belongs(item, ways)}
        if self.clocks_alone:
            pending |= {Stream(kind, name) for kind in REGISTERED for name in self._public(kind)}
        found: set[Stream] = set()
        while pending:
            found |= pending
            pending = {to for stream in pending for to in ways.get(stream, ())} - found
        return found

    def _ways(self) -> Mapping[Stream, list[Stream]]:
        """From each item to those of a register that it names, or that belong to it."""
        ways: dict[Stream, list[Stream]] = defaultdict(list)
        for kind in REGISTERED:
            for item in self._register(kind, names(self.reader, kind, **self.at)):
                ways[Stream(kind, item["id"])] += _named_by(item)
                for field in _BELONGS_TO.get(kind, ()):
                    if item[field] is not None:
                        ways[Stream(field, item[field])].append(Stream(kind, item["id"]))
        return ways

    def _public(self, kind: str) -> list[str]:
        return chosen(self.reader, kind, Filter(published_by=self.asked.published_by), retracted=True, **self.at).names

    def _engagements(self) -> Iterator[Plain]:
        for entry in entries.stream(self.reader, self.asked, **self.at):
            yield {"item": "engagement", **codec.plain(entry)}

    def _register(self, kind: str, found: Sequence[str]) -> Iterator[Plain]:
        by = self.asked.published_by
        for portion in portions(found):
            items = register(self.reader, kind, only=portion, retracted=True, published_by=by, **self.at)
            yield from map(codec.plain, items)


def _with_what_belongs(item: Plain, ways: Mapping[Stream, list[Stream]]) -> Iterator[Stream]:
    yield from _named_by(item)
    yield from ways.get(Stream(item["item"], item["id"]), ())


_BELONGS_TO = {"office": ("person",), "commitment": ("instrument", "engagement")}
"""What belongs to another item without being named by it -> the fields that name the other."""

_WHO = ("person", "party", "organisation")
_NAMING: Mapping[str, Sequence[str]] = {
    **{kind: (kind,) for kind in ("source", "person", "organisation", "party", "instrument", "commitment", "series")},
    "canonical": ("person",),
    "merged_into": ("person",),
    "merged": ("person",),
    "at_meeting": ("series",),
    "parties": ("party",),
    "agencies": ("organisation",),
    "organisations": ("organisation",),
    "topics": ("topic",),
    "broader": ("topic",),
    "instruments": ("instrument",),
    "by": _WHO,
    "told_by": _WHO,
    "about": REGISTERED,
}
"""The key under which ids stand anywhere in a plain item -> the kinds of item that they may name."""


def _named_by(item: Plain) -> Iterator[Stream]:
    """What an item names, and the sources it rests on."""
    for field in (*fields_of(KINDS[item["item"]]), "merged_into", "merged"):
        yield from _named_in(field, item.get(field))
    if item["item"] in ("party", "organisation") and item["within"] is not None:
        yield Stream(item["item"], item["within"])


def _named_in(key: str, value: Any) -> Iterator[Stream]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("id") if key in ("series", "at_meeting") and isinstance(one, dict) else one
        if isinstance(name, str):
            yield from (Stream(kind, name) for kind in _NAMING.get(key, ()))
        elif isinstance(name, dict):
            for inner, part in name.items():
                yield from _named_in(inner, part)
