"""What the README shows is true: its two set-up lines, its dossiers, its commands."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ctcalendar.app import App
from ctcalendar.cli import COMMANDS, front
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)


def test_there_are_exactly_two_set_up_lines():
    """Each complete on a fresh machine; `.ci/run` runs both as they stand."""
    lines = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if "-m venv" in line]
    assert [line.rpartition(" && ")[2] for line in lines] == [".venv/bin/ctcalendar up --demo", ".venv/bin/pytest"]


def test_its_dossiers_can_be_recorded(sqlite_url: str):
    """The example, its correction, a dispute; as of before, the old days are still given, and the dispute is marked."""
    example, correction, dispute = (block for kind, block in BLOCKS if kind == "yaml")
    app = App(Settings(database_url=sqlite_url))
    app.init()
    app.record([("example.yaml", example.encode())])
    before = str(app.head()[0])
    app.record([("correction.yaml", correction.encode())])
    app.record([("dispute.yaml", dispute.encode())])

    def days(**asked: str) -> list[str | None]:
        entries = app.history(Filter(**asked), clearance=Clearance.CONFIDENTIAL)
        return [entry.when.edtf for entry in entries if entry.when]

    assert (days(), days(as_of=before)) == (["2024-05-02"], ["2024-05-01/2024-05-02"])
    (visit,) = app.history(Filter(), clearance=Clearance.CONFIDENTIAL)
    assert visit.disputed == ["when"]


@pytest.mark.parametrize("line", re.findall(r"^ctcalendar (\w+[^#\n]*)", README, re.MULTILINE))
def test_its_commands_exist_with_their_options(line: str):
    """A command or an option that was renamed is renamed here too."""
    name, *words = line.split()
    assert name in COMMANDS
    group = front.get_command(click.Context(front, help_option_names=["-h", "--help"]), name)
    path = [name, *words[:1]] if isinstance(group, click.Group) else [name]
    known = CliRunner().invoke(front, [*path, "--help"]).output
    assert all(word in known for word in words if word.startswith("--"))


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_its_links_lead_somewhere(target: str):
    """In this repository."""
    assert (Path(__file__).parents[1] / target).exists()
