"""The headings under which an engagement stands: they follow its rows, and stand with its day."""

from collections.abc import Mapping
from typing import Any

import pytest

from ctcalendar.domain.items import SeriesPlace
from ctcalendar.domain.values import Place, Text, When
from ctcalendar.views import tables
from ctcalendar.views.fold import Fold
from views.digest import KEPT, kept_facts
from views.folding import Row, Rows, rows_of, standing
from views.test_fold import FOREVER, amended, folded, held, recorded, versions, visit

DOHA = Place(name=Text(en="Doha", ar="الدوحة"), country="QA")


def headings(fold: Fold) -> set[str]:
    """The headings that stand."""
    rows = versions(fold, tables.HEADING, "heading")
    return {heading for heading, _, known_to in rows if known_to == FOREVER}


def test_an_engagement_stands_under_all_that_it_names():
    """Its parties, people, places in both languages and by country, topics, and its series."""
    item = visit(places=(DOHA,), topics=("security",), series=SeriesPlace(id="talks"))
    named = {"party:QA", "person:envoy", "person:host", "topic:security", "series:talks"}
    assert headings(folded(recorded(item))) == named | {"place:qa", "place:doha", "place:الدوحة"}


def test_what_is_named_twice_is_one_heading():
    """A city state is a place once, however it is told."""
    item = visit(places=(Place(name=Text(en="QA"), country="QA"), DOHA), participants=())
    assert headings(folded(recorded(item))) == {"party:QA", "place:qa", "place:doha", "place:الدوحة"}


def test_all_headings_move_with_the_day():
    """The old ones end when the day is told anew, and the new ones begin."""
    fold = folded(recorded(visit(participants=()), amended(("when", When(edtf="2018-06-01")))))
    assert versions(fold, tables.HEADING, "heading", "sort_day") == [
        ("party:QA", "2018-05-14", 1, 2),
        ("party:QA", "2018-06-01", 2, FOREVER),
    ]


def test_a_party_told_later_stands_with_the_day_of_the_first_fact():
    """The day is that of the rows as they stand, not of the fact that names the party."""
    fold = folded(recorded(visit(participants=()), amended(("parties", ("QA", "FR")))))
    assert versions(fold, tables.HEADING, "heading", "sort_day") == [
        ("party:QA", "2018-05-14", 1, FOREVER),
        ("party:FR", "2018-05-14", 2, FOREVER),
    ]


@pytest.mark.parametrize("change", [("title", Text(en="Tour")), ("mode", "virtual")], ids=str)
def test_what_names_nobody_moves_nothing(change: tuple[str, Any]):
    """Nor is any list read for it."""
    asked: list[str] = []

    def load(table: Any, first: str) -> Mapping[Any, Any]:
        asked.append(str(table.name))
        return {}

    folded(recorded(amended(change), revision=2), load)
    assert {"heading", "link", "stop", "participation"} & {*asked} == set()


def test_what_was_announced_and_then_held_keeps_its_headings():
    """The report tells all anew; what is the same does not begin again."""
    fold = folded(recorded(visit(), held()))
    assert {(known_from, known_to) for _, known_from, known_to in versions(fold, tables.HEADING, "heading")} == {
        (1, FOREVER)
    }


@pytest.mark.parametrize("whose", KEPT)
def test_headings_are_what_the_rows_name_at_any_moment(whose: str):
    """Of records with facts of every verb, after each tenth fact."""
    facts = kept_facts(whose)
    rows = rows_of(facts)
    for position in [*range(1, facts[-1].position, 10), facts[-1].position]:
        there = standing(rows, position)
        assert _told(there) == _named(there), position


def _told(rows: Rows) -> set[tuple[str, str, str]]:
    return {(row["engagement"], row["heading"], row["sort_day"]) for row in rows["heading"]}


def _named(rows: Rows) -> set[tuple[str, str, str]]:
    days = {row["id"]: row["sort_day"] for row in rows["engagement"]}
    found = {(row["subject"].partition(":")[2], row["target"]) for row in rows["link"] if _is_of_engagement(row)}
    for table, kind, columns in (
        ("engagement", "series", ("series",)),
        ("participation", "person", ("person",)),
        ("participation", "organisation", ("organisation",)),
        ("stop", "place", ("country", "name_en", "name_ar")),
    ):
        owner = "id" if table == "engagement" else "engagement"
        told = [(row[owner], row[column]) for row in rows[table] for column in columns if row[column]]
        found |= {(name, f"{kind}:{_small(value) if kind == 'place' else value}") for name, value in told}
    return {(name, heading, days[name]) for name, heading in found}


def _is_of_engagement(row: Row) -> bool:
    return str(row["subject"]).startswith("engagement:")


def _small(text: str) -> str:
    return "".join(one.lower() if one.isascii() else one for one in text)
