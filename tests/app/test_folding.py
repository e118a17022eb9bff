"""Folding batch after batch, and in a process beside this one: the views are the same, whatever becomes of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from multiprocessing import active_children
from pathlib import Path

import pytest

from ctcalendar.app import App
from ctcalendar.app.beside import MANY, Beside, Here, folder
from ctcalendar.app.folding import Folding, fold_anew
from ctcalendar.app.upkeep import differing_views, transacting
from ctcalendar.bundled import record_lines
from ctcalendar.db.driver import Driver
from ctcalendar.domain import codec
from ctcalendar.errors import DamagedRecord, RebuildNeeded
from ctcalendar.log.append import write_rows
from ctcalendar.log.rows import COLUMNS, LogRow
from views.ledger import all_rows, reading

BATCH = 12
Broken = Callable[[int], None]
"""What befalls the process beside this one after so many batches."""


def bundled_rows() -> list[LogRow]:
    """The log of the bundled record: items that begin, and others that go on, in the same batch or a later one."""
    rows = map(codec.decode, list(record_lines())[1:-1])
    return [LogRow(*(row[column] for column in COLUMNS)) for row in rows]


def batches() -> Iterator[list[LogRow]]:
    """The same, some at a time."""
    rows = bundled_rows()
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def differing(app: App, at_work: Here, broken: Broken = lambda _: None) -> Sequence[str]:
    """The views that differ from what the log folds to, once the bundled record was folded batch by batch."""
    with transacting(app.settings) as connection, closing(at_work):
        folding = Folding(connection, at_work)
        for number, rows in enumerate(batches()):
            write_rows(Driver(connection), rows)
            folding.add(rows)
            broken(number)
        folding.finish()
    with reading(app.settings) as reader:
        assert reader.rows("SELECT position FROM view_head") == reader.rows("SELECT position FROM log_head")
        return differing_views(reader)


def killed_after(last: int) -> Broken:
    """The process is killed while it has a batch."""

    def kill(number: int) -> None:
        if number == last:
            [process] = active_children()
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)

    return kill


def test_batches_come_to_what_all_at_once_comes_to(app: App):
    """Here, batch by batch: in one transaction what a later batch changes stands already."""
    assert differing(app, Here()) == []


def test_what_is_folded_beside_is_what_is_folded_here(app: App):
    """A batch behind, and only what begins in it: the same rows. Afterwards the process is gone."""
    assert differing(app, Beside()) == []
    assert not active_children()


@pytest.mark.parametrize("after", [0, 3])
def test_what_a_process_that_is_gone_was_to_fold_is_folded_here(app: App, after: int):
    """Killed with a batch in hand: nothing is lost, and nothing comes twice."""
    assert differing(app, Beside(), killed_after(after)) == []


def test_the_whole_log_folded_anew_comes_to_the_same(app: App):
    """Stream by stream in batches, over what stood there before."""
    assert differing(app, Here()) == []
    with transacting(app.settings) as connection:
        rows = sorted(bundled_rows(), key=lambda row: (row.stream, row.revision))
        before = count_rows(app)
        assert fold_anew(connection, rows, len(rows), at_once=BATCH) == before
    with reading(app.settings) as reader:
        assert differing_views(reader) == []


def count_rows(app: App) -> int:
    """How many rows the views have."""
    return sum(map(len, all_rows(app.settings).values()))


def test_what_cannot_be_folded_is_told_as_if_it_were_folded_here():
    """A fact whose data is no such fact ends the process, silently; who gave it is told what is wrong."""
    [first, *_] = bundled_rows()
    with closing(Beside()) as process:
        process.give([first._replace(data='{"id":1}')])
        with pytest.raises(DamagedRecord, match="position 1"):
            process.take()


def test_batches_are_admitted_only_right_after_the_views(app: App):
    """Views that stand elsewhere are not added to."""
    rows = bundled_rows()
    with transacting(app.settings) as connection, pytest.raises(RebuildNeeded):
        Folding(connection, Here()).add(rows[5:9])


def test_it_ends_with_the_program_it_is_beside():
    """It holds no end of its own pipe open, or it would wait for ever for a program that was killed."""
    script = Path(__file__).parent / "orphan.py"
    found = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    assert (found.returncode, found.stdout) == (-signal.SIGKILL, b"begun\n")


def test_for_few_items_no_process_is_started():
    """It has to be worth its start."""
    with closing(folder(MANY - 1)) as at_work:
        assert type(at_work) is Here
