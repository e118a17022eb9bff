"""What pages say of an address that names what is not on record: an empty list would look like an answer."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from msgspec.structs import replace

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.filter import Filter
from ctcalendar.web.search_words import TERMS

TOLD = 3
"""Names of which a page speaks: each is looked for among thousands."""


class Strange(NamedTuple):
    """A name by which nothing on record is called, and of which term; where there is one, what may have been meant.

    `address` is where that is asked for instead.
    """

    term: str
    value: str
    meant: str | None = None
    address: str | None = None


def strangers(app: App, asked: Filter, *, path: str, beside: Sequence[tuple[str, str]] = ()) -> list[Strange]:
    """The names in a filter by which nothing on record that the public may see is called.

    `path` is the page's, `beside` what its address holds beside the terms.
    """
    language = asked.lang or "en"
    found = []
    for term, value, near in app.unknown(asked, clearance=Clearance.PUBLIC, limit=TOLD):
        said = TERMS[language][term]
        if near is None:
            found.append(Strange(said, value))
        else:
            meant = replace(asked, **{term: tuple(near.id if one == value else one for one in getattr(asked, term))})
            address = f"{path}?{urlencode([*beside, *replace(meant, after=None).spelled()])}"
            name = near.called(language)
            found.append(Strange(said, value, name if name == near.id else f"{name} ({near.id})", address))
    return found
