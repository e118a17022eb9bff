"""Signings, visits, dialogues and statements of the bundled record: their days, places, people, and on whose word."""

from datetime import date

import pytest

from ctcalendar.app import App
from ctcalendar.views.entry import Claim, Entry
from ctcalendar.views.filter import Filter
from recorded import BEFORE_THE_THIRD, PUBLIC, entry, item, register

SIGNING = "qatar-us-mou-signing-2017"


def claims(entry: Entry, field: str) -> list[Claim]:
    """The claims on one field."""
    return [claim for claim in entry.claims if claim.field == field]


def test_the_signing_of_the_mou_is_one_engagement_with_three_sources(record: App):
    """Three documents tell of it; it is recorded once, and found in the register of each of them."""
    signing = entry(record, SIGNING)
    sources = {"state-note-2017-11-08", "ansari-news-2017-09-18", "ct-review-2018"}
    assert {citation.source for citation in signing.citations} == sources
    found = record.history(Filter(kind=("signing",), instrument=("us-qatar-ct-mou",)), clearance=PUBLIC)
    assert [one.id for one in found] == [SIGNING]
    proving = {name for name, one in register(record, "source").items() if f"engagement:{SIGNING}" in one["proves"]}
    assert proving == sources


def test_its_place_is_from_one_source_and_its_full_date_from_another(record: App):
    """The note alone says where; year and all stand in the article of 2018 only."""
    signing = entry(record, SIGNING)
    assert signing.place
    assert signing.place.name
    assert (signing.place.name.en, signing.place.name.ar) == ("Doha", "الدوحة")
    placing = {claim.source for claim in signing.claims if claim.field.startswith("places")}
    assert placing == {"state-note-2017-11-08"}
    stated = {claim.source for claim in claims(signing, "when") if claim.value.get("basis", "stated") == "stated"}
    assert stated == {"ct-review-2018"}
    assert signing.when
    assert (signing.when.edtf, signing.when.basis) == ("2017-07-11", "year-from-context")
    assert "dateline" in (signing.when.rule or "")


@pytest.mark.parametrize(
    ("printed", "language"),
    [("July 11, 2017", "en"), ("11/7/2017م", "ar"), ("11 يوليو 2017", "ar")],
    ids=["en", "digits", "ar"],
)
def test_eleven_seven_in_arabic_is_the_eleventh_of_july(record: App, printed: str, language: str):
    """Written three ways in one file, it is one day; the rule for the digits is told."""
    (claim,) = [claim for claim in claims(entry(record, SIGNING), "when") if claim.value.get("printed") == printed]
    assert (claim.value["edtf"], claim.rank, claim.source) == ("2017-07-11", "preferred", "ct-review-2018")
    cited = next(one for one in entry(record, SIGNING).citations if one.quote == claim.quote)
    assert cited.language == language
    assert ("rule" in claim.value) == (printed == "11/7/2017م")


def test_only_those_whose_hands_are_named_are_signatories(record: App):
    """The note names two; of the signing of 2023 no hand is named, so its heads are heads."""
    assert [(one.person, one.role) for one in entry(record, SIGNING).participants] == [
        ("rex-tillerson", "signatory"),
        ("mohamed-al-thani", "signatory"),
    ]
    roles = {one.role for one in entry(record, "qatar-us-security-signing").participants}
    assert roles == {"head"}


def test_november_2017_is_kept_as_compatible_with_the_day(record: App):
    """The article of 2018 gives the month of the first dialogue; the day stays, the month stands beside it."""
    dialogue = entry(record, "us-qatar-ct-dialogue-1")
    assert dialogue.when
    assert dialogue.when.edtf == "2017-11-08"
    months = [claim for claim in claims(dialogue, "when") if claim.value["edtf"] == "2017-11"]
    assert {claim.rank for claim in months} == {"normal"}
    assert {claim.value["printed"] for claim in months} == {"November 2017", "نوفمبر 2017"}
    assert dialogue.disputed == []
    month = [claim for claim in claims(entry(record, SIGNING), "when") if claim.value["edtf"] == "2017-07"]
    assert [claim.rank for claim in month] == ["normal"]


@pytest.mark.parametrize("name", ["tillerson-visit-doha-2017-10", "mnuchin-visit-doha-2017-10", SIGNING])
def test_years_come_from_the_dateline_and_say_so(record: App, name: str):
    """The sentence gives day and month only."""
    when = entry(record, name).when
    assert when
    assert when.basis == "year-from-context"
    assert "dateline" in (when.rule or "")


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


