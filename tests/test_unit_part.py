"""The unit part, which `make check` runs: it is told of a test that does not belong there."""

import subprocess
import sys
from pathlib import Path

TESTS = """
import sqlite3, subprocess, sys

def test_rules(): pass
def test_database(): sqlite3.connect(":memory:")
def test_program(): subprocess.run([sys.executable, "-c", ""])
"""


def test_a_test_that_opens_a_database_or_starts_a_program_is_no_unit_test(tmp_path: Path):
    """It fails, by its name; others do not."""
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "unit_part", "-p", "no:cacheprovider", "--rootdir", tmp_path]
    environment = {"PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([*asked, "test_some.py"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert "test_database is no unit test: sqlite3.connect" in done.stdout
    assert "test_program is no unit test: subprocess.Popen" in done.stdout
    assert "2 failed, 1 passed" in done.stdout
