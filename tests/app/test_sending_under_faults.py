"""Sending when something goes wrong: senders killed and stopped at any moment, two at once, a database that is locked.

SMTP has a moment in which nobody can know whether a mail was taken (RFC 1047). What can be promised is promised: nobody
gets none; every copy is the same mail, by its Message-ID; a kill costs at most a copy for each connection there is.
"""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Event, Timer
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from app.killing import Killer, Sender, killed_again_and_again
from app.posting import address_of, mail_to, message_id_of, put, reader, states
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.sending import Sent, send_due
from ctcalendar.app.shift import LEASE_US
from ctcalendar.db.address import sqlite_path
from ctcalendar.errors import DatabaseUnavailable
from ctcalendar.settings import Settings
from log.building import DEADLINE_S
from mail.sinks import Sink

CONNECTIONS = 4
ROUNDS, AT_ONCE = 4, 40
SOON = 16
"""Within so many mails two senders are killed; as many again as they have connections may be on their way then."""
READERS = ROUNDS * (SOON + 2 * CONNECTIONS) + 2 * AT_ONCE
"""So many that both senders have enough to do in every round."""
NAMES = [f"reader-{number}" for number in range(READERS)]
STEPS = 8_000
"""About as many as a sender takes for what it has claimed."""
STOPPED_AT, FEW = 8, 30


@pytest.fixture(scope="module")
def started() -> Iterator[list[Sender]]:
    """Two senders, neither of whom outlives the tests."""
    with ExitStack() as undo:
        two = [Sender(), Sender()]
        for one in two:
            undo.callback(one.end)
        yield two


Two = Callable[..., list[Sender]]


@pytest.fixture
def senders(started: list[Sender]) -> Two:
    """Two senders of a calendar's mail."""

    def using(app: App, mail_url: str, **given: Any) -> list[Sender]:
        return [one.uses(app.settings.database, mail_url, **{"connections": CONNECTIONS, **given}) for one in started]

    return using


def killed(first: Sender, second: Sender, clock: Clock, killer: Killer | None) -> int:
    """Let two senders be killed again and again; how many kills."""
    return killed_again_and_again([first, second], clock, killer, rounds=ROUNDS, limit=AT_ONCE, steps=STEPS)


def sent_whole(one: Sender, clock: Clock) -> None:
    """Let a sender do all that is left, undisturbed."""
    one.begin(clock())
    assert one.said().startswith("sent ")


def everybody_has_a_mail(sink: Sink, names: list[str]) -> int:
    """Each at least one, each under one Message-ID, their own; how many copies there are beyond that."""
    received = sink.by_recipient()
    assert sorted(received) == sorted(map(address_of, names))
    for name in names:
        assert {one.message_id for one in received[address_of(name)]} == {message_id_of(name)}
        assert len({one.message for one in received[address_of(name)]}) == 1
    return sum(len(copies) - 1 for copies in received.values())


def filled(url: str) -> App:
    """A calendar with mail to some hundred readers."""
    app = App(Settings(database_url=url))
    put(app, map(reader, NAMES), map(mail_to, NAMES))
    return app


@pytest.fixture
def waiting(calendar_url: str) -> App:
    """Such a calendar, on each engine in turn."""
    return filled(calendar_url)


# -- killed -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_senders_that_are_killed_lose_nothing_and_copy_little(waiting: App, clock: Clock, senders: Two):
    """Two at once, of four connections each, killed eight times, also between a mail's end and its answer."""
    killer = Killer(7, soon=SOON)
    with Sink({"end": killer}) as sink:
        first, second = senders(waiting, sink.url)
        kills = killed(first, second, clock, killer)
        sink.answers.clear()
        sent_whole(first, clock)
        extra = everybody_has_a_mail(sink, NAMES)
    assert set(states(waiting).values()) == {"sent"}
    assert kills == 2 * ROUNDS
    assert 0 < extra <= kills * CONNECTIONS


@pytest.mark.slow
def test_where_mail_in_doubt_is_held_nobody_gets_two(waiting: App, clock: Clock, senders: Two):
    """Who got none is listed, and so are some who got one: what is not in doubt was taken once."""
    killer = Killer(8, soon=SOON)
    with Sink({"end": killer}) as sink:
        first, second = senders(waiting, sink.url, policy="hold")
        kills = killed(first, second, clock, killer)
        sink.answers.clear()
        sent_whole(first, clock)
        received = sink.by_recipient()
    assert {len(copies) for copies in received.values()} == {1}
    became = states(waiting)
    assert set(became.values()) == {"sent", "ambiguous"}
    assert {address_of(name) for name, state in became.items() if state == "sent"} <= set(received)
    assert 0 < list(became.values()).count("ambiguous") <= kills * CONNECTIONS


