"""doctor: real calendars, broken in every way one at a time, and the check that says so."""

import os
import pwd
import shutil
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from conftest import NOON, Clock
from ctcalendar.app import App
from ctcalendar.app.doctor import CHECKS, Examined, Finding, examine
from ctcalendar.app.surroundings import LOW_SPACE, time_zones
from ctcalendar.db.engine import let_go
from ctcalendar.db.head import SCHEMAS
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import ClockBehind
from ctcalendar.settings import Settings
from doors import VISIT
from log.building import Log
from postgres import Cluster

FULL = Clearance.CONFIDENTIAL
PLENTY = 10**12
MINUTE, HOUR = 60_000_000, 3_600_000_000
LATER = VISIT.replace("visit-doha-2024-05", "visit-doha-2024-06")


def _filled(url: str) -> str:
    app = App(Settings(database_url=url), clock=Clock())
    app.init()
    app.record([("visit.yaml", VISIT.encode())])
    let_go()  # what is copied must be whole, and nobody's
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds a calendar with four facts."""
    path = tmp_path_factory.mktemp("doctor") / "template.sqlite"
    _filled(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_filled(cluster: Cluster) -> str:
    """A database that holds the same, with every row kept beside it."""
    url = _filled(cluster.create_database("doctor"))
    with closing(Log(url)) as log:
        tables = [name for (name,) in log.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        log.run("CREATE SCHEMA kept")
        log.run("; ".join(f"CREATE TABLE kept.{name} AS TABLE public.{name}" for name in tables))
    return url


@pytest.fixture
def sqlite_calendar(sqlite_template: Path, tmp_path: Path) -> str:
    """A calendar with four facts in a file of the test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'calendar.sqlite')}"


@pytest.fixture
def postgres_calendar(postgres_filled: str) -> Iterator[str]:
    """The same on a server; mended afterwards, which is quicker than a database of the test's own."""
    yield postgres_filled
    with closing(Log(postgres_filled)) as log:
        log.run("SET session_replication_role = replica")
        tables = [name for (name,) in log.run("SELECT tablename FROM pg_tables WHERE schemaname = 'kept'")]
        log.run("; ".join(f"DELETE FROM {name}; INSERT INTO {name} SELECT * FROM kept.{name}" for name in tables))
        log.restore_guards()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """A calendar with four facts, recorded at NOON, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_calendar"))


def examined(url: str, *, clearance: Clearance = FULL, now_us: int = NOON, free: int = PLENTY) -> dict[str, Finding]:
    """What each check finds."""
    return {found.check: found for found in examine(Examined(url, clearance, now_us, lambda _: free))}


def failing(found: dict[str, Finding]) -> list[str]:
    """The checks that are neither ok nor without meaning here."""
    return [name for name, finding in found.items() if finding.state in ("warning", "wrong")]


def unchecked(found: dict[str, Finding]) -> list[str]:
    """The checks that could not be made."""
    return [name for name, finding in found.items() if finding.state == "not checked"]


def by_hand(url: str, *statements: str) -> None:
    """What somebody does who owns the database and takes its guards away."""
    with closing(Log(url)) as log:
        log.drop_guards()
        for statement in statements:
            log.run(statement)


BELOW_DATABASE = ["migration", "fact types", "chain head", "view head", "clock", "ticks", "writing"]
BELOW_MIGRATION = BELOW_DATABASE[1:]


def test_a_sound_calendar_passes_every_check(url: str):
    """In the same order on both engines; only a server's disk cannot be seen from here."""
    found = examined(url)
    assert list(found) == [check.name for check in CHECKS]
    assert failing(found) == []
    assert unchecked(found) == (["disk"] if url.startswith("postgresql") else [])
    assert {finding.advice for finding in found.values()} == {None}
    position, digest = App(Settings(database_url=url)).head()
    assert found["chain head"].found.startswith(f"position {position}, hash {digest}; ")
    assert "run: ctcalendar verify" in found["chain head"].found


def test_an_empty_calendar_passes_every_check(app: App):
    """Nothing is recorded yet: there is a head all the same."""
    found = examined(app.settings.database)
    assert failing(found) == []
    assert found["chain head"].found == "no fact is recorded yet"


# -- the database cannot be opened ----------------------------------------------------------------------------------


