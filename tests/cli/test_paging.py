"""Paging: what a terminal cannot show at once goes through a pager; nothing is lost, and nobody is held up."""

import os
import pty
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from cli.history_of import file, history
from cli.terminals import Screen, Terminal, terminal
from ctcalendar.cli.paging import pager, show
from doors import run

__all__ = ["file", "history", "terminal"]


Show = Callable[[Iterable[str]], str]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Show:
    """Shows lines on a terminal of ten, and tells what was written to it without a pager."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINES", "10")

    def on_a_screen(lines: Iterable[str]) -> str:
        screen = Screen()
        with monkeypatch.context() as within:
            within.setattr(sys, "stdout", screen)
            show(lines, paged=True)
        return screen.text

    return on_a_screen


def test_a_long_list_is_paged_and_a_short_one_is_not(
    history: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Only on a terminal, and only where it is longer than that; --no-pager says otherwise."""
    monkeypatch.setenv("PAGER", 'sh -c "cat > paged"')
    whole = terminal("history", lines=11)
    assert terminal("history", "--no-pager", lines=10) == whole
    assert not (tmp_path / "paged").exists()
    assert terminal("history", lines=10) == ""
    assert (tmp_path / "paged").read_text(encoding="utf-8") == whole
    assert run("history").out.count("\n") == 10


def test_who_leaves_the_pager_is_not_held_up(shown: Show, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """What would still follow is not waited for, however long it is, and no error."""
    lines = iter(range(10_000_000))
    monkeypatch.setenv("PAGER", 'sh -c "head -n 1 > first"')
    assert shown(map(str, lines)) == ""
    assert (tmp_path / "first").read_text() == "0\n"
    assert next(lines) < 9_000_000


def test_an_error_on_the_way_is_told_after_the_pager(shown: Show, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The lines before it have been shown."""

    def lines():
        yield from map(str, range(20))
        raise LookupError("the database has gone")

    monkeypatch.setenv("PAGER", 'sh -c "cat > paged"')
    with pytest.raises(LookupError):
        shown(lines())
    assert (tmp_path / "paged").read_text().split() == [str(number) for number in range(20)]


@pytest.mark.parametrize("told", ["cat", "", "no-such-program -x", 'an "unclosed quote'])
def test_without_a_pager_lines_are_written_as_they_are(shown: Show, monkeypatch: pytest.MonkeyPatch, told: str):
    """Where it is missing, where none is wanted, or where its name cannot be read."""
    monkeypatch.setenv("PAGER", told)
    assert shown(map(str, range(30))).split() == [str(number) for number in range(30)]


def test_our_own_setting_goes_before_that_of_all_programs():
    """And without either it is less, if there is one."""
    assert pager("sh -c x", {"PAGER": "cat"}) == ["sh", "-c", "x"]
    assert pager("cat", {"PAGER": "sh"}) is None
    assert pager(None, {"PAGER": "sh"}) == ["sh"]
    assert pager(None, {}) == (["less", "-FRX"] if shutil.which("less") else None)


@pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
def test_less_on_a_real_terminal_shows_the_first_screen_and_can_be_left(history: Path):
    """Arabic and its isolates come through; `q` ends both, as done."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm", "LINES": "6", "COLUMNS": "100", "PAGER": "less"}
        for name in ("LESS", "LESSCHARSET", "NO_COLOR"):
            os.environ.pop(name, None)
        os.execv(sys.executable, [sys.executable, "-m", "ctcalendar", "history"])
    shown = b""
    while b"\n:" not in shown.replace(b"\r", b"") and len(shown) < 20_000:
        shown += os.read(terminal, 4_096)
    os.write(terminal, b"q")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
    assert "\u2068زيارة إلى الدوحة\u2069" in shown.decode()
    assert b"talks-1" not in shown
