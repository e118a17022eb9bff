"""Sending: mail from the outbox to a mail server, beside smtplib alone; and what it costs to kill those who send.

`python benchmarks/sending.py` prints both. The mail server that mail is raced to is a process of its own that only
counts; the one by which senders are killed keeps all that it takes, and answers to each mail after 20 ms.
"""

import argparse
import smtplib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter
from typing import Any

# The throw-away PostgreSQL server, the mail server that misbehaves, and those who are killed are the tests' own.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from app.killing import Killer, Sender, killed_again_and_again
from app.posting import SENDER, address_of, mail_to, message_id_of, put, reader, states
from calendars import NOW_US, Engine, engines
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.sending import send_due
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.desk import subscribers
from ctcalendar.desk.outbox import Mail
from ctcalendar.settings import Settings
from mail.sinks import Sink
from measure import Contestant, Table, compete, rate, say, span

SMTPLIB = "smtplib alone, as many threads"
BODY = "An item of a digest, of some seventy-six letters, as quoted-printable has.\r\n" * 400
"""About what a digest of fifteen entries comes to."""
ANSWER_S = 0.02
FACTS = 20
KILL_ROUNDS = 13
"""Two kills in each, at the most."""


def measure(engine: Engine, *, rounds: int, mails: int, connections: int) -> Iterator[Table]:
    """The tables for one engine."""
    yield _racing(engine, rounds, mails, connections)
    yield _killing(engine, mails, connections)


# -- how fast ---------------------------------------------------------------------------------------------------------


def _racing(engine: Engine, rounds: int, mails: int, connections: int) -> Table:
    with _counting() as sink:
        contestants = {
            SMTPLIB: _bare(sink, mails, connections),
            "send_due": _sending(engine, sink, mails, connections),
            "a tick: composed, queued and sent": _ticking(engine, sink, mails, connections),
        }
        rows = [
            [outcome.name, span(outcome.seconds), rate(mails, outcome.seconds), *outcome.ratios]
            for outcome in compete(contestants, rounds)
        ]
    says = (
        f"{mails:,} mails of {len(BODY) // 1000} kB over {connections} connections to a local server that only counts."
        " smtplib alone has them in memory and writes nothing down: it is the ceiling of client and server. send_due"
        " claims each, asks whether it is still wanted, and commits that it is on its way and that it was taken. The"
        f" tick finds as many digests due at one instant, of the last {FACTS} facts of the bundled record, half of them"
        " in Arabic, and does all of it in one process."
    )
    return Table(f"Sending, {engine.name}", says, ("contestant", "time", "mails/s", "of the ceiling", "range"), rows)


