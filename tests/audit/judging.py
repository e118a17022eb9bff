"""A judge of small records, and builders of what is in them: each test says only what it is about."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from ctcalendar.app import App
from ctcalendar.audit.finding import Finding
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings

TODAY = "2026-11-22"

Plain = dict[str, Any]

NOTE: Plain = {
    "id": "note",
    "kind": "media-note",
    "title": {"en": "Note"},
    "published": {"edtf": "2020-01-01"},
    "languages": ["en"],
}
"""The source of everything that names no other."""


class Judge:
    """Records dossiers into a calendar whose clock stands at noon of a day, and says what the audit finds."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._numbers = count()

    def app(self, today: str = TODAY) -> App:
        """The calendar on a day."""
        noon = datetime.fromisoformat(f"{today}T12:00:00").replace(tzinfo=UTC)
        return App(self.settings, clock=lambda: int(noon.timestamp()) * 1_000_000 + next(self._numbers))

    def tell(self, **sections: list[Plain]) -> None:
        """Record a dossier of these sections."""
        self.app("2025-01-01").record([(f"{next(self._numbers)}.json", codec.encode(sections))])

    def record(self, **sections: list[Plain]) -> None:
        """The same, with the note from which everything is."""
        self.tell(**{**sections, "sources": [NOTE, *sections.get("sources", [])]})

    def findings(
        self,
        *codes: str,
        today: str = TODAY,
        clearance: Clearance = Clearance.CONFIDENTIAL,
        language: str = "en",
        as_of: str | None = None,
    ) -> list[Finding]:
        """What the audit finds on a day, by the rules of those codes, if any are named."""
        return self.app(today).audit(clearance=clearance, codes=codes, language=language, as_of=as_of)

    def finds(self, *codes: str, **how: Any) -> list[tuple[str, str]]:
        """The same in short: how grave, and of what."""
        return [(found.severity, found.subject) for found in self.findings(*codes, **how)]


def cited(*supports: str, source: str = "note", quote: str | None = None, language: str = "en") -> Plain:
    """A citation that proves some fields; of the whole item, if none is named."""
    return {
        "source": source,
        **({"quote": quote, "language": language} if quote else {}),
        **({"supports": list(supports)} if supports else {}),
    }


def engagement(name: str, day: str | Mapping[str, Any] | None = "2020-05-04", **more: Any) -> Plain:
    """A meeting of Qatar and the United States that was held in Doha; None in `more` leaves a field out."""
    when = {"edtf": day} if isinstance(day, str) else day
    plain: Plain = {
        "id": name,
        "kind": "meeting",
        "status": "held",
        "title": {"en": f"The one called {name}"},
        "when": when,
        "places": [{"name": {"en": "Doha"}, "country": "QA"}],
        "parties": ["QA", "US"],
        "citations": [cited("when") if when else cited()],
        **more,
    }
    return {field: value for field, value in plain.items() if value is not None}


def person(name: str, en: str | None = None, ar: str | None = None, *aliases: str, **more: Any) -> Plain:
    """A person with our labels, and spellings that the note attests."""
    names = {language: label for language, label in (("en", en), ("ar", ar)) if label}
    listed = [{"text": alias, "language": "en", "citations": [cited()]} for alias in aliases]
    return {"id": name, "names": names, "aliases": listed, "citations": [cited("names")], **more}


def office(name: str, who: str, title: str, since: str | None = None, until: str | None = None, **more: Any) -> Plain:
    """An office of the United States."""
    bounds = {bound: day for bound, day in (("from", since), ("to", until)) if day}
    return {
        "id": name,
        "person": who,
        "party": "US",
        "title": {"en": title},
        **bounds,
        "citations": [cited("title.en", *bounds)],
        **more,
    }


def series(name: str = "talks", **more: Any) -> Plain:
    """A series of dialogues."""
    return {"id": name, "names": {"en": "Talks"}, "parties": ["QA", "US"], "citations": [cited()], **more}


def talks(number: int | None, day: str | None, **more: Any) -> Plain:
    """A meeting of the series, by its number."""
    place = {"id": "talks", "ordinal": number} if number else {"id": "talks"}
    name = f"talks-{number}" if number else "talks-unnumbered"
    return engagement(more.pop("name", name), day, kind="dialogue", series=place, **more)


def commitment(name: str = "accounts", **more: Any) -> Plain:
    """Something undertaken at an engagement."""
    return {
        "id": name,
        "engagement": "talks-1",
        "form": "activity",
        "parties": ["QA"],
        "text": {"en": "Publish the accounts"},
        "citations": [cited()],
        **more,
    }
