"""Dotted paths into an item: `when`, `title.ar`, `participants.nathan-sales`, `says.first-of-its-kind.text`.

A path steps into plain values (codec.plain). A step into a list is the id of the element: its `id`, `person`,
`instrument`, `party` or `source`, whichever it has first; a string is its own id. Anything in a list also answers
to its number, from 1.
"""

import re
from typing import Any

_IDENTITIES = ("id", "person", "instrument", "party", "source")


_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class NoSuchField(KeyError):
    """A path leads nowhere. `step` is the first step that is not there."""

    def __init__(self, path: str, step: str) -> None:
        super().__init__(path)
        self.path, self.step = path, step


def value_at(value: Any, path: str) -> Any:
    """What stands at `path` below the plain `value`.

    Raises:
        NoSuchField: nothing is there; an absent optional field is nothing.
    """
    for step in path.split(".") if path else ():
        found = _step(value, step)
        if found is None:
            raise NoSuchField(path, step)
        value = found
    return value


def identity(element: Any) -> str | None:
    """The id by which a path may step to `element` of a list."""
    if isinstance(element, str):
        return element
    if isinstance(element, dict):
        return next((str(element[key]) for key in _IDENTITIES if key in element), None)
    return None


def root(path: str) -> str:
    """The field of the item that `path` begins with."""
    return path.partition(".")[0]


def without_citations(value: Any) -> Any:
    """The plain `value` without the citations inside it: what is claimed, not who says so."""
    if isinstance(value, dict):
        return {key: without_citations(part) for key, part in value.items() if key != "citations"}
    if isinstance(value, list | tuple):
        return [without_citations(part) for part in value]
    return value


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list | tuple):
        by_id = next((element for element in value if identity(element) == step), None)
        # One spelling for each number, so that one member has one path.
        if by_id is None and _NUMBER.fullmatch(step) and 1 <= int(step) <= len(value):
            return value[int(step) - 1]
        return by_id
    return None
