"""Tables for people: columns that line up in any script, fitted to the terminal; in a pipe whole, however wide."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import click
import msgspec

from ctcalendar.cli.measuring import cut, isolated, width

MEASURED = 1_000
"""Rows that are looked at before the first is printed: those below keep to the widths that these need."""
_BETWEEN = "  "
_EASY, _LEAST_OF_ALL = 10, 4
_COMFORTABLE = 48
"""Room in which a text is read with ease: with less, it gives and takes room row by row."""
_BESIDE = 26
"""Room that identifiers of usual length need: a longer one takes it from the text before it, in its own row alone."""


class Screen(msgspec.Struct, frozen=True):
    """Where lines are shown: `width` columns, or any number of them; `mirrored`: read from the right."""

    width: int | None = None
    is_terminal: bool = False
    mirrored: bool = False

    @property
    def room(self) -> int:
        """How wide something is to be that could be of any width."""
        return self.width or 80


def screen(language: str, asked_for: int | None = None) -> Screen:
    """The terminal that standard output is, or a pipe of any width; `asked_for`: of that width."""
    is_terminal = sys.stdout.isatty()
    own = None
    if is_terminal:
        from shutil import get_terminal_size

        own = get_terminal_size().columns
    return Screen(asked_for or own, is_terminal, mirrored=is_terminal and language == "ar")


class Column(msgspec.Struct, frozen=True):
    """A column: how narrow it may become, and whether it goes before others where there is no room."""

    heading: str
    least: int = 0
    """To how many columns of a terminal its cells may be cut; 0: they are not."""
    rank: int = 0
    """Where there is no room the highest goes first; 0 stays."""
    extra: bool = False
    """Shown only where all others have all the room they want."""
    to_right: bool = False
    is_id: bool = False
    """What an item is called by: cut only where a screen is narrower than that alone."""


class _Layout(msgspec.Struct, frozen=True):
    shown: Sequence[int]
    widths: Sequence[int]
    shared: bool
    """Whether the last column but one gives room to the last, row by row."""
    aligned_right: Sequence[bool]
    screen: Screen

    def line(self, row: Sequence[str]) -> str:
        cells, widths = [row[number] for number in self.shown], list(self.widths)
        if self.shared:
            both = widths[-2] + widths[-1]
            widths[-1] = min(width(cells[-1]), both - _LEAST_OF_ALL)
            widths[-2] = both - widths[-1]
        if self.screen.width is not None:
            cells = [cut(cell, size) for cell, size in zip(cells, widths, strict=True)]
        padded = [self._padded(*one) for one in zip(cells, widths, self.aligned_right, strict=True)]
        return _BETWEEN.join(padded[::-1] if self.screen.mirrored else padded).rstrip()

    def _padded(self, cell: str, size: int, right: bool) -> str:
        padding = " " * (size - width(cell))
        text = isolated(cell) if self.screen.is_terminal else cell
        return padding + text if right is not self.screen.mirrored else text + padding


class Section(msgspec.Struct, frozen=True):
    """What stands above the rows that follow it."""

    title: str


Row = Sequence[str] | Section


def table(columns: Sequence[Column], rows: Iterable[Row], on: Screen, *, color: bool) -> Iterator[str]:
    """The lines of a table, its headings first. No cell holds what steers a terminal: see `printing.one_line`."""
    waiting = iter(rows)
    measured = list(islice(waiting, MEASURED))
    layout = _layout(columns, [row for row in measured if not isinstance(row, Section)], on)
    heading = layout.line([column.heading for column in columns])
    yield click.style(heading, bold=True) if color else heading
    for row in chain(measured, waiting):
        if isinstance(row, Section):
            yield ""
            yield _title(row.title, on, color=color)
        else:
            yield layout.line(row)


def _title(text: str, on: Screen, *, color: bool) -> str:
    title = cut(text, on.width) if on.width else text
    margin = " " * (on.room - width(title)) if on.mirrored else ""
    shown = margin + (isolated(title) if on.is_terminal else title)
    return click.style(shown, bold=True) if color else shown


def fits(columns: Sequence[Column], rows: Sequence[Sequence[str]], on: Screen) -> Sequence[int]:
    """The numbers of the columns that there is room for."""
    return _layout(columns, rows, on).shown


def _layout(columns: Sequence[Column], rows: Sequence[Sequence[str]], on: Screen) -> _Layout:
    natural = [max(map(width, (column.heading, *cells))) for column, *cells in zip(columns, *rows, strict=True)]
    shown, shared = list(range(len(columns))), False
    if on.width is not None:
        shown = _kept(columns, natural, on.width)
        shared = _shares(columns, shown) and natural[shown[-1]] > _BESIDE
        if shared:
            left = on.width - _whole(natural, shown) + natural[shown[-2]]
            shared = left < min(natural[shown[-2]], _COMFORTABLE)
    widths = [natural[number] for number in shown]
    if on.width is not None and _whole(natural, shown) > on.width:
        widths = _shrunk([columns[number] for number in shown], widths, on.width)
    return _Layout(shown, widths, shared, [columns[number].to_right for number in shown], on)


def _shares(columns: Sequence[Column], shown: Sequence[int]) -> bool:
    """Whether the last two are a text and what its row is called by: a long id takes room from its own text alone."""
    return len(shown) > 1 and columns[shown[-1]].is_id and columns[shown[-2]].least > 0


def _whole(widths: Sequence[int], shown: Sequence[int]) -> int:
    return sum(widths[number] for number in shown) + len(_BETWEEN) * (len(shown) - 1)


def _kept(columns: Sequence[Column], natural: Sequence[int], room: int) -> list[int]:
    """The columns that stay: one after the other goes until the least that the others need fits."""
    shown = list(range(len(columns)))
    while columns[going := max(shown, key=lambda number: columns[number].rank)].rank:
        has_extra = any(columns[number].extra for number in shown)
        need = [_needed(column, wide, has_extra) for column, wide in zip(columns, natural, strict=True)]
        if _shares(columns, shown) and not has_extra:
            longest = natural[shown[-1]] + _LEAST_OF_ALL - need[shown[-2]]
            need[shown[-1]] = max(min(natural[shown[-1]], _BESIDE), longest)
        if _whole(need, shown) <= room:
            break
        shown.remove(going)
    return shown


def _needed(column: Column, natural: int, has_extra: bool) -> int:
    if not column.least or (has_extra and not column.extra):
        return natural
    return min(natural, column.least)


def _shrunk(columns: Sequence[Column], natural: Sequence[int], room: int) -> list[int]:
    """The widths in which the columns fit, as far as their cells may be cut: what is left is shared out evenly."""
    widths = [min(wide, column.least or wide) for column, wide in zip(columns, natural, strict=True)]
    left = room - _whole(widths, range(len(widths)))
    if left < 0:
        return _narrowed(columns, widths, -left)
    wanting = sorted(range(len(widths)), key=lambda number: natural[number] - widths[number])
    for place, number in enumerate(wanting):
        given = min(natural[number] - widths[number], left // (len(wanting) - place))
        widths[number] += given
        left -= given
    return widths


def _narrowed(columns: Sequence[Column], widths: list[int], excess: int) -> list[int]:
    """The widths less an excess: at first of what may be cut, then of anything, of ids at the very last."""
    for least, of_any, of_ids in (
        (_EASY, False, False),
        (_LEAST_OF_ALL, False, False),
        (1, True, False),
        (1, True, True),
    ):
        for number in sorted(range(len(widths)), key=lambda number: -widths[number]):
            if columns[number].least or (of_any and columns[number].is_id <= of_ids):
                taken = max(min(excess, widths[number] - least), 0)
                widths[number] -= taken
                excess -= taken
    return widths
