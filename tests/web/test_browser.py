"""The page in a real browser: both directions, no request to anywhere else, nothing cut off."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from ctcalendar.app import App
from ctcalendar.settings import Settings
from ctcalendar.web.site import site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_QUIET = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync""".split()


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


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Chromium, as the system has it."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        reason = "no Chromium on PATH; install it (Debian: apt-get install chromium) to run the page tests"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=_QUIET)
        yield started
        started.close()


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_page_reads_in_its_direction(browser, address: str, tmp_path: Path, language: str, direction: str):
    """Headings begin at the side where the language begins, and the page is no wider than the window."""
    page = browser.new_page(viewport={"width": 900, "height": 900})
    requested: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
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
    page.screenshot(
        path=os.environ.get("CTCALENDAR_TEST_SCREENSHOTS", str(tmp_path)) + f"/{language}.png", full_page=True
    )
    assert problems == []
    assert {url.partition("/")[2].partition("/")[2].partition("/")[0] for url in requested} == {address[7:]}
    page.close()


def test_an_arabic_sentence_on_the_english_page_reads_right_to_left(browser, address: str):
    """Evidence keeps its own direction and language among words of the other."""
    page = browser.new_page()
    page.goto(f"{address}/?lang=en")
    page.locator("#ansari-statement-2017-09-18 summary").click()
    quote = page.locator("#ansari-statement-2017-09-18 q").first
    assert quote.get_attribute("lang") == "ar"
    assert quote.evaluate("element => getComputedStyle(element).direction") == "rtl"
    page.close()


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
    browser, address: str, tmp_path: Path, language: str, side: str, words: list[str], width: int
):
    """A bar on the side where lines begin, the word first, the recorded value before the other; nothing is cut off."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{address}/?lang={language}")
    entry = page.locator("#qatar-us-security-signing")
    entry.scroll_into_view_if_needed()
    folder = os.environ.get("CTCALENDAR_TEST_SCREENSHOTS", str(tmp_path))
    entry.screenshot(path=f"{folder}/disputed-{language}-{width}.png")
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
    page.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_only_what_is_in_dispute_is_marked(browser, address: str, language: str):
    """Two entries of ten; the mark is text, so that a screen reader tells it too."""
    page = browser.new_page()
    page.goto(f"{address}/?lang={language}")
    assert page.locator("article").count() == 10
    marked = page.locator("article:has(.disputed)")
    assert [marked.nth(number).get_attribute("id") for number in range(marked.count())] == [
        "ansari-statement-2017-09-18",
        "qatar-us-security-signing",
    ]
    assert {"en": "In dispute", "ar": "محل خلاف"}[language] in marked.first.locator(".disputed").inner_text()
    page.close()
