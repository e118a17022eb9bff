"""Appending: what gets in, in which order, and what is refused."""

from contextlib import suppress

import pytest

from ctcalendar.errors import ClockBehind, CommandConflict, RevisionConflict
from ctcalendar.log.append import NewFact
from log.building import NOON, SECOND, Log, amended, append_in, canonical, chained, command, registered

HOUR, DAY = 3_600 * SECOND, 86_400 * SECOND


# -- positions and revisions ----------------------------------------------------------------------------------------


def test_positions_are_contiguous_from_one(log: Log):
    """Whatever the commands and transactions they came in."""
    log.append(command("a"), command("b", registered("b1"), registered("b2")))
    log.append(command("c"))
    assert log.stored().positions == [1, 2, 3, 4]


def test_a_receipt_says_where_a_command_stands(log: Log):
    """First and last position, and the moment; one receipt for each command, in the order they were given."""
    log.append(command("before"))
    receipts = log.append(command("a", registered("a1"), registered("a2")), command("b")).receipts
    assert [(r.command_id, r.first_position, r.last_position, r.repeated) for r in receipts] == [
        ("a", 2, 3, False),
        ("b", 4, 4, False),
    ]
    assert {receipt.recorded_at for receipt in receipts} == {log.stored().rows[-1].recorded_at}


def test_an_append_gives_back_the_rows_it_wrote(log: Log):
    """Exactly as they are stored, so that views are folded from what the log holds."""
    appended = log.append(command("a", registered("x"), amended("x")), command("b"))
    assert list(appended.rows) == log.stored().rows


def test_one_append_writes_to_several_streams(log: Log):
    """Each stream counts its own revisions, also when one command writes to several of them in turn."""
    log.append(command("a", registered("x"), registered("y"), amended("x")), command("b", amended("y"), amended("x")))
    assert [(row.stream, row.revision) for row in log.stored().rows] == [
        ("topic:x", 1),
        ("topic:y", 1),
        ("topic:x", 2),
        ("topic:y", 2),
        ("topic:x", 3),
    ]


def test_a_command_numbers_its_facts_from_nought(log: Log):
    """Each under the command's id and digest."""
    asked = command("a", registered("x"), amended("x"), amended("x"))
    log.append(asked)
    rows = log.stored().rows
    assert [row.command_index for row in rows] == [0, 1, 2]
    assert {(row.command_id, row.command_sha256, row.recorded_by) for row in rows} == {("a", asked.sha256, "desk")}


def test_a_large_append_is_one_append(log: Log):
    """More streams and commands than a statement has room for: nothing is lost between portions."""
    commands = [command(f"c{number:04}") for number in range(1_100)]
    log.append(*commands)
    again = log.append(*commands)
    assert log.stored().positions == list(range(1, 1_101))
    assert not again.rows
    assert [receipt.first_position for receipt in again.receipts] == list(range(1, 1_101))
    assert log.verify().problem is None


def test_two_appends_in_one_transaction_follow_each_other(log: Log):
    """The second sees the head that the first left, and its moment is a later one."""
    with log.transaction() as connection:
        append_in(connection, command("a"))
        append_in(connection, command("b"))
    first, second = log.stored().rows
    assert (first.position, second.position) == (1, 2)
    assert second.recorded_at == first.recorded_at + 1
    assert log.verify().problem is None


def test_an_append_of_nothing_leaves_the_log_alone(log: Log):
    """No command, no row, no receipt."""
    before = log.stored()
    assert log.append() == ([], [])
    assert log.stored() == before


def test_a_transaction_that_fails_leaves_no_gap(log: Log):
    """Its positions are given to the next one."""
    with suppress(ZeroDivisionError), log.transaction() as connection:
        append_in(connection, command("lost"))
        raise ZeroDivisionError
    log.append(command("kept"))
    assert [(row.position, row.command_id) for row in log.stored().rows] == [(1, "kept")]


# -- somebody was quicker -------------------------------------------------------------------------------------------


