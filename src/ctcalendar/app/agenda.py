"""The agenda as it stands: read from the views at one clearance, for the command line, reminders and digests alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from ctcalendar.agenda.localtime import day_in
from ctcalendar.agenda.matters import Matter, of_announced, of_deadline, of_expected
from ctcalendar.agenda.stages import DAYS_BEFORE, STATES, State, What, state_on
from ctcalendar.app.sentences import sentence
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.affected import SHOWN
from ctcalendar.views.entries import some, stream
from ctcalendar.views.entry import Citation, Words
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import deadlines, expected

ByKind = Mapping[str, Sequence[str]]


def matters(
    reader: Reader,
    clearance: Clearance,
    *,
    days_before: tuple[int, ...] = DAYS_BEFORE,
    only: ByKind | None = None,
    as_of: int | None = None,
    published_by: str | None = None,
) -> Iterator[Matter]:
    """All that is on the agenda; with `only`, of those items (kind -> ids); with `published_by`, as far as public."""
    announced = Filter(status=("scheduled",), published_by=published_by)
    entries = (
        stream(reader, announced, clearance=clearance, as_of=as_of)
        if only is None
        else some(reader, only["engagement"], clearance=clearance, as_of=as_of)
    )
    for entry in entries:
        if matter := of_announced(entry, days_before):
            yield matter
    series, commitments = (None, None) if only is None else (only["series"], only["commitment"])
    at: dict[str, Any] = {"clearance": clearance, "as_of": as_of, "published_by": published_by}
    for meeting in expected(reader, only=series, **at):
        yield of_expected(meeting)
    for deadline in deadlines(reader, only=commitments, **at):
        if matter := of_deadline(deadline, days_before):
            yield matter


def by_kind(streams: Sequence[str]) -> ByKind:
    """The ids of items that can be on the agenda, by their kind."""
    parted = [text.partition(":") for text in streams]
    return {kind: [name for found, _, name in parted if found == kind] for kind in SHOWN}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the agenda, as `agenda --format json` prints it."""

    state: State
    what: What
    subject: str
    slot: str
    on: str
    """The day it is due."""
    earliest: str
    """The first and the last day on which it is in time."""
    latest: str
    days: int
    """How many days until it is due; below nothing once it is past."""
    days_over: int
    """How many days it is overdue."""
    message: str
    title: Words
    number: int | None
    by: str | None
    """A deadline as it was set (EDTF)."""
    which: str | None
    series: str | None
    instrument: Words | None
    status: str | None
    basis: str | None
    """Whether the cadence that calls for it is stated in a source, or an assumption."""
    parties: list[str]
    country: str | None
    disputed: list[str]
    citations: list[Citation]


def agenda(found: Iterable[Matter], *, now_us: int, on: date | None, days: int, language: str) -> list[Item]:
    """What is overdue, due, to be announced, and coming within so many days: in this order, each by its day.

    As it stands now, or `on` a day at each place.
    """
    items = (_item(matter, on or day_in(matter.timing.zone, now_us), language) for matter in found)
    shown = (item for item in items if item.state != "coming" or item.days <= days)
    return sorted(shown, key=lambda item: (STATES.index(item.state), item.on, item.subject, item.slot))


def _item(matter: Matter, today: date, language: str) -> Item:
    timing = matter.timing
    now = state_on(timing, today)
    return Item(
        state=now,
        what=timing.what,
        subject=timing.subject,
        slot=timing.slot,
        on=timing.on.isoformat(),
        days=(timing.on - today).days,
        days_over=max((today - timing.last).days, 0),
        message=sentence(matter, now, language),
        country=matter.place,
        **{name: getattr(matter, name) for name in _AS_THEY_ARE},
    )


_AS_THEY_ARE = """earliest latest title number by which series instrument status basis parties disputed
    citations""".split()
