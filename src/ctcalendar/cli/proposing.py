"""What is pointed out when a date is proposed: a weekend or a public holiday of the host. It is never refused."""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from ctcalendar.cli.door import Door
from ctcalendar.domain import edtf
from ctcalendar.domain.facts import Fact, Rescheduled
from ctcalendar.domain.items import Engagement, Stream
from ctcalendar.domain.values import Place, When
from ctcalendar.errors import BadInput

if TYPE_CHECKING:
    from ctcalendar.app.hosts import DayOff
    from ctcalendar.app.recording import Outcome

NOTES = 10
"""A dossier may propose hundreds of meetings; who reads more than so many notes?"""
LONGEST = timedelta(days=365)
"""What takes longer meets on no day in particular."""

_WITH_ARTICLE = frozenset("AE BS CF DO GB GM KM MH MV NL PH SB SC US".split())
"""In English: weekend in the United States."""
_SCHEDULED, _RESCHEDULED = "engagement.scheduled", "engagement.rescheduled"
_WORDS = {
    "en": {
        "note": "note: {}",
        "weekend": "{day} is a {weekday}, weekend in {country}",
        "holiday": "{day} is a public holiday in {country} ({name})",
        "both": "{day} is a {weekday}, weekend in {country}, and a public holiday ({name})",
        "of": "{engagement}: {told}",
        "more": "and {} more days off",
        "apart": r", \1",
        "weekdays": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    },
    "ar": {
        "note": "ملاحظة: {}",
        "weekend": "{day} يوم {weekday}، عطلة نهاية الأسبوع في {country}",
        "holiday": "{day} عطلة رسمية في {country} ({name})",
        "both": "{day} يوم {weekday}، عطلة نهاية الأسبوع في {country}، وعطلة رسمية ({name})",
        "of": "{engagement}: {told}",
        "more": "وأيام عطلة أخرى: {}",
        "apart": r"، \1",
        "weekdays": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    },
}


def point_out(door: Door, outcomes: "Sequence[Outcome]") -> None:
    """Say on standard error which of the days that these facts propose are days off where the meeting is to be."""
    facts = [fact for outcome in outcomes for fact in outcome.facts]
    proposed = [fact for fact in facts if fact.name in (_SCHEDULED, _RESCHEDULED)]
    if not proposed:
        return
    words, announced = _WORDS[door.language], {fact.stream: fact.event for fact in facts if fact.name == _SCHEDULED}
    several = len({fact.stream for fact in proposed}) > 1
    notes = []
    for fact in proposed:
        for told in dict.fromkeys(_notes(_stops(door, fact, announced), door.language)):
            notes.append(words["of"].format(engagement=fact.stream.id, told=told) if several else told)
    more = [words["more"].format(len(notes) - NOTES)] if len(notes) > NOTES else []
    for note in [*notes[:NOTES], *more]:
        print(words["note"].format(note), file=sys.stderr)


def _stops(door: Door, fact: Fact, announced: Mapping[Stream, object]) -> Iterator[tuple[str, date, date]]:
    """The countries where it is to be, each with the first and last day there, as far as these are exact."""
    when, places = _proposed(door, fact, announced)
    for place in places:
        at = place.when or when
        span = edtf.parse(at.edtf) if at and at.edtf else None
        if place.country and span and span.precision == "day" and not span.uncertain and span.earliest and span.latest:
            yield place.country, span.earliest, min(span.latest, span.earliest + LONGEST)


def _proposed(door: Door, fact: Fact, announced: Mapping[Stream, object]) -> tuple[When | None, Iterable[Place]]:
    if isinstance(fact.event, Engagement):
        return fact.event.when, fact.event.places
    assert isinstance(fact.event, Rescheduled)
    moved = next((change.new for change in fact.event.changes if change.field == "when"), None)
    return (msgspec.convert(moved, When) if moved else None), _places(door, fact.stream, announced)


def _places(door: Door, stream: Stream, announced: Mapping[Stream, object]) -> Iterable[Place]:
    """Where it is to be: as announced here, or as it is recorded."""
    here = announced.get(stream)
    try:
        item = here or door.app.standing(str(stream)).item
    except BadInput:
        return ()
    return item.places if isinstance(item, Engagement) else ()


def _notes(stops: Iterable[tuple[str, date, date]], language: str) -> Iterator[str]:
    from ctcalendar.app.hosts import days_off

    for country, first, last in stops:
        for off in days_off(country, first, last):
            yield _told(off, country, language)


def _told(off: "DayOff", country: str, language: str) -> str:
    from ctcalendar.feeds.words import day_in_words, party_name

    words, called = _WORDS[language], party_name(country, language)
    # "Eid al-Fitr (estimated)" stands in brackets of our own; the day in Arabic words, which turn 2027-03-10 round.
    name = re.sub(r" \(([^()]*)\)", words["apart"], off.holiday.in_language(language)) if off.holiday else ""
    return words["both" if off.weekend and name else "weekend" if off.weekend else "holiday"].format(
        day=off.day if language == "en" else day_in_words(off.day.isoformat(), language),
        weekday=words["weekdays"].split()[off.day.weekday()],
        country=f"the {called}" if language == "en" and country in _WITH_ARTICLE else called,
        name=name,
    )
