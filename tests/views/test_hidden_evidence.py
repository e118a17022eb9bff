"""Disputes, retractions and mergers below full clearance: what tells of something hidden is left out, or told less."""

from collections.abc import Iterator
from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.cards import Card, cards
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from views.databases import Databases

RECORD = """
sources:
- {id: note, kind: media-note}
- {id: cable, kind: official-record}
topics:
- {id: security, label: {en: Security}}
- {id: trade, label: {en: Trade}}
- {id: secret, label: {en: Secret}, classification: CONFIDENTIAL}
people:
- {id: agent, names: {en: Agent}, classification: CONFIDENTIAL, citations: [&note {source: note}]}
- {id: envoy, names: {en: Envoy}, citations: [*note]}
- {id: envoy-2, names: {en: Envoy}, citations: [*note]}
- {id: envoy-3, names: {en: Envoy}, citations: [*note]}
instruments:
- {id: plan, kind: plan, title: {en: Plan}, parties: [QA], citations: [*note]}
reports:
- {id: first, subject: plan, status: in-progress, text: {en: Begun}, by: [QA], citations: [*note]}
- {id: second, subject: plan, status: complete, text: {en: Done}, by: [US], citations: [*note]}
- {id: third, subject: plan, status: lapsed, text: {en: Given up}, by: [agent], citations: [*note]}
engagements:
- {id: dinner, kind: meeting, status: held, title: {en: Dinner}, parties: [QA], citations: [*note],
   participants: [{person: envoy, party: QA, role: guest}]}
- {id: supper, kind: meeting, status: held, title: {en: Dinner}, parties: [QA], classification: CONFIDENTIAL,
   citations: [*note]}
- id: talks
  kind: dialogue
  status: held
  title: {en: Talks}
  when: {edtf: 2018-05-14}
  parties: [QA, US]
  topics: [security]
  citations: [*note]
"""


@pytest.fixture
def app(databases: Databases) -> Iterator[App]:
    """A calendar of some talks, a plan and a dinner, on some of which there is more than the public may know."""
    with databases.empty() as settings:
        made = App(Settings(database_url=settings.database_url))
        made.record([("record.yaml", RECORD.encode())])
        yield made


def record(app: App, dossier: str) -> None:
    """Record one more dossier."""
    app.record([("more.yaml", dossier.encode())])


def talks(app: App, clearance: Clearance = Clearance.PUBLIC) -> Entry:
    """The talks as somebody sees them."""
    return app.show("talks", clearance=clearance)


def plan(app: App, clearance: Clearance = Clearance.PUBLIC) -> Card:
    """The plan as somebody sees it."""
    with app.reading() as reader:
        (card,) = cards(reader, "instrument", clearance=clearance)
    return card


def values(dispute: Any) -> list[Any]:
    """The values of a dispute."""
    return list(dispute.values)


def test_a_value_that_names_something_hidden_is_left_out_of_a_dispute(app: App):
    """What remains in dispute is told, and what an analyst prefers only if it is not the hidden value."""
    record(
        app,
        """
        disputes:
        - {id: of-what, subject: talks, field: topics, reason: they differ, preferred: [secret], values: [
           {value: [trade], citations: [{source: note}]}, {value: [secret], citations: [{source: note}]}]}
        """,
    )
    (public,), (full,) = (talks(app, clearance).disputes for clearance in (Clearance.PUBLIC, Clearance.CONFIDENTIAL))
    assert values(public) == [["security"], ["trade"]]
    assert public.preferred is None
    assert values(full) == [["security"], ["trade"], ["secret"]]
    assert full.preferred == ["secret"]


