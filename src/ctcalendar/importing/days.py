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
_TWO_WORDS = re.compile(r"(كانون|تشرين) (الأول|الثاني)")
_BETWEEN = " ,.،-/\u200e\u200f"
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
    words = _TWO_WORDS.sub(r"\1_\2", " ".join(word.casefold() for word in _WORDS.findall(text))).split()
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    years = [int(word) for word in words if word.isdecimal() and len(word) == 4]
    days = [int(word) for word in words if word.isdecimal() and len(word) <= 2]
    # A word that is left may say "before", "circa" or "cancelled", and a sign that it is doubtful.
    is_whole = len(words) == len(months) + len(years) + len(days) and not _WORDS.sub("", text).strip(_BETWEEN)
    if not is_whole or len(months) != 1 or len(years) != 1 or len(days) > 1:
        raise Unread(
            f"{text[:100]!r} is not written as 8 November 2017, with no other word: mend it, or say it as EDTF"
        )
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
