"""Ticks in any order, at any times, between any facts, and failing: each reminder once, and none but those reached."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agendas import DAY, FULL, STANDS, due, kept, noon, refusing
from conftest import Clock
from ctcalendar.agenda.stages import Timing, reached, stages
from ctcalendar.app import App
from ctcalendar.app.agenda import matters
from ctcalendar.app.ticking import Ticked
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.desk import agenda as desk
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import CalendarError
from feeds.looking import START, Recent
from feeds.random_calendars import secrets_between, seeded
from views.databases import Databases, SqliteDatabases
from views.ledger import reading
from views.seeds import seeds
from views.test_promises import amended, begun, commitment, deadline, meeting, report, said, tell

# -- a story of ticks, facts and failures -----------------------------------------------------------------------------

FACTS: Sequence[Callable[[], dict[str, Any]]] = (
    lambda: {"engagements": [meeting("2026-01-20", 2, status="scheduled", id="next")]},
    lambda: {"engagements": [meeting("2026-01-20", 2, status="scheduled", id="next", classification="PRIVATE")]},
    lambda: {"engagements": [meeting("2026-02-03", 2, id="next")]},
    lambda: {"engagements": [meeting("2025-12-20", 2, id="early")]},
    lambda: {"reschedules": said("next", when={"edtf": "2026-03-05"})},
    lambda: {"reschedules": said("next", when=None)},
    lambda: {"cancellations": said("next")},
    lambda: {"retractions": said("engagement:early")},
    lambda: {"reinstatements": said("engagement:early")},
    lambda: {"reclassifications": said("engagement:next", classification="PUBLIC")},
    lambda: {"reclassifications": said("engagement:next", classification="CONFIDENTIAL")},
    lambda: {"suspensions": said("talks")},
    lambda: {"resumptions": said("talks")},
    lambda: {"reports": [report("in-progress")]},
    lambda: {"reports": [report("complete", "second")]},
    lambda: {"amendments": amended("open-port", reports=[])},
    lambda: {"amendments": amended("open-port", deadlines=[deadline(complete_by="2026-04")])},
)
"""What may be recorded, as far as it is legal by then."""

Slot = tuple[str, str, str]


class Told:
    """What ticks should come to, by the rule alone: of all that is on the agenda, the highest stage ever reached."""

    def __init__(self) -> None:
        self.raised: set[tuple[Slot, str]] = set()
        self.stands: dict[Slot, str] = {}

    def tick(self, there: dict[Slot, Timing], now_us: int) -> None:
        """A tick that succeeds."""
        self.stands = {slot: stage for slot, stage in self.stands.items() if slot in there}
        for slot, timing in there.items():
            if begun := reached(timing, now_us):
                order = [stage.name for stage in stages(timing)]
                before = [name for other, name in self.raised if other == slot]
                highest = max([begun.name, *before], key=order.index)
                self.raised.add((slot, highest))
                self.stands[slot] = highest


def on_the_agenda(app: App) -> dict[Slot, Timing]:
    """All that has a day now, at every clearance."""
    with reading(app.settings) as reader:
        found = [(level.name, one.timing) for level in Clearance for one in matters(reader, level)]
    return {(level, timing.subject, timing.slot): timing for level, timing in found}


TIMES = st.integers(-60, 260).map(lambda day: noon("2026-01-01") + day * DAY)
CRASHES = st.sampled_from([("reminder", "INSERT"), ("reminder", "UPDATE"), ("agenda_due", "UPDATE"), ("heartbeat", "")])
STEPS = st.one_of(
    st.tuples(st.just("tick"), TIMES),
    st.tuples(st.just("tick"), TIMES),
    st.tuples(st.just("tell"), st.sampled_from(range(len(FACTS)))),
    st.tuples(st.just("tell"), st.sampled_from(range(len(FACTS)))),
    st.tuples(st.just("crash"), st.tuples(TIMES, CRASHES)),
    st.tuples(st.just("acknowledge"), st.none()),
    st.tuples(st.just("forget"), st.none()),
)


class Story:
    """A calendar to which steps happen, and what they should come to."""

    def __init__(self, app: App) -> None:
        self.app, self.told = begun(app), Told()
        tell(app, engagements=[meeting("2025-01-10", 1)])
        both = deadline(start_by="2026-01-15", complete_by="2026-03-01")
        tell(app, commitments=[commitment(both, deadline("met", at_meeting={"id": "talks", "ordinal": 2}))])

    def happen(self, what: str, how: Any) -> None:
        """One step."""
        getattr(self, f"_{what}")(how)

    def _tick(self, now_us: int) -> None:
        self.app.tick(now_us=now_us)
        self.told.tick(on_the_agenda(self.app), now_us)
        found = kept(self.app)
        assert sorted((one.of, one.stage) for one in found) == sorted(self.told.raised)
        assert {one.of: one.stage for one in found if one.state in STANDS} == self.told.stands

    def _tell(self, number: int) -> None:
        with suppress(CalendarError):
            tell(self.app, **FACTS[number]())

    def _crash(self, how: tuple[int, tuple[str, str]]) -> None:
        now_us, (table, doing) = how
        before = kept(self.app), due(self.app)
        # What has nothing to do there does not fail: then it is a tick like any other.
        with refusing(self.app, table, doing or "UPDATE"):
            try:
                self.app.tick(now_us=now_us)
            except CalendarError:
                assert (kept(self.app), due(self.app)) == before
            else:
                self.told.tick(on_the_agenda(self.app), now_us)

    def _acknowledge(self, _: None) -> None:
        mine = [one.id for one in kept(self.app) if one.clearance == FULL.name and one.state in STANDS]
        self.app.acknowledge(mine, clearance=FULL)

    def _forget(self, _: None) -> None:
        with transacting(self.app.settings) as connection:
            desk.forget_all(Driver(connection))


def test_any_interleaving_raises_each_reminder_once(databases: Databases):
    """Ticks forward and back in time, facts of every sort, failures in the midst of a tick, rows that are lost."""

    @databases.examples
    @given(st.lists(STEPS, min_size=4, max_size=12), TIMES)
    def holds(steps: list[tuple[str, Any]], last: int) -> None:
        with databases.empty() as settings:
            story = Story(App(settings, clock=Clock()))
            for what, how in steps:
                story.happen(what, how)
            story.happen("tick", last)
            assert story.app.tick(now_us=last) == Ticked()

    holds()


# -- followed, or made anew -------------------------------------------------------------------------------------------

IN_2018 = noon("2018-01-01")


@pytest.mark.parametrize("seed", seeds(2, 4))
def test_what_is_followed_is_what_is_made_anew(sqlite_databases: SqliteDatabases, seed: int):
    """After any history: the rows kept from tick to tick are those that the record gives from nothing.

    And the reminders that stand are those of the rows, each at the stage that is reached.
    """
    with sqlite_databases.empty() as settings:
        app, ledger = App(settings, clock=Clock(START)), Recent(settings)
        for number, now_us in _followed(ledger, seeded(seed)):
            app.tick(now_us=now_us)
            before = kept(app)
            rows = due(app)
            with transacting(settings) as connection:
                desk.forget_all(Driver(connection))
            assert app.tick(now_us=now_us).raised == 0, number
            assert (number, due(app)) == (number, rows)
            assert kept(app) == before
            assert _standing(app) == _called_for(app, now_us)


def _followed(ledger: Recent, history: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Write a history, and say now and then how many months have passed."""
    for number, facts in enumerate(history):
        ledger.write([facts])
        if number % 6 == 0 or number == len(history) - 1:
            yield number, IN_2018 + number * 11 * DAY


