"""Registers: what other items make of an item, and that nothing above the reader's clearance shows or counts."""

from collections.abc import Iterator
from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.db.reader import open_reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS, fields_of
from ctcalendar.domain.references import named_by
from ctcalendar.errors import BadInput
from ctcalendar.settings import Settings
from ctcalendar.views import registers
from ctcalendar.views.hidden import MUST_NAME
from ctcalendar.views.meetings import missing
from ctcalendar.views.registers import REGISTERS
from stories import BEGINNING, MERGED
from telling import Story, story
from views.databases import Databases
from views.partly_hidden import HIDDEN, PARTLY_HIDDEN
from views.test_plans import Explaining

__all__ = ["story"]

PUBLIC, FULL = Clearance.PUBLIC, Clearance.CONFIDENTIAL


@pytest.fixture
def app(databases: Databases) -> Iterator[App]:
    """A calendar with more in it than the public may know."""
    with databases.empty() as settings:
        made = App(Settings(database_url=settings.database_url))
        made.record([("partly-hidden.yaml", PARTLY_HIDDEN.encode())])
        yield made


def register(app: App, kind: str, clearance: Clearance = PUBLIC) -> dict[str, dict[str, Any]]:
    """The items of a kind, by id, retracted ones too."""
    return {one["id"]: one for one in app.register(kind, clearance=clearance, retracted=True)}


def all_registers(app: App, clearance: Clearance = PUBLIC) -> bytes:
    """Every register, byte for byte."""
    return codec.encode([app.register(kind, clearance=clearance, retracted=True) for kind in REGISTERS.values()])


def test_no_register_names_what_is_hidden(app: App):
    """Not in a field, a citation, a claim, a dispute, a count or a list of another register."""
    text = all_registers(app).decode()
    assert [name for name in HIDDEN if f'"{name}"' in text or f':{name}"' in text] == []
    everything = all_registers(app, FULL).decode()
    assert [name for name in HIDDEN if f'"{name}"' not in everything] == []


def test_a_hidden_source_leaves_no_citation_and_no_claim(app: App):
    """The person is there by the open source; the hidden one's words are not."""
    envoy = register(app, "person")["envoy"]
    assert [cited["source"] for cited in envoy["citations"]] == ["open-source"]
    assert {claim["source"] for claim in envoy["claims"]} == {"open-source"}
    assert list(register(app, "source")) == ["open-source"]
    assert len(register(app, "person", FULL)["envoy"]["citations"]) == 2


def test_what_must_name_a_hidden_item_is_left_out_whole(app: App):
    """The office of a hidden person, the organisation of a hidden party, what a hidden text binds to."""
    assert list(register(app, "office")) == ["envoy-at-large", "envoy-in-service"]
    assert list(register(app, "organisation")) == ["branch"]
    assert list(register(app, "commitment")) == ["under-pact"]
    assert len(register(app, "office", FULL)) == 3
    assert len(register(app, "commitment", FULL)) == 4


def test_what_is_left_out_is_nobodys_evidence_and_nobodys_number(app: App):
    """An item that is not shown is not counted among what a source proves."""
    proved = register(app, "source")["open-source"]["proves"]
    left_out = {"office:station-chief", "organisation:guest-house", "commitment:under-letter", "commitment:at-dinner"}
    assert not left_out & set(proved)
    assert left_out < set(register(app, "source", FULL)["open-source"]["proves"])


def test_what_may_name_a_hidden_item_is_there_without_the_name(app: App):
    """Within, broader, signed at, told by, mandate: empty; lists without the hidden member."""
    assert register(app, "organisation")["branch"]["within"] is None
    assert register(app, "office")["envoy-in-service"]["organisation"] is None
    assert register(app, "topic")["detail"]["broader"] is None
    pact = register(app, "instrument")["pact"]
    assert (pact["signed_at"], pact["parties"], pact["organisations"]) == (None, ["QA"], ["branch"])
    assert (pact["topics"], pact["related"], pact["commitments"]) == (["trade"], [], ["under-pact"])
    assert register(app, "series")["talks"]["mandate"] is None
    promise = register(app, "commitment")["under-pact"]
    assert (promise["told_by"], promise["deadlines"]) == (None, [])


