"""Deadlines and expected meetings in calendars: on which day, called what, in which feeds, and when they leave."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.feeds.catalogue import Feed
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from feeds.contentlines import Component, read
from feeds.lint import ENTRIES, lint
from views.databases import SqliteDatabases, sqlite_databases
from views.test_promises import amended, begun, commitment, deadline, meeting, report, said, series, tell, yearly

__all__ = ["sqlite_databases"]

LANGUAGES = ("en", "ar")


@pytest.fixture
def app(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[App]:
    """A calendar with an accord, signed on 4 January 2024, and a series of talks that nobody has held yet."""
    with sqlite_databases.empty() as settings:
        yield begun(App(settings, clock=clock))


def entries(app: App, feed: str | Feed = "deadlines", language: str = "en") -> dict[str, Component]:
    """The entries of a feed, sound as a whole, by UID without the domain."""
    found = app.feeds.public(feed) if isinstance(feed, str) else feed
    body = app.publisher.published(found, language).body
    assert lint(body, alarms=bool(found.alarms)) == []
    return {one.first("UID").value.partition("@")[0]: one for one in read(body).walk(*ENTRIES)}


def only(app: App, feed: str | Feed = "deadlines", language: str = "en") -> Component:
    """The one entry of a feed."""
    (entry,) = entries(app, feed, language).values()
    return entry


def feed(**choices: Any) -> Feed:
    """A feed of deadlines alone, written as chosen."""
    return Feed(**{"name": "chosen", "title": Words("Chosen", "مختار"), "deadlines": "only", **choices})


def days(entry: Component) -> tuple[str | None, str | None]:
    """The first day of an entry, and the day after its last."""
    found = [entry.first(name) for name in ("DTSTART", "DTEND")]
    assert all(line is None or line.parameter("VALUE") == "DATE" for line in found)
    return tuple(line.value if line else None for line in found)


def value(entry: Component, name: str) -> str | None:
    """The value of a property, if the entry has it."""
    line = entry.first(name)
    return line.text if line else None


# -- a deadline as an event -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "shown", "said_en", "said_ar"),
    [
        ("2025-06-30", ("20250630", "20250701"), "30 June 2025", "30 يونيو 2025"),
        ("2024-02", ("20240229", "20240301"), "February 2024", "فبراير 2024"),
        ("2025-22", ("20250831", "20250901"), "summer 2025", "صيف 2025"),
        ("2025", ("20251231", "20260101"), "2025", "2025"),
    ],
)
def test_a_deadline_stands_on_its_last_day_and_says_how_exact_it_is(
    app: App, by: str, shown: tuple[str, str], said_en: str, said_ar: str
):
    """A whole day, the last that keeps the promise; of a month, season or year the title names that and no day."""
    tell(app, commitments=[commitment(deadline(complete_by=by))])
    english, arabic = only(app), only(app, language="ar")
    assert days(english) == days(arabic) == shown
    assert value(english, "SUMMARY") == f"Deadline: Open the port (to be completed by {said_en})"
    assert value(arabic, "SUMMARY") == f"الموعد النهائي: فتح الميناء (يُستكمل في موعد أقصاه {said_ar})"
    assert english.first("UID").value == arabic.first("UID").value


@pytest.mark.parametrize("by", ["2025-06-30?", "2025-06~", "2025%"])
@pytest.mark.parametrize(("language", "mark"), [("en", "day not certain"), ("ar", "اليوم غير مؤكد")])
def test_a_deadline_that_is_not_certain_says_so(app: App, by: str, language: str, mark: str):
    """As an engagement does whose day is uncertain: else a guess would be read as a promise."""
    tell(app, commitments=[commitment(deadline(complete_by=by))])
    assert mark in value(only(app, language=language), "SUMMARY")


def test_to_start_and_to_complete_are_two_entries(app: App):
    """Each with a UID of its own, which tells nothing of the day and so stays when that moves."""
    tell(app, commitments=[commitment(deadline(start_by="2025-01", complete_by="2025-06-30"))])
    before = entries(app)
    assert {name: days(entry)[0] for name, entry in before.items()} == {
        "deadline.open-port.by-then.start": "20250131",
        "deadline.open-port.by-then": "20250630",
    }
    assert "(to be started by January 2025)" in value(before["deadline.open-port.by-then.start"], "SUMMARY")
    moved = [deadline(start_by="2025-02", complete_by="2026")]
    tell(app, amendments=amended("open-port", deadlines=moved))
    after = entries(app)
    assert {name: days(entry)[0] for name, entry in after.items()} == {
        "deadline.open-port.by-then.start": "20250228",
        "deadline.open-port.by-then": "20261231",
    }
    assert all(int(value(after[name], "SEQUENCE")) > int(value(before[name], "SEQUENCE")) for name in after)


def test_what_is_due_at_a_meeting_has_its_day_there(app: App):
    """And none while that meeting has none."""
    tell(app, commitments=[commitment(deadline(at_meeting={"id": "talks", "ordinal": 2}))])
    assert entries(app) == {}
    tell(app, engagements=[meeting("2025-09-10", 2, status="scheduled")])
    assert days(only(app)) == ("20250910", "20250911")
    tell(app, reschedules=said("talks-2025", when=None))
    assert entries(app) == {}


def test_what_is_due_at_a_meeting_of_a_month_has_no_day(app: App):
    """The first of the month would be a day that nobody gave."""
    tell(app, commitments=[commitment(deadline(at_meeting={"id": "talks", "ordinal": 2}))])
    tell(app, engagements=[meeting("2025-09", 2, status="scheduled")])
    for entry in entries(app).values():
        assert days(entry) == ("20250930", "20251001")
        assert "(to be completed by September 2025)" in value(entry, "SUMMARY")


def test_a_deadline_by_a_day_and_at_a_meeting_is_one_entry(app: App):
    """Whichever of the two counts: a UID stands once in a calendar, and the feed is there."""
    tell(app, commitments=[commitment(deadline(complete_by="2025-06-30", at_meeting={"id": "talks", "ordinal": 2}))])
    tell(app, engagements=[meeting("2025-09-10", 2, status="scheduled")])
    assert entries(app)


@pytest.mark.parametrize(
    ("reported", "status", "lead"),
    [
        (None, "TENTATIVE", "Deadline: "),
        ("not-started", "TENTATIVE", "Deadline: "),
        ("in-progress", "TENTATIVE", "Deadline: "),
        ("largely-complete", "TENTATIVE", "Deadline: "),
        ("complete", "CONFIRMED", "Deadline: "),
        ("lapsed", "CONFIRMED", "Lapsed: Deadline: "),
    ],
)
def test_a_deadline_is_tentative_until_somebody_says_how_it_ended(
    app: App, reported: str | None, status: str, lead: str
):
    """Complete or lapsed: nobody has called it off, so no program hides it. What lapsed says so in the title."""
    tell(app, commitments=[commitment(deadline())])
    assert value(only(app), "STATUS") == "TENTATIVE"
    if reported:
        tell(app, reports=[report(reported)])
    entry = only(app)
    assert value(entry, "STATUS") == status
    assert value(entry, "SUMMARY").startswith(f"{lead}Open the port")
    assert (value(entry, "TRANSP"), value(entry, "CATEGORIES"), value(entry, "CLASS")) == (
        "TRANSPARENT",
        "DEADLINE",
        "PUBLIC",
    )


def test_a_deadline_in_dispute_is_marked(app: App):
    """In the title, which every program shows; the last undisputed word stays."""
    tell(app, commitments=[commitment(deadline())])
    tell(app, reports=[report("complete", "first"), report("lapsed", "second")])
    values = [{"value": "first"}, {"value": "second"}]
    tell(app, disputes=said("open-port", id="which", field="progress", values=values))
    entry = only(app)
    assert value(entry, "SUMMARY").endswith("30 June 2025, disputed)")
    assert value(entry, "STATUS") == "TENTATIVE"


def test_a_deadline_tells_what_binds_whom_and_on_whose_word(app: App):
    """In the description, in the feed's language, for people; the source for machines too."""
    tell(app, commitments=[commitment(deadline(complete_by="2025-06-30", set_at="signing"))])
    entry = only(app)
    assert value(entry, "DESCRIPTION").splitlines() == [
        "Text: Open the port",
        "Instrument: Accord",
        "Set at: Signing",
        "Bound: Qatar",
        "Last word: no report on record",
        "Title in Arabic: فتح الميناء",
        "Evidence:",
        "- Note, 5 January 2024: “will open the port”",
    ]
    link = entry.first("LINK")
    assert (link.value, link.parameter("LINKREL"), link.parameter("LABEL")) == (
        "https://example.org/note",
        "SOURCE",
        "Note",
    )
    arabic = value(only(app, language="ar"), "DESCRIPTION").splitlines()
    assert arabic[:3] == ["النص: فتح الميناء", "الوثيقة: الاتفاق", "حُدد في: التوقيع"]
    assert "العنوان بالإنجليزية: Open the port" in arabic


