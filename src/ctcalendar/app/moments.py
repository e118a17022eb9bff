"""What an as-of means: the log position that was the last at a moment."""

from datetime import UTC, datetime, timedelta

from ctcalendar.db.reader import Reader
from ctcalendar.domain import edtf
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, ClearanceTooLow
from ctcalendar.log.read import head, position_at

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def moment(text: str) -> int | datetime:
    """A log position (digits), or an instant; a day or a month (2026-03) means its end in UTC.

    Raises:
        BadInput: it is neither.
    """
    if text.isascii() and text.isdecimal() and len(text) <= 15:
        return int(text)
    try:
        if "T" not in text and ":" not in text:
            last = edtf.parse(text).latest
            assert last is not None
            return datetime.combine(last, datetime.max.time(), UTC)
        instant = datetime.fromisoformat(text)
    except (ValueError, AssertionError):
        raise BadInput(
            f"{text!r} is no moment",
            hint="write a log position (12), a day (2026-03-01) or an instant (2026-03-01T09:00Z)",
        ) from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def position(reader: Reader, text: str | None, clearance: Clearance) -> int | None:
    """The position that an as-of means, None for the present.

    Raises:
        BadInput: it is no moment, or a position that the log has not reached.
        ClearanceTooLow: a position was named below full clearance; it would count facts that may not be seen.
    """
    if text is None:
        return None
    asked = moment(text)
    if isinstance(asked, datetime):
        return position_at(reader, (asked - _EPOCH) // _TICK)
    if not clearance.is_full:
        raise ClearanceTooLow("a log position", clearance=clearance.name)
    reached = head(reader)[0]
    if asked > reached:
        raise BadInput(
            f"as_of: the log ends at position {reached}, before {asked}",
            hint="a day is written 2026-03-01, a whole year 2026-12-31",
        )
    return asked


def refuse_reversed(before: str, after: str | None) -> None:
    """Refuse two moments of which the second comes first. (By the facts in between it would tell of hidden ones.)

    Raises:
        BadInput: they are in the wrong order.
    """
    first, second = moment(before), None if after is None else moment(after)
    positions = isinstance(first, int) and isinstance(second, int) and second < first
    instants = isinstance(first, datetime) and isinstance(second, datetime) and second < first
    if positions or instants:
        raise BadInput("--to is before --from", hint="give the earlier moment first")
