"""Reminders by mail to those who asked for them: which of those that were raised each of them is to be told of."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from ctcalendar.app.agenda import by_kind
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader
from ctcalendar.desk import outbox
from ctcalendar.desk.outbox import REMINDER, mail
from ctcalendar.desk.reminders import Reminder
from ctcalendar.desk.subscribers import Subscriber, wanting_reminders
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.entries import names
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import asked_for


def queue(driver: Driver, reader: Reader, raised: Sequence[Reminder], *, now_us: int) -> int:
    """Queue mail about reminders that were raised; how many."""
    if not raised:
        return 0
    today = datetime.fromtimestamp(now_us // 1_000_000, UTC).date()
    mails = [
        mail(subscriber.id, REMINDER, one.id, now_us=now_us)
        for subscriber in wanting_reminders(driver)
        for one in _wanted(reader, subscriber, raised, today)
    ]
    outbox.queue(driver, mails)
    return len(mails)


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
