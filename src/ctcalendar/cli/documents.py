"""The history as documents on standard output: Markdown for a memo, and a page that stands alone."""

import sys

from ctcalendar.cli.door import Door
from ctcalendar.views.filter import Filter


def print_md(door: Door, wanted: Filter) -> None:
    """The engagements asked for as a cited, bilingual list in Markdown."""
    _print("md", door, wanted)


def print_html(door: Door, wanted: Filter) -> None:
    """The engagements asked for as one page in HTML that needs nothing besides itself."""
    _print("html", door, wanted)


def _print(form: str, door: Door, wanted: Filter) -> None:
    for piece in door.app.document(form, wanted, language=door.language, clearance=door.clearance):
        sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
