"""The command `search`, and `history --text`."""

from pathlib import Path

import pytest

from doors import run

DOSSIER = """
sources:
- {id: note, kind: media-note, title: {en: "=HYPERLINK(1) a note"}, published: {edtf: 2018-09-06}}
people:
- {id: ansari, names: {en: Abdulaziz al-Ansari, ar: عبد العزيز الأنصاري}, citations: [&note {source: note}]}
engagements:
- id: dialogue-2
  kind: dialogue
  status: held
  title: {en: Second Counterterrorism Dialogue, ar: الحوار الثاني لمكافحة الإرهاب}
  when: {edtf: 2018-09-05}
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, US]
  participants:
  - {person: ansari, name: {en: Major General Al-Ansari of a long and winding title at it}, party: QA, role: head}
  citations: [*note]
- id: visit
  kind: visit
  status: held
  title: {en: "A <b>visit</b> that | quotes \\"@SUM\\""}
  when: {edtf: 2019-03}
  parties: [QA, GB]
  citations: [*note]
"""


@pytest.fixture
def searched(calendar: Path) -> Path:
    """A small record to look into."""
    assert run("record", "-", stdin=DOSSIER.encode()).code == 0
    return calendar


def test_answers_tell_what_was_met_and_where(searched: Path):
    """The title, what it is, its day and id; then the words between what stands around them."""
    answer = run("search", "doha", "ansari")
    assert answer.out.splitlines() == [
        "engagement  2018-09-05  dialogue-2",
        "    Second Counterterrorism Dialogue",
        "    participants: Major General [Al-Ansari] of a long and winding title a…",
        "    places: [Doha]",
    ]
    assert answer.err == ""


def test_words_in_a_title_are_marked_there(searched: Path):
    """In the language of the answer; on a terminal by colour."""
    assert "    Second [Counterterrorism] Dialogue" in run("search", "counter-terrorism").out
    assert "\x1b[1;33mCounterterrorism\x1b[0m" in run("search", "counterterrorism", "--color", "always").out
    assert "[لمكافحة]" in run("search", "مكافحة", "--lang", "ar").out


def test_answers_as_json_are_plain(searched: Path):
    """With where the words stand, in code points."""
    [found] = run("search", "الدوحة", "--format", "json").json
    assert found == {
        "item": "engagement",
        "id": "dialogue-2",
        "title": {"en": "Second Counterterrorism Dialogue", "ar": "الحوار الثاني لمكافحة الإرهاب", "differs": None},
        "when": "2018-09-05",
        "score": 5,
        "matches": [
            {"of": "engagement:dialogue-2", "field": "places", "language": "ar", "text": "الدوحة", "spans": [[0, 6]]}
        ],
    }


@pytest.mark.parametrize("form", ["csv", "md", "table", "text"])
def test_hostile_texts_stay_texts(searched: Path, form: str):
    """No formula, no markup."""
    out = (
        run("search", "note OR visit -dialogue", "--format", form).out
        + run("search", "hyperlink", "--format", form).out
    )
    assert "HYPERLINK" in out
    assert not any(line.startswith("=") or ",=" in line for line in out.splitlines())
    assert form != "md" or "<b>" not in out


def test_more_answers_than_shown_are_counted(searched: Path):
    """And how to see them."""
    answer = run("search", "qatar", "--limit", "1")
    assert len(answer.out.splitlines()) == 2
    assert answer.err == "note: 1 more; see them with --limit 2\n"


def test_a_misspelled_name_suggests_on_standard_error(searched: Path):
    """Where nothing is found; the answer itself stays empty, and that is no error."""
    answer = run("search", "ansary", "--format", "json")
    assert (answer.code, answer.out) == (0, "[]\n")
    assert answer.err == "note: nothing holds all of these words. Did you mean al-Ansari for ansary?\n"


def test_history_suggests_too(searched: Path):
    """Where nothing holds the words; not where something does."""
    assert run("history", "--text", "ansary").err.endswith("Did you mean al-Ansari for ansary?\n")
    assert run("history", "--text", "ansari").err == ""


def test_terms_of_the_filter_narrow(searched: Path):
    """To the engagements they ask for; `--text` is one more thing to look for."""
    assert [one["id"] for one in run("search", "qatar", "--kind", "visit", "--format", "json").json] == ["visit"]
    assert [one["id"] for one in run("search", "qatar", "--text", "doha", "--format", "json").json] == ["dialogue-2"]
    assert [one["id"] for one in run("history", "--text", "qatar -doha", "--format", "json").json] == ["visit"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("search",), "Missing argument"),
        (("search", "doha", "-visit"), "Write -- before it"),
        (("search", "doha", "--limt", "3"), "--limit"),
        (("search", "***"), "no word"),
        (("search", "x" * 1_000_000), "too many"),
        (("search", " ".join(map(str, range(40)))), "too many"),
        (("search", "qatar\x1b[31m"), "holds control characters"),
        (("search", "qatar", "--after", "visit"), "--after is not asked of search"),
        (("search", "qatar", "--limit", "0"), "limit"),
        (("history", "--text", "***"), "text: '***' holds no word"),
        (("history", "--text", "x" * 1_000_000), "too many"),
    ],
)
def test_what_cannot_be_looked_for_is_wrong_usage(searched: Path, arguments: tuple[str, ...], says: str):
    """With a hint, and nothing printed."""
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err
    assert len(answer.err) < 2_000
