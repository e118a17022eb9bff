"""Who is erased is nowhere: not in a row, and not in a byte of the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace

from app.subscriptions import ANNA, Desk
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.db.address import sqlite_path
from ctcalendar.db.engine import kept_engine, let_go
from ctcalendar.db.reader import open_reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import DatabaseUnavailable
from ctcalendar.settings import Settings
from postgres import Cluster
from views.databases import SqliteDatabases


@pytest.fixture
def people(app: App) -> Desk:
    """The subscribers of an empty calendar: none."""
    return Desk(app)


def traces(app: App, *words: str) -> list[str]:
    """In which files of the database any of the words stands, in any coding of text."""
    path = sqlite_path(app.settings.database)
    assert path is not None
    files = [file for file in path.parent.iterdir() if file.name.startswith(path.name)]
    sought = [word.encode(coding) for word in words for coding in ("utf-8", "utf-16-le", "utf-16-be")]
    return sorted(
        file.name.removeprefix(path.name) for file in files if any(one in file.read_bytes() for one in sought)
    )


@pytest.fixture
def filed(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[Desk]:
    """The subscribers of a calendar whose file is open all the while."""
    with sqlite_databases.empty() as settings:
        yield Desk(App(replace(settings, lock_timeout_s=0), clock=clock))
        let_go()


def littered(app: App) -> None:
    """The write-ahead log is folded into the file, and what is deleted stays there: so SQLite does by default."""
    with closing(sqlite3.connect(app.settings.database.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")
        letters = [(f"{number}", f"To: {ANNA}" * 200) for number in range(50)]
        connection.executemany("INSERT INTO source_text VALUES (?, ?, 0, 'x')", letters)
        connection.execute("DELETE FROM source_text")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def lived(people: Desk) -> Any:
    """Somebody about whom a good deal was written, changed and moved, among others."""
    for number in range(40):
        people.add(f"n{number}@others.example", every="daily")
    anna, token = people.added(every="daily")
    for number in range(60):
        people.sent(anna, f"{number:02}", kind="reminder")
    people.subscribers.confirm(token)
    # What is over is forgotten, which leaves its bytes where they were; rows grow and are moved.
    for change in (
        "UPDATE outbox SET address = NULL, message = NULL WHERE period < '30'",
        f"UPDATE subscriber SET asked = '{'y' * 900}' WHERE address < 'b'",
        "DELETE FROM outbox WHERE period > '50'",
    ):
        people.write(lambda driver, change=change: driver.run(change))
    return people.one(anna)


@pytest.mark.parametrize("by", ["id", "address"])
def test_who_is_erased_is_in_no_byte_of_the_database(filed: Desk, by: str):
    """Nor in its write-ahead log, nor where rows had been; everybody else is still there."""
    anna = lived(filed)
    littered(filed.app)
    filed.sent(anna, "2025-11-01")
    assert traces(filed.app, ANNA) == ["", "-wal"]
    assert filed.subscribers.erase(anna.id if by == "id" else ANNA.replace("harbour", "Harbour")) == 1
    assert traces(filed.app, ANNA, "harbour", anna.id) == []
    assert len(filed.subscribers.listed()) == 40
    assert filed.app.verify(clearance=Clearance.CONFIDENTIAL)
    assert filed.add(every="daily").state == "confirmed"


def test_erasing_reaches_what_is_in_files_alone(filed: Desk):
    """After every program that had the database open has gone."""
    anna = lived(filed)
    let_go()
    assert "" in traces(filed.app, ANNA)
    filed.subscribers.erase(anna.id)
    assert traces(filed.app, ANNA, anna.id) == []


def test_an_erasure_that_broke_off_is_done_by_the_next(filed: Desk):
    """Somebody reads for so long that the bytes cannot be cleaned: that is said, and the same command ends it."""
    anna = lived(filed)
    with open_reader(filed.app.settings.database) as reader:
        assert reader.rows("SELECT count(*) FROM subscriber") == [(41,)]
        with pytest.raises(DatabaseUnavailable, match="somebody reads"):
            filed.subscribers.erase(ANNA)
    assert traces(filed.app, ANNA) != []
    assert filed.subscribers.erase(ANNA) == 0
    assert traces(filed.app, ANNA, anna.id) == []


def test_a_database_that_is_being_written_is_told_of(filed: Desk):
    """Nothing is half done: whoever was to be erased is still there."""
    anna = filed.add()
    path = sqlite_path(filed.app.settings.database)
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match="another program is writing"):
            filed.subscribers.erase(ANNA)
        somebody.execute("ROLLBACK")
    assert filed.one(anna) == anna


def test_nothing_of_others_is_erased(people: Desk):
    """What was sent to them, and what is to confirm them."""
    people.add()
    omar, token = people.added("omar@harbour.example")
    sent = people.sent(omar, "2025-11-01")
    assert people.subscribers.erase(ANNA) == 1
    assert people.subscribers.erase("nobody") == 0
    assert (sent.id,) in people.ask("SELECT id FROM outbox WHERE kind = 'digest'")
    assert people.subscribers.confirm(token).id == omar.id


@pytest.mark.postgres
def test_who_is_erased_is_in_no_table_of_the_server(cluster: Cluster, postgres_calendar: str, clock: Clock):
    """Nor in what the planner knows of columns. (Its own write-ahead log forgets in its own time.)"""
    people = Desk(App(Settings(database_url=postgres_calendar), clock=clock))
    anna = lived(people)
    people.write(lambda driver: driver.run("ANALYZE subscriber, outbox"))
    assert stored(cluster, postgres_calendar, ANNA)
    assert people.subscribers.erase(anna.id) == 1
    assert not stored(cluster, postgres_calendar, ANNA)
    assert len(people.subscribers.listed()) == 40


@pytest.mark.postgres
def test_what_somebody_still_sees_on_the_server_is_told_of(cluster: Cluster, postgres_calendar: str, clock: Clock):
    """The server keeps it for them, in tables written anew too; the same command ends it once they have gone."""
    people = Desk(App(Settings(database_url=postgres_calendar, lock_timeout_s=1), clock=clock))
    people.add()
    with open_reader(postgres_calendar) as reader:
        assert reader.rows("SELECT position FROM log_head") == [(0,)]
        with pytest.raises(DatabaseUnavailable, match="somebody reads"):
            people.subscribers.erase(ANNA)
    assert people.subscribers.erase(ANNA) == 0
    assert not stored(cluster, postgres_calendar, ANNA)


def stored(cluster: Cluster, url: str, word: str) -> list[str]:
    """In which files of the database, or of what is known of it, a word stands."""
    with kept_engine(url).connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.exec_driver_sql("CHECKPOINT")
        ((number,),) = alone.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()")
    folder = cluster.folder / "data" / "base" / str(number)
    return [file.name for file in folder.iterdir() if word.encode() in file.read_bytes()]
