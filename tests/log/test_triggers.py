"""What the database itself refuses, whoever asks, through the raw driver: the log only grows, by the next position."""

from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg
import pytest

from ctcalendar.log.rows import COLUMNS
from log.building import REFUSALS, Log, amended, append_in, command, registered, stored_in

NAMES = ", ".join(COLUMNS)
HASH = "ab" * 32


class Attack(NamedTuple):
    """SQL that must be refused. `{row}` there is a whole new fact; `given` says what is wrong with it."""

    says: str
    sql: str
    given: dict[str, Any] | None = None

    @property
    def statement(self) -> str:
        """The SQL with its values in place: the two drivers mark parameters differently."""
        new = {
            "position": 4,
            "stream": "topic:forged",
            "revision": 1,
            "type": "topic.registered",
            "version": 1,
            "data": "{}",
            "recorded_at": 1_900_000_000_000_000,
            "recorded_by": "nobody",
            "command_id": "forged",
            "command_index": 0,
            "command_sha256": HASH,
            "hash": HASH,
        } | (self.given or {})
        spelled = ", ".join("NULL" if v is None else f"'{v}'" if isinstance(v, str) else str(v) for v in new.values())
        return self.sql.format(row=f"({NAMES}) VALUES ({spelled})")


NEXT_BUT_TAKEN = {
    "position": {"position": 2},
    "stream, revision": {"stream": "topic:a", "revision": 2},
    "command_id, command_index": {"command_id": "first", "command_index": 1},
}
"""A new fact that is in order but for one key, under which another fact stands."""

ON_BOTH = [
    Attack("data is changed", "UPDATE log SET data = '{{}}' WHERE position = 2"),
    Attack("the last fact is changed", "UPDATE log SET type = 'topic.amended' WHERE position = 3"),
    Attack("an update changes nothing", "UPDATE log SET data = data"),
    Attack("all positions are moved", "UPDATE log SET position = position + 10"),
    Attack("the last fact is deleted", "DELETE FROM log WHERE position = 3"),
    Attack("a fact in the middle is deleted", "DELETE FROM log WHERE position = 2"),
    Attack("everything is deleted", "DELETE FROM log"),
    Attack("a position is skipped", "INSERT INTO log {row}", {"position": 5}),
    Attack("a position is far away", "INSERT INTO log {row}", {"position": 2**62}),
    Attack("position nought", "INSERT INTO log {row}", {"position": 0}),
    Attack("a position below nought", "INSERT INTO log {row}", {"position": -1}),
    Attack("no position", "INSERT INTO log {row}", {"position": None}),
    *(Attack(f"{key} is taken", "INSERT INTO log {row}", given) for key, given in NEXT_BUT_TAKEN.items()),
    *(
        Attack(
            f"upsert on {key}", f"INSERT INTO log {{row}} ON CONFLICT ({key}) DO UPDATE SET data = excluded.data", given
        )
        for key, given in NEXT_BUT_TAKEN.items()
    ),
    Attack(
        "a taken position is passed over", "INSERT INTO log {row} ON CONFLICT (position) DO NOTHING", {"position": 2}
    ),
    Attack(
        "two facts, the second skips",
        f"INSERT INTO log SELECT 4 + 2 * (position - 1), stream, revision + 10, type, version, data, recorded_at, "
        f"recorded_by, command_id || 'x', command_index, command_sha256, '{HASH}' FROM log WHERE position < 3",
    ),
    Attack("the head is set back", "UPDATE log_head SET position = 2"),
    Attack("the head is set to nought", "UPDATE log_head SET position = 0, recorded_at = 0"),
    Attack("the head's hash is changed", f"UPDATE log_head SET hash = '{HASH}'"),
    Attack("the head's moment is changed", "UPDATE log_head SET recorded_at = 1"),
    Attack("the head runs ahead of the log", "UPDATE log_head SET position = 1000"),
    Attack("the head becomes another", "UPDATE log_head SET id = 2, position = position + 1"),
    Attack("the head is deleted", "DELETE FROM log_head"),
    Attack(
        "a second head", f"INSERT INTO log_head (id, position, hash, recorded_at) VALUES (2, 3, '{HASH}', 1900000000)"
    ),
    Attack(
        "the head is upserted",
        f"INSERT INTO log_head (id, position, hash, recorded_at) VALUES (1, 9, '{HASH}', 1900000000) "
        "ON CONFLICT (id) DO UPDATE SET position = excluded.position",
    ),
]

ON_SQLITE = [
    *(
        Attack(f"{verb} where {key} is taken", f"{verb} INTO log {{row}}", given)
        for verb in ("REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR ROLLBACK")
        for key, given in NEXT_BUT_TAKEN.items()
    ),
    Attack("REPLACE skips a position", "REPLACE INTO log {row}", {"position": 9}),
    Attack("REPLACE the last", "REPLACE INTO log {row}", {"position": 3, "stream": "topic:b", "command_id": "second"}),
    Attack("a position that is text", "INSERT INTO log {row}", {"position": "next"}),
    Attack("UPDATE OR REPLACE", "UPDATE OR REPLACE log SET position = 1 WHERE position = 3"),
    Attack("UPDATE OR IGNORE", "UPDATE OR IGNORE log SET position = 1, data = 'x' WHERE position = 3"),
    Attack("UPDATE of the rowid", "UPDATE log SET rowid = 99 WHERE position = 3"),
    Attack("DELETE by rowid", "DELETE FROM log WHERE rowid = 3"),
    Attack("REPLACE of the head", f"REPLACE INTO log_head VALUES (1, 1, '{HASH}', 0)"),
    Attack("UPDATE OR REPLACE of the head", "UPDATE OR REPLACE log_head SET position = 1"),
]

