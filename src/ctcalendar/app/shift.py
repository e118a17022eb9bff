"""What a sender does with the mail it has claimed: which may go, and what becomes of it by what came of sending it."""

import logging
from collections.abc import Callable
from copy import copy
from secrets import token_hex
from typing import NamedTuple

import msgspec

from ctcalendar.db.driver import Driver
from ctcalendar.desk import bounced, outbox
from ctcalendar.desk.outbox import AMBIGUOUS, CONFIRMATION, DEAD, DIGEST, RETRY, SENT, SUPPRESSED, Mail
from ctcalendar.desk.subscribers import CONFIRMED, PAUSED, PENDING
from ctcalendar.mail.patience import MINUTE_US, wait_us
from ctcalendar.mail.verdicts import Fate, Verdict

AT_ONCE = 100
"""Mails claimed in one transaction."""
LEASE_US = 15 * MINUTE_US
"""How long a claim lasts. More than a mail takes at the slowest: the answer to a whole mail may take ten minutes."""
REST_US = 2 * MINUTE_US
"""How long a mail server that turns us away is left alone."""
PAUSED_US = 60 * MINUTE_US
"""How long a digest waits before it is seen whether its subscriber still pauses."""
REFUSALS = 3
"""How often mail may be refused, other than for there being no such mailbox, before nothing is sent any more."""

Clock = Callable[[], int]
"""Gives microseconds UTC."""

log = logging.getLogger(__name__)


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What became of mail: `sent`; put off (`retried`); `dead`; `suppressed`: not wanted any more; `held` in doubt."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    suppressed: int = 0
    held: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        names = self.__struct_fields__
        return Sent(**{name: getattr(self, name) + getattr(other, name) for name in names})


class Limits(NamedTuple):
    """How much a sender sends: over how many connections, until when, and how many at most."""

    connections: int
    until_us: int | None = None
    limit: int | None = None


def rests(paused_until: int | None, now_us: int) -> bool:
    """Whether the mail server is left alone now. A pause longer than any is one of a clock that was set back."""
    return paused_until is not None and now_us < paused_until <= now_us + REST_US


