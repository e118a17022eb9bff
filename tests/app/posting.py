"""Mail that waits in an outbox, of subscribers who want it: for tests of sending it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from conftest import NOON
from ctcalendar.app import App
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import outbox, subscribers
from ctcalendar.desk.outbox import DIGEST, Mail
from ctcalendar.desk.subscribers import CONFIRMED, Subscriber

SENDER = "calendar@calendar.example"


def address_of(name: str) -> str:
    """Where a subscriber reads mail."""
    return f"{name}@readers.example"


def message_id_of(name: str) -> str:
    """The Message-ID of a subscriber's mail."""
    return f"<{name}@calendar.example>"


def mail_to(name: str, *, kind: str = DIGEST, period: str = "2025-11-01", **given: Any) -> Mail:
    """A mail that waits. Its bytes are nothing but the least a mail is made of."""
    queued = outbox.mail(name, kind, period, now_us=NOON)
    message = (
        f"From: {SENDER}\r\nTo: {address_of(name)}\r\nMessage-ID: {message_id_of(name)}\r\n"
        f"Subject: Diplomatic calendar\r\n\r\nNews for {name}.\r\n.\r\n..and a line that begins with dots\r\n"
    )
    whole = queued._replace(address=address_of(name), message_id=message_id_of(name), message=message)
    return whole._replace(**given)


def reader(name: str, **given: Any) -> Subscriber:
    """Somebody who has confirmed an address."""
    made = Subscriber(name, address_of(name), "en", "PUBLIC", "{}", 0, CONFIRMED, NOON)
    return made._replace(**given)


def posted(app: App, *names: str) -> list[Mail]:
    """Subscribers, and a mail to each."""
    mails = [mail_to(name) for name in names]
    put(app, map(reader, names), mails)
    return mails


def put(app: App, people: Iterable[Subscriber] = (), mails: Iterable[Mail] = ()) -> None:
    """Keep subscribers and mail."""
    with writing(app.settings) as connection:
        driver = Driver(connection)
        for one in people:
            subscribers.add(driver, one)
        outbox.queue(driver, mails)


class Kept(NamedTuple):
    """What is kept of a mail."""

    state: str
    attempt: int
    said: str | None
    not_before: int
    address: str | None
    message: str | None
    owner: str | None


def kept(app: App) -> dict[str, Kept]:
    """What is kept of each subscriber's mail."""
    columns = ", ".join(("subscriber", *Kept._fields))
    with open_reader(app.settings.database) as found:
        return {row[0]: Kept(*row[1:]) for row in found.rows(f"SELECT {columns} FROM outbox")}


def states(app: App) -> dict[str, str]:
    """The state of each subscriber's mail."""
    return {name: mail.state for name, mail in kept(app).items()}


def subscriber(app: App, name: str) -> Subscriber:
    """A subscriber, as kept."""
    with open_reader(app.settings.database) as found:
        one = subscribers.one(found, name)
    assert one
    return one
