"""Options that hold what a dossier is made of, what terminals obey, or far too much: they stay the text they are."""

from pathlib import Path

import pytest

from doors import run

VISIT = "visit-doha-2024-05"
AMEND = ["amend", VISIT, "--cause", "correction", "--source", "note-2"]

TEXTS = {
    "the end of a string": 'x"}], "retractions": [{"subject": "visit-doha-2024-05", "reason": "y"}], "a": [{"b": "',
    "the end of a mapping": "}, status: cancelled, title: {en: x",
    "the end of a quoted text": "' }\nretractions: []",
    "an alias": "*all",
    "an anchor": "&all x",
    "a tag": "!!python/object/apply:os.system [true]",
    "a comment": "Visit # to Doha",
    "a colon": "Visit: to Doha",
    "a list of YAML": "- visit",
    "a document mark": "---",
    "a directive": "%YAML 1.1",
    "a backslash": "a\\u0000b\\",
    "an escape of YAML": "a\\x07\\N",
    "a formula": '=HYPERLINK("http://x")',
    "markup": "<script>alert(1)</script>",
    "null in words": "'null'",
    "characters beyond the first plane": "Visit \U0001f1f6\U0001f1e6 𐍈",
    "no-break space": "Visit\u00a0to Doha",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_stays_what_it_is(visit: Path, name: str):
    """As a title, a reason and a quote: to the character, and nothing else is recorded."""
    text = TEXTS[name]
    answer = run(*AMEND, "--title", text, "--reason", text, "--quote", text[:40])
    if "\n" in text:  # a control character: it is refused as such
        assert answer.code == 3
        assert "U+000A" in answer.err
        return
    assert answer.code == 0, answer.err
    entry = run("show", VISIT, "--format", "json").json
    assert entry["title"]["en"] == text
    assert (entry["history"][-1]["type"], entry["revision"]) == ("engagement.amended", 2)
    assert entry["citations"][-1]["quote"] == text[:40]


@pytest.mark.parametrize("name", TEXTS)
def test_a_value_of_set_is_a_text_unless_it_begins_as_yaml(visit: Path, name: str):
    """It is taken whole, or refused whole; only braces, brackets and quotation marks begin YAML."""
    answer = run(*AMEND, "--reason", "r", "--set", f"title.en={TEXTS[name]}")
    entry = run("show", VISIT, "--format", "json").json
    if answer.code == 0:
        assert entry["title"]["en"] == ("null" if name == "null in words" else TEXTS[name])
    else:
        assert answer.code in (2, 3)
        assert entry["revision"] == 1


CONTROL = ["\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "\ufffe"]


@pytest.mark.parametrize("text", CONTROL, ids=ascii)
@pytest.mark.parametrize("option", ["--title", "--reason", "--quote", "--set"])
def test_what_hides_or_steers_is_refused_wherever_it_stands(visit: Path, option: str, text: str):
    """None is folded away on the way in, and the refusal does not repeat it to the terminal."""
    given = {"--title": "a title", "--reason": "a reason", "--quote": "a quote", "--set": "sessions=2"}
    given[option] = "occasion.en=a" + text + "b" if option == "--set" else f"a{text}b"
    answer = run(*AMEND, *(part for pair in given.items() for part in pair))
    assert answer.code == 3, answer.err
    assert f"U+{ord(text[0]):04X}" in answer.err
    assert not set(answer.err) & set("\x00\x07\x1b\x7f\x85\u2028\u2029\u202e\u200b\ufeff\ufffe")
    assert run("show", VISIT, "--format", "json").json["revision"] == 1


@pytest.mark.parametrize("option", ["--title", "--reason", "--quote", "--set", "--source", "--cite", "--supports"])
def test_bytes_that_are_no_text_are_wrong_usage(visit: Path, option: str):
    """As a shell passes a file's name in another encoding."""
    given = {"--title": "a title", "--reason": "a reason", "--source": "note-2", "--quote": "a quote"}
    given[option] = "title.en=a\udcff" if option == "--set" else "a\udcff"
    answer = run("amend", VISIT, "--cause", "correction", *(part for pair in given.items() for part in pair))
    assert answer.code == 2, answer.err
    assert "UTF-8" in answer.err


HUGE = {
    "a title": (["--title", "x" * 5_000], "is 5000 characters long; at most 2000"),
    "a date": (["--when", "2" * 100_000], "is no EDTF date"),
    "a list": (["--set", f"topics={','.join(f't{n}' for n in range(5_000))}"], "--set topics (topics.1): no topic"),
    "a nest": (["--set", f"places={'[' * 400}{']' * 400}"], "nested deeper"),
    "a field": (["--set", f"{'x' * 5_000}=1"], "is no field"),
    "a number": (["--set", f"sessions={'9' * 5_000}"], "sessions"),
    "everything": (["--set", f"occasion.en={'x' * 10_000_001}"], "at most 10,000,000"),
}


@pytest.mark.parametrize("name", HUGE)
def test_far_too_much_is_refused_in_a_sentence(visit: Path, name: str):
    """Bounded as files are, and told in a few lines."""
    options, says = HUGE[name]
    answer = run(*AMEND, "--reason", "r", *options)
    assert answer.code in (2, 3), answer.err[:300]
    assert says in answer.err
    assert len(answer.err) < 20_000
    assert run("show", VISIT, "--format", "json").json["revision"] == 1