def test_offices_and_meetings_at_what_is_hidden_are_not_counted(app: App):
    """A person's office in a hidden service, a seat that names it, a hidden meeting."""
    envoy = register(app, "person")["envoy"]
    assert [office["id"] for office in envoy["offices"]] == ["envoy-at-large"]
    assert envoy["engagements"] == ["talks-2"]
    assert register(app, "organisation")["branch"]["engagements"] == ["talks-2"]
    assert register(app, "topic")["trade"]["narrower"] == []
    full = register(app, "person", FULL)["envoy"]
    assert ({office["id"] for office in full["offices"]}, full["engagements"]) == (
        {"envoy-at-large", "envoy-in-service"},
        ["talks-2", "talks-4"],
    )


def test_missing_numbers_are_reckoned_after_the_cut(app: App):
    """That a fourth was held in secret tells the public of no third."""
    public, full = (register(app, "series", clearance)["talks"] for clearance in (PUBLIC, FULL))
    assert ([meeting["ordinal"] for meeting in public["meetings"]], public["missing"]) == ([2], [1])
    assert (public["next_ordinal"], full["next_ordinal"]) == (3, 5)
    assert ([meeting["ordinal"] for meeting in full["meetings"]], full["missing"]) == ([2, 4], [1, 3])


def test_a_report_by_somebody_hidden_is_no_report(app: App):
    """Nor is there a dispute, when only one of its values may be seen; who sees both is shown the less advanced."""
    public, full = (register(app, "instrument", clearance)["pact"] for clearance in (PUBLIC, FULL))
    assert ([report["id"] for report in public["reports"]], public["progress"]) == (["begun"], "in-progress")
    assert (public["disputes"], public["disputed"]) == ([], [])
    assert ([report["id"] for report in full["reports"]], full["progress"]) == (["begun", "finished"], "in-progress")
    assert full["disputed"] == ["progress"]
    assert public["last_word"] == {"reports": ["begun"], "on": "2018-01-01", "differing": []}
    assert full["last_word"]["differing"] == ["begun", "finished"]


def test_a_duplicate_of_something_hidden_does_not_say_of_what(app: App):
    """It was retracted, and why."""
    public, full = (app.item("engagement:talks-2b", clearance=clearance) for clearance in (PUBLIC, FULL))
    assert (public["retracted"]["duplicate_of"], full["retracted"]["duplicate_of"]) == (None, "dinner")
    assert public["retracted"]["reason"]["en"] == "recorded twice"


@pytest.mark.parametrize(
    ("hidden", "nobody"),
    [
        ("station-chief", "station-cheif"),
        ("office:station-chief", "office:station-cheif"),
        ("agent", "agnet"),
        ("person:agent", "person:agnet"),
        ("under-letter", "under-lettre"),
        ("dinner", "dniner"),
    ],
)
def test_what_is_hidden_cannot_be_told_from_what_is_not_there(app: App, hidden: str, nobody: str):
    """Asking for it says the same as asking for an id that nobody uses; no hint gives its id away."""
    for ask in (app.item, app.find):
        said = []
        for name in (hidden, nobody):
            with pytest.raises(BadInput) as refused:
                ask(name, clearance=PUBLIC)
            bare = name.partition(":")[2] or name
            said.append((refused.value.message.replace(bare, "…"), refused.value.hint))
        assert said[0] == said[1]
        assert app.item(hidden, clearance=FULL)["id"] == hidden.rpartition(":")[2]


