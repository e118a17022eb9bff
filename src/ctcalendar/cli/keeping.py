"""Commands that keep the texts of sources, hung under `sources`: attach and forget."""

from pathlib import Path

import click

from ctcalendar.cli.door import enter, needs_full_clearance
from ctcalendar.cli.printing import write
from ctcalendar.errors import BadInput


@click.command()
@click.argument("id")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--misquoted", is_flag=True, help="Archive it although quotes are not in their place; each is told.")
def attach(id: str, file: Path, misquoted: bool) -> None:  # noqa: A002  the argument people see
    """Archive FILE as the text of source ID, after finding every quote of it in its place.

    The file is UTF-8 text, and its SHA-256 the one that the source records. The text stays beside the record, never in
    it, and can be forgotten.
    """
    from ctcalendar.app.texts import MAX_TEXT_BYTES

    door = enter()
    needs_full_clearance(door, "sources attach")
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}", hint="check the file's name") from None
    done = door.app.attach(id, str(file), data, misquoted=misquoted)
    found = f"{done.characters:,} characters, {done.checked} quotes in their place"
    write(f"{id}: {'archived' if done.is_new else 'archived before, nothing to do'}: {found}")
    if done.has_bom:
        write("note: it begins with a byte order mark, which counts: the first letter is at char=1")
    for wrong in done.misquoted:
        write(f"not in its place: {wrong}")
    for quoted in done.unchecked:
        write(f"not checked: {quoted.subject}: “{quoted.quote}” at {quoted.locator}, as this text has no pages")


@click.command()
@click.argument("id")
def forget(id: str) -> None:  # noqa: A002  the argument people see
    """Erase the archived text of source ID. The record, with its quotes, stays as it is."""
    door = enter()
    needs_full_clearance(door, "sources forget")
    done = door.app.forget_text(id)
    write(f"{id}: its text is forgotten" if done.texts else f"{id}: no text of it is archived")
    if done.also_of:
        write(f"note: it was also the text of {', '.join(done.also_of)}")
