"""A sender: `python sender.py` sends when it is asked to, each time in a process of its own that may be killed.

A line asks it, in JSON: `settings`, and to send what is due at `now_us`, at most `limit`. The process says `pid N`, and
kills itself at the `step`-th step of any of its threads (a function called or left); with 0 it lives. Then comes a
line: `killed`, `sent N`, or what went wrong.
"""

import json
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

import psycopg  # noqa: F401
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401  # loaded once, so that each process begins at once

from ctcalendar.app.sending import send_due
from ctcalendar.settings import Settings


class Steps:
    """Counts the steps of this process, and kills it at one of them."""

    def __init__(self, last: int) -> None:
        self._done, self._last = 0, last

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        self._done += 1
        if self._done == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _send(**json.loads(line))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print("killed", flush=True)


def _send(settings: dict[str, Any], now_us: int, limit: int, step: int) -> None:
    print(f"pid {os.getpid()}", flush=True)
    if step:
        threading.setprofile(Steps(step))
    try:
        said = f"sent {send_due(Settings(**settings), clock=lambda: now_us, limit=limit).sent}"
    except Exception as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
    print(said, flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