SECRETS = """
sources: [{id: leak, kind: other, classification: PRIVATE}]
organisations:
- {id: cell, party: QA, within: branch, names: {en: Cell}, classification: PRIVATE, citations: &leak [{source: leak}]}
people: [{id: envoys-shadow, names: {en: Shadow}, classification: PRIVATE, citations: *leak}]
offices: [{id: envoy-secretly, person: envoy, party: QA, title: {en: Spy}, classification: PRIVATE, citations: *leak}]
topics: [{id: smuggling, broader: trade, label: {en: Smuggling}, classification: PRIVATE}]
instruments:
- {id: annex, kind: protocol, title: {en: Annex}, parties: [QA], classification: PRIVATE, citations: *leak,
   reports: [{id: shadow, status: complete, text: {en: Done}, by: [QA], citations: *leak}]}
commitments:
- {id: hush, instrument: pact, form: other, parties: [QA], text: {en: Hush}, classification: PRIVATE, citations: *leak}
engagements:
- {id: talks-7, kind: dialogue, status: held, title: {en: Seventh}, parties: [QA], series: {id: talks, ordinal: 7},
   participants: [{person: envoy, party: QA, role: head}], agencies: [branch], part_of: talks-2,
   classification: CONFIDENTIAL, citations: *leak}
corroborations:
- {subject: instrument:pact, values: {parties: [QA]}, note: a leak, citations: [{source: leak, supports: [parties]}]}
- {subject: person:envoy, values: {names: {en: Envoy}}, citations: [{source: leak, supports: [names.en]}]}
"""


def test_secrets_move_no_byte_of_a_public_register(app: App):
    """A hidden meeting of a public series, office of a public person, clause of a public pact, word of a source."""
    before = all_registers(app)
    facts = app.head()[0]
    app.record([("secrets.yaml", SECRETS.encode())])
    assert app.head()[0] == facts + 11
    assert (all_registers(app) == before) is True  # bytes: pytest would take minutes to explain how they differ
    assert all_registers(app, Clearance.PRIVATE) != before


def test_what_was_retracted_is_not_counted(databases: Databases):
    """Not among meetings, offices, commitments or proofs; and reinstated it is again."""
    with databases.empty() as settings:
        app = App(Settings(database_url=settings.database_url))
        app.record([("beginning.yaml", BEGINNING.encode())])
        before = all_registers(app)
        subjects = "engagement:talks-3 office:roe-secretary commitment:pact-accounts topic:charities".split()
        for section in ("retractions", "reinstatements"):
            lines = [f"- {{subject: '{name}', reason: why}}" for name in subjects]
            app.record([(f"{section}.yaml", "\n".join([f"{section}:", *lines]).encode())])
            if section == "retractions":
                _assert_not_counted(app)
        counted = ("meetings", "missing", "offices", "engagements", "commitments", "narrower", "proves")
        assert _only(counted, all_registers(app)) == _only(counted, before)


def _assert_not_counted(app: App) -> None:
    (series,) = register(app, "series").values()
    assert ([meeting["id"] for meeting in series["meetings"]], series["missing"]) == (["talks-1"], [])
    assert register(app, "person")["jane-roe"]["offices"] == []
    assert register(app, "person")["j-roe"]["engagements"] == []
    assert register(app, "organisation")["bureau"]["engagements"] == []
    assert register(app, "instrument")["pact"]["commitments"] == []
    assert register(app, "topic")["finance"]["narrower"] == []
    assert "engagement:talks-3" not in register(app, "source")["wire"]["proves"]
    assert [one["id"] for one in app.register("commitment", clearance=PUBLIC)] == ["talks-next"]


def _only(keys: tuple[str, ...], registers: bytes) -> list[Any]:
    return [[{key: item.get(key) for key in keys} for item in items] for items in codec.decode(registers)]


def test_mergers_are_counted_at_the_last_of_them(databases: Databases):
    """Of three entries merged one into the next, the last has what all of them have; each keeps its own."""
    with databases.empty() as settings:
        app = App(Settings(database_url=settings.database_url))
        app.record([("beginning.yaml", BEGINNING.encode()), ("merged.yaml", MERGED.encode())])
        again = "merges: [{subject: person:jane-roe, into: omar-ali, reason: still one, citations: [{source: note}]}]"
        app.record([("again.yaml", again.encode())])
        people = register(app, "person")
    assert people["omar-ali"]["engagements"] == ["talks-1", "talks-3"]
    assert [office["id"] for office in people["omar-ali"]["offices"]] == ["roe-secretary"]
    assert (people["omar-ali"]["merged"], people["omar-ali"]["merged_into"]) == (["jane-roe"], None)
    assert people["jane-roe"]["engagements"] == ["talks-1", "talks-3"]
    assert (people["j-roe"]["engagements"], people["j-roe"]["merged_into"]) == (["talks-3"], "jane-roe")


