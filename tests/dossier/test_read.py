"""Dossier files read: identities and digests, the order of recording, and problems told with their lines."""

import json
from typing import Any

import pytest

from ctcalendar.dossier.shape import SAID_OF, SECTIONS
from ctcalendar.errors import BadInput
from dossier.reading import CITATION, CORROBORATION, ENGAGEMENT, PERSON, one, read


def problems(text: str) -> list[str]:
    """Everything wrong with a dossier, a line each."""
    with pytest.raises(BadInput) as caught:
        read(text)
    return list(caught.value.problems)


# -- what is read -----------------------------------------------------------------------------------------------------


def test_text_stays_text_and_a_number_is_one_where_a_number_is_wanted():
    """Norway, a time and a day are as written; the sessions are counted."""
    item = one(f"engagements:{ENGAGEMENT}").item
    assert item.parties == ("QA", "NO")
    assert item.places[0].country == "NO"
    assert (item.when.edtf, item.when.time) == ("2018-03-04", "19:22")
    assert item.sessions == 2


def test_a_text_that_looks_like_a_number_stays_text():
    """A title may be a year."""
    assert one("topics:\n- {id: 2030, label: {en: 2030}}").item.label.en == "2030"


@pytest.mark.parametrize("sessions", ["two", "0x10", "1_0", "٢", "2;", '" 2"'])
def test_what_is_no_number_is_refused_where_a_number_is_wanted(sessions: str):
    """With the path and its line."""
    text = f"engagements:{ENGAGEMENT}".replace("sessions: 2", f"sessions: {sessions}")
    assert problems(text) == ["f.yaml:9: engagement visit-2018: sessions: expected `int | null`, got `str`"]


@pytest.mark.parametrize(("spelt", "binding"), [("true", True), ("false", False), ("null", None)])
def test_a_flag_is_true_or_false(spelt: str, binding: Any):
    """Or not known."""
    text = f"instruments:\n- {{id: mou, kind: plan, title: {{en: x}}, parties: [QA], binding: {spelt}, {CITATION}}}"
    assert one(text).item.binding is binding


@pytest.mark.parametrize("spelt", ["yes", "NO", "on"])
def test_a_flag_in_yaml_1_1_is_refused(spelt: str):
    """Rather than guessed."""
    text = f"instruments:\n- {{id: mou, kind: plan, title: {{en: x}}, parties: [QA], binding: {spelt}, {CITATION}}}"
    assert problems(text) == ["f.yaml:2: instrument mou: binding: expected `bool | null`, got `str`"]


def test_sections_are_recorded_in_their_own_order():
    """Whatever their order in the file: what is named comes before what names it."""
    text = f"engagements:{ENGAGEMENT}\npeople: [{PERSON}]\ntopics: [{{id: t, label: {{en: T}}}}]\n"
    text += "sources: [{id: note, kind: other}]"
    assert [entry.section for entry in read(text)] == ["sources", "people", "topics", "engagements"]


def test_an_empty_section_is_none():
    """`people:` with nothing below it."""
    assert read("dossier: 1\npeople:\nsources: []\n") == []


def test_every_section_of_items_has_a_kind():
    """In the order in which they are recorded."""
    assert list(SECTIONS.values()) == [
        *("source", "party", "organisation", "person", "office", "topic", "instrument", "commitment", "series"),
        "engagement",
    ]


# -- identity ---------------------------------------------------------------------------------------------------------


def test_the_digest_is_of_what_is_said_not_of_how_it_is_written():
    """YAML or JSON, keys in any order, defaults spelt out or left out, with comments and aliases."""
    entry = one(f"engagements:{ENGAGEMENT}")
    item: dict[str, Any] = {
        "citations": [{"quote": "met in Doha", "language": "en", "source": "note", "supports": []}],
        "sessions": 2,
        "parties": ["QA", "NO"],
        "places": [{"country": "NO", "name": None}],
        "when": {"time": "19:22", "edtf": "2018-03-04", "basis": "stated"},
        "title": {"ar": "زيارة", "en": "Visit"},
        "status": "held",
        "classification": "PUBLIC",
        "kind": "visit",
        "id": "visit-2018",
        "topics": [],
    }
    for ascii_only in (True, False):
        spelt = json.dumps({"engagements": [item]}, ensure_ascii=ascii_only, indent=1)
        assert (one(spelt).sha256, one(spelt).command_id) == (entry.sha256, entry.command_id)
    with_alias = f"# Norway twice\nengagements:{ENGAGEMENT}".replace("country: NO", "country: &norway NO")
    with_alias = with_alias.replace("[QA, NO]", "[QA, *norway]")
    assert one(with_alias).sha256 == entry.sha256


