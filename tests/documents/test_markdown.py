"""A history as Markdown: what a memo needs is there, each source once, and whatever a record holds stays text."""

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ctcalendar.app import App
from ctcalendar.documents.markdown import escaped
from ctcalendar.documents.wordings import harmless
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.filter import Filter
from documents.hostile import TEXTS
from documents.reading import Read

PROGRAM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "div", "strong", "a"}


def memo(app: App, language: str = "en", asked: Filter | None = None) -> str:
    """What `history --format md` prints for the public."""
    return "".join(app.document("md", asked or Filter(), language=language, clearance=Clearance.PUBLIC))


def rendered(app: App, language: str = "en") -> Read:
    """The same as a program shows it."""
    return Read(PROGRAM.render(memo(app, language)))


def test_an_engagement_is_told_with_day_title_in_both_languages_place_parties_and_who_led(record: App):
    """What somebody pastes in a memo says all that a memo says."""
    text = memo(record, asked=Filter(series=("us-qatar-ct-dialogue",)))
    assert "### 8 November 2017: First U.S.-Qatar Counterterrorism Dialogue\n" in text
    assert '<div dir="rtl" lang="ar">\n\n**الحوار القطري الأمريكي الأول' in text
    assert "- Where: Washington" in text
    assert "- Parties: Qatar, United States" in text
    assert re.search(r"- Led by: .*Nathan Sales", text)


def test_each_source_stands_once_and_every_number_leads_to_one(record: App):
    """Numbers are given in the order of first citation, and none is missing from the list at the end."""
    body, _, sources = memo(record).partition("\n## Sources\n")
    listed = [int(number) for number in re.findall(r"^(\d+)\. ", sources, re.MULTILINE)]
    cited = list(dict.fromkeys(int(number) for number in re.findall(r"\[(\d+)\]", body)))
    assert listed == cited == list(range(1, len(listed) + 1))
    assert "U.S. Department of State, Office of the Spokesperson, 8 November 2017" in sources


def test_a_quote_is_told_with_its_number_and_where_it_stands(record: App):
    """A reader can find the very words in the source."""
    assert "  - “signed in Doha on July 11” [1], characters 994–1019\n" in memo(record)


def test_a_dispute_is_told_with_both_values_and_who_says_each(record: App):
    """The recorded value, marked so, with its words; the other beside it; and why they cannot both be right."""
    text = memo(record, asked=Filter(kind=("signing",), since="2023-01-01"))
    assert "- **In dispute**: When (Kristi Noem" in text
    assert "  - 18 December 2023 (as recorded): “The meeting took place in Doha on December 18, 2023” [1]" in text
    assert re.search(r"  - 18 December 2025 \(day not certain\): \[\d\]", text)


def test_days_that_are_not_one_certain_day_say_so(sorts: App):
    """Uncertain, by bounds, by parts, by month, unknown: in words, never a day that nobody knows."""
    text = memo(sorts)
    for said in (
        "### 5 May 2024 (day not certain): Meeting at the airport",
        "### 3 June 2024 – 5 June 2024 (day not known): Meeting behind closed doors",
        "### 10 September 2024 – 12 September 2024 (the days of its parts): Tour of the region",
        "### July 2024: Round of July",
        "### day not known: Visit without a day",
        "### 10 August 2024: Visit in August (cancelled)",
    ):
        assert said in text


def test_what_is_dated_by_its_parts_stands_in_their_year(sorts: App):
    """Each once: in no year stands only what has no day at all."""
    heads = [line for line in memo(sorts, asked=Filter(limit=1_000)).splitlines() if line.startswith("##")]
    tour = next(number for number, line in enumerate(heads) if "Tour of the region" in line)
    assert [line for line in heads[:tour] if line.startswith("## ")][-1] == "## 2024"
    years = [line for line in heads if line.startswith("## ")]
    assert len(years) == len(set(years))
    told = [line for line in heads if line.startswith("### ")]
    assert len(told) == len(list(sorts.lines(Filter(), clearance=Clearance.PUBLIC)))
    assert all("day not known: " in line for line in heads[heads.index(years[-2]) + 1 : -1])


def test_a_limit_holds_for_what_is_dated_by_its_parts_too(sorts: App):
    """A document has the engagements that a list of as many has, in other places."""
    every = list(sorts.lines(Filter(), clearance=Clearance.PUBLIC))
    for limit in range(1, len(every) + 1):
        told = memo(sorts, asked=Filter(limit=limit))
        assert told.count("\n### ") == limit


def test_an_arabic_memo_runs_right_to_left_but_for_its_english(record: App):
    """All of it stands in one block that runs right to left, English titles in blocks of their own."""
    text = memo(record, "ar")
    assert text.startswith('<div dir="rtl" lang="ar">\n\n# ')
    assert text.endswith("</div>\n")
    assert '<div dir="ltr" lang="en">\n\n**Signing of the U.S.-Qatar' in text
    assert len(re.findall(r"^<div ", text, re.MULTILINE)) == len(re.findall(r"^</div>$", text, re.MULTILINE))
    assert "\u2068“signed in Doha on July 11”\u2069 [1]، الأحرف 994–1019" in text
    assert text.count("\u2068") == text.count("\u2069")


def test_nothing_on_record_is_said(record: App):
    """An answer of nothing is an answer."""
    text = memo(record, asked=Filter(since="2100-01-01"))
    assert "Since: 1 January 2100" in text
    assert "Nothing on record answers this." in text


def test_whatever_a_record_holds_stays_text(hostile: App):
    """No element, link or image but ours, in either language, and the texts are there to the letter."""
    for language in ("en", "ar"):
        found = rendered(hostile, language)
        assert found.names() == OURS
        assert all(address.startswith("https://example.com/a(b)'") for address in found.all("href"))
        assert set(found.all("dir")) <= {"rtl", "ltr"}
        for text in TEXTS[1:]:
            assert " ".join(text.split()) in found.text


@given(
    st.text(
        alphabet=st.sampled_from("ab 1.)-+=#*_`~[](){}<>!&;:/\\|^$@\"'wwwاب\u0600\n\t\x00\u202e\u2066"), max_size=40
    )
)
def test_an_escaped_text_is_shown_as_it_is(text: str):
    """One paragraph, in it the text and nothing else, whatever it begins or ends with."""
    shown = Read(PROGRAM.render(f"{escaped(text)}\n"))
    assert shown.names() <= {"p"}
    assert shown.text.rstrip("\n") == harmless(text)


def test_a_steering_character_is_replaced():
    """What would turn the text around it, or end a line, is neither in the text nor does it what it does."""
    assert escaped("a\u202eb\u2066c\x00d\ne") == "a\ufffdb\ufffdc\ufffdd e"
