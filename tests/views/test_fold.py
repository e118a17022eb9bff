"""The machinery between rules and rows, on what the rules really yield."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from sqlalchemy import Table

from ctcalendar.app.upkeep import transacting
from ctcalendar.db.columns import FOREVER
from ctcalendar.db.driver import Driver
from ctcalendar.domain import codec
from ctcalendar.domain.facts import Amended, EngagementHeld, Event, FieldChange, Recorded
from ctcalendar.domain.items import Engagement, Stream
from ctcalendar.domain.values import Citation, Participant, Text, When
from ctcalendar.errors import RebuildNeeded
from ctcalendar.views import tables
from ctcalendar.views.apply import apply
from ctcalendar.views.changes import Key
from ctcalendar.views.fold import Fold, Row, key_columns
from ctcalendar.views.version import RULES_VERSION
from views.databases import Databases
from views.ledger import all_rows

VISIT = Stream("engagement", "visit")
NOTE = (Citation(source="note"),)
ENVOY, HOST, GUEST = (Participant(person=name, party="QA", role="member") for name in ("envoy", "host", "guest"))


def visit(**fields: Any) -> Engagement:
    """A visit announced for the day 2018-05-14, with two people."""
    given = {"when": When(edtf="2018-05-14"), "participants": (ENVOY, HOST), "citations": NOTE, **fields}
    return Engagement(**{"id": "visit", "kind": "visit", "title": Text(en="Visit"), "parties": ("QA",), **given})


def held(**fields: Any) -> EngagementHeld:
    """The same, as it took place."""
    item = visit(**fields)
    return EngagementHeld(**{name: getattr(item, name) for name in item.__struct_fields__})


def amended(*changes: tuple[str, Any]) -> Amended:
    """Fields given other values."""
    made = tuple(FieldChange(field=field, new=codec.plain(value)) for field, value in changes)
    return Amended(changes=made, cause="correction", reason="it was told otherwise")


def recorded(*events: Event, positions: Iterable[int] = (), revision: int = 1) -> list[Recorded]:
    """Facts on the visit, at 1, 2, 3, … or the positions given."""
    at = list(positions) or range(1, len(events) + 1)
    return [
        Recorded(position, VISIT, number, f"engagement.{_verb(event)}", event, position * 1_000, "tests")
        for number, (position, event) in enumerate(zip(at, events, strict=True), revision)
    ]


def _verb(event: Event) -> str:
    return {EngagementHeld: "held", Engagement: "scheduled", Amended: "amended"}[type(event)]


def folded(facts: Sequence[Recorded], load: Any = None) -> Fold:
    """A fold of some facts."""
    fold = Fold(load)
    for fact in facts:
        fold.add(fact)
    return fold


def versions(fold: Fold, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    """The rows a fold would insert into a table: some columns, with known_from and known_to."""
    wanted = [*columns, "known_from", "known_to"]
    opened = {found.name: rows for found, rows in fold.opened()}.get(table.name, [])
    rows = [dict(zip(table.columns.keys(), row, strict=True)) for row in opened]
    return sorted((tuple(row[column] for column in wanted) for row in rows), key=lambda row: (row[-2:], row[:1]))


def test_several_facts_at_once_give_each_its_versions():
    """A stream written three times in one append has a row for each time, from one position to the next."""
    facts = recorded(visit(), amended(("when", When(edtf="2018-05-15"))), amended(("when", None)), positions=(1, 4, 9))
    assert versions(folded(facts), tables.ENGAGEMENT, "when_edtf") == [
        ("2018-05-14", 1, 4),
        ("2018-05-15", 4, 9),
        (None, 9, FOREVER),
    ]


def test_a_value_that_comes_back_is_a_version_of_its_own():
    """What was true, then not, then again, is told so: equal values with another between them are not joined."""
    there_and_back = [amended(("mode", "virtual")), amended(("mode", None))]
    fold = folded(recorded(visit(), *there_and_back))
    assert versions(fold, tables.ENGAGEMENT, "mode") == [(None, 1, 2), ("virtual", 2, 3), (None, 3, FOREVER)]


def test_one_fact_makes_one_version():
    """A fact's changes count by their net effect, however often it touches a row."""
    twice = amended(("mode", "virtual"), ("when", When(edtf="2019")), ("when", When(edtf="2018-06")))
    rows = versions(folded(recorded(visit(), twice)), tables.ENGAGEMENT, "mode", "when_edtf")
    assert rows == [(None, "2018-05-14", 1, 2), ("virtual", "2018-06", 2, FOREVER)]


def test_a_row_put_and_replaced_by_one_fact_is_one_row():
    """Children that a fact lists twice are those of the last list, and nothing remains of the first."""
    twice = amended(("participants", (GUEST, HOST, ENVOY)), ("participants", (GUEST,)))
    rows = versions(folded(recorded(visit(), twice)), tables.PARTICIPATION, "number", "person")
    assert rows == [(1, "envoy", 1, 2), (2, "host", 1, 2), (1, "guest", 2, FOREVER)]


def test_a_fact_that_ends_as_it_began_changes_no_row():
    """What is taken away and given back within one fact never went."""
    nothing = amended(("participants", ()), ("mode", "virtual"), ("participants", (ENVOY, HOST)), ("mode", None))
    fold = folded(recorded(visit(), nothing))
    assert versions(fold, tables.PARTICIPATION, "person") == [("envoy", 1, FOREVER), ("host", 1, FOREVER)]
    assert versions(fold, tables.ENGAGEMENT, "mode") == [(None, 1, FOREVER)]


