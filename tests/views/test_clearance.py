"""What a reader below full clearance gets, case by case; test_properties.py says the same of any history."""

from collections.abc import Iterator
from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.facts import Amended, FieldChange, Rerank
from ctcalendar.domain.values import Citation
from ctcalendar.errors import BadInput
from ctcalendar.log.append import Command, NewFact, append
from ctcalendar.log.facts import decoded
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter
from views.databases import Databases

REGISTERS = """
sources:
- {id: open-source, kind: media-note, title: {en: Note}, published: {edtf: 2018-05-14}}
- {id: cable, kind: official-record, title: {en: Cable}, published: {edtf: 2018-05-15}, classification: CONFIDENTIAL}
parties:
- {id: guests, kind: group, names: {en: Guests}, classification: PRIVATE, citations: [&open {source: open-source}]}
- {id: guest-office, kind: office, within: guests, names: {en: Office}, citations: [*open]}
organisations:
- {id: service, party: QA, names: {en: Service}, classification: CONFIDENTIAL, citations: [*open]}
- {id: branch, party: QA, within: service, names: {en: Branch}, citations: [*open]}
people:
- {id: agent, names: {en: Agent}, classification: CONFIDENTIAL, citations: [*open]}
- {id: envoy, names: {en: Envoy}, citations: [*open]}
topics:
- {id: plan-b, label: {en: Plan B}, classification: PRIVATE}
- {id: detail, broader: plan-b, label: {en: Detail}}
series:
- {id: back-channel, names: {en: Back channel}, parties: [QA], classification: CONFIDENTIAL, citations: [*open]}
instruments:
- {id: letter, kind: letter-of-intent, title: {en: Letter}, parties: [QA], classification: PRIVATE, citations: [*open]}
"""

VISIT = """
engagements:
- id: tour
  kind: visit
  status: held
  title: {en: Tour}
  when: {edtf: 2018-05}
  parties: [QA, FR]
  classification: CONFIDENTIAL
  citations: [{source: open-source}]
- id: visit
  kind: visit
  status: held
  title: {en: Visit}
  when: {edtf: 2018-05-14}
  part_of: tour
  parties: [QA, guest-office, guests]
  participants:
  - {person: agent, party: QA, role: head}
  - {person: envoy, organisation: service, title: {en: Our man}, party: QA, role: member}
  - {person: envoy, organisation: branch, party: guests, role: guest}
  agencies: [service, branch]
  delegations: [{party: guests, size: 3}]
  topics: [plan-b, detail]
  series: {id: back-channel, ordinal: 3}
  instruments: [letter]
  says:
  - {id: told, by: agent, about: [envoy], text: {en: All is well}}
  - {id: heard, by: envoy, about: [agent, QA], text: {en: Nothing is}}
  citations:
  - source: open-source
    language: en
    quote: the visit
    supports:
    - when
    - title
    - participants.agent
    - participants.2.title
    - participants.envoy.role
    - delegations.guests.size
    - part_of
    - series.ordinal
    - topics.1
    - topics.plan-b
    - instruments.letter
    - says.told.text
  - {source: cable, supports: [title]}
"""


@pytest.fixture
def app(databases: Databases) -> Iterator[App]:
    """A calendar with a visit to which there is more than the public may know."""
    with databases.empty() as settings:
        made = App(Settings(database_url=settings.database_url))
        made.record([("registers.yaml", REGISTERS.encode()), ("visit.yaml", VISIT.encode())])
        yield made


def history(app: App, clearance: Clearance = Clearance.PUBLIC, **asked: str) -> list[Entry]:
    """What a filter finds."""
    return app.history(Filter.parse({name: [value] for name, value in asked.items()}), clearance=clearance)


def test_an_entry_shows_only_what_is_within_the_clearance(app: App):
    """Whatever names a hidden item is left out whole; there is no gap where it stood."""
    (visit,) = history(app)
    assert visit.id == "visit"
    assert (visit.part_of, visit.series) == (None, None)
    assert (visit.participants, visit.delegations, visit.instruments) == ([], [], [])
    assert (visit.parties, visit.agencies, visit.topics) == (["QA", "guest-office"], ["branch"], ["detail"])
    assert visit.says == []  # what was heard is about somebody hidden
    assert [(cited.source, cited.supports) for cited in visit.citations] == [("open-source", ["when", "title"])]
    assert [claim.field for claim in visit.claims] == ["title", "when"]
    assert (visit.revision, visit.position, [fact.position for fact in visit.history]) == (1, None, [None])


def test_a_clearance_between_shows_more(app: App):
    """PRIVATE shows what is PRIVATE, and still nothing CONFIDENTIAL."""
    (visit,) = history(app, Clearance.PRIVATE)
    assert visit.parties == ["QA", "guest-office", "guests"]
    assert [(seat.person, seat.party) for seat in visit.participants] == [("envoy", "guests")]
    assert (visit.topics, visit.instruments) == (["plan-b", "detail"], ["letter"])
    assert (visit.series, visit.part_of) == (None, None)


def test_full_clearance_shows_everything(app: App):
    """Nothing is above CONFIDENTIAL."""
    tour, visit = history(app, Clearance.CONFIDENTIAL)
    assert (tour.classification, tour.parts, visit.part_of) == ("CONFIDENTIAL", ["visit"], "tour")
    assert (len(visit.participants), visit.series and visit.series.ordinal, len(visit.says)) == (3, 3, 2)
    assert [cited.source for cited in visit.citations] == ["open-source", "cable"]
    assert visit.position == visit.history[0].position == app.head()[0]


