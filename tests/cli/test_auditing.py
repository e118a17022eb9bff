"""audit on the command line: how it ends, what it prints in every shape, and what narrows it."""

import csv
import io
from hashlib import sha256
from pathlib import Path

import pytest

from ctcalendar.app import App
from ctcalendar.cli.printing import width
from doors import run
from recorded import bundled, record

__all__ = ["bundled", "record"]

FULL = """\
sources:
- {id: paper, kind: news-article, title: {en: Paper}, published: {edtf: 2020-05-06}, languages: [en]}
engagements:
- id: envoys
  kind: meeting
  status: held
  title: {en: Envoys meet}
  when: {edtf: 2020-05-04, weekday: friday}
  parties: [QA, US]
  citations: [{source: paper, language: en, quote: "met on Friday, 4 May", supports: [when]}]
"""


@pytest.fixture
def envoys(calendar: Path) -> None:
    """A calendar with a meeting on an impossible Friday, at a place that is not known."""
    (calendar / "envoys.yaml").write_text(FULL, encoding="utf-8")
    assert run("record", "envoys.yaml").code == 0


def test_nothing_found_ends_with_0_and_says_so(calendar: Path):
    """In either language; the other shapes are empty."""
    answer = run("audit")
    assert (answer.code, answer.out, answer.err) == (0, "nothing was found\n", "")
    assert run("audit", "--lang", "ar").out == "لم يوجد شيء\n"
    assert run("audit", "--format", "json").json == []
    assert run("audit", "--format", "jsonl").out == ""


def test_something_found_ends_with_1_and_tells_what_why_and_what_to_do(envoys: None):
    """The gravest first: what it is, then the words behind it, then the suggestion, then a sum."""
    answer = run("audit")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out == (
        """\
error    engagement:envoys  weekday-mismatch: a weekday that does not fit its date
         2020-05-04 is a Monday, but the recorded weekday is Friday
         - paper: “met on Friday, 4 May” (when = 2020-05-04 (friday))
         > look again: 2020-05-01 and 2020-05-08 are the nearest Fridays; amend what was misread, or keep both
           as printed and dispute the date

info     engagement:envoys  place-missing: an engagement whose place is not known
         where it was held is not recorded
         - paper: “met on Friday, 4 May” (when)
         > look for a source that names the place, and corroborate `places`; if it was held at a distance,
           amend `mode` to virtual

findings: 2 (error 1, info 1)
"""
    )


def test_arabic_is_answered_in_arabic(envoys: None):
    """Severities, titles, messages and suggestions; codes and ids stay."""
    out = run("audit", "--lang", "ar").out
    assert out.startswith("خطأ     engagement:envoys  weekday-mismatch: يوم أسبوع لا يوافق تاريخه\n")
    assert "يوافق 2020-05-04 يوم الاثنين، لكن المسجَّل يوم الجمعة" in out
    assert out.endswith("المجموع: 2 (خطأ 1, معلومة 1)\n")


def test_json_has_the_keys_of_the_contract(envoys: None):
    """And JSON Lines the same objects."""
    answer = run("audit", "--format", "json")
    assert answer.code == 1
    assert [list(one) for one in answer.json] == [
        ["code", "severity", "subject", "message", "evidence", "suggestion"],
    ] * 2
    assert answer.json[0]["evidence"] == [
        {
            "subject": "engagement:envoys",
            "field": "when",
            "value": "2020-05-04 (friday)",
            "source": "paper",
            "language": "en",
            "quote": "met on Friday, 4 May",
            "locator": None,
        }
    ]
    assert run("audit", "--format", "jsonl").out.count("\n") == 2


def test_csv_and_markdown_have_a_row_a_finding(envoys: None):
    """Under headings in the language asked for."""
    headings, *rows = csv.reader(io.StringIO(run("audit", "--format", "csv").out))
    assert headings == ["severity", "code", "subject", "message", "evidence", "suggestion"]
    assert [row[:3] for row in rows] == [
        ["error", "weekday-mismatch", "engagement:envoys"],
        ["info", "place-missing", "engagement:envoys"],
    ]
    assert rows[0][4] == "paper: “met on Friday, 4 May” (when = 2020-05-04 (friday))"
    markdown = run("audit", "--format", "md", "--lang", "ar").out.splitlines()
    assert markdown[0].startswith("| الدرجة | الرمز | العنصر |")
    assert len(markdown) == 4


