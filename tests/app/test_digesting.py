"""Digests in ticks: each fact is told once to whoever asked, each day has one mail at most, whatever goes wrong."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agendas import refusing
from app.digested import (
    DAY_US,
    HOUR_US,
    ask,
    everything,
    instant,
    join,
    joined,
    letter,
    mails,
    meet,
    one,
    people,
    spelled,
    started,
    told,
    words,
)
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.ticking import Ticked
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.desk.subscribers import PENDING, UNSUBSCRIBED
from ctcalendar.errors import CalendarError
from ctcalendar.settings import Settings
from feeds.looking import DAY, START, Recent
from feeds.random_calendars import secrets_between
from mail.digests import amended, announced, said, tell
from views.databases import Databases, SqliteDatabases
from views.seeds import seeds

TICKER = Path(__file__).with_name("ticker.py")
FIRST, SECOND = instant("2025-11-02T07:00:00Z"), instant("2025-11-03T07:00:00Z")
"""When the first two digests are due of who gets one every day at seven, in UTC."""


@pytest.fixture
def on_both(databases: Databases, clock: Clock) -> Iterator[App]:
    """A calendar with nothing to tell yet, on each engine in turn."""
    with databases.empty() as settings:
        yield started(settings, clock)


@pytest.fixture
def app(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[App]:
    """The same on SQLite."""
    with sqlite_databases.empty() as settings:
        yield started(settings, clock)


def windows(app: App, name: str = "ann") -> list[tuple[str, int | None, int | None]]:
    """The digests of a subscriber: of which day, and between which positions."""
    return [(mail.period, mail.after_position, mail.upto_position) for mail in mails(app, name)]


# -- windows ----------------------------------------------------------------------------------------------------------


def test_a_digest_tells_of_what_was_recorded_since_the_last(on_both: App, clock: Clock):
    """From the position that the last one reached to the head; what was there before somebody subscribed is old."""
    meet(on_both, "old")
    join(on_both)
    meet(on_both, "one", "two")
    assert on_both.tick(now_us=FIRST - 1).queued == 0
    assert on_both.tick(now_us=FIRST).queued == 1
    meet(on_both, "three")
    assert on_both.tick(now_us=SECOND).queued == 1
    assert windows(on_both) == [("2025-11-02", 3, 5), ("2025-11-03", 5, 6)]
    assert [told(mail, ["old", "one", "two", "three"]) for mail in mails(on_both)] == [["one", "two"], ["three"]]
    assert "since 2 November 2025" in words(mails(on_both)[1])


def test_where_there_is_nothing_to_say_there_is_no_mail_and_the_window_moves_on(on_both: App):
    """To the head: also past what the subscriber did not ask for."""
    join(on_both, "ann", asked={"party": ("US",)})
    meet(on_both, "one")
    assert on_both.tick(now_us=FIRST).queued == 0
    assert (one(on_both).position, one(on_both).next_period) == (on_both.head()[0], "2025-11-03")
    meet(on_both, "two", parties=["QA", "US"])
    assert on_both.tick(now_us=SECOND).queued == 1
    assert windows(on_both) == [("2025-11-03", 3, 4)]
    # The last one that there was is long ago, or never was: an empty one is none.
    assert "since" not in words(mails(on_both)[0]).split("Recorded")[0]


VISITS = [f"v{number}" for number in range(1, 7)]
STEPS = st.one_of(
    st.tuples(st.just("tick"), st.integers(-30, 400)),
    st.tuples(st.just("tick"), st.integers(-30, 80)),
    st.tuples(st.just("meet"), st.just(0)),
    st.tuples(st.just("meet"), st.just(0)),
    st.tuples(st.just("amend"), st.integers(0, 5)),
    st.tuples(st.just("pause"), st.just(0)),
    st.tuples(st.just("resume"), st.just(0)),
    st.tuples(st.just("fail"), st.integers(0, 40)),
    st.tuples(st.just("elsewhere"), st.just(0)),
)


class Story:
    """A calendar to which steps happen. Two are subscribed: Ann every day, Bob on Mondays in Qatar."""

    def __init__(self, settings: Settings) -> None:
        self.clock = Clock()
        self.app = started(settings, self.clock)
        join(self.app, "ann")
        join(self.app, "bob", every="weekly", on_day="monday", zone="Asia/Qatar", language="ar")
        self.ends: dict[str, list[int]] = {name: [self.app.head()[0]] for name in ("ann", "bob")}
        self.said: list[tuple[int, str | None]] = []
        self.recorded: list[str] = []
        self.latest = self.clock.now_us

    def happen(self, what: str, how: int) -> None:
        """One step."""
        getattr(self, f"_{what}")(how)

    def _tick(self, hours: int) -> None:
        self.clock.now_us += hours * HOUR_US
        was_due = [name for name in self.ends if (one(self.app, name).next_due or 2**62) <= self.clock()]
        self.app.tick()
        assert self.app.tick() == Ticked()
        for name in self.ends:
            if name in was_due:
                self.ends[name].append(self.app.head()[0])
            assert one(self.app, name).position == self.ends[name][-1]

    def _fail(self, hours: int) -> None:
        self.clock.now_us += hours * HOUR_US
        before = everything(self.app)
        with refusing(self.app, "outbox"):
            try:
                self.app.tick()
            except CalendarError:
                assert everything(self.app) == before
        self._tick(0)

    def _wind(self) -> None:
        """A clock an hour behind the record would be refused: half an hour is not."""
        self.clock.now_us = max(self.clock.now_us, self.latest - HOUR_US // 2)
        self.latest = max(self.latest, self.clock.now_us)

    def _meet(self, _: int) -> None:
        self._wind()
        if len(self.recorded) < len(VISITS):
            name = VISITS[len(self.recorded)]
            self.recorded.append(name)
            meet(self.app, name, title={"en": f"Visit {name}"})
            self.said.append((self.app.head()[0], name))

    def _amend(self, number: int) -> None:
        self._wind()
        if self.recorded:
            name = self.recorded[number % len(self.recorded)]
            place = {"name": {"en": f"Hall {len(self.said)}"}, "country": "QA"}
            tell(self.app, amendments=amended(name, places=[place]))
            self.said.append((self.app.head()[0], name))

    def _elsewhere(self, _: int) -> None:
        """Something is recorded that nobody is told of."""
        self._wind()
        note = {"id": f"cable-{self.app.head()[0]}", "kind": "other", "title": {"en": "Cable"}, "languages": ["en"]}
        tell(self.app, sources=[{**note, "classification": "CONFIDENTIAL"}])

    def _pause(self, _: int) -> None:
        people(self.app).pause("ann")

    def _resume(self, _: int) -> None:
        people(self.app).resume("ann")

    def check(self) -> None:
        """Windows tile the log, each day is one digest's, and each fact is told in that of its window."""
        for name, ends in self.ends.items():
            assert ends == sorted(ends)
            there = mails(self.app, name)
            assert len({mail.period for mail in there}) == len(there)
            between = set(pairwise(ends))
            found = {(mail.after_position, mail.upto_position): told(mail, VISITS) for mail in there}
            assert len(found) == len(there)
            assert set(found) <= between
            for after, upto in between:
                should = {visit for position, visit in self.said if after < position <= upto}
                assert set(found.get((after, upto), [])) == should


