"""The desk of a sender: connections ask it for mail, and tell it what became of it.

What several of them ask for at once is done in one transaction, and answered once that is committed.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Any, TypeVar

from ctcalendar.app.shift import Clock, Limits, Sent, Shift
from ctcalendar.app.upkeep import transacting, writing
from ctcalendar.db.driver import Driver
from ctcalendar.desk.outbox import Mail
from ctcalendar.errors import DatabaseUnavailable
from ctcalendar.mail.verdicts import Verdict
from ctcalendar.settings import Settings

_TRIES, _BETWEEN_TRIES_S = 3, 0.5
_Answer = TypeVar("_Answer")


class _Asked:
    """Something asked of the desk, and its answer."""

    def __init__(self, work: Callable[[Shift, Driver], Any]) -> None:
        self.work = work
        self.is_done = False
        self.answer: Any = None
        self.error: Exception | None = None


class Desk:
    """Claims mail, hands it out, writes down what became of it: for all connections of one sender."""

    def __init__(self, settings: Settings, clock: Clock, limits: Limits) -> None:
        self._settings, self._clock = settings, clock
        self._shift = Shift(clock, limits, resend=settings.mail_after_crash == "resend")
        self._waiting: deque[_Asked] = deque()
        self._lock, self._stopped = Lock(), Event()
        self._is_checked = False

    @property
    def done(self) -> Sent:
        """What has become of mail so far."""
        return self._shift.done

    def first(self) -> Mail | None:
        """A mail to send, or none."""
        return self._ask(lambda shift, driver: shift.handed_out(driver))

    def about_to_end(self, mail: Mail) -> bool:
        """Note that the end of a mail is about to be sent; whether it may be."""
        lease_until = self._ask(lambda shift, driver: shift.on_wire(driver, mail))
        # A sender that was asleep since would send what another has taken over.
        return lease_until is not None and self._clock() < lease_until

    def next(self, mail: Mail, verdict: Verdict) -> Mail | None:
        """Write down what became of a mail; another to send, or none."""
        return self._ask(lambda shift, driver: shift.after(driver, mail, verdict))

    def stop(self) -> None:
        """Hand out nothing more, and give back what is claimed and was not begun."""
        self._stopped.set()
        if self._shift.has_stock:
            self._ask(lambda shift, driver: shift.give_back(driver))

    def _ask(self, work: Callable[[Shift, Driver], _Answer]) -> _Answer:
        """Have something done, with whatever else is asked for meanwhile, in one transaction."""
        asked = _Asked(work)
        self._waiting.append(asked)
        with self._lock:
            # Who waited for the lock may find that another has seen to it.
            if not asked.is_done:
                self._do([self._waiting.popleft() for _ in range(len(self._waiting))])
        if asked.error is not None:
            raise asked.error
        answer: _Answer = asked.answer
        return answer

    def _do(self, all_asked: Sequence[_Asked]) -> None:
        try:
            self._committed(all_asked)
        except Exception as error:
            for one in all_asked:
                one.error = error
        finally:
            for one in all_asked:
                one.is_done = True

    def _committed(self, all_asked: Sequence[_Asked]) -> None:
        for number in range(1, _TRIES + 1):
            try:
                self._transaction(all_asked)
                return
            except DatabaseUnavailable:
                # What the server has taken should be written down: it is worth another try.
                if number == _TRIES or self._stopped.wait(_BETWEEN_TRIES_S):
                    raise

    def _transaction(self, all_asked: Sequence[_Asked]) -> None:
        shift = self._shift.again(is_over=self._stopped.is_set())
        with (transacting if self._is_checked else writing)(self._settings) as connection:
            self._is_checked = True
            driver = Driver(connection)
            shift.begin(driver)
            for one in all_asked:
                one.answer = one.work(shift, driver)
        self._shift = shift
