"""In which row of its lane a mark of a timeline stands, so that no label touches another; and how many stand where."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

Beside = Literal["after", "before", "within"]


class Box(NamedTuple):
    """A mark to be placed, along the axis: where it begins and ends, and how wide its label is, whole and cut."""

    start: float
    end: float
    labels: Sequence[float]
    within: float
    """Where a label may begin in the mark itself, where that is long enough."""


class Spot(NamedTuple):
    """Where a mark stands: its row; and where its label begins or ends, beside the mark, if there is room for one."""

    row: int
    label: int | None = None
    """Which of its labels."""
    at: float = 0.0
    side: Beside = "after"
    """On which side of the mark it stands; `before` it, it ends there."""


MOST_ROWS = 16
_GAP = 6.0
_BESIDE = 4.0


class Rows:
    """Rows filled from the first on; no label stands on anything else."""

    def __init__(self, length: float) -> None:
        self._length = length
        self._taken: list[list[tuple[float, float]]] = []

    def __len__(self) -> int:
        return max(len(self._taken), 1)

    def place(self, box: Box) -> Spot:
        """A spot for a mark: with the first of its labels that any row has room for, else without."""
        for label, width in enumerate(box.labels):
            for side, at, start, end in self._sides(box, width):
                row = self._free(start, end)
                if row is not None:
                    return Spot(row, label, at, side)
        row = self._free(box.start, box.end)
        # Marks so close that one covers another: there is no more room.
        return Spot(MOST_ROWS - 1 if row is None else row)

    def _sides(self, box: Box, width: float) -> Iterator[tuple[Beside, float, float, float]]:
        """On which side of a mark its label may stand, where it begins or ends, and from where to where both reach."""
        after, before = box.end + _BESIDE, box.start - _BESIDE
        if after + width <= self._length:
            yield "after", after, box.start, after + width
        if before - width >= 0:
            yield "before", before, before - width, box.end
        if box.within + width + _BESIDE <= box.end:
            yield "within", box.within, box.start, box.end

    def _free(self, start: float, end: float) -> int | None:
        for row, taken in enumerate(self._taken):
            if all(end + _GAP <= first or last + _GAP <= start for first, last in taken):
                taken.append((start, end))
                return row
        if len(self._taken) == MOST_ROWS:
            return None
        self._taken.append([(start, end)])
        return len(self._taken) - 1


def counted(places: Sequence[float], width: float) -> dict[int, int]:
    """How many of some places along an axis stand in each stretch of a width, by the number of the stretch."""
    found: dict[int, int] = {}
    for place in sorted(places):
        found[int(place // width)] = found.get(int(place // width), 0) + 1
    return found