def test_a_stale_writer_is_refused(log: Log):
    """It read revision 1, another wrote revision 2: the refusal names both and says what to do."""
    log.append(command("a", registered("x"), amended("x")))
    with pytest.raises(RevisionConflict) as refused:
        log.append(command("late", amended("x")), expected={"topic:x": 1})
    assert (refused.value.stream, refused.value.expected, refused.value.actual) == ("topic:x", 1, 2)
    assert "read it again" in (refused.value.hint or "")


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_any_other_revision_than_the_one_in_the_log_is_refused(log: Log, expected: int):
    """Also one that the stream has yet to reach, and nought for a stream that exists."""
    log.append(command("a", registered("x"), amended("x")))
    with pytest.raises(RevisionConflict):
        log.append(command("b", amended("x")), expected={"topic:x": expected})


def test_a_stream_that_does_not_exist_is_at_revision_nought(log: Log):
    """Who expects it to exist is refused."""
    with pytest.raises(RevisionConflict):
        log.append(command("a", amended("x")), expected={"topic:x": 1})
    log.append(command("a", registered("x")), expected={"topic:x": 0})


def test_one_stale_stream_refuses_the_whole_append(log: Log):
    """Nothing of it is written, not even on the streams that were fresh."""
    log.append(command("a", registered("x")))
    before = log.stored()
    with pytest.raises(RevisionConflict):
        log.append(command("b"), command("c", amended("x")), expected={"topic:b": 0, "topic:x": 0})
    assert log.stored() == before


# -- asking twice ---------------------------------------------------------------------------------------------------


def test_the_same_command_again_appends_nothing(log: Log):
    """It gets the receipt of the first time, marked as repeated."""
    asked = command("a", registered("x"), amended("x"))
    (first,) = log.append(command("before"), asked).receipts[1:]
    before = log.stored()
    again = log.append(asked, now_us=NOON + DAY)
    assert again == ([first._replace(repeated=True)], [])
    assert log.stored() == before


def test_asking_twice_is_harmless_whatever_has_changed_since(log: Log):
    """The stream moved on, the clock went back a week, another asks: the facts are in the log, so the answer stands."""
    asked = command("a", registered("x"))
    (first,) = log.append(asked).receipts
    log.append(command("b", amended("x")))
    again = log.append(asked, expected={}, now_us=NOON - 7 * DAY, by="somebody-else")
    assert again == ([first._replace(repeated=True)], [])


def test_a_repeated_command_beside_a_new_one_is_passed_over(log: Log):
    """The new one is appended; receipts come in the order of the commands."""
    log.append(command("a"), command("b"))
    appended = log.append(command("new"), command("b"), command("newer"))
    assert [(r.command_id, r.first_position, r.repeated) for r in appended.receipts] == [
        ("new", 3, False),
        ("b", 2, True),
        ("newer", 4, False),
    ]
    assert [row.command_id for row in appended.rows] == ["new", "newer"]


def test_the_same_command_twice_in_one_append_is_appended_once(log: Log):
    """Both get the one place it stands at."""
    receipts = log.append(command("a"), command("b"), command("a")).receipts
    assert [(r.command_id, r.first_position, r.repeated) for r in receipts] == [
        ("a", 1, False),
        ("b", 2, False),
        ("a", 1, True),
    ]
    assert log.stored().positions == [1, 2]


def test_the_same_id_with_another_digest_is_refused(log: Log):
    """And with it everything else in that append."""
    log.append(command("a"))
    before = log.stored()
    with pytest.raises(CommandConflict) as refused:
        log.append(command("new"), command("a", sha256="ab" * 32))
    assert refused.value.command_id == "a"
    assert log.stored() == before


def test_the_same_id_with_another_digest_is_refused_in_one_append_too(log: Log):
    """Neither of the two is written."""
    with pytest.raises(CommandConflict):
        log.append(command("a"), command("a", registered("b"), sha256="ab" * 32))
    assert log.stored().rows == []


# -- the chain ------------------------------------------------------------------------------------------------------


def test_every_hash_follows_from_the_formula(log: Log):
    """Recomputed here with hashlib and json alone, across appends, with Arabic in data, ids and digests."""
    log.append(command("a", registered("x", ar="مذكرة تفاهم"), amended("x")), by="مكتب")
    log.append(command("dossier:topic:قطر", registered("الدوحة")), command("c"))
    previous = "00" * 32
    for row in log.stored().rows:
        assert row.hash == chained(previous, row)
        previous = row.hash


