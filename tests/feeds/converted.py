"""Our components as those of the icalendar library, to be written by it: what our own writer is held to.

Where the two differ, and why, stands in this file and nowhere else.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import icalendar
from icalendar.prop import TypesFactory

from ctcalendar.feeds.lines import Component, Property
from feeds import contentlines

_TYPES = TypesFactory.instance()
_OF_DAYS_AND_NUMBERS = frozenset({"date", "date-time", "duration", "integer", "utc-offset"})
"""Values that the library reads and writes anew, so that it has a say in how they are spelled."""

_CONTROLS = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]")


class _Parameters(icalendar.Parameters):
    """A LINKREL is a URI in quotes or a word without (RFC 9253 section 6.1); the library quotes words too."""

    always_quoted = tuple(name for name in icalendar.Parameters.always_quoted if name != "LINKREL")


def written_by_icalendar(component: Component) -> bytes:
    """A component as icalendar writes it."""
    body: bytes = _converted(component).to_ical(sorted=False)
    return body


def _converted(component: Component) -> icalendar.Component:
    made = icalendar.Component.get_component_class(component.name)()
    made.name = component.name
    for one in component.properties:
        made.add(one.name, _value(one), encode=False)
    for part in component.components:
        made.add_component(_converted(part))
    return made


def _value(one: Property) -> Any:
    value = _typed(one)
    value.params = _Parameters(one.params)
    return value


def _typed(one: Property) -> Any:
    if one.name == "CATEGORIES":
        return _TYPES["categories"]([one.value])
    if one.is_text:
        return _TYPES["text"](one.value)
    kind = dict(one.params).get("VALUE", _TYPES.types_map.get(one.name, "inline")).lower()
    if kind in _OF_DAYS_AND_NUMBERS:
        return _TYPES[kind](_TYPES[kind].from_ical(one.value))
    # Rules of recurrence too: RFC 5545 lets their parts stand in any order, and the library has one of its own.
    return _TYPES["inline"](one.value)


def comparable(component: Component) -> Component:
    r"""The component without what the library writes otherwise.

    It keeps properties of one name together, lets control characters pass, and takes the two letters `\N` of a text for
    a line end: that is how one is spelled in a file, not in a text.
    """
    names = list(dict.fromkeys(one.name for one in component.properties))
    properties = [_comparable(one) for name in names for one in component.properties if one.name == name]
    return Component(component.name, properties, [comparable(part) for part in component.components])


def _comparable(one: Property) -> Property:
    params = [(name, _CONTROLS.sub("", said)) for name, said in one.params]
    value = _CONTROLS.sub("", one.value)
    return one._replace(value=value.replace("\\N", "\\M") if one.is_text else value, params=params)


def differing(ours: bytes, theirs: bytes) -> list[tuple[bytes, bytes]]:
    """The lines in which they differ, but for where they are folded between backslashes or carets.

    The library never folds after one. We do after an even number: those are pairs, and none of them is parted.
    """
    one, other = _folded_lines(ours), _folded_lines(theirs)
    if len(one) != len(other):
        return [(ours, theirs)]
    return [pair for pair in zip(one, other, strict=True) if not _alike(*pair)]


def _folded_lines(body: bytes) -> list[bytes]:
    return re.split(rb"\r\n(?! )", body)


def _alike(one: bytes, other: bytes) -> bool:
    if one == other:
        return True
    unfolded = one.replace(b"\r\n ", b"")
    return unfolded == other.replace(b"\r\n ", b"") and re.search(rb"\\\\|\^\^", unfolded) is not None


def as_written(body: bytes) -> Iterable[Component]:
    """The components of a calendar file as our writer takes them."""
    return [_read(top) for top in contentlines.read(body).components]


def _read(component: contentlines.Component) -> Component:
    return Component(component.name, list(_properties(component)), [_read(part) for part in component.parts])


def _properties(component: contentlines.Component) -> Iterator[Property]:
    for line in component.lines:
        params = [(name, values[0]) for name, values in line.parameters]
        is_text = line.name.startswith("X-WR-") or _is_text(line.name)
        yield Property(line.name, line.text if is_text else line.value, params, is_text)


def _is_text(name: str) -> bool:
    return _TYPES.types_map.get(name) in ("text", "categories")