def test_only_rows_that_differ_are_written():
    """Of a list told anew, members that stand where they stood keep their row; so does the item itself."""
    fold = folded(recorded(visit(), amended(("participants", (ENVOY, GUEST)))))
    assert versions(fold, tables.PARTICIPATION, "number", "person") == [
        (2, "host", 1, 2),
        (1, "envoy", 1, FOREVER),
        (2, "guest", 2, FOREVER),
    ]
    assert versions(fold, tables.ENGAGEMENT, "id") == [("visit", 1, FOREVER)]


def test_an_engagement_held_as_announced_changes_its_status_alone():
    """The whole item is told again, and the rows that say the same stay."""
    fold = folded(recorded(visit(), held()))
    assert versions(fold, tables.ENGAGEMENT, "status") == [("scheduled", 1, 2), ("held", 2, FOREVER)]
    for table in (tables.PARTICIPATION, tables.LINK):
        assert {row[-2:] for row in versions(fold, table)} == {(1, FOREVER)}


class Stored:
    """Rows of a database, as a fold loads them; remembers what it was asked for."""

    def __init__(self, fold: Fold) -> None:
        self._rows = {table.name: rows for table, rows in fold.opened()}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, table: Table, first: str) -> dict[Key, tuple[Row, int]]:
        self.asked.append((table.name, first))
        keys, temporal = len(key_columns(table)), "known_to" in table.c
        standing = [row for row in self._rows.get(table.name, []) if row[0] == first]
        if not temporal:
            return {row[:keys]: (row[keys:], 0) for row in standing}
        return {row[:keys]: (row[keys:-2], row[-2]) for row in standing if row[-1] == FOREVER}


def test_stored_rows_are_ended_where_they_differ_and_left_alone_elsewhere():
    """On top of what the database holds, a fold ends the rows that changed and inserts what takes their place."""
    stored = Stored(folded(recorded(visit())))
    fold = folded(recorded(amended(("participants", (ENVOY, GUEST))), positions=(7,), revision=2), stored)
    assert fold.ended == {
        "participation": [(("visit", 2), 1, 7)],
        "heading": [(("visit", "person:host"), 1, 7)],
    }
    assert versions(fold, tables.PARTICIPATION, "number", "person") == [(2, "guest", 7, FOREVER)]
    assert versions(fold, tables.ENGAGEMENT) == []


def test_a_stored_row_changed_twice_at_once_is_ended_once():
    """The stored row ends at the first of two changes; what stood between them is written as already ended."""
    stored = Stored(folded(recorded(visit())))
    changes = [amended(("mode", "virtual")), amended(("mode", "hybrid"))]
    fold = folded(recorded(*changes, positions=(7, 8), revision=2), stored)
    assert fold.ended["engagement"] == [(("visit",), 1, 7)]
    assert versions(fold, tables.ENGAGEMENT, "mode") == [("virtual", 7, 8), ("hybrid", 8, FOREVER)]


def test_nothing_is_loaded_for_a_stream_that_begins():
    """Rows of a new stream cannot be stored yet: the database is not asked."""
    stored = Stored(Fold())
    folded(recorded(visit(), amended(("mode", "virtual"))), stored)
    assert stored.asked == []
    folded(recorded(amended(("mode", "virtual")), revision=2), stored)
    assert ("engagement", "visit") in stored.asked


def test_a_classification_is_kept_as_it_stands_alone():
    """The one view without versions: the row is replaced, and goes when the item is public again."""
    private, public = held(classification="PRIVATE"), held()
    assert levels(folded(recorded(visit(classification="CONFIDENTIAL"), private))) == [1]
    assert levels(folded(recorded(visit(classification="CONFIDENTIAL"), public))) == []
    stored = Stored(folded(recorded(visit(classification="CONFIDENTIAL"))))
    fold = folded(recorded(private, public, private, revision=2, positions=(2, 3, 4)), stored)
    assert [ended.key for ended in fold.ended["classified"]] == [("engagement:visit",)]
    assert levels(fold) == [1]


def levels(fold: Fold) -> list[int]:
    """The levels a fold would insert."""
    return [row[1] for table, rows in fold.opened() if table is tables.CLASSIFIED for row in rows]


def test_a_rule_writes_only_below_its_own_stream():
    """A fact on one stream that would write rows of another is a mistake of ours, and stops everything."""
    (fact,) = recorded(visit(id="other"))
    with pytest.raises(AssertionError, match=r"engagement.scheduled writes engagement outside its stream"):
        Fold().add(fact)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        ("UPDATE view_head SET position = 1", "should stand at position 0 by rules"),
        ("UPDATE view_head SET rules_version = 0", "should stand at position 0 by rules"),
        ("DELETE FROM view_head", "should stand at position 0 by rules"),
        (None, "should stand at position 1 by rules"),
    ],
    ids=["ahead", "other rules", "no head", "behind"],
)
def test_facts_are_admitted_only_right_after_the_views(databases: Databases, damage: str | None, why: str):
    """Views that stand elsewhere, or are of other rules, take nothing: they would miss or repeat a fact in silence."""
    facts = recorded(visit(), positions=(1,) if damage else (2,))
    with databases.empty() as settings:
        before = all_rows(settings)
        with transacting(settings) as connection:
            if damage:
                Driver(connection).run(damage)
            with pytest.raises(RebuildNeeded, match=why) as refused:
                apply(connection, facts)
            assert refused.value.hint == "run: ctcalendar rebuild"
            apply(connection, [])
            Driver(connection).run("DELETE FROM view_head")
            Driver(connection).run("INSERT INTO view_head VALUES (1, 0, ?)", [RULES_VERSION])
        assert all_rows(settings) == before
