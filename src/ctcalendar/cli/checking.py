"""Commands on the log itself: log, verify, backup. They need full clearance."""

import sys
from pathlib import Path

import click

from ctcalendar.cli import Exit
from ctcalendar.cli.door import check_word, enter, format_option, progress
from ctcalendar.cli.printing import print_json, print_lines, print_rows, write, write_whole
from ctcalendar.domain import codec
from ctcalendar.errors import Refused
from ctcalendar.log.chain import LogRow


@click.command()
@click.option("--after", type=click.IntRange(0, 2**63 - 1), default=0, metavar="N", help="Facts after this position.")
@click.option("--stream", metavar="KIND:ID", help="Facts of one item, as in engagement:us-qatar-ct-dialogue-1.")
@click.option("--limit", type=click.IntRange(1, 2**63 - 1), metavar="N", help="At most so many.")
@format_option("table", "json", "jsonl", "csv", "md")
def log(after: int, stream: str | None, limit: int | None, form: str) -> None:
    """The raw facts, in the order in which they were recorded."""
    from ctcalendar.views.entries import instant

    door = enter()
    check_word("--stream", stream)
    facts = door.app.facts(clearance=door.clearance, after=after, stream=stream, limit=limit)
    if form == "jsonl":
        print_lines(map(_plain, facts))
    elif form == "json":
        print_json(list(map(_plain, facts)))
    else:
        rows = [
            (row.position, instant(row.recorded_at)[:19] + "Z", row.type, row.stream, row.revision, row.recorded_by)
            for row in facts
        ]
        columns = ("position", "recorded at", "type", "stream", "revision", "by")
        print_rows(form, columns, rows, color=door.color)


def _plain(row: LogRow) -> dict[str, object]:
    return row._asdict() | {"data": codec.decode(row.data)}


@click.command()
@click.option("--views", "with_views", is_flag=True, help="Also fold the log anew and compare every view with it.")
def verify(with_views: bool) -> None:
    """Prove that nobody altered the record: recompute every hash. Exit 1 names the first bad position.

    Keep the head it prints in another place: that facts were cut off at the end, and the head and the counts with
    them, shows only beside a head that was kept.
    """
    door = enter()
    outcome = door.app.verify(clearance=door.clearance, progress=progress("facts read"))
    if outcome.problem:
        write(f"position {outcome.position}: {outcome.problem}")
        raise Exit(1)
    write(f"{outcome.facts} facts, the chain is whole; its head is {outcome.hash}")
    if with_views:
        differing = door.app.compare_views()
        if differing:
            write(f"views that are not what the log folds to: {', '.join(differing)}; run: ctcalendar rebuild")
            raise Exit(1)
        write("every view is what the log folds to")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def backup(file: Path, force: bool) -> None:
    """Write the whole log to FILE (`-`: standard output), every byte of it, to be restored anywhere."""
    door = enter()
    lines = door.app.backup(clearance=door.clearance)
    if str(file) == "-":
        for line in lines:
            sys.stdout.buffer.write(line)
        return
    if file.exists() and not file.is_file():
        raise Refused(f"{file} is no regular file", hint="name another, or `-` for standard output")
    if file.exists() and not force:
        raise Refused(f"{file} exists", hint="name another file, or replace it with --force")
    count = write_whole(file, lines, mode=0o600)
    write(f"{file}: {count - 2} facts")
