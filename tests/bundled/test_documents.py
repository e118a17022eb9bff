"""Five documents are in the record, and of them only what they say: evidence, languages, and no furniture."""

from collections import Counter
from pathlib import Path

import pytest

from ctcalendar.app import App
from ctcalendar.bundled import dossiers
from ctcalendar.domain import codec
from ctcalendar.dossier.read import read_dossier
from ctcalendar.views.filter import Filter
from recorded import PUBLIC, ask, everything, item, register

DOCUMENTS = {
    "state-note-2017-11-08": ("en",),
    "ansari-news-2017-09-18": ("ar",),
    "ct-review-2018": ("en", "ar"),
    "unoct-fourth-dialogue": ("en",),
    "doha-security-rewrite": ("en",),
}
ELSEWHERE = {"dhs-noem-2025-01-25", "peninsula-menafn-1110495921"}


def test_it_holds_all_five_documents(record: App):
    """Each with the digest of its text and its languages; two more sources are known by their address alone."""
    sources = register(record, "source")
    assert set(sources) == {*DOCUMENTS, *ELSEWHERE}
    assert {name: tuple(sources[name]["languages"]) for name in DOCUMENTS} == DOCUMENTS
    assert all(sources[name]["sha256"] and not sources[name]["url"] for name in DOCUMENTS)
    assert all(sources[name]["url"] and not sources[name]["sha256"] for name in ELSEWHERE)
    assert all(sources[name]["proves"] for name in sources)


def test_it_holds_two_signings_three_visits_three_dialogues_and_two_statements(record: App):
    """Ten engagements on their days; one visit has no day of its own."""
    found = record.history(Filter(), clearance=PUBLIC)
    assert Counter(one.kind for one in found) == {"signing": 2, "visit": 3, "dialogue": 3, "statement": 2}
    assert {(one.id, one.kind, one.when and one.when.edtf) for one in found} == {
        ("qatar-us-mou-signing-2017", "signing", "2017-07-11"),
        ("tillerson-mbar-press-conference-2017-07", "statement", "2017-07-11~"),
        ("ansari-statement-2017-09-18", "statement", "2017-09-18"),
        ("tillerson-visit-doha-2017-10", "visit", "2017-10-22/2017-10-23"),
        ("mnuchin-visit-doha-2017-10", "visit", "2017-10-29/2017-10-30"),
        ("us-qatar-ct-dialogue-1", "dialogue", "2017-11-08"),
        ("us-qatar-ct-dialogue-2", "dialogue", "2018-09-05"),
        ("qatar-unoct-dialogue-4", "dialogue", "2022-03-27?"),
        ("qatar-us-security-signing", "signing", "2023-12-18"),
        ("noem-visit-doha", "visit", None),
    }
    assert all(one.status == "held" for one in found)


def test_one_file_of_two_articles_is_one_source_in_two_parts(record: App):
    """The English article stands in its pieces of the file, the Arabic in its own; quotes say of which they are."""
    source = item(record, "ct-review-2018")
    parts = {part["language"]: [_span(locator) for locator in part["locators"]] for part in source["parts"]}
    rows = ask(
        record,
        "SELECT language, locator FROM citation WHERE NOW AND source = 'ct-review-2018' AND locator IS NOT NULL",
    )
    assert {language for language, _ in rows} == {"en", "ar"}
    for language, locator in rows:
        start, end = _span(locator)
        assert any(first <= start and end <= last for first, last in parts[language]), (language, locator)


def test_titles_and_names_are_in_both_languages(record: App):
    """Engagements, people, organisations, parties, offices, instruments, series, topics, commitments: all of them."""
    named = ("title", "names", "label", "text")
    for one in everything(record):
        texts = [one[field] for field in named if one.get(field)]
        if one["item"] == "source" and one["id"] == "doha-security-rewrite":
            assert texts == []  # it has no headline
            continue
        assert texts, one["id"]
        assert all(text["en"] and text["ar"] for text in texts), one["id"]


