"""What is above a feed's clearance changes nothing of it: not a byte, not a header, whenever and however asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import Stream
from ctcalendar.feeds.catalogue import ALL, Feed
from ctcalendar.settings import Settings
from ctcalendar.views.hidden import hidden_streams
from ctcalendar.web.site import site
from feeds.looking import DAY, START, Recent
from feeds.random_calendars import secrets_between, told_with_secrets
from views.databases import (
    Databases,
    SqliteDatabases,
    databases,
    postgres_databases,
    sqlite_databases,
)
from views.ledger import reading
from views.random_secrets import Told
from views.seeds import seeds

__all__ = ["databases", "postgres_databases", "sqlite_databases"]

NOW = START + 400 * DAY


class Answer(NamedTuple):
    """All that a client gets."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Public:
    """The site as people see it: public feeds, and a private one at each clearance up to one."""

    def __init__(self, settings: Settings, clearance: Clearance, streams: Iterable[Stream]) -> None:
        self._settings, self._streams, self._clock = settings, sorted(streams), Clock(NOW)
        app = App(settings, clock=lambda: START)  # saved before anything was recorded
        self._private = {
            f"private {level.name}": f"/feeds/private/{app.save_feed(_private(level))}.ics"
            for level in Clearance
            if level <= clearance
        }
        self._open = ExitStack()
        self.client = self.newcomer()

    def newcomer(self) -> TestClient:
        """Somebody at the door of a program that has just been started."""
        app = App(self._settings, clock=self._clock)
        return self._open.enter_context(TestClient(site(app), base_url="http://calendar.test"))

    def close(self) -> None:
        """Everybody goes home."""
        self._open.close()

    def answers(self, client: TestClient) -> dict[str, Answer]:
        """Everything that can be asked of feeds, by name and manner."""
        found: dict[str, Answer] = {}
        for name, address in self._feeds():
            plain = _answer(client, "GET", address, _PLAIN)
            held = dict(plain.headers).get("etag", '"none"')
            found[name] = plain
            found[f"{name}, zipped"] = _answer(client, "GET", address, {"Accept-Encoding": "gzip"})
            found[f"{name}, held"] = _answer(client, "GET", address, _PLAIN | {"If-None-Match": held})
            found[f"{name}, head"] = _answer(client, "HEAD", address, _PLAIN)
        pages = ("/", "/feeds/", "/feeds/?lang=ar", "/feeds/all.json", "/feeds/visits.json?party=QA")
        return found | {page: _answer(client, "GET", page, {}) for page in pages}

    def _feeds(self) -> Iterator[tuple[str, str]]:
        """Names and addresses; also of what nobody can know of, under the name it has."""
        names = ["all.ics", "all.ar.ics", "upcoming.ics", "dialogues.ar.ics", "deadlines.ics", "party-QA.ics"]
        names += ["all.ics?since=2018&until=2018", "visits.ics?place=QA", "all.ics?limit=2"]
        for kind, name in self._streams:
            names += [f"{kind}-{name}.ics"] if kind in ("party", "series") else []
            names += [f"all.ics?{kind}={name}"] if kind in ("person", "topic", "source") else []
        yield from ((name, f"/feeds/{name}") for name in names)
        yield from self._private.items()


def _private(level: Clearance) -> Feed:
    return replace(ALL, name=f"all-{level.name.lower()}", clearance=level, private=True, expected=True)


_PLAIN = {"Accept-Encoding": "identity"}


def _answer(client: TestClient, method: str, address: str, headers: Mapping[str, str]) -> Answer:
    got = client.request(method, address, headers=dict(headers), follow_redirects=False)
    return Answer(got.status_code, sorted(got.headers.items()), got.content)


