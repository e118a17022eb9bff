"""What was promised, reported and asserted in the bundled record, and on whose word."""

from collections import Counter

from ctcalendar.app import App
from recorded import ask, entry, everything, item, register

HEDGED = {
    # observers anticipate; likely prioritised; not mentioned but understood; will likely include; remains to be seen
    "doha-security-rewrite": [(1823, 2342), (2586, 2862), (3988, 4354)],
    "ct-review-2018": [(1157, 1272)],  # what expertise the one side could share
}
"""Document -> where in its text it expects, supposes or hopes (code points)."""


def test_nine_things_were_undertaken(record: App):
    """Five in the MOU, among them periodic meetings and deadlines to be set at them; four at dialogues."""
    promises = register(record, "commitment")
    assert Counter(one["form"] for one in promises.values()) == {
        "cooperation": 7,
        "periodic-meetings": 1,
        "deadline-setting": 1,
    }
    bound = Counter(one["instrument"] or one["engagement"] for one in promises.values())
    assert bound == {
        "us-qatar-ct-mou": 5,
        "us-qatar-ct-dialogue-1": 1,
        "us-qatar-ct-dialogue-2": 2,
        "qatar-unoct-dialogue-4": 1,
    }
    assert len(item(record, "us-qatar-ct-mou")["commitments"]) == 5


def test_hedged_sentences_are_no_commitments(record: App):
    """What is only expected binds nobody: no commitment, report or deadline rests on such words."""
    rows = ask(record, "SELECT subject, source, locator FROM citation WHERE NOW AND locator IS NOT NULL")
    for subject, source, locator in rows:
        start, end = map(int, locator.removeprefix("char=").split(","))
        within = any(first <= start and end <= last for first, last in HEDGED.get(source, ()))
        assert not (within and subject.startswith(("commitment:", "instrument:"))), (subject, locator)
    binding = {one["source"] for promise in register(record, "commitment").values() for one in promise["citations"]}
    assert "doha-security-rewrite" not in binding
    says = {one.id for one in entry(record, "us-qatar-ct-dialogue-1").says}
    assert "will-deepen" in says  # "will deepen further" is asserted, by the ministry that says so


def test_no_deadline_is_on_record_and_none_is_made_up(record: App):
    """Deadlines were to be set at the meetings; which ones were, no document tells."""
    assert [deadline for one in register(record, "commitment").values() for deadline in one["deadlines"]] == []


def test_what_is_asserted_is_attributed(record: App):
    """Every assertion says who makes it; what only the page says is the document's."""
    by = {
        (one["id"], assertion["id"]): assertion["by"]
        for one in everything(record)
        if one["item"] == "engagement"
        for assertion in one["says"]
    }
    assert all(by.values())
    assert by["tillerson-mbar-press-conference-2017-07", "first-of-its-kind"] == "mohamed-al-thani"
    assert by["ansari-statement-2017-09-18", "first-and-only"] == "abdulaziz-al-ansari"
    assert by["qatar-unoct-dialogue-4", "second-largest-contributor"] == "document"
    assert by["us-qatar-ct-dialogue-2", "big-progress"] == "alina-romanowski"
    known = {one["id"] for one in everything(record)} | {"QA", "US", "document"}
    assert set(by.values()) <= known


def test_every_assertion_has_the_words_that_say_so(record: App):
    """Under its own path, so that none borrows another's evidence."""
    for one in everything(record):
        proved = {claim["field"] for claim in one["claims"]}
        for assertion in one.get("says", ()):
            assert f"says.{assertion['id']}" in proved, (one["id"], assertion["id"])


def test_what_is_told_at_second_hand_says_by_whom(record: App):
    """Promises that one side recounts carry its name."""
    told = {name: one["told_by"] for name, one in register(record, "commitment").items()}
    assert told["mou-periodic-meetings"] == told["mou-set-deadlines"] == "abdulaziz-al-ansari"
    assert told["mou-information-sharing"] == "us-state"
    assert told["d2-standards"] == "abdulaziz-al-ansari"
    assert told["d2-next-steps"] is None


def test_an_assumption_is_called_one(record: App):
    """That the dialogues are the promised meetings, and how often they should be, is assumed, with reasons."""
    series = register(record, "series")["us-qatar-ct-dialogue"]
    assert (series["mandate"]["commitment"], series["mandate"]["basis"]) == ("mou-periodic-meetings", "assumption")
    assert (series["cadence"]["every"], series["cadence"]["basis"]) == ("10 months", "assumption")
    assert "301 days" in series["cadence"]["reason"]["en"]
    assert "301" in series["cadence"]["reason"]["ar"]
    assert register(record, "series")["qatar-unoct-dialogue"]["cadence"] is None


def test_four_instruments_and_how_they_hang_together(record: App):
    """The plan for 2018 carries out the MOU; letter and statement were signed on one occasion."""
    instruments = register(record, "instrument")
    assert {name: one["kind"] for name, one in instruments.items()} == {
        "us-qatar-ct-mou": "memorandum-of-understanding",
        "ct-plan-2018": "plan",
        "moi-dhs-letter-of-intent": "letter-of-intent",
        "moi-dhs-joint-statement": "joint-statement",
    }
    assert instruments["ct-plan-2018"]["related"] == [{"how": "implements", "instrument": "us-qatar-ct-mou"}]
    assert instruments["ct-plan-2018"]["progress"] == "in-progress"
    assert {instruments[name]["signed_at"] for name in instruments if name.startswith("moi-")} == {
        "qatar-us-security-signing"
    }
    assert len(instruments["us-qatar-ct-mou"]["objectives"]) == 5
    assert instruments["moi-dhs-joint-statement"]["progress"] is None
