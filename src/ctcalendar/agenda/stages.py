"""The stages of what has a day: first it comes nearer, then it is due, then it is overdue, ever more so.

Each stage begins with a day in the zone of the matter, and lasts until the next begins. One reminder is due for each.
After a time in which nobody looked, only the stage that is reached then counts: the others are past.
"""

from collections.abc import Iterator
from datetime import MAXYEAR, date, timedelta
from typing import Literal, NamedTuple

from ctcalendar.agenda.localtime import beginning, day_in
from ctcalendar.domain.cadence import months_after

What = Literal["expected", "announced", "deadline"]
"""A meeting that a series calls for, one that was announced, a day by which something was promised."""
State = Literal["overdue", "due", "unscheduled", "coming"]
STATES: tuple[State, ...] = ("overdue", "due", "unscheduled", "coming")

RULES = 1
"""Moved whenever stages come to begin on other days: what was reckoned by the former ones is reckoned anew."""
DAYS_BEFORE = (30, 7, 1)
"""How many days before what is announced or promised people are reminded."""
OVERDUE_STAGES = 12
"""Nobody is reminded for ever: after a year or so of silence it is for the audit to say."""
_SECOND_AFTER = timedelta(days=30)


class Timing(NamedTuple):
    """What has a day, as far as its stages go: `slot` is the day it stands for, `stream` the item it is of."""

    subject: str
    slot: str
    stream: str
    what: What
    on: date
    """The day it is due."""
    last: date
    """The last day that is still in time."""
    days_before: tuple[int, ...] = DAYS_BEFORE
    """How many days before it is due stages begin."""
    zone: str | None = None


class Stage(NamedTuple):
    """A stage, and the day with which it begins: `unscheduled-60`, `upcoming-7`, `due`, `overdue-1`."""

    name: str
    begins_on: date


def stages(timing: Timing) -> Iterator[Stage]:
    """All stages, in order."""
    nearer = "unscheduled" if timing.what == "expected" else "upcoming"
    for days in sorted(set(timing.days_before), reverse=True):
        if days > 0:
            yield Stage(f"{nearer}-{days}", _days_after(timing.on, -days))
    yield Stage("due", timing.on)
    first = _days_after(timing.last, 1)
    second = first + _SECOND_AFTER if first < date.max - _SECOND_AFTER else date.max
    yield Stage("overdue-1", first)
    for number in range(2, OVERDUE_STAGES + 1):
        yield Stage(f"overdue-{number}", months_after(second, number - 2) or date.max)


def reached(timing: Timing, now_us: int) -> Stage | None:
    """The stage that has begun last, if one has."""
    today = day_in(timing.zone, now_us)
    begun = None
    for stage in stages(timing):
        if stage.begins_on > today:
            break
        begun = stage
    return begun


def next_begins(timing: Timing, now_us: int) -> int | None:
    """When the next stage begins (microseconds since 1970 in UTC); None after the last."""
    today = day_in(timing.zone, now_us)
    following = (stage.begins_on for stage in stages(timing) if stage.begins_on > today)
    # At the very end of the calendar a day has no instant in every zone.
    return next((beginning(day, timing.zone) for day in following if day.year < MAXYEAR), None)


def rank(stage: str) -> int:
    """How far a stage is, whatever the days before are by now: below nothing before the day, above once overdue."""
    kind, _, number = stage.partition("-")
    return {"due": 0, "overdue": 1}.get(kind, -1) * int(number or 0)


def state(timing: Timing, now_us: int) -> State:
    """Where it stands now."""
    return state_on(timing, day_in(timing.zone, now_us))


def state_on(timing: Timing, today: date) -> State:
    """Where it stands on a day at its place."""
    if today > timing.last:
        return "overdue"
    if today >= timing.on:
        return "due"
    lead = max(timing.days_before, default=0)
    if timing.what == "expected" and today >= _days_after(timing.on, -lead):
        return "unscheduled"
    return "coming"


def _days_after(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
