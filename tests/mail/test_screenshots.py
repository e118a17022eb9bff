"""A digest as a browser shows it, in both directions, on a wide screen and on a telephone."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Clock
from ctcalendar.app import App
from mail.digests import (
    amended,
    announced,
    begin,
    body,
    commitment,
    digest,
    disputed,
    said,
    series,
    tell,
    visit,
)
from views.databases import SqliteDatabases

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


@pytest.fixture(scope="module")
def pages(sqlite_databases: SqliteDatabases) -> dict[str, str]:
    """A digest with something in each of its parts, by language."""
    with sqlite_databases.empty() as settings:
        app = App(settings, clock=Clock())
        begin(app)
        called_off = announced("2026-02-02", "called-off", title={"en": "Visit to the yards", "ar": "زيارة الأحواض"})
        tolls = {"en": "Statement on tolls", "ar": "تصريح بشأن الرسوم"}
        after = tell(app, engagements=[visit(), called_off, visit("second", title=tolls)], series=[series()])
        tell(
            app,
            amendments=amended("visit", {"en": "a slip", "ar": "سهو"}, when={"edtf": "2025-03-02"}),
            disputes=disputed("second"),
            cancellations=said("called-off"),
            engagements=[announced("2026-01-20")],
            commitments=[commitment()],
        )
        made = {language: digest(app, after=after, since="2026-01-03", language=language) for language in ("en", "ar")}
        return {language: body(found).html for language, found in made.items()}


@pytest.mark.parametrize(("language", "direction", "side"), [("en", "ltr", "Left"), ("ar", "rtl", "Right")])
def test_a_digest_reads_in_its_direction(
    browser, pages: dict[str, str], tmp_path: Path, language: str, direction: str, side: str
):
    """Bars stand where lines begin, nothing is wider than the screen, and nothing is asked of anybody."""
    page = browser.new_page()
    requested: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    page.set_content(pages[language])
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == direction
    other = "Left" if side == "Right" else "Right"
    for item in page.locator(".item").all():
        width_of = "element => parseFloat(getComputedStyle(element).border{}Width)"
        assert [item.evaluate(width_of.format(one)) for one in (side, other)] == [4, 0]
    folder = os.environ.get("CTCALENDAR_TEST_SCREENSHOTS", str(tmp_path))
    for width in (680, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.screenshot(path=f"{folder}/digest-{language}-{width}.png", full_page=True)
    assert (requested, problems) == ([], [])
    page.close()
