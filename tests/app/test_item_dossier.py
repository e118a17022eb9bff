"""An item given back as a dossier that would record it as it stands."""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from ctcalendar.app import App
from ctcalendar.app.item_dossier import as_dossier, as_yaml
from ctcalendar.app.reading_items import history_of
from ctcalendar.bundled import dossiers
from ctcalendar.domain import codec
from ctcalendar.domain.facts import Recorded
from ctcalendar.domain.items import KINDS, Stream, fields_of
from ctcalendar.domain.paths import without_citations
from ctcalendar.domain.standing import Standing, fold
from ctcalendar.errors import BadInput
from ctcalendar.settings import Settings
from views.databases import Databases
from views.histories import History, recorded, seeded

SOURCES = """
sources:
- {id: note, kind: media-note, title: {en: Note}, published: {edtf: 2018-05-20}}
- {id: report, kind: news-article, title: {en: Report}}
people:
- {id: envoy, names: {en: Envoy}, citations: [{source: note}]}
"""
THE_ENVOY = "people: [{id: the-envoy, names: {en: The Envoy}, citations: [{source: report}]}]"
ITEMS = """
instruments:
- {id: mou, kind: memorandum-of-understanding, title: {en: MOU}, parties: [QA, FR], citations: [{source: note}]}
commitments:
- {id: train, instrument: mou, form: activity, parties: [QA, FR], text: {en: Train officers},
   citations: [{source: note, supports: [text.en]}]}
series:
- id: talks
  names: {en: Talks}
  parties: [QA, FR]
  aliases: [{text: The talks, language: en, citations: [{source: note, language: en, quote: the talks}]}]
  citations: [{source: note, supports: [names.en]}]
engagements:
- id: visit
  kind: visit
  status: scheduled
  title: {en: Visit to Doha}
  when: {edtf: 2018-05-14}
  places: [{name: {en: Doha}, country: QA}]
  parties: [QA, FR]
  participants: [{person: envoy, party: FR, role: visitor}]
  citations:
  - {source: note, language: en, quote: on 14 May, supports: [when, places]}
  - {source: note}
"""
VISIT, SERIES, MOU, TRAIN = "engagement:visit", "series:talks", "instrument:mou", "commitment:train"

