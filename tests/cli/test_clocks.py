"""The three clocks on the command line: when it happened, when it was public, when it was recorded; in combination."""

import pytest

from doors import run
from telling import Story, begun, story

__all__ = ["begun", "story"]

LISTS = ("history", "series", "commitments", "people", "organisations", "sources", "instruments")


@pytest.fixture(autouse=True)
def _of_the_whole_story(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", story.url)


def ids(*arguments: object) -> list[str]:
    """The ids that a list finds."""
    return [one["id"] for one in run(*arguments, "--format", "json").json]


@pytest.mark.parametrize(
    ("register", "option", "found"),
    [
        ("sources", "--since=2024-03-06", ["wire"]),
        ("sources", "--until=2024-03-05", ["note"]),
        ("people", "--since=2024", ["j-roe", "jane-roe"]),
        ("people", "--until=2022", ["jane-roe", "omar-ali"]),
        ("organisations", "--since=2024", ["bureau"]),
        ("organisations", "--until=2023", []),
        ("series", "--since=2024", ["talks"]),
        ("series", "--since=2024-03", []),
        ("instruments", "--since=2024-03-05", ["pact"]),
        ("instruments", "--until=2024-03-04", []),
        ("commitments", "--since=2024-12-31", ["pact-accounts"]),
        ("commitments", "--until=2024-12-30", []),
    ],
)
def test_a_register_is_asked_when_its_items_happened(register: str, option: str, found: list[str]):
    """A source by its publication, a deadline by its last day, an instrument by its signing, others by engagements.

    The person under whom another is counted was where the other was; a dispute that was settled moved the signing.
    """
    assert ids(register, "--retracted", option) == found


def test_what_only_a_later_source_tells_was_not_public(story: Story):
    """The wire came a day after the note: what it alone proves is left out, and what it adds is not told."""
    assert ids("people", "--published-by", "2024-03-05") == ["jane-roe", "omar-ali"]
    (roe,) = run("people", "--published-by", "2024-03", "--format", "json").json[1:2]
    assert ids("people", "--published-by", "2024-03") == ["j-roe", "jane-roe", "omar-ali"]
    assert {claim["source"] for claim in roe["claims"]} == {"note", "wire"}
    (early,) = run("people", "--published-by", "2024-03-05", "--format", "json").json[:1]
    assert {claim["source"] for claim in early["claims"]} == {"note"}
    assert (early["engagements"], roe["engagements"]) == (["talks-1"], ["talks-1", "talks-3"])


def test_what_is_counted_of_others_is_cut_by_the_same_day():
    """Of the series one meeting was public then: nothing seems to be missing, and the next is reckoned from it."""
    (early,) = run("series", "--published-by", "2024-03-05", "--format", "json").json
    (later,) = run("series", "--published-by", "2024-03-06", "--format", "json").json
    assert [meeting["id"] for meeting in early["meetings"]] == ["talks-1"]
    assert (early["missing"], early["next_ordinal"], early["expected"]["on"]) == ([], 2, "2023-03-02")
    assert (later["missing"], later["next_ordinal"]) == ([2], 4)
    assert run("organisations", "--published-by", "2024-03-05", "--format", "json").json[0]["engagements"] == []


def test_what_no_dated_source_tells_of_is_left_out_and_counted():
    """Topics rest on no source here; the note goes to standard error, so that a pipe has the list alone."""
    answer = run("topics", "--published-by", "2030", "--format", "json")
    assert (answer.out, answer.err) == (
        "[]\n",
        "note: 2 left out: no source of theirs says when it was published\n",
    )
    assert run("sources", "--published-by", "2030").err == ""


@pytest.mark.parametrize("command", LISTS)
def test_every_list_takes_all_three_clocks_at_once(story: Story, command: str):
    """Nothing but the beginning had been recorded; each clock narrows what the others leave."""
    clocks = {"--since": "2022", "--until": "2025", "--published-by": "2024-03-06", "--as-of": story.ends["beginning"]}
    given = [part for option in clocks.items() for part in option]
    whole = set(ids(command, *given))
    assert whole
    nothing = {"--since": "2025-12-31", "--until": "2022-01-01", "--published-by": "2024-03-04", "--as-of": 0}
    for option, value in nothing.items():
        narrowed = [part for one in (clocks | {option: value}).items() for part in one]
        assert ids(command, *narrowed) == [], option


def test_clocks_differ_on_what_was_settled_later(story: Story):
    """The day of the signing moved: as recorded then it was on the fourth, and so it happened then."""
    before = ("--as-of", story.ends["disputed"])
    assert (ids("instruments", "--until", "2024-03-04", *before), ids("instruments", "--until", "2024-03-04")) == (
        ["pact"],
        [],
    )


def test_one_item_is_told_as_far_as_it_was_public():
    """Its values are not resolved anew; the claims and citations of the wire are not told."""
    early = run("show", "talks-1", "--published-by", "2024-03-05", "--format", "json").json
    assert {citation["source"] for citation in early["citations"]} == {"note"}
    assert early["when"]["edtf"] == "2022-03-02"
    (listed,) = (one for one in run("history", "--published-by", "2024-03-05", "--format", "json").json[:1])
    assert listed == early
    assert "wire" not in run("show", "person:jane-roe", "--published-by", "2024-03-05").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "talks-3", "--published-by", "2024-03-05"], "hint: it was by 2024-03-06"),
        (["show", "topic:finance", "--published-by", "2030"], "hint: none of them does"),
        (["people", "show", "j-roe", "--published-by", "2024"], None),
        (["people", "show", "j-roe", "--published-by", "2023"], "j-roe was not public by 2023-12-31"),
    ],
)
def test_an_item_that_was_not_public_is_refused_with_the_day_on_which_it_was(arguments: list[str], says: str | None):
    """Exit 3; a year means its last day."""
    answer = run(*arguments)
    assert answer.code == (3 if says else 0)
    assert (says or "") in answer.err


