"""Contestants in turn within each round, the order turned from round to round, ratios within the round, medians.

Two things measured minutes apart on a shared machine cannot be compared; two measured side by side can. So no figure
here is a speed to rely on: the ratio is, and the rate beside it only says of what order it was.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import NamedTuple

Contestant = Callable[[], float]
"""Does its work once, and says how many seconds of that count."""


class Outcome(NamedTuple):
    """What one contestant came to: its median seconds, and the median, least and greatest of its ratios."""

    name: str
    seconds: float
    ratio: float
    least: float
    greatest: float

    @property
    def ratios(self) -> tuple[str, str]:
        """The median ratio, and the range, as `0.41 to 0.47`."""
        return short(self.ratio), f"{short(self.least)} to {short(self.greatest)}"


class Table(NamedTuple):
    """A table of results, and what was measured, in words."""

    title: str
    says: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """The table as Markdown."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        return "\n".join([f"### {self.title}", "", self.says, "", *(f"| {' | '.join(line)} |" for line in lines), ""])


def compete(contestants: Mapping[str, Contestant], rounds: int, *, faster_is: str = "more") -> list[Outcome]:
    """Let contestants work in turn, `rounds` times. The first is what the others are compared with.

    `faster_is`: `more` makes ratios of speeds (0.5 is half as fast as the first), `less` of times (2 takes twice as
    long).
    """
    names = list(contestants)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            say(f"  round {number + 1} of {rounds}: {name}")
            seconds[name].append(contestants[name]())
    say("")
    return [_outcome(name, seconds[name], seconds[names[0]], faster_is) for name in names]


def _outcome(name: str, own: Sequence[float], base: Sequence[float], faster_is: str) -> Outcome:
    pairs = zip(own, base, strict=True)
    ratios = [first / mine if faster_is == "more" else mine / first for mine, first in pairs]
    return Outcome(name, median(own), median(ratios), min(ratios), max(ratios))


def timed(work: Callable[[], object]) -> float:
    """How many seconds some work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def rate(amount: float, seconds: float) -> str:
    """So many a second, with three digits that mean something."""
    return f"{float(f'{amount / seconds:.3g}'):,.0f}"


def short(ratio: float) -> str:
    """A ratio, with two digits that mean something."""
    return f"{float(f'{ratio:.2g}'):,g}"


def span(seconds: float) -> str:
    """A time, with three digits that mean something."""
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def say(text: str) -> None:
    """Show how far long work is, on a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
