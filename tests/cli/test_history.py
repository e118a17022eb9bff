"""history: which engagements, in which columns, in what order, fitted to whom."""

import csv
import io
from pathlib import Path

import pytest

from cli.history_of import file, history
from cli.terminals import Terminal, terminal
from ctcalendar.app.sorting import ORDERS as ORDERS_THERE_ARE
from ctcalendar.cli.columns import COLUMNS
from ctcalendar.cli.history import GROUPINGS, ORDERS
from ctcalendar.cli.history import history as command
from ctcalendar.cli.measuring import width
from ctcalendar.views.counting import GROUPINGS as GROUPINGS_THERE_ARE
from doors import VISIT, run

__all__ = ["file", "history", "terminal"]

ENGAGEMENT_KEYS = set(
    """id kind status title when places place parties mode part_of parts occasion rank sessions says participants
    delegations agencies series instruments topics classification citations claims disputed revision recorded_at
    changed_at position""".split()
)
LATER_KEYS = {"disputes", "retracted", "dated_by_parts", "whole", "history", "labels", "agreements"}
"""Added since."""


def test_history_as_json_has_the_shape_the_design_promises(visit: Path):
    """Scripts rely on these keys: some may be added, none may go."""
    (entry,) = run("history", "--format", "json").json
    assert set(entry) == ENGAGEMENT_KEYS | LATER_KEYS
    assert entry["when"] | {"printed": None, "weekday": None, "uncertain": False} == {
        "edtf": "2024-05-01/2024-05-02",
        "basis": "stated",
        "rule": None,
        "earliest": "2024-05-01",
        "latest": "2024-05-02",
        "precision": "day",
        "starts_at": None,
        "zone": None,
        "printed": None,
        "weekday": None,
        "uncertain": False,
    }
    assert entry["place"]["name"]["ar"] == "الدوحة"
    assert entry["place"] == entry["places"][0]
    assert entry["participants"][0]["role"] == "visitor"
    assert entry["citations"][0] | {"title": None, "retracted": False, "url": None} == {
        "source": "note-1",
        "published": "2024-05-02",
        "language": "en",
        "quote": "visited Doha on 1 and 2 May",
        "locator": None,
        "supports": ["when", "places"],
        "title": None,
        "url": None,
        "retracted": False,
    }
    claims = {(claim["field"], claim["rank"], claim["source"]) for claim in entry["claims"]}
    assert ("when", "preferred", "note-1") in claims
    assert entry["revision"] == 1
    assert entry["position"] == 4


def test_published_by_says_what_it_left_out(visit: Path):
    """Engagements whose sources are undated are not silently missing."""
    undated = VISIT.replace("visit-doha-2024-05", "visit-2").replace("source: note-1", "source: note-2")
    (visit / "second.yaml").write_text("engagements:" + undated.partition("engagements:")[2], encoding="utf-8")
    assert run("record", "second.yaml").code == 0
    answer = run("history", "--published-by", "2024-05", "--format", "json")
    assert [entry["id"] for entry in answer.json] == ["visit-doha-2024-05"]
    assert answer.err == "note: 1 left out: no source of theirs says when it was published\n"
    assert run("history", "--published-by", "2024-05-01", "--format", "json").json == []


def lines(text: str) -> list[str]:
    """The lines, without what sets cells apart."""
    return text.replace("\u2068", "").replace("\u2069", "").splitlines()


def ids(*options: object) -> list[str]:
    """The ids that `history` lists, in order."""
    return [row["id"] for row in csv.DictReader(io.StringIO(run("history", *options, "--format", "csv").out))]


def test_files_have_the_columns_they_always_had(history: Path):
    """Scripts count them: of CSV, and of a table in a pipe."""
    first = "when,kind,title,place,parties,status,id"
    assert run("history", "--format", "csv").out.splitlines()[0] == first
    assert run("history").out.splitlines()[0].split() == first.split(",")
    assert "2019-11-04/2019-11-06,dialogue,First talks between" in run("history", "--format", "csv").out


def test_a_table_is_aligned_in_both_scripts(history: Path):
    """Columns begin at the same place in every line, whatever the script; kinds and statuses are words of it."""
    table = run("history", "--lang", "ar").out.splitlines()
    assert table[3].index("زيارة") == table[0].index("النوع")
    assert table[3].endswith("جرى     arabic-only")


def test_in_a_pipe_nothing_is_cut(history: Path):
    """Whatever the width of the terminal that somebody has, a file is whole, and has no marks of direction."""
    table = run("history").out
    assert "First talks between the two governments on matters of security" in table
    assert not {"\u2068", "…"} & set(table.replace("2016-02-01…2017-03-01", ""))


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


