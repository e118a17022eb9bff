"""VEVENTs as rows (RFC 5545): each event, and each occurrence of one that repeats, within a window."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import BinaryIO, NamedTuple

from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import is_zone, zone
from ctcalendar.domain.values import When
from ctcalendar.errors import BadInput
from ctcalendar.importing.content_lines import Event, Property, events, unescaped
from ctcalendar.importing.days import Unread
from ctcalendar.importing.mapping import FileMapping
from ctcalendar.importing.recurrence import MAX_OCCURRENCES, Budget, occurrences, read_rule
from ctcalendar.importing.rows import Row, folded

MAX_DAYS = 3_660
MAX_APART = 100_000
DAYS_A_MOMENT = 10
"""Reading a moment that is written down takes as long as looking at so many days."""
_LEVELS = {one.name: one for one in Clearance}
COLUMNS = ("SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "STATUS", "URL", "COMMENT", "UID", "CLASS")
"""The properties that a mapping may name as columns."""
_DURATION = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.ASCII
)


class Window(NamedTuple):
    """The first and the last day of occurrences that are wanted; None is open."""

    first: date | None = None
    last: date | None = None


Moment = date | datetime
"""A day, or a time on the clocks of the event's own zone; a datetime is a date to Python, so it is asked for first."""


def calendar_rows(name: str, file: BinaryIO, mapping: FileMapping, window: Window | None) -> Iterator[Row]:
    """The events of a calendar as rows; one that cannot be read comes with its problem."""
    told_apart, budget = _told_apart(name, file), Budget()
    for event in events(name, file):
        reader = _EventReader(event, mapping)
        try:
            yield from reader.rows(window or Window(), told_apart, budget)
        except Unread as error:
            yield Row(event.first, event.last, {}, str(error), identity=reader.uid)


def _told_apart(name: str, file: BinaryIO) -> Mapping[str, list[Property]]:
    """The occurrences that events of their own tell of: UID -> when they would have begun."""
    found: dict[str, list[Property]] = {}
    count = 0
    for event in events(name, file):
        uid, instead = event.first_of("UID"), event.first_of("RECURRENCE-ID")
        if uid and instead:
            found.setdefault(folded(unescaped(uid.value)), []).append(instead._replace(value=instead.value[:100]))
            count += 1
            if count > MAX_APART:
                raise BadInput(
                    f"{name}:{event.first}: has more than {MAX_APART:,} changed occurrences", hint="split the calendar"
                )
    return found