def test_windows_tile_the_log_whatever_happens_between_ticks(databases: Databases):
    """Ticks forward and back in time, some of which fail, facts that concern them and others, pauses in between.

    So each fact is told in one digest, or will be in the next.
    """

    @databases.examples
    @given(st.lists(STEPS, min_size=6, max_size=12))
    def holds(steps: list[tuple[str, int]]) -> None:
        with databases.empty() as settings:
            story = Story(settings)
            for what, how in steps:
                story.happen(what, how)
            story.happen("resume", 0)
            story.happen("tick", 24 * 15)
            story.check()

    holds()


def test_what_is_overdue_is_told_when_it_becomes_so_and_not_every_day_again(app: App, clock: Clock):
    """A digest with nothing new in it is none; in one that is sent for another reason it stands too."""
    join(app)
    tell(app, engagements=[announced("2025-11-20")])
    for day in ("02", "03", "12", "13", "14", "19", "20", "21", "27", "28", "29", "30"):
        clock.now_us = instant(f"2025-11-{day}T07:00:00Z")
        meet(app, *(["one"] if day == "30" else []))
        app.tick()
    assert {
        spelled(mail.created_at)[8:10]: re.findall(r"^\* .*\((.*)\)", words(mail), re.M) for mail in mails(app)
    } == {
        "02": ["Meeting", "coming"],
        "13": ["coming"],
        "19": ["coming"],
        "20": ["due"],
        "28": ["overdue"],
        "30": ["overdue", "Visit"],
    }


