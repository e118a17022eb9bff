"""A tick: all that is due by now is found in the database and done, each once, whoever else ticks at the same time.

Nothing is remembered between ticks but what is in the database: after a crash, or a week without ticks, the next one
finds the same work. One transaction follows the log and makes anew when to look at what it has touched; then what has
reached its next stage is raised, some hundreds at a time, each batch in a transaction of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from ctcalendar.agenda.stages import RULES, Timing, What, next_begins, rank, reached
from ctcalendar.app import digesting, notices
from ctcalendar.app.agenda import by_kind, matters
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.postgres import SqlalchemyReader
from ctcalendar.desk import agenda as desk
from ctcalendar.desk import heartbeat, outbox, reminders
from ctcalendar.desk.agenda import Due
from ctcalendar.desk.reminders import ACKNOWLEDGED, OPEN, RESOLVED, SUPERSEDED, Reminder, id_of
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Reclassified, Recorded
from ctcalendar.domain.items import Item
from ctcalendar.log.facts import histories
from ctcalendar.log.read import head
from ctcalendar.settings import Settings
from ctcalendar.views.affected import Touched, affected, touched

FULL = Clearance.CONFIDENTIAL
AT_ONCE = 500
"""What is raised in one transaction: enough to amortise it, few enough that nobody waits long."""
_ONE_BY_ONE = 1_000
"""Facts after which it is quicker to make everything anew than to ask what they have touched."""


class Ticked(msgspec.Struct, frozen=True, kw_only=True):
    """What a tick did: `followed` facts, reminders `raised`, opened again (`reopened`) and `resolved`, mail
    `queued` and `sent`.

    A reminder that several clearances have counts once.
    """

    followed: int = 0
    raised: int = 0
    reopened: int = 0
    resolved: int = 0
    queued: int = 0
    sent: int = 0

    def __add__(self, other: "Ticked") -> "Ticked":
        names = self.__struct_fields__
        return Ticked(**{name: getattr(self, name) + getattr(other, name) for name in names})


def tick(settings: Settings, *, now_us: int, beat_us: int) -> Ticked:
    """Do all that is due by `now_us`; `beat_us` is what the clock says, for the heartbeat. (Microseconds UTC.)

    Raises:
        Unavailable: the database cannot be written now. What was done until then stays, the rest is found again.
    """
    done, more, counted = Ticked(), True, set[_Counted]()
    while more:
        with writing(settings) as connection:
            done += followed(connection, settings.days_before, now_us=now_us)
            driver = Driver(connection)
            due = desk.begun(driver, now_us, limit=AT_ONCE)
            done += _raised(connection, settings, due, now_us, counted)
            digests, are_more = digesting.queue_due(connection, settings, now_us=now_us)
            done += Ticked(queued=digests)
            more = are_more or len(due) == AT_ONCE
            if not more:
                heartbeat.beat(driver, now_us=beat_us)
    return done


def begin(settings: Settings, *, now_us: int) -> None:
    """Somebody begins to tick: from now on it is expected."""
    with writing(settings) as connection:
        heartbeat.begin(Driver(connection), now_us=now_us)


# -- following the log ------------------------------------------------------------------------------------------------


def followed(connection: Connection, days_before: tuple[int, ...], *, now_us: int) -> Ticked:
    """Make anew when to look at what facts have touched since this was last done; what is settled is resolved."""
    driver = Driver(connection)
    made_by = f"{RULES} {days_before}"
    if not desk.is_behind(driver, made_by):
        return Ticked()
    before = desk.lock_head(driver)
    reader = SqlalchemyReader(connection)
    position = head(reader)[0]
    whole = before.position is None or before.made_by != made_by
    facts = touched(reader, 0 if whole else before.position or 0)
    streams = None if whole or len(facts) > _ONE_BY_ONE else sorted(affected(reader, facts))
    only = None if streams is None else by_kind(streams)
    found = {level: list(matters(reader, level, days_before=days_before, only=only)) for level in Clearance}
    rows = [_due(level, matter.timing, now_us) for level, there in found.items() for matter in there]
    # In the order in which they are raised: else one that raises and one that follows could wait for each other.
    desk.replace(driver, streams, rows)
    resolved = _resolved(driver, streams, rows)
    if any(fact.is_reclassification for fact in facts):
        _forget_hidden(driver, streams, rows)
        for level in _hidden_since(driver, facts, 0 if whole else before.position or 0):
            outbox.recall(driver, level.name)
    # What was committed meanwhile may be in the rows already; it is followed once more.
    desk.set_head(driver, desk.Head(position, made_by))
    return Ticked(followed=len(facts), resolved=resolved)


def _due(level: Clearance, timing: Timing, now_us: int) -> Due:
    """A row that is looked at in this very tick if a stage of it has begun, else when the first one does."""
    begun = reached(timing, now_us) is not None
    return Due(
        level.name,
        timing.subject,
        timing.slot,
        timing.stream,
        timing.what,
        timing.on.isoformat(),
        timing.last.isoformat(),
        " ".join(map(str, timing.days_before)),
        timing.zone,
        now_us if begun else next_begins(timing, now_us),
    )


def _resolved(driver: Driver, streams: Sequence[str] | None, rows: Iterable[Due]) -> int:
    """Resolve the reminders of what is no longer on the agenda; how many there were."""
    there = {(due.clearance, due.subject, due.slot) for due in rows}
    settled = [one for one in reminders.unresolved(driver, streams) if one.of not in there]
    reminders.change(driver, (one._replace(state=RESOLVED, snoozed_until=None) for one in settled))
    return _counted((one for one in settled if one.state in (OPEN, ACKNOWLEDGED)), set())


def _forget_hidden(driver: Driver, streams: Sequence[str] | None, rows: Iterable[Due]) -> None:
    """Forget what others were reminded of and is not on their agenda any more, now that something is classified anew:
    the day that a slot was counted from may be one that they may not see."""
    there = {(due.clearance, due.subject, due.slot) for due in rows}
    known = reminders.of_streams(driver, streams)
    reminders.forget(driver, [one for one in known if one.clearance != FULL.name and one.of not in there])


def _hidden_since(driver: Driver, facts: Sequence[Touched], since: int) -> set[Clearance]:
    """The clearances that could see something at a position, and cannot any more since it was classified anew."""
    streams = {fact.stream for fact in facts if fact.is_reclassification}
    found: set[Clearance] = set()
    for history in histories(driver, streams).values():
        known = [fact for fact in history if fact.position <= since]
        if known:
            found |= {level for level in Clearance if _level(known) <= level < _level(history)}
    return found


def _level(history: Sequence[Recorded]) -> Clearance:
    told = [fact.event.classification for fact in history if isinstance(fact.event, Reclassified | Item)]
    return Clearance[told[-1]] if told else Clearance.PUBLIC


_Counted = tuple[str, str, str, bool]
"""A subject, slot and stage, and whether it was there before."""


def _counted(found: Iterable[Reminder], counted: set[_Counted], *, again: bool = False) -> int:
    """How many there are that were not `counted` yet: those of several clearances, and batches, once."""
    new = {(one.subject, one.slot, one.stage, again) for one in found} - counted
    counted |= new
    return len(new)


# -- raising ----------------------------------------------------------------------------------------------------------


def _raised(
    connection: Connection, settings: Settings, due: Sequence[Due], now_us: int, counted: set[_Counted]
) -> Ticked:
    """Raise the stage that each has reached, unless it was raised before, and put away those before it."""
    driver = Driver(connection)
    before: dict[reminders.Slot, list[Reminder]] = {}
    for known in reminders.of_streams(driver, sorted({one.stream for one in due})):
        before.setdefault(known.of, []).append(known)
    made: list[Reminder] = []
    changed: list[Reminder] = []
    moved: list[Due] = []
    for one in due:
        standing = _standing(one.what, one.due_on, one.last_on, one.days_before, one.zone, now_us)
        new, old = _of_one(one, standing.reached, before.get((one.clearance, one.subject, one.slot), ()), now_us)
        made += new
        changed += old
        moved.append(Due(*one[:-1], standing.next_at))
    reminders.add(driver, made)
    reminders.change(driver, changed)
    desk.move_on(driver, moved)
    queued = notices.queue(driver, SqlalchemyReader(connection), settings, made, now_us=now_us)
    reopened = _counted((one for one in changed if one.state == OPEN), counted, again=True)
    return Ticked(raised=_counted(made, counted), reopened=reopened, queued=queued)


class _Standing(NamedTuple):
    """The stage that something has reached, if any, and when to look at it again."""

    reached: str | None
    next_at: int | None


@lru_cache(maxsize=10_000)
def _standing(what: What, due_on: str, last_on: str, days_before: str, zone: str | None, now_us: int) -> _Standing:
    """Reckoned once for all that are due on the same day, at every clearance."""
    on, last, days = date.fromisoformat(due_on), date.fromisoformat(last_on), tuple(map(int, days_before.split()))
    timing = Timing("", due_on, "", what, on, last, days, zone)
    stage, following = reached(timing, now_us), next_begins(timing, now_us)
    # Never at this same moment, whatever the clocks of its zone do.
    return _Standing(stage and stage.name, None if following is None else max(following, now_us + 1))


def _of_one(
    due: Due, stage: str | None, before: Sequence[Reminder], now_us: int
) -> tuple[Sequence[Reminder], Sequence[Reminder]]:
    """The reminder to raise, if it was not, and those that change."""
    if stage is None:
        return (), ()
    # Never back: a clock that was set back, or a deadline that was settled and is open again, has been further, and so
    # has what people were told of before the days before it were chosen otherwise.
    name = max([stage, *(one.stage for one in before)], key=rank) if before else stage
    there = [one for one in before if one.stage == name]
    again = [one._replace(state=OPEN) for one in there if one.state == RESOLVED]
    past = [
        one._replace(state=SUPERSEDED, snoozed_until=None)
        for one in before
        if one.stage != name and one.state in (OPEN, ACKNOWLEDGED)
    ]
    identity = id_of(due.clearance, due.subject, due.slot, name)
    new = Reminder(identity, due.clearance, due.subject, due.slot, name, due.stream, due.due_on, now_us)
    return () if there else (new,), (*again, *past)
