"""Recording dossiers: all or nothing, each item once, and what was recorded stays to be asked about."""

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput, ClockBehind
from ctcalendar.views.filter import Filter

FULL = Clearance.CONFIDENTIAL

NOTE = """
sources:
- {id: note, kind: media-note, title: {en: Note}, published: {edtf: 2018-05-20}}
people:
- id: envoy
  names: {en: Envoy}
  citations: [{source: note}]
"""

VISIT = """
engagements:
- id: visit
  kind: visit
  status: held
  title: {en: Visit to Doha}
  when: {edtf: 2018-05-14}
  parties: [QA, FR]
  participants: [{person: envoy, party: FR, role: visitor}]
  citations: [{source: note, language: en, quote: on 14 May, supports: [when]}]
"""

REPORT = """
sources:
- {id: report, kind: news-article, title: {en: Report}, published: {edtf: 2018-06}}
corroborations:
- subject: engagement:visit
  values: {when: {edtf: 2018-05}, places: [{name: {en: Doha}, country: QA}]}
  citations: [{source: report, language: en, quote: in Doha in May, supports: [when, places]}]
"""

CORRECTION = """
amendments:
- subject: engagement:visit
  values: {when: {edtf: 2018-05-15}}
  cause: correction
  reason: the ministry corrected its note
  citations: [{source: report, supports: [when]}]
"""


def record(app: App, *dossiers: str, dry_run: bool = False) -> list[tuple[list[str], int]]:
    """Record dossiers as files 1.yaml, 2.yaml, …: for each the names of its facts, and how many items stood already."""
    files = [(f"{number}.yaml", text.encode()) for number, text in enumerate(dossiers, 1)]
    return [([fact.name for fact in made.facts], made.already) for made in app.record(files, dry_run=dry_run)]


def refused(app: App, *dossiers: str) -> BadInput:
    """The refusal of some dossiers, after making sure that nothing was written."""
    before = app.head()
    with pytest.raises(BadInput) as caught:
        record(app, *dossiers)
    assert app.head() == before
    assert app.compare_views() == []
    return caught.value


def days(app: App, **asked: str) -> list[str | None]:
    """The days of the engagements a filter finds."""
    found = app.history(Filter.parse({name: [value] for name, value in asked.items()}), clearance=FULL)
    return [entry.when.edtf if entry.when else None for entry in found]


def test_a_dossier_becomes_facts_and_views(app: App):
    """Each item is a fact, in the order of sections; what they come to can be asked about at once."""
    assert record(app, VISIT + NOTE) == [(["source.registered", "person.registered", "engagement.held"], 0)]
    visit = app.show("visit", clearance=FULL)
    assert (visit.participants[0].label.en, visit.citations[0].quote) == ("Envoy", "on 14 May")
    assert (visit.revision, visit.position, app.head()[0]) == (1, 3, 3)
    assert app.compare_views() == []
    assert app.verify(clearance=FULL).problem is None


def test_receipts_say_where_the_facts_stand(app: App):
    """A receipt for each item: its command, its positions, and one recorded_at for the whole file."""
    (outcome,) = app.record([("a.yaml", NOTE.encode())])
    assert [(receipt.command_id, receipt.first_position) for receipt in outcome.receipts] == [
        ("dossier:source:note", 1),
        ("dossier:person:envoy", 2),
    ]
    assert len({receipt.recorded_at for receipt in outcome.receipts}) == 1
    assert not any(receipt.repeated for receipt in outcome.receipts)


def test_the_same_file_again_records_nothing(app: App, clock: Clock):
    """Also when what it recorded has been amended since, and when it holds something new beside."""
    record(app, NOTE + VISIT)
    record(app, REPORT + CORRECTION)
    head = app.head()
    clock.forward(days=1)
    assert record(app, NOTE + VISIT) == [([], 3)]
    assert record(app, REPORT + CORRECTION) == [([], 3)]
    assert app.head() == head
    grown = NOTE + "- {id: host, names: {en: Host}, citations: [{source: note}]}\n"
    assert record(app, grown) == [(["person.registered"], 2)]


