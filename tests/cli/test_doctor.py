"""doctor on the command line: a line for each check, the same as JSON, and how it ends."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from ctcalendar.app import App, system_clock
from ctcalendar.app.doctor import CHECKS
from ctcalendar.settings import load
from doors import CORRECTION, run

_LINE = re.compile(r"(?P<check>.{10})  (?P<state>ok|warning|wrong|not checked) *  (?P<says>\S.*)")


def _break(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / "calendar.sqlite") as by_hand:
        by_hand.execute(statement)
    by_hand.close()


def test_each_check_is_one_aligned_line(visit: Path):
    """Name, state and what was found, each in a column of its own."""
    answer = run("doctor")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert [line[:10].rstrip() for line in lines] == [check.name for check in CHECKS]
    assert all(_LINE.fullmatch(line) for line in lines)
    assert len({line.index(match["says"]) for line in lines if (match := _LINE.fullmatch(line))}) == 1


def test_json_gives_the_same(visit: Path):
    """With advice apart, null where there is nothing to do."""
    _break(visit, "UPDATE view_head SET position = 1")
    answer = run("doctor", "--format", "json")
    assert [list(finding) for finding in answer.json] == [["check", "state", "found", "advice"]] * len(CHECKS)
    for line, finding in zip(run("doctor").out.splitlines(), answer.json, strict=True):
        if finding["check"] not in ("clock", "disk"):  # they may move between the two
            says = "; ".join(filter(None, (finding["found"], finding["advice"])))
            assert line == f"{finding['check']:10}  {finding['state']:11}  {says}"


def test_something_wrong_ends_with_1_and_says_what_to_do(visit: Path):
    """In both shapes; nothing goes to standard error, for nothing failed but the calendar."""
    _break(visit, "UPDATE view_head SET position = 1")
    answer = run("doctor")
    assert (answer.code, answer.err) == (1, "")
    assert "view head   wrong        the views do not fit the log: " in answer.out
    assert "; run: ctcalendar rebuild\n" in answer.out
    assert run("doctor", "--format", "json").code == 1
    assert run("rebuild").code == 0
    assert run("doctor").code == 0


def test_warnings_alone_end_with_0(visit: Path):
    """Here of a record that is half an hour ahead of this machine's clock."""
    ahead = App(load(), clock=lambda: system_clock() + 1_800_000_000)
    ahead.record([("correction.yaml", CORRECTION.encode())])
    answer = run("doctor")
    assert answer.code == 0
    assert [line.split()[:2] for line in answer.out.splitlines() if "  ok  " not in line] == [["clock", "warning"]]


def test_a_database_that_is_not_there_is_a_finding_not_an_error(tmp_path: Path):
    """Other commands end with 4; this one is asked to find it, so it ends with 1. No file is made."""
    answer = run("--database", f"sqlite:///{tmp_path}/none.sqlite", "doctor")
    assert (answer.code, answer.err) == (1, "")
    assert re.search(r"^database +wrong +.*none\.sqlite: there is no such file; run: ctcalendar init", answer.out)
    assert re.search(r"^chain head +not checked ", answer.out, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_password_is_printed(form: str):
    """A database URL may hold one."""
    answer = run("--database", "postgresql://clerk:secret@127.0.0.1:1/none", "doctor", "--format", form)
    assert answer.code == 1
    assert "clerk" in answer.out
    assert "secret" not in answer.out + answer.err


def test_a_file_s_name_does_not_steer_the_terminal(tmp_path: Path):
    """What is found quotes it."""
    answer = run("--database", f"sqlite:///{tmp_path}/a\x1b[31m\nb.sqlite", "doctor")
    assert answer.code == 1
    assert "\x1b" not in answer.out
    assert len(answer.out.splitlines()) == len(CHECKS)


def test_below_full_clearance_positions_and_hashes_stay_untold(visit: Path):
    """The checks are made all the same."""
    digest = msgspec.json.decode(run("backup", "-").out.splitlines()[-1])["hash"]
    assert digest in run("doctor").out
    answer = run("doctor", "--clearance", "PUBLIC")
    assert answer.code == 0
    assert digest not in answer.out
    assert "position" not in answer.out


def test_states_are_coloured_when_asked(visit: Path):
    """And the columns stay where they are."""
    coloured = run("--color", "always", "doctor").out
    assert "\x1b[32mok" in coloured
    plain = re.sub(r"\x1b\[[0-9]*m", "", coloured)
    assert [line[:23] for line in plain.splitlines()] == [line[:23] for line in run("doctor").out.splitlines()]


_SCRIPT = """
import sys
from ctcalendar.cli import main
try:
    main(["doctor"])
except SystemExit as ended:
    assert not ended.code, ended.code
print(sorted({"sqlalchemy", "alembic", "starlette", "icalendar", "jinja2"} & set(sys.modules)), file=sys.stderr)
"""


def test_doctor_on_sqlite_imports_no_database_library(visit: Path):
    """It looks at a file in a quarter of a second."""
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"
