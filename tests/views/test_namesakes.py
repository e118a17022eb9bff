"""A hidden item may be called like anything that is shown; what is shown stays as it is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from views.databases import Databases
from views.observing import observations

RECORD = """
sources:
- {id: note, kind: media-note, title: {en: Note}}
organisations:
- {id: ministry, party: QA, names: {en: Ministry}, citations: [&note {source: note}]}
engagements:
- id: secret-tour
  kind: visit
  status: held
  title: {en: Tour}
  parties: [QA]
  classification: CONFIDENTIAL
  citations: [*note]
- id: talks
  kind: dialogue
  status: held
  title: {en: Talks}
  parties: [QA, US]
  part_of: secret-tour
  says:
  - {id: praise, by: ministry, text: {en: All went well}}
  - {id: hope, by: document, text: {en: More will follow}}
  citations:
  - {source: note, supports: [parties.2]}
instruments:
- {id: plan, kind: plan, title: {en: Plan}, parties: [QA], citations: [*note], reports: [
    {id: early, status: in-progress, text: {en: Begun}, by: [QA], citations: [*note]},
    {id: late, status: complete, text: {en: Done}, by: [US], citations: [*note]}]}
disputes:
- {id: how-far, subject: plan, field: progress, reason: they differ, values: [{value: early}, {value: late}],
   citations: [{source: note, supports: [reason]}]}
"""


@contextmanager
def recorded(databases: Databases) -> Iterator[App]:
    """A calendar with talks that were part of a secret tour, and a plan of whose progress two reports differ."""
    with databases.empty() as settings:
        made = App(Settings(database_url=settings.database_url))
        made.record([("record.yaml", RECORD.encode())])
        yield made


@pytest.fixture
def app(databases: Databases) -> Iterator[App]:
    """The same, on each engine in turn."""
    with recorded(databases) as made:
        yield made


HIDDEN = [
    ("people", "ministry"),  # who spoke was an organisation of that id
    ("people", "document"),  # who spoke was nobody
    ("parties", "2"),  # a number in a path is the id of nothing
    ("people", "reason"),  # nor is what a citation of a reason supports
    ("people", "progress"),  # nor is what a dispute of reports is about
    ("people", "early"),  # nor is the id of a report
]


@pytest.mark.parametrize(("kind", "name"), HIDDEN)
def test_a_hidden_item_changes_nothing_whatever_it_is_called(sqlite_databases: Databases, kind: str, name: str):
    """Neither a label is shown that is its own, nor is anything left out that only looks like its id."""
    with recorded(sqlite_databases) as app:
        assert _changed_by(app, [(kind, name)]) == []


@pytest.mark.postgres
def test_hidden_items_change_nothing_on_postgresql(postgres_databases: Databases):
    """The same there, of all of them at once."""
    with recorded(postgres_databases) as app:
        assert _changed_by(app, HIDDEN) == []


def _changed_by(app: App, hidden: Sequence[tuple[str, str]]) -> list[str]:
    """The questions of the public whose answers hidden items change."""
    before = observations(app, Clearance.PUBLIC)
    for kind, name in hidden:
        more = "kind: group, " if kind == "parties" else ""
        item = f"id: '{name}', {more}names: {{en: Hidden}}, classification: CONFIDENTIAL, citations: [{{source: note}}]"
        app.record([("hidden.yaml", f"{kind}: [{{{item}}}]".encode())])
    after = observations(app, Clearance.PUBLIC)
    return [question for question in before if before[question] != after[question]]


def test_what_is_in_dispute_is_told_alike_in_short_and_at_length(app: App):
    """The field that names a hidden item is left out of both, and with it the dispute on it."""
    dispute = """
        engagements:
        - {id: tour, kind: visit, status: held, title: {en: Tour}, parties: [QA], citations: [&note {source: note}]}
        - {id: trip, kind: visit, status: held, title: {en: Trip}, parties: [QA], citations: [*note]}
        disputes:
        - {id: of-what, subject: talks, field: part_of, reason: they differ,
           values: [{value: tour, citations: [*note]}, {value: trip, citations: [*note]}]}
        """
    app.record([("dispute.yaml", dispute.encode())])
    for clearance, told in ((Clearance.PUBLIC, []), (Clearance.CONFIDENTIAL, ["part_of"])):
        (short,) = app.lines(Filter(kind=("dialogue",)), clearance=clearance)
        (whole,) = app.history(Filter(kind=("dialogue",)), clearance=clearance)
        assert short.disputed == whole.disputed == told
