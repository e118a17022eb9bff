"""Feeds over HTTP: their addresses, languages and filters, private ones, and a server that goes on while facts come."""

import gzip
import http.client
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from starlette.testclient import TestClient

import ctcalendar.web.site as web
from cli.test_serving import serving
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.calendar import MADE_AT
from ctcalendar.feeds.catalogue import FEEDS, Feed
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from ctcalendar.web.site import site
from doors import VISIT, run
from feeds.contentlines import Component, read
from feeds.lint import ENTRIES, lint
from stories import BEGINNING, CALLED_OFF, MOVED
from views.databases import Databases, SqliteDatabases, databases, postgres_databases, sqlite_databases

__all__ = ["databases", "postgres_databases", "sqlite_databases"]

FULL = Clearance.CONFIDENTIAL
DAY = 86_400_000_000
NOON = MADE_AT // DAY * DAY + 10 * DAY + DAY // 2
"""Noon of a day after feeds were last written otherwise: what is told of earlier days is put no earlier than that."""


class Served(NamedTuple):
    """A calendar, its clock, and a client at its door."""

    app: App
    clock: Clock
    client: TestClient

    def get(self, path: str, *, method: str = "GET", **headers: str | bytes) -> Any:
        """Ask for an address, without compression unless a header says so; redirects are not followed."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        given = list(({"accept-encoding": "identity"} | told).items())
        return self.client.request(method, path, headers=given, follow_redirects=False)

    def ids(self, path: str, **headers: str) -> set[str]:
        """The UIDs of the entries of a feed, without the domain."""
        answer = self.get(path, **headers)
        assert answer.status_code == 200, answer.text
        return {one.first("UID").value.partition("@")[0] for one in read(answer.content).walk(*ENTRIES)}

    def record(self, text: str) -> None:
        """Record a dossier, by way of another program."""
        App(self.app.settings, clock=self.clock).record([("told.yaml", text.encode())])


@contextmanager
def serve(kind: Databases, text: str = BEGINNING, **settings: Any) -> Iterator[Served]:
    """A calendar that holds a dossier, served; a minute has passed since it was recorded."""
    clock = Clock(NOON)
    with kind.empty() as made:
        app = App(msgspec.structs.replace(made, **settings), clock=clock)
        app.record([("beginning.yaml", text.encode())])
        clock.forward(seconds=60)
        with TestClient(site(app), base_url="http://calendar.test", raise_server_exceptions=False) as client:
            yield Served(app, clock, client)


@pytest.fixture
def served(sqlite_databases: SqliteDatabases) -> Iterator[Served]:
    """A calendar on SQLite."""
    with serve(sqlite_databases) as made:
        yield made


@pytest.fixture
def on_each(databases: Databases) -> Iterator[Served]:
    """A calendar on each engine in turn."""
    with serve(databases) as made:
        yield made


@pytest.fixture
def known(sqlite_databases: SqliteDatabases) -> Iterator[Served]:
    """A calendar that knows the address it is reached at."""
    with serve(sqlite_databases, public_url="https://calendar.example/") as made:
        yield made


# -- addresses --------------------------------------------------------------------------------------------------------


def test_a_feed_is_answered_with_its_type_and_a_strong_validator(on_each: Served):
    """GET gives the bytes that `export` writes; HEAD the same headers."""
    got, head = on_each.get("/feeds/visits.ics"), on_each.get("/feeds/visits.ics", method="HEAD")
    assert got.content == on_each.app.public_feed("visits", "en")
    assert got.headers["content-type"] == "text/calendar; charset=utf-8"
    assert re.fullmatch(r'"[0-9a-f]{32}"', got.headers["etag"])
    assert got.headers["content-disposition"] == "inline; filename=\"visits.ics\"; filename*=UTF-8''Visits.ics"
    assert dict(head.headers) == dict(got.headers)
    assert head.content == b""


def test_a_feed_changes_with_the_record(on_each: Served):
    """A fact that shows gives another validator; one that does not leaves it."""
    etag = on_each.get("/feeds/all.ics").headers["etag"]
    on_each.record(VISIT.partition("people:")[0])
    assert on_each.get("/feeds/all.ics").headers["etag"] == etag
    on_each.record(CALLED_OFF)
    assert on_each.get("/feeds/all.ics", if_none_match=etag).status_code == 200


CALENDARS = [*FEEDS, "party-QA", "party-US", "series-talks"]


def test_every_feed_is_sound_in_both_languages(served: Served):
    """Nothing in it that a calendar program could stumble over."""
    for name in CALENDARS:
        for file in (f"{name}.ics", f"{name}.ar.ics"):
            answer = served.get(f"/feeds/{file}")
            assert answer.status_code == 200
            assert lint(answer.content) == []


def test_a_feed_is_given_without_more_ado(served: Served):
    """No header is needed, not even one that says what is accepted: Google sends none."""
    for name in ("accept", "accept-encoding", "user-agent", "connection"):
        served.client.headers.pop(name, None)
    answer = served.client.get("/feeds/all.ics", follow_redirects=False)
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


def test_no_feed_is_answered_with_a_redirect(served: Served):
    """Several calendar programs do not follow one."""
    odd = "all.ics/ all.ics/? all.ics? all.ics%2F all.json/ all.ar.ics/ private/x.ics/ /all.ics all.ics/?since=2024"
    paths = [f"/feeds/{name}" for name in (*(f"{name}.ics" for name in CALENDARS), *odd.split())]
    answers = {path: served.get(path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status not in (200, 404)} == {}


NO_FEEDS = [
    *"none.ics .ics ..ics .ar.ics all all.ICS ALL.ics all.fr.ics all.ar.en.ics all.ics.ics all.txt all.ics.exe".split(),
    *"a/b.ics party-FR.ics party-.ics party-qa.ics series-none.ics private.ics private/.ics private/x.ics".split(),
    *"private/x.json private/x/y.ics private/all.ics private/%00.ics a%00b.ics a%00.json party-%00.ics".split(),
    *"series-%00.json %FF.ics %F0%9F%98%80.ics %0D%0ASet-Cookie:x.ics %2e%2e%2fall.ics all%20.ics '%20OR.ics".split(),
    *(f"private/{'x' * 43}.ics", "x" * 5000 + ".ics"),
]


def test_what_is_no_feed_is_404(on_each: Served):
    """Whatever is asked for, on either engine, and without a word of how the server is made."""
    for name in NO_FEEDS:
        for method in ("GET", "HEAD"):
            answer = on_each.get(f"/feeds/{name}", method=method)
            assert answer.status_code == 404, name
            assert "set-cookie" not in answer.headers
            assert not re.search(r"sqlite|psycopg|Traceback|SELECT", answer.text)


def test_a_feed_that_is_not_there_is_explained(served: Served):
    """In words, as JSON, with where to look; in terms of this server, not of the machine it runs on."""
    answer = served.get("/feeds/signing.ics")
    assert answer.status_code == 404
    assert answer.json()["error"] == "there is no feed 'signing'"
    assert "/feeds/" in answer.json()["hint"]


def test_a_feed_is_only_read(served: Served):
    """Also by programs that take it for a calendar server."""
    for method in ("POST", "PUT", "DELETE", "PATCH", "PROPFIND", "REPORT"):
        answer = served.get("/feeds/all.ics", method=method)
        assert answer.status_code == 405
        assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", "))


def test_a_web_page_elsewhere_may_read_a_public_feed(served: Served):
    """Asked beforehand, and told with every answer; what a script needs of the headers is shown to it."""
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    before = served.get("/feeds/all.ics", method="OPTIONS", **asked, access_control_request_headers="if-none-match")
    assert before.status_code in (200, 204)
    assert before.headers["access-control-allow-origin"] == "*"
    assert "GET" in before.headers["access-control-allow-methods"]
    assert "if-none-match" in before.headers["access-control-allow-headers"].lower()
    answer = served.get("/feeds/all.ics", origin="https://elsewhere.example")
    etag = answer.headers["etag"]
    for found in (answer, served.get("/feeds/all.ics", if_none_match=etag), served.get("/feeds/all.json")):
        assert found.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]


def test_a_feed_is_shown_under_its_title(served: Served):
    """Inline, not as a download; the name of the file in the language of the feed, and a plain one beside it."""
    arabic = "%D8%A7%D9%84%D8%B2%D9%8A%D8%A7%D8%B1%D8%A7%D8%AA"
    told = {
        "/feeds/visits.ar.ics": f"inline; filename=\"visits.ar.ics\"; filename*=UTF-8''{arabic}.ics",
        "/feeds/series-talks.ics": "inline; filename=\"series-talks.ics\"; filename*=UTF-8''Talks.ics",
    }
    assert {path: served.get(path).headers["content-disposition"] for path in told} == told


def test_no_title_breaks_out_of_a_header(served: Served):
    """Quotation marks, semicolons, percent signs and slashes are spelled in the name of the file."""
    served.app.save_feed(Feed(name="odd", title=Words('a"b; X: y%41/../c\\é', None)))
    answer = served.get("/feeds/odd.ics")
    assert answer.headers["content-disposition"] == (
        "inline; filename=\"odd.ics\"; filename*=UTF-8''a%22b%3B%20X%3A%20y%2541%2F..%2Fc%5C%C3%A9.ics"
    )
    assert lint(answer.content) == []


def test_robots_read_all_but_secret_addresses(served: Served):
    """Feeds are made to be found."""
    lines = served.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert [line for line in lines if line.startswith("Disallow:")] == ["Disallow: /feeds/private/"]


# -- languages --------------------------------------------------------------------------------------------------------


def test_however_a_language_is_asked_for_the_feed_is_the_same(known: Served):
    """By the name of the file or by the parameter: byte for byte, also where it says where it can be had."""
    wanted = known.get("/feeds/all.ar.ics")
    for path in ("all.ics?lang=ar", "all.en.ics?lang=ar", "all.ar.ics?lang=ar"):
        found = known.get(f"/feeds/{path}")
        assert (found.headers["etag"], found.content) == (wanted.headers["etag"], wanted.content)


def test_a_feed_is_had_again_at_its_source(known: Served):
    """SOURCE leads to the same bytes, the filter in the URL included."""
    paths = "all.ics all.ar.ics party-QA.ics visits.ics?party=SA&since=2024-01-01 upcoming.ics".split()
    for path in paths:
        answer = known.get(f"/feeds/{path}")
        (line,) = read(answer.content).components[0].all("SOURCE")
        assert line.value.startswith("https://calendar.example/feeds/")
        again = known.get(line.value.removeprefix("https://calendar.example"))
        assert (again.headers["etag"], again.content) == (answer.headers["etag"], answer.content)


def test_a_feed_saved_in_arabic_is_arabic_unless_english_is_asked_for(known: Served):
    """By its bare name in its own language; each language has one address at which it is had again."""
    known.app.save_feed(Feed(name="gulf", title=Words("Gulf", "الخليج"), language="ar"))
    languages = {}
    for path in ("gulf.ics", "gulf.ar.ics", "gulf.en.ics", "gulf.ics?lang=en", "gulf.ics?lang=ar"):
        answer = known.get(f"/feeds/{path}")
        head = read(answer.content).components[0]
        languages[path] = head.first("NAME").parameter("LANGUAGE")
        again = known.get(head.first("SOURCE").value.removeprefix("https://calendar.example"))
        assert again.headers["etag"] == answer.headers["etag"], path
    assert languages == {
        "gulf.ics": "ar",
        "gulf.ar.ics": "ar",
        "gulf.en.ics": "en",
        "gulf.ics?lang=en": "en",
        "gulf.ics?lang=ar": "ar",
    }


# -- what a saved feed chooses ---------------------------------------------------------------------------------------


def chosen(served: Served, **choices: Any) -> dict[str, Component]:
    """The entries of a feed that was saved with those choices, by UID without the domain."""
    served.app.save_feed(Feed(**{"name": "chosen", "title": Words("Chosen", "مختار"), **choices}))
    for path in ("/feeds/chosen.ics", "/feeds/chosen.ar.ics"):
        assert lint(served.get(path).content, alarms="alarms" in choices) == []
    found = read(served.get("/feeds/chosen.ics").content).walk(*ENTRIES)
    return {one.first("UID").value.partition("@")[0]: one for one in found}


@pytest.mark.parametrize(("cancelled", "status"), [("keep", "CANCELLED"), ("drop", None), ("title", "CONFIRMED")])
def test_what_was_called_off_is_kept_dropped_or_told_by_its_title(served: Served, cancelled: str, status: str | None):
    """As the feed chooses; some programs hide what is cancelled."""
    served.record(CALLED_OFF)
    found = chosen(served, cancelled=cancelled)
    assert ("visit-riyadh" in found) == (status is not None)
    if status:
        assert found["visit-riyadh"].first("STATUS").value == status
        assert found["visit-riyadh"].first("SUMMARY").text == "Cancelled: Visit to Riyadh"


@pytest.mark.parametrize(
    ("choices", "promised"),
    [
        ({}, set()),
        ({"deadlines": "yes"}, {"deadline.pact-accounts.by-december"}),
        ({"expected": True}, {"expected-talks-2025-02-20"}),
        ({"deadlines": "yes", "expected": True, "asked": Filter(party=("SA",))}, set()),
    ],
)
def test_promises_are_in_feeds_that_chose_them(served: Served, choices: dict[str, Any], promised: set[str]):
    """Deadlines and expected meetings, as far as the filter fits them."""
    assert {name for name in chosen(served, **choices) if name.startswith(("deadline.", "expected-"))} == promised


def test_deadlines_alone_and_as_tasks(served: Served):
    """Nothing else in the feed; each with a day it is due."""
    (task,) = chosen(served, deadlines="only", tasks=True).values()
    assert (task.name, task.first("DUE").value) == ("VTODO", "20241231")


def test_alarms_are_given_to_what_is_announced(served: Served):
    """Not to what is over."""
    found = chosen(served, alarms=("P7D", "PT2H"))
    triggers = {
        name: [part.first("TRIGGER").value for part in entry.parts if part.name == "VALARM"]
        for name, entry in found.items()
    }
    assert triggers.pop("visit-riyadh") == ["-P7D", "-PT2H"]
    assert set(map(tuple, triggers.values())) == {()}


def test_a_feed_has_its_title_and_colour(served: Served):
    """As older programs read them too."""
    chosen(served, color="teal")
    head = {line.name: line.text for line in read(served.get("/feeds/chosen.ar.ics").content).components[0].lines}
    assert (head["NAME"], head["X-WR-CALNAME"]) == ("مختار", "مختار")
    assert (head["COLOR"], head["X-APPLE-CALENDAR-COLOR"]) == ("teal", "#008080")
    assert head["REFRESH-INTERVAL"] == head["X-PUBLISHED-TTL"]


# -- filters in the address -------------------------------------------------------------------------------------------


NARROWED = {
    "kind=visit": {"visit-doha", "visit-doha-again", "visit-riyadh"},
    "kind=visit&party=SA": {"visit-riyadh"},
    "kind=signing,dialogue&since=2024": {"talks-3", "signing-doha"},
    "person=omar-ali": {"talks-1"},
    "place=%D8%A7%D9%84%D8%AF%D9%88%D8%AD%D8%A9": {"signing-doha"},
    "topic=finance&kind=dialogue": {"talks-1"},
    "series=talks&limit=1": {"talks-1"},
    "series=talks&after=talks-1": {"talks-3"},
    "until=2023&kind=dialogue": {"talks-1"},
    "status=scheduled": {"visit-riyadh"},
    "since=&kind=signing": {"signing-doha"},
    "since=today": set(),
    "since=-P5000D&kind=signing": {"signing-doha"},
    "since=-P30D&until=P30D": set(),
}


def test_any_feed_is_narrowed_by_terms_in_its_address(on_each: Served):
    """Every term of the filter, also those that count from today."""
    assert {query: on_each.ids(f"/feeds/all.ics?{query}") for query in NARROWED} == NARROWED


def test_terms_that_count_from_today_move_with_the_days(served: Served):
    """Asked again and again at one address, while nothing is recorded; each day its own answer, all day."""
    days_since = (NOON // DAY) - 19_793  # the visit to Riyadh is announced for 10 June 2024, day 19884
    path = f"/feeds/visits.ics?since=-P{days_since - 91}D"
    assert served.ids(path) == {"visit-riyadh"}
    etag = served.get(path).headers["etag"]
    served.clock.forward(seconds=11 * 3600)
    assert served.get(path, if_none_match=etag).status_code == 304
    served.clock.forward(days=1)
    served.get("/feeds/all.ics")
    assert served.get(path, if_none_match=etag).status_code == 200
    assert served.ids(path) == set()


def test_a_feed_is_narrowed_and_never_widened(served: Served):
    """The visits are not asked for dialogues."""
    answer = served.get("/feeds/visits.ics?kind=dialogue")
    assert (answer.status_code, answer.json()["hint"]) == (400, "ask the feed all.ics")
    assert served.get("/feeds/all.ics?kind=visit").content.count(b"BEGIN:VEVENT") == 3


NARROW = {
    "kind": ("visit",),
    "status": ("held",),
    "party": ("SA",),
    "person": ("omar-ali",),
    "organisation": ("bureau",),
    "place": ("Doha",),
    "topic": ("charities",),
    "series": ("talks",),
    "instrument": ("pact",),
    "source": ("wire",),
    "since": "2024-05-01",
    "until": "2022-12-31",
    "limit": 1,
}
WIDER = {
    "kind": "signing", "status": "scheduled", "party": "US", "person": "jane-roe", "organisation": "ministry",
    "place": "US", "topic": "finance", "series": "none", "instrument": "none", "source": "note", "since": "2000",
    "until": "2099", "limit": "100",
}  # fmt: skip


@pytest.mark.parametrize("term", NARROW)
def test_no_term_in_an_address_shows_more_than_the_feed_holds(served: Served, term: str):
    """Terms are joined by and: whoever was given the feed of one party cannot read of another by it."""
    for private in (False, True):
        asked = Filter(**{term: NARROW[term]})
        name = "hidden" if private else "open"
        token = served.app.save_feed(Feed(name=name, title=Words("Narrow", None), asked=asked, private=private))
        path = f"/feeds/private/{token}.ics" if token else "/feeds/open.ics"
        held = served.ids(path)
        answer = served.get(f"{path}?{term}={WIDER[term]}")
        found = {one.first("UID").value.partition("@")[0] for one in read(answer.content).walk(*ENTRIES)}
        assert answer.status_code in (200, 400)
        assert found <= held


@pytest.mark.parametrize(("name", "term", "other"), [("party-SA", "party", "US"), ("series-talks", "series", "none")])
def test_the_feed_of_a_side_stays_on_its_side(served: Served, name: str, term: str, other: str):
    """It is asked for another in the feed of everything; and narrowed by any other term."""
    answer = served.get(f"/feeds/{name}.ics?{term}={other}")
    assert (answer.status_code, answer.json()["hint"]) == (400, "ask the feed all.ics")
    assert served.ids(f"/feeds/{name}.ics?until=2023") < served.ids(f"/feeds/{name}.ics")


WRONG = [
    ("knid=visit", "'knid' is no term of a filter", "did you mean kind?"),
    ("kind=vist", "kind: 'vist' is none of signing, visit, dialogue, meeting, statement", "did you mean visit?"),
    ("since=yesterday", "since: 'yesterday' is no EDTF date", None),
    ("since=2023-02-29", "since: '2023-02-29' is no day of the calendar", None),
    ("since=P30", "since: 'P30' is no EDTF date", None),
    ("limit=0", "limit: '0' is no number", None),
    ("lang=fr", "lang: 'fr' is none of en, ar", None),
    ("as_of=5", "a log position needs full clearance", "ask as of a day or an instant"),
    ("as_of=never", "never", None),
    ("party=a%00b", "control characters", None),
    ("clearance=CONFIDENTIAL", "'clearance' is no term of a filter", None),
    ("party=" + ",".join(["QA"] * 51), "at most 50", None),
]


def test_a_wrong_question_is_explained(on_each: Served):
    """400, in words, as JSON; the same for a poll that has a validator."""
    for query, error, hint in WRONG:
        for headers in ({}, {"if_none_match": "*"}):
            answer = on_each.get(f"/feeds/all.ics?{query}", **headers)
            assert answer.status_code == 400, query
            assert answer.headers["content-type"] == "application/json"
            assert error in answer.json()["error"]
            assert hint is None or answer.json()["hint"] == hint


def test_a_question_of_too_many_parts_is_explained(served: Served):
    """400 as for any wrong question, however it is spelled."""
    for query in ("&".join(["party=QA"] * 500), "&" * 500, "&".join(f"x{number}=y" for number in range(500))):
        answer = served.get(f"/feeds/all.ics?{query}")
        assert answer.status_code in (200, 400)
        assert answer.status_code == 200 or answer.json()["error"]


# -- as JSON ----------------------------------------------------------------------------------------------------------


AS_JSON = {
    "all.json": "",
    "visits.json": "kind=visit",
    "visits.json?party=SA": "kind=visit&party=SA",
    "party-QA.json?since=2024": "party=QA&since=2024",
    "series-talks.json": "series=talks",
    "upcoming.json": "since=today",
    "visits.ar.json": "kind=visit",
}
"""A feed as JSON -> the question that finds the same in the history."""


def test_a_feed_is_had_as_json_by_its_suffix(on_each: Served):
    """The engagements that the same question finds in the history."""
    for path, asked in AS_JSON.items():
        answer = on_each.get(f"/feeds/{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json() == on_each.get(f"/api/history?{asked}").json()


def test_json_is_given_in_pages(served: Served, monkeypatch: pytest.MonkeyPatch):
    """Each says how to go on; together they are the feed."""
    monkeypatch.setattr(web, "API_ENTRIES", 2)
    sizes, found, address = [], [], "/feeds/all.json?until=2024-12"
    while address:
        answer = served.get(address)
        sizes.append(len(answer.json()))
        found += [entry["id"] for entry in answer.json()]
        following = re.fullmatch(r'<(\?.*)>; rel="next"', answer.headers.get("link", ""))
        address = f"/feeds/all.json{following[1]}" if following else ""
    assert sizes == [2, 2, 2]
    asked = Filter(until="2024-12-31")
    assert found == [entry.id for entry in served.app.history(asked, clearance=Clearance.PUBLIC)]


def test_json_holds_no_engagement_that_the_feed_does_not_hold(served: Served):
    """The feed of deadlines holds deadlines and nothing else."""
    assert served.ids("/feeds/deadlines.ics") == {"deadline.pact-accounts.by-december"}
    answer = served.get("/feeds/deadlines.json")
    assert answer.status_code == 404 or not any("kind" in one for one in answer.json())


@pytest.mark.parametrize("path", ["visits.json?kind=dialogue", "all.json?knid=visit", "all.json?since=x"])
def test_json_explains_a_wrong_question(served: Served, path: str):
    """As the calendar does."""
    answer = served.get(f"/feeds/{path}")
    assert (answer.status_code, set(answer.json())) == (400, {"error", "hint"})


# -- private feeds ----------------------------------------------------------------------------------------------------

SECRET = """
engagements:
- {id: quiet-visit, kind: visit, status: held, title: {en: Quiet visit}, when: {edtf: 2024-08-01}, parties: [QA],
   classification: PRIVATE, citations: [{source: note}]}
