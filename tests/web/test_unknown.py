"""Over HTTP: names by which nothing on record is called are told as such, not answered as if there were nothing."""

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.settings import Settings
from ctcalendar.web.site import site
from recorded import bundled

__all__ = ["bundled"]

PEOPLE = """
people:
- {id: zoe-quill, names: {en: Zoe Quill, ar: زوي كويل}, citations: [&cited {source: note-1}]}
- {id: xander-quint, names: {en: Xander Quint}, classification: CONFIDENTIAL, citations: [*cited]}
sources:
- {id: note-1, kind: press-release, title: {en: A note}, published: {edtf: 2024-05-02}, languages: [en]}
parties:
- {id: WIDGET, kind: office, names: {en: The Widget}, classification: CONFIDENTIAL, citations: [*cited]}
organisations:
- {id: widget-bureau, names: {en: Widget bureau}, party: WIDGET, citations: [*cited]}
- {id: gadget-agency, names: {en: Gadget agency}, party: QA, citations: [*cited]}
"""
HIDDEN = [("person", "xander-quint"), ("party", "WIDGET"), ("organisation", "widget-bureau")]


@pytest.fixture(scope="module")
def web(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser at the door of the bundled record, of two more people, and of what names a hidden party."""
    path = shutil.copy(bundled, tmp_path_factory.mktemp("unknown") / "calendar.sqlite")
    app = App(Settings(database_url=f"sqlite:///{path}"))
    app.record([("people.yaml", PEOPLE.encode())])
    with TestClient(site(app), base_url="http://calendar.test") as client:
        yield client


def told(page: str) -> list[tuple[str, str | None]]:
    """What a page says of names that are not on record, as it reads, and where each leads on."""
    lines = re.findall(r'<p role="status">([^<]*: (?:nothing on|لا شيء في).*?)</p>', page)
    links = [re.search(r'href="([^"]*)"', line) for line in lines]
    texts = [html.unescape(re.sub(r"<[^>]*>", "", line)) for line in lines]
    return [(text, html.unescape(link[1]) if link else None) for text, link in zip(texts, links, strict=True)]


@pytest.mark.parametrize(
    ("asked", "error", "hint"),
    [
        ("party=ZZ", "party: nothing on record is called 'ZZ'", "list them: /api/parties"),
        ("party=QA,Qatr", "party: nothing on record is called 'Qatr'", "did you mean QA (Qatar)?"),
        ("person=Zoe%20Quil", "person: nothing on record is called 'Zoe Quil'", "did you mean zoe-quill (Zoe Quill)?"),
        ("organisation=zz", "organisation: nothing on record is called 'zz'", "list them: /api/organisations"),
        ("topic=zz", "topic: nothing on record is called 'zz'", "list them: /api/topics"),
        ("series=zz", "series: nothing on record is called 'zz'", "list them: /api/series"),
        ("instrument=zz", "instrument: nothing on record is called 'zz'", "list them: /api/instruments"),
        ("source=zz", "source: nothing on record is called 'zz'", "list them: /api/sources"),
    ],
)
@pytest.mark.parametrize("path", ["/api/history?", "/api/search?q=qatar&"])
def test_the_api_answers_404_with_what_may_be_meant(web: TestClient, path: str, asked: str, error: str, hint: str):
    """As the command line refuses it."""
    answer = web.get(f"{path}{asked}")
    assert (answer.status_code, answer.json()) == (404, {"error": error, "hint": hint})


@pytest.mark.parametrize("path", ["/api/history", "/api/search?q=qatar", "/", "/search?q=qatar"])
@pytest.mark.parametrize("asked", ["party=FR", "party=QA", "place=Atlantis", "person=zoe-quill"])
def test_what_is_known_is_answered_whether_or_not_there_is_anything(web: TestClient, path: str, asked: str):
    """A state exists whoever tells of it, and a place is words."""
    answer = web.get(f"{path}{'&' if '?' in path else '?'}{asked}")
    assert (answer.status_code, told(answer.text)) == (200, [])


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "person: nothing on record is called Zoe Quil. Did you mean Zoe Quill (zoe-quill)?"),
        ("ar", "الشخص: لا شيء في السجل يُسمّى Zoe Quil. هل تقصد زوي كويل (zoe-quill)؟"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/search"])
def test_pages_tell_it_above_the_empty_list(web: TestClient, path: str, language: str, says: str):
    """In the language of the page, with a link to what may be meant, which asks for all the rest as before."""
    asked = {"person": ["Zoe Quil"], "since": ["2017"], "lang": [language]} | ({"q": ["doha"]} if path != "/" else {})
    answer = web.get(path, params={name: one for name, [one] in asked.items()})
    [(text, address)] = told(answer.text)
    assert (answer.status_code, text) == (200, says)
    assert "Nothing is recorded yet" not in answer.text
    assert urlsplit(address).path == path
    assert parse_qs(urlsplit(address).query) == asked | {"person": ["zoe-quill"], "since": ["2017-01-01"]}
    assert told(web.get(address).text) == []


def test_a_page_tells_of_a_few_names_at_most(web: TestClient):
    """Each is looked for among thousands; where none is near there is no link."""
    page = web.get("/", params={"topic": "q1,q2,q3,q4,q5"}).text
    assert told(page) == [(f"topic: nothing on record is called q{number}.", None) for number in (1, 2, 3)]


@pytest.mark.parametrize(("term", "name"), HIDDEN)
def test_what_is_hidden_is_as_unknown_as_what_is_not_there(web: TestClient, term: str, name: str):
    """To the byte, but for what was asked; and nothing hidden is what may be meant. So is what names it and must."""
    for path in ("/api/history", "/", "/search"):
        there, nowhere = (web.get(path, params={term: one}) for one in (name, name[::-1]))
        assert (there.status_code, there.text.replace(name, "")) == (
            nowhere.status_code,
            nowhere.text.replace(name[::-1], ""),
        )
    for near in (name.lower(), f"{name}s"):
        assert web.get("/api/history", params={term: near}).json()["hint"].startswith("list them")


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", "\u202eZZ", "'; DROP TABLE log; --", "Z" * 200])
def test_a_hostile_name_stays_text(web: TestClient, value: str):
    """On pages and in JSON."""
    for path in ("/", "/search"):
        page = web.get(path, params={"party": value}).text
        assert "<script>alert" not in page
        assert len(told(page)) == 1
    assert web.get("/api/history", params={"party": value}).status_code == 404


def test_either_engine_knows_what_is_on_record(client: TestClient):
    """What an organisation must name is looked at, too."""
    [first, *_] = client.get("/api/organisations").json()
    assert client.get("/api/history", params={"organisation": first["id"]}).status_code == 200
    assert client.get("/api/history", params={"organisation": "zz"}).status_code == 404


@pytest.mark.parametrize("path", ["/feeds/all.ics", "/feeds/all.ar.ics", "/feeds/all.json"])
def test_feeds_answer_as_ever(web: TestClient, path: str):
    """A program that subscribed to an address must not lose its calendar over it."""
    assert web.get(path, params={"party": "ZZ"}).status_code == 200
