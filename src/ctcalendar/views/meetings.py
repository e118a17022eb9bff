"""What the meetings of a series on record come to: which numbers are missing, which is next, and when to expect it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from ctcalendar.domain import cadence
from ctcalendar.domain.values import Cadence
from ctcalendar.views.cards import Card

GAPS_TOLD = 1_000
"""A mistyped number must not fill an answer, or the memory, with meetings that never were."""


class MeetingOnRecord(NamedTuple):
    """A meeting of a series, as its row has it."""

    id: str
    ordinal: int | None
    status: str
    when: str | None
    earliest: str | None
    latest: str | None

    @property
    def is_to_be(self) -> bool:
        """Whether it took place or is announced: what was called off is not."""
        return self.status in ("held", "scheduled")

    @property
    def on(self) -> str | None:
        """Its first day, as far as that is known."""
        return self.earliest or None

    @property
    def day(self) -> str | None:
        """Its day as exactly as it is known (EDTF)."""
        return self.when or self.latest

    def plain(self) -> dict[str, Any]:
        """As a register prints it."""
        return {"id": self.id, "ordinal": self.ordinal, "status": self.status, "when": self.when}


def missing(meetings: Iterable[Mapping[str, Any]]) -> list[int]:
    """The first of the numbers known to exist, since a higher one is on record, that are not on record themselves."""
    numbers = {meeting["ordinal"] for meeting in meetings if meeting["ordinal"]}
    gaps = (number for number in range(1, max(numbers, default=0)) if number not in numbers)
    return list(islice(gaps, GAPS_TOLD))


def next_ordinal(meetings: Iterable[MeetingOnRecord]) -> int | None:
    """The number of the next meeting, where that of any is known."""
    numbers = [meeting.ordinal for meeting in meetings if meeting.is_to_be and meeting.ordinal is not None]
    return max(numbers) + 1 if numbers else None


def expected(card: Card, meetings: Sequence[MeetingOnRecord]) -> dict[str, str] | None:
    """The day on which a series should meet next, the first and the last that will do; None where it need not."""
    told = card.fields.get("cadence")
    if told is None:
        return None
    slot = cadence.expected(
        msgspec.convert(told, Cadence),
        [
            cadence.Meeting(meeting.id, date.fromisoformat(meeting.on), meeting.status == "held")
            for meeting in meetings
            if meeting.is_to_be and meeting.on
        ],
        active=card.fields.get("status") not in ("suspended", "closed"),
    )
    if slot is None:
        return None
    return {"on": slot.on.isoformat(), "earliest": slot.earliest.isoformat(), "latest": slot.latest.isoformat()}
