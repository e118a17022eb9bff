"""Small records of our own that digests tell of, and what stands in a digest."""

from datetime import date, time
from typing import Any

import msgspec

from ctcalendar.agenda.localtime import instant_of
from ctcalendar.app import App
from ctcalendar.app.agenda import matters
from ctcalendar.domain.clearance import Clearance
from ctcalendar.mail.content import Digest, Wanted, gathered
from ctcalendar.mail.items import Items
from ctcalendar.mail.message import Envelope
from ctcalendar.mail.rendering import Body, rendered
from ctcalendar.mail.telling import Item
from ctcalendar.views.filter import Filter
from views.ledger import reading

PUBLIC, PRIVATE, FULL = Clearance.PUBLIC, Clearance.PRIVATE, Clearance.CONFIDENTIAL
BASE, DOMAIN, URL = (
    "https://calendar.example.org",
    "calendar.example.org",
    "https://calendar.example.org/unsubscribe/1.a=b&c",
)
TODAY = "2026-01-10"
NOTE = [{"source": "note"}]
CITED = [
    {"source": "note", "language": "en", "quote": "met in the harbour office"},
    {"source": "note", "language": "ar", "quote": "التقيا في مكتب الميناء"},
]


def tell(app: App, **sections: Any) -> int:
    """Record a dossier of those sections; the position it ends at."""
    app.record([("told.json", msgspec.json.encode(sections))])
    return app.head()[0]


def begin(app: App) -> int:
    """Record two sources; the position they end at."""
    note = {
        "id": "note",
        "kind": "media-note",
        "title": {"en": "Harbour note", "ar": "مذكرة الميناء"},
        "published": {"edtf": "2025-03-02"},
        "languages": ["en", "ar"],
        "url": "https://source.example/note",
    }
    wire = {"id": "wire", "kind": "news-article", "title": {"en": "The wire", "ar": "البرقية"}, "languages": ["en"]}
    return tell(app, sources=[note, wire])


def visit(name: str = "visit", **other: Any) -> dict[str, Any]:
    """A visit to Doha on 1 March 2025."""
    return {
        "id": name,
        "kind": "visit",
        "status": "held",
        "title": {"en": "Visit of the harbour master", "ar": "زيارة مدير الميناء"},
        "when": {"edtf": "2025-03-01"},
        "places": [{"name": {"en": "Doha", "ar": "الدوحة"}, "country": "QA"}],
        "parties": ["QA", "FR"],
        "citations": CITED,
        **other,
    }


def announced(day: str, name: str = "next", **other: Any) -> dict[str, Any]:
    """A meeting that is to be held that day."""
    title = {"en": "Meeting on berths", "ar": "اجتماع بشأن الأرصفة"}
    return visit(name, **{"kind": "meeting", "status": "scheduled", "title": title, "when": {"edtf": day}, **other})


def series(name: str = "talks", **other: Any) -> dict[str, Any]:
    """Talks every year, from January 2025."""
    cadence = {"every": "1 year", "kind": "anchored", "anchor": "2025-01-05", "basis": "stated", "citations": NOTE}
    names = {"en": "Talks on ports", "ar": "محادثات الموانئ"}
    return {"id": name, "names": names, "parties": ["QA", "FR"], "cadence": cadence, "citations": CITED, **other}


def commitment(name: str = "open-port", *, by: str = "2025-06-30", **other: Any) -> dict[str, Any]:
    """What was undertaken at the visit: to open the port by some day."""
    return {
        "id": name,
        "engagement": "visit",
        "form": "activity",
        "parties": ["QA"],
        "text": {"en": "Open the new port", "ar": "فتح الميناء الجديد"},
        "deadlines": [{"id": "then", "complete_by": by, "citations": NOTE}],
        "citations": CITED,
        **other,
    }


def instrument(name: str = "accord", **other: Any) -> dict[str, Any]:
    """An accord on ports."""
    title = {"en": "Accord on ports", "ar": "اتفاق الموانئ"}
    return {"id": name, "kind": "agreement", "title": title, "parties": ["QA", "FR"], "citations": CITED, **other}


def amended(subject: str, reason: Any = "a slip", **values: Any) -> list[dict[str, Any]]:
    """A section with other values for fields of an item."""
    cites = [{"source": "wire", "language": "en", "quote": "it was the second of March"}]
    return [{"subject": subject, "values": values, "cause": "correction", "reason": reason, "citations": cites}]


def said(subject: str, **other: Any) -> list[dict[str, Any]]:
    """A section with one thing said of an item, because of a storm."""
    return [{"subject": subject, "reason": {"en": "a storm", "ar": "عاصفة"}, "citations": NOTE, **other}]


def disputed(subject: str = "visit") -> list[dict[str, Any]]:
    """A dispute on the day of an engagement."""
    values = [{"value": {"edtf": "2025-03-04"}, "citations": [{"source": "wire"}]}]
    reason = {"en": "the wire has another day", "ar": "في البرقية يوم آخر"}
    return [{"id": f"{subject}-day", "subject": subject, "field": "when", "values": values, "reason": reason}]


def noon(day: str, zone: str = "UTC") -> int:
    """Noon of a day in a zone, in microseconds since 1970 in UTC."""
    found = instant_of(date.fromisoformat(day), time(12), zone)
    assert found is not None
    return found


def digest(
    app: App,
    *,
    after: int = 0,
    upto: int | None = None,
    today: str = TODAY,
    since: str | None = None,
    asked: dict[str, Any] | None = None,
    items: Items | None = None,
    **wanted: Any,
) -> Digest:
    """The digest of a window of the record, as it is made on a day."""
    asks = Wanted(asked=Filter(**(asked or {})), **wanted)
    end, now_us = app.head()[0] if upto is None else upto, noon(today)
    since_us = noon(since) if since else None
    with reading(app.settings) as reader:
        near = [*matters(reader, asks.clearance, as_of=end)]
        return gathered(
            reader, asks, after=after, upto=end, now_us=now_us, matters=near, since_us=since_us, items=items
        )


def told(found: Digest) -> dict[str, list[str]]:
    """The ids in a digest, by section."""
    return {section.name: [item.id for item in section.items] for section in found.sections}


def item(found: Digest, name: str, section: str | None = None) -> Item:
    """The item of that id."""
    items = [one for part in found.sections if section in (None, part.name) for one in part.items]
    return next(one for one in items if one.id == name)


def lines(found: Digest, name: str, section: str | None = None) -> dict[str, str]:
    """What is said of an item, by the name of the line."""
    return dict(item(found, name, section).lines)


def quotes(found: Digest, name: str) -> list[tuple[str, str]]:
    """The words quoted behind an item, each with its source."""
    return [(quote.text, one.source) for one in item(found, name).quotes for quote in one.quotes]


def body(found: Digest, base: str | None = BASE) -> Body:
    """The same as the body of a mail."""
    return rendered(found, base=base, domain=DOMAIN)


def envelope(**other: Any) -> Envelope:
    """A copy for Ann."""
    own = {
        "to": "ann@example.org",
        "sender": "Diplomatic calendar <calendar@example.org>",
        "message_id": "<0123456789abcdef@calendar.example.org>",
        "date_us": noon(TODAY),
        "language": "en",
        "list_id": "digest.calendar.example.org",
        "unsubscribe_url": URL,
    }
    return Envelope(**{**own, **other})
