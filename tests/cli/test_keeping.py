"""Texts of sources attached and forgotten, and backups that take them along, as people type it."""

import stat
from hashlib import sha256
from pathlib import Path

import pytest

from doors import VISIT, Answer, run

TEXT = "On behalf of the department,\nSecretary Jane Roe visited Doha on 1\nand 2 May.\n"
SHA256 = sha256(TEXT.encode()).hexdigest()


@pytest.fixture
def noted(calendar: Path) -> Path:
    """A calendar with a visit whose source records the text it was read in."""
    recorded = VISIT.replace("languages: [en]}", f"languages: [en], sha256: {SHA256}}}", 1)
    (calendar / "visit.yaml").write_text(recorded, encoding="utf-8")
    (calendar / "note.txt").write_text(TEXT, encoding="utf-8")
    assert run("record", "visit.yaml").code == 0
    return calendar


def sources(verb: str, *arguments: object) -> Answer:
    return run("sources", verb, *arguments)


# -- attach and forget ----------------------------------------------------------------------------------------------


def test_a_text_is_attached_and_forgotten(noted: Path):
    """What was done is said, and also that nothing was left to do."""
    told = f"{len(TEXT)} characters, 3 quotes in their place\n"
    assert sources("attach", "note-1", "note.txt").out == f"note-1: archived: {told}"
    assert sources("attach", "note-1", "note.txt").out == f"note-1: archived before, nothing to do: {told}"
    assert sources("forget", "note-1").out == "note-1: its text is forgotten\n"
    assert sources("forget", "note-1").out == "note-1: no text of it is archived\n"


def test_a_wrong_quote_is_refused_with_the_nearest(noted: Path):
    """Exit 3, one line a quote, and nothing archived."""
    text = TEXT.replace("visited Doha", "went to Doha")
    (noted / "note.txt").write_text(text, encoding="utf-8")
    (noted / "other.yaml").write_text(
        f"amendments: [{{subject: 'source:note-1', values: {{sha256: {sha256(text.encode()).hexdigest()}}}, "
        "cause: correction, reason: another copy}]\n"
    )
    assert run("record", "other.yaml").code == 0
    answer = sources("attach", "note-1", "note.txt")
    assert answer.code == 3
    assert answer.err == (
        "error: note.txt: engagement visit-doha-2024-05 (revision 1, citation 1): “visited Doha on 1 and 2 May” is not "
        "in the text of source note-1; the nearest is “to Doha on 1 and 2 May.” at char=53,76\n"
        "hint: nothing was archived; if this is the text, archive it with --misquoted\n"
    )
    assert "no text of it" in sources("forget", "note-1").out
    despite = sources("attach", "note-1", "note.txt", "--misquoted")
    assert despite.code == 0
    assert "not in its place: note.txt: engagement visit-doha-2024-05" in despite.out
    assert "forgotten" in sources("forget", "note-1").out


def test_a_text_that_is_not_on_record_is_refused_with_the_amendment(noted: Path):
    """The hint is one line that can be recorded as it stands."""
    answer = sources("attach", "note-2", "note.txt")
    assert answer.code == 3
    assert SHA256 in answer.err
    amendment = answer.err.partition("record: ")[2]
    assert run("record", "-", stdin=amendment.encode()).code == 0
    assert sources("attach", "note-2", "note.txt").code == 0


def test_what_cannot_be_checked_and_what_counts_is_said(calendar: Path):
    """A quote on a page, and a byte order mark."""
    text = "\ufeff" + TEXT
    recorded = VISIT.replace("languages: [en]}", f"languages: [en], sha256: {sha256(text.encode()).hexdigest()}}}", 1)
    paged = recorded.replace("visited Doha on 1 and 2 May,", "visited Doha on 1 and 2 May, locator: page=3,")
    (calendar / "visit.yaml").write_text(paged, encoding="utf-8")
    (calendar / "note.txt").write_text(text, encoding="utf-8")
    run("record", "visit.yaml")
    answer = sources("attach", "note-1", "note.txt")
    assert "2 quotes in their place" in answer.out
    assert "note: it begins with a byte order mark, which counts: the first letter is at char=1\n" in answer.out
    assert "not checked: engagement:visit-doha-2024-05: “visited Doha on 1 and 2 May” at page=3" in answer.out


