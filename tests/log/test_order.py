"""One order without gaps: who appends beside another waits for it, and no reader ever skips a fact."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier

import pytest

from ctcalendar.app import App
from ctcalendar.errors import CommandConflict, DatabaseUnavailable, RevisionConflict
from ctcalendar.log.append import Appended
from log.building import DEADLINE_S, Follower, Log, amended, append_in, command, registered, until


@pytest.fixture
def others() -> Iterator[ThreadPoolExecutor]:
    """Other people, each in a thread."""
    with ThreadPoolExecutor(8) as pool:
        yield pool


# -- a slow transaction beside a fast one ---------------------------------------------------------------------------


def test_an_append_waits_for_the_one_before_it_to_commit(log: Log, others: ThreadPoolExecutor):
    """The fast one stands in the queue while the slow one is open; readers see neither, then 1, then 2."""
    with Follower(log) as early, Follower(log) as late:
        with log.transaction() as slow:
            append_in(slow, command("slow"))
            fast = others.submit(log.append, command("fast"))
            log.await_waiting()
            early.await_looks()
            assert not fast.done()
            assert early.seen == []
            assert log.stored().rows == []
        assert fast.result(DEADLINE_S).receipts[0].first_position == 2
        late.await_looks()
    assert early.seen == late.seen == [1, 2]
    assert [row.command_id for row in log.stored().rows] == ["slow", "fast"]
    assert log.verify().problem is None


def test_an_append_takes_the_place_of_one_that_rolls_back(log: Log, others: ThreadPoolExecutor):
    """The one that waited gets position 1, and the chain begins with it."""
    with Follower(log) as follower:
        with pytest.raises(ZeroDivisionError):
            _fail_after(log, others, follower)
        until(lambda: len(log.stored().rows) == 1)
    assert follower.seen == [1]
    assert [row.command_id for row in log.stored().rows] == ["fast"]
    assert log.verify().problem is None


def _fail_after(log: Log, others: ThreadPoolExecutor, follower: Follower) -> None:
    with log.transaction() as slow:
        append_in(slow, command("slow"))
        others.submit(log.append, command("fast"))
        log.await_waiting()
        follower.await_looks()
        raise ZeroDivisionError


def test_several_that_wait_all_get_in_without_a_gap(log: Log, others: ThreadPoolExecutor):
    """In whatever order the engine lets them: 1 to 6, read without a skip."""
    with Follower(log) as early, Follower(log) as late:
        with log.transaction() as slow:
            append_in(slow, command("slow"))
            waiting = [others.submit(log.append, command(name)) for name in "abcde"]
            log.await_waiting(5)
            early.await_looks()
        got = sorted(each.result(DEADLINE_S).receipts[0].first_position for each in waiting)
    assert got == [2, 3, 4, 5, 6]
    assert early.seen == late.seen == [1, 2, 3, 4, 5, 6]
    assert log.verify().problem is None


@contextmanager
def _commits_held_up(log: Log) -> Iterator[Callable[[], None]]:
    """On PostgreSQL, commits of facts on `topic:slow` wait until what this yields is called."""
    log.run(
        """CREATE FUNCTION hold_up() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$"""
    )
    log.run(
        """CREATE CONSTRAINT TRIGGER held_up AFTER INSERT ON log DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.stream = 'topic:slow') EXECUTE FUNCTION hold_up()"""
    )
    log.run("SELECT pg_advisory_lock(42)")
    try:
        yield lambda: log.run("SELECT pg_advisory_unlock(42)") and None
    finally:
        log.run("SELECT pg_advisory_unlock_all()")
        log.run("DROP FUNCTION hold_up() CASCADE")


@pytest.mark.postgres
def test_a_commit_that_takes_its_time_is_waited_for(postgres_log: Log, others: ThreadPoolExecutor):
    """The classic bug: number 2 commits before number 1 and readers skip 1 for ever. Here 2 waits inside its append."""
    log = postgres_log
    with Follower(log) as early, Follower(log) as late:
        with _commits_held_up(log) as let_go:
            slow = others.submit(log.append, command("slow"))
            log.await_waiting(1)
            fast = others.submit(log.append, command("fast"))
            log.await_waiting(2)
            early.await_looks()
            assert (slow.done(), fast.done(), early.seen) == (False, False, [])
            let_go()
            assert slow.result(DEADLINE_S).receipts[0].first_position == 1
            assert fast.result(DEADLINE_S).receipts[0].first_position == 2
        late.await_looks()
    assert early.seen == late.seen == [1, 2]


@pytest.mark.postgres
def test_a_writer_that_only_decides_holds_nobody_up(postgres_log: Log):
    """The head is locked when facts are appended, not when the record is read to decide on them."""
    with postgres_log.transaction() as deciding:
        deciding.exec_driver_sql("SELECT * FROM log JOIN log_head ON true").all()
        postgres_log.append(command("fast"))
        append_in(deciding, command("slow"))
    assert [row.command_id for row in postgres_log.stored().rows] == ["fast", "slow"]


def test_a_reader_sees_one_moment(log: Log):
    """What is appended while it reads is not in its answers, however often it asks."""
    log.append(command("a"))
    with log.reader() as reader:
        before = reader.rows("SELECT count(*) FROM log")
        log.append(command("b"))
        assert reader.rows("SELECT count(*) FROM log") == before == [(1,)]
        assert reader.rows("SELECT position FROM log_head") == [(1,)]


# -- two who do the same at once ------------------------------------------------------------------------------------


def test_the_same_command_at_once_is_appended_once(log: Log, others: ThreadPoolExecutor):
    """The second waits for the first to commit, and gets its receipt."""
    asked = command("a", registered("x"), amended("x"))
    with log.transaction() as first:
        (receipt,) = append_in(first, asked).receipts
        second = others.submit(log.append, asked, expected={"topic:x": 0})
        log.await_waiting()
    assert second.result(DEADLINE_S) == ([receipt._replace(repeated=True)], [])
    assert log.stored().positions == [1, 2]


def test_the_same_command_at_once_is_appended_by_the_second_if_the_first_fails(log: Log, others: ThreadPoolExecutor):
    """Nobody is told that it is in the log unless it is."""
    asked = command("a")
    with log.transaction() as first:
        append_in(first, asked)
        second = others.submit(log.append, asked)
        log.await_waiting()
        first.rollback()
    assert [receipt.repeated for receipt in second.result(DEADLINE_S).receipts] == [False]
    assert log.stored().positions == [1]


def test_the_same_id_at_once_with_another_digest_is_refused(log: Log, others: ThreadPoolExecutor):
    """By the digest, not by a constraint of the database."""
    with log.transaction() as first:
        append_in(first, command("a"))
        second = others.submit(log.append, command("a", registered("b"), sha256="ab" * 32))
        log.await_waiting()
    assert isinstance(second.exception(DEADLINE_S), CommandConflict)
    assert log.stored().positions == [1]


def test_two_who_decided_on_the_same_revision_do_not_both_get_in(log: Log, others: ThreadPoolExecutor):
    """The second finds the stream moved on, though it read it before the first committed."""
    log.append(command("a", registered("x")))
    with log.transaction() as first:
        append_in(first, command("b", amended("x")), expected={"topic:x": 1})
        second = others.submit(log.append, command("c", amended("x")), expected={"topic:x": 1})
        log.await_waiting()
    assert isinstance(second.exception(DEADLINE_S), RevisionConflict)
    assert [row.command_id for row in log.stored().rows] == ["a", "b"]


def test_the_same_commands_from_six_sides_are_appended_once_each(log: Log, others: ThreadPoolExecutor):
    """Six start together, round after round: each time one appends, and all hold the same receipt."""
    line = Barrier(6)

    def ask(round_of: int) -> Appended:
        line.wait(DEADLINE_S)
        return log.append(command(f"round-{round_of}"), expected={f"topic:round-{round_of}": 0})

    with Follower(log) as follower:
        for round_of in range(1, 11):
            appended = [each.result(DEADLINE_S) for each in [others.submit(ask, round_of) for _ in range(6)]]
            receipts = {receipt._replace(repeated=False) for each in appended for receipt in each.receipts}
            assert [receipt.first_position for receipt in receipts] == [round_of]
            assert sum(len(each.rows) for each in appended) == 1
    assert follower.seen == list(range(1, 11))


def test_the_same_dossier_recorded_twice_at_once_is_recorded_once(app: App, others: ThreadPoolExecutor):
    """Both had decided, or wait to; neither is refused, and the views are what the log folds to."""
    dossier = b"dossier: 1\ntopics:\n- id: t\n  label: {en: Terrorism financing, ar: \xd9\x82\xd8\xb7\xd8\xb1}\n"
    with closing(Log(app.settings.database)) as log:
        with log.by_hand(autocommit=False) as held:
            held.execute("SELECT * FROM log_head FOR UPDATE" if log.is_postgres else "UPDATE view_head SET id = id")
            both = [others.submit(app.record, [("t.yaml", dossier)]) for _ in range(2)]
            log.await_waiting(2)
        outcomes = [outcome for each in both for outcome in each.result(DEADLINE_S)]
        receipts = [receipt for outcome in outcomes for receipt in outcome.receipts]
        assert {receipt.first_position for receipt in receipts} == {1}
        assert [receipt.repeated for receipt in receipts].count(False) == 1
        assert log.stored().positions == [1]
        assert log.verify().problem is None
    assert app.compare_views() == []


# -- waiting in vain ------------------------------------------------------------------------------------------------


def test_a_writer_does_not_wait_for_ever(log: Log):
    """It is told that another program writes and what to do; nothing of its own is written; then it gets in."""
    with log.transaction() as slow:
        append_in(slow, command("slow"))
        with pytest.raises(DatabaseUnavailable, match="another program is writing") as refused:
            log.append(command("hasty"), patience_s=0.05)
        assert "try again" in (refused.value.hint or "")
    log.append(command("hasty"))
    assert [row.command_id for row in log.stored().rows] == ["slow", "hasty"]


def test_readers_do_not_wait_for_writers(log: Log):
    """They see the record as it was committed last."""
    log.append(command("a"))
    with log.transaction() as slow:
        append_in(slow, command("b"))
        assert log.verify().facts == 1
