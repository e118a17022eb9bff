"""A calendar on SQLite that the command line finds by its environment."""

from pathlib import Path

import pytest

from doors import VISIT, run


@pytest.fixture
def calendar(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An initialised, empty calendar; the working directory is a folder of the test's own."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", sqlite_url)
    monkeypatch.chdir(tmp_path)
    assert run("init").code == 0
    return tmp_path


@pytest.fixture
def visit(calendar: Path) -> Path:
    """A calendar that holds one visit."""
    (calendar / "visit.yaml").write_text(VISIT, encoding="utf-8")
    assert run("record", "visit.yaml").code == 0
    return calendar
