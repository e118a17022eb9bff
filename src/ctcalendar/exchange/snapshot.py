"""An SQLite file of the record as it stands, for people who ask it with SQL or look at it with Datasette.

The tables are those of the catalogue, each column explained in the schema itself; ids are foreign keys, so that
Datasette links the rows; `engagements_fts` makes its search. Nothing of the calendar's own database is in it: no
history of rows, no log, no desk.
Source: https://docs.datasette.io/en/stable/metadata.html, https://sqlite.org/fts5.html (external content tables).
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from ctcalendar.exchange.catalogue import PARTIES, TABLES
from ctcalendar.exchange.columns import Column, Plain
from ctcalendar.exchange.tables import NOTHING, Row, Shown, Table, Writing

SEARCHED = tuple("title_en title_ar places_en places_ar occasion_en occasion_ar people quotes".split())
"""The columns of engagements that are searched."""

VIEWS: Mapping[str, tuple[str, str]] = {
    "who_met": (
        "Who took part in what: one row for each person at each engagement, with the office as printed.",
        """SELECT e.first_day, e.title_en AS engagement_title, p.who, p.role, p.party, p.title_en AS office_en,
  p.title_ar AS office_ar, e.places_en AS place, p.person, p.engagement
FROM participants p JOIN engagements e ON e.id = p.engagement
WHERE e.status <> 'retracted' ORDER BY e.first_day, e.id, p.number""",
    ),
    "sentences": (
        "The words behind the facts: each quote with what it proves, its source, and when that was published.",
        """SELECT i.label_en AS item_label, c.supports, c.quote, c.language, s.label AS source_label, c.published,
  c.locator, c.item, c.source
FROM citations c JOIN items i ON i.id = c.item JOIN sources s ON s.id = c.source
WHERE c.quote IS NOT NULL ORDER BY c.item, c.number""",
    ),
    "in_dispute": (
        "The values of open disputes side by side, each with its source and its words.",
        """SELECT i.label_en AS item_label, d.field, c.value, c.rank, c.quote, c.source, d.reason_en, d.item,
  d.id AS dispute
FROM disputes d JOIN items i ON i.id = d.item JOIN claims c ON c.item = d.item AND c.dispute = d.id
WHERE d.state = 'open' ORDER BY d.item, d.id, c.number""",
    ),
    "corrected": (
        "What the record said before: every value that was superseded, with the reason.",
        """SELECT c.superseded_at, i.label_en AS item_label, c.field, c.value, c.reason, c.source, c.item
FROM claims c JOIN items i ON i.id = c.item WHERE c.rank = 'deprecated' ORDER BY c.superseded_at, c.item, c.number""",
    ),
}
"""Views that join the tables as people ask: name -> what it shows, and its SELECT."""

_TYPES = {"text": "TEXT", "integer": "INTEGER", "day": "TEXT", "instant": "TEXT"}


def write_snapshot(
    file: Path, items: Iterable[Plain], *, about: Mapping[str, str], shown: Shown = NOTHING
) -> dict[str, int]:
    """Write a fresh SQLite file where there is none; how many rows each table has. `shown` as for Writing."""
    loose = file.with_name(f"{file.name}.loose")
    try:
        with closing(_opened(loose)) as connection:
            _make(connection, about)
            counts = _fill(connection, Writing(TABLES, PARTIES, shown).rows(items))
            # A copy without gaps, in the order of tables: the same rows give the same file.
            connection.execute("VACUUM INTO ?", (str(file),))
    finally:
        loose.unlink(missing_ok=True)
    with closing(_opened(file)) as connection:
        _make_searchable(connection)
    return counts


def schema() -> str:
    """The statements that make the tables and views, without the search."""
    views = (f"CREATE VIEW {name} AS\n-- {says}\n{sql};" for name, (says, sql) in VIEWS.items())
    return "\n\n".join([*map(_table, TABLES), *(index for table in TABLES for index in _indexes(table)), *views])


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    # Nobody else has it open, and what is not whole is thrown away: there is nothing to roll back to.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _make(connection: sqlite3.Connection, about: Mapping[str, str]) -> None:
    connection.executescript(schema())
    connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) -- what was exported\n")
    connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())


def _fill(connection: sqlite3.Connection, rows: Iterable[tuple[str, Row]]) -> dict[str, int]:
    counts = {table.name: 0 for table in TABLES}
    inserts = {
        table.name: f"INSERT INTO {table.name} VALUES ({', '.join('?' for _ in table.columns)})" for table in TABLES
    }
    connection.execute("BEGIN")
    for name, row in rows:
        connection.execute(inserts[name], row)
        counts[name] += 1
    connection.execute("COMMIT")
    return counts


def _make_searchable(connection: sqlite3.Connection) -> None:
    """The index that Datasette finds by its content table. Made last: a VACUUM may number rows anew."""
    columns = ", ".join(SEARCHED)
    connection.execute(f'CREATE VIRTUAL TABLE engagements_fts USING fts5({columns}, content="engagements")')
    connection.execute("INSERT INTO engagements_fts (engagements_fts) VALUES ('rebuild')")


def _table(table: Table) -> str:
    """CREATE TABLE, with what each column holds as a comment: it stays in the file's schema."""
    keys = [f"PRIMARY KEY ({', '.join(_quoted(name) for name in table.key)})", *_references(table)]
    lines = [*(f"  {_column(table, column)}, -- {column.says}" for column in table.columns), ",\n".join(keys)]
    return f"-- {table.says}\nCREATE TABLE {table.name} (\n" + "\n".join(lines) + "\n);"


def _column(table: Table, column: Column) -> str:
    required = " NOT NULL" if column.name in table.key else ""
    return f"{_quoted(column.name)} {_TYPES[column.holds]}{required}"


def _references(table: Table) -> Iterator[str]:
    for column in table.columns:
        if column.to:
            yield f"  FOREIGN KEY ({_quoted(column.name)}) REFERENCES {column.to} (id)"


def _indexes(table: Table) -> Iterator[str]:
    """An index for each column that names a row elsewhere, so that what names a row is found at once."""
    for column in table.columns:
        if column.to and column.name != table.key[0]:
            yield f"CREATE INDEX {table.name}_{column.name} ON {table.name} ({_quoted(column.name)});"


def _quoted(name: str) -> str:
    return f'"{name}"' if name in ("values", "references") else name
