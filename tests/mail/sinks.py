"""An SMTP server for tests: it takes mail over real sockets and keeps it, and misbehaves as it is told.

A thread for each connection. `sink.answers` says what it answers instead of "go on", by what it was asked: `connect`,
`ehlo`, `starttls`, `auth`, `mail`, `rcpt`, `data`, `end` (of a mail). An answer is a line, an Act, or a function of
what was sent that gives either, or None to go on.
"""

import re
import socket
import ssl
import struct
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from threading import Event, Lock, Thread
from typing import Any, BinaryIO, NamedTuple, Self


class Act(Enum):
    """What a server does instead of answering. Whether it has taken the mail, when that was its end, is in the name."""

    CLOSE = "the connection is closed"
    RESET = "the connection is reset"
    STALL = "nothing comes"
    TAKE_AND_RESET = "the mail is taken, and the connection reset before anybody is told"
    TAKE_AND_STALL = "the mail is taken, and nobody is told"


Answer = str | Act | None
ARGUMENT = re.compile(rb"<(.*?)>")
MESSAGE_ID = re.compile(rb"^Message-ID: (.*?)\r\n", re.MULTILINE | re.IGNORECASE)


class Received(NamedTuple):
    """A mail that was taken."""

    sender: str
    recipient: str
    message: bytes
    connection: int
    options: str

    @property
    def message_id(self) -> str:
        """Its Message-ID, as it stands in its header."""
        found = MESSAGE_ID.search(self.message)
        return found[1].decode() if found else ""


