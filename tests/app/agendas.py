"""Calendars that are ticked: what reminders they have, what is to be looked at again, and a tick that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from ctcalendar.app import App
from ctcalendar.app.ticking import Ticked
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver, Row
from ctcalendar.desk.agenda import Due
from ctcalendar.desk.reminders import Reminder
from ctcalendar.domain.clearance import Clearance
from views.ledger import reading
from views.test_promises import meeting, tell

PUBLIC, PRIVATE, FULL = Clearance.PUBLIC, Clearance.PRIVATE, Clearance.CONFIDENTIAL
HOUR, DAY = 3_600_000_000, 86_400_000_000
STANDS = ("open", "acknowledged")

SLOT = "series:talks 2026-01-10"
"""The meeting that the talks of 10 January 2025 call for: in time from 18 October to 4 April."""


def announce(app: App, day: str, name: str = "next", **other: Any) -> None:
    """Announce the second talks."""
    tell(app, engagements=[meeting(day, 2, status="scheduled", id=name, **other)])


def noon(day: str) -> int:
    """Noon of a day in UTC, in microseconds since 1970."""
    return (date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()) * DAY + 12 * HOUR


def day_of(now_us: int) -> str:
    """The day of an instant."""
    return datetime.fromtimestamp(now_us // 1_000_000, UTC).date().isoformat()


def tick(app: App, *days: str) -> Ticked:
    """Tick at noon of each day; what the last of them did."""
    done = Ticked()
    for day in days:
        done = app.tick(now_us=noon(day))
    return done


def ask(app: App, sql: str) -> list[Row]:
    """What a question in SQL is answered."""
    with reading(app.settings) as reader:
        return reader.rows(sql)


def kept(app: App) -> list[Reminder]:
    """Every reminder as it is kept, at every clearance, in the order in which they were raised."""
    columns = ", ".join(Reminder._fields)
    return [Reminder(*row) for row in ask(app, f"SELECT {columns} FROM reminder ORDER BY raised_at, due_on, id")]


def due(app: App) -> list[Due]:
    """Every row of what is to be looked at again."""
    return sorted((Due(*row) for row in ask(app, f"SELECT {', '.join(Due._fields)} FROM agenda_due")), key=repr)


def raised(app: App, clearance: Clearance = FULL) -> list[str]:
    """The reminders that one clearance has: what each is of, its stage and state, and the day it was raised."""
    return [
        f"{one.subject} {one.slot} {one.stage} {one.state} {day_of(one.raised_at)}"
        for one in kept(app)
        if one.clearance == clearance.name
    ]


def standing(app: App, clearance: Clearance = FULL) -> list[str]:
    """Those that are open or acknowledged, without the day they were raised."""
    return sorted(
        f"{one.subject} {one.slot} {one.stage}"
        for one in kept(app)
        if one.clearance == clearance.name and one.state in STANDS
    )


def listed(app: App, clearance: Clearance = FULL, **other: Any) -> list[tuple[str, str, str]]:
    """What people see: slot, stage and state, in order."""
    return [(one.slot, one.stage, one.state) for one in app.reminders(clearance=clearance, **other)]


@contextmanager
def refusing(app: App, table: str, doing: str = "INSERT", when: str = "1 = 1") -> Iterator[None]:
    """A database that fails as soon as such a row of a table is written, in the midst of whatever transaction."""
    with transacting(app.settings) as connection:
        driver = Driver(connection)
        if driver.is_postgres:
            body = "BEGIN RAISE EXCEPTION 'failing'; END"
            driver.run(f"CREATE OR REPLACE FUNCTION failing() RETURNS trigger LANGUAGE plpgsql AS '{_quoted(body)}'")
            does = "EXECUTE FUNCTION failing()"
        else:
            does = "BEGIN SELECT RAISE(ABORT, 'failing'); END"
        driver.run(f"CREATE TRIGGER failing BEFORE {doing} ON {table} FOR EACH ROW WHEN ({when}) {does}")
    try:
        yield
    finally:
        with transacting(app.settings) as connection:
            driver = Driver(connection)
            driver.run(f"DROP TRIGGER failing{f' ON {table}' if driver.is_postgres else ''}")


def _quoted(text: str) -> str:
    return text.replace("'", "''")
