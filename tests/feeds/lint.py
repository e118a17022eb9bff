"""A strict lint of calendar files: what the RFCs ask, and what calendar programs are known to stumble over.

RFC 5545, with 6868 (parameters), 7986 (the head of a calendar), 9073 (participants, places) and 9253 (links). The
parser is our own (`contentlines.py`): neither the code that writes feeds nor a library behind it judges itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from feeds.contentlines import Component, Line, Read, listed, read

ENTRIES = ("VEVENT", "VTODO")
STAMPED = {"UID", "DTSTAMP", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "CREATED", "CLASS"}
REQUIRED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": STAMPED | {"DTSTART"},
    "VTODO": STAMPED,
    "VALARM": {"ACTION", "TRIGGER"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "PARTICIPANT": {"UID", "PARTICIPANT-TYPE"},
    "VLOCATION": {"UID"},
    "VRESOURCE": {"UID"},
}
"""Component -> the properties it must have; what is not named here is no component we publish."""

WITHIN = {
    "VCALENDAR": {""},
    "VALARM": {*ENTRIES},
    "PARTICIPANT": {*ENTRIES},
    "VLOCATION": {*ENTRIES, "PARTICIPANT"},
    "VRESOURCE": {*ENTRIES, "PARTICIPANT"},
    "STANDARD": {"VTIMEZONE"},
    "DAYLIGHT": {"VTIMEZONE"},
}
"""Component -> where it may stand; the others stand in a calendar."""

REPEATABLE = set(
    """ATTACH ATTENDEE CATEGORIES COMMENT CONTACT EXDATE RELATED-TO RESOURCES RDATE RSTATUS IMAGE CONFERENCE
    LINK CONCEPT REFID STRUCTURED-DATA STYLED-DESCRIPTION TZNAME""".split()
)
ONCE_A_LANGUAGE = {("VCALENDAR", "NAME"), ("VCALENDAR", "DESCRIPTION")}

TEXTS = set(
    """CALSCALE CATEGORIES CLASS COLOR COMMENT CONTACT DESCRIPTION LOCATION LOCATION-TYPE NAME PARTICIPANT-TYPE PRODID
    REFID RELATED-TO RESOURCES STATUS SUMMARY TRANSP TZID TZNAME UID VERSION""".split()
)
LISTS = {"CATEGORIES", "RESOURCES", "LOCATION-TYPE"}
ADDRESSES = {"URL", "SOURCE", "TZURL", "LINK", "CONCEPT", "CALENDAR-ADDRESS", "ATTENDEE", "ORGANIZER"}
MOMENTS = set("DTSTART DTEND DUE COMPLETED DTSTAMP CREATED LAST-MODIFIED RECURRENCE-ID".split())
OTHERS = set(
    """ACTION ATTACH BEGIN CONFERENCE DURATION END GEO IMAGE METHOD PERCENT-COMPLETE PRIORITY RDATE REFRESH-INTERVAL
    REPEAT RRULE SEQUENCE STRUCTURED-DATA STYLED-DESCRIPTION TRIGGER TZOFFSETFROM TZOFFSETTO""".split()
)
NEEDED_PARAMETERS = {
    "REFRESH-INTERVAL": {"VALUE": ("DURATION",)},
    "SOURCE": {"VALUE": ("URI",)},
    "IMAGE": {"VALUE": ("URI", "BINARY")},
    "LINK": {"VALUE": ("URI", "UID", "XML-REFERENCE", "TEXT"), "LINKREL": ()},
}
"""Property -> parameters it must have -> the values they may have, where there are few."""

ONE_OF = {
    ("VCALENDAR", "VERSION"): {"2.0"},
    ("VCALENDAR", "CALSCALE"): {"GREGORIAN"},
    ("VEVENT", "STATUS"): {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    ("VTODO", "STATUS"): {"NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED"},
    **{(name, "CLASS"): {"PUBLIC", "PRIVATE", "CONFIDENTIAL"} for name in ENTRIES},
    ("VEVENT", "TRANSP"): {"TRANSPARENT", "OPAQUE"},
}

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z\[\]_a-z~]+")
_ESCAPE = re.compile(r"\\[\\;,nN]")
_SMALL = re.compile(r"0|[1-9]\d{0,5}", re.ASCII)
_DURATION = re.compile(r"[+-]?P(?:\d+W|(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)(?<![PT])", re.ASCII)
_DAY = re.compile(r"\d{8}", re.ASCII)
_MOMENT = re.compile(r"\d{8}T\d{6}Z?", re.ASCII)


def lint(body: bytes, *, alarms: bool = False) -> list[str]:
    """Everything wrong with a calendar file, each in a sentence; `alarms` says that the feed was asked for them."""
    found = read(body)
    problems = [*found.problems, *_top(found)]
    for component in found.walk():
        problems += _component(component)
        for line in component.lines:
            problems += _line(component, line)
    problems += [problem for entry in found.walk(*ENTRIES) for problem in _times(entry)]
    problems += [*_identities(found), *_zones(found)]
    problems += [f"line {one.number}: an alarm that nobody asked for" for one in found.walk("VALARM") if not alarms]
    return problems


def _top(found: Read) -> Iterator[str]:
    names = [component.name for component in found.components]
    if names != ["VCALENDAR"]:
        yield f"holds {', '.join(names) or 'nothing'} where it should hold one VCALENDAR"
    for calendar in found.components:
        yield from (f"line {line.number}: METHOD makes it an invitation" for line in calendar.all("METHOD"))
        # RFC 7986 allows it, but vdirsyncer 0.21 takes the first UID of a file for that of each entry, and keeps one.
        yield from (f"line {line.number}: a UID before those of the entries" for line in calendar.all("UID"))


def _component(component: Component) -> Iterator[str]:
    at = f"line {component.number}: {component.name}"
    if component.name not in REQUIRED:
        yield f"{at} is no component we know"
    names = {line.name for line in component.lines}
    yield from (f"{at} has no {name}" for name in sorted(REQUIRED.get(component.name, set()) - names))
    counted = Counter(_once(component, line) for line in component.lines if line.name not in REPEATABLE)
    yield from (f"{at} has {name} {number} times" for (name, _), number in counted.items() if number > 1)
    for part in component.parts:
        if component.name not in WITHIN.get(part.name, {"VCALENDAR"}):
            yield f"line {part.number}: {part.name} stands in {component.name}"
    if component.name in ("VCALENDAR", *ENTRIES) and component.parts:
        late = [line for line in component.lines if line.number > component.parts[0].number]
        yield from (f"line {line.number}: {line.name} stands after a component of {component.name}" for line in late)


def _once(component: Component, line: Line) -> tuple[str, str | None]:
    """What must stand only once in a component: a property, or one in a language."""
    return line.name, line.parameter("LANGUAGE") if (component.name, line.name) in ONCE_A_LANGUAGE else None


def _line(component: Component, line: Line) -> Iterator[str]:
    """What is wrong with a property by itself."""
    at = f"line {line.number}: {line.name}"
    if line.name not in TEXTS | ADDRESSES | MOMENTS | OTHERS and not line.name.startswith("X-"):
        yield f"{at} is no property we know"
    if (allowed := ONE_OF.get((component.name, line.name))) and line.value not in allowed:
        yield f"{at} is {line.value!r}"
    for name, values in NEEDED_PARAMETERS.get(line.name, {}).items():
        if (given := line.parameter(name)) is None or (values and given not in values):
            yield f"{at} has {name} {given}"
    if line.name == "SEQUENCE" and not _SMALL.fullmatch(line.value):
        yield f"{at} is {line.value!r}, no small number"
    if line.name in MOMENTS:
        yield from (f"{at}: {problem}" for problem in _moment_problems(line))
    yield from (f"{at}: {problem}" for problem in _value_problems(line))


def _value_problems(line: Line) -> Iterator[str]:
    """What is wrong with a value of the type that its property has, or its VALUE says."""
    kind = line.parameter("VALUE") or ("URI" if line.name in ADDRESSES else "TEXT")
    if kind == "URI" and not _ADDRESS.fullmatch(line.value):
        yield f"{line.value!r} is no address"
    if kind == "DURATION" and not _DURATION.fullmatch(line.value):
        yield f"{line.value!r} is no duration"
    if kind == "TEXT" and (line.name in TEXTS or line.name.startswith("X-")):
        yield from _text_problems(line)


def _text_problems(line: Line) -> Iterator[str]:
    for text in listed(line.value) if line.name in LISTS else [line.value]:
        rest = _ESCAPE.sub("", text)
        if "\\" in rest:
            yield "holds a backslash that escapes nothing"
        if "," in rest or ";" in rest:
            yield "holds a comma or semicolon without a backslash"


def _moment_problems(line: Line) -> Iterator[str]:
    whole_day = line.parameter("VALUE") == "DATE"
    if not (_DAY if whole_day else _MOMENT).fullmatch(line.value):
        yield f"{line.value!r} is no {'day' if whole_day else 'moment'}"
    elif _moment(line) is None:
        yield f"{line.value!r} is not in the calendar, or its zone is not known"
    if line.parameter("TZID") and (whole_day or line.value.endswith("Z")):
        yield "has a TZID that it cannot have"
    if line.name in ("DTSTAMP", "CREATED", "LAST-MODIFIED", "COMPLETED") and not line.value.endswith("Z"):
        yield f"{line.value!r} is not in UTC"


def _moment(line: Line) -> date | datetime | None:
    """A day, or a moment: with its zone where it has one, as if in UTC where it floats."""
    try:
        if len(line.value) == len("20171108"):
            return datetime.strptime(line.value, "%Y%m%d").replace(tzinfo=UTC).date()
        zone = ZoneInfo(line.parameter("TZID") or "UTC")
        return datetime.strptime(line.value.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    except (ValueError, KeyError, OSError):  # no such day; no such zone, or a name that is none
        return None


def _times(entry: Component) -> Iterator[str]:
    """Whether an entry begins before it ends, and was recorded before it was changed."""
    at = f"line {entry.number}: {entry.name}"
    begins, ends = (_shown(entry, *names) for names in (("DTSTART",), ("DTEND", "DUE")))
    if begins is not None and ends is not None:
        if isinstance(begins, datetime) != isinstance(ends, datetime):
            yield f"{at} begins on a day and ends at a time, or the other way round"
        elif _order(ends) <= _order(begins):
            yield f"{at} does not end after it begins"
    if entry.all("DURATION") and (entry.all("DTEND") or entry.all("DUE")):
        yield f"{at} has a duration and an end"
    created, changed = _shown(entry, "CREATED"), _shown(entry, "LAST-MODIFIED")
    if created is not None and changed is not None and _order(created) > _order(changed):
        yield f"{at} was changed before it was created"


def _shown(entry: Component, *names: str) -> date | datetime | None:
    line = next((line for line in entry.lines if line.name in names), None)
    return _moment(line) if line else None


def _order(moment: date | datetime) -> float:
    return moment.timestamp() if isinstance(moment, datetime) else float(moment.toordinal())


def _identities(found: Read) -> Iterator[str]:
    """UIDs: of entries once in the file, of what stands within an entry once in the entry."""
    yield from _doubled(found.walk(*ENTRIES))
    for entry in found.walk(*ENTRIES):
        yield from _doubled(part for part in entry.walk() if part is not entry)


def _doubled(components: Iterable[Component]) -> Iterator[str]:
    lines = [line for component in components for line in component.all("UID")]
    for value, number in Counter(line.value for line in lines).items():
        if number > 1:
            yield f"the UID {value} stands {number} times"
    yield from (f"line {line.number}: the UID is empty" for line in lines if not line.value.strip())


def _zones(found: Read) -> Iterator[str]:
    zones = found.walk("VTIMEZONE")
    declared = Counter(line.value for zone in zones for line in zone.all("TZID"))
    used = {given for part in found.walk() for line in part.lines if (given := line.parameter("TZID"))}
    yield from (f"the time zone {name} is declared {number} times" for name, number in declared.items() if number > 1)
    yield from (f"the time zone {name} is not declared" for name in sorted(used - declared.keys()))
    if found.walk("VEVENT") or found.walk("VTODO"):  # an empty calendar declares one, to hold something
        yield from (f"the time zone {name} is not used" for name in sorted(declared.keys() - used))
    for zone in zones:
        if not zone.parts:
            yield f"line {zone.number}: a time zone that says nothing"
        for observance in zone.parts:
            yield from _observance_problems(observance)


def _observance_problems(observance: Component) -> Iterator[str]:
    for line in observance.all("RDATE"):
        yield f"line {line.number}: RDATE in a time zone, which some programs pass over"
    for line in observance.all("TZOFFSETFROM") + observance.all("TZOFFSETTO"):
        if not re.fullmatch(r"[+-](?!0000$)\d{4}(?:\d{2})?|\+0000", line.value, re.ASCII):
            yield f"line {line.number}: {line.value!r} is no offset"
    for line in observance.all("DTSTART"):
        if line.value.endswith("Z") or line.parameters:
            yield f"line {line.number}: an observance begins at a local time"
