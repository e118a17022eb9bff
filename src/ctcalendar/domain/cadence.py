"""How often a series should meet: the slots a cadence lays down, which meetings fill them, and which comes next.

The anchor is the day of slot 0, and no slot lies before it. An anchored cadence has slot k at anchor + k intervals,
each counted from the anchor: counted from slot to slot, a 31st would turn into the 28th in February and stay there.
A rolling cadence has a slot one interval after each meeting held, and slot 0 where it has an anchor.

`at least` an interval makes a slot the last day that keeps the promise: whenever they meet after the slot or meeting
before it, they met in time.

A meeting fills a slot whose window holds its day: one meeting one slot, early as good as late. A cancelled or undated
meeting is not handed in, so its slot is open; a moved one is handed in with its new day. Everything here is a function
of the record: what is overdue, or due for a reminder, is for those who know what day it is.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, date
from itertools import count, pairwise, takewhile
from typing import NamedTuple

from ctcalendar.domain import edtf
from ctcalendar.domain.values import Cadence

AS_NEEDED, AT_LEAST = "as-needed", "at least "
OFTEN = {"annually": 12, "twice a year": 6}
"""The intervals that have words of their own -> months between two slots."""
_UNITS = {"month": 1, "year": 12}
_INTERVAL = re.compile(r"([1-9]\d{0,2}) (month|year)s?", re.ASCII)
_DAYS = re.compile(r"(\d{1,4}) days?", re.ASCII)
# A week for each month of the interval, just under a quarter of it: the windows of neighbouring slots stay apart, and
# a meeting about halfway between two slots is an extra one. With half an interval every day would be in a window, so
# that any meeting would count as early or late for something and a slot would be overdue only when the next is due.
_DEFAULT_DAYS_A_MONTH = 7


class Meeting(NamedTuple):
    """A meeting of the series: held, or announced and not yet held.

    `on` is its first day; of a meeting known only to its month or year the first day of that, so that what comes next
    is looked for early rather than late.
    """

    id: str
    on: date
    held: bool


class Slot(NamedTuple):
    """A day on which the series should meet; it may as well meet on any day of the window, both ends included.

    `number` is k in an anchored cadence; in a rolling one, how many meetings were held before the slot.
    """

    number: int
    on: date
    earliest: date
    latest: date
    meeting: str | None = None
    """The id of the meeting that fills it."""

    def holds(self, meeting: Meeting) -> bool:
        """Whether the meeting lies in the window."""
        return self.earliest <= meeting.on <= self.latest


class Interval(NamedTuple):
    """How often, in months; and whether that is the longest that may pass from one meeting to the next."""

    months: int
    at_least: bool = False


class _Rhythm(NamedTuple):
    """An interval and its tolerances in numbers. With no days before, a window reaches back to the slot before it."""

    months: int
    days_before: int | None
    days_after: int

    def slot(self, number: int, on: date, before: date | None) -> Slot:
        """The slot on a day; `before` is the day of the slot or meeting before it, none before the calendar began."""
        return Slot(number, on, self._earliest(on, before), _days_after(on, self.days_after))

    def _earliest(self, on: date, before: date | None) -> date:
        if self.days_before is not None:
            return _days_after(on, -self.days_before)
        return _days_after(before, 1) if before else date.min


def slots(cadence: Cadence, meetings: Iterable[Meeting], *, until: date, active: bool = True) -> list[Slot]:
    """Every slot that lies on or before `until`, oldest first; none if the series is suspended or closed.

    Raises:
        ValueError: an interval, tolerance or anchor that nobody could have recorded.
    """
    return list(takewhile(lambda slot: slot.on <= until, _slots(cadence, tuple(meetings), active)))


def expected(cadence: Cadence, meetings: Iterable[Meeting], *, active: bool = True) -> Slot | None:
    """The first slot after the last meeting, held or announced, that nothing fills: what is to be arranged next.

    Slots passed over before that meeting are missed, and no longer expected. A rolling cadence expects nothing once an
    announced meeting fills or passes the slot after the last one held: the next is counted when that one is held.

    Raises:
        ValueError: as `slots`.
    """
    known = tuple(meetings)
    last = max((meeting.on for meeting in known), default=None)
    later = (slot for slot in _slots(cadence, known, active, last) if last is None or slot.on > last)
    return next((slot for slot in later if slot.meeting is None), None)


def interval(every: str) -> Interval | None:
    """The interval that `every` spells; none for `as-needed`.

    Raises:
        ValueError: it is no interval.
    """
    if every == AS_NEEDED:
        return None
    often = every.removeprefix(AT_LEAST)
    at_least = often != every
    # `every` joins a number to the words before it, and stands only there: `at least every 6 months`.
    counted = _INTERVAL.fullmatch(often.removeprefix("every ") if at_least else often)
    months = int(counted[1]) * _UNITS[counted[2]] if counted else OFTEN.get(often)
    if months is None:
        raise ValueError(f"{every!r} is no interval (expected {', '.join(_SPELLED[:-1])} or {_SPELLED[-1]})")
    return Interval(months, at_least)


_SPELLED = ("10 months", "1 year", *sorted(OFTEN), "at least annually", "at least every 6 months", AS_NEEDED)


def in_days(stretch: str) -> int:
    """How many days `60 days` are.

    Raises:
        ValueError: it is no number of days.
    """
    match = _DAYS.fullmatch(stretch)
    if match is None:
        raise ValueError(f"{stretch!r} is no number of days (expected 60 days)")
    return int(match[1])


def _slots(cadence: Cadence, meetings: tuple[Meeting, ...], active: bool, since: date | None = None) -> Iterator[Slot]:
    """The slots, oldest first; of an anchored cadence those before the month of `since` may be left out."""
    often = interval(cadence.every) if active else None
    if often is None:
        return iter(())
    rhythm = _rhythm(often, cadence)
    anchor = edtf.parse(cadence.anchor).earliest if cadence.anchor else None
    if cadence.kind == "rolling":
        return _rolling(rhythm, anchor, meetings)
    return _anchored(rhythm, anchor, meetings, since) if anchor else iter(())


def _rhythm(often: Interval, cadence: Cadence) -> _Rhythm:
    untold = _DEFAULT_DAYS_A_MONTH * often.months
    before, after = (
        default if tolerance is None else in_days(tolerance)
        # The slot of an `at least` is the last day that keeps the promise: nothing after it is granted unasked.
        for default, tolerance in (
            (None if often.at_least else untold, cadence.tolerance_before),
            (0 if often.at_least else untold, cadence.tolerance_after),
        )
    )
    assert after is not None
    return _Rhythm(often.months, before, after)


# -- anchored ---------------------------------------------------------------------------------------------------------


def _anchored(rhythm: _Rhythm, anchor: date, meetings: tuple[Meeting, ...], since: date | None) -> Iterator[Slot]:
    filled = _filled(
        (slot, meeting)
        for meeting in meetings
        for slot in _counted(rhythm, anchor, _numbers_near(rhythm, anchor, meeting.on))
        if slot.holds(meeting)
    )
    first = _number(rhythm, anchor, since) if since else 0
    for slot in _counted(rhythm, anchor, count(first)):
        yield slot._replace(meeting=filled.get(slot.number))


def _counted(rhythm: _Rhythm, anchor: date, numbers: Iterable[int]) -> Iterator[Slot]:
    """The slots with these rising numbers, as far as the calendar goes."""
    for number in numbers:
        on = months_after(anchor, number * rhythm.months)
        if on is None:
            return
        yield rhythm.slot(number, on, months_after(anchor, (number - 1) * rhythm.months))


def _numbers_near(rhythm: _Rhythm, anchor: date, day: date) -> range:
    """The numbers of all slots whose window may hold the day."""
    first = _number(rhythm, anchor, _days_after(day, -rhythm.days_after))
    last = _number(rhythm, anchor, _days_after(day, rhythm.days_before or 0))
    return range(first, last + (1 if rhythm.days_before is not None else 2))


def _number(rhythm: _Rhythm, anchor: date, day: date) -> int:
    """The number of the last slot in or before the month of `day`, or 0."""
    return max(0, ((day.year - anchor.year) * 12 + day.month - anchor.month) // rhythm.months)


# -- rolling ----------------------------------------------------------------------------------------------------------


def _rolling(rhythm: _Rhythm, anchor: date | None, meetings: tuple[Meeting, ...]) -> Iterator[Slot]:
    """A slot after each meeting held, unless the next was held before its window: that one begins the count anew."""
    held = sorted((meeting for meeting in meetings if meeting.held), key=lambda meeting: (meeting.on, meeting.id))
    announced = [meeting for meeting in meetings if not meeting.held]
    counted, pairs = [], []
    for number, (last, following) in enumerate(pairwise([None, *held, None])):
        slot = _slot_after(rhythm, anchor, number, last)
        if slot is None or (following and following.on < slot.earliest):
            continue
        counted.append(slot)
        pairs += [(slot, meeting) for meeting in (following, *announced) if meeting and slot.holds(meeting)]
    filled = _filled(pairs)
    return (slot._replace(meeting=filled.get(slot.number)) for slot in counted)


def _slot_after(rhythm: _Rhythm, anchor: date | None, number: int, last: Meeting | None) -> Slot | None:
    if last is None:
        return rhythm.slot(number, anchor, months_after(anchor, -rhythm.months)) if anchor else None
    on = months_after(last.on, rhythm.months)
    if on is None:
        return None
    on = max(on, anchor or on)
    slot = rhythm.slot(number, on, months_after(on, -rhythm.months))
    # A tolerance longer than the interval must not reach back to the very meeting that the slot is counted from.
    return slot._replace(earliest=max(slot.earliest, _days_after(last.on, 1)))


# -- both -------------------------------------------------------------------------------------------------------------


def _filled(pairs: Iterable[tuple[Slot, Meeting]]) -> dict[int, str]:
    """Slot numbers with the meeting that fills each, of all pairs that could go together.

    A meeting held comes before one announced, then the nearest to the slot, then the earlier slot and meeting.
    """
    filled: dict[int, str] = {}
    used: set[str] = set()
    for slot, meeting in sorted(pairs, key=_claim):
        if slot.number not in filled and meeting.id not in used:
            filled[slot.number] = meeting.id
            used.add(meeting.id)
    return filled


def _claim(pair: tuple[Slot, Meeting]) -> tuple[bool, int, int, date, str]:
    slot, meeting = pair
    return not meeting.held, abs((meeting.on - slot.on).days), slot.number, meeting.on, meeting.id


def months_after(day: date, months: int) -> date | None:
    """The same day of another month, or the last day of that month if it is shorter; none beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_after(day: date, days: int) -> date:
    """The day so many days later, or earlier; at most the first or last day of the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
