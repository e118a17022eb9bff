"""Whether restored facts follow from each other: a chain can be whole, and yet of facts that nobody could record.

Readers and `decide` take for granted what `decide` made sure of. A backup may come from anybody, so each stream it
touched is folded once more as `decide` folds it, and every day in it read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from ctcalendar.db.driver import Driver
from ctcalendar.domain import edtf
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.standing import Standing, evolve
from ctcalendar.domain.values import When
from ctcalendar.errors import DamagedRecord
from ctcalendar.log.facts import histories
from ctcalendar.views.rules import changes

T = TypeVar("T")

_AT_ONCE = 200
_UNFIT = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError),
    msgspec.MsgspecError,
)
"""What reading a fact raises that is not what it should be."""
_HINT = "use another copy of the backup; nothing was restored"


def folded_or_refused(name: str, facts: Sequence[Recorded], fold: Callable[[Sequence[Recorded]], None]) -> None:
    """Fold restored facts into the views; one that cannot be folded is told by its line of the file `name`."""
    try:
        fold(facts)
    except _UNFIT as error:
        for fact in facts:
            _refuse_if_unfit(name, fact, partial(_changes, fact))
        line = f"{name} lines {facts[0].position + 1} to {facts[-1].position + 1}"
        raise DamagedRecord(line, "hold what no database can", hint=_HINT) from error


def refuse_incoherent(driver: Driver, name: str, streams: Iterable[str]) -> None:
    """Refuse streams whose facts do not follow from those before them.

    Raises:
        DamagedRecord: the first such fact, by its line of the file `name`.
    """
    listed = sorted(streams)
    for start in range(0, len(listed), _AT_ONCE):
        for history in histories(driver, listed[start : start + _AT_ONCE]).values():
            standing: Standing | None = None
            for fact in history:
                standing = _refuse_if_unfit(name, fact, partial(_evolved, standing, fact))


def _refuse_if_unfit(name: str, fact: Recorded, read: Callable[[], T]) -> T:
    try:
        return read()
    except _UNFIT:
        raise DamagedRecord(
            f"{name} line {fact.position + 1}", f"{fact.name} does not follow from the facts before it", hint=_HINT
        ) from None


def _changes(fact: Recorded) -> None:
    list(changes(fact))


def _evolved(before: Standing | None, fact: Recorded) -> Standing:
    standing = evolve(before, fact)
    for day in _days(standing.item):
        for bound in (day.earliest, day.latest):
            if bound is not None:
                date.fromisoformat(bound)
        if day.edtf is not None:
            edtf.parse(day.edtf)
        if day.time is not None:
            hours, minutes = map(int, day.time.split(":"))
            if not (0 <= hours < 24 and 0 <= minutes < 60):
                raise ValueError(day.time)
        if day.zone is not None:
            ZoneInfo(day.zone)
    return standing


def _days(value: Any) -> Iterator[When]:
    """Every When inside a value."""
    if isinstance(value, When):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _days(part)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _days(getattr(value, field))