class Sink:
    """The server, running from `with` to its end. `answers` may be changed meanwhile."""

    def __init__(
        self,
        answers: Mapping[str, Answer | Callable[[str], Answer]] | None = None,
        *,
        extensions: Sequence[str] = ("SIZE 10000000", "8BITMIME", "SMTPUTF8"),
        tls: ssl.SSLContext | None = None,
        is_implicit: bool = False,
        login: tuple[str, str] | None = None,
        port: int = 0,
    ) -> None:
        self.answers = dict(answers or {})
        self.extensions, self.login = extensions, login
        self.tls, self._is_implicit = tls, is_implicit
        self.received: list[Received] = []
        self.connections = 0
        self.asked: Counter[str] = Counter()
        self.logged_in: list[str] = []
        self._lock, self.stopping = Lock(), Event()
        self._threads: list[Thread] = []
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port = self._listening.getsockname()[1]

    @property
    def url(self) -> str:
        """Where it is, as `mail_url` names it."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def by_recipient(self) -> dict[str, list[Received]]:
        """What each has received."""
        found: dict[str, list[Received]] = {}
        with self._lock:
            for one in self.received:
                found.setdefault(one.recipient, []).append(one)
        return found

    def take(self, mail: Received) -> int:
        """Keep a mail; how many there are now."""
        with self._lock:
            self.received.append(mail)
            return len(self.received)

    def answer(self, asked: str, sent: str = "") -> Answer:
        """What it was told to answer, if anything."""
        with self._lock:
            self.asked[asked] += 1
        told = self.answers.get(asked)
        return told(sent) if callable(told) else told

    def _start(self, work: Callable[..., None], *given: Any) -> None:
        thread = Thread(target=work, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._serve, connection, self.connections)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with self._lock:
            self._open.add(connection)
        conversation = _Conversation(self, connection, number)
        try:
            with suppress(OSError, _Ended):
                conversation.go_on(is_encrypted=self._is_implicit)
        finally:
            conversation.close()
            with self._lock:
                self._open.discard(connection)
            connection.close()


class _Ended(Exception):
    """The conversation is over."""


class _Conversation:
    """One connection's conversation."""

    def __init__(self, sink: Sink, connection: socket.socket, number: int) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sink, self._connection, self._number = sink, connection, number
        self._is_encrypted = False
        self._is_logged_in = sink.login is None
        self._file: BinaryIO = connection.makefile("rb")
        self._sender, self._options, self._recipient = "", "", ""

    def close(self) -> None:
        self._file.close()
        self._connection.close()

    def go_on(self, *, is_encrypted: bool) -> None:
        if is_encrypted:
            self._encrypt()
        self._say_or_do("connect", "", "220 sink.test ESMTP")
        while line := self._file.readline():
            verb, _, argument = line.strip().decode().partition(" ")
            getattr(self, f"_{verb.lower()}", self._unknown)(argument)

    def _say(self, line: str) -> None:
        self._connection.sendall(f"{line}\r\n".encode())

    def _say_or_do(self, asked: str, sent: str, otherwise: str) -> bool:
        """Answer as told, or otherwise; whether it was otherwise."""
        told = self._sink.answer(asked, sent)
        if isinstance(told, Act):
            self._do(told)
        self._say(told if isinstance(told, str) else otherwise)
        if isinstance(told, str) and told.startswith("421"):
            raise _Ended
        return told is None

    def _do(self, act: Act) -> None:
        if act in (Act.STALL, Act.TAKE_AND_STALL):
            self._sink.stopping.wait(30)
        if act in (Act.RESET, Act.TAKE_AND_RESET):
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._file.close()
        raise _Ended

    def _unknown(self, _: str) -> None:
        self._say("502 5.5.1 what?")

    def _ehlo(self, argument: str) -> None:
        offered = list(self._sink.extensions)
        if self._sink.tls and not self._is_encrypted:
            offered.append("STARTTLS")
        if self._sink.login:
            offered.append("AUTH PLAIN LOGIN")
        lines = ["sink.test", *offered]
        whole = "\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"])
        self._say_or_do("ehlo", argument, whole)

    def _starttls(self, _: str) -> None:
        if self._say_or_do("starttls", "", "220 go ahead"):
            self._encrypt()

    def _encrypt(self) -> None:
        assert self._sink.tls
        self._file.close()
        self._connection = self._sink.tls.wrap_socket(self._connection, server_side=True)
        self._file = self._connection.makefile("rb")
        self._is_encrypted = True

    def _auth(self, argument: str) -> None:
        way, _, first = argument.partition(" ")
        if way.upper() == "PLAIN":
            _, user, password = b64decode(first).decode().split("\0")
        else:
            user = b64decode(first).decode()
            self._say("334 UGFzc3dvcmQ6")
            password = b64decode(self._file.readline()).decode()
        is_right = (user, password) == self._sink.login
        wrong = f"535 5.7.8 {user}: wrong password"
        self._is_logged_in = self._say_or_do("auth", user, "235 2.7.0 ok" if is_right else wrong) and is_right
        self._sink.logged_in += [user] if self._is_logged_in else []

    def _mail(self, argument: str) -> None:
        if not self._is_logged_in:
            return self._say("530 5.7.0 log in first")
        self._sender, _, self._options = argument.removeprefix("FROM:<").partition(">")
        self._say_or_do("mail", argument, "250 2.1.0 ok")
        return None

    def _rcpt(self, argument: str) -> None:
        recipient = argument.removeprefix("TO:<").partition(">")[0]
        if self._say_or_do("rcpt", recipient, "250 2.1.5 ok"):
            self._recipient = recipient

    def _data(self, _: str) -> None:
        if not self._say_or_do("data", self._recipient, "354 go ahead"):
            return
        lines = []
        while (line := self._file.readline()) != b".\r\n":
            if not line:
                raise _Ended  # closed before the end: nothing is taken
            lines.append(line.removeprefix(b"."))
        mail = Received(self._sender, self._recipient, b"".join(lines), self._number, self._options.strip())
        self._end(mail)

    def _end(self, mail: Received) -> None:
        told = self._sink.answer("end", mail.recipient)
        if told is None or told in (Act.TAKE_AND_RESET, Act.TAKE_AND_STALL):
            self._sink.take(mail)
        if isinstance(told, Act):
            self._do(told)
        self._say(told or "250 2.0.0 taken")
        if told and str(told).startswith("421"):
            raise _Ended

    def _rset(self, _: str) -> None:
        self._say("250 2.0.0 ok")

    def _noop(self, _: str) -> None:
        self._say("250 2.0.0 ok")

    def _quit(self, _: str) -> None:
        self._say("221 2.0.0 bye")
        raise _Ended
