"""Whether a text is a calendar day, one day in EDTF, or the name of a time zone."""

from datetime import date
from zoneinfo import ZoneInfo

from ctcalendar.domain import edtf


def is_day(text: str) -> bool:
    """Whether it is a calendar day, `2017-11-08`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_one_day(text: str | None) -> bool:
    """Whether an EDTF text is a single day; one that is no EDTF at all is told as what it is elsewhere."""
    try:
        span = edtf.parse(text or "")
    except edtf.NotEdtf:
        return True
    return span.precision == "day" and not span.interval


def is_zone(name: str) -> bool:
    """Whether this machine knows the IANA time zone."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return False
    return True
