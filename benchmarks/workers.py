"""Processes that keep something in memory and do a piece of work when asked: a line asks, a line answers.

What is measured so has a memory of its own: no contestant pays for what another one left lying around.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from select import select
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Any

PATIENCE_S = 1_800
STOP_S = 30

Asked = Callable[[str], Any]
"""Asks a worker for a piece of work, and gives back what it tells."""


@contextmanager
def worker(module: str, *arguments: str) -> Iterator[Asked]:
    """A module of this folder run as a worker, until the end of the block."""
    command = [sys.executable, str(Path(__file__).with_name(f"{module}.py")), *arguments]
    with Popen(command, stdin=PIPE, stdout=PIPE) as process:
        try:
            yield lambda question: _ask(process, question)
        finally:
            _end(process)


def answer(work: Mapping[str, Callable[[], Any]]) -> None:
    """In the worker: do what each line asks for, until there is no more."""
    for line in sys.stdin:
        print(json.dumps(work[line.strip()]()), flush=True)


def _ask(process: "Popen[bytes]", question: str) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{question}\n".encode())
    process.stdin.flush()
    ready, _, _ = select([process.stdout], [], [], PATIENCE_S)
    said = process.stdout.readline() if ready else b""
    if not said:
        raise RuntimeError(f"{process.args} did not answer {question!r}")  # it told why on standard error
    return json.loads(said)


def _end(process: "Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOP_S)
    except TimeoutExpired:
        process.kill()
