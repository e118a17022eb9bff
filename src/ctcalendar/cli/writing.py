"""Commands that write: init, record, rebuild, restore."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctcalendar.cli.door import Door, enter, format_option, needs_full_clearance, progress
from ctcalendar.cli.printing import print_json, print_lines, print_rows, write
from ctcalendar.cli.proposing import point_out
from ctcalendar.db.address import redacted
from ctcalendar.dossier.tree import MAX_BYTES
from ctcalendar.errors import BadInput

if TYPE_CHECKING:
    from ctcalendar.app.recording import Outcome


@click.command()
@click.option(
    "--demo", is_flag=True, help="Load the bundled record: counterterrorism cooperation of Qatar with partners."
)
def init(demo: bool) -> None:
    """Create the database, or bring it up to this version. Doing it again does nothing."""
    prepare(enter(), demo=demo)


def prepare(door: Door, *, demo: bool) -> None:
    """Create or migrate the database, load the bundled record if asked, and say what was done."""
    needs_full_clearance(door, "init")
    done = door.app.load_demo(progress=progress("facts")) if demo else 0
    made = door.app.init(progress=progress("facts folded")) or done > 0
    write(f"{redacted(door.settings.database)}: {'ready' if made else 'up to date'}")
    if demo:
        write(f"the bundled record: {done} facts loaded" if done else "the bundled record: nothing new")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE…")
@click.option("--dry-run", is_flag=True, help="Show the facts it would append, and append nothing.")
@format_option("table", "json", "jsonl")
def record(files: Sequence[Path], dry_run: bool, form: str) -> None:
    """Record dossiers (YAML or JSON; `-`: standard input): all of them, or nothing if anything is wrong.

    A file that was recorded before appends nothing.
    """
    door = enter()
    needs_full_clearance(door, "record")
    outcomes = door.app.record([_read(file) for file in files], dry_run=dry_run)
    if form == "table":
        _print_outcomes(door, outcomes, dry_run=dry_run)
    else:
        print_facts(form, outcomes)
    point_out(door, outcomes)


def _print_outcomes(door: Door, outcomes: "Sequence[Outcome]", *, dry_run: bool) -> None:
    if dry_run and any(outcome.facts for outcome in outcomes):
        rows = [(fact.name, fact.stream) for outcome in outcomes for fact in outcome.facts]
        print_rows("table", ("type", "stream"), rows, color=door.color)
    for outcome in outcomes:
        verb = "would be appended" if dry_run else "appended"
        already = f", {outcome.already} items recorded before" if outcome.already else ""
        write(f"{outcome.file}: {len(outcome.facts)} facts {verb}{already}")


def print_facts(form: str, outcomes: "Iterable[Outcome]") -> None:
    """The facts that recording came to, as JSON or as JSON Lines."""
    facts = [
        {"file": outcome.file, "stream": str(fact.stream), "type": fact.name, "data": fact.event}
        for outcome in outcomes
        for fact in outcome.facts
    ]
    if form == "json":
        print_json(facts)
    else:
        print_lines(facts)


def _read(file: Path) -> tuple[str, bytes]:
    """A file's name and content; never more of it than a dossier may hold."""
    if str(file) == "-":
        return "standard input", sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with file.open("rb") as opened:
            return str(file), opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", hint="check the file's name") from None


@click.command()
def rebuild() -> None:
    """Fold every view anew from the log. Readers see the old rows until it is done."""
    door = enter()
    needs_full_clearance(door, "rebuild")
    rows = door.app.rebuild(progress=progress("facts folded"))
    write(f"rebuilt: {rows:,} rows")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
def restore(file: Path) -> None:
    """Restore a backup into an empty database, which is made if need be; all of it, or nothing.

    Of a whole backup (--all), what this database has already stays, and what is missing is added.
    """
    from ctcalendar.log.backup import bounded_lines

    door = enter()
    needs_full_clearance(door, "restore")
    name = "standard input" if str(file) == "-" else str(file)
    try:
        opened = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", hint="check the file's name") from None
    with opened:
        done = door.app.restore(name, bounded_lines(name, opened), progress=progress("facts"))
    beyond = f", rows beyond the log: {done.rows}" if done.rows else ""
    told = f"{done.facts} facts restored{beyond}" if any(done) else "nothing new in that backup"
    write(f"{redacted(door.settings.database)}: {told}")
