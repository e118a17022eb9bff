"""What the rules come to: the rows of a record say what its streams have come to, then as now."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from ctcalendar.db.columns import FOREVER
from ctcalendar.domain.facts import Amended, FieldChange, Recorded
from ctcalendar.domain.items import Commitment, Stream
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.values import Citation, DeadlineSet, Text
from ctcalendar.views.fold import key_columns
from ctcalendar.views.tables import VIEWS
from views.folding import Rows, items, rows_of, standing
from views.histories import recorded
from views.saying import come_to, parting, said_by
from views.seeds import seeds, told

KEYS = {table.name: key_columns(table) for table in VIEWS}


def folded(seed: int) -> tuple[list[Recorded], Rows]:
    """The facts of a history, and all rows they come to."""
    facts = recorded(told(seed))
    return facts, rows_of(facts)


@pytest.mark.slow
def test_histories_tell_every_kind_of_fact():
    """What is drawn at random has something of every stored name, each several times over."""
    names = Counter(fact.name for seed in range(50) for facts in told(seed) for fact in facts)
    assert {event.name: names[event.name] for event in EVENTS if names[event.name] < 4} == {}


@pytest.mark.parametrize("seed", seeds(10, 20))
def test_rows_say_what_the_streams_have_come_to(seed: int):
    """Fields, claims and their ranks, disputes, retractions, mergers, classifications, histories, of every item."""
    facts, rows = folded(seed)
    assert parting(said_by(standing(rows)), come_to(facts)) == []


@pytest.mark.parametrize("seed", seeds(10, 20))
def test_rows_as_of_a_position_are_those_of_the_facts_up_to_it(seed: int):
    """Whatever came later: the same versions stand, since the same positions. Classifications alone are of today."""
    facts, rows = folded(seed)
    for position in range(seed % 9, len(facts) + 1, 9):
        then, asked = standing(rows_of(facts[:position])), standing(rows, as_of=position)
        assert [name for name in then if name != "classified" and then[name] != asked[name]] == [], position


@pytest.mark.parametrize("seed", seeds(10, 20))
def test_versions_of_a_row_follow_one_another(seed: int):
    """None is empty, none overlaps the next of its key, and one that follows at once says something else."""
    facts, rows = folded(seed)
    for name, found in rows.items():
        versions: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
        for row in found if name != "classified" else ():
            assert 1 <= row["known_from"] < row["known_to"]
            assert row["known_to"] <= len(facts) or row["known_to"] == FOREVER
            versions[tuple(row[key] for key in KEYS[name])].append(row)
        for listed in versions.values():
            for one, other in pairwise(sorted(listed, key=lambda row: row["known_from"])):
                assert one["known_to"] <= other["known_from"], name
                same = one | {"known_from": other["known_from"], "known_to": other["known_to"]} == other
                assert one["known_to"] < other["known_from"] or not same, name


def test_what_a_fact_tells_comes_after_a_list_told_anew():
    """However long that list: a deadline set after five were listed at once is the last."""
    plan = Stream("commitment", "plan")
    cited = (Citation(source="note"),)
    listed = [{"id": f"d{number}", "complete_by": "2019"} for number in range(1, 6)]
    change = FieldChange(field="deadlines", new=listed)
    history = [
        ("undertaken", Commitment(id="plan", form="other", parties=("QA",), text=Text(en="Plan"), engagement="talks")),
        ("amended", Amended(changes=(change,), cause="correction", reason="five were set")),
        ("deadline-set", DeadlineSet(id="d6", complete_by="2020", citations=cited)),
    ]
    facts = [
        Recorded(number, plan, number, f"commitment.{verb}", event, number, "tests")
        for number, (verb, event) in enumerate(history, 1)
    ]
    deadlines = items(standing(rows_of(facts)))[plan]["deadlines"]
    assert [deadline["id"] for deadline in deadlines] == ["d1", "d2", "d3", "d4", "d5", "d6"]
