"""Reminders by mail to those who asked for them: which of those that were raised each of them is to be told of."""

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import msgspec

from ctcalendar.agenda.matters import Matter
from ctcalendar.app.agenda import by_kind, matters
from ctcalendar.app.letters import Letters
from ctcalendar.app.signing import make_sure
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader
from ctcalendar.desk import outbox
from ctcalendar.desk.outbox import Mail
from ctcalendar.desk.reminders import Reminder
from ctcalendar.desk.subscribers import Subscriber, wanting_reminders
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.entries import names
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import asked_for

log = logging.getLogger(__name__)


def queue(driver: Driver, reader: Reader, settings: Settings, raised: Sequence[Reminder], *, now_us: int) -> int:
    """Queue mail about reminders that were raised; how many."""
    asking = wanting_reminders(driver) if raised else []
    if not asking:
        return 0
    make_sure(settings, driver)
    letters, found = Letters(settings, reader), _Matters(reader, settings, raised)
    today = datetime.fromtimestamp(now_us // 1_000_000, UTC).date()
    mails: list[Mail] = []
    for subscriber in asking:
        try:
            wanted = [(one, found.of(one)) for one in _wanted(reader, subscriber, raised, today)]
            mails += [letters.reminder(subscriber, one.id, it, now_us=now_us) for one, it in wanted if it]
        except (LookupError, ValueError, msgspec.MsgspecError) as error:
            # One row that cannot be read must not keep reminders from all others.
            log.error("subscriber %s: no reminder can be made: %s", subscriber.id, type(error).__name__)
    outbox.queue(driver, mails)
    return len(mails)


class _Matters:
    """What reminders remind of, read once for each clearance."""

    def __init__(self, reader: Reader, settings: Settings, raised: Sequence[Reminder]) -> None:
        self._reader, self._settings = reader, settings
        self._only = by_kind(sorted({one.stream for one in raised}))
        self._found: dict[str, dict[tuple[str, str], Matter]] = {}

    def of(self, one: Reminder) -> Matter | None:
        """What a reminder reminds of, if it still stands."""
        if one.clearance not in self._found:
            days_before = self._settings.days_before
            there = matters(self._reader, Clearance[one.clearance], days_before=days_before, only=self._only)
            self._found[one.clearance] = {(each.timing.subject, each.timing.slot): each for each in there}
        return self._found[one.clearance].get((one.subject, one.slot))


def _wanted(reader: Reader, subscriber: Subscriber, raised: Sequence[Reminder], today: date) -> Iterator[Reminder]:
    """Those within a subscriber's clearance that the subscriber's filter asks for."""
    mine = [one for one in raised if one.clearance == subscriber.clearance]
    streams = sorted({one.stream for one in mine})
    asked = codec.typed(codec.decode(subscriber.asked), Filter).on(today)
    clearance, kinds = Clearance[subscriber.clearance], by_kind(streams)
    fitting = {f"engagement:{name}" for name in names(reader, asked, clearance=clearance, only=kinds["engagement"])}
    for kind in ("commitment", "series"):
        found = asked_for(reader, kind, asked, clearance=clearance, only=kinds[kind])
        fitting |= {f"{kind}:{name}" for name in found}
    return (one for one in mine if one.stream in fitting)
