"""Items that digests tell of, read once for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypedDict

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.feeds.words import Labels
from ctcalendar.views.cards import Card, cards
from ctcalendar.views.entries import some
from ctcalendar.views.entry import Entry, Words
from ctcalendar.views.promises import Deadline, ExpectedMeeting, deadlines, expected

Key = tuple[str, str]
"""The kind and id of an item."""
Dated = Entry | Deadline | ExpectedMeeting
"""What may have a place in a calendar."""


class _At(TypedDict):
    clearance: Clearance
    as_of: int


class Items:
    """Items as they stand at one position, as one clearance sees them; each is read once, for all who are told."""

    def __init__(self, reader: Reader, clearance: Clearance, upto: int) -> None:
        self._reader, self._at = reader, _At(clearance=clearance, as_of=upto)
        self._found: dict[Key, Entry | Card] = {}
        self._promised: dict[Key, list[Deadline | ExpectedMeeting]] = {}
        self._labels: dict[str, Words] = {}

    def read(self, keys: Iterable[Key]) -> None:
        """Read those of these that were not read yet."""
        missing: dict[str, list[str]] = {}
        for kind, name in dict.fromkeys(keys):
            if (kind, name) not in self._found:
                missing.setdefault(kind, []).append(name)
        for kind, ids in missing.items():
            self._found.update(((kind, one.id), one) for one in self._items(kind, ids))
            for key, found in self._promises(kind, ids):
                self._promised.setdefault(key, []).append(found)
            self._label(kind, ids)

    def one(self, key: Key) -> Entry | Card:
        """An item that was read."""
        return self._found[key]

    def labels(self, key: Key) -> Labels:
        """Our labels for the parties that an item names."""
        item = self._found[key]
        return item.labels if isinstance(item, Entry) else self._labels

    def for_a_calendar(self, keys: Iterable[Key]) -> Iterator[Dated]:
        """What of them may have a place in a calendar."""
        for key in dict.fromkeys(keys):
            item = self._found[key]
            if isinstance(item, Entry):
                yield item
            yield from self._promised.get(key, ())

    def _items(self, kind: str, ids: Sequence[str]) -> Iterator[Entry | Card]:
        if kind == "engagement":
            return some(self._reader, ids, **self._at)
        return cards(self._reader, kind, only=ids, retracted=True, **self._at)

    def _promises(self, kind: str, ids: Sequence[str]) -> Iterator[tuple[Key, Deadline | ExpectedMeeting]]:
        if kind == "commitment":
            yield from (((kind, one.commitment), one) for one in deadlines(self._reader, only=ids, **self._at))
        if kind == "series":
            yield from (((kind, one.series), one) for one in expected(self._reader, only=ids, **self._at))

    def _label(self, kind: str, ids: Sequence[str]) -> None:
        """Find labels for parties that are no states; entries come with theirs."""
        found = (self._found[kind, name] for name in ids)
        named = {party for item in found if isinstance(item, Card) for party in item.fields.get("parties", ())}
        unknown = sorted(named - ISO_3166 - self._labels.keys())
        parties = cards(self._reader, "party", only=unknown, **self._at) if unknown else ()
        self._labels.update((card.id, card.label) for card in parties)
