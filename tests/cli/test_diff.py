"""diff: what changed between two moments, in words and as JSON."""

import re

import pytest

from doors import run
from telling import Story, begun, story

__all__ = ["begun", "story"]


@pytest.fixture(autouse=True)
def _of_the_whole_story(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", story.url)


def told(story: Story, step: str, *options: object) -> str:
    """What `diff` says of one step, without the facts that did it."""
    before, after = story.around(step)
    out = run("diff", *options, "--from", before, "--to", after).out
    return "".join(line for line in out.splitlines(keepends=True) if not line.startswith("  ·"))


def found(story: Story, step: str, *options: object) -> list[dict]:
    """The same as JSON."""
    before, after = story.around(step)
    return run("diff", *options, "--from", before, "--to", after, "--format", "json").json


DIFFERENCE_KEYS = set("item id label recorded changes disputed settled retracted reinstated sources facts".split())


def test_what_was_not_there_before_is_recorded(begun: Story):
    """Every item, kinds in the order of a dossier, with its label in both languages."""
    out = run("diff", "--from", 0, "--to", begun.ends["beginning"]).out
    assert out.startswith("source note: Note of the ministry / مذكرة الوزارة\n  recorded\n")
    heads = [line for line in out.splitlines() if not line.startswith("  ")]
    assert len(heads) == out.count("\n  recorded\n") == 22
    kinds = list(dict.fromkeys(head.partition(" ")[0] for head in heads))
    assert kinds == "source party organisation person office topic instrument commitment series engagement".split()


def test_a_correction_tells_from_what_to_what_and_why(story: Story):
    """The old value, the new one, the cause and the reason in both languages, the source that says so."""
    before, after = story.around("corrected")
    assert run("diff", "--from", before, "--to", after).out == (
        "engagement talks-1: First talks / المحادثات الأولى\n"
        "  when: from 2022-03-01 to 2022-03-02\n"
        "  sources: wire\n"
        f"  · 2025-11-01T13:26:40Z  engagement.amended at position {after}: "
        "correction; the ministry mistook the day / أخطأت الوزارة في اليوم\n"
    )


def test_members_of_lists_are_told_one_by_one(story: Story):
    """Who joined the table, which place was added, which spelling: not the whole list before and after."""
    assert told(story, "added") == (
        "person jane-roe: Jane Roe / جين رو\n"
        "  aliases.2: now Jane M. Roe\n"
        "  sources: wire\n"
        "engagement talks-1: First talks / المحادثات الأولى\n"
        "  participants.US: now A clerk, US member\n"
        "  places.1: now Washington / واشنطن, US\n"
    )
    person, talks = found(story, "added")
    assert person["changes"] == [
        {"field": "aliases.2", "old": None, "new": {"text": "Jane M. Roe", "language": "en"}},
    ]
    assert [change["field"] for change in talks["changes"]] == ["participants.US", "places.1"]
    assert talks["facts"][0]["note"] == "the wire names the town"


def test_a_dispute_is_told_with_its_values_and_its_leaning(story: Story):
    """The recorded value does not change, so nothing else is told."""
    assert told(story, "disputed") == (
        "engagement signing-doha: Signing in Doha / توقيع في الدوحة\n"
        "  disputed: when: 2024-03-04 against 2024-03-05 (preferred by an analyst); "
        "the two cannot both be right / لا يصح القولان معاً\n"
        "  sources: wire\n"
    )
    (difference,) = found(story, "disputed")
    assert (difference["changes"], difference["settled"]) == ([], [])
    assert [dispute["id"] for dispute in difference["disputed"]] == ["which-day"]


def test_a_settlement_tells_what_was_right_and_what_it_moved(story: Story):
    """The value moves now, and only now."""
    assert told(story, "settled") == (
        "engagement signing-doha: Signing in Doha / توقيع في الدوحة\n"
        "  when: from 2024-03-04 to 2024-03-05\n"
        "  settled: when: 2024-03-05; the text of the pact says so / هكذا يقول نص الميثاق\n"
    )


def test_across_both_a_dispute_that_was_settled_is_only_settled(story: Story):
    """Between two moments that hold both, what is told is what came of it; the facts are all there."""
    before, after = story.ends["added"], story.ends["settled"]
    (difference,) = run("diff", "--from", before, "--to", after, "--format", "json").json
    assert (difference["disputed"], len(difference["settled"])) == ([], 1)
    assert [fact["type"] for fact in difference["facts"]] == ["engagement.disputed", "engagement.dispute-settled"]


def test_a_report_in_dispute_is_told_with_the_report_itself(story: Story):
    """A new report is a new member; the dispute names both by their ids."""
    out = told(story, "reported")
    assert "  reports.roe-late: now roe-late: complete, says jane-roe (2024-12-20): They are out\n" in out
    assert "  disputed: progress: ministry-2024 against roe-late; the ministry says that they are not\n" in out


def test_a_duplicate_is_retracted_and_the_survivor_gains_its_evidence(story: Story):
    """Two items changed, in one append."""
    survivor, twin = told(story, "duplicate").split("engagement visit-doha-again")
    assert (
        survivor == "engagement visit-doha: Visit to Doha / زيارة إلى الدوحة\n  when: now 2024-03-04\n  sources: wire\n"
    )
    assert "  retracted as a duplicate of visit-doha: the same visit / الزيارة نفسها\n" in twin
    assert "  status: from held to retracted\n" in twin


def test_what_is_taken_back_is_reinstated(story: Story):
    """It is there again, as it was."""
    (difference,) = found(story, "reinstated")
    assert (difference["reinstated"], difference["retracted"]) == (True, None)
    assert "  reinstated\n" in told(story, "reinstated")


def test_retracted_and_reinstated_in_between_is_only_told_by_its_facts(story: Story):
    """At both moments it stood alike."""
    before, after = story.ends["reported"], story.ends["reinstated"]
    (difference,) = run("diff", "visit-doha-again", "--from", before, "--to", after, "--format", "json").json
    assert (difference["changes"], difference["retracted"], difference["reinstated"]) == ([], None, False)
    assert [fact["type"] for fact in difference["facts"]] == ["engagement.retracted", "engagement.reinstated"]


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("moved", "  when: from 2024-06-10 to 2024-07-01\n"),
        ("moved", "engagement.rescheduled at position {}: a holiday / عطلة\n"),
        ("called-off", "  status: from scheduled to cancelled\n"),
        ("called-off", "engagement.cancelled at position {}: a storm / عاصفة\n"),
        ("merged", "person j-roe: J. Roe\n  merged_into: now jane-roe\n"),
        ("withdrawn", "source wire: Wire\n  retracted: a forgery / تزوير\n"),
    ],
)
def test_each_verb_is_told_in_words(story: Story, step: str, says: str):
    """What moved, was called off, merged or withdrawn; and the fact that did it, with its reason."""
    before, after = story.around(step)
    assert says.format(after) in run("diff", "--from", before, "--to", after).out