def test_a_text_known_in_one_language_is_told_once(app: App):
    """There is no other to tell."""
    tell(app, commitments=[commitment(deadline(), text={"en": "Open the port"})])
    assert value(only(app), "DESCRIPTION").count("Open the port") == 1


@pytest.mark.parametrize("set_at", ["signing", None])
def test_a_deadline_is_related_to_where_it_was_set(app: App, set_at: str | None):
    """The engagement at which it was set, as its parent."""
    given = {"complete_by": "2025-06-30", **({"set_at": set_at} if set_at else {})}
    tell(app, commitments=[commitment(deadline(**given))])
    related = [(line.value, line.parameter("RELTYPE")) for line in only(app).all("RELATED-TO")]
    assert related == ([("signing@ctcalendar.example", "PARENT")] if set_at else [])


def test_what_was_said_of_a_deadline_is_its_title(app: App):
    """The text that set it, where it has one; what was undertaken stays in the description."""
    text = {"en": "the quay first", "ar": "الرصيف أولاً"}
    tell(app, commitments=[commitment(deadline(complete_by="2025-06", text=text))])
    assert value(only(app), "SUMMARY") == "Deadline: the quay first (to be completed by June 2025)"
    assert "الرصيف أولاً" in value(only(app, language="ar"), "SUMMARY")
    assert "Text: Open the port" in value(only(app), "DESCRIPTION")


