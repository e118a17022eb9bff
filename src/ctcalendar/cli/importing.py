"""The command that reads files people already have: import."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

import click

from ctcalendar.cli import Exit, Misuse
from ctcalendar.cli.door import Door, enter, format_option, needs_full_clearance
from ctcalendar.cli.printing import print_json, print_rows, print_text, write
from ctcalendar.errors import BadInput

if TYPE_CHECKING:
    from ctcalendar.app.importing_report import Report


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE", help="How its rows are read (YAML).")
@click.option("--suggest", is_flag=True, help="Print a first mapping for the file, to be checked and kept.")
@click.option("--apply", is_flag=True, help="Record it. Without this it is only shown.")
@click.option("--keep-going", is_flag=True, help="Leave out rows that cannot be read, and go on with the others.")
@click.option("--from", "since", metavar="DAY", help="Of what repeats in a calendar: the first day wanted.")
@click.option("--until", metavar="DAY", help="Of what repeats in a calendar: the last day wanted.")
@format_option("table", "json")
def import_(
    file: Path,
    mapping: Path | None,
    suggest: bool,
    apply: bool,
    keep_going: bool,
    since: str | None,
    until: str | None,
    form: str,
) -> None:
    """Import CSV, JSON Lines or a calendar (.ics): show what is new, the same, changed and gone; --apply records it.

    A row is found again by its content, never by the publisher's id alone. What changed becomes an amendment on the
    word of the new edition; what is gone from the file is only told. Begin with: ctcalendar import --suggest FILE

    Exit: 0 recorded, or nothing to record; 1 there is something to record; 3 some rows cannot be read.
    """
    door = enter()
    needs_full_clearance(door, "import")
    if suggest:
        if apply:
            raise Misuse("--suggest with --apply: a suggestion is checked first", "keep it, then: --mapping FILE")
        _print_suggestion(door, file)
        return
    window = _window(since, until)
    with progress_bar() as bar:
        report = door.app.import_file(file, mapping, apply=apply, keep_going=keep_going, window=window, progress=bar)
    if form == "json":
        print_json(report)
    else:
        _print_report(door, report, keep_going=keep_going)
    if report.problems and not keep_going:
        raise BadInput(*report.told_problems(), hint="mend them, or leave them out with --keep-going")
    if not apply and report.facts:
        raise Exit(1)


def _print_suggestion(door: Door, file: Path) -> None:
    write(door.app.suggest_mapping(file).rstrip("\n"))


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{option}: {text!r} is no day", "write 2026-11-08") from None


def _window(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    first, last = _day("--from", since), _day("--until", until)
    if first and last and first > last:
        raise Misuse(f"--from {first} is after --until {last}", "write the earlier day in --from")
    return first, last


@contextmanager
def progress_bar() -> Iterator[Callable[[int, float], None] | None]:
    """Something that shows how far it is, on a terminal; nothing in a pipe. Its line is empty again at the end."""
    if not sys.stderr.isatty():
        yield None
        return
    # The last cell stays free: a terminal that is written full goes on to the next line.
    width = min(get_terminal_size().columns, 80) - 1

    def show(rows: int, share: float) -> None:
        print(f"\r{bar(rows, share, width)}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print(f"\r{' ' * width}\r", end="", file=sys.stderr, flush=True)


def bar(rows: int, share: float, width: int) -> str:
    """How far it is, in exactly so many characters: the share of the work that is done (0 to 1), and rows read."""
    told = f" {int(share * 100):3}% {rows:,} rows"
    room = width - len(told) - 2
    if room < 5:
        return told.strip()[:width].ljust(width)
    full = int(room * share)
    return f"[{'#' * full}{' ' * (room - full)}]{told}"


def _print_report(door: Door, report: "Report", *, keep_going: bool) -> None:
    for heading, columns, rows, more in _listed(report):
        if rows:
            print_text([(heading, True)], color=door.color)
            print_rows("table", columns, rows, color=door.color)
            write(f"… and {more:,} more\n" if more > 0 else "")
    if keep_going:
        for line in report.told_problems():
            print_text([(f"cannot be read: {line}", False)], color=door.color)
    counts = {name: getattr(report, name) for name in _COUNTED}
    told = ", ".join(f"{count:,} {_COUNTED[name]}" for name, count in counts.items() if count or name in _ALWAYS)
    print_text([(f"{report.file}: {report.rows:,} rows: {told}", False)], color=door.color)
    verb = "recorded" if report.applied else "would be recorded; to do it: --apply"
    write(f"{report.facts:,} facts {verb}" if report.facts else "nothing to record")


_COUNTED = {
    "new": "new",
    "same": "the same",
    "changed": "changed",
    "vanished": "vanished",
    "known": "on record from elsewhere",
    "withdrawn": "retracted here",
    "kept": "fields kept as amended here",
    "problems": "cannot be read",
}
_ALWAYS = ("new", "same", "changed", "vanished")


def _listed(report: "Report") -> Iterator[tuple[str, tuple[str, ...], list[tuple[Any, ...]], int]]:
    """The first rows of each kind: heading, columns, rows, and how many more there are."""
    new = [(row.line, row.id, row.title) for row in report.first_new]
    yield "new", ("line", "id", "title"), new, report.new - len(new)
    changed = [
        (row.line, row.id, field, _short(before), _short(now))
        for row in report.first_changed
        for field, (before, now) in row.fields.items()
    ]
    more = report.changed - len(report.first_changed)
    yield "changed", ("line", "id", "field", "before", "now"), changed, more
    kept = [(row.line, row.id, row.field, _short(row.here), _short(row.now)) for row in report.first_kept]
    heading = "kept as amended here; dispute it, or amend it by hand"
    yield heading, ("line", "id", "field", "here", "file"), kept, report.kept - len(kept)
    known = [(row.line, row.id) for row in report.first_known]
    yield "on record from elsewhere", ("line", "id"), known, report.known - len(known)
    vanished = [(one,) for one in report.first_vanished]
    yield "vanished from the file; nothing becomes of them", ("id",), vanished, report.vanished - len(vanished)


def _short(value: Any) -> str:
    """A plain value in few words, for a table."""
    if isinstance(value, Mapping):
        text = value.get("edtf") or value.get("en") or value.get("ar") or value.get("name") or value.get("text")
        return _short(text) if text else " ".join(_short(part) for part in value.values())
    if isinstance(value, list | tuple):
        return " · ".join(map(_short, value))
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
