"""Content lines (RFC 5545 section 3.1): properties and components as bytes, escaped and folded.

Written here, not by the icalendar library, because a feed of thousands of entries waits for it; a test holds every byte
to what icalendar writes of the same properties.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

_OCTETS = 74  # icalendar's measure: one less than RFC 5545 allows, as the space that begins a folded line counts


class Property(NamedTuple):
    """A property; `value` as it stands on the line, `params` as people would read them."""

    name: str
    value: str
    params: Sequence[tuple[str, str]] = ()
    is_text: bool = False
    """Whether the value is TEXT, to be escaped."""


class Component(NamedTuple):
    """A component: its properties, then the components in it."""

    name: str
    properties: Sequence[Property]
    components: "Sequence[Component]" = ()


def text(name: str, value: str, *params: tuple[str, str]) -> Property:
    """A property whose value is TEXT (section 3.3.11)."""
    return Property(name, value, params, is_text=True)


def written(component: Component) -> bytes:
    """The component as bytes."""
    lines: list[str] = []
    _add_lines(component, lines)
    return "".join(lines).encode()


def lines_of(properties: Iterable[Property]) -> bytes:
    """Properties as bytes, for the head of a calendar."""
    return "".join(map(_line, properties)).encode()


def _add_lines(component: Component, lines: list[str]) -> None:
    lines.append(f"BEGIN:{component.name}\r\n")
    lines += map(_line, component.properties)
    for part in component.components:
        _add_lines(part, lines)
    lines.append(f"END:{component.name}\r\n")


def _line(one: Property) -> str:
    value = escaped(one.value) if one.is_text else one.value
    line = f"{one.name}{_params(tuple(one.params))}:{value}" if one.params else f"{one.name}:{value}"
    if len(line) <= _OCTETS and (line.isascii() or len(line.encode()) <= _OCTETS):
        return f"{line}\r\n"
    return folded(line)


@lru_cache(maxsize=10_000)  # the same few stand on most lines
def _params(params: Sequence[tuple[str, str]]) -> str:
    return "".join(f";{name}={quoted(said)}" for name, said in params)


# What no TEXT can hold (section 3.3.11): control characters but the tab; line ends are escaped before.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_TO_ESCAPE = re.compile("[\\\\;,\x00-\x08\x0a-\x1f\x7f]")


def escaped(value: str) -> str:
    """A text as TEXT: backslash, semicolon, comma and line ends escaped, other control characters left out."""
    if not _TO_ESCAPE.search(value):
        return value
    value = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


_TO_QUOTE = re.compile("[,;:’]")


def quoted(value: str) -> str:
    """A parameter's value: what cannot stand in it as RFC 6868 spells it, in quotes where need be."""
    if not value.isprintable():
        value = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if _TO_QUOTE.search(value) else value


def _within_escape(octets: bytes, start: int, end: int) -> int:
    """1 where a cut would part an escape from what it escapes: after an odd number of backslashes, or of carets."""
    mark = octets[end - 1 : end]
    if mark not in (b"\\", b"^"):
        return 0
    run = end - start - len(octets[start:end].rstrip(mark))
    return run % 2


def folded(line: str) -> str:
    """A long line as several, each of at most 75 octets, cut between characters and never within an escape."""
    octets = line.encode()
    pieces, start, size = [], 0, len(octets)
    while size - start > _OCTETS:
        end = start + _OCTETS
        while octets[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        end -= _within_escape(octets, start, end)
        pieces.append(octets[start:end])
        start = end
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode() + "\r\n"