@pytest.mark.slow
def test_a_folder_has_each_mail_once_whoever_is_killed(
    sqlite_calendar: str, clock: Clock, senders: Two, tmp_path: Path
):
    """Exactly as many files as mails."""
    app, url = filled(sqlite_calendar), f"maildir://{tmp_path}/mail"
    first, second = senders(app, url)
    kills = killed(first, second, clock, None)
    sent_whole(first, clock)
    bodies = [path.read_bytes() for path in (tmp_path / "mail" / "new").iterdir()]
    wanted = [(mail_to(name).message or "").replace("\r\n", "\n").encode() for name in NAMES]
    assert sorted(bodies) == sorted(wanted)
    assert set(states(app).values()) == {"sent"}
    assert kills > 0


# -- stopped ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["resend", "hold"])
def test_a_sender_that_is_stopped_past_its_lease_and_goes_on_sends_nothing_twice(
    app: App, clock: Clock, senders: Two, policy: str
):
    """But the one mail that the server had from it as it was stopped; and it writes down nothing that is another's."""
    put(app, map(reader, NAMES[:FEW]), map(mail_to, NAMES[:FEW]))
    stopped = Event()

    def stop(_: str) -> None:
        if not stopped.is_set() and len(sink.received) == STOPPED_AT - 1:
            os.kill(first.pid, signal.SIGSTOP)
            # On a busy machine it may go on for a moment: it must not have the answer before it has stopped.
            assert any(_has_stopped(first.pid) for _ in range(1_000_000))
            stopped.set()

    with Sink({"end": stop}) as sink:
        first, second = senders(app, sink.url, policy=policy, connections=1)
        first.begin(clock())
        assert stopped.wait(DEADLINE_S)
        clock.now_us += LEASE_US
        second.begin(clock())
        taken_over = int(second.said().removeprefix("sent "))
        os.kill(first.pid, signal.SIGCONT)
        by_itself = int(first.said().removeprefix("sent "))
        extra = everybody_has_a_mail(sink, NAMES[:FEW])
    if policy == "resend":
        assert (extra, taken_over, by_itself) == (1, FEW - STOPPED_AT + 1, STOPPED_AT - 1)
    else:
        # It learns that the mail in doubt was taken after all, and says so.
        assert (extra, taken_over, by_itself) == (0, FEW - STOPPED_AT, STOPPED_AT)
    assert set(states(app).values()) == {"sent"}


def _has_stopped(pid: int) -> bool:
    """Whether a process stands still, as far as the system tells: the state follows the name, in brackets."""
    told = Path(f"/proc/{pid}/stat")
    return not told.exists() or told.read_text().rpartition(")")[2].split()[0] == "T"


# -- the database is locked -------------------------------------------------------------------------------------------


class Somebody:
    """Somebody else, who has the database to themselves from one thread to another."""

    def __init__(self, app: App) -> None:
        path = sqlite_path(app.settings.database)
        self._connection: Any = (
            psycopg.connect(app.settings.database.replace("+psycopg", ""))
            if path is None
            else sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        )
        self._lock = "LOCK TABLE outbox" if path is None else "BEGIN IMMEDIATE"

    def lock(self) -> None:
        self._connection.execute(self._lock)

    def let_go(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


def test_a_sender_waits_out_a_locked_database_before_it_says_that_mail_is_sent(app: App, clock: Clock):
    """The server has taken the mail; to write that down is tried again, and it is sent once."""
    put(app, [reader("ann")], [mail_to("ann")])
    with closing(Somebody(app)) as somebody:
        later = Timer(1.2, somebody.let_go)

        def lock(_: str) -> None:
            somebody.lock()
            later.start()

        with Sink({"end": lock}) as sink:
            assert send_due(_settings(app, sink.url), clock=clock) == Sent(sent=1)
            assert send_due(_settings(app, sink.url), clock=clock) == Sent()
        later.join()
    assert len(sink.received) == 1


def test_a_mail_whose_sending_cannot_be_written_down_is_in_doubt(sqlite_calendar: str, clock: Clock):
    """After some tries the sender ends, and says why; the mail is treated as after a crash, the others are not."""
    app = App(Settings(database_url=sqlite_calendar), clock=clock)
    put(app, [reader("ann"), reader("bob")], [mail_to("ann"), mail_to("bob")])
    with closing(Somebody(app)) as somebody, Sink({"end": lambda _: somebody.lock()}) as sink:
        settings = replace(_settings(app, sink.url), lock_timeout_s=0)
        with pytest.raises(DatabaseUnavailable, match="another program is writing"):
            send_due(settings, clock=clock)
        somebody.let_go()
        sink.answers.clear()
        assert sorted(states(app).values()) == ["claimed", "on-wire"]
        clock.now_us += LEASE_US
        assert send_due(settings, clock=clock) == Sent(sent=2)
    assert len(sink.received) == 3


def _settings(app: App, mail_url: str) -> Settings:
    return Settings(
        database_url=app.settings.database,
        mail_url=mail_url,
        mail_from="calendar@calendar.example",
        mail_connections=1,
        lock_timeout_s=1,
    )
