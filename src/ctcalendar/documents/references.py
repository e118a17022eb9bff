"""The sources of a document: each has one number, given where it is first cited, and stands once, at the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote

import msgspec

from ctcalendar.documents.wordings import said
from ctcalendar.feeds.words import day_in_words, join, listed
from ctcalendar.views.entry import Words

AT_ONCE = 400
"""Sources read together."""


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A source as a list of sources tells it."""

    id: str
    title: Words | None = None
    publisher: Words | None = None
    published: str | None = None
    url: str | None = None
    retracted: bool = False

    def in_words(self, language: str) -> str:
        """Title, publisher, day of publication, and whether it was retracted."""
        published = day_in_words(self.published, language) if self.published else ""
        retracted = said("retracted-source", language) if self.retracted else ""
        return listed(
            (join(self.title, language) or self.id, join(self.publisher, language), published, retracted), language
        )


def address_of(source: Publication) -> str | None:
    """Where a source can be read, in ASCII, with nothing that could end an attribute or a link; None where nowhere."""
    if source.url is None or not source.url.startswith(("http://", "https://")):
        return None
    return quote(source.url, safe="%/:?#@!$&'()*+,;=~", errors="replace")


Read = Callable[[Sequence[str]], Iterable[Publication]]
"""What reads sources by their ids, in any order; one that is not there is left out."""


class References:
    """The numbers of the sources of one document."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._numbers: dict[str, int] = {}

    def number(self, source: str) -> int:
        """The number of a source, a new one where it is cited for the first time."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def listed(self) -> Iterator[tuple[int, Publication]]:
        """Every source cited so far, by number; read a portion at a time."""
        cited = list(self._numbers)
        for start in range(0, len(cited), AT_ONCE):
            portion = cited[start : start + AT_ONCE]
            found = {one.id: one for one in self._read(portion)}
            for name in portion:
                yield self._numbers[name], found.get(name) or Publication(id=name)