def test_what_is_asserted_reported_and_disputed_is_told_in_both_languages(record: App):
    """Our own sentences too: assertions, objectives, reports, the reasons of disputes."""
    for one in everything(record):
        told = [*one.get("says", ()), *one.get("objectives", ()), *one.get("reports", ())]
        assert all(part["text"]["en"] and part["text"]["ar"] for part in told), one["id"]
        assert all(dispute["reason"]["en"] and dispute["reason"]["ar"] for dispute in one["disputes"])


def test_what_the_languages_say_differently_says_so(record: App):
    """Where the English and the Arabic article part, `differs` tells how, in words; beside it stand both."""
    assert "review of progress" in item(record, "ct-review-2018")["title"]["differs"]
    commitments = register(record, "commitment")
    assert {name for name, one in commitments.items() if one["text"]["differs"]} == {"d2-next-steps", "d2-standards"}
    assert "urgent measures" in commitments["d2-next-steps"]["text"]["differs"]
    second = item(record, "us-qatar-ct-dialogue-2")
    differing = {one["id"] for one in second["says"] if one["text"]["differs"]}
    assert {"us-praise", "continue-cooperation", "al-udeid", "builds-on-mou", "successes", "mechanism"} == differing
    titles = {one["person"]: one["title"]["differs"] for one in second["participants"]}
    assert titles["alina-romanowski"] == "only the English names the Department of State"
    assert titles["abdulaziz-al-ansari"] is None
    assert item(record, "office:qahtani-envoy")["title"]["differs"]


FURNITURE = {
    "state-note-2017-11-08": [(2094, 2230)],  # the portal's disclaimer
    "ansari-news-2017-09-18": [(168, 185), (1364, 1435), (2396, 2407)],  # share buttons, a teaser, a city
    "doha-security-rewrite": [(4516, 4561)],  # where to click
    "ct-review-2018": [(5961, 5962)],  # what was left of the page's code
}
"""Document -> where in its text the page speaks, not the document (code points)."""


def test_page_furniture_is_nothing(record: App):
    """Buttons, teasers, disclaimers and links are cited for nothing, and nothing of them is recorded."""
    for source, locator in ask(record, "SELECT source, locator FROM citation WHERE NOW AND locator IS NOT NULL"):
        start, end = _span(locator)
        assert not any(start < last and first < end for first, last in FURNITURE.get(source, ())), (source, locator)
    whole = codec.encode(everything(record)).decode().lower()
    for word in (
        "linkedin",
        "whatsapp",
        "اقرأ أيضاً",
        "الاتفاق النووي",
        "مكة",
        "privacy",
        "endorsement",
        "visit the us",
    ):
        assert word not in whole


def test_no_quote_is_longer_than_a_dozen_words(record: App):
    """Short spans of evidence, never the text."""
    quotes = [quote for (quote,) in ask(record, "SELECT quote FROM citation WHERE NOW AND quote IS NOT NULL")]
    assert len(quotes) > 300
    assert max(len(quote.split()) for quote in quotes) <= 12


def test_every_citation_of_a_quote_says_where_it_stands(record: App):
    """In code points of the text whose digest the source holds, as long as it is; what is not held is not quoted."""
    for source, quote, locator in ask(record, "SELECT source, quote, locator FROM citation WHERE NOW"):
        if source in ELSEWHERE:
            assert (quote, locator) == (None, None)
        elif quote is not None:
            start, end = _span(locator)
            assert end - start == len(quote)
        else:
            assert locator is None


def test_a_quote_is_in_the_language_it_claims(record: App):
    """Arabic letters in Arabic spans, none in English ones."""
    for language, quote in ask(record, "SELECT language, quote FROM citation WHERE NOW AND quote IS NOT NULL"):
        assert any("\u0600" <= letter <= "\u06ff" for letter in quote) == (language == "ar"), quote


@pytest.mark.parametrize(("name", "data"), dossiers(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_bundled_dossier_reads_as_an_example(name: str, data: bytes):
    """It is what users will imitate: it opens with a comment, and reads without a problem."""
    assert data.startswith(b"#")
    assert read_dossier(name, data)
    assert Path(name).suffix == ".yaml"


def _span(locator: str) -> tuple[int, int]:
    start, end = locator.removeprefix("char=").split(",")
    return int(start), int(end)
