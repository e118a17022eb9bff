"""Backups, plain and whole, from either engine to either; and files that are not what they claim."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.test_texts import TEXT, digest, note, record, visit
from ctcalendar.app import App
from ctcalendar.app.texts import MAX_TEXT_BYTES
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import texts
from ctcalendar.desk.tables import DESK
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import ClearanceTooLow, DamagedRecord, DatabaseTooNew, Incoherent
from ctcalendar.log.backup import MAX_LINE_BYTES
from ctcalendar.settings import Settings
from ctcalendar.views.fold import folded_columns
from ctcalendar.views.tables import VIEWS
from views.databases import SqliteDatabases

FULL = Clearance.CONFIDENTIAL
ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
ODD = "\ufeffخطاب\r\n\x0c\u2028 “𝒂”\\"


@pytest.fixture(params=ENGINES)
def other(request: pytest.FixtureRequest) -> Iterator[App]:
    """A second empty calendar, on each engine in turn, whatever the engine of the first."""
    with request.getfixturevalue(f"{request.param}_databases").empty() as settings:
        yield App(settings)


@pytest.fixture(params=ENGINES)
def new(request: pytest.FixtureRequest) -> App:
    """A database without a calendar, on each engine in turn."""
    return App(Settings(database_url=request.getfixturevalue(f"{request.param}_url")))


def filled(app: App) -> App:
    """The calendar with seven facts and two archived texts."""
    record(app, note(), visit(), note(ODD, name="odd").replace(", citations", ", url: 'https://a.example', citations"))
    app.attach("note", "note.txt", TEXT.encode())
    with transacting(app.settings) as connection:
        texts.put(Driver(connection), digest(ODD), ODD, now_us=1, by="desk")
    return app


def plain(app: App) -> list[bytes]:
    return list(app.backup(clearance=FULL))


def whole(app: App) -> list[bytes]:
    return list(app.backup(clearance=FULL, whole=True))


def views(app: App) -> dict[str, list[str]]:
    """Every row of every view."""
    with open_reader(app.settings.database) as reader:
        tables = {table.name: ", ".join(folded_columns(table)) for table in VIEWS}
        return {name: sorted(map(repr, reader.rows(f"SELECT {cells} FROM {name}"))) for name, cells in tables.items()}


def desk(app: App) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the desk."""
    with open_reader(app.settings.database) as reader:
        tables = {table.name: ", ".join(table.columns.keys()) for table in DESK}
        return {name: sorted(reader.rows(f"SELECT {cells} FROM {name}")) for name, cells in tables.items()}


@pytest.fixture(scope="module")
def sound(sqlite_databases: SqliteDatabases) -> list[bytes]:
    """A whole backup of three facts and three rows, made once: lines 2 to 4, and 7 to 9."""
    with sqlite_databases.empty() as made:
        return whole(filled(App(made)))


# -- there and back -------------------------------------------------------------------------------------------------


def test_a_plain_backup_is_the_log_and_nothing_else(app: App):
    """Restored from either engine into either: the same bytes, the same views, and nothing of the desk."""
    lines = plain(filled(app))
    assert json.loads(lines[0]) == {"backup": "ctcalendar", "domain": "ctcalendar.example", "format": 1}
    assert len(lines) == app.head()[0] + 2
    assert not any(b"signed a letter of intent" in line for line in lines)


def test_a_plain_backup_gives_the_same_log_and_equal_views(app: App, new: App):
    """From either engine, into either, which is made first."""
    lines = plain(filled(app))
    assert new.restore("copy", lines) == (3, 0)
    assert plain(new) == lines
    assert views(new) == views(app)
    assert new.compare_views() == []
    assert desk(new)["source_text"] == []


def test_a_whole_backup_gives_the_same_calendar(app: App, new: App):
    """From either engine, into either: log, views and desk; what is backed up from it is the same, byte for byte."""
    lines = whole(filled(app))
    assert new.restore("copy", lines) == (3, 2)  # the third row is the domain, which the header names too
    assert whole(new) == lines
    assert plain(new) == plain(app)
    assert (views(new), desk(new)) == (views(app), desk(app))
    assert new.verify(clearance=FULL).problem is None
    assert new.restore("copy", lines) == (0, 0)


