"""Who is who in the bundled record: spellings, families, offices."""

from ctcalendar.app import App
from ctcalendar.views.filter import Filter
from recorded import PUBLIC, item, register


def test_five_spellings_in_two_scripts_are_one_man(record: App):
    """Each spelling stands with the words that attest it; family names alone stand beside them."""
    ansari = item(record, "abdulaziz-al-ansari")
    whole = {alias["text"] for alias in ansari["aliases"] if "note" not in alias}
    assert whole == {
        "Abdul Aziz al-Ansari",
        "Abdulaziz Abdullah al-Ansari",
        "Abdul Aziz Abdullah Al-Ansari",
        "عبد العزيز الأنصاري",
        "عبدالعزيز عبدالله الأنصاري",
    }
    short = {alias["text"]: alias["note"] for alias in ansari["aliases"] if "note" in alias}
    assert short == {"al-Ansari": "family name alone", "الأنصاري": "family name alone"}
    attested = {claim["value"][0]["text"]: claim["quote"] for claim in ansari["claims"] if claim["field"] == "aliases"}
    assert all(text in quote for text, quote in attested.items())
    assert set(attested) == whole | set(short)
    assert {claim["source"] for claim in ansari["claims"]} == {
        "state-note-2017-11-08",
        "ansari-news-2017-09-18",
        "ct-review-2018",
        "unoct-fourth-dialogue",
    }


def test_he_is_one_entry_in_every_engagement(record: App):
    """Whatever the document spells, the person is the same, and asking for him finds all four."""
    found = record.history(Filter(person=("abdulaziz-al-ansari",)), clearance=PUBLIC)
    printed = {one.id: part.name for one in found for part in one.participants if part.person == "abdulaziz-al-ansari"}
    assert set(printed) == {
        "ansari-statement-2017-09-18",
        "us-qatar-ct-dialogue-1",
        "us-qatar-ct-dialogue-2",
        "qatar-unoct-dialogue-4",
    }
    assert len({(name.en, name.ar) for name in printed.values() if name}) == 4
    assert item(record, "abdulaziz-al-ansari")["engagements"] == sorted(printed)
    ansaris = [name for name, one in register(record, "person").items() if "Ansari" in one["names"]["en"]]
    assert ansaris == ["abdulaziz-al-ansari"]


def test_three_al_thanis_are_three(record: App):
    """One family, a foreign minister, a minister of interior and an ambassador: nobody is taken for another."""
    people = register(record, "person")
    thanis = [one for one in people.values() if one["names"]["en"].endswith("Al Thani")]
    assert {one["id"] for one in thanis} == {"mohamed-al-thani", "khalifa-bin-hamad-al-thani", "alya-al-thani"}
    assert all(one["names"]["ar"].endswith("آل ثاني") for one in thanis)
    assert all(one["merged_into"] is None for one in people.values())
    titles = {one["id"]: {office["title"]["en"] for office in one["offices"]} for one in thanis}
    assert titles["mohamed-al-thani"] == {"Minister of Foreign Affairs"}
    assert "Minister of Interior" in titles["khalifa-bin-hamad-al-thani"]
    assert titles["alya-al-thani"] == {"Permanent Representative of the State of Qatar to the United Nations"}
    met = [engagement for one in thanis for engagement in one["engagements"]]
    assert len(met) == len(set(met))


def test_fourteen_people_are_on_record(record: App):
    """Those whom the documents name at a table, and nobody whom a page only mentions."""
    people = register(record, "person")
    assert len(people) == 14
    assert all(one["engagements"] for one in people.values())


def test_a_printed_title_does_not_become_an_office_in_another_wording(record: App):
    """The special envoy's Arabic title was ours; the article that prints it corrected it, and the old one is kept."""
    office = item(record, "office:qahtani-envoy")
    assert "تسوية المنازعات" in office["title"]["ar"]
    (old,) = [claim for claim in office["claims"] if claim["rank"] == "deprecated"]
    assert "الوساطة في النزاعات" in str(old["value"])
    assert "our own translation" in old["reason"]