def test_a_file_that_is_not_there_fails_the_first_check(tmp_path: Path):
    """And is not made; what needs no database is checked all the same."""
    found = examined(f"sqlite:///{tmp_path}/missing/calendar.sqlite")
    assert failing(found) == ["database"]
    assert found["database"].state == "wrong"
    assert "run: ctcalendar init" in (found["database"].advice or "")
    assert unchecked(found) == BELOW_DATABASE
    assert found["disk"].found.endswith(f" free in {tmp_path}")
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_fails_the_first_check(tmp_path: Path):
    """A text is no SQLite database; neither is a folder."""
    (tmp_path / "notes.txt").write_text("these are notes, not a database\n" * 100)
    for name in ("notes.txt", "."):
        found = examined(f"sqlite:///{tmp_path}/{name}")
        assert failing(found) == ["database"]
        assert unchecked(found) == BELOW_DATABASE
        assert found["database"].advice


@pytest.mark.postgres
def test_a_server_out_of_reach_fails_the_first_check(tmp_path: Path, cluster: Cluster):
    """A server that is not there, and a database that the server does not have; no password is repeated."""
    for host in (tmp_path, cluster.folder):
        found = examined(f"postgresql://postgres:secret@/no_such_database?host={host}&port=5432")
        assert failing(found) == ["database"]
        assert unchecked(found) == [*BELOW_DATABASE, "disk"]
        assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://me:secret@host/name",
        "postgresql://me:12@secret:word@host/name",
        "postgresql://me:12@secret@127.0.0.1:1/name",
        "postgresql://me:secret@[::1/name",
        "postgresql://me:secret@host:secret/name",
        "postgresql://me:secret@host/name?port=secret",
        "sqlite:///:memory:",
        "nonsense",
    ],
)
def test_an_address_that_is_none_fails_the_first_check(address: str):
    """Whatever is wrong with it: passwords like to hold signs that a URL has another use for."""
    found = examined(address)
    assert failing(found) == ["database"]
    assert found["database"].advice
    assert "secret" not in repr(found)


# -- schema and facts of other programs -----------------------------------------------------------------------------


def test_a_database_without_a_calendar_fails_the_migration(database_url: str):
    """It opens, and nothing is in it."""
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).touch()
    found = examined(database_url)
    assert failing(found) == ["migration"]
    assert found["migration"].advice == "run: ctcalendar init"
    assert [name for name in unchecked(found) if name != "disk"] == BELOW_MIGRATION


@pytest.mark.parametrize("schema", [None, *SCHEMAS[:-1]])
def test_an_older_schema_fails_the_migration(url: str, schema: str | None):
    """One that this program knows how to bring up to date, or none yet."""
    by_hand(url, f"UPDATE alembic_version SET version_num = '{schema}'" if schema else "DELETE FROM alembic_version")
    found = examined(url)
    assert failing(found) == ["migration"]
    assert found["migration"].advice == "run: ctcalendar init"


def test_a_newer_schema_fails_the_migration(url: str):
    """Nothing is read that a newer program may mean otherwise."""
    by_hand(url, "UPDATE alembic_version SET version_num = '9999'")
    found = examined(url)
    assert failing(found) == ["migration"]
    assert "its schema is 9999" in found["migration"].found
    assert "upgrade ctcalendar" in (found["migration"].advice or "")
    assert [name for name in unchecked(found) if name != "disk"] == BELOW_MIGRATION


def test_unknown_facts_fail_their_check_alone(url: str):
    """The log, its chain and its views are looked at all the same."""
    by_hand(url, "INSERT INTO log_type (type, version, count) VALUES ('engagement.teleported', 1, 1)")
    found = examined(url)
    assert failing(found) == ["fact types"]
    assert "engagement.teleported version 1" in found["fact types"].found
    assert "upgrade ctcalendar" in (found["fact types"].advice or "")


# -- the chain ------------------------------------------------------------------------------------------------------

BROKEN_CHAINS = {
    "the last fact was altered": ["UPDATE log SET recorded_by = 'somebody' WHERE position = 4"],
    "its data was altered": ["UPDATE log SET data = replace(data, 'Doha', 'Oslo') WHERE position = 4"],
    "the fact before it was altered": [f"UPDATE log SET hash = '{'ab' * 32}' WHERE position = 3"],
    "the last fact is missing": ["DELETE FROM log WHERE position = 4"],
    "the fact before it is missing": ["DELETE FROM log WHERE position = 3"],
    "the log is empty": ["DELETE FROM log"],
    "the head names another hash": [f"UPDATE log_head SET hash = '{'ab' * 32}'"],
    "the head names another time": ["UPDATE log_head SET recorded_at = recorded_at - 1"],
    "the head is missing": ["DELETE FROM log_head"],
}