def test_a_whole_backup_begins_as_a_plain_one_does(app: App):
    """But for the format, by which a file that was cut after the log is told from a plain one."""
    log, everything = plain(filled(app)), whole(app)
    assert everything[1 : len(log)] == log[1:]
    assert everything[0] == log[0].replace(b'"format":1', b'"format":2')
    assert [json.loads(line).get("table") for line in everything[len(log) :]] == [
        None,
        "calendar",
        "source_text",
        "source_text",
        None,
    ]


def test_how_many_facts_and_rows_were_written_is_known_afterwards(app: App):
    """Once all lines were asked for."""
    filled(app)
    for everything, rows in ((False, 0), (True, 3)):
        backup = app.backup(clearance=FULL, whole=everything)
        list(backup)
        assert (backup.facts, backup.rows) == (3, rows)


def test_an_empty_calendar_has_a_whole_backup_too(app: App, other: App):
    """Of its domain alone."""
    lines = whole(app)
    assert len(lines) == 5
    assert other.restore("copy", lines) == (0, 0)
    assert whole(other) == lines


def test_a_backup_needs_full_clearance(app: App):
    """It shows everything."""
    for everything in (False, True):
        with pytest.raises(ClearanceTooLow):
            app.backup(clearance=Clearance.PRIVATE, whole=everything)


def test_the_largest_text_fits_a_line():
    """Also if every character of it takes six bytes in JSON."""
    assert 6 * MAX_TEXT_BYTES + 1_000 < MAX_LINE_BYTES


# -- onto what is there ---------------------------------------------------------------------------------------------


def test_what_is_there_stays_and_what_is_missing_is_added(app: App, other: App):
    """A shorter copy of the same calendar, with a text of its own."""
    other.restore("copy", plain(filled(app)))
    with transacting(other.settings) as connection:
        texts.put(Driver(connection), "own", "a text of its own", now_us=2, by="other")
    assert other.restore("copy", whole(app)) == (0, 2)
    assert [row[0] for row in desk(other)["source_text"]] == sorted([digest(TEXT), digest(ODD), "own"])


def test_a_row_with_other_content_is_refused_and_named(app: App, other: App):
    """With its line, its key and what differs; nothing is restored, not even the log."""
    lines = whole(filled(app))
    with transacting(other.settings) as connection:
        texts.put(Driver(connection), digest(TEXT), TEXT, now_us=2, by="other")
    before = desk(other)
    with pytest.raises(Incoherent) as refused:
        other.restore("copy", lines)
    number = next(
        number for number, line in enumerate(lines, 1) if digest(TEXT).encode() in line and b'"table"' in line
    )
    assert refused.value.message == (
        f"copy line {number}: source_text {digest(TEXT)} is in this database with other content; "
        "it differs in attached_at, attached_by"
    )
    assert (desk(other), other.head()[0]) == (before, 0)


def test_another_calendar_is_not_overwritten(app: App, database_url: str):
    """Its domain is in every UID that it has given out."""
    elsewhere = App(Settings(database_url=database_url, domain="elsewhere.example"))
    elsewhere.init()
    with pytest.raises(Incoherent, match=r"line 4: calendar 1 .* differs in domain"):
        elsewhere.restore("copy", whole(app))


# -- damaged files --------------------------------------------------------------------------------------------------


class Tampering(NamedTuple):
    """What was done to the lines of a whole backup, and what the refusal must say.

    Line 1 is the header, 2 to 4 are facts, 5 ends the log; 6 begins the desk, 7 to 9 are rows, 10 is the last.
    """

    says: str
    done: Callable[[list[bytes]], list[bytes]]
    line: int
    problem: str


def replaced(number: int, old: str, new: str) -> Callable[[list[bytes]], list[bytes]]:
    """Line `number` (from 1) with one text for another."""

    def done(lines: list[bytes]) -> list[bytes]:
        line = lines[number - 1].replace(old.encode(), new.encode(), 1)
        assert line != lines[number - 1]
        return [*lines[: number - 1], line, *lines[number:]]

    return done


def with_order(*numbers: int) -> Callable[[list[bytes]], list[bytes]]:
    """The lines of these numbers, in this order."""
    return lambda lines: [lines[number - 1] for number in numbers]


