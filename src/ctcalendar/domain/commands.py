"""What people may ask for, each on one stream, and what deciding needs to know of the rest of the record."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Amended, Corroborated, Event, Rescheduled
from ctcalendar.domain.items import Item, Stream

if TYPE_CHECKING:
    from ctcalendar.domain.standing import Standing


class Record(NamedTuple):
    """Record an item for the first time (or, for `engagement.held`, that an announced one took place)."""

    name: str
    item: Item

    @property
    def subject(self) -> Stream:
        """The stream it writes."""
        return Stream(self.name.partition(".")[0], self.item.id)


class Amend(NamedTuple):
    """Give fields other values. `values` are plain, by field name; null takes a value back to unknown.

    With Rescheduled for Amended, it moves an announced engagement.
    """

    subject: Stream
    values: Mapping[str, Any]
    amended: Amended | Rescheduled


class Corroborate(NamedTuple):
    """Add what another source says. `values` are plain, by field name.

    `inherited`: from a duplicate; then a citation may prove no field, as it did there.
    """

    subject: Stream
    values: Mapping[str, Any]
    corroborated: Corroborated
    inherited: bool = False


class Tell(NamedTuple):
    """Record a fact of another kind about an item: `verb` is the second half of its stored name (`cancelled`)."""

    subject: Stream
    verb: str
    event: Event

    @property
    def name(self) -> str:
        """The stored name of the fact."""
        return f"{self.subject.kind}.{self.verb}"


Command = Record | Amend | Corroborate | Tell


class Known(Protocol):
    """The items there are, in the record or earlier in what is being recorded."""

    def __contains__(self, stream: object) -> bool: ...

    def ids(self, kind: str) -> Collection[str]:
        """All ids of a kind, to suggest the one that was meant."""

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item as it stands now."""

    def is_retracted(self, stream: Stream) -> bool:
        """Whether an item was retracted, and not reinstated since."""

    def standing(self, stream: Stream) -> "Standing | None":
        """What another item has come to."""
