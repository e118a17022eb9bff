"""Lines through a pager, where there are more of them than the terminal shows at once."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import IO, TYPE_CHECKING

from ctcalendar.cli.printing import write

if TYPE_CHECKING:
    from subprocess import Popen

_DEFAULT = "less -FRX"


def show(lines: Iterable[str], *, paged: bool, chosen: str | None = None) -> None:
    """Write lines to standard output; on a terminal, if `paged` and they are too many, by way of a pager.

    `chosen` is the pager to take, else $PAGER is or `less`. Where it is missing, or is `cat`, lines are written as they
    are. Nobody who leaves the pager early is waited for, and nothing is wrong then.
    """
    waiting = iter(lines)
    command = pager(chosen, os.environ) if paged and sys.stdout.isatty() else None
    if command is not None:
        from shutil import get_terminal_size

        first = list(islice(waiting, get_terminal_size().lines))
        waiting = chain(first, waiting)
        if len(first) >= get_terminal_size().lines:  # the line of the prompt is not theirs
            _page(command, waiting)
            return
    for line in waiting:
        write(line)


def pager(chosen: str | None, environment: Mapping[str, str]) -> list[str] | None:
    """The words of the command that pages; None where there is none, or none is wanted."""
    import shlex
    from shutil import which

    told = next((text for text in (chosen, environment.get("PAGER")) if text is not None), _DEFAULT)
    try:
        words = shlex.split(told)
    except ValueError:
        return None
    if not words or words == ["cat"] or which(words[0]) is None:
        return None
    return words


def _page(command: list[str], lines: Iterator[str]) -> None:
    from subprocess import PIPE, Popen

    sys.stdout.flush()
    # What git tells its pager: leave at once if one screen is enough, colours are colours, the screen stays.
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", "LV": "-c", **os.environ}
    try:
        process = Popen(command, stdin=PIPE, env=environment)
    except OSError:
        for line in lines:
            write(line)
        return
    assert process.stdin is not None
    try:
        _pour(lines, process.stdin)
    finally:
        _wait(process)


def _pour(lines: Iterator[str], pipe: IO[bytes]) -> None:
    """Write lines into a pipe until they end or nobody reads on."""
    try:
        for line in lines:
            pipe.write(line.encode("utf-8", "replace") + b"\n")
    except (BrokenPipeError, KeyboardInterrupt):
        pass  # Ctrl-C stops what is still being found; the pager goes on showing what there is
    finally:
        with suppress(BrokenPipeError):
            pipe.close()


def _wait(process: "Popen[bytes]") -> None:
    """Wait until the reader leaves the pager. Ctrl-C is the pager's own affair by then."""
    while True:
        try:
            process.wait()
            return
        except KeyboardInterrupt:
            continue
