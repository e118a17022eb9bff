"""One number for all the rows that a record folds to, whatever the database: it moves when a rule does."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from ctcalendar.bundled import record_lines
from ctcalendar.domain import codec
from ctcalendar.domain.facts import Recorded
from ctcalendar.log.facts import decoded
from ctcalendar.log.rows import COLUMNS, LogRow
from ctcalendar.views.apply import folded
from ctcalendar.views.version import RULES_VERSION

FOLDER = Path(__file__).parents[1] / "golden/views"
GOLDEN = FOLDER / f"rules-{RULES_VERSION}.sha256"
"""The digests kept for the rules of today: how many facts, their digest, whose; `make golden` writes it anew."""

KEPT = ("record.jsonl", "record-2.jsonl")
"""Backups, each with a fact of every verb that there was when it was made and the ones before lack. Never made anew."""


def bundled_facts() -> list[Recorded]:
    """Every fact of the bundled record, in order."""
    return _facts(record_lines())


def kept_facts(name: str) -> list[Recorded]:
    """Every fact of a record kept here, in order."""
    return _facts((FOLDER / name).read_bytes().splitlines())


def bundled_views_digest(facts: int | None = None) -> str:
    """The digest of all view rows of the bundled record, or of its first so many facts."""
    return views_digest(bundled_facts()[:facts])


def views_digest(facts: Iterable[Recorded]) -> str:
    """The digest of the multiset of rows that facts fold to: the sum of the digests of each row with its table."""
    by_stream = sorted(facts, key=lambda fact: (str(fact.stream), fact.revision))
    rows = ((str(table.name), *row) for table, rows in folded(by_stream) for row in rows)
    total = sum(int.from_bytes(sha256(codec.encode(row)).digest(), "big") for row in rows)
    return f"{total % 2**256:064x}"


def golden() -> bytes:
    """What the golden file should hold today."""
    records = {"bundled": bundled_facts(), **{name: kept_facts(name) for name in KEPT}}
    return "".join(f"{len(facts)} {views_digest(facts)} {whose}\n" for whose, facts in records.items()).encode()


def _facts(lines: Iterable[bytes]) -> list[Recorded]:
    rows = map(codec.decode, list(lines)[1:-1])
    return [decoded(LogRow(*(row[column] for column in COLUMNS))) for row in rows]
