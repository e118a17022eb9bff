"""What a command imports: people wait for it every time."""

import json
import subprocess
import sys
from pathlib import Path

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
    ["history", "--format", "md"],
    ["history", "--format", "html"],
    ["history", "--text", "doha"],
    ["history", "--count", "--group-by", "year"],
    ["search", "doha"],
    ["search", "dohha"],
    ["timeline", "--out", "-"],
    ["last"],
    ["people", "suggest"],
    ["export", "--as", "jsonl", "--out", "-"],
]

SLOW = {"sqlalchemy", "alembic", "starlette", "uvicorn"}

LISTING = [
    ["history", "--since", "2024-05-01", "--until", "2024-05-07"],
    ["history", "--party", "QA", "--sort", "-when"],
    ["history", "--format", "json"],
    ["history", "--group-by", "year", "--count"],
    ["last"],
    ["people"],
    ["sources"],
    ["agenda"],
]

NEEDLESS = {
    "tomllib": "there is no file of settings",
    "difflib": "nothing is misspelt",
    "pathlib": "the database is one file of a known name",
    "urllib.parse": "the database is one file of a known name",
    "hashlib": "nothing is proved",
    "ctcalendar.log.chain": "nothing is proved",
    "ctcalendar.log.verify": "nothing is proved",
    "ctcalendar.log.facts": "views are read, no facts",
    "ctcalendar.domain.registry": "views are read, no facts",
    "ctcalendar.domain.references": "nothing is hidden",
    "ctcalendar.domain.checks": "nothing is handed in",
    "ctcalendar.domain.decide": "nothing is handed in",
    "ctcalendar.domain.countries": "no words are looked for",
    "ctcalendar.domain.wording": "no words are looked for",
    "subprocess": "nothing is paged",
    "dis": "click tidies no help",
    "tokenize": "click tidies no help",
    "typing_extensions": "typing has all that msgspec looks for",
}
"""What a listing does without, and why."""

_SCRIPT = """
import json, os, sys
from ctcalendar.starting import start_lean
start_lean()
from ctcalendar.cli import main

watched, commands = json.load(sys.stdin)
for command in commands:
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            try:
                main(command)
            except SystemExit as ended:
                assert not ended.code, (command, ended.code)
            os.write(writing, json.dumps(sorted({*watched} & {*sys.modules})).encode())
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(0)
    os.close(writing)
    os.wait()
    print(os.read(reading, 65_536).decode())
    os.close(reading)
"""


def imported(*commands: list[str], of: set[str] = SLOW) -> list[list[str]]:
    """Which of the slow libraries each command imports: one after another, each in a process that has none yet.

    The processes are copies of one that has read no command: to start Python takes as long as most commands.
    """
    asked = json.dumps([sorted(of), commands])
    done = subprocess.run([sys.executable, "-c", _SCRIPT], input=asked, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_reading_sqlite_imports_no_database_library(visit: Path):
    """SQLAlchemy alone takes many times what Python takes to start; who only reads never pays it."""
    found = zip(map(" ".join, READING), imported(*READING), strict=True)
    assert [(command, libraries) for command, libraries in found if libraries] == []


def test_a_listing_imports_nothing_that_it_does_not_print_by(visit: Path):
    """To import takes many times what reading takes: what only some answers need is imported for those."""
    found = zip(map(" ".join, LISTING), imported(*LISTING, of={*NEEDLESS}), strict=True)
    assert [(command, needless) for command, needless in found if needless] == []


def test_a_short_list_imports_no_shapes_of_items_and_no_time_zones(visit: Path):
    """A list of engagements is read from its views alone; what is not on record is looked for if something is named."""
    shapes = {"ctcalendar.domain.items", "ctcalendar.domain.values", "zoneinfo", "calendar", "locale"}
    knowing = "ctcalendar.views.knowing"
    assert imported(*LISTING[:2], of={*shapes, knowing}) == [[], [knowing]]


def test_exporting_what_was_exported_imports_no_database_library(visit: Path):
    """The first time, entries are stored for the next; then nothing is written but the files that changed."""
    export = ["export", "--out", "out"]
    assert imported(export, export) == [["sqlalchemy"], []]


def test_the_version_is_told_before_anything_is_imported():
    """Scripts ask it often; it costs little more than a Python that does nothing."""
    asked = [sys.executable, "-X", "importtime", "-m", "ctcalendar", "--version"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("ctcalendar, version ")
    assert not [line for line in told.stderr.splitlines() if "click" in line or "msgspec" in line]
