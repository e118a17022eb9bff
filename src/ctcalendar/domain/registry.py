"""The stored names of facts, the shape each has now, and the way from older shapes.

Stored names are ours and permanent; classes may be renamed. To add an event type: its struct in items.py or facts.py,
a line in the table at the end of this file, its name in streams.py, a view rule in views/. A test names whatever is
still missing.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.facts import (
    Amended,
    CadenceSet,
    Cancelled,
    Closed,
    Corroborated,
    Disputed,
    DisputeSettled,
    EngagementHeld,
    Event,
    Merged,
    Reclassified,
    Reinstated,
    Rescheduled,
    Resumed,
    Retracted,
    Split,
    StatusChanged,
    Suspended,
)
from ctcalendar.domain.items import (
    KINDS,
    Commitment,
    Engagement,
    Instrument,
    Item,
    Office,
    Organisation,
    Party,
    Person,
    Series,
    Source,
    Topic,
)
from ctcalendar.domain.values import DeadlineSet, ProgressReported
from ctcalendar.errors import DatabaseTooNew

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]


class EventType(NamedTuple):
    """One stored name: `shape` is its newest struct, `version` that shape's number, `says` its line in the docs."""

    name: str
    version: int
    shape: type[Event]
    says: str
    first: bool
    """Whether it may begin a stream."""


class Registry:
    """Event types by stored name, with the upcasters that bring old payloads to the newest shape."""

    def __init__(self) -> None:
        self._types: dict[str, EventType] = {}
        self._decoders: dict[str, msgspec.json.Decoder[Event]] = {}
        self._upcasters: dict[tuple[str, int], Upcaster] = {}

    def add(self, name: str, shape: type[Event], says: str, *, version: int = 1, first: bool = False) -> None:
        """Declare a stored name and its newest shape."""
        assert name not in self._types, f"{name} stands here already: a stored name means one thing for ever"
        self._types[name] = EventType(name, version, shape, says, first)
        self._decoders[name] = msgspec.json.Decoder(shape)

    def upcast(self, name: str, *, from_version: int) -> Callable[[Upcaster], Upcaster]:
        """Declare the pure function that turns a payload of `from_version` into one of the next version."""

        def declare(function: Upcaster) -> Upcaster:
            self._upcasters[name, from_version] = function
            return function

        return declare

    def __iter__(self) -> Iterator[EventType]:
        return iter(self._types.values())

    def __contains__(self, name: str) -> bool:
        return name in self._types

    def __getitem__(self, name: str) -> EventType:
        return self._types[name]

    def decode(self, name: str, version: int, data: bytes | str) -> Event:
        """The fact stored as `data` under (name, version), in its newest shape.

        Raises:
            DatabaseTooNew: no such name or version is known here.
        """
        known = self._types.get(name)
        if known is not None and known.version == version:
            return self._decoders[name].decode(data)
        if not self.readable(name, version):
            raise DatabaseTooNew(f"it holds facts of type {name} version {version}")
        payload = codec.decode(data)
        for step in range(version, self._types[name].version):
            payload = self._upcasters[name, step](payload)
        return codec.typed(payload, self._types[name].shape)

    def readable(self, name: str, version: int) -> bool:
        """Whether there is a way from (name, version) to the newest shape."""
        known = self._types.get(name)
        if known is None or version > known.version:
            return False
        return all((name, step) in self._upcasters for step in range(version, known.version))


EVENTS = Registry()

_FIRST: tuple[tuple[str, type[Item], str], ...] = (
    ("source.registered", Source, "A document was registered as a source."),
    ("party.registered", Party, "A party that is no ISO 3166 state was registered."),
    ("organisation.registered", Organisation, "A ministry, agency or committee was registered."),
    ("person.registered", Person, "A public figure was registered."),
    ("topic.registered", Topic, "A topic was registered."),
    ("office.held", Office, "A person held an office."),
    ("instrument.concluded", Instrument, "An instrument was concluded."),
    ("commitment.undertaken", Commitment, "Parties undertook something, in an instrument or at an engagement."),
    ("series.established", Series, "A numbered run of dialogues was established."),
    ("engagement.scheduled", Engagement, "An engagement was announced."),
    ("engagement.held", EngagementHeld, "An engagement took place; for the past, recorded directly."),
)
_LATER: tuple[tuple[str, type[Event], str], ...] = (
    ("engagement.rescheduled", Rescheduled, "An announced engagement was moved, or postponed without a day."),
    ("engagement.cancelled", Cancelled, "An announced engagement was called off."),
    (
        "instrument.status-changed",
        StatusChanged,
        "An instrument came into force, expired, was terminated or suspended.",
    ),
    ("instrument.progress-reported", ProgressReported, "Somebody reported how far it was carried out."),
    ("commitment.deadline-set", DeadlineSet, "A day was set by which to start or complete it."),
    ("commitment.progress-reported", ProgressReported, "Somebody reported how far it was carried out."),
    ("series.cadence-set", CadenceSet, "How often it should meet was laid down."),
    ("series.suspended", Suspended, "It was suspended."),
    ("series.resumed", Resumed, "It was taken up again."),
    ("series.closed", Closed, "It was closed."),
    ("person.merged", Merged, "Two entries were found to be one person."),
    ("person.split", Split, "A merger of persons was taken back."),
)
_OF_ANY_KIND: tuple[tuple[str, type[Event], str], ...] = (
    ("amended", Amended, "Fields were changed; the old values stay as deprecated claims."),
    ("corroborated", Corroborated, "Another source says so too, or adds what was unknown."),
    ("disputed", Disputed, "Values that cannot all be right; the recorded one stays until it is settled."),
    ("dispute-settled", DisputeSettled, "A dispute was settled; the value found right is the record's from now on."),
    ("retracted", Retracted, "It should not have been recorded, or it was a duplicate."),
    ("reinstated", Reinstated, "A retraction was taken back."),
    ("reclassified", Reclassified, "Its classification changed."),
)
for _name, _item, _says in _FIRST:
    EVENTS.add(_name, _item, _says, first=True)
for _name, _shape, _says in _LATER:
    EVENTS.add(_name, _shape, _says)
for _kind in KINDS:
    for _name, _shape, _says in _OF_ANY_KIND:
        EVENTS.add(f"{_kind}.{_name}", _shape, _says)
