"""What facts change is rendered anew, and nothing else: what is kept is always what would be made now."""

import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from ctcalendar.app import App
from ctcalendar.app.shelves import Shelf
from ctcalendar.app.storing import Store
from ctcalendar.db.engine import let_go
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Amended, Fact, Reclassified
from ctcalendar.domain.registry import EVENTS
from ctcalendar.feeds.calendar import rendered
from ctcalendar.feeds.catalogue import ALL, Feed
from ctcalendar.feeds.style import Style
from ctcalendar.log.read import head
from ctcalendar.settings import Settings
from ctcalendar.views import entries
from ctcalendar.views.filter import LANGUAGES, STATUSES, Filter
from ctcalendar.views.hidden import hidden_streams
from feeds.looking import DAY, IN_2018, START, Looks, Recent, differing, entries_of, looks
from feeds.random_calendars import EVERYTHING, FULL, feeds_asked, seeded, streams_of
from feeds.turns import MERGED, RECORDED, TURNS, amended
from views.databases import (
    PostgresDatabases,
    SqliteDatabases,
    databases,
    postgres_databases,
    sqlite_databases,
)
from views.histories import History
from views.ledger import reading
from views.seeds import seeds

__all__ = ["databases", "postgres_databases", "sqlite_databases"]

SEEDS = range(24)


def app_of(settings: Settings) -> App:
    """An App that has kept nothing yet."""
    return App(settings, clock=lambda: IN_2018)


def asked_of(told: History) -> list[Feed]:
    """The feeds somebody asks for besides those that are listed."""
    return list(feeds_asked(streams_of(told), Random(len(told))))


# -- what is kept is what would be made now ---------------------------------------------------------------------------


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_a_feed_that_is_kept_is_what_a_new_program_would_make(sqlite_databases: SqliteDatabases, seed: int):
    """After each append the same bytes, validators and lengths: of every feed of the catalogue and by any filter."""
    assert _kept_otherwise(sqlite_databases.empty, sqlite_databases.empty, seeded(seed)) == []


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(100, 101))
def test_a_feed_that_is_kept_on_postgresql_is_what_sqlite_makes(
    sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases, seed: int
):
    """What one program on the one engine keeps, another on the other makes anew each time, after every third append."""
    assert _kept_otherwise(postgres_databases.empty, sqlite_databases.empty, seeded(seed), every=3) == []


Empty = Callable[[], AbstractContextManager[Settings]]


def _kept_otherwise(empty: Empty, elsewhere: Empty, told: History, every: int = 1) -> list[Any]:
    """The feeds that somebody who looks time and again sees otherwise than who comes new, append by append.

    Everything is looked at after so many appends, what is asked for by some filter now and then, and all in the end.
    """
    chance, wrong, asked = Random(len(told)), [], asked_of(told)
    with empty() as here, elsewhere() as there:
        kept, ledgers = app_of(here), [Recent(here), Recent(there)]
        for number, append in enumerate(told, 1):
            for ledger in ledgers:
                ledger.write([append])
            if number % every and number < len(told):
                continue
            fresh = app_of(there)
            others = [*fresh.feeds.all(), *asked]
            some = others if number == len(told) else chance.sample(others, 5)
            language = chance.choice(LANGUAGES)
            for feeds, languages in ((EVERYTHING, LANGUAGES), (some, [language])):
                if found := differing(looks(kept, feeds, languages), looks(fresh, feeds, languages)):
                    wrong.append(([fact.name for fact in append], found))
    return wrong


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_entries_kept_between_programs_are_what_a_new_one_would_make(sqlite_databases: SqliteDatabases, seed: int):
    """A program finds what another stored some facts ago, and brings it up to date."""
    told = seeded(seed + 60)
    with sqlite_databases.empty() as here, sqlite_databases.empty() as there:
        ledgers = [Recent(here), Recent(there)]
        for number, append in enumerate(told):
            for ledger in ledgers:
                ledger.write([append])
            if number % 2:
                continue
            started = app_of(here)
            assert differing(looks(started, EVERYTHING), looks(app_of(there), EVERYTHING)) == []
            if number % 6 == 0:
                started.publisher.store()


