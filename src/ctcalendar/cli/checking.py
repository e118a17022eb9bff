"""Commands on the log itself: log, verify, backup. They need full clearance."""

import sys
from pathlib import Path

import click

from ctcalendar.app.backups import LEFT_OUT, Backup
from ctcalendar.cli import Exit
from ctcalendar.cli.door import asked, check_word, clock_options, enter, format_option, progress
from ctcalendar.cli.printing import print_json, print_lines, print_rows, write, write_whole
from ctcalendar.domain import codec
from ctcalendar.errors import Refused
from ctcalendar.log.rows import LogRow


@click.command()
@click.option("--after", type=click.IntRange(0, 2**63 - 1), default=0, metavar="N", help="Facts after this position.")
@click.option("--stream", metavar="KIND:ID", help="Facts of one item, as in engagement:us-qatar-ct-dialogue-1.")
@click.option("--limit", type=click.IntRange(1, 2**63 - 1), metavar="N", help="At most so many.")
@clock_options(
    says={
        "since": "Of items that happened on or after (2017, 2017-11, 2017-11-08, today, -P30D: 30 days ago).",
        "until": "Of items that happened on or before (the same, P90D: in 90 days).",
        "published_by": "Of items that a source made public on or before speaks of.",
        "as_of": "Facts up to a log position, an instant, or the end of a day in UTC.",
    }
)
@format_option("table", "json", "jsonl", "csv", "md")
def log(after: int, stream: str | None, limit: int | None, form: str, **clocks: str | None) -> None:
    """The raw facts, in the order in which they were recorded.

    With --since, --until and --published-by those of items that happened, or were public, then: the help of each
    register tells what their days are, what has none is left out.
    """
    from ctcalendar.domain.days import instant

    door = enter()
    check_word("--stream", stream)
    facts = door.app.facts(clearance=door.clearance, after=after, stream=stream, limit=limit, asked=asked(clocks))
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
@click.option("--all", "whole", is_flag=True, help="Also what is no history, secrets and all: for moving house.")
def backup(file: Path, force: bool, whole: bool) -> None:
    """Write the whole log to FILE (`-`: standard output), every byte of it, to be restored anywhere.

    History may be published. What is none (archived texts, subscribers, feeds, the secret) is left out unless --all
    takes it too; keep such a file where only you can read it.
    """
    door = enter()
    lines = door.app.backup(clearance=door.clearance, whole=whole)
    if str(file) == "-":
        for line in lines:
            sys.stdout.buffer.write(line)
        print(_beyond(lines), file=sys.stderr)
        return
    if file.exists() and not file.is_file():
        raise Refused(f"{file} is no regular file", hint="name another, or `-` for standard output")
    if file.exists() and not force:
        raise Refused(f"{file} exists", hint="name another file, or replace it with --force")
    write_whole(file, lines, mode=0o600)
    write(f"{file}: {lines.facts} facts")
    write(_beyond(lines))


def _beyond(backup: Backup) -> str:
    """What a backup that was written leaves out of the calendar, or holds beyond the log."""
    if not backup.whole:
        return f"left out: {LEFT_OUT}; take them too with --all"
    return f"beyond the log ({LEFT_OUT}): {backup.rows} rows; keep this file where only you can read it"
