"""JSON Lines (https://jsonlines.org): one object a line. What is nested has dotted names, as in `place.city`."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from ctcalendar.importing.mapping import FileMapping
from ctcalendar.importing.rows import MAX_COLUMNS, Row, folded, text_lines

MAX_DEPTH = 8


def json_rows(name: str, file: BinaryIO, mapping: FileMapping) -> Iterator[Row]:
    """The rows. Lists become one cell, split as the mapping says. A line that is no object comes with its problem."""
    separator = _separators(mapping)
    for number, line in enumerate(text_lines(name, file, mapping.encoding), 1):
        if line.strip():
            try:
                yield Row(number, number, dict(_cells(msgspec.json.decode(line), separator)))
            except (ValueError, RecursionError) as error:
                yield Row(number, number, {}, f"cannot be read: {_plainly(error)}")


def _separators(mapping: FileMapping) -> dict[str, str]:
    """The columns of which a cell holds several values -> what stands between them."""
    found: dict[str, str] = {}
    columns: list[Any] = [*mapping.parties, *(person.party for person in mapping.participants)]
    for column in columns:
        if not isinstance(column, str) and column.split:
            found[column.column] = column.split
    for person in mapping.participants:
        if person.split and person.name:
            found[person.name] = person.split
    if mapping.places and mapping.places.split and isinstance(mapping.places.name, str):
        found[mapping.places.name] = mapping.places.split
    return found


def _cells(value: Any, separators: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        raise ValueError("it is no object")
    waiting: list[tuple[str, Any, int]] = [("", value, 0)]
    count = 0
    while waiting:
        path, part, depth = waiting.pop()
        if isinstance(part, dict):
            if depth == MAX_DEPTH:
                raise ValueError(f"it is nested deeper than {MAX_DEPTH}")
            waiting += [(f"{path}.{key}" if path else key, inner, depth + 1) for key, inner in part.items()]
            continue
        count += 1
        if count > MAX_COLUMNS:
            raise ValueError(f"it has more than {MAX_COLUMNS:,} fields")
        yield path, folded(_text(path, part, separators.get(path)))


def _text(path: str, value: Any, separator: str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError(f"{path} holds a NUL")
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(isinstance(part, dict | list) for part in value):
            raise ValueError(f"{path} is a list of more than texts")
        return f"{separator or ';'} ".join(_text(path, part, None) for part in value)
    return str(value)


def _plainly(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    return str(error)
