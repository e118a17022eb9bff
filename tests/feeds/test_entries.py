"""Entries of every sort in a feed: disputed, uncertain, undated, of a month, cancelled, retracted, part of a whole."""

from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.filter import Filter
from feeds.calendars import defects, khal_days
from feeds.golden import FILES, calendar, feed

LANGUAGES = ("en", "ar")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """A calendar that holds them."""
    return calendar(tmp_path_factory.mktemp("entries"))


@pytest.fixture(scope="module")
def entries(app: App) -> dict[str, dict[str, icalendar.Event]]:
    """Language -> id -> what its feed makes of it."""
    found = {}
    for language in LANGUAGES:
        body = app.feed(Filter(), language=language, clearance=Clearance.PUBLIC)
        events = icalendar.Calendar.from_ical(body).walk("VEVENT")
        found[language] = {str(event["UID"]).partition("@")[0]: event for event in events}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_feed_is_its_golden_file_byte_for_byte(path: Path):
    """Whatever changes what subscribers get is seen in a diff (`make golden`)."""
    # Not compared by pytest, which would take long to explain how thousands of bytes differ.
    assert (path.read_bytes() == FILES[path]()) is True, f"{path.name} is stale; run: make golden, and read the diff"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_calendar_of_every_sort_has_no_defect(language: str):
    """It parses whole, its lines are short and fold between letters, its ends come after its starts."""
    assert defects(feed(language)) == []


TITLES = {
    "accord-signing": ("Signing of the accord (disputed)", "توقيع الاتفاق (محل خلاف)"),
    "envoy-visit": ("Visit of the envoy (disputed)", "زيارة المبعوث (محل خلاف)"),
    "settled-visit": ("Visit that was argued about", "زيارة اختُلف فيها"),
    "perhaps-a-meeting-day": ("Meeting at the airport (day not certain)", "لقاء في المطار (اليوم غير مؤكد)"),
    "about-that-day": ("Statement on the accord (day not certain)", "تصريح عن الاتفاق (اليوم غير مؤكد)"),
    "one-of-three-days": (
        "Meeting behind closed doors (3 June 2024 – 5 June 2024)",
        "لقاء مغلق (3 يونيو 2024 – 5 يونيو 2024)",
    ),
    "july-round": ("Round of July (July 2024)", "جولة تموز (يوليو 2024)"),
    "autumn-rounds": (
        "Rounds of two months (October 2024 – November 2024)",
        "جولات شهرين (أكتوبر 2024 – نوفمبر 2024)",
    ),
    "storm-visit": ("Cancelled: Visit in August", "أُلغي: زيارة في آب"),
    "moved-talks": ("Talks on customs", "محادثات الجمارك"),
    "tour": ("Tour of the region", "جولة في المنطقة"),
    "tour-lunch": ("Lunch in Muscat", "غداء في مسقط"),
    "tour-dinner": ("Dinner in Doha", "عشاء في الدوحة"),
    "doubtful-tour": ("Second tour (day not certain)", "جولة ثانية (اليوم غير مؤكد)"),
    "doubtful-stop": ("Stop on the second tour (disputed)", "محطة في الجولة الثانية (محل خلاف)"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_says_what_is_not_certain(entries: dict, language: str):
    """Disputed, uncertain, wider than a day, cancelled: in the title, which all programs show."""
    titles = {name: str(event["SUMMARY"]) for name, event in entries[language].items()}
    assert titles == {name: both[LANGUAGES.index(language)] for name, both in TITLES.items()}


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("accord-signing", date(2024, 3, 4), date(2024, 3, 5)),
        ("settled-visit", date(2024, 4, 11), date(2024, 4, 12)),
        ("perhaps-a-meeting-day", date(2024, 5, 5), date(2024, 5, 6)),
        ("one-of-three-days", date(2024, 6, 3), date(2024, 6, 6)),
        ("july-round", date(2024, 7, 1), date(2024, 8, 1)),
        ("autumn-rounds", date(2024, 10, 1), date(2024, 12, 1)),
        ("storm-visit", date(2024, 8, 10), date(2024, 8, 11)),
        ("moved-talks", datetime(2024, 8, 21, 8, 30, tzinfo=UTC), datetime(2024, 8, 21, 8, 30, tzinfo=UTC)),
        ("tour", date(2024, 9, 10), date(2024, 9, 13)),
        ("doubtful-tour", date(2024, 9, 20), date(2024, 9, 21)),
    ],
)
def test_an_entry_stands_on_the_days_it_may_be(entries: dict, name: str, start: date, end: date):
    """The recorded day while it is in dispute, the settled one after; a month on all of it; a whole on its parts."""
    for language in LANGUAGES:
        assert (entries[language][name].start, entries[language][name].end) == (start, end)


