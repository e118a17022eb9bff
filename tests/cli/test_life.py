"""show --history: the life of one item, fact by fact, as text and as JSON."""

from pathlib import Path

import pytest

from ctcalendar.cli.life import DEEDS
from ctcalendar.domain.registry import EVENTS
from doors import run
from telling import Story, begun, story

__all__ = ["begun", "story"]

STEP_KEYS = set(
    """type recorded_at cause reason note position why recorded_by recorded changes disputed settled retracted
    reinstated citations""".split()
)


@pytest.fixture(autouse=True)
def _of_the_whole_story(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", story.url)


def life(*arguments: object) -> list[dict]:
    """The facts of an item's life."""
    return run("show", *arguments, "--history", "--format", "json").json


def test_a_life_tells_each_fact_with_what_it_changed_why_and_on_whose_word():
    """Oldest first: recorded with all its fields, corrected from old to new, added to by another source."""
    assert run("show", "talks-1", "--history").out == (
        "engagement talks-1: First talks / المحادثات الأولى\n"
        "\n"
        "1  2025-11-01T12:26:40Z  took place (engagement.held, position 23, by local)\n"
        "   kind: dialogue\n"
        "   status: held\n"
        "   title: First talks / المحادثات الأولى\n"
        "   when: 2022-03-01\n"
        "   parties: QA, US\n"
        "   participants: QA head, omar-ali, US head, jane-roe\n"
        "   series: talks, number 1\n"
        "   topics: charities\n"
        "   - “the first talks” note for when, series\n"
        "\n"
        "2  2025-11-01T13:26:40Z  corrected: it was wrong (engagement.amended, position 29, by local)\n"
        "   when: from 2022-03-01 to 2022-03-02\n"
        "   why: the ministry mistook the day / أخطأت الوزارة في اليوم\n"
        "   - “on 2 March” wire (retracted) for when\n"
        "\n"
        "3  2025-11-01T14:26:40Z  another source says so too (engagement.corroborated, position 30, by local)\n"
        "   participants.US: now A clerk, US member\n"
        "   places.1: now Washington / واشنطن, US\n"
        "   note: the wire names the town\n"
        "   - “held in Washington” wire (retracted) for places, participants\n"
    )


def test_in_arabic_the_words_of_the_program_are_arabic():
    """What a fact did, from what to what, why; ids and fields stay as the record spells them."""
    out = run("show", "talks-1", "--history", "--lang", "ar").out
    assert "2  2025-11-01T13:26:40Z  صُحّح: كان خطأً (engagement.amended, الموضع 29, سجّله local)\n" in out
    assert "   when: من 2022-03-01 إلى 2022-03-02\n   السبب: the ministry mistook the day" in out
    assert "   - “on 2 March” wire (سُحب) عن when\n" in out


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("signing-doha", "disputed: when: 2024-03-04 against 2024-03-05 (preferred by an analyst); the two cannot"),
        ("signing-doha", "settled: when: 2024-03-05; the text of the pact says so / هكذا يقول نص الميثاق"),
        ("visit-doha-again", "retracted as a duplicate of visit-doha: the same visit"),
        ("visit-doha-again", "   reinstated\n   why: it was another"),
        (
            "visit-riyadh",
            "moved to another time (engagement.rescheduled, position 39, by local)\n   when: from 2024-06",
        ),
        ("visit-riyadh", "status: from scheduled to cancelled\n   why: a storm / عاصفة"),
        ("person:j-roe", "merged_into: now jane-roe\n   why: one signature"),
        ("source:wire", "retracted: a forgery / تزوير"),
        ("pact-accounts", "reports.roe-late: now roe-late: complete, says jane-roe (2024-12-20)"),
        ("pact-accounts", "disputed: progress: ministry-2024 against roe-late; the ministry says that they are not"),
    ],
)
def test_each_thing_that_can_happen_to_an_item_is_told(name: str, says: str):
    """Disputes opened and settled, retracted and taken back, moved and called off, merged, reported on."""
    assert says in run("show", name, "--history").out


def test_every_kind_of_fact_has_words_in_both_languages():
    """A type of fact that is added is told of in the life of an item, in both."""
    assert {kind.name.partition(".")[2] for kind in EVENTS} == set(DEEDS)
    assert all(english and arabic and not arabic.isascii() for english, arabic in DEEDS.values())


def test_as_json_each_fact_is_an_object_with_every_key():
    """What it changed is machine-readable: the field, the old and the new value."""
    recorded, corrected, _ = life("talks-1")
    assert set(recorded) == set(corrected) == STEP_KEYS
    assert (recorded["recorded"], corrected["recorded"]) == (True, False)
    (change,) = corrected["changes"]
    assert (change["field"], change["old"]["edtf"], change["new"]["edtf"]) == ("when", "2022-03-01", "2022-03-02")
    (citation,) = corrected["citations"]
    assert (citation["source"], citation["quote"], citation["supports"]) == ("wire", "on 2 March", ["when"])


def test_a_life_until_a_moment_ends_there(story: Story):
    """What was recorded later had not happened to it yet, and the source that was withdrawn later stood."""
    then = life("talks-1", "--as-of", story.ends["corrected"])
    assert [fact["type"] for fact in then] == ["engagement.held", "engagement.amended"]
    assert then[1]["citations"][0]["retracted"] is False
    assert run("show", "talks-1", "--history", "--as-of", "0").code == 3


def test_below_full_clearance_nobody_is_told_who_recorded_it_or_where():
    """Positions would count what is hidden; who recorded it is for those who hold everything."""
    public = life("talks-1", "--clearance", "PUBLIC")
    assert {(fact["position"], fact["recorded_by"]) for fact in public} == {(None, None)}
    assert [fact["changes"] for fact in public] == [fact["changes"] for fact in life("talks-1")]
    assert "position" not in run("show", "talks-1", "--history", "--clearance", "PUBLIC").out


def test_a_register_shows_the_life_of_its_items_too():
    """`series show ID --history` is `show series:ID --history`."""
    of_register = run("series", "show", "talks", "--history").out
    assert of_register == run("show", "series:talks", "--history").out
    assert "its cadence was set" in of_register


_RECLASSIFIED = """\
sources: [{id: note, kind: other}]
people:
- {id: jane, classification: PRIVATE, names: {en: Jane}, citations: [{source: note}]}
"""


def test_a_reclassification_tells_nobody_of_a_level_above_their_own(calendar: Path, monkeypatch: pytest.MonkeyPatch):
    """What was PRIVATE is public now: the public reads that it was reclassified, and not from what."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{calendar}/calendar.sqlite")
    (calendar / "jane.yaml").write_text(_RECLASSIFIED)
    assert run("record", "jane.yaml").code == 0
    for level in ("CONFIDENTIAL", "PUBLIC"):
        assert run("reclassify", "person:jane", "--to", level, "--reason", "as decided", "--source", "note").code == 0
    full, private, public = (life("person:jane", "--clearance", one) for one in ("CONFIDENTIAL", "PRIVATE", "PUBLIC"))
    levels = [[(one["old"], one["new"]) for one in fact["changes"]] for fact in full[1:]]
    assert levels == [[("PRIVATE", "CONFIDENTIAL")], [("CONFIDENTIAL", "PUBLIC")]]
    assert [fact["changes"] for fact in (*private[1:], *public[1:])] == [[], [], [], []]
    assert "classification: from PRIVATE to CONFIDENTIAL" in run("show", "person:jane", "--history").out
