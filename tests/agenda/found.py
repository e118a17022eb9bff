"""What the views say of meetings and promises, filled in: a test states only what it is about."""

from typing import Any

from ctcalendar.domain import edtf
from ctcalendar.domain.values import Cadence
from ctcalendar.views.entry import Entry, Place, SeriesPlace, When, Words
from ctcalendar.views.promises import Deadline, ExpectedMeeting

TALKS = Words("Talks on ports", "محادثات الموانئ")
PORT = Words("Open the port", "فتح الميناء")
_AT = "2025-01-01T00:00:00.000000Z"
_CARD: dict[str, Any] = {
    "parties": ["QA", "FR"],
    "labels": {},
    "citations": [],
    "classification": "PUBLIC",
    "revision": 1,
    "recorded_at": _AT,
    "changed_at": _AT,
}


def expected(on: str = "2025-03-10", window: tuple[str, str] | None = None, **other: Any) -> ExpectedMeeting:
    """The next meeting of yearly talks; `cadence` gives fields of that."""
    earliest, latest = window or ("2024-12-16", "2025-06-02")
    cadence = Cadence(**{"every": "1 year", "basis": "stated", **other.pop("cadence", {})})
    known = {"series": "talks", "names": TALKS, "number": 5, "mandate": None, **_CARD}
    return ExpectedMeeting(on=on, earliest=earliest, latest=latest, cadence=cadence, **{**known, **other})


def deadline(by: str = "2025-06-30", **other: Any) -> Deadline:
    """A day by which Qatar is to open the port."""
    known: dict[str, Any] = {
        "commitment": "open-port",
        "id": "by-then",
        "text": PORT,
        "said": None,
        "which": "complete",
        "instrument": Words("Accord", "الاتفاق"),
        "bound_at": None,
        "bound_at_title": None,
        "status": None,
        "disputed": [],
        **_CARD,
    }
    return Deadline(by=by, **{**known, **other})


def when(text: str | None, **other: Any) -> When:
    """A day in EDTF; None with bounds of its own."""
    span = edtf.parse(text) if text else None
    known: dict[str, Any] = dict.fromkeys(When.__struct_fields__) | {"edtf": text, "basis": "stated"}
    known |= {"uncertain": bool(span and span.uncertain)}
    if span:
        known |= {"earliest": _day(span.earliest), "latest": _day(span.latest), "precision": span.precision}
    return When(**{**known, **other})


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def announced(day: When | str | None = "2025-06-30", **other: Any) -> Entry:
    """Talks that were announced."""
    lists = "places parts disputed says participants delegations agencies instruments agreements topics claims disputes"
    known: dict[str, Any] = dict.fromkeys(Entry.__struct_fields__) | {name: [] for name in lists.split()} | _CARD
    known |= {"id": "talks-2025", "kind": "dialogue", "status": "scheduled", "title": TALKS, "history": []}
    known |= {"when": when(day) if isinstance(day, str) else day}
    return Entry(**{**known, **other})


def in_series(ordinal: int | None = None) -> SeriesPlace:
    """A place in the talks."""
    return SeriesPlace("talks", ordinal, TALKS)


def place(country: str | None) -> Place:
    """Somewhere in a country."""
    return Place(None, country, None)
