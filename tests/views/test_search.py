"""Search: one table of queries and what they find, asked on both engines."""

from collections.abc import Iterator

import pytest

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.views import matches
from ctcalendar.views.filter import Filter
from ctcalendar.views.search import Found
from views.databases import Databases

FULL = Clearance.CONFIDENTIAL

RECORD = """
sources:
- id: note
  kind: media-note
  title: {en: Note on the second dialogue, ar: مذكرة عن الحوار الثاني}
  publisher: {en: Ministry}
  published: {edtf: 2018-09-06}
- {id: late, kind: news-article, title: {en: A look back}, published: {edtf: 2020-01-01}}
- {id: leak, kind: other, title: {en: A leaked cable}, classification: CONFIDENTIAL}
parties:
- id: UN
  kind: international-organisation
  names: {en: United Nations, ar: الأمم المتحدة}
  citations: [&note {source: note}]
organisations:
- id: nctc
  party: QA
  names: {en: National Counter-Terrorism Committee, ar: اللجنة الوطنية لمكافحة الإرهاب}
  citations: [*note]
people:
- id: ansari
  names: {en: Abdulaziz al-Ansari, ar: عبد العزيز الأنصاري}
  aliases: [{text: Abdul Aziz Al Ansari, language: en, citations: [*note]}]
  citations: [*note]
- {id: ansari-elsewhere, names: {en: A. Ansari of the port}, citations: [*note]}
- {id: envoy, names: {en: Jane Roe}, classification: CONFIDENTIAL, citations: [*note]}
topics:
- {id: aviation, label: {en: Aviation security, ar: أمن الطيران}}
series:
- {id: talks, names: {en: Strategic dialogue}, parties: [QA, US], citations: [*note]}
instruments:
- id: mou
  kind: memorandum-of-understanding
  title: {en: Memorandum of understanding on counterterrorism, ar: مذكرة تفاهم}
  parties: [QA, US]
  citations: [*note]
engagements:
- id: dialogue-2
  kind: dialogue
  status: held
  title: {en: "Second U.S.-Qatar Counterterrorism Dialogue", ar: الحوار القطري الأمريكي الثاني لمكافحة الإرهاب}
  when: {edtf: 2018-09-05}
  places: [{name: {en: Doha, ar: الدوحة}, country: QA}]
  parties: [QA, US]
  participants:
  - {person: ansari, name: {en: Major General Al-Ansari}, title: {en: Chairman}, party: QA, role: head}
  - {person: envoy, name: {en: Ambassador Roe}, party: US, role: head}
  agencies: [nctc]
  topics: [aviation]
  series: {id: talks, ordinal: 2}
  instruments: [mou]
  says: [{id: first, by: QA, text: {en: the first of its kind in the region}}]
  citations:
  - {source: note, language: en, quote: reviewed progress on aviation, supports: [topics]}
  - {source: late, language: en, quote: a watershed in retrospect, supports: [title]}
  - {source: leak, language: en, quote: the crown jewels were discussed, supports: [topics]}
- id: visit
  kind: visit
  status: held
  title: {en: Working visit to London}
  when: {edtf: 2019-03}
  places: [{name: {en: London}, country: GB}]
  parties: [QA, GB]
  participants: [{person: ansari-elsewhere, party: QA, role: visitor}]
  citations: [*note]
- id: assembly
  kind: meeting
  status: held
  title: {en: Meeting on the margins of the assembly}
  when: {edtf: 2021-09-20}
  parties: [QA, UN]
  citations: [*note]
- id: mistaken
  kind: meeting
  status: held
  title: {en: Meeting in Doha that never was}
  parties: [QA, US]
  citations: [*note]
retractions: [{subject: mistaken, reason: it never was}]
"""

