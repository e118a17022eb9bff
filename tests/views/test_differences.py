"""Differences between two moments: field by field, member by member, and nothing from above the reader's clearance."""

from collections.abc import Iterator

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import Stream
from ctcalendar.settings import Settings
from ctcalendar.views.differences import Difference
from views.databases import Databases

PUBLIC, FULL = Clearance.PUBLIC, Clearance.CONFIDENTIAL

BEGINNING = """
sources:
- {id: note, kind: media-note, title: {en: Note}}
- {id: cable, kind: official-record, title: {en: Cable}, classification: CONFIDENTIAL}
people:
- {id: agent, names: {en: Agent}, classification: CONFIDENTIAL, citations: &note [{source: note}]}
- {id: envoy, names: {en: Envoy}, citations: *note}
- {id: clerk, names: {en: Clerk}, citations: *note}
topics: [{id: trade, label: {en: Trade}}, {id: arms, label: {en: Arms}}]
engagements:
- id: visit
  kind: visit
  status: held
  title: {en: Visit}
  when: {edtf: 2018-05}
  places: [{name: {en: Doha}, country: QA}]
  parties: [QA, FR]
  participants:
  - {person: envoy, name: {en: The envoy}, party: FR, role: member}
  - {person: agent, party: FR, role: member}
  topics: [trade, arms]
  citations: *note
- {id: dinner, kind: meeting, status: held, title: {en: Dinner}, parties: [QA], classification: PRIVATE,
   citations: *note}
- {id: lunch, kind: meeting, status: held, title: {en: Lunch}, parties: [QA], citations: *note}
"""


@pytest.fixture
def app(databases: Databases, clock: Clock) -> Iterator[App]:
    """A calendar with a visit, at noon; what is recorded next is recorded an hour later."""
    with databases.empty() as settings:
        made = App(Settings(database_url=settings.database_url), clock=clock)
        made.record([("beginning.yaml", BEGINNING.encode())])
        clock.forward(seconds=3600)
        yield made


SINCE = "2025-11-01T13:00Z"
"""An instant between the beginning and what follows."""


def changed(app: App, text: str, clearance: Clearance = FULL) -> list[Difference]:
    """What a dossier changes."""
    app.record([("changes.yaml", text.encode())])
    return list(app.diff(SINCE, None, clearance=clearance))


def amended(values: str) -> str:
    """A correction of the visit."""
    return f"""
amendments:
- {{subject: visit, values: {values}, cause: correction, reason: wrong, citations: [{{source: note}}]}}
"""


ENVOY = "{person: envoy, name: {en: The envoy}, party: FR, role: member}"
AGENT = "{person: agent, party: FR, role: member}"
CLERK = "{person: clerk, party: QA, role: host}"


def told(differences: list[Difference]) -> dict[str, tuple[object, object]]:
    """The changes of the one item: field -> old and new."""
    (difference,) = differences
    return {change.field: (change.old, change.new) for change in difference.changes}


@pytest.mark.parametrize(
    ("values", "changes"),
    [
        ("{title: {en: Visit, ar: زيارة}}", {"title.ar": (None, "زيارة")}),
        ("{title: {en: State visit}}", {"title.en": ("Visit", "State visit")}),
        (
            "{when: {edtf: 2018-05-14, printed: 14 May}}",
            {"when.edtf": None},
        ),
        (
            f"{{participants: [{ENVOY.replace('member', 'head')}, {AGENT}]}}",
            {"participants.envoy.role": ("member", "head")},
        ),
        (
            f"{{participants: [{ENVOY}, {CLERK}, {AGENT}]}}",
            {"participants.clerk": (None, {"person": "clerk", "party": "QA", "role": "host"})},
        ),
        (
            f"{{participants: [{AGENT}]}}",
            {
                "participants.envoy": (
                    {"person": "envoy", "name": {"en": "The envoy"}, "party": "FR", "role": "member"},
                    None,
                )
            },
        ),
        ("{topics: [arms, trade]}", {"topics": (["trade", "arms"], ["arms", "trade"])}),
        ("{topics: [trade]}", {"topics.arms": ("arms", None)}),
        ("{places: [{name: {en: Doha, ar: الدوحة}, country: QA}]}", {"places.1.name.ar": (None, "الدوحة")}),
        ("{mode: virtual, sessions: 2}", {"mode": (None, "virtual"), "sessions": (None, 2)}),
    ],
    ids=lambda part: part[:40] if isinstance(part, str) else "",
)
def test_a_change_is_told_where_it_is(app: App, values: str, changes: dict[str, object]):
    """At the innermost field; a member of a list by its id; a list with the same members by their order."""
    found = told(changed(app, amended(values)))
    if "when.edtf" in changes:  # a day is told whole: half of it says nothing
        old, new = found.pop("when")
        assert (old["edtf"], new["edtf"], new["printed"], found) == ("2018-05", "2018-05-14", "14 May", {})
    else:
        assert found == changes


def test_what_is_joined_from_other_items_is_no_change_of_this_one(app: App):
    """A person's new name changes the person; the visit that shows it was not touched."""
    text = amended("{names: {en: Her Excellency}}").replace("subject: visit", "subject: envoy")
    (difference,) = changed(app, text)
    assert (difference.item, difference.id) == ("person", "envoy")
    assert [change.field for change in difference.changes] == ["names.en"]


