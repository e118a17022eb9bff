"""A new event type is told, in one failing test, which places are still missing.

To add one: its struct in domain/items.py or facts.py, a line in the table of domain/registry.py, and then these places.
"""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import pytest
from msgspec import inspect

from ctcalendar.domain.facts import Amended
from ctcalendar.domain.items import KINDS, Topic, fields_of
from ctcalendar.domain.references import named_by
from ctcalendar.domain.registry import EVENTS, EventType, Registry
from ctcalendar.dossier.shape import SECTIONS
from ctcalendar.views.rules import RULES
from ctcalendar.views.shapes import SHAPES
from domain.shapes import kinds_of_struct

ROOT = Path(__file__).parents[2]
GOLDENS = {path.name for path in (ROOT / "tests" / "golden" / "events").iterdir()}


def documented() -> str:
    """docs/events.md, or nothing while it is not there."""
    page = ROOT / "docs" / "events.md"
    return page.read_text(encoding="utf-8") if page.exists() else ""


def missing_places(
    event_types: Iterable[EventType],
    *,
    goldens: Collection[str] = GOLDENS,
    rules: Collection[str] = RULES,
    docs: str | None = None,
    sections: Collection[str] = frozenset(SECTIONS.values()),
) -> dict[str, list[str]]:
    """What each event type still lacks, by stored name: each place with what to do there. Complete types are left out.

    `goldens` are file names, `rules` stored names, `docs` the text of docs/events.md, `sections` kinds of item.
    """
    docs = documented() if docs is None else docs
    missing = {kind.name: list(_lacks(kind, goldens, rules, docs, sections)) for kind in event_types}
    return {name: places for name, places in missing.items() if places}


def _lacks(
    kind: EventType, goldens: Collection[str], rules: Collection[str], docs: str, sections: Collection[str]
) -> Iterable[str]:
    for version in range(1, kind.version + 1):
        if f"{kind.name}.v{version}.json" not in goldens:
            yield f"tests/golden/events/{kind.name}.v{version}.json: write an example by hand"
    if kind.name not in rules:
        yield f'src/ctcalendar/views/rules.py: @on("{kind.name}") and what it does to the rows; raise RULES_VERSION'
    if f"`{kind.name}`" not in docs:
        yield "docs/events.md: run `make golden`"
    item = kind.name.partition(".")[0]
    if kind.first and item not in sections:
        yield f"src/ctcalendar/dossier/shape.py: a section of dossiers (SECTIONS) whose items are of kind {item}"


def told(missing: dict[str, list[str]]) -> str:
    """What is missing, for the newcomer who reads the failure."""
    return "\n".join([f"{name}\n    " + "\n    ".join(places) for name, places in missing.items()])


def test_every_event_type_has_its_places():
    """A golden file for each version, a view rule, a line in the docs; for what begins a stream, a dossier section."""
    missing = missing_places(EVENTS)
    assert not missing, f"these event types are not complete:\n{told(missing)}"


def test_no_place_is_left_of_a_type_that_is_gone():
    """A golden file or a rule for a stored name that nobody knows would mean that history was renamed."""
    names = {kind.name for kind in EVENTS}
    assert {".".join(golden.split(".")[:2]) for golden in GOLDENS} == names
    assert set(RULES) == names


@pytest.fixture
def copy() -> Registry:
    """A copy of the registry, to add to."""
    made = Registry()
    for kind in EVENTS:
        made.add(kind.name, kind.shape, kind.says, version=kind.version, first=kind.first)
    return made


def test_a_new_type_that_begins_a_stream_is_told_all_four_places(copy: Registry):
    """And is the only one told of."""
    copy.add("treaty.deposited", Topic, "A treaty was deposited.", first=True)
    missing = missing_places(copy)
    assert list(missing) == ["treaty.deposited"]
    assert [place.partition(":")[0] for place in missing["treaty.deposited"]] == [
        "tests/golden/events/treaty.deposited.v1.json",
        "src/ctcalendar/views/rules.py",
        "docs/events.md",
        "src/ctcalendar/dossier/shape.py",
    ]
    assert told(missing).startswith("treaty.deposited\n    tests/golden/events/treaty.deposited.v1.json: write")


def test_a_new_type_that_follows_needs_no_dossier_section(copy: Registry):
    """Its kind has one already, or it is written by a command."""
    copy.add("engagement.adjourned", Amended, "An engagement was adjourned.")
    assert len(missing_places(copy)["engagement.adjourned"]) == 3


def test_a_new_version_needs_a_golden_file_of_its_own(copy: Registry):
    """The first version's file stays, and stays required."""
    shorter = [kind._replace(version=2) if kind.name == "topic.registered" else kind for kind in copy]
    assert missing_places(shorter) == {
        "topic.registered": ["tests/golden/events/topic.registered.v2.json: write an example by hand"]
    }
    assert missing_places(shorter, goldens={"topic.registered.v2.json"})["topic.registered"] == [
        "tests/golden/events/topic.registered.v1.json: write an example by hand"
    ]


@pytest.mark.parametrize(
    ("without", "place"),
    [
        ({"goldens": ()}, "tests/golden/events/person.registered.v1.json"),
        ({"rules": ()}, "src/ctcalendar/views/rules.py"),
        ({"docs": "`person.amended` and person.registered"}, "docs/events.md"),
        ({"sections": {"source"}}, "src/ctcalendar/dossier/shape.py"),
    ],
)
def test_each_place_is_looked_for(without: dict[str, Collection[str]], place: str):
    """A name in the docs counts where it stands in backticks, whole."""
    (lacking,) = missing_places([EVENTS["person.registered"]], **without)["person.registered"]  # type: ignore[arg-type]
    assert lacking.startswith(place)


# -- a new field ------------------------------------------------------------------------------------------------------


OF_THE_SAME_STREAM = {
    "Given.dispute",  # one of its disputes
    "Retracted.duplicate_of",  # another item of its kind: retracting looks it up
}


def _holds_an_id(info: Any) -> bool:
    if isinstance(info, inspect.StrType):
        return info.pattern is not None
    parts = [*getattr(info, "types", ()), getattr(info, "item_type", None)]
    return any(_holds_an_id(part) for part in parts if part is not None)


def test_every_field_that_names_another_item_says_of_which_kind():
    """In the table of domain/references.py: otherwise nobody would check that what it names exists."""
    structs = {struct for kind in EVENTS for struct in kinds_of_struct(kind.shape)}
    silent = [
        f"{struct.__name__}.{field.encode_name}"
        for struct in structs
        for field in inspect.type_info(struct).fields
        if _holds_an_id(field.type) and not list(named_by(struct, field.encode_name, "x", ""))
    ]
    assert sorted(name for name in silent if not name.endswith(".id") and name not in OF_THE_SAME_STREAM) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_an_item_is_shown_in_a_view(kind: str):
    """As columns, as rows or as links (views/shapes.py); id, citations and classification have rules of their own."""
    shape = SHAPES[kind]
    shown = {*shape.columns, *shape.children, *shape.links, "id", "citations", "classification"}
    assert set(fields_of(KINDS[kind])) - shown == set()
