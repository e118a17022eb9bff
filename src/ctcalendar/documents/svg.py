"""SVG by hand (SVG 1.1, section 5 and 10): elements as text, every attribute and content escaped, figures short.

No style sheet, no script, nothing from elsewhere: any program that shows SVG shows the same.
"""

import unicodedata
from functools import lru_cache
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from ctcalendar.documents.wordings import DIRECTION, harmless

Side = Literal["left", "right", "middle"]


def element(name: str, content: str = "", /, **attributes: object) -> str:
    """An element; `content` is XML. Attributes that are None are left out; `_` in a name is written as `-`."""
    told = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(figure(value) if isinstance(value, float) else str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def figure(value: float) -> str:
    """A length to a tenth of a pixel, without a useless zero."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def plain(text: str) -> str:
    """A text as XML content."""
    return escape(harmless(text))


def text(x: float, y: float, content: str, *, side: Side, language: str, **attributes: object) -> str:
    """A line of text in the direction of its language; `x` is where its left or right side stands, or its middle."""
    is_rtl = DIRECTION[language] == "rtl"
    anchor = "middle" if side == "middle" else "end" if (side == "right") != is_rtl else None
    direction = "rtl" if is_rtl else None
    given = {"x": float(x), "y": float(y), "direction": direction, "text-anchor": anchor, **attributes}
    return element("text", plain(content), **given)


def tooltip(content: str) -> str:
    """What a browser shows when somebody points at an element, and a screen reader says of it."""
    return element("title", plain(content))


@lru_cache(maxsize=4096)
def _em(character: str) -> float:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in " .,:;'|!()-ilj":
        return 0.34
    if character.isupper() or character in "mw@–—…":
        return 0.72
    return 0.5 if unicodedata.bidirectional(character) == "AL" else 0.57


def estimated(content: str, size: float) -> float:
    """About how wide a text is, rather too wide: fonts differ from one machine to the next."""
    return sum(map(_em, content)) * size


def cut(content: str, size: float, room: float) -> str:
    """A text cut to a width, between words if it can be, with an ellipsis where something is missing."""
    if estimated(content, size) <= room:
        return content
    width, kept = _em("…") * size, 0
    for character in content:
        width += _em(character) * size
        if width > room:
            break
        kept += 1
    space = content.rfind(" ", kept // 2, kept + 1)
    return f"{content[: space if space > 0 else kept].rstrip(' .,،:;؛–-(')}…"


def wrapped(content: str, size: float, room: float, most: int) -> list[str]:
    """A text on at most so many lines of a width."""
    rows: list[str] = []
    for spoken in content.split():
        if rows and estimated(f"{rows[-1]} {spoken}", size) <= room:
            rows[-1] += f" {spoken}"
        else:
            rows.append(spoken)
    kept = rows[:most]
    if len(rows) > most:
        kept[-1] = f"{kept[-1]} {' '.join(rows[most:])}"
    return [cut(row, size, room) for row in kept]