@pytest.mark.parametrize(
    ("numbers", "gaps"), [([], []), ([1, 2, 3], []), ([4], [1, 2, 3]), ([None, 3, 1], [2]), ([2, 2, None], [1])]
)
def test_missing_are_the_numbers_below_the_highest(numbers: list[int | None], gaps: list[int]):
    """A number that is not known fills no gap; one held twice leaves none."""
    assert missing({"ordinal": number} for number in numbers) == gaps


def test_a_far_number_does_not_fill_memory_with_gaps():
    """However high an ordinal was mistyped."""
    assert len(missing([{"ordinal": 2**31}])) == 1000


def test_what_an_item_must_name_is_what_its_kind_requires():
    """The fields without which a card is not shown are the required references; either binding, for a commitment."""
    required = {
        kind: {
            field: named[0].kinds[0]
            for field, info in fields_of(struct).items()
            if (info.required or (kind == "commitment" and field in ("instrument", "engagement")))
            and info.type is not tuple
            and (named := list(named_by(struct, field, "x", field)))
            and field not in ("parties", "id")
        }
        for kind, struct in KINDS.items()
    }
    assert {kind: fields for kind, fields in required.items() if fields} == MUST_NAME


ONE_OF_EACH = {
    "series": "talks",
    "commitment": "pact-accounts",
    "person": "jane-roe",
    "organisation": "bureau",
    "source": "note",
    "instrument": "pact",
    "topic": "finance",
    "party": "GCC",
    "office": "roe-secretary",
}


@pytest.mark.parametrize("clearance", [PUBLIC, FULL])
@pytest.mark.parametrize("kind", REGISTERS.values())
def test_who_asks_for_one_item_does_not_read_them_all(story: Story, kind: str, clearance: Clearance):
    """What other items make of it is found by its id: no table is read whole but that of what is hidden."""
    with open_reader(story.app.settings.database) as opened:
        reader = Explaining(opened)
        assert len(registers.register(reader, kind, clearance=clearance, only=[ONE_OF_EACH[kind]])) == 1
    assert [scan for scan in reader.scans() if "FROM classified" not in scan] == []


def test_what_has_no_number_and_no_first_day_comes_first_on_either_engine(app: App):
    """Databases differ in where they put nothing; the same facts give the same bytes on both."""
    cited = "citations: [{source: open-source}]"
    offices = [
        f"{{id: {name}, person: who, party: QA, title: {{en: Envoy}}{since}, {cited}}}" for name, since in OFFICES
    ]
    talks = "kind: dialogue, status: held, parties: [QA], when: {edtf: 2019}"
    meetings = [f"{{id: {name}, title: {{en: T}}, {talks}, series: {at}, {cited}}}" for name, at in MEETINGS]
    lines = [
        f"people: [{{id: who, names: {{en: Who}}, {cited}}}]",
        f"offices: [{', '.join(offices)}]",
        f"series: [{{id: plain, names: {{en: Plain}}, parties: [QA], {cited}}}]",
        f"engagements: [{', '.join(meetings)}]",
    ]
    app.record([("more.yaml", "\n".join(lines).encode())])
    assert [held["id"] for held in register(app, "person")["who"]["offices"]] == ["ever", "later"]
    assert [one["id"] for one in register(app, "series")["plain"]["meetings"]] == ["some", "second"]


OFFICES = [("ever", ""), ("later", ", from: 2019")]
MEETINGS = [("some", "{id: plain}"), ("second", "{id: plain, ordinal: 2}")]
