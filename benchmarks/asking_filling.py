"""Calendars to ask of, of any size within minutes: a few thousand engagements folded, then copied by the database.

The facts are folded by the views' own rules; what they come to is copied under other ids and at later positions, as
often as it takes. There is no log, and nothing to search: nothing asked here reads either.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Table

import asking_records
from ctcalendar.app.upkeep import writing
from ctcalendar.db.columns import FOREVER
from ctcalendar.db.driver import Driver
from ctcalendar.domain.facts import Recorded
from ctcalendar.settings import Settings
from ctcalendar.views.apply import folded
from ctcalendar.views.fields import UNDATED
from ctcalendar.views.tables import VIEWS
from ctcalendar.views.version import RULES_VERSION
from measure import say

COPIED = 2_000
"""Engagements that are folded; all others are copies of them."""
_OWN = frozenset("engagement stop participation delegation assertion heading".split())
_BY_STREAM = frozenset("link citation claim revision".split())
_DAYS = frozenset("sort_day earliest latest".split())
_OF_COPY = len("0000-")


class Filled(NamedTuple):
    """How many engagements a calendar has, and the positions at which the log stood after each version of all."""

    engagements: int
    moments: list[int]


def fill(url: str, wanted: int, versions: int) -> Filled:
    """Fill an empty calendar with `wanted` engagements (a multiple of COPIED, or less) and those of rare values."""
    base, total = min(wanted, COPIED), wanted + asking_records.RARE
    registers = asking_records.registers()
    with writing(Settings(database_url=url)) as connection:
        indexes = [index for table in VIEWS for index in table.indexes if not index.unique]
        for index in indexes:
            index.drop(connection)
        driver = Driver(connection)
        _fold(driver, [*registers, *_facts(base, total, versions, len(registers))])
        for copy in range(1, wanted // base):
            say(f"  copying: {copy * base:,} engagements")
            _copy(driver, copy, copy * base)
        for index in indexes:
            say(f"  indexing: {index.name}")
            index.create(connection)
        moments = [len(registers) + total * number for number in range(1, versions + 1)]
        _set_heads(driver, connection, moments[-1])
    say("")
    _measured(url)
    return Filled(total, moments)


def _facts(base: int, total: int, versions: int, before: int) -> Iterator[Recorded]:
    """All first versions come before all second ones; copies take the positions that are left free."""
    for number, item in enumerate([*asking_records.rare(), *asking_records.common(base)]):
        for fact in asking_records.history(item, versions):
            yield fact._replace(position=before + (fact.revision - 1) * total + number + 1)


def _fold(driver: Driver, facts: Iterable[Recorded]) -> None:
    for table, rows in folded(facts):
        if table.name in _OWN | _BY_STREAM or ("known_to" in table.c and table.name != "passage"):
            names = [column.name for column in table.columns]
            driver.insert(table.name, names[: len(rows[0])], rows)


def _copy(driver: Driver, number: int, later: int) -> None:
    for table in VIEWS:
        if table.name in _OWN | _BY_STREAM:
            names = [column.name for column in table.columns]
            values = ", ".join(_copied(table, name, number, later, is_postgres=driver.is_postgres) for name in names)
            first = f"{'engagement:' if table.name in _BY_STREAM else ''}0000-"
            key = names[0]
            sql = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM {table.name}"
            driver.run(f"{sql} WHERE {key} >= '{first}' AND {key} < '{first[:-1]}.'")


def _copied(table: Table, column: str, number: int, later: int, *, is_postgres: bool) -> str:
    """A column of a copy, as SQL."""
    prefix = f"{number:04}-"
    if column == "known_from":
        return f"known_from + {later}"
    if column == "known_to":
        return f"CASE WHEN known_to = {FOREVER} THEN known_to ELSE known_to + {later} END"
    if column in _DAYS and table.name in ("engagement", "heading"):
        return _moved(column, number, is_postgres)
    if column == "part_of" or (column == next(iter(table.columns)).name and table.name in _OWN):
        return f"'{prefix}' || substr({column}, {_OF_COPY + 1})"
    if column == "subject":
        return f"'engagement:{prefix}' || substr(subject, {len('engagement:') + _OF_COPY + 1})"
    return column


def _moved(column: str, number: int, is_postgres: bool) -> str:
    """A day of a copy: so many days later, or earlier where that would be after all others; what has none has none."""

    def by(days: int) -> Callable[[str], str]:
        sql = "to_char(date({0}) + ({1}), 'YYYY-MM-DD')" if is_postgres else "date({0}, '{1:+} days')"
        return lambda day: sql.format(day, days)

    days = number * 17 % asking_records.DAYS
    later, earlier = by(days), by(days - asking_records.DAYS)
    moved = (
        f"CASE WHEN {later('sort_day')} > '{asking_records.LAST_DAY}' THEN {earlier(column)} ELSE {later(column)} END"
    )
    return f"CASE WHEN sort_day = '{UNDATED}' OR {column} IS NULL THEN {column} ELSE {moved} END"


def _set_heads(driver: Driver, connection: Connection, position: int) -> None:
    # The triggers hold the head to a fact of the log, and there is none.
    where = " ON log_head" if driver.is_postgres else ""
    driver.run(f"DROP TRIGGER log_head_goes_forward{where}")
    driver.run("UPDATE log_head SET position = ?", [position])
    driver.run("UPDATE view_head SET position = ?, rules_version = ?", [position, RULES_VERSION])


def _measured(url: str) -> None:
    """Let PostgreSQL count what it holds, as its own daemon would within minutes."""
    if url.startswith("postgresql"):
        from bare import Bare

        bare = Bare(url)
        bare.run("VACUUM ANALYZE")
        bare.close()