QUERIES = [
    # Titles, people, places, topics, quotes, in both languages and any spelling.
    ("second dialogue", "dialogue-2 note"),
    ("الحوار الثاني", "dialogue-2 note"),
    ("counter-terrorism dialogue", "dialogue-2"),
    ("counter terrorism", "dialogue-2 mou nctc"),
    ("مكافحة", "dialogue-2 nctc"),
    ("لِمُكافَحة", "dialogue-2 nctc"),
    ("إرهاب", "dialogue-2 nctc"),
    ("al-Ansari", "ansari ansari-elsewhere dialogue-2 visit"),
    ("Al Ansari", "ansari ansari-elsewhere dialogue-2 visit"),
    ("انصاري", "ansari dialogue-2"),
    ("abdul aziz", "ansari dialogue-2"),
    ("الدوحه", "dialogue-2"),
    ("aviation", "aviation dialogue-2"),
    ("الطيران", "aviation dialogue-2"),
    ("progress", "dialogue-2"),
    ("kind region", "dialogue-2"),
    ("chairman", "dialogue-2"),
    ("strategic", "dialogue-2 talks"),
    ("memorandum", "dialogue-2 mou"),
    ("2018", "dialogue-2"),
    # States by any of their names, parties by theirs; two letters are enough.
    ("US", "dialogue-2"),
    ("U.S.", "dialogue-2"),
    ("america", "dialogue-2"),
    ("UN", "UN assembly"),
    ("united nations", "UN assembly"),
    ("britain", "visit"),
    ("بريطانيا", "visit"),
    ("qatar london", "visit"),
    # Phrases as they stand, in either form; what must not be there.
    ('"counterterrorism dialogue"', "dialogue-2"),
    ('"dialogue counterterrorism"', ""),
    ('"second dialogue"', "note"),
    ("ansari -doha", "ansari ansari-elsewhere visit"),
    ('qatar -"working visit"', "assembly dialogue-2"),
    ("meeting -britain", "assembly"),
    # Plain text, whatever it is to other programs.
    ("dial*", ""),
    ("dialogue OR visit", ""),
    ("NEAR(second, dialogue)", ""),
    ("crown jewels", "dialogue-2"),
    ("roe", "dialogue-2 envoy"),
    ("watershed", "dialogue-2"),
]
"""What is asked, and the ids it finds at full clearance, by id."""


@pytest.fixture(scope="module")
def searched(databases: Databases) -> Iterator[App]:
    """The record, on either engine."""
    with databases.empty() as settings:
        app = App(settings)
        app.record([("record.yaml", RECORD.encode())])
        yield app


def found(app: App, text: str, clearance: Clearance = FULL, **asked: object) -> list[Found]:
    """The answers, the closest first."""
    return app.search(text, Filter(**asked), clearance=clearance).found


def ids(app: App, text: str, clearance: Clearance = FULL, **asked: object) -> list[str]:
    """Their ids, the closest first."""
    return [one.id for one in found(app, text, clearance, **asked)]


@pytest.mark.parametrize(("text", "wanted"), QUERIES, ids=lambda part: part or "nothing")
def test_a_query_finds(searched: App, text: str, wanted: str):
    """The same on both engines."""
    assert sorted(ids(searched, text)) == sorted(wanted.split())


@pytest.mark.parametrize("text", [text for text, _ in QUERIES if not text.startswith("-")])
def test_the_filter_finds_the_engagements_that_search_finds(searched: App, text: str):
    """`history --text` and `search` agree."""
    engagements = searched.history(Filter(text=text), clearance=FULL)
    assert {one.id for one in engagements} == {one.id for one in found(searched, text) if one.item == "engagement"}


def test_answers_come_the_closest_first_then_the_newest(searched: App):
    """A title counts more than a name, a name more than a quote; all the words together more than apart."""
    assert ids(searched, "counterterrorism") == ["dialogue-2", "mou", "nctc"]
    assert ids(searched, "ansari") == ["ansari", "ansari-elsewhere", "dialogue-2", "visit"]
    assert ids(searched, "qatar") == ["dialogue-2", "assembly", "visit"]
    scores = {one.id: one.score for one in found(searched, "second dialogue")}
    assert scores["note"] > 0
    assert found(searched, "counterterrorism dialogue")[0].score > found(searched, "dialogue counterterrorism")[0].score


