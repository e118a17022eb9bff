"""Composing digests: what is in a subscriber's digest as of one position, and the mail that it makes."""

from ctcalendar.agenda.matters import Matter
from ctcalendar.app.agenda import matters
from ctcalendar.app.letters import Letters
from ctcalendar.db.reader import Reader
from ctcalendar.desk.outbox import Mail
from ctcalendar.desk.subscribers import Subscriber
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.mail.content import Digest, Wanted, gathered
from ctcalendar.mail.items import Items
from ctcalendar.mail.rendering import Body, rendered
from ctcalendar.settings import Settings
from ctcalendar.views.differences import Difference, differences
from ctcalendar.views.filter import Filter


class Composing:
    """Composes digests as of one position; what several subscribers share is read and rendered once."""

    def __init__(self, reader: Reader, settings: Settings, *, upto: int, now_us: int) -> None:
        self._reader, self._settings, self._now_us = reader, settings, now_us
        self.upto = upto
        self._letters = Letters(settings, reader)
        self._matters: dict[Clearance, list[Matter]] = {}
        self._changed: dict[tuple[Clearance, int], list[Difference]] = {}
        self._items: dict[Clearance, Items] = {}
        self._bodies: dict[tuple[str, int, int | None], Body | None] = {}

    def mail(self, subscriber: Subscriber, last: int | None) -> Mail | None:
        """A subscriber's digest, or None if there is nothing to say. `last` is when the last one was made."""
        after = self._after(subscriber)
        # What decides what is in it, and how it is said: who agree in all of that get the same.
        key = codec.encode(wanted_by(subscriber)).decode(), after, last
        if key not in self._bodies:
            digest = self.digest(subscriber, last)
            made = None if digest.is_empty else rendered(digest, base=self._letters.base, domain=self._letters.domain)
            self._bodies[key] = made
        body = self._bodies[key]
        if body is None:
            return None
        return self._letters.digest(subscriber, body, after=after, upto=self.upto, now_us=self._now_us)

    def digest(self, subscriber: Subscriber, last: int | None) -> Digest:
        """What is in a subscriber's digest."""
        wanted, after = wanted_by(subscriber), self._after(subscriber)
        return gathered(
            self._reader,
            wanted,
            after=after,
            upto=self.upto,
            now_us=self._now_us,
            matters=self._matters_at(wanted.clearance),
            since_us=last,
            changed=self._changed_since(wanted.clearance, after),
            items=self._items_at(wanted.clearance),
        )

    def _after(self, subscriber: Subscriber) -> int:
        return min(subscriber.position or 0, self.upto)

    def _matters_at(self, clearance: Clearance) -> list[Matter]:
        if clearance not in self._matters:
            found = matters(self._reader, clearance, days_before=self._settings.days_before, as_of=self.upto)
            self._matters[clearance] = list(found)
        return self._matters[clearance]

    def _items_at(self, clearance: Clearance) -> Items:
        if clearance not in self._items:
            self._items[clearance] = Items(self._reader, clearance, self.upto)
        return self._items[clearance]

    def _changed_since(self, clearance: Clearance, after: int) -> list[Difference]:
        if (clearance, after) not in self._changed:
            found = differences(self._reader, after, self.upto, clearance=clearance)
            self._changed[clearance, after] = list(found)
        return self._changed[clearance, after]


def wanted_by(subscriber: Subscriber) -> Wanted:
    """What a subscriber asked for, as digests are gathered."""
    return Wanted(
        asked=codec.typed(codec.decode(subscriber.asked), Filter),
        clearance=Clearance[subscriber.clearance],
        language=subscriber.language,
        zone=subscriber.zone,
        sections=tuple(codec.decode(subscriber.sections)),
    )
