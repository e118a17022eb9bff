"""What is to come by a promise, in a calendar: deadlines of commitments, and meetings that a series calls for."""

from collections.abc import Iterator

from ctcalendar.domain import edtf
from ctcalendar.feeds.event import COLORS, Bounds, alarms, links, revised, whole_days
from ctcalendar.feeds.lines import Component, Property, text
from ctcalendar.feeds.style import Style
from ctcalendar.feeds.telling import other_title, sentences
from ctcalendar.feeds.words import (
    clauses,
    day_in_words,
    every,
    join,
    listed,
    number_of_meeting,
    party_name,
    word,
)
from ctcalendar.views.promises import ENDS, Deadline, ExpectedMeeting

_TASK_STATUS = {
    "complete": "COMPLETED",
    "lapsed": "CANCELLED",
    "in-progress": "IN-PROCESS",
    "largely-complete": "IN-PROCESS",
}


def name_of_deadline(deadline: Deadline) -> str:
    """What is unique of a deadline's UID. (An id holds no dot: an engagement cannot be called so.)"""
    apart = ".start" if deadline.which == "start" else ".meeting" if deadline.at_meeting else ""
    return f"deadline.{deadline.commitment}.{deadline.id}{apart}"


def deadline_component(deadline: Deadline, style: Style) -> Component | None:
    """A deadline on its last day: a whole day, or a task where the feed asks for tasks."""
    day = deadline.last_day
    if day is None:
        return None
    bounds = whole_days(day, day)
    properties = list(_of_deadline(deadline, bounds, style))
    is_over = deadline.certain_status in ENDS
    return Component(
        "VTODO" if style.tasks else "VEVENT",
        properties,
        [] if is_over else list(alarms(_told(deadline, style.language), style, of_task=style.tasks)),
    )


def _of_deadline(deadline: Deadline, bounds: Bounds, style: Style) -> Iterator[Property]:
    language = ("LANGUAGE", style.language)
    yield Property("UID", style.uid(name_of_deadline(deadline)))
    yield from revised(deadline.recorded_at, deadline.changed_at, deadline.revision)
    if style.tasks:
        # A task begins when it likes: its day is when it is due.
        yield from (one._replace(name="DUE") for one in bounds.properties() if one.name == "DTSTART")
    else:
        yield from bounds.properties()
    yield text("SUMMARY", _told(deadline, style.language), language)
    yield text("DESCRIPTION", "\n".join(_about_deadline(deadline, style.language)), language)
    yield text("CATEGORIES", "DEADLINE")
    yield Property("COLOR", COLORS["deadline"])
    yield Property("CLASS", deadline.classification)
    if style.tasks:
        yield Property("STATUS", _TASK_STATUS.get(deadline.certain_status or "", "NEEDS-ACTION"))
    else:
        yield Property("STATUS", "CONFIRMED" if deadline.certain_status in ENDS else "TENTATIVE")
        yield Property("TRANSP", "TRANSPARENT")
    if deadline.bound_at:
        yield Property("RELATED-TO", style.uid(deadline.bound_at), (("RELTYPE", "PARENT"),))
    yield from links(deadline.citations, style)


def _told(deadline: Deadline, language: str) -> str:
    """The title: what is to be done, and by when, as exact as that is known."""
    what = join(deadline.said, language) or deadline.text.in_language(language)
    by = word(f"{deadline.which}-by", language).format(day=day_in_words(deadline.by, language))
    doubtful = word("uncertain", language) if edtf.parse(deadline.by).uncertain else ""
    marks = listed((by, doubtful, word("disputed", language) if deadline.disputed else ""), language)
    told = f"{word('deadline', language)}: {what} ({marks})"
    return f"{word('lapsed', language).capitalize()}: {told}" if deadline.certain_status == "lapsed" else told


def _about_deadline(deadline: Deadline, language: str) -> Iterator[str]:
    bound = (party_name(party, language, deadline.labels) for party in deadline.parties)
    yield f"{word('text', language)}: {deadline.text.in_language(language)}"
    if deadline.instrument:
        yield f"{word('instrument', language)}: {deadline.instrument.in_language(language)}"
    if deadline.bound_at_title:
        yield f"{word('set-at', language)}: {deadline.bound_at_title.in_language(language)}"
    yield f"{word('by', language)}: {listed(bound, language)}"
    yield f"{word('last-word', language)}: {word(deadline.status or 'no-report', language)}"
    if other := other_title(deadline.text, language):
        yield other
    yield from sentences(deadline.citations, language)


def name_of_expected(meeting: ExpectedMeeting) -> str:
    """What is unique of an expected meeting's UID."""
    return f"expected-{meeting.series}-{meeting.on}"


def expected_component(meeting: ExpectedMeeting, style: Style) -> Component:
    """A meeting that a series calls for and nobody has announced: tentative, on the day its cadence gives."""
    language = style.language
    title = meeting.names.in_language(language)
    number = number_of_meeting(meeting.number, title, language) if meeting.number else ""
    told = f"{title} ({listed((number, word('expected', language)), language)})"
    properties = [
        Property("UID", style.uid(name_of_expected(meeting))),
        *revised(meeting.recorded_at, meeting.changed_at, meeting.revision),
        *whole_days(meeting.on, meeting.on).properties(),
        text("SUMMARY", told, ("LANGUAGE", language)),
        text("DESCRIPTION", "\n".join(_about_expected(meeting, language)), ("LANGUAGE", language)),
        text("CATEGORIES", "DIALOGUE"),
        Property("COLOR", COLORS["dialogue"]),
        Property("CLASS", meeting.classification),
        Property("STATUS", "TENTATIVE"),
        Property("TRANSP", "TRANSPARENT"),
        Property("RELATED-TO", style.uid(f"series.{meeting.series}"), (("RELTYPE", "PARENT"),)),
        text("REFID", f"series.{meeting.series}"),
        *links(meeting.citations, style),
    ]
    return Component("VEVENT", properties, list(alarms(told, style)))


def _about_expected(meeting: ExpectedMeeting, language: str) -> Iterator[str]:
    first, last = (day_in_words(day, language) for day in (meeting.earliest, meeting.latest))
    basis = word(meeting.cadence.basis, language)
    reason = meeting.cadence.reason
    why = (reason.ar or reason.en if language == "ar" else reason.en or reason.ar) if reason else None
    parties = (party_name(party, language, meeting.labels) for party in meeting.parties)
    yield f"{word('window', language)}: {word('between', language).format(first=first, last=last)}"
    often = every(meeting.cadence.every, language)
    yield f"{word('cadence', language)}: {often} ({clauses((basis, why or ''), language)})"
    if meeting.mandate:
        yield f"{word('mandate', language)}: {meeting.mandate.in_language(language)}"
    yield f"{word('parties', language)}: {listed(parties, language)}"
    if other := other_title(meeting.names, language):
        yield other
    yield from sentences(meeting.citations, language)
