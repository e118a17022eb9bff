"""The page in a real browser: both directions, no request to anywhere else, nothing cut off."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn

from browsing import Window, opened, window
from ctcalendar.app import App
from ctcalendar.feeds.catalogue import FEEDS
from ctcalendar.settings import Settings
from ctcalendar.web.site import site

__all__ = ["opened", "window"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(bundled: Path) -> Iterator[str]:
    """A server of the bundled record on a free loopback port."""
    app = App(Settings(database_url=f"sqlite:///{bundled}"))
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site(app), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_page_reads_in_its_direction(window: Window, address: str, language: str, direction: str):
    """Headings begin at the side where the language begins, and the page is no wider than the window."""
    page = window.page
    page.goto(f"{address}/?lang={language}")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == direction
    heading, body = page.locator("h1"), page.locator("body")
    assert heading.evaluate("element => getComputedStyle(element).textAlign") in ("start", "-webkit-auto")
    text = heading.evaluate(
        "element => { const range = document.createRange(); range.selectNodeContents(element);"
        " const box = range.getBoundingClientRect(); return [box.left, box.right] }"
    )
    box = body.bounding_box()
    near = abs(box["x"] + box["width"] - text[1]) if direction == "rtl" else abs(text[0] - box["x"])
    assert near < 40
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("details").first.locator("summary").click()
    assert page.locator("details[open] q").first.is_visible()
    window.pictured(language)
    assert window.problems == []
    assert {url.partition("/")[2].partition("/")[2].partition("/")[0] for url in window.requested} == {address[7:]}


def test_an_arabic_sentence_on_the_english_page_reads_right_to_left(window: Window, address: str):
    """Evidence keeps its own direction and language among words of the other."""
    page = window.page
    page.goto(f"{address}/?lang=en")
    page.locator("#ansari-statement-2017-09-18 summary").click()
    quote = page.locator("#ansari-statement-2017-09-18 q").first
    assert quote.get_attribute("lang") == "ar"
    assert quote.evaluate("element => getComputedStyle(element).direction") == "rtl"


# Where the words of a text stand: the middle of the box around each.
_MIDDLES = """(element, words) => words.map(word => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(word)
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(node, at)
        range.setEnd(node, at + word.length)
        const box = range.getBoundingClientRect()
        return [(box.left + box.right) / 2, box.top]
    }
})"""


@pytest.mark.parametrize("width", [900, 360])
@pytest.mark.parametrize(
    ("language", "side", "words"),
    [("en", "left", ["In dispute:", "2023", "2025"]), ("ar", "right", ["محل خلاف:", "2023", "2025"])],
)
def test_a_disputed_entry_is_marked_where_its_language_begins(
    window: Window, address: str, language: str, side: str, words: list[str], width: int
):
    """A bar on the side where lines begin, the word first, the recorded value before the other; nothing is cut off."""
    page = window.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{address}/?lang={language}")
    entry = page.locator("#qatar-us-security-signing")
    entry.scroll_into_view_if_needed()
    window.pictured(f"disputed-{language}-{width}", entry)
    mark = entry.locator(".disputed")
    assert mark.is_visible()
    other = "left" if side == "right" else "right"
    bars = [
        mark.evaluate(f"element => parseFloat(getComputedStyle(element).border{s.title()}Width)") for s in (side, other)
    ]
    assert bars[0] > 0
    assert bars[1] == 0
    assert mark.locator("strong").evaluate("element => parseInt(getComputedStyle(element).fontWeight)") >= 600
    where = mark.evaluate(_MIDDLES, words)
    # Line by line, and within a line from the side where the language begins.
    order = sorted(where, key=lambda point: (round(point[1]), point[0] if language == "en" else -point[0]))
    assert where == order
    assert mark.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_only_what_is_in_dispute_is_marked(window: Window, address: str, language: str):
    """Two entries of ten; the mark is text, so that a screen reader tells it too."""
    page = window.page
    page.goto(f"{address}/?lang={language}")
    assert page.locator("article").count() == 10
    marked = page.locator("article:has(.disputed)")
    assert [marked.nth(number).get_attribute("id") for number in range(marked.count())] == [
        "ansari-statement-2017-09-18",
        "qatar-us-security-signing",
    ]
    assert {"en": "In dispute", "ar": "محل خلاف"}[language] in marked.first.locator(".disputed").inner_text()


# -- the pages of feeds and of one engagement -------------------------------------------------------------------------

_EDGES = """element => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const box = range.getBoundingClientRect()
    return [box.left, box.right]
}"""
"""Where the words of an element begin and end."""


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("path", ["feeds/", "engagements/us-qatar-ct-dialogue-1"])
def test_pages_read_in_their_direction(window: Window, address: str, language: str, direction: str, path: str):
    """From the side where the language begins, no wider than the window, with no request to anywhere else."""
    page = window.page
    page.goto(f"{address}/{path}?lang={language}")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == direction
    for width in (900, 360):
        page.set_viewport_size({"width": width, "height": 900})
        (left, right), box = page.locator("h1").evaluate(_EDGES), page.locator("body").bounding_box()
        near = abs(box["x"] + box["width"] - right) if direction == "rtl" else abs(left - box["x"])
        assert near < 40
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        window.pictured(f"{path.partition('/')[0]}-{language}-{width}")
    assert window.problems == []
    assert {urlsplit(url).netloc for url in window.requested} == {urlsplit(address).netloc}


_FEEDS = """lists => lists.map(feed => {
    const range = document.createRange(), field = feed.querySelector("input")
    range.selectNodeContents(feed.querySelector("a"))
    const box = feed.getBoundingClientRect(), title = range.getClientRects()[0]
    return {
        left: title.left - box.left,
        right: box.right - title.right,
        whole: feed.scrollWidth <= feed.clientWidth,
        direction: getComputedStyle(field).direction,
        address: field.value,
        field: field.getAttribute("aria-label"),
        file: feed.querySelector("a.file").textContent.trim(),
        shown: [...feed.querySelectorAll("a, input")].every(one => one.checkVisibility()),
    }
})"""
"""How each feed is shown: how far its title begins from either side, whether all of it is seen, what is heard of it."""


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_each_feed_is_shown_whole_and_told_apart(window: Window, address: str, language: str, side: str):
    """Titles begin where the language does, addresses read from left to right; heard alone, each names its feed."""
    page = window.page
    page.goto(f"{address}/feeds/?lang={language}")
    for width in (900, 360):
        page.set_viewport_size({"width": width, "height": 900})
        feeds = page.locator("main li").evaluate_all(_FEEDS)
        assert len(feeds) >= len(FEEDS)
        for feed in feeds:
            assert feed[side] < 40
            assert feed["whole"]
            assert feed["shown"]
            assert feed["direction"] == "ltr"
            assert feed["address"].startswith(f"{address}/feeds/")
    for heard in ("field", "file"):
        names = [feed[heard] for feed in feeds]
        assert all(names)
        assert len(set(names)) == len(names)
