"""A timeline as SVG: lanes, marks and labels on an axis that runs as the language reads. Pure."""

from collections.abc import Sequence
from datetime import date

from ctcalendar.documents.axis import Axis, axis
from ctcalendar.documents.frame import BAND, INK, MARGIN, QUIET, RULE, SIZE, Drawn, Frame
from ctcalendar.documents.head import Head
from ctcalendar.documents.head import lines as lines_of_head
from ctcalendar.documents.lanes import Lane
from ctcalendar.documents.legend import legend
from ctcalendar.documents.marks import Mark, days_known
from ctcalendar.documents.signs import DISPUTED, gradients
from ctcalendar.documents.svg import cut, element, figure, plain, text, wrapped
from ctcalendar.documents.track import track
from ctcalendar.documents.wordings import said
from ctcalendar.feeds.words import day_in_words

MARKS_IN_ALL = 1_500
"""Marks that are drawn one by one; of a lane with more than its share the density is drawn."""
_LEAST_SHARE = 60
_UNDATED_TOLD = 40
_FONTS = "'Noto Sans','Noto Naskh Arabic','Noto Sans Arabic',system-ui,sans-serif"


def drawing(head: Head, lanes: Sequence[Lane], drawn: Drawn) -> str:
    """The timeline of some lanes, as an SVG document."""
    return _Drawing(head, lanes, drawn).document()


class _Drawing:
    """A drawing as it grows downward: `_y` is how far it has come."""

    def __init__(self, head: Head, lanes: Sequence[Lane], drawn: Drawn) -> None:
        self._head, self._lanes, self._today_is = head, lanes, drawn.today
        self._frame = Frame(drawn.language, float(drawn.width))
        self._marks = list(dict.fromkeys(mark for lane in lanes for mark in lane.marks))
        self._axis = _axis(head, self._marks, self._frame)
        self._y = MARGIN
        self._parts: list[str] = []
        self._gradients: set[tuple[str, str]] = set()
        self._apart: list[Mark] = []
        self._is_dense = False

    def document(self) -> str:
        """The whole."""
        self._titles()
        if self._axis is not None:
            self._draw_lanes(self._axis)
        self._undated()
        high, body, used = legend(self._apart, self._frame, self._y, is_dense=self._is_dense)
        self._parts.append(body)
        self._gradients |= used
        return self._framed(self._y + high + MARGIN)

    def _framed(self, height: float) -> str:
        """The root element, with its title and description, and all that was put into it."""
        language, width = self._frame.language, figure(self._frame.width)
        about = element("title", plain(said("record", language)), id="timeline-title")
        about += element("desc", plain(self._summary()), id="timeline-desc")
        defs = element("defs", gradients(self._gradients))
        paper = element("rect", width=self._frame.width, height=height, fill="#ffffff")
        body = "\n".join((about, defs, paper, *self._parts))
        return (
            element(
                "svg",
                f"\n{body}\n",
                xmlns="http://www.w3.org/2000/svg",
                viewBox=f"0 0 {width} {figure(height)}",
                width=self._frame.width,
                height=height,
                lang=language,
                role="group",
                aria_labelledby="timeline-title timeline-desc",
                font_family=_FONTS,
                font_size=SIZE,
                fill=INK,
            )
            + "\n"
        )

    def _titles(self) -> None:
        self._parts.append(
            self._frame.text(self._y + 14, said("record", self._head.language), font_size=18.0, font_weight="bold")
        )
        self._y += 22
        told = " · ".join(f"{name}: {value}" for name, value in lines_of_head(self._head))
        for row in wrapped(told, SIZE, self._frame.width - 2 * MARGIN, 4):
            self._y += 15
            self._parts.append(self._frame.text(self._y, row, fill=QUIET))
        self._y += 16

    def _summary(self) -> str:
        language, days = self._frame.language, list(days_known(self._marks))
        if not days:
            return said("undated" if self._marks else "summary-empty", language)
        first, last = (_day(day, language) for day in (min(days), max(days)))
        told = said("summary", language)
        return told.format(events=len(self._marks), lanes=len(self._lanes), first=first, last=last)

    # -- lanes on the axis --------------------------------------------------------------------------------------------

    def _draw_lanes(self, along: Axis) -> None:
        top = self._y + 18
        bands: list[str] = []
        bodies: list[str] = []
        y = top
        most = max(MARKS_IN_ALL // max(len(self._lanes), 1), _LEAST_SHARE)
        for lane in self._lanes:
            made = track(lane, along, self._frame, top=y, most=most)
            if made is not None:
                fill = BAND if len(bodies) % 2 == 0 else "#ffffff"
                wide = self._frame.width - 2 * MARGIN
                bands.append(element("rect", x=MARGIN, y=y, width=wide, height=made.height, fill=fill))
                bodies.append(made.body)
                self._gradients |= made.gradients
                self._apart += made.apart
                self._is_dense |= not made.apart
                y += made.height
        # Bands, then the lines of the axis on them, then the lanes.
        self._parts += [*bands, self._ticks(along, top, y), self._today(along, top, y), *bodies]
        self._y = y + 8

    def _ticks(self, along: Axis, top: float, bottom: float) -> str:
        ticks = along.ticks(self._frame.language)
        lines = "".join(f"M{figure(self._frame.x(tick.at))} {figure(top - 4)}V{figure(bottom)}" for tick in ticks)
        names = (
            text(self._frame.x(tick.at), top - 8, tick.name, side="middle", language=self._frame.language, fill=QUIET)
            for tick in ticks
        )
        return element("path", d=lines, stroke=RULE, fill="none") + "".join(names) if ticks else ""

    def _today(self, along: Axis, top: float, bottom: float) -> str:
        day = self._today_is
        if day is None or not along.first <= day.toordinal() <= along.last:
            return ""
        x = self._frame.x(along.at(day.toordinal() + 0.5))
        line = f"M{figure(x)} {figure(top - 2)}V{figure(bottom)}"
        name = text(x, bottom + 12, said("today", self._frame.language), side="middle", language=self._frame.language)
        return element("g", element("path", d=line, stroke=DISPUTED, stroke_width=1.5) + name, fill=DISPUTED)

    # -- what has no place on it --------------------------------------------------------------------------------------

    def _undated(self) -> None:
        undated = [mark for mark in self._marks if mark.is_undated]
        if not undated:
            return
        self._y += 18
        language, room = self._frame.language, self._frame.width - 2 * MARGIN
        self._parts.append(self._frame.text(self._y, said("undated", language), font_weight="bold"))
        told = [cut(mark.told, SIZE, room) for mark in undated[:_UNDATED_TOLD]]
        if len(undated) > _UNDATED_TOLD:
            told.append(said("and-more", language).format(number=len(undated) - _UNDATED_TOLD))
        for row in told:
            self._y += 16
            self._parts.append(self._frame.text(self._y, row))
        self._y += 6


def _axis(head: Head, marks: Sequence[Mark], frame: Frame) -> Axis | None:
    """The axis that holds all marks, as far as was asked for; None where none has a day."""
    days = list(days_known(marks))
    since, until = (
        date.fromisoformat(day).toordinal() if day else None for day in (head.asked.since, head.asked.until)
    )
    return axis(days, frame.length, since=since, until=until) if days else None


def _day(day: int, language: str) -> str:
    return day_in_words(date.fromordinal(day).isoformat(), language)
