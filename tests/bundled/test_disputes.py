"""What in the five documents cannot all be right: three disputes, all open, none of them moves a value."""

from ctcalendar.app import App
from ctcalendar.views.filter import Filter
from recorded import PUBLIC, entry, everything, item


def test_three_disputes_are_open(record: App):
    """On the progress of the MOU, the day of a signing, and whom an assertion is about."""
    found = {(one["id"], dispute["field"]) for one in everything(record) for dispute in one["disputes"]}
    assert found == {
        ("us-qatar-ct-mou", "progress"),
        ("qatar-us-security-signing", "when"),
        ("ansari-statement-2017-09-18", "says.information-exchange.about"),
    }
    assert {dispute["state"] for one in everything(record) for dispute in one["disputes"]} == {"open"}
    assert all(dispute["settled"] is None for one in everything(record) for dispute in one["disputes"])


def test_every_aspect_against_almost_every_element_leaves_the_mou_incomplete(record: App):
    """One speaker, told in two languages: both reports stand, neither counts, nothing is preferred."""
    mou = item(record, "us-qatar-ct-mou")
    (dispute,) = mou["disputes"]
    assert dispute["values"] == ["romanowski-2018-en", "romanowski-2018-ar"]
    assert dispute["preferred"] is None
    reports = {report["id"]: report for report in mou["reports"]}
    assert reports["romanowski-2018-en"]["status"] == "complete"
    assert reports["romanowski-2018-ar"]["status"] == "largely-complete"
    assert "every aspect" in reports["romanowski-2018-en"]["text"]["en"]
    assert "almost every element" in reports["romanowski-2018-ar"]["text"]["en"]
    assert mou["progress"] == "in-progress"  # the last word that nobody disputes
    assert mou["disputed"] == ["progress"]
    assert "almost every element" in dispute["reason"]["en"]
    assert "تقريباً" in dispute["reason"]["ar"]


def test_the_two_reports_rest_on_two_languages_of_one_source(record: App):
    """Each on its own words: the English span on the one, the Arabic on the other."""
    mou = item(record, "us-qatar-ct-mou")
    for name, language in (("romanowski-2018-en", "en"), ("romanowski-2018-ar", "ar")):
        cited = [one for one in mou["citations"] if f"reports.{name}" in one["supports"]]
        assert {(one["source"], one["language"]) for one in cited} == {("ct-review-2018", language)}
    proving = {claim["value"]: claim["quote"] for claim in mou["claims"] if claim["field"] == "progress"}
    assert "every aspect" in proving["romanowski-2018-en"]
    assert "تقريباً" in proving["romanowski-2018-ar"]


def test_no_commitment_becomes_complete_by_a_report_on_the_whole(record: App):
    """What is said of the MOU says nothing about any one promise in it."""
    promises = record.register("commitment", clearance=PUBLIC)
    assert {promise["status"] for promise in promises} == {None}
    assert [report for promise in promises for report in promise["reports"]] == []


def test_the_signing_of_2023_keeps_its_impossible_date_disputed(record: App):
    """The article's day stands, marked; the official it names was not yet in office."""
    signing = entry(record, "qatar-us-security-signing")
    assert signing.when
    assert (signing.when.edtf, signing.disputed) == ("2023-12-18", ["when"])
    (dispute,) = signing.disputes
    assert [value["edtf"] for value in dispute.values] == ["2023-12-18", "2025-12-18~"]
    assert dispute.preferred is None
    assert dispute.reason
    assert "25 January 2025" in (dispute.reason.en or "")
    assert "25 يناير 2025" in (dispute.reason.ar or "")
    office = item(record, "office:noem-secretary")
    assert (office["from"], office["person"]) == ("2025-01-25", "kristi-noem")
    ranks = {(claim.value["edtf"], claim.rank) for claim in signing.claims if claim.field == "when"}
    assert ranks == {("2023-12-18", "preferred"), ("2025-12-18~", "normal")}


def test_filters_use_the_recorded_day_while_it_is_in_dispute(record: App):
    """It is found in 2023 and not in 2025."""
    for month, expected in (("2023-12", ["qatar-us-security-signing", "noem-visit-doha"]), ("2025-12", [])):
        asked = Filter.parse({"since": [month], "until": [month]})
        assert [one.id for one in record.history(asked, clearance=PUBLIC)] == expected


def test_the_sub_headlines_wrong_ministry_is_disputed_and_the_bodys_preferred(record: App):
    """The assertion stays between the two countries, as recorded; an analyst's leaning moves nothing."""
    statement = item(record, "ansari-statement-2017-09-18")
    (dispute,) = statement["disputes"]
    assert dispute["values"] == [["QA", "US"], ["QA", "us-interior"], ["QA", "us-dhs"]]
    assert dispute["preferred"] == ["QA", "us-dhs"]
    (assertion,) = [one for one in statement["says"] if one["id"] == "information-exchange"]
    assert (assertion["by"], assertion["about"]) == ("document", ["QA", "US"])
    assert "names no such U.S. ministry" in dispute["reason"]["en"]
    proving = {
        claim["value"][1]: claim["quote"]
        for claim in statement["claims"]
        if claim["field"] == "says.information-exchange.about" and claim["dispute"] == dispute["id"]
    }
    assert "وزارة الداخلية الأمريكية" in proving["us-interior"]
    assert "وزارة الأمن الداخلي" in proving["us-dhs"].replace("ووزارة", "وزارة")


def test_the_interior_department_did_nothing_on_record(record: App):
    """It is registered for the headline's sake, and took part in no engagement and no instrument."""
    assert item(record, "us-interior")["engagements"] == []
    assert record.history(Filter(organisation=("us-interior",)), clearance=PUBLIC) == []
    assert "us-interior" not in item(record, "us-qatar-ct-mou")["organisations"]