def test_the_first_hash_is_this_one_for_ever(log: Log):
    """Written down once, when the formula was fixed: 32 zero bytes, then the row's envelope."""
    fact = NewFact("topic:قطر", "topic.registered", 1, '{"id":"قطر","label":{"ar":"دولة قطر"}}')
    log.append(command("dossier:topic:قطر", fact, sha256="5e" * 32), by="desk-1")
    assert log.stored().rows[0].hash == "30bb4d76f56475951eddb770a296287ff86462a1ee902eb22df3e9d748ec5d36"


def test_the_head_is_the_last_row(log: Log):
    """One row, at the position, hash and moment of the last fact; before the first, 32 zero bytes."""
    assert log.stored().head == [(1, 0, "00" * 32, 0)]
    log.append(command("a"), command("b"))
    last = log.stored().rows[-1]
    assert log.stored().head == [(1, 2, last.hash, last.recorded_at)]


# -- the clock ------------------------------------------------------------------------------------------------------


def test_all_facts_of_an_append_have_one_moment(log: Log):
    """The clock's, as long as it goes forward."""
    log.append(command("a", registered("x"), amended("x")), command("b"))
    log.append(command("c"), now_us=NOON + 5)
    assert [row.recorded_at for row in log.stored().rows] == [NOON, NOON, NOON, NOON + 5]


def test_a_clock_that_stands_still_does_not_make_two_appends_one_moment(log: Log):
    """Each is a microsecond after the one before, so an instant always means one place in the log."""
    for name in "abc":
        log.append(command(name))
    assert [row.recorded_at for row in log.stored().rows] == [NOON, NOON + 1, NOON + 2]


@pytest.mark.parametrize("back", [60 * SECOND, HOUR])
def test_a_clock_set_back_up_to_an_hour_goes_on(log: Log, back: int):
    """The moment is the head's and one microsecond: never equal, never back."""
    log.append(command("a"))
    log.append(command("b"), now_us=NOON - back)
    assert [row.recorded_at for row in log.stored().rows] == [NOON, NOON + 1]


@pytest.mark.parametrize("back", [HOUR + 1, DAY])
def test_a_clock_set_back_further_is_refused(log: Log, back: int):
    """The refusal tells both times, and nothing is written."""
    log.append(command("a"))
    before = log.stored()
    with pytest.raises(ClockBehind) as refused:
        log.append(command("b"), now_us=NOON - back)
    assert refused.value.head == "2025-11-01T12:26:40Z"
    assert log.stored() == before


# -- what is kept ---------------------------------------------------------------------------------------------------


def test_the_count_of_each_type_and_version_is_kept(log: Log):
    """Over appends, so that a type this program does not know is found without reading the log."""
    log.append(command("a", registered("x"), amended("x")), command("b"))
    log.append(command("c", amended("x"), registered("y")._replace(version=7)))
    assert log.stored().types == [("topic.amended", 1, 2), ("topic.registered", 1, 2), ("topic.registered", 7, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "تمويل الإرهاب، ومكافحته",
        "سِرّ\u200f \u202bقطر\u202c \u200e(QA)",
        "Cafe\u0301 is not Café",
        "100% %s %(name)s ? ?? :name $1 \\ \" ' \n\t\x01",
        "\U0001f1f6\U0001f1e6 \ufeff \u2028 \ufffd",
        "",
    ],
)
def test_stored_data_comes_back_byte_for_byte(log: Log, text: str):
    """Not normalised, not re-encoded, not taken for a parameter."""
    data = canonical({"id": "x", "label": {"en": text}})
    log.append(command("a", NewFact("topic:x", "topic.registered", 1, data)))
    as_bytes = "convert_to(data, 'UTF8')" if log.is_postgres else "CAST(data AS BLOB)"
    assert log.run(f"SELECT {as_bytes} FROM log") == [(data.encode(),)]
    assert log.stored().rows[0].data == data
    assert log.verify().problem is None
