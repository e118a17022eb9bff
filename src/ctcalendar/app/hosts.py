"""The days on which a host does not work: weekend and public holidays, as the `holidays` library knows them.

The library is imported when it is asked, for importing it takes as long as a short command.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ctcalendar.views.entry import Words

if TYPE_CHECKING:
    from holidays import HolidayBase


class DayOff(NamedTuple):
    """A day of the weekend of a country, or a public holiday there with its name, or both."""

    day: date
    weekend: bool
    holiday: Words | None
    """The name in the languages the library has; it says there if a day is an estimate, as of the Islamic calendar."""


def days_off(country: str, first: date, last: date) -> list[DayOff]:
    """The days off of a country (ISO 3166 alpha-2) from `first` to `last`; none of a country the library does not know.

    A weekend is that of its time: in the Emirates Friday and Saturday before 2022. Holidays are those of the whole
    country, not of a part of it.
    """
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [off for day in days if (off := _off(country, day)).weekend or off.holiday]


def _off(country: str, day: date) -> DayOff:
    english, arabic = (_calendar(country, day.year, language) for language in ("en", "ar"))
    if english is None:
        return DayOff(day, weekend=False, holiday=None)
    name, translated = english.get(day), arabic.get(day) if arabic is not None else None
    weekend = english.is_weekend(day) and day not in english.weekend_workdays
    return DayOff(day, weekend, Words(name, translated) if name else None)


# By years: one whole is read by any number of threads, where one that grows as it is asked must not be.
@lru_cache(maxsize=64)
def _calendar(country: str, year: int, language: str) -> "HolidayBase | None":
    """A year of a country in a language; in English also where the library has it in no other language."""
    from holidays import country_holidays

    try:
        spoken = country_holidays(country).supported_languages
    except NotImplementedError:
        return None
    known = next((name for name in spoken if name.partition("_")[0] == language), None)
    return country_holidays(country, years=year, language=known) if known or language == "en" else None
