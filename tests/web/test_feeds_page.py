"""The pages of feeds and of one engagement: what subscribes in which program, in both languages and directions."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from ctcalendar.feeds.catalogue import FEEDS, Feed
from ctcalendar.views.entry import Words
from feeds.contentlines import read
from stories import BEGINNING
from views.databases import SqliteDatabases, sqlite_databases
from web.test_feeds import Served, serve

__all__ = ["sqlite_databases"]

BASE = "http://calendar.test"
LISTED = [*FEEDS, "party-QA", "party-SA", "party-US", "series-talks"]
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


class Listing(NamedTuple):
    """A feed on the page: the addresses of its links, and its texts."""

    links: list[str]
    texts: list[str]
    address: str


class _Page(HTMLParser):
    """The page, as far as we ask of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html: dict[str, str | None] = {}
        self.feeds: dict[str, Listing] = {}
        self.alternates: list[str] = []
        self._within: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.html = dict(attrs)
        if tag == "link" and given.get("rel") == "alternate":
            self.alternates.append(given["href"])
        if tag == "li" and "id" in given:
            self._within = given["id"]
            self.feeds[self._within] = Listing([], [], "")
        if self._within is not None and tag == "a":
            self.feeds[self._within].links.append(given["href"])
        if self._within is not None and tag == "input":
            self.feeds[self._within] = self.feeds[self._within]._replace(address=given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self._within = None

    def handle_data(self, data: str) -> None:
        if self._within is not None and data.strip():
            self.feeds[self._within].texts.append(data.strip())


@pytest.fixture
def served(sqlite_databases: SqliteDatabases) -> Iterator[Served]:
    """A calendar on SQLite."""
    with serve(sqlite_databases) as made:
        yield made


def page(served: Served, language: str = "en") -> _Page:
    """The page of feeds in a language."""
    answer = served.get(f"/feeds/?lang={language}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return _Page(answer.text)


def named(language: str, name: str) -> str:
    """The file of a feed in a language."""
    return f"{name}.ics" if language == "en" else f"{name}.{language}.ics"


# -- the page of feeds ------------------------------------------------------------------------------------------------


@LANGUAGES
def test_every_public_feed_is_listed_in_the_language_of_the_page(served: Served, language: str):
    """Under its title there, with the other beside it: those of each party and series, and those saved."""
    served.app.save_feed(Feed(name="gulf", title=Words("Gulf & beyond", "الخليج وما بعده")))
    served.app.save_feed(Feed(name="ours", title=Words("Ours", "لنا"), private=True))
    found = page(served, language)
    assert list(found.feeds) == [*LISTED, "gulf"]
    assert (found.html["lang"], found.html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    both = ["Gulf & beyond", "الخليج وما بعده"]
    assert found.feeds["gulf"].texts[:2] == (both if language == "en" else both[::-1])


@LANGUAGES
def test_each_feed_is_subscribed_to_in_any_program(served: Served, language: str):
    """By webcal:// on this machine, at Google and at Microsoft; or its address is copied."""
    for name, found in page(served, language).feeds.items():
        url = f"{BASE}/feeds/{named(language, name)}"
        webcal = url.replace("http://", "webcal://")
        assert found.address == url
        assert found.links[0] == webcal
        assert url in found.links
        at_microsoft = {"url": [url], "name": [found.texts[0]]}
        asked = [(link.partition("?")[0], parse_qs(urlsplit(link).query)) for link in found.links[1:4]]
        assert asked == [
            ("https://calendar.google.com/calendar/r", {"cid": [webcal]}),
            ("https://outlook.live.com/calendar/0/addfromweb", at_microsoft),
            ("https://outlook.office.com/calendar/0/addfromweb", at_microsoft),
        ]


@LANGUAGES
def test_links_are_percent_encoded(served: Served, language: str):
    """ASCII throughout; what separates terms of a query, or begins a fragment, stays within its value."""
    served.app.save_feed(Feed(name="odd", title=Words("a&b=c#d?e+f %41 “é”", "أ&ب=ج#د?ه+و %41")))
    links = page(served, language).feeds["odd"].links
    assert all(link.isascii() and " " not in link and "#" not in link for link in links)
    titles = [parse_qs(urlsplit(link).query).get("name") for link in links]
    wanted = "a&b=c#d?e+f %41 “é”" if language == "en" else "أ&ب=ج#د?ه+و %41"
    assert titles.count([wanted]) == 2


@LANGUAGES
def test_each_address_gives_the_feed_in_the_language_of_the_page(served: Served, language: str):
    """Under the title that the page gives it."""
    for name, found in page(served, language).feeds.items():
        answer = served.get(found.address.removeprefix(BASE))
        assert answer.status_code == 200, name
        told = read(answer.content).components[0].first("NAME")
        assert (told.text, told.parameter("LANGUAGE")) == (found.texts[0], language)


@LANGUAGES
def test_a_feed_saved_in_arabic_is_found_in_both_languages(served: Served, language: str):
    """The English page leads to the English feed, also where Arabic is the feed's main language."""
    served.app.save_feed(Feed(name="gulf", title=Words("Gulf", "الخليج"), language="ar"))
    found = page(served, language).feeds["gulf"]
    told = read(served.get(found.address.removeprefix(BASE)).content).components[0].first("NAME")
    assert told.parameter("LANGUAGE") == language


def test_the_page_gives_the_address_that_people_reach_it_at(sqlite_databases: SqliteDatabases):
    """As the settings have it, below a folder too; whatever name it was asked by."""
    with serve(sqlite_databases, public_url="https://example.org/calendar/") as served:
        found = page(served).feeds["all"]
    assert found.address == "https://example.org/calendar/feeds/all.ics"
    assert found.links[0] == "webcal://example.org/calendar/feeds/all.ics"
    assert parse_qs(urlsplit(found.links[1]).query) == {"cid": ["webcal://example.org/calendar/feeds/all.ics"]}


def test_programs_find_the_feeds_by_the_head_of_the_page(served: Served):
    """A link of its type for each."""
    assert page(served).alternates == [f"{BASE}/feeds/{name}.ics" for name in LISTED]
    assert f'type="text/calendar" title="Visits" href="{BASE}/feeds/visits.ics"' in served.get("/feeds/").text


@LANGUAGES
def test_the_pages_lead_to_each_other(served: Served, language: str):
    """In the language one reads in, and to the other language."""
    other = "ar" if language == "en" else "en"
    html = served.get(f"/feeds/?lang={language}").text
    assert f'href="/?lang={language}"' in html
    assert f'href="/feeds/?lang={other}" lang="{other}" hreflang="{other}"' in html
    assert f'href="/feeds/?lang={language}"' in served.get(f"/?lang={language}").text


def test_a_hostile_title_stays_a_text(served: Served):
    """In the list, in links and in the head; no script runs here at all."""
    served.app.save_feed(Feed(name="odd", title=Words('"><script>alert(1)</script>', "'><img src=x>")))
    for language in ("en", "ar"):
        answer = served.get(f"/feeds/?lang={language}")
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("query", ["kind=visit", "x=y", "lang=fr", "clearance=CONFIDENTIAL"])
def test_nothing_but_a_language_is_asked_of_the_page(served: Served, query: str):
    """400, and why."""
    answer = served.get(f"/feeds/?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_calendar_without_engagements_has_its_feeds(sqlite_databases: SqliteDatabases):
    """Those every calendar has; nobody needs to wait for the first fact to subscribe."""
    with serve(sqlite_databases, BEGINNING.partition("parties:")[0]) as served:
        assert list(page(served).feeds) == list(FEEDS)


# -- the page of an engagement ----------------------------------------------------------------------------------------


@LANGUAGES
def test_an_engagement_has_a_page_of_its_own(served: Served, language: str):
    """What is known of it and the words behind it, and nothing of others."""
    answer = served.get(f"/engagements/talks-1?lang={language}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert {"en": "First talks", "ar": "المحادثات الأولى"}[language] in answer.text
    assert "the first talks" in answer.text
    assert "signing-doha" not in answer.text
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in answer.text
    other = "ar" if language == "en" else "en"
    assert f'href="/engagements/talks-1?lang={other}"' in answer.text


def test_an_entry_of_a_feed_leads_to_its_page(sqlite_databases: SqliteDatabases):
    """URL is where the engagement can be read of."""
    with serve(sqlite_databases, public_url="https://calendar.example") as served:
        events = read(served.get("/feeds/signings.ics").content).walk("VEVENT")
        (url,) = [line.value for event in events for line in event.all("URL")]
        assert url == "https://calendar.example/engagements/signing-doha"
        assert served.get("/engagements/signing-doha").status_code == 200


@pytest.mark.parametrize("name", ["none", "talks", "pact", "x%00y", "%F0%9F%98%80", "..%2ftalks-1", "x" * 5000])
def test_what_is_no_engagement_has_no_page(served: Served, name: str):
    """404, whatever is asked for."""
    assert served.get(f"/engagements/{name}").status_code == 404


def test_what_the_public_may_not_see_has_no_page(served: Served):
    """It is as if nobody had recorded it."""
    hidden = "{subject: visit-riyadh, classification: PRIVATE, reason: x, citations: [{source: note}]}"
    assert served.get("/engagements/visit-riyadh").status_code == 200
    served.record(f"reclassifications: [{hidden}]")
    gone, never = served.get("/engagements/visit-riyadh"), served.get("/engagements/visit-jeddah")
    assert gone.status_code == never.status_code == 404
    assert gone.json()["error"] == never.json()["error"].replace("jeddah", "riyadh")


@pytest.mark.parametrize("query", ["kind=visit", "lang=fr", "as_of=5", "clearance=CONFIDENTIAL"])
def test_a_wrong_question_about_an_engagement_is_explained(served: Served, query: str):
    """Only a language and a moment are asked for; a log position is not the public's."""
    answer = served.get(f"/engagements/talks-1?{query}")
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]
