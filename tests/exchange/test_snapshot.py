"""The SQLite snapshot: sound, explained, linked, searchable, and described for Datasette."""

import sqlite3
from collections.abc import Iterator

import msgspec
import pytest

from ctcalendar.app import App
from ctcalendar.exchange.catalogue import TABLES
from ctcalendar.exchange.datasette import QUESTIONS, metadata
from ctcalendar.exchange.snapshot import VIEWS
from exchange.written import ABOUT, snapshot
from recorded import ask

# How Datasette (0.65, utils/__init__.py) finds the search of a table.
DETECT = """SELECT name FROM sqlite_master WHERE rootpage = 0 AND (
    sql LIKE '%VIRTUAL TABLE%USING FTS%content="engagements"%'
    OR sql LIKE '%VIRTUAL TABLE%USING FTS%content=[engagements]%'
    OR (tbl_name = 'engagements' AND sql LIKE '%VIRTUAL TABLE%USING FTS%'))"""


@pytest.fixture(scope="module")
def file(record: App) -> Iterator[sqlite3.Connection]:
    """The snapshot of the bundled record."""
    with snapshot(record) as connection:
        yield connection


def test_it_is_sound(file: sqlite3.Connection):
    """No page is damaged, every foreign key leads to a row, and nothing of the calendar's own tables is there."""
    assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    made = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {name for name in made if not name.startswith("engagements_fts")} == {t.name for t in TABLES} | {"about"}


@pytest.mark.parametrize("asked", ["Ansari", "الأنصاري", "Doha", "الدوحة", "counterterrorism", "memorandum"])
def test_engagements_are_searched(file: sqlite3.Connection, asked: str):
    """By the words of titles, places, people and quotes, in either script; Datasette finds the index by itself."""
    assert file.execute(DETECT).fetchall() == [("engagements_fts",)]
    sql = "SELECT id FROM engagements WHERE rowid IN (SELECT rowid FROM engagements_fts WHERE engagements_fts MATCH ?)"
    found = [name for (name,) in file.execute(sql, (asked,))]
    text = (
        "title_en || title_ar || coalesce(people, '') || coalesce(quotes, '') || coalesce(places_en || places_ar, '')"
    )
    held = [name for (name,) in file.execute(f"SELECT id FROM engagements WHERE {text} LIKE '%' || ? || '%'", (asked,))]
    assert found
    assert set(found) <= set(held)


def test_everything_asked_of_it_is_answered(file: sqlite3.Connection):
    """Every view and every question that stands ready on Datasette's pages."""
    for name in VIEWS:
        assert file.execute(f"SELECT * FROM {name}").fetchall(), name
    answers = {name: file.execute(sql, {"one": "QA", "other": "US"}).fetchall() for name, (_, sql) in QUESTIONS.items()}
    assert all(answers.values())
    assert ("2018-09-05", "Doha") in {row[1:3] for row in answers["last_meetings"]}
    assert [row[2] for row in answers["missing_meetings"]] == ["1, 2, 3"]


def test_every_column_is_explained(file: sqlite3.Connection):
    """In the schema of the file itself; in the metadata that Datasette shows those whose names do not say it."""
    described = msgspec.json.decode(metadata("record", ABOUT))["databases"]["record"]["tables"]
    for table in TABLES:
        (schema,) = file.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table.name,)).fetchone()
        columns = [row[1] for row in file.execute(f"PRAGMA table_info({table.name})")]
        assert columns == [column.name for column in table.columns]
        assert all(f"-- {column.says}\n" in schema for column in table.columns)
        told = described[table.name]
        assert {*told["columns"], *told.get("facets", []), told.get("label_column")} <= {*columns, None}
    hidden = {name for name in described if described[name].get("hidden")}
    made = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE name LIKE 'engagements_fts%'")}
    assert hidden == made


def test_its_rows_are_those_of_the_record(record: App, file: sqlite3.Connection):
    """As many engagements, citations, claims and facts as stand now in the views."""
    for ours, views in (
        ("engagements", "engagement"),
        ("citations", "citation"),
        ("claims", "claim"),
        ("disputes", "dispute"),
        ("history", "revision"),
        ("participants", "participation"),
    ):
        (count,) = file.execute(f"SELECT count(*) FROM {ours}").fetchone()
        assert [(count,)] == ask(record, f"SELECT count(*) FROM {views} WHERE NOW")
