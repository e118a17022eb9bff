"""Rows of a file, whatever its format, and the careful opening of files that anybody may have written."""

import codecs
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ctcalendar.domain.values import When
from ctcalendar.errors import BadInput
from ctcalendar.importing.mapping import Encoding

MAX_LINE = 1_000_000
MAX_COLUMNS = 1_000
_COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


class Row(NamedTuple):
    """One row: the lines on which it begins and ends, from 1, and its cells by column, white space folded.

    `problem` says why it cannot be read; then it has no cells. What a calendar gives for day, status and identity
    comes ready.
    """

    first: int
    last: int
    cells: Mapping[str, str]
    problem: str | None = None
    when: When | None = None
    identity: str | None = None


def open_file(path: Path) -> BinaryIO:
    """An ordinary file, opened to be read.

    Raises:
        BadInput: there is none, or it is a folder, a pipe, a device, empty or compressed.
    """
    try:
        # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="check the file's name") from None
    try:
        _refuse_unreadable(path, descriptor)
    except BadInput:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def _refuse_unreadable(path: Path, descriptor: int) -> None:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file"
        raise BadInput(f"{path}: is {what}", hint="it is read more than once: save what comes through a pipe first")
    if found.st_size == 0:
        raise BadInput(f"{path}: is empty", hint="export it again")
    beginning = os.read(descriptor, 8)
    os.lseek(descriptor, 0, os.SEEK_SET)
    for magic, name in _COMPRESSED.items():
        if beginning.startswith(magic):
            raise BadInput(f"{path}: is compressed ({name})", hint="unpack it first")
    if beginning.startswith(b"PK\x03\x04"):
        raise BadInput(f"{path}: is a spreadsheet or an archive", hint="save the sheet as CSV in UTF-8")


def text_lines(name: str, file: BinaryIO, encoding: Encoding) -> Iterator[str]:
    """The lines of a text, their ends as they are (LF, CR LF or CR), a byte order mark left out. Flat in memory.

    Raises:
        BadInput: a line is too long, or it is not in that encoding; names the line.
    """
    file.seek(0)
    text = TextIOWrapper(file, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")
    number = 0
    try:
        while line := text.readline(MAX_LINE + 1):
            number += 1
            if len(line) > MAX_LINE:
                raise BadInput(f"{name}:{number}: is longer than {MAX_LINE:,} characters", hint="is it a table at all?")
            yield line
    except UnicodeError:
        raise _not_in(name, file, encoding) from None
    finally:
        with suppress(ValueError):  # whoever read only the beginning may have closed it
            text.detach()  # or the file would be closed with the reader of its text


def _not_in(name: str, file: BinaryIO, encoding: Encoding) -> BadInput:
    """Where a file stops being in an encoding. (The reader's own position is that of a part of the file.)"""
    file.seek(0)
    beginning = file.read(2)
    file.seek(0)
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    while part := file.read(65_536):
        try:
            line += decoder.decode(part).count("\n")
        except UnicodeError as error:
            line += part.count(b"\n", 0, getattr(error, "start", 0))
            break
    is_wide = beginning in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    hint = (
        "say `encoding: utf-16` in the mapping" if is_wide else "say its `encoding` in the mapping, or save it as UTF-8"
    )
    return BadInput(f"{name}:{line}: is not {encoding}", hint=hint)


def folded(cell: str) -> str:
    """A cell with its white space folded: a line that breaks inside a cell is a space."""
    return " ".join(cell.split())
