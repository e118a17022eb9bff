"""What the unit part promises, held: with `-p unit_part` a test that opens a database or starts a program fails.

That is what keeps it quick; whoever needs either puts the test into a file that the Makefile does not name.
"""

import sys
from collections.abc import Generator
from typing import Any

import pytest

FORBIDDEN = {"sqlite3.connect", "socket.connect", "subprocess.Popen", "os.fork", "os.posix_spawn"}

_running: list[str] = []


def _look(event: str, _: tuple[Any, ...]) -> None:
    if _running and event in FORBIDDEN:
        pytest.fail(f"{_running[-1]} is no unit test: {event}")


sys.addaudithook(_look)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Look while a test runs, from its first fixture to its last."""
    _running.append(item.nodeid)
    try:
        return (yield)
    finally:
        _running.clear()