# -- that random histories hold all this ------------------------------------------------------------------------------


def test_random_histories_tell_of_everything_that_can_be_recorded():
    """Every type of fact, items classified up and down, parts that are moved, days in dispute, meetings called off."""
    appends = [append for seed in SEEDS for append in seeded(seed)]
    facts = [fact for append in appends for fact in append]
    assert {event.name for event in EVENTS} - {fact.name for fact in facts} == set()
    reclassified = {fact.event.classification for fact in facts if isinstance(fact.event, Reclassified)}
    assert reclassified == {level.name for level in Clearance}
    amended = {
        f"{fact.stream.kind}.{change.field}"
        for fact in facts
        if isinstance(fact.event, Amended)
        for change in fact.event.changes
    }
    told_otherwise = {"engagement.when", "engagement.part_of", "engagement.participants", "engagement.series"}
    told_otherwise |= {"person.names", "party.names", "series.names", "source.title", "instrument.title", "topic.label"}
    told_otherwise |= {"party.within", "topic.broader", "instrument.signed_at"}
    assert told_otherwise - amended == set()
    assert {"when", "parties"} - {fact.event.field for fact in facts if fact.name == "engagement.disputed"} == set()


# -- what changes entries about something else ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite file of a calendar that holds what the turns begin with, to be copied."""
    path = tmp_path_factory.mktemp("recorded") / "calendar.sqlite"
    app = App(Settings(database_url=f"sqlite:///{path}"), clock=lambda: START)
    app.init()
    app.record([("recorded.yaml", RECORDED.encode())])
    let_go()  # what is copied must be whole
    return path


@pytest.fixture
def settings(tmp_path: Path, recorded: Path) -> Settings:
    """A calendar of the test's own that holds it."""
    path = shutil.copyfile(recorded, tmp_path / "calendar.sqlite")
    return Settings(database_url=f"sqlite:///{path}")


def tell(settings: Settings, dossier: str, *, day: int = 1) -> None:
    """Record a dossier, so many days after what the turns begin with."""
    App(settings, clock=lambda: START + day * DAY).record([("told.yaml", dossier.encode())])


@pytest.mark.parametrize("what", TURNS)
def test_a_fact_changes_entries_about_something_else(settings: Settings, what: str):
    """Those entries and no others, for who has kept them; in the feed that asks for them, too."""
    turn, kept = TURNS[what], app_of(settings)
    asked = replace(ALL, name="asked", asked=Filter.parse(_listed(turn.asked)), expected=True)
    feeds = [EVERYTHING[0], EVERYTHING[-1], asked]
    before: Looks = {}
    for day, part in enumerate(turn.told, 1):
        before = looks(kept, feeds, ["en"])
        tell(settings, part, day=day)
    after = looks(kept, feeds, ["en"])
    assert differing(after, looks(app_of(settings), feeds, ["en"])) == []
    feed = (asked.name if turn.asked else "everything-PUBLIC", "en")
    assert names_changed(before[feed].body, after[feed].body) == turn.changes


def _listed(asked: Mapping[str, str] | None) -> dict[str, list[str]]:
    return {term: [value] for term, value in (asked or {}).items()}


def names_changed(before: bytes, after: bytes) -> set[str]:
    """The entries that came, went or are other than they were: their UIDs without the domain."""
    one, other = entries_of(before), entries_of(after)
    return {name for name in {**one, **other} if one.get(name) != other.get(name)}


# -- nothing else is rendered -----------------------------------------------------------------------------------------

STYLES = [Style(language, "calendar.example") for language in LANGUAGES]


