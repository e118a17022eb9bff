"""Calendar bytes to content lines and components (RFC 5545 section 3.1), by a parser of our own that mends nothing."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

OCTETS = 75
"""How long a line may be, its CR LF not counted."""

_NAME = r"[A-Za-z0-9-]+"
# Between quotation marks anything but them; without, no colon, semicolon or comma either. Control characters nowhere.
_VALUE = r'(?:"[^"\x00-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*)'
_LINE = re.compile(rf"({_NAME})((?:;{_NAME}={_VALUE}(?:,{_VALUE})*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(rf";({_NAME})=({_VALUE}(?:,{_VALUE})*)")
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}  # RFC 6868
_LINE_ENDS = frozenset("\u2028\u2029")
"""No control characters, but some programs end a line at them."""


class Line(NamedTuple):
    """A content line, unfolded: where it begins, its name in capitals, its parameters, and its value as written."""

    number: int
    name: str
    parameters: tuple[tuple[str, tuple[str, ...]], ...]
    value: str

    def parameter(self, name: str) -> str | None:
        """The first value of a parameter, or None."""
        return next((values[0] for given, values in self.parameters if given == name), None)

    @property
    def text(self) -> str:
        """The value as TEXT, its escapes undone."""
        return unescaped(self.value)


@dataclass
class Component:
    """A component: its lines in order, the components within it, and where it begins."""

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """The lines of a name."""
        return [line for line in self.lines if line.name == name]

    def first(self, name: str) -> Line | None:
        """The first line of a name, or None."""
        return next(iter(self.all(name)), None)

    def walk(self) -> Iterator["Component"]:
        """The component and all within it, in the order of the file."""
        yield self
        for part in self.parts:
            yield from part.walk()


class Read(NamedTuple):
    """What a file holds, and what is wrong with its lines: the components are whatever could be made out."""

    components: list[Component]
    problems: list[str]

    def walk(self, *names: str) -> list[Component]:
        """All components of these names, or of any, wherever they stand."""
        return [one for top in self.components for one in top.walk() if not names or one.name in names]


def read(body: bytes) -> Read:
    """The components of a calendar file, and every defect of its bytes, lines and nesting."""
    problems: list[str] = []
    lines = [line for at, text in _unfolded(body, problems) if (line := _content_line(at, text, problems))]
    return Read(_nested(lines, problems), problems)


def unescaped(value: str) -> str:
    """A TEXT value without its escapes (RFC 5545 section 3.3.11)."""
    return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def listed(value: str) -> list[str]:
    r"""The texts of a list, as written: divided at its commas, not at `\,`."""
    return re.findall(r"(?:\A|,)((?:[^\\,]|\\.)*)", value, re.DOTALL)


def _unfolded(body: bytes, problems: list[str]) -> Iterator[tuple[int, str]]:
    """Logical lines, each with the number of the physical line on which it begins."""
    if body.startswith(b"\xef\xbb\xbf"):
        problems.append("line 1: begins with a byte order mark")
        body = body[3:]
    if not body.endswith(b"\r\n"):
        problems.append("the file does not end in CR LF")
    begun, logical = 0, b""
    for number, line in enumerate(body.removesuffix(b"\r\n").split(b"\r\n"), 1):
        problems += _physical(number, line)
        if line[:1] in (b" ", b"\t") and begun:
            logical += line[1:]
            continue
        if begun:
            yield begun, _decoded(begun, logical, problems)
        begun, logical = number, line
    yield begun, _decoded(begun, logical, problems)


def _physical(number: int, line: bytes) -> Iterator[str]:
    if not line.strip(b" \t"):
        yield f"line {number}: is empty"
    if len(line) > OCTETS:
        yield f"line {number}: is {len(line)} octets long"
    if b"\n" in line or b"\r" in line:
        yield f"line {number}: holds a CR or LF that is no end of a line"
    if line.startswith(b"\t"):
        yield f"line {number}: is folded with a tab"
    try:
        line.decode()
    except UnicodeDecodeError:
        yield f"line {number}: is no UTF-8 by itself: folded within a character, or broken"


def _decoded(number: int, line: bytes, problems: list[str]) -> str:
    text = line.decode(errors="replace")
    controls = [one for one in text if unicodedata.category(one) == "Cc" or one in _LINE_ENDS]
    problems += [f"line {number}: holds the control character U+{ord(one):04X}" for one in dict.fromkeys(controls)]
    return text


def _content_line(number: int, text: str, problems: list[str]) -> Line | None:
    found = _LINE.fullmatch(text)
    if found is None:
        if text.strip():
            problems.append(f"line {number}: is no content line (name, parameters, colon, value): {text[:60]!r}")
        return None
    given = [(name.upper(), _values(values)) for name, values in _PARAMETER.findall(found[2])]
    for name in dict.fromkeys(name for name, _ in given):
        if [other for other, _ in given].count(name) > 1:
            problems.append(f"line {number}: has the parameter {name} twice")
    if re.search(r"\^(?![n'^])", found[2].replace("^^", "")):
        problems.append(f"line {number}: has a caret in a parameter that is not doubled")
    return Line(number, found[1].upper(), tuple(given), found[3])


def _values(written: str) -> tuple[str, ...]:
    """The values of a parameter, without quotation marks and escapes."""
    values = re.findall(rf"(?:\A|,)({_VALUE})", written)
    return tuple(re.sub(r"\^[n'^]", lambda caret: _CARET[caret[0]], value.strip('"')) for value in values)


def _nested(lines: list[Line], problems: list[str]) -> list[Component]:
    top: list[Component] = []
    within: list[Component] = []
    for line in lines:
        if line.name == "BEGIN":
            part = Component(line.value.upper(), line.number)
            (within[-1].parts if within else top).append(part)
            within.append(part)
        elif line.name == "END":
            problems += _ended(line, within)
        elif within:
            within[-1].lines.append(line)
        else:
            problems.append(f"line {line.number}: {line.name} stands outside every component")
    problems += [f"line {one.number}: {one.name} has no end" for one in within]
    return top


def _ended(line: Line, within: list[Component]) -> Iterator[str]:
    """Leave the component that a line ends; what is not what stands open is left alone."""
    if within and within[-1].name == line.value.upper():
        within.pop()
    else:
        yield f"line {line.number}: ends {line.value}, which is not what stands open"