def test_a_stage_that_was_told_in_a_late_digest_is_no_news_in_the_next(app: App, clock: Clock):
    """The day of a digest is the day it was made on, however long ago it was due."""
    join(app, every="weekly", on_day="monday")
    tell(app, engagements=[announced("2025-11-13", "next")])
    app.tick(now_us=instant("2025-11-07T09:00:00Z"))  # of Monday the third; a week ahead since the sixth
    assert [mail.period for mail in mails(app)] == ["2025-11-03"]
    assert app.tick(now_us=instant("2025-11-10T09:00:00Z")).queued == 0


def digests_of_november(app: App, clock: Clock, **recorded: str) -> list[str]:
    """The days of digests in the week of the twentieth; of a visit, the day on which it is recorded."""
    app.tick(now_us=instant("2025-11-15T12:00:00Z"))
    for number in range(15, 24):
        clock.now_us = instant(f"2025-11-{number}T12:00:00Z")
        meet(app, *(name for name, day in recorded.items() if day == f"2025-11-{number}"))
        app.tick(now_us=one(app).next_due)
    return [mail.period for mail in mails(app) if mail.period > "2025-11-15"]


def test_what_becomes_due_where_the_day_begins_later_is_told(app: App, clock: Clock):
    """At seven in Doha it is still yesterday in Washington: the meeting of the twentieth is due the next morning."""
    join(app, zone="Asia/Qatar", sections=("due", "recorded"))
    when = {"edtf": "2025-11-20", "time": "10:00", "zone": "America/New_York"}
    tell(app, engagements=[announced("2025-11-20", when=when)])
    app.tick(now_us=FIRST)
    assert digests_of_november(app, clock, visit="2025-11-19") == ["2025-11-20", "2025-11-21"]


def test_what_becomes_due_where_the_day_begins_earlier_is_told_once(app: App, clock: Clock):
    """At eight in the evening in Washington it is tomorrow in Doha: the meeting of the twentieth is due already."""
    join(app, zone="America/New_York", at_time="20:00", sections=("due",))
    when = {"edtf": "2025-11-20", "time": "10:00", "zone": "Asia/Qatar"}
    tell(app, engagements=[announced("2025-11-20", when=when)])
    assert digests_of_november(app, clock) == ["2025-11-19"]


# -- each once --------------------------------------------------------------------------------------------------------


def test_a_second_tick_queues_nothing(on_both: App):
    """Nor one with other settings, nor after the views were made anew."""
    join(on_both)
    meet(on_both, "one")
    assert on_both.tick(now_us=FIRST).queued == 1
    before = mails(on_both)
    assert on_both.tick(now_us=FIRST).queued == 0
    on_both.rebuild()
    assert on_both.tick(now_us=FIRST + HOUR_US).queued == 0
    assert mails(on_both) == before


def test_a_day_has_one_digest_of_a_subscriber(on_both: App):
    """The database sees to it."""
    join(on_both)
    meet(on_both, "one")
    on_both.tick(now_us=FIRST)
    columns = "subscriber, kind, period, state, created_at, not_before, attempt"
    with pytest.raises(CalendarError), transacting(on_both.settings) as connection:
        Driver(connection).run(f"INSERT INTO outbox (id, {columns}) SELECT 'other', {columns} FROM outbox")


