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
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the bundled record on a free loopback port."""
    app = App(Settings(database_url=f"sqlite:///{tmp_path_factory.mktemp('site')}/calendar.sqlite"))
    app.load_demo()
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
