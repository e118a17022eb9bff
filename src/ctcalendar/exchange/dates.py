"""Days as others write them: an ISO 8601 date only as exact as it is known, and none where it is not certain."""

from collections.abc import Mapping
from typing import Any

from ctcalendar.domain import edtf

Plain = Mapping[str, Any]


def first_day(when: Plain | None) -> str | None:
    """The first day that a When may mean, by its EDTF or else its bounds."""
    return _day(when, "earliest")


def last_day(when: Plain | None) -> str | None:
    """The last day that it may mean."""
    return _day(when, "latest")


def start_and_end(text: str | None) -> tuple[str | None, str | None]:
    """What an EDTF text begins and ends with as ISO 8601 dates: a day, a month or a year, never more than is known.

    What is uncertain or approximate, a season or a decade, has neither: ISO 8601 as others read it cannot say so. What
    is one day, month or year long has a beginning alone.
    """
    if text is None:
        return None, None
    span = edtf.parse(text)
    start, _, end = text.partition("/")
    if span.uncertain:
        return None, None
    return _iso(start), _iso(end)


def _iso(text: str) -> str | None:
    if text in ("", ".."):
        return None
    span = edtf.parse(text)
    length = {"day": 10, "month": 7, "year": 4}.get(span.precision)
    return span.earliest.isoformat()[:length] if span.earliest and length else None


def _day(when: Plain | None, bound: str) -> str | None:
    if not when:
        return None
    if when.get("edtf") is None:
        return when.get(bound)
    day = getattr(edtf.parse(when["edtf"]), bound)
    return day.isoformat() if day else None
