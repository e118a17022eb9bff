"""The items there are while a file is imported: on record, or beginning in it. Memory stays flat."""

from collections.abc import Collection

from ctcalendar.db.driver import Driver
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import Stream
from ctcalendar.domain.standing import Standing, fold
from ctcalendar.importing.matching import Sheet
from ctcalendar.log.facts import histories
from ctcalendar.log.read import existing
from ctcalendar.views.apply import levels, retracted

AT_HAND = 10_000


class Known:
    """The items there are: on record, or beginning in this file."""

    def __init__(self, driver: Driver, sheet: Sheet) -> None:
        self._driver, self._sheet = driver, sheet
        self._levels, self._retracted = levels(driver), retracted(driver)
        self._there: dict[Stream, bool] = {}
        self.pending: set[Stream] = set()
        """What the row in hand begins."""

    def __contains__(self, stream: object) -> bool:
        if not isinstance(stream, Stream):
            return False
        if stream in self.pending:
            return True
        if stream not in self._there:
            if len(self._there) > AT_HAND:
                self._there.clear()
            begun = self._sheet.begun(str(stream))
            self._there[stream] = begun or bool(existing(self._driver, [str(stream)]))
        return self._there[stream]

    def begin(self) -> None:
        """What the row in hand begins has begun."""
        if not self.pending:
            return
        self._sheet.remember(map(str, self.pending))
        self._there.update(dict.fromkeys(self.pending, True))
        self.pending.clear()

    def ids(self, kind: str) -> Collection[str]:
        """No suggestions: the name that was meant is in the file, not in the record."""
        return ()

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item as it stands now."""
        return self._levels.get(str(stream), Clearance.PUBLIC)

    def classify(self, stream: Stream, level: Clearance) -> None:
        """Take note of the level of what begins here."""
        if level is not Clearance.PUBLIC:
            self._levels[str(stream)] = level

    def is_retracted(self, stream: Stream) -> bool:
        """Whether an item was retracted, and not reinstated since."""
        return str(stream) in self._retracted

    def standing(self, stream: Stream) -> Standing | None:
        """What another item has come to."""
        return fold(histories(self._driver, [str(stream)]).get(str(stream), ()))
