"""Printing lists: aligned tables, JSON, JSON Lines, CSV and Markdown, safe whatever the text holds."""

import csv
import io
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from ctcalendar.domain.checks import INVISIBLE_BUT_USED

FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def write_whole(file: Path, parts: Iterable[bytes], *, mode: int = 0o644) -> int:
    """Write a file whole or not at all; how many parts. A new file has `mode`, less what the umask takes."""
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
    finally:
        beside.unlink(missing_ok=True)
    return count


def print_rows(form: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, color: bool = False) -> None:
    """Rows of plain values as a table, CSV or Markdown."""
    texts = [[_cell(value) for value in row] for row in rows]
    _ROWS[form](columns, texts, color)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


def _table(columns: Sequence[str], rows: list[list[str]], color: bool) -> None:
    widths = [max(map(width, cells)) for cells in zip(columns, *rows, strict=True)]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for number, row in enumerate([list(columns), *rows]):
        line = "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        line = _cut(line, room) if room else line
        write(click.style(line, bold=True) if color and number == 0 else line)


def _cut(line: str, room: int) -> str:
    while width(line) > room:
        line = line[: max(room - (width(line) - len(line)) - 1, 1) if len(line) > room else -2] + "…"
    return line


def _csv(columns: Sequence[str], rows: list[list[str]], color: bool) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    # A spreadsheet runs a cell that begins like a formula; a leading apostrophe makes it text.
    writer.writerows([[f"'{cell}" if _is_formula(cell) else cell for cell in row] for row in rows])
    sys.stdout.buffer.write(text.getvalue().encode())


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA) and not (cell[0] == "-" and cell[1:].isdecimal())


def _markdown(columns: Sequence[str], rows: list[list[str]], color: bool) -> None:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cell.replace('|', '&#124;').replace('<', '&lt;') for cell in cells)} |"

    write(line(columns))
    write(f"|{'|'.join(' --- ' for _ in columns)}|")
    for row in rows:
        write(line(row))


_ROWS: dict[str, Callable[[Sequence[str], list[list[str]], bool], None]] = {
    "table": _table,
    "csv": _csv,
    "md": _markdown,
}


def width(text: str) -> int:
    """How many columns of a terminal a text takes: none for a mark, two for a wide character."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
