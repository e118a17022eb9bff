"""init, record, backup, restore: what is written, and what is not when anything is wrong."""

import sqlite3
from pathlib import Path

import pytest

from doors import CORRECTION, VISIT, run


def _log() -> str:
    return run("backup", "-").out


def test_init_twice_does_nothing(calendar: Path):
    """The second time says so."""
    assert run("init").out.endswith("up to date\n")


def test_init_demo_loads_the_bundled_record_once(calendar: Path):
    """The second time finds it standing."""
    assert "facts loaded" in run("init", "--demo").out
    before = _log()
    assert "nothing new" in run("init", "--demo").out
    assert _log() == before


def test_init_demo_is_not_mixed_into_another_record(visit: Path):
    """A record of somebody's own is left alone."""
    before = _log()
    answer = run("init", "--demo")
    assert answer.code == 3
    assert "another record" in answer.err
    assert _log() == before


def test_the_same_file_again_appends_nothing(visit: Path):
    """An item is known by its kind and id, a file may be recorded as often as one likes."""
    before = _log()
    answer = run("record", "visit.yaml")
    assert answer.out == "visit.yaml: 0 facts appended, 4 items recorded before\n"
    assert _log() == before


def test_the_same_file_after_an_amendment_appends_nothing(visit: Path):
    """The dossier still says what it said; the amendment stands."""
    (visit / "correction.yaml").write_text(CORRECTION)
    run("record", "correction.yaml")
    before = _log()
    assert run("record", "visit.yaml", "correction.yaml").code == 0
    assert _log() == before


def test_a_changed_item_is_refused_naming_the_fields(visit: Path):
    """History is not edited in the file; the hint says how to correct it."""
    (visit / "visit.yaml").write_text(VISIT.replace("Visit to Doha, ar", "Journey to Doha, ar"), encoding="utf-8")
    before = _log()
    answer = run("record", "visit.yaml")
    assert answer.code == 3
    assert "visit.yaml:9: engagement visit-doha-2024-05: is already recorded" in answer.err
    assert "differs in title" in answer.err
    assert "amendment" in answer.err
    assert _log() == before


def test_a_dry_run_shows_the_facts_and_writes_nothing(calendar: Path):
    """What would be appended, in order, as facts."""
    (calendar / "visit.yaml").write_text(VISIT, encoding="utf-8")
    before = _log()
    answer = run("record", "--dry-run", "visit.yaml")
    assert "engagement.held" in answer.out
    assert "4 facts would be appended" in answer.out
    types = [fact["type"] for fact in run("record", "--dry-run", "--format", "json", "visit.yaml").json]
    assert types == ["source.registered", "source.registered", "person.registered", "engagement.held"]
    assert _log() == before


def test_several_files_are_recorded_together_or_not_at_all(calendar: Path):
    """A mistake in the second file leaves the first unrecorded."""
    (calendar / "visit.yaml").write_text(VISIT, encoding="utf-8")
    (calendar / "bad.yaml").write_text(CORRECTION.replace("visit-doha-2024-05", "visit-doha"))
    before = _log()
    answer = run("record", "visit.yaml", "bad.yaml")
    assert answer.code == 3
    assert "bad.yaml:2: " in answer.err
    assert "did you mean 'visit-doha-2024-05'?" in answer.err
    assert _log() == before


def test_a_dossier_may_come_from_standard_input(calendar: Path):
    """`-` is standard input."""
    assert run("record", "-", stdin=VISIT.encode()).out == "standard input: 4 facts appended\n"


_ENGAGEMENT = VISIT.partition("engagements:\n")[2]


def _bomb() -> str:
    rows = "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))
    return f"a0: &a0 [x, x]\n{rows}\n"


