"""Sending, as this installation has it: each mail comes back to an address of its own, which says which one it was."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ctcalendar.db.reader import open_reader
from ctcalendar.settings import Settings

if TYPE_CHECKING:
    from ctcalendar.app.shift import Sent


def send(settings: Settings, *, clock: Callable[[], int]) -> "Sent":
    """Send what waits in the outbox."""
    from ctcalendar.app.sending import send_due
    from ctcalendar.app.shift import Sent

    if settings.mail_url is None:
        return Sent()
    from ctcalendar.app.signing import signing
    from ctcalendar.mail.address import mailbox
    from ctcalendar.mail.tokens import bounce_address

    with open_reader(settings.database) as reader:
        secrets = signing(settings, reader)
    sender = mailbox(settings.mail_from) if settings.mail_from else None
    limit = settings.mail_per_tick or None
    if sender is None or not secrets:
        return send_due(settings, clock=clock, limit=limit)
    return send_due(
        settings, clock=clock, limit=limit, return_path=lambda mail: bounce_address(sender, secrets, mail.id)
    )