def test_a_corroboration_that_adds_nothing_is_told_by_its_source_alone(app: App):
    """Another source says so too: no field changes."""
    text = """
sources: [{id: second, kind: other}]
corroborations: [{subject: visit, values: {parties: [QA, FR]}, citations: [{source: second, supports: [parties]}]}]
"""
    found = {difference.id: difference for difference in changed(app, text)}
    assert found["second"].recorded
    assert (found["visit"].changes, found["visit"].sources) == ([], ["second"])
    assert [fact.type for fact in found["visit"].facts] == ["engagement.corroborated"]


def test_only_one_item_is_told_when_only_one_is_asked_about(app: App):
    """And an id is of a kind."""
    app.record([("changes.yaml", amended("{mode: virtual}").encode())])
    assert [one.id for one in app.diff(SINCE, None, clearance=FULL, only=Stream("engagement", "visit"))] == ["visit"]
    assert list(app.diff(SINCE, None, clearance=FULL, only=Stream("topic", "visit"))) == []


def test_engagements_beyond_one_portion_are_all_told(app: App):
    """However many changed."""
    items = [
        f"- {{id: e{number}, kind: visit, status: held, title: {{en: V}}, parties: [QA],"
        " citations: [{source: note}]}"
        for number in range(405)
    ]
    found = changed(app, "\n".join(["engagements:", *items]))
    assert len(found) == 405
    assert all(difference.recorded for difference in found)


# -- clearance ------------------------------------------------------------------------------------------------------


def test_a_hidden_item_makes_no_difference(app: App):
    """Neither recorded nor changed nor retracted."""
    text = """
amendments:
- {subject: dinner, values: {mode: virtual}, cause: correction, reason: x, citations: [{source: note}]}
- {subject: person:agent, values: {names: {en: Smith}}, cause: correction, reason: x, citations: [{source: note}]}
offices: [{id: chief, person: agent, party: FR, title: {en: Chief}, citations: [{source: note}]}]
"""
    assert changed(app, text, PUBLIC) == []
    assert {one.id for one in app.diff(SINCE, None, clearance=FULL)} == {"dinner", "agent", "chief"}


def test_what_a_hidden_source_alone_says_makes_no_difference(app: App):
    """No fact, no source, no dispute that only it opens."""
    text = """
corroborations:
- {subject: visit, values: {when: {edtf: 2018}}, citations: [{source: cable, supports: [when]}]}
"""
    assert changed(app, text, PUBLIC) == []
    assert [one.sources for one in app.diff(SINCE, None, clearance=FULL)] == [["cable"]]


def test_a_change_shows_without_the_hidden_member(app: App):
    """Who left the table in secret was never there; who changed role in the open is told."""
    values = f"{{participants: [{ENVOY.replace('member', 'head')}, {CLERK}]}}"
    assert set(told(changed(app, amended(values), PUBLIC))) == {"participants.envoy.role", "participants.clerk"}
    assert "participants.agent" in told(list(app.diff(SINCE, None, clearance=FULL)))


def test_a_duplicate_of_something_hidden_is_only_retracted(app: App):
    """The public learns that it was, not of what."""
    text = "retractions: [{subject: lunch, duplicate_of: dinner, reason: one meal, citations: [{source: note}]}]"
    (public,) = changed(app, text, PUBLIC)
    assert public.id == "lunch"
    assert public.retracted
    assert public.retracted.duplicate_of is None
    full = {one.id: one for one in app.diff(SINCE, None, clearance=FULL)}
    assert full["lunch"].retracted
    assert full["lunch"].retracted.duplicate_of == "dinner"


def test_a_hidden_value_leaves_no_dispute(app: App):
    """With one of two values hidden there is nothing that the public could see disputed."""
    text = """
disputes:
- {id: within-what, subject: visit, field: part_of, reason: x, citations: [{source: note}],
   values: [{value: dinner, citations: [{source: note}]}, {value: lunch, citations: [{source: note}]}]}
"""
    public = changed(app, text, PUBLIC)
    assert [one.disputed for one in public] == [[]] * len(public)
    assert "dinner" not in codec.encode(public).decode()
    (full,) = app.diff(SINCE, None, clearance=FULL)
    assert [dispute.values for dispute in full.disputed] == [["dinner", "lunch"]]


SECRETS = """
amendments:
- {subject: dinner, values: {part_of: visit}, cause: correction, reason: x, citations: [{source: note}]}
corroborations:
- {subject: visit, values: {parties: [QA, FR]}, note: cabled, citations: [{source: cable, supports: [parties]}]}
- {subject: person:envoy, values: {names: {en: Envoy}}, citations: [{source: cable, supports: [names.en]}]}
engagements:
- {id: supper, kind: meeting, status: held, title: {en: Supper}, when: {edtf: 2018-05-14}, parties: [QA],
   part_of: visit, participants: [{person: envoy, party: QA, role: guest}], classification: PRIVATE,
   citations: [{source: note}]}
"""


def test_secrets_move_no_byte_of_a_public_difference(app: App, clock: Clock):
    """Recorded between the two moments or after both: the public is told the same."""
    app.record([("changes.yaml", amended("{mode: virtual}").encode())])
    before = codec.encode(list(app.diff(SINCE, None, clearance=PUBLIC)))
    app.record([("secrets.yaml", SECRETS.encode())])
    assert (codec.encode(list(app.diff(SINCE, None, clearance=PUBLIC))) == before) is True
    clock.forward(days=1)
    assert len(list(app.diff(SINCE, None, clearance=FULL))) == 4
    assert list(app.diff("2025-11-01T14:00Z", None, clearance=PUBLIC)) == []


def test_below_full_clearance_no_fact_tells_its_position(app: App):
    """It would count what is hidden."""
    found = changed(app, amended("{mode: virtual}"), PUBLIC)
    assert [fact.position for one in found for fact in one.facts] == [None]