@pytest.mark.parametrize("broken", BROKEN_CHAINS)
def test_a_last_fact_that_is_not_the_head_fails_its_check(url: str, broken: str):
    """Its hash is recomputed from its row and the fact before it, and compared with the head."""
    by_hand(url, *BROKEN_CHAINS[broken])
    found = examined(url)
    assert found["chain head"].state == "wrong"
    assert found["chain head"].advice
    assert set(failing(found)) <= {"chain head", "view head", "clock"}


@pytest.mark.parametrize("position", [0, 3])
def test_facts_beyond_the_head_fail_the_chain_and_the_views(url: str, position: int):
    """A head that was set back hides what was recorded after it."""
    by_hand(
        url,
        f"""UPDATE log_head SET (position, hash, recorded_at) = (
            {position}, coalesce((SELECT hash FROM log WHERE position = {position}), '{"00" * 32}'),
            coalesce((SELECT recorded_at FROM log WHERE position = {position}), 0))""",
    )
    assert failing(examined(url)) == ["chain head", "view head"]


@pytest.mark.parametrize("value", ["x'00ff'", "'many'", "1.5"])
@pytest.mark.parametrize(
    "column",
    ["log.hash", "log.recorded_at", "log.data", "log.revision", *(f"log_head.{c}" for c in ("position", "hash"))],
)
def test_values_of_the_wrong_kind_are_a_finding(sqlite_calendar: str, column: str, value: str):
    """SQLite lets any value into any column but a key; no check may stumble over one."""
    table, _, name = column.partition(".")
    where = "WHERE position IN (3, 4)" if table == "log" else ""
    by_hand(sqlite_calendar, f"UPDATE {table} SET {name} = {value} {where}")
    found = examined(sqlite_calendar)
    assert found["chain head"].state == "wrong"
    assert found["chain head"].advice


def test_an_alteration_far_from_the_head_is_not_looked_for(url: str):
    """That is what verify is for: doctor is quick however long the log is."""
    by_hand(url, "UPDATE log SET recorded_by = 'somebody' WHERE position = 1")
    assert failing(examined(url)) == []


# -- the views ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    ["UPDATE view_head SET rules_version = 0", "UPDATE view_head SET position = 3", "DELETE FROM view_head"],
)
def test_views_that_do_not_fit_fail_their_check_alone(url: str, statement: str):
    """Of other rules, behind the log, or with no head of their own: they can be folded anew."""
    by_hand(url, statement)
    found = examined(url)
    assert failing(found) == ["view head"]
    assert found["view head"].state == "wrong"
    assert found["view head"].advice == "run: ctcalendar rebuild"


def test_views_that_are_not_made_yet_fail_their_check_alone(url: str):
    """As after an upgrade, before the first `init`."""
    by_hand(url, "UPDATE view_head SET rules_version = 0", "DROP TABLE engagement")
    try:
        assert failing(examined(url)) == ["view head"]
    finally:
        by_hand(url, "UPDATE view_head SET rules_version = 0")
        App(Settings(database_url=url)).init()


# -- the clock ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behind", "state"),
    [(-HOUR, "ok"), (0, "ok"), (MINUTE, "ok"), (2 * MINUTE, "warning"), (HOUR, "warning"), (HOUR + 1, "wrong")],
)
def test_a_clock_behind_the_record_is_told(url: str, behind: int, state: str):
    """A little behind is worth a word; where recording would be refused, something is wrong."""
    found = examined(url, now_us=NOON - behind)
    assert found["clock"].state == state
    assert failing(found) == ([] if state == "ok" else ["clock"])
    app = App(Settings(database_url=url), clock=Clock(NOON - behind))
    if state == "wrong":
        with pytest.raises(ClockBehind):
            app.record([("later.yaml", LATER.encode())])
    else:
        app.record([("later.yaml", LATER.encode())])


def test_a_fact_from_far_in_the_future_tells_until_when_to_wait(url: str):
    """Another machine's clock may have been the wrong one; what it recorded stays."""
    finding = examined(url, now_us=NOON - 30 * 24 * HOUR)["clock"]
    assert "2025-11-01T12:26:40Z: 30 days in the future" in finding.found
    assert "wait until 2025-11-01T11:26:40Z" in (finding.advice or "")