- {id: secret-visit, kind: visit, status: held, title: {en: Secret visit}, when: {edtf: 2024-08-02}, parties: [QA],
   classification: CONFIDENTIAL, citations: [{source: note}]}
"""
TITLE = Words("Visits of ours", "زياراتنا")


def private(served: Served, level: Clearance = FULL, **choices: Any) -> str:
    """Save a private feed of visits; its path."""
    asked = Filter(kind=("visit",), since="2024-06-01")
    token = served.app.save_feed(
        Feed(**{"name": "ours", "title": TITLE, "asked": asked, "private": True, "clearance": level, **choices})
    )
    return f"/feeds/private/{token}.ics"


@pytest.mark.parametrize(
    ("level", "more"),
    [("PUBLIC", set()), ("PRIVATE", {"quiet-visit"}), ("CONFIDENTIAL", {"quiet-visit", "secret-visit"})],
)
def test_a_private_feed_shows_what_its_level_allows(on_each: Served, level: str, more: set[str]):
    """By its secret address; beside it the public sees what it always saw."""
    on_each.record(SECRET)
    path = private(on_each, Clearance[level])
    assert on_each.ids(path) == {"visit-riyadh"} | more
    assert on_each.ids("/feeds/visits.ics") == {"visit-doha", "visit-doha-again", "visit-riyadh"}
    assert on_each.ids("/feeds/visits.ics?since=2024-06") == {"visit-riyadh"}


def test_a_private_feed_has_no_other_address(on_each: Served):
    """Not its name, in any form; it is listed nowhere and suggested to nobody."""
    path = private(on_each)
    for name in ("ours", "private/ours", "private/ours.ar"):
        for suffix in ("ics", "json"):
            assert on_each.get(f"/feeds/{name}.{suffix}").status_code == 404
    assert on_each.get(path.replace(".ics", ".json")).status_code == 404
    assert "ours" not in on_each.get("/feeds/our.ics").text
    for page in ("/feeds/", "/feeds/?lang=ar", "/", "/robots.txt"):
        text = on_each.get(page).text
        assert TITLE.en not in text
        assert "/feeds/ours" not in text
        assert path not in text


def test_the_headers_of_a_private_feed_keep_it_private(served: Served):
    """No shared cache keeps it, no page elsewhere reads it, no search engine lists it; the same for a 304."""
    path = private(served)
    answer = served.get(path, origin="https://elsewhere.example")
    again = served.get(path, origin="https://elsewhere.example", if_none_match=answer.headers["etag"])
    assert (answer.status_code, again.status_code) == (200, 304)
    for found in (answer, again, served.get(path, method="HEAD"), served.get(path, accept_encoding="gzip")):
        told = {part.strip() for part in found.headers["cache-control"].split(",")}
        assert "private" in told
        assert "public" not in told
        assert "noindex" in found.headers["x-robots-tag"]
        # A 304 leaves in force what came with the body.
        assert found.headers.get("referrer-policy") == (None if found is again else "no-referrer")
        assert not [name for name in found.headers if name.startswith("access-control-")]


def test_nothing_is_promised_to_pages_elsewhere_about_a_private_feed(served: Served):
    """Also not when they ask beforehand."""
    before = served.get(private(served), method="OPTIONS", origin="https://elsewhere.example")
    assert not [name for name in before.headers if name.startswith("access-control-")]


def test_no_answer_repeats_a_token(sqlite_databases: SqliteDatabases):
    """Neither its body nor a header: who is sent the file cannot fetch the next one."""
    with serve(sqlite_databases, public_url="https://calendar.example") as served:
        path = private(served, deadlines="yes", expected=True, asked=Filter())
        token = path.removeprefix("/feeds/private/").removesuffix(".ics")
        revoked = private(served, name="others")
        served.app.remove_feed("others")
        answers = [
            *(served.get(path, accept_encoding=coding) for coding in ("identity", "gzip")),
            *(
                served.get(f"{path}{query}")
                for query in ("?lang=ar", "?kind=visit", "?since=x", "?knid=x", "?as_of=2026")
            ),
            *(served.get(path, method=method) for method in ("HEAD", "OPTIONS", "POST")),
            served.get(path.replace(".ics", ".ar.ics")),
            served.get(path.replace(".ics", ".json")),
            served.get(revoked),
        ]
    for answer in answers:
        for secret in (token, revoked.removeprefix("/feeds/private/").removesuffix(".ics")):
            assert secret not in answer.content.decode().replace("\r\n ", "")
            assert secret not in str(answer.headers.raw)
    assert b"SOURCE" not in answers[0].content
    assert lint(answers[0].content) == []


def test_a_private_feed_is_had_in_both_languages(served: Served):
    """By the name of the file or by the parameter; the file it is saved under tells no token."""
    path = private(served)
    arabic = served.get(path.replace(".ics", ".ar.ics"))
    assert TITLE.ar in arabic.text
    assert served.get(f"{path}?lang=ar").content == arabic.content
    assert arabic.headers["content-disposition"].startswith('inline; filename="calendar')


@pytest.mark.parametrize("query", ["party=US", "since=2000", "kind=visit", "as_of=2026-12-01", "limit=1"])
def test_a_private_feed_is_given_as_it_is(served: Served, query: str):
    """Whoever was given its address was given that feed, and asks nothing else of the record by it."""
    served.record(SECRET)
    path = private(served)
    answer = served.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert "quiet-visit" not in answer.text
    assert served.get(path).status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_rotated_address_is_gone_at_once(on_each: Served, coding: str):
    """410 from the next answer on, also where one was just given from memory, in whatever form; the new one serves."""
    path = private(on_each)
    first = served_often(on_each, path, accept_encoding=coding)
    on_each.clock.forward(seconds=1)
    token = App(on_each.app.settings, clock=on_each.clock).rotate_feed_token("ours")
    for headers in ({}, {"if_none_match": first.headers["etag"]}, {"if_none_match": "*"}):
        for method in ("GET", "HEAD"):
            gone = on_each.get(path, method=method, accept_encoding=coding, **headers)
            assert gone.status_code == 410
            assert gone.headers.get("etag") is None
    again = served_often(on_each, f"/feeds/private/{token}.ics", accept_encoding=coding)
    assert again.headers["etag"] == first.headers["etag"]
    assert on_each.get(path, accept_encoding=coding).status_code == 410


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_removed_feed_is_gone_at_once(on_each: Served, coding: str):
    """Its secret address answers 410, also after another feed has taken its name; a public one 404."""
    path = private(on_each)
    on_each.app.save_feed(Feed(name="open", title=Words("Open", None)))
    for address in (path, "/feeds/open.ics"):
        served_often(on_each, address, accept_encoding=coding)
    other = App(on_each.app.settings, clock=on_each.clock)
    other.remove_feed("ours")
    other.remove_feed("open")
    assert on_each.get(path, accept_encoding=coding).status_code == 410
    assert on_each.get("/feeds/open.ics", accept_encoding=coding).status_code == 404
    on_each.clock.forward(seconds=1)
    new = private(on_each)
    assert served_often(on_each, new, accept_encoding=coding).status_code == 200
    assert on_each.get(path, accept_encoding=coding).status_code == 410


@pytest.mark.parametrize("seconds", [0, -60])
def test_a_rotated_address_is_gone_whatever_the_clock_says(on_each: Served, seconds: int):
    """Another machine's may be behind, or no finer than this one's; others save feeds too."""
    path = private(on_each)
    on_each.app.save_feed(Feed(name="open", title=Words("Open", None)))
    served_often(on_each, path)
    token = App(on_each.app.settings, clock=Clock(on_each.clock.now_us + seconds * 1_000_000)).rotate_feed_token("ours")
    assert on_each.get(path).status_code == 410
    assert on_each.get(f"/feeds/private/{token}.ics").status_code == 200


def test_what_is_gone_says_whom_to_ask(served: Served):
    """In words; not that there is a feed of that name, or was."""
    path = private(served)
    served.app.rotate_feed_token("ours")
    answer = served.get(path)
    assert answer.status_code == 410
    assert answer.json() == {"error": "this feed is gone", "hint": "ask whoever gave you its address for the new one"}


def served_often(served: Served, path: str, **headers: str) -> Any:
    """Ask for a feed until it is answered from memory; the last answer."""
    answers = [served.get(path, **headers) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    return answers[-1]


# -- a server that goes on --------------------------------------------------------------------------------------------


def test_a_server_notices_what_another_program_records(on_each: Served):
    """At the next request, whatever was answered from memory before."""
    etag = served_often(on_each, "/feeds/visits.ics").headers["etag"]
    signings = served_often(on_each, "/feeds/signings.ics").headers["etag"]
    for text, sign in ((MOVED, b"DTSTART;VALUE=DATE:20240701"), (CALLED_OFF, b"STATUS:CANCELLED")):
        on_each.clock.forward(seconds=5)
        on_each.record(text)
        answer = on_each.get("/feeds/visits.ics", if_none_match=etag)
        assert answer.status_code == 200
        assert sign in answer.content
        etag = served_often(on_each, "/feeds/visits.ics").headers["etag"]
        assert etag == answer.headers["etag"]
    assert on_each.get("/feeds/signings.ics", if_none_match=signings).status_code == 304


def test_a_server_notices_feeds_that_are_saved_meanwhile(on_each: Served):
    """And that a feed is another one under the same name."""
    assert on_each.get("/feeds/gulf.ics").status_code == 404
    other = App(on_each.app.settings, clock=on_each.clock)
    for kind, found in (("visit", {"visit-doha", "visit-doha-again", "visit-riyadh"}), ("signing", {"signing-doha"})):
        on_each.clock.forward(seconds=1)
        other.save_feed(Feed(name="gulf", title=Words("Gulf", None), asked=Filter(kind=(kind,))))
        served_often(on_each, "/feeds/gulf.ics")
        assert on_each.ids("/feeds/gulf.ics") == found
        assert '"http://calendar.test/feeds/gulf.ics"' in on_each.get("/feeds/").text
        other.remove_feed("gulf")


@pytest.mark.slow
def test_a_server_notices_what_another_process_records(databases: Databases):
    """`ctcalendar record`, run beside it."""
    with databases.empty() as settings:
        App(settings, clock=Clock(NOON - 400 * DAY)).record([("beginning.yaml", BEGINNING.encode())])
        app = App(settings, clock=Clock(NOON))
        with TestClient(site(app), base_url="http://calendar.test") as client:
            served = Served(app, Clock(NOON), client)
            etag = served_often(served, "/feeds/visits.ics").headers["etag"]
            command = [sys.executable, "-m", "ctcalendar", "--database", settings.database, "record", "-"]
            subprocess.run(command, input=MOVED.encode(), check=True, capture_output=True, timeout=60)
            answer = served.get("/feeds/visits.ics", if_none_match=etag)
            assert answer.status_code == 200
            assert b"DTSTART;VALUE=DATE:20240701" in answer.content


def test_a_server_notices_that_its_database_was_replaced(tmp_path: Path):
    """By another file under the same name, as when a snapshot is restored; no feed is a mixture of the two."""
    for name, title in (("calendar", "Visit to Riyadh"), ("other", "Visit to Jeddah")):
        made = App(Settings(database_url=f"sqlite:///{tmp_path}/{name}.sqlite"), clock=Clock(NOON))
        made.init()
        made.record([("beginning.yaml", BEGINNING.replace("Visit to Riyadh", title).encode())])
    let_go()
    app = App(Settings(database_url=f"sqlite:///{tmp_path}/calendar.sqlite"), clock=Clock(NOON + DAY))
    with TestClient(site(app), base_url="http://calendar.test", raise_server_exceptions=False) as client:
        served = Served(app, Clock(NOON + DAY), client)
        before = served_often(served, "/feeds/visits.ics")
        let_go()
        for path in tmp_path.glob("calendar.sqlite-*"):
            path.unlink()
        (tmp_path / "other.sqlite").replace(tmp_path / "calendar.sqlite")
        after = served.get("/feeds/visits.ics", if_none_match=before.headers["etag"])
        assert after.status_code == 200
        assert b"Jeddah" in after.content
        assert b"Riyadh" not in after.content
        (tmp_path / "calendar.sqlite").rename(tmp_path / "gone.sqlite")
        lost = served.get("/feeds/visits.ics")
        assert lost.status_code == 503
        assert str(tmp_path) not in lost.text


def test_a_file_that_is_no_database_is_503(tmp_path: Path):
    """Whatever lies there under its name; no word of where that is."""
    app = App(Settings(database_url=f"sqlite:///{tmp_path}/calendar.sqlite"))
    (tmp_path / "calendar.sqlite").write_text("these are notes\n" * 1000)
    with TestClient(site(app), base_url="http://calendar.test", raise_server_exceptions=False) as client:
        for path in ("/feeds/all.ics", "/feeds/", "/feeds/all.json"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert str(tmp_path) not in answer.text


# -- many at once -----------------------------------------------------------------------------------------------------

READERS, FACTS = 4, 30
PATHS = ("/feeds/visits.ics", "/feeds/visits.ar.ics", "/feeds/all.ics?party=QA", "/feeds/upcoming.ics?since=2024")


def _visit(number: int) -> str:
    title, day = f"{{en: New {number}, ar: جديد {number}}}", f"2024-10-{number + 1:02}"
    return (
        f"engagements:\n- {{id: new-{number:02}, kind: visit, status: held, title: {title}, when: {{edtf: {day}}}, "
        f"parties: [QA, US], citations: [{{source: note}}]}}\n"
    )


def _read_until(over: threading.Event, app: App, seen: list[tuple[str, str, bytes]], problems: list[str]) -> None:
    """Go on asking: with and without a validator, in both codings; what is received is kept with its validator."""
    held: dict[tuple[str, str], str] = {}
    news = 0
    with TestClient(site(app), base_url="http://calendar.test") as client:
        while not over.is_set() or news < 2:
            news += over.is_set()  # each address once more after the last fact
            for path in PATHS:
                for coding in ("identity", "gzip"):
                    headers = {"accept-encoding": coding}
                    if etag := held.get((path, coding)):
                        headers["if-none-match"] = etag
                    answer = client.get(path, headers=headers)
                    if answer.status_code == 304 and answer.headers["etag"] == etag:
                        continue
                    if answer.status_code != 200:
                        problems.append(f"{path}: {answer.status_code}")
                        continue
                    held[path, coding] = answer.headers["etag"]
                    seen.append((path, answer.headers["etag"], answer.content))


def test_under_many_readers_and_a_writer_a_validator_stands_for_its_bytes(on_each: Served):
    """Thirty facts are recorded meanwhile: each answer is a state of the record, whole, under its own validator."""
    seen: list[tuple[str, str, bytes]] = []
    problems: list[str] = []
    over = threading.Event()
    readers = [
        threading.Thread(target=_read_until, args=(over, on_each.app, seen, problems), name=f"reader-{number}")
        for number in range(READERS)
    ]
    for reader in readers:
        reader.start()
    try:
        for number in range(FACTS):
            on_each.record(_visit(number))
    finally:
        over.set()
        for reader in readers:
            reader.join(timeout=60)
    assert problems == []
    digests: dict[str, set[bytes]] = {}
    for _, etag, body in seen:
        digests.setdefault(etag, set()).add(sha256(body).digest())
    assert [etag for etag, bodies in digests.items() if len(bodies) > 1] == []
    for path, _, body in {(path, sha256(body).digest(), body) for path, _, body in seen}:
        assert lint(body) == [], path
        new = sorted(set(re.findall(rb"UID:(new-\d\d)@", body)))
        assert new == [b"new-%02d" % number for number in range(len(new))], path
    fresh = App(on_each.app.settings, clock=on_each.clock)
    with TestClient(site(fresh), base_url="http://calendar.test") as client:
        for path in PATHS:
            assert [body for found, _, body in seen if found == path][-1] == client.get(path).content


# -- through a real server --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_one_connection_serves_a_program_that_polls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """GET, HEAD, 304, 404 and compressed, one after another on it: each answer ends where the next begins."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{tmp_path}/calendar.sqlite")
    run("init")
    run("record", "-", stdin=BEGINNING.encode())
    with serving(tmp_path, "serve") as (_, address):
        connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=20)

        def ask(method: str = "GET", path: str = "/feeds/all.ics", **headers: str) -> tuple[int, dict[str, str], bytes]:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=given)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

        for _ in range(2):  # as it is made, and from memory
            status, headers, body = ask()
            assert (status, headers["content-length"]) == (200, str(len(body)))
            plain = {name: value for name, value in headers.items() if name != "date"}
            status, headers, nothing = ask("HEAD")
            assert (status, nothing) == (200, b"")
            assert {name: value for name, value in headers.items() if name != "date"} == plain
            status, headers, packed = ask(Accept_Encoding="gzip")
            assert (headers["content-encoding"], headers["content-length"]) == ("gzip", str(len(packed)))
            assert gzip.decompress(packed) == body
            assert ask(If_None_Match=plain["etag"])[0::2] == (304, b"")
            assert ask("HEAD", If_None_Match=plain["etag"])[0::2] == (304, b"")
            assert ask("OPTIONS")[0::2] == (204, b"")
            assert ask("HEAD", "/feeds/none.ics")[0::2] == (404, b"")
            assert ask(path="/feeds/none.ics")[0] == 404
        connection.close()
