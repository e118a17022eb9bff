"""Dotted paths into an item: `when`, `title.ar`, `participants.nathan-sales`, `says.first-of-its-kind.text`.

A path steps into plain values (codec.plain). A step into a list is the id of the element: its `id`, `person`,
`instrument`, `party` or `source`, whichever it has first; a string is its own id. Anything in a list also answers
to its number, from 1.
"""

import re
from collections.abc import Sequence
from typing import Any

PROGRESS = "progress"
"""What a dispute about reports of progress is on: no field of its own, its values are the ids of reports."""
REASON = "reason"
"""What a citation proves that proves no field of the item, but why a fact was recorded."""

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


def with_value_at(value: Any, path: str, new: Any) -> Any:
    """A copy of the plain `value` in which `new` stands at `path`; the last step may be new to a dict.

    Raises:
        NoSuchField: a step of the path is not there.
    """
    step, _, rest = path.partition(".")
    if isinstance(value, dict) and (not rest or step in value):
        return {**value, step: with_value_at(value[step], rest, new) if rest else new}
    place = _place(value, step) if isinstance(value, list | tuple) else None
    if place is None:
        raise NoSuchField(path, step)
    return [*value[:place], with_value_at(value[place], rest, new) if rest else new, *value[place + 1 :]]


def by_ids(value: Any, path: str) -> str:
    """`path` as it leads to the same place by the ids of members, where it gives their numbers: one place, one path."""
    steps = []
    for step in path.split("."):
        found = None if value is None else _step(value, step)
        name = identity(found) if isinstance(value, list | tuple) else None
        steps.append(name if name is not None and _step(value, name) is found else step)
        value = found
    return ".".join(steps)


def is_within(path: str, other: str) -> bool:
    """Whether a path leads to or into where the other leads."""
    return f"{path}.".startswith(f"{other}.")


def overlaps(path: str, other: str) -> bool:
    """Whether one of two paths leads into the other, or they are the same."""
    return is_within(path, other) or is_within(other, path)


def identity(element: Any) -> str | None:
    """The id by which a path may step to `element` of a list."""
    if isinstance(element, str):
        return element
    if isinstance(element, dict):
        for key in _IDENTITIES:
            if key in element:
                return str(element[key])
    return None


def root(path: str) -> str:
    """The field of the item that `path` begins with."""
    return path.partition(".")[0]


def without_citations(value: Any) -> Any:
    """The plain `value` without the citations inside it: what is claimed, not who says so."""
    if isinstance(value, str):  # as most are
        return value
    if isinstance(value, dict):
        return {key: without_citations(part) for key, part in value.items() if key != "citations"}
    if isinstance(value, list | tuple):
        return [without_citations(part) for part in value]
    return value


def _step(value: Any, step: str) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list | tuple):
        place = _place(value, step)
        return None if place is None else value[place]
    return None


def _place(members: Sequence[Any], step: str) -> int | None:
    """Where among the members of a list a step leads, from 0."""
    by_id = next((place for place, member in enumerate(members) if identity(member) == step), None)
    # One spelling for each number, so that one member has one path.
    if by_id is None and _NUMBER.fullmatch(step) and 1 <= int(step) <= len(members):
        return int(step) - 1
    return by_id