@pytest.mark.parametrize(
    ("table", "doing", "when"),
    [
        ("outbox", "INSERT", "NEW.subscriber = 'bob'"),
        ("subscriber", "UPDATE", "NEW.id = 'bob'"),
        ("heartbeat", "INSERT", "1 = 1"),
    ],
)
def test_mail_is_queued_and_the_next_day_set_together_or_not_at_all(on_both: App, table: str, doing: str, when: str):
    """Whatever fails in the midst of it, at the second of two subscribers: the next tick finds all of it again."""
    join(on_both, "ann", "bob")
    meet(on_both, "one")
    before = everything(on_both)
    with refusing(on_both, table, doing, when), pytest.raises(CalendarError):
        on_both.tick(now_us=FIRST)
    assert everything(on_both) == before
    assert on_both.tick(now_us=FIRST).queued == 2
    assert [one(on_both, name).next_period for name in ("ann", "bob")] == ["2025-11-03"] * 2


def test_a_failure_in_a_later_batch_leaves_the_earlier_ones(app: App):
    """Each batch is a transaction of its own."""
    join(app, *(f"s{number:03}" for number in range(130)))
    meet(app, "one")
    with refusing(app, "outbox", when="NEW.subscriber = 's129'"), pytest.raises(CalendarError):
        app.tick(now_us=FIRST)
    assert len(mails(app)) == 100
    assert app.tick(now_us=FIRST).queued == 30
    assert len({mail.subscriber for mail in mails(app)}) == 130


def test_ticks_at_once_queue_each_digest_once(on_both: App):
    """Four threads, more subscribers than one transaction takes: none is left out, none is queued twice."""
    join(on_both, *(f"s{number:03}" for number in range(130)))
    meet(on_both, "one")
    begin = Barrier(4)

    def tick() -> int:
        begin.wait()
        return on_both.tick(now_us=FIRST).queued

    with ThreadPoolExecutor(4) as threads:
        done = [each.result() for each in [threads.submit(tick) for _ in range(4)]]
    assert sum(done) == 130
    assert len(mails(on_both)) == 130
    assert ask(on_both, "SELECT DISTINCT position, next_period FROM subscriber") == [(3, "2025-11-03")]


@pytest.fixture
def ticker() -> Iterator[Callable[[], "subprocess.Popen[str]"]]:
    """Starts processes that tick when they are asked to, none of whom outlives the test."""
    with ExitStack() as undo:

        def start() -> "subprocess.Popen[str]":
            command = [sys.executable, str(TICKER)]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            undo.enter_context(process)
            undo.callback(process.kill)
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            return process

        yield start


def ask_to_tick(process: "subprocess.Popen[str]", app: App, now_us: int, *, killed_at: int = 0) -> None:
    """Ask a process for a tick of a calendar."""
    assert process.stdin
    process.stdin.write(f"{now_us} {killed_at} {app.settings.database}\n")
    process.stdin.flush()


def answer(process: "subprocess.Popen[str]") -> str:
    """What a process says of its tick."""
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.slow
def test_processes_that_tick_at_once_or_are_killed_queue_each_digest_once(
    on_both: App, ticker: Callable[[], "subprocess.Popen[str]"]
):
    """Another process ticks beside this one: the first day it is killed at some step, the second day it is not."""
    names = [f"s{number}" for number in range(5)]
    join(on_both, *names)
    other = ticker()
    for day, killed_at in enumerate([5_000, 0]):
        meet(on_both, f"v{day}")
        ask_to_tick(other, on_both, FIRST + day * DAY_US, killed_at=killed_at)
        on_both.tick(now_us=FIRST + day * DAY_US)
        assert answer(other).partition(" ")[0] in ("killed", "ticked")
        on_both.tick(now_us=FIRST + day * DAY_US)
    for name in names:
        assert [mail.period for mail in mails(on_both, name)] == ["2025-11-02", "2025-11-03"]
        assert [told(mail, ["v0", "v1"]) for mail in mails(on_both, name)] == [["v0"], ["v1"]]


