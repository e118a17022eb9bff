"""Mail as it goes into the outbox: a body that several may share, and what is each copy's own. Bytes are fixed here."""

from functools import cached_property

from ctcalendar.agenda.matters import Matter
from ctcalendar.app.signing import signing
from ctcalendar.db.reader import Reader
from ctcalendar.desk.calendar import domain_of
from ctcalendar.desk.outbox import CONFIRMATION, DIGEST, REMINDER, Mail, mail
from ctcalendar.desk.subscribers import Subscriber
from ctcalendar.errors import Refused
from ctcalendar.mail.message import Envelope, assembled
from ctcalendar.mail.rendering import Body, confirmation_body, reminder_body
from ctcalendar.mail.tokens import Secrets, digest_of, message_id, unsubscribe_token
from ctcalendar.settings import Settings


class Letters:
    """Writes mail for one calendar."""

    def __init__(self, settings: Settings, reader: Reader) -> None:
        self._settings, self._reader = settings, reader

    @cached_property
    def domain(self) -> str:
        """What every UID and Message-ID ends in."""
        return domain_of(self._reader)

    @cached_property
    def base(self) -> str | None:
        """Where pages can be reached, without a slash at the end."""
        return self._settings.public_url.rstrip("/") if self._settings.public_url else None

    def digest(self, subscriber: Subscriber, body: Body, *, after: int, upto: int, now_us: int) -> Mail:
        """A subscriber's copy of a digest."""
        empty = mail(subscriber.id, DIGEST, subscriber.next_period or "", now_us=now_us)
        return self._written(subscriber, body, empty._replace(after_position=after, upto_position=upto))

    def reminder(self, subscriber: Subscriber, name: str, matter: Matter, *, now_us: int) -> Mail:
        """A reminder, by its id, of a matter."""
        body = reminder_body(matter, language=subscriber.language, zone=subscriber.zone, now_us=now_us, base=self.base)
        return self._written(subscriber, body, mail(subscriber.id, REMINDER, name, now_us=now_us))

    def confirmation(self, subscriber: Subscriber, token: str) -> Mail:
        """What asks a subscriber to confirm.

        Raises:
            Refused: nobody knows where pages can be reached, so the mail could lead nowhere.
        """
        if self.base is None:
            raise Refused(
                "nobody could confirm: it is not known where pages can be reached",
                hint="set PUBLIC_URL, or add --confirmed if you know that the address is theirs",
            )
        body = confirmation_body(self._link("confirm", token, subscriber), language=subscriber.language)
        empty = mail(subscriber.id, CONFIRMATION, digest_of(token)[:12], now_us=subscriber.created_at)
        return self._written(subscriber, body, empty, unsubscribes=False)

    def _written(self, subscriber: Subscriber, body: Body, empty: Mail, *, unsubscribes: bool = True) -> Mail:
        identity = message_id(self._secrets, empty.id, self.domain)
        token = unsubscribe_token(self._secrets, subscriber.id)
        envelope = Envelope(
            to=subscriber.address,
            sender=self._settings.mail_from or f"calendar@{self.domain}",
            message_id=identity,
            date_us=empty.created_at,
            language=subscriber.language,
            list_id=f"digest.{self.domain}",
            unsubscribe_url=self._link("unsubscribe", token, subscriber) if self.base and unsubscribes else None,
        )
        text = assembled(body, envelope).decode("ascii")
        return empty._replace(address=subscriber.address, message_id=identity, message=text)

    def _link(self, page: str, token: str, subscriber: Subscriber) -> str:
        return f"{self.base}/{page}/{token}" + ("?lang=ar" if subscriber.language == "ar" else "")

    @cached_property
    def _secrets(self) -> Secrets:
        found = signing(self._settings, self._reader)
        if not found:
            raise Refused("there is no secret to sign mail with yet", hint="the next tick makes one: ctcalendar tick")
        return found


def confirmation(settings: Settings, reader: Reader, subscriber: Subscriber, token: str) -> Mail:
    """What asks a subscriber to confirm, as mail to be queued."""
    return Letters(settings, reader).confirmation(subscriber, token)
