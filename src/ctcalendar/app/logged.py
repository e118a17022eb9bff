"""The raw facts, asked by the two clocks that the log does not have: when their items happened, and were public."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.log.rows import LogRow
from ctcalendar.views.dated import Happened
from ctcalendar.views.filter import Filter
from ctcalendar.views.publication import Public

AT_ONCE = 500


def of_items(reader: Reader, rows: Iterable[LogRow], asked: Filter, as_of: int | None) -> Iterator[LogRow]:
    """Those of some facts whose items happened on the days of a filter, and were public by its day."""
    happened = Happened(reader, asked, clearance=Clearance.CONFIDENTIAL, as_of=as_of)
    public = Public(reader, Clearance.CONFIDENTIAL, as_of, asked.published_by)
    left = (row for row in rows if happened.holds(row.stream))
    while portion := list(islice(left, AT_ONCE)):
        there = _public(public, {row.stream for row in portion})
        yield from (row for row in portion if row.stream in there)


def _public(public: Public, streams: Iterable[str]) -> set[str]:
    """Those of some items, as KIND:ID, that were public by a day."""
    by_kind = groupby(sorted(stream.split(":", 1) for stream in streams), key=lambda parted: parted[0])
    return {f"{kind}:{name}" for kind, parted in by_kind for name in public.among(kind, [name for _, name in parted])}
