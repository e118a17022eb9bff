"""Feeds as subscribers and writers meet them: asked for over HTTP, made anew after a fact, as the calendar grows.

Beside Radicale and Xandikos with the same entries, nginx and a bare uvicorn with the same bytes, and icalendar building
the same feed. What this machine lacks stands in the tables as not measured, and why.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import building
import records
import servers
from calendars import Engine
from changing import UNREAD
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.calendar import calendar, rendered
from ctcalendar.feeds.catalogue import ALL
from ctcalendar.feeds.event import event
from ctcalendar.feeds.lines import written
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from field import QUESTIONS, Field, field
from measure import Contestant, Table, compete, rate, span, timed
from polling import WRK_CONNECTIONS, Client, Poll, wrk
from servers import BARE, NGINX, RADICALE, XANDIKOS, Missing
from workers import Asked, worker

BY_MANY = ("304", "200")
"""What many connections ask at once, of the servers that can bear it."""
ICALENDAR = "icalendar"
FACTS = {"engagement": "a new engagement", "correction": "another day for one", "person": "another name for a person"}
GROWS_BY = "engagement"
ENTRIES_RENDERED = 500

Seconds = Mapping[str, Sequence[float]]
"""Contestant -> its seconds, round by round."""


def measure(
    engines: Sequence[Engine], *, entries: int, growth: Sequence[int], rounds: int, venv: Path | None
) -> Iterator[Table]:
    """The tables, all engines side by side. `venv`: where Radicale and Xandikos are installed, or are to be."""
    urls = {f"ctcalendar, {engine.name}": engine.filled(records.record_of_engagements(entries)) for engine in engines}
    with TemporaryDirectory(prefix="ctcal-bench-") as name:
        folder = Path(name)
        with field(urls, folder, venv) as running:
            yield _over_http(running, rounds)
            yield _by_many(running, rounds)
        yield _after_a_fact(urls, entries, folder / servers.FILE, rounds)
        yield _of_an_entry(next(iter(urls.values())), rounds)
        for engine in engines:
            yield _as_it_grows(engine, growth, folder, rounds)


# -- over HTTP ------------------------------------------------------------------------------------------------------


def _over_http(running: Field, rounds: int) -> Table:
    rows = [row for question in QUESTIONS for row in _answers(running, question, rounds)]
    says = (
        f"{running.entries:,} entries, {running.octets:,} bytes. One client, one request after another, a new"
        f" connection each. {running.versions}."
    )
    columns = ("asked", "server", "answers", "bytes", "time", f"times as fast as {RADICALE}", "range")
    return Table("Feeds over HTTP", says, (*columns, f"times {NGINX}'s time", "range"), rows)


def _answers(running: Field, question: str, rounds: int) -> Iterator[list[str]]:
    client, able = Client(), [name for name in running.all_names if running.can_answer(name, question)]
    polls = {name: Poll(client, *running.asking(name, question)) for name in able}
    seconds = _raced(polls, rounds)
    as_fast, as_long = _compared(seconds, RADICALE), _compared(seconds, NGINX, faster_is="less")
    for name in running.all_names:
        if name in polls:
            answer = polls[name].answer
            told = [str(answer.status), f"{len(answer.body):,}", span(median(seconds[name]))]
            yield [question, name, *told, *as_fast[name], *as_long[name]]
        else:
            yield [question, name, running.why_not(name), *[""] * 6]


def _by_many(running: Field, rounds: int) -> Table:
    names = [name for name in running.all_names if name not in (RADICALE, XANDIKOS)]
    rows = [row for question in BY_MANY for row in _a_second(running, names, question, rounds)]
    says = (
        f"wrk, one thread, {WRK_CONNECTIONS} connections that stay open, on the same machine as the servers. `{BARE}`"
        " is an ASGI function that has the bytes ready and compares one validator."
    )
    return Table("Feeds, requests a second", says, ("asked", "server", "requests/s", f"share of {BARE}", "range"), rows)


def _a_second(running: Field, names: Sequence[str], question: str, rounds: int) -> Iterator[list[str]]:
    try:
        contestants = {name: wrk(*running.asking(name, question)) for name in names if name in running.running}
    except Missing as missing:
        yield [question, "all", f"not measured: {missing}", "", ""]
        return
    seconds = _raced(contestants, rounds)
    shares = _compared(seconds, BARE)
    for name in names:
        if name in seconds:
            yield [question, name, rate(1, median(seconds[name])), *shares[name]]
        else:
            yield [question, name, running.why_not(name), "", ""]


# -- after a fact ---------------------------------------------------------------------------------------------------


class Change:
    """A contestant: a calendar that records one more fact and makes its feed anew. What it told stays."""

    def __init__(self, ask: Asked, kind: str) -> None:
        self._ask, self._kind = ask, kind
        self.told: list[Mapping[str, float]] = []

    def __call__(self) -> float:
        """From the fact handed in to the bytes there."""
        self.told.append(self._ask(self._kind))
        return self.told[-1]["whole"]

    def seconds(self, part: str) -> list[float]:
        """What a part of it took, round by round."""
        return [told[part] for told in self.told]


def _after_a_fact(urls: Mapping[str, str], entries: int, feed: Path, rounds: int) -> Table:
    with ExitStack() as stack:
        build = stack.enter_context(worker("building", str(feed)))
        asked = {name: stack.enter_context(worker("changing", url, str(entries))) for name, url in urls.items()}
        naming = next(iter(asked.values()))("naming")
        changes = {f"{name}: {kind}": Change(ask, kind) for name, ask in asked.items() for kind in FACTS}
        seconds = _raced({ICALENDAR: lambda: float(build("build")["seconds"]), **changes}, rounds)
    as_fast = _compared(seconds, ICALENDAR)
    rows = [["", f"{ICALENDAR} builds it anew", "", span(median(seconds[ICALENDAR])), "", *as_fast[ICALENDAR]]]
    for name, change in changes.items():
        holder, _, kind = name.rpartition(": ")
        parts = [span(median(change.seconds(part))) for part in ("recorded", "ready", "work")]
        rows.append([FACTS[kind], holder, *parts, *as_fast[name]])
    says = (
        f"{entries:,} engagements, in a process that keeps the calendar open. `ready`: from the fact recorded to the"
        " validator and all bytes of the feed, uncompressed. `work`: processor time of both. The ratio is of both,"
        f" disk and all, to {ICALENDAR} building and writing the same properties from values it is given. Of a person"
        f" there are {naming:,} entries to change."
    )
    columns = ("fact", "calendar", "recorded", "ready", "work", f"times as fast as {ICALENDAR}", "range")
    return Table("Feeds, one more fact", says, columns, rows)


def _of_an_entry(url: str, rounds: int) -> Table:
    app, style = App(Settings(database_url=url)), ALL.style("en", domain="calendar.example", public_url=None)
    found = app.history(Filter(limit=ENTRIES_RENDERED), clearance=Clearance.PUBLIC)
    shown = [(entry, component) for entry in found if (component := event(entry, style))]
    values = building.taken_apart(calendar(ALL, style, (one for entry in found if (one := rendered(entry, style)))))
    contestants: dict[str, Contestant] = {
        f"{ICALENDAR}: build and write": lambda: timed(lambda: building.written(values)),
        "ctcalendar: write": lambda: timed(lambda: [written(component) for _, component in shown]),
        "ctcalendar: put into words and write": lambda: timed(lambda: [rendered(entry, style) for entry, _ in shown]),
    }
    seconds = _raced(contestants, rounds)
    as_fast = _compared(seconds, next(iter(contestants)))
    rows = [[name, span(median(took) / len(shown)), *as_fast[name]] for name, took in seconds.items()]
    says = (
        f"{len(shown):,} entries, in English. {ICALENDAR} is given values that are already in words, as is `write`;"
        " to `put into words and write` is given what is read from the views."
    )
    return Table("Feeds, an entry", says, ("contestant", "time an entry", "times as fast (median)", "range"), rows)


# -- as the calendar grows ------------------------------------------------------------------------------------------


def _as_it_grows(engine: Engine, sizes: Sequence[int], folder: Path, rounds: int) -> Table:
    urls = {size: engine.filled(records.record_of_engagements(size)) for size in sizes}
    parts = {"304 answered": _polled(urls, folder, rounds)}
    with ExitStack() as stack:
        asked = {size: stack.enter_context(worker("changing", url, str(size))) for size, url in urls.items()}
        read = {_named(size): Change(ask, GROWS_BY) for size, ask in asked.items()}
        unread = {_named(size): Change(ask, f"{GROWS_BY}{UNREAD}") for size, ask in asked.items()}
        _raced(read, rounds)
        _raced(unread, rounds)
        memory = [["most memory", _named(size), f"{ask('peak'):.0f} MB", "", ""] for size, ask in asked.items()]
    parts["a fact recorded"] = {name: change.seconds("recorded") for name, change in unread.items()}
    parts["then the validator"] = {name: change.seconds("ready") for name, change in unread.items()}
    parts["or validator and bytes"] = {name: change.seconds("ready") for name, change in read.items()}
    first = _named(sizes[0])
    rows = [[words, *row] for words, seconds in parts.items() for row in _beside(seconds, first)]
    says = (
        "Times for calendars of so many engagements, in turn, beside the first. The facts are new engagements; each"
        " calendar is kept open by a process of its own, and that is whose memory it is."
    )
    columns = ("what", "engagements", "time", f"times that of {first}", "range")
    return Table(f"Feeds, growth, {engine.name}", says, columns, [*rows, *memory])


def _named(size: int) -> str:
    return f"{size:,}"


def _polled(urls: Mapping[int, str], folder: Path, rounds: int) -> Seconds:
    """Asking servers for what has not changed."""
    client, question = Client(), QUESTIONS["304"]
    with ExitStack() as stack:
        running = {_named(size): stack.enter_context(servers.ctcalendar(url, folder)) for size, url in urls.items()}
        etags = {name: client.get(server, {}).headers["etag"] for name, server in running.items()}
        polls = {name: Poll(client, server, question(etags[name])) for name, server in running.items()}
        seconds = _raced(polls, rounds)
    assert {poll.answer.status for poll in polls.values()} == {304}
    return seconds


def _beside(seconds: Seconds, first: str) -> Iterator[list[str]]:
    as_long = _compared(seconds, first, faster_is="less")
    return ([name, span(median(took)), *as_long[name]] for name, took in seconds.items())


# -- races ----------------------------------------------------------------------------------------------------------


def _raced(contestants: Mapping[str, Contestant], rounds: int) -> Seconds:
    """Let contestants work in turn, and keep all their seconds: they are compared with more than one of them."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}

    def kept(name: str) -> float:
        seconds[name].append(contestants[name]())
        return seconds[name][-1]

    compete({name: partial(kept, name) for name in contestants}, rounds)
    return seconds


def _compared(seconds: Seconds, first: str, *, faster_is: str = "more") -> Mapping[str, tuple[str, str]]:
    """For each contestant the ratio and the range beside this one; empty where this one did not take part."""
    if first not in seconds:
        return dict.fromkeys(seconds, ("", ""))
    # The rounds over again, as they were, with another one to be compared with.
    again = {name: iter(seconds[name]).__next__ for name in [first, *seconds]}
    return {outcome.name: outcome.ratios for outcome in compete(again, len(seconds[first]), faster_is=faster_is)}
