"""Feeds when something goes wrong: a read that fails half-way, rows edited by hand, headers that are no headers."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import DatabaseUnavailable
from ctcalendar.feeds.catalogue import Feed
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Words
from ctcalendar.web.site import site
from doors import CORRECTION, VISIT

MORE = "engagements:" + "".join(
    VISIT.partition("engagements:")[2].replace("visit-doha-2024-05", f"visit-{number}") for number in range(30)
)


class Failing:
    """A connection that is lost after so many questions."""

    def __init__(self, reader: Reader, questions: int) -> None:
        self._reader, self._left = reader, questions

    def rows(self, *asked: Any) -> list[Any]:
        self._count()
        return self._reader.rows(*asked)

    def stream(self, *asked: Any) -> Iterator[Any]:
        self._count()
        return self._reader.stream(*asked)

    def has_table(self, name: str) -> bool:
        return self._reader.has_table(name)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise DatabaseUnavailable("the connection was lost")


class Losing(App):
    """A calendar whose connection may be lost."""

    questions: int | None = None

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with super().reading() as reader:
            yield reader if self.questions is None else Failing(reader, self.questions)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with thirty-one visits, to be copied."""
    path = tmp_path_factory.mktemp("recorded") / "calendar.sqlite"
    app = App(Settings(database_url=f"sqlite:///{path}"), clock=Clock())
    app.init()
    app.record([("visit.yaml", VISIT.encode()), ("more.yaml", MORE.encode())])
    let_go()  # what is copied must be whole
    return path


@pytest.fixture
def path(recorded: Path, tmp_path: Path) -> Path:
    """A database with thirty-one visits."""
    return Path(shutil.copy(recorded, tmp_path / "calendar.sqlite"))


@pytest.mark.parametrize("asked_before", [False, True], ids=["the first time", "after a fact"])
def test_a_read_that_fails_half_way_leaves_no_half_feed(path: Path, clock: Clock, asked_before: bool):
    """Whatever question the connection is lost at, the next answer is whole."""
    settings = Settings(database_url=f"sqlite:///{path}")
    losing = Losing(settings, clock=clock)
    if asked_before:
        losing.public_feed("all", "en")
        losing.record([("correction.yaml", CORRECTION.encode())])
    whole = App(settings, clock=clock).public_feed("all", "en")
    for questions in range(0, 60, 3):
        losing.questions = questions
        try:
            assert losing.public_feed("all", "en") == whole
        except DatabaseUnavailable:
            continue
    losing.questions = None
    assert losing.public_feed("all", "en") == whole


@pytest.mark.parametrize(
    "change",
    [
        ('"clearance":0', '"clearance":2'),
        ('"color":"steelblue"', '"color":"pink"'),
        ('"language":"en"', '"language":"fr"'),
        ('"alarms":[]', '"alarms":["P7D\\r\\nX-EVIL:1"]'),
        ('"kind":[]', '"kind":["no-such-kind"]'),
        ('"name":"mine"', '"name":"yours"'),
        ('{"', "{"),
    ],
    ids=["clearance", "color", "language", "alarms", "filter", "name", "json"],
)
def test_a_definition_edited_by_hand_is_trusted_no_more_than_an_option(
    path: Path, clock: Clock, change: tuple[str, str]
):
    """What could not have been saved is shown to nobody, and takes nothing else with it."""
    app = App(Settings(database_url=f"sqlite:///{path}"), clock=clock)
    app.save_feed(Feed(name="mine", title=Words("Mine", None)))
    with closing(sqlite3.connect(path)) as connection, connection:
        (text,) = connection.execute("SELECT definition FROM feed").fetchone()
        assert change[0] in text
        connection.execute("UPDATE feed SET definition = ?", (text.replace(*change),))
    client = TestClient(site(app), raise_server_exceptions=False)
    assert client.get("/feeds/mine.ics").status_code == 404
    assert client.get("/feeds/").status_code == 200
    assert client.get("/feeds/none.ics").status_code == 404
    assert client.get("/feeds/all.ics").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Encoding": "a" * 20_000 + " b"},
        {"Accept-Encoding": ";" * 20_000},
        {"Accept-Encoding": ", " * 20_000},
        {"If-None-Match": '"' * 50_001},
        {"If-None-Match": 'W/"' * 20_000},
        {"If-Modified-Since": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"},
        {"If-Modified-Since": "9" * 50_000},
    ],
    ids=range(7),
)
def test_headers_that_are_none_are_read_as_none(path: Path, clock: Clock, headers: dict[str, str]):
    """At once, and without an error: the feed is sent as to anybody."""
    app = App(Settings(database_url=f"sqlite:///{path}"), clock=clock)
    client = TestClient(site(app), raise_server_exceptions=False)
    got = client.get("/feeds/all.ics", headers=headers)
    assert (got.status_code, got.content) == (200, app.public_feed("all", "en"))


