"""What an export holds: every item, or the engagements asked for with all that they name."""

import pytest

from ctcalendar.app import App
from exchange.written import items, snapshot
from recorded import BEFORE_THE_THIRD, FULL, PUBLIC, load


def test_everything_is_there_as_show_prints_it(record: App):
    """Each item once, engagements last, with the same fields and evidence."""
    found = items(record)
    assert len(found) == 98
    assert len({(item["item"], item["id"]) for item in found}) == 98
    for item in found[::12]:
        assert item == record.item(f"{item['item']}:{item['id']}", clearance=FULL)
    assert [item["item"] for item in found[-10:]] == ["engagement"] * 10


def test_engagements_bring_what_they_name_and_nothing_else(record: App):
    """The sources, people with their offices, instruments with what was promised in them; no other engagement."""
    found = {(item["item"], item["id"]): item for item in items(record, series=("qatar-unoct-dialogue",))}
    assert [name for kind, name in found if kind == "engagement"] == ["qatar-unoct-dialogue-4"]
    for wanted in (
        ("source", "unoct-fourth-dialogue"),
        ("person", "alya-al-thani"),
        ("office", "alya-permanent-representative"),
        ("party", "UNOCT"),
        ("party", "UN"),  # the party of that party
        ("series", "qatar-unoct-dialogue"),
        ("commitment", "unoct4-global-programmes"),
    ):
        assert wanted in found, wanted
    assert ("person", "kristi-noem") not in found
    assert ("instrument", "moi-dhs-joint-statement") not in found


def test_what_is_named_is_there(record: App):
    """Whatever an exported engagement names in a table of its own stands in the table it is said to."""
    with snapshot(record, kind=("signing",)) as connection:
        assert {row[2] for row in connection.execute("PRAGMA foreign_key_check")} <= {"engagements"}


def test_the_past_can_be_exported(record: App):
    """As of a day before the third dossier there were six engagements, and the envoy's old title."""
    found = items(record, as_of=BEFORE_THE_THIRD)
    assert len([item for item in found if item["item"] == "engagement"]) == 6
    (office,) = [item for item in found if item["id"] == "qahtani-envoy"]
    assert office["title"]["ar"].endswith("والوساطة في النزاعات")


def test_what_was_public_by_a_day(record: App):
    """By the end of 2017 two documents were out: engagements by them, and no word of a later one."""
    found = items(record, published_by="2017-12-31")
    assert {item["id"] for item in found if item["item"] == "source"} == {
        "state-note-2017-11-08",
        "ansari-news-2017-09-18",
    }
    cited = {citation["source"] for item in found for citation in item["citations"]}
    assert cited == {"state-note-2017-11-08", "ansari-news-2017-09-18"}


def test_below_full_clearance_no_position_is_told(record: App):
    """It would count facts that may not be seen."""
    assert {item["position"] for item in items(record, clearance=PUBLIC)} == {None}


@pytest.mark.postgres
def test_both_engines_hold_the_same(record: App, postgres_url: str):
    """Item for item; every form is written of nothing else."""
    assert items(load(postgres_url)) == items(record)
