"""Fields become columns and rows, and come back as they were, but for citations inside them: those stand apart."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from ctcalendar.domain import codec
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import KINDS, LATER, Stream, fields_of
from ctcalendar.domain.paths import without_citations
from ctcalendar.domain.standing import Standing, evolve
from ctcalendar.views.fold import value_columns
from ctcalendar.views.shapes import SHAPES
from ctcalendar.views.tables import VIEWS
from views.folding import rows_of
from views.histories import recorded
from views.seeds import MANY, seeds, told

COLUMNS = {table.name: {column.name for column in table.columns} for table in VIEWS}
NO_FIELD = {"id", "citations", "classification"}


def states(facts: list[Recorded]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and plain fields of every item after every fact."""
    there: dict[Stream, Standing] = {}
    for fact in facts:
        there[fact.stream] = evolve(there.get(fact.stream), fact)
        plain = codec.plain(there[fact.stream].item)
        kind = fact.stream.kind
        yield kind, {field: plain.get(field) for field in fields_of(KINDS[kind]) if field not in NO_FIELD}


@pytest.mark.parametrize("seed", seeds(4, 6))
def test_a_row_gives_back_the_fields_it_was_made_of(seed: int):
    """Those that are columns of the item's own row; a field that is not known gives nulls, and none comes back."""
    for kind, fields in states(recorded(told(seed))):
        shape = SHAPES[kind]
        row = shape.row(fields)
        known = {field: value for field, value in fields.items() if field in shape.columns and value is not None}
        assert sorted(row) == sorted(shape.names)
        assert without_citations(shape.values(row)) == without_citations(known)


@pytest.mark.parametrize("seed", seeds(4, 6))
def test_some_fields_give_their_own_columns_alone(seed: int):
    """What a fact does not tell it does not touch."""
    for kind, fields in states(recorded(told(seed))):
        for field, value in fields.items():
            if field in SHAPES[kind].columns:
                assert SHAPES[kind].row({field: value}).keys() == SHAPES[kind].columns[field].row(None).keys()


@pytest.mark.parametrize("seed", seeds(4, 6))
def test_rows_of_members_give_back_the_members(seed: int):
    """Each element of a list of structs, in order, by its number or by its id."""
    for kind, fields in states(recorded(told(seed))):
        for field, child in SHAPES[kind].children.items():
            made = child.rows(fields[field])
            names = ["id" if child.by_id else "number"]
            rows = [dict(zip(names, key, strict=True)) | dict(values) for key, values in made.items()]
            assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
            assert all(sorted(values) == sorted(child.names) for values in made.values())
            assert [child.element(row) for row in rows] == without_citations(fields[field] or [])


def test_every_field_of_every_kind_has_its_place():
    """A field of an item is columns, rows of a child table, or links, and its columns are those of the table."""
    for kind, item in KINDS.items():
        shape = SHAPES[kind]
        placed = [*shape.columns, *shape.children, *shape.links]
        assert sorted(placed) == sorted(fields_of(item).keys() - NO_FIELD)
        more = {"merged_into"} if kind == "person" else set()
        assert {*shape.names, "id", "known_from", "known_to", *more} == COLUMNS[shape.table]
        for child in shape.children.values():
            keys = {"subject" if child.by_subject else kind, "id" if child.by_id else "number"}
            assert {*child.names, *keys, "known_from", "known_to"} == COLUMNS[child.table]


@pytest.mark.slow
def test_histories_fill_every_column():
    """What is drawn at random leaves no column of any view without a value: nothing is agreed on by being absent."""
    filled: dict[str, set[str]] = defaultdict(set)
    for seed in range(0, MANY, 3):
        for name, rows in rows_of(recorded(told(seed))).items():
            filled[name] |= {column for row in rows for column, value in row.items() if value is not None}
    assert {table.name: left for table in VIEWS if (left := {*value_columns(table)} - filled[table.name])} == {}


def test_what_facts_of_their_own_tell_is_a_field_too():
    """Status, cadence, deadlines and reports are kept like the fields that an item begins with."""
    for kind, item in KINDS.items():
        for field in LATER & fields_of(item).keys():
            assert field in {**SHAPES[kind].columns, **SHAPES[kind].children}
