"""What the items of a dossier ask for: the commands they come to, their subjects and typed values."""

import pytest

from ctcalendar.bundled import dossiers
from ctcalendar.domain.commands import Amend, Corroborate, Record
from ctcalendar.domain.items import Stream
from ctcalendar.dossier.commands import commands
from ctcalendar.dossier.read import read_dossier
from ctcalendar.dossier.shape import SECTIONS
from domain.asking import held
from domain.builders import VISIT, visit
from domain.given import History, given
from dossier.reading import CITATION, CORROBORATION, ENGAGEMENT, PERSON, command, objection, one

# -- items ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sources: [{id: x, kind: other}]", "source.registered"),
        (f"parties: [{{id: GCC, kind: group, names: {{en: x}}, {CITATION}}}]", "party.registered"),
        (f"organisations: [{{id: x, party: QA, names: {{en: x}}, {CITATION}}}]", "organisation.registered"),
        (f"people: [{PERSON}]", "person.registered"),
        (f"offices: [{{id: x, person: khalid, title: {{en: x}}, party: QA, {CITATION}}}]", "office.held"),
        ("topics: [{id: x, label: {en: x}}]", "topic.registered"),
        (f"instruments: [{{id: x, kind: plan, title: {{en: x}}, parties: [QA], {CITATION}}}]", "instrument.concluded"),
        (
            f"commitments: [{{id: x, instrument: mou, form: other, parties: [QA], text: {{en: x}}, {CITATION}}}]",
            "commitment.undertaken",
        ),
        (f"series: [{{id: x, names: {{en: x}}, parties: [QA], {CITATION}}}]", "series.established"),
        (f"engagements:{ENGAGEMENT}", "engagement.held"),
        (f"engagements:{ENGAGEMENT}".replace("held", "scheduled"), "engagement.scheduled"),
    ],
)
def test_an_item_of_each_section_comes_to_the_fact_that_first_records_it(text: str, name: str):
    """Its identity is its kind and id."""
    made = command(text)
    assert isinstance(made, Record)
    assert made.name == name
    assert one(text).begins == made.subject
    announced = ":scheduled" if name == "engagement.scheduled" else ""
    assert one(text).command_id == f"dossier:{made.subject}{announced}"
    given(known=[Stream("person", "khalid")]).when(made).then(name=name)


# -- subjects ---------------------------------------------------------------------------------------------------------

MOU, PERSON_X, TOPIC_X = Stream("instrument", "us-qatar-mou"), Stream("person", "x"), Stream("topic", "x")


def amendment(subject: str, values: str = "{}") -> str:
    """A dossier that amends something."""
    return f"amendments: [{{subject: '{subject}', values: {values}, cause: correction, reason: misread}}]"


@pytest.mark.parametrize("subject", ["us-qatar-mou", "instrument:us-qatar-mou"])
def test_a_subject_is_named_by_its_id_alone_or_with_its_kind(subject: str):
    """Where the id is one kind's only."""
    assert command(amendment(subject), MOU, PERSON_X).subject == MOU


def test_an_id_that_two_kinds_share_needs_the_kind():
    """The message gives both ways to write it."""
    assert objection(amendment("x"), PERSON_X, TOPIC_X).endswith(
        "subject: 'x' is several things; write person:x or topic:x"
    )
    assert command(amendment("topic:x"), PERSON_X, TOPIC_X).subject == TOPIC_X


@pytest.mark.parametrize(
    ("subject", "meant"),
    [
        ("us-qatar-mu", "; did you mean 'us-qatar-mou'?"),
        ("instrument:us-qatar-mu", "; did you mean 'us-qatar-mou'?"),
        ("person:us-qatar-mou", ""),
        ("instument:us-qatar-mou", ""),
        ("something-else", ""),
        (":", ""),
    ],
)
def test_an_unknown_subject_is_refused_with_the_one_that_was_meant(subject: str, meant: str):
    """Among the kind it names, where it names one."""
    assert objection(amendment(subject), MOU, PERSON_X).endswith(f"nothing recorded is called {subject!r}{meant}")


# -- values -----------------------------------------------------------------------------------------------------------


def test_values_are_plain_with_numbers_where_numbers_are_wanted():
    """As the fact holds them: nothing that is left out, text where text is wanted."""
    values = "{sessions: 2, title: {en: 2018, ar: null}, series: {id: s, ordinal: 3}, when: null}"
    made = command(amendment("engagement:visit-2018", values), Stream("engagement", "visit-2018"))
    assert isinstance(made, Amend)
    assert made.values == {"sessions": 2, "title": {"en": "2018"}, "series": {"id": "s", "ordinal": 3}, "when": None}


def test_a_value_of_another_shape_is_refused_with_its_path():
    """From the top of the item in the file, so that the line is found."""
    engagement = Stream("engagement", "visit-2018")
    for values, message in (
        ("{sessions: two}", "values.sessions: expected `int | null`, got `str`"),
        ("{when: {edft: 2018}}", "values.when: there is no field 'edft' here; did you mean 'edtf'?"),
        ("{participants: [{person: x, role: head}]}", "values.participants.1: object missing required field `party`"),
    ):
        assert objection(amendment("engagement:visit-2018", values), engagement).endswith(message)


def test_an_unknown_field_among_the_values_is_left_to_decide():
    """Which knows the kind, and says what was meant."""
    entry = one(amendment(str(VISIT), "{plases: []}"))
    history = given(held(visit()))
    (made,) = commands(entry, history.known)
    history.when(made).refused(saying="plases: is no field of it; did you mean 'places'?")


def test_a_corroboration_gives_values_and_a_note():
    """Its citations are its own."""
    made = command(f"corroborations: [{CORROBORATION}]", Stream("engagement", "visit-2018"))
    assert isinstance(made, Corroborate)
    assert made.values == {"mode": "virtual", "sessions": 2}
    assert [citation.source for citation in made.corroborated.citations] == ["note"]


# -- the bundled record -----------------------------------------------------------------------------------------------


def test_the_bundled_dossiers_come_to_facts_one_after_the_other():
    """As `record` would decide them, in the order of their numbers, each knowing those before it alone."""
    history = History()
    history.known.streams.clear()
    for name, data in dossiers():
        entries = read_dossier(name, data)
        history.known.streams |= {stream for entry in entries if (stream := entry.begins)}
        for entry in entries:
            for made in commands(entry, history.known):
                history.when(made).then()
    assert {stream.kind for stream in history.standings} == set(SECTIONS.values())
