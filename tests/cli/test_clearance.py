"""What the registers and diff print below full clearance, in every shape: nothing that names what is hidden."""

import re
from pathlib import Path

import pytest

from doors import run
from views.partly_hidden import HIDDEN, LEFT_OUT, PARTLY_HIDDEN

REGISTERS = ["series", "commitments", "people", "organisations", "sources", "instruments", "topics"]


@pytest.fixture
def partly_hidden(calendar: Path) -> None:
    """A calendar with more in it than the public may know."""
    (calendar / "partly-hidden.yaml").write_text(PARTLY_HIDDEN, encoding="utf-8")
    assert run("record", "partly-hidden.yaml").code == 0


def named(out: str) -> set[str]:
    """The hidden ids that stand in a text, each as a word of its own."""
    return {name for name in [*HIDDEN, *LEFT_OUT] if re.search(rf"(?<![\w-]){name}(?![\w-])", out)}


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
def test_no_register_names_what_is_hidden(partly_hidden: None, form: str):
    """Below full clearance; at full clearance each of them is somewhere."""
    for options in (["--format", form], ["--retracted", "--format", form], ["--lang", "ar", "--format", form]):
        printed = [run("--clearance", "PUBLIC", register, *options) for register in REGISTERS]
        assert [answer.code for answer in printed] == [0] * len(REGISTERS)
        assert named("".join(answer.out for answer in printed)) == set()
    assert named("".join(run(register, "--format", "json").out for register in REGISTERS)) >= {
        "agent",
        "dinner",
        "cable",
    }


@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_diff_names_nothing_hidden(partly_hidden: None, form: str):
    """Nor the items that are not shown for what they must name."""
    public = run("--clearance", "PUBLIC", "diff", "--from", "2020-01-01", "--format", form)
    assert (public.code, named(public.out)) == (0, set())
    assert named(run("diff", "--from", "0", "--format", form).out) == {*HIDDEN, *LEFT_OUT}


def test_show_of_a_visible_item_names_nothing_hidden(partly_hidden: None):
    """As text, with its claims, citations, disputes and history."""
    for name in ("envoy", "pact", "under-pact", "talks", "talks-2", "talks-2b", "branch", "detail", "open-source"):
        shown = run("--clearance", "PUBLIC", "show", name)
        assert (shown.code, named(shown.out)) == (0, set()), name


@pytest.mark.parametrize("name", [*HIDDEN, *LEFT_OUT])
def test_what_is_hidden_is_not_there_and_no_hint_says_otherwise(partly_hidden: None, name: str):
    """`show` and `diff` of it say what they say of an id that nobody uses; a near miss is not led to it."""
    for asked in (name, f"{name[:-1]}{'x' if name[-1] != 'x' else 'y'}"):
        for command in (["show", asked], ["diff", asked, "--from", "2020-01-01"]):
            answer = run("--clearance", "PUBLIC", *command)
            assert (answer.code, answer.out) == (3, "")
            assert answer.err.startswith(f"error: nothing recorded is called {asked!r}\n")
            assert named(answer.err.partition("\n")[2]) == set()
    assert run("show", name).code == 0
