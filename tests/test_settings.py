"""Settings: where they come from, which wins, and what is refused."""

from pathlib import Path

import pytest

from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.settings import load


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path):
    """The nearer to the person who asks, the stronger."""
    file = tmp_path / "ctcalendar.toml"
    file.write_text('port = 1\nhost = "a"\nlang = "ar"\n')
    settings = load({"CTCALENDAR_PORT": "2", "CTCALENDAR_HOST": "b"}, file=file, given={"port": 3, "host": None})
    assert (settings.port, settings.host, settings.lang) == (3, "b", "ar")


def test_a_file_in_the_current_folder_is_read_unasked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`ctcalendar.toml` beside the work."""
    monkeypatch.chdir(tmp_path)
    assert load({}).port == 8017
    (tmp_path / "ctcalendar.toml").write_text('clearance = "PRIVATE"\n')
    assert load({}).reads_at is Clearance.PRIVATE


def test_a_file_that_nobody_named_chooses_no_pager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whoever made the folder one happens to stand in must not choose what is run; a file that is named may."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "ctcalendar.toml"
    file.write_text('pager = "sh -c id"\n')
    with pytest.raises(BadInput, match="pager is not taken from a file that nobody named"):
        load({})
    assert load({}, file=file).pager == "sh -c id"
    with pytest.raises(BadInput, match="directory"):  # a variable of a script that is not set names no file either
        load({}, file="")


def test_the_default_database_is_a_file_of_the_user():
    """Not of the current folder, so the command works anywhere."""
    assert load({}).database.startswith("sqlite:///")
    assert load({}).database.endswith("calendar.sqlite")


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"CTCALENDAR_PROT": "1"}, "no setting 'prot'"),
        ({"CTCALENDAR_PORT": "many"}, "port"),
        ({"CTCALENDAR_PORT": "70000"}, "is no port"),
        ({"CTCALENDAR_CLEARANCE": "SECRET"}, "none of PUBLIC"),
        ({"CTCALENDAR_LANG": "fr"}, "neither en nor ar"),
    ],
)
def test_what_no_setting_can_be_is_refused(environment: dict[str, str], says: str):
    """A misspelt setting is not silently without effect."""
    with pytest.raises(BadInput) as refused:
        load(environment)
    assert says in str(refused.value)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path):
    """With its name."""
    (tmp_path / "bad.toml").write_text("port: 1")
    with pytest.raises(BadInput) as refused:
        load({}, file=tmp_path / "bad.toml")
    assert "bad.toml: is not TOML" in str(refused.value)