def test_an_item_with_other_content_is_refused_and_the_fields_named(app: App):
    """A recorded item is not edited; the refusal says where it stands, what differs, and what to do instead."""
    record(app, NOTE + VISIT)
    edited = VISIT.replace("2018-05-14", "2018-05-15").replace("Visit to Doha", "A visit")
    refusal = refused(app, NOTE, edited)
    assert refusal.problems == (
        "2.yaml:3: engagement visit: is already recorded with other content; it differs in title, when",
    )
    assert "add an amendment" in (refusal.hint or "")


INSTRUMENT = """
instruments:
- id: memorandum
  kind: memorandum-of-understanding
  title: {en: Memorandum}
  parties: [QA, FR]
  citations: [{source: note}]
  reports:
  - {id: first, status: in-progress, text: {en: It goes on}, by: [envoy], citations: [{source: note}]}
"""

LATER_REPORT = """
reports:
- {subject: memorandum, id: second, status: complete, text: {en: Done}, by: [envoy], citations: [{source: note}]}
"""

NAMED_CORRECTION = CORRECTION.replace("- subject", "- id: mend\n  subject")


@pytest.mark.parametrize(
    ("dossier", "old", "new", "fields"),
    [
        (INSTRUMENT, "{en: Memorandum}", "{en: Other}", "title"),
        (INSTRUMENT, "It goes on", "It went on", "reports"),
        (LATER_REPORT, "status: complete", "status: lapsed", "status"),
        (NAMED_CORRECTION, "the ministry", "somebody", "reason"),
        (NAMED_CORRECTION, "2018-05-15", "2018-05-16", "values"),
    ],
)
def test_exactly_the_fields_that_differ_are_named(app: App, dossier: str, old: str, new: str, fields: str):
    """Also of what belongs to an item, of a report, and of an amendment that has an id of its own."""
    before = {VISIT: (), INSTRUMENT: (VISIT,), LATER_REPORT: (VISIT, INSTRUMENT), NAMED_CORRECTION: (VISIT, REPORT)}
    record(app, NOTE, *before[dossier], dossier)
    (problem,) = refused(app, dossier.replace(old, new)).problems
    assert problem.endswith(f"it differs in {fields}")


def test_several_files_are_one_transaction(app: App):
    """A later file may build on an earlier one, also on the same items; each is an append of its own."""
    recorded = record(app, NOTE, VISIT, REPORT, CORRECTION)
    assert [len(names) for names, _ in recorded] == [2, 1, 2, 1]
    assert days(app) == ["2018-05-15"]
    moments = [row.recorded_at for row in app.facts(clearance=FULL)]
    assert len(set(moments)) == 4
    assert app.compare_views() == []


def test_when_one_file_is_bad_nothing_of_the_others_is_written(app: App):
    """All files or none, whether the last one cannot be read or does not fit what the first would record."""
    for bad in ("engagements: [", VISIT.replace("envoy", "envoi"), VISIT.replace("2018-05-14", "2018-02-30")):
        refused(app, NOTE, bad)
    assert app.head()[0] == 0


def test_the_same_item_in_two_files_is_recorded_once(app: App):
    """Two dossiers may bring the same source; the second time it stands already. Told otherwise, it is refused."""
    assert record(app, NOTE, NOTE + VISIT) == [
        (["source.registered", "person.registered"], 0),
        (["engagement.held"], 2),
    ]
    assert record(app, REPORT, REPORT) == [(["source.registered", "engagement.corroborated"], 0), ([], 2)]
    other = "people:\n- {id: guest, names: {en: Guest}, citations: [{source: note}]}\n"
    refusal = refused(app, other, other.replace("Guest", "Another"))
    assert refusal.problems == ("2.yaml:2: person guest: differs from the one at 1.yaml:2",)