def test_what_is_told_of_a_hidden_fact_is_nothing_not_even_its_time(path: Path, clock: Clock):
    """A secret that becomes a greater one, in the same look as something public: Last-Modified is the public one's."""
    settings = Settings(database_url=f"sqlite:///{path}")
    clock.forward(days=1_000)  # later than the day on which feeds were last written otherwise
    app = App(settings, clock=clock)
    secret = "sources: [{id: cable, kind: other, classification: PRIVATE}]"
    app.record([("secret.yaml", secret.encode())])
    app.published("all", "en")
    clock.forward(days=1)
    app.record([("correction.yaml", CORRECTION.encode())])
    public = clock()
    clock.forward(days=1)
    app.record(
        [("more.yaml", b"reclassifications: [{subject: source:cable, classification: CONFIDENTIAL, reason: graver}]")]
    )
    assert app.published("all", "en").changed_at == public
    assert App(settings, clock=clock).published("all", "en").changed_at == public


def test_the_past_is_told_with_its_promises(path: Path, clock: Clock):
    """As of a later day, a feed is what it is now, deadlines and all."""
    from ctcalendar.views.filter import Filter

    app = App(Settings(database_url=f"sqlite:///{path}"), clock=clock)
    promised = """
commitments:
- id: open-port
  engagement: visit-doha-2024-05
  form: activity
  parties: [QA]
  text: {en: Open the port}
  citations: [{source: note-1}]
  deadlines: [{id: first, complete_by: 2025-06, citations: [{source: note-1}]}]
"""
    app.record([("promised.yaml", promised.encode())])
    then = app.public_feed("all", "en", Filter(as_of="2099-01-01"))
    assert then == app.public_feed("all", "en")
    assert b"deadline.open-port.first@" in then


def test_a_private_feed_is_given_away_as_it_is(path: Path, clock: Clock):
    """Who has its address reads what it holds, and cannot ask it for anything else."""
    app = App(Settings(database_url=f"sqlite:///{path}"), clock=clock)
    feed = Feed(
        name="inner",
        title=Words("Inner", None),
        asked=app_filter(party=("FR",)),
        private=True,
        clearance=Clearance.CONFIDENTIAL,
    )
    token = app.save_feed(feed)
    client = TestClient(site(app))
    assert b"BEGIN:VEVENT" not in client.get(f"/feeds/private/{token}.ics").content
    for query in ("party=QA", "as_of=2099-01-01", "kind=visit", "since=2000"):
        assert client.get(f"/feeds/private/{token}.ics?{query}").status_code == 400
    assert client.get(f"/feeds/private/{token}.ics?lang=ar").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("party-QA.ics?party=US", 400),
        ("visits.ics?kind=signing", 400),
        ("visits.ics?kind=visit", 200),
        ("visits.ics?party=QA&since=2024", 200),
        ("all.ics?after=nobody", 400),
    ],
)
def test_a_feed_is_narrowed_and_never_widened(path: Path, clock: Clock, address: str, status: int):
    """What a feed of that name holds is all that can be asked of it."""
    client = TestClient(site(App(Settings(database_url=f"sqlite:///{path}"), clock=clock)))
    assert client.get(f"/feeds/{address}").status_code == status


def app_filter(**terms: Any) -> Any:
    """A filter of some terms."""
    from ctcalendar.views.filter import Filter

    return Filter(**terms)
