"""CSV and its kin (RFC 4180): a header, then rows; cells between commas, semicolons or tabs."""

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from ctcalendar.errors import BadInput
from ctcalendar.importing.mapping import FileMapping, delimiter
from ctcalendar.importing.rows import MAX_COLUMNS, MAX_LINE, Row, folded, text_lines


def separated_rows(name: str, file: BinaryIO, mapping: FileMapping) -> Iterator[Row]:
    """The rows below the header. A row that cannot be read comes with its problem; blank lines are passed over.

    Raises:
        BadInput: there is no usable header, or the file is no text of the mapping's encoding.
    """
    header, rows = read_table(name, file, mapping)
    for first, last, cells, problem in rows:
        if problem is None and len(cells) != len(header):
            problem = f"has {len(cells)} cells, the header has {len(header)}"
        if problem is not None:
            yield Row(first, last, {}, problem)
        else:
            yield Row(first, last, dict(zip(header, map(folded, cells), strict=True)))


Cells = tuple[int, int, Sequence[str], str | None]


def read_table(name: str, file: BinaryIO, mapping: FileMapping) -> tuple[list[str], Iterator[Cells]]:
    """The header, and below it each row's first and last line, cells, and problem if it has one."""
    rows = _cells(name, file, mapping)
    first, _, cells, problem = next(rows, (1, 1, (), "is empty"))
    if problem is not None:
        raise BadInput(f"{name}:{first}: the header {problem}")
    return _header(f"{name}:{first}", cells), rows


def _cells(name: str, file: BinaryIO, mapping: FileMapping) -> Iterator[Cells]:
    lines = _Watched(name, text_lines(name, file, mapping.encoding))
    reader = csv.reader(lines, delimiter=delimiter(mapping), strict=True)
    first = 1
    while True:
        lines.begin(first)
        try:
            cells = next(reader)
            problem = "holds a NUL" if lines.has_nul() else None
        except StopIteration:
            return
        except csv.Error as error:
            cells, problem = [], f"is no row of this table: {error}"
            lines.has_nul()
        if cells or problem:
            yield first, reader.line_num, cells, problem
        first = reader.line_num + 1


class _Watched:
    """Lines on their way to the reader: how long the row in hand is, and whether it held a NUL, which is passed on."""

    def __init__(self, name: str, lines: Iterator[str]) -> None:
        self._name, self._lines, self._found = name, lines, False
        self._first, self._length = 1, 0

    def begin(self, first: int) -> None:
        """Another row begins."""
        self._first, self._length = first, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._found = self._found or "\0" in line
        self._length += len(line)
        if self._length > MAX_LINE:
            raise BadInput(
                f"{self._name}:{self._first}: the row that begins here is longer than {MAX_LINE:,} characters",
                hint="is one of its quotes not closed?",
            )
        return line

    def has_nul(self) -> bool:
        """Whether there was one since this was last asked."""
        found, self._found = self._found, False
        return found


def _header(where: str, cells: Sequence[str]) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        raise BadInput(f"{where}: the header has {len(cells):,} columns; at most {MAX_COLUMNS:,} are read")
    header = [folded(cell) for cell in cells]
    seen: dict[str, int] = {}
    for number, column in enumerate(header, 1):
        if column and seen.setdefault(column, number) != number:
            raise BadInput(
                f"{where}: the column {column!r} stands there twice (columns {seen[column]} and {number})",
                hint="rename one of them",
            )
    if not any(header):
        raise BadInput(f"{where}: the header names no column")
    return header
