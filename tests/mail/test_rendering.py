"""A digest as text, as HTML and as a calendar: it reads well alone, fetches nothing, and holds nothing that acts."""

import re
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctcalendar.app import App
from ctcalendar.app.agenda import matters
from ctcalendar.mail.rendering import UNSUBSCRIBE, Body, confirmation_body, reminder_body
from ctcalendar.mail.telling import quoted
from ctcalendar.mail.values import Voice
from ctcalendar.mail.words import COUNTED, LONGEST, WORDS, counted, tamed
from ctcalendar.views.entry import Citation, Words
from mail.digests import (
    BASE,
    FULL,
    amended,
    announced,
    begin,
    body,
    commitment,
    digest,
    disputed,
    noon,
    series,
    tell,
    visit,
)
from mail.pages import Page


@pytest.fixture
def after(app: App) -> int:
    """A record with something for each part of a digest; the position after which most of it was told."""
    begin(app)
    end = tell(app, engagements=[visit(), announced("2026-01-09"), visit("second")], series=[series()])
    tell(app, amendments=amended("visit", when={"edtf": "2025-03-02"}), disputes=disputed("second"))
    tell(app, engagements=[announced("2026-01-20", "later")], commitments=[commitment()])
    return end


def rendered(app: App, after: int, language: str = "en", base: str | None = BASE) -> Body:
    """The body of the digest."""
    return body(digest(app, after=after, language=language), base)


def test_the_text_reads_well_alone(app: App, after: int):
    """Day, counts, parts with headings, each item with its lines, words and link, and how to get no more of it."""
    text = rendered(app, after).text
    begin, _, end = text.partition("\n\n* Visit of the harbour master (Visit)\n  When: was")
    assert begin.startswith(
        "Diplomatic calendar\n10 January 2026\n3 due or overdue, 2 new entries, 1 correction or change, 1 dispute, 1"
        " coming\n\nDue and overdue\n===============\n\n* Talks on ports (overdue)\n"
    )
    assert end.startswith(
        " 1 March 2025, is now 2 March 2025\n  Corrected on 1 November 2025: a slip\n"
        "  “it was the second of March” — The wire\n  https://calendar.example.org/engagements/visit\n"
    )
    assert text.endswith(
        "-- \nThe entries are attached as a calendar file.\n"
        f"You receive this because you asked for it at this address.\nUnsubscribe: {UNSUBSCRIBE}\n"
    )
    assert "\n\n\n" not in text


def test_the_html_fetches_nothing_and_runs_nothing(app: App, after: int):
    """No script, no style sheet, no image, nothing that tells who has read it; styles stand in the elements."""
    for language in ("en", "ar"):
        page = Page(rendered(app, after, language).html)
        assert list(page.acting()) == []
        assert {link.partition("/engagements")[0] for link in page.links()} == {
            BASE,
            "https://source.example/note",
            UNSUBSCRIBE,
        }
        assert all("style" in attributes for tag, attributes in page.tags if tag in ("body", "h1", "h2", "h3", "p"))


def test_both_parts_say_the_same(app: App, after: int):
    """Every line of the text stands in the page."""
    for language in ("en", "ar"):
        made = rendered(app, after, language)
        page = re.sub(r"\s+", " ", Page(made.html).text)
        for line in made.text.splitlines():
            said = line.strip("* =-").replace(" (", " ").split(" — ")[0]
            if said and "http" not in said and UNSUBSCRIBE not in said and not said.endswith(")"):
                assert said in page