class Kept:
    """Entries that are kept while facts are written, and which of them are made anew."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._shelf = settings, Shelf(FULL, Store(settings, FULL))
        with reading(settings) as reader:
            for style in STYLES:
                self._shelf.add_style(reader, style, head(reader)[:2], with_it=())

    def rendered(self) -> set[str]:
        """Look at the record; the streams whose entries were made since the last look, or are no more."""
        before = [dict(self._shelf.entries(style)) for style in STYLES]
        with reading(self._settings) as reader:
            self._shelf.catch_up(reader, head(reader)[:2])
        return {
            stream
            for style, kept in zip(STYLES, before, strict=True)
            for stream in {**kept, **self._shelf.entries(style)}
            if self._shelf.entries(style).get(stream) is not kept.get(stream)
        }


@pytest.mark.parametrize(
    ("told", "rendered"),
    [
        (amended("person:amal", "names: {en: Amal B.}"), {"engagement:round-1"}),
        (amended("person:dina", "names: {en: Dina B.}"), {"engagement:speech"}),
        (MERGED, {"engagement:lunch"}),
        (amended("source:wire", "title: {en: Agency wire}"), {"engagement:speech"}),
        (amended("organisation:bureau", "names: {en: Office}"), {"engagement:lunch"}),
        ("people: [{id: nobody, names: {en: Nobody}, citations: [{source: note}]}]", set()),
        ("sources: [{id: letter, kind: other, title: {en: Letter}, languages: [en]}]", set()),
        ("topics: [{id: fisheries, label: {en: Fisheries}}]", set()),
        ("offices: [{id: post, person: amal, party: QA, title: {en: Envoy}, citations: [{source: note}]}]", set()),
    ],
)
def test_a_fact_renders_the_entries_that_mention_its_item_and_no_others(
    settings: Settings, told: str, rendered: set[str]
):
    """The others are the very objects they were."""
    kept = Kept(settings)
    tell(settings, told)
    assert kept.rendered() == rendered
    assert kept.rendered() == set()


@pytest.mark.parametrize("seed", seeds(1, 1))
def test_a_fact_about_anybody_renders_the_entries_that_mention_them(sqlite_databases: SqliteDatabases, seed: int):
    """In random histories: whoever was ever merged into somebody is mentioned as them."""
    facts = [fact for append in seeded(seed + 70) for fact in append]
    about_people = [number for number, fact in enumerate(facts) if _is_about_a_person(fact)]
    with sqlite_databases.empty() as settings:
        ledger, kept, upto = Recent(settings), Kept(settings), 0
        for number in about_people:
            ledger.write([facts[upto:number]] if number > upto else [])
            kept.rendered()
            before = _mentioning(settings, facts[number].stream.id)
            ledger.write([facts[number : number + 1]])
            mentioning = before | _mentioning(settings, facts[number].stream.id)
            found = kept.rendered()
            # Of somebody who is classified, values tell too: of what was corrected, of what somebody says.
            assert found == mentioning or (found > mentioning and _is_classified(settings, facts[number]))
            upto = number + 1


def _is_about_a_person(fact: Fact) -> bool:
    return fact.stream.kind == "person" and not fact.name.endswith((".registered", ".reclassified"))


def _is_classified(settings: Settings, fact: Fact) -> bool:
    with reading(settings) as reader:
        return str(fact.stream) in hidden_streams(reader, Clearance.PUBLIC)


def _mentioning(settings: Settings, person: str) -> set[str]:
    """The engagements that mention a person, or somebody ever merged into them, and stand in a calendar."""
    with reading(settings) as reader:
        merged = reader.rows("SELECT DISTINCT id, merged_into FROM person WHERE merged_into > ''")
        people = {person}
        while more := {one for one, into in merged if into in people} - people:
            people |= more
        return {
            f"engagement:{entry.id}"
            for entry in entries.history(reader, Filter(status=STATUSES), clearance=FULL)
            if people & {*(one.person for one in entry.participants), *(one.by for one in entry.says)}
            and rendered(entry, STYLES[0])
        }
