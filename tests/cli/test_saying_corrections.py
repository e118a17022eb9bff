"""dispute, settle, retract, reinstate, reclassify, and people merge and split: one item, by options."""

from pathlib import Path

import pytest

from doors import Answer, run

VISIT = "visit-doha-2024-05"
DISPUTE = [
    *("dispute", VISIT, "--id", "day", "--field", "when", "--value", "2024-05-03", "--reason", "two notes differ"),
    *("--source", "note-2", "--quote", "on 3 May"),
]
SETTLE = ["settle", VISIT, "--dispute", "day", "--reason", "the embassy says so"]
RETRACT = ["retract", VISIT, "--reason", "it never took place"]
SECOND = """\
people:
- {id: j-roe, names: {en: J. Roe}, citations: [{source: note-2}]}
engagements:
- id: visit-again
  kind: visit
  status: held
  title: {en: Visit to Doha}
  when: {edtf: 2024-05-01/2024-05-02}
  parties: [QA, US]
  citations: [{source: note-2, supports: [when]}]
"""


def log() -> str:
    """The whole log."""
    return run("backup", "-").out


def shown(name: str) -> dict:
    """An engagement as `show` gives it back."""
    return run("show", name, "--format", "json").json


def done(*command: str) -> Answer:
    """A command that succeeds."""
    answer = run(*command)
    assert answer.code == 0, answer.err
    return answer


@pytest.fixture
def twice(visit: Path) -> Path:
    """The same visit recorded a second time, and a second entry of the same person."""
    assert run("record", "-", stdin=SECOND.encode()).code == 0
    return visit


# -- disputes ---------------------------------------------------------------------------------------------------------


def test_a_disputed_value_stands_beside_the_recorded_one(visit: Path):
    """Which takes part without being named, and stays; the other has its source."""
    assert done(*DISPUTE).out == f"engagement {VISIT}: disputed (position 5)\n"
    entry = shown(VISIT)
    assert (entry["when"]["edtf"], entry["disputed"]) == ("2024-05-01/2024-05-02", ["when"])
    [other] = [claim for claim in entry["claims"] if claim["field"] == "when" and claim["source"] == "note-2"]
    assert (other["value"], other["quote"], other["rank"]) == ({"edtf": "2024-05-03"}, "on 3 May", "normal")
    assert done(*DISPUTE).out == f"engagement {VISIT}: already recorded (position 5)\n"


def test_a_dispute_may_say_which_is_likelier(visit: Path):
    """It moves nothing; a further source is added under the same id."""
    done(*DISPUTE, "--preferred", "2024-05-03", "--reason-ar", "مذكرتان مختلفتان")
    again = [*DISPUTE[:-4], "--source", "note-1", "--quote", "until 3 May"]
    assert done(*again).out == f"engagement {VISIT}: disputed (position 6)\n"
    assert shown(VISIT)["when"]["edtf"] == "2024-05-01/2024-05-02"


def test_part_of_a_value_is_disputed(visit: Path):
    """A dotted field; its value is of the type of that part."""
    title = ["dispute", VISIT, "--id", "stop", "--field", "places.1.name", "--value", "الوكرة", "--reason", "r"]
    done(*title, "--source", "note-2")
    [other] = [claim for claim in shown(VISIT)["claims"] if claim["field"] == "places.1.name"]
    assert other["value"] == {"ar": "الوكرة"}


@pytest.mark.parametrize(
    ("right", "edtf"),
    [
        (["--value", "2024-05-03"], "2024-05-03"),
        (["--recorded"], "2024-05-01/2024-05-02"),
        (["--none"], "2024-05-01/2024-05-02"),
    ],
)
def test_only_settling_moves_the_recorded_value(visit: Path, right: list[str], edtf: str):
    """To the value found right; the dispute is over either way, and settling it again does nothing."""
    done(*DISPUTE)
    settling = [*SETTLE, *right]
    assert done(*settling).out == f"engagement {VISIT}: dispute settled (position 6)\n"
    assert (shown(VISIT)["when"]["edtf"], shown(VISIT)["disputed"]) == (edtf, [])
    assert done(*settling).out == f"engagement {VISIT}: already recorded (position 6)\n"


