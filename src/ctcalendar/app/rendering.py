"""All that one clearance sees, as it stands in calendars: engagements, deadlines, expected meetings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import microseconds
from ctcalendar.feeds.calendar import Rendered, render, rendered
from ctcalendar.feeds.promise import (
    deadline_component,
    expected_component,
    name_of_deadline,
    name_of_expected,
)
from ctcalendar.feeds.style import Style
from ctcalendar.views.affected import SHOWN
from ctcalendar.views.entries import some, stream
from ctcalendar.views.filter import STATUSES, Filter
from ctcalendar.views.promises import Deadline, deadlines, expected

ByStyle = Mapping[Style, tuple[Rendered, ...]]
Shown = tuple[str, int, ByStyle]
"""A stream, when what is seen of it last changed (microseconds UTC), and what stands of it in calendars, by style."""


def rendered_now(
    reader: Reader, clearance: Clearance, styles: Sequence[Style], *, only: Iterable[str] | None = None
) -> Iterator[Shown]:
    """Everything, in those styles; with `only`, those streams."""
    named = _by_kind(only) if only is not None else dict.fromkeys(SHOWN)
    ids = named["engagement"]
    everything = Filter(status=STATUSES)
    entries = stream(reader, everything, clearance=clearance) if ids is None else some(reader, ids, clearance=clearance)
    for entry in entries:
        made = {style: (one,) if (one := rendered(entry, style)) else () for style in styles}
        yield f"engagement:{entry.id}", microseconds(entry.changed_at), made
    yield from deadlines_now(reader, clearance, styles, only=named["commitment"])
    yield from expected_now(reader, clearance, styles, only=named["series"])


def deadlines_now(
    reader: Reader,
    clearance: Clearance,
    styles: Sequence[Style],
    *,
    only: Sequence[str] | None = None,
    as_of: int | None = None,
) -> Iterator[Shown]:
    """The deadlines of commitments, commitment by commitment."""
    found: dict[str, list[Deadline]] = {}
    for due in deadlines(reader, clearance=clearance, as_of=as_of, only=only):
        found.setdefault(due.commitment, []).append(due)
    for name, dues in found.items():
        made = {style: tuple(one for due in dues if (one := _deadline(due, style))) for style in styles}
        yield f"commitment:{name}", max(microseconds(due.changed_at) for due in dues), made


def expected_now(
    reader: Reader,
    clearance: Clearance,
    styles: Sequence[Style],
    *,
    only: Sequence[str] | None = None,
    as_of: int | None = None,
) -> Iterator[Shown]:
    """The next meeting of each series that calls for one."""
    for meeting in expected(reader, clearance=clearance, as_of=as_of, only=only):
        name = name_of_expected(meeting)
        made = {style: (render(expected_component(meeting, style), name, meeting.on),) for style in styles}
        yield f"series:{meeting.series}", microseconds(meeting.changed_at), made


def _deadline(due: Deadline, style: Style) -> Rendered | None:
    component = deadline_component(due, style)
    return render(component, name_of_deadline(due), due.last_day) if component else None


def _by_kind(streams: Iterable[str]) -> dict[str, list[str] | None]:
    named: dict[str, list[str]] = {kind: [] for kind in SHOWN}
    for text in sorted(streams):
        kind, _, name = text.partition(":")
        named[kind].append(name)
    return {**named}
