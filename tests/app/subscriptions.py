"""Subscribers to a calendar: added, confirmed, and asked about; the letters that ask them to confirm are kept."""

from typing import Any

from ctcalendar.app import App
from ctcalendar.app.choosing import chosen
from ctcalendar.app.subscribing import Subscribers
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver, Row
from ctcalendar.db.reader import Reader
from ctcalendar.desk.outbox import Mail, mail, queue
from ctcalendar.desk.subscribers import Subscriber
from ctcalendar.settings import Settings
from views.ledger import reading

ANNA = "anna@harbour.example"


class Letters:
    """What asks to confirm, kept as the tokens that stand in it."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def __call__(self, settings: Settings, reader: Reader, subscriber: Subscriber, token: str) -> Mail:
        """A letter with a token in it."""
        self.tokens.append(token)
        made = mail(subscriber.id, "confirmation", str(len(self.tokens)), now_us=subscriber.created_at)
        text = f"To: {subscriber.address}\n\nhttps://calendar.example/confirm/{token}\n"
        return made._replace(address=subscriber.address, message=text)


class Desk:
    """The subscribers of a calendar, and the letters written to them."""

    def __init__(self, app: App) -> None:
        self.app, self.letters = app, Letters()
        self.subscribers = Subscribers(app.settings, app.now, letter=self.letters)

    def add(self, address: str = ANNA, *, confirmed: bool = True, **choices: Any) -> Subscriber:
        """Add a subscriber."""
        return self.subscribers.add(chosen(address, **choices), confirmed=confirmed)

    def added(self, address: str = ANNA, **choices: Any) -> tuple[Subscriber, str]:
        """Add a subscriber who has yet to confirm; the subscriber, and the token that does it."""
        found = self.add(address, confirmed=False, **choices)
        return found, self.letters.tokens[-1]

    def one(self, subscriber: Subscriber) -> Subscriber:
        """A subscriber as it is now."""
        return self.subscribers.one(subscriber.id)

    def sent(self, subscriber: Subscriber, period: str, kind: str = "digest") -> Mail:
        """Mail to a subscriber that went out."""
        made = mail(subscriber.id, kind, period, now_us=self.app.now())._replace(state="sent", said="250 taken")
        self.write(
            lambda driver: queue(
                driver, [made._replace(address=subscriber.address, message="To: " + subscriber.address)]
            )
        )
        return made

    def write(self, change: Any) -> None:
        """Change what is on the desk."""
        with writing(self.app.settings) as connection:
            change(Driver(connection))

    def ask(self, sql: str) -> list[Row]:
        """What a question in SQL is answered."""
        with reading(self.app.settings) as reader:
            return reader.rows(sql)