COMMITMENT = """\
instruments:
- {id: mou, kind: memorandum-of-understanding, title: {en: MOU}, parties: [QA, US], citations: [{source: note-1}]}
commitments:
- id: train
  instrument: mou
  form: activity
  parties: [QA, US]
  text: {en: Train officers}
  reports:
  - {id: done, status: complete, text: {en: Done}, by: [QA], citations: [{source: note-1}]}
  - {id: begun, status: in-progress, text: {en: Begun}, by: [US], citations: [{source: note-2}]}
  citations: [{source: note-1}]
"""


def test_reports_of_progress_are_disputed_by_their_ids(visit: Path):
    """The status is that of the last report not in dispute; settling says which is right."""
    assert run("record", "-", stdin=COMMITMENT.encode()).code == 0
    disputing = ["dispute", "train", "--id", "how-far", "--field", "progress", "--value", "begun", "--reason", "r"]
    assert run(*disputing).code == 3  # of reports, no recorded one takes part by itself
    assert done(*disputing, "--value", "done").out == "commitment train: disputed (position 9)\n"
    assert run("settle", "train", "--dispute", "how-far", "--recorded", "--reason", "r").code == 2
    done("settle", "train", "--dispute", "how-far", "--value", "done", "--reason", "seen")
    done("amend", "train", "--set", "reports.begun.status=lapsed", "--cause", "correction", "--reason", "misread")
    done("amend", "mou", "--set", "binding=false", "--cause", "correction", "--reason", "as printed")
    [commitment] = run("commitments", "--format", "json").json
    assert {report["id"]: report["status"] for report in commitment["reports"]} == {
        "done": "complete",
        "begun": "lapsed",
    }
    assert run("instruments", "--format", "json").json[0]["binding"] is False


# -- retracting and classifying ---------------------------------------------------------------------------------------


def test_a_retracted_engagement_is_gone_until_it_is_reinstated(visit: Path):
    """From the list; its history stays."""
    assert done(*RETRACT).out == f"engagement {VISIT}: retracted (position 5)\n"
    assert run("history", "--format", "json").json == []
    assert done("reinstate", VISIT, "--reason", "it did").out == f"engagement {VISIT}: reinstated (position 6)\n"
    assert [entry["id"] for entry in run("history", "--format", "json").json] == [VISIT]
    again = done(*RETRACT)
    assert "already recorded (position 5)" in again.out
    assert "engagement.reinstated was recorded since" in again.err


def test_a_duplicate_leaves_its_evidence_to_the_other(twice: Path):
    """Two facts in one append; KIND:ID of the other says the kind of both."""
    answer = done("retract", "visit-again", "--duplicate-of", f"engagement:{VISIT}", "--reason", "the same visit")
    assert answer.out == (
        f"engagement visit-again: retracted (position 7)\nengagement {VISIT}: corroborated (position 8)\n"
    )
    assert {claim["source"] for claim in shown(VISIT)["claims"] if claim["field"] == "when"} == {"note-1", "note-2"}


def test_what_is_reclassified_leaves_the_public(visit: Path):
    """And is public again when it is classified so."""
    done("reclassify", VISIT, "--to", "PRIVATE", "--reason", "asked for")
    assert run("--clearance", "PUBLIC", "history", "--format", "json").json == []
    done("reclassify", VISIT, "--to", "PUBLIC", "--reason", "published")
    assert len(run("--clearance", "PUBLIC", "history", "--format", "json").json) == 1


# -- persons ----------------------------------------------------------------------------------------------------------


def test_two_entries_of_one_person_are_merged_and_split(twice: Path):
    """The person may be named with or without the kind."""
    merging = ["people", "merge", "person:j-roe", "jane-roe", "--reason", "one signature", "--source", "note-2"]
    assert done(*merging).out == "person j-roe: merged (position 7)\n"
    assert "already recorded" in done(*merging).out
    splitting = ["people", "split", "j-roe", "--from", "person:jane-roe", "--reason", "another hand"]
    assert done(*splitting).out == "person j-roe: split (position 8)\n"
    assert "already recorded" in done(*splitting).out


# -- what is refused --------------------------------------------------------------------------------------------------