# What became of an item -> how, in the words of a dossier, and the sections that hold it when it is given back.
BECAME = {
    "corrected": (
        VISIT,
        "amendments: [{subject: visit, values: {when: {edtf: 2018-05-15}, title: {en: Visit, ar: زيارة}},"
        " cause: correction, reason: wrong, citations: [{source: report, supports: [when]}]}]",
        ["engagements"],
    ),
    "corroborated": (
        VISIT,
        "corroborations: [{subject: visit, values: {when: {edtf: 2018-05}, occasion: {en: Forum}},"
        " citations: [{source: report, supports: [when, occasion, participants.envoy]}]}]",
        ["engagements"],
    ),
    "moved": (
        VISIT,
        "reschedules: [{subject: visit, when: {edtf: 2018-06}, reason: later, citations: [{source: report}]}]",
        ["engagements"],
    ),
    "called off": (
        VISIT,
        "cancellations: [{subject: visit, reason: {en: storm, ar: عاصفة}, citations: [{source: report}]}]",
        ["engagements", "cancellations"],
    ),
    "held as announced": (
        VISIT,
        "engagements: [{id: visit, kind: visit, status: held, title: {en: Visit to Doha}, parties: [QA, FR],"
        " sessions: 2, citations: [{source: report, supports: [sessions]}]}]",
        ["engagements"],
    ),
    "in dispute": (
        VISIT,
        "disputes: [{id: day, subject: visit, field: when, reason: two notes, preferred: {edtf: 2018-05-16},"
        " values: [{value: {edtf: 2018-05-16}, citations: [{source: report}]}]}]",
        ["engagements", "disputes"],
    ),
    "settled": (
        VISIT,
        "disputes: [{id: day, subject: visit, field: when, reason: two notes,"
        " values: [{value: {edtf: 2018-05-16}, citations: [{source: report}]}]}]\n"
        "settlements: [{subject: visit, dispute: day, value: {edtf: 2018-05-16}, reason: asked}]",
        ["engagements"],
    ),
    "retracted": (VISIT, "retractions: [{subject: visit, reason: never was}]", ["engagements", "retractions"]),
    "classified": (
        VISIT,
        "reclassifications: [{subject: visit, classification: PRIVATE, reason: asked for}]",
        ["engagements"],
    ),
    "merged": ("person:the-envoy", "merges: [{subject: the-envoy, into: envoy, reason: one}]", ["people", "merges"]),
    "given a cadence": (
        SERIES,
        "cadences: [{subject: talks, every: 1 year, lead: [90 days], basis: assumption, reason: yearly so far,"
        " citations: [{source: note, supports: [cadence.every]}, {source: report}]}]",
        ["series"],
    ),
    "suspended": (
        SERIES,
        "suspensions: [{subject: talks, reason: a quarrel, on: 2019, citations: [{source: report}]}]",
        ["series", "suspensions"],
    ),
    "closed": (
        SERIES,
        "closings: [{subject: talks, reason: done, citations: [{source: report}]}]",
        ["series", "closings"],
    ),
    "known by a name that another attests": (
        SERIES,
        "corroborations: [{subject: talks, values: {aliases: [{text: The talks, language: en,"
        " citations: [{source: report, language: en, quote: the talks}]}]}}]",
        ["series"],
    ),
    "in force": (
        MOU,
        "statuses: [{subject: mou, status: in-force, on: 2018-06, reason: ratified, citations: [{source: report}]}]\n"
        "corroborations: [{subject: mou, citations: [{source: note, supports: [status.status]}]}]",
        ["instruments"],
    ),
    "reported on": (
        TRAIN,
        "reports: [{subject: train, id: r1, status: complete, text: {en: Done}, by: [QA], at: visit,"
        " citations: [{source: report}]}]\n"
        "corroborations: [{subject: train, citations: [{source: note, supports: [reports.r1.status]}]}]",
        ["commitments"],
    ),
    "given a deadline": (
        TRAIN,
        "deadlines: [{subject: train, id: d1, complete_by: 2019, citations: [{source: note}]}]\n"
        "amendments: [{subject: train, cause: change-of-plan, reason: put off,"
        " values: {deadlines: [{id: d1, complete_by: 2020, citations: [{source: report}]}]}}]",
        ["commitments"],
    ),
}


def facts_of(app: App, name: str) -> list[Recorded]:
    """The facts of an item."""
    with app.reading() as reader:
        return history_of(reader, name)


@pytest.fixture
def other(databases: Databases) -> Iterator[App]:
    """A second, empty calendar on the same engine."""
    with databases.empty() as settings:
        yield App(settings)


def record(app: App, *texts: str) -> None:
    """Record dossiers together."""
    app.record([(f"{number}.yaml", text.encode()) for number, text in enumerate(texts, 1)])


def fields(standing: Standing) -> dict[str, object]:
    """The plain fields of an item, without what they rest on."""
    plain = without_citations(codec.plain(standing.item))
    return {field: plain[field] for field in fields_of(KINDS[standing.stream.kind]) if field in plain}


def proved(standing: Standing) -> set[tuple[str, bytes]]:
    """Which field each citation in force proves."""
    return {
        (claim.field, codec.encode({key: part for key, part in claim.citation.items() if key != "supports"}))
        for claim in standing.claims.values()
        if claim.rank == "preferred" and claim.citation is not None
    }


@pytest.mark.parametrize("became", BECAME)
def test_an_item_is_given_back_as_it_stands(app: App, other: App, became: str):
    """Recorded anew beside what it names, it comes to the same, on the same evidence."""
    name, text, sections = BECAME[became]
    record(app, SOURCES + ITEMS, THE_ENVOY, text)
    dossier = as_dossier(facts_of(app, name))
    assert list(dossier) == ["dossier", *sections]
    rest = [app.as_dossier(one) for one in (VISIT, SERIES, MOU, TRAIN) if one != name]
    record(other, SOURCES, as_yaml(dossier), *rest)
    before, after = app.standing(name), other.standing(name)
    assert fields(after) == fields(before)
    assert (after.merged_into, after.retracted) == (before.merged_into, before.retracted)
    assert after.open_disputes() == before.open_disputes()
    assert proved(after) == proved(before)


