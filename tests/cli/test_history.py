"""history: which engagements, in which columns, in what order, fitted to whom."""

import csv
import io
from pathlib import Path

import pytest

from cli.history_of import file, history
from cli.terminals import terminal
from ctcalendar.app.sorting import ORDERS as ORDERS_THERE_ARE
from ctcalendar.cli.columns import COLUMNS
from ctcalendar.cli.history import GROUPINGS, ORDERS
from ctcalendar.cli.history import history as command
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


def test_a_file_speaks_the_language_of_the_answer(history: Path):
    """Headings and values alike: in Arabic, kinds and statuses are Arabic."""
    out = run("history", "--format", "csv", "--lang", "ar", "--kind", "dialogue").out
    arabic = list(csv.DictReader(io.StringIO(out)))
    assert {(row["النوع"], row["الحالة"]) for row in arabic} == {("حوار", "جرى")}


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