def test_a_dispute_with_one_value_left_is_none(app: App):
    """Where all other values name something hidden there is nothing to differ about, nor any field in dispute."""
    record(
        app,
        """
        disputes:
        - {id: of-what, subject: talks, field: topics, reason: they differ,
           values: [{value: [secret], citations: [{source: note}]}]}
        """,
    )
    assert (talks(app).disputes, talks(app).disputed) == ([], [])
    assert [line.disputed for line in app.lines(Filter(kind=("dialogue",)), clearance=Clearance.PUBLIC)] == [[]]
    assert talks(app, Clearance.CONFIDENTIAL).disputed == ["topics"]


def test_a_hidden_value_found_right_is_not_told(app: App):
    """A settlement that names something hidden says that the dispute is settled, and no more."""
    record(
        app,
        """
        disputes:
        - {id: of-what, subject: talks, field: topics, reason: they differ, values: [
           {value: [trade], citations: [{source: note}]}, {value: [secret], citations: [{source: note}]}]}
        settlements:
        - {subject: talks, dispute: of-what, value: [secret], reason: it is so}
        """,
    )
    (public,), (full,) = (talks(app, clearance).disputes for clearance in (Clearance.PUBLIC, Clearance.CONFIDENTIAL))
    assert (public.state, public.value, full.value) == ("settled", None, ["secret"])


def test_a_dispute_that_only_a_hidden_source_brought_is_not_told(app: App):
    """Neither in an entry nor in a line, once its source is classified; the fact itself is not told either."""
    record(
        app,
        """
        disputes:
        - {id: which-day, subject: talks, field: when, reason: they differ,
           values: [{value: {edtf: 2018-05-16}, citations: [{source: cable}]}]}
        """,
    )
    assert [dispute.id for dispute in talks(app).disputes] == ["which-day"]
    record(app, "reclassifications: [{subject: cable, classification: PRIVATE, reason: by order}]")
    assert (talks(app).disputes, talks(app).disputed, talks(app).revision) == ([], [], 1)
    assert [line.disputed for line in app.lines(Filter(kind=("dialogue",)), clearance=Clearance.PUBLIC)] == [[]]
    assert talks(app, Clearance.PRIVATE).disputed == ["when"]


def test_a_value_that_only_a_hidden_source_gives_is_left_out_of_a_dispute(app: App):
    """The others are told still; and an analyst's leaning to it is not."""
    record(
        app,
        """
        disputes:
        - {id: which-day, subject: talks, field: when, reason: they differ, preferred: {edtf: 2018-05-16}, values: [
           {value: {edtf: 2018-05-15}, citations: [{source: note}]},
           {value: {edtf: 2018-05-16}, citations: [{source: cable}]}]}
        reclassifications: [{subject: cable, classification: PRIVATE, reason: by order}]
        """,
    )
    (public,), (private,) = (talks(app, clearance).disputes for clearance in (Clearance.PUBLIC, Clearance.PRIVATE))
    assert [value["edtf"] for value in values(public)] == ["2018-05-14", "2018-05-15"]
    assert [value["edtf"] for value in values(private)] == ["2018-05-14", "2018-05-15", "2018-05-16"]
    assert (public.preferred, private.preferred) == (None, {"edtf": "2018-05-16"})


def test_what_a_hidden_fact_says_of_a_dispute_is_not_told(app: App):
    """Neither why a hidden source was added to it, nor when."""
    record(
        app,
        """
        disputes:
        - {id: which-day, subject: talks, field: when, reason: they differ,
           values: [{value: {edtf: 2018-05-15}, citations: [{source: note}]}]}
        """,
    )
    before = talks(app).changed_at
    record(
        app,
        """
        disputes:
        - {id: which-day, subject: talks, field: when, reason: the cable knows better,
           values: [{value: {edtf: 2018-05-16}, citations: [{source: cable}]}]}
        reclassifications: [{subject: cable, classification: PRIVATE, reason: by order}]
        """,
    )
    public = talks(app)
    assert b"knows better" not in codec.encode(public)
    assert public.changed_at == before
    assert b"knows better" in codec.encode(talks(app, Clearance.PRIVATE))


