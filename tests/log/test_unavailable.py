"""When the database cannot be had: it is said so, with what to do, and nothing is written."""

import os
import pwd
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import Connection

from ctcalendar.app import App
from ctcalendar.db.driver import Driver
from ctcalendar.db.engine import kept_engine, transaction
from ctcalendar.db.reader import open_reader
from ctcalendar.errors import DatabaseUnavailable, MigrationNeeded
from ctcalendar.log.read import head
from ctcalendar.settings import Settings
from log.building import Log, append_in, command, until

DOSSIER = b"dossier: 1\ntopics:\n- id: t\n  label: {en: Terrorism financing}\n"


def _unavailable(log: Log, attempt: Callable[[Connection], object]) -> DatabaseUnavailable:
    """What is said when this is tried in a transaction."""
    with pytest.raises(DatabaseUnavailable) as refused, log.transaction() as connection:
        attempt(connection)
    return refused.value


# -- locked ---------------------------------------------------------------------------------------------------------


def test_a_database_that_stays_locked_is_unavailable(log: Log):
    """Somebody else holds it: the writer waits as long as it was told to, and no longer."""
    held = "BEGIN EXCLUSIVE" if not log.is_postgres else "SELECT * FROM log_head FOR UPDATE"
    with log.by_hand(autocommit=log.is_postgres is False) as somebody:
        somebody.execute(held)
        with pytest.raises(DatabaseUnavailable, match="another program is writing to it") as refused:
            log.append(command("one"), patience_s=0.05)
        assert refused.value.hint == "wait for it to finish, then try again"
        somebody.rollback()
    assert log.stored().rows == []
    assert log.append(command("one")).receipts[0].first_position == 1


def test_the_setting_says_how_long_to_wait(app: App):
    """`lock_timeout_s`, for everything that writes."""
    url = app.settings.database
    hasty = App(Settings(database_url=url, lock_timeout_s=1))
    with closing(Log(url)) as log, log.transaction() as connection:
        append_in(connection, command("one"))
        with pytest.raises(DatabaseUnavailable, match="another program is writing"):
            hasty.record([("a.yaml", DOSSIER)])


@pytest.mark.postgres
def test_a_deadlock_is_told_as_what_it_is(postgres_log: Log):
    """PostgreSQL ends one of two who wait for each other: to try again is all there is to do."""
    error = psycopg.errors.DeadlockDetected("Verklemmung entdeckt")
    with pytest.raises(DatabaseUnavailable) as refused, postgres_log.transaction():
        raise error
    assert "try again" in (refused.value.hint or "")


@pytest.mark.postgres
def test_a_lock_timeout_is_known_in_any_language(postgres_log: Log):
    """The server's messages follow its locale; its codes do not."""
    error = psycopg.errors.LockNotAvailable("storniere Anfrage wegen Zeitüberschreitung bei Sperre")
    with pytest.raises(DatabaseUnavailable, match="another program is writing"), postgres_log.transaction():
        raise error


# -- read-only ------------------------------------------------------------------------------------------------------


