"""history on a terminal: fitted to its width, column by column, in both scripts."""

from pathlib import Path

import pytest

from cli.history_of import file, history
from cli.terminals import Terminal, terminal
from ctcalendar.cli.measuring import width
from doors import VISIT, run

__all__ = ["file", "history", "terminal"]


def lines(text: str) -> list[str]:
    """The lines, without what sets cells apart."""
    return text.replace("\u2068", "").replace("\u2069", "").splitlines()


def ids() -> list[str]:
    """The ids that `history` lists, in order."""
    return [line.split(",")[-1] for line in run("history", "--format", "csv").out.splitlines()[1:]]


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 100, 132, 250])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_table_fits_the_terminal(history: Path, terminal: Terminal, columns: int, language: str):
    """No line is wider than the screen; from 40 columns on every id is there whole."""
    table = lines(terminal("history", "--lang", language, columns=columns))
    assert max(map(width, table)) <= columns
    if columns >= 40:
        assert {line.split()[0 if language == "ar" else -1] for line in table[1:]} == set(ids())


def test_columns_go_where_there_is_no_room(history: Path, terminal: Terminal):
    """The status first: what it would say stands before the title then. The day, the title and the id stay."""
    assert lines(terminal("history", columns=100))[0].split() == "when kind parties place status title id".split()
    assert lines(terminal("history", columns=80))[0].split() == "when kind place title id".split()
    narrow = lines(terminal("history", columns=60))
    assert narrow[0].split() == "when title id".split()
    assert narrow[5].startswith("2019-11-04/06          First talks between the…  talks-1")
    assert "[cancelled] A visit cal…  never" in narrow[6]
    short = lines(terminal("history", "--kind", "dialogue", columns=80))
    assert short[0].split() == "when kind parties place status title id".split()


def test_columns_asked_for_go_where_there_is_no_room_and_that_is_said(history: Path):
    """The last asked for first; the id never, nor is it cut. In a pipe all are there, and nothing is said."""
    narrow = run("history", "--columns", "title,id,heads,parties,sources,mode", "--width", 47)
    assert narrow.err == "note: no room for parties, sources, mode; use --width or a pipe\n"
    assert narrow.out.splitlines()[0].split() == ["title", "id", "heads"]
    assert max(map(width, narrow.out.splitlines())) <= 47
    alone = run("history", "--columns", "when,id", "--width", 20)
    assert (alone.out.split(), alone.err) == (["id", *ids()], "note: no room for when; use --width or a pipe\n")
    assert run("history", "--columns", "title,id,heads,parties,sources,mode").err == ""
    assert run("history", "--width", 47).err == ""


def test_texts_side_by_side_line_up_in_every_row(history: Path):
    """Only an id at the end takes room from the text before it; one text alone fits too."""
    table = run("history", "--columns", "when,title-en,title-ar,quote", "--width", 64).out.splitlines()
    assert table[0].index("title-en") == 23
    dated = [line for line in table[1:] if line[:4].isdecimal()]
    assert {line[21:23] for line in dated} == {"  "}
    assert next(line for line in table if "المحادثات" in line).index("المحادثات") == table[0].index("title-ar")
    assert run("history", "--columns", "title", "--width", 40).out.splitlines()[0] == "title"


def test_a_long_id_takes_its_room_from_its_own_title(calendar: Path, terminal: Terminal):
    """One that is longer than most does not make all titles short."""
    (calendar / "visit.yaml").write_text(VISIT, encoding="utf-8")
    long = "a-visit-that-somebody-gave-a-name-of-many-words"
    second = VISIT.replace("visit-doha-2024-05", long).partition("engagements:")[2]
    (calendar / "second.yaml").write_text(f"engagements:{second}", encoding="utf-8")
    assert run("record", "visit.yaml", "second.yaml").code == 0
    table = lines(terminal("history"))
    assert [line.split()[-1] for line in table] == ["id", long, "visit-doha-2024-05"]
    assert "Visit to…" in table[1]
    assert "Visit to Doha" in table[2]
    assert {width(line) for line in table} == {80}


def test_a_wide_terminal_has_room_for_the_title_in_the_other_language(history: Path, terminal: Terminal):
    """Both languages side by side, where all else is whole."""
    assert lines(terminal("history", columns=180))[0].split()[5:] == ["other", "title", "id"]
    assert "المحادثات الأولى" in terminal("history", columns=180)


def test_a_width_may_be_asked_for(history: Path):
    """Of a pipe too."""
    table = run("history", "--width", 70).out.splitlines()
    assert max(map(width, table)) <= 70
    assert "First talks between th…" in table[5]


def test_arabic_cells_are_set_apart_on_a_terminal(history: Path, terminal: Terminal):
    """Else two of them and what is between would be read as one run from the right."""
    assert "\u2068زيارة إلى الدوحة\u2069" in terminal("history", columns=120)
    assert "\u2068" not in run("history", "--width", 120).out


def test_in_arabic_a_terminal_reads_from_the_right(history: Path, terminal: Terminal):
    """The day stands at the right, the id at the left; the columns end at the same place."""
    table = lines(terminal("history", "--lang", "ar", columns=120))
    assert table[0].endswith("التاريخ")
    assert table[0].split()[0] == "المعرّف"
    assert table[3].split()[0] == "arabic-only"
    assert table[3].endswith("2018-03-01")
    assert {width(line) for line in table if not line.startswith(" " * 4 + "undated")} == {width(table[0])}


def test_bidi_controls_and_escapes_in_a_name_do_nothing(calendar: Path, terminal: Terminal):
    """They cannot be recorded; and if they stood in the database, they would be shown as what they are not."""
    import sqlite3

    (calendar / "visit.yaml").write_text(VISIT, encoding="utf-8")
    assert run("record", "visit.yaml").code == 0
    with sqlite3.connect(calendar / "calendar.sqlite") as raw:
        raw.execute("UPDATE engagement SET title_en = ?", ("a\u202eb\x1b[2Jc\u2066d\ne",))
    raw.close()
    for table in (terminal("history"), run("history").out):
        assert "a\ufffdb\ufffd[2Jc\ufffdd e" in table