BAD = {
    "a duplicate id": (VISIT + _ENGAGEMENT, "stands already on line 9"),
    "an unknown person": (VISIT.replace("person: jane-roe", "person: jane-row"), "did you mean 'jane-roe'?"),
    "a date that is no EDTF": (VISIT.replace("2024-05-01/2024-05-02", "1 May 2024"), "is no EDTF date"),
    "a day that does not exist": (VISIT.replace("2024-05-01/2024-05-02", "2023-02-29"), "is no day of the calendar"),
    "an end before its start": (VISIT.replace("2024-05-01/2024-05-02", "2024-05-03/2024-05-02"), "ends before"),
    "a missing citation": (
        VISIT.partition("  citations:\n  - {source: note-1, language: en, quote: visited")[0],
        "citations: are missing",
    ),
    "a quote of fifty words": (VISIT.replace("visited Doha on 1 and 2 May", " ".join(["word"] * 50)), "has 50 words"),
    "deep nesting": ("engagements: " + "[" * 500 + "]" * 500, "nested deeper than"),
    "an alias bomb": (_bomb(), "more than 500,000 values"),
    "a lone surrogate": (VISIT.replace("Visit to Doha, ar", '"\\ud800", ar'), "lone surrogate"),
    "a NUL": (VISIT.replace("Visit to Doha, ar", '"a\\0b", ar'), "U+0000"),
    "CR LF": (VISIT.replace("Visit to Doha, ar", '"a\\r\\nATTENDEE:x", ar'), "U+000D"),
    "a control character": (VISIT.replace("Visit to Doha, ar", '"a\\x07b", ar'), "U+0007"),
    "a bidi override": (VISIT.replace("Visit to Doha, ar", '"a\\u202eb", ar'), "U+202E"),
    "an unknown field": (VISIT.replace("  parties: [QA, US]", "  partys: [QA, US]"), "did you mean 'parties'?"),
    "an unknown section": (VISIT.replace("people:", "persons:"), "there is no section 'persons'"),
    "a wrong country": (VISIT.replace("country: QA", "country: Qatar"), "no ISO 3166 country 'Qatar'"),
    "a support of nothing": (VISIT.replace("[participants.jane-roe]", "[participants.john]"), "support"),
    "not YAML": ("engagements: [", "is not YAML"),
    "no dossier": ("just words", "is no dossier"),
    "two documents": (VISIT + "\n---\n" + VISIT, "a second document"),
    "a tag": ("engagements: !!python/object/apply:os.system [true]", "the tag"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_its_line_and_nothing_is_written(calendar: Path, name: str):
    """Exit 3, file and line first, no traceback, the log as it was."""
    text, says = BAD[name]
    (calendar / "bad.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    before = _log()
    answer = run("record", "bad.yaml")
    assert answer.code == 3, answer.err
    assert says in answer.err
    assert answer.err.startswith("error: bad.yaml:")
    assert "hint: " in answer.err or "is not YAML" in answer.err or ":1: " in answer.err or "bad.yaml:" in answer.err
    assert _log() == before


def test_a_wrong_encoding_names_the_line(calendar: Path):
    """A file in a legacy encoding is refused, never guessed at."""
    (calendar / "bad.yaml").write_bytes(VISIT.encode("cp1256"))
    answer = run("record", "bad.yaml")
    assert answer.code == 3
    assert "bad.yaml:6: is not UTF-8" in answer.err


def test_a_file_of_fifty_megabytes_is_refused_without_being_read_whole(calendar: Path):
    """Size is bounded before anything is parsed."""
    with (calendar / "large.yaml").open("wb") as large:
        large.truncate(50_000_000)
    answer = run("record", "large.yaml")
    assert answer.code == 3
    assert "a dossier holds at most 10,000,000" in answer.err


def test_plain_scalars_stay_text(calendar: Path):
    """`NO` is Norway and `19:22` a time of day, as they are written."""
    text = VISIT.replace("parties: [QA, US]", "parties: [QA, NO]").replace(
        "when: {edtf: 2024-05-01/2024-05-02}", "when: {edtf: 2024-05-01, time: 19:22, zone: Asia/Qatar}"
    )
    (calendar / "visit.yaml").write_text(text, encoding="utf-8")
    assert run("record", "visit.yaml").code == 0
    (entry,) = run("history", "--format", "json").json
    assert entry["parties"] == ["QA", "NO"]
    assert entry["when"]["starts_at"] == "2024-05-01T19:22"


def test_a_backup_is_restored_byte_for_byte(visit: Path):
    """Into a database that did not exist; a second time finds nothing new."""
    assert run("backup", "kept.jsonl").code == 0
    assert run("--database", "sqlite:///copy.sqlite", "restore", "kept.jsonl").code == 0
    assert run("--database", "sqlite:///copy.sqlite", "backup", "-").out == (visit / "kept.jsonl").read_text()
    assert "nothing new" in run("--database", "sqlite:///copy.sqlite", "restore", "kept.jsonl").out


def test_an_existing_backup_is_not_overwritten_unasked(visit: Path):
    """`--force` replaces it."""
    (visit / "kept.jsonl").write_text("precious")
    assert run("backup", "kept.jsonl").code == 3
    assert (visit / "kept.jsonl").read_text() == "precious"
    assert run("backup", "--force", "kept.jsonl").code == 0


def test_an_altered_backup_is_refused_naming_the_line(visit: Path):
    """Nothing of it is restored."""
    run("backup", "kept.jsonl")
    (visit / "kept.jsonl").write_text((visit / "kept.jsonl").read_text().replace("Secretary Jane Roe", "Jane Roe", 1))
    answer = run("--database", "sqlite:///copy.sqlite", "restore", "kept.jsonl")
    assert answer.code == 3
    assert "kept.jsonl line 4: " in answer.err
    assert run("--database", "sqlite:///copy.sqlite", "history").code == 4


# -- databases that are not what they should be ---------------------------------------------------------------------


def test_a_missing_database_says_how_to_make_one(tmp_path: Path):
    """And none is made by asking."""
    answer = run("--database", f"sqlite:///{tmp_path}/none.sqlite", "history")
    assert answer.code == 4
    assert "hint: run: ctcalendar init" in answer.err
    assert not (tmp_path / "none.sqlite").exists()
    assert run("--database", f"sqlite:///{tmp_path}/none.sqlite", "record", "-").code == 4
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize("command", [["history"], ["init"], ["record", "-"], ["rebuild"]])
def test_a_text_file_is_no_database(tmp_path: Path, command: list[str]):
    """It is refused and left as it is."""
    (tmp_path / "notes.txt").write_text("these are notes, not a database\n" * 100)
    answer = run("--database", f"sqlite:///{tmp_path}/notes.txt", *command, stdin=VISIT.encode())
    assert answer.code == 4
    assert "not a database" in answer.err
    assert "hint: " in answer.err
    assert (tmp_path / "notes.txt").read_text() == "these are notes, not a database\n" * 100


def test_another_programs_database_is_left_alone(tmp_path: Path):
    """An SQLite file that holds something else is not made into a calendar."""
    with sqlite3.connect(tmp_path / "other.sqlite") as other:
        other.execute("CREATE TABLE recipe (id INTEGER)")
    other.close()
    answer = run("--database", f"sqlite:///{tmp_path}/other.sqlite", "init")
    assert answer.code == 4
    assert "recipe" in answer.err


def test_a_locked_database_is_told_after_the_time_out(visit: Path, monkeypatch: pytest.MonkeyPatch):
    """A writer waits its turn for as long as the setting says; readers never wait."""
    monkeypatch.setenv("CTCALENDAR_LOCK_TIMEOUT_S", "0")
    holding = sqlite3.connect(visit / "calendar.sqlite", isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    answer = run("record", "-", stdin=CORRECTION.encode())
    assert answer.code == 4
    assert "another program is writing" in answer.err
    assert run("history").code == 0
    holding.close()
    assert run("record", "-", stdin=CORRECTION.encode()).code == 0


def test_a_newer_schema_is_refused(visit: Path):
    """A database that a newer program migrated is neither read nor written by this one."""
    with sqlite3.connect(visit / "calendar.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    for command in (["history"], ["init"], ["record", "-"]):
        answer = run(*command, stdin=VISIT.encode())
        assert answer.code == 4
        assert "newer" in answer.err


def test_an_unknown_fact_type_is_found_at_start_up(visit: Path):
    """A log that holds facts of a newer program is not folded half."""
    with sqlite3.connect(visit / "calendar.sqlite") as raw:
        raw.execute("INSERT INTO log_type VALUES ('engagement.teleported', 1, 1)")
    raw.close()
    answer = run("history")
    assert answer.code == 4
    assert "engagement.teleported" in answer.err


def test_no_password_is_printed():
    """A database URL may hold one; messages do not."""
    answer = run("--database", "postgresql://clerk:secret@127.0.0.1:1/none", "history")
    assert answer.code == 4
    assert "secret" not in answer.err
