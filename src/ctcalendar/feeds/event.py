"""An engagement as a VEVENT (RFC 5545 section 3.6.1), with what RFC 7986, 9073 and 9253 add."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from ctcalendar.feeds.lines import Component, Property, text
from ctcalendar.feeds.style import Style
from ctcalendar.feeds.telling import description, participant, place_name
from ctcalendar.feeds.words import days, join, listed, number_of_meeting, party_name, word
from ctcalendar.views.entry import Citation, Entry, Place, Span

COLORS = {
    "signing": "darkgoldenrod",
    "visit": "seagreen",
    "dialogue": "steelblue",
    "meeting": "slateblue",
    "statement": "gray",
    "deadline": "firebrick",
}
"""The colour of each kind of entry, as CSS names it (RFC 7986 section 5.9)."""


def event(entry: Entry, style: Style) -> Component | None:
    """One engagement, or None where it has no place in a calendar: no day, retracted, or called off and not wanted."""
    bounds = None if entry.status == "retracted" else bounds_of(entry)
    if bounds is None or (entry.status == "cancelled" and style.cancelled == "drop"):
        return None
    people = [participant(one, entry, style.language) for one in entry.participants]
    return Component("VEVENT", list(_properties(entry, bounds, people, style)), list(_parts(entry, people, style)))


def _properties(entry: Entry, bounds: "Bounds", people: Sequence[str], style: Style) -> Iterator[Property]:
    yield Property("UID", style.uid(entry.id))
    yield from revised(entry.recorded_at, entry.changed_at, entry.revision)
    yield from bounds.properties()
    language = ("LANGUAGE", style.language)
    yield text("SUMMARY", _summary(entry, style), ("LANGUAGE", entry.title.language_of(style.language)))
    yield text("DESCRIPTION", description(entry, people, style.language), language)
    if entry.places:
        places = " · ".join(place_name(place, style.language) for place in entry.places)
        yield text("LOCATION", places, language)
    yield text("CATEGORIES", entry.kind.upper())
    yield Property("COLOR", COLORS[entry.kind])
    yield Property("CLASS", entry.classification)
    yield Property("STATUS", _status(entry, style))
    yield Property("TRANSP", "TRANSPARENT")
    if page := style.page(f"engagements/{entry.id}"):
        yield Property("URL", page)
        yield Property("LINK", page, (("LINKREL", "alternate"), ("FMTTYPE", "text/html"), ("VALUE", "URI")))
    yield from _related(entry, style)
    yield from links(entry.citations, style)


def revised(recorded_at: str, changed_at: str, revision: int) -> Iterator[Property]:
    """When an entry was recorded and last changed, and how often.

    DTSTAMP is the moment of the last fact, not of this export: without METHOD it means the last revision (RFC 5545
    section 3.8.7.2), and a program that sees it move takes the entry for changed.
    """
    changed = _instant(changed_at)
    yield Property("DTSTAMP", changed)
    yield Property("CREATED", _instant(recorded_at))
    yield Property("LAST-MODIFIED", changed)
    yield Property("SEQUENCE", str(revision - 1))


def _instant(text: str) -> str:
    """An instant of the record (2026-11-01T09:00:00.000000Z) as iCalendar spells one, to the second."""
    return f"{text[0:4]}{text[5:7]}{text[8:13]}{text[14:16]}{text[17:19]}Z"


def links(citations: list[Citation], style: Style) -> Iterator[Property]:
    """The sources that can be read somewhere, each once (RFC 9253 section 8.2)."""
    found = {one.url: join(one.title, style.language) or one.source for one in citations if one.url}
    for url, label in found.items():
        # Recorded as people write it; an address in a calendar is ASCII (RFC 3986).
        yield Property(
            "LINK", quote(url, safe="%/:?#[]@!$&'()*+,;=~"), (("LINKREL", "SOURCE"), ("LABEL", label), ("VALUE", "URI"))
        )


def _related(entry: Entry, style: Style) -> Iterator[Property]:
    """What the entry belongs to: its whole, its series and the signings of the instruments it concerns.

    A series is no entry of its own; REFID gathers its meetings (RFC 9253 section 8.3), and so does RELATED-TO in
    programs that know no REFID.
    """
    if entry.part_of:
        yield Property("RELATED-TO", style.uid(entry.part_of), (("RELTYPE", "PARENT"),))
    if entry.series:
        yield Property("RELATED-TO", style.uid(f"series.{entry.series.id}"), (("RELTYPE", "PARENT"),))
        yield text("REFID", f"series.{entry.series.id}")
    signed_at = dict.fromkeys(one.signed_at for one in entry.agreements if one.signed_at)
    for signing in signed_at:
        if signing not in (entry.id, entry.part_of):
            yield Property("RELATED-TO", style.uid(signing), (("RELTYPE", "SIBLING"),))
    yield from (text("REFID", f"instrument.{one.id}") for one in entry.agreements)


def _status(entry: Entry, style: Style) -> str:
    if entry.status == "cancelled" and style.cancelled == "title":
        return "CONFIRMED"
    return {"held": "CONFIRMED", "scheduled": "TENTATIVE", "cancelled": "CANCELLED"}[entry.status]


# -- when -------------------------------------------------------------------------------------------------------------


class Bounds(NamedTuple):
    """DTSTART and exclusive DTEND; `zone` where the start is a time on somebody's clock."""

    start: date | datetime
    end: date | None = None
    zone: str | None = None

    def properties(self) -> Iterator[Property]:
        """As properties."""
        if isinstance(self.start, datetime):
            zone = (("TZID", self.zone),) if self.zone else ()
            yield Property("DTSTART", f"{self.start:%Y%m%dT%H%M%S}".rjust(15, "0"), zone)
        else:
            yield Property("DTSTART", _day(self.start), _DATE)
        if self.end is not None:
            yield Property("DTEND", _day(self.end), _DATE)


