"""Records to make documents of: the bundled one, one with entries of every sort, and one by somebody hostile."""

from pathlib import Path

import pytest

from ctcalendar.app import App
from ctcalendar.settings import Settings
from documents.hostile import hostile_record
from feeds.golden import calendar
from recorded import bundled, record

__all__ = ["bundled", "record"]


@pytest.fixture(scope="session")
def sorts(tmp_path_factory: pytest.TempPathFactory) -> App:
    """Entries of every sort that a calendar has to tell apart."""
    return calendar(tmp_path_factory.mktemp("sorts"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> App:
    """A record whose every text would be markup."""
    folder: Path = tmp_path_factory.mktemp("hostile")
    app = App(Settings(database_url=f"sqlite:///{folder}/hostile.sqlite"))
    app.init()
    app.record([("hostile.yaml", hostile_record().encode())])
    return app
