"""Feeds: what calendar programs make of them, and that nothing in them moves unless something was recorded."""

from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from conftest import NOON, Clock
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.catalogue import all_files
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from doors import CORRECTION, VISIT
from feeds.calendars import defects, khal_days
from recorded import bundled, entry, record
from regenerate import standing

__all__ = ["bundled", "record"]

EXPORTS = Path(__file__).parents[2] / "exports"


@pytest.fixture
def calendar(sqlite_calendar: str, clock: Clock) -> App:
    """A calendar on SQLite that holds one visit."""
    app = App(Settings(database_url=sqlite_calendar), clock=clock)
    app.record([("visit.yaml", VISIT.encode())])
    return app


def event(body: bytes) -> icalendar.Event:
    """The one entry of a feed."""
    (found,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return found


@pytest.mark.parametrize("file", sorted(EXPORTS.glob("*.ics")), ids=lambda file: file.name)
def test_a_published_calendar_has_no_defect(file: Path):
    """It parses whole, lines are short and end in CR LF, UIDs are unique, ends come after starts."""
    assert defects(file.read_bytes()) == []


def test_lines_fold_between_characters(calendar: App):
    """Every line is valid UTF-8 of its own: some programs drop an entry whose fold cuts a letter."""
    lines = calendar.public_feed("all", "ar").split(b"\r\n")
    assert any(line.startswith(b" ") for line in lines)
    assert "زيارة" in "".join(line.decode("utf-8").removeprefix(" ") for line in lines)


def test_days_are_whole_and_the_end_is_exclusive(calendar: App):
    """A visit of two days ends, for a calendar, on the third."""
    entry = event(calendar.public_feed("visits", "en"))
    assert (entry.start, entry.end) == (date(2024, 5, 1), date(2024, 5, 3))
    assert entry["DTSTART"].params["VALUE"] == "DATE"


def test_an_entry_says_who_where_and_on_whose_word(calendar: App):
    """Subscribers read the description, whatever their program makes of other properties."""
    english, arabic = (event(calendar.public_feed("all", language)) for language in ("en", "ar"))
    assert str(english["UID"]) == str(arabic["UID"]) == "visit-doha-2024-05@ctcalendar.example"
    assert str(arabic["SUMMARY"]) == "زيارة إلى الدوحة"
    assert str(arabic["LOCATION"]) == "الدوحة"
    assert "قطر" in str(arabic["DESCRIPTION"])
    assert "جين رو" in str(arabic["DESCRIPTION"])
    assert "زيارة إلى الدوحة" in str(english["DESCRIPTION"])
    assert "Qatar, United States" in str(english["DESCRIPTION"])
    assert "Visit to Doha, 2 May 2024: “visited Doha on 1 and 2 May”" in str(english["DESCRIPTION"])


def test_the_same_history_gives_the_same_bytes_any_day(calendar: App, clock: Clock):
    """Nobody downloads a feed again because time went by or the views were folded anew."""
    before = {
        (feed.name, language): calendar.public_feed(feed.name, language)
        for feed, language in all_files(standing(calendar))
    }
    clock.forward(days=400)
    calendar.rebuild()
    assert before == {
        (feed.name, language): calendar.public_feed(feed.name, language)
        for feed, language in all_files(standing(calendar))
    }


def test_both_engines_give_the_same_bytes(app: App):
    """The bundled record's feeds are those in exports/, on SQLite and on PostgreSQL."""
    app.load_demo()
    for feed in standing(app):
        assert app.public_feed(feed.name, "en") == (EXPORTS / f"{feed.name}.ics").read_bytes()
        assert app.public_feed(feed.name, "ar") == (EXPORTS / f"{feed.name}.ar.ics").read_bytes()


def test_a_correction_keeps_the_uid_and_raises_the_sequence(calendar: App, clock: Clock):
    """Programs apply an update when SEQUENCE and the stamps have risen; stamps are the moment of the fact."""
    before = event(calendar.public_feed("all", "en"))
    clock.forward(days=3)
    calendar.record([("correction.yaml", CORRECTION.encode())])
    after = event(calendar.public_feed("all", "en"))
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert before["DTSTAMP"].dt == datetime.fromtimestamp(NOON // 1_000_000, UTC)
    assert (after["DTSTAMP"].dt - before["DTSTAMP"].dt).days == 3
    assert after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt
    assert after["CREATED"].dt == before["CREATED"].dt
    assert (after.start, after.end) == (date(2024, 5, 2), date(2024, 5, 3))


def test_a_fact_about_a_person_stamps_the_entries_that_mention_them(calendar: App, clock: Clock):
    """The entry shows the person's name, so it changed; SEQUENCE counts only its own facts."""
    clock.forward(days=1)
    amendment = """
amendments:
- subject: jane-roe
  values: {names: {en: Jane B. Roe, ar: جين رو}}
  cause: correction
  reason: full name
  citations: [{source: note-2, supports: [names.en]}]
"""
    calendar.record([("name.yaml", amendment.encode())])
    entry = event(calendar.public_feed("all", "en"))
    assert entry["SEQUENCE"] == 0
    assert entry["DTSTAMP"].dt == datetime.fromtimestamp(NOON // 1_000_000 + 86_400, UTC)
    assert "Jane B. Roe" in str(entry["DESCRIPTION"])


def test_what_is_above_public_leaves_no_trace_in_a_public_feed(calendar: App, clock: Clock):
    """A confidential engagement, person or source moves not one byte."""
    before = {
        (feed.name, language): calendar.public_feed(feed.name, language)
        for feed, language in all_files(standing(calendar))
    }
    clock.forward(days=1)
    secret = (
        VISIT.replace("visit-doha-2024-05", "secret-visit")
        .replace("note-1", "secret-note")
        .replace("note-2", "other-secret-note")
        .replace("jane-roe", "john-doe")
        .replace("- {id:", "- {classification: CONFIDENTIAL, id:")
        .replace("  names: {en: Jane", "  classification: CONFIDENTIAL\n  names: {en: Jane")
        .replace("  kind: visit", "  kind: visit\n  classification: CONFIDENTIAL")
    )
    calendar.record([("secret.yaml", secret.encode())])
    calendar.record(
        [
            (
                "also.yaml",
                b"""
corroborations:
- {subject: visit-doha-2024-05, values: {when: {edtf: 2024-05}}, citations: [{source: secret-note, supports: [when]}]}
""",
            )
        ]
    )
    assert len(calendar.history(Filter(), clearance=Clearance.CONFIDENTIAL)) == 2
    assert before == {
        (feed.name, language): calendar.public_feed(feed.name, language)
        for feed, language in all_files(standing(calendar))
    }


@pytest.mark.parametrize(
    ("when", "start", "title"),
    [
        ("{edtf: 2024-05}", date(2024, 5, 1), "Visit to Doha (May 2024)"),
        ("{edtf: 2024-05-01~}", date(2024, 5, 1), "Visit to Doha (day not certain)"),
        (
            "{edtf: 2024-05-01, time: 19:22, zone: Asia/Qatar}",
            datetime(2024, 5, 1, 16, 22, tzinfo=UTC),
            "Visit to Doha",
        ),
    ],
)
def test_a_date_is_shown_as_exactly_as_it_is_known(calendar: App, when: str, start: date, title: str):
    """A month stands on the whole month, an uncertain day says so, a time is a time with its zone."""
    text = VISIT.partition("engagements:")[2].replace("visit-doha-2024-05", "other")
    calendar.record([("other.yaml", ("engagements:" + text.replace("{edtf: 2024-05-01/2024-05-02}", when)).encode())])
    body = calendar.public_feed("all", "en")
    entry = next(one for one in icalendar.Calendar.from_ical(body).walk("VEVENT") if one["UID"].startswith("other@"))
    assert entry.start == start
    assert str(entry["SUMMARY"]) == title
    assert (b"TZID:Asia/Qatar" in body) == ("zone" in when)


@pytest.mark.parametrize("when", ["{edtf: null, basis: none}", "{edtf: 2024}", "{edtf: 2024-05-01/..}"])
def test_what_has_no_day_is_not_put_on_one(calendar: App, when: str):
    """An undated engagement stays in the record and out of the calendar."""
    text = VISIT.partition("engagements:")[2].replace("visit-doha-2024-05", "other")
    calendar.record([("other.yaml", ("engagements:" + text.replace("{edtf: 2024-05-01/2024-05-02}", when)).encode())])
    assert len(calendar.history(Filter(), clearance=Clearance.PUBLIC)) == 2
    assert event(calendar.public_feed("all", "en"))["UID"].startswith("visit-doha")


def test_text_cannot_become_a_line_of_its_own(calendar: App):
    """Semicolons, commas, backslashes and colons of a title stay its own; no line begins with what it says."""
    title = 'BEGIN:VEVENT\\\\nATTENDEE:x; END:VEVENT, \\"quoted\\"'
    text = VISIT.partition("engagements:")[2].replace("visit-doha-2024-05", "other")
    text = text.replace("{en: Visit to Doha, ar: زيارة إلى الدوحة}", f'{{en: "{title}"}}')
    calendar.record([("other.yaml", ("engagements:" + text).encode())])
    body = calendar.public_feed("all", "en")
    entries = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert {str(entry["SUMMARY"]) for entry in entries} == {
        "Visit to Doha",
        'BEGIN:VEVENT\\nATTENDEE:x; END:VEVENT, "quoted"',
    }
    assert b"\r\nATTENDEE" not in body


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
def test_khal_shows_the_right_days(tmp_path: Path, record: App, language: str):
    """A real calendar program, importing the calendar of the bundled record, shows each engagement on its days."""
    days = khal_days(tmp_path, record.public_feed("all", language), "2017-07-01", "3650d")
    assert len(days) == 10
    shown = {title.partition(" (")[0]: found[:2] for title, found in days.items()}
    for name, first, last in (
        ("tillerson-visit-doha-2017-10", "2017-10-22", "2017-10-23"),
        ("mnuchin-visit-doha-2017-10", "2017-10-29", "2017-10-30"),
        ("us-qatar-ct-dialogue-1", "2017-11-08", "2017-11-08"),
        ("us-qatar-ct-dialogue-2", "2018-09-05", "2018-09-05"),
        ("qatar-us-mou-signing-2017", "2017-07-11", "2017-07-11"),
        ("qatar-us-security-signing", "2023-12-18", "2023-12-18"),
        ("noem-visit-doha", "2023-12-18", "2023-12-18"),
    ):
        assert shown[entry(record, name).title.in_language(language)] == (first, last)


@pytest.mark.parametrize(
    ("name", "english", "arabic"),
    [
        ("qatar-us-security-signing", "(disputed)", "(محل خلاف)"),
        ("ansari-statement-2017-09-18", "(disputed)", "(محل خلاف)"),
        ("noem-visit-doha", "(day not certain)", "(اليوم غير مؤكد)"),
        ("qatar-unoct-dialogue-4", "(day not certain)", "(اليوم غير مؤكد)"),
    ],
)
def test_the_bundled_record_marks_what_is_not_certain(record: App, name: str, english: str, arabic: str):
    """The impossible date, the wrong ministry, the visit dated by a disputed signing, the inferred year."""
    for language, mark in (("en", english), ("ar", arabic)):
        events = icalendar.Calendar.from_ical(record.public_feed("all", language)).walk("VEVENT")
        (found,) = [event for event in events if event["UID"].startswith(f"{name}@")]
        assert str(found["SUMMARY"]) == f"{entry(record, name).title.in_language(language)} {mark}"


def test_a_retracted_engagement_leaves_the_feed_and_comes_back(calendar: App):
    """With the UID it had, and a SEQUENCE that counts both facts."""
    before = event(calendar.public_feed("all", "en"))
    gone = "retractions: [{subject: visit-doha-2024-05, reason: it was another year, citations: [{source: note-2}]}]"
    calendar.record([("gone.yaml", gone.encode())])
    assert not icalendar.Calendar.from_ical(calendar.public_feed("all", "en")).walk("VEVENT")
    back = "reinstatements: [{subject: visit-doha-2024-05, reason: it was this one, citations: [{source: note-2}]}]"
    calendar.record([("back.yaml", back.encode())])
    after = event(calendar.public_feed("all", "en"))
    assert (after["UID"], after["SEQUENCE"] - before["SEQUENCE"]) == (before["UID"], 2)


def test_a_hidden_dispute_marks_no_public_entry(calendar: App):
    """The value that only a secret source names is no value for the public, so nothing is disputed."""
    before = calendar.public_feed("all", "en")
    text = """
sources: [{id: cable, kind: other, classification: CONFIDENTIAL}]
engagements:
- {id: secret-tour, kind: visit, status: held, title: {en: Tour}, parties: [QA], classification: CONFIDENTIAL,
   citations: [{source: cable}]}
disputes:
- {id: within, subject: secret-tour, field: mode, reason: unsure, citations: [{source: cable}],
   values: [{value: virtual, citations: [{source: cable}]}, {value: hybrid, citations: [{source: cable}]}]}
"""
    calendar.record([("secret.yaml", text.encode())])
    assert calendar.public_feed("all", "en") == before