@contextmanager
def nobody() -> Iterator[None]:
    """As a user without rights, where the tests run as root, whom no permission stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that anybody may enter: pytest's own are the user's alone."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("folder_mode", [0o555, 0o777])
def test_a_file_that_may_only_be_read_is_unavailable_to_writers(sqlite_log: Log, folder: Path, folder_mode: int):
    """In a folder that is read-only too, and in one that is not."""
    path = folder / "calendar.sqlite"
    shutil.copy(_path(sqlite_log), path)
    path.chmod(0o444)
    folder.chmod(folder_mode)
    before = path.read_bytes()
    try:
        with nobody(), closing(Log(f"sqlite:///{path}")) as log:
            refused = _unavailable(log, lambda connection: append_in(connection, command("new")))
        assert "calendar.sqlite" in refused.message
        assert "check" in (refused.hint or "")
    finally:
        folder.chmod(0o755)
    assert path.read_bytes() == before


@pytest.fixture
def archived(sqlite_log: Log, folder: Path) -> Iterator[Path]:
    """A calendar that nobody has open, in a folder where nobody may write."""
    path = folder / "calendar.sqlite"
    shutil.copy(_path(sqlite_log), path)
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)


def test_a_calendar_on_a_medium_nobody_can_write_to_is_read_as_it_lies(archived: Path):
    """An archive hands out copies; SQLite itself would make a file beside it even to read."""
    with nobody(), open_reader(f"sqlite:///{archived}") as reader:
        assert head(reader)[0] == 0


def test_a_calendar_that_is_not_whole_is_not_read_as_it_lies(archived: Path):
    """What stands in the write-ahead log beside it would be missed in silence."""
    archived.parent.chmod(0o755)
    archived.with_name("calendar.sqlite-wal").write_bytes(b"what was written since")
    archived.parent.chmod(0o555)
    with nobody(), pytest.raises(DatabaseUnavailable), open_reader(f"sqlite:///{archived}"):
        pass


def test_through_a_link_too_what_is_not_whole_is_not_read_as_it_lies(archived: Path):
    """The write-ahead log lies beside the file itself."""
    archived.parent.chmod(0o755)
    archived.with_name("calendar.sqlite-wal").write_bytes(b"what was written since")
    link = archived.parent / "link.sqlite"
    link.symlink_to(archived)
    archived.parent.chmod(0o555)
    with nobody(), pytest.raises(DatabaseUnavailable), open_reader(f"sqlite:///{link}"):
        pass


def test_an_address_that_ends_in_a_slash_is_read_as_it_is_written(sqlite_log: Log):
    """Whatever writes takes it for the file as well."""
    with open_reader(f"sqlite:///{_path(sqlite_log)}/") as reader:
        assert head(reader)[0] == 0


def test_a_link_to_itself_is_no_calendar_yet(tmp_path: Path):
    """One kind of error, with its hint, whatever stands there."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(MigrationNeeded), open_reader(f"sqlite:///{tmp_path / 'loop'}"):
        pass


def test_who_stops_reading_early_is_told_of_no_mistake(sqlite_log: Log):
    """Of an answer that outlives its connection, nothing is asked any more."""
    with open_reader(sqlite_log.url) as reader:
        answer = reader.stream("SELECT 1 UNION SELECT 2")
        assert next(answer) == (1,)
    answer.close()


def _path(log: Log) -> Path:
    assert log.path
    return log.path


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path):
    """A file stands where a folder should be."""
    (tmp_path / "notes").write_text("")
    with pytest.raises(DatabaseUnavailable) as refused:
        App(Settings(database_url=f"sqlite:///{tmp_path}/notes/calendar.sqlite")).init()
    assert refused.value.hint


# -- the connection breaks ------------------------------------------------------------------------------------------


def _end_sessions(log: Log) -> None:
    """As a server does that is shut down."""
    sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> ?"
    log.run(sql, (log.run("SELECT pg_backend_pid()")[0][0],))
    others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    until(lambda: log.run(others) == [])


@pytest.mark.postgres
@pytest.mark.parametrize("appended", [False, True], ids=["before", "after"])
def test_a_connection_that_breaks_in_a_transaction_leaves_nothing(postgres_log: Log, appended: bool):
    """Before the append or after it, but before the commit; the next one goes through."""
    log = postgres_log

    def broken_off(connection: Connection) -> None:
        if appended:
            append_in(connection, command("lost"))
        _end_sessions(log)
        append_in(connection, command("lost-too"))

    refused = _unavailable(log, broken_off)
    assert refused.hint
    assert log.stored().rows == []
    assert log.append(command("kept")).receipts[0].first_position == 1


@pytest.mark.postgres
def test_a_connection_that_breaks_at_the_commit_is_unavailable(postgres_log: Log):
    """Nobody is told that it was committed."""
    log = postgres_log

    def broken_off(connection: Connection) -> None:
        append_in(connection, command("lost"))
        _end_sessions(log)

    _unavailable(log, broken_off)
    assert log.stored().rows == []


@pytest.mark.postgres
def test_a_reader_outlives_the_server_s_connections(postgres_log: Log):
    """Connections kept for readers may be dead by the next time: a restarted server is no reason to refuse."""
    log = postgres_log
    log.append(command("one"))
    assert log.verify().facts == 1
    _end_sessions(log)
    assert log.verify().facts == 1


@pytest.mark.postgres
def test_a_reader_whose_connection_breaks_is_told(postgres_log: Log):
    """As unavailable, not as the driver's error."""
    log = postgres_log
    log.append(command("one"))
    with pytest.raises(DatabaseUnavailable):
        _read_while_the_server_goes(log)


