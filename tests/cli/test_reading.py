"""history, show, log, verify: what people read, and in which shape."""

import csv
import io
import re
import sqlite3
from pathlib import Path

import pytest

from doors import CORRECTION, VISIT, run

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


def test_show_as_json_is_the_same_entry(visit: Path):
    """One engagement has one shape, wherever it is asked for."""
    assert run("show", "visit-doha-2024-05", "--format", "json").json == run("history", "--format", "json").json[0]


def test_an_answer_as_of_before_an_amendment_gives_the_old_value(visit: Path):
    """Positions, days and instants all name a moment; the correction is not there before it was recorded."""
    before = run("log", "--format", "json").json[-1]["position"]
    (visit / "correction.yaml").write_text(CORRECTION)
    assert run("record", "correction.yaml").code == 0

    def day(*options: object) -> str:
        return run("history", "--format", "json", *options).json[0]["when"]["edtf"]

    assert day() == "2024-05-02"
    assert day("--as-of", before) == "2024-05-01/2024-05-02"
    assert day("--as-of", before + 1) == "2024-05-02"
    assert run("history", "--as-of", "2020-01-01", "--format", "json").json == []
    shown = run("show", "visit-doha-2024-05")
    assert "superseded: 2024-05-01/2024-05-02 “visited Doha on 1 and 2 May” note-1" in shown.out
    assert "the embassy corrected its note" in shown.out


def test_show_prints_the_sentence_behind_each_field(visit: Path):
    """People see which words of which source say so, under the value they say."""
    out = run("show", "visit-doha-2024-05").out
    assert re.search(r"^places\n  Doha / الدوحة, QA\n      “visited Doha on 1 and 2 May” note-1$", out, re.M)


def test_a_table_is_aligned_in_both_scripts(visit: Path):
    """Columns begin at the same place in every line, whatever the script."""
    lines = run("history", "--lang", "ar").out.splitlines()
    assert lines[1].index("visit") == lines[0].index("النوع")


@pytest.mark.parametrize("form", ["table", "csv", "md", "json", "jsonl"])
def test_a_hostile_title_stays_text_in_every_format(calendar: Path, form: str):
    """A title that begins a formula or a table cell of Markdown does no harm where it is printed."""
    (calendar / "hostile.yaml").write_text(
        VISIT.replace("{en: Visit to Doha, ar: زيارة إلى الدوحة}", '{en: "=HYPERLINK(\\"x\\")|<script>"}'),
        encoding="utf-8",
    )
    assert run("record", "hostile.yaml").code == 0
    out = run("history", "--format", form).out
    if form == "csv":
        assert next(csv.DictReader(io.StringIO(out)))["title"].startswith("'=HYPERLINK")
    if form == "md":
        assert "<script>" not in out
        assert out.splitlines()[-1].count("|") == out.splitlines()[0].count("|")


def test_published_by_says_what_it_left_out(visit: Path):
    """Engagements whose sources are undated are not silently missing."""
    undated = VISIT.replace("visit-doha-2024-05", "visit-2").replace("source: note-1", "source: note-2")
    (visit / "second.yaml").write_text("engagements:" + undated.partition("engagements:")[2], encoding="utf-8")
    assert run("record", "second.yaml").code == 0
    answer = run("history", "--published-by", "2024-05", "--format", "json")
    assert [entry["id"] for entry in answer.json] == ["visit-doha-2024-05"]
    assert answer.err == "note: 1 left out: no source of theirs says when it was published\n"
    assert run("history", "--published-by", "2024-05-01", "--format", "json").json == []


def test_the_log_prints_raw_facts(visit: Path):
    """Every column of every row, the data as JSON."""
    rows = run("log", "--format", "jsonl", "--stream", "engagement:visit-doha-2024-05").out.splitlines()
    assert len(rows) == 1
    (row,) = run("log", "--format", "json", "--after", 3).json
    assert row["type"] == "engagement.held"
    assert row["data"]["id"] == "visit-doha-2024-05"
    assert len(row["hash"]) == 64


@pytest.mark.parametrize("command", [["log"], ["verify"], ["backup", "-"]])
def test_the_log_needs_full_clearance(visit: Path, command: list[str]):
    """Below it, positions and hashes would tell of facts that may not be seen."""
    answer = run("--clearance", "PUBLIC", *command)
    assert (answer.code, answer.out) == (3, "")
    assert "full clearance" in answer.err


def test_below_full_clearance_positions_are_not_told(visit: Path):
    """A position counts facts that may be hidden."""
    (entry,) = run("history", "--clearance", "PRIVATE", "--format", "json").json
    assert entry["position"] is None
    assert [fact["position"] for fact in entry["history"]] == [None]


def test_verify_names_the_position_of_planted_damage(visit: Path):
    """Exit 1, and the first bad position in words."""
    assert run("verify", "--views").code == 0
    with sqlite3.connect(visit / "calendar.sqlite") as raw:
        raw.execute("DROP TRIGGER log_keeps_facts")
        raw.execute("UPDATE log SET data = replace(data, 'Jane', 'Joan') WHERE position = 3")
    raw.close()
    answer = run("verify")
    assert answer.code == 1
    assert answer.out.startswith("position 3: ")


def test_rebuild_mends_damaged_views(visit: Path):
    """`verify --views` finds a row that is not what the log says; `rebuild` puts it right."""
    with sqlite3.connect(visit / "calendar.sqlite") as raw:
        raw.execute("UPDATE engagement SET title_en = 'Something else'")
    raw.close()
    answer = run("verify", "--views")
    assert answer.code == 1
    assert "engagement" in answer.out
    assert run("rebuild").code == 0
    assert run("verify", "--views").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["hisotry"], "did you mean history?"),
        (["history", "--kind", "vist"], "did you mean visit?"),
        (["history", "--since", "last year"], "is no EDTF date"),
        (["history", "--as-of", "yesterday"], "is no moment"),
        (["history", "--limit", "0"], "is no number"),
        (["history", "--nonsense"], "No such option"),
        (["record"], "Missing argument"),
        (["--lang", "fr", "history"], "fr"),
        (["--config", "missing.toml", "history"], "missing.toml"),
        (["export", "--feed", "vists"], "did you mean visits?"),
    ],
)
def test_wrong_usage_ends_with_2_and_a_hint(calendar: Path, arguments: list[str], says: str):
    """Nothing is read or written; the message says what would be right."""
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert "hint: " in answer.err
    assert says in answer.err


def test_an_unknown_engagement_is_refused_with_the_nearest(visit: Path):
    """A misspelt id is met with the one that was meant."""
    answer = run("show", "visit-doha-2024-5")
    assert answer.code == 3
    assert "did you mean visit-doha-2024-05?" in answer.err
