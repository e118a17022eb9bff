"""Histories written while somebody watches, and feeds as one App at one moment gives them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ctcalendar.app import App
from ctcalendar.feeds.calendar import MADE_AT
from ctcalendar.feeds.catalogue import Feed
from ctcalendar.settings import Settings
from ctcalendar.views.filter import LANGUAGES
from views.ledger import Ledger

DAY = 86_400_000_000
START = MADE_AT + DAY
"""When histories begin (microseconds UTC): what is older than this program's way of writing counts as changed then."""
IN_2018 = 1_527_850_000_000_000
"""A day in the midst of those that random histories tell of, for feeds that ask for what lies about today."""


class Recent(Ledger):
    """Writes facts as if they were recorded these days, each append a minute after the one before."""

    def __init__(self, settings: Settings, *, start: int = START) -> None:
        super().__init__(settings)
        self._now_us = start

    def wait_until(self, now_us: int) -> None:
        """Write nothing before that."""
        self._now_us = now_us


class Look(NamedTuple):
    """A feed as one gets it."""

    body: bytes
    etag: str
    length: int


Looks = Mapping[tuple[str, str], Look]
"""By the feed's name and the language."""


def looks(app: App, feeds: Iterable[Feed], languages: Sequence[str] = LANGUAGES) -> Looks:
    """Feeds as an App gives them."""
    found = {}
    for feed in feeds:
        for language in languages:
            one = app.publisher.published(feed, language)
            found[feed.name, language] = Look(one.body, one.etag, one.length)
    return found


def differing(one: Looks, other: Looks) -> list[tuple[str, str]]:
    """The feeds in which they differ: pytest would take minutes to explain how."""
    return [key for key in {**one, **other} if one.get(key) != other.get(key)]


_ENTRY = re.compile(rb"BEGIN:(VEVENT|VTODO)\r\nUID:([^@]*)@.*?END:\1\r\n", re.DOTALL)


def entries_of(body: bytes) -> dict[str, bytes]:
    """The entries of a feed as they stand in it, by their UIDs without the domain."""
    return {found[2].decode(): found[0] for found in _ENTRY.finditer(body)}
