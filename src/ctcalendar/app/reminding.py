"""Reminders as people see them: what they remind of now, at one clearance, and putting them off."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import msgspec

from ctcalendar.agenda.matters import Matter
from ctcalendar.agenda.stages import State, state
from ctcalendar.app.agenda import by_kind, matters
from ctcalendar.app.sentences import sentence
from ctcalendar.db.reader import Reader
from ctcalendar.desk import reminders as desk
from ctcalendar.desk.reminders import ACKNOWLEDGED, OPEN, RESOLVED, Reminder
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.errors import BadInput
from ctcalendar.settings import Settings
from ctcalendar.views.cards import cards
from ctcalendar.views.entries import some
from ctcalendar.views.entry import Words

SNOOZED = "snoozed"
_STATES: dict[str, State] = {"unscheduled": "unscheduled", "upcoming": "coming", "due": "due", "overdue": "overdue"}


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder, as `reminders list --format json` prints it."""

    id: str
    subject: str
    slot: str
    stage: str
    due_on: str
    raised_at: str
    state: str
    """open, snoozed, acknowledged, superseded (by a later stage) or resolved."""
    snoozed_until: str | None
    message: str


def listed(
    reader: Reader, clearance: Clearance, *, now_us: int, today: date, language: str, everything: bool
) -> Iterator[Listed]:
    """The reminders at a clearance, in the order in which they were raised; those that are over with `everything`.

    What was held, announced or completed since the last tick is told as resolved already.
    """
    found = desk.listed(reader, clearance.name, everything=everything)
    streams = sorted({one.stream for one in found})
    live = {(one.timing.subject, one.timing.slot): one for one in matters(reader, clearance, only=by_kind(streams))}
    named = _names(reader, clearance, streams)
    for one in found:
        # What is hidden from this clearance by now is not told of, however it came to be known before.
        if one.stream in named:
            matter = live.get((one.subject, one.slot))
            yield _listed(one, matter, named[one.stream], today, now_us, language)


def _names(reader: Reader, clearance: Clearance, streams: Sequence[str]) -> dict[str, Words]:
    """What the items are called, of those that this clearance sees."""
    kinds = by_kind(streams)
    found = {f"engagement:{entry.id}": entry.title for entry in some(reader, kinds["engagement"], clearance=clearance)}
    for kind in ("commitment", "series"):
        for card in cards(reader, kind, clearance=clearance, only=kinds[kind], retracted=True):
            found[f"{kind}:{card.id}"] = card.label
    return found


def _listed(one: Reminder, matter: Matter | None, name: Words, today: date, now_us: int, language: str) -> Listed:
    snoozed = one.snoozed_until is not None and today.isoformat() < one.snoozed_until
    now = RESOLVED if matter is None else SNOOZED if one.state == OPEN and snoozed else one.state
    if matter is not None:
        message = sentence(matter, _state(one, matter, now_us), language)
    else:
        message = f"{name.in_language(language)} ({one.slot})"
    return Listed(
        id=one.id,
        subject=one.subject,
        slot=one.slot,
        stage=one.stage,
        due_on=one.due_on,
        raised_at=instant(one.raised_at),
        state=now,
        snoozed_until=one.snoozed_until if now == SNOOZED else None,
        message=message,
    )


def _state(one: Reminder, matter: Matter, now_us: int) -> State:
    """The state a reminder speaks of: that of today while it is the last word, that of its stage afterwards."""
    return state(matter.timing, now_us) if one.state in (OPEN, ACKNOWLEDGED) else _STATES[one.stage.partition("-")[0]]


def acknowledge(settings: Settings, ids: Sequence[str], *, clearance: Clearance) -> list[Reminder]:
    """Note that somebody has taken care of it: it is raised again only with the next stage."""
    return _changed(settings, ids, clearance, lambda one: one._replace(state=ACKNOWLEDGED, snoozed_until=None))


def snooze(settings: Settings, ids: Sequence[str], *, until: date, clearance: Clearance) -> list[Reminder]:
    """Put reminders off until a day; the next stage comes all the same."""
    return _changed(settings, ids, clearance, lambda one: one._replace(state=OPEN, snoozed_until=until.isoformat()))


def _changed(
    settings: Settings, ids: Sequence[str], clearance: Clearance, change: Callable[[Reminder], Reminder]
) -> list[Reminder]:
    from ctcalendar.app.upkeep import writing
    from ctcalendar.db.driver import Driver
    from ctcalendar.db.postgres import SqlalchemyReader

    with writing(settings) as connection:
        driver = Driver(connection)
        there = desk.named(driver, clearance.name, ids)
        seen = _names(SqlalchemyReader(connection), clearance, [one.stream for one in there])
        found = {one.id: one for one in there if one.stream in seen}
        _refuse_others(ids, found)
        changed = [change(found[name]) for name in dict.fromkeys(ids)]
        desk.change(driver, changed)
        return changed


def _refuse_others(ids: Sequence[str], found: dict[str, Reminder]) -> None:
    """Refuse ids of no reminder, and of reminders that are over."""
    listed_by = "list them: ctcalendar reminders"
    for name in ids:
        if name not in found:
            raise BadInput(f"there is no reminder {name!r}", hint=listed_by)
        if found[name].state not in (OPEN, ACKNOWLEDGED):
            raise BadInput(f"the reminder {name} is {found[name].state} already", hint=listed_by)
