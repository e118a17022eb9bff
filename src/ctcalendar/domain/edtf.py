"""Extended Date/Time Format, level 1: the part of ISO 8601-2 that a diplomatic record needs.

Supported: `2017-11-08`, `2017-11`, `2017`, seasons `2017-21` (spring) to `2017-24` (winter), unspecified digits
from the right (`201X`, `2017-XX`, `2017-11-XX`), the qualifiers `?` `~` `%`, and intervals `A/B` whose ends may be
open (`..`) or unknown (empty). Years are four digits. Everything is a calendar day at the place; there is no zone.

Source: https://www.loc.gov/standards/datetime/ (level 0 and level 1).
"""

import re
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "season", "year", "decade"]

_RANKS: tuple[Precision, ...] = ("day", "month", "season", "year", "decade")
_DATE = r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<qualifier>[?~%]?)"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# The first month of each season in the northern hemisphere, as the first case needs; a season never claims a day.
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}


class NotEdtf(ValueError):
    """The text is no EDTF date of level 1. The message says what was expected."""


class Span(NamedTuple):
    """What an EDTF text covers: calendar days, both inclusive; None is an open or unknown end."""

    earliest: date | None
    latest: date | None
    precision: Precision
    uncertain: bool
    """Qualified by `?` (uncertain), `~` (approximate) or `%` (both), at either end."""
    interval: bool


@lru_cache(maxsize=4096)
def parse(text: str) -> Span:
    """The span of days that `text` covers.

    Raises:
        NotEdtf: it is not a date of the supported subset, or no day of the calendar, or it ends before it starts.
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _single(text)
    first = None if start in ("", "..") else _single(start)
    last = None if end in ("", "..") else _single(end)
    ends = [part for part in (first, last) if part is not None]
    if not ends:
        raise NotEdtf(f"{text!r} names no day at either end")
    if first and last and first.earliest and last.latest and last.latest < first.earliest:
        raise NotEdtf(f"{text!r} ends before it starts")
    return Span(
        first.earliest if first else None,
        last.latest if last else None,
        max((part.precision for part in ends), key=_RANKS.index),
        any(part.uncertain for part in ends),
        interval=True,
    )


def contains(wide: Span, narrow: Span) -> bool:
    """Whether every day of `narrow` lies within `wide`: `2017-11` contains `2017-11-08`."""
    starts = wide.earliest is None or (narrow.earliest is not None and wide.earliest <= narrow.earliest)
    ends = wide.latest is None or (narrow.latest is not None and narrow.latest <= wide.latest)
    return starts and ends


def _single(text: str) -> Span:
    if (whole := _whole_day(text)) is not None:
        return Span(whole, whole, "day", uncertain=False, interval=False)
    match = re.fullmatch(_DATE, text, re.ASCII)  # compiled for whoever has such a day: most days are whole
    if match is None:
        raise NotEdtf(f"{text!r} is no EDTF date (expected 2017-11-08, 2017-11, 2017, a season 2017-21 or A/B)")
    year, month, day = match["year"], match["month"], match["day"]
    if year == "0000" or (month and "X" in year) or (day and month == "XX" and day != "XX"):
        raise NotEdtf(f"{text!r} is no EDTF date: unspecified digits may only stand at the end")
    earliest, latest, precision = _days(text, year, month, day)
    return Span(earliest, latest, precision, bool(match["qualifier"]), interval=False)


def _whole_day(text: str) -> date | None:
    """The calendar day that a text spells whole, as most do; what it is otherwise is told elsewhere."""
    # Python reads weeks (2017-W45-3) and days without hyphens too: EDTF has neither.
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _days(text: str, year: str, month: str | None, day: str | None) -> tuple[date, date, Precision]:
    if "X" in year:
        low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
        return date(max(low, 1), 1, 1), date(high, 12, 31), "decade"
    number = int(year)
    if month is None or month == "XX":
        return date(number, 1, 1), date(number, 12, 31), "year"
    if day is None and int(month) in _SEASONS:
        return *_season(number, _SEASONS[int(month)]), "season"
    if not 1 <= int(month) <= 12:
        raise NotEdtf(f"{text!r} has no month {month}")
    if day is None or day == "XX":
        return date(number, int(month), 1), _last_of_month(number, int(month)), "month"
    try:
        one = date(number, int(month), int(day))
    except ValueError:
        raise NotEdtf(f"{text!r} is no day of the calendar") from None
    return one, one, "day"


def _last_of_month(year: int, month: int) -> date:
    from calendar import monthrange

    return date(year, month, monthrange(year, month)[1])


def _season(year: int, first_month: int) -> tuple[date, date]:
    months = first_month + 2
    last_year, last_month = (year, months) if months <= 12 else (year + 1, months - 12)
    if last_year > date.max.year:
        return date(year, first_month, 1), date.max
    return date(year, first_month, 1), _last_of_month(last_year, last_month)
