"""A program that has a process beside it, and is killed: `python orphan.py`, which says when."""

import os
import signal

from ctcalendar.app.beside import Beside


def main() -> None:
    process = Beside()
    print("begun", flush=True)
    assert process.take() == []
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