_DATE = (("VALUE", "DATE"),)


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def bounds_of(entry: Entry) -> Bounds | None:
    """The days of an entry, or None. Days not known to the day stand on the whole span they may mean."""
    when, span = entry.when, entry.dated_by_parts
    if when is None and span is not None and span.earliest and span.latest and not _is_vague(span):
        return whole_days(span.earliest, span.latest)
    if when is None or when.earliest is None or when.latest is None:
        return None
    if when.starts_at is not None:
        return Bounds(datetime.fromisoformat(when.starts_at), zone=when.zone)
    if when.edtf is not None and when.precision not in ("day", "month"):
        return None
    days_it_may_be = date.fromisoformat(when.latest) - date.fromisoformat(when.earliest)
    if when.edtf is None and days_it_may_be > _A_MONTH:
        return None
    return whole_days(when.earliest, when.latest)


_A_MONTH = timedelta(days=31)
"""One day in a wider span would fill the calendar and say nothing of a day."""


def _is_vague(span: Span) -> bool:
    """Whether the days of the parts are so uncertain that they would fill more than a month."""
    return span.uncertain and date.fromisoformat(span.latest or "") - date.fromisoformat(span.earliest or "") > _A_MONTH


def whole_days(first: str, last: str) -> Bounds:
    """Whole days, the end exclusive; the calendar itself ends one day too soon for that."""
    end = date.fromisoformat(last)
    return Bounds(date.fromisoformat(first), end + timedelta(days=1) if end < date.max else None)


# -- what it is called ------------------------------------------------------------------------------------------------


def _summary(entry: Entry, style: Style) -> str:
    language = style.language
    title = entry.title.in_language(language) or word("untitled", language)
    number = entry.series.ordinal if entry.series else None
    marks = (
        number_of_meeting(number, title, language) if number else "",
        _mark(entry, language),
        word("disputed", language) if entry.disputed else "",
    )
    marked = listed(marks, language)
    told = f"{title} ({marked})" if marked else title
    # Said in the title too: few programs strike out what is cancelled.
    return f"{word('cancelled', language).capitalize()}: {told}" if entry.status == "cancelled" else told


def _mark(entry: Entry, language: str) -> str:
    """What a title says of a day that is not one certain day, or nothing."""
    when, span = entry.when, entry.dated_by_parts
    if when is None:
        return word("uncertain", language) if span and span.uncertain else ""
    if when.uncertain:
        return word("uncertain", language)
    return days(when, language) if when.precision != "day" else ""


# -- for machines: who and where (RFC 9073) --------------------------------------------------------------------------


def _parts(entry: Entry, people: Sequence[str], style: Style) -> Iterator[Component]:
    for number, (person, said) in enumerate(zip(entry.participants, people, strict=True), 1):
        yield _participant(person.role, said, style.uid(f"{entry.id}.participant-{number}"), style)
    for number, place in enumerate(entry.places, 1):
        yield _place(place, style.uid(f"{entry.id}.place-{number}"), style)
    if entry.status == "scheduled":
        yield from alarms(_summary(entry, style), style)


def _participant(role: str, said: str, uid: str, style: Style) -> Component:
    kind = "SPEAKER" if role == "speaker" else "ACTIVE"
    properties = [
        Property("UID", uid),
        Property("PARTICIPANT-TYPE", kind),
        text("SUMMARY", said, ("LANGUAGE", style.language)),
        text("CATEGORIES", role.upper()),
    ]
    return Component("PARTICIPANT", properties)


def _place(place: Place, uid: str, style: Style) -> Component:
    properties = [Property("UID", uid), text("NAME", place_name(place, style.language), ("LANGUAGE", style.language))]
    if place.country and place.name:
        properties.append(text("DESCRIPTION", party_name(place.country, style.language)))
    return Component("VLOCATION", properties)


def alarms(said: str, style: Style, *, of_task: bool = False) -> Iterator[Component]:
    """A reminder at each of the times before that the feed asks for; a task has no start to count them from."""
    related = (("RELATED", "END"),) if of_task else ()
    for before in style.alarms:
        trigger = Property("TRIGGER", f"-{before}", related)
        yield Component("VALARM", [Property("ACTION", "DISPLAY"), text("DESCRIPTION", said), trigger])
