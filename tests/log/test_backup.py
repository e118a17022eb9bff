"""Backups: the log as a file and back, byte for byte, on either engine; and files that are not what they claim."""

import json
from collections.abc import Callable
from contextlib import closing, suppress
from typing import NamedTuple

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import DamagedRecord, DatabaseTooNew, Incoherent
from ctcalendar.log.backup import read_header, restored
from ctcalendar.log.rows import LogRow
from ctcalendar.settings import Settings
from log.building import Log, amended, append_in, canonical, command, rechained, registered

FULL = Clearance.CONFIDENTIAL


def five_facts(log: Log) -> list[bytes]:
    """A log of three appends, and its backup: header, five facts, footer."""
    with log.transaction() as connection:
        append_in(connection, command("one", registered("a", ar="مذكرة تفاهم"), amended("a")), by="مكتب")
        append_in(connection, command("two", registered("b")))
        append_in(connection, command("three", amended("b"), amended("a")))
    return log.backup()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The backup of five facts, made once."""
    app = App(Settings(database_url=f"sqlite:///{tmp_path_factory.mktemp('sound') / 'calendar.sqlite'}"))
    app.init()
    with closing(Log(app.settings.database)) as log:
        return five_facts(log)


# -- there and back -------------------------------------------------------------------------------------------------


def test_a_restored_log_is_the_same_log(log: Log, other: Log):
    """From either engine to either: every column of every row, head, counts, and the backup of the copy."""
    lines = five_facts(log)
    assert other.restore(lines) == 5
    assert other.stored() == log.stored()
    assert other.backup() == lines
    assert other.verify().problem is None


def test_a_large_log_is_restored_in_batches(log: Log, other: Log):
    """More facts than one batch holds."""
    log.append(command("many", *(registered(f"t{number}") for number in range(2_100))))
    lines = log.backup()
    assert other.restore(lines) == 2_100
    assert other.backup() == lines


def test_an_empty_log_has_a_backup_too(log: Log, other: Log):
    """Of a header and a footer; restoring it restores nothing."""
    lines = log.backup()
    assert len(lines) == 2
    assert other.restore(lines) == 0
    assert other.backup() == lines


def test_a_backup_is_lines_of_canonical_json(log: Log):
    """One object a line, keys sorted, Arabic as it is: the same record gives the same bytes, and diff and grep work."""
    lines = five_facts(log)
    assert json.loads(lines[0]) == {"backup": "ctcalendar", "format": 1, "domain": "calendar.example"}
    assert json.loads(lines[-1]) == {"position": 5, "hash": log.stored().rows[-1].hash}
    for line, row in zip(lines[1:-1], log.stored().rows, strict=True):
        assert json.loads(line) == row._asdict()
        assert line == canonical(row._asdict()).encode() + b"\n"


def test_appends_go_on_after_a_restore(log: Log, other: Log):
    """As they would in the original: the same facts give the same hashes."""
    other.restore(five_facts(log))
    for each in (log, other):
        each.append(command("next"))
    assert other.stored() == log.stored()


# -- onto what is there ---------------------------------------------------------------------------------------------


def test_a_shorter_copy_is_continued(log: Log, other: Log):
    """Only what is new is written."""
    other.restore(five_facts(log))
    log.append(command("later", amended("b")), command("latest"))
    assert other.restore(log.backup()) == 2
    assert other.stored() == log.stored()
    assert other.verify().problem is None


def test_the_same_backup_again_restores_nothing(log: Log, other: Log):
    """It stands there already."""
    lines = five_facts(log)
    other.restore(lines)
    before = other.stored()
    assert other.restore(lines) == 0
    assert other.stored() == before


def test_a_backup_that_this_log_has_outgrown_restores_nothing(log: Log):
    """The record went on since: the bundled one, say, with facts of one's own after it."""
    lines = five_facts(log)
    log.append(command("own"))
    before = log.stored()
    assert log.restore(lines) == 0
    assert log.stored() == before


@pytest.mark.parametrize("own", [1, 5, 9])
def test_another_record_is_not_mixed_in(log: Log, other: Log, own: int):
    """Whether the database holds less, as much or more than the backup; nothing is written."""
    lines = five_facts(log)
    for number in range(own):
        other.append(command(f"own-{number}"))
    before = other.stored()
    with pytest.raises(Incoherent, match="another record") as refused:
        other.restore(lines)
    assert "empty database" in (refused.value.hint or "")
    assert other.stored() == before


def test_two_records_that_part_are_not_joined(log: Log, other: Log):
    """They begin alike, but each went on in its own way."""
    other.restore(five_facts(log))
    log.append(command("here"), command("here-too"))
    other.append(command("there"))
    before = other.stored()
    with pytest.raises(Incoherent):
        other.restore(log.backup())
    assert other.stored() == before


