"""Verifying: a whole log is clean, and whatever is damaged behind the triggers' back is found at its first position."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from ctcalendar.log.rows import LogRow
from log.building import NOON, SECOND, Log, amended, append_in, canonical, command, rechained, registered

HASH = "ab" * 32


def seven_facts(log: Log) -> list[LogRow]:
    """Four appends on three streams."""
    with log.transaction() as connection:
        append_in(connection, command("one", registered("a"), amended("a")))
        both = command("two", registered("b")), command("three", registered("c"), amended("b"))
        append_in(connection, *both, now_us=NOON + SECOND)
        append_in(connection, command("four", amended("a")), now_us=NOON + 2 * SECOND)
        append_in(connection, command("five", amended("c")), now_us=NOON + 3 * SECOND)
    return log.stored().rows


# -- clean ----------------------------------------------------------------------------------------------------------


def test_an_empty_log_is_whole(log: Log):
    """No facts, and the hash is genesis."""
    assert log.verify() == (0, "00" * 32, None, None)


def test_a_whole_log_gives_its_length_and_last_hash(log: Log):
    """The hash that one keeps elsewhere, to prove later that the end was not cut off."""
    rows = seven_facts(log)
    assert log.verify() == (7, rows[-1].hash, None, None)


# -- damaged by statements ------------------------------------------------------------------------------------------


class Damage(NamedTuple):
    """One thing altered after the triggers are gone; `position` is the first bad one and `problem` a part of why."""

    says: str
    statements: tuple[str, ...]
    position: int
    problem: str


def altered(column: str, value: object, *, position: int = 4, problem: str = "altered") -> Damage:
    spelled = f"'{value}'" if isinstance(value, str) else value
    return Damage(column, (f"UPDATE log SET {column} = {spelled} WHERE position = {position}",), position, problem)


def moved(first: int, second: int) -> tuple[str, ...]:
    """Two rows change places, columns and all."""
    steps = ((first, -1), (second, first), (-1, second))
    return tuple(f"UPDATE log SET position = {new} WHERE position = {old}" for old, new in steps)


DAMAGES = [
    Damage(
        "one byte of data",
        ("UPDATE log SET data = replace(data, 'Terrorism', 'terrorism') WHERE position = 3",),
        3,
        "altered",
    ),
    Damage("one Arabic letter", ("UPDATE log SET data = replace(data, 'إ', 'ا') WHERE position = 1",), 1, "altered"),
    Damage("a space after the data", ("UPDATE log SET data = data || ' ' WHERE position = 7",), 7, "altered"),
    Damage("data of another fact", ("UPDATE log SET data = (SELECT data FROM log WHERE position = 6)",), 1, "altered"),
    altered("data", "", problem="altered"),
    altered("data", "{}", position=7),
    altered("type", "topic.retracted"),
    altered("version", 2),
    altered("recorded_at", NOON + SECOND + 1),
    altered("recorded_by", "somebody"),
    altered("command_id", "other"),
    altered("command_index", 5),
    altered("command_sha256", HASH),
    altered("hash", HASH),
    altered("hash", "", position=1),
    altered("stream", "topic:z", problem="altered"),
    altered("stream", "topic:c", position=6, problem="revision 3 of topic:c follows revision 1"),
    altered("revision", 9, problem="revision 9 of topic:c follows revision 0"),
    altered("recorded_at", NOON - 1, problem="recorded before"),
    Damage("moment of the first", ("UPDATE log SET recorded_at = recorded_at - 1 WHERE position = 1",), 1, "altered"),
    Damage("two rows swapped", moved(3, 4), 3, "altered"),
    Damage("two rows of a stream swapped", moved(1, 2), 1, "revision 2 of topic:a follows revision 0"),
    Damage("the first row deleted", ("DELETE FROM log WHERE position = 1",), 1, "position 1 is missing"),
    Damage("a middle row deleted", ("DELETE FROM log WHERE position = 4",), 4, "position 4 is missing"),
    Damage(
        "a middle row deleted and the gap closed",
        (
            "DELETE FROM log WHERE position = 4",
            *(f"UPDATE log SET position={n} WHERE position={n + 1}" for n in (4, 5)),
        ),
        4,
        "altered",
    ),
    Damage("the last row deleted", ("DELETE FROM log WHERE position = 7",), 7, "facts at the end are missing"),
    Damage("the last two rows deleted", ("DELETE FROM log WHERE position > 5",), 6, "facts at the end are missing"),
    Damage("every row deleted", ("DELETE FROM log",), 1, "facts at the end are missing"),
    Damage(
        "the last row deleted and the head set back",
        (
            "DELETE FROM log WHERE position = 7",
            "UPDATE log_head SET position = 6, hash = (SELECT hash FROM log WHERE position = 6), "
            "recorded_at = (SELECT recorded_at FROM log WHERE position = 6)",
        ),
        6,
        "counts",
    ),
    Damage("a count changed", ("UPDATE log_type SET count = count + 1 WHERE type = 'topic.amended'",), 7, "counts"),
    Damage("a count missing", ("DELETE FROM log_type WHERE type = 'topic.amended'",), 7, "counts"),
    Damage("a count of nothing", ("INSERT INTO log_type VALUES ('topic.disputed', 1, 0)",), 7, "counts"),
    Damage("the head's hash", (f"UPDATE log_head SET hash = '{HASH}'",), 7, "head"),
    Damage("the head's moment", ("UPDATE log_head SET recorded_at = recorded_at + 1",), 7, "head"),
    Damage("the head ahead", ("UPDATE log_head SET position = 8",), 8, "its head says 8"),
    Damage("the head behind", ("UPDATE log_head SET position = 6",), 7, "its head says 6"),
    Damage("the head deleted", ("DELETE FROM log_head",), 7, "head"),
]

OF_OTHER_KINDS = [
    Damage("data as bytes", ("UPDATE log SET data = CAST(data AS BLOB) WHERE position = 4",), 4, "altered"),
    Damage("data not UTF-8", ("UPDATE log SET data = CAST(x'7BFF7D' AS TEXT) WHERE position = 4",), 4, "altered"),
    Damage("a stream not UTF-8", ("UPDATE log SET stream = CAST(x'FF' AS TEXT) WHERE position = 1",), 1, "altered"),
    Damage("a moment in words", ("UPDATE log SET recorded_at = 'yesterday' WHERE position = 4",), 4, "altered"),
    Damage("a moment with a fraction", ("UPDATE log SET recorded_at = 1.5 WHERE position = 4",), 4, "altered"),
    Damage("a revision in words", ("UPDATE log SET revision = 'first' WHERE position = 4",), 4, "altered"),
    Damage("a hash as bytes", ("UPDATE log SET hash = CAST(hash AS BLOB) WHERE position = 7",), 7, "altered"),
    Damage("a head in words", ("UPDATE log_head SET position = 'top'",), 7, "head"),
    Damage("a head not UTF-8", ("UPDATE log_head SET hash = CAST(x'FF' AS TEXT)",), 7, "head"),
]
"""What SQLite lets into any column, and PostgreSQL does not."""


def _found(log: Log, damage: Damage) -> None:
    seven_facts(log)
    log.drop_guards()
    for statement in damage.statements:
        log.run(statement)
    found = log.verify()
    assert found.position == damage.position
    assert damage.problem in (found.problem or "")


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.says)
def test_damage_is_found_at_its_first_position(log: Log, damage: Damage):
    """And named for what it is."""
    _found(log, damage)


@pytest.mark.parametrize("damage", OF_OTHER_KINDS, ids=lambda damage: damage.says)
def test_values_of_the_wrong_kind_are_found_and_not_stumbled_over(sqlite_log: Log, damage: Damage):
    """An SQLite file holds any bytes in any column."""
    _found(sqlite_log, damage)


# -- forged by somebody who knows the formula -----------------------------------------------------------------------


class Forgery(NamedTuple):
    """Rows rewritten and every hash after them recomputed, so that only another rule can tell."""

    says: str
    rewrite: Callable[[list[LogRow]], list[LogRow]]
    position: int
    problem: str


def replaced(position: int, **columns: Any) -> Callable[[list[LogRow]], list[LogRow]]:
    return lambda rows: [row._replace(**columns) if row.position == position else row for row in rows]


def _without_4(rows: list[LogRow]) -> list[LogRow]:
    return [row for row in rows if row.position != 4]


def _without_4_and_closed(rows: list[LogRow]) -> list[LogRow]:
    return [row._replace(position=number) for number, row in enumerate(_without_4(rows), 1)]


FORGERIES = [
    *(
        Forgery(f"data {says}", replaced(3, data=data), 3, "canonical")
        for says, data in (
            ("with a space", '{"a": 1}'),
            ("with a line feed", '{"a":1}\n'),
            ("with keys out of order", '{"b":1,"a":2}'),
            ("with keys out of order inside", '{"a":[{"c":1,"b":2}]}'),
            ("with a key twice", '{"a":1,"a":2}'),
            ("with a needless escape", '{"a":"\\u0642\\u0637\\u0631"}'),
            ("with a number spelled otherwise", '{"a":1e3}'),
            ("that is no JSON", "قطر"),
            ("that ends early", '{"a":'),
            ("that is empty", ""),
            ("nested too deeply", "[" * 5_000 + "]" * 5_000),
        )
    ),
    Forgery("a revision skipped", replaced(6, revision=9), 6, "revision 9 of topic:a follows revision 2"),
    Forgery("a moment set back", replaced(6, recorded_at=NOON), 6, "recorded before"),
    Forgery("a row left out", _without_4, 4, "position 4 is missing"),
    Forgery("a row left out and the gap closed", _without_4_and_closed, 6, "revision 2 of topic:c follows revision 0"),
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda forgery: forgery.says)
def test_a_forgery_with_a_whole_chain_is_found(log: Log, forgery: Forgery):
    """Order, revisions, time and canonical data are checked besides the hashes."""
    rows = seven_facts(log)
    log.drop_guards()
    log.forge(rechained(forgery.rewrite(rows)))
    found = log.verify()
    assert found.position == forgery.position
    assert forgery.problem in (found.problem or "")


def test_a_complete_forgery_shows_only_in_the_last_hash(log: Log):
    """Rewritten from some row to the end it is a log like any other: this is why the last hash is kept elsewhere."""
    rows = seven_facts(log)
    log.drop_guards()
    log.forge(rechained(replaced(2, data=canonical({"a": "forged"}))(rows)))
    found = log.verify()
    assert found.problem is None
    assert found.hash != rows[-1].hash


def test_what_stands_before_the_damage_is_counted(log: Log):
    """Facts and hash are those of the last good row."""
    rows = seven_facts(log)
    log.drop_guards()
    log.run("UPDATE log SET data = '{}' WHERE position = 5")
    found = log.verify()
    assert (found.facts, found.hash) == (4, rows[3].hash)
