"""completion: what a shell offers while somebody types."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.history_of import file, history
from doors import run

__all__ = ["file", "history"]

Offered = Callable[..., list[str]]


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Offered:
    """What bash is offered for the last of some words."""

    def ask(*words: str, shell: str = "bash") -> list[str]:
        with monkeypatch.context() as within:
            within.setenv("_CTCALENDAR_COMPLETE", f"{shell}_complete")
            within.setenv("COMP_WORDS", " ".join(("ctcalendar", *words)))
            within.setenv("COMP_CWORD", str(len(words)) if shell != "fish" else words[-1])
            answer = run()
        assert (answer.code, answer.err) == (0, "")
        return [line.removeprefix("plain,") for line in answer.out.splitlines() if line]

    return ask


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("hist",), ["history"]),
        (("history", "--kind", "s"), ["signing", "statement"]),
        (("history", "--kind", "visit,d"), ["visit,dialogue"]),
        (("history", "--status", "c"), ["cancelled"]),
        (("history", "--group-by", "p"), ["party", "place", "person"]),
        (("history", "--columns", "when,qu"), ["when,quote"]),
        (("history", "--format", "js"), ["json", "jsonl"]),
        (("history", "--party", "QA,U"), ["QA,US", "QA,UN", "QA,UA", "QA,UG", "QA,UM", "QA,UY", "QA,UZ"]),
        (("history", "--place", "Q"), ["QA"]),
        (("history", "--series", ""), ["talks"]),
        (("history", "--person", "a"), ["amal"]),
        (("history", "--topic", "sec"), ["security"]),
        (("history", "--source", "n"), ["note"]),
        (("history", "--after", "ab"), ["about"]),
        (("last", "di"), ["dialogue"]),
        (("show", "un"), ["uncertain", "undated"]),
        (("show", "person:j"), ["person:john"]),
        (("show", "nothing:j"), []),
        (("series", "show", "t"), ["talks"]),
        (("people", "show", "j"), ["john"]),
        (("people", "merge", "amal", "j"), ["john"]),
        (("cancel", "ne"), ["never"]),
        (("completion", "z"), ["zsh"]),
    ],
)
def test_a_shell_is_offered_what_there_is(history: Path, offered: Offered, words: tuple[str, ...], found: list[str]):
    """Commands, words of ours, codes of states, and ids of the kind that is wanted there."""
    assert offered(*words) == found


def test_zsh_is_told_what_ids_are_called(history: Path, offered: Offered):
    """In the language of the answer, where the global options stand before the command too."""
    assert offered("--lang", "ar", "show", "talks", shell="zsh") == ["plain", "talks-1", "المحادثات الأولى"]


def test_nothing_is_offered_that_may_not_be_read(visit: Path, offered: Offered):
    """Ids above the reader's clearance are not there; whoever may read them gets them."""
    assert run("reclassify", "visit-doha-2024-05", "--to", "CONFIDENTIAL", "--reason", "why").code == 0
    assert offered("show", "v") == ["visit-doha-2024-05"]
    assert offered("--clearance", "PUBLIC", "show", "v") == []
    assert offered("show", "--clearance", "PUBLIC", "v") == []


def test_nothing_is_offered_that_a_shell_might_run(calendar: Path, offered: Offered):
    """An id in the database that no dossier could have made is not put on anybody's command line."""
    import sqlite3

    with sqlite3.connect(calendar / "calendar.sqlite") as raw:
        for name in ("$(reboot)", "two words", "a;b", "good", "star*"):
            raw.execute(
                "INSERT INTO topic (id, label_en, known_from, known_to) VALUES (?, 'a: `label`\n', 1, ?)",
                (name, 2**63 - 1),
            )
    raw.close()
    assert offered("history", "--topic", "") == ["good"]
    assert offered("history", "--topic", "", shell="zsh") == ["plain", "good", "a   label"]


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite", "nonsense", "postgresql://127.0.0.1:1/nothing"])
def test_without_a_database_nothing_is_offered_and_nothing_said(
    monkeypatch: pytest.MonkeyPatch, offered: Offered, url: str
):
    """A shell has no place for errors: the command will tell."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", url)
    assert offered("history", "--series", "t") == []
    assert offered("history", "--kind", "vi") == ["visit"]


def test_states_are_offered_without_a_database(monkeypatch: pytest.MonkeyPatch, offered: Offered):
    """Their codes are known anyway; with one, those on record come first."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite")
    assert offered("history", "--place", "Q") == ["QA"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str):
    """It names the function, the program and the variable."""
    script = run("completion", shell).out
    assert f"_CTCALENDAR_COMPLETE={shell}_complete" in script
    assert "_ctcalendar_completion" in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("line", "words", "found"),
    [
        ("history --series ta", "history --series ta", "talks"),
        ("show person:j", "show person : j", "john"),
        ("show person:", "show person :", "amal john"),
        ("history --party=U", "history --party = U", "US UN UA UG UM UY UZ"),
        ("history --series=", "history --series =", "talks"),
        ("history --kind=visit,d", "history --kind = visit,d", "visit,dialogue"),
        ("--lang=en show person:j", "--lang = en show person : j", "john"),
        # as with `COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=]}`
        ("show person:j", "show person:j", "person:john"),
        ("history --series=t", "history --series=t", "--series=talks"),
    ],
)
def test_bash_completes_with_its_script(history: Path, tmp_path: Path, line: str, words: str, found: str):
    """Called as bash calls it: with what it takes for words, parted at : and =; the answer is what follows these."""
    (tmp_path / "ctcalendar").write_text(f'#!/bin/sh\nexec {sys.executable} -m ctcalendar "$@"\n')
    (tmp_path / "ctcalendar").chmod(0o755)
    (tmp_path / "script").write_text(run("completion", "bash").out)
    asked = f"""
        PATH="$PWD:$PATH"; source ./script
        COMP_LINE="ctcalendar {line}"; COMP_WORDS=(ctcalendar {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _ctcalendar_completion ctcalendar; echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "--norc", "-c", asked], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{found}\n", "")
