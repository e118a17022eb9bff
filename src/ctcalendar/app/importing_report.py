"""What an import comes to, as it is told: how many of each, the first of them, and what could not be read."""

from collections.abc import Iterable
from typing import Any

import msgspec

TOLD = 10
PROBLEMS_TOLD = 50


class NewRow(msgspec.Struct):
    """A row that is not on record: its line, the id it gets, its title."""

    line: int
    id: str
    title: str


class KnownRow(msgspec.Struct):
    """A row that tells of an engagement which others recorded."""

    line: int
    id: str


class ChangedRow(msgspec.Struct):
    """A row that gives an engagement other values than the data set gave before: field -> [before, now]."""

    line: int
    id: str
    fields: dict[str, tuple[Any, Any]]


class KeptRow(msgspec.Struct):
    """A changed row whose field somebody here has amended since: theirs stays."""

    line: int
    id: str
    field: str
    here: Any
    now: Any


class ProblemRow(msgspec.Struct):
    """A row that cannot be read or recorded, and why."""

    line: int
    message: str


class Report(msgspec.Struct):
    """What an import comes to. Counts are of rows; lists hold the first of them."""

    file: str
    source: str
    applied: bool = False
    rows: int = 0
    new: int = 0
    same: int = 0
    """Rows whose content is on record from this data set, and entries of this calendar itself."""
    changed: int = 0
    known: int = 0
    """Rows that tell of an engagement on record from elsewhere, and are cited for what they agree with."""
    withdrawn: int = 0
    """Changed rows whose engagement was retracted; nothing is recorded of them."""
    kept: int = 0
    """Fields of changed rows that somebody here has amended since; theirs stays."""
    vanished: int = 0
    """Engagements the data set told of before, and no longer does; nothing becomes of them."""
    problems: int = 0
    facts: int = 0
    """How many facts were recorded, or would be."""
    first_new: list[NewRow] = []
    first_changed: list[ChangedRow] = []
    first_known: list[KnownRow] = []
    first_kept: list[KeptRow] = []
    first_vanished: list[str] = []
    first_problems: list[ProblemRow] = []

    def problem(self, line: int, message: str) -> None:
        """Take note of a row that cannot be read or recorded."""
        self.problems += 1
        if len(self.first_problems) < PROBLEMS_TOLD:
            self.first_problems.append(ProblemRow(line, message))

    def is_new(self, line: int, identity: str, title: str) -> None:
        """Take note of a new engagement."""
        self.new += 1
        if len(self.first_new) < TOLD:
            self.first_new.append(NewRow(line, identity, title))

    def has_changed(self, line: int, identity: str, fields: dict[str, tuple[Any, Any]]) -> None:
        """Take note of a changed one."""
        self.changed += 1
        if len(self.first_changed) < TOLD:
            self.first_changed.append(ChangedRow(line, identity, fields))

    def is_known(self, line: int, identity: str) -> None:
        """Take note of one on record from elsewhere."""
        self.known += 1
        if len(self.first_known) < TOLD:
            self.first_known.append(KnownRow(line, identity))

    def keeps(self, line: int, identity: str, field: str, here: Any, now: Any) -> None:
        """Take note of a field that stays as somebody here amended it."""
        self.kept += 1
        if len(self.first_kept) < TOLD:
            self.first_kept.append(KeptRow(line, identity, field, here, now))

    def vanish(self, identities: Iterable[str]) -> None:
        """Take note of engagements that the data set no longer tells of."""
        for identity in identities:
            self.vanished += 1
            if len(self.first_vanished) < TOLD:
                self.first_vanished.append(identity)

    def told_problems(self) -> list[str]:
        """The problems as lines for people."""
        told = [f"{self.file}:{problem.line}: {problem.message}" for problem in self.first_problems]
        more = self.problems - len(told)
        return [*told, f"{self.file}: and {more:,} more rows"] if more else told
