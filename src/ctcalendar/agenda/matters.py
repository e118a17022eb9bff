"""What is on the agenda: meetings announced, meetings that series call for, and deadlines that nobody has met yet."""

from datetime import date, timedelta
from typing import Any

import msgspec

from ctcalendar.agenda.stages import DAYS_BEFORE, Timing
from ctcalendar.domain.cadence import in_days
from ctcalendar.views.entry import Citation, Entry, Words
from ctcalendar.views.promises import ENDS, Deadline, ExpectedMeeting

UNREPORTED = timedelta(days=7)
"""How long after the last day of an announced meeting somebody may take to record whether it was held."""
_LEAST_LEAD, _MOST_LEAD = 14, 60
_DONE = {"start": {*ENDS, "in-progress", "largely-complete"}, "complete": ENDS}


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """Something on the agenda: its days, and what it is, in short."""

    timing: Timing
    title: Words
    number: int | None = None
    """The number in its series that the meeting has, or is expected to have."""
    earliest: str
    """The first and the last day on which it is in time."""
    latest: str
    by: str | None = None
    """A deadline as it was set (EDTF)."""
    which: str | None = None
    """Whether it is the start or the completion that a deadline is for."""
    series: str | None = None
    instrument: Words | None = None
    place: str | None = None
    """The country where an announced meeting is to be held, where there is one alone."""
    parties: list[str]
    labels: dict[str, Words]
    undated: str | None = None
    """The meeting that was announced without a day, where one is expected."""
    status: str | None = None
    basis: str | None = None
    """Whether the cadence is stated in a source, or an assumption."""
    disputed: list[str]
    citations: list[Citation]


def of_expected(meeting: ExpectedMeeting) -> Matter:
    """A meeting that a series calls for."""
    cadence = meeting.cadence
    earliest, on, latest = map(date.fromisoformat, (meeting.earliest, meeting.on, meeting.latest))
    # Where nobody said how long before it should be announced: when it may be held from then on.
    lead = min(max((on - earliest).days, _LEAST_LEAD), _MOST_LEAD)
    leads = tuple(map(in_days, cadence.lead)) or (lead,)
    stream = f"series:{meeting.series}"
    return Matter(
        timing=Timing(stream, meeting.on, stream, "expected", on, latest, leads, cadence.zone),
        title=meeting.names,
        number=meeting.number,
        earliest=meeting.earliest,
        latest=meeting.latest,
        series=meeting.series,
        undated=meeting.undated,
        basis=cadence.basis,
        disputed=[],
        **_shared(meeting),
    )


def of_announced(entry: Entry, days_before: tuple[int, ...] = DAYS_BEFORE) -> Matter | None:
    """A meeting that was announced; None for one that is not, was held or called off, or has no day yet."""
    when = entry.when
    if entry.status != "scheduled" or entry.retracted or when is None:
        return None
    # Of a span that is open at one end the other end is what is known.
    first, latest = when.earliest or when.latest, when.latest or when.earliest
    if not first or not latest:
        return None
    on, last_day = date.fromisoformat(first), date.fromisoformat(latest)
    last = min(last_day, date.max - UNREPORTED) + UNREPORTED
    stream = f"engagement:{entry.id}"
    countries = {place.country for place in entry.places}
    return Matter(
        timing=Timing(stream, first, stream, "announced", on, last, days_before, when.zone),
        title=entry.title,
        number=entry.series.ordinal if entry.series else None,
        earliest=first,
        latest=latest,
        series=entry.series.id if entry.series else None,
        place=countries.pop() if len(countries) == 1 else None,
        disputed=entry.disputed,
        **_shared(entry),
    )


def of_deadline(deadline: Deadline, days_before: tuple[int, ...] = DAYS_BEFORE) -> Matter | None:
    """A deadline; None once it is met, or where it lapsed or has no last day."""
    day = deadline.last_day
    if day is None or deadline.certain_status in _DONE[deadline.which]:
        return None
    on = date.fromisoformat(day)
    stream = f"commitment:{deadline.commitment}"
    subject = f"{stream}.{deadline.id}.{'meeting' if deadline.at_meeting else deadline.which}"
    return Matter(
        timing=Timing(subject, day, stream, "deadline", on, on, days_before),
        title=deadline.said or deadline.text,
        earliest=day,
        latest=day,
        by=deadline.by,
        which=deadline.which,
        instrument=deadline.instrument,
        status=deadline.status,
        disputed=deadline.disputed,
        **_shared(deadline),
    )


def _shared(found: ExpectedMeeting | Entry | Deadline) -> dict[str, Any]:
    return {"parties": found.parties, "labels": found.labels, "citations": found.citations}
