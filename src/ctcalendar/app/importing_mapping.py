"""Mapping files read, and held against the columns of the file they are for."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from pathlib import Path

import msgspec

from ctcalendar.domain.checks import Problem, problems
from ctcalendar.domain.values import Text
from ctcalendar.dossier.explaining import explained
from ctcalendar.dossier.tree import MAX_BYTES, Tree, read_tree
from ctcalendar.errors import BadInput
from ctcalendar.importing.mapping import (
    FileMapping,
    PlaceColumns,
    SourceNamed,
    columns_named,
    filled_in,
    mapping_problems,
)
from ctcalendar.importing.rows import open_file
from ctcalendar.importing.slugs import slug


def read_mapping(path: Path) -> FileMapping:
    """The mapping in a YAML (or JSON) file.

    Raises:
        BadInput: it is none; every problem names its line.
    """
    with open_file(path) as file:
        tree = read_tree(str(path), file.read(MAX_BYTES + 1))
    if not isinstance(tree.value, dict):
        raise BadInput(f"{path}:1: is no mapping", hint="write a first one: ctcalendar import --suggest FILE")
    try:
        mapping = filled_in(tree.value)
    except msgspec.ValidationError as error:
        raise _refusal(path, tree, [explained(str(error), FileMapping)]) from None
    if found := [*mapping_problems(mapping), *problems(mapping)]:
        raise _refusal(path, tree, found)
    return mapping


def bare_calendar(name: str) -> FileMapping:
    """How a calendar is read without a mapping. What is new in it is a problem: nothing says who takes part."""
    source = SourceNamed(id=slug(name), title=Text(en=name))
    places = PlaceColumns(name="LOCATION")
    return FileMapping(
        format="ics", source=source, kind="meeting", status="by-day", title="{SUMMARY}", places=places, parties=()
    )


def refuse_unknown_columns(name: str, mapping: FileMapping, columns: Collection[str]) -> None:
    """Refuse a mapping that names columns the file has not."""
    found = []
    for path, column in columns_named(mapping):
        if column not in columns:
            close = get_close_matches(column, columns, n=1)
            meant = f"did you mean {close[0]!r}?" if close else f"its columns are {', '.join(columns)}"
            found.append(f"{name}: has no column {column!r}, which the mapping names for {path}; {meant}")
    if found:
        raise BadInput(*found, hint="mend the mapping; nothing was recorded")


def _refusal(path: Path, tree: Tree, found: Iterable[Problem]) -> BadInput:
    told = [f"{path}:{_line(tree, one)}: {one.path + ': ' if one.path else ''}{one.message}" for one in found]
    return BadInput(*told, hint="mend the mapping; nothing was recorded")


def _line(tree: Tree, problem: Problem) -> int:
    steps = tuple(int(step) - 1 if step.isdecimal() else step for step in problem.path.split("."))
    while steps and steps not in tree.lines:
        steps = steps[:-1]
    return tree.lines.get(steps, 1)
