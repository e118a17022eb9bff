"""The schema: what migrations make is what the tables say, and a database of another schema is left alone."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import ctcalendar.desk.tables
import ctcalendar.log.tables
from ctcalendar.app import App
from ctcalendar.db.columns import METADATA
from ctcalendar.db.head import SCHEMA_HEAD, SCHEMAS
from ctcalendar.db.migrate import migrate, scripts
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import DatabaseTooNew, DatabaseUnavailable, MigrationNeeded
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from ctcalendar.views.tables import VIEWS
from log.building import DEADLINE_S, Log, command

DOSSIER = b"dossier: 1\ntopics:\n- id: t\n  label: {en: Terrorism financing}\n"


@contextmanager
def by_hand(url: str) -> Iterator[Any]:
    """The raw driver's connection to a database that need not be ours."""
    with closing(Log(url)) as log, log.by_hand() as connection:
        yield connection


# -- migrations and tables ------------------------------------------------------------------------------------------


def test_migrations_make_what_the_tables_say(log: Log):
    """Types, nullability, keys and defaults. Not the views' tables, which no migration makes, nor comments' wording."""
    views = {table.name for table in VIEWS}

    def is_compared(thing: Any, name: str | None, kind: str, *_: object) -> bool:
        table = thing.name if kind == "table" else thing.table.name
        return table not in views and table != "alembic_version"

    options = {"compare_type": True, "compare_server_default": True, "include_object": is_compared}
    with log.transaction() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)
    assert [change for change in map(_flat, found) if not change[0].endswith("_comment")] == []


def _flat(change: Any) -> Any:
    """Changes of one column come in a list of their own."""
    return change[0] if isinstance(change, list) else change


@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_comparison_sees_a_difference(log: Log):
    """A table too many and a column too few do not pass it."""
    log.run("CREATE TABLE surplus (id INTEGER PRIMARY KEY)")
    log.run("ALTER TABLE calendar DROP COLUMN domain")
    try:
        with log.transaction() as connection:
            found = compare_metadata(MigrationContext.configure(connection), METADATA)
        told = {(change[0], getattr(change[-1], "name", None)) for change in map(_flat, found)}
        assert {("remove_table", "surplus"), ("add_column", "domain")} <= told
    finally:
        log.run("DROP TABLE surplus")
        log.run("ALTER TABLE calendar ADD COLUMN domain TEXT")


def test_the_constant_is_the_migrations_head():
    """Readers compare with it instead of importing Alembic."""
    directory = ScriptDirectory(str(scripts()))
    assert directory.get_heads() == [SCHEMA_HEAD]
    assert tuple(script.revision for script in directory.walk_revisions())[::-1] == SCHEMAS


def test_migrations_are_found_where_they_are_installed():
    """With Alembic's entry beside them."""
    assert (scripts() / "env.py").is_file()
    assert list((scripts() / "versions").glob("0001_*.py"))


def test_migrating_again_does_nothing(log: Log):
    """And says so."""
    log.append(command("one"))
    before = log.stored()
    with log.transaction() as connection:
        assert migrate(connection) is False
    assert log.stored() == before


def test_two_who_initialise_at_once_both_succeed(database_url: str):
    """One makes the tables, the other finds them made."""
    line = Barrier(2)

    def initialise(_: int) -> bool:
        app = App(Settings(database_url=database_url))
        line.wait(DEADLINE_S)
        return app.init()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(initialise, range(2))) == [False, True]


# -- other schemas --------------------------------------------------------------------------------------------------


def test_a_database_of_a_newer_schema_is_refused(app: App):
    """To read, to write, to initialise and to rebuild; what to do is said, and nothing is changed."""
    with by_hand(app.settings.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for attempt in (
        lambda: app.history(Filter(), clearance=Clearance.CONFIDENTIAL),
        lambda: app.record([("a.yaml", DOSSIER)]),
        app.init,
        app.rebuild,
        app.head,
    ):
        with pytest.raises(DatabaseTooNew, match="9999") as refused:
            attempt()
        assert "upgrade" in (refused.value.hint or "")
    with by_hand(app.settings.database) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
        assert connection.execute("SELECT count(*) FROM log").fetchall() == [(0,)]


def test_a_database_without_a_calendar_asks_for_init(database_url: str):
    """Nothing is made by reading or recording."""
    app = App(Settings(database_url=database_url))
    for attempt in (
        lambda: app.history(Filter(), clearance=Clearance.CONFIDENTIAL),
        lambda: app.record([("a.yaml", DOSSIER)]),
    ):
        with pytest.raises(MigrationNeeded) as refused:
            attempt()
        assert "ctcalendar init" in (refused.value.hint or "")
    assert app.init() is True


def test_a_database_of_something_else_is_refused(database_url: str):
    """Its tables are named, and none is added."""
    with by_hand(database_url) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
    with pytest.raises(DatabaseUnavailable, match="recipes") as refused:
        App(Settings(database_url=database_url)).init()
    assert "--database" in (refused.value.hint or "")
    with by_hand(database_url) as connection, pytest.raises((sqlite3.Error, psycopg.Error)):
        connection.execute("SELECT 1 FROM log")


def test_a_file_of_something_else_keeps_every_byte(tmp_path: Path):
    """Not even its journal mode is changed."""
    path = tmp_path / "recipes.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
        connection.commit()
    before = path.read_bytes()
    app = App(Settings(database_url=f"sqlite:///{path}"))
    for attempt in (
        app.init,
        app.rebuild,
        app.head,
        lambda: app.record([("a.yaml", DOSSIER)]),
        lambda: app.restore("copy", [b'{"backup":"ctcalendar","domain":"x","format":1}\n']),
    ):
        with pytest.raises((DatabaseUnavailable, MigrationNeeded)):
            attempt()
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["recipes.sqlite"]


def test_a_calendar_keeps_a_write_ahead_log(sqlite_log: Log):
    """So that readers never wait; also one that was copied or converted with another journal mode."""
    log = sqlite_log
    for mode in ("delete", "wal"):
        with log.by_hand() as connection:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        with closing(Log(log.url)) as opened:
            opened.append(command(mode))
        with log.by_hand() as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_made_anew_under_its_name_is_another_database(tmp_path: Path):
    """Connections are kept for the next time, but not to a file that is gone: what is written there is lost."""
    path = tmp_path / "calendar.sqlite"
    app = App(Settings(database_url=f"sqlite:///{path}"))
    for _ in range(3):
        assert app.init() is True
        app.record([("a.yaml", DOSSIER)])
        assert app.head()[0] == 1
        for file in tmp_path.iterdir():
            file.unlink()


# -- what is no database --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"dossier: 1\n" * 500, b"SQLite format 3\x00" + b"\xff" * 4_000])
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes):
    """A text, and one that only begins like a database."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    app = App(Settings(database_url=f"sqlite:///{path}"))
    for attempt in (app.init, app.head, lambda: app.record([("a.yaml", DOSSIER)])):
        with pytest.raises(DatabaseUnavailable, match=r"notes\.txt") as refused:
            attempt()
        assert "--database" in (refused.value.hint or "")
    assert path.read_bytes() == content


def test_tables_of_the_log_are_known_to_the_comparison():
    """A table that no import brings in would be compared with nothing."""
    assert {ctcalendar.log.tables.LOG.name, ctcalendar.desk.tables.CALENDAR.name} <= set(METADATA.tables)
