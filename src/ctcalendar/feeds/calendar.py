"""Entries to iCalendar bytes (RFC 5545, RFC 7986).

A feed is a function of visible history, filter, language and this code: nothing asks what day it is. So the same
history gives the same bytes, and a subscriber downloads nothing until something was recorded.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vText

from ctcalendar.feeds.catalogue import FEEDS
from ctcalendar.feeds.words import (
    Labels,
    basis,
    clauses,
    day_in_words,
    days,
    days_of,
    dispute_in_words,
    join,
    listed,
    party_name,
    word,
)
from ctcalendar.views.entry import Assertion, Citation, Entry, Participant, Place, Span

_PRODID = {"en": "-//ctcalendar//Diplomatic calendar//EN", "ar": "-//ctcalendar//Diplomatic calendar//AR"}
REFRESH = "PT6H"


def render(entries: Iterable[Entry], *, name: str, language: str, domain: str) -> bytes:
    """A whole calendar. What has no day cannot stand in a calendar and is left out."""
    calendar = Calendar()
    calendar.add("prodid", _PRODID[language])
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    _add_titles(calendar, FEEDS[name].titles[language] if name in FEEDS else name, language)
    components = [(entry, component) for entry in entries if (component := _component(entry, language, domain))]
    for zone in sorted({entry.when.zone for entry, _ in components if entry.when and entry.when.zone}):
        calendar.add_component(Timezone.from_tzid(zone))
    for _, component in components:
        calendar.add_component(component)
    rendered: bytes = calendar.to_ical()
    return rendered


def _add_titles(calendar: Calendar, title: str, language: str) -> None:
    calendar.add("name", vText(title, params={"LANGUAGE": language}))
    calendar.add("x-wr-calname", title)
    calendar.add("refresh-interval", timedelta(hours=6))
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    calendar.add("x-published-ttl", REFRESH)


def _component(entry: Entry, language: str, domain: str) -> Event | None:
    """One engagement as a VEVENT, or None when it has no day."""
    bounds = _bounds(entry)
    if bounds is None or entry.status == "retracted":
        return None
    event = Event()
    event.add("uid", f"{entry.id}@{domain}")
    changed = datetime.fromisoformat(entry.changed_at)
    event.add("dtstamp", changed)
    event.add("created", datetime.fromisoformat(entry.recorded_at))
    event.add("last-modified", changed)
    event.add("sequence", entry.revision - 1)
    event.add("dtstart", bounds[0])
    if bounds[1] is not None:
        event.add("dtend", bounds[1])
    event.add("summary", vText(_summary(entry, language), params={"LANGUAGE": language}))
    event.add("description", vText(_description(entry, language), params={"LANGUAGE": language}))
    if entry.places:
        event.add("location", vText(" · ".join(place_name(place, language) for place in entry.places)))
    event.add("categories", [entry.kind.upper()])
    event.add("class", entry.classification)
    event.add("status", _STATUS[entry.status])
    event.add("transp", "TRANSPARENT")
    return event


_STATUS = {"held": "CONFIRMED", "scheduled": "TENTATIVE", "cancelled": "CANCELLED"}


def _bounds(entry: Entry) -> tuple[date | datetime, date | datetime | None] | None:
    """DTSTART and exclusive DTEND. Days that are not known to the day stand on the whole span they may mean."""
    when, span = entry.when, entry.dated_by_parts
    if when is None and span is not None and span.earliest and span.latest and not _is_vague(span):
        return _whole_days(span.earliest, span.latest)
    if when is None or when.earliest is None or when.latest is None:
        return None
    if when.starts_at is not None:
        start = datetime.fromisoformat(when.starts_at)
        return (start.replace(tzinfo=ZoneInfo(when.zone)) if when.zone else start), None
    if when.edtf is not None and when.precision not in ("day", "month"):
        return None
    days_it_may_be = date.fromisoformat(when.latest) - date.fromisoformat(when.earliest)
    if when.edtf is None and days_it_may_be > _A_MONTH:
        return None
    return _whole_days(when.earliest, when.latest)


_A_MONTH = timedelta(days=31)
"""One day in a wider span would fill the calendar and say nothing of a day."""


def _is_vague(span: Span) -> bool:
    """Whether the days of the parts are so uncertain that they would fill more than a month."""
    days = date.fromisoformat(span.latest or "") - date.fromisoformat(span.earliest or "")
    return span.uncertain and days > timedelta(days=31)


def _whole_days(first: str, last: str) -> tuple[date, date | None]:
    """Whole days, the end exclusive; the calendar itself ends one day too soon for that."""
    end = date.fromisoformat(last)
    return date.fromisoformat(first), end + timedelta(days=1) if end < date.max else None


def _summary(entry: Entry, language: str) -> str:
    title = entry.title.in_language(language)
    if entry.status == "cancelled":
        title = f"{word('cancelled', language)}: {title}"
    marks = [_mark(entry, language), word("disputed", language) if entry.disputed else ""]
    marked = listed(marks, language)
    return f"{title} ({marked})" if marked else title


def _mark(entry: Entry, language: str) -> str:
    """What a title says of a day that is not one certain day, or nothing."""
    when, span = entry.when, entry.dated_by_parts
    if when is None:
        return word("uncertain", language) if span and span.uncertain else ""
    if when.uncertain:
        return word("uncertain", language)
    return days(when, language) if when.precision != "day" else ""


def _description(entry: Entry, language: str) -> str:
    """What a subscriber can read in any program: who, where, on whose word. Plain text, one thing a line."""
    other = entry.title.en if language == "ar" else entry.title.ar
    lines = [line for line in (other, *_facts(entry, language)) if line]
    said = [f"- {text.text.in_language(language)} ({_by(text, entry.labels, language)})" for text in entry.says]
    lines += [f"{word('says', language)}:", *said] if said else []
    evidence = [f"- {line}" for citation in entry.citations if (line := sentence(citation, language))]
    lines += [f"{word('evidence', language)}:", *dict.fromkeys(evidence)] if evidence else []
    return "\n".join(lines)


def _facts(entry: Entry, language: str) -> list[str]:
    when = clauses((days_of(entry, language), basis(entry.when, language)), language)
    participants = [f"- {person}" for one in entry.participants if (person := participant(one, entry, language))]
    lines = [
        f"{word('when', language)}: {when}",
        f"{word('where', language)}: {listed((place_name(place, language) for place in entry.places), language)}"
        if entry.places
        else "",
        f"{word('parties', language)}: {party_names(entry, language)}",
        f"{word('status', language)}: {word(entry.status, language)}",
        _reason(entry, language),
        f"{word('occasion', language)}: {entry.occasion.in_language(language)}" if entry.occasion else "",
        f"{word('series', language)}: {_series(entry, language)}" if entry.series else "",
        f"{word('part-of', language)}: {entry.whole.in_language(language)}" if entry.whole else "",
    ]
    lines += [f"{word('in-dispute', language)}: {text}" for text in disputes(entry, language)]
    lines += [f"{word('participants', language)}:", *participants] if participants else []
    lines += [
        f"- {party_name(one.party, language, entry.labels)}: {word('delegation', language).format(size=one.size)}"
        for one in entry.delegations
    ]
    return lines


def disputes(entry: Entry, language: str) -> list[str]:
    """What is in open dispute, in words."""
    return [dispute_in_words(found, entry.labels, language) for found in entry.disputes if found.state == "open"]


def _reason(entry: Entry, language: str) -> str:
    """Why it was called off, where it was."""
    called_off = [fact for fact in entry.history if fact.type == "engagement.cancelled"]
    if entry.status != "cancelled" or not called_off:
        return ""
    why = join(called_off[-1].why, language)
    return f"{word('reason', language)}: {why}" if why else ""


def _series(entry: Entry, language: str) -> str:
    assert entry.series is not None
    number = f" ({entry.series.ordinal})" if entry.series.ordinal else ""
    return f"{entry.series.names.in_language(language)}{number}"


def _by(said: Assertion, labels: Labels, language: str) -> str:
    who = word("document", language) if said.by == "document" else party_name(said.by, language, labels)
    return join(said.label, language) or who


def party_names(entry: Entry, language: str) -> str:
    """The sides, in words."""
    return listed((party_name(party, language, entry.labels) for party in entry.parties), language)


def participant(person: Participant, entry: Entry, language: str) -> str:
    """Somebody at the table, in words: name, title, side and role."""
    name = join(person.label, language) or join(person.name, language) or join(person.title, language)
    title = join(person.title, language) if name != join(person.title, language) else ""
    sent_by = party_name(person.organisation, language, entry.labels) if person.organisation else ""
    side = listed((party_name(person.party, language, entry.labels), word(person.role, language)), language)
    return f"{listed((name or sent_by, title), language)} ({side})"


def place_name(place: Place, language: str) -> str:
    """A place in words: its name, or else its country."""
    return join(place.name, language) or (party_name(place.country, language) if place.country else "")


def sentence(citation: Citation, language: str) -> str:
    """The words of a source that say so, and which source it is."""
    source = source_name(citation, language)
    return f"“{citation.quote}” ({source})" if citation.quote else source


def source_name(citation: Citation, language: str) -> str:
    """A source in words: its title, when it was published, and whether it was retracted."""
    published = day_in_words(citation.published, language) if citation.published else ""
    retracted = word("retracted", language) if citation.retracted else ""
    return listed((join(citation.title, language) or citation.source, published, retracted), language)
