"""The command that asks for engagements: as a list, in groups, counted, or as a file."""

import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ctcalendar.cli import Misuse
from ctcalendar.cli.door import Door, asked, enter, filter_options, format_option, tell_left_out
from ctcalendar.cli.printing import one_line, print_csv, print_json_list, print_lines, print_markdown, write
from ctcalendar.views.entry import Line
from ctcalendar.views.filter import Filter

if TYPE_CHECKING:
    from ctcalendar.cli.tables import Row, Screen

# Named here too, so that the command is there before what counts and sorts is imported.
ORDERS = "when -when title -title id -id recorded -recorded changed -changed".split()
GROUPINGS = "year month kind status party place country series topic person".split()


class _Wish(msgspec.Struct, frozen=True):
    """How the answer is to look."""

    form: str
    order: str | None
    columns: str | None
    by: str | None
    counted: bool
    chart: bool
    width: int | None
    paged: bool

    @property
    def is_counted(self) -> bool:
        return self.counted or self.chart


@click.command()
@filter_options
@click.option("--sort", "order", type=click.Choice(ORDERS), metavar="ORDER", help=f"By one of {', '.join(ORDERS)}.")
@click.option("--columns", metavar="NAME,…", help="Of a table, CSV or Markdown: when,title,heads,quote,…")
@click.option("--group-by", "by", type=click.Choice(GROUPINGS), metavar="WHAT", help=f"By {', '.join(GROUPINGS)}.")
@click.option("--count", is_flag=True, help="How many there are; with --group-by, in each group.")
@click.option("--chart", is_flag=True, help="The counts as bars; of years, without --group-by.")
@click.option("--width", type=click.IntRange(20, 10_000), metavar="COLUMNS", help="Fit a table or chart to that width.")
@click.option("--no-pager", is_flag=True, help="Do not page what a terminal cannot show at once.")
@format_option("table", "json", "jsonl", "csv", "ics", "md", "html")
def history(
    form: str,
    order: str | None,
    columns: str | None,
    by: str | None,
    count: bool,
    chart: bool,
    width: int | None,
    no_pager: bool,
    **options: Any,
) -> None:
    """The engagements on record, oldest first: everything, or what a filter asks for.

    Terms are joined by and; a term given twice, or with commas, asks for any of its values.

    On a terminal a table fits its width: columns go where there is no room for them, long titles end in …, ids never
    do, and what is longer than the screen goes through $PAGER. In a pipe nothing is cut. Columns: when, kind, title,
    other (the title in the other language), title-en, title-ar, place, parties, status, id, disputed, heads, people,
    series, topics, agencies, instruments, says, sources, quote, occasion, mode, rank, part-of, recorded, changed,
    revision, classification.

    \b
      ctcalendar history --sort -when --limit 10                  the last ten
      ctcalendar history --columns when,title-en,title-ar,quote   both languages side by side
      ctcalendar history --group-by party --count                 counted with each of its parties
      ctcalendar history --kind visit --chart                     visits, year by year
      ctcalendar history --topic border-security --format md      a cited list for a memo
    """
    door, wish = enter(), _Wish(form, order, columns, by, count, chart, width, not no_pager)
    wanted = asked(options)
    _refuse_what_does_not_go_together(wish, wanted)
    door.app.refuse_unknown(wanted, clearance=door.clearance)
    if wish.is_counted:
        _print_counts(door, wanted, wish)
    elif form in _PRINTED:
        _PRINTED[form](door, wanted, wish)
    else:
        _print_rows(door, wanted, wish)
    tell_left_out(door.app.left_out(wanted, clearance=door.clearance))
    _tell_what_may_be_meant(door, wanted)


def _tell_what_may_be_meant(door: Door, wanted: Filter) -> None:
    """Where words were looked for and nothing was found: the names on record that are nearly those."""
    if wanted.text is None:
        return
    from msgspec.structs import replace

    if not any(door.app.lines(replace(wanted, limit=1), clearance=door.clearance)):
        from ctcalendar.cli.searching import tell_meant

        tell_meant(door, wanted.text, wanted)


def _refuse_what_does_not_go_together(wish: _Wish, wanted: Filter) -> None:
    is_table = wish.form == "table"
    for refused, what, other, hint in (
        (wish.columns and wish.form in ("json", "jsonl", "ics", "html"), "--columns", wish.form, "use csv or md"),
        (wish.columns and wish.is_counted, "--columns", "counts", "leave one out"),
        (wish.order and wish.form in ("ics", "html"), "--sort", wish.form, "its order is that of the days"),
        (wish.order and (wish.by or wish.is_counted), "--sort", "groups", "leave one out"),
        (
            wish.order not in (None, "when") and wanted.after,
            "--after",
            "another order",
            "leave out --sort, or --after",
        ),
        (wish.by and not (is_table or wish.is_counted), "--group-by", wish.form, "counts it can give: add --count"),
        (wish.is_counted and wish.form in ("ics", "html"), "--count", wish.form, "use json, jsonl, csv or md"),
        (wish.chart and not is_table, "--chart", wish.form, "use --count instead"),
    ):
        if refused:
            raise Misuse(f"{what} does not go with {other}", hint)


# -- the engagements ------------------------------------------------------------------------------------------------


def _print_json(door: Door, wanted: Filter, wish: _Wish) -> None:
    (print_json_list if wish.form == "json" else print_lines)(_found(door, wanted, wish.order, whole=True))


