"""Senders in processes of their own that are killed while they send: for tests and benchmarks of sending."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Event, Lock, Timer
from typing import Self

from conftest import Clock
from ctcalendar.app.shift import LEASE_US
from mail.sinks import Answer

SENDER = Path(__file__).with_name("sender.py")


class Sender:
    """A process of sender.py."""

    def __init__(self, *, deadline_s: float = 120) -> None:
        self._process = subprocess.Popen(
            [sys.executable, SENDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._settings: dict[str, object] = {}
        # Whatever goes wrong, no process outlives who started it.
        self._watchdog = Timer(deadline_s, self.end)
        self._watchdog.start()
        self.pid = 0
        self._is_ready = False

    def uses(self, url: str, mail_url: str, *, policy: str = "resend", connections: int = 4) -> Self:
        """From now on it sends that calendar's mail, so."""
        self._settings = {
            "database_url": url,
            "mail_url": mail_url,
            "mail_from": "calendar@calendar.example",
            "mail_after_crash": policy,
            "mail_connections": connections,
        }
        return self

    def await_ready(self) -> None:
        """Until it can begin at once."""
        if not self._is_ready:
            assert self._said() == "ready"
            self._is_ready = True

    def begin(self, now_us: int, *, limit: int = 1_000_000, killed_at: int = 0) -> None:
        """Let it send what is due."""
        self.await_ready()
        assert self._process.stdin
        asked = {"settings": self._settings, "now_us": now_us, "limit": limit, "step": killed_at}
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        self.pid = int(self._said().removeprefix("pid "))

    def said(self) -> str:
        """What came of it, once it is over."""
        said = self._said()
        self.pid = 0
        return said

    def _said(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._watchdog.cancel()
        if self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                pipe and pipe.close()


class Killer:
    """Kills senders as the server has taken one of their mails and has not said so yet."""

    def __init__(self, seed: int, *, soon: int) -> None:
        self._picked, self._soon, self._lock = Random(seed), soon, Lock()
        self._after: dict[int, int] = {}
        self._taken = 0
        self._has_aimed = Event()

    def __call__(self, _: str) -> Answer:
        """The end of a mail has come. Nobody is answered before it is known who is to be killed."""
        self._has_aimed.wait(20)
        with self._lock:
            self._taken += 1
            for pid in [pid for pid, after in self._after.items() if after <= self._taken]:
                del self._after[pid]
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        return None

    def aim(self, *pids: int) -> None:
        """Kill senders, one after another, within so many mails as `soon`."""
        with self._lock:
            for number, pid in enumerate(pids, start=1):
                self._after[pid] = self._taken + self._picked.randrange(1, self._soon * number // len(pids) + 1)
        self._has_aimed.set()

    def rest(self) -> None:
        """They are dead: a number may become another's."""
        self._has_aimed.clear()
        with self._lock:
            self._after.clear()


def killed_again_and_again(
    senders: Sequence[Sender], clock: Clock, killer: Killer | None, *, rounds: int, limit: int, steps: int
) -> int:
    """Senders at once, killed by the server or, within so many `steps`, by themselves, in rounds; how many kills.

    In each round each sends `limit` mails at most. With a `killer` the first is killed by nothing else.
    """
    picked, killed = Random(6), 0
    for one in senders:
        one.await_ready()
    for _ in range(rounds):
        for number, one in enumerate(senders):
            step = 0 if killer and number == 0 else picked.randrange(1, steps)
            one.begin(clock(), limit=limit, killed_at=step)
        if killer:
            killer.aim(*(one.pid for one in senders))
        killed += [one.said() for one in senders].count("killed")
        if killer:
            killer.rest()
        # Nobody is at it any more: what they had claimed, or had on the wire, is for those who come after their leases.
        clock.now_us += LEASE_US
    return killed