def test_arabic_reads_from_right_to_left(app: App, after: int):
    """The page says so, bars stand on the right, names in another language are kept apart."""
    made = rendered(app, after, "ar")
    page = Page(made.html)
    assert page.tags[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert "text-align: right" in made.html
    assert "border-left" not in made.html
    assert ("bdi", {"lang": "en"}) in page.tags
    assert made.subject == (
        "التقويم الدبلوماسي: 3 مواعيد مستحقة، قيدان جديدان، تصحيح أو تغيير واحد، خلاف واحد، موعد قادم"
    )
    assert "كان: 1 مارس 2025؛ والآن: 2 مارس 2025" in made.text
    assert not re.search("[A-Za-z]{4}", made.text.replace("https://calendar.example.org/engagements/", "")[:300])


def test_the_calendar_holds_the_entries_under_the_uids_of_feeds(app: App, after: int):
    """Published, with nobody invited; meetings, deadlines, and what series call for."""
    made = icalendar.Calendar.from_ical(rendered(app, after).ics)
    assert made["METHOD"] == "PUBLISH"
    found = {str(one["UID"]).partition("@")[0] for one in made.walk("VEVENT")}
    assert found == {
        "visit",
        "second",
        "next",
        "later",
        "deadline.open-port.then",
        "expected-talks-2025-01-05",
    }
    assert all("ATTENDEE" not in one for one in made.walk("VEVENT"))


def test_without_an_address_of_the_server_nothing_is_linked_to_it(app: App, after: int):
    """Where pages cannot be reached, there is no way to unsubscribe by them either."""
    made = rendered(app, after, base=None)
    assert UNSUBSCRIBE not in made.text + made.html
    assert set(Page(made.html).links()) == {"https://source.example/note"}
    assert "engagements/" not in made.text


def test_a_slash_at_the_end_of_the_address_is_no_other_address(app: App, after: int):
    """The same mail."""
    assert rendered(app, after, base=f"{BASE}/") == rendered(app, after)


def test_an_empty_digest_has_no_calendar(app: App):
    """It can be previewed all the same."""
    made = rendered(app, begin(app))
    assert made.ics == b""
    assert made.subject == "Diplomatic calendar"


def test_a_digest_after_a_long_absence_is_no_megabytes(app: App):
    """Many visits with long titles and texts, and as many meetings: what is shown is counted, and cut."""
    after = begin(app)
    long = {"en": "A visit " + "of many words " * 100, "ar": "زيارة " * 300}
    tell(app, engagements=[visit(f"visit-{number}", title=long) for number in range(70)])
    tell(app, engagements=[announced("2026-01-20", f"meeting-{number}", title=long) for number in range(70)])
    made = rendered(app, after)
    assert len(made.text) + len(made.html) < 150_000
    assert "and 120 more" in made.text
    assert max(map(len, made.text.splitlines())) < LONGEST + 100


# -- other people's texts ---------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script><img src=https://evil.example/x>&lt;b&gt; \"'><a href='javascript:x'>{{ 7*7 }}</a>"


def test_texts_are_texts_in_html(app: App):
    """Whoever wrote them: titles, places, reasons, quotes, labels."""
    after = begin(app)
    hostile = {"en": HOSTILE, "ar": HOSTILE}
    tell(
        app,
        engagements=[visit(title=hostile, places=[{"name": hostile, "country": "QA"}], citations=_quoting(HOSTILE))],
        disputes=[{**disputed()[0], "reason": hostile}],
    )
    page = Page(rendered(app, after).html)
    assert list(page.acting()) == []
    assert page.text.count(HOSTILE) >= 3
    assert "javascript:x" not in page.links()


def _quoting(text: str) -> list[dict[str, Any]]:
    return [{"source": "note", "language": "en", "quote": text}]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://evil.example/x", "//evil.example", "data:text/html,x"])
def test_a_source_is_linked_only_where_a_browser_may_go(url: str):
    """The record takes web addresses alone; were another ever in it, it would be no link."""
    cited = Citation("evil", None, "en", "so it was", None, [], Words("Evil", None), url=url)
    assert quoted([cited], Voice("en", "UTC")) == ((((("“so it was”", "en"),)), "Evil", None),)


@given(st.text(st.characters(), max_size=80))
def test_a_tamed_text_is_one_line_with_nothing_hidden(text: str):
    """No line end, control character, half a character, nor what turns the direction of what follows."""
    found = tamed(text, 50)
    assert len(found) <= 50
    assert found.splitlines() in ([], [found])
    assert not set(found) & {*map(chr, range(32)), "\x7f", "\u202e", "\u2066", "\u2028", "\ufeff", UNSUBSCRIBE}
    found.encode()
    assert tamed(found, 50) == found


def test_what_people_write_is_kept():
    """Marks of direction, joiners, letters of every plane; spaces of all kinds are spaces."""
    for text in ("قطر\u200f 2025", "👩\u200d👧", "𐍈", "e\u0301", "“x”"):
        assert tamed(text) == text
    assert tamed("a\r\nb\tc\u2028d\u00a0e") == "a b c d e"


# -- words ------------------------------------------------------------------------------------------------------------


def test_words_are_there_in_both_languages():
    """With the same blanks to be filled."""
    assert WORDS["en"].keys() == WORDS["ar"].keys()
    assert COUNTED["en"].keys() == COUNTED["ar"].keys()
    for name, text in WORDS["en"].items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", WORDS["ar"][name])), name


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1, "قيد جديد"),
        (2, "قيدان جديدان"),
        (3, "3 قيود جديدة"),
        (10, "10 قيود جديدة"),
        (11, "11 قيداً جديداً"),
        (99, "99 قيداً جديداً"),
        (100, "100 قيد جديد"),
        (103, "103 قيود جديدة"),
    ],
)
def test_arabic_counts_as_arabic_does(number: int, told: str):
    """One and two in words of their own, few, many, and hundreds, each with its form."""
    assert counted("recorded", number, "ar") == told


@settings(max_examples=20)
@given(st.integers(1, 100_000))
def test_everything_can_be_counted(number: int):
    """In both languages, whatever the number."""
    for language in ("en", "ar"):
        for name in COUNTED[language]:
            told = counted(name, number, language)
            assert "{" not in told
            assert number <= 2 or str(number) in told


# -- the other mails --------------------------------------------------------------------------------------------------


def test_a_reminder_is_a_mail_about_one_matter(app: App):
    """In its subject what is due, and where it stands."""
    begin(app)
    tell(app, engagements=[announced("2026-01-09")])
    with app.reading() as reader:
        matter = next(iter(matters(reader, FULL)))
    made = reminder_body(matter, language="en", zone="UTC", now_us=noon("2026-01-10"), base=BASE)
    assert made.subject == "Reminder: Meeting on berths (due)"
    assert "announced for 9 January 2026" in made.text
    assert f"{BASE}/engagements/next" in made.text
    arabic = reminder_body(matter, language="ar", zone="UTC", now_us=noon("2026-01-10"), base=None)
    assert arabic.subject == "تذكير: اجتماع بشأن الأرصفة (مستحق)"
    assert UNSUBSCRIBE not in arabic.text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_confirmation_asks_and_does_nothing(language: str):
    """One link, of which the reader is told how long it works; nothing to unsubscribe from yet."""
    url = f"{BASE}/confirm/abc?x=1&y=2"
    made = confirmation_body(url, language=language)
    assert url in made.text
    assert Page(made.html).links() == [url]
    assert "48" in made.text
    assert made.ics == b""