class _EventReader:
    """One VEVENT being read."""

    def __init__(self, event: Event, mapping: FileMapping) -> None:
        self._event, self._mapping = event, mapping
        uid = event.first_of("UID")
        self.uid = folded(unescaped(uid.value)) if uid else None

    def rows(self, window: Window, told_apart: Mapping[str, list[Property]], budget: Budget) -> Iterator[Row]:
        """The event, or its occurrences."""
        event = self._event
        if event.problem:
            raise Unread(event.problem)
        self._refuse_lower_level()
        begins = event.first_of("DTSTART")
        if begins is None:
            raise Unread("has no DTSTART")
        start, own = _moment(begins), self._zone(begins)
        lasts = self._length(start, own)
        instead, repeats = event.first_of("RECURRENCE-ID"), event.first_of("RRULE")
        if instead is not None or not (repeats or event.first_of("RDATE")):
            yield self._row(start, own, lasts, self._on_clocks(instead, own) if instead else None)
            return
        instead_of = told_apart.get(self.uid or "", ())
        # Every event of one UID looks at all of these: unbounded, a calendar of them would take hours.
        budget.spend(DAYS_A_MOMENT * len(instead_of))
        apart = {_date(self._on_clocks(one, own)) for one in instead_of}
        for moment in sorted(self._occurrences(start, own, repeats, window, budget), key=_sortable):
            if _date(moment) not in apart:
                yield self._row(moment, own, lasts, moment)

    def _refuse_lower_level(self) -> None:
        """What is private where it comes from does not become public by being imported."""
        given = [one.value.strip().upper() for one in self._event.properties if one.name == "CLASS"]
        level = max((_LEVELS.get(one, Clearance.PRIVATE) for one in given), default=Clearance.PUBLIC)
        if level > Clearance[self._mapping.classification]:
            raise Unread(
                f"is CLASS:{level.name}, and would be recorded as {self._mapping.classification}: say "
                f"`classification: {level.name}` in the mapping, or leave it out with --keep-going"
            )

    def _row(self, start: Moment, own: str | None, lasts: timedelta, occurrence: Moment | None) -> Row:
        cells = {name: self._text(name) for name in COLUMNS}
        identity = self.uid
        if identity and occurrence:
            identity = f"{identity}#{_date(occurrence):%Y%m%d}"
        when = self._when(start, own, lasts)
        return Row(self._event.first, self._event.last, cells, when=when, identity=identity)

    def _text(self, name: str) -> str:
        found = [one.value for one in self._event.properties if one.name == name]
        return folded(", ".join(map(unescaped, found if name == "CATEGORIES" else found[:1])))

    # -- when -------------------------------------------------------------------------------------------------------

    def _when(self, start: Moment, own: str | None, lasts: timedelta) -> When:
        """The days it lasts, or the time at which it begins on one. DTEND is exclusive."""
        try:
            if not isinstance(start, datetime):
                last = start + max(lasts - timedelta(1), timedelta())
                return When(edtf=_edtf(start, last))
            end = start + lasts
            shown = own
            if own == "UTC" and self._mapping.zone:
                shown = self._mapping.zone
                start, end = _elsewhere(start, own, shown), _elsewhere(end, own, shown)
            # What ends at midnight has not begun another day.
            last = max(start, end - timedelta(seconds=1)).date()
        except OverflowError:
            raise Unread("ends beyond the calendar") from None
        if last != start.date():
            return When(edtf=_edtf(start.date(), last))
        return When(edtf=start.date().isoformat(), time=f"{start:%H:%M}", zone=shown)

    def _zone(self, given: Property) -> str | None:
        if given.value.strip().upper().endswith("Z"):
            return "UTC"
        name = given.parameters.get("TZID")
        if name is None:
            return None
        known = self._mapping.zones.get(name) or _zone_named(name)
        if known is None:
            raise Unread(f"the zone {name!r} is not known; say in the mapping's `zones` which it is")
        return known

    def _on_clocks(self, given: Property, own: str | None) -> Moment:
        """A moment as it is on the clocks of the event's own zone."""
        moment, there = _moment(given), self._zone(given)
        if not isinstance(moment, datetime) or not own or not there or own == there:
            return moment
        return _elsewhere(moment, there, own)

    def _length(self, start: Moment, own: str | None) -> timedelta:
        """How long it lasts; nothing said is one day, or one moment."""
        ends, duration = self._event.first_of("DTEND"), self._event.first_of("DURATION")
        if ends is not None:
            last = self._on_clocks(ends, own)
            if isinstance(last, datetime) != isinstance(start, datetime):
                raise Unread("begins on a day and ends at a time, or the other way")
            lasts = last - start
        else:
            lasts = _duration(duration.value) if duration else timedelta()
        if lasts < timedelta():
            raise Unread("ends before it begins")
        if lasts.days > MAX_DAYS:
            raise Unread(f"lasts {lasts.days:,} days")
        return lasts

    # -- again ------------------------------------------------------------------------------------------------------

    def _occurrences(
        self, start: Moment, own: str | None, repeats: Property | None, window: Window, budget: Budget
    ) -> set[Moment]:
        found = {start, *self._listed("RDATE", own, budget)}
        if repeats is not None:
            rule = read_rule(repeats.value, self._until(repeats.value, own))
            days = occurrences(rule, _date(start), window.first, window.last, budget)
            found |= {datetime.combine(day, start.time()) if isinstance(start, datetime) else day for day in days}
        left_out = self._listed("EXDATE", own, budget)
        return {
            moment
            for moment in found
            if moment not in left_out
            and (_date(moment) not in left_out or not isinstance(moment, datetime))
            and (window.first or date.min) <= _date(moment) <= (window.last or date.max)
        }

    def _until(self, rule: str, own: str | None) -> date | None:
        match = re.search(r"(?:^|;)UNTIL=([0-9TZ]+)", rule, re.IGNORECASE)
        return _date(self._on_clocks(Property("UNTIL", {}, match[1]), own)) if match else None

    def _listed(self, name: str, own: str | None, budget: Budget) -> set[Moment]:
        """The moments that a list of exceptions or additions names."""
        found = [one for one in self._event.properties if one.name == name]
        values = [one._replace(value=value.partition("/")[0]) for one in found for value in one.value.split(",")]
        if len(values) > MAX_OCCURRENCES:
            raise Unread(f"{name}: names {len(values):,} moments; at most {MAX_OCCURRENCES:,} are read")
        budget.spend(DAYS_A_MOMENT * len(values))
        return {self._on_clocks(value, own) for value in values}


def _edtf(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _elsewhere(moment: datetime, here: str, there: str) -> datetime:
    """What clocks there show, without the zone."""
    return moment.replace(tzinfo=zone(here)).astimezone(zone(there)).replace(tzinfo=None)


def _sortable(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, datetime.min.time())


def _moment(given: Property) -> Moment:
    text = given.value.strip().upper()
    try:
        if len(text) == 8:
            return _day(text)
        return datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError as error:
        if isinstance(error, Unread):
            raise
        raise Unread(f"{given.name}: {text[:40]!r} is no day or time of a calendar") from None


def _day(text: str) -> date:
    if not (len(text) == 8 and text.isascii() and text.isdecimal()):
        raise Unread(f"{text[:40]!r} is no day of a calendar")
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise Unread(f"{text!r} is no day of the calendar") from None


def _date(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _duration(text: str) -> timedelta:
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()):
        raise Unread(f"DURATION: {text[:40]!r} cannot be read")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _zone_named(name: str) -> str | None:
    """The IANA zone of a TZID: it may be its name, end in it, or be what Windows calls it."""
    if is_zone(name):
        return name
    steps = name.strip("/").split("/")
    tails = ["/".join(steps[-count:]) for count in (3, 2)]
    if known := next((tail for tail in tails if "/" in tail and is_zone(tail)), None):
        return known
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return WINDOWS_TO_OLSON.get(name)
