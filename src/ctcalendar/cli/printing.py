"""Printing lists: aligned tables, JSON, JSON Lines, CSV and Markdown, safe whatever the text holds."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ctcalendar.cli.measuring import width as width
from ctcalendar.domain.invisible import INVISIBLE_BUT_USED

if TYPE_CHECKING:
    from pathlib import Path

FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 200
"""Lines that are written together."""


def print_json(value: Any) -> None:
    """A value as indented JSON in UTF-8."""
    write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def print_json_list(values: Iterable[Any]) -> None:
    """Values as one indented JSON list, each written as soon as it is there."""
    opening = "[\n"
    for value in values:
        text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
        sys.stdout.buffer.write(f"{opening}  {text.replace(chr(10), chr(10) + '  ')}".encode())
        opening = ",\n"
    write("[]" if opening == "[\n" else "\n]")


def print_lines(values: Iterable[Any]) -> None:
    """Each value as one line of JSON."""
    encoder = msgspec.json.Encoder()
    for value in values:
        write(encoder.encode(value).decode())


def print_text(lines: Iterable[tuple[str, bool]], *, color: bool) -> None:
    """Lines of text, each with whether it is a heading. They may quote anybody: nothing in them steers the terminal."""
    for line, is_heading in lines:
        text = harmless(line)
        write(click.style(text, bold=True) if color and is_heading else text)


def harmless(text: str) -> str:
    """A text without what would steer a terminal or turn text around; the marks that Arabic is written with stay."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character in INVISIBLE_BUT_USED else "\ufffd" for character in text
    )


def write(text: str) -> None:
    """A line to standard output, in UTF-8 whatever the locale says."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def write_all(lines: Iterable[str]) -> None:
    """Lines to standard output, many at a time: one by one takes longer than making them."""
    waiting = iter(lines)
    while some := list(islice(waiting, AT_ONCE)):
        write("\n".join(some))


def write_whole(file: "Path", parts: Iterable[bytes], *, mode: int = 0o644) -> int:
    """Write a file whole or not at all; how many parts. A new file has `mode`, less what the umask takes.

    Raises:
        OSError: it cannot be written; that names the file that was asked for.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}.new")
    count = 0
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as opened:  # noqa: PTH123
            for part in parts:
                opened.write(part)
                count += 1
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
    except OSError as error:
        error.filename = str(file)  # nobody asked for the one beside it
        raise
    finally:
        with suppress(OSError):
            beside.unlink()
    return count


def print_rows(form: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, color: bool = False) -> None:
    """Rows of plain values as a table, CSV or Markdown; CSV and Markdown row by row, in flat memory."""
    if form == "csv":
        print_csv(columns, rows)
    elif form == "md":
        print_markdown(columns, rows)
    else:
        write_all(_table(columns, rows, color))


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]], color: bool) -> Iterator[str]:
    from ctcalendar.cli.tables import Column, screen, table

    texts = [[one_line(value) for value in row] for row in rows]
    made = []
    for number, (name, *cells) in enumerate(zip(columns, *texts, strict=True)):
        # Where there is no room, texts are cut; an id, a day, a count is needed whole. Then columns go, the first and
        # the last of them never: what the row is about, and what it is called by elsewhere.
        is_text = any(" " in cell and len(cell) > _LEAST_OF_TEXTS for cell in cells)
        rank, is_last = number % (len(columns) - 1 or 1), number == len(columns) - 1
        made.append(Column(name, _LEAST_OF_TEXTS if is_text else 0, rank, is_id=is_last and not is_text))
    # Whatever language it is in, this table reads from the left: only some of its words are translated.
    return table(made, texts, screen("en"), color=color)


_LEAST_OF_TEXTS = 16


def one_line(value: Any) -> str:
    """A plain value as a cell of a table: nothing in it steers a terminal, turns text around or ends the line."""
    text = "" if value is None else str(value)
    return text if text.isprintable() else harmless(" ".join(text.split()))


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


class _Bytes:
    """Standard output, to which a writer of text writes UTF-8."""

    def write(self, text: str) -> int:
        return sys.stdout.buffer.write(text.encode())


def print_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of plain values as CSV, row by row. A spreadsheet takes none of them for a formula."""
    import csv

    writer = csv.writer(_Bytes(), lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = map(_cell, row)
        # A spreadsheet runs a cell that begins like a formula; a leading apostrophe makes it text.
        writer.writerow([f"'{cell}" if _is_formula(cell) else cell for cell in cells])


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA) and not (cell[0] == "-" and cell[1:].isdecimal())


def print_markdown(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of plain values as a table of Markdown, row by row."""
    write(_markdown(columns))
    write(f"|{'|'.join(' --- ' for _ in columns)}|")
    for row in rows:
        write(_markdown(map(_cell, row)))


def _markdown(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;').replace('<', '&lt;') for cell in cells)} |"
