"""show, log, verify: what people read, and in which shape."""

import re
import sqlite3
from pathlib import Path

import pytest

from doors import CORRECTION, run


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
