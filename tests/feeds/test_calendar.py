"""Feeds: what calendar programs make of them, and that nothing in them moves unless something was recorded."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from conftest import NOON, Clock
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.catalogue import FEEDS, all_files
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from doors import CORRECTION, VISIT

EXPORTS = Path(__file__).parents[2] / "exports"


@pytest.fixture
def calendar(sqlite_url: str, clock: Clock) -> App:
    """A calendar on SQLite that holds one visit."""
    app = App(Settings(database_url=sqlite_url), clock=clock)
    app.init()
    app.record([("visit.yaml", VISIT.encode())])
    return app


def event(body: bytes) -> icalendar.Event:
    """The one entry of a feed."""
    (found,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return found


@pytest.mark.parametrize("file", sorted(EXPORTS.glob("*.ics")), ids=lambda file: file.name)
def test_a_published_calendar_has_no_defect(file: Path):
    """It parses whole, lines are short and end in CR LF, UIDs are unique, ends come after starts."""
    body = file.read_bytes()
    calendar = icalendar.Calendar.from_ical(body)
    assert [error for part in calendar.walk() for error in part.errors] == []
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    events = calendar.walk("VEVENT")
    assert len({str(entry["UID"]) for entry in events}) == len(events)
    for entry in events:
        assert {"DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "CREATED", "CLASS"} <= set(entry)
        assert entry.end > entry.start
    assert "METHOD" not in calendar
    assert not calendar.walk("VALARM")


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
    assert "“visited Doha on 1 and 2 May” (Visit to Doha, 2 May 2024)" in str(english["DESCRIPTION"])


def test_the_same_history_gives_the_same_bytes_any_day(calendar: App, clock: Clock):
    """Nobody downloads a feed again because time went by or the views were folded anew."""
    before = {(feed.name, language): calendar.public_feed(feed.name, language) for feed, language in all_files()}
    clock.forward(days=400)
    calendar.rebuild()
    assert before == {
        (feed.name, language): calendar.public_feed(feed.name, language) for feed, language in all_files()
    }


def test_both_engines_give_the_same_bytes(app: App):
    """The bundled record's feeds are those in exports/, on SQLite and on PostgreSQL."""
    app.load_demo()
    for name in FEEDS:
        assert app.public_feed(name, "en") == (EXPORTS / f"{name}.ics").read_bytes()
        assert app.public_feed(name, "ar") == (EXPORTS / f"{name}.ar.ics").read_bytes()


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
    before = {(feed.name, language): calendar.public_feed(feed.name, language) for feed, language in all_files()}
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
        (feed.name, language): calendar.public_feed(feed.name, language) for feed, language in all_files()
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
def test_khal_shows_the_right_days(tmp_path: Path):
    """A real calendar program, importing the published calendar, shows each engagement on its days."""
    (tmp_path / "calendars").mkdir()
    config = tmp_path / "khal.conf"
    config.write_text(f"""
[calendars]
[[record]]
path = {tmp_path}/calendars
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = UTC
local_timezone = UTC
[sqlite]
path = {tmp_path}/khal.db
""")

    def khal(*arguments: str) -> str:
        environment = {**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
        command = [str(Path(sys.executable).with_name("khal")), "-c", str(config), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    khal("import", "--batch", "-a", "record", str(EXPORTS / "all.ar.ics"))
    listed = khal(
        "list", "--once", "--day-format", "", "--format", "{start-date} {end-date} {title}", "2017-07-01", "365d"
    )
    days = {line.split(" ", 2)[2]: line.split(" ", 2)[:2] for line in listed.splitlines() if line}
    assert days["زيارة وزير الخارجية الأمريكي تيلرسون إلى الدوحة"] == ["2017-10-22", "2017-10-23"]
    assert days["زيارة وزير الخزانة الأمريكي منوشين إلى الدوحة"] == ["2017-10-29", "2017-10-30"]
    assert days["الحوار القطري الأمريكي الأول لمكافحة الإرهاب"] == ["2017-11-08", "2017-11-08"]
    assert days["توقيع مذكرة التفاهم القطرية الأمريكية لمكافحة الإرهاب"] == ["2017-07-11", "2017-07-11"]
    assert len(days) == 6