# -- damaged files --------------------------------------------------------------------------------------------------


class Tampering(NamedTuple):
    """What was done to the lines of a backup, and what the refusal must say. Facts stand on lines 2 to 6."""

    says: str
    done: Callable[[list[bytes]], list[bytes]]
    place: str
    problem: str = ""


def replaced(number: int, old: str, new: str) -> Callable[[list[bytes]], list[bytes]]:
    """Line `number` (from 1) with one text for another."""

    def done(lines: list[bytes]) -> list[bytes]:
        line = lines[number - 1].replace(old.encode(), new.encode(), 1)
        assert line != lines[number - 1]
        return [*lines[: number - 1], line, *lines[number:]]

    return done


def set_to(number: int, line: bytes) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [*lines[: number - 1], line, *lines[number:]]


TAMPERINGS = [
    Tampering("a letter altered", replaced(2, "مذكرة", "مذكّرة"), "copy line 2", "altered"),
    Tampering("a letter altered in the last fact", replaced(6, "Financing", "financing"), "copy line 6", "altered"),
    Tampering("a hash altered", replaced(4, '"hash":"', '"hash":"0'), "copy line 4", "altered"),
    Tampering("a name altered", replaced(3, "مكتب", "مكاتب"), "copy line 3", "altered"),
    Tampering("a revision altered", replaced(3, '"revision":2', '"revision":1'), "copy line 3", "revision 1"),
    Tampering("a position altered", replaced(3, '"position":2', '"position":3'), "copy line 3", "2 is missing"),
    Tampering("a number in quotes", replaced(4, '"version":1', '"version":"1"'), "copy line 4", "is no fact"),
    Tampering("a number too large", replaced(4, '"version":1', '"version":1' + "0" * 40), "copy line 4", "is no fact"),
    Tampering("a column left out", replaced(4, '"version":1', '"hash":"x"'), "copy line 4", "is no fact"),
    Tampering("a column added", replaced(4, '"version":1', '"version":1,"note":"x"'), "copy line 4", "is no fact"),
    Tampering("a byte that is not UTF-8", lambda lines: [*lines[:3], b"\xff" + lines[3]], "copy line 4", "is no fact"),
    Tampering("not UTF-8 inside", set_to(4, b'{"hash":"\xff"}\n'), "copy line 4", "is no fact"),
    Tampering("an empty line", lambda lines: [*lines[:3], b"\n", *lines[3:]], "copy line 4", "is no fact"),
    Tampering("brackets without end", set_to(4, b"[" * 100_000), "copy line 4", "is no fact"),
    Tampering("a line missing", lambda lines: [*lines[:3], *lines[4:]], "copy line 4", "position 3 is missing"),
    Tampering("the first fact missing", lambda lines: [lines[0], *lines[2:]], "copy line 2", "position 1 is missing"),
    Tampering("a line twice", lambda lines: [*lines[:3], *lines[2:]], "copy line 4", "position 3 is missing"),
    Tampering("lines swapped", lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "copy line 3", "missing"),
    Tampering("reversed", lambda lines: [lines[0], *lines[-2:0:-1], lines[-1]], "copy line 2", "missing"),
    Tampering("cut after a line", lambda lines: lines[:4], "copy line 5", "is missing"),
    Tampering("cut after the header", lambda lines: lines[:1], "copy line 2", "is missing"),
    Tampering("cut within a line", lambda lines: [*lines[:4], lines[4][:80]], "copy line 5", "is no fact"),
    Tampering("cut within the footer", lambda lines: [*lines[:-1], lines[-1][:40]], "copy line 7", "is no fact"),
    Tampering("the last fact missing", lambda lines: [*lines[:-2], lines[-1]], "copy line 6", "it ends at 4"),
    Tampering("the footer's position", replaced(7, '"position":5', '"position":6'), "copy line 7", "position 6"),
    Tampering("the footer's hash", replaced(7, '"hash":"', '"hash":"0'), "copy line 7", "another hash"),
    Tampering("a fact after the footer", lambda lines: [*lines, lines[2]], "copy line 8", "after the last line"),
    Tampering("two footers", lambda lines: [*lines, lines[-1]], "copy line 8", "after the last line"),
    Tampering("an early footer", lambda lines: [*lines[:3], *lines[-1:], *lines[3:]], "copy line 4", "it ends at 2"),
    Tampering("nothing at all", lambda lines: [], "copy line 1", "not the first line"),
    Tampering("no header", lambda lines: lines[1:], "copy line 1", "not the first line"),
    Tampering("two headers", lambda lines: [lines[0], *lines], "copy line 2", "is no fact"),
    Tampering("a text file", lambda lines: [b"dossier: 1\n"], "copy line 1", "not the first line"),
    Tampering("bytes", lambda lines: [b"\x1f\x8b\x08\xff"], "copy line 1", "not the first line"),
    Tampering("another program's", replaced(1, "ctcalendar", "calcard"), "copy line 1", "not the first line"),
    Tampering("an unknown format", replaced(1, '"format":1', '"format":3'), "copy line 1", "format 3"),
    Tampering(
        "an unknown format with more in it",
        replaced(1, '"format":1', '"format":3,"signed_by":"x"'),
        "copy line 1",
        "format 3",
    ),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.says)