@pytest.mark.parametrize(
    ("options", "code", "found"),
    [
        (["--code", "place-missing"], 1, ["place-missing"]),
        (["--code", "place-missing", "--code", "weekday-mismatch"], 1, ["weekday-mismatch", "place-missing"]),
        (["--code", "uncited"], 0, []),
        (["--severity", "error"], 1, ["weekday-mismatch"]),
        (["--severity", "warning"], 1, ["weekday-mismatch"]),
        (["--severity", "info"], 1, ["weekday-mismatch", "place-missing"]),
        (["--code", "place-missing", "--severity", "warning"], 0, []),
    ],
)
def test_what_narrows_the_answer_narrows_the_exit_code(envoys: None, options: list[str], code: int, found: list[str]):
    """By rule, and by how grave it is at least."""
    answer = run("audit", *options, "--format", "json")
    assert (answer.code, [one["code"] for one in answer.json]) == (code, found)


@pytest.mark.parametrize("options", [["--code", "bad-date"], ["--severity", "grave"], ["--as-of", "yesterday-ish"]])
def test_a_word_that_means_nothing_is_wrong_usage(calendar: Path, options: list[str]):
    """Told as such, before anything is read."""
    answer = run("audit", *options)
    assert answer.code == 2
    assert answer.err.startswith("error: ")


def test_the_record_as_it_stood_is_audited(envoys: None):
    """Before the first fact nothing was wrong."""
    assert run("audit", "--as-of", "2020-01-01").code == 0
    assert run("audit", "--as-of", "2").code == 1


def test_an_as_of_by_position_needs_full_clearance(envoys: None):
    """It would count facts that may not be seen."""
    answer = run("--clearance", "PUBLIC", "audit", "--as-of", "2")
    assert answer.code == 3
    assert "clearance" in answer.err


def test_colour_marks_the_severity_and_the_subject(envoys: None):
    """And only if it is asked for."""
    assert "\x1b[31merror" in run("audit", "--color", "always").out
    assert "\x1b" not in run("audit").out


@pytest.mark.parametrize("form", ["table", "csv", "md"])
def test_nothing_in_an_archived_text_steers_the_terminal(calendar: Path, form: str):
    """Facts hold no such characters; the words nearest to a misquote are those of a text that may hold anything."""
    text = "They met on \x1b[31mFriday\u202e, the fourth of May.\n"
    (calendar / "text.txt").write_text(text, encoding="utf-8")
    digest = sha256(text.encode()).hexdigest()
    kept = f"languages: [en], sha256: {digest}"
    (calendar / "envoys.yaml").write_text(FULL.replace("languages: [en]", kept), encoding="utf-8")
    assert run("record", "envoys.yaml").code == 0
    assert run("sources", "attach", "paper", "text.txt", "--misquoted").code in (0, 1)
    answer = run("audit", "--code", "quote-not-found", "--format", form)
    assert answer.code == 1
    assert "Friday" in answer.out
    assert not {"\x1b", "\u202e"} & {*answer.out}


def test_the_report_of_the_bundled_record_keeps_to_its_width(record: App, monkeypatch: pytest.MonkeyPatch):
    """A single word may be longer; below its heading everything is indented alike."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", record.settings.database)
    answer = run("audit", "--clearance", "PUBLIC")
    assert answer.code == 1
    blocks = answer.out.split("\n\n")
    assert blocks[-1].startswith("findings: 14 (error 1, warning 5, info 8)")
    for block in blocks[:-1]:
        heading, *below = block.splitlines()
        assert heading[:7] in ("error  ", "warning", "info   ")
        assert all(line.startswith(" " * 9) and width(line) <= 120 for line in below)
