"""Cells that say a day, in the form the mapping names: never guessed."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ctcalendar.domain import edtf
from ctcalendar.importing.mapping import Dates


class Unread(ValueError):
    """A cell, or a row, cannot be read. The message says why, for people."""


class Moment(NamedTuple):
    """A cell read: its EDTF, and the time of day and zone it may give."""

    edtf: str
    time: str | None = None
    zone: str | None = None


_NUMBERS = re.compile(r"(\d{1,4})\s?[/.\-\s\u200f]\s?(\d{1,2})\s?[/.\-\s\u200f]\s?(\d{1,4})", re.ASCII)
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_WORDS = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan يناير كانون_الثاني",
            "february feb فبراير شباط",
            "march mar مارس آذار",
            "april apr أبريل إبريل نيسان",
            "may مايو أيار",
            "june jun يونيو حزيران",
            "july jul يوليو تموز",
            "august aug أغسطس آب",
            "september sept sep سبتمبر أيلول",
            "october oct أكتوبر تشرين_الأول",
            "november nov نوفمبر تشرين_الثاني",
            "december dec ديسمبر كانون_الأول",
        ),
        1,
    )
    for name in names.split()
}


@lru_cache(maxsize=8_192)
def read_day(cell: str, form: Dates) -> Moment:
    """What a cell says in a form of writing days.

    Raises:
        Unread: it says no day of the calendar in that form.
    """
    text = cell if cell.isascii() else cell.translate(_DIGITS)
    try:
        found = _READERS[form](text)
        edtf.parse(found.edtf)
    except edtf.NotEdtf as error:
        raise Unread(str(error)) from None
    return found


# Arabic-Indic and Persian digits.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def _iso(text: str) -> Moment:
    if match := _INSTANT.fullmatch(text):
        return Moment(match[1], match[2], _zone(match[3]))
    if "/" in text:
        raise Unread(f"{text!r} is no day as 2017-11-08; is it day/month/year, or month/day/year? Say it in `dates`")
    return Moment(text)


def _edtf(text: str) -> Moment:
    return Moment(text)


def _zone(offset: str | None) -> str | None:
    if offset is None:
        return None
    hours, minutes = (0, 0) if offset == "Z" else (int(offset[:3]), int(offset[-2:]))
    if hours == minutes == 0:
        return "UTC"
    if minutes or abs(hours) > 12:
        raise Unread(f"the offset {offset} has no name as a zone; give the time as on the clocks of the place")
    return f"Etc/GMT{-hours:+d}"  # POSIX counts them the other way


def _numbers(order: str) -> Callable[[str], Moment]:
    def read(text: str) -> Moment:
        match = _NUMBERS.fullmatch(text)
        parts = dict(zip(order, match.groups(), strict=True)) if match else {}
        if len(parts.get("y", "")) != 4 or len(parts.get("d", "")) > 2:
            raise Unread(
                f"{text!r} is not written as {'/'.join(_SPELT[part] for part in order)}, with four digits a year"
            )
        return _whole(text, int(parts["y"]), int(parts["m"]), int(parts["d"]))

    return read


_SPELT = {"d": "day", "m": "month", "y": "year"}


def _words(text: str) -> Moment:
    """`8 November 2017`, `November 8, 2017`, `November 2017`, `تشرين الثاني 2017`."""
    words = [word.casefold() for word in _WORDS.findall(text)]
    joined = ["_".join(words[n : n + 2]) for n in range(len(words))]
    months = [m for word in (*joined, *words) if (m := _MONTHS.get(word))]
    numbers = [word for word in words if word.isdecimal()]
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) <= 2]
    known = len(months) == len(years) == 1 and len(days) <= 1 and len(numbers) == len(years) + len(days)
    if not known or len(words) > len(numbers) + 2:
        raise Unread(f"{text!r} is not written as 8 November 2017")
    return _whole(text, years[0], months[0], days[0]) if days else Moment(f"{years[0]:04}-{months[0]:02}")


def _whole(text: str, year: int, month: int, day: int) -> Moment:
    try:
        return Moment(date(year, month, day).isoformat())
    except ValueError:
        raise Unread(f"{text!r} is no day of the calendar") from None


_READERS: Mapping[Dates, Callable[[str], Moment]] = {
    "iso": _iso,
    "edtf": _edtf,
    "day/month/year": _numbers("dmy"),
    "month/day/year": _numbers("mdy"),
    "year/month/day": _numbers("ymd"),
    "words": _words,
}
