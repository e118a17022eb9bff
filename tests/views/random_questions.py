"""Filters drawn at random, which ask for what there is."""

from collections.abc import Callable, Collection
from typing import Any

from ctcalendar.domain.items import Stream
from ctcalendar.views.filter import KINDS, STATUSES, Filter
from views.random_items import STATES, Drawing

_DAYS = ("2017-11-08", "2018-05-14", "2018-09-10", "2019-01-01")
_OF_AN_ITEM = ("person", "organisation", "topic", "series", "instrument", "source")
_TERMS = ("kind", "status", "party", *_OF_AN_ITEM, "place", "since", "until", "text", "published_by", "limit", "after")


class Questions(Drawing):
    """Draws filters. `after` is asked of engagements that everybody may see: of others, it is refused before it is."""

    def __init__(self, below: Callable[[int], int], there: Collection[Stream], seen: Collection[str]) -> None:
        super().__init__(below)
        self._there, self._seen = there, seen

    def asked(self) -> Filter:
        """A filter of one to three terms."""
        terms: dict[str, Any] = {term: self._value(term) for term in self.some(_TERMS, least=1)}
        return Filter(**{term: value for term, value in terms.items() if value is not None})

    def _value(self, term: str) -> Any:
        if term in _OF_AN_ITEM or term == "party":
            ids = [stream.id for stream in self._there if stream.kind == term]
            return tuple(self.some([*ids, *(STATES if term == "party" else ())], least=1, most=2))
        choices = {
            "kind": [KINDS[:1], KINDS[:3]],
            "status": [STATUSES, STATUSES[:1], STATUSES[1:]],
            "place": [("QA",), ("doha", "FR"), ("الدوحة",)],
            "text": ["dialogue", "visit doha", "-signing", "envoy", "زيارة"],
            "limit": [1, 3],
            "after": [None, *self._seen],
        }
        return self.one(*choices.get(term, _DAYS))
