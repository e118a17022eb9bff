"""`history --format md` and `--format html`: the documents of what a filter asks for, on standard output."""

from pathlib import Path

import pytest

from doors import run


@pytest.mark.parametrize(("form", "begins"), [("md", "# Diplomatic record\n"), ("html", "<!doctype html>\n")])
def test_a_document_is_printed_of_what_was_asked_for(visit: Path, form: str, begins: str):
    """The filter is in its head, the engagement with its words in its body."""
    answer = run("history", "--format", form, "--party", "QA")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(begins)
    for said in ("Party", "Visit to Doha", "زيارة إلى الدوحة", "visited Doha on 1 and 2 May", "Jane Roe"):
        assert said in answer.out
    assert "Visit to Doha" not in run("history", "--format", form, "--party", "FR").out


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_document_says_at_which_clearance_and_moment_it_was_read(visit: Path, form: str):
    """As the record stood; and a position tells nobody below full clearance how many facts there are."""
    assert "public clearance" in run("history", "--format", form, "--clearance", "PUBLIC").out
    told = run("history", "--format", form, "--as-of", "2030-01-01").out
    assert "1 January 2030" in told
    assert run("history", "--format", form, "--as-of", "1", "--clearance", "PUBLIC").code == 3


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_document_is_in_the_language_asked_for(visit: Path, form: str):
    """With all that is English in it in its own direction."""
    told = run("history", "--format", form, "--lang", "ar").out
    assert "السجل الدبلوماسي" in told
    assert 'dir="ltr"' in told
