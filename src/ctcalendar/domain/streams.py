"""What a stream of facts is: the item that it is about, and the stored names of the facts that it may hold.

For those who read views: the shapes of facts (items.py, facts.py) take longer to import than most questions to answer.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

Kind = Literal[
    "source",
    "party",
    "organisation",
    "person",
    "office",
    "topic",
    "instrument",
    "commitment",
    "series",
    "engagement",
]
KIND_NAMES: tuple[str, ...] = get_args(Kind)


class Stream(NamedTuple):
    """The facts about one item: its kind and id, written `engagement:us-qatar-ct-dialogue-1`."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Stream":
        """The stream named by `kind:id`."""
        kind, _, identity = text.partition(":")
        return cls(kind, identity)


_OF_ONE_KIND = """source.registered party.registered organisation.registered person.registered topic.registered
    office.held instrument.concluded commitment.undertaken series.established engagement.scheduled engagement.held
    engagement.rescheduled engagement.cancelled instrument.status-changed instrument.progress-reported
    commitment.deadline-set commitment.progress-reported series.cadence-set series.suspended series.resumed
    series.closed person.merged person.split""".split()
_OF_ANY_KIND = "amended corroborated disputed dispute-settled retracted reinstated reclassified".split()

NEWEST: Mapping[str, int] = {
    **dict.fromkeys(_OF_ONE_KIND, 1),
    **{f"{kind}.{verb}": 1 for kind in KIND_NAMES for verb in _OF_ANY_KIND},
}
"""Stored name -> the version of its newest shape. A test holds the table equal to the registry."""
