"""The manual page: that it is fresh is for test_generated.py; here, that it can be read."""

import re
import shutil
import subprocess

import pytest

from ctcalendar.cli import COMMANDS
from manual import manual
from regenerate import ROOT

PAGE = manual()
REQUESTS = {"TH", "SH", "SS", "PP", "TP", "B", "nf", "fi", '\\"'}


def test_every_command_has_its_section():
    """And those below one theirs."""
    sections = re.findall(r"^\.SS (.*)$", PAGE, re.M)
    assert set(COMMANDS) <= set(sections)
    assert "people merge" in sections


def test_no_text_is_taken_for_a_request():
    """A line that begins with a dot or a quote is one of ours; letters beyond ASCII are written by number."""
    assert {line[1:].split()[0] for line in PAGE.splitlines() if line.startswith(".")} <= REQUESTS
    assert not [line for line in PAGE.splitlines() if line.startswith("'")]
    assert PAGE.isascii()
    assert "\b" not in PAGE


@pytest.mark.parametrize(
    "program",
    [["groff", "-man", "-ww", "-z", "-Tutf8"], ["mandoc", "-T", "lint", "-W", "error"]],
    ids=lambda words: words[0],
)
def test_programs_that_set_manuals_find_nothing_wrong(program: list[str]):
    """With all their warnings."""
    if shutil.which(program[0]) is None:
        pytest.skip(f"{program[0]} is not installed")
    done = subprocess.run(program, input=PAGE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(shutil.which("man") is None, reason="man is not installed")
def test_man_shows_it():
    """Signs that mean something to roff are there as they were."""
    done = subprocess.run(
        ["man", "--warnings", "-l", "-"], input=PAGE, capture_output=True, text=True, check=True, env=_PLAIN
    )
    assert done.stderr == ""
    shown = " ".join(done.stdout.split())
    assert "CTCALENDAR(1)" in shown
    assert "--group-by WHAT" in shown


_PLAIN = {"PATH": "/usr/local/bin:/usr/bin:/bin", "MANWIDTH": "100", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}


def test_it_is_shipped_where_man_looks_for_it():
    """In the wheel's data, as share/man/man1."""
    assert (ROOT / "docs/ctcalendar.1").exists()
