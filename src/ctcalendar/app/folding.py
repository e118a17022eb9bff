"""Folding many facts into the views batch after batch: what an import appends, or the whole log anew."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby

from sqlalchemy import Connection

from ctcalendar.app.beside import Here, Made, folder
from ctcalendar.db.driver import Driver
from ctcalendar.log.facts import decoded
from ctcalendar.log.rows import LogRow
from ctcalendar.views.apply import admit, empty, folded_onto, move_head, write
from ctcalendar.views.word_index import indexing

AT_ONCE = 1_000


class Folding:
    """What is appended batch after batch, folded a batch behind: in the views all of it stands once `finish` returns.

    `folder` folds what begins in a batch; what goes on is folded upon what stands.
    """

    def __init__(self, connection: Connection, folder: Here) -> None:
        self._driver, self._folder = Driver(connection), folder
        self._upto: int | None = None

    def add(self, rows: Sequence[LogRow]) -> None:
        """Fold what was just appended, or have it folded. Raises RebuildNeeded."""
        if not rows:
            return
        if self._upto is None:
            admit(self._driver, rows[0].position)
        self._upto = rows[-1].position
        made, begun = self._folder.take(), {row.stream for row in rows if row.revision == 1}
        self._folder.give([row for row in rows if row.stream in begun])
        _insert(self._driver, made)
        if going_on := [row for row in rows if row.stream not in begun]:
            fold = folded_onto(self._driver, map(decoded, going_on))
            with self._driver.pipeline(), indexing(self._driver):
                write(self._driver, fold)

    def finish(self) -> None:
        """Write what is still being folded, and move the head of the views."""
        _insert(self._driver, self._folder.take())
        if self._upto is not None:
            move_head(self._driver, self._upto)


def fold_anew(
    connection: Connection,
    log: Iterable[LogRow],
    head: int,
    *,
    progress: Callable[[int], None] | None = None,
    at_once: int = AT_ONCE,
) -> int:
    """Fold the whole log anew, up to its head; the number of rows written.

    The log comes stream by stream, oldest first within each; memory holds one stream and two batches. Old rows are
    deleted, not truncated: until the transaction commits, readers see them.
    """
    driver, written, done = Driver(connection), 0, 0
    empty(connection)
    with closing(folder(head)) as at_work:
        for batch in _of_whole_streams(log, at_once):
            made = at_work.take()
            at_work.give(batch)
            written += _insert(driver, made)
            done += len(batch)
            if progress:
                progress(done)
        written += _insert(driver, at_work.take())
    move_head(driver, head)
    return written


def _of_whole_streams(log: Iterable[LogRow], at_once: int) -> Iterator[list[LogRow]]:
    batch: list[LogRow] = []
    for _, history in groupby(log, key=lambda row: row.stream):
        batch += history
        if len(batch) >= at_once:
            yield batch
            batch = []
    if batch:
        yield batch


def _insert(driver: Driver, made: Made) -> int:
    if not made:
        return 0
    with driver.pipeline(), indexing(driver):
        for table, columns, rows in made:
            driver.insert(table, columns, rows)
    return sum(len(rows) for _, _, rows in made)
