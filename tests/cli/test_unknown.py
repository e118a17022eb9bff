"""Names by which nothing on record is called, days in the wrong order, and values that say nothing."""

from pathlib import Path

import pytest

from doors import run


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--party", "Qatr", "did you mean QA (Qatar)?"),
        ("--party", "qa", "did you mean QA (Qatar)?"),
        ("--party", "Xyzzy", "list them with: ctcalendar history --group-by party --count"),
        ("--party", "قطر", "did you mean QA (Qatar)?"),
        ("--person", "Jane Roo", "did you mean jane-roe (Jane Roe)?"),
        ("--person", "جين رو", "did you mean jane-roe (Jane Roe)?"),
        ("--source", "note-3", "did you mean note-1 (Visit to Doha)?"),
        ("--series", "dialogues", "list them with: ctcalendar series"),
        ("--topic", "aviation", "list them with: ctcalendar topics"),
    ],
)
@pytest.mark.parametrize("command", ["history", "timeline"])
def test_a_name_that_nothing_goes_by_is_refused_with_what_may_be_meant(
    visit: Path, command: str, option: str, value: str, hint: str
):
    """Nothing is written, and the answer is no empty list that looks like one."""
    answer = run(command, option, value, *(("--out", "-") if command == "timeline" else ()))
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.splitlines()[-1] == f"hint: {hint}"
    assert f"{option[2:]}: nothing on record is called {value!r}" in answer.err


@pytest.mark.parametrize("command", ["last", "next", "search visit", "export --as jsonl --out -"])
def test_every_door_refuses_it(visit: Path, command: str):
    """Wherever a filter is asked for."""
    answer = run(*command.split(), "--party", "Qatr")
    assert (answer.code, answer.out) == (3, "")
    assert "did you mean QA (Qatar)?" in answer.err


def test_a_state_that_nothing_tells_of_yet_is_known(visit: Path):
    """It exists; the answer is that there is nothing."""
    assert (run("history", "--party", "FR", "--count").out, run("history", "--party", "FR").code) == ("0\n", 0)


def test_what_is_hidden_is_as_unknown_as_what_is_not_there(visit: Path):
    """Neither its id nor its name is suggested."""
    dossier = (
        b"people: [{id: jane-doe, names: {en: Jane Doe}, classification: CONFIDENTIAL, citations: [{source: note-1}]}]"
    )
    assert run("record", "-", stdin=dossier).code == 0
    assert run("history", "--person", "jane-doe").code == 0
    answer = run("history", "--person", "jane-doe", "--clearance", "PUBLIC")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.splitlines()[-1] == "hint: did you mean jane-roe (Jane Roe)?"


def test_what_must_name_something_hidden_is_unknown_with_it(visit: Path):
    """An organisation of a party that may not be seen is in no register, and its name is not suggested."""
    dossier = b"""
parties: [{id: WIDGET, kind: office, names: {en: Widget}, classification: PRIVATE, citations: [{source: note-1}]}]
organisations: [{id: bureau, names: {en: Bureau}, party: WIDGET, citations: [{source: note-1}]}]
"""
    assert run("record", "-", stdin=dossier).code == 0
    assert run("history", "--organisation", "bureau").code == 0
    for name in ("bureau", "burea"):
        answer = run("history", "--organisation", name, "--clearance", "PUBLIC")
        assert (answer.code, answer.err.splitlines()[-1]) == (3, "hint: list them with: ctcalendar organisations")


@pytest.mark.parametrize("command", ["history", "timeline --out -", "people", "search x"])
def test_days_in_the_wrong_order_are_wrong_usage(visit: Path, command: str):
    """Nothing happens between them."""
    answer = run(*command.split(), "--since", "2020", "--until", "2019")
    assert answer.code == 2
    assert "since 2020-01-01 is after until 2019-12-31" in answer.err


@pytest.mark.parametrize(("option", "value"), [("--party", ""), ("--party", ","), ("--text", ""), ("--since", " ")])
def test_a_value_that_says_nothing_is_wrong_usage(visit: Path, option: str, value: str):
    """A variable of a script that is not set asks for nothing, and not for everything."""
    answer = run("history", option, value)
    assert (answer.code, answer.out) == (2, "")
    assert f"{option} says nothing" in answer.err
