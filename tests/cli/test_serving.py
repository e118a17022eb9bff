"""up and serve, as real processes: they start, answer and stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from doors import run

pytestmark = pytest.mark.slow


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `ctcalendar ARGUMENTS` and its address; stopped at the end whatever happens."""
    environment = {**os.environ, "CTCALENDAR_DATABASE_URL": f"sqlite:///{folder}/calendar.sqlite"}
    command = [sys.executable, "-m", "ctcalendar", *arguments, "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, env=environment
    )
    assert process.stdout is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"listening on (http://\S+)", line):
                yield process, found[1]
                return
        pytest.fail(f"it ended without listening: {said}")
    finally:
        process.kill()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_up_demo_starts_answers_and_stops(tmp_path: Path, sign: signal.Signals):
    """From nothing to a page and a feed; being asked to stop is not an error."""
    with serving(tmp_path, "up", "--demo") as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}feeds/all.ics") as answer:
            assert answer.read() == (Path(__file__).parents[2] / "exports/all.ics").read_bytes()
        with urllib.request.urlopen(address) as answer:
            assert b"First U.S.-Qatar Counterterrorism Dialogue" in answer.read()
        process.send_signal(sign)
        assert process.wait(timeout=20) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""


def test_serve_sees_what_another_process_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Readers are not held up by a writer, and read its facts once they are committed."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{tmp_path}/calendar.sqlite")
    run("init")
    with serving(tmp_path, "serve") as (_, address):
        with urllib.request.urlopen(f"{address}api/history") as answer:
            assert answer.read() == b"[]"
        assert run("init", "--demo").code == 0
        with urllib.request.urlopen(f"{address}api/history") as answer:
            assert b"us-qatar-ct-dialogue-1" in answer.read()


def test_a_port_that_is_taken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With what to do about it."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{tmp_path}/calendar.sqlite")
    run("init")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = run("serve", "--port", taken.getsockname()[1])
    assert answer.code == 4
    assert "cannot listen on 127.0.0.1" in answer.err


def test_serve_without_a_database_says_how_to_make_one(tmp_path: Path):
    """Before it listens."""
    answer = run("--database", f"sqlite:///{tmp_path}/none.sqlite", "serve")
    assert answer.code == 4
    assert "ctcalendar init" in answer.err
