"""The registers: what they list, in which shapes, and what `show` makes of one item."""

import csv
import io
import re

import pytest

from ctcalendar.cli.printing import width
from doors import run
from telling import Story, begun, story

__all__ = ["begun", "story"]

REGISTERS = ["series", "commitments", "people", "organisations", "sources", "instruments", "topics"]

COMMITMENT_KEYS = set("id instrument form engagement text parties deadlines status disputed reports citations".split())
EVIDENCE_KEYS = set(
    """item id citations claims disputed disputes retracted classification revision recorded_at changed_at position
    history""".split()
)
OWN_KEYS = {
    "series": "names aliases parties mandate cadence status meetings missing next_ordinal expected",
    "commitments": "instrument engagement form parties text told_by deadlines reports status last_word due",
    "people": "names aliases offices engagements merged merged_into spellings participations",
    "organisations": "names party within aliases engagements spellings",
    "sources": "kind title subtitle publisher published languages url sha256 parts derived_from proves",
    "instruments": """kind title aliases parties signed_at covers languages topics organisations objectives related
    binding status reports progress last_word commitments""",
    "topics": "label broader narrower",
}


@pytest.fixture(autouse=True)
def _of_the_beginning(begun: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", begun.url)


@pytest.fixture
def all_told(story: Story, monkeypatch: pytest.MonkeyPatch) -> Story:
    """The same calendar after all that happened."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", story.url)
    return story


def table(*command: object) -> list[list[str]]:
    """The rows of a register, the headings first, as CSV has them."""
    return list(csv.reader(io.StringIO(run(*command, "--format", "csv").out)))


def by_id(register: str, *options: object) -> dict[str, dict[str, str]]:
    """The rows of a register as CSV has them: id -> heading -> cell."""
    headings, *rows = table(register, *options)
    return {row[headings.index("id")]: dict(zip(headings, row, strict=True)) for row in rows}


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_lists_by_id_in_every_shape(register: str):
    """Table, CSV, Markdown, JSON and JSON Lines hold the same items in the same order."""
    listed = run(register, "--format", "json").json
    ids = [item["id"] for item in listed]
    assert ids == sorted(ids)
    assert ids
    table, _, _ = run(register).out.partition("\n\n")  # meters stand below that of commitments
    assert [line.rpartition("  ")[2] for line in table.splitlines()] == ["id", *ids]
    assert list(by_id(register)) == ids
    heading, rule, *rows = run(register, "--format", "md").out.splitlines()
    assert re.fullmatch(r"\|( --- \|)+", rule)
    assert [line.removesuffix(" |").rpartition(" | ")[2] for line in (heading, *rows)] == ["id", *ids]
    lines = run(register, "--format", "jsonl").out.splitlines()
    assert [line.startswith('{"item":') for line in lines] == [True] * len(ids)


@pytest.mark.parametrize("register", REGISTERS)
def test_every_key_is_there_whether_known_or_not(register: str):
    """Scripts rely on the keys: a field that nobody knows is null or an empty list."""
    for item in run(register, "--format", "json").json:
        assert set(item) == EVIDENCE_KEYS | set(OWN_KEYS[register].split()), item["id"]


def test_a_commitment_has_the_keys_the_design_promises():
    """Those of DESIGN section 5, for every commitment; its text has both languages, known or not."""
    first, second = run("commitments", "--format", "json").json
    assert set(first) >= COMMITMENT_KEYS
    assert set(second) >= COMMITMENT_KEYS
    assert (first["id"], first["instrument"], first["engagement"]) == ("pact-accounts", "pact", None)
    assert first["text"] == {"en": "Publish the accounts", "ar": None, "differs": None}
    assert (first["form"], first["parties"], first["status"], first["disputed"]) == (
        "activity",
        ["QA"],
        "in-progress",
        [],
    )
    assert first["deadlines"] == [{"id": "by-december", "complete_by": "2024-12", "set_at": "talks-1"}]
    assert [(report["id"], report["by"], report["at"]) for report in first["reports"]] == [
        ("ministry-2024", ["ministry"], "talks-3")
    ]
    assert [citation["source"] for citation in first["citations"]] == ["note"] * 3
    assert (second["instrument"], second["engagement"], second["status"]) == (None, "talks-1", None)
    assert second["deadlines"][0]["at_meeting"] == {"id": "talks", "ordinal": 2}


def test_what_is_not_known_is_an_empty_list():
    """A commitment without deadlines or reports has them as empty lists, never leaves them out."""
    second = run("commitments", "--format", "json").json[1]
    assert second["reports"] == []
    (series,) = run("series", "--format", "json").json
    assert (series["aliases"], series["status"]) == ([], None)


def test_a_series_tells_its_meetings_and_the_missing_numbers():
    """The second is missing, since a third was held."""
    (row,) = by_id("series").values()
    assert row == {
        "name": "Talks",
        "parties": "QA, US",
        "every": "1 year",
        "meetings": "2",
        "missing": "2",
        "next": "4",
        "expected": "2025-02-20 (2024-11-28 to 2025-05-15), overdue since 2025-05-16",
        "status": "",
        "id": "talks",
    }
    (series,) = run("series", "--format", "json").json
    assert [(meeting["id"], meeting["ordinal"]) for meeting in series["meetings"]] == [("talks-1", 1), ("talks-3", 3)]


def test_cells_tell_days_offices_and_what_stands_above():
    """A deadline's day or its meeting, a person's offices, what an organisation or topic is within."""
    commitments = by_id("commitments")
    assert (commitments["pact-accounts"]["due"], commitments["pact-accounts"]["bound by"]) == ("2024-12", "pact")
    assert (commitments["talks-next"]["due"], commitments["talks-next"]["bound by"]) == ("talks 2", "talks-1")
    assert by_id("people")["jane-roe"]["offices"] == "Secretary (2023/?)"
    assert by_id("organisations")["bureau"]["within"] == "ministry"
    assert by_id("topics")["charities"]["within"] == "finance"
    assert by_id("instruments")["pact"] == {
        "title": "Pact",
        "kind": "agreement",
        "parties": "QA, US",
        "signed at": "signing-doha",
        "progress": "in-progress",
        "id": "pact",
    }
    assert by_id("sources")["note"]["published"] == "2024-03-05"


def test_headings_and_names_follow_the_language():
    """In Arabic: headings, and names where there are any; codes and ids stay."""
    headings, *rows = table("commitments", "--lang", "ar")
    assert headings == "النص النوع بموجب الأجل الحالة القائل الأيام التقارير المعرّف".split()
    assert rows[1][0] == "الاجتماع مجدداً"
    assert rows[0][0] == "Publish the accounts"  # in the other language, for want of its own
    arabic = {register: table(register, "--lang", "ar")[0] for register in REGISTERS}
    assert all(not heading.isascii() for headings in arabic.values() for heading in headings)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_table_is_aligned_in_both_scripts(language: str):
    """The last column begins at the same place in every line, whatever letters and marks stand before it."""
    lines = run("people", "--lang", language).out.splitlines()
    assert len({width(line[: line.rindex("  ")]) for line in lines}) == 1


def test_as_of_a_moment_a_register_is_what_it_was(all_told: Story):
    """Reports, disputes and mergers are not there before they were recorded."""
    then = run("commitments", "--as-of", all_told.ends["settled"], "--format", "json").json[0]
    now = run("commitments", "--format", "json").json[0]
    assert (len(then["reports"]), then["status"], then["disputed"]) == (1, "in-progress", [])
    assert (len(now["reports"]), now["status"], now["disputed"]) == (2, "in-progress", ["progress"])
    assert [person["merged_into"] for person in run("people", "--as-of", 1, "--format", "json").json] == []
    assert run("people", "--as-of", "2020-01-01", "--format", "json").json == []


def test_a_status_in_dispute_is_marked_in_both_languages(all_told: Story):
    """While neither report is preferred, the less advanced is shown; the cell says that it is not agreed."""
    assert by_id("commitments")["pact-accounts"]["status"] == "in-progress (disputed)"
    assert table("commitments", "--lang", "ar")[1][4] == "in-progress (محل خلاف)"


def test_what_was_retracted_is_listed_only_when_asked_for_and_marked(all_told: Story):
    """A forgery answers no question; with --retracted it is there, and says so."""
    assert list(by_id("sources")) == ["note"]
    assert by_id("sources", "--retracted")["wire"]["title"] == "Wire (retracted)"
    assert {item["id"]: bool(item["retracted"]) for item in run("sources", "--retracted", "--format", "json").json} == {
        "note": False,
        "wire": True,
    }
    assert "Wire (سُحب)" in run("sources", "--retracted", "--lang", "ar").out


def test_a_merged_entry_says_under_whom_it_is_counted(all_told: Story):
    """The survivor takes over the engagements; the other entry stays, and points to it."""
    people = by_id("people")
    assert people["j-roe"]["name"] == "J. Roe (same as jane-roe)"
    assert people["jane-roe"]["engagements"] == "2"
    (roe,) = [item for item in run("people", "--format", "json").json if item["id"] == "jane-roe"]
    assert (roe["merged"], roe["engagements"]) == (["j-roe"], ["talks-1", "talks-3"])


@pytest.mark.parametrize(
    ("register", "name", "says"),
    [
        ("series", "talks", "every 1 year, rolling, stated"),
        ("series", "talks", "talks-next, stated"),
        ("commitments", "pact-accounts", "by-december: complete by 2024-12, set at talks-1"),
        ("commitments", "talks-next", "at-the-second: at meeting 2 of talks"),
        ("people", "jane-roe", "Secretary / وزيرة, US, 2023/?, roe-secretary"),
        ("organisations", "bureau", "within\n  ministry"),
        ("sources", "note", "published\n  2024-03-05"),
        ("instruments", "pact", "status\n  in-force since 2024-03-04"),
        ("instruments", "pact", "roe-2024: in-progress, says jane-roe (2024-03-10): Well begun / بداية حسنة"),
        ("topics", "finance", "narrower\n  charities"),
    ],
)
def test_show_of_a_register_shows_one_item_whole(register: str, name: str, says: str):
    """The same as `show KIND:ID`: every field in words, the sentences behind it, its history."""
    shown = run(register, "show", name)
    assert shown.code == 0
    assert says in shown.out
    assert "\nhistory\n  1  2025-11-01T12:26:40Z  " in shown.out
    json = run(register, "show", name, "--format", "json").json
    assert json == next(item for item in run(register, "--format", "json").json if item["id"] == name)


def test_show_of_a_register_as_of_a_moment(all_told: Story):
    """As it stood then, with the facts there were then."""
    before, after = all_told.around("merged")
    shown = {
        moment: run("people", "show", "j-roe", "--as-of", moment, "--format", "json").json for moment in (before, after)
    }
    assert (shown[before]["merged_into"], shown[after]["merged_into"]) == (None, "jane-roe")
    assert [len(shown[moment]["history"]) for moment in (before, after)] == [1, 2]


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (["people", "show", "jane-ro"], "did you mean jane-roe?"),
        (["people", "show", "nobody-at-all"], "list them with: ctcalendar people"),
        (["organisations", "show", "minstry"], "did you mean ministry?"),
        (["show", "person:talks-1"], "list them with: ctcalendar people"),
        (["show", "prson:jane-roe"], "did you mean person?"),
        (["show", "jane-ro"], "did you mean jane-roe?"),
        (["show", "zzzz"], "list engagements with: ctcalendar history"),
        (["series", "show", "talks", "--as-of", "2020-01-01"], "list them with: ctcalendar series"),
    ],
    ids=" ".join,
)
def test_a_wrong_id_is_refused_with_the_nearest(command: list[str], hint: str):
    """Exit 3, nothing printed, and what was most likely meant."""
    answer = run(*command)
    assert (answer.code, answer.out) == (3, "")
    assert f"hint: {hint}" in answer.err


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["people", "--as-of", "yesterday"], "is no moment"),
        (["people", "--format", "ics"], "ics"),
        (["people", "shwo", "jane-roe"], "shwo"),
        (["people", "show"], "Missing argument"),
        (["people", "show", "a\x1bb"], "holds what no id holds"),
        (["people", "--retracted", "show", "jane-roe"], "options of the list stand before show"),
        (["people", "--format", "json", "show", "jane-roe"], "options of the list stand before show"),
    ],
    ids=lambda part: ascii(part)[:40],
)
def test_wrong_usage_ends_with_2_and_a_hint(command: list[str], says: str):
    """Nothing is read; the message says what is wrong."""
    answer = run(*command)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err
    assert "hint: " in answer.err


def test_options_of_the_whole_program_may_stand_anywhere():
    """Before the register, after it, after `show`."""
    json = run("people", "show", "jane-roe", "--format", "json", "--clearance", "PUBLIC").json
    assert json["position"] is None
    assert run("--clearance", "PUBLIC", "people", "show", "jane-roe", "--format", "json").json == json


def test_an_empty_register_is_empty_in_every_shape(calendar):
    """Headings alone, an empty list, nothing."""
    assert run("people").out.split() == ["name", "in", "Arabic", "spellings", "offices", "engagements", "id"]
    assert run("people", "--format", "json").out == "[]\n"
    assert run("people", "--format", "jsonl").out == ""


def test_hostile_text_stays_text_in_a_register(calendar):
    """A name that begins a formula or a table cell of Markdown does no harm where it is printed."""
    (calendar / "hostile.yaml").write_text(
        "sources: [{id: s, kind: other}]\n"
        "people: [{id: x, names: {en: '=HYPERLINK(1)|<script>'}, citations: [{source: s}]}]"
    )
    assert run("record", "hostile.yaml").code == 0
    assert table("people")[1][0].startswith("'=HYPERLINK")
    markdown = run("people", "--format", "md").out
    assert "<script>" not in markdown
    assert markdown.splitlines()[-1].count("|") == markdown.splitlines()[0].count("|")
