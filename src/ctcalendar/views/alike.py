"""Engagements that may be the one somebody else tells of: on the same first day, with who and where."""

from collections.abc import Iterable
from typing import NamedTuple

from ctcalendar.db.driver import Driver


class Alike(NamedTuple):
    """An engagement on record, as far as it is compared."""

    id: str
    kind: str
    edtf: str | None
    title: str | None
    countries: frozenset[str]
    parties: frozenset[str]
    people: frozenset[str]
    """Persons under whom they are counted."""


_NOW = "known_to = 9223372036854775807"


def on_days(driver: Driver, days: Iterable[str]) -> dict[str, list[Alike]]:
    """The engagements whose first day is among `days`, by that day; the retracted are left out."""
    sql = f"""SELECT id, kind, when_edtf, coalesce(title_en, title_ar), sort_day FROM engagement
        WHERE {_NOW} AND sort_day IN (??)"""
    rows = list(driver.rows_in(sql, set(days)))
    ids = [row[0] for row in rows]
    if not ids:
        return {}
    gone = _named(driver, "SELECT subject, subject FROM retraction", "subject", map("engagement:{}".format, ids))
    countries = _named(driver, "SELECT engagement, country FROM stop", "engagement", ids)
    parties = _named(
        driver, "SELECT subject, target FROM link", "field = 'parties' AND subject", map("engagement:{}".format, ids)
    )
    people = _named(driver, "SELECT engagement, person FROM participation", "engagement", ids)
    merged = merged_people(driver)
    found: dict[str, list[Alike]] = {}
    for identity, kind, edtf, title, day in rows:
        if f"engagement:{identity}" in gone:
            continue
        sides = frozenset(target.partition(":")[2] for target in parties.get(f"engagement:{identity}", ()))
        who = frozenset(merged.get(person, person) for person in people.get(identity, ()))
        where = frozenset(countries.get(identity, ()))
        found.setdefault(day, []).append(Alike(identity, kind, edtf, title, where, sides, who))
    return found


def merged_people(driver: Driver) -> dict[str, str]:
    """Persons who were merged -> the one under whom they are counted."""
    return dict(driver.rows(f"SELECT id, merged_into FROM person WHERE {_NOW} AND merged_into IS NOT NULL"))


def _named(driver: Driver, select: str, where: str, keys: Iterable[str]) -> dict[str, set[str]]:
    """What rows of a table name, by the first of the two columns."""
    found: dict[str, set[str]] = {}
    for key, named in driver.rows_in(f"{select} WHERE {_NOW} AND {where} IN (??)", keys):
        if named is not None:
            found.setdefault(key, set()).add(named)
    return found
