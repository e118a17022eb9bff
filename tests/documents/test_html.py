"""A history as one page: complete in itself, readable by a program that reads it aloud, and made of nothing hostile."""

import base64
import re
from hashlib import sha256
from itertools import islice, pairwise

from ctcalendar.app import App
from ctcalendar.documents.head import Head
from ctcalendar.documents.html import html
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.filter import Filter
from documents.hostile import TEXTS
from documents.reading import Read


def page(app: App, language: str = "en", asked: Filter | None = None) -> str:
    """What `history --format html` prints for the public."""
    return "".join(app.document("html", asked or Filter(), language=language, clearance=Clearance.PUBLIC))


def test_the_page_asks_for_nothing_and_runs_nothing(hostile: App):
    """One style, named by its hash in a policy that allows nothing else; links are the only addresses."""
    text = page(hostile)
    found = Read(text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in found.all(
        "content"
    )
    assert not {"script", "img", "iframe", "object", "form", "link", "svg", "input"} & found.names()
    assert not found.all("src") + found.all("style") + found.all("srcset")
    assert not [name for _, given in found.elements for name in given if name.startswith("on")]


def test_whatever_a_record_holds_stays_text(hostile: App):
    """The texts are there to the letter; the only links out are the addresses of sources."""
    for language in ("en", "ar"):
        found = Read(page(hostile, language))
        assert {one.partition("/a(b)")[0] for one in found.all("href") if one[0] != "#"} == {"https://example.com"}
        for text in TEXTS[1:]:
            assert " ".join(text.split()) in " ".join(found.text.split())


def test_the_page_has_its_landmarks_and_every_link_in_it_leads_somewhere(record: App):
    """One h1; header, navigation, main, footer; ids are unique, and what refers to one finds it."""
    found = Read(page(record))
    names = [name for name, _ in found.elements]
    assert [names.count(name) for name in ("h1", "header", "nav", "main", "footer")] == [1] * 5
    ids = found.all("id")
    assert len(ids) == len(set(ids))
    assert {one.removeprefix("#") for one in found.all("href") if one.startswith("#")} <= set(ids)
    assert set(found.all("aria-labelledby")) <= set(ids)
    headings = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_every_table_has_headers_and_every_text_its_language(record: App):
    """Both languages side by side, each cell with its language and direction."""
    found = Read(page(record))
    headers = [given["scope"] for name, given in found.elements if name == "th"]
    assert headers.count("col") == 3 * [name for name, _ in found.elements].count("table")
    cells = [given for name, given in found.elements if name == "td"]
    assert {(cell["lang"], cell["dir"]) for cell in cells} == {("en", "ltr"), ("ar", "rtl")}
    assert headers.count("row") * 2 == len(cells)


def test_the_years_are_listed_with_how_many_there_are(record: App):
    """A table of contents, whose years are the sections there are."""
    found = Read(page(record))
    assert [one for one in found.all("href") if one.startswith("#year")] == [
        "#year-2017",
        "#year-2018",
        "#year-2022",
        "#year-2023",
    ]
    assert "2017 (6)" in found.text


def test_the_head_says_what_was_asked_and_when_the_record_stood(record: App):
    """The filter in words, the clocks, the clearance."""
    text = Read(page(record, asked=Filter(party=("QA",), since="2017-10-01", published_by="2018-12-31"))).text
    for said in ("Qatar", "1 October 2017", "31 December 2018", "public clearance", "22 November 2026 04:00:00 UTC"):
        assert said in text
    assert "10 November 2026" in Read(page(record, asked=Filter(as_of="2026-11-10"))).text


def test_nothing_on_record_is_said(record: App):
    """A page of nothing has no contents and no sources, but says so."""
    found = Read(page(record, asked=Filter(since="2100-01-01")))
    assert "Nothing on record answers this." in found.text
    assert not {"nav", "footer"} & found.names()


def test_the_page_is_written_as_entries_come(record: App):
    """Memory is flat: the first entries are on the page before the last are read."""
    one = record.show("us-qatar-ct-dialogue-1", clearance=Clearance.PUBLIC)
    taken = []
    entries = (taken.append(number) or one for number in range(100))
    pieces = html(Head("en", Filter(), Clearance.PUBLIC), [("2017", 100)], entries, lambda ids: [])
    list(islice(pieces, 3))
    assert 0 < len(taken) < 50
