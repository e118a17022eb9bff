"""The outbox as people see it: what waits, was sent, or could not be; without addresses, and without what it says."""

from collections.abc import Sequence

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.desk import outbox
from ctcalendar.desk.outbox import STATES, Mail
from ctcalendar.domain.days import instant
from ctcalendar.errors import BadInput


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A mail in the outbox, as `digest outbox --format json` prints it: without the address, without what it says."""

    id: str
    subscriber: str
    kind: str
    period: str
    state: str
    attempt: int
    created_at: str
    not_before: str
    said: str | None


def listed(reader: Reader, states: Sequence[str] = STATES) -> list[Listed]:
    """The mail in any of some states, the oldest first.

    Raises:
        BadInput: there is no such state.
    """
    for state in states:
        if state not in STATES:
            raise BadInput(f"there is no state {state!r}", hint=f"mail is {', '.join(STATES)}")
    return [_listed(mail) for mail in outbox.in_states(reader, states)]


def _listed(mail: Mail) -> Listed:
    return Listed(
        id=mail.id,
        subscriber=mail.subscriber,
        kind=mail.kind,
        period=mail.period,
        state=mail.state,
        attempt=mail.attempt,
        created_at=instant(mail.created_at),
        not_before=instant(mail.not_before),
        said=mail.said,
    )
