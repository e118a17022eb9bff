"""Reading the log: what an instant means, in which order facts come, and facts of older and newer programs."""

from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.db.driver import Driver
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Amended
from ctcalendar.domain.items import Topic
from ctcalendar.domain.registry import Registry
from ctcalendar.domain.values import Value
from ctcalendar.errors import DamagedRecord, DatabaseTooNew
from ctcalendar.log.append import NewFact
from ctcalendar.log.facts import decoded, histories
from ctcalendar.log.read import (
    by_stream,
    existing,
    facts_of_command,
    head,
    position_at,
    raw,
    refuse_unreadable,
    stored_types,
    streams_of_kind,
)
from ctcalendar.views.filter import Filter
from log.building import NOON, SECOND, Log, amended, canonical, command, registered


def three_appends(log: Log) -> None:
    """At noon one fact, ten seconds later three, and ten seconds after that one."""
    log.append(command("one", registered("a")))
    log.append(command("two", registered("b"), amended("a"), amended("b")), now_us=NOON + 10 * SECOND)
    log.append(command("three", amended("a")), now_us=NOON + 20 * SECOND)


# -- what an instant means ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "position"),
    [
        (0, 0),
        (NOON - 1, 0),
        (NOON, 1),
        (NOON + 1, 1),
        (NOON + 10 * SECOND - 1, 1),
        (NOON + 10 * SECOND, 4),
        (NOON + 15 * SECOND, 4),
        (NOON + 20 * SECOND, 5),
        (NOON + 10**9 * SECOND, 5),
    ],
)
def test_an_instant_is_the_last_position_at_or_before_it(log: Log, instant: int, position: int):
    """Before the first fact it is nought, and an append is never cut in two."""
    three_appends(log)
    with log.reader() as reader:
        assert position_at(reader, instant) == position


def test_an_instant_in_an_empty_log_is_nought(log: Log):
    """There is nothing at or before it."""
    with log.reader() as reader:
        assert position_at(reader, NOON) == 0


def test_every_moment_of_a_longer_log_finds_its_position(log: Log):
    """Halving meets no edge: the moment of each fact, and the microsecond before it."""
    for number in range(33):
        log.append(command(f"c{number}"), now_us=NOON + 10 * number)
    with log.reader() as reader:
        assert [position_at(reader, NOON + 10 * number) for number in range(33)] == list(range(1, 34))
        assert [position_at(reader, NOON + 10 * number - 1) for number in range(33)] == list(range(33))


# -- in which order -------------------------------------------------------------------------------------------------


def test_rows_come_in_order_of_position(log: Log):
    """After a position, of one stream, or so many."""
    three_appends(log)
    with log.reader() as reader:
        rows = list(raw(reader))
        assert rows == log.stored().rows
        assert list(raw(reader, after=3)) == rows[3:]
        assert list(raw(reader, limit=2)) == rows[:2]
        assert [row.position for row in raw(reader, stream="topic:a")] == [1, 3, 5]
        assert [row.position for row in raw(reader, stream="topic:a", after=1, limit=1)] == [3]
        assert list(raw(reader, after=5)) == []
        assert head(reader) == (5, rows[-1].hash, NOON + 20 * SECOND)


def test_a_reader_may_stop_half_way(log: Log):
    """And ask something else, on the same Reader."""
    log.append(command("many", *(registered(f"t{number}") for number in range(2_500))))
    with log.reader() as reader:
        assert next(raw(reader)).position == 1
        assert [row.position for row, _ in zip(raw(reader, after=2), "ab", strict=False)] == [3, 4]
        assert head(reader)[0] == 2_500


def test_streams_come_one_after_another(log: Log):
    """In the order of their names by code point, oldest fact first within each: so views are rebuilt."""
    log.append(command("one", registered("b"), registered("a"), registered("Z"), registered("a-1"), amended("b")))
    with log.transaction() as connection:
        rows = list(by_stream(Driver(connection)))
    assert [(row.stream, row.revision) for row in rows] == [
        ("topic:Z", 1),
        ("topic:a", 1),
        ("topic:a-1", 1),
        ("topic:b", 1),
        ("topic:b", 2),
    ]


def test_histories_are_those_of_the_streams_asked_for(log: Log):
    """Oldest first, decoded; a stream without facts is absent; more streams than a statement has room for."""
    three_appends(log)
    with log.transaction() as connection:
        asked = [*(f"topic:none{number}" for number in range(1_200)), "topic:b", "topic:a"]
        found = histories(Driver(connection), asked)
        assert existing(Driver(connection), asked) == {"topic:a", "topic:b"}
    assert {stream: [fact.position for fact in facts] for stream, facts in found.items()} == {
        "topic:a": [1, 3, 5],
        "topic:b": [2, 4],
    }
    assert isinstance(found["topic:a"][0].event, Topic)
    assert isinstance(found["topic:a"][1].event, Amended)


