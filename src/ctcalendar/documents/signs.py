"""The signs of a timeline: one for each kind of engagement, drawn as sure as its days are."""

from typing import NamedTuple

from ctcalendar.documents.marks import EXPECTED, Mark
from ctcalendar.documents.svg import element, figure

COLORS = {
    "signing": "#8a5a00",
    "visit": "#1f7a4d",
    "dialogue": "#2b62a8",
    "meeting": "#6247b5",
    "statement": "#5f6368",
}
"""As in the calendars, dark enough on white (WCAG 2.2, 1.4.11)."""
DISPUTED, CANCELLED, PAPER = "#b45309", "#8b8f94", "#ffffff"
MANY = "#4a5568"
"""Of columns that stand for engagements of several kinds."""
RADIUS, HEIGHT = 5.0, 10.0
DASHES = "2.5 2"


class Stretch(NamedTuple):
    """Where a mark stands in the drawing: its left and right, where its sign stands, and the middle of its row."""

    left: float
    right: float
    sign: float
    middle: float
    faded: str = ""
    """Which of its ends are open: `left`, `right`, `both` for days that are not known exactly, or neither."""


def sign(mark: Mark, where: Stretch) -> str:
    """A mark as elements, without its tooltip and label."""
    color = CANCELLED if mark.status == "cancelled" else COLORS[mark.kind]
    parts = [_extent(mark, where, color)]
    if mark.shape != "bar" or mark.is_soft:
        parts.append(_glyph(mark, where, color))
    if mark.is_disputed:
        parts.append(_ring(where))
    if mark.status == "cancelled":
        parts.append(_struck(where))
    return "".join(parts)


def _extent(mark: Mark, where: Stretch, color: str) -> str:
    """The days over which it lasted, or may have been."""
    box = {"x": where.left, "y": where.middle - HEIGHT / 2, "width": where.right - where.left, "height": HEIGHT}
    if mark.is_soft:
        return element("rect", **box, fill=f"url(#{gradient_id(color, where.faded)})")
    if mark.status == EXPECTED:
        return _line(where.left, where.right, where.middle, color, dashes="1.5 2.5")
    if mark.shape == "bar":
        return element("rect", **box, rx=2, **_paint(mark, color))
    return ""


def _glyph(mark: Mark, where: Stretch, color: str) -> str:
    x, y, r = where.sign, where.middle, RADIUS
    paint = _paint(mark, color)
    if mark.shape == "circle" or mark.status == EXPECTED:
        return element("circle", cx=x, cy=y, r=r, **paint)
    if mark.shape == "diamond":
        wide = r + 1.5
        path = f"M{figure(x)} {figure(y - wide)}l{figure(wide)} {figure(wide)}l{figure(-wide)} {figure(wide)}"
        return element("path", d=f"{path}l{figure(-wide)} {figure(-wide)}z", **paint)
    if mark.shape == "square":
        return element("rect", x=x - r + 0.5, y=y - r + 0.5, width=2 * r - 1, height=2 * r - 1, **paint)
    return element("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, rx=2, **paint)


def _paint(mark: Mark, color: str) -> dict[str, object]:
    """Filled where it is sure that it was, lighter where it was announced, hollow where it is expected."""
    if mark.status == EXPECTED:
        return {"fill": PAPER, "stroke": color, "stroke_width": 1.6}
    if mark.is_doubtful or mark.is_soft:
        return {"fill": PAPER, "fill_opacity": 0.7, "stroke": color, "stroke_width": 1.4, "stroke_dasharray": DASHES}
    if mark.status == "scheduled":
        return {"fill": color, "fill_opacity": 0.3, "stroke": color, "stroke_width": 1.4}
    return {"fill": color}


def _ring(where: Stretch) -> str:
    return element(
        "circle", cx=where.sign, cy=where.middle, r=RADIUS + 3.5, fill="none", stroke=DISPUTED, stroke_width=1.8
    )


def _struck(where: Stretch) -> str:
    left, right = min(where.left, where.sign - RADIUS) - 2, max(where.right, where.sign + RADIUS) + 2
    return _line(left, right, where.middle, "#202124")


def _line(left: float, right: float, y: float, color: str, *, dashes: str | None = None) -> str:
    return element(
        "path",
        d=f"M{figure(left)} {figure(y)}H{figure(right)}",
        stroke=color,
        stroke_width=1.4,
        stroke_dasharray=dashes,
        fill="none",
    )


# -- soft edges -------------------------------------------------------------------------------------------------------

_STOPS = {
    "both": ((0, 0.0), (30, 0.45), (70, 0.45), (100, 0.0)),
    "left": ((0, 0.0), (60, 0.45), (100, 0.45)),
    "right": ((0, 0.45), (40, 0.45), (100, 0.0)),
}


def gradient_id(color: str, faded: str) -> str:
    """The name of the gradient of a colour that fades at one end, or at both."""
    return f"soft-{color[1:]}-{faded}"


def gradients(wanted: set[tuple[str, str]]) -> str:
    """The gradients of some colours and ends."""
    made = (
        element(
            "linearGradient",
            "".join(
                element("stop", offset=f"{offset}%", stop_color=color, stop_opacity=opacity)
                for offset, opacity in _STOPS[faded]
            ),
            id=gradient_id(color, faded),
        )
        for color, faded in sorted(wanted)
    )
    return "".join(made)
