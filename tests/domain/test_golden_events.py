"""Facts as the log holds them, one file for each (type, version) there has ever been: they can always be read.

The files are written once, by hand or as `decide` made them, and never edited afterwards: they stand for logs that
people keep. A changed shape gets a new version, an upcaster and a new file; the old file stays. A field added with a
default needs no new version, but a file of its own beside the first: `person.registered.v1.born.json`. So does a fact
that fills its fields in another way: `engagement.rescheduled.v1.postponed.json`.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from ctcalendar.domain import codec
from ctcalendar.domain.evidence import cited, claims
from ctcalendar.domain.items import LATER, Item
from ctcalendar.domain.paths import REASON
from ctcalendar.domain.registry import EVENTS
from domain.shapes import kinds_of_struct, structs_in

FOLDER = Path(__file__).parents[1] / "golden" / "events"
_NAME = re.compile(r"(?P<type>[a-z]+\.[a-z-]+)\.v(?P<version>\d+)(?:\.[a-z0-9-]+)?\.json")


class Golden(NamedTuple):
    """A stored fact: its type and version, and its data as the log holds it."""

    name: str
    version: int
    data: bytes


def golden(path: Path) -> Golden:
    """The fact in a file; the line end is the file's, not the log's."""
    match = _NAME.fullmatch(path.name)
    assert match, f"{path.name} is not named TYPE.vVERSION.json (or TYPE.vVERSION.FIELD.json)"
    return Golden(match["type"], int(match["version"]), path.read_bytes().removesuffix(b"\n"))


FILES = sorted(FOLDER.iterdir())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_fact_of_any_version_can_be_read(path: Path):
    """In its newest shape, with its evidence."""
    name, version, data = golden(path)
    event = EVENTS.decode(name, version, data)
    assert isinstance(event, EVENTS[name].shape)
    assert len(claims(event)) >= sum(entry.supports not in ((), (REASON,)) for entry in cited(event))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_fact_of_the_newest_version_has_these_bytes(path: Path):
    """Hashes are made of them: no codec, shape or default may change a byte."""
    name, version, data = golden(path)
    if version == EVENTS[name].version:
        assert codec.encode(EVENTS.decode(name, version, data)) == data
    assert path.read_bytes() == data + b"\n"
    assert codec.encode(codec.decode(data)) == data


def test_every_field_stands_in_a_golden_file():
    """So that taking away or renaming any field, at any depth, breaks a test and not a log."""
    events = [EVENTS.decode(*golden(path)) for path in FILES]
    used = {
        (type(struct), info.name)
        for event in events
        for struct in structs_in(event)
        for info in msgspec.structs.fields(type(struct))
        if info.required or getattr(struct, info.name) != info.default
    }
    missing = [f"{struct.__name__}.{field}" for struct, field in _all_fields() if (struct, field) not in used]
    assert not missing, (
        f"no golden file uses {', '.join(sorted(missing))}; "
        "add tests/golden/events/TYPE.vVERSION.FIELD.json, and leave the files that are there alone"
    )


def _all_fields() -> set[tuple[Any, str]]:
    """The fields of all that a fact may hold; those that facts of their own tell (LATER) stand in none."""
    structs = {struct for kind in EVENTS for struct in kinds_of_struct(kind.shape, leaving_out=LATER)}
    return {
        (struct, field)
        for struct in structs
        for field in struct.__struct_fields__
        if field not in LATER or not issubclass(struct, Item)
    }