class _Counting:
    """The server that only counts."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.port = int(self._said())

    def taken(self) -> int:
        """How many it took since this was last asked."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return int(self._said())

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def _counting() -> Iterator[_Counting]:
    command = [sys.executable, Path(__file__).with_name("sinking.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _Counting(process)
        finally:
            process.kill()


def _bare(sink: _Counting, mails: int, connections: int) -> Contestant:
    message = (_with_body(mail_to("reader-0")).message or "").encode()

    def share(number: int) -> None:
        with smtplib.SMTP("127.0.0.1", sink.port) as line:
            for one in range(number, mails, connections):
                line.sendmail(SENDER, [address_of(f"reader-{one}")], message)

    def turn() -> float:
        start = perf_counter()
        with ThreadPoolExecutor(connections) as threads:
            list(threads.map(share, range(connections)))
        took = perf_counter() - start
        assert sink.taken() == mails
        return took

    return turn


def _sending(engine: Engine, sink: _Counting, mails: int, connections: int) -> Contestant:
    def turn() -> float:
        url = engine.empty()
        _post(url, mails)
        settings = Settings(
            database_url=url,
            mail_url=f"smtp://127.0.0.1:{sink.port}",
            mail_from=SENDER,
            mail_connections=connections,
        )
        start = perf_counter()
        done = send_due(settings, clock=lambda: NOW_US)
        took = perf_counter() - start
        assert done.sent == sink.taken() == mails
        return took

    return turn


def _ticking(engine: Engine, sink: _Counting, mails: int, connections: int) -> Contestant:
    def turn() -> float:
        url = engine.empty()
        settings = Settings(
            database_url=url,
            mail_url=f"smtp://127.0.0.1:{sink.port}",
            mail_from=SENDER,
            mail_connections=connections,
            public_url="https://calendar.example.org",
        )
        app = App(settings, clock=lambda: NOW_US)
        app.load_demo()
        since = app.head()[0] - FACTS
        app.tick()
        with transacting(settings) as connection:
            driver = Driver(connection)
            for number in range(mails):
                language = "ar" if number % 2 else "en"
                due = {"every": "daily", "position": since, "next_period": "2026-11-01", "next_due": NOW_US}
                subscribers.add(driver, reader(f"reader-{number}", language=language)._replace(**due))
        start = perf_counter()
        done = app.tick()
        took = perf_counter() - start
        assert done.queued == done.sent == sink.taken() == mails
        return took

    return turn


def _post(url: str, mails: int) -> Sequence[str]:
    names = [f"reader-{number}" for number in range(mails)]
    put(App(Settings(database_url=url)), map(reader, names), (_with_body(mail_to(name)) for name in names))
    return names


def _with_body(mail: Mail) -> Mail:
    return mail._replace(message=f"{mail.message}{BODY}")


# -- killed -----------------------------------------------------------------------------------------------------------


def _killing(engine: Engine, mails: int, connections: int) -> Table:
    rows = [_to_server(engine, mails, connections, policy) for policy in ("resend", "hold")]
    rows.append(_to_folder(engine, mails, connections))
    says = (
        f"{mails:,} mails, two senders of {connections} connections each, killed with SIGKILL while the server, which"
        f" answers after {ANSWER_S * 1000:.0f} ms, has mails of theirs that it has not answered, or at any step. A kill"
        " can make as many copies as there are connections. What is held is in doubt: some of it was taken."
    )
    columns = ("what", "kills", "readers without mail", "extra copies", "a kill", "wrong Message-IDs", "held")
    return Table(f"Killed while sending, {engine.name}", says, columns, rows)


def _to_server(engine: Engine, mails: int, connections: int, policy: str) -> list[str]:
    say(f"  killing those who send, {policy}")
    url = engine.empty()
    names = _post(url, mails)
    killer, slowly = Killer(9, soon=mails // KILL_ROUNDS), Event()

    def end(recipient: str) -> None:
        slowly.wait(ANSWER_S)
        killer(recipient)

    with Sink({"end": end}) as sink:
        settings = {"mail_url": sink.url, "policy": policy, "connections": connections}
        kills = _killed(url, killer, mails // 4, mails * 40, settings)
    received = Counter(one.recipient for one in sink.received)
    became = states(App(Settings(database_url=url)))
    held = {address_of(name) for name in names if became[name] == "ambiguous"}
    without = sum(1 for name in names if address_of(name) not in received)
    wrong = sum(one.message_id != message_id_of(one.recipient.partition("@")[0]) for one in sink.received)
    extra = len(sink.received) - len(received)
    named = f"{without} (all held)" if {address_of(name) for name in names} - set(received) <= held else str(without)
    cells = (kills, named if without else 0, extra, f"{extra / kills:.1f}", wrong, len(held))
    return [f"a server, `{policy}`", *map(str, cells)]


def _to_folder(engine: Engine, mails: int, connections: int) -> list[str]:
    say("  killing those who put mail into a folder")
    url = engine.empty()
    names = _post(url, mails)
    with TemporaryDirectory() as folder:
        # So few at once that there is something to do in every round, and a step within those it takes.
        settings = {"mail_url": f"maildir://{folder}/mail", "connections": connections}
        kills = _killed(url, None, mails // KILL_ROUNDS // 2, mails * 4, settings)
        bodies = Counter(path.read_bytes() for path in (Path(folder) / "mail" / "new").iterdir())
    wanted = [(_with_body(mail_to(name)).message or "").replace("\r\n", "\n").encode() for name in names]
    without, extra = sum(body not in bodies for body in wanted), sum(bodies.values()) - len(bodies)
    cells = (kills, without, extra, f"{extra / kills:.1f}", len(set(bodies) - set(wanted)), 0)
    return ["a maildir", *map(str, cells)]


def _killed(url: str, killer: Killer | None, limit: int, steps: int, settings: dict[str, Any]) -> int:
    senders = [Sender(deadline_s=1_800).uses(url, **settings) for _ in range(2)]
    clock = Clock(NOW_US)
    try:
        kills = killed_again_and_again(senders, clock, killer, rounds=KILL_ROUNDS, limit=limit, steps=steps)
        if killer:
            killer.aim()
        senders[0].begin(clock())
        assert senders[0].said().startswith("sent ")
    finally:
        for one in senders:
            one.end()
    return kills


def main() -> None:
    """Measure on each engine there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    asked = parser.parse_args()
    with engines() as (available, why):
        for engine in available:
            if asked.engine in (engine.name.lower(), "both"):
                for table in measure(engine, rounds=asked.rounds, mails=asked.mails, connections=asked.connections):
                    print(table.markdown(), flush=True)
    if why:
        print(f"PostgreSQL was skipped: {why}")


if __name__ == "__main__":
    main()