def test_reports_of_hidden_persons_are_left_out_of_a_dispute_on_progress(app: App):
    """Their ids too; with one report left there is no dispute."""
    dispute = "{id: how-far, subject: plan, field: progress, reason: they differ, values: [%s]}"
    record(app, f"disputes: [{dispute % '{value: first}, {value: second}, {value: third}'}]")
    assert [report["id"] for report in plan(app).fields["reports"]] == ["first", "second"]
    assert [values(dispute) for dispute in plan(app).disputes] == [["first", "second"]]
    assert [values(dispute) for dispute in plan(app, Clearance.CONFIDENTIAL).disputes] == [["first", "second", "third"]]


def test_of_a_hidden_survivor_the_retraction_says_nothing(app: App):
    """That an item was retracted is told, and why, but not what it is a duplicate of."""
    record(app, "retractions: [{subject: dinner, duplicate_of: supper, reason: told twice}]")
    for clearance, survivor in ((Clearance.PUBLIC, None), (Clearance.CONFIDENTIAL, "supper")):
        (dinner,) = app.history(Filter(status=("retracted",)), clearance=clearance)
        assert dinner.retracted is not None
        assert (dinner.retracted.duplicate_of, dinner.retracted.reason and dinner.retracted.reason.en) == (
            survivor,
            "told twice",
        )


def test_a_survivor_does_not_name_a_duplicate_that_is_hidden(app: App):
    """What it inherited was recorded when both were public; now one of them is not."""
    record(
        app,
        """
        engagements:
        - {id: banquet, kind: meeting, status: held, title: {en: Dinner}, parties: [QA],
           citations: [{source: note, supports: [title]}]}
        retractions: [{subject: banquet, duplicate_of: dinner, reason: told twice}]
        reclassifications: [{subject: banquet, classification: CONFIDENTIAL, reason: by order}]
        """,
    )
    assert b"banquet" not in codec.encode(app.show("dinner", clearance=Clearance.PUBLIC))


def test_a_merger_is_told_as_far_as_both_entries_are_visible(app: App):
    """A chain of three: where the second is hidden, the first is counted under its own entry."""
    record(
        app,
        """
        merges:
        - {subject: envoy, into: envoy-2, reason: one man}
        - {subject: envoy-2, into: envoy-3, reason: one man}
        """,
    )
    assert _counted_under(app) == "envoy-3"
    record(app, "reclassifications: [{subject: envoy-3, classification: PRIVATE, reason: by order}]")
    assert _counted_under(app) == "envoy-2"
    record(app, "reclassifications: [{subject: envoy-2, classification: PRIVATE, reason: by order}]")
    assert _counted_under(app) is None
    assert _counted_under(app, Clearance.PRIVATE) == "envoy-3"
    record(app, "splits: [{subject: envoy, from: envoy-2, reason: two men}]")
    assert _counted_under(app, Clearance.PRIVATE) is None


def test_two_are_not_found_as_one_by_a_hidden_entry_that_joins_them(app: App):
    """Both were merged into a third; once that is hidden, asking for the one does not find the other."""
    record(
        app,
        """
        merges:
        - {subject: envoy, into: envoy-3, reason: one man}
        - {subject: envoy-2, into: envoy-3, reason: one man}
        """,
    )
    asked = Filter(person=("envoy-2",))
    assert [entry.id for entry in app.history(asked, clearance=Clearance.PUBLIC)] == ["dinner"]
    record(app, "reclassifications: [{subject: envoy-3, classification: PRIVATE, reason: by order}]")
    assert app.history(asked, clearance=Clearance.PUBLIC) == []
    assert [entry.id for entry in app.history(asked, clearance=Clearance.PRIVATE)] == ["dinner"]


def _counted_under(app: App, clearance: Clearance = Clearance.PUBLIC) -> str | None:
    (guest,) = app.show("dinner", clearance=clearance).participants
    return guest.canonical