def test_an_answer_shows_the_words_that_were_met(searched: App):
    """In the text as it is written, which may be that of somebody who took part."""
    [one] = found(searched, "doha aviation chairman", kind=("dialogue",))
    assert [
        (match.of, match.field, [match.text[start:end] for start, end in match.spans]) for match in one.matches
    ] == [
        ("engagement:dialogue-2", "places", ["Doha"]),
        ("topic:aviation", "label", ["Aviation"]),
        ("engagement:dialogue-2", "participants", ["Chairman"]),
    ]
    arabic = next(one for one in found(searched, "لمكافحة") if one.id == "dialogue-2")
    assert [(match.language, match.text[slice(*match.spans[0])]) for match in arabic.matches] == [("ar", "لمكافحة")]


@pytest.mark.parametrize("text", ["doha aviation chairman", "ansari", "qatar doha", "لمكافحة", "dialogue -second"])
def test_many_answers_show_what_few_would(searched: App, monkeypatch: pytest.MonkeyPatch, text: str):
    """Whether texts are read of the items that were found, or of all there are."""
    few = found(searched, text)
    monkeypatch.setattr(matches, "AT_ONCE", 0)
    assert found(searched, text) == few


def test_what_something_names_shows_only_what_its_own_words_do_not(searched: App):
    """The name as it is printed there says it already; a quote of its own says it after the name."""
    [one] = found(searched, "ansari aviation", kind=("dialogue",))
    assert [(match.of, match.field) for match in one.matches] == [
        ("engagement:dialogue-2", "participants"),
        ("topic:aviation", "label"),
    ]


def test_terms_of_the_filter_leave_engagements_alone(searched: App):
    """With one of them nothing else is asked for."""
    assert ids(searched, "ansari", party=("GB",)) == ["visit"]
    assert ids(searched, "qatar", until="2019-12-31") == ["dialogue-2", "visit"]


def test_a_limit_keeps_the_closest_and_says_how_many_there_are(searched: App):
    """More can be asked for."""
    answer = searched.search("ansari", Filter(limit=1), clearance=FULL)
    assert ([one.id for one in answer.found], answer.total) == (["ansari"], 4)


def test_what_is_hidden_is_not_found_and_what_names_it_only_without(searched: App):
    """Neither by the name of somebody hidden, nor by a quote of a hidden source, nor as printed beside it."""
    for text in ("roe", "jane", "crown jewels", "leaked"):
        assert ids(searched, text), text
        assert not ids(searched, text, Clearance.PUBLIC), text
    assert ids(searched, "progress", Clearance.PUBLIC) == ["dialogue-2"]


def test_a_quote_is_not_found_before_it_was_public(searched: App):
    """What was published later had nobody read by then; the engagement was known from elsewhere."""
    assert ids(searched, "watershed", published_by="2019-12-31") == []
    assert ids(searched, "watershed", published_by="2020-01-01") == ["dialogue-2"]
    assert ids(searched, "doha", published_by="2018-09-06") == ["dialogue-2"]
    assert ids(searched, "doha", published_by="2018-09-05") == []


def test_the_past_is_searched_as_it_was(searched: App):
    """Before anything was recorded, nothing is found; a corrected title is found by what it was then."""
    reached, _ = searched.head()
    amendment = """
amendments:
- {subject: visit, values: {title: {en: Private journey to London}}, cause: correction, reason: it was no working visit}
"""
    searched.record([("later.yaml", amendment.encode())])
    assert ids(searched, "london working") == []
    assert ids(searched, "private journey") == ["visit"]
    assert ids(searched, "london working", as_of=str(reached)) == ["visit"]
    assert ids(searched, "private journey", as_of=str(reached)) == []
    assert ids(searched, "london", as_of="1") == []


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("ansary", ["Al Ansari"]),
        ("avation", ["Aviation"]),
        ("الأنصاوي", ["الأنصاري"]),
        ("qatr", ["Qatar"]),
        ("zzzzzz", []),
        ("doha", []),
    ],
)
def test_a_misspelled_name_suggests(searched: App, text: str, near: list[str]):
    """The nearest name on record, of those that may be seen."""
    assert [name for _, name in searched.meant(text, Filter(), clearance=FULL)] == near


