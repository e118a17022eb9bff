"""The lines of a calendar (RFC 5545 section 3.1), unfolded, one event at a time: memory stays flat."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ctcalendar.errors import BadInput
from ctcalendar.importing.rows import MAX_LINE

MAX_EVENT_LINES = 5_000
MAX_EVENT_BYTES = 1_000_000
MAX_DEPTH = 20
_LINE = re.compile(
    r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL
)
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Property(NamedTuple):
    """A property: its name and parameters in upper case, its value as it stands."""

    name: str
    parameters: dict[str, str]
    value: str


class Event(NamedTuple):
    """A VEVENT: the lines on which it begins and ends, its own properties, and what is wrong with it if anything is."""

    first: int
    last: int
    properties: list[Property]
    problem: str | None = None

    def first_of(self, name: str) -> Property | None:
        """The first property of a name."""
        return next((one for one in self.properties if one.name == name), None)


def events(name: str, file: BinaryIO) -> Iterator[Event]:
    """The events of a calendar in their order. One with a line that cannot be read comes with its problem.

    Raises:
        BadInput: it is no calendar, or ends in the middle.
    """
    reading = _Reading()
    number = 0
    for number, line in _unfolded(name, file):
        if number == 1 and line.upper().strip() != "BEGIN:VCALENDAR":
            raise BadInput(f"{name}:1: is no calendar: it does not begin with BEGIN:VCALENDAR")
        yield from reading.events(number, line)
        if len(reading.inside) > MAX_DEPTH:
            raise BadInput(f"{name}:{number}: is nested deeper than {MAX_DEPTH}", hint="fetch the calendar again")
    if reading.inside:
        raise BadInput(f"{name}:{number}: ends in the middle of {reading.inside[-1]}", hint="fetch the calendar again")


class _Reading:
    """How far a calendar is read: which components are open, and the event in hand."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self._event: Event | None = None
        self._depth = self._bytes = 0

    def events(self, number: int, line: str) -> Iterator[Event]:
        """The event that a line ends, if it does."""
        match = _LINE.fullmatch(line)
        name, value = (match[1].upper(), match[3]) if match else ("", "")
        if name == "BEGIN":
            yield from self._begin(number, value.strip().upper())
        elif name == "END":
            yield from self._end(number, value.strip().upper())
        elif self._event is not None and len(self.inside) == self._depth:
            self._take(number, line, match)

    def _begin(self, number: int, component: str) -> Iterator[Event]:
        if component == "VEVENT":
            if self._event is not None:  # its end is missing: what follows is another
                del self.inside[self._depth - 1 :]
                yield self._event._replace(last=number - 1, problem="has no END:VEVENT")
            self._event, self._depth, self._bytes = Event(number, number, []), len(self.inside) + 1, 0
        self.inside.append(component)

    def _end(self, number: int, component: str) -> Iterator[Event]:
        if component in self.inside:
            while self.inside.pop() != component:
                pass
        if self._event is not None and len(self.inside) < self._depth:
            yield self._event._replace(last=number)
            self._event = None

    def _take(self, number: int, line: str, match: re.Match[str] | None) -> None:
        assert self._event is not None
        self._bytes += len(line.encode())
        problem = self._problem(line) or (None if match else f"is no line of a calendar: {line[:60]!r}")
        if match is None or problem:
            self._event = self._event._replace(problem=self._event.problem or f"line {number} {problem}")
            return
        found = {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(match[2])}
        self._event.properties.append(Property(match[1].upper(), found, match[3]))

    def _problem(self, line: str) -> str | None:
        assert self._event is not None
        if len(self._event.properties) == MAX_EVENT_LINES:
            return f"is beyond the {MAX_EVENT_LINES:,} lines of an event that are read"
        if self._bytes > MAX_EVENT_BYTES:
            return f"is beyond the {MAX_EVENT_BYTES:,} bytes of an event that are read"
        return "has a NUL" if "\0" in line else None


def _unfolded(name: str, file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Lines with what continues them, each with the number of its first. Bytes first: some fold within a character."""
    waiting, began, number = bytearray(), 1, 0  # bytes would be copied with each line that continues them
    file.seek(0)
    for number, raw in enumerate(iter(lambda: file.readline(MAX_LINE + 1), b""), 1):
        line = raw.rstrip(b"\r\n")
        continues = line[:1] in (b" ", b"\t")
        if len(line) + (len(waiting) if continues else 0) > MAX_LINE:
            raise BadInput(f"{name}:{number}: is longer than {MAX_LINE:,} bytes", hint="is it a calendar at all?")
        if continues:
            waiting += line[1:]
            continue
        if waiting:
            yield began, _decoded(name, began, waiting)
        waiting, began = bytearray(line), number
    if waiting:
        yield began, _decoded(name, began, waiting)


def _decoded(name: str, number: int, line: bytearray) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{name}:{number}: is not UTF-8, as every calendar is", hint="save it as UTF-8") from None


def unescaped(value: str) -> str:
    """A text as it was before it was written into a calendar."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