def test_nothing_changed_says_so(story: Story):
    """In words; as JSON an empty list; and the command has done its work."""
    end = story.ends["withdrawn"]
    answer = run("diff", "--from", end)
    assert (answer.code, answer.out) == (0, "nothing changed\n")
    assert run("diff", "--from", end, "--format", "json").out == "[]\n"
    assert run("diff", "--from", end, "--format", "jsonl").out == ""
    assert run("diff", "talks-3", "--from", story.ends["beginning"]).out == "nothing changed\n"


def test_until_the_present_unless_told_otherwise(story: Story):
    """Without --to, everything since."""
    out = run("diff", "--from", story.ends["beginning"]).out
    for name in ("talks-1", "signing-doha", "pact-accounts", "visit-riyadh", "j-roe", "wire"):
        assert re.search(rf"^\w+ {name}: ", out, re.M), name
    assert "talks-3" not in out


def test_of_one_item_it_tells_nothing_else(story: Story):
    """By its id, or KIND:ID."""
    before, after = story.ends["beginning"], story.ends["withdrawn"]
    for name in ("visit-riyadh", "engagement:visit-riyadh"):
        (difference,) = run("diff", name, "--from", before, "--to", after, "--format", "json").json
        assert (difference["item"], difference["id"]) == ("engagement", "visit-riyadh")
        changed = {change["field"]: (change["old"], change["new"]) for change in difference["changes"]}
        assert changed["status"] == ("scheduled", "cancelled")
        assert [when["edtf"] for when in changed["when"]] == ["2024-06-10", "2024-07-01"]
        assert set(changed) == {"status", "when"}
    (source,) = run("diff", "source:wire", "--from", before, "--format", "json").json
    assert source["retracted"]["reason"]["ar"] == "تزوير"