@pytest.mark.parametrize(
    "asked",
    [
        {"party": "guests"},
        {"person": "agent"},
        {"person": "envoy"},
        {"organisation": "service"},
        {"topic": "plan-b"},
        {"series": "back-channel"},
        {"instrument": "letter"},
        {"source": "cable"},
    ],
    ids=str,
)
def test_a_filter_finds_nothing_by_what_is_hidden(app: App, asked: dict[str, str]):
    """Naming a hidden item, or somebody whose seats are hidden, is like naming nothing, whatever is within it."""
    assert history(app, **asked) == []
    assert [entry.id for entry in history(app, Clearance.CONFIDENTIAL, **asked)] == ["visit"]


def test_a_filter_finds_what_is_visible_within_the_hidden(app: App):
    """An item that belongs to a hidden one is still itself."""
    for asked in ({"party": "guest-office"}, {"organisation": "branch"}, {"topic": "detail"}):
        assert [entry.id for entry in history(app, **asked)] == ["visit"]


def test_a_hidden_item_takes_nothing_from_a_visible_one_of_the_same_id(app: App):
    """Ids are of a kind: secrets called as the public's own people, days and words leave the public's bytes alone."""
    before = codec.encode(history(app))
    kinds: dict[str, Any] = {
        "topics": "label: {en: x}",
        "people": "names: {en: x}, citations: [{source: cable}]",
        "organisations": "party: QA, names: {en: x}, citations: [{source: cable}]",
        "parties": "kind: group, names: {en: x}, citations: [{source: cable}]",
    }
    names = ["envoy", "branch", "guest-office", "open-source", "stated", "Visit", "when", "en", "document", "detail"]
    for section, fields in kinds.items():
        taken = {"people": ["envoy"], "organisations": ["branch"], "topics": ["detail"], "parties": ["guest-office"]}
        items = [
            f"- {{id: {name}, {fields}, classification: CONFIDENTIAL}}" for name in names if name not in taken[section]
        ]
        app.record([(f"{section}.yaml", "\n".join([f"{section}:", *items]).encode())])
    assert codec.encode(history(app)) == before


def test_a_fact_that_only_a_hidden_source_brought_is_not_told(app: App):
    """It is no line of the history, gives no claim, and moves no byte below its source's classification."""
    before = codec.encode(history(app))
    agrees = """
        corroborations:
        - subject: engagement:visit
          values: {when: {edtf: 2018}}
          note: the cable says as much
          citations: [{source: cable, supports: [when]}]
        """
    app.record([("agrees.yaml", agrees.encode())])
    assert codec.encode(history(app)) == before
    (visit,) = (entry for entry in history(app, Clearance.CONFIDENTIAL) if entry.id == "visit")
    assert (visit.revision, visit.history[-1].note) == (2, "the cable says as much")


def test_a_hidden_source_alone_changes_no_value(app: App):
    """Else the public would read what only a secret says: such a fact is refused, with what to do instead."""
    before = codec.encode(history(app, Clearance.CONFIDENTIAL))
    change = """
        amendments:
        - subject: engagement:visit
          values: {when: {edtf: 2018-05-15}}
          cause: correction
          reason: the cable knows better
          citations: [{source: cable, supports: [when]}]
        """
    with pytest.raises(BadInput, match="only sources that are CONFIDENTIAL"):
        app.record([("change.yaml", change.encode())])
    assert codec.encode(history(app, Clearance.CONFIDENTIAL)) == before


def test_the_reason_of_a_fact_that_is_not_told_is_not_repeated(app: App):
    """A log may hold a change that rests on a secret alone: its reason does not show at the claims it deprecated."""
    change = FieldChange(
        field="when",
        old={"edtf": "2018-05-14"},
        new={"edtf": "2018-05-15"},
        reranked=(Rerank(claim="1.1", rank="deprecated"),),
    )
    citation = Citation(source="cable", supports=("when",))
    event = Amended(changes=(change,), cause="correction", reason="the cable knows better", citations=(citation,))
    fact = NewFact("engagement:visit", "engagement.amended", 1, codec.encode(event).decode())
    with transacting(app.settings) as connection:
        command = Command("by-hand", codec.digest(event), [fact])
        appended = append(connection, [command], {fact.stream: 1}, now_us=4_000_000_000_000_000, by="tests")
        apply(connection, [decoded(row) for row in appended.rows])
    (visit,) = history(app)
    assert (visit.revision, [fact.type for fact in visit.history]) == (1, ["engagement.held"])
    assert [(claim.rank, claim.reason) for claim in visit.claims if claim.field == "when"] == [("deprecated", None)]
    full = app.show("visit", clearance=Clearance.CONFIDENTIAL)
    assert "the cable knows better" in {claim.reason for claim in full.claims}


def test_a_hidden_engagement_cannot_be_told_from_none(app: App):
    """Asking for it, or for what follows it, says the same as for an id that nobody uses."""
    for ask in (lambda name: app.show(name, clearance=Clearance.PUBLIC), lambda name: history(app, after=name)):
        said = []
        for name in ("tour", "nobody"):
            with pytest.raises(Exception, match="is recorded") as refused:
                ask(name)
            said.append(str(refused.value).replace(name, "…"))
        assert said[0] == said[1]