ON_POSTGRES = [
    Attack("TRUNCATE", "TRUNCATE log"),
    Attack("TRUNCATE … CASCADE", "TRUNCATE log CASCADE"),
    Attack("TRUNCATE of several", "TRUNCATE log_type, log_head, log"),
    Attack("TRUNCATE of the head", "TRUNCATE log_head"),
    Attack("DELETE in a query", "WITH gone AS (DELETE FROM log RETURNING *) SELECT count(*) FROM gone"),
    Attack("UPDATE ONLY", "UPDATE ONLY log SET data = '{{}}'"),
    Attack("MERGE that deletes", "MERGE INTO log USING log_head ON true WHEN MATCHED THEN DELETE"),
    Attack("MERGE that updates", "MERGE INTO log USING log_head ON true WHEN MATCHED THEN UPDATE SET data = '{{}}'"),
    Attack("UPDATE of the head by MERGE", "MERGE INTO log_head USING log ON true WHEN MATCHED THEN DELETE"),
]


def _three_facts(log: Log) -> None:
    with log.transaction() as connection:
        append_in(connection, command("first", registered("a"), amended("a")))
        append_in(connection, command("second", registered("b")))


def _refused(log: Log, attempt: Callable[[Any], object]) -> None:
    """Try it by itself and inside a transaction: refused both times, and nothing is different afterwards."""
    before = log.stored()
    for autocommit in (True, False):
        with log.by_hand(autocommit=autocommit) as connection:
            with pytest.raises(REFUSALS):
                attempt(connection)
            connection.commit()
            assert stored_in(connection) == before
    assert log.stored() == before
    assert log.verify().problem is None


@pytest.mark.parametrize("attack", ON_BOTH, ids=lambda attack: attack.says)
def test_the_log_only_grows(log: Log, attack: Attack):
    """Refused on both engines, in and out of a transaction; the log is as before and verifies."""
    _three_facts(log)
    _refused(log, lambda connection: connection.execute(attack.statement))


@pytest.mark.parametrize("attack", ON_SQLITE, ids=lambda attack: attack.says)
def test_the_log_only_grows_on_sqlite(sqlite_log: Log, attack: Attack):
    """REPLACE and its kin pass by DELETE triggers, so the insert itself is guarded."""
    _three_facts(sqlite_log)
    _refused(sqlite_log, lambda connection: connection.execute(attack.statement))


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_replace_is_refused_whatever_the_pragmas(sqlite_log: Log, recursive: str):
    """Recursive triggers decide whether REPLACE fires DELETE triggers; foreign keys and checks may be off."""
    _three_facts(sqlite_log)

    def attempt(connection: Any) -> None:
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(Attack("", "REPLACE INTO log {row}", {"position": 3}).statement)

    _refused(sqlite_log, attempt)


@pytest.mark.postgres
@pytest.mark.parametrize("attack", ON_POSTGRES, ids=lambda attack: attack.says)
def test_the_log_only_grows_on_postgresql(postgres_log: Log, attack: Attack):
    """TRUNCATE fires no row triggers, so it has its own."""
    _three_facts(postgres_log)
    _refused(postgres_log, lambda connection: connection.execute(attack.statement))


@pytest.mark.postgres
def test_copy_obeys_the_triggers_too(postgres_log: Log):
    """COPY writes rows in bulk; one of them skips a position."""
    _three_facts(postgres_log)

    def attempt(connection: psycopg.Connection) -> None:
        with connection.cursor().copy(f"COPY log ({NAMES}) FROM STDIN") as copy:
            for position in (4, 6):
                copy.write_row((position, "topic:c", position, "t", 1, "{}", 1, "x", "c", position, HASH, HASH))

    _refused(postgres_log, attempt)


def test_an_insert_that_gives_way_writes_nothing(log: Log):
    """ON CONFLICT DO NOTHING at the next position, for a revision that is taken: the fact that stands there stays."""
    _three_facts(log)
    before = log.stored()
    for given in (NEXT_BUT_TAKEN["stream, revision"], NEXT_BUT_TAKEN["command_id, command_index"]):
        attack = Attack("", "INSERT INTO log {row} ON CONFLICT DO NOTHING", given)
        with log.by_hand() as connection:
            try:
                assert connection.execute(attack.statement).rowcount == 0
            except REFUSALS:
                assert not log.is_postgres
    assert log.stored() == before


def test_the_next_append_goes_on_after_every_attack(log: Log):
    """Nothing that was refused leaves the log stuck."""
    _three_facts(log)
    for attack in ON_BOTH:
        with log.by_hand() as connection, pytest.raises(REFUSALS):
            connection.execute(attack.statement)
    assert log.append(command("third")).receipts[0].first_position == 4
    assert log.verify().problem is None


def test_a_fact_put_in_by_hand_does_not_verify(log: Log):
    """The next position is free to whoever may insert, but not the next link of the chain."""
    _three_facts(log)
    log.run(Attack("", "INSERT INTO log {row}").statement)
    log.run(f"UPDATE log_head SET position = 4, hash = '{HASH}', recorded_at = 1900000000000000")
    found = log.verify()
    assert (found.facts, found.position) == (3, 4)
    assert "altered" in (found.problem or "")
