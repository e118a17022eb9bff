"""Every question finds its engagements by an index, now and as of any moment, and finds the same whichever way it goes.

Plans are what SQLite says it would do: nothing is timed. The record is rows drawn at random, put into the tables as
they are; what is asked of them is also worked out in Python, a row at a time.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import product
from random import Random
from typing import Any

import pytest

from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import NOTHING, Parameters, Reader, Row, open_reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.clauses import ALONE, HEADED
from ctcalendar.views.entries import count_undated, lines, stream
from ctcalendar.views.filter import TERMS, Filter
from ctcalendar.views.pages import Search
from views.databases import Databases
from views.plain_rows import CHOICES, HEAD, Rows, drawn, found

FULL, PUBLIC = Clearance.CONFIDENTIAL, Clearance.PUBLIC
ASKED: Mapping[str, tuple[str, ...]] = {
    "kind": ("visit",),
    "status": ("scheduled",),
    "party": ("UN", "QA"),
    "person": ("amal",),
    "organisation": ("ministry",),
    "place": ("Doha", "FR"),
    "topic": ("security",),
    "series": ("talks",),
    "instrument": ("memorandum",),
    "source": ("note",),
    "published_by": ("2018",),
    "since": ("2018-05",),
    "until": ("2019-02",),
    "after": ("item-7",),
}
ELSEWHERE = {"as_of", "lang", "limit", "text"}
"""Terms that choose no engagements by themselves, and the search, whose plans are its own."""


class Explaining:
    """A Reader that keeps what SQLite says of how it would answer."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.plans: list[tuple[str, list[str]]] = []

    def rows(self, sql: str, parameters: Parameters = NOTHING) -> list[Row]:
        steps = [row[3] for row in self._reader.rows(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        self.plans.append((sql, steps))
        return self._reader.rows(sql, parameters)

    def stream(self, sql: str, parameters: Parameters = NOTHING) -> Iterator[Row]:
        return iter(self.rows(sql, parameters))

    def has_table(self, name: str) -> bool:
        return self._reader.has_table(name)

    def scans(self) -> list[str]:
        """The steps that read a table from end to end, but for lists made for the question itself."""
        return [f"{step}: {sql}" for sql, steps in self.plans for step in _scans(steps) if not _in_order(step)]


def _scans(steps: list[str]) -> list[str]:
    made = {step.split()[1] for step in steps if step.startswith(("CO-ROUTINE ", "MATERIALIZE "))}
    return [step for step in steps if step.startswith("SCAN ") and step.split()[1] not in made | {"CONSTANT"}]


def _in_order(step: str) -> bool:
    """Whether a scan is a walk over the days from their beginning: it ends when the page is full."""
    return step.startswith("SCAN e USING") and "engagement_by_sort_day" in step


def _sorts(steps: list[str]) -> bool:
    return "USE TEMP B-TREE FOR ORDER BY" in steps


@contextmanager
def filled(databases: Databases) -> Iterator[tuple[Settings, Rows]]:
    """A calendar of rows drawn at random, and the rows."""
    with databases.empty() as settings:
        rows = drawn(Random(7))
        with writing(settings) as connection:
            for table, some in rows.items():
                Driver(connection).insert(table, list(some[0]), [tuple(row.values()) for row in some])
        yield settings, rows


@pytest.fixture(scope="module")
def made(databases: Databases) -> Iterator[tuple[Settings, Rows]]:
    """One on each engine."""
    with filled(databases) as found:
        yield found


@pytest.fixture(scope="module")
def on_sqlite(sqlite_databases: Databases) -> Iterator[Settings]:
    """One on the engine that says in a line what it would do."""
    with filled(sqlite_databases) as (settings, _):
        yield settings


@pytest.fixture
def reader(on_sqlite: Settings) -> Iterator[Explaining]:
    """A Reader of it that keeps the plans."""
    with open_reader(on_sqlite.database) as opened:
        yield Explaining(opened)


@pytest.mark.parametrize("term", [*ASKED, "nothing"])
def test_no_question_reads_a_table_from_end_to_end(reader: Explaining, term: str):
    """Whether it lists what passes a term or walks the days, now or as of a moment, at either clearance."""
    asked = {term: ASKED[term]} if term in ASKED else {}
    for as_of, clearance, few in product((None, 200), (FULL, PUBLIC), (0, 150, 500)):
        for window in ({}, {"since": "2018", "until": "2018-03-05"}):
            Search(reader, asking({**window, **asked, "limit": 50}), clearance, as_of, few=few).ids()
    assert reader.scans() == []
    assert [sql for sql, steps in reader.plans if _sorts(steps) and "e.id IN (SELECT" not in sql] == []


@pytest.mark.parametrize("term", ALONE)
def test_nor_do_two_terms_at_once(reader: Explaining, term: str):
    """Of those that pass the one that is listed, the other is tested by an index too."""
    for other, as_of, few in product(ALONE, (None, 200), (0, 150)):
        Search(reader, asking({term: ASKED[term], other: ASKED[other], "limit": 50}), PUBLIC, as_of, few=few).ids()
    assert reader.scans() == []


@pytest.mark.parametrize("as_of", [None, 200])
@pytest.mark.parametrize("term", sorted({*ALONE} - {"published_by"}))
def test_a_walk_reads_no_row_of_an_engagement(reader: Explaining, term: str, as_of: int | None):
    """What a walk asks of an engagement itself stands in the index of days: most are passed by."""
    Search(reader, asking({term: ASKED[term], "limit": 50}), FULL, as_of, few=0).ids()
    steps = [step for sql, steps in reader.plans if "e.status" in sql for step in steps]
    walks = [step for step in steps if step.startswith(("SCAN e ", "SEARCH e "))]
    assert walks
    assert [step for step in walks if " COVERING INDEX engagement_by_sort_day" not in step] == []


@pytest.mark.parametrize("as_of", [None, 200])
@pytest.mark.parametrize("term", ["party", "person", "organisation", "topic", "instrument", "source"])
def test_one_value_is_looked_for_by_its_own_index(reader: Explaining, term: str, as_of: int | None):
    """Whether an engagement names it is a matter of one search, however many versions of how many rows hang on it."""
    Search(reader, asking({term: ASKED[term][-1:], "limit": 50}), FULL, as_of, few=0).ids()
    walk = next(steps for sql, steps in reader.plans if "e.status <> 'retracted'" in sql)
    tests = [step for step in walk if step.startswith("SEARCH ") and step.split()[1] not in ("e", "h")]
    assert tests
    assert [step for step in tests if " COVERING INDEX " not in step or not _names_both(step)] == []


def _names_both(step: str) -> bool:
    """Whether a search knows the value and the engagement."""
    return "(subject=? " in step or " subject=?" in step or " engagement=?" in step


@pytest.mark.parametrize("as_of", [None, 200])
@pytest.mark.parametrize("term", sorted(HEADED))
def test_headings_are_walked_in_order_of_day(reader: Explaining, term: str, as_of: int | None):
    """Of one value nothing is sorted, and neither a heading's row nor an engagement's is read."""
    value = {"topic": "drones", "organisation": "guard"}.get(term, ASKED[term][-1])
    Search(reader, asking({term: value, "kind": "visit", "limit": 50}), FULL, as_of, few=0).ids()
    steps = [step for sql, steps in reader.plans if "FROM heading h" in sql for step in steps]
    walks = [step for step in steps if step.startswith(("SEARCH h ", "SEARCH e ", "USE "))]
    assert any(step.startswith("SEARCH h USING COVERING INDEX heading_by_heading (heading=?") for step in walks)
    assert [step for step in walks if " COVERING INDEX " not in step] == []


def test_the_headings_that_lead_furthest_are_walked(reader: Explaining):
    """Of two terms the rarer, wherever it is the rarer: nobody says beforehand which that is."""
    asked = asking({"party": ("QA", "US"), "topic": ("drones",), "limit": 50})
    Search(reader, asked, FULL, None, few=0, first_look=1).ids()
    walks = [sql for sql, _ in reader.plans if "SELECT DISTINCT w." in sql]
    assert walks
    assert [sql for sql in walks if "h.heading IN (:v0)" not in sql] == []


def test_nothing_is_counted_for_a_page_that_is_nearly_full(reader: Explaining):
    """The first look tells how far it is to the end: then the walk goes on."""
    ids = Search(reader, asking({"kind": ("visit",), "limit": 30}), FULL, None, few=0, first_look=1).ids()
    counts = [sql for sql, _ in reader.plans if sql.startswith("SELECT count(*)")]
    walks = [sql for sql, _ in reader.plans if "e.status <> 'retracted'" in sql]
    assert (len(ids), len(counts)) == (30, 1)
    assert len(walks) > 1


@pytest.mark.parametrize("as_of", [None, 200])
def test_what_hangs_on_a_page_is_read_by_its_ids(reader: Explaining, as_of: int | None):
    """The places, parties and evidence of a page, and the engagements that published_by leaves out, likewise."""
    for clearance in (FULL, PUBLIC):
        list(lines(reader, Filter(limit=20), clearance=clearance, as_of=as_of))
        list(stream(reader, Filter(limit=20), clearance=clearance, as_of=as_of))
        count_undated(reader, Filter(published_by="2018-01-01"), clearance=clearance, as_of=as_of)
    assert [scan for scan in reader.scans() if "FROM classified" not in scan] == []


def test_every_term_has_a_plan_here():
    """A new term is asked above, or left out by name."""
    assert {*ASKED} | ELSEWHERE == {*TERMS}


@pytest.mark.parametrize("seed", range(3))
def test_every_way_finds_the_same(made: tuple[Settings, Rows], seed: int):
    """Listed or walked, with little effort or much, page by page or whole: what a plain look at the rows finds."""
    settings, rows = made
    chance = Random(seed)
    with open_reader(settings.database) as reader:
        for _ in range(15):
            as_of = chance.choice([None, None, chance.randrange(HEAD)])
            terms = {term: chance.choice(CHOICES[term]) for term in chance.sample(sorted(CHOICES), chance.randrange(4))}
            wanted = found(rows, terms, as_of)
            assert Search(reader, asking(terms), FULL, as_of).ids() == wanted, (terms, as_of)
            for few, first_look in ((0, 1), (3, 1), (0, 500)):
                assert paged(reader, terms, as_of, chance.choice([4, 50]), few, first_look) == wanted, (terms, as_of)


def paged(reader: Reader, terms: Mapping[str, Any], as_of: int | None, size: int, few: int, look: int) -> list[str]:
    """All that is asked for, page by page."""
    seen: list[str] = []
    while True:
        after = {"after": seen[-1]} if seen else {}
        asked = asking({**terms, **after, "limit": size})
        page = Search(reader, asked, FULL, as_of, few=few, first_look=look).ids()
        seen += page
        if len(page) < size:
            return seen


def asking(terms: Mapping[str, Any]) -> Filter:
    """The filter of these terms."""
    return Filter.parse({name: given if isinstance(given, tuple) else (str(given),) for name, given in terms.items()})