def test_what_was_never_corrected_comes_back_to_the_letter(app: App):
    """The same dossier, so that recording it again appends nothing."""
    record(app, SOURCES, ITEMS)
    head = app.head()
    record(app, *(app.as_dossier(name) for name in (SERIES, MOU, TRAIN, VISIT)))
    assert app.head() == head


def test_a_dossier_is_written_as_people_write_one(app: App):
    """Readable in both languages, without defaults, the citations last; what looks like a number stays text."""
    record(app, SOURCES + ITEMS, BECAME["corrected"][1])
    text = app.as_dossier(VISIT)
    assert "title: {en: Visit, ar: زيارة}\n" in text
    assert "when: {edtf: '2018-05-15'}\n" in text
    assert "basis" not in text
    assert "classification" not in text
    assert text.index("status: scheduled") < text.index("citations:")


def test_what_a_source_gave_less_exactly_is_not_said_to_be_proved_by_it(app: App):
    """A month is compatible with the day, and no proof of it."""
    record(app, SOURCES + ITEMS, BECAME["corroborated"][1])
    [visit] = as_dossier(facts_of(app, VISIT))["engagements"]
    [second] = [citation for citation in visit["citations"] if citation["source"] == "report"]
    assert sorted(second["supports"]) == ["occasion", "participants.envoy"]


# -- the bundled record -----------------------------------------------------------------------------------------------


def _app(path: Path) -> App:
    made = App(Settings(database_url=f"sqlite:///{path}"))
    made.init()
    return made


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[App, App]:
    """The bundled dossiers recorded, and each item of them given back and recorded into an empty calendar."""
    folder = tmp_path_factory.mktemp("items")
    first, second = _app(folder / "first.sqlite"), _app(folder / "second.sqlite")
    first.record(dossiers())
    second.record([(name, first.as_dossier(name).encode()) for name in _items(first)])
    return first, second


def _items(app: App) -> list[str]:
    with app.reading() as reader:
        rows = reader.rows("SELECT stream FROM log WHERE revision = 1")
    return sorted((name for (name,) in rows), key=lambda name: list(KINDS).index(name.partition(":")[0]))


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_of_the_bundled_record_comes_back(both: tuple[App, App], kind: str):
    """With everything that facts of their own told; whole, where nothing was said of it but in its own dossier."""
    first, second = both
    for name in [name for name in _items(first) if name.startswith(f"{kind}:")]:
        history = facts_of(first, name)
        before, after = fold(history), second.standing(name)
        assert before is not None
        assert fields(after) == fields(before), name
        assert proved(after) == proved(before), name
        assert after.open_disputes() == before.open_disputes(), name
        if not any(fact.name.endswith((".corroborated", ".amended", ".disputed")) for fact in history):
            assert codec.plain(after.item) == codec.plain(before.item), name


def _histories() -> Iterator[History]:
    """Legal histories, but for what makes it impossible to record again, each by itself, the items that came before."""
    for told in (seeded(seed, 12) for seed in count()):
        if not any(fact.name.endswith((".retracted", ".reclassified")) for facts in told for fact in facts):
            yield told


@pytest.mark.slow
def test_every_item_of_any_legal_history_comes_back(sqlite_databases: Databases):
    """Whatever was said of it, in whatever order; but that a closed series was resumed has no place in one dossier."""
    for told in islice(_histories(), 15):
        history: dict[Stream, list[Recorded]] = {}
        for fact in recorded(told):
            history.setdefault(fact.stream, []).append(fact)
        order = sorted(history, key=lambda stream: list(KINDS).index(stream.kind))
        with sqlite_databases.empty() as settings:
            try:
                record(App(settings), *(as_yaml(as_dossier(history[stream])) for stream in order))
            except BadInput as refused:
                # What was only corroborated from above an item's classification may not be what it begins with.
                if "name only sources that are" not in refused.message:
                    raise
                continue
            for stream in order:
                before, after = fold(history[stream]), App(settings).standing(str(stream))
                assert before is not None
                assert {"status": "active", **fields(after)} == {"status": "active", **fields(before)}
                assert after.open_disputes() == before.open_disputes()
                assert after.merged_into == before.merged_into
