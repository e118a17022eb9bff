"""Bars made of characters, as long as what they stand for."""

import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from ctcalendar.cli.measuring import cut, isolated, width
from ctcalendar.cli.tables import Screen

_EIGHTHS = " ▏▎▍▌▋▊▉"
"""Parts of a block that begin at its left. Of those that end at its right there is one, the half."""
_WHOLE, _RIGHT_HALF, _LEAST = "█", "▐", 10
_BESIDE = 0.5
"""How much of the width names may take."""


class Bar(NamedTuple):
    """A line of a chart."""

    name: str
    value: int


def chart(bars: Sequence[Bar], on: Screen, *, color: bool) -> list[str]:
    """A line for each: its name, its value, and a bar; the longest bar ends where the screen does."""
    if not bars:
        return []
    numbers = [f"{bar.value:,}" for bar in bars]
    digits, longest = max(map(len, numbers)), max(bar.value for bar in bars)
    named = min(max(width(bar.name) for bar in bars), int(on.room * _BESIDE))
    room = max(on.room - named - digits - 4, _LEAST)
    lines = []
    for bar, number in zip(bars, numbers, strict=True):
        drawn = _drawn(bar.value / longest * room if longest else 0, mirrored=on.mirrored)
        drawn = click.style(drawn, fg="cyan") if color and drawn else drawn
        lines.append(_line(cut(bar.name, named), number.rjust(digits), drawn, named, room, on))
    return lines


def _line(name: str, number: str, drawn: str, named: int, room: int, on: Screen) -> str:
    padding = " " * (named - width(name))
    text = isolated(name) if on.is_terminal else name
    if on.mirrored:
        bar = " " * (room - width(click.unstyle(drawn))) + drawn
        return f"{bar}  {number}  {padding}{text}"
    return f"{text}{padding}  {number}  {drawn}".rstrip()


def _drawn(length: float, *, mirrored: bool) -> str:
    """A bar so many characters long: of something, where there is anything."""
    if not length:
        return ""
    if not _shows_blocks():
        return "#" * max(round(length), 1)
    if mirrored:
        whole, half = divmod(max(round(length * 2), 1), 2)
        return _RIGHT_HALF * half + _WHOLE * whole
    whole, rest = divmod(max(round(length * 8), 1), 8)
    return _WHOLE * whole + _EIGHTHS[rest].strip()


def _shows_blocks() -> bool:
    """Whether whoever reads standard output reads UTF-8. (It is written in any case; only bars can do without.)"""
    return (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")