# -- clocks -----------------------------------------------------------------------------------------------------------


def test_a_clock_set_back_three_hours_gives_no_second_digest(on_both: App, clock: Clock):
    """Not as it goes through the same hours again, and not of who pauses and resumes in them."""
    join(on_both)
    meet(on_both, "one")
    clock.now_us = FIRST + HOUR_US
    assert on_both.tick().queued == 1
    clock.forward(seconds=-3 * 3_600)
    meet(on_both, "two")
    people(on_both).pause("ann")
    people(on_both).resume("ann")
    for _ in range(8):
        assert on_both.tick().queued == 0
        clock.forward(seconds=1_800)
    clock.now_us = SECOND
    assert on_both.tick().queued == 1
    assert [told(mail, ["one", "two"]) for mail in mails(on_both)] == [["one"], ["two"]]


def test_where_the_law_of_a_zone_was_changed_a_day_still_has_one_digest(app: App):
    """What was due at seven by the old law is due at eight by the new one: nothing of the day is lost over it."""
    join(app, next_due=FIRST - HOUR_US)
    meet(app, "one")
    assert app.tick(now_us=FIRST - HOUR_US).queued == 1
    meet(app, "two")
    assert app.tick(now_us=FIRST).queued == 0
    assert app.tick(now_us=SECOND).queued == 1
    assert [(mail.period, told(mail, ["one", "two"])) for mail in mails(app)] == [
        ("2025-11-02", ["one"]),
        ("2025-11-03", ["two"]),
    ]


@pytest.mark.parametrize(("every", "on_day"), [("daily", None), ("weekly", "monday"), ("monthly", "last")])
def test_after_weeks_without_ticks_there_is_one_digest_for_all_of_them(
    app: App, clock: Clock, every: str, on_day: str | None
):
    """It is of the day it was due on first, and the next is of the first day after today."""
    join(app, every=every, on_day=on_day)
    due = one(app).next_period
    for number in range(5):
        meet(app, f"v{number}")
        clock.forward(days=20)
    assert app.tick().queued == 1
    assert app.tick().queued == 0
    assert windows(app) == [(due, 2, 7)]
    assert told(mails(app)[0], [f"v{number}" for number in range(5)]) == ["v0", "v1", "v2", "v3", "v4"]
    found = one(app)
    assert found.next_due is not None
    assert clock() < found.next_due <= clock() + 32 * DAY_US


DAYS = [
    ("America/New_York", "02:30", ["2024-03-09T07:30", "2024-03-10T07:00", "2024-03-11T06:30"]),
    ("America/New_York", "01:30", ["2024-11-02T05:30", "2024-11-03T05:30", "2024-11-04T06:30"]),
    ("Africa/Cairo", "00:30", ["2024-04-24T22:30", "2024-04-25T22:00", "2024-04-26T21:30"]),
    ("Africa/Cairo", "23:30", ["2024-10-30T20:30", "2024-10-31T20:30", "2024-11-01T21:30"]),
    ("Africa/Casablanca", "02:30", ["2024-03-09T01:30", "2024-03-10T01:30", "2024-03-11T02:30"]),
    ("Africa/Casablanca", "02:30", ["2024-04-13T02:30", "2024-04-14T02:00", "2024-04-15T01:30"]),
    ("Asia/Qatar", "07:00", ["2024-03-09T04:00", "2024-03-10T04:00", "2024-03-11T04:00"]),
]