def test_all_problems_are_told_at_once_with_file_line_and_item(app: App):
    """Whoever mends a file should have to do it once: every problem of every file, each where it stands."""
    bad = """
people:
- id: host
  names: {en: Host}
- id: guest
  names: {en: Guest}
  citations:
  - source: nothing
    locator: page three
"""
    assert refused(app, NOTE.replace("source: note", "source: noet"), bad).problems == (
        "1.yaml:7: person envoy: citations.1.source: no source 'noet' is recorded or in these files; "
        "did you mean 'note'?",
        "2.yaml:3: person host: citations: are missing: name at least one source, with the words that say so",
        "2.yaml:9: person guest: citations.1.locator: 'page three' is no RFC 5147 locator (char=1025,1063) "
        "and no page (page=3)",
        "2.yaml:8: person guest: citations.1.source: no source 'nothing' is recorded or in these files",
    )


def test_a_dry_run_shows_the_facts_and_writes_nothing(app: App):
    """What would be recorded is decided as it would be, and is not there afterwards."""
    record(app, NOTE)
    head = app.head()
    assert record(app, NOTE + VISIT, REPORT, dry_run=True) == [
        (["engagement.held"], 2),
        (["source.registered", "engagement.corroborated"], 0),
    ]
    assert app.head() == head
    assert days(app) == []
    with pytest.raises(BadInput):
        record(app, VISIT.replace("envoy", "envoi"), dry_run=True)


def test_what_was_believed_before_a_correction_can_be_asked(app: App, clock: Clock):
    """Note, then another source, then a correction: each moment keeps its own answer, by day, instant and position."""
    record(app, NOTE + VISIT)
    clock.forward(days=1)
    record(app, REPORT)
    clock.forward(days=1)
    record(app, CORRECTION)
    assert days(app) == ["2018-05-15"]
    for before in ("2025-11-01", "2025-11-02T23:00Z", "3", "5"):
        assert days(app, as_of=before) == ["2018-05-14"]
    assert days(app, as_of="2025-11-03") == days(app, as_of="6") == ["2018-05-15"]
    assert days(app, as_of="2025-10-31") == []

    places = {moment: len(app.show("visit", clearance=FULL, as_of=moment).places) for moment in ("3", "5", "6")}
    assert places == {"3": 0, "5": 1, "6": 1}


def test_a_corrected_value_stays_as_a_deprecated_claim(app: App):
    """The note's day is marked with the reason, the month still holds the new day, and nothing was lost."""
    record(app, NOTE + VISIT, REPORT, CORRECTION)
    claims = [claim for claim in app.show("visit", clearance=FULL).claims if claim.field == "when"]
    assert [(claim.value["edtf"], claim.source, claim.rank, claim.reason) for claim in claims] == [
        ("2018-05-14", "note", "deprecated", "the ministry corrected its note"),
        ("2018-05", "report", "normal", None),
        ("2018-05-15", "report", "preferred", None),
    ]


def test_a_clock_that_was_set_back_is_refused(app: App, clock: Clock):
    """A record whose order and dates disagree would answer every as-of wrongly; within an hour it is put right."""
    record(app, NOTE)
    clock.forward(days=-1)
    with pytest.raises(ClockBehind, match=r"2025-10-31T12:26:40Z.*2025-11-01T12:26:40Z"):
        record(app, VISIT)
    assert app.head()[0] == 2
    clock.forward(days=1, seconds=-1800)
    record(app, VISIT)
    first, *_, last = (row.recorded_at for row in app.facts(clearance=FULL))
    assert last == first + 1


def test_what_was_announced_can_be_held(app: App):
    """The same item, its status changed in the file: two things were said of it, and the first stays recorded."""
    announced = VISIT.replace("status: held", "status: scheduled")
    assert announced != VISIT
    record(app, NOTE, announced)
    assert record(app, VISIT)[0][0][-1] == "engagement.held"
    again = record(app, announced, VISIT)
    assert [facts for facts, _ in again] == [[], []]
