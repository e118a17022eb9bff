"""Time zones as VTIMEZONE, in rules rather than lists of dates: Outlook reads no other form (RFC 5545 section 3.6.5).

The rules are read off the IANA database as Python has it, from 1970 to 2037: where clocks changed on the same weekday
of a month (or the same day) year after year, at the same hour, that is one rule; what stands alone is a date of its
own. A rule that still holds in 2037 has no end.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ctcalendar.domain.days import zone as iana
from ctcalendar.feeds.lines import Component, Property, written

_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Offset(NamedTuple):
    """What clocks say in a zone: how far from UTC, under which name, and whether that is summer time."""

    seconds: int
    name: str
    is_summer: bool


class _Change(NamedTuple):
    """Clocks that were changed: when by the old time and by UTC, from what to what."""

    local: datetime
    instant: datetime
    before: _Offset
    after: _Offset


@lru_cache(maxsize=64)
def rendered_zone(name: str) -> bytes:
    """The VTIMEZONE of an IANA zone."""
    zone = iana(name)
    at_first = _offset(zone, _FIRST)
    start = _Change((_FIRST + timedelta(seconds=at_first.seconds)).replace(tzinfo=None), _FIRST, at_first, at_first)
    observances = [_observance([start], None), *(_observance(run, rule) for run, rule in _runs(_changes(zone)))]
    return written(Component("VTIMEZONE", [Property("TZID", name)], observances))


def _offset(zone: ZoneInfo, instant: datetime) -> _Offset:
    there = instant.astimezone(zone)
    offset = there.utcoffset() or timedelta()
    return _Offset(
        int(offset.total_seconds()), there.tzname() or _spelled(int(offset.total_seconds())), bool(there.dst())
    )


def _changes(zone: ZoneInfo) -> Iterator[_Change]:
    """Every change of clocks, in order, found by looking at each day."""
    day, before = _FIRST, _offset(zone, _FIRST)
    while day < _LAST:
        day += timedelta(days=1)
        after = _offset(zone, day)
        if after != before:
            instant = _moment(zone, day - timedelta(days=1), day, before)
            local = (instant + timedelta(seconds=before.seconds)).replace(tzinfo=None)
            yield _Change(local, instant, before, after)
            before = after


def _moment(zone: ZoneInfo, early: datetime, late: datetime, before: _Offset) -> datetime:
    """The first second at which clocks no longer say what they said before."""
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=int((late - early).total_seconds()) // 2)
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    return late


def _runs(changes: Iterable[_Change]) -> Iterator[tuple[list[_Change], str | None]]:
    """The changes in runs that one rule covers, each with the rule; one that stands alone has none."""
    by_kind: dict[object, list[_Change]] = {}
    for change in changes:
        kind = (change.local.month, change.local.time(), change.before, change.after)
        by_kind.setdefault(kind, []).append(change)
    runs = [run for alike in by_kind.values() for run in _in_consecutive_years(alike)]
    yield from sorted(runs, key=lambda found: found[0][0].instant)


def _in_consecutive_years(changes: list[_Change]) -> Iterator[tuple[list[_Change], str | None]]:
    run: list[_Change] = []
    rules: list[str] = []
    for change in changes:
        common = [rule for rule in _rules(change.local) if rule in rules]
        if run and common and change.local.year == run[-1].local.year + 1:
            run, rules = [*run, change], common
            continue
        if run:
            yield run, rules[0] if len(run) > 1 else None
        run, rules = [change], _rules(change.local)
    if run:
        yield run, rules[0] if len(run) > 1 else None


def _rules(local: datetime) -> list[str]:
    """The yearly rules that hold for a day: the last or n-th such weekday of its month, or that day of the month."""
    weekday = _WEEKDAYS[local.weekday()]
    is_last = local.day + 7 > monthrange(local.year, local.month)[1]
    days = [f"-1{weekday}"] * is_last + [f"{(local.day + 6) // 7}{weekday}"]
    month = f"BYMONTH={local.month}"
    return [*(f"{month};BYDAY={day}" for day in days), f"{month};BYMONTHDAY={local.day}"]


def _observance(run: list[_Change], rule: str | None) -> Component:
    first, last = run[0], run[-1]
    properties = [
        Property("DTSTART", f"{first.local:%Y%m%dT%H%M%S}"),
        Property("TZOFFSETFROM", _spelled(first.before.seconds)),
        Property("TZOFFSETTO", _spelled(first.after.seconds)),
        Property("TZNAME", first.after.name),
    ]
    if rule is not None:
        until = "" if last.local.year >= _LAST.year - 1 else f";UNTIL={last.instant:%Y%m%dT%H%M%SZ}"
        properties.append(Property("RRULE", f"FREQ=YEARLY;{rule}{until}"))
    return Component("DAYLIGHT" if first.after.is_summer else "STANDARD", properties)


def _spelled(seconds: int) -> str:
    """An offset from UTC: +0300, or +002851 where it had seconds."""
    sign, rest = "-" if seconds < 0 else "+", abs(seconds)
    return f"{sign}{rest // 3600:02}{rest // 60 % 60:02}" + (f"{rest % 60:02}" if rest % 60 else "")