@pytest.mark.parametrize(("zone", "at_time", "dues"), DAYS)
def test_on_days_that_clocks_change_there_is_one_digest(
    sqlite_databases: SqliteDatabases, zone: str, at_time: str, dues: list[str]
):
    """At the hour by the clock on the wall; the first of two, or as soon as clocks have leapt over it."""
    wanted = [instant(f"{due}:00Z") for due in dues]
    clock = Clock(wanted[0] - 6 * HOUR_US)
    with sqlite_databases.empty() as settings:
        app = started(settings, clock)
        join(app, zone=zone, at_time=at_time)
        meet(app, "v0")
        for near in sorted({due + number * HOUR_US // 2 for due in wanted for number in range(-4, 5)}):
            clock.now_us = near
            if app.tick().queued:
                meet(app, f"v{len(mails(app))}")
        found = mails(app)
    first = date.fromisoformat(found[0].period)
    assert [(mail.period, spelled(mail.created_at)) for mail in found] == [
        ((first + timedelta(days=number)).isoformat(), f"{due}:00Z") for number, due in enumerate(dues)
    ]


# -- whom it goes to, and what it may tell ----------------------------------------------------------------------------


def test_who_has_not_confirmed_pauses_or_has_ended_it_gets_nothing(on_both: App, clock: Clock):
    """And whoever pauses is told afterwards of all that was recorded meanwhile."""
    pending = joined(on_both, "pat@readers.example", confirmed=False)
    pausing = joined(on_both, "pia@readers.example")
    gone = joined(on_both, "gil@readers.example")
    people(on_both).pause(pausing.id)
    people(on_both).remove(gone.id)
    meet(on_both, "one")
    for days in range(3):
        assert on_both.tick(now_us=FIRST + days * DAY_US).queued == 0
    clock.now_us = FIRST + 3 * DAY_US
    people(on_both).resume(pausing.id)
    assert on_both.tick(now_us=FIRST + 4 * DAY_US).queued == 1
    (mail,) = mails(on_both)
    assert (mail.subscriber, told(mail, ["one"])) == (pausing.id, ["one"])
    assert [one(on_both, each.id).state for each in (pending, gone)] == [PENDING, UNSUBSCRIBED]


def test_who_wants_reminders_alone_gets_no_digest(app: App):
    """There is no day on which one would be due."""
    joined(app, every="never", immediate=True)
    meet(app, "one")
    assert app.tick(now_us=FIRST + 400 * DAY_US).queued == 0
    assert mails(app) == []


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ({}, ["a", "b", "c"]),
        ({"party": ("US",)}, ["b"]),
        ({"kind": ("meeting",)}, ["c"]),
        ({"place": ("QA",)}, ["a", "c"]),
        ({"party": ("FR",), "kind": ("visit",)}, ["a"]),
        ({"until": "2025-02-28"}, ["b"]),
    ],
    ids=str,
)
def test_a_digest_tells_of_what_the_filter_asks_for(app: App, asked: dict[str, Any], items: list[str]):
    """As feeds do."""
    join(app, asked=asked)
    meet(app, "a")
    meet(app, "b", parties=["QA", "US"], places=[{"country": "US"}], when={"edtf": "2025-02-01"})
    meet(app, "c", kind="meeting")
    app.tick(now_us=FIRST)
    assert told(mails(app)[0], ["a", "b", "c"]) == items


def test_a_digest_has_the_sections_that_are_wanted(app: App, clock: Clock):
    """Who wants corrections alone gets no mail about what is new."""
    join(app, "all")
    join(app, "corrections", sections=("corrected",))
    join(app, "cancelled", sections=("cancelled", "due"))
    meet(app, "one")
    tell(app, engagements=[announced("2026-06-01")])
    assert app.tick(now_us=FIRST).queued == 1
    tell(app, amendments=amended("one", when={"edtf": "2025-03-02"}), cancellations=said("next"))
    app.tick(now_us=SECOND)
    headings = {
        mail.subscriber: re.findall(r"^(\w+) .*\n=+$", words(mail), re.M)
        for mail in mails(app)
        if mail.period == "2025-11-03"
    }
    assert headings == {"all": ["Corrected", "Called"], "corrections": ["Corrected"], "cancelled": ["Called"]}


