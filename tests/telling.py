"""Calendars to which the dossiers of stories.py were recorded, made once for all tests that read them."""

from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import NOON
from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.settings import Settings
from stories import BEGINNING, STEPS

HOUR = 3_600_000_000
"""Microseconds."""


class Story(NamedTuple):
    """A calendar on SQLite to which the dossiers were recorded, an hour apart, and where the log stood after each."""

    path: Path
    ends: dict[str, int]
    """Step -> the last position of what it recorded; `beginning` for the first."""

    @property
    def url(self) -> str:
        """The URL of the database."""
        return f"sqlite:///{self.path}"

    @property
    def app(self) -> App:
        """The calendar, to be read."""
        return App(Settings(database_url=self.url))

    def around(self, step: str) -> tuple[int, int]:
        """The last position before a step, and that of its own last fact."""
        steps = list(self.ends)
        return self.ends[steps[steps.index(step) - 1]], self.ends[step]


def tell(path: Path, *steps: str) -> Story:
    """Record the beginning and some steps, in order."""
    now = [NOON]
    app = App(Settings(database_url=f"sqlite:///{path}"), clock=lambda: now[0])
    app.init()
    ends = {}
    for step, text in {"beginning": BEGINNING, **{step: STEPS[step] for step in steps}}.items():
        app.record([(f"{step}.yaml", text.encode())])
        ends[step], _ = app.head()
        now[0] += HOUR
    let_go()  # what is copied must be whole
    return Story(path, ends)


_told: dict[str, Story] = {}
# Each module that takes a fixture from here has one of its own; the file behind them is made once.


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The beginning alone."""
    if "begun" not in _told:
        _told["begun"] = tell(tmp_path_factory.mktemp("begun") / "calendar.sqlite")
    return _told["begun"]


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The beginning and all that happens after it."""
    if "story" not in _told:
        _told["story"] = tell(tmp_path_factory.mktemp("story") / "calendar.sqlite", *STEPS)
    return _told["story"]
