"""Odd input, closed pipes and hostile text: a person gets a sentence, never a traceback and never a surprise."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ctcalendar.db.address import redacted
from doors import VISIT, run


@pytest.mark.parametrize(
    "command",
    [
        ["log", "--after", "99999999999999999999"],
        ["log", "--limit", "0"],
        ["show", "a\x1b[31mb"],
        ["show", "a\udcff"],
        ["log", "--stream", "a\udcff"],
        ["history", "--person", "a\udcff"],
        ["history", "--as-of", "99999999999999999999"],
        ["history", "--limit", "99999999999999999999"],
        ["history", *(part for number in range(60) for part in ("--place", f"p{number}"))],
    ],
    ids=lambda command: ascii(" ".join(command))[:40],
)
def test_what_can_be_no_value_is_wrong_usage(visit: Path, command: list[str]):
    """Exit 2, whatever the value."""
    answer = run(*command)
    assert answer.code == 2, answer.err
    assert answer.err.startswith("error: ")


def test_a_position_beyond_the_log_is_refused(visit: Path):
    """A year written as an as-of is most likely no position."""
    answer = run("history", "--as-of", "2026")
    assert answer.code == 3
    assert "the log ends at position 4" in answer.err


@pytest.mark.parametrize("moment", ["9999-12-31", "2030-01", "2030-01-01T00:00+03:00"])
def test_a_day_a_month_and_an_instant_are_moments(visit: Path, moment: str):
    """Also the last one there is."""
    assert len(run("history", "--as-of", moment, "--format", "json").json) == 1


def test_messages_do_not_steer_the_terminal(calendar: Path):
    """What they quote from a file or an argument cannot colour, erase or turn round what a person reads."""
    (calendar / "odd.yaml").write_text('people: [{id: "\\e[31mEVIL\\u202e", names: {en: x}}]')
    for answer in (run("record", "odd.yaml"), run("record", "a\x1b]0;title\x07.yaml"), run("history", "\x1b[2J")):
        assert answer.code in (2, 3)
        assert not set(answer.err) & {"\x1b", "\x07", "\u202e"}


@pytest.mark.parametrize("command", [["record", "-"], ["rebuild"], ["restore", "-"], ["init", "--demo"]])
def test_who_writes_needs_full_clearance(visit: Path, command: list[str]):
    """What is refused, and why, tells of what is there."""
    answer = run("--clearance", "PUBLIC", *command, stdin=VISIT.encode())
    assert answer.code == 3
    assert "full clearance" in answer.err


def test_secrets_in_a_database_url_are_not_told():
    """Wherever they stand in it."""
    assert redacted("postgresql://clerk:hunter2@host/db?password=hunter2&sslmode=require") == (
        "postgresql://clerk@host/db?password=…&sslmode=require"
    )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://clerk:12@hunter2@localhost/calendar",
        "postgresql://clerk:hunter2@localhost:port/calendar",
        "postgresql://clerk:hunter2@[::1/calendar",
        "postgresql://clerk:hunter2@localhost/calendar?port=many",
    ],
)
def test_an_address_that_cannot_be_read_is_not_repeated(url: str):
    """What a parser takes for a host or a port may be half a password."""
    answer = run("--database", url, "history")
    assert answer.code == 3
    assert "cannot be read" in answer.err
    assert "hunter2" not in answer.err
    assert "%40" in answer.err


def test_a_reader_that_goes_away_is_no_error(visit: Path):
    """`ctcalendar … | head -1` ends with 0 and without a word."""
    script = f'"{sys.executable}" -m ctcalendar log --format json | head -1; exit "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "[\n")


def test_closed_output_is_no_mistake_of_ours(visit: Path):
    """Started with standard output closed, a command does what it does."""
    script = f'"{sys.executable}" -m ctcalendar history >&-'
    assert subprocess.run(["bash", "-c", script], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_told(visit: Path, unbuffered: str, monkeypatch: pytest.MonkeyPatch):
    """What could not be written is named, once, whether at the first line or when all of it is sent off at the end."""
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    for command in ("history", "--version"):
        script = f'"{sys.executable}" -m ctcalendar {command} > /dev/full'
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        assert done.returncode == 4
        assert done.stderr.count("No space left") == 1
        assert "Traceback" not in done.stderr


def test_backups_and_databases_are_for_their_owner(visit: Path):
    """They hold everything, whatever its classification."""
    run("backup", "kept.jsonl")
    for name in ("kept.jsonl", "calendar.sqlite"):
        assert stat.S_IMODE((visit / name).stat().st_mode) == 0o600


def test_a_backup_does_not_replace_what_is_no_file(visit: Path):
    """Not even when forced."""
    os.mkfifo(visit / "pipe")
    assert run("backup", "--force", "pipe").code == 3
    assert stat.S_ISFIFO((visit / "pipe").stat().st_mode)


def test_no_backup_is_made_of_a_damaged_log(visit: Path):
    """A file with a hole in its chain would be found out only when it is needed."""
    with sqlite3.connect(visit / "calendar.sqlite") as raw:
        raw.execute("DROP TRIGGER log_keeps_all_facts")
        raw.execute("DELETE FROM log WHERE position = 2")
    raw.close()
    answer = run("backup", "kept.jsonl")
    assert answer.code == 3
    assert "position 2: " in answer.err
    assert not (visit / "kept.jsonl").exists()
    answer = run("rebuild")
    assert answer.code == 3
    assert "it holds 3 facts, its head says 4" in answer.err


@pytest.mark.parametrize("table", ["calendar", "view_head", "log_head"])
def test_a_missing_row_is_told_not_stumbled_over(visit: Path, table: str):
    """Each command either works or says what is wrong."""
    with sqlite3.connect(visit / "calendar.sqlite") as raw:
        raw.execute("DROP TRIGGER IF EXISTS log_head_stays")
        raw.execute(f"DELETE FROM {table}")
    raw.close()
    for command in (["history"], ["export"], ["verify"], ["rebuild"], ["backup", "-"], ["record", "visit.yaml"]):
        assert run(*command).code in (0, 1, 3, 4), command


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff", b"{}\n", b"[]", b"\x00" * 100])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes):
    """And no database is made of it."""
    (tmp_path / "odd.jsonl").write_bytes(content)
    answer = run("--database", f"sqlite:///{tmp_path}/new.sqlite", "restore", tmp_path / "odd.jsonl")
    assert answer.code == 3
    assert "is not the first line of a ctcalendar backup" in answer.err
    assert run("--database", f"sqlite:///{tmp_path}/new.sqlite", "history").code == 4


@pytest.mark.parametrize(
    "command", [["record", "."], ["restore", "."], ["record", "none.yaml"], ["export", "--out", "visit.yaml"]]
)
def test_a_path_of_the_wrong_kind_is_told(visit: Path, command: list[str]):
    """A folder for a file, a file for a folder, nothing for something."""
    answer = run(*command)
    assert answer.code in (2, 3, 4)
    assert answer.err.startswith("error: ")


def test_help_without_a_command_is_no_string_of_errors():
    """It is the help, on standard error, and exit 2."""
    answer = run()
    assert answer.code == 2
    assert answer.err.startswith("Usage: ctcalendar")
