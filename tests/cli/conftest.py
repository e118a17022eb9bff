"""Calendars on SQLite that the command line finds by its environment, each a copy of one made once."""

import shutil
from pathlib import Path

import pytest

from ctcalendar.db.engine import let_go
from doors import VISIT, run


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty calendar and one that holds a visit."""
    folder = tmp_path_factory.mktemp("templates")
    assert run("--database", f"sqlite:///{folder}/empty.sqlite", "init").code == 0
    assert run("--database", f"sqlite:///{folder}/visit.sqlite", "init").code == 0
    (folder / "visit.yaml").write_text(VISIT, encoding="utf-8")
    assert run("--database", f"sqlite:///{folder}/visit.sqlite", "record", folder / "visit.yaml").code == 0
    let_go()  # what is copied must be whole
    return folder


@pytest.fixture
def calendar(templates: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An initialised, empty calendar; the working directory is a folder of the test's own."""
    return _copied(templates / "empty.sqlite", monkeypatch, tmp_path)


@pytest.fixture
def visit(templates: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A calendar that holds one visit."""
    (tmp_path / "visit.yaml").write_text(VISIT, encoding="utf-8")
    return _copied(templates / "visit.sqlite", monkeypatch, tmp_path)


def _copied(template: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    shutil.copy(template, folder / "calendar.sqlite")
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{folder}/calendar.sqlite")
    monkeypatch.chdir(folder)
    return folder
