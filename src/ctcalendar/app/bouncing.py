"""Reports of mail that came back, and what becomes of subscribers whom none of it reaches."""

from collections.abc import Iterator
from typing import BinaryIO, Literal, NamedTuple

from ctcalendar.app.signing import signing
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import bounced as desk
from ctcalendar.mail.bounces import Returned, messages, returned
from ctcalendar.mail.tokens import Secrets, read_bounce_address
from ctcalendar.settings import Settings

What = (
    Literal["suppressed", "counted", "known already", "delivered or delayed"]
    | Literal["automatic answer", "no report", "not ours", "gone", "too long"]
)
"""What was done for a message: only `suppressed` and `counted` changed anything. `gone`: the mail it is about, or whom
it was to, is kept no more."""


class Handled(NamedTuple):
    """What was done for one message of a file; the first is 1. No address is told."""

    number: int
    what: What
    status: str | None = None
    """The status code of the report, as 5.1.1."""
    subscriber: str | None = None
    """Whom it concerned, by id."""


def handled(settings: Settings, file: BinaryIO) -> Iterator[Handled]:
    """Do what the reports in a file ask for, message by message: the same file again does nothing.

    Believed is only who names an address that we gave to the mail it is about: nobody else knows one.
    """
    with open_reader(settings.database) as reader:
        secrets = signing(settings, reader)
    for number, raw in enumerate(messages(file), start=1):
        yield _handled(settings, secrets, number, raw)


def _handled(settings: Settings, secrets: Secrets, number: int, raw: bytes | None) -> Handled:
    if raw is None:
        return Handled(number, "too long")
    found = returned(raw)
    if found.outcome is None:
        return Handled(number, "automatic answer" if found.is_automatic else "no report")
    outbox_id = _mail_of(secrets, found)
    if outbox_id is None:
        return Handled(number, "not ours", found.status)
    if found.status is None:
        return Handled(number, "delivered or delayed")
    with writing(settings) as connection:
        what, subscriber = _noted(Driver(connection), outbox_id, found.status, for_good=found.outcome == "hard")
    return Handled(number, what, found.status, subscriber)


def _mail_of(secrets: Secrets, found: Returned) -> str | None:
    """The mail that a report is about, by the address it was sent to; None if that is none of ours, or several."""
    ours = {read for address in found.recipients if (read := read_bounce_address(secrets, address)) is not None}
    return ours.pop() if len(ours) == 1 else None


def _noted(driver: Driver, outbox_id: str, status: str, *, for_good: bool) -> tuple[What, str | None]:
    mail, said = desk.mail_of(driver, outbox_id), f"came back: {status}"
    if mail is None:
        return "gone", None
    if mail.said == said:
        return "known already", mail.subscriber
    desk.note(driver, outbox_id, said)
    if for_good:
        there = desk.suppress(driver, mail.subscriber, f"mail came back: {status}")
    else:
        there = desk.count(driver, mail.subscriber)
    return (("suppressed" if for_good else "counted") if there else "gone"), mail.subscriber
