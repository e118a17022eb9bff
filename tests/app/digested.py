"""Digests as subscribers get them: who is subscribed, ticks, and the mail that they leave in the outbox."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from msgspec.structs import replace

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.choosing import chosen
from ctcalendar.app.subscribing import Subscribers
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver, Row
from ctcalendar.desk import subscribers as desk
from ctcalendar.desk.outbox import Mail
from ctcalendar.desk.subscribers import CONFIRMED, Subscriber
from ctcalendar.desk.tables import DESK, KEPT
from ctcalendar.domain import codec
from ctcalendar.mail.periods import next_digest
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from mail.digests import begin, tell, visit
from views.ledger import reading

BASE = "https://calendar.example.org"
SENDER = "Diplomatic calendar <calendar@example.org>"
HOUR_US, DAY_US = 3_600_000_000, 86_400_000_000


def started(settings: Settings, clock: Clock, **other: Any) -> App:
    """A calendar with two sources to cite, whose mail is signed and has links."""
    own = {"secret": "s" * 32, "public_url": f"{BASE}/", "mail_from": SENDER, **other}
    app = App(replace(settings, **own), clock=clock)
    begin(app)
    return app


def instant(text: str) -> int:
    """An instant in ISO 8601, in microseconds since 1970 in UTC."""
    return round(datetime.fromisoformat(text).timestamp()) * 1_000_000


def spelled(now_us: int) -> str:
    """The same the other way round."""
    return datetime.fromtimestamp(now_us // 1_000_000, UTC).isoformat().replace("+00:00", "Z")


# -- subscribers ------------------------------------------------------------------------------------------------------


def subscriber(app: App, name: str = "ann", **other: Any) -> Subscriber:
    """Who has confirmed, and whose first digest begins where the log ends now; `asked` gives terms of a filter."""
    known = {"every": "daily", "on_day": None, "at_time": "07:00", "zone": "UTC", "language": "en", **other}
    first = next_digest(known["every"], known["on_day"], known["at_time"], known["zone"], app.now())
    row = {
        "id": name,
        "address": f"{name}@readers.example",
        "clearance": "PUBLIC",
        "immediate": 0,
        "state": CONFIRMED,
        "created_at": app.now(),
        "position": app.head()[0],
        "next_period": first.label,
        "next_due": first.due_at,
        **known,
        "asked": codec.encode(Filter(**known.get("asked", {}))).decode(),
        "sections": codec.encode(tuple(known.get("sections", ()))).decode(),
    }
    return Subscriber(**row)


def join(app: App, *names: str, **other: Any) -> None:
    """Subscribe some, or Ann alone."""
    rows = [subscriber(app, name, **other) for name in names or ("ann",)]
    with transacting(app.settings) as connection:
        for row in rows:
            desk.add(Driver(connection), row)


def joined(app: App, address: str = "ann@readers.example", *, confirmed: bool = True, **choices: Any) -> Subscriber:
    """Subscribe somebody as the command line does."""
    return people(app).add(chosen(address, **{"every": "daily", **choices}), confirmed=confirmed)


def people(app: App) -> Subscribers:
    """The subscribers, as the command line manages them."""
    return Subscribers(app.settings, app.now)


def one(app: App, name: str = "ann") -> Subscriber:
    """A subscriber as kept."""
    with reading(app.settings) as reader:
        found = desk.one(reader, name)
    assert found
    return found


# -- what there is to tell --------------------------------------------------------------------------------------------


def meet(app: App, *names: str, **other: Any) -> int:
    """Record visits of long ago, each titled as it is named: to be told once, and on no agenda; the last position."""
    visits = [visit(name, **{"title": {"en": f"Visit {name}", "ar": f"زيارة {name}"}, **other}) for name in names]
    return tell(app, engagements=visits)


# -- mail -------------------------------------------------------------------------------------------------------------


def mails(app: App, name: str | None = None, *, kind: str = "digest") -> list[Mail]:
    """The mail of a kind that there is, to one subscriber or to all, in order."""
    found = ask(app, f"SELECT {', '.join(Mail._fields)} FROM outbox ORDER BY created_at, period, subscriber")
    return [mail for row in found if (mail := Mail(*row)).kind == kind and name in (None, mail.subscriber)]


def letter(mail: Mail | bytes) -> EmailMessage:
    """A mail as a mail program reads it, which finds nothing wrong with it."""
    found = message_from_bytes(
        mail if isinstance(mail, bytes) else (mail.message or "").encode(), policy=policy.default
    )
    assert isinstance(found, EmailMessage)
    for part in found.walk():
        assert part.defects == []
        assert [header.defects for header in part.values()] == [()] * len(part)
    return found


def words(mail: Mail | bytes) -> str:
    """Its plain text."""
    part = letter(mail).get_body(("plain",))
    assert part
    found: str = part.get_content()
    return found.replace("\r\n", "\n")


def told(mail: Mail | bytes, names: Sequence[str]) -> list[str]:
    """Those of some visits that it tells of."""
    items = [line for line in words(mail).splitlines() if line.startswith("* ")]
    return [name for name in names if any(line.startswith(f"* Visit {name} (") for line in items)]


def ask(app: App, sql: str) -> list[Row]:
    """What a question in SQL is answered."""
    with reading(app.settings) as reader:
        return reader.rows(sql)


def everything(app: App) -> dict[str, list[Row]]:
    """Every row there is, of the log, of its views' heads, and of the desk."""
    with reading(app.settings) as reader:
        tables = [table.name for table in (*DESK, *KEPT)]
        return {name: sorted(reader.rows(f"SELECT * FROM {name}"), key=repr) for name in (*tables, "log", "view_head")}
