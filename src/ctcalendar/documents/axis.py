"""The axis of a timeline: which days it spans, where a day stands on it, and which days are named along it."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ctcalendar.feeds.words import day_in_words

_LAST_DAY = date.max.toordinal()
_LEAST_DAYS = 30
_LEAST_WIDTHS = {"day": 130, "month": 112, "year": 46}
_STEPS = [("day", n) for n in (1, 2, 5, 10)] + [("month", n) for n in (1, 2, 3, 6)]
_STEPS += [("year", n) for n in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)]
_DAYS = {"day": 1.0, "month": 30.4, "year": 365.25}


class Tick(NamedTuple):
    """A day named along the axis: where it stands, and its name."""

    at: float
    name: str


class Axis(NamedTuple):
    """Days, as `date.toordinal` counts them, on a line of so many pixels. Both ends are inclusive."""

    first: int
    last: int
    length: float

    def at(self, day: float) -> float:
        """How far along the axis a day begins."""
        along = (day - self.first) / (self.last + 1 - self.first)
        return min(max(along, 0.0), 1.0) * self.length

    def day_at(self, along: float) -> int:
        """The day that stands so far along the axis."""
        return min(self.first + int(along / self.length * (self.last + 1 - self.first)), self.last)

    def ticks(self, language: str) -> list[Tick]:
        """The days named along it: as many as have room, from days to millennia."""
        pixels = self.length / (self.last + 1 - self.first)
        unit, step = next(
            ((unit, step) for unit, step in _STEPS if step * _DAYS[unit] * pixels >= _LEAST_WIDTHS[unit]), _STEPS[-1]
        )
        return [Tick(self.at(day.toordinal()), _name(day, unit, language)) for day in self._days(unit, step)]

    def _days(self, unit: str, step: int) -> Iterator[date]:
        first, last = date.fromordinal(self.first), date.fromordinal(self.last)
        if unit == "day":
            days = range(-(-self.first // step) * step, self.last + 1, step)
            yield from map(date.fromordinal, days)
            return
        months = step * (12 if unit == "year" else 1)
        # Months are counted from the year 0, so that steps stand on round years.
        start = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // months) * months
        for month in range(max(start, 12), last.year * 12 + last.month, months):
            yield date(month // 12, month % 12 + 1, 1)


def _name(day: date, unit: str, language: str) -> str:
    return day_in_words(day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]], language)


def axis(days: list[int], length: float, *, since: int | None, until: int | None) -> Axis:
    """The axis that holds some days with a margin at either end, no further than was asked for."""
    first = max(min(days), since or 1)
    last = max(min(max(days), until or _LAST_DAY), first)
    margin = max((last - first) // 30, 1, (_LEAST_DAYS - (last - first)) // 2)
    return Axis(max(first - margin, 1), min(last + margin, _LAST_DAY), length)
