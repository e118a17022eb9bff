"""The command that draws the record on an axis."""

import sys
from pathlib import Path
from typing import Any

import click

from ctcalendar.cli.door import asked, enter, filter_options, tell_left_out
from ctcalendar.cli.printing import write_whole
from ctcalendar.documents.frame import Drawn

_NARROWEST, _WIDEST = 480, 20_000


@click.command()
@filter_options
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE.svg",
    help="Where to write the drawing; - for standard output.",
)
@click.option(
    "--lanes",
    "by",
    type=click.Choice(["series", "party", "kind", "place"]),
    default="series",
    show_default=True,
    help="What has a lane of its own. What belongs to no series stands by its kind; a place is a country.",
)
@click.option(
    "--width",
    type=click.IntRange(_NARROWEST, _WIDEST),
    default=1200,
    show_default=True,
    metavar="PX",
    help="How wide it is, in pixels; it is as high as it must be.",
)
@click.option("--today", "with_today", is_flag=True, help="Mark the day it is, in UTC. (Else any day draws the same.)")
def timeline(out: Path, by: str, width: int, with_today: bool, **options: Any) -> None:
    """Draw the engagements on record as an SVG timeline: everything, or what a filter asks for.

    Bars are what lasted, diamonds signings, circles dialogues and meetings. Days that are not known exactly have soft
    edges, expected meetings are hollow, what was called off is struck, what is in dispute has a ring; the legend says
    so. With --lang ar time runs from right to left. Lanes with very many engagements show how many there are when.
    """
    door = enter()
    drawn = Drawn(door.language, by, width, door.app.today() if with_today else None)
    wanted = asked(options)
    door.app.refuse_unknown(wanted, clearance=door.clearance)
    drawing = door.app.timeline(wanted, drawn, clearance=door.clearance).encode("utf-8", "replace")
    if str(out) == "-":
        sys.stdout.buffer.write(drawing)
    else:
        write_whole(out, [drawing])
    tell_left_out(door.app.left_out(wanted, clearance=door.clearance))
