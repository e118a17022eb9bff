"""`people` and `organisations`: every spelling with its words, suggestions, and what is said before two are merged."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from ctcalendar.db.engine import let_go
from doors import run
from recorded import bundled

__all__ = ["bundled"]

ANSARI = "abdulaziz-al-ansari"
PLANTED = """
sources: [{id: paper, kind: news-article, title: {en: Paper}, languages: [en]}]
organisations:
- id: qa-office
  party: QA
  names: {en: Office, ar: المكتب}
  aliases: [{text: The Bureau, language: en, citations: [{source: paper, language: en, quote: said The Bureau}]}]
  citations: [{source: paper}]
people:
- {id: ansari-twin, names: {en: Abdul Aziz Al Ansari}, citations: [&paper {source: paper}]}
- {id: ansari-envoy, names: {en: Abdulaziz al-Ansari, ar: عبد العزيز الأنصاري}, citations: [*paper]}
- {id: formula, names: {en: "=HYPERLINK(1) Roe"}, citations: [*paper]}
- {id: formula-2, names: {en: "=HYPERLINK(1) Roe"}, citations: [*paper]}
offices:
- {id: envoy, person: ansari-envoy, party: QA, organisation: qa-mofa, title: {en: Envoy}, from: 2016, to: 2019,
   citations: [*paper]}
- {id: director, person: ansari-twin, party: QA, organisation: qa-nctc, title: {en: Director}, from: 2017, to: 2018,
   citations: [*paper]}
"""


@pytest.fixture(scope="module")
def planted(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled record with an entry of the same man, and a namesake in another ministry."""
    path = tmp_path_factory.mktemp("planted") / "calendar.sqlite"
    shutil.copy(bundled, path)
    (path.parent / "planted.yaml").write_text(PLANTED, encoding="utf-8")
    assert run("--database", f"sqlite:///{path}", "record", path.parent / "planted.yaml").code == 0
    let_go()
    return path