@pytest.mark.parametrize(("was", "now"), [("time: 19:22", "time: 19:23"), ("[QA, NO]", "[NO, QA]")])
def test_another_digest_is_something_else_said(was: str, now: str):
    """Under the same identity; the order of a list says something."""
    one_way, other = one(f"engagements:{ENGAGEMENT}"), one(f"engagements:{ENGAGEMENT}".replace(was, now))
    assert one_way.command_id == other.command_id
    assert one_way.sha256 != other.sha256


def test_a_digest_is_for_ever():
    """Logs hold it: the same file again must append nothing, with any later version of this program."""
    entry = one("topics: [{id: financing, label: {en: Financing, ar: تمويل}}]")
    assert entry.sha256 == "475bbe6093cc934517dccee09a2dd54ea99e812ef63600dea8dc69b9208c9ba2"


def test_what_has_no_id_is_known_by_its_content():
    """The same words are one command, other words another; an id of its own goes before."""
    first, again = one(f"corroborations: [{CORROBORATION}]"), one(f"# again\ncorroborations:\n- {CORROBORATION}")
    assert first.command_id == again.command_id == f"dossier:corroboration:visit-2018:{first.sha256[:16]}"
    other = one(f"corroborations: [{CORROBORATION.replace('virtual', 'hybrid')}]")
    assert other.command_id != first.command_id
    named = one(f"corroborations: [{CORROBORATION.replace('{subject', '{id: c1, subject')}]")
    assert named.command_id == "dossier:corroboration:c1"


def test_a_report_is_known_by_its_subject_and_id():
    """And in messages by the same words."""
    entry = one(f"reports: [{{subject: mou, id: r1, status: complete, text: {{en: Done}}, by: [QA], {CITATION}}}]")
    assert (entry.command_id, entry.name, entry.begins) == ("dossier:report:mou:r1", "report mou:r1", None)


def test_an_amendment_begins_nothing():
    """Its subject is recorded before."""
    entry = one("amendments: [{id: a1, subject: mou, values: {}, cause: correction, reason: misread}]")
    assert (entry.command_id, entry.begins) == ("dossier:amendment:a1", None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"people:\n- {PERSON}\n\n- {PERSON}", "f.yaml:4: person khalid: id: stands already on line 2"),
        (
            f"people:\n- {PERSON}\n- {PERSON.replace('Khalid', 'K')}",
            "f.yaml:3: person khalid: id: stands already on line 2",
        ),
    ],
)
def test_an_id_stands_once_in_a_file(text: str, message: str):
    """With the line of the first, whether or not the two say the same."""
    assert problems(text) == [message]


def test_the_same_corroboration_stands_once_in_a_file():
    """It would say nothing more."""
    (problem,) = problems(f"corroborations:\n- {CORROBORATION}\n- {CORROBORATION}")
    assert problem.startswith("f.yaml:3: corroboration visit-2018:")
    assert problem.endswith("stands already on line 2")


def test_two_kinds_may_share_an_id():
    """A person and an organisation are not taken for one another."""
    text = f"people: [{PERSON}]\norganisations: [{{id: khalid, party: QA, names: {{en: x}}, {CITATION}}}]"
    assert [entry.command_id for entry in read(text)] == ["dossier:organisation:khalid", "dossier:person:khalid"]


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "null", "- a", "just text", "[]", "5"])
def test_what_has_no_sections_is_no_dossier(text: str):
    """The hint names them."""
    with pytest.raises(BadInput, match=r"f\.yaml:1: is no dossier") as caught:
        read(text)
    assert "sources, parties, organisations" in (caught.value.hint or "")


def test_an_unknown_section_is_refused_with_the_one_that_was_meant():
    """Or with all there are."""
    assert problems("dossier: 1\npersons: []\n") == ["f.yaml:2: there is no section 'persons'; the sections are " + ALL]
    assert problems("dossier: 1\n\nengagement: []\n") == [
        "f.yaml:3: there is no section 'engagement'; did you mean 'engagements'?"
    ]


ALL = ", ".join([*SECTIONS, *SAID_OF])


