"""The awkward cases: dossiers that a file NAME.yaml tells in one or more parts, and what must come of them.

The parts of a file stand between lines that begin with `---`; each is recorded a day after the one before it. What must
come out is written in NAME.expect.yaml (expecting.py), from what DESIGN says and not from what came out.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.dossier.tree import read_tree
from ctcalendar.settings import Settings

FOLDER = Path(__file__).parent
FIRST_DAY = 1_767_258_000_000_000
"""2026-01-01T09:00:00Z, in microseconds: when the first part of every case is recorded."""
DAY = 86_400_000_000

_PARTING = re.compile(r"^---.*\n", re.MULTILINE)


class Case(NamedTuple):
    """An awkward case: its name, what is awkward about it, its parts in order, and what must come of it."""

    name: str
    says: str
    parts: list[tuple[str, bytes]]
    expected: Mapping[str, Any]


@cache
def cases() -> dict[str, Case]:
    """Every case, by name."""
    return {name: _case(name) for name in sorted(path.stem for path in FOLDER.glob("*.yaml") if "." not in path.stem)}


def _case(name: str) -> Case:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    expectations = (FOLDER / f"{name}.expect.yaml").read_bytes()
    says = text.partition("\n")[0].removeprefix("#").strip()
    return Case(name, says, list(_parts(name, text)), read_tree(f"{name}.expect.yaml", expectations).value)


def _parts(name: str, text: str) -> Iterator[tuple[str, bytes]]:
    texts = _PARTING.split(text)
    # So that a refusal names the line of the file: as many empty lines as stand before the part.
    before = [0, *accumulate(part.count("\n") + 1 for part in texts)]
    for number, part in enumerate(texts):
        yield f"{name}.yaml", b"\n" * before[number] + part.encode()


class Told(NamedTuple):
    """A case as it was recorded: the calendar that holds it, and the position at which each of its parts ended."""

    case: Case
    app: App
    ends: list[int]
    feeds: dict[str, bytes]

    def feed(self, language: str) -> bytes:
        """The public calendar of all, rendered once: nothing more is recorded."""
        if language not in self.feeds:
            self.feeds[language] = self.app.public_feed("all", language)
        return self.feeds[language]

    @property
    def url(self) -> str:
        """The URL of the database."""
        return self.app.settings.database

    def streams(self) -> list[str]:
        """Every item that was recorded, as KIND:ID, in the order of recording."""
        return list(dict.fromkeys(row.stream for row in self.app.facts(clearance=Clearance.CONFIDENTIAL)))


def told(case: Case, settings: Settings) -> Told:
    """Record a case into an empty calendar, by a clock of its own."""
    now = [FIRST_DAY]
    app = App(settings, clock=lambda: now[0])
    ends = []
    for part in case.parts:
        app.record([part])
        ends.append(app.head()[0])
        now[0] += DAY
    return Told(case, app, ends, {})
