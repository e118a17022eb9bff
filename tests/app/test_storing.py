"""Rendered entries kept in the database: found again by the next program, and only where they still are right."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.settings import Settings
from doors import CORRECTION, VISIT

TITLE, MARKED = "SUMMARY;LANGUAGE=en:Visit to Doha", "SUMMARY;LANGUAGE=en:Found in the store"


@pytest.fixture
def path(tmp_path: Path, clock: Clock) -> Path:
    """A database that holds one visit, whose feed was asked for once and stored."""
    path = tmp_path / "calendar.sqlite"
    app = opened(path, clock)
    app.init()
    app.record([("visit.yaml", VISIT.encode())])
    served(app)
    return path


def served(app: App) -> bytes:
    """The feed as a program serves it that then ends in good order."""
    body = app.public_feed("all", "en")
    app.publisher.store()
    return body


def opened(path: Path, clock: Clock) -> App:
    """Another program on the database: nothing is in its memory."""
    return App(Settings(database_url=f"sqlite:///{path}"), clock=clock)


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """The database as anybody may open it."""
    let_go()
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


def mark_stored(path: Path) -> None:
    """Make what is stored of the visit tell that it was."""
    with by_hand(path) as connection:
        connection.execute("UPDATE shelved SET body = replace(body, ?, ?)", (TITLE, MARKED))


def test_the_next_program_finds_entries_rendered(path: Path, clock: Clock):
    """Nothing is read or rendered again that has not changed."""
    mark_stored(path)
    assert MARKED.encode() in opened(path, clock).public_feed("all", "en")


def test_entries_are_stored_in_both_languages_at_once(path: Path):
    """What was read for one language was written in both."""
    with by_hand(path) as connection:
        styles = {style for (style,) in connection.execute("SELECT DISTINCT style FROM shelved")}
    assert len(styles) == 2


def test_what_changed_since_is_rendered_anew(path: Path, clock: Clock):
    """And gives the bytes that a calendar which was never stored gives."""
    mark_stored(path)
    opened(path, clock).record([("correction.yaml", CORRECTION.encode())])
    again = opened(path, clock)
    with by_hand(path) as connection:
        connection.execute("DELETE FROM shelf")
    found = again.published("all", "en")
    assert MARKED.encode() not in found.body
    fresh = opened(path, clock).published("all", "en")
    assert (fresh.body, fresh.etag) == (found.body, found.etag)


def test_what_other_code_made_is_not_used(path: Path, clock: Clock):
    """After an upgrade every entry is rendered by the program of today, and the others are forgotten."""
    mark_stored(path)
    with by_hand(path) as connection:
        connection.execute("UPDATE shelf SET made_of = 'another program'")
    assert MARKED.encode() not in served(opened(path, clock))
    with by_hand(path) as connection:
        assert connection.execute("SELECT count(*) FROM shelf WHERE made_of = 'another program'").fetchone() == (0,)


def test_what_was_made_of_another_record_is_not_used(path: Path, clock: Clock):
    """The log has another hash where the entries were made: they are of another history."""
    mark_stored(path)
    with by_hand(path) as connection:
        connection.execute("UPDATE shelf SET hash = ?", ("00" * 32,))
    assert MARKED.encode() not in opened(path, clock).public_feed("all", "en")


def test_asking_for_a_feed_writes_nothing(path: Path, clock: Clock):
    """What is served only reads; it is stored when the program ends, or when feeds are exported."""
    app = opened(path, clock)
    app.record([("correction.yaml", CORRECTION.encode())])
    before = position(path)
    app.public_feed("all", "en")
    assert position(path) == before
    app.publisher.store()
    assert position(path) == before + 1


def test_rebuilding_the_views_forgets_them(path: Path, clock: Clock):
    """Who suspects what is folded suspects what was made of it."""
    mark_stored(path)
    opened(path, clock).rebuild()
    assert MARKED.encode() not in opened(path, clock).public_feed("all", "en")


def position(path: Path) -> int:
    """The position as of which the English entries are stored."""
    with by_hand(path) as connection:
        rows = connection.execute("SELECT position FROM shelf WHERE style LIKE '%\"en\"%'").fetchall()
    ((found,),) = rows
    return int(found)


def test_two_programs_do_not_spoil_what_the_other_stored(path: Path, clock: Clock):
    """Who stores what changed since a state that is no longer the stored one stores nothing."""
    first, second = opened(path, clock), opened(path, clock)
    first.public_feed("all", "en")
    second.public_feed("all", "en")
    first.record([("correction.yaml", CORRECTION.encode())])
    served(second)
    first.record([("other.yaml", ("engagements:" + VISIT.partition("engagements:")[2]).encode())])
    served(first)
    assert opened(path, clock).public_feed("all", "en") == first.public_feed("all", "en")


def test_a_locked_database_is_answered_from_all_the_same(path: Path, clock: Clock):
    """Storing is given up; the answer is right."""
    with by_hand(path) as connection:
        connection.execute("DELETE FROM shelf")
    app = App(Settings(database_url=f"sqlite:///{path}", lock_timeout_s=0), clock=clock)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert TITLE.encode() in served(app)
        other.execute("ROLLBACK")
    with by_hand(path) as connection:
        assert connection.execute("SELECT count(*) FROM shelf").fetchone() == (0,)


def test_a_backup_leaves_them_out(path: Path, clock: Clock):
    """They are made again where they are wanted."""
    from ctcalendar.domain.clearance import Clearance

    whole = b"".join(opened(path, clock).backup(clearance=Clearance.CONFIDENTIAL, whole=True))
    assert b"shelved" not in whole
