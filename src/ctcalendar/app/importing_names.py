"""Ids for what is new in a file: who, with which party, and the day; with a number where something has that already."""

from collections.abc import Iterable, Sequence

from ctcalendar.db.driver import Driver
from ctcalendar.domain.items import Engagement
from ctcalendar.importing.marks import stem
from ctcalendar.importing.matching import Sheet
from ctcalendar.log.read import existing


def new_names(driver: Driver, sheet: Sheet, items: Sequence[Engagement]) -> list[str]:
    """An id for each engagement, which nothing else has, on record or in the file."""
    stems = [stem(item) for item in items]
    names = sheet.next_names(stems)
    unsure, given = list(range(len(names))), set[str]()
    while unsure:
        there = _there(driver, sheet, (names[number] for number in unsure))
        taken = [number for number in unsure if names[number] in there or _is_twice(names[number], given)]
        for number, name in zip(taken, sheet.next_names(stems[number] for number in taken), strict=True):
            names[number] = name
        unsure = taken
    return names


def _there(driver: Driver, sheet: Sheet, names: Iterable[str]) -> set[str]:
    """Those of some names that something has already."""
    streams = [f"engagement:{name}" for name in names]
    return {stream.partition(":")[2] for stream in existing(driver, streams) | sheet.begun_of(streams)}


def _is_twice(name: str, given: set[str]) -> bool:
    """Whether a name was given before; from now on it is."""
    twice = name in given
    given.add(name)
    return twice
