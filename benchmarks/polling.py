"""Asking a server: one request after another over a raw socket, or as many a second as wrk gets.

Each request of the raw client has a connection of its own, as a calendar program that polls a few times a day has, and
as Radicale's server gives to everybody; wrk keeps its connections.
"""

import re
import socket
from collections.abc import Mapping
from shutil import which
from statistics import median
from subprocess import run
from time import perf_counter
from typing import NamedTuple

from measure import Contestant
from servers import HOST, Missing, Server

PATIENCE_S = 900
"""How long one answer may take: a server may build its whole feed on the first."""
A_TURN_S, MOST_A_TURN = 0.5, 50
"""A turn is as many requests as take about so long: one where it is slow, at most so many."""
WRK_S, WRK_CONNECTIONS = 2, 16
_AT_ONCE = 1 << 20
_HEAD_ENDS = b"\r\n\r\n"

Headers = Mapping[str, str]


class Answer(NamedTuple):
    """A status, the headers by their names in small letters, and the body as it came over the wire."""

    status: int
    headers: Headers
    body: bytes


class Client:
    """Asks, into memory that it keeps, so that what is timed is the server more than the client."""

    def __init__(self) -> None:
        self._memory = bytearray(4 * _AT_ONCE)

    def get(self, server: Server, headers: Headers) -> Answer:
        """What the server answers."""
        return answer(self.ask(server, request(server, headers)))

    def ask(self, server: Server, asked: bytes) -> memoryview:
        """Everything the server says until it closes the connection."""
        filled = 0
        with socket.create_connection((HOST, server.port), timeout=PATIENCE_S) as connection:
            connection.sendall(asked)
            while got := connection.recv_into(memoryview(self._memory)[filled : filled + _AT_ONCE]):
                filled += got
                if filled == len(self._memory):
                    self._memory = self._memory + bytearray(filled)
        return memoryview(self._memory)[:filled]


class Poll:
    """A contestant: asks a server the same again and again. What it answered last stays to be looked at."""

    def __init__(self, client: Client, server: Server, headers: Headers) -> None:
        self._client, self._server, self._asked = client, server, request(server, headers)
        self.answer = Answer(0, {}, b"")

    def __call__(self) -> float:
        """The median of the seconds that the requests of a turn took."""
        seconds: list[float] = []
        while sum(seconds) < A_TURN_S and len(seconds) < MOST_A_TURN:
            start = perf_counter()
            said = self._client.ask(self._server, self._asked)
            seconds.append(perf_counter() - start)
        self.answer = answer(said)
        return median(seconds)


def answer(said: memoryview) -> Answer:
    """What came over the wire, as an answer.

    Raises:
        RuntimeError: it is not whole.
    """
    head, _, body = said.tobytes().partition(_HEAD_ENDS)
    first, *lines = head.decode("latin-1").split("\r\n")
    named = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    status = int(first.split()[1])
    # A 304 may say how long the body would have been.
    if status == 200 and len(body) != int(named.get("content-length", len(body))):
        raise RuntimeError(f"an answer broke off after {len(body):,} bytes")
    return Answer(status, named, body)


def request(server: Server, headers: Headers) -> bytes:
    lines = [f"GET {server.target} HTTP/1.1", f"Host: {HOST}:{server.port}", "Connection: close"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode("latin-1")


def wrk(server: Server, headers: Headers) -> Contestant:
    """As many requests as wrk gets answered; the seconds of one.

    Raises:
        Missing: this machine has no wrk.
    """
    program = which("wrk")
    if program is None:
        raise Missing("wrk is not installed")
    options = [f"-t1 -c{WRK_CONNECTIONS} -d{WRK_S}s".split(), *(["-H", f"{key}: {headers[key]}"] for key in headers)]
    command = [program, *(word for option in options for word in option), server.url]
    return lambda: 1 / _requests_a_second(command)


def _requests_a_second(command: list[str]) -> float:
    said = run(command, capture_output=True, text=True, check=True, timeout=WRK_S + 60).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found or "Socket errors" in said or "Non-2xx" in said:
        raise RuntimeError(f"wrk says: {said}")
    return float(found[1])
