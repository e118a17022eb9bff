"""What Datasette shows beside the tables: titles, what columns hold, labels of rows, what to count by, questions.

Source: https://docs.datasette.io/en/stable/metadata.html. No licence is named: who may pass on a record and the words
quoted in it is for whoever keeps it to say.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from ctcalendar.exchange.catalogue import TABLES
from ctcalendar.exchange.snapshot import VIEWS
from ctcalendar.exchange.tables import Table

EXPLAINED = frozenset(
    """day first_day last_day uncertain basis disputed duplicate_of counted_as rank supports locator held_from held_to
    covers binding progress due missing expected_on cadence_basis mandate derived_from superseded_at cause value
    preferred told_by merged_into item""".split()
)
"""The columns whose names do not say what they hold. Datasette lists them above the rows, which people come
for; every column is explained in the schema."""

QUESTIONS: Mapping[str, tuple[str, str]] = {
    "last_meetings": (
        "When was the last meeting of each series, where, and who led each side?",
        """SELECT s.label AS series_label, e.day, e.places_en, e.places_ar, e.heads_en, e.heads_ar, e.disputed, e.id
FROM engagements e JOIN series s ON s.id = e.series
WHERE e.status = 'held' AND e.first_day = (SELECT max(l.first_day) FROM engagements l
  WHERE l.series = e.series AND l.status = 'held')
ORDER BY e.first_day DESC, e.id""",
    ),
    "missing_meetings": (
        "Which meetings of each series are not on record?",
        "SELECT label, meetings, missing, next_ordinal, expected_on FROM series WHERE missing IS NOT NULL ORDER BY id",
    ),
    "promises": (
        "What did they promise, by when, and how far has it come?",
        """SELECT c.text_en, c.text_ar, c.parties, c.first_due, c.status, i.label AS instrument_label, c.id
FROM commitments c LEFT JOIN instruments i ON i.id = c.instrument ORDER BY c.first_due NULLS LAST, c.id""",
    ),
    "between": (
        "Everything between two parties. Write codes as in the table of parties: QA, US.",
        """SELECT e.day, e.kind, e.title_en, e.title_ar, e.places_en, e.id FROM engagements e
JOIN engagement_parties a ON a.engagement = e.id AND a.party = :one
JOIN engagement_parties b ON b.engagement = e.id AND b.party = :other
WHERE e.status <> 'retracted' ORDER BY e.first_day NULLS LAST, e.id""",
    ),
}
"""Questions that stand ready on the front page: name -> the question, and its SQL."""


def metadata(database: str, about: Mapping[str, str]) -> bytes:
    """The metadata.json for a snapshot whose file is called DATABASE.db (or .sqlite)."""
    told = "; ".join(f"{name} {value}" for name, value in about.items())
    tables = {table.name: _of_table(table) for table in TABLES}
    tables |= {name: {"description": says} for name, (says, _) in VIEWS.items()}
    # A table of search is shown by the box above engagements; alone it says nothing.
    tables |= {f"engagements_fts{part}": {"hidden": True} for part in ("", "_config", "_data", "_docsize", "_idx")}
    described = {
        "title": "A diplomatic record",
        "description": f"Signings, visits and dialogues, each fact with the sentence behind it. As exported: {told}.",
        "databases": {
            database: {
                "description": "Begin with engagements; everything a row names is a link.",
                "tables": tables,
                "queries": {name: {"title": title, "sql": sql} for name, (title, sql) in QUESTIONS.items()},
            }
        },
    }
    return msgspec.json.format(msgspec.json.encode(described), indent=2) + b"\n"


def _of_table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "description": table.says,
        "columns": {column.name: column.says for column in table.columns if column.name in EXPLAINED},
        **({"label_column": table.label} if table.label else {}),
        **({"facets": list(table.facets)} if table.facets else {}),
        **({"sort": table.sort} if table.sort else {}),
        **({"fts_table": "engagements_fts", "fts_pk": "rowid"} if table.name == "engagements" else {}),
    }