@pytest.mark.parametrize("format_", ["2", "1.0", "one", "null", "[1]"])
def test_another_format_of_dossiers_is_refused(format_: str):
    """One day there may be a second."""
    assert problems(f"# x\ndossier: {format_}\n") == ["f.yaml:2: dossier: only format 1 is known"]


@pytest.mark.parametrize("spelt", ["{id: x}", "x", "1"])
def test_a_section_is_a_list(spelt: str):
    """Even of one."""
    assert problems(f"sources: []\npeople: {spelt}\n") == ["f.yaml:2: people: must be a list of items"]


def test_an_unknown_field_is_refused_with_file_line_item_and_the_one_that_was_meant():
    """At any depth."""
    text = f"engagements:{ENGAGEMENT}"
    assert problems(text.replace("sessions:", "session:")) == [
        "f.yaml:2: engagement visit-2018: there is no field 'session' here; did you mean 'sessions'?"
    ]
    assert problems(text.replace("edtf:", "edft:")) == [
        "f.yaml:6: engagement visit-2018: when: there is no field 'edft' here; did you mean 'edtf'?"
    ]
    assert problems(text.replace("quote:", "quoted:")) == [
        "f.yaml:10: engagement visit-2018: citations.1: there is no field 'quoted' here; did you mean 'quote'?"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("people:\n- {names: {en: x}}", "f.yaml:2: person: object missing required field `id`"),
        ("people:\n- {id: x}", "f.yaml:2: person x: object missing required field `names`"),
        ("people:\n- x", "f.yaml:2: person: expected `object`, got `str`"),
        ("people:\n-\n", "f.yaml:2: person: expected `object`, got `null`"),
        ("people:\n- {id: x, names: y}", "f.yaml:2: person x: names: expected `object`, got `str`"),
        ("people:\n- {id: x,\n   names: {fr: y}}", "f.yaml:3: person x: names: there is no field 'fr' here"),
        (
            "amendments:\n- {subject: x, values: [], cause: correction, reason: y}",
            "values: expected `object`, got `array`",
        ),
        (
            "amendments:\n- {subject: x, values: {}, cause: whim, reason: y}",
            "cause: 'whim' is none of correction, change-of-plan",
        ),
        ("corroborations:\n- {values: {}}", "f.yaml:2: corroboration: object missing required field `subject`"),
        ("engagements:\n- {id: x, kind: visit, title: {en: x}, parties: [QA]}", "missing required field `status`"),
    ],
)
def test_an_item_of_another_shape_is_refused_with_its_line(text: str, message: str):
    """And called by its kind and id, as far as it has them."""
    (problem,) = problems(text)
    assert message in problem


@pytest.mark.parametrize("slug", ["a.b", "a b", "الأنصاري", "-a", "", "a/b", "a:b", "x" * 101])
def test_an_id_is_a_slug(slug: str):
    """Letters, digits, dashes: no dot, which makes paths; no colon, which makes subjects."""
    (problem,) = problems(f"people:\n- {{id: '{slug}', names: {{en: x}}}}")
    assert "id: is no id: letters, digits" in problem


def test_several_problems_are_told_at_once():
    """One for each item, in the order of recording, each with its line."""
    text = "\n".join(
        [
            "topcs: []",
            "engagements:",
            "- {id: v, kind: visit}",
            "people:",
            "- {id: a, names: {en: A}}",
            "- {id: b, name: {en: B}}",
            "- {id: a, names: {en: A}}",
            "sources: {}",
        ]
    )
    assert problems(text) == [
        "f.yaml:1: there is no section 'topcs'; did you mean 'topics'?",
        "f.yaml:8: sources: must be a list of items",
        "f.yaml:6: person b: there is no field 'name' here; did you mean 'names'?",
        "f.yaml:3: engagement v: object missing required field `title`",
        "f.yaml:7: person a: id: stands already on line 5",
    ]


def test_a_file_that_is_refused_says_that_nothing_was_recorded():
    """And what to do."""
    with pytest.raises(BadInput) as caught:
        read("people: 1")
    assert caught.value.hint == "mend the file; nothing was recorded"


def test_a_problem_found_later_is_told_at_the_nearest_line():
    """Of the part it is about, or else of the item."""
    entry = one(f"engagements:{ENGAGEMENT}")
    assert [
        entry.place.line(path) for path in ((), ("when",), ("when", "zone"), ("places", 0, "country"), ("mode",))
    ] == [*(2, 6, 6, 7, 2)]
