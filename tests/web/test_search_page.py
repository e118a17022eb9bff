"""The page of search in a real browser: in both directions, from the box on the first page to the item found."""

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from browsing import Window, opened, window
from recorded import bundled
from web.test_browser import address

__all__ = ["address", "bundled", "opened", "window"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASKED = {
    "en": ("counter-terrorism ansari", "Counterterrorism", "Search", "left", "ltr"),
    "ar": ("مكافحة الأنصاري", "لمكافحة", "بحث", "right", "rtl"),
}
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])

# How far the box around the text of an element is from where the language of the page begins.
_FROM_THE_BEGINNING = """(element, side) => {
    const range = document.createRange(); range.selectNodeContents(element)
    const text = range.getBoundingClientRect(), body = document.body.getBoundingClientRect()
    return Math.abs(side === 'right' ? body.right - text.right : text.left - body.left)
}"""


@LANGUAGES
@pytest.mark.parametrize("width", [900, 360])
def test_what_is_written_into_the_box_is_found(window: Window, address: str, language: str, width: int):
    """By keyboard, without script; answers begin where the language begins, words are marked, nothing is cut off."""
    words, met, label, side, direction = ASKED[language]
    page = window.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/?lang={language}")
    window.pictured(f"home-{language}-{width}")
    box = page.get_by_role("searchbox", name=label)
    box.fill(words)
    box.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.get_by_role("searchbox", name=label).input_value() == words
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == direction
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    window.pictured(f"search-{language}-{width}")
    first = page.locator("ol.found > li").first
    assert first.locator("mark").first.is_visible()
    assert met in page.locator("mark").all_inner_texts()
    for part in ("h3 a", ".snippet", ".when"):
        assert first.locator(part).first.evaluate(_FROM_THE_BEGINNING, side) < 40, part
    title = first.locator("h3").inner_text()
    first.locator("h3 a").click()
    assert page.locator("article h3").inner_text() == title
    assert window.problems == []
    assert {urlsplit(url).netloc for url in window.requested} == {urlsplit(address).netloc}


@LANGUAGES
def test_a_misspelled_name_leads_on_by_its_link(window: Window, address: str, language: str):
    """And the link to the other language looks for the same words."""
    page = window.page
    page.goto(f"{address}/search?q=tilerson&lang={language}")
    window.pictured(f"search-none-{language}")
    page.locator(".meant a").click()
    assert page.locator("input[name=q]").input_value() == "Tillerson"
    count = page.locator("ol.found > li").count()
    assert count > 2
    page.get_by_role("link", name="العربية" if language == "en" else "English").click()
    assert page.locator("ol.found > li").count() == count


@LANGUAGES
def test_why_something_cannot_be_looked_for_can_be_read(window: Window, address: str, language: str):
    """What was written stays in the box; the message, which is English, runs its own way."""
    page = window.page
    page.goto(f"{address}/search?q=***&kind=visit&lang={language}")
    assert page.locator("input[name=q]").input_value() == "***"
    message = page.get_by_text("holds no word to look for")
    assert message.evaluate("element => getComputedStyle(element).direction") == "ltr"
    window.pictured(f"search-refused-{language}")


def test_an_address_without_end_is_refused_by_the_server(address: str):
    """A line of 100 kB never comes as far as the record, and the next request is answered."""
    for path, statuses in ((f"/search?q={'x' * 100_000}", (400, 414, 431)), ("/search?q=doha", (200,))):
        connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
        connection.request("GET", path)
        assert connection.getresponse().status in statuses
        connection.close()