def _standing(app: App) -> dict[Slot, str]:
    return {one.of: one.stage for one in kept(app) if one.state in STANDS}


def _called_for(app: App, now_us: int) -> dict[Slot, str]:
    stages_now = {slot: reached(timing, now_us) for slot, timing in on_the_agenda(app).items()}
    return {slot: stage.name for slot, stage in stages_now.items() if stage}


# -- secrets ----------------------------------------------------------------------------------------------------------


def seen(app: App, clearance: Clearance) -> bytes:
    """All that one clearance sees of the agenda and of reminders, in both languages."""
    told: list[Any] = []
    for language in ("en", "ar"):
        told += [app.agenda(clearance=clearance, days=3_000, language=language)]
        told += [app.reminders(clearance=clearance, language=language)]
    return msgspec.json.encode(told)


@pytest.mark.parametrize("seed", seeds(1, 3))
def test_secrets_change_nothing_of_what_others_are_reminded_of(sqlite_databases: SqliteDatabases, seed: int):
    """Of two records that look alike, in one of which secrets were told: not a byte differs at any tick after."""
    told = secrets_between(seed)
    with sqlite_databases.empty() as one, sqlite_databases.empty() as other:
        apps = [App(settings, clock=Clock(START + 400 * DAY)) for settings in (one, other)]
        ledgers = [Recent(settings) for settings in (one, other)]

        def agree(day: int) -> None:
            for app in apps:
                app.tick(now_us=IN_2018 + day * DAY)
            assert (day, seen(apps[0], told.clearance)) == (day, seen(apps[1], told.clearance))

        for ledger in ledgers:
            ledger.write(told.first)
        agree(0)
        ledgers[1].write(told.secrets)
        agree(1)
        for number, both in enumerate(told.then, 1):
            for ledger, facts in zip(ledgers, both, strict=True):
                ledger.wait_until(START + number * DAY)
                ledger.write([facts])
            if number % 8 == 0 or number == len(told.then):
                agree(number * 20)
        agree(2_000)