@pytest.mark.parametrize(
    ("name", "english", "arabic"),
    [
        (
            "accord-signing",
            "In dispute: When: 4 March 2024 against 6 March 2024 (preferred by an analyst); the pamphlet has the seal",
            "محل خلاف: التاريخ: 4 مارس 2024 مقابل 6 مارس 2024 (يرجحه محلل)؛ على الكتيّب ختم ذلك اليوم",
        ),
        (
            "envoy-visit",
            "In dispute: place: Doha against Al Khor; he cannot have been in both",
            "محل خلاف: المكان: الدوحة مقابل الخور؛ لا يمكن أن يكون في كليهما",
        ),
        (
            "perhaps-a-meeting-day",
            "When: 5 May 2024 (day not certain); inferred: the page gives the weekday alone",
            "التاريخ: 5 مايو 2024 (اليوم غير مؤكد)؛ مستنتج: the page gives the weekday alone",
        ),
        (
            "one-of-three-days",
            "When: 3 June 2024 – 5 June 2024 (day not known)",
            "التاريخ: 3 يونيو 2024 – 5 يونيو 2024 (اليوم غير معروف)",
        ),
        ("july-round", "When: July 2024", "التاريخ: يوليو 2024"),
        ("storm-visit", "Status: cancelled\nReason: a storm at sea", "الحالة: أُلغي\nالسبب: عاصفة في البحر"),
        ("moved-talks", "When: 21 August 2024, 11:30 Asia/Qatar", "التاريخ: 21 أغسطس 2024، 11:30 Asia/Qatar"),
        ("tour-lunch", "Part of: Tour of the region", "جزء من: جولة في المنطقة"),
        (
            "tour",
            "When: 10 September 2024 – 12 September 2024 (the days of its parts)",
            "التاريخ: 10 سبتمبر 2024 – 12 سبتمبر 2024 (أيام أجزائه)",
        ),
        (
            "doubtful-tour",
            "When: 20 September 2024 (the days of its parts, day not certain)",
            "التاريخ: 20 سبتمبر 2024 (أيام أجزائه، اليوم غير مؤكد)",
        ),
        (
            "doubtful-stop",
            "20 September 2024 against 21 September 2024 – 22 September 2024 (day not known);",
            "20 سبتمبر 2024 مقابل 21 سبتمبر 2024 – 22 سبتمبر 2024 (اليوم غير معروف)؛",
        ),
        ("about-that-day", "- Pamphlet, retracted", "- كتيّب، سُحب"),
    ],
)
def test_the_text_tells_it_in_words(entries: dict, name: str, english: str, arabic: str):
    """In the feed's own language, whatever the calendar program makes of other properties."""
    assert english in str(entries["en"][name]["DESCRIPTION"])
    assert arabic in str(entries["ar"][name]["DESCRIPTION"])


def test_both_titles_are_in_every_entry(entries: dict):
    """The other language's stands in the text, but not first: the first letters give a text its direction."""
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        for name, event in entries[language].items():
            title = TITLES[name][LANGUAGES.index(other)].partition(" (")[0].removeprefix("Cancelled: ")
            label = {"en": "Title in Arabic: ", "ar": "العنوان بالإنجليزية: "}[language]
            assert f"\n{label}{title.removeprefix('أُلغي: ')}" in str(event["DESCRIPTION"])


@pytest.mark.parametrize(
    "name",
    [
        "undated-visit",
        "summer-round",
        "round-of-the-year",
        "sometime-in-years",
        "postponed-talks",
        "invented-visit",
        "signing-again",
        "secret-visit",
    ],
)
def test_what_has_no_day_or_was_retracted_or_is_secret_is_in_no_feed(app: App, entries: dict, name: str):
    """Of a season or a year, postponed without a date, a mistake, a duplicate: on record, not in a feed."""
    assert app.show(name, clearance=Clearance.CONFIDENTIAL).id == name
    assert name not in entries["en"] | entries["ar"]


@pytest.mark.parametrize(
    ("name", "status", "sequence"),
    [
        ("accord-signing", "CONFIRMED", 2),
        ("storm-visit", "CANCELLED", 1),
        ("moved-talks", "TENTATIVE", 1),
        ("july-round", "CONFIRMED", 0),
    ],
)
def test_status_and_sequence_follow_the_facts(entries: dict, name: str, status: str, sequence: int):
    """Each fact about the engagement raises SEQUENCE; what is called off stays, as called off."""
    event = entries["en"][name]
    assert (str(event["STATUS"]), event["SEQUENCE"]) == (status, sequence)
    assert (event["DTSTAMP"].dt > event["CREATED"].dt) == (sequence > 0)


def test_a_dispute_about_a_part_stamps_the_whole(entries: dict):
    """What the whole shows of its day has changed, so programs must fetch it again."""
    tour, doubtful = entries["en"]["tour"], entries["en"]["doubtful-tour"]
    assert (doubtful["DTSTAMP"].dt - tour["DTSTAMP"].dt).total_seconds() == 3600


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_khal_shows_every_sort_on_its_days(tmp_path: Path, language: str):
    """A real calendar program takes the file whole: marks in the titles, the called-off entry struck out."""
    days = khal_days(tmp_path, feed(language), "2024-01-01", "366d")
    titles = {name: both[LANGUAGES.index(language)] for name, both in TITLES.items()}
    assert set(days) == set(titles.values())
    assert days[titles["accord-signing"]] == ("2024-03-04", "2024-03-04", "")
    assert days[titles["one-of-three-days"]] == ("2024-06-03", "2024-06-05", "")
    assert days[titles["july-round"]] == ("2024-07-01", "2024-07-31", "")
    assert days[titles["storm-visit"]] == ("2024-08-10", "2024-08-10", "CANCELLED")
    assert days[titles["tour"]] == ("2024-09-10", "2024-09-12", "")
    assert days[titles["moved-talks"]][:2] == ("2024-08-21", "2024-08-21")
