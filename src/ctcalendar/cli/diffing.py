"""What changed between two moments, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from ctcalendar.cli.door import check_moment, check_word, enter, format_option
from ctcalendar.cli.inwords import in_short, in_words
from ctcalendar.cli.portrait import fact_in_words
from ctcalendar.cli.printing import print_json_list, print_lines, print_text
from ctcalendar.domain import codec

Plain = Mapping[str, Any]


@click.command()
@click.argument("id", required=False)
@click.option(
    "--from", "since", metavar="MOMENT", required=True, help="A log position, an instant, or the end of a day."
)
@click.option("--to", "until", metavar="MOMENT", help="The same; by default the present.")
@format_option("text", "json", "jsonl")
def diff(id: str | None, since: str, until: str | None, form: str) -> None:  # noqa: A002  the argument people see
    """What changed between two moments: recorded, corrected from old to new and why, disputed, settled, retracted.

    With ID (or KIND:ID) of one item only.
    """
    door = enter()
    check_moment(since, "--from")
    check_moment(until, "--to")
    check_word("ID", id)
    only = door.app.find(id, clearance=door.clearance) if id else None
    found = map(codec.plain, door.app.diff(since, until, clearance=door.clearance, only=only))
    if form == "json":
        print_json_list(found)
    elif form == "jsonl":
        print_lines(found)
    else:
        print_text(_told(found), color=door.color)


def _told(found: Iterator[Plain]) -> Iterator[tuple[str, bool]]:
    """Each item as a heading, and below it what became of it."""
    nothing = True
    for difference in found:
        nothing = False
        yield f"{difference['item']} {difference['id']}: {in_words(difference['label'])}", True
        yield from ((f"  {line}", False) for line in in_lines(difference))
    if nothing:
        yield "nothing changed", False


def in_lines(difference: Plain) -> Iterator[str]:
    """What became of one item, a line each, then the facts that did it."""
    if difference["recorded"]:
        yield "recorded"
    for change in difference["changes"]:
        yield _change(change)
    for dispute in difference["disputed"]:
        values = " against ".join(_leaning(value, dispute) for value in dispute["values"])
        yield f"disputed: {dispute['field']}: {values}; {in_words(dispute['reason'] or {})}"
    for dispute in difference["settled"]:
        right = in_short(dispute["value"]) if dispute["value"] is not None else "none can be preferred"
        yield f"settled: {dispute['field']}: {right}; {in_words(dispute['settled'] or {})}"
    if difference["retracted"] is not None:
        twin = difference["retracted"]["duplicate_of"]
        why = in_words(difference["retracted"]["reason"] or {})
        yield f"retracted{f' as a duplicate of {twin}' if twin else ''}: {why}"
    if difference["reinstated"]:
        yield "reinstated"
    if difference["sources"]:
        yield f"sources: {', '.join(difference['sources'])}"
    yield from (f"· {fact_in_words(fact)}" for fact in difference["facts"])


def _leaning(value: Any, dispute: Plain) -> str:
    is_preferred = dispute["preferred"] is not None and dispute["preferred"] == value
    return f"{in_short(value)} (preferred by an analyst)" if is_preferred else in_short(value)


def _change(change: Plain) -> str:
    field, old, new = change["field"], change["old"], change["new"]
    if old is None:
        return f"{field}: now {in_words(new, field)}"
    if new is None:
        return f"{field}: no more {in_words(old, field)}"
    return f"{field}: from {in_words(old, field)} to {in_words(new, field)}"