class Shift:
    """What a sender has at hand between transactions. One that fails leaves it as it was: each works on a copy."""

    def __init__(self, clock: Clock, limits: Limits, *, resend: bool) -> None:
        self.done = Sent()
        self._clock, self._resend = clock, resend
        self._standing, self._until_us, self._limit = limits
        self._stock: list[Mail] = []
        self._is_over, self._is_dry = False, False
        self._now = self._lease_until = 0

    @property
    def has_stock(self) -> bool:
        """Whether mail is claimed and not begun."""
        return bool(self._stock)

    def again(self, *, is_over: bool) -> "Shift":
        """A copy to work on."""
        made = copy(self)
        made._stock = list(self._stock)
        made._is_over = self._is_over or is_over
        return made

    def begin(self, driver: Driver) -> None:
        """A transaction begins."""
        self._now = self._clock()
        self._lease_until = self._now + LEASE_US
        is_late = self._until_us is not None and self._now >= self._until_us
        # Another sender may have been turned away meanwhile.
        if is_late or rests(outbox.paused_until(driver), self._now):
            self._is_over = True

    # -- handing out --

    def handed_out(self, driver: Driver) -> Mail | None:
        """A mail that may be sent now; none if there is none, and the connection that asked ends."""
        while not self._is_over and self._is_filled(driver):
            mail = self._stock.pop(0)
            if self._is_ours(driver, mail) and self._is_wanted(driver, mail):
                return mail
        self._standing -= 1
        if self._standing == 0:
            self.give_back(driver)
        return None

    def _is_filled(self, driver: Driver) -> bool:
        if not self._stock and not self._is_dry:
            self._claim(driver)
        return bool(self._stock)

    def _claim(self, driver: Driver) -> None:
        wanted = AT_ONCE if self._limit is None else min(AT_ONCE, self._limit)
        if not self._resend:
            self.done += Sent(held=outbox.hold(driver, now_us=self._now))
        self._stock = outbox.claim(
            driver,
            # Not even by this sender: what it lost and claims again is another's.
            token_hex(8),
            now_us=self._now,
            lease_until=self._lease_until,
            limit=wanted,
            resend=self._resend,
        )
        if self._limit is not None:
            self._limit -= len(self._stock)
        self._is_dry = len(self._stock) < AT_ONCE

    def _is_ours(self, driver: Driver, mail: Mail) -> bool:
        """Whether a mail from the stock is still this sender's, for long enough to send it."""
        left = (mail.lease_until or 0) - self._now
        return left > LEASE_US // 2 or outbox.renew(driver, mail, lease_until=self._lease_until)

    def _is_wanted(self, driver: Driver, mail: Mail) -> bool:
        """Whether a mail's subscriber wants it still, and it is not given up; if not, that is written down."""
        if mail.attempt > 1 and wait_us(mail.id, mail.attempt - 1) is None:
            self._settled(driver, mail, DEAD, f"given up: {mail.said}")
            return False
        sql = "SELECT state, suppressed, created_at FROM subscriber WHERE id = ?"
        rows = driver.rows(sql, (mail.subscriber,))
        state, suppressed, since = rows[0] if rows else ("erased", None, 0)
        if mail.created_at < since:
            # Somebody who ended it and came back chose anew, perhaps with less that may be shown.
            self._settled(driver, mail, SUPPRESSED, "of a subscription that was ended")
        elif suppressed is not None:
            self._settled(driver, mail, SUPPRESSED, "nothing is sent to the address any more")
        elif state == PAUSED and mail.kind == DIGEST:
            outbox.release(driver, mail, not_before=self._now + PAUSED_US, said="the subscriber pauses")
            self.done += Sent(retried=1)
        elif state != (PENDING if mail.kind == CONFIRMATION else CONFIRMED):
            self._settled(driver, mail, SUPPRESSED, f"the subscriber is {state}")
        else:
            return True
        return False

    # -- on the wire, and after --

    def on_wire(self, driver: Driver, mail: Mail) -> int | None:
        """Note that the end of a mail is about to be sent; until when it may be, or None if it may not."""
        return self._lease_until if outbox.put_on_wire(driver, mail, lease_until=self._lease_until) else None

    def after(self, driver: Driver, mail: Mail, verdict: Verdict) -> Mail | None:
        """Write down what became of a mail; another to send, or none."""
        if verdict.fate in (Fate.TURNED_AWAY, Fate.PUT_OFF):
            self._turned_away(driver, mail, verdict)
            return None
        self._write_down(driver, mail, verdict)
        return self.handed_out(driver)

    def _write_down(self, driver: Driver, mail: Mail, verdict: Verdict) -> None:
        match verdict.fate:
            case Fate.ACCEPTED:
                self._settled(driver, mail, SENT, verdict.said)
            case Fate.LATER:
                self._put_off(driver, mail, verdict.said)
            case Fate.REFUSED:
                self._settled(driver, mail, DEAD, verdict.said)
            case Fate.NOBODY | Fate.UNREACHABLE:
                self._unreachable(driver, mail, verdict)
            case Fate.IN_DOUBT if self._resend:
                self._put_off(driver, mail, verdict.said)
            case Fate.IN_DOUBT:
                self._settled(driver, mail, AMBIGUOUS, verdict.said)
            case _:
                outbox.release(driver, mail)  # lost: unless it is still ours, this changes nothing

    def _settled(self, driver: Driver, mail: Mail, state: str, said: str) -> bool:
        settled = outbox.settle(driver, mail, state, said)
        if settled:
            self.done += _COUNTED[state]
        return settled

    def _put_off(self, driver: Driver, mail: Mail, said: str) -> None:
        wait = wait_us(mail.id, mail.attempt)
        if wait is None:
            self._settled(driver, mail, DEAD, f"given up: {said}")
        elif outbox.settle(driver, mail, RETRY, said, not_before=self._now + wait):
            self.done += _COUNTED[RETRY]

    def _unreachable(self, driver: Driver, mail: Mail, verdict: Verdict) -> None:
        """The server wants no mail for this recipient: if it says so for good, nothing is sent there any more."""
        rows = driver.rows("SELECT bounces FROM subscriber WHERE id = ?", (mail.subscriber,))
        often = bool(rows) and rows[0][0] + 1 >= REFUSALS
        for_good = verdict.fate is Fate.NOBODY or often
        if self._settled(driver, mail, SUPPRESSED if for_good else DEAD, verdict.said):
            if for_good:
                bounced.suppress(driver, mail.subscriber, verdict.said)
            else:
                bounced.count(driver, mail.subscriber)

    def _turned_away(self, driver: Driver, mail: Mail, verdict: Verdict) -> None:
        """The server wants none over this connection: the others go on; after the last of them it is left alone."""
        self._standing -= 1
        if verdict.fate is Fate.PUT_OFF:
            outbox.release(driver, mail, not_before=self._now + 2 * REST_US, said=verdict.said)
        elif self._standing and not self._is_over:
            self._stock.append(mail)
        else:
            # After the others: what the server will not have of this one alone must not keep them waiting for ever.
            outbox.release(driver, mail, not_before=self._now + REST_US, said=verdict.said)
        if self._standing == 0:
            log.warning("mail: %s; the server is left alone for %d s", verdict.said, REST_US // 1_000_000)
            outbox.pause(driver, until_us=self._now + REST_US)
            self.give_back(driver)

    def give_back(self, driver: Driver) -> None:
        """Give back what is claimed and was not begun."""
        for mail in self._stock:
            outbox.release(driver, mail)
        self._stock, self._is_over = [], True


_COUNTED = {
    SENT: Sent(sent=1),
    RETRY: Sent(retried=1),
    DEAD: Sent(dead=1),
    SUPPRESSED: Sent(suppressed=1),
    AMBIGUOUS: Sent(held=1),
}