def _print_calendar(door: Door, wanted: Filter, wish: _Wish) -> None:
    sys.stdout.buffer.write(door.app.feed(wanted, language=door.language, clearance=door.clearance))


def _print_page(door: Door, wanted: Filter, wish: _Wish) -> None:
    from ctcalendar.cli.documents import print_html

    print_html(door, wanted)


def _print_memo(door: Door, wanted: Filter, wish: _Wish) -> None:
    if wish.columns or wish.order:
        _print_rows(door, wanted, wish)
        return
    from ctcalendar.cli.documents import print_md

    print_md(door, wanted)


_PRINTED = {
    "json": _print_json,
    "jsonl": _print_json,
    "ics": _print_calendar,
    "html": _print_page,
    "md": _print_memo,
}


def _found(door: Door, wanted: Filter, order: str | None, *, whole: bool) -> Iterator[Line]:
    if order not in (None, "when"):
        return door.app.in_order(wanted, order, clearance=door.clearance, language=door.language, whole=whole)
    read = door.app.stream if whole else door.app.lines
    return iter(read(wanted, clearance=door.clearance))


def _print_rows(door: Door, wanted: Filter, wish: _Wish) -> None:
    from ctcalendar.cli.columns import COLUMNS, IN_FILES, headings, named, spoken

    names = named(wish.columns) if wish.columns else IN_FILES
    whole = any(COLUMNS[name].whole for name in names)
    if wish.form == "table":
        _show(door, _lines(door, wanted, wish, whole=whole), wish)
        return
    found = _found(door, wanted, wish.order, whole=whole)
    rows = ([spoken(name, line, door.language, in_short=False) for name in names] for line in found)
    (print_csv if wish.form == "csv" else print_markdown)(headings(names, door.language), rows)


def _lines(door: Door, wanted: Filter, wish: _Wish, *, whole: bool) -> Iterator[str]:
    from ctcalendar.cli.tables import screen

    on = screen(door.language, wish.width)
    if wish.by:
        return _laid_out(_in_groups(door, wanted, wish.by, whole=whole), door, wish, on)
    return _laid_out(_found(door, wanted, wish.order, whole=whole), door, wish, on)


def _in_groups(door: Door, wanted: Filter, by: str, *, whole: bool) -> "Iterator[Line | str]":
    """The engagements of each group, after its heading."""
    from ctcalendar.cli.grouping import heading

    for group, lines in door.app.sections(wanted, by, language=door.language, clearance=door.clearance, whole=whole):
        yield heading(by, group, door)
        yield from lines


def _laid_out(found: "Iterator[Line | str]", door: Door, wish: _Wish, on: "Screen") -> Iterator[str]:
    """The lines of a table of engagements, in the columns asked for or in those that there is room for."""
    from ctcalendar.cli.columns import IN_FILES, ON_A_SCREEN, as_asked, fitted, named, settled
    from ctcalendar.cli.tables import MEASURED, fits, table

    measured = list(islice(found, MEASURED))
    names = named(wish.columns) if wish.columns else list(ON_A_SCREEN if on.width else IN_FILES)
    columns = (as_asked if wish.columns else fitted)(names, door.language)
    if on.width:
        rows = [list(_cells(line, names, door, on)) for line in measured if not isinstance(line, str)]
        kept = fits(columns, rows, on)
        if wish.columns:
            _tell_no_room([name for number, name in enumerate(names) if number not in kept])
        names, columns = [names[number] for number in kept], [columns[number] for number in kept]
    return table(settled(columns), _rows(chain(measured, found), names, door, on), on, color=door.color)


def _tell_no_room(names: list[str]) -> None:
    if names:
        print(f"note: no room for {', '.join(names)}; use --width or a pipe", file=sys.stderr)


def _rows(found: "Iterable[Line | str]", names: list[str], door: Door, on: "Screen") -> "Iterator[Row]":
    from ctcalendar.cli.tables import Section

    for line in found:
        yield Section(line) if isinstance(line, str) else list(_cells(line, names, door, on))


def _cells(line: Line, names: list[str], door: Door, on: "Screen") -> Iterator[str]:
    from ctcalendar.cli.columns import marked, spoken

    for name in names:
        if name == "title" and "status" not in names:
            yield one_line(marked(line, door.language))
        else:
            yield one_line(spoken(name, line, door.language, in_short=on.width is not None))


# -- how many -------------------------------------------------------------------------------------------------------


def _print_counts(door: Door, wanted: Filter, wish: _Wish) -> None:
    by = wish.by or ("year" if wish.chart else None)
    if by is None:
        _print_total(door.app.count(wanted, clearance=door.clearance), wish.form)
        return
    from ctcalendar.cli.grouping import lines_of_chart, lines_of_counts, print_counts
    from ctcalendar.cli.tables import screen

    counted = door.app.counted(wanted, by, language=door.language, clearance=door.clearance)
    if wish.form != "table":
        print_counts(wish.form, counted, door)
        return
    told = lines_of_chart if wish.chart else lines_of_counts
    _show(door, told(counted, door, screen(door.language, wish.width)), wish)


def _print_total(total: int, form: str) -> None:
    if form in ("json", "jsonl"):
        print_lines([{"total": total}])
    elif form == "table":
        write(str(total))
    else:
        (print_csv if form == "csv" else print_markdown)(["count"], [[total]])


def _show(door: Door, lines: Iterable[str], wish: _Wish) -> None:
    from ctcalendar.cli.paging import show

    show(lines, paged=wish.paged, chosen=door.settings.pager)