def test_ids_of_a_kind_are_of_that_kind_alone(log: Log):
    """Not of one whose name begins alike, and each once."""
    facts = [
        NewFact(stream, "topic.registered", 1, "{}")
        for stream in ("topic:a", "topic:b:c", "topical:x", "topi:x", "topic;:x")
    ]
    log.append(command("one", *facts, amended("a")))
    with log.transaction() as connection:
        assert sorted(streams_of_kind(Driver(connection), "topic")) == ["a", "b:c"]


def test_the_facts_of_a_command_come_in_their_order(log: Log):
    """Of that command and no other."""
    three_appends(log)
    with log.transaction() as connection:
        assert facts_of_command(Driver(connection), "two") == log.stored().rows[1:4]
        assert facts_of_command(Driver(connection), "none") == []


# -- facts of newer programs ----------------------------------------------------------------------------------------

UNREADABLE = [NewFact("topic:x", "topic.sung", 1, "{}"), registered("x")._replace(version=2)]


@pytest.mark.parametrize("fact", UNREADABLE, ids=["type", "version"])
def test_a_stored_type_this_program_does_not_know_is_found(log: Log, fact: NewFact):
    """From the counts alone, without reading the log; verify and backup still work on it."""
    log.append(command("one"), command("two", fact))
    with log.reader() as reader, pytest.raises(DatabaseTooNew, match=f"{fact.type} version {fact.version}") as refused:
        refuse_unreadable(stored_types(reader))
    assert "upgrade" in (refused.value.hint or "")
    assert log.verify().problem is None
    assert len(log.backup()) == 4


@pytest.mark.parametrize("fact", UNREADABLE, ids=["type", "version"])
def test_a_record_with_unknown_facts_is_refused_at_start_up(app: App, fact: NewFact):
    """To read, to write, to initialise and to rebuild: before anything is shown or done."""
    newer = Log(app.settings.database)
    newer.append(command("one", fact))
    before = newer.stored()
    for attempt in (
        lambda: app.history(Filter(), clearance=Clearance.CONFIDENTIAL),
        lambda: app.record([("a.yaml", b"dossier: 1\ntopics:\n- id: t\n  label: {en: T}\n")]),
        app.init,
        app.rebuild,
    ):
        with pytest.raises(DatabaseTooNew):
            attempt()
    assert newer.stored() == before
    newer.close()


def test_data_that_has_not_the_shape_of_its_type_is_damage(log: Log):
    """It names the position and what is wrong, where a decoder's own error would name neither."""
    log.append(command("one", NewFact("topic:x", "topic.registered", 1, canonical({"id": "x", "label": 7}))))
    with pytest.raises(DamagedRecord, match=r"position 1: .*topic\.registered.*label"):
        decoded(log.stored().rows[0])


# -- facts of older programs ----------------------------------------------------------------------------------------


class Toast(Value, frozen=True, kw_only=True):
    """An event type whose shape has changed twice."""

    by: tuple[str, ...]
    words: str
    standing: bool


def toasts() -> Registry:
    """First there was one `speaker`; then several, `by`; then it was kept whether they stood."""
    registry = Registry()
    registry.add("toast.given", Toast, "A toast was given.", version=3)  # type: ignore[arg-type]

    @registry.upcast("toast.given", from_version=1)
    def _one_speaker_became_several(payload: dict[str, Any]) -> dict[str, Any]:
        return {"by": [payload["speaker"]], "words": payload["words"]}

    @registry.upcast("toast.given", from_version=2)
    def _everybody_stood_then(payload: dict[str, Any]) -> dict[str, Any]:
        return payload | {"standing": True}

    return registry


@pytest.mark.parametrize(
    ("version", "payload"),
    [
        (1, {"speaker": "الأنصاري", "words": "صداقة"}),
        (2, {"by": ["الأنصاري"], "words": "صداقة"}),
        (3, {"by": ["الأنصاري"], "standing": True, "words": "صداقة"}),
    ],
)
def test_an_old_fact_is_read_in_its_newest_shape(version: int, payload: dict[str, Any]):
    """Version 1 passes through both upcasters, version 2 through one, version 3 through none."""
    assert toasts().decode("toast.given", version, canonical(payload)) == Toast(
        by=("الأنصاري",), words="صداقة", standing=True
    )


@pytest.mark.parametrize(("name", "version"), [("toast.given", 4), ("toast.given", 0), ("toast.refused", 1)])
def test_a_version_without_a_way_to_the_newest_is_unreadable(name: str, version: int):
    """A newer one, one from before the first, and a name that is not ours."""
    assert not toasts().readable(name, version)
    with pytest.raises(DatabaseTooNew):
        toasts().decode(name, version, "{}")


def test_a_missing_upcaster_makes_all_versions_before_it_unreadable():
    """From 1 to 3 there is a way only if every step is there."""
    registry = Registry()
    registry.add("toast.given", Toast, "A toast was given.", version=3)  # type: ignore[arg-type]
    registry.upcast("toast.given", from_version=1)(lambda payload: payload)
    assert [registry.readable("toast.given", version) for version in (1, 2, 3)] == [False, False, True]
