"""What msgspec says of a value that does not fit, in words for people who write dossiers."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin

import msgspec

from ctcalendar.domain.checks import Problem

_AT = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


def explained(error: str, wanted: Any) -> Problem:
    """msgspec's message as a problem of ours: the path it ends in, and what may have been meant instead."""
    match = _AT.search(error)
    steps = _STEP.findall(match[1]) if match else []
    path = ".".join(name or str(int(number) + 1) for name, number in steps)
    message = error[: match.start()] if match else error
    unknown = _UNKNOWN.search(message)
    if unknown:
        close = get_close_matches(unknown[1], _fields_at(wanted, [name for name, _ in steps]), n=1, cutoff=0.5)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        return Problem(path, f"there is no field {unknown[1]!r} here{meant}")
    return Problem(path, _plainly(message, wanted, [name for name, _ in steps]))


_PATTERN = re.compile(r"Expected `str` matching regex .*")
_CHOICE = re.compile(r"Invalid enum value '?([^']*)'?")


def _plainly(message: str, wanted: Any, steps: Iterable[str]) -> str:
    """msgspec's message in words for people who write dossiers."""
    if _PATTERN.fullmatch(message):
        return "is no id: letters, digits, - and _, at most a hundred, beginning with a letter or digit"
    choice = _CHOICE.match(message)
    choices = _choices(_type_at(wanted, steps))
    if choice and choices:
        close = get_close_matches(choice[1], choices, n=1)
        return f"{choice[1]!r} is none of {', '.join(choices)}{f'; did you mean {close[0]!r}?' if close else ''}"
    return message[:1].lower() + message[1:]


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(choice) for choice in get_args(annotation)]
    return [choice for part in get_args(annotation) for choice in _choices(part)]


def _fields_at(wanted: Any, steps: Iterable[str]) -> Sequence[str]:
    """The fields that stand at a path below a type."""
    struct = _struct_in(_type_at(wanted, steps))
    return struct.__struct_encode_fields__ if struct else ()


def _type_at(wanted: Any, steps: Iterable[str]) -> Any:
    """The type that stands at a path below a type; an empty step is one into a list."""
    for step in steps:
        struct = _struct_in(wanted)
        infos = {info.encode_name: info.type for info in msgspec.structs.fields(struct)} if struct and step else {}
        wanted = infos.get(step, wanted)
    return wanted


def _struct_in(annotation: Any) -> type[msgspec.Struct] | None:
    """The struct that a type is, or holds: in `tuple[Citation, ...]` and in `Text | None`."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    return next((found for part in get_args(annotation) if (found := _struct_in(part))), None)
