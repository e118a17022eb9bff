"""Eight processes that write at once, some of them killed: what was acknowledged is there, and nothing half there."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from log.building import DEADLINE_S, Follower, Log, command, until

WRITER = Path(__file__).with_name("writer.py")
COUNT, KILLED_AFTER, NEVER_DONE = 12, (3, 6, 9), 1_000_000


class Writer:
    """A process of writer.py that writes `count` commands, or is killed once it named so many."""

    def __init__(self, log: Log, name: str, count: int | str = COUNT, *, killed_after: int | None = None) -> None:
        self.killed_after = killed_after
        self.acknowledged: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, WRITER, log.url, name, str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        # Whatever goes wrong, no process outlives the test.
        self._watchdog = Timer(2 * DEADLINE_S, self._process.kill)
        self._watchdog.start()

    def await_ready(self) -> None:
        assert self._process.stdout
        assert self._process.stdout.readline() == "ready\n", self._process.communicate()[1]

    def go(self) -> None:
        """Let it write and listen; return when it is done or dead."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            # The killer may cut a line short; only a whole one was said.
            if line.endswith("\n"):
                self.acknowledged.append(line.strip())
            if len(self.acknowledged) == self.killed_after:
                self._process.kill()

    def end(self) -> tuple[int, str]:
        """Its exit code and what it complained of; it has a moment to finish."""
        try:
            complaint = self._process.communicate(timeout=DEADLINE_S)[1]
            return self._process.returncode, complaint
        finally:
            self.kill()

    def kill(self) -> None:
        self._watchdog.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(BrokenPipeError):
                pipe and pipe.close()


@pytest.fixture
def writer(log: Log) -> Iterator[Callable[..., Writer]]:
    """Starts writers, none of whom outlives the test."""
    with ExitStack() as undo:

        def start(*given: Any, **options: Any) -> Writer:
            started = Writer(log, *given, **options)
            undo.callback(started.kill)
            return started

        yield start


@pytest.mark.slow
def test_eight_writers_at_once_lose_nothing_and_skip_nothing(log: Log, writer: Callable[..., Writer]):
    """Three are killed while they write; a reader follows all the while; afterwards another append goes on."""
    killed = [writer(f"killed{after}", NEVER_DONE, killed_after=after) for after in KILLED_AFTER]
    writers = [*killed, *(writer(f"writer{number}") for number in range(5))]
    for each in writers:
        each.await_ready()
    with Follower(log) as follower, ThreadPoolExecutor(len(writers)) as threads:
        list(threads.map(Writer.go, writers))
    _none_complained(writers)
    if log.is_postgres:
        until(lambda: log.sessions() == 0)
    with Follower(log) as latecomer:
        pass

    stored = log.stored()
    assert stored.positions == list(range(1, len(stored.rows) + 1))
    assert stored.positions == latecomer.seen
    assert follower.seen == stored.positions[: len(follower.seen)]
    _everything_acknowledged_is_there(log, writers)
    _no_command_is_half_there(log)
    _revisions_are_contiguous(log)
    assert log.verify().problem is None
    log.append(command("afterwards"), now_us=stored.rows[-1].recorded_at + 1)
    assert log.stored().positions[-1] == len(stored.rows) + 1


@pytest.mark.slow
def test_a_writer_killed_before_it_commits_leaves_nothing(log: Log, writer: Callable[..., Writer]):
    """Its lock goes with it: the next append takes the position that it had."""
    log.append(command("before"))
    killed = writer("killed", "hold", killed_after=1)
    killed.await_ready()
    killed.go()
    assert killed.acknowledged == ["killed-0.3"]
    assert log.append(command("after")).receipts[0].first_position == 2
    assert [row.command_id for row in log.stored().rows] == ["before", "after"]
    assert log.verify().problem is None


def _none_complained(writers: list[Writer]) -> None:
    for each in writers:
        code, complaint = each.end()
        assert (code, complaint) == (0 if each.killed_after is None else -9, "")
        assert len(each.acknowledged) >= (each.killed_after or COUNT)


def _everything_acknowledged_is_there(log: Log, writers: list[Writer]) -> None:
    there = {row.command_id for row in log.stored().rows}
    assert {name for writer in writers for name in writer.acknowledged} <= there


def _no_command_is_half_there(log: Log) -> None:
    facts: dict[str, list[int]] = defaultdict(list)
    for row in log.stored().rows:
        facts[row.command_id].append(row.command_index)
    for name, indexes in facts.items():
        assert indexes == list(range(int(name.rpartition(".")[2])))


def _revisions_are_contiguous(log: Log) -> None:
    revisions: dict[str, list[int]] = defaultdict(list)
    for row in log.stored().rows:
        revisions[row.stream].append(row.revision)
    assert len(revisions["topic:shared"]) > COUNT
    for found in revisions.values():
        assert found == list(range(1, len(found) + 1))
