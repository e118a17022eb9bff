"""A history as one page in HTML that needs nothing besides itself: no script, no request, its style within it."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ctcalendar.documents.facts import contested, evidence, facts, locator_in_words, title, year_of
from ctcalendar.documents.head import Head
from ctcalendar.documents.head import lines as lines_of_head
from ctcalendar.documents.references import Read, References, address_of
from ctcalendar.documents.wordings import DIRECTION, OTHER, harmless, said
from ctcalendar.feeds.words import days_of, word
from ctcalendar.views.entry import Entry

_PIECES_AT_ONCE = 200


def html(head: Head, years: Sequence[tuple[str, int]], entries: Iterable[Entry], read: Read) -> Iterator[str]:
    """The page, piece by piece: as much is held as one entry takes.

    `years` are those of the entries, each with how many there are, in the same order; the year of none is empty.
    """
    references = References(read)
    page = (
        _templates()
        .get_template("history.html")
        .stream(
            head=lines_of_head(head),
            lang=head.language,
            languages=(head.language, OTHER[head.language]),
            years=years,
            sections=groupby(entries, key=year_of),
            references=references,
            style=_style(),
            digest=_digest(_style()),
        )
    )
    page.enable_buffering(_PIECES_AT_ONCE)
    yield from page


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup(files("ctcalendar.documents").joinpath("templates/history.css").read_text(encoding="utf-8"))


def _digest(style: str) -> str:
    """What a policy names a style by (CSP level 2, section 4.2.5)."""
    return base64.b64encode(sha256(style.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("ctcalendar.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    used = (address_of, contested, days_of, evidence, facts, locator_in_words, said, title, word)
    environment.globals.update({function.__name__: function for function in used}, directions=DIRECTION, zip=zip)
    return environment


def _finalized(value: Any) -> Any:
    """Whatever stands between braces: what was not made safe by us is made harmless, then escaped by the template."""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value
