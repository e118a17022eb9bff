"""Things that have a day, and moments to look at them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ctcalendar.agenda.stages import Timing
from ctcalendar.domain.days import zone as iana


def timing(on: str = "2025-06-30", last: str | None = None, **other: Any) -> Timing:
    """What is due on a day, and in time until a last one."""
    known: dict[str, Any] = {
        "subject": "series:talks",
        "slot": on,
        "stream": "series:talks",
        "what": "expected",
        "on": date.fromisoformat(on),
        "last": date.fromisoformat(last or on),
        "days_before": (60,),
    }
    return Timing(**{**known, **other})


def at(day: str, hour: str = "12:00", zone: str | None = None) -> int:
    """An hour of a day on the clocks of a zone, in microseconds since 1970 in UTC."""
    wall = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour))
    instant = wall.replace(tzinfo=iana(zone) if zone else UTC)
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
