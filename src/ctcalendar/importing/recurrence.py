"""Days on which something recurs, within bounds that hold whatever the rule says.

Day by day through each period, so that a rule which never comes true (30 February) ends as soon as its periods do.
Source: RFC 5545 section 3.3.10; of its parts not BYHOUR, BYMINUTE, BYSECOND, and no frequency shorter than a day: what
diplomats do every hour is no engagement each time.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from ctcalendar.importing.days import Unread

MAX_PERIODS = 40_000
MAX_OCCURRENCES = 10_000
MAX_LOOKED_AT = 400_000
_AS_DAYS = {"DAILY": 1, "WEEKLY": 1, "MONTHLY": 5, "YEARLY": 10}
"""Going to the next period takes as long as looking at so many days."""
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_READ = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYYEARDAY", "BYSETPOS", "WKST"}


class Rule(NamedTuple):
    """A recurrence rule. Numbers in its lists may count from the end, as -1."""

    freq: str
    interval: int = 1
    times: int | None = None
    """COUNT."""
    until: date | None = None
    by_day: Sequence[tuple[int, int]] = ()
    """(which in the period, or 0 for each; weekday from Monday, 0)."""
    by_month_day: Sequence[int] = ()
    by_month: Sequence[int] = ()
    by_year_day: Sequence[int] = ()
    by_set_pos: Sequence[int] = ()
    week_start: int = 0


class Budget:
    """How many days may still be looked at for all that repeats in one calendar."""

    def __init__(self, left: int = MAX_LOOKED_AT) -> None:
        self._left = left

    def spend(self, days: int) -> None:
        """Take note that so many are looked at.

        Raises:
            Unread: they are more than are left.
        """
        self._left -= days
        if self._left < 0:
            raise Unread(
                f"repeats, and more than {MAX_LOOKED_AT:,} days were looked at for what repeats in this calendar: "
                "say from when to when with --from and --until"
            )


def read_rule(text: str, until: date | None) -> Rule:
    """A RRULE as it stands in a calendar; `until` is its UNTIL, as a day on the clocks of the event.

    Raises:
        Unread: it is none, or has parts that are not read.
    """
    parts = dict(part.partition("=")[::2] for part in text.upper().split(";") if part)
    if other := sorted(parts.keys() - _READ):
        raise Unread(f"RRULE: {', '.join(other)} is not read; expand it in the calendar it comes from")
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise Unread(f"RRULE: FREQ={parts.get('FREQ', '')} is no engagement each time; at most DAILY is read")
    try:
        return Rule(
            parts["FREQ"],
            _positive(parts.get("INTERVAL", "1")),
            _positive(parts["COUNT"]) if "COUNT" in parts else None,
            until,
            sorted({_weekday(one) for one in parts["BYDAY"].split(",")}) if "BYDAY" in parts else (),
            _numbers(parts, "BYMONTHDAY", 31),
            _numbers(parts, "BYMONTH", 12),
            _numbers(parts, "BYYEARDAY", 366),
            _numbers(parts, "BYSETPOS", 366),
            _WEEKDAYS.index(parts.get("WKST", "MO")),
        )
    except ValueError:
        raise Unread(f"RRULE: {text[:100]!r} is no rule that can be read") from None


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:9]) >= 1 and len(text) <= 9):
        raise ValueError(text)
    return int(text)


def _numbers(parts: Mapping[str, str], name: str, most: int) -> Sequence[int]:
    found = sorted({int(number) for number in parts[name].split(",")}) if name in parts else []
    if any(not 1 <= abs(number) <= most for number in found):
        raise ValueError(name)
    return found


def _weekday(text: str) -> tuple[int, int]:
    nth = int(text[:-2] or 0)
    if abs(nth) > 53:
        raise ValueError(text)
    return nth, _WEEKDAYS.index(text[-2:])


def occurrences(
    rule: Rule, start: date, first: date | None, last: date | None, budget: Budget | None = None
) -> Iterator[date]:
    """The days from `start` on which a rule comes true, those from `first` to `last`.

    Raises:
        Unread: they are too many, or it goes through too many periods before it ends.
    """
    if last is None and rule.times is None and rule.until is None:
        raise Unread("repeats for ever: say from when to when with --from and --until")
    end = min(day for day in (last, rule.until, date.max) if day is not None)
    looked_at = _periods(rule, start, first, end, budget or Budget())
    found = (day for day in _counted(rule, start, end, looked_at) if first is None or day >= first)
    for number, day in enumerate(found):
        if number == MAX_OCCURRENCES:
            raise Unread(f"repeats more than {MAX_OCCURRENCES:,} times: say from when to when with --from and --until")
        yield day


def _counted(rule: Rule, start: date, end: date, periods: Iterable[Sequence[date]]) -> Iterator[date]:
    days = (day for period in periods for day in _in_period(rule, start, period) if start <= day)
    for day in islice(days, rule.times):
        if day > end:
            return
        yield day


def _periods(rule: Rule, start: date, wanted: date | None, end: date, budget: Budget) -> Iterator[Sequence[date]]:
    """The days of each period that may be meant, from near the first day that is wanted as far as `end`."""
    passed_over = _passed_over(rule, start, wanted)
    for number in range(passed_over, passed_over + MAX_PERIODS):
        try:
            first, days = _period(rule, start, number * rule.interval)
        except (OverflowError, ValueError):
            return  # beyond the calendar
        if first > end:
            return
        found = _likely(rule, start, first, min(days, (date.max - first).days + 1))
        budget.spend(_AS_DAYS[rule.freq] + len(found))
        yield found
    raise Unread(
        f"RRULE: goes through more than {MAX_PERIODS:,} periods: say from when to when with --from and --until"
    )


def _passed_over(rule: Rule, start: date, wanted: date | None) -> int:
    """How many periods end before the first day that is wanted, at least; where each time counts, none is passed."""
    if wanted is None or wanted <= start or rule.times is not None:
        return 0
    days, years = (wanted - start).days, wanted.year - start.year
    between = {"DAILY": days, "WEEKLY": days // 7, "MONTHLY": years * 12 + wanted.month - start.month, "YEARLY": years}
    return max(0, between[rule.freq] // rule.interval - 1)


def _likely(rule: Rule, start: date, first: date, days: int) -> Sequence[date]:
    """The days of a period without those whose month or day of the month no year makes right."""
    if rule.freq == "WEEKLY" and (rule.by_day or not (rule.by_month_day or rule.by_year_day)):
        weekdays = {weekday for _, weekday in rule.by_day} or {start.weekday()}
        return [day for n in range(days) if (day := first + timedelta(n)).weekday() in weekdays]
    if rule.freq != "YEARLY":
        months_apart = rule.freq == "MONTHLY" and rule.by_month and first.month not in rule.by_month
        return () if months_apart else _of_month(rule, start, first, days)
    if rule.by_day or rule.by_year_day:
        months: Iterable[int] = rule.by_month or range(1, 13)
    else:
        months = rule.by_month or (range(1, 13) if rule.by_month_day else (start.month,))
    begun = [date(first.year, month, 1) for month in months if month > 0]
    return [day for month in begun for day in _of_month(rule, start, month, monthrange(month.year, month.month)[1])]


def _of_month(rule: Rule, start: date, first: date, days: int) -> Sequence[date]:
    if rule.freq in ("MONTHLY", "YEARLY") and not (rule.by_day or rule.by_year_day):
        wanted = {number if number > 0 else days + 1 + number for number in rule.by_month_day or (start.day,)}
        return [first.replace(day=number) for number in sorted(wanted) if 1 <= number <= days]
    return [first + timedelta(n) for n in range(days)]


def _period(rule: Rule, start: date, after: int) -> tuple[date, int]:
    """The first day and the length of the period that comes so many after the one of `start`."""
    if rule.freq == "DAILY":
        return start + timedelta(after), 1
    if rule.freq == "WEEKLY":
        back = (start.weekday() - rule.week_start) % 7
        return start - timedelta(min(back, start.toordinal() - 1)) + timedelta(7 * after), 7
    if rule.freq == "YEARLY":
        return date(start.year + after, 1, 1), 366 if monthrange(start.year + after, 2)[1] == 29 else 365
    years, month = divmod(start.month - 1 + after, 12)
    return date(start.year + years, month + 1, 1), monthrange(start.year + years, month + 1)[1]


def _in_period(rule: Rule, start: date, period: Sequence[date]) -> Sequence[date]:
    days = [day for day in period if _is_meant(rule, start, day)]
    if not rule.by_set_pos:
        return days
    chosen = {days[at - 1 if at > 0 else at] for at in rule.by_set_pos if -len(days) <= at <= len(days)}
    return sorted(chosen)


def _is_meant(rule: Rule, start: date, day: date) -> bool:
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day and not _is_nth(rule.by_month_day, day.day, monthrange(day.year, day.month)[1]):
        return False
    year = 366 if monthrange(day.year, 2)[1] == 29 else 365
    if rule.by_year_day and not _is_nth(rule.by_year_day, day.timetuple().tm_yday, year):
        return False
    if rule.by_day:
        return any(day.weekday() == weekday and _is_in_place(rule, day, nth) for nth, weekday in rule.by_day)
    if rule.by_month_day or rule.by_year_day or rule.freq == "DAILY":
        return True
    if rule.freq == "WEEKLY":
        return day.weekday() == start.weekday()
    return day.day == start.day and (rule.freq == "MONTHLY" or bool(rule.by_month) or day.month == start.month)


def _is_nth(wanted: Sequence[int], number: int, length: int) -> bool:
    return number in wanted or number - length - 1 in wanted


def _is_in_place(rule: Rule, day: date, nth: int) -> bool:
    """Whether a day is the nth of its weekday: in the month, or for a rule of years without months, in the year."""
    if nth == 0 or rule.freq in ("DAILY", "WEEKLY"):
        return True
    if rule.freq == "YEARLY" and not rule.by_month:
        number, length = day.timetuple().tm_yday, 366 if monthrange(day.year, 2)[1] == 29 else 365
    else:
        number, length = day.day, monthrange(day.year, day.month)[1]
    return nth in ((number - 1) // 7 + 1, -((length - number) // 7 + 1))