def test_a_damaged_backup_is_refused_at_its_line(log: Log, sound: list[bytes], tampering: Tampering):
    """Naming the line, also of what is missing; into an empty log, which stays empty."""
    with pytest.raises(DamagedRecord) as refused:
        log.restore(tampering.done(sound))
    assert refused.value.place == tampering.place
    assert tampering.problem in refused.value.problem
    assert log.stored().rows == []


def test_a_shorter_copy_is_not_continued_with_a_damaged_backup(log: Log, other: Log):
    """Also not up to the damage, though what stands before it is sound and new."""
    other.restore(five_facts(log))
    log.append(command("six"), command("seven"), command("eight"))
    before = other.stored()
    with pytest.raises(DamagedRecord, match="copy line 9"):
        other.restore(replaced(9, "topic:eight", "topic:height")(log.backup()))
    assert other.stored() == before


def test_an_outgrown_backup_is_still_read_to_its_end(log: Log):
    """That there is nothing new in it is only said of a sound one."""
    lines = five_facts(log)
    log.append(command("own"))
    with pytest.raises(DamagedRecord, match="copy line 6"):
        log.restore(replaced(6, "Financing", "financing")(lines))


def test_facts_that_a_newer_program_wrote_are_not_restored(log: Log, other: Log):
    """Their chain is sound, but this program has no shape for them."""
    log.append(command("one"), command("two", registered("x")._replace(version=99)))
    with pytest.raises(DatabaseTooNew, match="version 99"):
        other.restore(log.backup())
    assert other.stored().rows == []


def test_a_forged_backup_shows_only_in_its_last_hash(sqlite_log: Log, other: Log):
    """Whoever rewrites it all can: the hash that was kept elsewhere tells."""
    lines = five_facts(sqlite_log)
    rows = [row._replace(recorded_by="somebody") for row in sqlite_log.stored().rows]
    forged = [canonical(row._asdict()).encode() + b"\n" for row in rechained(rows)]
    footer = canonical({"hash": rechained(rows)[-1].hash, "position": 5}).encode() + b"\n"
    assert other.restore([lines[0], *forged, footer]) == 5
    assert other.verify().hash != sqlite_log.verify().hash


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_byte_can_be_altered_without_notice(sqlite_log: Log, sound: list[bytes], data: st.DataObject):
    """Any byte after the header, to any other: the file is refused, or says the same in another spelling."""
    content = bytearray(b"".join(sound[1:]))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    altered = [sound[0], *bytes(content).splitlines(keepends=True)]
    with suppress(DamagedRecord):
        assert _would_restore(sqlite_log, altered) == [LogRow(**json.loads(line)) for line in sound[1:-1]]


def _would_restore(log: Log, lines: list[bytes]) -> list[LogRow]:
    """The rows that a backup would bring into a log, which stays as it is."""
    with log.transaction() as connection:
        try:
            given = iter(lines)
            read_header("copy", given)
            return [row for batch in restored(connection, "copy", given) for row in batch]
        finally:
            connection.rollback()


# -- through the front door -----------------------------------------------------------------------------------------


def test_a_refused_restore_leaves_a_new_database_empty(database_url: str, sound: list[bytes]):
    """The last line is bad: all facts before it were sound, and none of them is there."""
    app = App(Settings(database_url=database_url))
    with pytest.raises(DamagedRecord):
        app.restore("copy", sound[:-1])
    assert app.init()
    assert app.head() == (0, "00" * 32)


def test_a_restored_calendar_is_the_whole_calendar(app: App, sound: list[bytes]):
    """Into an initialised database, with its views: what is backed up from it is what was restored."""
    assert app.restore("copy", sound) == (5, 0)
    assert list(app.backup(clearance=FULL))[1:] == sound[1:]
    assert app.compare_views() == []
    assert app.restore("copy", sound) == (0, 0)