def _read_while_the_server_goes(log: Log) -> None:
    with log.reader() as reader:
        _end_sessions(log)
        reader.rows("SELECT 1")


@pytest.mark.postgres
def test_a_connection_that_was_read_with_can_be_written_with(postgres_log: Log):
    """It comes from the same kept pool: neither read-only nor at one snapshot any more."""
    log = postgres_log
    engine = kept_engine(log.url)
    with log.reader() as reader:
        assert reader.rows("SHOW transaction_read_only") == [("on",)]
        assert reader.rows("SHOW transaction_isolation") == [("repeatable read",)]
    with transaction(engine, log.url) as connection:
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "read committed"
        append_in(connection, command("one"))
    assert engine.pool.checkedin() == 1  # type: ignore[attr-defined]
    assert log.stored().positions == [1]


@pytest.mark.postgres
def test_when_all_connections_are_in_use_it_is_said_so(postgres_log: Log):
    """To one more than the pool has, after as long as it was told to wait."""
    log = postgres_log
    with ExitStack() as everybody:
        for _ in range(15):
            everybody.enter_context(log.transaction(patience_s=0.05))
        with pytest.raises(DatabaseUnavailable, match="all connections") as refused:
            log.append(command("one"), patience_s=0.05)
    assert "try again" in (refused.value.hint or "")


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path):
    """To readers and writers alike; the password is not repeated, wherever in the URL it stands."""
    for url in (
        f"postgresql://me:secret@/calendar?host={tmp_path}",
        f"postgresql://me@/calendar?host={tmp_path}&password=secret",
    ):
        app = App(Settings(database_url=url))
        for attempt in (app.init, app.head):
            with pytest.raises(DatabaseUnavailable) as refused:
                attempt()
            assert "secret" not in str(refused.value)
            assert refused.value.hint


# -- errors inside a transaction ------------------------------------------------------------------------------------


def test_an_error_of_the_driver_itself_undoes_the_transaction(log: Log):
    """Hot statements go past SQLAlchemy; their errors are told and undone all the same."""

    def mistaken(connection: Connection) -> None:
        append_in(connection, command("lost"))
        Driver(connection).run("SELECT * FROM no_such_table")

    _unavailable(log, mistaken)
    assert log.stored().rows == []


def test_an_error_inside_a_pipeline_undoes_the_transaction(log: Log):
    """The second of three statements fails; PostgreSQL tells only at the end of the pipeline, and it is not missed."""

    def mistaken(connection: Connection) -> None:
        append_in(connection, command("lost"))
        driver = Driver(connection)
        with driver.pipeline():
            driver.run("INSERT INTO log_type (type, version, count) VALUES ('a', 1, 1)")
            driver.run("INSERT INTO log_type (type, version, count) VALUES ('a', 1, 1)")
            driver.many("INSERT INTO log_type (type, version, count) VALUES (?, 1, 1)", [("b",), ("c",)])

    _unavailable(log, mistaken)
    assert log.stored() == ([], [(1, 0, "00" * 32, 0)], [])


def test_an_append_inside_a_pipeline_is_an_append(log: Log):
    """Its reads wait for their answers, so nothing in it depends on where it is called."""
    with log.transaction() as connection, Driver(connection).pipeline():
        append_in(connection, command("a"), command("b"))
        append_in(connection, command("c"), command("a"))
    assert log.stored().positions == [1, 2, 3]
    assert log.verify().problem is None


def test_a_full_disk_is_told_as_such(sqlite_log: Log):
    """And nothing of what did not fit is there."""

    def too_much(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        append_in(connection, *(command(f"c{number}") for number in range(200)))

    refused = _unavailable(sqlite_log, too_much)
    assert "the disk is full" in refused.message
    assert "make room" in (refused.hint or "")
    assert sqlite_log.stored().rows == []


def test_a_damaged_file_is_told_as_such(sqlite_log: Log):
    """Pages of it are gone: who reads and who writes is told, and not with the driver's error."""
    sqlite_log.append(*(command(f"c{number}") for number in range(300)))
    sqlite_log.close()
    assert sqlite_log.path
    content = bytearray(sqlite_log.path.read_bytes())
    content[8_192:] = b"\xff" * (len(content) - 8_192)
    sqlite_log.path.write_bytes(content)
    with pytest.raises(DatabaseUnavailable):
        sqlite_log.verify()
    assert _unavailable(sqlite_log, lambda connection: append_in(connection, command("new"))).hint
