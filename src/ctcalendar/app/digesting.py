"""Digests: those that are due are composed and queued, in the transaction that says when each subscriber's next is due.

A subscriber's windows tile the log: each goes from the position that the last one reached to the head as it is now.
What has nothing to say is not sent, but moves the window on. After a time in which nothing ran, one covers it all.
"""

import logging
from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection

from ctcalendar.app.composing import Composing
from ctcalendar.app.signing import make_sure
from ctcalendar.db.driver import Driver
from ctcalendar.db.postgres import SqlalchemyReader
from ctcalendar.desk import outbox, subscribers
from ctcalendar.desk.subscribers import Subscriber
from ctcalendar.log.read import head
from ctcalendar.mail.periods import next_digest
from ctcalendar.settings import Settings

log = logging.getLogger(__name__)

UNREADABLE = (LookupError, ValueError, msgspec.MsgspecError)
"""What comes of a subscriber's row that nobody could have saved as it is."""
_LATER_US = 3_600 * 1_000_000
AT_ONCE = 100
"""Subscribers whose digests are composed in one transaction."""

Window = tuple[int, int]
"""The facts that a digest tells of: those after one log position, up to another."""


def queue_due(connection: Connection, settings: Settings, *, now_us: int) -> tuple[int, bool]:
    """Queue the digests that are due; how many there are to send, and whether others may be due too."""
    driver, reader = Driver(connection), SqlalchemyReader(connection)
    due = subscribers.due(driver, now_us, limit=AT_ONCE)
    if not due:
        return 0, False
    make_sure(settings, driver)
    composing = Composing(reader, settings, upto=head(reader)[0], now_us=now_us)
    last = subscribers.last_digests(driver, [one.id for one in due])
    mails, moved = [], []
    for one in due:
        try:
            mail, after = composing.mail(one, last.get(one.id)), _moved_on(one, composing.upto, now_us)
        except UNREADABLE as error:
            # One row that cannot be read (a zone that is no more, a hand's mistake) must not keep mail from all others.
            log.error("subscriber %s: no digest can be made: %s", one.id, type(error).__name__)
            moved.append(one._replace(next_due=now_us + _LATER_US))
            continue
        mails += [mail] if mail else []
        moved.append(after)
    outbox.queue(driver, mails)
    subscribers.move_on(driver, moved)
    return len(mails), len(due) == AT_ONCE


def _moved_on(subscriber: Subscriber, upto: int, now_us: int) -> Subscriber:
    day = date.fromisoformat(subscriber.next_period) if subscriber.next_period else None
    try:
        following = next_digest(
            subscriber.every,
            subscriber.on_day,
            subscriber.at_time,
            subscriber.zone,
            now_us,
            # The day of a digest is its name: a clock that was set back must not name it again.
            earliest=(day + timedelta(days=1)).isoformat() if day else None,
        )
    except OverflowError:  # the calendar has no later day
        return subscriber._replace(position=upto, next_period=None, next_due=None)
    return subscriber._replace(position=upto, next_period=following.label, next_due=following.due_at)
