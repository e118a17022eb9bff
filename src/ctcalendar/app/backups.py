"""Backups, plain and whole: the log as it is, and after it the rows of the desk.

A plain backup holds history and nothing else, whatever its classification; the bundled record is one. A whole one is
for moving house: it holds the secret too, and who subscribes to what.
"""

from collections.abc import Iterable, Iterator

from ctcalendar.db.reader import open_reader
from ctcalendar.desk.calendar import domain_of
from ctcalendar.log import backup as log
from ctcalendar.settings import Settings

LEFT_OUT = "archived texts, subscribers, feeds, the secret"
"""What a plain backup leaves out, in words."""


class Numbered:
    """The lines of a file as they are read: how many so far, and the last of them."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self.number, self.last = 0, b""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        self.last = next(self._lines)
        self.number += 1
        return self.last


class Backup:
    """The lines of a backup, written as they are asked for; afterwards, how many facts and rows they hold."""

    def __init__(self, settings: Settings, *, whole: bool) -> None:
        self._settings, self.whole = settings, whole
        self.facts, self.rows = 0, 0

    def __iter__(self) -> Iterator[bytes]:
        with open_reader(self._settings.database) as reader:
            lines = Numbered(log.written(reader, domain_of(reader), whole=self.whole))
            header = next(lines)
            yield header
            yield from lines
            self.facts = lines.number - 2
            if not self.whole:
                return
            from ctcalendar.desk import backup as desk

            end = log.footer(lines.last)
            assert end is not None, "a log ends in its last line"
            rows = Numbered(desk.written(reader, header, end.hash))
            yield from rows
            self.rows = rows.number - 2
