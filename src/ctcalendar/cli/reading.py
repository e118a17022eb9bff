"""The command that shows one item whole."""

from collections.abc import Mapping
from typing import Any

import click

from ctcalendar.cli import Misuse
from ctcalendar.cli.door import (
    Door,
    asked,
    check_word,
    enter,
    item_options,
    needs_full_clearance,
)
from ctcalendar.cli.printing import print_json, print_text, write
from ctcalendar.views.filter import Filter


@click.command()
@click.argument("id")
@item_options
def show(id: str, **options: Any) -> None:  # noqa: A002  the argument people see
    """One item whole: every field, the sentence behind it, competing claims, disputes, the facts of its history.

    ID is that of an engagement, or of anything else on record; KIND:ID where two kinds share it. `--format dossier`
    gives it back in the form people write.

    With --published-by, what is told of it is what sources public by then say; its values are not resolved anew. With
    --history, its life instead, up to --as-of; with --published-by the facts that cite a source public by then.
    """
    check_word("ID", id)
    show_one(id, **options)


def show_one(
    text: str,
    *,
    as_of: str | None = None,
    published_by: str | None = None,
    history: bool = False,
    with_context: bool = False,
    form: str = "text",
) -> None:
    """Print one item, by its id or KIND:ID."""
    door, clocks = enter(), asked({"as_of": as_of, "published_by": published_by})
    if form == "dossier":
        _print_dossier(door, text, clocks, history=history)
    elif history:
        from ctcalendar.cli.life import print_life

        print_life(door, text, clocks, with_context=with_context, form=form)
    else:
        item = door.app.item(text, clearance=door.clearance, as_of=as_of, published_by=clocks.published_by)
        _print_item(door, item, with_context=with_context, form=form)


def _print_item(door: Door, item: Mapping[str, Any], *, with_context: bool, form: str) -> None:
    if form == "json":
        print_json({key: value for key, value in item.items() if key != "item" or value != "engagement"})
        return
    from ctcalendar.cli.portrait import lines

    around = door.app.context_of(item["claims"], clearance=door.clearance) if with_context else None
    print_text(lines(item, context=around), color=door.color)


def _print_dossier(door: Door, text: str, clocks: Filter, *, history: bool) -> None:
    needs_full_clearance(door, "show --format dossier")
    given = {"--as-of": clocks.as_of, "--published-by": clocks.published_by, "--history": history or None}
    for option, value in given.items():
        if value is not None:
            raise Misuse(f"{option} does not go with --format dossier", "a dossier gives back the item as it stands")
    write(door.app.as_dossier(text).rstrip())