# -- a deadline as a task ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "status"),
    [
        (None, "NEEDS-ACTION"),
        ("not-started", "NEEDS-ACTION"),
        ("in-progress", "IN-PROCESS"),
        ("largely-complete", "IN-PROCESS"),
        ("complete", "COMPLETED"),
        ("lapsed", "CANCELLED"),
    ],
)
def test_a_deadline_is_a_task_where_the_feed_asks_for_tasks(app: App, reported: str | None, status: str):
    """Due on its last day, begun whenever it likes, as far as the last report says."""
    tell(app, commitments=[commitment(deadline(complete_by="2025-06"))])
    if reported:
        tell(app, reports=[report(reported)])
    task = only(app, feed(tasks=True))
    due = task.first("DUE")
    assert (task.name, due.value, due.parameter("VALUE")) == ("VTODO", "20250630", "DATE")
    assert value(task, "STATUS") == status
    assert not {"DTSTART", "DTEND", "TRANSP"} & {line.name for line in task.lines}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_task_is_called_as_the_event_would_be(app: App, language: str):
    """One and the same thing, for programs of another sort: UID, title, description and category."""
    tell(app, commitments=[commitment(deadline(complete_by="2025-06", set_at="signing"))])
    event, task = only(app, language=language), only(app, feed(tasks=True), language)
    for name in ("UID", "SUMMARY", "DESCRIPTION", "CATEGORIES", "RELATED-TO", "SEQUENCE", "LAST-MODIFIED"):
        assert value(task, name) == value(event, name)


def test_only_deadlines_become_tasks(app: App):
    """A signing stays an event, in the same calendar."""
    tell(app, commitments=[commitment(deadline())])
    found = entries(app, feed(tasks=True, deadlines="yes"))
    assert {name: entry.name for name, entry in found.items()} == {
        "signing": "VEVENT",
        "deadline.open-port.by-then": "VTODO",
    }


# -- what a feed chooses ----------------------------------------------------------------------------------------------


def test_alarms_are_given_to_what_is_to_come(app: App):
    """To a deadline that is open and an expected meeting, each of the times asked for; not to what is done."""
    tell(app, commitments=[commitment(deadline()), commitment(deadline(), id="done")])
    tell(app, reports=[report("complete") | {"subject": "done"}], engagements=[meeting("2024-03-10", 1)])
    found = entries(app, feed(alarms=("P7D", "PT2H"), deadlines="yes", expected=True))
    triggers = {name: [value(part, "TRIGGER") for part in entry.parts] for name, entry in found.items()}
    assert triggers == {
        "signing": [],
        "talks-2024": [],
        "deadline.open-port.by-then": ["-P7D", "-PT2H"],
        "deadline.done.by-then": [],
        "expected-talks-2025-03-10": ["-P7D", "-PT2H"],
    }


