"""Folding the many batches of one transaction into the views, most of it in a process beside this one."""

from collections.abc import Sequence

from sqlalchemy import Connection

from ctcalendar.app.beside import Beside, Made
from ctcalendar.db.driver import Driver
from ctcalendar.log.facts import decoded
from ctcalendar.log.rows import LogRow
from ctcalendar.views.apply import admit, folded_onto, move_head, write
from ctcalendar.views.word_index import indexing


class Folding:
    """What is appended batch after batch, folded a batch behind: in the views all of it stands once `finish` returns.

    What begins in a batch is folded beside, where there is such a process; what goes on is folded here.
    """

    def __init__(self, connection: Connection, beside: Beside | None = None) -> None:
        self._driver, self._beside = Driver(connection), beside
        self._upto: int | None = None

    def add(self, rows: Sequence[LogRow]) -> None:
        """Fold what was just appended, or have it folded. Raises RebuildNeeded."""
        if not rows:
            return
        if self._upto is None:
            admit(self._driver, rows[0].position)
        self._upto = rows[-1].position
        made, here = self._exchanged(rows)
        self._insert(made)
        if here:
            fold = folded_onto(self._driver, map(decoded, here))
            with self._driver.pipeline(), indexing(self._driver):
                write(self._driver, fold)

    def finish(self) -> None:
        """Write what is still being folded, and move the head of the views."""
        if self._beside is not None:
            self._insert(self._beside.take())
        if self._upto is not None:
            move_head(self._driver, self._upto)

    def close(self) -> None:
        """End the process beside this one."""
        if self._beside is not None:
            self._beside.close()

    def _exchanged(self, rows: Sequence[LogRow]) -> tuple[Made, Sequence[LogRow]]:
        """What the batch before came to, and what of this one is not folded beside."""
        if self._beside is None:
            return [], rows
        made = self._beside.take()
        begun = {row.stream for row in rows if row.revision == 1}
        self._beside.give([row for row in rows if row.stream in begun])
        return made, [row for row in rows if row.stream not in begun]

    def _insert(self, made: Made) -> None:
        if made:
            with self._driver.pipeline(), indexing(self._driver):
                for table, columns, rows in made:
                    self._driver.insert(table, columns, rows)