@pytest.mark.parametrize(
    ("since", "until"),
    [("2025-11-01T12:30Z", "2025-11-01T13:30Z"), ("2025-11-01T15:30+03:00", "2025-11-01T13:26:40Z"), ("28", "29")],
)
def test_moments_are_positions_instants_or_days(story: Story, since: str, until: str):
    """Whichever way a moment is written, the correction lies between these."""
    assert story.around("corrected") == (28, 29)
    (difference,) = run("diff", "--from", since, "--to", until, "--format", "json").json
    assert difference["id"] == "talks-1"


def test_a_day_means_its_end(story: Story):
    """From the end of one day to the end of another."""
    whole = run("diff", "--from", 0, "--format", "json").json
    assert run("diff", "--from", "2025-10", "--to", "2025-11-01", "--format", "json").json == whole
    assert run("diff", "--from", "2025-11-01").out == "nothing changed\n"
    assert run("diff", "--from", "2025-09", "--to", "2025-10-31").out == "nothing changed\n"


def test_as_json_every_key_is_there(story: Story):
    """One object an item; JSON Lines has one a line."""
    before = story.ends["beginning"]
    listed = run("diff", "--from", before, "--format", "json").json
    assert all(set(difference) == DIFFERENCE_KEYS for difference in listed)
    assert len(run("diff", "--from", before, "--format", "jsonl").out.splitlines()) == len(listed)
    (difference,) = found(story, "corrected")
    assert difference["label"] == {"en": "First talks", "ar": "المحادثات الأولى", "differs": None}
    (change,) = difference["changes"]
    assert (change["field"], change["old"]["edtf"], change["new"]["edtf"]) == ("when", "2022-03-01", "2022-03-02")
    (fact,) = difference["facts"]
    assert (fact["type"], fact["cause"], fact["why"]["en"]) == (
        "engagement.amended",
        "correction",
        "the ministry mistook the day",
    )


def test_below_full_clearance_no_position_is_told_or_taken(story: Story):
    """It would count facts that may be hidden; a day or an instant does not."""
    answer = run("diff", "--clearance", "PUBLIC", "--from", "1")
    assert (answer.code, answer.out) == (3, "")
    public = run("diff", "--clearance", "PUBLIC", "--from", "2025-11-01T12:30Z", "--format", "json").json
    assert {fact["position"] for difference in public for fact in difference["facts"]} == {None}
    assert "at position" not in run("diff", "--clearance", "PUBLIC", "--from", "2025-11-01T12:30Z").out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--from", "30", "--to", "20"], 3, "--to is before --from"),
        (["--from", "2025-11-01T15:00Z", "--to", "2025-11-01T13:00Z"], 3, "--to is before --from"),
        (["--from", "9999"], 3, "the log ends at position"),
        (["talks-12", "--from", "1"], 3, "did you mean talks-1?"),
        (["zzzz", "--from", "1"], 3, "nothing recorded is called 'zzzz'"),
        ([], 2, "Missing option '--from'"),
        (["--from", "yesterday"], 2, "is no moment"),
        (["--from", "1", "--to", "tomorrow"], 2, "is no moment"),
        (["a\x1bb", "--from", "1"], 2, "holds what no id holds"),
        (["--from", "1", "--format", "csv"], 2, "csv"),
    ],
    ids=lambda part: ascii(part)[:40],
)
def test_what_cannot_be_compared_is_refused(arguments: list[str], code: int, says: str):
    """With a hint, and nothing printed."""
    answer = run("diff", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert says in answer.err