def test_the_second_dialogue_has_its_day_from_the_arabic_and_its_weekday_from_the_english(record: App):
    """Two articles of one file, each with a piece of the date; and they agree."""
    dialogue = entry(record, "us-qatar-ct-dialogue-2")
    assert dialogue.when
    assert (dialogue.when.edtf, dialogue.when.weekday) == ("2018-09-05", "wednesday")
    assert date(2018, 9, 5).strftime("%A") == "Wednesday"
    assert "Arabic article only" in (dialogue.when.rule or "")
    assert (dialogue.series.id, dialogue.series.ordinal, dialogue.sessions) == ("us-qatar-ct-dialogue", 2, 5)
    assert [one.person for one in dialogue.participants if one.role == "head"] == [
        "abdulaziz-al-ansari",
        "alina-romanowski",
    ]


def test_the_fourth_un_dialogue_has_an_inferred_year_with_its_rule_and_no_place(record: App):
    """The page says Sunday, 27 March and no more: the year is uncertain and says how it was reached."""
    dialogue = entry(record, "qatar-unoct-dialogue-4")
    assert dialogue.when
    assert (dialogue.when.edtf, dialogue.when.basis, dialogue.when.uncertain) == ("2022-03-27?", "inferred", True)
    assert date(2022, 3, 27).strftime("%A").lower() == dialogue.when.weekday == "sunday"
    for reason in ("gives no year", "2011, 2016, 2022 and 2033", "UNOCT was founded in 2017"):
        assert reason in (dialogue.when.rule or "")
    assert (dialogue.places, dialogue.place, dialogue.mode) == ([], None, None)
    assert [one.person for one in dialogue.participants if one.role == "co-chair"] == [
        "vladimir-voronkov",
        "abdulaziz-al-ansari",
    ]


def test_its_numbers_one_to_three_are_missing(record: App):
    """That it is the fourth tells of three more; nothing says anything of them, so they are missing, not made up."""
    series = register(record, "series")
    assert [meeting["ordinal"] for meeting in series["qatar-unoct-dialogue"]["meetings"]] == [4]
    assert series["qatar-unoct-dialogue"]["missing"] == [1, 2, 3]
    assert [meeting["ordinal"] for meeting in series["us-qatar-ct-dialogue"]["meetings"]] == [1, 2]
    assert series["us-qatar-ct-dialogue"]["missing"] == []


def test_the_visit_without_days_is_dated_by_the_signing_in_it(record: App):
    """And since that day is in dispute, the visit's is not certain either."""
    visit = entry(record, "noem-visit-doha")
    assert (visit.when, visit.parts) == (None, ["qatar-us-security-signing"])
    assert visit.dated_by_parts
    span = visit.dated_by_parts
    assert (span.earliest, span.latest, span.uncertain) == ("2023-12-18", "2023-12-18", True)
    signing = entry(record, "qatar-us-security-signing")
    assert (signing.part_of, signing.whole and signing.whole.en) == ("noem-visit-doha", visit.title.en)
    found = record.history(Filter(since="2023-12-01", until="2023-12-31"), clearance=PUBLIC)
    assert [one.id for one in found] == ["qatar-us-security-signing", "noem-visit-doha"]


def test_what_a_source_above_rewrites_is_no_second_witness(record: App):
    """The article rewrites another: the derivation is recorded, and what the other says keeps its own name."""
    (rewritten, *quoted) = item(record, "doha-security-rewrite")["derived_from"]
    assert (rewritten["how"], rewritten["source"]) == ("rewrites", "peninsula-menafn-1110495921")
    assert {one["how"] for one in quoted} == {"quotes"}
    assert item(record, "state-note-2017-11-08")["derived_from"][0]["how"] == "republishes"


def test_as_of_an_earlier_document_a_later_one_is_not_known(record: App):
    """Between two recordings the record knew neither the statement nor the second source; later, no dispute."""
    between = Filter(as_of="2026-11-01T09:30Z")
    then = {one.id: one for one in record.history(between, clearance=PUBLIC)}
    assert "ansari-statement-2017-09-18" not in then
    assert {one.source for one in then[SIGNING].citations} == {"state-note-2017-11-08"}
    two = record.history(Filter(as_of=BEFORE_THE_THIRD), clearance=PUBLIC)
    assert len(two) == 6
    assert [one.disputed for one in two] == [[]] * 6
