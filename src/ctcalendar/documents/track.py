"""One lane of a timeline: its marks and labels in rows, or, where they are too many, how many there are when."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ctcalendar.documents.axis import Axis
from ctcalendar.documents.frame import QUIET, SIZE, Frame
from ctcalendar.documents.lanes import Lane
from ctcalendar.documents.marks import Mark
from ctcalendar.documents.rows import Box, Rows, Spot, counted
from ctcalendar.documents.signs import CANCELLED, COLORS, MANY, PAPER, RADIUS, Stretch, sign
from ctcalendar.documents.svg import cut, element, estimated, text, tooltip, wrapped
from ctcalendar.documents.wordings import once, said
from ctcalendar.feeds.words import day_in_words

_ROW, _PAD, _LINE = 21.0, 7.0, 15.0
_STRETCH, _HIGHEST = 4.0, 34.0
_LABELS = (400.0, 240.0, 120.0)
"""How wide a label may be: as wide as there is room for."""


class Track(NamedTuple):
    """A lane as it is drawn: how high it is, its elements, and the gradients they use (a colour, the faded end)."""

    height: float
    body: str
    gradients: frozenset[tuple[str, str]] = frozenset()
    apart: Sequence[Mark] = ()
    """The marks that are drawn one by one."""


def track(lane: Lane, along: Axis, frame: Frame, *, top: float, most: int) -> Track | None:
    """A lane from `top` down; None where nothing in it has a day on the axis. More marks than `most` become density."""
    marks = [mark for mark in lane.marks if _is_on(mark, along)]
    if not marks:
        return None
    is_dense = len(marks) > most
    names = wrapped(f"{lane.label} ({len(marks):,})" if is_dense else lane.label, SIZE, frame.names - 10, 3)
    made = _dense(marks, along, frame, top) if is_dense else _apart(marks, along, frame, top)
    height = max(made.height, 2 * _PAD + _LINE * len(names))
    label = "".join(
        frame.text(top + _PAD + 14.5 + _LINE * row, name, inset=6.0, font_weight="bold", aria_hidden="true")
        for row, name in enumerate(names)
    )
    return made._replace(height=height, body=element("g", label + made.body, role="list", aria_label=lane.label))


def _is_on(mark: Mark, along: Axis) -> bool:
    if mark.is_undated:
        return False
    starts_in_time = mark.first is None or mark.first <= along.last
    return starts_in_time and (mark.last is None or mark.last >= along.first)


# -- one by one -------------------------------------------------------------------------------------------------------


class _Placed(NamedTuple):
    """A mark along the axis: its ends, and where its sign stands."""

    mark: Mark
    start: float
    end: float
    sign: float
    faded: str

    @property
    def box(self) -> Box:
        """The room it takes, with what its label takes beside it."""
        around = RADIUS + (6 if self.mark.is_disputed else 2)
        start, end = min(self.start, self.sign - around), max(self.end, self.sign + around)
        within = self.sign + around + 2 if self.has_sign else start + 6
        return Box(start, end, [estimated(label, SIZE) for label in self.labels], within)

    @property
    def has_sign(self) -> bool:
        """Whether there is a sign besides the bar."""
        return self.mark.is_soft or self.mark.shape != "bar"

    @property
    def labels(self) -> list[str]:
        """Its title, as it may be cut."""
        return once(cut(self.mark.title, SIZE, width) for width in _LABELS)


def _placed(mark: Mark, along: Axis) -> _Placed:
    start = 0.0 if mark.first is None else along.at(mark.first)
    end = along.length if mark.last is None else along.at(mark.last + 1)
    faded = "left" if mark.first is None else "right" if mark.last is None else "both"
    if mark.at is not None:
        sign_at = along.at(mark.at + 0.5)
    elif None in (mark.first, mark.last):
        sign_at = end if mark.first is None else start
    else:
        sign_at = (start + end) / 2
    if mark.shape == "bar" and not mark.is_soft:
        start, end = min(start, sign_at - RADIUS + 1), max(end, sign_at + RADIUS - 1)
    return _Placed(mark, start, end, sign_at, faded if mark.is_soft else "")


def _apart(marks: list[Mark], along: Axis, frame: Frame, top: float) -> Track:
    found = sorted((_placed(mark, along) for mark in marks), key=lambda one: (one.start, one.end, one.mark.told))
    rows = Rows(along.length)
    spots = [rows.place(one.box) for one in found]
    body = "".join(
        _drawn(one, spot, frame, top + _PAD + _ROW * (spot.row + 0.5)) for one, spot in zip(found, spots, strict=True)
    )
    faded = frozenset((_color(one.mark), _side(one.faded, frame)) for one in found if one.faded)
    return Track(2 * _PAD + _ROW * len(rows), body, faded, marks)


def _color(mark: Mark) -> str:
    return CANCELLED if mark.status == "cancelled" else COLORS[mark.kind]


def _side(faded: str, frame: Frame) -> str:
    """Which end is faded in the drawing: the later one is the left one where time runs from right to left."""
    return {"left": "right", "right": "left"}.get(faded, faded) if frame.is_mirrored else faded


def _drawn(one: _Placed, spot: Spot, frame: Frame, y: float) -> str:
    left, right = frame.stretch(one.start, one.end)
    where = Stretch(left, right, frame.x(one.sign), y, _side(one.faded, frame))
    shown = tooltip(one.mark.told) + sign(one.mark, where)
    if spot.label is not None:
        shown += _labelled(one, spot, y, frame)
    return "\n" + element("g", shown, role="listitem")


def _labelled(one: _Placed, spot: Spot, y: float, frame: Frame) -> str:
    mark, label = one.mark, one.labels[spot.label or 0]
    struck = "line-through" if mark.status == "cancelled" else None
    fill = QUIET if mark.status in ("cancelled", "expected") else None
    if spot.side == "within" and not one.has_sign:
        fill = PAPER
    given = {"text_decoration": struck, "fill": fill, "aria_hidden": "true"}
    side = frame.ends if spot.side == "before" else frame.begins
    return text(frame.x(spot.at), y + 4, label, side=side, language=mark.title_language, **given)


# -- too many ---------------------------------------------------------------------------------------------------------


def _dense(marks: list[Mark], along: Axis, frame: Frame, top: float) -> Track:
    """How many there are in each stretch of the axis: a column as high as they are many."""
    found = counted([min(_placed(mark, along).sign, along.length - 0.1) for mark in marks], _STRETCH)
    highest, floor = max(found.values()), top + 2 * _PAD + _HIGHEST
    columns = (_column(number, count, highest, floor, along, frame) for number, count in sorted(found.items()))
    kinds = {mark.kind for mark in marks}
    body = element("g", "".join(columns), fill=COLORS[kinds.pop()] if len(kinds) == 1 else MANY)
    return Track(3 * _PAD + _HIGHEST, body)


def _column(number: int, count: int, highest: int, floor: float, along: Axis, frame: Frame) -> str:
    height = max(_HIGHEST * count / highest, 1.5)
    left, right = frame.stretch(number * _STRETCH, (number + 1) * _STRETCH)
    told = _told(number, count, along, frame.language)
    column = element("rect", tooltip(told), x=left, y=floor - height, width=right - left - 0.5, height=height)
    return "\n" + element("g", column, role="listitem")


def _told(number: int, count: int, along: Axis, language: str) -> str:
    days = (along.day_at(number * _STRETCH), along.day_at((number + 1) * _STRETCH - 0.1))
    first, last = (day_in_words(date.fromordinal(day).isoformat(), language) for day in days)
    return said("several", language).format(count=count, first=first, last=last)
