"""Counting in groups, and finding the last, on both engines: the same as reading all engagements and counting these."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.app.nearest import last
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.counting import GROUPINGS, grouped, members
from ctcalendar.views.entries import history
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from ctcalendar.views.newest import newest
from views import record
from views.databases import Databases

SECRETS = """
engagements:
- id: hidden-talks
  kind: dialogue
  status: held
  title: {en: Hidden talks}
  when: {edtf: 2018-10-01}
  places: [{name: {en: Rome}, country: IT}]
  parties: [QA, IT]
  participants: [{person: amal, party: QA, role: head}]
  topics: [finance]
  series: {id: talks, ordinal: 9}
  part_of: state-visit
  classification: CONFIDENTIAL
  citations: [{source: early-note}]
- id: mixed
  kind: meeting
  status: held
  title: {en: Meeting with people who were not there}
  when: {edtf: 2016-12~}
  places: [{name: {en: Doha}, country: QA}, {name: {en: Doha}, country: QA}]
  parties: [QA, circle]
  participants: [{person: ghost, party: QA, role: guest}, {person: john, party: US, role: head}]
  topics: [plan]
  citations: [{source: early-note}]
"""

HIDDEN_REGISTERS = """
parties:
- {id: circle, kind: group, names: {en: Circle}, classification: CONFIDENTIAL, citations: [{source: early-note}]}
people:
- {id: ghost, names: {en: Ghost}, classification: CONFIDENTIAL, citations: [{source: early-note}]}
topics:
- {id: plan, label: {en: Plan}, classification: CONFIDENTIAL}
"""

Keys = Callable[[Entry], Iterable[str | None]]


@pytest.fixture(scope="module")
def app(databases: Databases) -> Iterator[App]:
    """The record that the filter is asked of, and some secrets."""
    with databases.empty() as settings:
        app = App(settings, clock=Clock())
        app.record([("first.yaml", f"{record.REGISTERS}{record.ENGAGEMENTS}".encode())])
        app.record([("next.yaml", record.NEXT_DAY.encode())])
        app.record([("secrets.yaml", f"{HIDDEN_REGISTERS}{SECRETS}".encode())])
        yield app


def _or_none(found: Iterable[str | None]) -> Iterable[str | None]:
    return set(found) or {None}


KEYS: dict[str, Keys] = {
    "kind": lambda entry: [entry.kind],
    "status": lambda entry: [entry.status],
    "party": lambda entry: _or_none(entry.parties),
    "topic": lambda entry: _or_none(entry.topics),
    "series": lambda entry: [entry.series.id if entry.series else None],
    "country": lambda entry: _or_none(place.country for place in entry.places if place.country),
    "place": lambda entry: _or_none(place.name.en if place.name else place.country for place in entry.places),
    "person": lambda entry: _or_none(one.canonical or one.person for one in entry.participants if one.person),
    "year": lambda entry: [_year(entry)],
}
ASKED = [
    Filter(),
    Filter(status=("held",), party=("QA",)),
    Filter(since="2016-01-01", until="2018-12-31"),
    Filter(limit=3),
]


def _year(entry: Entry) -> str | None:
    span: Any = entry.when or entry.dated_by_parts
    if span is None or not (span.earliest or span.latest):
        return None
    first, last = (day and day[:4] for day in (span.earliest, span.latest))
    vague = entry.when is not None and (entry.when.edtf is None or entry.when.precision == "decade")
    if first is None or (vague and first != last):
        return f"{first or ''}…{last or ''}"
    marks = entry.when.edtf if entry.when else ""
    return f"{first}?" if "?" in (marks or "") else first


@pytest.mark.parametrize("clearance", [Clearance.PUBLIC, Clearance.CONFIDENTIAL])
@pytest.mark.parametrize("by", KEYS)
def test_groups_are_those_of_what_is_read(app: App, by: str, clearance: Clearance):
    """By whatever they are grouped, at any clearance: what is hidden makes no group and is in none."""
    with app.reading() as reader:
        for asked in ASKED:
            entries = history(reader, asked, clearance=clearance)
            expected = Counter(key for entry in entries for key in KEYS[by](entry))
            found = grouped(reader, asked, by, language="en", clearance=clearance)
            assert (found.total, dict(found.groups)) == (len(entries), dict(expected)), asked


def test_members_are_the_engagements_of_each_group_in_order(app: App):
    """As many as are counted, each once in a group, in order of day."""
    with app.reading() as reader:
        order = [entry.id for entry in history(reader, Filter(), clearance=Clearance.PUBLIC)]
        for by in GROUPINGS:
            told = list(members(reader, Filter(), by, language="ar", clearance=Clearance.PUBLIC))
            found = grouped(reader, Filter(), by, language="ar", clearance=Clearance.PUBLIC)
            assert Counter(key for key, _ in told) == found.groups
            assert len(set(told)) == len(told)
            assert [order.index(name) for _, name in told] == sorted(order.index(name) for _, name in told)


@pytest.mark.parametrize("asked", [*ASKED, Filter(topic=("security",)), Filter(published_by="2018-06-30")])
def test_the_newest_are_the_last_of_those_with_a_day(app: App, asked: Filter):
    """Found from the end; whatever limit the filter has."""
    for clearance in (Clearance.PUBLIC, Clearance.CONFIDENTIAL):
        with app.reading() as reader:
            entries = history(reader, Filter(**{**_terms(asked), "limit": None}), clearance=clearance)
            dated = [entry.id for entry in entries if entry.when and entry.when.earliest]
            found = newest(reader, asked, 3, clearance=clearance)
            assert [name for _, name in found] == dated[::-1][:3]


def test_the_last_may_be_a_whole_that_its_parts_date(app: App):
    """The state visit is known by the luncheon during it, on 11 September 2018, after the visit to the coast guard."""
    asked = Filter(kind=("visit",), party=("FR",))
    with app.reading() as reader:
        for clearance in (Clearance.PUBLIC, Clearance.CONFIDENTIAL):
            found = last(reader, asked, app.today(), clearance=clearance, as_of=None)
            assert found is not None
            assert found.id == "state-visit"


def _terms(asked: Filter) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in asked.__struct_fields__}
