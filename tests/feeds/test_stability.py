"""The same visible history gives the same feed, and what is in it keeps its identity as long as history goes on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from random import Random
from typing import NamedTuple

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.published import Published
from ctcalendar.domain.facts import Fact
from ctcalendar.feeds.catalogue import FEEDS, Feed
from ctcalendar.settings import Settings
from feeds.contentlines import Component, read
from feeds.looking import DAY, IN_2018, START, Looks, Recent, differing, entries_of, looks
from feeds.random_calendars import EVERYTHING, feeds_asked, seeded, streams_of
from feeds.turns import DUE, RECORDED, REPORTED_AT, amended, classified, said
from views.databases import PostgresDatabases, SqliteDatabases, databases, postgres_databases, sqlite_databases
from views.histories import History
from views.seeds import seeds

__all__ = ["databases", "postgres_databases", "sqlite_databases"]

Empty = Callable[[], AbstractContextManager[Settings]]


def every_feed(app: App, told: History) -> list[Feed]:
    """The feeds of the catalogue, those of everything, and those by any filter."""
    return [*app.feeds.all(), *EVERYTHING, *_asked(told)]


def _asked(told: History) -> list[Feed]:
    return list(feeds_asked(streams_of(told), Random(len(told))))


# -- same history, same bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_views_folded_anew_give_the_same_feeds(sqlite_databases: SqliteDatabases, seed: int):
    """Live or rebuilt: for who has kept them, and for who comes new."""
    with sqlite_databases.empty() as settings:
        app, clock = _written(settings, seeded(seed + 20)), Clock(IN_2018)
        feeds = every_feed(app, seeded(seed + 20))
        before = looks(app, feeds)
        app.rebuild()
        assert differing(before, looks(app, feeds)) == []
        assert differing(before, looks(App(settings, clock=clock), feeds)) == []


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(1))
def test_both_engines_give_the_same_feeds(
    sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases, seed: int
):
    """To the byte, with the same validators."""
    told = seeded(seed + 30)
    found: list[Looks] = []
    for empty in (sqlite_databases.empty, postgres_databases.empty):
        with empty() as settings:
            app = _written(settings, told)
            found.append(looks(app, every_feed(app, told)))
    assert differing(*found) == []


def _written(settings: Settings, told: History) -> App:
    Recent(settings).write(told)
    return App(settings, clock=Clock(IN_2018))


def test_a_feed_is_the_same_any_day_and_one_that_counts_from_today_any_moment_of_a_day(
    sqlite_databases: SqliteDatabases,
):
    """Days are those of UTC: nothing changes before midnight there, and what lies before a new day leaves then."""
    told, midnight = seeded(41), IN_2018 // DAY * DAY
    clock = Clock(midnight)
    with sqlite_databases.empty() as settings:
        Recent(settings).write(told)
        app = App(settings, clock=clock)
        feeds = every_feed(app, told)
        before = looks(app, feeds, ["en"])
        clock.now_us = midnight + DAY - 1
        assert differing(before, looks(app, feeds, ["en"])) == []
        for days in (1, 30, 400):
            clock.now_us = midnight + days * DAY
            after = looks(app, feeds, ["en"])
            relative = {(feed.name, "en") for feed in feeds if feed.asked.is_relative}
            assert set(differing(before, after)) <= relative
            assert differing(after, looks(App(settings, clock=clock), feeds, ["en"])) == []
        assert set(differing(before, after)) == relative


# -- identity ---------------------------------------------------------------------------------------------------------


class Identity(NamedTuple):
    """What a calendar program knows an entry by, and tells a new version from an old one."""

    sequence: int
    stamp: str
    modified: str
    created: str


def identities(body: bytes) -> Mapping[str, Identity]:
    """By UID."""
    return {_value(entry, "UID"): _identity(entry) for entry in read(body).walk("VEVENT", "VTODO")}


def _identity(entry: Component) -> Identity:
    stamp, modified, created = (_value(entry, name) for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"))
    return Identity(int(_value(entry, "SEQUENCE")), stamp, modified, created)


def _value(entry: Component, name: str) -> str:
    line = entry.first(name)
    assert line is not None, f"{entry.lines[0].value} has no {name}"
    return line.value


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_no_entry_goes_back(sqlite_databases: SqliteDatabases, seed: int):
    """SEQUENCE, DTSTAMP and LAST-MODIFIED never fall, CREATED never moves: unless who may see what has changed.

    SEQUENCE counts facts, so it is small. What a reclassification hides is as if it had never been (decision 0006).
    """
    assert list(_going_back(sqlite_databases.empty, seeded(seed))) == []


def _going_back(empty: Empty, told: History) -> Iterator[str]:
    with empty() as settings:
        ledger, app = Recent(settings), App(settings, clock=Clock(IN_2018))
        before: dict[str, Mapping[str, Identity]] = {}
        facts = 0
        for append in told:
            ledger.write([append])
            facts += len(append)
            for feed in EVERYTHING:
                after = identities(app.publisher.published(feed, "en").body)
                yield from (f"{uid}: counts too high" for uid, one in after.items() if one.sequence >= facts)
                if not any(map(_changes_sight, append)):
                    yield from _worse(before.get(feed.name, {}), after)
                before[feed.name] = after


def _changes_sight(fact: Fact) -> bool:
    return fact.name.endswith(".reclassified")


def _worse(before: Mapping[str, Identity], after: Mapping[str, Identity]) -> Iterator[str]:
    for uid in before.keys() & after.keys():
        one, other = before[uid], after[uid]
        fell = other.sequence < one.sequence or other.stamp < one.stamp or other.modified < one.modified
        if fell or other.created != one.created:
            yield f"{uid}: {one} became {other}"


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_what_is_called_otherwise_in_a_feed_says_so(sqlite_databases: SqliteDatabases, seed: int):
    """An entry whose bytes change has a later DTSTAMP: programs that look at nothing else take it for new."""
    told = seeded(seed + 200)
    with sqlite_databases.empty() as settings:
        ledger, app = Recent(settings), App(settings, clock=Clock(IN_2018))
        before: Looks = {}
        for append in told:
            ledger.write([append])
            after = looks(app, EVERYTHING)
            if before and not any(map(_changes_sight, append)):
                assert list(_changed_silently(before, after)) == []
            before = after


def _changed_silently(before: Looks, after: Looks) -> Iterator[str]:
    for feed, look in after.items():
        one, other = entries_of(before[feed].body), entries_of(look.body)
        for name in one.keys() & other.keys():
            if one[name] != other[name] and _stamp(one[name]) >= _stamp(other[name]):
                yield f"{name} in {feed}"


def _stamp(entry: bytes) -> bytes:
    return entry.partition(b"DTSTAMP:")[2][:16]


def test_uids_are_ids_at_the_domain_of_the_calendar(sqlite_databases: SqliteDatabases):
    """Of engagements their own; whatever the settings say later, whatever happens to the entry, in both languages."""
    with sqlite_databases.empty() as settings:
        now = [START]
        App(settings, clock=lambda: now[0]).record([("recorded.yaml", RECORDED.encode())])
        elsewhere = Settings(database_url=settings.database_url, domain="elsewhere.example")
        for told in (
            "",
            amended("lunch", "title: {en: Dinner}, when: {edtf: 2020-07-03}, kind: visit, part_of: tour"),
            said("cancellations", "round-2"),
            said("retractions", "signing"),
            said("reinstatements", "signing"),
            classified("engagement:lunch", "PRIVATE"),
            classified("engagement:lunch", "PUBLIC"),
        ):
            now[0] += DAY
            if told:
                App(elsewhere, clock=lambda: now[0]).record([("told.yaml", told.encode())])
        app = App(elsewhere, clock=lambda: now[0])
        uids = [set(identities(app.public_feed("all", language))) for language in ("en", "ar")]
        names = {"stop", "tour", "round-1", "round-2", "lunch", "speech", "signing", "follow-up"}
        assert uids[0] == uids[1]
        assert {uid for uid in uids[0] if "." not in uid.partition("@")[0]} == {
            f"{n}@ctcalendar.example" for n in names
        }


# -- Last-Modified, and polls -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_the_last_change_of_a_feed_rises_whenever_it_changes_and_never_falls(
    sqlite_databases: SqliteDatabases, seed: int
):
    """In one program; and from one to the next, which knows of no feed what it was before: there it may rise too."""
    told = seeded(seed + 80)
    asked = Random(seed).sample(_asked(told), 6)
    with sqlite_databases.empty() as settings:
        ledger, clock = Recent(settings), Clock(START + 400 * DAY)
        kept = App(settings, clock=clock)
        seen: dict[str, list[tuple[Published, Published]]] = {}
        for append in told:
            ledger.write([append])
            clock.forward(days=len(append) % 2)
            new = App(settings, clock=clock)
            for feed in (FEEDS["upcoming"], FEEDS["all"], *EVERYTHING, *asked):
                found = kept.publisher.published(feed, "en"), new.publisher.published(feed, "en")
                seen.setdefault(feed.name, []).append(found)
    for name, looked in seen.items():
        here, anew = [one for one, _ in looked], [other for _, other in looked]
        between = [[one, other] for (one, _), (_, other) in pairwise(looked)]
        for published in (here, anew, *between):
            assert (name, list(_told_wrongly(published))) == (name, [])
        # Another day's is another feed, where it counts from today.
        assert name == "upcoming" or _moved_without_news(here) == []


def _moved_without_news(published: Sequence[Published]) -> list[Published]:
    return [one for one, other in pairwise(published) if one.etag == other.etag and one.changed_at != other.changed_at]


def _told_wrongly(published: Sequence[Published]) -> Iterator[tuple[int | None, int | None]]:
    """The changes that no later moment tells of, and the moments that came back."""
    for one, other in pairwise(published):
        assert one.changed_at is not None
        assert other.changed_at is not None
        if other.changed_at < one.changed_at or (one.etag != other.etag and other.changed_at == one.changed_at):
            yield one.changed_at, other.changed_at


def test_a_poll_without_news_changes_nothing(sqlite_databases: SqliteDatabases):
    """The very bytes, validators and moments of before; whatever else somebody asks in between."""
    told = seeded(90)
    with sqlite_databases.empty() as settings:
        app = _written(settings, told)
        feeds = every_feed(app, told)
        before = {feed.name: app.publisher.published(feed, "en") for feed in feeds}
        bodies = {name: found.body for name, found in before.items()}
        looks(app, reversed(feeds))
        for feed in feeds:
            again = app.publisher.published(feed, "en")
            assert again is before[feed.name]
            assert again.body is bodies[feed.name]


def test_a_deadline_whose_last_word_is_another_says_so(sqlite_databases: SqliteDatabases):
    """Which of two reports is the last follows from the days of the meetings at which they were made."""
    with sqlite_databases.empty() as settings:
        clock = Clock(START)
        app = App(settings, clock=clock)
        app.record([("recorded.yaml", RECORDED.encode()), ("reports.yaml", REPORTED_AT.encode())])
        before = entries_of(app.public_feed("deadlines", "en"))[DUE]
        clock.forward(days=1)
        app.record([("moved.yaml", amended("follow-up", "when: {edtf: 2020-01-01}").encode())])
        after = entries_of(app.public_feed("deadlines", "en"))[DUE]
        assert (b"Last word: complete" in before, b"Last word: lapsed" in after) == (True, True)
        assert _stamp(after) > _stamp(before)