# -- the place it lies in -------------------------------------------------------------------------------------------


def test_little_room_is_a_warning(sqlite_calendar: str):
    """Below a fixed size."""
    found = examined(sqlite_calendar, free=LOW_SPACE - 1)
    assert failing(found) == ["disk"]
    assert found["disk"].state == "warning"
    assert found["disk"].found.startswith("255 MB free in ")
    assert failing(examined(sqlite_calendar, free=LOW_SPACE)) == []


def test_room_for_less_than_the_file_again_is_a_warning(sqlite_calendar: str):
    """Views folded anew take as much again until the old rows are gone."""
    with Path(sqlite_calendar.removeprefix("sqlite:///")).open("r+b") as opened:
        opened.truncate(2 * LOW_SPACE)  # a hole: it takes no room
    assert failing(examined(sqlite_calendar, free=2 * LOW_SPACE - 1)) == ["disk"]
    assert "disk" not in failing(examined(sqlite_calendar, free=2 * LOW_SPACE))


def test_the_room_there_is_is_asked_of_this_machine(sqlite_calendar: str):
    """Unless somebody gives another probe."""
    (disk,) = (found for found in examine(Examined(sqlite_calendar, FULL, NOON)) if found.check == "disk")
    assert disk.state in ("ok", "warning")
    assert " free in " in disk.found


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


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_a_place_that_may_only_be_read_is_a_warning(sqlite_template: Path, file_mode: int, folder_mode: int):
    """An archive is no mistake; but nothing can be recorded there."""
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(sqlite_template, folder))
        path.chmod(file_mode)
        Path(folder).chmod(folder_mode)
        with nobody():
            found = examined(f"sqlite:///{path}")
        Path(folder).chmod(0o755)
    assert failing(found) == ["writing"]
    assert found["writing"].state == "warning"
    assert "recording is not possible" in found["writing"].found
    assert (str(path) in found["writing"].found.split()) == (file_mode == 0o444)


def test_a_file_that_may_not_be_read_fails_the_first_check(sqlite_template: Path):
    """Or one in a folder that may not be entered."""
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(sqlite_template, folder))
        for file_mode, folder_mode in ((0o000, 0o755), (0o644, 0o000)):
            path.chmod(file_mode)
            Path(folder).chmod(folder_mode)
            with nobody():
                found = examined(f"sqlite:///{path}")
            Path(folder).chmod(0o755)
            assert found["database"].state == "wrong"
            assert found["database"].advice
            assert unchecked(found)[: len(BELOW_DATABASE)] == BELOW_DATABASE


@pytest.fixture
def clerk(postgres_calendar: str) -> Iterator[str]:
    """The calendar as a role sees it that may only read its tables."""
    with closing(Log(postgres_calendar)) as owner:
        owner.run("CREATE ROLE clerk LOGIN")
        owner.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk")
        yield postgres_calendar.replace("postgres@", "clerk@")
        let_go()
        owner.run("DROP OWNED BY clerk")
        owner.run("DROP ROLE clerk")


@pytest.mark.postgres
def test_a_role_that_may_only_read_is_a_warning(clerk: str):
    """It may well be meant so; the finding names what it lacks."""
    found = examined(clerk)
    assert failing(found) == ["writing"]
    assert found["writing"].state == "warning"
    assert "role clerk lacks DELETE on " in found["writing"].found


@pytest.mark.postgres
def test_a_role_with_the_rights_an_append_needs_may_write(clerk: str, postgres_calendar: str):
    """No more than these; it really can record."""
    with closing(Log(postgres_calendar)) as owner:
        owner.run("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk")
        owner.run("REVOKE UPDATE, DELETE ON log FROM clerk")
        owner.run("REVOKE INSERT, DELETE ON log_head, view_head FROM clerk")
    found = examined(clerk)
    assert failing(found) == []
    assert found["writing"].found == "role clerk may write"
    assert App(Settings(database_url=clerk), clock=Clock()).record([("later.yaml", LATER.encode())])


@pytest.mark.postgres
def test_a_role_whose_transactions_only_read_is_a_warning(clerk: str, postgres_calendar: str):
    """Whatever it is granted."""
    with closing(Log(postgres_calendar)) as owner:
        owner.run("GRANT ALL ON ALL TABLES IN SCHEMA public TO clerk")
        owner.run("ALTER ROLE clerk SET default_transaction_read_only = on")
    found = examined(clerk)
    assert failing(found) == ["writing"]
    assert "recording is not possible" in found["writing"].found