def test_no_hidden_name_is_suggested(searched: App):
    """Not even by a misspelling of it."""
    assert [name for _, name in searched.meant("Ambasador", Filter(), clearance=FULL)] == ["Ambassador"]
    assert not searched.meant("Ambasador", Filter(), clearance=Clearance.PUBLIC)


NAMING_WHAT_IS_HIDDEN = """
sources:
- {id: note, kind: media-note, title: {en: Note}, published: {edtf: 2018-09-06}}
parties:
- id: shadow
  kind: international-organisation
  names: {en: Shadow League}
  classification: CONFIDENTIAL
  citations: [&note {source: note}]
organisations:
- id: bureau
  party: shadow
  names: {en: Bureau of zeta}
  aliases: [{text: Quibble Office, language: en, citations: [*note]}]
  citations: [{source: note, language: en, quote: the wombat agency}]
people:
- {id: spy, names: {en: Jane Spy}, classification: CONFIDENTIAL, citations: [*note]}
offices:
- id: chair
  person: spy
  party: QA
  title: {en: Chairman of the gamma board}
  citations: [{source: note, language: en, quote: "Jane Spy, marmot chairman"}]
instruments:
- id: pact
  kind: arrangement
  title: {en: Pact}
  parties: [QA, US]
  classification: CONFIDENTIAL
  citations: [*note]
commitments:
- id: arms
  instrument: pact
  form: activity
  parties: [QA]
  text: {en: Deliver the falcons}
  deadlines: [{id: d1, complete_by: "2020", text: {en: before the ibex season}, citations: [*note]}]
  reports: [{id: r1, status: in-progress, by: [QA], text: {en: half the okapi}, "on": "2019", citations: [*note]}]
  citations: [{source: note, language: en, quote: the numbat clause}]
engagements:
- {id: e1, kind: meeting, status: held, title: {en: A meeting}, parties: [QA], agencies: [bureau], citations: [*note]}
"""


def test_what_must_name_something_hidden_is_found_by_nothing_that_is_said_of_it(databases: Databases):
    """Neither by its texts nor by its aliases, quotes, deadlines and reports; nor is any of them suggested."""
    with databases.empty() as settings:
        app = App(settings)
        app.record([("record.yaml", NAMING_WHAT_IS_HIDDEN.encode())])
        for word in "zeta quibble wombat gamma marmot falcons ibex okapi numbat".split():
            assert ids(app, word), word
            assert ids(app, word, Clearance.PUBLIC) == [], word
            assert app.history(Filter(text=word), clearance=Clearance.PUBLIC) == []
            assert app.meant(f"{word}q", Filter(), clearance=Clearance.PUBLIC) == []


def test_a_day_is_found_by_its_month_in_either_language(searched: App):
    """And a day as ISO has it stands as it is written: the seventh of November is not in July."""
    for text in ("September 2018", "سبتمبر 2018", "أيلول", "2018-09", "2018-09-05"):
        assert ids(searched, text, kind=("dialogue",)) == ["dialogue-2"], text
    assert ids(searched, "2018-05") == []


def test_only_what_must_not_be_there_is_nothing_to_search_for(searched: App):
    """The filter takes it: all engagements but those."""
    with pytest.raises(BadInput, match="only what must not be there"):
        ids(searched, "-visit")
    assert {one.id for one in searched.history(Filter(text="-dialogue"), clearance=FULL)} == {"visit", "assembly"}
