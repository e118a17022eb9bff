"""Servers to measure, each a process of its own on a port of its own: ours, a bare one, nginx, Radicale, Xandikos.

Each runs with the settings it comes with, but for where it listens, where its files are and who may read them. One
that this machine lacks raises Missing, with the reason.
"""

import gzip
import json
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, PIPE, STDOUT, CalledProcessError, Popen, TimeoutExpired, run
from time import monotonic, sleep
from typing import NamedTuple

HOST = "127.0.0.1"
BARE, NGINX, RADICALE, XANDIKOS = "bare uvicorn", "nginx", "Radicale", "Xandikos"
TWIN = f"{BARE}, our headers"
"""Answers a 304 with the headers that ours has, where the bare one has its validator alone."""
WANTED = {RADICALE: "radicale==3.9.*", XANDIKOS: "xandikos==0.4.10"}
START_S, STOP_S, INSTALL_S = 60, 10, 900
FILE = "all.ics"


class Missing(Exception):
    """This machine lacks something that is to be measured: what, in words."""


class Server(NamedTuple):
    """A server that listens: its name and version, its port, and where it has the feed."""

    name: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The feed's address."""
        return f"http://{HOST}:{self.port}{self.target}"


Starting = Callable[[], AbstractContextManager[Server]]
"""Starts a server that runs until the end of the block."""


def ctcalendar(url: str, folder: Path, *, name: str = "ctcalendar") -> AbstractContextManager[Server]:
    """Our own, on a database."""
    environment = {"CTCALENDAR_DATABASE_URL": url}

    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "ctcalendar", "serve", "--host", HOST, "--port", str(port)]

    return _running(name, command, f"/feeds/{FILE}", folder, environment)


def static(body: bytes, etag: str, unchanged: Mapping[str, str], folder: Path) -> dict[str, Starting]:
    """Servers that have these very bytes ready and nothing to think about; `unchanged` are the headers of our 304."""
    (folder / FILE).write_bytes(body)
    (folder / f"{FILE}.gz").write_bytes(gzip.compress(body, 6, mtime=0))
    told = json.dumps([one for one in unchanged.items() if one[0] not in _UVICORNS])
    return {
        BARE: partial(_bare, etag, folder),
        TWIN: partial(_bare, etag, folder, told),
        NGINX: partial(_nginx, folder),
    }


def calendars(body: bytes, folder: Path, venv: Path | None) -> dict[str, Starting]:
    """Calendar servers that hold the entries of these bytes, one file an entry, as their clients would leave them.

    `venv` is where they are installed, or will be; without it that is a folder which goes with the rest.
    """
    held = split(body), folder, _Programs(venv or folder / "venv")
    return {RADICALE: partial(_radicale, *held), XANDIKOS: partial(_xandikos, *held)}


def split(body: bytes) -> list[bytes]:
    """Each entry of a feed as a calendar of its own, with the time zones if it names one."""
    found = re.findall(rb"^(BEGIN:(VEVENT|VTODO|VTIMEZONE)\r\n.*?^END:\2\r\n)", body, re.DOTALL | re.MULTILINE)
    zones = b"".join(text for text, kind in found if kind == b"VTIMEZONE")
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//ctcalendar//benchmark//EN\r\n"
    entries = (text for text, kind in found if kind != b"VTIMEZONE")
    return [b"%s%s%sEND:VCALENDAR\r\n" % (head, zones if b"TZID=" in entry else b"", entry) for entry in entries]


_UVICORNS = frozenset({"date", "connection", "transfer-encoding"})
"""Headers that uvicorn adds by itself."""

# -- those with bytes ready -----------------------------------------------------------------------------------------


def _bare(etag: str, folder: Path, *unchanged: str) -> AbstractContextManager[Server]:
    script = str(Path(__file__).with_name("bare_answer.py"))

    def command(port: int) -> list[str]:
        return [sys.executable, script, str(port), str(folder / FILE), etag, *unchanged]

    return _running(f"bare uvicorn {version('uvicorn')}", command, f"/{FILE}", folder)


# One process, which needs no account of its own; all else as Debian has it, with gzip twins instead of gzip as it goes.
_NGINX = """daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 768; }}
http {{
    sendfile on; tcp_nopush on; gzip_static on; access_log off; keepalive_requests 1000000000;
    client_body_temp_path {folder}/nginx; proxy_temp_path {folder}/nginx; fastcgi_temp_path {folder}/nginx;
    uwsgi_temp_path {folder}/nginx; scgi_temp_path {folder}/nginx;
    types {{ text/calendar ics; }}
    server {{ listen {host}:{port}; root {folder}; }}
}}
"""


def _nginx(folder: Path) -> AbstractContextManager[Server]:
    program = which("nginx") or which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise Missing("nginx is not installed")
    told = run([program, "-v"], stderr=PIPE, text=True, check=True, timeout=START_S).stderr

    def command(port: int) -> list[str]:
        settings = folder / "nginx.conf"
        settings.write_text(_NGINX.format(folder=folder, host=HOST, port=port))
        return [program, "-p", str(folder), "-c", str(settings), "-e", str(folder / "nginx-error.log")]

    return _running(f"nginx {told.rpartition('/')[2].strip()}", command, f"/{FILE}", folder)


# -- those that hold entries ----------------------------------------------------------------------------------------