@pytest.mark.postgres
def test_a_role_that_may_not_even_read_fails_the_checks_that_read(clerk: str, postgres_calendar: str):
    """Each says so for itself."""
    with closing(Log(postgres_calendar)) as owner:
        owner.run("REVOKE SELECT ON log_head FROM clerk")
    found = examined(clerk)
    assert failing(found) == ["chain head", "view head", "clock", "writing"]
    assert "log_head" in found["chain head"].found


# -- time zones -----------------------------------------------------------------------------------------------------


def test_zones_that_cannot_be_loaded_are_wrong():
    """Those that can are not named."""
    state, found, advice = time_zones(["Asia/Qatar", "Mars/Olympus"])
    assert state == "wrong"
    assert found == "no data for Mars/Olympus"
    assert "tzdata" in (advice or "")


@pytest.fixture
def no_system_zones() -> Iterator[None]:
    """A machine whose system brings no time zones, as in a slim container."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([])
    yield
    zoneinfo.reset_tzpath(before)


@pytest.mark.usefixtures("no_system_zones")
def test_the_package_s_zones_do_where_the_system_has_none():
    """They are installed with the program."""
    state, found, _ = time_zones()
    assert state == "ok"
    assert found.startswith("package tzdata 20")


@pytest.mark.usefixtures("no_system_zones")
def test_a_machine_without_any_time_zones_is_wrong(monkeypatch: pytest.MonkeyPatch):
    """Somebody took the package away."""
    for name in ("tzdata", "tzdata.zoneinfo", "tzdata.zoneinfo.Asia"):
        monkeypatch.setitem(sys.modules, name, None)
    state, found, advice = time_zones(["Asia/Qatar"])
    assert (state, found) == ("wrong", "no data for Asia/Qatar")
    assert advice


def test_the_system_s_zones_are_named_with_their_edition(tmp_path: Path):
    """Python prefers them to the package's."""
    (tmp_path / "Asia").mkdir()
    (tmp_path / "Asia/Qatar").write_bytes(files("tzdata.zoneinfo").joinpath("Asia/Qatar").read_bytes())
    before = zoneinfo.TZPATH
    try:
        zoneinfo.reset_tzpath([tmp_path])
        assert f"{tmp_path}, edition unknown" in time_zones(["Asia/Qatar"]).found
        (tmp_path / "tzdata.zi").write_text("# version 2031a\n")
        assert f"{tmp_path}, edition 2031a" in time_zones(["Asia/Qatar"]).found
    finally:
        zoneinfo.reset_tzpath(before)


# -- clearance ------------------------------------------------------------------------------------------------------

SECRET = """
topics:
- {id: secret, label: {en: Secret}, classification: CONFIDENTIAL}
"""

TELLING = [
    [],
    ["UPDATE view_head SET position = 3"],
    ["UPDATE log_head SET recorded_at = recorded_at - 1"],
    ["UPDATE log SET recorded_by = 'somebody' WHERE position = 4"],
    ["DELETE FROM log WHERE position = 3"],
    ["INSERT INTO log_type (type, version, count) VALUES ('engagement.teleported', 1, 1)"],
]


@pytest.mark.parametrize("statements", TELLING, ids=range(len(TELLING)))
@pytest.mark.parametrize("clearance", [Clearance.PUBLIC, Clearance.PRIVATE])
def test_below_full_clearance_no_fact_is_told_of(sqlite_calendar: str, statements: list[str], clearance: Clearance):
    """The same checks fail, but positions, hashes, moments and names of facts stay untold."""
    _, digest = App(Settings(database_url=sqlite_calendar)).head()
    by_hand(sqlite_calendar, *statements)
    for now_us in (NOON + HOUR, NOON - 2 * HOUR):
        found = examined(sqlite_calendar, clearance=clearance, now_us=now_us)
        assert failing(found) == failing(examined(sqlite_calendar, now_us=now_us))
        for untold in (digest[:8], "position", "12:26:40", "11:26:40", "teleported"):
            assert untold not in repr(found)


def test_facts_above_a_clearance_change_nothing_below_it(url: str):
    """Append what one may not see: no letter of what one is told is another."""
    before = examined(url, clearance=Clearance.PUBLIC)
    App(Settings(database_url=url), clock=Clock()).record([("secret.yaml", SECRET.encode())])
    assert examined(url, clearance=Clearance.PUBLIC) == before
    assert examined(url) != before