@pytest.mark.parametrize("command", [("attach", "note-1", "note.txt"), ("forget", "note-1")])
def test_keeping_texts_needs_full_clearance(noted: Path, command: tuple[str, ...]):
    """Whoever may not read everything cannot tell what a text is quoted for."""
    answer = sources(*command, "--clearance", "PRIVATE")
    assert answer.code == 3
    assert "full clearance" in answer.err


def test_a_file_that_is_not_there_is_refused(noted: Path):
    """As it is by every command that reads one."""
    assert sources("attach", "note-1", "nowhere.txt").code == 3
    assert sources("attach", "note-1", noted).code == 3


def test_texts_are_kept_in_calendars_that_exist(calendar: Path):
    """Neither command makes a database."""
    (calendar / "note.txt").write_text(TEXT)
    for command in (("attach", "note-1", "note.txt"), ("forget", "note-1")):
        assert sources(*command, "--database", "sqlite:///nowhere.sqlite").code == 4
    assert not (calendar / "nowhere.sqlite").exists()


def test_a_wrong_quote_of_an_attached_text_is_not_recorded(noted: Path):
    """With file and line, in the words of attach."""
    sources("attach", "note-1", "note.txt")
    (noted / "more.yaml").write_text(
        "people:\n- id: john-roe\n  names: {en: John Roe}\n"
        "  citations:\n  - {source: note-1, language: en, quote: Secretary John Roe}\n"
    )
    answer = run("record", "more.yaml")
    assert answer.code == 3
    assert answer.err.startswith(
        "error: more.yaml:5: person john-roe: citations.1.quote: “Secretary John Roe” is not in the text of source "
        "note-1; the nearest is “Secretary Jane Roe” at char=29,47\n"
    )


# -- backups --------------------------------------------------------------------------------------------------------


def test_a_backup_says_what_it_leaves_out(noted: Path):
    """On standard error when the backup itself goes to standard output."""
    left_out = "left out: archived texts, subscribers, feeds, the secret; take them too with --all\n"
    assert run("backup", "kept.jsonl").out == f"kept.jsonl: 4 facts\n{left_out}"
    answer = run("backup", "-")
    assert (answer.err, answer.out) == (left_out, (noted / "kept.jsonl").read_text(encoding="utf-8"))


def test_a_whole_backup_takes_everything_and_says_to_keep_it(noted: Path):
    """It is readable by its owner alone, and gives the same calendar elsewhere."""
    sources("attach", "note-1", "note.txt")
    answer = run("backup", "--all", "house.jsonl")
    assert answer.out == (
        "house.jsonl: 4 facts\nbeyond the log (archived texts, subscribers, feeds, the secret): 2 rows; "
        "keep this file where only you can read it\n"
    )
    assert stat.S_IMODE((noted / "house.jsonl").stat().st_mode) == 0o600
    assert run("--database", "sqlite:///new.sqlite", "restore", "house.jsonl").out == (
        "sqlite:///new.sqlite: 4 facts restored, rows beyond the log: 1\n"
    )
    assert run("--database", "sqlite:///new.sqlite", "backup", "--all", "-").out == (
        (noted / "house.jsonl").read_text(encoding="utf-8")
    )
    assert "nothing new" in run("--database", "sqlite:///new.sqlite", "restore", "house.jsonl").out


def test_a_whole_backup_that_was_altered_is_refused_naming_the_line(noted: Path):
    """Beyond the log as within it; the database is as empty as before."""
    sources("attach", "note-1", "note.txt")
    run("backup", "--all", "house.jsonl")
    altered = (noted / "house.jsonl").read_text(encoding="utf-8").replace("On behalf", "In behalf")
    (noted / "house.jsonl").write_text(altered, encoding="utf-8")
    answer = run("--database", "sqlite:///new.sqlite", "restore", "house.jsonl")
    assert answer.code == 3
    assert answer.err.startswith("error: house.jsonl line 9: its hash does not match its content")
    assert run("--database", "sqlite:///new.sqlite", "log").code == 4
