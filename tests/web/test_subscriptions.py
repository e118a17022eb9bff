"""What links in mail lead to: looking changes nothing, a button does, and nothing tells who is subscribed."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.subscriptions import ANNA, Desk
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.signing import signing
from ctcalendar.app.subscribing import CONFIRM_WITHIN_US
from ctcalendar.desk.subscribers import Subscriber
from ctcalendar.mail.tokens import unsubscribe_token
from ctcalendar.settings import Settings
from ctcalendar.web.site import site
from ctcalendar.web.subscriptions import LONGEST_BODY
from views.databases import Databases, databases, postgres_databases, sqlite_databases
from views.ledger import reading

__all__ = ["databases", "postgres_databases", "sqlite_databases"]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def app(databases: Databases, clock: Clock) -> Iterator[App]:
    """An empty calendar, on each engine in turn."""
    with databases.empty() as settings:
        yield App(settings, clock=clock)


@pytest.fixture
def people(app: App) -> Desk:
    """Its subscribers: none."""
    return Desk(app)


def ending(people: Desk, subscriber: Subscriber) -> str:
    """The address that ends a subscription."""
    with reading(people.app.settings) as reader:
        return f"/unsubscribe/{unsubscribe_token(signing(people.app.settings, reader), subscriber.id)}"


def state(people: Desk, subscriber: Subscriber) -> str:
    return people.one(subscriber).state


def test_to_look_changes_nothing(client: TestClient, people: Desk):
    """Programs look behind every link in mail, also by HEAD; the page has a button."""
    anna = people.add(every="daily")
    omar, token = people.added("omar@quay.example")
    for path in (ending(people, anna), f"/confirm/{token}"):
        for _ in range(2):
            found = client.get(path)
            assert (found.status_code, found.text.count("<button>")) == (200, 1)
            assert client.head(path).headers["content-length"] == found.headers["content-length"]
    assert (people.one(anna), people.one(omar)) == (anna, omar)


def test_one_click_ends_it_without_a_login_however_often(client: TestClient, people: Desk):
    """As RFC 8058 has it: a POST to the address in List-Unsubscribe, with no cookie and nothing of ours before."""
    anna = people.add(every="daily")
    path = ending(people, anna)
    for _ in range(2):
        found = client.post(path, data=ONE_CLICK)
        assert found.status_code == 200
        assert "no more mail" in found.text
        assert "set-cookie" not in found.headers
        assert state(people, anna) == "unsubscribed"


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"", {}),
        (b"List-Unsubscribe=One-Click", FORM),
        (b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
         {"content-type": "multipart/form-data; boundary=x"}),
        (b"\xff\x00", {"content-type": "application/json"}),
        (b"x" * LONGEST_BODY, FORM),
    ],
)  # fmt: skip
def test_whatever_a_program_sends_it_ends_it(client: TestClient, people: Desk, content: bytes, headers: dict[str, str]):
    """To send it is to ask."""
    anna = people.add()
    assert client.post(ending(people, anna), content=content, headers=headers).status_code == 200
    assert state(people, anna) == "unsubscribed"


def test_who_sends_too_much_is_not_read_to_the_end(client: TestClient, people: Desk):
    """Nor heard."""
    anna = people.add()
    assert client.post(ending(people, anna), content=b"x" * (LONGEST_BODY + 1)).status_code == 413
    assert state(people, anna) == "confirmed"


def test_the_button_does_what_the_page_asks(client: TestClient, people: Desk):
    """Its form leads back to the same address, in the language of the page."""
    _, token = people.added()
    page = client.get(f"/confirm/{token}?lang=ar").text
    assert re.search(r'<form method="post" action="\?lang=ar">', page)
    found = client.post(f"/confirm/{token}?lang=ar", data=ONE_CLICK)
    assert found.status_code == 200
    assert 'lang="ar" dir="rtl"' in found.text
    assert people.subscribers.listed()[0].state == "confirmed"


def test_a_token_that_was_used_or_is_too_old_or_never_was_says_the_same(client: TestClient, people: Desk, clock: Clock):
    """To the byte."""
    _, used = people.added()
    client.post(f"/confirm/{used}")
    old_one, old = people.added("omar@quay.example")
    clock.now_us += CONFIRM_WITHIN_US
    found = [client.post(f"/confirm/{token}") for token in (used, old, "0" * 40, "x", "%00", "%E2%80%AE", "x" * 5_000)]
    assert {(one.status_code, one.text) for one in found} == {(404, found[0].text)}
    assert "48 hours" in found[0].text
    assert state(people, old_one) == "pending"


def test_nothing_tells_who_is_subscribed(client: TestClient, people: Desk):
    """Who still is, who has ended it and who was erased are answered with the same bytes and headers."""
    there, gone, erased = (people.add(f"{name}@quay.example") for name in ("there", "gone", "erased"))
    paths = [ending(people, one) for one in (there, gone, erased)]
    people.subscribers.remove(gone.id)
    people.subscribers.erase(erased.id)
    for ask in (client.get, client.post):
        found = [ask(path) for path in paths]
        assert len({(one.status_code, one.text, repr(one.headers)) for one in found}) == 1
        assert "quay" not in found[0].text


def test_looking_is_answered_alike_whatever_the_token(client: TestClient, people: Desk):
    """Only who acts learns that a link is not whole."""
    path = ending(people, people.add())
    looked = {client.get(one).text for one in (path, path[:-1], "/unsubscribe/x", "/unsubscribe/%00")}
    assert len(looked) == 1
    for one in (path[:-1], "/unsubscribe/x", "/unsubscribe/%00", "/unsubscribe/1-x-" + "0" * 32):
        assert client.post(one).status_code == 404


@pytest.mark.parametrize("path", ["/unsubscribe/", "/confirm/", "/unsubscribe", "/unsubscribe/a/b"])
def test_an_address_without_a_token_is_nowhere(client: TestClient, path: str):
    """Nor with two."""
    assert client.get(path).status_code == client.post(path).status_code == 404


def test_nobody_keeps_shows_frames_or_finds_these_pages(client: TestClient, people: Desk):
    """Nor is their address passed on to whoever is linked to; nothing is loaded from elsewhere."""
    path = ending(people, people.add())
    for found in (client.get(path), client.post(path), client.post("/confirm/x")):
        assert found.headers["cache-control"] == "no-store"
        assert "noindex" in found.headers["x-robots-tag"]
        assert found.headers["referrer-policy"] == "no-referrer"
        assert found.headers["x-content-type-options"] == "nosniff"
        policies = found.headers["content-security-policy"]
        assert "default-src 'none'" in policies
        assert "frame-ancestors 'none'" in policies
        assert ANNA not in found.text
        assert not re.search(r"https?://", found.text)
        assert path.rpartition("/")[2] not in found.text


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", None, "en"),
        ("", "ar-QA,ar;q=0.9,en;q=0.8", "ar"),
        ("", "fr, EN;q=0.5, ar;q=0.1", "en"),
        ("", "fr", "en"),
        ("?lang=ar", "en", "ar"),
        ("?lang=en", "ar", "en"),
        ("?lang=fr", "ar", "ar"),
        ("?lang=%22%3E", None, "en"),
    ],
)
def test_the_page_is_in_the_language_of_the_link_or_the_browser(
    client: TestClient, query: str, accepted: str | None, language: str
):
    """Each in its direction, with a link to the other."""
    found = client.get(f"/unsubscribe/x{query}", headers={"accept-language": accepted or ""})
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in found.text
    assert f'href="?lang={"en" if language == "ar" else "ar"}"' in found.text


def test_other_methods_are_refused(client: TestClient, people: Desk):
    """They say nothing that we understand."""
    anna = people.add()
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(method, ending(people, anna)).status_code == 405
    assert state(people, anna) == "confirmed"


def test_a_database_that_is_locked_is_told_of_as_out_of_reach(app: App, clock: Clock, tmp_path):
    """A program tries again then; nobody is told that it is done."""
    lost = App(Settings(database_url=f"sqlite:///{tmp_path}/none.sqlite"), clock=clock)
    client = TestClient(site(lost), raise_server_exceptions=False)
    assert client.post("/unsubscribe/x").status_code == 503
    assert client.get("/unsubscribe/x").status_code == 200