def test_the_alarm_of_a_task_counts_from_its_end(app: App):
    """A task has no start here, and a trigger that counts from one needs one (RFC 5545 section 3.8.6.3)."""
    tell(app, commitments=[commitment(deadline())])
    (alarm,) = only(app, feed(tasks=True, alarms=("P7D",))).parts
    trigger = alarm.first("TRIGGER")
    assert (trigger.value, trigger.parameter("RELATED")) == ("-P7D", "END")


@pytest.mark.parametrize("cancelled", ["keep", "drop", "title"])
def test_a_lapsed_deadline_stays_whatever_becomes_of_what_is_cancelled(app: App, cancelled: str):
    """It was not called off: it is written the same in each of the three ways."""
    tell(app, commitments=[commitment(deadline())])
    tell(app, reports=[report("lapsed")])
    entry = only(app, feed(cancelled=cancelled))
    assert value(entry, "STATUS") == "CONFIRMED"
    assert value(entry, "SUMMARY").startswith("Lapsed: Deadline: Open the port")


# -- an expected meeting ----------------------------------------------------------------------------------------------

EXPECTED = "expected-talks-2025-03-10"


def test_an_expected_meeting_is_tentative_and_says_why_it_is_expected(app: App):
    """On the day its cadence gives, with its window, in words: nobody has announced it."""
    tell(app, commitments=[commitment()], engagements=[meeting("2024-03-10", 4)])
    tell(app, amendments=amended("series:talks", mandate={"commitment": "open-port", "basis": "stated"}))
    entry = entries(app, "series-talks")[EXPECTED]
    assert days(entry) == ("20250310", "20250311")
    assert value(entry, "SUMMARY") == "Talks on ports (5th, expected)"
    assert (value(entry, "STATUS"), value(entry, "CATEGORIES"), value(entry, "TRANSP")) == (
        "TENTATIVE",
        "DIALOGUE",
        "TRANSPARENT",
    )
    assert value(entry, "DESCRIPTION").splitlines()[:5] == [
        "Window: between 16 December 2024 and 2 June 2025",
        "Cadence: every year (stated)",
        "Called for by: Open the port",
        "Parties: Qatar, France",
        "Title in Arabic: محادثات الموانئ",
    ]
    assert [line.value for line in entry.all("RELATED-TO")] == ["series.talks@ctcalendar.example"]
    assert value(entry, "REFID") == "series.talks"


def test_an_expected_meeting_is_told_in_arabic(app: App):
    """Its number in words, its window and cadence as the language counts them."""
    tell(app, cadences=[{"subject": "talks", **yearly(every="3 months")}])
    tell(app, engagements=[meeting("2024-03-10", 4)])
    entry = entries(app, "series-talks", "ar")["expected-talks-2024-06-10"]
    assert value(entry, "SUMMARY") == "محادثات الموانئ (الدورة الخامسة، متوقعة)"
    assert value(entry, "DESCRIPTION").splitlines()[:2] == [
        "الفترة المتوقعة: بين 20 مايو 2024 و1 يوليو 2024",
        "الدورية: كل 3 أشهر (منصوص عليه)",
    ]


def test_a_cadence_that_is_assumed_says_on_what(app: App):
    """The analyst's reason stands beside it."""
    reason = {"en": "the last three were a year apart", "ar": "تباعدت الثلاثة الأخيرة سنة"}
    tell(app, cadences=[{"subject": "talks", **yearly(basis="assumption", reason=reason)}])
    tell(app, engagements=[meeting("2024-03-10", 4)])
    told = value(entries(app, "series-talks")[EXPECTED], "DESCRIPTION")
    assert "Cadence: every year (an analyst's assumption; the last three were a year apart)" in told
    assert "افتراض محلل؛ تباعدت" in value(entries(app, "series-talks", "ar")[EXPECTED], "DESCRIPTION")


