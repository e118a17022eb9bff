"""history and show: what is in dispute, retracted, undated or of another kind is told as such."""

from pathlib import Path

import pytest

from doors import run
from telling import Story, begun, story, tell

__all__ = ["begun", "story"]


def tell_until(story: Story, step: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Ask the calendar that holds the whole story; the position at which a step had been recorded."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", story.url)
    return story.ends[step]


@pytest.mark.parametrize(
    ("step", "marks"), [("added", {}), ("disputed", {"en": "held (disputed)", "ar": "held (محل خلاف)"})]
)
def test_history_marks_what_is_in_dispute_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, marks: dict[str, str]
):
    """In every shape of the list; JSON names the field. The day stays the recorded one."""
    told = tell(tmp_path / "told.sqlite", "corrected", "added", *(["disputed"] if marks else []))
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", told.url)
    (entry,) = run("history", "--kind", "signing", "--format", "json").json
    assert entry["disputed"] == (["when"] if marks else [])
    assert entry["when"]["edtf"] == "2024-03-04"
    for language in ("en", "ar"):
        for form in ("table", "csv"):
            out = run("history", "--kind", "signing", "--lang", language, "--format", form).out
            status = "جرى" if language == "ar" else "held"
            assert marks.get(language, "held").replace("held", status) in out
            assert ("disputed" in out or "خلاف" in out) == bool(marks)


def test_the_day_of_an_undated_whole_is_that_of_its_parts_in_brackets(begun: Story, monkeypatch: pytest.MonkeyPatch):
    """It is not pretended that a source gave the visit a day of its own; in JSON `when` stays null."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", begun.url)
    (row,) = [line for line in run("history").out.splitlines() if line.endswith("  visit-doha")]
    assert row.startswith("(2024-03-04)  visit ")
    entry = run("show", "visit-doha", "--format", "json").json
    assert (entry["when"], entry["parts"]) == (None, ["signing-doha"])
    assert entry["dated_by_parts"] == {"earliest": "2024-03-04", "latest": "2024-03-04", "uncertain": False}
    assert "dated_by_parts\n  2024-03-04\n" in run("show", "visit-doha").out


def test_retracted_engagements_are_listed_only_when_asked_for(story: Story, monkeypatch: pytest.MonkeyPatch):
    """`show` tells why, and that the evidence went to the other entry."""
    told = tell_until(story, "duplicate", monkeypatch)
    assert "visit-doha-again" not in run("history", "--as-of", told).out
    (row,) = run("history", "--as-of", told, "--status", "retracted", "--format", "json").json
    assert (row["id"], row["retracted"]["duplicate_of"]) == ("visit-doha-again", "visit-doha")
    headline = run("show", "visit-doha-again", "--as-of", told).out.splitlines()[1]
    assert headline.endswith("retracted, the same as visit-doha: the same visit / الزيارة نفسها")


def test_show_marks_a_dispute_and_keeps_it_when_settled(story: Story, monkeypatch: pytest.MonkeyPatch):
    """While open: at the field, at the claims, in a section of its own; afterwards with what it came to."""
    opened = run("show", "signing-doha", "--as-of", tell_until(story, "disputed", monkeypatch)).out
    assert "\nwhen (disputed)\n  2024-03-04\n" in opened
    assert "      in dispute: 2024-03-05 “signed on Tuesday” wire" in opened
    assert "    - 2024-03-05 (preferred by an analyst)\n" in opened
    settled = run("show", "signing-doha", "--as-of", tell_until(story, "settled", monkeypatch)).out
    assert "\nwhen\n  2024-03-05\n" in settled
    assert "      superseded: 2024-03-04 “in Doha on 4 March” note (the text of the pact says so)" in settled
    assert "  which-day, on when: settled\n" in settled
    assert "    settled: 2024-03-05. the text of the pact says so / هكذا يقول نص الميثاق\n" in settled


def test_what_rests_on_a_retracted_source_is_marked(story: Story, monkeypatch: pytest.MonkeyPatch):
    """The source still stands behind what it proved, and everybody can see that it was withdrawn."""
    tell_until(story, "withdrawn", monkeypatch)
    assert "      “on 2 March” wire (retracted)\n" in run("show", "talks-1").out
    cited = run("show", "talks-1", "--format", "json").json["citations"]
    assert {one["source"]: one["retracted"] for one in cited} == {"note": False, "wire": True}


@pytest.mark.parametrize(
    ("name", "title", "kind"),
    [
        ("note", "Note of the ministry / مذكرة الوزارة", "source"),
        ("GCC-desk", "Desk / مكتب", "party"),
        ("bureau", "Bureau / المكتب", "organisation"),
        ("jane-roe", "Jane Roe / جين رو", "person"),
        ("roe-secretary", "Secretary / وزيرة", "office"),
        ("charities", "Charities / الجمعيات الخيرية", "topic"),
        ("pact", "Pact / ميثاق", "instrument"),
        ("talks-next", "Meet again / الاجتماع مجدداً", "commitment"),
        ("talks", "Talks / المحادثات", "series"),
        ("talks-3", "Third talks / المحادثات الثالثة", "dialogue, held"),
    ],
)
def test_show_shows_an_item_of_any_kind(
    begun: Story, monkeypatch: pytest.MonkeyPatch, name: str, title: str, kind: str
):
    """By its id or KIND:ID: a title in both languages, its kind, id and classification, its fields, its history."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", begun.url)
    shown = run("show", name)
    assert shown.out.splitlines()[:2] == [title, f"{kind} · {name} · PUBLIC"]
    assert "\nhistory\n  1  2025-11-01T12:26:40Z  " in shown.out
    named = run("show", name, "--format", "json").json
    item = named.get("item", "engagement")
    assert run("show", f"{item}:{name}").out == shown.out
    assert (named["id"], len(named["history"])) == (name, named["revision"])


def test_an_id_of_several_kinds_asks_which(calendar: Path):
    """Unless one of them is an engagement: that is what people ask for."""
    twins = "topics: [{id: talks, label: {en: Talks}}]\nsources: [{id: talks, kind: other}]"
    (calendar / "twins.yaml").write_text(twins)
    assert run("record", "twins.yaml").code == 0
    answer = run("show", "talks")
    assert (answer.code, answer.out) == (3, "")
    assert "hint: write source:talks or topic:talks" in answer.err
    assert run("show", "topic:talks").out.startswith("Talks\ntopic · talks")
