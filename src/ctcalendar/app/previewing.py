"""A subscriber's next digest before it is sent: its very bytes, and why each item is in it. Nothing is changed."""

from datetime import UTC, datetime
from typing import NamedTuple

from ctcalendar.app.composing import Composing
from ctcalendar.app.moments import moment
from ctcalendar.app.subscribing import found_or_refused
from ctcalendar.db.reader import Reader
from ctcalendar.desk import subscribers
from ctcalendar.desk.subscribers import PENDING, UNSUBSCRIBED, Subscriber
from ctcalendar.domain.days import microseconds
from ctcalendar.errors import BadInput, Refused
from ctcalendar.log.read import head, position_at
from ctcalendar.mail.content import Digest
from ctcalendar.mail.periods import NEVER
from ctcalendar.settings import Settings


class _Looked(NamedTuple):
    """A subscriber, who composes at the moment asked about, and when the last digest before it was made."""

    subscriber: Subscriber
    composing: Composing
    last: int | None


def preview(reader: Reader, settings: Settings, name: str, *, at: str | None, now_us: int) -> bytes | None:
    """The mail that a tick at that moment sends; None if it sends none, for want of anything to say."""
    looked = _looked(reader, settings, name, at, now_us)
    mail = looked.composing.mail(looked.subscriber, looked.last)
    return None if mail is None or mail.message is None else mail.message.encode("ascii")


def explained(reader: Reader, settings: Settings, name: str, *, at: str | None, now_us: int) -> Digest:
    """What is in that digest; each item says why."""
    looked = _looked(reader, settings, name, at, now_us)
    return looked.composing.digest(looked.subscriber, looked.last)


def _looked(reader: Reader, settings: Settings, name: str, at: str | None, now_us: int) -> _Looked:
    subscriber = found_or_refused(subscribers.one(reader, name), name)
    if subscriber.state in (PENDING, UNSUBSCRIBED) or subscriber.every == NEVER:
        why = subscriber.state if subscriber.state in (PENDING, UNSUBSCRIBED) else "wants reminders alone"
        raise Refused(f"{name} gets no digests: {why}", hint=f"see: ctcalendar subscriber show {name}")
    upto = head(reader)[0]
    if at is not None:
        now_us = _instant(at)
        upto = position_at(reader, now_us)
    composing = Composing(reader, settings, upto=upto, now_us=now_us)
    return _Looked(subscriber, composing, subscribers.last_digest_before(reader, name, now_us))


def _instant(at: str) -> int:
    found = moment(at)
    if not isinstance(found, datetime):
        raise BadInput(f"at: {at!r} is a position", hint="write an instant: 2027-01-05T09:00:00Z")
    try:
        return microseconds(found.astimezone(UTC).isoformat())
    except OverflowError:
        raise BadInput(f"at: {at!r} is before the first year or after the last", hint="write one nearer") from None
