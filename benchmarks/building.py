"""What icalendar takes to build a feed and to write it: the same properties, from values that are already there.

Nothing is left for it to find out or to put into words: it is given the value and the parameters of every property as
they stand in the finished feed. What it writes is compared with that feed, line by line.
"""

import hashlib
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from icalendar import Calendar, Component
from icalendar.prop import vCategory, vDDDTypes, vInt, vText, vUnknown, vUri

import workers
from measure import timed


class Value(NamedTuple):
    """A property: its name, its value as Python has it, its parameters."""

    name: str
    plain: Any
    parameters: dict[str, Any]


class Values(NamedTuple):
    """A component: its kind and name, its properties, and the components in it."""

    kind: type[Component]
    name: str
    properties: list[Value]
    inner: list["Values"]


def taken_apart(feed: bytes) -> Values:
    """The plain values in a feed.

    Raises:
        ValueError: what icalendar builds of them is another feed.
    """
    found = _values(Calendar.from_ical(feed))
    theirs, ours = Counter(_lines(written(found))), Counter(_lines(feed))
    if theirs != ours:
        differing = [*(theirs - ours), *(ours - theirs)][:4]
        raise ValueError(f"icalendar builds another feed than ours; lines that only one of them has: {differing}")
    return found


def written(values: Values) -> bytes:
    """Build components of these values, and write them."""
    text: bytes = _built(values).to_ical()
    return text


def _built(values: Values) -> Component:
    component = values.kind()
    component.name = values.name
    for name, plain, parameters in values.properties:
        component.add(name, plain, dict(parameters))
    for inner in values.inner:
        component.add_component(_built(inner))
    return component


def _values(component: Component) -> Values:
    properties = [
        Value(name, _plain(value), dict(value.params))
        for name, given in component.items()
        for value in (given if isinstance(given, list) else [given])
    ]
    return Values(type(component), component.name, properties, list(map(_values, component.subcomponents)))


def _plain(value: Any) -> Any:
    """A value as Python has it; a rule or an offset of a time zone, of which there are few, stays icalendar's own."""
    if isinstance(value, vDDDTypes):
        return value.dt
    if isinstance(value, vCategory):
        return [str(category) for category in value.cats]
    if isinstance(value, vInt):
        return int(value)
    return str(value) if isinstance(value, vText | vUri | vUnknown) else value


def _lines(feed: bytes) -> list[bytes]:
    """The content lines, put together again where they were folded."""
    return re.sub(rb"\r\n[ \t]", b"", feed).split(b"\r\n")


# -- in a process of its own ----------------------------------------------------------------------------------------


def _built_and_validated(values: Values) -> dict[str, float]:
    return {"seconds": timed(lambda: hashlib.sha256(written(values)).hexdigest())}


if __name__ == "__main__":
    finished = taken_apart(Path(sys.argv[1]).read_bytes())
    workers.answer({"build": lambda: _built_and_validated(finished)})