@pytest.mark.parametrize("form", ["table", "csv", "md", "json", "jsonl", "html"])
def test_a_hostile_title_stays_text_in_every_format(history: Path, form: str):
    """A title that begins a formula or a table cell of Markdown, or holds a tag, does no harm where it is printed."""
    columns = ["--columns", "when,title"] if form == "md" else []
    out = run("history", "--format", form, *columns).out
    if form == "csv":
        assert "'=A statement|<b>" in [row["title"] for row in csv.DictReader(io.StringIO(out))]
    if form in ("md", "html"):
        assert "<b>" not in out
    if form == "md":
        assert out.splitlines()[-1].count("|") == out.splitlines()[0].count("|")


def test_every_column_can_be_asked_for(history: Path):
    """In files and in tables, in both languages, of every engagement, in the order asked for."""
    names = list(COLUMNS)[::-1]
    rows = list(csv.reader(io.StringIO(run("history", "--columns", ",".join(names), "--format", "csv").out)))
    assert rows[0] == names
    assert [len(row) for row in rows] == [len(names)] * 10
    assert len(run("history", "--columns", ",".join(names), "--lang", "ar", "--width", 100).out.splitlines()) == 10


def test_columns_say_what_only_a_whole_engagement_tells(history: Path):
    """Who led, in which series, with which words: in the language of the answer."""
    asked = (
        "history",
        "--kind",
        "dialogue",
        "--format",
        "csv",
        "--columns",
        "heads,series,topics,quote,sources,title-ar",
    )
    (row,) = csv.DictReader(io.StringIO(run(*asked).out))
    assert list(row.values()) == [
        "Amal (QA); John (US)",
        "talks 1",
        "security",
        "first talks",
        "note",
        "المحادثات الأولى",
    ]
    assert "أمل (QA); جون (US)" in run(*asked, "--lang", "ar").out


def test_the_columns_are_in_the_help():
    """What can be asked for can be found."""
    assert all(name in (command.help or "") for name in COLUMNS)


def test_what_the_command_offers_is_what_there_is():
    """Its names of orders and groups stand in it a second time, so that it starts quickly."""
    assert sorted(ORDERS) == sorted(ORDERS_THERE_ARE)
    assert list(GROUPINGS) == list(GROUPINGS_THERE_ARE)


BY_DAY = ["between", "uncertain", "arabic-only", "about", "talks-1", "never", "part", "undated", "whole"]


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("when", BY_DAY),
        ("-when", ["part", "never", "talks-1", "about", "arabic-only", "uncertain", "between", "undated", "whole"]),
        ("id", sorted(BY_DAY)),
        ("-id", sorted(BY_DAY, reverse=True)),
        (
            "title",
            ["undated", "uncertain", "between", "never", "about", "talks-1", "part", "whole", "arabic-only"],
        ),
    ],
)
def test_a_list_may_stand_in_another_order(history: Path, order: str, found: list[str]):
    """A minus turns it about; what has no day is last either way. The limit counts in that order."""
    assert ids("--sort", order) == found
    assert ids("--sort", order, "--limit", 3) == found[:3]
    assert ids("--sort", order, "--limit", 100) == found


def test_the_last_within_a_window_are_found_from_its_end(history: Path):
    """Terms hold as in any other order."""
    assert ids("--sort", "-when", "--limit", 2, "--until", "2019-12", "--party", "QA") == ["talks-1", "arabic-only"]
    assert ids("--sort", "-when", "--limit", 1, "--since", "2019-11-05") == ["part"]


def test_the_order_of_recording_is_that_of_the_log(visit: Path):
    """Oldest first, or what changed last first; in JSON too."""
    second = VISIT.replace("visit-doha-2024-05", "a-later-one").partition("engagements:")[2]
    (visit / "second.yaml").write_text(f"engagements:{second}", encoding="utf-8")
    assert run("record", "second.yaml").code == 0
    assert ids("--sort", "recorded") == ["visit-doha-2024-05", "a-later-one"]
    found = run("history", "--sort", "-changed", "--limit", 1, "--format", "json").json
    assert [one["id"] for one in found] == ["a-later-one"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--columns", "wen"], "did you mean when?"),
        (["--columns", ","], "--columns names none"),
        (["--columns", "when", "--format", "json"], "--columns does not go with json"),
        (["--columns", "when", "--count"], "--columns does not go with counts"),
        (["--sort", "size"], "'size'"),
        (["--sort", "id", "--format", "ics"], "--sort does not go with ics"),
        (["--sort", "id", "--after", "about"], "--after does not go with another order"),
        (["--sort", "id", "--group-by", "kind"], "--sort does not go with groups"),
        (["--group-by", "kind", "--format", "csv"], "--group-by does not go with csv"),
        (["--group-by", "colour"], "'colour'"),
        (["--count", "--format", "html"], "--count does not go with html"),
        (["--chart", "--format", "json"], "--chart does not go with json"),
        (["--width", "5"], "5"),
    ],
)
def test_what_does_not_go_together_is_said(history: Path, options: list[str], says: str):
    """As wrong usage, with what to do instead, before anything is printed."""
    answer = run("history", *options)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err
    assert "hint: " in answer.err
