"""Stored names are for ever: what is registered, what is decoded, and the way from older shapes."""

import re
from typing import Any

import msgspec
import pytest

from ctcalendar.domain.facts import (
    Amended,
    Corroborated,
    Disputed,
    DisputeSettled,
    EngagementHeld,
    Reclassified,
    Reinstated,
    Retracted,
)
from ctcalendar.domain.items import KINDS, Item, Person, Topic
from ctcalendar.domain.registry import EVENTS, Payload, Registry
from ctcalendar.domain.streams import KIND_NAMES, NEWEST
from ctcalendar.errors import DatabaseTooNew

LABEL: dict[str, Any] = {"id": "financing", "label": {"en": "Financing"}}


def topics(version: int = 3) -> Registry:
    """A registry in which a topic's label was once called name, and before that a bare text."""
    made = Registry()
    made.add("topic.registered", Topic, "A topic was registered.", version=version, first=True)

    @made.upcast("topic.registered", from_version=1)
    def _a_name_was_once_english_alone(payload: Payload) -> Payload:
        return {**payload, "name": {"en": payload["name"]}}

    @made.upcast("topic.registered", from_version=2)
    def _a_label_was_once_a_name(payload: Payload) -> Payload:
        return {**{key: value for key, value in payload.items() if key != "name"}, "label": payload["name"]}

    return made


@pytest.mark.parametrize(
    ("version", "data"),
    [
        (1, '{"id":"financing","name":"Financing"}'),
        (2, '{"id":"financing","name":{"en":"Financing"}}'),
        (3, '{"id":"financing","label":{"en":"Financing"}}'),
    ],
)
def test_every_older_shape_is_brought_to_the_newest_step_by_step(version: int, data: str):
    """From text and from bytes alike."""
    newest = msgspec.convert(LABEL, Topic)
    assert topics().decode("topic.registered", version, data) == newest
    assert topics().decode("topic.registered", version, data.encode()) == newest


@pytest.mark.parametrize(("name", "version"), [("topic.renamed", 1), ("topic.registered", 4), ("topic.registered", 0)])
def test_what_a_newer_program_wrote_is_refused_by_name_and_version(name: str, version: int):
    """With what to do; the database is left alone."""
    with pytest.raises(DatabaseTooNew, match=f"facts of type {name} version {version}") as caught:
        topics().decode(name, version, "{}")
    assert caught.value.hint is not None
    assert not topics().readable(name, version)


def test_a_version_is_readable_only_if_every_step_to_the_newest_is_there():
    """A missing upcaster is found at start-up, not when the fact is read."""
    assert [version for version in range(6) if topics().readable("topic.registered", version)] == [1, 2, 3]
    assert [version for version in range(6) if topics(version=5).readable("topic.registered", version)] == [5]


def test_a_stored_name_is_given_once():
    """It means one thing for ever."""
    with pytest.raises(AssertionError, match="stands here already"):
        topics().add("topic.registered", Person, "Something else.")


def test_a_registry_tells_what_it_holds():
    """By name, and each type with its version, shape and line for the docs."""
    made = topics()
    assert "topic.registered" in made
    assert "topic.renamed" not in made
    (kind,) = made
    assert made["topic.registered"] == kind
    assert kind[:3] == ("topic.registered", 3, Topic)
    assert kind.first


def test_damaged_data_is_not_taken_for_a_newer_program():
    """What is known and cannot be read is an error of the data."""
    with pytest.raises(msgspec.DecodeError):
        EVENTS.decode("topic.registered", 1, "{")
    with pytest.raises(msgspec.ValidationError):
        EVENTS.decode("topic.registered", 1, '{"id":"x"}')


@pytest.mark.parametrize("kind", list(EVENTS), ids=lambda kind: kind.name)
def test_a_stored_name_is_a_kind_and_a_past_fact(kind: Any):
    """`kind.verb`, with a sentence that says what happened."""
    prefix, verb = kind.name.split(".")
    assert prefix in KINDS
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", verb)
    assert re.fullmatch(r"[A-Z].*\.", kind.says)
    assert kind.version >= 1


def test_the_newest_versions_are_known_without_the_shapes():
    """Who reads views alone finds out by this table that there is nothing in the log which this program cannot read."""
    assert {kind.name: kind.version for kind in EVENTS} == NEWEST
    assert tuple(KINDS) == KIND_NAMES


def test_every_version_up_to_the_newest_can_be_read():
    """Once stored, readable for ever."""
    assert not [
        kind.name for kind in EVENTS for version in range(1, kind.version) if not EVENTS.readable(kind.name, version)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_begins_with_an_item_of_its_own(kind: str):
    """An engagement in two ways: announced, or held at once."""
    firsts = [found for found in EVENTS if found.first and found.name.startswith(f"{kind}.")]
    assert firsts
    assert all(issubclass(found.shape, KINDS[kind]) for found in firsts)


OF_ANY_KIND = {
    "amended": Amended,
    "corroborated": Corroborated,
    "disputed": Disputed,
    "dispute-settled": DisputeSettled,
    "retracted": Retracted,
    "reinstated": Reinstated,
    "reclassified": Reclassified,
}


@pytest.mark.parametrize("kind", KINDS)
def test_seven_things_may_be_said_of_any_kind(kind: str):
    """One struct serves each of them; the stored name carries the kind."""
    assert {verb: EVENTS[f"{kind}.{verb}"].shape for verb in OF_ANY_KIND} == OF_ANY_KIND


def test_some_things_are_said_of_one_kind_only():
    """Of an engagement, an instrument, a commitment, a series, a person."""
    others = {kind.name for kind in EVENTS if not kind.first and kind.name.partition(".")[2] not in OF_ANY_KIND}
    assert others == {
        *("engagement.rescheduled", "engagement.cancelled"),
        *("instrument.status-changed", "instrument.progress-reported"),
        *("commitment.deadline-set", "commitment.progress-reported"),
        *("series.cadence-set", "series.suspended", "series.resumed", "series.closed"),
        *("person.merged", "person.split"),
    }


def test_only_what_holds_an_item_begins_a_stream():
    """And whatever holds one may: an engagement held without announcement, too."""
    assert {kind.name for kind in EVENTS if kind.first} == {
        kind.name for kind in EVENTS if issubclass(kind.shape, Item)
    }
    assert EVENTS["engagement.held"].shape is EngagementHeld
