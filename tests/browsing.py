"""A real browser for tests of pages: Chromium as the system has it, with one window that is used again and again."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

_QUIET = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync""".split()
SIZE = {"width": 900, "height": 900}


class Window(NamedTuple):
    """A page in the browser, what it has asked of anybody, and what it complained of."""

    page: Any
    requested: list[str]
    problems: list[str]

    def pictured(self, name: str, element: Any = None) -> None:
        """Keep a picture for people to look at, whole or of an element, if they named a folder for it."""
        if folder := os.environ.get("CTCALENDAR_TEST_SCREENSHOTS"):
            whole = {} if element else {"full_page": True}
            (element or self.page).screenshot(path=Path(folder) / f"{name}.png", **whole)


@pytest.fixture(scope="module")
def opened() -> Iterator[Window]:
    """A window. To open one takes a second: a module's tests look into the same."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        reason = "no Chromium on PATH; install it (Debian: apt-get install chromium) to run the page tests"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_QUIET)
        window = Window(browser.new_page(), [], [])
        window.page.on("request", lambda request: window.requested.append(request.url))
        window.page.on("console", lambda message: window.problems.append(message.text))
        yield window
        browser.close()


@pytest.fixture
def window(opened: Window) -> Window:
    """A window with nothing in it."""
    opened.page.goto("about:blank")
    opened.page.context.clear_cookies()
    opened.page.set_viewport_size(SIZE)
    opened.requested.clear()
    opened.problems.clear()
    return opened
