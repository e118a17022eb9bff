"""A ticker: `python ticker.py` ticks when it is asked to, each time in a process of its own that may be killed.

A line `NOW_US STEP URL` asks for a tick of that calendar at that moment. Its process kills itself at the STEP-th step
(a function called or left), so that every moment of a tick can be chosen, and the same one again. With 0 it lives, and
with -1 it counts its steps, which takes it several times as long. The answer is a line: `killed`, `ticked STEPS`, or
what went wrong.
"""

import os
import signal
import sys
from types import FrameType

import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401  # loaded once, so that each process begins at once

from ctcalendar.app import App, notices, ticking  # noqa: F401
from ctcalendar.settings import Settings

ticking.AT_ONCE = 50  # so that few reminders take several transactions


class Steps:
    """Counts the steps of this process, and kills it at one of them."""

    def __init__(self, last: int) -> None:
        self.done, self._last = 0, last

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        self.done += 1
        if self.done == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        now_us, step, url = line.split()
        child = os.fork()
        if child == 0:
            _tick(url, int(now_us), int(step))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print("killed", flush=True)


def _tick(url: str, now_us: int, step: int) -> None:
    steps = Steps(step)
    sys.setprofile(steps if step else None)
    try:
        App(Settings(database_url=url), clock=lambda: now_us).tick()
        said = f"ticked {steps.done}"
    except Exception as error:
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
    sys.setprofile(None)
    # Said only once nothing more can go wrong; what else was to be tidied up goes with the process.
    print(said, flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
