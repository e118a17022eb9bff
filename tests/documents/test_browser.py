"""Documents in a real browser: both directions, nothing fetched, nothing refused by their policy, nothing cut off."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents.golden import FOLDER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_QUIET = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync""".split()


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


def _opened(browser, file: str, width: int, problems: list[str]):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("console", lambda message: problems.append(message.text))
    page.on("request", lambda request: request.url.startswith("file:") or problems.append(request.url))
    page.goto((FOLDER / file).as_uri())
    return page


def _screenshots(tmp_path: Path) -> str:
    return os.environ.get("CTCALENDAR_TEST_SCREENSHOTS", str(tmp_path))


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_page_reads_in_its_direction_on_any_width_and_on_paper(browser, tmp_path: Path, language, direction):
    """Styled in spite of its policy; no wider than the window; evidence opens, and is printed open."""
    problems: list[str] = []
    page = _opened(browser, f"history.{language}.html", 1000, problems)
    assert page.evaluate("getComputedStyle(document.body).direction") == direction
    assert page.evaluate("getComputedStyle(document.querySelector('table')).borderCollapse") == "collapse"
    columns = page.locator("article").first.locator("tbody tr").first.locator("td")
    places = [columns.nth(number).bounding_box()["x"] for number in (0, 1)]
    assert (places[0] < places[1]) == (direction == "ltr")
    quote = page.locator("details q").first
    assert not quote.is_visible()
    page.locator("summary").first.click()
    assert quote.is_visible()
    page.screenshot(path=f"{_screenshots(tmp_path)}/history-{language}.png")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 680, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("details:not([open]) q").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert problems == []
    page.close()


# How many labels reach beyond the drawing, and how many stand on another. (The boxes of Arabic fonts are high.)
_LABELS = """() => {
    const frame = document.documentElement.getBoundingClientRect()
    const boxes = [...document.querySelectorAll('text')].map(one => one.getBoundingClientRect())
    const beyond = boxes.filter(box => box.left < frame.left - 1 || box.right > frame.right + 1).length
    let touching = 0
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
        if (a.left < b.right && b.left < a.right && a.top + 6 < b.bottom && b.top + 6 < a.bottom) touching += 1
    }))
    return [boxes.length, beyond, touching]
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_label_of_a_timeline_is_cut_off_or_stands_on_another(browser, tmp_path: Path, language: str):
    """With the fonts a browser has, which are none that the drawing can count on."""
    problems: list[str] = []
    page = _opened(browser, f"timeline.{language}.svg", 1250, problems)
    count, beyond, touching = page.evaluate(_LABELS)
    page.locator("svg").screenshot(path=f"{_screenshots(tmp_path)}/timeline-{language}.png")
    assert count > 20
    assert (beyond, touching) == (0, 0)
    assert problems == []
    page.close()
