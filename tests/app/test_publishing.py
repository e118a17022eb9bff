"""Feeds as they stand: kept between answers, right after every fact, the same live and rebuilt, whoever records."""

import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ctcalendar.app.joined as joining
import ctcalendar.app.publishing as publishing
import ctcalendar.app.shelves as shelving
from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.published import Published
from ctcalendar.db.engine import let_go
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import CalendarError
from ctcalendar.feeds.calendar import MADE_AT
from ctcalendar.feeds.catalogue import FEEDS, Feed
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from feeds.lint import lint
from postgres import Cluster
from stories import BEGINNING, CALLED_OFF, CORRECTED, MOVED, STEPS
from views.databases import Databases, SqliteDatabases
from views.test_promises import said, tell

FULL = Clearance.CONFIDENTIAL
DAY = 86_400_000_000


@pytest.fixture
def clock() -> Clock:
    """A clock at noon of a day after feeds were last written otherwise."""
    return Clock(MADE_AT // DAY * DAY + 10 * DAY + DAY // 2)


@pytest.fixture
def app(databases: Databases, clock: Clock) -> Iterator[App]:
    """A calendar that holds the beginning of the story, on each engine in turn; it is an hour later now."""
    with databases.empty() as settings:
        made = App(settings, clock=clock)
        record(made, BEGINNING)
        clock.forward(seconds=3600)
        yield made


@pytest.fixture
def file(sqlite_databases: SqliteDatabases, clock: Clock) -> Iterator[App]:
    """The same, in an SQLite file."""
    with sqlite_databases.empty() as settings:
        made = App(settings, clock=clock)
        record(made, BEGINNING)
        clock.forward(seconds=3600)
        yield made


def record(app: App, text: str) -> None:
    """Record a dossier."""
    app.record([("told.yaml", text.encode())])


def another(app: App, clock: Clock) -> App:
    """Another program on the same calendar."""
    return App(app.settings, clock=clock)


def ask(app: App, name: str = "all", language: str = "en", *, whole: bool = True) -> Published:
    """A public feed."""
    return app.published(name, language, whole=whole)


EVERYTHING = Feed(
    name="everything",
    title=Words("Everything", "كل شيء"),
    clearance=FULL,
    private=True,
    deadlines="yes",
    expected=True,
    tasks=True,
    cancelled="title",
    alarms=("P7D",),
)
SOME = Feed(name="some", title=Words("Some", None), asked=Filter(topic=("finance",), limit=2), deadlines="yes")
FEW = [EVERYTHING, SOME, FEEDS["all"], FEEDS["visits"]]


def bodies(app: App, feeds: Iterable[Feed] | None = None) -> dict[tuple[str, str], tuple[str, bytes]]:
    """The validator and bytes of feeds in both languages; by default of every public one and two others."""
    wanted = [*app.feeds.all(), EVERYTHING, SOME] if feeds is None else feeds
    found = {}
    for feed in wanted:
        for language in ("en", "ar"):
            one = app.publisher.published(feed, language)
            found[feed.name, language] = (one.etag, one.body)
    return found


# -- right, whatever is recorded --------------------------------------------------------------------------------------


def test_feeds_are_the_same_live_and_rebuilt_on_either_engine(
    app: App, sqlite_databases: SqliteDatabases, clock: Clock
):
    """Several times in the story: byte for byte what a calendar gives that was restored from a backup."""
    for number, text in enumerate(STEPS.values(), 1):
        record(app, text)
        clock.forward(seconds=60)
        if number % 4 and number != len(STEPS):
            app.publisher.published(EVERYTHING, "ar")
            continue
        with sqlite_databases.empty() as settings:
            rebuilt = App(settings, clock=clock)
            rebuilt.restore("backup.jsonl", list(app.backup(clearance=FULL)))
            assert bodies(app) == bodies(rebuilt)


BOUNDS = [(shelving, "NEWS_KEPT"), (joining, "MOST_AT_ONCE"), (publishing, "BYTES_KEPT")]


@pytest.mark.parametrize(("module", "bound"), BOUNDS, ids=[bound for _, bound in BOUNDS])
def test_feeds_are_right_however_little_is_remembered(file: App, clock: Clock, monkeypatch, module, bound: str):
    """What was let go of is made again."""
    monkeypatch.setattr(module, bound, 1)
    bodies(file, FEW)
    for number, text in enumerate(STEPS.values()):
        record(file, text)
        if number in (2, len(STEPS) - 1):
            assert bodies(file, FEW) == bodies(another(file, clock), FEW)


def test_every_feed_is_sound_after_every_step(file: App):
    """No defect that a calendar program could stumble over; and equal validators stand for equal bytes."""
    seen: dict[str, bytes] = {}
    for text in STEPS.values():
        record(file, text)
        for (name, _), (etag, body) in bodies(file, FEW).items():
            if etag not in seen:
                assert lint(body, alarms=name == "everything") == []
            assert seen.setdefault(etag, body) == body
    assert len(set(seen.values())) == len(seen)


# -- kept -------------------------------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_made_again(app: App):
    """The same answer, the same bytes, compressed once."""
    first = ask(app)
    body, packed = first.body, first.gzipped()
    again = ask(app)
    assert again is first
    assert again.body is body
    assert again.gzipped() is packed


def test_a_fact_that_does_not_show_in_a_feed_leaves_it_as_it_is(app: App):
    """The signings are not written or compressed again for a visit; the visits are."""
    signings, visits = ask(app, "signings"), ask(app, "visits")
    packed = signings.gzipped()
    record(app, CALLED_OFF)
    assert ask(app, "signings").gzipped() is packed
    assert ask(app, "visits").etag != visits.etag


def test_the_validator_is_known_before_the_bytes(app: App):
    """Who only asks whether anything changed does not make a calendar be put together."""
    asked = ask(app, whole=False)
    assert not asked.is_whole
    whole = ask(app)
    assert whole.is_whole
    assert (whole.etag, len(whole.body)) == (asked.etag, asked.length)


def test_a_feed_differs_by_language_and_by_where_it_can_be_had(app: App):
    """Each its own bytes, each its own validator."""
    found = [ask(app), ask(app, language="ar"), ask(app, "signings")]
    found += [app.publisher.published(FEEDS["all"], "en", "feeds/all.ics")]
    assert len({one.etag for one in found[:3]}) == 3
    public = App(Settings(**{**_plain(app.settings), "public_url": "https://calendar.example"}))
    with_source = public.publisher.published(FEEDS["all"], "en", "feeds/all.ics")
    assert b"SOURCE;VALUE=URI:https://calendar.example/feeds/all.ics\r\n" in with_source.body
    assert with_source.etag not in {one.etag for one in found}


def _plain(settings: Settings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in settings.__struct_fields__}


def test_several_who_ask_at_once_are_given_one_answer(app: App):
    """It is put together once."""
    with ThreadPoolExecutor(6) as several:
        found = list(several.map(lambda _: ask(app), range(24)))
        packed = list(several.map(lambda one: one.gzipped(), found))
    assert len({id(one) for one in found}) == len({id(one) for one in packed}) == 1


# -- noticed, whoever recorded ----------------------------------------------------------------------------------------


def test_what_another_program_records_is_noticed(app: App, clock: Clock):
    """With the next answer, on either engine."""
    before = ask(app, "visits")
    record(another(app, clock), MOVED)
    after = ask(app, "visits")
    assert after.etag != before.etag
    assert b"20240701" in after.body
    assert after.body == ask(another(app, clock), "visits").body


def test_a_feed_that_another_program_saves_or_removes_is_noticed(app: App, clock: Clock):
    """It is there, and gone."""
    ask(app)
    saved = Feed(name="gulf", title=Words("Gulf", None), asked=Filter(party=("SA",)))
    another(app, clock).save_feed(saved)
    assert b"visit-riyadh" in ask(app, "gulf").body
    another(app, clock).remove_feed("gulf")
    with pytest.raises(CalendarError, match="no feed 'gulf'"):
        ask(app, "gulf")


def saved_anew(app: App, clock: Clock) -> tuple[Published, Published]:
    """A saved feed, and another that was saved under its name after it had been removed, some seconds later."""
    found = []
    for kind in ("visit", "signing"):
        app.save_feed(Feed(name="some", title=Words("Some", None), asked=Filter(kind=(kind,))))
        clock.forward(seconds=10)
        found.append(ask(app, "some"))
        app.remove_feed("some")
    return found[0], found[1]


def test_a_feed_that_is_saved_anew_is_written_anew(app: App, clock: Clock):
    """Under the same name, with another filter; though no fact was recorded."""
    before, after = saved_anew(app, clock)
    assert b"visit-riyadh" in before.body
    assert b"signing-doha" in after.body
    assert before.etag != after.etag


def test_a_feed_that_is_saved_anew_changed_then(app: App, clock: Clock):
    """Else who asks by date would be told for good that it is what it was."""
    before, after = saved_anew(app, clock)
    assert before.changed_at < after.changed_at


@pytest.fixture
def placed(tmp_path: Path, clock: Clock) -> App:
    """The same calendar again, in a folder of the test's own."""
    made = App(Settings(database_url=f"sqlite:///{tmp_path}/calendar.sqlite"), clock=clock)
    made.init()
    record(made, BEGINNING)
    return made


def put_in_place(file: App, source: Path) -> Path:
    """Put another file in the place of a calendar's, as a restored snapshot would be; where that is."""
    let_go()
    path = Path(file.settings.database.removeprefix("sqlite:///"))
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    return source.replace(path)


def test_a_database_put_in_the_place_of_another_is_noticed(placed: App, clock: Clock, tmp_path: Path):
    """Also one that is as long and holds the same ids, or is a former state of the same record."""
    let_go()
    former = Path(shutil.copy(tmp_path / "calendar.sqlite", tmp_path / "former.sqlite"))
    other = App(Settings(database_url=f"sqlite:///{tmp_path}/other.sqlite"), clock=clock)
    other.init()
    record(other, BEGINNING.replace("Visit to Riyadh", "Visit to Jeddah"))
    riyadh = ask(placed, "visits").body
    record(placed, CORRECTED)
    put_in_place(placed, tmp_path / "other.sqlite")
    assert b"Visit to Jeddah" in ask(placed, "visits").body
    put_in_place(placed, former)
    assert ask(placed, "visits").body == riyadh
    record(placed, MOVED)
    assert ask(placed, "visits").body == ask(another(placed, clock), "visits").body != riyadh


@pytest.mark.postgres
def test_a_database_put_in_the_place_of_another_on_a_server_is_noticed(cluster: Cluster, clock: Clock):
    """As when a dump is restored under the same name."""
    for name, title in (("kept", "Visit to Riyadh"), ("restored", "Visit to Jeddah")):
        made = App(Settings(database_url=cluster.create_database(name)), clock=clock)
        made.init()
        record(made, BEGINNING.replace("Visit to Riyadh", title))
        if name == "kept":
            app, url = made, made.settings.database
            assert b"Visit to Riyadh" in ask(app, "visits").body
    let_go()  # a server copies a database that nobody is connected to
    cluster.drop_database("kept")
    assert cluster.create_database("kept", template="restored") == url
    found = ask(app, "visits").body
    assert b"Visit to Jeddah" in found
    assert b"Visit to Riyadh" not in found
    record(app, MOVED)
    assert ask(app, "visits").body == ask(another(app, clock), "visits").body != found


def test_a_file_that_is_no_database_any_more_is_told_as_such(placed: App, tmp_path: Path):
    """And the feed is there again as soon as the database is."""
    let_go()
    kept = Path(shutil.copy(tmp_path / "calendar.sqlite", tmp_path / "kept.sqlite"))
    before = ask(placed).body
    put_in_place(placed, kept).rename(kept)
    with pytest.raises(CalendarError):
        ask(placed)
    (tmp_path / "calendar.sqlite").write_text("these are notes\n" * 1000)
    with pytest.raises(CalendarError):
        ask(placed)
    put_in_place(placed, kept)
    assert ask(placed).body == before


# -- when it last changed ---------------------------------------------------------------------------------------------


def changes(app: App, clock: Clock, name: str, **sections: object) -> tuple[Published, Published]:
    """A feed before and after a dossier that is recorded an hour later; the clock then stands at that fact."""
    before = ask(app, name)
    clock.forward(seconds=3600)
    tell(app, **sections)
    return before, ask(app, name)


NEW_VISIT = {
    "id": "new-visit",
    "kind": "visit",
    "status": "held",
    "title": {"en": "New"},
    "when": {"edtf": "2024-09-01"},
    "parties": ["QA"],
    "citations": [{"source": "note"}],
}
SLIP = {"cause": "correction", "reason": "a slip", "citations": [{"source": "note"}]}


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("visits", {"engagements": [NEW_VISIT]}),
        ("visits", {"reschedules": said("visit-riyadh", when={"edtf": "2024-08-01"})}),
        ("visits", {"cancellations": said("visit-riyadh")}),
        ("visits", {"retractions": said("visit-riyadh")}),
        ("dialogues", {"amendments": [{"subject": "person:omar-ali", "values": {"names": {"en": "O. Ali"}}, **SLIP}]}),
        ("deadlines", {"amendments": [{"subject": "instrument:pact", "values": {"title": {"en": "Deal"}}, **SLIP}]}),
        ("deadlines", {"retractions": said("pact-accounts")}),
        ("series-talks", {"suspensions": said("talks")}),
        ("visits", {"reclassifications": said("visit-riyadh", classification="PRIVATE")}),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_feed_knows_when_it_last_changed(app: App, clock: Clock, name: str, sections: dict):
    """To the microsecond of the fact, whatever that did: also where something left it."""
    before, after = changes(app, clock, name, **sections)
    assert after.etag != before.etag
    assert after.changed_at == clock.now_us


@pytest.mark.parametrize(
    "leaving",
    [{"retractions": said("pact-accounts")}, {"reclassifications": said("visit-riyadh", classification="PRIVATE")}],
    ids=["retracted", "hidden"],
)
def test_of_several_changes_the_last_is_told(file: App, clock: Clock, leaving: dict):
    """Where nobody asked in between: also where the last is that something left."""
    before = ask(file)
    clock.forward(seconds=3600)
    tell(file, amendments=[{"subject": "talks-1", "values": {"title": {"en": "Talks"}}, **SLIP}])
    clock.forward(seconds=3600)
    tell(file, **leaving)
    after = ask(file)
    assert after.etag != before.etag
    assert after.changed_at == clock.now_us


@pytest.mark.parametrize(
    ("name", "sections"),
    [
        ("signings", {"engagements": [NEW_VISIT]}),
        ("visits", {"engagements": [NEW_VISIT | {"classification": "CONFIDENTIAL"}]}),
        ("all", {"sources": [{"id": "unread", "kind": "other", "title": {"en": "Unread"}, "languages": ["en"]}]}),
    ],
    ids=["elsewhere", "hidden", "not shown"],
)
def test_what_is_not_seen_in_a_feed_does_not_change_it(app: App, clock: Clock, name: str, sections: dict):
    """Neither its bytes nor when it last changed."""
    before, after = changes(app, clock, name, **sections)
    assert (after.etag, after.changed_at, after.body) == (before.etag, before.changed_at, before.body)


LEAVING = {
    "a topic that lies elsewhere": (
        Filter(topic=("finance",)),
        {"amendments": [{"subject": "topic:charities", "values": {"broader": None}, **SLIP}]},
    ),
    "a retracted commitment": (Filter(instrument=("pact",)), {"retractions": said("pact-accounts")}),
    "a retracted visit": (Filter(party=("SA",)), {"retractions": said("visit-riyadh")}),
}


@pytest.mark.parametrize("what", LEAVING)
def test_a_program_that_comes_later_does_not_put_the_last_change_before_it(app: App, clock: Clock, what: str):
    """Else who asks by date would be told that nothing left the feed, once the server was started anew."""
    asked, sections = LEAVING[what]
    before = app.published("all", "en", asked)
    clock.forward(seconds=3600)
    tell(app, **sections)
    after = another(app, clock).published("all", "en", asked)
    assert after.etag != before.etag
    assert after.changed_at > before.changed_at


# -- the days that count from today -----------------------------------------------------------------------------------


def test_a_feed_that_counts_from_today_is_the_same_all_day(app: App, clock: Clock):
    """And another the day after, from midnight in UTC; nothing needs to be recorded for that."""
    tell(app, engagements=[NEW_VISIT | {"when": {"edtf": _day(clock)}, "status": "scheduled"}])
    before = ask(app, "upcoming")
    assert b"new-visit" in before.body
    clock.forward(seconds=11 * 3600 - 1)
    assert ask(app, "upcoming") is before
    clock.forward(seconds=1)
    after = ask(app, "upcoming")
    assert b"new-visit" not in after.body
    assert after.etag != before.etag


def test_a_feed_that_counts_from_today_last_changed_today(app: App, clock: Clock):
    """What left it at midnight left it then: who asks by date must learn of it."""
    tell(app, engagements=[NEW_VISIT | {"when": {"edtf": _day(clock)}, "status": "scheduled"}])
    before = ask(app, "upcoming")
    clock.forward(days=1)
    after = ask(app, "upcoming")
    assert after.etag != before.etag
    assert after.changed_at > before.changed_at


def _day(clock: Clock) -> str:
    return datetime.fromtimestamp(clock.now_us // 1_000_000, UTC).date().isoformat()


# -- feeds of the past ------------------------------------------------------------------------------------------------


def test_a_feed_of_the_past_is_the_same_whenever_it_is_asked_for(app: App, clock: Clock):
    """As of a day, whatever was recorded later; nobody says when it last changed."""
    then, asked = ask(app, "dialogues").body, Filter(as_of=_day(clock))
    clock.forward(days=2)
    record(app, CORRECTED)
    found = [program.published("dialogues", "en", asked) for program in (app, app, another(app, clock))]
    assert len({(one.etag, one.body) for one in found}) == 1
    assert {one.changed_at for one in found} == {None}
    assert found[0].body == then
    assert ask(app, "dialogues").body != then
