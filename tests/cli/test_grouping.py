"""history --count, --group-by, --chart: how many there are, of what."""

import csv
import io
from pathlib import Path

import pytest

from cli.history_of import file, history
from cli.terminals import Terminal, terminal
from ctcalendar.cli.charting import Bar, chart
from ctcalendar.cli.measuring import width
from ctcalendar.cli.tables import Screen
from doors import run

__all__ = ["file", "history", "terminal"]


def counts(by: str, *options: object) -> dict[str | None, int]:
    """How many there are in each group, in order."""
    found = run("history", "--group-by", by, "--count", "--format", "json", *options).json
    assert found["by"] == by
    return {one["key"]: one["count"] for one in found["groups"]}


def test_a_count_alone_is_a_number(history: Path):
    """Of what the filter asks for; a limit limits it."""
    assert run("history", "--count").out == "9\n"
    assert run("history", "--count", "--party", "US", "--until", "2019").out == "2\n"
    assert run("history", "--count", "--limit", 4).out == "4\n"
    assert run("history", "--count", "--format", "json").json == {"total": 9}
    assert run("history", "--count", "--format", "csv").out == "count\n9\n"


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("kind", {"signing": 1, "visit": 3, "dialogue": 1, "meeting": 3, "statement": 1}),
        ("status", {"held": 8, "cancelled": 1}),
        ("party", {"QA": 5, "US": 3, "UN": 2, "FR": 1}),
        ("country", {"QA": 2, None: 7}),
        ("series", {"talks": 1, None: 8}),
        ("topic", {"security": 1, None: 8}),
        ("person", {"amal": 1, "john": 1, None: 8}),
    ],
)
def test_engagements_are_counted_by_what_they_are(history: Path, by: str, found: dict[str | None, int]):
    """With several parties or people an engagement counts with each; the largest first, those without any last."""
    assert list(counts(by).items()) == list(found.items())


def test_years_that_are_uncertain_or_not_known_are_groups_of_their_own(history: Path):
    """What is about a day is in its year; `?` may be another; bounds name both; a whole has its parts' year."""
    assert list(counts("year").items()) == [
        ("2016…2017", 1),
        ("2018", 2),
        ("2018?", 1),
        ("2019", 1),
        ("2020", 3),
        (None, 1),
    ]
    assert list(counts("month", "--since", "2018", "--until", "2018").items()) == [
        ("2018-02?", 1),
        ("2018-03", 1),
        ("2018-05", 1),
    ]


def test_places_are_counted_by_their_name_in_the_language(history: Path):
    """Whoever named it in one language alone."""
    assert counts("place") == {"Doha": 1, "الدوحة": 1, None: 7}
    assert counts("place", "--lang", "ar") == {"الدوحة": 2, None: 7}


def test_counts_as_a_table_say_what_codes_mean_and_how_many_there_are_in_all(history: Path):
    """Numbers stand to the right; in all each engagement counts once."""
    assert run("history", "--group-by", "party", "--count").out.splitlines() == [
        "party  name            count",
        "QA     Qatar               5",
        "US     United States       3",
        "UN     United Nations      2",
        "FR     France              1",
        "total                      9",
    ]
    assert "UN       الأمم المتحدة         2" in run("history", "--group-by", "party", "--count", "--lang", "ar").out


def test_counts_for_programs(history: Path):
    """CSV, JSON Lines and Markdown: a row for each group."""
    rows = list(csv.reader(io.StringIO(run("history", "--group-by", "party", "--count", "--format", "csv").out)))
    assert rows[:2] == [["party", "name", "count"], ["QA", "Qatar", "5"]]
    first = run("history", "--group-by", "series", "--count", "--format", "jsonl").out.splitlines()[0]
    assert first == '{"by":"series","key":"talks","label":{"en":"Talks","ar":"المحادثات","differs":null},"count":1}'
    assert "| QA | Qatar | 5 |" in run("history", "--group-by", "party", "--count", "--format", "md").out


@pytest.mark.parametrize(
    ("by", "language", "name"), [("topic", "en", "none"), ("year", "en", "undated"), ("topic", "ar", "غير مذكور")]
)
def test_the_group_of_none_has_its_name_in_files_too(history: Path, by: str, language: str, name: str):
    """As on a terminal; in JSON its key is null."""
    asked = ("history", "--group-by", by, "--count", "--lang", language, "--format")
    assert run(*asked, "csv").out.splitlines()[-1].startswith(f"{name},,")
    assert run(*asked, "md").out.splitlines()[-1].startswith(f"| {name} |  |")
    assert run(*asked, "json").json["groups"][-1]["key"] is None


def test_groups_without_counting_are_sections_of_the_table(history: Path):
    """Each with its heading and how many are in it; who has two parties stands under both."""
    table = run("history", "--group-by", "party").out.splitlines()
    assert [line for line in table if line.endswith(")")] == [
        "QA Qatar (5)",
        "US United States (3)",
        "UN United Nations (2)",
        "FR France (1)",
    ]
    assert sum(line.endswith(" talks-1") for line in table) == 2
    assert table[0].startswith("when")
    years = run("history", "--group-by", "year", "--lang", "ar", "--columns", "heads,id").out.splitlines()
    assert years[-2:] == ["بلا تاريخ (1)", "                    undated"]


def test_sections_fit_the_terminal(history: Path, terminal: Terminal):
    """Headings too."""
    table = terminal("history", "--group-by", "person", columns=50).replace("\u2068", "").replace("\u2069", "")
    assert max(map(width, table.splitlines())) <= 50


def test_a_chart_has_a_bar_for_each_year_and_for_those_between(history: Path):
    """As long as what it stands for, within the width; years in which nothing happened are there."""
    drawn = run("history", "--chart", "--width", 40).out.splitlines()
    assert drawn == [
        "2016…2017  1  " + "█" * 8 + "▋",
        "2018       2  " + "█" * 17 + "▍",
        "2018?      1  " + "█" * 8 + "▋",
        "2019       1  " + "█" * 8 + "▋",
        "2020       3  " + "█" * 26,
        "undated    1  " + "█" * 8 + "▋",
        "total: 9",
    ]
    between = run("history", "--chart", "--party", "QA", "--status", "held", "--since", "2018-02").out
    assert [line[:7] for line in between.splitlines()] == ["2018  1", "2019  1", "2020  2", "total: "]
    assert "2019  0\n" in run("history", "--chart", "--kind", "visit").out


def test_a_chart_in_arabic_grows_from_the_right(history: Path, terminal: Terminal):
    """On a terminal: the name at the right, then the number, then the bar."""
    drawn = terminal("history", "--chart", "--group-by", "kind", "--lang", "ar", columns=40).splitlines()
    assert drawn[1].endswith("█  3   \u2068زيارة\u2069")
    assert drawn[0].startswith(" ")
    assert max(width(line) for line in drawn) <= 40


def test_where_blocks_cannot_be_shown_bars_are_made_of_other_signs(history: Path, terminal: Terminal):
    """For a terminal that reads no UTF-8."""
    drawn = terminal("history", "--chart", columns=40, encoding="ascii").splitlines()
    assert drawn[4].endswith("3  " + "#" * 26)


@pytest.mark.parametrize("value", [1, 3, 999, 1_000_000])
def test_a_bar_is_there_where_there_is_anything(value: int):
    """However little it is beside the longest; and none is longer than the room."""
    lines = chart([Bar("one", value), Bar("most", 1_000_000), Bar("none", 0)], Screen(width=60), color=False)
    assert lines[0][-1] != " "
    assert max(map(width, lines)) <= 60
    assert lines[2].endswith("0")
