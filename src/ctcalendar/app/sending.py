"""Sending what waits in the outbox, over several connections at once, to a mail server or into a folder.

Each connection sends one mail after another. What it does to the database it asks of one desk, which does what several
of them ask for in one transaction, and answers only once that is committed. So of each connection at most one mail is
ever in doubt: that whose end was sent and whose answer is not written down yet.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import Protocol

from ctcalendar.app.dispatch import Desk
from ctcalendar.app.shift import Clock, Limits, Sent, rests
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import outbox
from ctcalendar.desk.outbox import AMBIGUOUS, DEAD, Mail
from ctcalendar.errors import BadInput
from ctcalendar.mail.address import Maildir, mailbox, place
from ctcalendar.mail.connecting import Timeouts
from ctcalendar.mail.maildir import Letterbox
from ctcalendar.mail.smtp import Line
from ctcalendar.mail.verdicts import Parcel, Verdict
from ctcalendar.settings import Settings

ReturnPath = Callable[[Mail], str]
"""The address to which a mail comes back."""


class Transport(Protocol):
    """A way that mail goes. It does not raise what goes wrong on the way: that is a verdict."""

    def send(self, parcel: Parcel, about_to_end: Callable[[], bool]) -> Verdict:
        """Send a mail; `about_to_end` is called before that can no longer be taken back."""
        ...

    def close(self) -> None:
        """Nothing more is sent."""
        ...


def send_due(
    settings: Settings,
    *,
    clock: Clock,
    until_us: int | None = None,
    limit: int | None = None,
    return_path: ReturnPath | None = None,
    timeouts: Timeouts | None = None,
) -> Sent:
    """Send what is due, as far as the mail server takes it. Any number of senders may do so at once.

    `clock` gives microseconds UTC. No mail is begun after `until_us`, and no more than `limit`. Without a mail URL all
    mail waits. Mail comes back to the address of `mail_from`, or to what `return_path` says.

    Raises:
        BadInput: the mail URL or `mail_from` cannot be read.
        DatabaseUnavailable: it cannot be written now. Mail that was on the wire is in doubt, as after a crash.
    """
    if settings.mail_url is None or not _is_anything_due(settings, clock()):
        return Sent()
    sender = return_path or _one_address(settings)
    transport = partial(_transport, settings.mail_url, timeouts)
    transport().close()  # a URL that cannot be read is refused before anything is claimed
    desk = Desk(settings, clock, Limits(settings.mail_connections, until_us, limit))
    with ThreadPoolExecutor(settings.mail_connections, thread_name_prefix="ctcalendar-mail") as threads:
        try:
            working = [threads.submit(_work, desk, transport(), sender) for _ in range(settings.mail_connections)]
            for one in working:
                one.result()
        finally:
            desk.stop()
    return desk.done


def _is_anything_due(settings: Settings, now_us: int) -> bool:
    with open_reader(settings.database) as reader:
        return not rests(outbox.paused_until(reader), now_us) and outbox.is_due(reader, now_us)


def _one_address(settings: Settings) -> ReturnPath:
    if settings.mail_from is None:
        raise BadInput("mail_from is not set: mail must be from somebody", hint="set it: calendar@example.org")
    address = mailbox(settings.mail_from)
    return lambda _: address


def _transport(url: str, timeouts: Timeouts | None) -> Transport:
    found = place(url)
    return Letterbox(found.folder) if isinstance(found, Maildir) else Line(found, timeouts)


def _work(desk: Desk, transport: Transport, return_path: ReturnPath) -> None:
    """One connection: send mail after mail, until the desk has none."""
    with closing(transport):
        mail = desk.first()
        while mail is not None:
            verdict = transport.send(_parcel(mail, return_path), partial(desk.about_to_end, mail))
            mail = desk.next(mail, verdict)


def _parcel(mail: Mail, return_path: ReturnPath) -> Parcel:
    return Parcel(
        message=(mail.message or "").encode(),
        message_id=mail.message_id or mail.id,
        sender=return_path(mail),
        recipient=mail.address or "",
        again=mail.attempt > 1 or mail.said is not None,
    )


# -- for people -------------------------------------------------------------------------------------------------------


def requeue(settings: Settings, ids: Sequence[str], *, now_us: int) -> int:
    """Send mail that is dead or in doubt again, the same bytes under the same Message-ID; how many.

    Raises:
        BadInput: there is no such mail, it is neither, or nothing is left of it to send.
    """
    with writing(settings) as connection:
        driver = Driver(connection)
        found = {mail.id: mail for mail in outbox.named(driver, ids)}
        for name in ids:
            _refuse_to_requeue(name, found.get(name))
        outbox.requeue(driver, found, now_us=now_us)
        return len(found)


def _refuse_to_requeue(name: str, mail: Mail | None) -> None:
    if mail is None:
        raise BadInput(f"there is no mail {name!r} in the outbox", hint="list it: ctcalendar digest outbox")
    if mail.state not in (DEAD, AMBIGUOUS):
        raise BadInput(f"mail {name} is {mail.state}", hint="only what is dead or ambiguous can be sent again")
    if mail.message is None or mail.address is None:
        raise BadInput(f"mail {name} came back, and nothing is kept of it", hint="its subscriber's next digest follows")