def test_an_expected_meeting_leaves_and_returns_as_its_slot_is_filled_and_opened(app: App):
    """In a calendar that goes on being served: announced, cancelled, held, retracted."""

    def expected() -> list[str]:
        return [name for name in entries(app, "series-talks") if name.startswith("expected-")]

    tell(app, engagements=[meeting("2024-03-10", 1)])
    assert expected() == [EXPECTED]
    tell(app, engagements=[meeting("2025-04-01", 2, status="scheduled")])
    assert expected() == []
    assert value(entries(app, "series-talks")["talks-2025"], "STATUS") == "TENTATIVE"
    tell(app, cancellations=said("talks-2025"))
    assert expected() == [EXPECTED]
    tell(app, engagements=[meeting("2025-05-01", 2, id="after-all")])
    assert expected() == ["expected-talks-2026-05-01"]
    tell(app, retractions=said("engagement:after-all"))
    assert expected() == [EXPECTED]


@pytest.mark.parametrize(("halt", "again"), [("suspensions", "resumptions"), ("closings", None)])
def test_a_series_that_rests_expects_nothing(app: App, halt: str, again: str | None):
    """Suspended until it is resumed, closed for good; what was held stays."""
    tell(app, engagements=[meeting("2024-03-10", 1)])
    assert EXPECTED in entries(app, "series-talks")
    tell(app, **{halt: said("talks")})
    assert list(entries(app, "series-talks")) == ["talks-2024"]
    if again:
        tell(app, **{again: said("talks")})
        assert EXPECTED in entries(app, "series-talks")


# -- which feeds have them --------------------------------------------------------------------------------------------

FEEDS = "all upcoming signings visits dialogues meetings statements deadlines party-QA party-FR series-talks".split()
WITH_DEADLINES = {"all", "upcoming", "deadlines", "party-QA"}
WITH_EXPECTED = {"upcoming", "series-talks"}


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_promises_stand_in_the_feeds_that_are_meant_for_them(app: App, clock: Clock, name: str, language: str):
    """Deadlines in those of everything, of what comes, of deadlines and of who is bound; nowhere else."""
    tell(app, commitments=[commitment(deadline())], engagements=[meeting("2024-03-10", 1)])
    clock.forward(days=-500)  # to June 2024: both are still to come
    found = entries(app, name, language)
    assert ("deadline.open-port.by-then" in found) == (name in WITH_DEADLINES)
    assert (EXPECTED in found) == (name in WITH_EXPECTED)
    assert name != "deadlines" or len(found) == 1


def test_what_is_past_is_not_upcoming(app: App, clock: Clock):
    """A deadline is upcoming through its last day, of a month through the end of the month; then it is not."""
    due = deadline("month", complete_by="2025-11"), deadline("day", complete_by="2025-11-01")
    tell(app, commitments=[commitment(*due)])
    assert set(entries(app, "upcoming")) == {"deadline.open-port.day", "deadline.open-port.month"}
    clock.forward(days=1)
    assert set(entries(app, "upcoming")) == {"deadline.open-port.month"}
    clock.forward(days=29)
    assert set(entries(app, "upcoming")) == set()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"signing", "deadline.open-port.by-then"}),
        ({"party": ("QA",)}, {"signing", "deadline.open-port.by-then"}),
        ({"party": ("FR",)}, {"signing"}),
        ({"instrument": ("accord",)}, {"signing", "deadline.open-port.by-then"}),
        ({"since": "2025-06-30"}, {"deadline.open-port.by-then"}),
        ({"since": "2025-07-01"}, set()),
        ({"until": "2025-06-29"}, {"signing"}),
        ({"kind": ("signing",)}, {"signing"}),
        ({"status": ("held",)}, {"signing"}),
    ],
)
def test_a_filter_narrows_the_promises_too(app: App, asked: dict[str, Any], found: set[str]):
    """By whom they bind, by the text that binds, by their day; a term that tells of engagements alone leaves none."""
    tell(app, commitments=[commitment(deadline())])
    assert set(entries(app, replace(app.feeds.public("all"), asked=Filter(**asked)))) == found


def test_a_feed_of_the_past_holds_the_promises_of_then(app: App, clock: Clock):
    """As of a moment before the deadline was moved, it stands on its former day."""
    tell(app, commitments=[commitment(deadline())], series=[series(id="others", names={"en": "Others"})])
    clock.forward(days=2)
    tell(app, amendments=amended("open-port", deadlines=[deadline(complete_by="2026")]))
    then = app.published("deadlines", "en", Filter(as_of="2025-11-02")).body
    assert [line.value for one in read(then).walk("VEVENT") for line in one.all("DTSTART")] == ["20250630"]