class _Programs:
    """Calendar servers in a virtual environment that is none of ours, made when it is first needed."""

    def __init__(self, venv: Path) -> None:
        self.python = venv / "bin" / "python"
        self._venv = venv
        self._failed: str | None = None

    def name(self, program: str) -> str:
        """The program's name and version, once it is installed.

        Raises:
            Missing: it could not be installed.
        """
        if self._failed is None and not self._version(program):
            self._install()
        if found := self._version(program):
            return f"{program} {found}"
        raise Missing(self._failed or f"{program} could not be installed")

    def _install(self) -> None:
        try:
            _checked([sys.executable, "-m", "venv", str(self._venv)])
            _checked([str(self.python), "-m", "pip", "install", "--quiet", *WANTED.values()])
        except (CalledProcessError, TimeoutExpired) as error:
            # Why is for who waits, not for a page that is kept: pip names servers.
            print(error.stderr or error, file=sys.stderr)
            self._failed = f"pip could not install {' '.join(WANTED.values())}"

    def _version(self, program: str) -> str:
        if not self.python.exists():
            return ""
        asked = f"from importlib.metadata import version; print(version({program!r}))"
        told = run([str(self.python), "-c", asked], stdout=PIPE, stderr=DEVNULL, text=True, timeout=START_S)
        return told.stdout.strip()


def _checked(command: Sequence[str]) -> None:
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    run(command, check=True, stdout=DEVNULL, stderr=PIPE, text=True, env=environment, timeout=INSTALL_S)


_RADICALE = """[server]
hosts = {host}:{port}
[auth]
type = none
[rights]
type = from_file
file = {folder}/radicale-rights
[storage]
filesystem_folder = {folder}/radicale
"""
_ANYBODY = "[anybody]\nuser: .*\ncollection: .*\npermissions: RrWw\n"


def _radicale(items: Sequence[bytes], folder: Path, programs: _Programs) -> AbstractContextManager[Server]:
    name = programs.name(RADICALE)
    collection = folder / "radicale" / "collection-root" / "bench" / "calendar"
    collection.mkdir(parents=True)
    (collection / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}))
    _write(items, collection)
    (folder / "radicale-rights").write_text(_ANYBODY)

    def command(port: int) -> list[str]:
        settings = folder / "radicale.conf"
        settings.write_text(_RADICALE.format(folder=folder, host=HOST, port=port))
        return [str(programs.python), "-m", "radicale", "--config", str(settings)]

    return _running(name, command, "/bench/calendar/", folder)


_FILL_XANDIKOS = """
import os, sys
from xandikos.store import STORE_TYPE_CALENDAR
from xandikos.store.git import TreeGitStore

store = TreeGitStore.create(sys.argv[1])
store.set_type(STORE_TYPE_CALENDAR)
os.chdir(sys.argv[1])
for item in os.scandir(sys.argv[2]):
    os.rename(item.path, item.name)
tree = store.repo.get_worktree()
tree.stage([name for name in os.listdir() if name.endswith(".ics")])
tree.commit(message=b"every entry", committer=b"bench <bench>", author=b"bench <bench>")
"""


def _xandikos(items: Sequence[bytes], folder: Path, programs: _Programs) -> AbstractContextManager[Server]:
    name = programs.name(XANDIKOS)
    collection, waiting = folder / "xandikos" / "user" / "calendars" / "bench", folder / "xandikos-items"
    collection.parent.mkdir(parents=True)
    waiting.mkdir()
    _write(items, waiting)
    # One commit for all: one an entry takes hours, and leaves the same files.
    _checked([str(programs.python), "-c", _FILL_XANDIKOS, str(collection), str(waiting)])

    def command(port: int) -> list[str]:
        places = ["-d", str(folder / "xandikos"), "--state-dir", str(folder / "xandikos-state")]
        return [str(programs.python), "-m", "xandikos", "serve", "-l", HOST, "-p", str(port), *places]

    return _running(name, command, "/user/calendars/bench/?export", folder)


def _write(items: Sequence[bytes], folder: Path) -> None:
    for number, item in enumerate(items):
        (folder / f"{number}.ics").write_bytes(item)


# -- processes ------------------------------------------------------------------------------------------------------


@contextmanager
def _running(
    name: str,
    command: Callable[[int], Sequence[str]],
    target: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """A process that listens on a free port until the end of the block; what it says goes to a file."""
    port = _free_port()
    log = folder / f"{name.partition(' ')[0]}-{port}.log"
    with log.open("wb") as said:
        surroundings = {**os.environ, **(environment or {})}
        process = Popen(command(port), stdin=DEVNULL, stdout=said, stderr=STDOUT, env=surroundings, cwd=folder)
    try:
        _await(process, port, log)
        yield Server(name, port, target)
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        return int(tried.getsockname()[1])


def _await(process: "Popen[bytes]", port: int, log: Path) -> None:
    """Wait until somebody listens there.

    Raises:
        RuntimeError: nobody does, with what the process said last.
    """
    deadline = monotonic() + START_S
    while monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            sleep(0.05)
    raise RuntimeError(f"a server did not start; it said: {log.read_text(errors='replace')[-2_000:]}")


def _end(process: "Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except TimeoutExpired:
        process.kill()
        process.wait(STOP_S)
