"""What people may ask for, each on one stream, and what deciding needs to know of the rest of the record."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Amended, Corroborated, ProgressReported
from ctcalendar.domain.items import Item, Stream


class Record(NamedTuple):
    """Record an item for the first time (or, for `engagement.held`, that an announced one took place)."""

    name: str
    item: Item

    @property
    def subject(self) -> Stream:
        """The stream it writes."""
        return Stream(self.name.partition(".")[0], self.item.id)


class Amend(NamedTuple):
    """Give fields other values. `values` are plain, by field name; null takes a value back to unknown."""

    subject: Stream
    values: Mapping[str, Any]
    amended: Amended


class Corroborate(NamedTuple):
    """Add what another source says. `values` are plain, by field name."""

    subject: Stream
    values: Mapping[str, Any]
    corroborated: Corroborated


class Report(NamedTuple):
    """Add a report of progress."""

    subject: Stream
    report: ProgressReported


Command = Record | Amend | Corroborate | Report


class Known(Protocol):
    """The items there are, in the record or earlier in what is being recorded."""

    def __contains__(self, stream: object) -> bool: ...

    def ids(self, kind: str) -> Collection[str]:
        """All ids of a kind, to suggest the one that was meant."""

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item as it stands now."""
