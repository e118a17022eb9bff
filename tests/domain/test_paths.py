"""Dotted paths into plain values: reading, replacing, and one path for one place."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctcalendar.domain.paths import (
    NoSuchField,
    by_ids,
    identity,
    is_within,
    overlaps,
    root,
    value_at,
    with_value_at,
    without_citations,
)

HEAD = {"person": "nathan-sales", "party": "US", "role": "head"}
GUEST = {"party": "QA", "role": "guest"}
ITEM: dict[str, Any] = {
    "id": "visit",
    "title": {"en": "Visit", "ar": "زيارة"},
    "participants": [HEAD, GUEST],
    "places": [{"name": {"en": "Doha"}}, {"country": "SA"}],
    "topics": ["borders", "2", "financing"],
    "says": [{"id": "first", "about": ["QA"], "citations": [{"source": "note"}]}],
}
PLACES = {
    "id": "visit",
    "title.ar": "زيارة",
    "participants.nathan-sales": HEAD,
    "participants.nathan-sales.role": "head",
    "participants.1.role": "head",
    "participants.QA": GUEST,
    "places.2.country": "SA",
    "places.1.name.en": "Doha",
    "topics.borders": "borders",
    "topics.3": "financing",
    "topics.2": "2",
    "says.first.about": ["QA"],
    "says.first.about.QA": "QA",
    "says.first.citations.note": {"source": "note"},
    "": ITEM,
}
NOWHERE = {
    "when": "when",
    "when.edtf": "when",
    "title.fr": "fr",
    "title.en.first": "first",
    "participants.nobody": "nobody",
    "participants.3": "3",
    "participants.0": "0",
    "places.01": "01",
    "places.-1": "-1",
    "places.١": "١",
    "topics.4": "4",
    "id.x": "x",
    "title.": "",
    ".title": "",
}


@pytest.mark.parametrize(("path", "value"), PLACES.items())
def test_a_path_leads_to_a_value(path: str, value: Any):
    """By field, by the id of a member, or by its number from one; an id goes before a number."""
    assert value_at(ITEM, path) == value


@pytest.mark.parametrize(("path", "step"), NOWHERE.items())
def test_a_path_that_leads_nowhere_says_at_which_step(path: str, step: str):
    """An absent field is nowhere; one number has one spelling."""
    with pytest.raises(NoSuchField) as caught:
        value_at(ITEM, path)
    assert (caught.value.path, caught.value.step) == (path, step)


# -- replacing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in PLACES if path])
def test_a_value_is_replaced_where_the_path_leads(path: str):
    """In a copy; nothing else changes, and the value itself is left alone."""
    before = repr(ITEM)
    after = with_value_at(ITEM, path, {"id": path.rpartition(".")[2]})
    assert repr(ITEM) == before
    assert {"id": path.rpartition(".")[2]} in list(everything(after))
    for other in PLACES:
        if other and not overlaps(by_ids(ITEM, other), by_ids(ITEM, path)):
            assert value_at(after, other) == PLACES[other]


def everything(value: Any) -> Any:
    """A plain value and all that is inside it."""
    yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything(part)


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("when.edtf", "when"),
        ("participants.nobody.role", "nobody"),
        ("places.3", "3"),
        ("title.en.first", "first"),
        ("title..en", ""),
    ],
)
def test_only_the_last_step_may_be_new(path: str, step: str):
    """And only to what has fields: a list gets no new member by a path."""
    assert with_value_at(ITEM, "when", 1)["when"] == 1
    assert with_value_at(ITEM, "title.fr", "Visite")["title"]["fr"] == "Visite"
    with pytest.raises(NoSuchField) as caught:
        with_value_at(ITEM, path, 1)
    assert caught.value.step == step


NAMES = st.sampled_from(["a", "b", "id"])
TREES: st.SearchStrategy[Any] = st.dictionaries(
    NAMES,
    st.recursive(st.integers(), lambda inner: st.dictionaries(NAMES, inner, min_size=1) | st.lists(inner)),
    min_size=1,
)


@settings(max_examples=40)
@given(TREES, st.data())
def test_what_is_put_somewhere_is_found_there_and_what_stood_there_can_be_put_back(tree: Any, data: st.DataObject):
    """In any tree, at any path that leads somewhere by fields and numbers."""
    path = data.draw(st.sampled_from(sorted(paths(tree))))
    after = with_value_at(tree, path, 0.5)
    assert value_at(after, path) == 0.5
    assert with_value_at(after, path, value_at(tree, path)) == tree


def paths(value: Any, above: str = "") -> Any:
    """All paths below a plain value, by fields and numbers."""
    steps = value.items() if isinstance(value, dict) else enumerate(value, 1) if isinstance(value, list) else ()
    for step, part in steps:
        yield f"{above}{step}"
        yield from paths(part, f"{above}{step}.")


# -- one place, one path ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "by_id"),
    [
        ("participants.1.role", "participants.nathan-sales.role"),
        ("participants.2", "participants.QA"),
        ("topics.1", "topics.borders"),
        ("topics.2", "topics.2"),
        ("places.2.country", "places.2.country"),
        ("says.1.about.1", "says.first.about.QA"),
        ("says.first.about", "says.first.about"),
        ("when.edtf", "when.edtf"),
        ("participants.9.role", "participants.9.role"),
        ("title.en.1", "title.en.1"),
        ("progress", "progress"),
        ("", ""),
    ],
)
def test_a_number_becomes_the_id_of_the_member_it_leads_to(path: str, by_id: str):
    """Where that id leads to the same member; what leads nowhere stays as it is."""
    assert by_ids(ITEM, path) == by_id


def test_a_second_member_of_the_same_id_keeps_its_number():
    """Two guests of one party: the party leads to the first."""
    two = {"participants": [GUEST, dict(GUEST)]}
    assert by_ids(two, "participants.1") == "participants.QA"
    assert by_ids(two, "participants.2") == "participants.2"


@pytest.mark.parametrize("path", [path for path in PLACES if path])
def test_a_path_by_ids_leads_to_the_same_place(path: str):
    """Always."""
    assert value_at(ITEM, by_ids(ITEM, path)) is value_at(ITEM, path)


@pytest.mark.parametrize(
    ("path", "other", "within", "overlapping"),
    [
        ("title.en", "title", True, True),
        ("title", "title", True, True),
        ("title", "title.en", False, True),
        ("title.en", "title.ar", False, False),
        ("titles", "title", False, False),
        ("title", "titles", False, False),
    ],
)
def test_a_path_is_within_another_step_by_step(path: str, other: str, within: bool, overlapping: bool):
    """A word that begins like another is not within it."""
    assert is_within(path, other) is within
    assert overlaps(path, other) is overlaps(other, path) is overlapping


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ({"id": "a", "person": "b"}, "a"),
        ({"person": "b", "party": "QA"}, "b"),
        ({"instrument": "c"}, "c"),
        ({"party": "QA"}, "QA"),
        ({"source": "s"}, "s"),
        ({"name": "x"}, None),
        ("QA", "QA"),
        (3, None),
    ],
)
def test_a_member_is_known_by_the_first_id_it_has(element: Any, name: str | None):
    """Its own, then that of whom or what it names."""
    assert identity(element) == name


def test_a_path_begins_with_a_field():
    """Of the item."""
    assert [root(path) for path in ("when", "when.edtf", "says.first.text")] == ["when", "when", "says"]


def test_what_is_claimed_is_without_who_says_so():
    """At any depth; lists stay lists."""
    value = [{"text": "a", "citations": [{"source": "note"}], "inner": ({"citations": []},)}]
    assert without_citations(value) == [{"text": "a", "inner": [{}]}]
