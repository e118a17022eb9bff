"""What a VTIMEZONE says of a moment, read as RFC 5545 section 3.6.5 has it: the last observance that began before it.

A reader of our own: dateutil's takes the UNTIL of a rule, which is UTC, for local time.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from dateutil.rrule import rrulestr

from feeds.contentlines import Component, read

_END = datetime.fromisoformat("2060-01-01")


class Clocks(NamedTuple):
    """What clocks say: how far from UTC, under which name, and whether that is summer time."""

    offset: timedelta
    name: str | None
    is_summer: bool


class Onset(NamedTuple):
    """An instant from which clocks say something."""

    at: datetime
    clocks: Clocks


def onsets(body: bytes) -> list[Onset]:
    """Every change of clocks that a VTIMEZONE tells, in order, up to 2060."""
    (zone,) = read(body).components
    return sorted(onset for observance in zone.parts for onset in _onsets(observance))


def _onsets(observance: Component) -> Iterator[Onset]:
    said = {line.name: line.value for line in observance.lines}
    start, before = datetime.fromisoformat(said["DTSTART"]), _offset(said["TZOFFSETFROM"])
    clocks = Clocks(_offset(said["TZOFFSETTO"]), said.get("TZNAME"), observance.name == "DAYLIGHT")
    for local in [start] if "RRULE" not in said else _recurring(said["RRULE"], start, before):
        yield Onset((local - before).replace(tzinfo=UTC), clocks)


def _recurring(rule: str, start: datetime, before: timedelta) -> Iterator[datetime]:
    """The days of a rule. Its UNTIL is UTC, its start local, by the clocks as they were."""
    parts = [part for part in rule.split(";") if not part.startswith("UNTIL=")]
    until = next((part.removeprefix("UNTIL=") for part in rule.split(";") if part.startswith("UNTIL=")), None)
    last = datetime.fromisoformat(until.removesuffix("Z")) + before if until else _END
    yield from rrulestr(";".join(parts), dtstart=start).between(start, last, inc=True)


def _offset(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = (int(text[at : at + 2] or 0) for at in (1, 3, 5))
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)