def test_arabic_mail_is_arabic_throughout(app: App):
    """Subject, text and HTML; who reads English gets English of the same facts."""
    join(app, "amal", language="ar")
    join(app, "bob")
    meet(app, "one")
    app.tick(now_us=FIRST)
    amal, bob = (letter(mail) for mail in mails(app))
    assert (amal["Content-Language"], bob["Content-Language"]) == ("ar", "en")
    assert re.search("[\u0600-\u06ff]", amal["Subject"])
    html = amal.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert 'dir="rtl"' in html
    assert "زيارة one" in html
    assert "Recorded" not in words(mails(app)[0])


def test_those_who_want_the_same_get_the_same_but_for_what_is_their_own(app: App):
    """Address, Message-ID and the link that unsubscribes; who began elsewhere in the log gets a digest of its own."""
    join(app, "ann", "bob")
    meet(app, "one")
    join(app, "late")
    meet(app, "two")
    app.tick(now_us=FIRST)
    ann, bob, late = mails(app)
    own = {mail: [mail.address or "", (mail.message_id or "").strip("<>"), mail.subscriber] for mail in (ann, bob)}
    assert [told(mail, ["one", "two"]) for mail in (ann, bob, late)] == [["one", "two"], ["one", "two"], ["two"]]
    assert words(ann) != words(bob)
    bare = [re.sub(r"/unsubscribe/[\w-]+", "", words(mail)) for mail in own]
    assert bare[0] == bare[1]
    assert not any(other in (mail.message or "") for mail in own for other in own[bob if mail is ann else ann][:2])


def test_the_first_digest_of_one_is_not_the_second_of_another(app: App):
    """They begin at the same position, but only one of them was told of what stands since."""
    join(app, "ann")
    tell(app, engagements=[announced("2025-11-20")])
    app.tick(now_us=FIRST)
    join(app, "bob", next_period="2025-11-03", next_due=SECOND)
    assert app.tick(now_us=SECOND).queued == 1
    meet(app, "one")
    join(app, "cleo", next_period="2025-11-04", next_due=SECOND + DAY_US, position=one(app).position)
    assert app.tick(now_us=SECOND + DAY_US).queued == 3
    since = {mail.subscriber: re.findall(r"since (\d+) November", words(mail)) for mail in mails(app)[-3:]}
    assert since == {"ann": ["2"], "bob": ["3"], "cleo": []}


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_secrets_change_no_byte_of_others_mail(sqlite_databases: SqliteDatabases, seed: int):
    """Of two records that look alike at a clearance, in one of which secrets were told: all mail is the same.

    Also where somebody who may know them is told in the same transaction.
    """
    told_of = secrets_between(seed)
    with sqlite_databases.empty() as plain, sqlite_databases.empty() as other:
        clock = Clock(START)
        apps = [started(settings, clock) for settings in (plain, other)]
        ledgers = [Recent(settings, start=START) for settings in (plain, other)]
        for each in apps:
            join(each, "aaron", clearance="CONFIDENTIAL")
            join(each, "ann", clearance=told_of.clearance.name)
            join(each, "amal", clearance=told_of.clearance.name, language="ar", every="weekly", on_day="friday")
        moments = iter(range(START + DAY, START + 4_000 * DAY, 2 * DAY))

        def agree() -> None:
            clock.now_us = next(moments)
            for each in apps:
                each.tick()
            for name in ("ann", "amal"):
                found = [[(mail.id, mail.created_at, mail.message) for mail in mails(each, name)] for each in apps]
                assert found[0] == found[1]

        for ledger in ledgers:
            ledger.write(told_of.first)
        agree()
        ledgers[1].write(told_of.secrets)
        agree()
        for number, both in enumerate(told_of.then, 1):
            for ledger, facts in zip(ledgers, both, strict=True):
                ledger.wait_until(clock() + number)
                ledger.write([facts])
            if number % 15 == 0:
                agree()
        agree()
        assert len(mails(apps[0], "ann")) >= 2
        assert mails(apps[1], "aaron") != mails(apps[0], "aaron")