def otherwise(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What is answered otherwise than before."""
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


# -- secrets afterwards -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_secrets_change_nothing_of_a_feed(sqlite_databases: SqliteDatabases, seed: int):
    """For who has asked before, and for who comes new: every byte and header, the list of feeds too."""
    assert _changed(sqlite_databases, told_with_secrets(seed)) == []


def _changed(databases: Databases, told: Told) -> list[str]:
    """What secrets change."""
    streams = {fact.stream for facts in (*told.history, *told.secrets) for fact in facts}
    with databases.empty() as settings:
        public, ledger = Public(settings, told.clearance, streams), Recent(settings)
        try:
            ledger.write(told.history)
            before = public.answers(public.client)
            ledger.write(told.secrets)
            known, new = public.answers(public.client), public.answers(public.newcomer())
            return [*otherwise(before, known), *otherwise(before, new)]
        finally:
            public.close()


# -- secrets in between -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_nobody_can_tell_whether_secrets_were_told_in_between(sqlite_databases: SqliteDatabases, seed: int):
    """Of two records that look alike, what is recorded later looks alike: at each look, known or new.

    Also where the secrets are found in one look with what may be seen.
    """
    told = secrets_between(seed)
    with sqlite_databases.empty() as one, sqlite_databases.empty() as other:
        publics = [Public(settings, told.clearance, told.streams()) for settings in (one, other)]
        ledgers = [Recent(settings) for settings in (one, other)]
        try:
            for ledger in ledgers:
                ledger.write(told.first)
            assert otherwise(*_looks(publics)) == []
            ledgers[1].write(told.secrets)
            for number, both in enumerate(told.then, 1):
                for ledger, facts in zip(ledgers, both, strict=True):
                    ledger.wait_until(START + number * DAY)
                    ledger.write([facts])
                if number % 12 == 0 or number == len(told.then):
                    assert (number, otherwise(*_looks(publics))) == (number, [])
            assert otherwise(*(public.answers(public.newcomer()) for public in publics)) == []
        finally:
            for public in publics:
                public.close()


def _looks(publics: Sequence[Public]) -> list[dict[str, Answer]]:
    return [public.answers(public.client) for public in publics]


# -- what is never said -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_no_feed_names_what_is_above_its_clearance(sqlite_databases: SqliteDatabases, seed: int):
    """No id of such an item stands anywhere in an answer, in the list of feeds as little as in a feed."""
    told = told_with_secrets(seed + 50).history
    with sqlite_databases.empty() as settings:
        public = Public(settings, Clearance.PUBLIC, {fact.stream for facts in told for fact in facts})
        try:
            Recent(settings).write(told)
            with reading(settings) as reader:
                hidden = {stream.partition(":")[2] for stream in hidden_streams(reader, Clearance.PUBLIC)}
            for name, answer in public.answers(public.client).items():
                # Who asks for something by its name is told that there is no such thing, by that name.
                named = {one for one in hidden if one not in name and one.encode() in answer.body}
                assert (name, named) == (name, set())
        finally:
            public.close()


OPEN = """
sources:
- {id: note, kind: other, title: {en: Note}, languages: [en]}
- {id: cable, kind: other, title: {en: Cable}, languages: [en], classification: CONFIDENTIAL}
engagements:
- {id: talks, kind: dialogue, status: held, title: {en: Talks}, when: {edtf: 2020-05-05}, mode: virtual, parties: [QA],
   citations: [{source: note}]}
"""
AGREED = "corroborations: [{subject: talks, values: {mode: virtual}, citations: [{source: cable, supports: [mode]}]}]"
AMENDED = """
amendments:
- {subject: talks, values: {mode: hybrid}, cause: correction, reason: some were there, citations: [{source: note}]}
"""


def test_a_correction_is_told_whoever_agreed_in_secret(sqlite_databases: SqliteDatabases):
    """What was recorded before is no less the public's because a secret source had said so too."""
    found = []
    for told in ([OPEN, AMENDED], [OPEN, AGREED, AMENDED]):
        with sqlite_databases.empty() as settings:
            for day, part in enumerate([OPEN, AGREED, AMENDED]):
                if part in told:
                    App(settings, clock=Clock(START + day * DAY)).record([("told.yaml", part.encode())])
            found.append(App(settings).public_feed("all", "en"))
    assert b"Corrected on" in found[0].replace(b"\r\n ", b"")
    assert found[0] == found[1]
