"""The pages that links in mail lead to, in a real browser: in both directions, and with a button that works."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from app.subscriptions import Desk
from browsing import Window, opened, window
from ctcalendar.app import App
from ctcalendar.app.signing import signing
from ctcalendar.db.engine import let_go
from ctcalendar.mail.tokens import unsubscribe_token
from ctcalendar.settings import Settings
from ctcalendar.web.site import site
from log.building import until
from views.ledger import reading

__all__ = ["opened", "window"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEXTS = {
    "en": ("Unsubscribe", "You will get no more mail from this calendar."),
    "ar": ("إلغاء الاشتراك", "لن تصلك رسائل من هذا التقويم بعد الآن."),
}


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Desk]:
    """The subscribers of a calendar of its own."""
    app = App(Settings(database_url=f"sqlite:///{tmp_path}/calendar.sqlite"))
    app.init()
    yield Desk(app)
    let_go()


@contextmanager
def served(app: App) -> Iterator[str]:
    """The address of a server of the calendar, on a free loopback port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(site(app), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until(lambda: server.started)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_button_ends_it(window: Window, people: Desk, language: str, direction: str):
    """In the language of the link; nothing is asked of any other server, and the page complains of nothing."""
    anna = people.add(every="daily")
    with reading(people.app.settings) as reader:
        token = unsubscribe_token(signing(people.app.settings, reader), anna.id)
    with served(people.app) as address:
        page = window.page
        page.set_viewport_size({"width": 600, "height": 500})
        page.goto(f"{address}/unsubscribe/{token}?lang={language}")
        assert page.evaluate("getComputedStyle(document.documentElement).direction") == direction
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        button, done = TEXTS[language]
        window.pictured(f"unsubscribe-{language}")
        assert people.one(anna).state == "confirmed"
        page.get_by_role("button", name=button).click()
        assert page.get_by_role("status").inner_text() == done
        window.pictured(f"unsubscribed-{language}")
    assert people.one(anna).state == "unsubscribed"
    assert window.problems == []
    assert {url.split("/")[2] for url in window.requested} == {address[7:]}
