"""Subscribers: who asked for mail, confirmed it, put it off, ended it, or wants to be forgotten.

Who has the database manages them; each has two tokens of their own in mail, one that confirms and one that ends it.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ctcalendar.app.choosing import Choices
from ctcalendar.app.signing import make_sure, signing
from ctcalendar.db.reader import Reader, open_reader
from ctcalendar.desk import subscribers as desk
from ctcalendar.desk.outbox import Mail
from ctcalendar.desk.subscribers import CONFIRMED, PAUSED, PENDING, UNSUBSCRIBED, Subscriber
from ctcalendar.domain import codec
from ctcalendar.errors import BadInput, Refused
from ctcalendar.log.read import head
from ctcalendar.mail.periods import NEVER, next_digest
from ctcalendar.mail.recipient import are_one, local_part
from ctcalendar.mail.tokens import digest_of, read_unsubscribe
from ctcalendar.settings import Settings

if TYPE_CHECKING:
    from ctcalendar.db.driver import Driver

CONFIRM_WITHIN_US = 48 * 3_600 * 1_000_000
_TOKEN_BYTES, _ID_BYTES = 20, 8
_TOKEN = re.compile(r"[0-9a-f]{40}", re.ASCII)
_DAY = timedelta(days=1)

Letter = Callable[[Settings, Reader, Subscriber, str], Mail]
"""What asks a subscriber to confirm, with a token, as mail to be queued."""


class Unconfirmed(Refused):
    """A token confirms nothing. Whether it was used, is too old, or never was one, is not told."""

    def __init__(self) -> None:
        super().__init__(
            "that confirms nothing: it was used already, is older than 48 hours, or never was a token",
            hint="who confirmed once need not do it again; else ask for another: ctcalendar subscriber add",
        )


class Unit(NamedTuple):
    """A unit of work, and how to read what it sees."""

    driver: "Driver"
    reader: Reader


class Subscribers:
    """Those who asked for mail. `clock` gives microseconds UTC; `letter` writes what asks to confirm."""

    def __init__(self, settings: Settings, clock: Callable[[], int], *, letter: Letter | None = None) -> None:
        self._settings, self._clock, self._letter = settings, clock, letter

    def listed(self) -> list[Subscriber]:
        """All of them, by id."""
        with open_reader(self._settings.database) as reader:
            return desk.listed(reader)

    def one(self, name: str) -> Subscriber:
        """The one of that id.

        Raises:
            BadInput: there is none.
        """
        with open_reader(self._settings.database) as reader:
            return found_or_refused(desk.one(reader, name), name)

    def add(self, chosen: Choices, *, confirmed: bool = False) -> Subscriber:
        """Add a subscriber, who gets mail once the address is confirmed; at once if it is `confirmed` already.

        Who has not confirmed, or has ended it, may be added again, and chooses anew.

        Raises:
            Refused: the address is subscribed already.
        """
        with self._writing(alone=True) as unit:
            # The secret first, as wherever one is made: in the other order two writers would wait for each other.
            make_sure(self._settings, unit.driver)
            desk.add_alone(unit.driver)
            former = next(iter(_at(unit.reader, chosen.address)), None)
            if former is not None and former.state in (CONFIRMED, PAUSED):
                raise Refused(
                    f"that address is subscribed already, as {former.id}", hint="remove it first to choose anew"
                )
            added = _chosen(chosen, former.id if former else secrets.token_hex(_ID_BYTES), self._clock())
            if former is None:
                desk.add(unit.driver, added)
            return self._begun(unit, added) if confirmed else self._asked_to_confirm(unit, added)

    def confirm(self, token: str) -> Subscriber:
        """Confirm an address by the token that was mailed to it. Digests tell of what is recorded from now on.

        Raises:
            Unconfirmed: the token was used, is older than 48 hours, or never was one.
        """
        from ctcalendar.desk import confirmations

        with open_reader(self._settings.database) as reader:
            # Anybody may try tokens, and need not keep others from writing by it.
            if not _TOKEN.fullmatch(token) or not confirmations.is_kept(reader, digest_of(token)):
                raise Unconfirmed
        with self._writing() as unit:
            name = confirmations.take(unit.driver, digest_of(token), now_us=self._clock())
            found = desk.locked(unit.driver, name) if name is not None else None
            if found is None or found.state != PENDING:
                raise Unconfirmed
            return self._begun(unit, found)

    def pause(self, name: str) -> Subscriber:
        """Send nothing for the time being. The digest after it tells of all that was recorded meanwhile."""
        with self._writing() as unit:
            found = _active(unit, name)
            return _kept(unit, found._replace(state=PAUSED, next_period=None, next_due=None))

    def resume(self, name: str) -> Subscriber:
        """Send mail again, also to an address where it came back."""
        with self._writing() as unit:
            found = _active(unit, name)
            return _kept(unit, self._scheduled(unit, found._replace(state=CONFIRMED, suppressed=None, bounces=0)))

    def remove(self, name: str) -> Subscriber:
        """End a subscription, and keep that it was."""
        with self._writing() as unit:
            return _ended(unit, found_or_refused(desk.locked(unit.driver, name), name))

    def unsubscribe(self, token: str) -> bool:
        """End the subscription that a token in mail names, if it is still there; whether we ever gave out the token."""
        with open_reader(self._settings.database) as reader:
            name = read_unsubscribe(signing(self._settings, reader), token)
        if name is None:
            return False
        with self._writing() as unit:
            found = desk.locked(unit.driver, name)
            if found is not None and found.state != UNSUBSCRIBED:
                _ended(unit, found)
        return True

    def erase(self, name: str) -> int:
        """Forget a subscriber, by id or address, so that no byte of the database holds the address.

        How many there were: where nobody is left, the files are still cleaned of what an erasure that broke off left.
        """
        from ctcalendar.desk import erasing

        with self._writing() as unit:
            one = desk.one(unit.reader, name)
            # Whatever letters somebody writes it in who wants to be forgotten.
            found = desk.written_as(unit.reader, name) if "@" in name else [one] if one else []
            erasing.forget(unit.driver, [one.id for one in found])
        erasing.write_anew(self._settings.database, lock_timeout_s=self._settings.lock_timeout_s)
        return len(found)

    def _asked_to_confirm(self, unit: Unit, subscriber: Subscriber) -> Subscriber:
        from ctcalendar.desk import confirmations, outbox

        token = secrets.token_hex(_TOKEN_BYTES)
        expires_at = self._clock() + CONFIRM_WITHIN_US
        confirmations.give(unit.driver, subscriber.id, digest_of(token), expires_at=expires_at)
        kept = _kept(unit, subscriber)
        outbox.queue(unit.driver, [self._composed(unit.reader, kept, token)])
        return kept

    def _composed(self, reader: Reader, subscriber: Subscriber, token: str) -> Mail:
        if self._letter is not None:
            return self._letter(self._settings, reader, subscriber, token)
        from ctcalendar.app.letters import confirmation

        return confirmation(self._settings, reader, subscriber, token)

    def _begun(self, unit: Unit, subscriber: Subscriber) -> Subscriber:
        """The subscriber, confirmed: the first digest begins at the head of the log as it is now."""
        from ctcalendar.desk import confirmations

        confirmations.forget(unit.driver, subscriber.id)
        begun = subscriber._replace(state=CONFIRMED, position=head(unit.reader)[0])
        return _kept(unit, self._scheduled(unit, begun))

    def _scheduled(self, unit: Unit, subscriber: Subscriber) -> Subscriber:
        """The subscriber with the next digest: never one of a day of which there was one."""
        if subscriber.every == NEVER:
            return subscriber._replace(next_period=None, next_due=None)
        last = desk.last_digest(unit.driver, subscriber.id)
        following = next_digest(
            subscriber.every,
            subscriber.on_day,
            subscriber.at_time,
            subscriber.zone,
            self._clock(),
            earliest=(date.fromisoformat(last) + _DAY).isoformat() if last else None,
        )
        return subscriber._replace(next_period=following.label, next_due=following.due_at)

    @contextmanager
    def _writing(self, *, alone: bool = False) -> Iterator[Unit]:
        with open_reader(self._settings.database):
            pass  # a database that is not there is not made by looking for it
        from ctcalendar.app.upkeep import writing
        from ctcalendar.db.driver import Driver
        from ctcalendar.db.postgres import SqlalchemyReader

        with writing(self._settings) as connection:
            driver = Driver(connection)
            if not alone:
                desk.beside_others(driver)
            yield Unit(driver, SqlalchemyReader(connection))


def _chosen(chosen: Choices, name: str, now_us: int) -> Subscriber:
    return Subscriber(
        id=name,
        address=chosen.address,
        language=chosen.language,
        clearance=chosen.clearance.name,
        asked=codec.encode(chosen.asked).decode(),
        immediate=int(chosen.immediate),
        state=PENDING,
        created_at=now_us,
        zone=chosen.zone,
        every=chosen.every,
        on_day=chosen.on_day,
        at_time=chosen.at_time,
        sections=codec.encode(chosen.sections).decode(),
    )


def _at(reader: Reader, address: str) -> list[Subscriber]:
    """Those with that address, however its domain is spelled."""
    return [one for one in desk.with_local_part(reader, local_part(address)) if are_one(one.address, address)]


def _active(unit: Unit, name: str) -> Subscriber:
    found = found_or_refused(desk.locked(unit.driver, name), name)
    if found.state not in (CONFIRMED, PAUSED):
        raise Refused(f"{name} is {found.state}", hint="to begin again: ctcalendar subscriber add ADDRESS")
    return found


def _ended(unit: Unit, subscriber: Subscriber) -> Subscriber:
    from ctcalendar.desk import confirmations

    confirmations.forget(unit.driver, subscriber.id)
    return _kept(unit, subscriber._replace(state=UNSUBSCRIBED, next_period=None, next_due=None))


def _kept(unit: Unit, subscriber: Subscriber) -> Subscriber:
    desk.change(unit.driver, subscriber)
    return subscriber


def found_or_refused(subscriber: Subscriber | None, name: str) -> Subscriber:
    if subscriber is None:
        raise BadInput(f"there is no subscriber {name!r}", hint="list them: ctcalendar subscriber list")
    return subscriber
