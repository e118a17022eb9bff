"""CSV tables and their data package: what is described is there, and every id leads to its row."""

import csv
import io

import msgspec
import pytest

from ctcalendar.app import App
from ctcalendar.exchange.catalogue import TABLES
from ctcalendar.exchange.sheets import names, safe
from exchange.written import sheets


@pytest.fixture(scope="module")
def written(record: App) -> dict[str, bytes]:
    """The folder, written once."""
    return sheets(record)


@pytest.fixture(scope="module")
def rows(written: dict[str, bytes]) -> dict[str, list[dict[str, str]]]:
    """Table -> its rows, by column."""
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(body.decode(), newline="")))
        for name, body in written.items()
        if name.endswith(".csv")
    }


def test_the_package_describes_what_is_there(written: dict[str, bytes]):
    """Every file, and every column in its order with a sentence."""
    package = msgspec.json.decode(written["datapackage.json"])
    assert sorted(written) == sorted(names())
    assert {one["path"] for one in package["resources"]} == {name for name in written if name.endswith(".csv")}
    for resource in package["resources"]:
        header = written[resource["path"]].decode().partition("\n")[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_every_key_names_one_row_and_every_id_leads_to_one(rows: dict[str, list[dict[str, str]]]):
    """As the package says it."""
    for table in TABLES:
        keys = [tuple(row[name] for name in table.key) for row in rows[table.name]]
        assert len(set(keys)) == len(keys), table.name
        for column in table.columns:
            if column.to:
                there = {row["id"] for row in rows[column.to]}
                assert {row[column.name] for row in rows[table.name]} - {""} <= there, (table.name, column.name)


def test_an_engagement_is_told_in_one_row(rows: dict[str, list[dict[str, str]]]):
    """Day, place, sides, who led, on whose word, in both languages."""
    (row,) = [row for row in rows["engagements"] if row["id"] == "us-qatar-ct-dialogue-2"]
    assert (row["day"], row["places_en"], row["places_ar"], row["parties"]) == (
        "2018-09-05",
        "Doha",
        "الدوحة",
        "QA, US",
    )
    assert row["heads_en"] == "QA: Abdulaziz al-Ansari; US: Alina Romanowski"
    assert row["title_ar"] == "الحوار القطري الأمريكي الثاني لمكافحة الإرهاب"
    assert "ct-review-2018" in row["sources"]
    assert "took place in Doha on Wednesday" in row["quotes"]


def test_a_dispute_stands_with_all_its_values(rows: dict[str, list[dict[str, str]]]):
    """The engagement is marked, and the claims name the dispute they are in."""
    (row,) = [row for row in rows["engagements"] if row["id"] == "qatar-us-security-signing"]
    assert (row["day"], row["disputed"]) == ("2023-12-18", "when")
    claims = [claim for claim in rows["claims"] if claim["dispute"] == "security-signing-date"]
    assert {claim["rank"] for claim in claims} == {"preferred", "normal"}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+974", "'+974"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        ("\t=1", "'\ufffd=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ("two\nlines", "two\nlines"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("turned \u202eround", "turned \ufffdround"),
        ("مذكرة\u200cتفاهم", "مذكرة\u200cتفاهم"),
        ("5\u00a0May", "5\u00a0May"),
        (None, ""),
        (7, "7"),
    ],
)
def test_a_cell_is_text_and_nothing_else(cell: str | int | None, text: str):
    """No formula for a spreadsheet, nothing that steers a terminal or turns text around."""
    assert safe(cell) == text
