"""The frame of a drawing: how wide it is, where lines begin, and where a day stands, in either direction."""

from datetime import date
from typing import NamedTuple

from ctcalendar.documents.svg import Side, text
from ctcalendar.documents.wordings import DIRECTION

MARGIN, SIZE = 16.0, 11.0
INK, QUIET, RULE, BAND = "#202124", "#5f6368", "#dadce0", "#f6f7f8"


class Drawn(NamedTuple):
    """How a timeline is drawn."""

    language: str = "en"
    lanes: str = "series"
    width: int = 1200
    today: date | None = None
    """The day to be marked as today; none, unless somebody asks: a drawing says the same any day."""


class Frame(NamedTuple):
    """In Arabic time runs from right to left, as Arabic timelines are drawn: all is mirrored but the texts."""

    language: str
    width: float

    @property
    def is_mirrored(self) -> bool:
        """Whether time runs from right to left."""
        return DIRECTION[self.language] == "rtl"

    @property
    def begins(self) -> Side:
        """The side at which lines begin."""
        return "right" if self.is_mirrored else "left"

    @property
    def ends(self) -> Side:
        """The other one."""
        return "left" if self.is_mirrored else "right"

    @property
    def names(self) -> float:
        """How wide the names of the lanes are."""
        return min(max(self.width * 0.17, 96.0), 200.0)

    @property
    def length(self) -> float:
        """How long the axis is."""
        return self.width - 2 * MARGIN - self.names

    def x(self, along: float) -> float:
        """Where something stands that is so far along the axis."""
        return self.line(self.names + along)

    def line(self, inset: float = 0.0) -> float:
        """Where lines begin, so far from the margin."""
        return self.width - MARGIN - inset if self.is_mirrored else MARGIN + inset

    def stretch(self, start: float, end: float) -> tuple[float, float]:
        """The left and the right of a stretch of the axis."""
        left, right = sorted((self.x(start), self.x(end)))
        return left, right

    def text(self, y: float, content: str, *, inset: float = 0.0, **given: object) -> str:
        """A line of text of ours where lines begin."""
        return text(self.line(inset), y, content, side=self.begins, language=self.language, **given)
