"""What a command imports: people wait for it every time."""

import subprocess
import sys
from pathlib import Path

import pytest

READING = [
    ["history"],
    ["history", "--format", "json", "--party", "QA", "--as-of", "2030-01-01"],
    ["history", "--format", "ics"],
    ["show", "visit-doha-2024-05"],
    ["show", "visit-doha-2024-05", "--format", "json"],
    ["log"],
    ["verify"],
    ["backup", "-"],
    ["agenda"],
    ["reminders", "list"],
    ["audit", "--code", "uncited"],
    ["digest", "outbox"],
    ["subscriber", "list"],
    ["history", "--help"],
]

_SCRIPT = """
import sys
from ctcalendar.cli import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert not ended.code, ended.code
print(sorted({"sqlalchemy", "alembic", "starlette", "uvicorn"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_reading_sqlite_imports_no_database_library(visit: Path, command: list[str]):
    """SQLAlchemy alone takes many times what Python takes to start; who only reads never pays it."""
    assert imported(command) == "[]"


def test_exporting_what_was_exported_imports_no_database_library(visit: Path):
    """The first time, entries are stored for the next; then nothing is written but the files that changed."""
    assert imported(["export", "--out", "out"]) == "['alembic', 'sqlalchemy']"
    assert imported(["export", "--out", "out"]) == "[]"


def imported(command: list[str]) -> str:
    """Which of the slow libraries a command imports."""
    done = subprocess.run([sys.executable, "-c", _SCRIPT, *command], capture_output=True, text=True, check=True)
    return done.stderr.splitlines()[-1]
