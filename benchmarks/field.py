"""The field that feeds are measured in: every server there can be, with the same entries, all running side by side."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import servers
from polling import Client, Headers
from servers import BARE, NGINX, RADICALE, TWIN, XANDIKOS, Missing, Server, Starting

QUESTIONS: dict[str, Callable[[str], Headers]] = {
    "200": lambda etag: {},
    "304": lambda etag: {"If-None-Match": etag},
    "200, gzip": lambda etag: {"Accept-Encoding": "gzip"},
}
"""What is asked -> the headers that ask it, of a server that has the feed under this validator."""
OTHERS = (BARE, TWIN, NGINX, RADICALE, XANDIKOS)


class Field(NamedTuple):
    """The servers that run, each with the validator it gave, and why others do not."""

    running: Mapping[str, tuple[Server, str]]
    missing: Mapping[str, str]
    compressing: Sequence[str]
    """Those that compress for who asks for it."""
    entries: int
    octets: int

    @property
    def all_names(self) -> list[str]:
        """Our own, one on each engine, then the others, running or not."""
        return [*(name for name in self.running if name not in OTHERS), *OTHERS]

    @property
    def versions(self) -> str:
        """What the others call themselves."""
        return ", ".join(self.running[name][0].name for name in OTHERS if name in self.running and name != TWIN)

    def can_answer(self, name: str, question: str) -> bool:
        """Whether that server runs, and has an answer to that."""
        return name in self.running and ("gzip" not in question or name in self.compressing)

    def why_not(self, name: str) -> str:
        """Why there is no figure for it."""
        return f"not measured: {self.missing.get(name, 'it does not compress')}"

    def asking(self, name: str, question: str) -> tuple[Server, Headers]:
        """Whom to ask, with which headers."""
        server, etag = self.running[name]
        return server, QUESTIONS[question](etag)


@contextmanager
def field(urls: Mapping[str, str], folder: Path, venv: Path | None) -> Iterator[Field]:
    """Start all servers, ours on these databases, and ask each once before anything is measured."""
    client = Client()
    with ExitStack() as stack:
        ours, missing = _started(stack, {name: partial(servers.ctcalendar, url, folder) for name, url in urls.items()})
        first = client.get(next(iter(ours.values())), {})
        etag = first.headers["etag"]
        unchanged = client.get(next(iter(ours.values())), QUESTIONS["304"](etag)).headers
        ready = servers.static(first.body, etag, unchanged, folder)
        others, also_missing = _started(stack, ready | servers.calendars(first.body, folder, venv))
        entries = first.body.count(b"BEGIN:VEVENT")
        running, compressing = {}, []
        for name, server in (ours | others).items():
            plain, zipped = client.get(server, {}), client.get(server, {"Accept-Encoding": "gzip"})
            _check(server, plain.body, entries, None if name in (RADICALE, XANDIKOS) else first.body)
            running[name] = server, plain.headers["etag"]
            compressing += [name] if zipped.headers.get("content-encoding") == "gzip" else []
        yield Field(running, missing | also_missing, compressing, entries, len(first.body))


def _started(stack: ExitStack, wanted: Mapping[str, Starting]) -> tuple[dict[str, Server], dict[str, str]]:
    """The servers that could be started, and why others could not."""
    started, missing = {}, {}
    for name, starting in wanted.items():
        try:
            started[name] = stack.enter_context(starting())
        except Missing as error:
            missing[name] = str(error)
    return started, missing


def _check(server: Server, body: bytes, entries: int, same: bytes | None) -> None:
    """Refuse to compare what is not the same: as many entries everywhere, the same bytes where they are ours.

    Raises:
        RuntimeError: it is not the same.
    """
    found = body.count(b"BEGIN:VEVENT")
    if found != entries or (same is not None and body != same):
        raise RuntimeError(f"{server.name} has another feed: {found:,} entries of {entries:,}, {len(body):,} bytes")