USAGE = {
    "no way to settle": SETTLE,
    "two ways to settle": [*SETTLE, "--none", "--recorded"],
    "a value and none": [*SETTLE, "--none", "--value", "2024-05-03"],
    "no name": ["dispute", VISIT, "--field", "when", "--value", "2024-05-03", "--reason", "r"],
    "one source of two values": [*DISPUTE, "--value", "2024-05-04"],
    "no value": ["dispute", VISIT, "--id", "x", "--field", "when", "--value", "", "--reason", "r"],
    "no path": ["dispute", VISIT, "--id", "x", "--field", "a b", "--value", "2024", "--reason", "r"],
    "no date": ["dispute", VISIT, "--id", "x", "--field", "when", "--value", "in May", "--reason", "r"],
    "no reason": ["retract", VISIT],
    "no level": ["reclassify", VISIT, "--reason", "r"],
    "no such level": ["reclassify", VISIT, "--to", "SECRET", "--reason", "r"],
    "merged into nothing": ["people", "merge", "jane-roe", "--reason", "r"],
    "split from nothing": ["people", "split", "jane-roe", "--reason", "r"],
}
REFUSED = {
    "no source": (DISPUTE[:-4], "--value: "),
    "an unknown field": ([*DISPUTE[:5], "wen", *DISPUTE[6:]], "--field: is no field of it; did you mean 'when'?"),
    "a name with spaces": ([*DISPUTE[:3], "a b", *DISPUTE[4:]], "--id: is no id: letters, digits, - and _"),
    "what is recorded": ([*DISPUTE[:7], "2024-05-01/2024-05-02", *DISPUTE[8:]], "--value: are all the same"),
    "a field to support": ([*DISPUTE, "--supports", "places"], "--value: a citation of one proves 'when' here"),
    "no such dispute": ([*SETTLE, "--none"], "--dispute: there is no dispute 'day'; open are: none"),
    "a duplicate of nothing": ([*RETRACT, "--duplicate-of", "visit-2"], "--duplicate-of: no engagement 'visit-2'"),
    "a duplicate of itself": ([*RETRACT, "--duplicate-of", VISIT], "--duplicate-of: names the item itself"),
    "what was not retracted": (["reinstate", VISIT, "--reason", "r"], "was not retracted"),
    "the level it has": (["reclassify", VISIT, "--to", "PUBLIC", "--reason", "r"], "--to: is PUBLIC already"),
    "an unknown person": (["people", "merge", "jane-roe", "x-roe", "--reason", "r"], "INTO: no person 'x-roe'"),
    "no merger": (["people", "split", "jane-roe", "--from", "x", "--reason", "r"], "--from: "),
    "no person": (["people", "merge", VISIT, "jane-roe", "--reason", "r"], f"no person '{VISIT}' is recorded"),
    "a field for a reason": (
        [*RETRACT, "--source", "note-1", "--supports", "when"],
        "--source (citations.1.supports): ",
    ),
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_is_told(visit: Path, name: str):
    """Exit 2, and the log as it was."""
    before = log()
    answer = run(*USAGE[name])
    assert answer.code == 2, answer.err
    assert answer.err.startswith("error: ")
    assert log() == before


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_the_record_is_refused_with_its_option(visit: Path, name: str):
    """Exit 3, no file and no line that nobody wrote, and the log as it was."""
    command, says = REFUSED[name]
    before = log()
    answer = run(*command)
    assert answer.code == 3, answer.err
    assert says in answer.err
    assert "command line" not in answer.err
    assert "file" not in answer.err
    assert log() == before


@pytest.mark.parametrize(
    "command", [DISPUTE, [*SETTLE, "--none"], RETRACT, ["people", "merge", "jane-roe", "x", "--reason", "r"]]
)
def test_who_corrects_needs_full_clearance(visit: Path, command: list[str]):
    """What is refused, and why, tells of what is there."""
    answer = run("--clearance", "PUBLIC", *command)
    assert answer.code == 3
    assert "full clearance" in answer.err


@pytest.mark.postgres
def test_postgresql_corrects_the_same(twice: Path, postgres_url: str):
    """A dispute settled, an item retracted, persons merged; each twice is once, and the views are whole."""
    at = ["--database", postgres_url]
    assert run(*at, "init").code == 0
    assert run(*at, "restore", "-", stdin=log().encode()).code == 0
    for command in (
        DISPUTE,
        [*SETTLE, "--value", "2024-05-03"],
        ["retract", "visit-again", "--reason", "it is none"],
        ["people", "merge", "j-roe", "jane-roe", "--reason", "one hand"],
        ["reclassify", "person:j-roe", "--to", "PRIVATE", "--reason", "r"],
    ):
        assert "(position " in done(*at, *command).out
        assert "already recorded" in done(*at, *command).out
    assert run(*at, "show", VISIT, "--format", "json").json["when"]["edtf"] == "2024-05-03"
    assert run(*at, "verify", "--views").code == 0
