"""Engagements that others recorded already, of which a row tells too."""

from collections.abc import Iterable
from datetime import date

from ctcalendar.db.driver import Driver
from ctcalendar.domain.items import Engagement
from ctcalendar.importing.marks import first_day
from ctcalendar.importing.matching import Sheet
from ctcalendar.views.alike import Alike, merged_people, on_days


class Elsewhere:
    """What others recorded on the days of some engagements. Each is found once: of two alike, each needs its own."""

    def __init__(self, driver: Driver, sheet: Sheet, items: Iterable[Engagement]) -> None:
        found = on_days(driver, {day for item in items if (day := _day(item))})
        self._merged = merged_people(driver)
        self._left = {
            day: [one for one in alike if not sheet.is_of_this_import(f"engagement:{one.id}")]
            for day, alike in found.items()
        }

    def found(self, item: Engagement) -> Alike | None:
        """The engagement that an item tells of, taken away."""
        left = self._left.get(_day(item) or "", [])
        found = next((one for one in left if self._is_alike(one, item)), None)
        if found:
            left.remove(found)
        return found

    def _is_alike(self, one: Alike, item: Engagement) -> bool:
        people = {self._merged.get(who.person, who.person) for who in item.participants if who.person}
        countries = {place.country for place in item.places if place.country}
        if one.kind != item.kind or one.edtf != (item.when.edtf if item.when else None):
            return False
        if not people:
            title = item.title.en or item.title.ar
            return one.title == title and one.parties == set(item.parties)
        return people <= one.people and countries == one.countries and set(item.parties) <= one.parties


def _day(item: Engagement) -> str | None:
    number = first_day(item.when)
    return date.fromordinal(number).isoformat() if number else None
