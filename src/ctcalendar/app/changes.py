"""What changed between two moments, asked by the other two clocks too: of what happened then, of what was public."""

from collections.abc import Iterator, Sequence

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.streams import Stream
from ctcalendar.views import differences as told
from ctcalendar.views.dated import Happened
from ctcalendar.views.differences import Difference
from ctcalendar.views.filter import Filter
from ctcalendar.views.publication import public_from


def differences(
    reader: Reader, before: int, after: int, asked: Filter, *, clearance: Clearance, only: Stream | None = None
) -> Iterator[Difference]:
    """What changed after position `before` up to `after`, of items that happened on the days of a filter.

    Whether they did is asked at the later moment. With `published_by`, both moments are read as far as was public.
    """
    happened = Happened(reader, asked, clearance=clearance, as_of=after)

    def choice(kind: str, names: Sequence[str]) -> Sequence[str]:
        return [name for name in names if happened.holds(f"{kind}:{name}")]

    by = asked.published_by
    yield from told.differences(reader, before, after, clearance=clearance, only=only, published_by=by, choice=choice)


def left_out(
    reader: Reader, before: int, after: int, asked: Filter, *, clearance: Clearance, only: Stream | None = None
) -> int:
    """How many of the items that changed `published_by` leaves out because none of their sources is dated."""
    whole = Filter(since=asked.since, until=asked.until)
    changed = [(one.item, one.id) for one in differences(reader, before, after, whole, clearance=clearance, only=only)]
    by_kind = {kind: [name for item, name in changed if item == kind] for kind, _ in changed}
    dated = (public_from(reader, kind, names, clearance=clearance, as_of=after) for kind, names in by_kind.items())
    return len(changed) - sum(map(len, dated))
