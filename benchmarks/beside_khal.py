"""Questions people ask every day, of ctcalendar and of khal with the same entries: whole processes, start to end."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import NamedTuple

import records
from calendars import Engine
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from measure import Contestant, Table, compete, short, span, timed

WEEK = ("2017-03-06", "2017-03-12")
SOUGHT = "envoy"
"""A word that every generated engagement holds, in the name of somebody who took part."""
DEADLINE_S = 1_800
_PYTHON = (sys.executable, "-m", "ctcalendar")
_KHAL = (str(Path(sys.executable).with_name("khal")),)
_SHORT = ("--format", "{start-date} {title}")


class Place(NamedTuple):
    """Where one calendar is: the environment that both programs find it by."""

    environment: Mapping[str, str]

    def lines(self, *command: str) -> int:
        """Run a program to its end; how many lines it printed."""
        done = run(command, capture_output=True, env={**os.environ, **self.environment}, timeout=DEADLINE_S)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr.decode()}")
        return done.stdout.count(b"\n")

    def contestant(self, *command: str) -> Contestant:
        """That program, as often as its turn comes."""
        return lambda: timed(lambda: self.lines(*command))


def measure(engine: Engine, *, rounds: int, entries: int) -> Iterator[Table]:
    """The tables for one engine."""
    with TemporaryDirectory(prefix="ctcal-bench-") as folder:
        place = _prepared(engine, Path(folder), entries)
        first = _first_use(place)
        rows = [[*first, ""], *(row for asked in _questions(place, entries) for row in _asked(place, *asked, rounds))]
    says = (
        f"{entries:,} engagements, and the same as one .ics file each for khal. Wall time of whole processes, their"
        " output read and thrown away; medians. The first use is a single run of each."
    )
    columns = ("asked", "ctcalendar", "beside", "its time", "times as fast (median)", "range", "printed")
    yield Table(f"Beside khal, {engine.name}", says, columns, rows)


def _questions(place: Place, entries: int) -> Iterator[tuple[str, Sequence[str], str, Sequence[str]]]:
    """(what, our command, what is beside it, its command)."""
    since, until = WEEK
    yield "--version", (*_PYTHON, "--version"), "python -c pass", (sys.executable, "-c", "pass")
    week = (*_PYTHON, "history", "--since", since, "--until", until)
    yield "the list of a week", week, "khal list", (*_KHAL, "list", *_SHORT, since, "7d")
    sought = (*_KHAL, "search", *_SHORT, SOUGHT)
    yield "a search, the closest 20", (*_PYTHON, "search", SOUGHT), "khal search, all", sought
    all_of_them = (*_PYTHON, "search", SOUGHT, "--kind", "visit,dialogue,meeting,signing,statement", "--limit")
    yield "a search, every hit", (*all_of_them, str(entries)), "khal search, all", sought


def _asked(
    place: Place, what: str, ours: Sequence[str], beside: str, theirs: Sequence[str], rounds: int
) -> Iterator[list[str]]:
    printed = f"{place.lines(*ours):,} lines beside {place.lines(*theirs):,}"
    contestants = {beside: place.contestant(*theirs), what: place.contestant(*ours)}
    base, own = compete(contestants, rounds)
    yield [what, span(own.seconds), beside, span(base.seconds), *own.ratios, printed]


def _first_use(place: Place) -> list[str]:
    """The very first question, asked of either: khal makes its index then."""
    since, until = WEEK
    ours = timed(lambda: place.lines(*_PYTHON, "history", "--since", since, "--until", until))
    theirs = timed(lambda: place.lines(*_KHAL, "list", *_SHORT, since, "7d"))
    return ["first use", span(ours), "khal list", span(theirs), short(theirs / ours), ""]


# -- the same entries for both ---------------------------------------------------------------------------------------


def _prepared(engine: Engine, folder: Path, entries: int) -> Place:
    url = engine.filled(records.record_of_engagements(entries))
    collection = folder / "calendar"
    collection.mkdir()
    app = App(Settings(database_url=url))
    feed = app.feed(Filter(), language="en", clearance=Clearance.CONFIDENTIAL).decode()
    for number, entry in enumerate(_one_by_one(feed)):
        (collection / f"{number}.ics").write_text(entry, encoding="utf-8", newline="")
    config = folder / "config"
    config.write_text(_CONFIG.format(folder=folder), encoding="utf-8")
    homes = {name: str(folder) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    (folder / "khal").mkdir()
    config.rename(folder / "khal/config")
    # Whatever is set where this runs: both programs keep what Python compiles, and write as to any pipe.
    python = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": "", "PYTHONUNBUFFERED": ""}
    place = Place({**homes, **python, "CTCALENDAR_DATABASE_URL": url, "LC_ALL": "C.UTF-8"})
    # What Python compiles once is no part of any first use.
    place.lines(*_PYTHON, "history", "--limit", "1")
    place.lines(*_KHAL, "--help")
    return place


def _one_by_one(feed: str) -> Iterator[str]:
    """Each entry of a feed as a calendar of its own, with the time zones of all."""
    head, _, rest = feed.partition("BEGIN:VEVENT\r\n")
    for entry in rest.removesuffix("END:VCALENDAR\r\n").split("BEGIN:VEVENT\r\n"):
        yield f"{head}BEGIN:VEVENT\r\n{entry}END:VCALENDAR\r\n"


_CONFIG = """\
[calendars]
[[record]]
path = {folder}/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
[default]
default_calendar = record
"""
