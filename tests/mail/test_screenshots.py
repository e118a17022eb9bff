"""A digest as a browser shows it, in both directions, on a wide screen and on a telephone."""

import pytest

from browsing import Window, opened, window
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

__all__ = ["opened", "window"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
    window: Window, pages: dict[str, str], language: str, direction: str, side: str
):
    """Bars stand where lines begin, nothing is wider than the screen, and nothing is asked of anybody."""
    page = window.page
    page.set_content(pages[language])
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == direction
    other = "Left" if side == "Right" else "Right"
    for item in page.locator(".item").all():
        width_of = "element => parseFloat(getComputedStyle(element).border{}Width)"
        assert [item.evaluate(width_of.format(one)) for one in (side, other)] == [4, 0]
    for width in (680, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        window.pictured(f"digest-{language}-{width}")
    assert (window.requested, window.problems) == ([], [])