def test_what_changed_is_asked_by_the_other_clocks_too(story: Story):
    """Of what happened then, and as far as was public at both moments; the two moments are its as-of."""
    since = ("diff", "--from", story.ends["beginning"])
    assert {"talks-1", "jane-roe"} <= set(ids(*since, "--until", "2023"))
    assert "signing-doha" not in ids(*since, "--until", "2023")
    (talks,) = run(*since, "--until", "2023", "--published-by", "2024-03-05", "--format", "json").json[-1:]
    assert (talks["id"], talks["sources"]) == ("talks-1", [])
    assert "j-roe" not in ids(*since, "--published-by", "2024-03-05")
    assert run("diff", "--from", 0, "--published-by", "2030").err.startswith("note: 2 left out")


def test_an_agenda_and_an_audit_are_asked_of_days():
    """What is due on those days, and findings on what happened then."""
    agenda = ("agenda", "--on", "2024-12-01", "--format", "json")
    assert [one["on"] for one in run(*agenda, "--until", "2025").json] == ["2024-12-31", "2025-02-20"]
    (due,) = run(*agenda, "--since", "P1D", "--until", "P30D").json
    assert due["subject"] == "commitment:pact-accounts.by-december.complete"
    subjects = {one["subject"] for one in run("audit", "--until", "2023", "--format", "json").json}
    assert subjects < {one["subject"] for one in run("audit", "--format", "json").json}
    assert "commitment:pact-accounts" not in subjects


def test_an_agenda_is_reckoned_from_what_was_public():
    """The third talks were made public a day later: until then the next were a year after the first, and overdue."""
    agenda = ("agenda", "--on", "2024-03-08", "--days", 800, "--format", "json", "--published-by")
    early, later = ({one["what"]: one for one in run(*agenda, day).json} for day in ("2024-03-05", "2024-03-06"))
    assert (early["expected"]["on"], later["expected"]["on"]) == ("2023-03-02", "2025-02-20")
    assert (early["expected"]["number"], later["expected"]["number"]) == (2, 4)
    assert {cited["source"] for one in early.values() for cited in one["citations"]} == {"note"}
    assert run(*agenda, "2024-03-04").json == []


