"""The bundled record, first part: what two real documents say, asked back."""

from pathlib import Path

import pytest

from ctcalendar.app import App
from ctcalendar.bundled import dossiers
from ctcalendar.db.reader import Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.dossier.read import read_dossier
from ctcalendar.settings import Settings
from ctcalendar.views.entry import Entry
from ctcalendar.views.filter import Filter


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> App:
    """A calendar that holds the bundled record."""
    app = App(Settings(database_url=f"sqlite:///{tmp_path_factory.mktemp('record')}/calendar.sqlite"))
    app.load_demo()
    return app


def entry(record: App, name: str) -> Entry:
    """One engagement, as the public sees it."""
    return record.show(name, clearance=Clearance.PUBLIC)


def ask(record: App, sql: str) -> list[Row]:
    """What SQL says of the present."""
    with record.reading() as reader:
        return reader.rows(sql.replace("NOW", "known_to = 9223372036854775807"))


def test_it_holds_the_engagements_of_both_documents(record: App):
    """A signing, two visits, a dialogue, two statements, on their days."""
    found = record.history(Filter(), clearance=Clearance.PUBLIC)
    assert {(one.id, one.kind, one.when.edtf) for one in found if one.when} == {
        ("qatar-us-mou-signing-2017", "signing", "2017-07-11"),
        ("tillerson-mbar-press-conference-2017-07", "statement", "2017-07-11~"),
        ("ansari-statement-2017-09-18", "statement", "2017-09-18"),
        ("tillerson-visit-doha-2017-10", "visit", "2017-10-22/2017-10-23"),
        ("mnuchin-visit-doha-2017-10", "visit", "2017-10-29/2017-10-30"),
        ("us-qatar-ct-dialogue-1", "dialogue", "2017-11-08"),
    }
    assert all(one.title.en and one.title.ar for one in found)


@pytest.mark.parametrize(
    "name", ["tillerson-visit-doha-2017-10", "mnuchin-visit-doha-2017-10", "qatar-us-mou-signing-2017"]
)
def test_years_come_from_the_dateline_and_say_so(record: App, name: str):
    """The sentence gives day and month only."""
    when = entry(record, name).when
    assert when is not None
    assert when.basis == "year-from-context"
    assert when.rule
    assert "dateline" in when.rule


def test_the_signing_has_two_sources_and_its_place_from_one(record: App):
    """Both prove the day; only the note says where, and who signed."""
    signing = entry(record, "qatar-us-mou-signing-2017")
    proving = {(claim.field, claim.source) for claim in signing.claims}
    assert {("when", "state-note-2017-11-08"), ("when", "ansari-news-2017-09-18")} <= proving
    assert {source for field, source in proving if field.startswith("places")} == {"state-note-2017-11-08"}
    assert [(one.person, one.role) for one in signing.participants] == [
        ("rex-tillerson", "signatory"),
        ("mohamed-al-thani", "signatory"),
    ]


def test_the_first_dialogue_has_eleven_delegates_of_whom_two_are_named(record: App):
    """A claimed size is kept as a claim; nobody is invented to fill it."""
    dialogue = entry(record, "us-qatar-ct-dialogue-1")
    assert [(one.party, one.size) for one in dialogue.delegations] == [("QA", 11)]
    assert [one.person for one in dialogue.participants if one.party == "QA"] == [
        "abdulaziz-al-ansari",
        "mutlaq-al-qahtani",
    ]
    assert [one.person for one in dialogue.participants if one.role == "head"] == [
        "nathan-sales",
        "abdulaziz-al-ansari",
    ]
    assert (dialogue.series.id, dialogue.series.ordinal) == ("us-qatar-ct-dialogue", 1)
    assert dialogue.place
    assert dialogue.place.name
    assert dialogue.place.name.ar == "واشنطن"


def test_the_mou_binds_to_five_things(record: App):
    """Among them the periodic meetings, and the deadlines to be set at them."""
    forms = ask(record, "SELECT form FROM commitment WHERE NOW AND instrument = 'us-qatar-ct-mou'")
    assert sorted(form for (form,) in forms) == [
        "cooperation",
        "cooperation",
        "cooperation",
        "deadline-setting",
        "periodic-meetings",
    ]
    assert ask(record, "SELECT mandate_commitment, mandate_basis FROM series WHERE NOW") == [
        ("mou-periodic-meetings", "assumption")
    ]
    assert ask(record, "SELECT count(*) FROM objective WHERE NOW AND instrument = 'us-qatar-ct-mou'") == [(5,)]
    assert ask(record, "SELECT status FROM report WHERE NOW ORDER BY id") == [("in-progress",), ("in-progress",)]


def test_what_is_asserted_is_attributed(record: App):
    """First of its kind in the region: the minister says so, not we."""
    says = {one.id: one.by for one in entry(record, "tillerson-mbar-press-conference-2017-07").says}
    assert says["first-of-its-kind"] == "mohamed-al-thani"
    statement = {one.id: one.by for one in entry(record, "ansari-statement-2017-09-18").says}
    assert set(statement.values()) == {"abdulaziz-al-ansari", "document"}


def test_as_of_the_first_document_the_second_is_not_known(record: App):
    """Between the two recordings the record knew neither the statement nor the second source."""
    between = Filter(as_of="2026-11-01T09:30Z")
    then = {one.id: one for one in record.history(between, clearance=Clearance.PUBLIC)}
    assert "ansari-statement-2017-09-18" not in then
    assert {one.source for one in then["qatar-us-mou-signing-2017"].citations} == {"state-note-2017-11-08"}


def test_spellings_in_two_scripts_are_one_man(record: App):
    """Each with the source that attests it."""
    spelt = {
        text for (text,) in ask(record, "SELECT text FROM alias WHERE NOW AND subject = 'person:abdulaziz-al-ansari'")
    }
    assert {"Abdul Aziz al-Ansari", "عبد العزيز الأنصاري"} <= spelt


def test_no_quote_is_longer_than_a_dozen_words(record: App):
    """Short spans of evidence, never the text."""
    quotes = [quote for (quote,) in ask(record, "SELECT quote FROM citation WHERE NOW AND quote IS NOT NULL")]
    assert len(quotes) > 100
    assert max(len(quote.split()) for quote in quotes) <= 12


def test_every_citation_of_a_quote_says_where_it_stands(record: App):
    """In code points of the text whose digest the source holds, as long as the quote is."""
    rows = ask(record, "SELECT quote, locator FROM citation WHERE NOW AND quote IS NOT NULL")
    for quote, locator in rows:
        start, end = map(int, locator.removeprefix("char=").split(","))
        assert end - start == len(quote)
    assert all(digest for (digest,) in ask(record, "SELECT sha256 FROM source WHERE NOW"))


@pytest.mark.parametrize(("name", "data"), dossiers(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_bundled_dossier_reads_as_an_example(name: str, data: bytes):
    """It is what users will imitate: it opens with a comment, and reads without a problem."""
    assert data.startswith(b"#")
    assert read_dossier(name, data)
    assert Path(name).suffix == ".yaml"
