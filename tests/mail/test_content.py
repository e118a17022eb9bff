"""What is in a digest: what was recorded since the last one, each in its part, and the agenda as it stands."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.mail.content import SHOWN
from ctcalendar.mail.items import Items
from ctcalendar.mail.message import assembled
from mail.digests import (
    FULL,
    NOTE,
    PRIVATE,
    PUBLIC,
    amended,
    announced,
    begin,
    body,
    commitment,
    digest,
    disputed,
    envelope,
    instrument,
    item,
    lines,
    quotes,
    said,
    series,
    tell,
    told,
    visit,
)
from views.databases import PostgresDatabases, SqliteDatabases
from views.ledger import reading

ENTRIES = ("due", "coming")


def test_a_visit_recorded_is_told_with_the_words_behind_it(app: App):
    """When, where, who, in the language of the mail, with the quotes of that language first, and a page to read on."""
    after = begin(app)
    tell(app, engagements=[visit()])
    found = digest(app, after=after)
    assert told(found) == {"recorded": ["visit"]}
    assert lines(found, "visit") == {
        "When": "1 March 2025",
        "Where": "Doha",
        "Parties": "Qatar, France",
        "Title in Arabic": "زيارة مدير الميناء",
    }
    source = "Harbour note, 2 March 2025"
    assert quotes(found, "visit") == [("“met in the harbour office”", source), ("«التقيا في مكتب الميناء»", source)]
    one = item(found, "visit")
    assert (one.title, one.tag, one.page) == ("Visit of the harbour master", "Visit", "engagements/visit")
    assert one.why.startswith("engagement.held, recorded 2025-11-01T")


def test_the_same_in_arabic(app: App):
    """Days with the months of the Gulf, the comma of the language, quotes in Arabic first."""
    after = begin(app)
    tell(app, engagements=[visit()])
    found = digest(app, after=after, language="ar")
    assert lines(found, "visit") == {
        "التاريخ": "1 مارس 2025",
        "المكان": "الدوحة",
        "الأطراف": "قطر، فرنسا",
        "العنوان بالإنجليزية": "Visit of the harbour master",
    }
    assert [text for text, _ in quotes(found, "visit")] == ["«التقيا في مكتب الميناء»", "“met in the harbour office”"]
    assert item(found, "visit").title == "زيارة مدير الميناء"


def test_what_was_told_is_told_no_more(app: App):
    """The next window begins where the last one ended; with nothing in it there is nothing to say."""
    begin(app)
    end = tell(app, engagements=[visit()])
    found = digest(app, after=end)
    assert found.is_empty
    assert found.sections == ()


def test_a_correction_says_what_was_what_is_and_why(app: App):
    """With the words of the source that says so, not those of the others."""
    begin(app)
    after = tell(app, engagements=[visit()])
    tell(app, amendments=amended("visit", when={"edtf": "2025-03-02"}))
    found = digest(app, after=after)
    assert told(found) == {"corrected": ["visit"]}
    assert lines(found, "visit") == {
        "When": "was 1 March 2025, is now 2 March 2025",
        "Corrected on 1 November 2025": "a slip",
    }
    assert quotes(found, "visit") == [("“it was the second of March”", "The wire")]


def test_a_correction_in_arabic(app: App):
    """Old and new value, and why, in Arabic."""
    begin(app)
    after = tell(app, engagements=[visit()])
    tell(app, amendments=amended("visit", {"en": "a slip", "ar": "سهو"}, when={"edtf": "2025-03-02"}))
    assert lines(digest(app, after=after, language="ar"), "visit") == {
        "التاريخ": "كان: 1 مارس 2025؛ والآن: 2 مارس 2025",
        "صُحّح في 1 نوفمبر 2025": "سهو",
    }


def test_the_day_of_a_correction_is_that_of_the_subscriber(app: App, clock: Clock):
    """At half past twelve in UTC it is the next day on Kiritimati."""
    begin(app)
    after = tell(app, engagements=[visit()])
    tell(app, amendments=amended("visit", when={"edtf": "2025-03-02"}))
    assert "Corrected on 2 November 2025" in lines(digest(app, after=after, zone="Pacific/Kiritimati"), "visit")


def test_a_dispute_is_told_when_it_is_opened_and_when_it_is_settled(app: App):
    """Both values, why; then which was right, and why."""
    begin(app)
    first = tell(app, engagements=[visit()])
    second = tell(app, disputes=disputed())
    value = {"edtf": "2025-03-04"}
    tell(app, settlements=said("visit", dispute="visit-day", value=value))
    opened, settled = digest(app, after=first, upto=second), digest(app, after=second)
    assert told(opened) == told(settled) == {"disputed": ["visit"]}
    assert lines(opened, "visit") == {
        "When": "1 March 2025",
        "In dispute": "When: 1 March 2025 against 4 March 2025; the wire has another day",
    }
    assert lines(settled, "visit")["Dispute settled"] == "4 March 2025; a storm"
    assert lines(settled, "visit")["When"] == "was 1 March 2025, is now 4 March 2025"


def test_what_is_disputed_as_soon_as_it_is_recorded_is_told_once(app: App):
    """As new, with the dispute; to who wants disputes alone, as a dispute."""
    after = begin(app)
    tell(app, engagements=[visit()], disputes=disputed())
    assert told(digest(app, after=after)) == {"recorded": ["visit"]}
    assert "against 4 March" in lines(digest(app, after=after), "visit")["In dispute"]
    assert told(digest(app, after=after, sections=("disputed",))) == {"disputed": ["visit"]}


def test_what_is_called_off_is_told_with_the_reason(app: App):
    """Also to who was told of it under other terms."""
    begin(app)
    after = tell(app, engagements=[announced("2026-03-01")])
    tell(app, cancellations=said("next"))
    found = digest(app, after=after)
    assert told(found) == {"cancelled": ["next"]}
    assert lines(found, "next") == {
        "When": "1 March 2026",
        "Status": "was announced, is now cancelled",
        "Called off on 1 November 2025": "a storm",
    }
    assert told(digest(app, after=after, asked={"status": ("scheduled",)})) == {"cancelled": ["next"]}


def test_what_is_called_off_and_announced_again_was_moved(app: App):
    """It is not told as called off."""
    begin(app)
    after = tell(app, engagements=[announced("2026-03-01")])
    tell(app, cancellations=said("next"))
    tell(app, reschedules=said("next", when={"edtf": "2026-04-01"}))
    found = digest(app, after=after)
    assert told(found) == {"corrected": ["next"]}
    assert lines(found, "next")["When"] == "was 1 March 2026, is now 1 April 2026"


def test_what_is_withdrawn_is_told(app: App):
    """With why, and of what it is a duplicate."""
    begin(app)
    after = tell(app, engagements=[visit(), visit("again")])
    tell(app, retractions=said("again", duplicate_of="visit"))
    found = digest(app, after=after)
    assert told(found)["cancelled"] == ["again"]
    assert lines(found, "again")["Withdrawn"] == "the same as visit; a storm"


def test_a_meeting_announced_and_then_held_is_news(app: App):
    """Not a correction: that it was announced was true."""
    begin(app)
    after = tell(app, engagements=[announced("2025-12-01")])
    tell(app, engagements=[announced("2025-12-01") | {"status": "held"}])
    found = digest(app, after=after, today="2025-12-02")
    assert told(found)["recorded"] == ["next"]
    assert lines(found, "next", "recorded")["Status"] == "was announced, is now held"


def test_another_source_is_named(app: App):
    """That says the same."""
    begin(app)
    after = tell(app, engagements=[visit()])
    cites = [{"source": "wire", "language": "en", "quote": "the harbour master came"}]
    tell(app, corroborations=[{"subject": "visit", "values": {"when": {"edtf": "2025-03-01"}}, "citations": cites}])
    found = digest(app, after=after)
    assert told(found) == {"recorded": ["visit"]}
    assert lines(found, "visit") == {"When": "1 March 2025", "Also said by": "The wire"}
    assert quotes(found, "visit") == [("“the harbour master came”", "The wire")]


def test_promises_are_told_with_their_deadlines_and_the_last_word(app: App):
    """A commitment as it is undertaken, then the report on it; when it is due, and once it is overdue."""
    begin(app)
    first = tell(app, engagements=[visit()])
    second = tell(app, commitments=[commitment()])
    text = {"en": "the quay stands", "ar": "الرصيف قائم"}
    report = {"id": "one", "status": "in-progress", "text": text, "by": ["QA"]}
    tell(app, reports=[{"subject": "open-port", "citations": NOTE, **report}])
    undertaken = digest(app, after=first, upto=second, today="2025-06-10")
    assert told(undertaken) == {"recorded": ["open-port"], "coming": ["open-port"]}
    assert lines(undertaken, "open-port", "recorded")["Deadline"] == "to be completed by 30 June 2025"
    reported = digest(app, after=second, today="2025-07-01")
    assert told(reported) == {"due": ["open-port"], "recorded": ["open-port"]}
    assert lines(reported, "open-port", "recorded") == {"Report": "in progress, Qatar; the quay stands (added)"}
    assert lines(reported, "open-port", "due") == {
        "Deadline": "to be completed by 30 June 2025",
        "Last word": "in progress",
        "Parties": "Qatar",
    }
    assert item(reported, "open-port", "due").tag == "overdue"


def test_series_and_instruments_are_told(app: App):
    """An established series with its cadence; what became of an instrument."""
    begin(app)
    first = tell(app, series=[series()], instruments=[instrument()])
    tell(app, statuses=said("accord", status="expired", on="2025-10-01"), suspensions=said("talks"))
    found = digest(app, upto=first, sections=("recorded",))
    assert told(found) == {"recorded": ["talks", "accord"]}
    assert lines(found, "talks") == {"Parties": "Qatar, France", "Cadence": "every year, stated"}
    later = digest(app, after=first)
    assert told(later) == {"corrected": ["talks", "accord"]}
    assert lines(later, "accord")["Status"] == "expired, 1 October 2025 (added)"
    assert "suspended" in lines(later, "talks")["Status"]


def test_the_agenda_is_told_by_what_is_most_urgent(app: App):
    """Overdue before due before to be announced; what is coming stands last, and far ahead is for another day."""
    begin(app)
    meetings = [announced("2026-01-01", "over"), announced("2026-01-09", "now"), announced("2026-02-01", "soon")]
    far = announced("2026-02-20", "far")
    after = tell(app, engagements=[visit(), *meetings, far], series=[series()], commitments=[commitment()])
    found = digest(app, after=after)
    assert told(found) == {"due": ["talks", "open-port", "over", "now"], "coming": ["soon"]}
    tags = [one.tag for one in found.sections[0].items]
    assert tags == ["overdue", "overdue", "overdue", "due"]
    assert lines(found, "over")["When"] == "announced for 1 January 2026; nobody has recorded whether it was held"
    assert lines(found, "talks")["When"].endswith("none is on record")
    assert item(found, "talks").title == "Talks on ports"
    assert "overdue" in item(found, "over").why


def test_nobody_is_told_once_more_what_is_overdue(app: App):
    """Until it comes to its next stage, or something is recorded."""
    begin(app)
    after = tell(app, engagements=[announced("2026-01-01", "over")])
    assert not digest(app, after=after, today="2026-01-09", since="2026-01-08").is_empty  # it is overdue since today
    assert digest(app, after=after, today="2026-01-10", since="2026-01-09").is_empty
    assert not digest(app, after=after, today="2026-01-10", since="2026-01-08").is_empty
    assert not digest(app, after=after, today="2026-01-10").is_empty  # the first there is
    tell(app, engagements=[visit()])
    found = digest(app, after=after, today="2026-01-10", since="2026-01-09")
    assert not found.is_empty
    assert told(found)["due"] == ["over"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"due": ["talks", "open-port"], "recorded": ["gulf", "visit", "open-port", "talks", "accord"]}),
        ({"party": ("SA",)}, {"recorded": ["gulf"]}),
        ({"party": ("FR",)}, {"due": ["talks"], "recorded": ["visit", "talks"]}),
        ({"place": ("QA",)}, {"recorded": ["gulf", "visit"]}),
        ({"series": ("talks",)}, {"due": ["talks"], "recorded": ["talks"]}),
        ({"instrument": ("accord",)}, {"recorded": ["accord"]}),
        ({"kind": ("dialogue",)}, {}),
        ({"since": "2026-01-01"}, {"due": ["talks", "open-port"], "recorded": ["open-port", "talks", "accord"]}),
        ({"since": "-P400D", "lang": "ar", "limit": 1}, None),
    ],
    ids=str,
)
def test_a_subscriber_is_told_of_what_the_filter_asks_for(
    app: App, asked: dict[str, Any], expected: dict[str, list[str]] | None
):
    """As in feeds: a term that says nothing of promises leaves them out; days are those of engagements."""
    after = begin(app)
    gulf = visit("gulf", parties=["QA", "SA"])
    tell(app, engagements=[visit(), gulf], series=[series()], commitments=[commitment()], instruments=[instrument()])
    found = told(digest(app, after=after, asked=asked))
    assert found == (told(digest(app, after=after)) if expected is None else expected)


def test_what_fitted_before_is_told_a_last_time(app: App):
    """Who follows France wants to know that it was not France."""
    begin(app)
    after = tell(app, engagements=[visit()])
    end = tell(app, amendments=amended("visit", parties=["QA", "SA"]))
    for code in ("FR", "SA"):
        assert told(digest(app, after=after, asked={"party": (code,)})) == {"corrected": ["visit"]}
    tell(app, amendments=amended("visit", when={"edtf": "2025-03-02"}))
    assert told(digest(app, after=end, asked={"party": ("FR",)})) == {}


def test_only_wanted_sections_are_told(app: App):
    """And what is in none of them is nothing to write for."""
    begin(app)
    after = tell(app, engagements=[visit(), announced("2026-01-20")])
    tell(app, amendments=amended("visit", when={"edtf": "2025-03-02"}))
    assert told(digest(app, after=after, sections=("coming", "corrected"))) == {
        "corrected": ["visit"],
        "coming": ["next"],
    }
    assert digest(app, after=after, sections=("disputed",)).is_empty


def test_registers_are_told_of_when_they_are_put_right_not_when_they_grow(app: App):
    """Who and what an entry names is told with it; a person corrected is told."""
    after = begin(app)
    person = {"id": "jane-roe", "names": {"en": "Jane Row"}, "citations": NOTE}
    end = tell(app, people=[person], topics=[{"id": "ports", "label": {"en": "Ports"}}])
    tell(app, amendments=amended("jane-roe", names={"en": "Jane Roe"}))
    assert digest(app, after=after, upto=end).is_empty
    found = digest(app, after=end)
    assert told(found) == {"corrected": ["jane-roe"]}
    assert lines(found, "jane-roe")["Name"] == "was Jane Row, is now Jane Roe"


def test_a_section_shows_so_many_and_counts_the_rest(app: App):
    """After a long absence nobody gets megabytes."""
    after = begin(app)
    tell(app, engagements=[visit(f"visit-{number}") for number in range(100, 120 + SHOWN)])
    found = digest(app, after=after)
    assert told(found) == {"recorded": [f"visit-{number}" for number in range(100, 100 + SHOWN)]}
    assert (found.sections[0].more, found.sections[0].number) == (20, 20 + SHOWN)
    assert len(found.entries) == SHOWN


@pytest.mark.postgres
def test_both_engines_tell_the_same(sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases):
    """Whatever is asked, of a window with everything in it."""
    found = []
    for databases in (sqlite_databases, postgres_databases):
        with databases.empty() as settings:
            app = App(settings, clock=Clock())
            after = begin(app)
            for sections in _story():
                tell(app, **sections)
            asked = ({}, {"party": ("FR",)}, {"series": ("talks",)}, {"instrument": ("accord",), "since": "2025"})
            found.append([digest(app, after=after, asked=one, language="ar") for one in asked])
    assert found[0] == found[1]
    assert all(one.sections for one in found[0])


def test_windows_tile_the_log(app: App):
    """However it is cut, each fact is told of in one digest."""
    marks = [begin(app), *(tell(app, **sections) for sections in _story())]
    whole = _facts(app, [0, marks[-1]])
    assert len(whole) > 10
    for cuts in (marks, range(marks[-1] + 1)):
        found = _facts(app, [0, *cuts])
        assert found == whole
        assert set(found.values()) == {1}


def _story() -> list[dict[str, Any]]:
    return [
        {"engagements": [visit(), announced("2026-03-01")], "instruments": [instrument()]},
        {"amendments": amended("visit", when={"edtf": "2025-03-02"}), "series": [series()]},
        {"disputes": disputed(), "cancellations": said("next"), "commitments": [commitment()]},
        {"statuses": said("accord", status="expired"), "retractions": said("next")},
        {"settlements": said("visit", dispute="visit-day", value=None), "reinstatements": said("next")},
    ]


def _facts(app: App, cuts: Sequence[int]) -> Counter[tuple[str, str]]:
    """The facts that consecutive digests tell of."""
    news = [
        one
        for after, upto in pairwise(cuts)
        for part in digest(app, after=after, upto=upto).sections
        if part.name not in ENTRIES
        for one in part.items
    ]
    return Counter((one.id, fact) for one in news for fact in one.why.split("; "))


def test_items_read_once_serve_every_digest(app: App):
    """For who asks for less as for who asks for all, in whatever order."""
    begin(app)
    parties = [{"id": "PORTS", "kind": "group", "names": {"en": "League of Ports"}, "citations": NOTE}]
    bound = commitment(parties=["QA", "PORTS"])
    after = tell(app, parties=parties, engagements=[visit(), announced("2026-01-20")], commitments=[bound])
    tell(app, series=[series()], instruments=[instrument()], disputes=disputed())
    with reading(app.settings) as reader:
        shared = Items(reader, PUBLIC, app.head()[0])
        for asked in ({"series": ("talks",)}, {"party": ("PORTS",)}, {}, {"party": ("FR",)}):
            for window in (after, 0):
                assert digest(app, after=window, asked=asked, items=shared) == digest(app, after=window, asked=asked)
    assert lines(digest(app), "open-port", "recorded")["Parties"] == "Qatar, League of Ports"


# -- clearance --------------------------------------------------------------------------------------------------------


def _copy(app: App, after: int, **wanted: Any) -> bytes:
    found = digest(app, after=after, **wanted)
    return assembled(body(found), envelope())


def test_no_byte_tells_of_what_is_above_the_clearance(sqlite_databases: SqliteDatabases):
    """Secret meetings, corrections, people and promises among the others: the mail is the same to the byte."""
    copies = []
    for is_told in (False, True):
        clock = Clock()
        with sqlite_databases.empty() as settings:
            app = App(settings, clock=clock)
            after = 0
            for number, (sections, secrets) in enumerate(zip(_public(), _secret(), strict=True)):
                clock.forward(days=1)
                end = tell(app, **sections)
                after = end if number == 1 else after
                clock.forward(seconds=60)
                if is_told:
                    tell(app, **secrets)
            copies.append([_copy(app, after, language=language) for language in ("en", "ar")])
            if is_told:
                assert len(told(digest(app, clearance=FULL))["recorded"]) > len(told(digest(app))["recorded"])
    assert copies[0] == copies[1]


def _public() -> list[dict[str, Any]]:
    note = {"id": "note", "kind": "other", "title": {"en": "Note"}, "languages": ["en"]}
    wire = {"id": "wire", "kind": "other", "title": {"en": "Wire"}, "languages": ["en"]}
    return [
        {"sources": [note, wire]},
        {"engagements": [visit(), announced("2026-01-20")], "series": [series()]},
        {"amendments": amended("visit", when={"edtf": "2025-03-02"}), "commitments": [commitment()]},
        {"disputes": disputed()},
    ]


def _secret() -> list[dict[str, Any]]:
    secret = {"classification": "PRIVATE"}
    source = {"id": "cable", "kind": "other", "title": {"en": "Cable"}, "languages": ["en"], **secret}
    cited = [{"source": "cable", "language": "en", "quote": "nobody shall know"}]
    return [
        {"sources": [source]},
        {
            "engagements": [
                announced("2026-01-21", "hidden", **secret),
                visit("hidden-visit", series={"id": "talks", "ordinal": 1}, **secret),
            ]
        },
        {"corroborations": [{"subject": "visit", "values": {"when": {"edtf": "2025-03-02"}}, "citations": cited}]},
        {
            "commitments": [commitment("hidden-promise", **secret)],
            "amendments": amended("hidden-visit", title={"en": "Nothing"}),
            "cancellations": said("hidden"),
        },
    ]


def test_what_is_released_is_told_as_new(app: App):
    """Nobody below was told of it before; above it is one more change."""
    begin(app)
    after = tell(app, engagements=[visit(classification="PRIVATE")])
    assert digest(app).is_empty
    tell(app, reclassifications=said("visit", classification="PUBLIC"))
    found = digest(app, after=after)
    assert told(found) == {"recorded": ["visit"]}
    assert lines(found, "visit")["Where"] == "Doha"
    above = digest(app, after=after, clearance=FULL)
    assert told(above) == {"corrected": ["visit"]}
    assert lines(above, "visit")["Classification"] == "PUBLIC"
    assert told(digest(app, upto=after, clearance=PRIVATE)) == {"recorded": ["visit"]}