def test_an_audit_tells_of_what_was_public():
    """That a number is missing shows once the third talks are public; before, nothing found tells of them."""
    audit = ("audit", "--format", "json", "--published-by")
    early, later, all_of_it = (run(*audit, day).json for day in ("2024-03-05", "2024-03-06", "2030"))
    assert early
    assert len(early) < len(later) <= len(all_of_it)
    assert {one["subject"] for one in later} - {one["subject"] for one in early}
    assert not {told["source"] for one in early for told in one["evidence"]} & {"wire"}
    assert not [one for one in early if "talks-3" in str(one) or "j-roe" in str(one)]
    assert run(*audit, "2024-03-04").json == []


def test_a_life_is_of_the_facts_that_a_public_source_tells():
    """The correction came with the wire: a day before that nobody could read of it. A source speaks for itself."""
    life = ("show", "talks-1", "--history", "--format", "json", "--published-by")
    early, later = (run(*life, day).json for day in ("2024-03-05", "2024-03-06"))
    assert [one["type"] for one in early] == ["engagement.held"]
    assert [one["type"] for one in later][:2] == ["engagement.held", "engagement.amended"]
    assert {cited["source"] for one in early for cited in one["citations"]} == {"note"}
    assert "was not public by 2024-03-04" in run(*life, "2024-03-04").err
    source = run("show", "source:note", "--history", "--format", "json", "--published-by", "2024-03-05")
    assert [one["type"] for one in source.json][:1] == ["source.registered"]


def test_the_log_is_asked_by_every_clock(story: Story):
    """Facts up to a position; of items that happened then; of items that were public then; and all at once."""
    log = ("log", "--format", "json")
    beginning = story.ends["beginning"]
    assert run(*log, "--as-of", beginning).json == run(*log, "--limit", beginning).json
    early = {one["stream"] for one in run(*log, "--until", "2022-12-31").json}
    assert {"engagement:talks-1", "series:talks"} <= early
    assert "engagement:talks-3" not in early
    assert "engagement:talks-3" not in {one["stream"] for one in run(*log, "--published-by", "2024-03-05").json}
    assert "topic:finance" not in {one["stream"] for one in run(*log, "--published-by", "2030").json}
    first = ("--since", "2022", "--until", "2022", "--published-by", "2024-03-05", "--stream", "engagement:talks-1")
    assert [one["type"] for one in run(*log, *first, "--as-of", beginning).json] == ["engagement.held"]
    assert len(run(*log, *first).json) > 1
    assert len(run(*log, *first, "--limit", 1).json) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "talks-1", "--since", "2024"], "--since is not asked of show: one item is asked for by its id"),
        (["people", "show", "jane-roe", "--until", "2024"], "--until is not asked of show"),
        (["topics", "--since", "2024"], "--since is not asked of topics: topics are headings"),
        (["diff", "--from", "1", "--as-of", "2"], "--as-of is not asked of diff: it compares"),
        (["show", "talks-1", "--format", "dossier", "--published-by", "2024"], "does not go with --format dossier"),
        (["people", "--since", "2024", "show", "jane-roe"], "options of the list stand before show"),
        (["people", "--published-by", "today"], "published_by: 'today' is no day"),
        (["people", "--since", "2024-02-30"], "since: "),
        (["series", "--as-of", "yesterday"], "--as-of: 'yesterday' is no moment"),
    ],
)
def test_a_clock_that_cannot_be_asked_is_refused_with_the_reason(arguments: list[str], says: str):
    """Exit 2, nothing printed, and why."""
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err


@pytest.mark.parametrize("command", [*LISTS, "topics", "show", "diff", "agenda", "audit", "log"])
def test_help_tells_of_every_clock_or_why_it_is_not_asked(command: str):
    """An option that is there is listed; one that is refused is named in the text, but for days of a single item."""
    told = run(command, "--help").out
    for option in ("--since", "--until", "--published-by", "--as-of"):
        if (command, option) not in {("show", "--since"), ("show", "--until"), ("diff", "--as-of")}:
            assert option in told, option
