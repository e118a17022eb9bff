"""Several places in one cell, kept in their order."""

import re
from collections.abc import Sequence

_INITIALS = re.compile(r"(?:[A-Z]\.){1,4}")
"""What follows the separator in `Washington, D.C.`: no place of its own."""


def split_places(cell: str, separator: str | None, whole: Sequence[str] = ()) -> list[str]:
    """The names in a cell. Nothing is split inside parentheses, nor a name that is listed as one."""
    if not separator or separator not in cell:
        return [cell] if cell else []
    found: list[str] = []
    for piece in _pieces(cell, separator):
        joined = f"{found[-1]}{separator} {piece}" if found else ""
        if found and (_INITIALS.fullmatch(piece) or joined in whole):
            found[-1] = joined
        elif piece:
            found.append(piece)
    return found


def _pieces(cell: str, separator: str) -> list[str]:
    if "(" not in cell:
        return [piece.strip() for piece in cell.split(separator)]
    pieces, depth, start = [], 0, 0
    for at, character in enumerate(cell):
        depth += (character == "(") - (character == ")" and depth > 0)
        if depth == 0 and cell.startswith(separator, at) and at >= start:
            pieces.append(cell[start:at].strip())
            start = at + len(separator)
    return [*pieces, cell[start:].strip()]
