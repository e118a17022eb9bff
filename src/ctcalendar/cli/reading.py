"""Commands that ask: history, show."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from ctcalendar.cli.door import (
    Door,
    asked,
    check_moment,
    check_word,
    enter,
    filter_options,
    format_option,
    needs_full_clearance,
)
from ctcalendar.cli.printing import print_json, print_json_list, print_lines, print_rows, print_text, write
from ctcalendar.views.entry import Line
from ctcalendar.views.filter import Filter

_COLUMNS = {
    "en": ("when", "kind", "title", "place", "parties", "status", "id"),
    "ar": ("التاريخ", "النوع", "العنوان", "المكان", "الأطراف", "الحالة", "المعرّف"),
}


@click.command()
@filter_options
@format_option("table", "json", "jsonl", "csv", "ics", "md")
def history(form: str, **options: Any) -> None:
    """The engagements on record, oldest first: everything, or what a filter asks for.

    Terms are joined by and; a term given twice, or with commas, asks for any of its values.
    """
    door = enter()
    wanted = asked(options)
    if form == "ics":
        sys.stdout.buffer.write(door.app.feed(wanted, language=door.language, clearance=door.clearance))
    else:
        _print(form, door, wanted)
    if left_out := door.app.left_out(wanted, clearance=door.clearance):
        print(f"note: {left_out} left out: no source of theirs says when it was published", file=sys.stderr)


def _print(form: str, door: Door, wanted: Filter) -> None:
    if form == "json":
        print_json_list(door.app.stream(wanted, clearance=door.clearance))
    elif form == "jsonl":
        print_lines(door.app.stream(wanted, clearance=door.clearance))
    else:
        rows = (_row(line, door.language) for line in door.app.lines(wanted, clearance=door.clearance))
        print_rows(form, _COLUMNS[door.language], rows, color=door.color)


def _row(entry: Line, language: str) -> Sequence[Any]:
    places = [place.name.in_language(language) if place.name else place.country for place in entry.places]
    return (
        _day(entry),
        entry.kind,
        entry.title.in_language(language),
        ", ".join(place for place in places if place),
        " ".join(entry.parties),
        f"{entry.status} ({_DISPUTED[language]})" if entry.disputed else entry.status,
        entry.id,
    )


_DISPUTED = {"en": "disputed", "ar": "محل خلاف"}


def _day(entry: Line) -> str:
    when, span = entry.when, entry.dated_by_parts
    if when is None:
        # In brackets: the day of its parts, not one of its own.
        days = dict.fromkeys((span.earliest or "..", span.latest or "..")) if span else ()
        return f"({'/'.join(days)})" if days else ""
    if when.edtf is None:
        return f"{when.earliest or ''}…{when.latest or ''}" if when.earliest or when.latest else ""
    return f"{when.edtf} {when.starts_at[11:]}" if when.starts_at else when.edtf


@click.command()
@click.argument("id")
@click.option(
    "--as-of", metavar="MOMENT", help="As the record stood at a log position, an instant, or the end of a day."
)
@click.option("--context", "with_context", is_flag=True, help="With the words around each quote, where kept.")
@format_option("text", "json", "dossier")
def show(id: str, as_of: str | None, with_context: bool, form: str) -> None:  # noqa: A002  the argument people see
    """One item whole: every field, the sentence behind it, competing claims, disputes, the facts of its history.

    ID is that of an engagement, or of anything else on record; KIND:ID where two kinds share it. `--format dossier`
    gives it back in the form people write.
    """
    check_word("ID", id)
    show_one(id, as_of=as_of, with_context=with_context, form=form)


def show_one(text: str, *, as_of: str | None, with_context: bool, form: str) -> None:
    """Print one item, by its id or KIND:ID."""
    door = enter()
    check_moment(as_of)
    if form == "dossier":
        _print_dossier(door, text, as_of)
        return
    item = door.app.item(text, clearance=door.clearance, as_of=as_of)
    if form == "json":
        print_json({key: value for key, value in item.items() if key != "item" or value != "engagement"})
        return
    from ctcalendar.cli.portrait import lines

    around = door.app.context_of(item["claims"], clearance=door.clearance) if with_context else None
    print_text(lines(item, context=around), color=door.color)


def _print_dossier(door: Door, text: str, as_of: str | None) -> None:
    from ctcalendar.cli import Misuse

    needs_full_clearance(door, "show --format dossier")
    if as_of is not None:
        raise Misuse("--as-of does not go with --format dossier", "a dossier gives back the item as it stands")
    write(door.app.as_dossier(text).rstrip())
