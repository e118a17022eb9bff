"""The legend of a timeline: the signs that occur in it, each with what it means."""

from collections.abc import Iterator, Sequence

from ctcalendar.documents.frame import MARGIN, SIZE, Frame
from ctcalendar.documents.marks import EXPECTED, SHAPES, Mark
from ctcalendar.documents.signs import COLORS, MANY, Stretch, sign
from ctcalendar.documents.svg import element, estimated, text
from ctcalendar.documents.wordings import said
from ctcalendar.feeds.words import word

_SAMPLE, _BESIDE, _APART, _ROW = 26.0, 6.0, 20.0, 20.0


def samples(marks: Sequence[Mark], language: str) -> Iterator[tuple[Mark, str]]:
    """Marks that stand for those there are, each with its name."""
    kinds = [kind for kind in SHAPES if any(one.kind == kind and one.status != EXPECTED for one in marks)]
    for kind in kinds:
        yield _sample(kind=kind), word(kind, language)
    kind = kinds[0] if kinds else "dialogue"
    if any(one.shape == "bar" and one.kind != "visit" for one in marks):
        yield _sample(kind=kind)._replace(last=2), said("lasted", language)
    if any(one.is_soft for one in marks):
        yield _sample(kind=kind, is_soft=True)._replace(last=20), said("soft", language)
    if any(one.is_doubtful for one in marks):
        yield _sample(kind=kind, is_doubtful=True), said("doubtful", language)
    for status in ("scheduled", EXPECTED, "cancelled"):
        if any(one.status == status for one in marks):
            yield _sample(kind="dialogue", status=status), word(status, language)
    if any(one.is_disputed for one in marks):
        yield _sample(kind=kind, is_disputed=True), word("disputed", language)


def _sample(
    *, kind: str, status: str = "held", is_soft: bool = False, is_doubtful: bool = False, is_disputed: bool = False
) -> Mark:
    return Mark(1, 1, None, kind, status, is_soft, is_doubtful, is_disputed, "", "en", "")


def legend(
    marks: Sequence[Mark], frame: Frame, top: float, *, is_dense: bool = False
) -> tuple[float, str, set[tuple[str, str]]]:
    """How high the legend is, its elements, and the gradients they use. `is_dense`: whether a lane has columns."""
    y, along, parts = top + _ROW, 0.0, []
    found: list[tuple[Mark | None, str]] = list(samples(marks, frame.language))
    found += [(None, said("density", frame.language))] if is_dense else []
    for mark, name in found:
        wide = _SAMPLE + _BESIDE + estimated(name, SIZE)
        if along and along + wide > frame.width - 2 * MARGIN:
            y, along = y + _ROW, 0.0
        parts.append(_entry(mark, name, along, y, frame))
        along += wide + _APART
    gradients = {(COLORS[mark.kind], "both") for mark, _ in found if mark and mark.is_soft}
    said_legend = said("legend", frame.language)
    body = element("g", "".join(parts), role="list", aria_label=said_legend) if parts else ""
    return (y - top + 8 if parts else 0.0), body, gradients


def _entry(mark: Mark | None, name: str, along: float, y: float, frame: Frame) -> str:
    x = frame.line(along + _SAMPLE / 2)
    at = frame.line(along + _SAMPLE + _BESIDE)
    label = text(at, y + 4, name, side=frame.begins, language=frame.language)
    drawn = _drawn(mark, x, y) if mark else _columns(x, y)
    return "\n" + element("g", drawn + label, role="listitem")


def _drawn(mark: Mark, x: float, y: float) -> str:
    half = 12.0 if mark.is_soft or mark.shape == "bar" or mark.status == EXPECTED else 4.0
    return sign(mark, Stretch(x - half, x + half, x, y, "both" if mark.is_soft else ""))


def _columns(x: float, y: float) -> str:
    heights = (4.0, 9.0, 12.0, 7.0, 3.0)
    return "".join(
        element("rect", x=x - 10 + 4 * number, y=y + 6 - high, width=3.5, height=high, fill=MANY)
        for number, high in enumerate(heights)
    )
