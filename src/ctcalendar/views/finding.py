"""Which item a text names."""

from collections.abc import Sequence
from difflib import get_close_matches

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.streams import KIND_NAMES, Stream
from ctcalendar.errors import BadInput
from ctcalendar.views.cards import names
from ctcalendar.views.registers import REGISTERS

_ENGAGEMENTS = "engagements with: ctcalendar history"
_LISTED = {
    kind: f"them with: ctcalendar {name}" for name, kind in REGISTERS.items() if name not in ("parties", "offices")
}
"""Kind -> how its items are listed."""

NAMES_COMPARED = 20_000
"""Ids among which the one that was meant is looked for."""


def found(reader: Reader, text: str, *, clearance: Clearance, as_of: int | None = None) -> Stream:
    """The item that a text names: its id, or KIND:ID. A bare id that an engagement has too is the engagement's.

    Raises:
        BadInput: there is none at that clearance and moment, or the id is that of several.
    """
    asked = Stream.parse(text) if ":" in text else Stream("", text)
    if asked.kind and asked.kind not in KIND_NAMES:
        close = get_close_matches(asked.kind, KIND_NAMES, n=1)
        raise BadInput(
            f"{asked.kind!r} is no kind of item",
            hint=f"did you mean {close[0]}?" if close else f"the kinds are {', '.join(KIND_NAMES)}",
        )
    kinds = [asked.kind] if asked.kind else ["engagement", *(kind for kind in KIND_NAMES if kind != "engagement")]
    there = [kind for kind in kinds if names(reader, kind, clearance=clearance, as_of=as_of, only=[asked.id])]
    if not there:
        raise _nothing(reader, asked, kinds, clearance, as_of)
    if len(there) > 1 and there[0] != "engagement":
        raise BadInput(f"{text!r} is several things", hint=f"write {' or '.join(f'{kind}:{text}' for kind in there)}")
    return Stream(there[0], asked.id)


def _nothing(reader: Reader, asked: Stream, kinds: Sequence[str], clearance: Clearance, as_of: int | None) -> BadInput:
    known = [name for kind in kinds for name in names(reader, kind, clearance=clearance, as_of=as_of)]
    close = get_close_matches(asked.id, known[:NAMES_COMPARED], n=1)
    return BadInput(
        f"nothing recorded is called {asked.id!r}" if not asked.kind else f"no {asked.kind} {asked.id!r} is recorded",
        hint=f"did you mean {close[0]}?" if close else f"list {_LISTED.get(asked.kind, _ENGAGEMENTS)}",
    )
