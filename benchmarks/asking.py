"""History questions: of the present and of the past, of ten thousand engagements and of a million.

`ctcalendar history … --limit 50` is timed as people start it, a process from its beginning to its end, and as the
processor time that finding and reading the page takes within one, which a busy neighbour lengthens least; on
PostgreSQL, whose server works elsewhere, the time.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from subprocess import DEVNULL, PIPE, run
from time import perf_counter, process_time
from typing import Any

from asking_filling import Filled, fill
from calendars import Engine
from ctcalendar.db.reader import open_reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.entries import lines, stream
from ctcalendar.views.filter import Filter
from measure import Contestant, Table, compete, span, timed

LIMIT = 50
DEADLINE_S = 600
NOT_ON_RECORD = 3
"""The exit code of a question that names what is not there: an answer too."""
TURNS = 5
"""How often a page is read within a turn; the median counts."""
QUESTIONS: Mapping[str, Mapping[str, str]] = {
    "everything": {},
    "kind, common": {"kind": "visit"},
    "kind, rare": {"kind": "statement"},
    "status, rare": {"status": "scheduled"},
    "party, common": {"party": "QA"},
    "party, rare": {"party": "rare-party"},
    "party, unknown": {"party": "ZZ"},
    "person, common": {"person": "envoy-3"},
    "person, rare": {"person": "rare-envoy"},
    "organisation, common": {"organisation": "ministry-3"},
    "organisation, rare": {"organisation": "rare-ministry"},
    "place, common": {"place": "Doha"},
    "place, rare": {"place": "rareville"},
    "topic, common": {"topic": "topic-3"},
    "topic, rare": {"topic": "rare-topic"},
    "series, common": {"series": "common-talks"},
    "series, rare": {"series": "rare-talks"},
    "instrument, common": {"instrument": "common-text"},
    "source, common": {"source": "note-3"},
    "source, rare": {"source": "rare-note"},
    "since": {"since": "2015"},
    "until the first days": {"until": "1989"},
    "a month": {"since": "2008-06", "until": "2008-06"},
    "a year and a party": {"since": "2008", "until": "2008", "party": "KW"},
    "published by": {"published_by": "2000"},
    "party and topic": {"party": "QA", "topic": "topic-3"},
    "party and place": {"party": "QA", "place": "Doha"},
    "instrument and party": {"instrument": "common-text", "party": "QA"},
    "three terms": {"kind": "visit", "party": "QA", "topic": "topic-3"},
    "two terms, one rare": {"party": "QA", "person": "rare-envoy"},
}


def measure(engine: Engine, *, rounds: int, sizes: Sequence[int]) -> Iterator[Table]:
    """The tables for one engine: growth from the first size to the others, then the past at the first size."""
    calendars = {size: _filled(engine, size, 1) for size in sizes}
    urls = {size: url for size, (url, _) in calendars.items()}
    columns = ("asked", *(f"{size:,}" for size in sizes), "times the first (median)", "range")
    says = f"A page of {LIMIT}, at so many engagements. Ratios of the last size to the first, side by side."
    yield Table(f"Asking, whole processes, {engine.name}", says, columns, list(_grown(urls, rounds, _process)))
    yield Table(f"Asking, finding and reading, {engine.name}", says, columns, list(_grown(urls, rounds, _page)))
    for versions in (2, 10):
        yield _past(engine, sizes[0], versions, rounds)


def _filled(engine: Engine, size: int, versions: int) -> tuple[str, Filled]:
    url = engine.empty()
    return url, fill(url, size, versions)


def _grown(urls: Mapping[int, str], rounds: int, contestant: Any) -> Iterator[list[str]]:
    for name, terms in QUESTIONS.items():
        given = {f"{size:,}": contestant(url, terms) for size, url in urls.items()}
        outcomes = compete(given, rounds, faster_is="less")
        yield [name, *(span(outcome.seconds) for outcome in outcomes), *outcomes[-1].ratios]


def _past(engine: Engine, size: int, versions: int, rounds: int) -> Table:
    url, filled = _filled(engine, size, versions)
    middle = filled.moments[(versions - 1) // 2]
    rows = []
    for name, terms in QUESTIONS.items():
        now, then = compete(
            {"now": _page(url, terms), "as of": _page(url, {**terms, "as_of": str(middle)})}, rounds, faster_is="less"
        )
        rows.append([name, span(now.seconds), span(then.seconds), *then.ratios, span(_page(url, terms, whole=True)())])
    says = (
        f"Finding and reading a page of {LIMIT} of {size:,} engagements, in {versions} versions of every row: now, and"
        f" as of the middle of the log; beside it the page as whole entries (`--format json`), now."
    )
    columns = ("asked", "now", "as of", "times now (median)", "range", "entries")
    return Table(f"Asking of the past, {versions} versions, {engine.name}", says, columns, rows)


def _page(url: str, terms: Mapping[str, str], *, whole: bool = False) -> Contestant:
    """Read a page within this process: the processor time of the median turn; where a server works too, the time."""
    asked = Filter.parse({name: [value] for name, value in {**terms, "limit": str(LIMIT)}.items()})
    as_of = int(asked.as_of) if asked.as_of else None
    read, clock = stream if whole else lines, process_time if url.startswith("sqlite") else perf_counter

    def turn() -> float:
        with open_reader(url) as reader:
            taken = []
            for _ in range(TURNS):
                start = clock()
                list(read(reader, asked, clearance=Clearance.CONFIDENTIAL, as_of=as_of))
                taken.append(clock() - start)
        return median(taken)

    return turn


def _process(url: str, terms: Mapping[str, str]) -> Contestant:
    """Ask as people do, in a process of its own."""
    options = [word for name, value in terms.items() for word in (f"--{name.replace('_', '-')}", value)]
    command = [sys.executable, "-m", "ctcalendar", "history", *options, "--limit", str(LIMIT)]
    environment = {**os.environ, "CTCALENDAR_DATABASE_URL": url}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def ask() -> None:
        done = run(command, stdout=DEVNULL, stderr=PIPE, env=environment, timeout=DEADLINE_S)
        if done.returncode not in (0, NOT_ON_RECORD):
            raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode()}")

    return lambda: timed(ask)