TAMPERINGS = [
    Tampering("the domain in the header", replaced(1, "ctcalendar.ex", "calendar.ex"), 1, "was altered"),
    Tampering("called a plain one", replaced(1, '"format":2', '"format":1'), 6, "comes after the last line"),
    Tampering("a fact altered", replaced(3, "visit", "visat"), 3, "altered"),
    Tampering("the end of the log altered", replaced(5, '"position":3', '"position":2'), 5, "it ends at 3"),
    Tampering("the beginning altered", replaced(6, '"header_sha256":"', '"header_sha256":"0'), 6, "does not match"),
    Tampering("a domain altered", replaced(7, "ctcalendar.ex", "calendar.ex"), 7, "does not match"),
    Tampering("a key altered", replaced(8, '"sha256":"', '"sha256":"0'), 8, "does not match"),
    Tampering("a number altered", replaced(8, '"attached_at":', '"attached_at":9'), 8, "does not match"),
    Tampering("a number in quotes", replaced(7, '"id":1', '"id":"1"'), 7, "does not match"),
    Tampering("a fraction", replaced(7, '"id":1', '"id":1.5'), 7, "is no line"),
    Tampering("a column left out", replaced(7, '"id":1', '"it":1'), 7, "does not match"),
    Tampering("a table altered", replaced(8, "source_text", "source_next"), 8, "does not match"),
    Tampering("a hash altered", replaced(9, '"hash":"', '"hash":"0'), 9, "does not match"),
    Tampering("a member added", replaced(9, '"table"', '"more":1,"table"'), 9, "is no line"),
    Tampering("brackets without end", lambda lines: [*lines[:7], b"[" * 100_000, *lines[8:]], 8, "is no line"),
    Tampering("not UTF-8", lambda lines: [*lines[:7], b"\xff" + lines[7], *lines[8:]], 8, "is no line"),
    Tampering("an empty line", lambda lines: [*lines[:7], b"\n", *lines[7:]], 8, "is no line"),
    Tampering("a row missing", with_order(1, 2, 3, 4, 5, 6, 7, 9, 10), 8, "does not match"),
    Tampering("the first row missing", with_order(1, 2, 3, 4, 5, 6, 8, 9, 10), 7, "does not match"),
    Tampering("the last row missing", with_order(1, 2, 3, 4, 5, 6, 7, 8, 10), 9, "does not match"),
    Tampering("the beginning missing", with_order(1, 2, 3, 4, 5, 7, 8, 9, 10), 6, "is no line"),
    Tampering("rows swapped", with_order(1, 2, 3, 4, 5, 6, 7, 9, 8, 10), 8, "does not match"),
    Tampering("a row twice", with_order(1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 10), 9, "does not match"),
    Tampering("desk before log", with_order(1, 6, 7, 8, 9, 10, 2, 3, 4, 5), 2, "is no fact"),
    Tampering("a row among the facts", with_order(1, 2, 7, 3, 4, 5, 6, 8, 9, 10), 3, "is no fact"),
    Tampering("cut after the log", with_order(1, 2, 3, 4, 5), 6, "is missing"),
    Tampering("cut after the beginning", with_order(1, 2, 3, 4, 5, 6), 7, "is missing"),
    Tampering("cut after a row", with_order(1, 2, 3, 4, 5, 6, 7, 8), 9, "is missing"),
    Tampering("cut within a row", lambda lines: [*lines[:7], lines[7][:60]], 8, "is no line"),
    Tampering("cut within the last line", lambda lines: [*lines[:9], lines[9][:20]], 10, "is no line"),
    Tampering("the count altered", replaced(10, '"rows":3', '"rows":2'), 10, "does not match"),
    Tampering("a row after the last line", with_order(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 9), 11, "after the last"),
    Tampering("two last lines", with_order(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10), 11, "after the last"),
    Tampering("an early last line", with_order(1, 2, 3, 4, 5, 6, 7, 10, 8, 9), 8, "does not match"),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.says)
