"""Folding in a process beside this one, which decides and writes meanwhile: one process of Python computes on one core.

Nothing depends on it: where it cannot be had, or ends before its time, what it was given is folded here.
"""

import gc
import marshal
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import Table

from ctcalendar.log.facts import decoded
from ctcalendar.log.rows import LogRow
from ctcalendar.views.fold import Fold, Row, folded_columns

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MANY = 1_000
"""New items for which a process is worth its start."""

Made = list[tuple[str, list[str], list[Row]]]
"""Rows to insert: the name of their table, its columns in which anything stands, and the values of these."""


def rows_begun(rows: Sequence[LogRow]) -> Made:
    """What facts fold to, where each stream among them begins among them."""
    fold = Fold()
    for row in rows:
        fold.add(decoded(row))
    return [_filled(table, made) for table, made in fold.opened()]


def _filled(table: Table, rows: list[Row]) -> tuple[str, list[str], list[Row]]:
    # A third of all values are NULL. Whoever writes them is busier than this process.
    names = folded_columns(table)
    filled = [number for number, values in enumerate(zip(*rows, strict=True)) if values.count(None) < len(rows)]
    return str(table.name), [names[number] for number in filled], list(map(itemgetter(*filled), rows))


class Here:
    """Folds what it is given when that is taken."""

    def __init__(self) -> None:
        self._given: Sequence[LogRow] = ()

    def give(self, rows: Sequence[LogRow]) -> None:
        """Give it a batch of which each stream begins in it; what the batch before came to was taken."""
        assert not self._given, "a batch is on its way"
        self._given = rows

    def take(self) -> Made:
        """What the batch given last came to; nothing where none was given."""
        rows, self._given = self._given, ()
        return rows_begun(rows)

    def close(self) -> None:
        """Let go what was given and is not taken."""
        self._given = ()


class Beside(Here):
    """The same by a process beside this one, meanwhile.

    Forked, it begins at once, and has imported all it needs. It has no use for what else it inherits.
    """

    def __init__(self) -> None:
        from multiprocessing import get_context

        super().__init__()
        forking = get_context("fork")
        ours, theirs = forking.Pipe()
        self._process = forking.Process(target=_fold_for, args=(theirs, ours), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe: Connection | None = ours

    def give(self, rows: Sequence[LogRow]) -> None:
        super().give(rows)
        if rows and self._pipe is not None:
            with suppress(OSError):  # it is gone, which is found out when its answer is taken
                self._pipe.send_bytes(marshal.dumps([tuple(row) for row in rows]))

    def take(self) -> Made:
        if self._given and self._pipe is not None:
            try:
                made: Made = marshal.loads(self._pipe.recv_bytes())
            except (OSError, EOFError):
                self._end()
            else:
                self._given = ()
                return made
        return super().take()

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
            self._process.kill()
            self._process.join()


def folder(expected: int) -> Here:
    """What folds: a process beside this one, if it is worth its start for so many new items, and can be had.

    That is where forking is usual, beside no other thread, and where there is a core for it.
    """
    forks = expected >= MANY and sys.platform == "linux" and threading.active_count() == 1
    if forks and len(os.sched_getaffinity(0)) > 1:
        with suppress(OSError):  # no more processes, or no more memory: not for this
            return Beside()
    return Here()


def _fold_for(pipe: "Connection", theirs: "Connection") -> None:
    """Fold batch after batch until whoever gives them is gone."""
    theirs.close()  # else it would seem to be there for as long as we are
    gc.disable()  # connections that were inherited are not ours to close
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(Exception):  # whoever gave what cannot be folded folds it anew, and is told why by that
        while True:
            pipe.send_bytes(marshal.dumps(rows_begun([LogRow(*row) for row in marshal.loads(pipe.recv_bytes())])))
