"""export --as: the record in other forms, whole or not at all, and nothing above the reader's clearance."""

import errno
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from doors import run

SECRET = """
engagements:
- {id: hush, kind: meeting, status: held, classification: PRIVATE, title: {en: Hush}, when: {edtf: 2024-06-01},
   parties: [QA], citations: [{source: note-1}]}
"""
FORMS = {"jsonl": ["r.jsonl"], "jsonld": ["r.jsonld"], "csv": ["r"], "sqlite": ["r.db", "r.metadata.json"]}


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is not waited for: nobody pulls the plug on a test."""
    monkeypatch.setattr(os, "fsync", lambda file: None)


def export(form: str, *options: object, code: int = 0) -> str:
    """Export in a form to where FORMS says; what was said."""
    answer = run("export", "--as", form, "--out", FORMS[form][0], *options)
    assert answer.code == code, answer.err
    return answer.out + answer.err


def files() -> dict[str, bytes]:
    """All files of the working directory but the database's, by path."""
    return {
        str(path): path.read_bytes()
        for path in sorted(Path().rglob("*"))
        if path.is_file() and not path.name.startswith(("calendar.", "visit."))
    }


def test_lines_go_to_standard_output_as_show_prints_them(visit: Path):
    """One item a line, each of them what `show --format json` gives, with its kind."""
    lines = [msgspec.json.decode(line) for line in run("export", "--as", "jsonl").out.splitlines()]
    assert [(line["item"], line["id"]) for line in lines] == [
        ("source", "note-1"),
        ("source", "note-2"),
        ("person", "jane-roe"),
        ("engagement", "visit-doha-2024-05"),
    ]
    shown = run("show", "visit-doha-2024-05", "--format", "json").json
    assert lines[-1] == {"item": "engagement", **shown}
    assert msgspec.json.decode(run("export", "--as", "jsonld", "--out", "-").out)["@graph"]


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_is_replaced_only_by_force(visit: Path, form: str):
    """Exit 3 and not a byte changed; with --force the same bytes again, and no trace of writing."""
    assert "4 items" in export(form)
    before = files()
    assert all(any(name.startswith(file) for name in before) for file in FORMS[form])
    for name in before:
        Path(name).write_bytes(b"precious")
    assert "exists\nhint: name another with --out, or replace it with --force" in export(form, code=3)
    assert set(files().values()) == {b"precious"}
    export(form, "--force")
    assert files() == before


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_nothing_behind(visit: Path, monkeypatch: pytest.MonkeyPatch, form: str):
    """Exit 4: neither half a file nor a trace of it."""

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in export(form, code=4)
    assert files() == {}


@pytest.mark.parametrize("form", FORMS)
def test_nothing_above_the_clearance_is_written(visit: Path, form: str):
    """Not a byte of the files tells that something is hidden; at full clearance it is there, and said to be."""
    export(form, "--clearance", "PUBLIC")
    before = files()
    assert run("record", "-", stdin=SECRET.encode()).code == 0
    assert "classified" not in export(form, "--clearance", "PUBLIC", "--force")
    assert files() == before
    assert "note: 1 of them classified; --clearance PUBLIC leaves them out" in export(form, "--force")
    assert any(b"hush" in body for body in files().values())


def test_what_may_be_classified_lies_about_for_nobody(visit: Path):
    """A file at a higher clearance is for its owner alone; a public one for everybody."""
    umask = os.umask(0o022)
    try:
        for form in FORMS:
            export(form)
            assert {stat.S_IMODE(Path(name).stat().st_mode) for name in files()} == {0o600}
            export(form, "--force", "--clearance", "PUBLIC")
            assert {stat.S_IMODE(Path(name).stat().st_mode) for name in files()} == {0o644}
            for name in files():
                Path(name).unlink()
    finally:
        os.umask(umask)


def test_other_files_of_a_folder_stay(visit: Path):
    """Tables are put beside them."""
    Path("r").mkdir()
    Path("r/mine.txt").write_text("mine")
    export("csv")
    assert Path("r/mine.txt").read_text() == "mine"
    assert Path("r/datapackage.json").is_file()


def test_what_was_asked_for_is_told_in_the_files(visit: Path):
    """The calendar, the clearance, and each term."""
    export("sqlite", "--party", "QA", "--since", "2024", "--clearance", "PUBLIC")
    with closing(sqlite3.connect("r.db")) as file:
        assert dict(file.execute("SELECT name, value FROM about")) == {
            "calendar": "ctcalendar.example",
            "clearance": "PUBLIC",
            "party": "QA",
            "since": "2024-01-01",
        }
        assert file.execute("SELECT id FROM engagements").fetchall() == [("visit-doha-2024-05",)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--as", "csv"], "--as csv writes files"),
        (["--as", "sqlite", "--out", "-"], "--as sqlite writes files"),
        (["--as", "xml"], "'xml' is not one of"),
        (["--as", "jsonl", "--feed", "visits"], "--feed does not go with --as"),
        (["--as", "jsonl", "--all"], "--all does not go with --as"),
        (["--party", "QA"], "terms and --force go with --as"),
        (["--force"], "terms and --force go with --as"),
        (["--as", "jsonl", "--since", "never"], "since"),
        (["--as", "jsonl", "--as-of", "never"], "is no moment"),
        (["--as", "jsonl", "--limit", "5"], "No such option"),
    ],
)
def test_wrong_usage_writes_nothing(visit: Path, options: list[str], said: str):
    """Exit 2, with what would be right."""
    answer = run("export", *options)
    assert answer.code == 2
    assert said.lower() in answer.err.lower()
    assert files() == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_folder_in_the_way_is_left_alone(visit: Path, form: str):
    """Exit 3, also by force."""
    inside = Path("r/engagements.csv") if form == "csv" else Path(FORMS[form][0])
    (inside / "precious").mkdir(parents=True)
    assert "is no regular file" in export(form, "--force", code=3)
    assert (inside / "precious").is_dir()


def test_a_position_is_not_named_below_full_clearance(visit: Path):
    """It would count facts that may not be seen: exit 3."""
    assert "full clearance" in export("jsonl", "--as-of", "2", "--clearance", "PUBLIC", code=3)