def test_a_damaged_whole_backup_is_refused_at_its_line(app: App, sound: list[bytes], tampering: Tampering):
    """Naming the line, also of what is missing; nothing of it is restored."""
    before = desk(app)
    with pytest.raises(DamagedRecord) as refused:
        app.restore("copy", tampering.done(sound))
    assert refused.value.place == f"copy line {tampering.line}"
    assert tampering.problem in refused.value.problem
    assert (app.head()[0], desk(app)) == (0, before)


@settings(max_examples=60)
@given(data=st.data())
def test_no_byte_of_a_whole_backup_can_be_altered_without_notice(
    sqlite_databases: SqliteDatabases, sound: list[bytes], data: st.DataObject
):
    """Any byte of it, to any other: the file is refused, or says the same in another spelling."""
    content = bytearray(b"".join(sound))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    with sqlite_databases.empty() as made:
        app = App(made)
        try:
            app.restore("copy", bytes(content).splitlines(keepends=True))
        except DamagedRecord:
            assert app.head()[0] == 0
        else:
            assert whole(app) == sound


# -- files that were made by hand -----------------------------------------------------------------------------------


def forged(lines: list[bytes], *rows: dict[str, object]) -> list[bytes]:
    """The whole backup with other rows, chained as whoever knows the formula would."""

    def linked(content: dict[str, object]) -> bytes:
        nonlocal previous
        told = json.dumps({**content, "hash": ""}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(bytes.fromhex(previous) + told.encode()).hexdigest()
        return json.dumps({**content, "hash": previous}, ensure_ascii=False).encode() + b"\n"

    previous = json.loads(lines[4])["hash"]
    first = linked({"header_sha256": hashlib.sha256(lines[0]).hexdigest()})
    return [*lines[:5], first, *map(linked, rows), linked({"rows": len(rows)})]


def row(table: str, **cells: object) -> dict[str, object]:
    return {"table": table, "row": cells}


def test_the_chain_is_what_it_is_said_to_be(app: App, sound: list[bytes]):
    """Anybody can compute it, with a standard library."""
    rows = [{name: value for name, value in json.loads(line).items() if name != "hash"} for line in sound[6:9]]
    assert app.restore("copy", forged(sound, *rows)) == (3, 2)
    assert whole(app) == sound


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (
            row("source_text", sha256="a", text=None, attached_at=1, attached_by="b"),
            "holds what text of source_text cannot",
        ),
        (row("source_text", sha256="a", text="t", attached_at="1", attached_by="b"), "holds what attached_at of"),
        (
            row("source_text", sha256="a", text=1, attached_at=1, attached_by="b"),
            "holds what text of source_text cannot",
        ),
        (
            row("source_text", sha256="a", text="\0", attached_at=1, attached_by="b"),
            "holds what text of source_text cannot",
        ),
        (row("source_text", sha256="a", text="t", attached_at=2**63, attached_by="b"), "holds what attached_at of"),
        (row("source_text", sha256="a", text="t", attached_at=1), "lacks attached_by"),
        (row("source_text"), "lacks sha256"),
    ],
)
def test_a_row_that_no_table_can_hold_is_refused(app: App, sound: list[bytes], made: dict[str, object], problem: str):
    """At its line, whatever its chain says."""
    with pytest.raises(DamagedRecord, match="copy line 7") as refused:
        app.restore("copy", forged(sound, made))
    assert problem in refused.value.problem
    assert app.head()[0] == 0


@pytest.mark.parametrize(
    "made", [row("star_chart", id=1), row("calendar", id=1, domain="ctcalendar.example", moon="x")]
)
def test_tables_and_columns_of_a_newer_program_are_refused(app: App, sound: list[bytes], made: dict[str, object]):
    """Rather than left out in silence."""
    with pytest.raises(DatabaseTooNew, match="copy line 7"):
        app.restore("copy", forged(sound, made))


def test_a_miscount_is_refused(app: App, sound: list[bytes]):
    """Also in a chain that somebody made anew."""
    lines = forged(sound, row("calendar", id=1, domain="ctcalendar.example"))
    previous = json.loads(lines[-2])["hash"]
    digested = hashlib.sha256(bytes.fromhex(previous) + b'{"hash":"","rows":2}').hexdigest()
    with pytest.raises(DamagedRecord, match="copy line 8: says 2 rows, there are 1"):
        app.restore("copy", [*lines[:-1], json.dumps({"rows": 2, "hash": digested}).encode()])
