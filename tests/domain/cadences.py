"""What the tests of cadences are made of: cadences, meetings called after their days, and answers written as days."""

from datetime import date
from typing import Any, Literal

from ctcalendar.domain.cadence import Meeting, expected, slots
from ctcalendar.domain.values import Cadence

MAY = "2018-05-01"
"""The anchor of the yearly series that most tests are about."""


def anchored(every: str = "1 year", anchor: str | None = MAY, **more: Any) -> Cadence:
    """Slots counted from a day, with 60 days of tolerance."""
    return _cadence(every, "anchored", anchor, **more)


def rolling(every: str = "10 months", anchor: str | None = None, **more: Any) -> Cadence:
    """Slots counted from the last meeting held, with 60 days of tolerance."""
    return _cadence(every, "rolling", anchor, **more)


def _cadence(
    every: str,
    kind: Literal["anchored", "rolling"],
    anchor: str | None,
    *,
    tolerance: str | None = "60 days",
    before: str | None = None,
    after: str | None = None,
) -> Cadence:
    return Cadence(
        every=every,
        kind=kind,
        anchor=anchor,
        tolerance_before=before or tolerance,
        tolerance_after=after or tolerance,
        basis="stated",
    )


def held(*days: str) -> list[Meeting]:
    """Meetings that took place; each is called after its day."""
    return [Meeting(day, date.fromisoformat(day), held=True) for day in days]


def announced(*days: str) -> list[Meeting]:
    """Meetings that are still to take place."""
    return [Meeting(day, date.fromisoformat(day), held=False) for day in days]


def table(cadence: Cadence, meetings: list[Meeting], until: str) -> list[tuple[str, str | None]]:
    """The day of each slot with the day of the meeting that fills it."""
    found = slots(cadence, meetings, until=date.fromisoformat(until))
    return [(slot.on.isoformat(), slot.meeting) for slot in found]


def next_day(cadence: Cadence, meetings: list[Meeting]) -> str | None:
    """The day of the slot that is expected."""
    slot = expected(cadence, meetings)
    return slot.on.isoformat() if slot else None