@pytest.fixture(autouse=True)
def _reads(planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{planted}")


@pytest.fixture
def own(planted: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy to be written to."""
    shutil.copy(planted, tmp_path / "calendar.sqlite")
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{tmp_path}/calendar.sqlite")
    return tmp_path


def rows(*command: object) -> dict[str, dict[str, str]]:
    """A table as CSV has it, by id."""
    found = csv.DictReader(io.StringIO(run(*command, "--format", "csv").out))
    return {row["id"]: row for row in found}


def test_the_table_counts_spellings_and_dates_offices():
    """With the organisation of each office; what is not known is left out or asked."""
    people = rows("people")
    assert people[ANSARI]["spellings"] == "8"
    assert "Chairman of the National Counter-Terrorism Committee (qa-nctc)" in people[ANSARI]["offices"]
    assert people["ansari-envoy"]["offices"] == "Envoy (qa-mofa, 2016/2019)"
    assert people["kristi-noem"]["offices"] == "Secretary of Homeland Security (us-dhs, 2025-01-25/?)"


def test_every_spelling_stands_with_its_words_and_where_it_is_printed():
    """One man, five spellings in full, the family alone, and our labels."""
    [ansari] = [item for item in run("people", "--format", "json").json if item["id"] == ANSARI]
    spelt = {one["text"]: one for one in ansari["spellings"]}
    assert {text for text, one in spelt.items() if {"alias", "printed"} & {*one["as"]} and len(text.split()) > 1} == {
        "Abdul Aziz al-Ansari",
        "عبد العزيز الأنصاري",
        "Abdulaziz Abdullah al-Ansari",
        "عبدالعزيز عبدالله الأنصاري",
        "Abdul Aziz Abdullah Al-Ansari",
    }
    first = spelt["Abdul Aziz al-Ansari"]
    assert (first["as"], first["engagements"]) == (["alias", "printed"], ["us-qatar-ct-dialogue-1"])
    assert all(first["text"] in cited["quote"] for cited in first["citations"])
    assert "“Major General Abdul Aziz al-Ansari” state-note-2017-11-08" in run("people", "--spellings").out


def test_show_tells_spellings_and_seats_with_day_and_role():
    """Each on a line."""
    shown = run("people", "show", ANSARI).out
    assert "\nspellings\n  Abdulaziz al-Ansari (our label)\n" in shown
    assert "  2017-11-08  head, QA, qa-nctc  us-qatar-ct-dialogue-1: First U.S.-Qatar Counterterrorism" in shown
    assert "  Abdulaziz al-Ansari (تسميتنا)\n" in run("people", "show", ANSARI, "--lang", "ar").out


def test_show_tells_what_was_public_by_a_day():
    """No spelling of a later source, and no seat that nobody could know of."""
    shown = run("people", "show", ANSARI, "--published-by", "2017-12-31").out
    assert "us-qatar-ct-dialogue-1" in shown
    assert "us-qatar-ct-dialogue-2" not in shown
    assert "Abdulaziz Abdullah al-Ansari" not in shown.partition("\nspellings\n")[2]


def test_organisations_are_spelt_out_too():
    """Our labels, and what sources call them."""
    assert rows("organisations")["qa-office"]["spellings"] == "3"
    assert "The Bureau (attested): “said The Bureau” paper" in run("organisations", "show", "qa-office").out
    assert "The Bureau (attested)" in run("organisations", "--spellings").out


def test_suggest_ranks_pairs_and_tells_why():
    """Only what nothing tells apart, unless all is asked for; with the command that would merge them."""
    told = run("people", "suggest", "ansari-twin").out
    assert "ansari-twin (Abdul Aziz Al Ansari) = abdulaziz-al-ansari (Abdulaziz al-Ansari)" in told
    assert "for: the same name (100 %); the same organisation: qa-moi, qa-nctc; for the same party: QA" in told
    assert "ctcalendar people merge ansari-twin abdulaziz-al-ansari --reason '…'" in told
    assert "ansari-envoy" not in told
    everything = run("people", "suggest", "--all").out
    assert "against: in different offices at the same time: ansari-statement-2017-09-18, envoy" in everything
    assert everything.index("\nkept apart\n") > everything.index("ansari-twin")


@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_suggestions_come_in_other_shapes(form: str):
    """With the same pairs; no cell is a formula."""
    told = run("people", "suggest", "--all", "--format", form).out
    assert "ansari-twin" in told
    assert "other-office" in told or "in different offices" in told
    assert "\n=" not in told
    assert ",=" not in told


def test_suggest_takes_a_name_as_well():
    """Or an entry, with or without its kind; who is nobody is told so."""
    assert run("people", "suggest", "Abdulaziz al Ansary").out.startswith("100  abdulaziz-al-ansari ")
    assert "الاسم نفسه" in run("people", "suggest", "Abdulaziz al Ansary", "--lang", "ar").out
    assert run("people", "suggest", f"person:{ANSARI}").out == run("people", "suggest", ANSARI).out
    nobody = run("people", "suggest", "\u202eevil\x1b[31m zzz")
    assert (nobody.code, "\u202e" in nobody.out, "\x1b" in nobody.out) == (0, False, False)
    assert nobody.out.startswith("nobody on record is called anything like")


def test_many_suggestions_are_cut_and_the_rest_counted():
    """To as many as are asked for."""
    answer = run("people", "suggest", "--all", "--limit", "1", "--format", "jsonl")
    assert len(answer.out.splitlines()) == 1
    assert "more: --limit" in answer.err


def test_a_merger_says_first_what_it_counts_together_and_a_split_takes_it_back(own: Path):
    """On standard error, what speaks against it too; then the entry stands under the other."""
    merging = ["people", "merge", "ansari-envoy", f"person:{ANSARI}", "--reason", "r"]
    dry = run(*merging, "--dry-run")
    assert "with abdulaziz-al-ansari (Abdulaziz al-Ansari): 8 spellings, 3 offices, 4 engagements" in dry.err
    assert "note: against: in different offices at the same time" in dry.err
    assert run("people", "show", "ansari-envoy", "--format", "json").json["merged_into"] is None
    before = run("history", "--person", ANSARI, "--format", "jsonl").out
    assert run(*merging).out.startswith("person ansari-envoy: merged")
    assert run("history", "--person", "ansari-envoy", "--format", "jsonl").out.count("\n") == before.count("\n")
    ids = [line.rpartition("  ")[2] for line in run("people").out.splitlines()]
    assert ids[ids.index(ANSARI) + 1] == "ansari-envoy"
    assert "ansari-envoy" not in run("people", "suggest", "--all").out
    assert run("people", "split", "ansari-envoy", "--from", ANSARI, "--reason", "r2").code == 0
    life = run("people", "show", "ansari-envoy", "--history", "--format", "json").json
    assert [fact["type"] for fact in life] == ["person.registered", "person.merged", "person.split"]
    assert run("people", "show", "ansari-envoy", "--format", "json").json["merged_into"] is None
    assert "they were merged once and split again" in run("people", "suggest", "ansari-envoy", "--all").out


def test_a_merger_that_cannot_be_is_refused_with_the_way_out(own: Path):
    """Oneself, a circle, one that is merged already, a split from somebody else."""
    merge, because = ["people", "merge"], ["--reason", "r"]
    assert run(*merge, "ansari-twin", ANSARI, *because).code == 0
    for command, hint in (
        ([*merge, ANSARI, ANSARI], "name two entries"),
        ([*merge, ANSARI, "ansari-twin"], "people split ansari-twin --from abdulaziz-al-ansari"),
        ([*merge, "ansari-twin", "ansari-envoy"], "people split ansari-twin --from abdulaziz-al-ansari"),
        (["people", "split", "ansari-twin", "--from", "ansari-envoy"], "split ansari-twin --from abdulaziz-al-ansari"),
    ):
        answer = run(*command, *because)
        assert (answer.code, answer.out) == (3, ""), command
        assert hint in answer.err.partition("hint: ")[2]
