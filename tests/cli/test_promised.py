"""What the tables of commitments and series say of promises: who said so, days over, meters, what is expected."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ctcalendar.cli.printing import width
from ctcalendar.cli.promised import METER_WIDTH, days, days_over, every, expected, meter, said_by
from ctcalendar.feeds.words import every as every_in_words
from doors import run

TODAY = date(2025, 7, 1)


def commitment(status: str | None = None, *due: dict[str, str | None], **more: Any) -> dict[str, Any]:
    """A commitment as its register has it, on the day we read it."""
    return {"form": "activity", "status": status, "due": list(due), "today": TODAY, "disputed": [], **more}


def by(last: str | None, which: str = "complete") -> dict[str, str | None]:
    """Something due, by its last day."""
    return {"which": which, "last": last}


# -- days over and days left ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "due", "over", "cell"),
    [
        (None, [by("2025-06-30")], 1, "1 over"),
        ("in-progress", [by("2024-07-01")], 365, "365 over"),
        ("lapsed", [by("2025-06-01")], 30, "30 over"),
        (None, [by("2025-07-01")], 0, "0 left"),
        (None, [by("2025-07-31")], -30, "30 left"),
        ("largely-complete", [by("2025-06-30")], 1, "1 over"),
        ("complete", [by("2025-06-30")], None, ""),
        (None, [], None, ""),
        (None, [by(None)], None, ""),
        (None, [by("2025-06-01", "start"), by("2026-01-01")], 30, "30 over"),
        ("in-progress", [by("2025-06-01", "start"), by("2025-07-11")], -10, "10 left"),
        ("not-started", [by("2025-06-01", "start")], 30, "30 over"),
        ("in-progress", [by("2025-06-01", "start")], None, ""),
    ],
)
def test_days_are_counted_from_the_last_day_of_the_oldest_deadline_not_kept(
    status: str | None, due: list[dict[str, str | None]], over: int | None, cell: str
):
    """On the day itself none is over; only complete keeps what was to be completed, begun what was to begin."""
    item = commitment(status, *due)
    assert days_over(item, TODAY) == over
    assert days(item, "en") == cell


def test_days_are_told_in_both_languages():
    """Over and left."""
    assert days(commitment(None, by("2025-06-30")), "ar") == "متأخر 1"
    assert days(commitment(None, by("2025-07-31")), "ar") == "بقي 30"


# -- who said so ------------------------------------------------------------------------------------------------------


def test_who_said_so_are_those_whose_word_counts_and_on_whose_word_we_have_it():
    """Not those who said otherwise; two reports of one reporter are one voice."""
    reports = [
        {"id": "a", "by": ["QA", "US"], "told_by": "wire"},
        {"id": "b", "by": ["FR"]},
        {"id": "c", "by": ["QA"]},
        {"id": "d", "by": ["QA"]},
    ]
    item = {"reports": reports, "last_word": {"reports": ["a", "c", "d"], "on": None, "differing": []}}
    assert said_by(item, "en") == "QA, US, told by wire; QA"
    assert said_by(item, "ar") == "QA, US، نقلاً عن wire; QA"
    assert said_by({"reports": [], "last_word": None}, "en") == ""


# -- meters -----------------------------------------------------------------------------------------------------------


def test_a_meter_has_a_sign_for_each_commitment_the_furthest_first():
    """Whatever their order."""
    statuses = [None, "lapsed", "not-started", "in-progress", "largely-complete", "complete", None]
    assert meter([commitment(status) for status in statuses]) == "█▓▒░×··"


def test_what_cannot_be_checked_is_never_done():
    """Even if somebody reports that cooperation is complete."""
    assert meter([commitment("complete", form="cooperation"), commitment()]) == "·-"


@pytest.mark.parametrize("total", [METER_WIDTH, METER_WIDTH + 1, 100, 1_000])
def test_a_meter_of_many_is_no_longer_than_a_line_and_never_fuller_than_the_record(total: int):
    """One commitment that is not complete keeps it from being full."""
    drawn = meter([commitment("complete")] * (total - 1) + [commitment()])
    assert len(drawn) == METER_WIDTH
    assert drawn.count("█") / len(drawn) <= (total - 1) / total
    assert meter([commitment("complete")] + [commitment()] * (total - 1)).count("█") == (total == METER_WIDTH)
    assert meter([commitment("complete")] * total) == "█" * METER_WIDTH


PROMISES = """\
sources: [{id: note, kind: other}]
instruments:
- {id: accord, kind: agreement, title: {en: Accord}, parties: [QA, US], citations: &note [{source: note}],
   reports: [{id: whole, status: complete, text: {en: All is done}, by: [QA], on: 2024-06-01, citations: *note}]}
engagements:
- {id: talks-1, kind: dialogue, status: held, title: {en: Talks}, when: {edtf: 2024-03-01}, parties: [QA, US],
   series: {id: talks, ordinal: 1}, citations: *note}
series:
- {id: talks, names: {en: Talks}, parties: [QA, US], citations: *note,
   cadence: {every: at least annually, basis: stated, citations: *note}}
commitments:
- {id: a-port, instrument: accord, form: activity, parties: [QA], text: {en: Open the port}, citations: *note,
   deadlines: [{id: by-2020, complete_by: 2020-12, citations: *note}],
   reports: [{id: half, status: in-progress, text: {en: Half}, by: [QA], told_by: US, at: talks-1, citations: *note},
             {id: none, status: not-started, text: {en: None}, by: [US], at: talks-1, citations: *note}]}
- {id: b-school, engagement: talks-1, form: activity, parties: [QA], text: {en: Build a school}, citations: *note}
- {id: c-friends, instrument: accord, form: cooperation, parties: [QA], text: {en: Be friends}, citations: *note}
- {id: d-road, instrument: accord, form: activity, parties: [QA], text: {en: Build a road}, citations: *note,
   reports: [{id: built, status: complete, text: {en: Built}, by: [QA], on: 2024-05-01, citations: *note}]}
"""


@pytest.fixture
def promises(calendar: Path) -> Path:
    """A calendar with an accord and talks, and what was promised at both."""
    (calendar / "promises.yaml").write_text(PROMISES)
    assert run("record", "promises.yaml").code == 0
    return calendar


def test_commitments_stand_by_what_binds_and_a_meter_below_says_what_became_of_them(promises: Path):
    """What is said of the whole stands beside it, and makes none of them complete."""
    table, _, meters = run("commitments").out.partition("\n\n")
    assert [line.split()[-1] for line in table.splitlines()] == ["id", "a-port", "c-friends", "d-road", "b-school"]
    assert meters.splitlines() == [
        "bound by  as a whole  each commitment  so far",
        "accord    complete    █░-              1 of 2 complete; 1 not started; 1 with nothing to check",
        "talks-1               ·                0 of 1 complete; 1 without report",
    ]


def test_a_retracted_commitment_is_no_part_of_a_meter(promises: Path):
    """It is listed when asked for, and counted nowhere."""
    assert run("retract", "d-road", "--reason", "a slip", "--source", "note").code == 0
    assert "0 of 1 complete; 1 not started; 1 with nothing to check" in run("commitments", "--retracted").out


def test_meters_are_for_the_eye_alone(promises: Path):
    """Not in CSV, Markdown or JSON; those stay in the order of the ids."""
    for form in ("csv", "md", "json", "jsonl"):
        assert "█" not in run("commitments", "--format", form).out
    rows = list(csv.reader(io.StringIO(run("commitments", "--format", "csv").out)))
    assert [row[-1] for row in rows] == ["id", "a-port", "b-school", "c-friends", "d-road"]


def test_reports_of_one_day_that_differ_are_marked_and_those_who_say_so_named(promises: Path):
    """The less advanced is shown, with who reports it; and the deadline is long over."""
    headings, first, *_ = csv.reader(io.StringIO(run("commitments", "--format", "csv").out))
    row = dict(zip(headings, first, strict=True))
    assert (row["status"], row["said by"], row["due"]) == ("not-started (reports differ)", "US", "2020-12")
    over, word = row["days"].split()
    assert (int(over) > 1_500, word) == (True, "over")
    assert "not-started (التقارير متباينة)" in run("commitments", "--lang", "ar").out


@pytest.mark.parametrize("language", ["en", "ar"])
def test_meters_are_aligned_in_both_scripts(promises: Path, language: str):
    """What follows the meter begins at one place."""
    _, _, meters = run("commitments", "--lang", language).out.partition("\n\n")
    _, *lines = meters.splitlines()
    counts = {"en": ("1 of 2", "0 of 1"), "ar": ("استُكمل 1", "استُكمل 0")}[language]
    assert len({width(line[: line.index(told)]) for line, told in zip(lines, counts, strict=True)}) == 1


# -- series -----------------------------------------------------------------------------------------------------------

SLOT = {"on": "2025-06-01", "earliest": "2025-04-02", "latest": "2025-07-31"}


@pytest.mark.parametrize(
    ("today", "cell"),
    [
        ("2025-07-31", "2025-06-01 (2025-04-02 to 2025-07-31)"),
        ("2025-08-01", "2025-06-01 (2025-04-02 to 2025-07-31), overdue since 2025-08-01"),
        ("2026-08-01", "2025-06-01 (2025-04-02 to 2025-07-31), overdue since 2025-08-01"),
    ],
)
def test_what_is_expected_is_overdue_the_day_after_the_last_that_will_do(today: str, cell: str):
    """Until then it may still come in time."""
    assert expected({"expected": SLOT, "today": date.fromisoformat(today)}, "en") == cell


def test_what_is_expected_is_told_in_arabic_with_days_in_words():
    """Figures among Arabic words would be shown with their parts turned round."""
    told = expected({"expected": SLOT, "today": date(2026, 1, 1)}, "ar")
    assert told == "1 يونيو 2025 (من 2 أبريل 2025 إلى 31 يوليو 2025)، متأخر منذ 1 أغسطس 2025"
    assert expected({"expected": None, "today": date(2026, 1, 1)}, "ar") == ""


def test_a_series_is_listed_with_its_next_number_and_the_day(promises: Path):
    """How often in the words of the record."""
    headings, row = csv.reader(io.StringIO(run("series", "--format", "csv").out))
    told = dict(zip(headings, row, strict=True))
    assert (told["every"], told["meetings"], told["missing"], told["next"]) == ("at least annually", "1", "", "2")
    assert told["expected"] == "2025-03-01 (2024-03-02 to 2025-03-01), overdue since 2025-03-02"
    assert "مرة في السنة على الأقل" in run("series", "--lang", "ar").out
    assert "\ncadence\n  at least annually, rolling, stated\n" in run("series", "show", "talks").out


def test_what_is_due_and_expected_is_shown_in_words(promises: Path):
    """With the rest of the item, and which reports the status is taken from."""
    shown = run("show", "a-port").out
    assert "\ndue\n  by-2020: complete by 2020-12, at the latest on 2020-12-31\n" in shown
    assert "\nlast_word\n  none, 2024-03-01; of half, none, which differ\n" in shown
    assert "\nexpected\n  2025-03-01, between 2024-03-02 and 2025-03-01\n" in run("show", "series:talks").out


@pytest.mark.parametrize(
    ("interval", "english", "arabic"),
    [
        ("10 months", "every 10 months", "كل 10 أشهر"),
        ("1 year", "every year", "كل سنة"),
        ("annually", "annually", "مرة في السنة"),
        ("twice a year", "twice a year", "مرتين في السنة"),
        ("at least annually", "at least annually", "مرة في السنة على الأقل"),
        ("at least twice a year", "at least twice a year", "مرتين في السنة على الأقل"),
        ("at least every 6 months", "at least every 6 months", "كل 6 أشهر على الأقل"),
        ("at least 2 years", "at least every 2 years", "كل سنتين على الأقل"),
        ("as-needed", "as needed", "عند الحاجة"),
    ],
)
def test_an_interval_is_said_in_both_languages(interval: str, english: str, arabic: str):
    """As feeds say it, and the table of series in Arabic."""
    assert (every_in_words(interval, "en"), every_in_words(interval, "ar")) == (english, arabic)
    assert every({"cadence": {"every": interval}}, "en") == interval
    assert every({"cadence": {"every": interval}}, "ar") == arabic
    assert every({"cadence": None}, "ar") == ""


def test_a_cadence_that_cannot_be_read_is_refused_with_every_form(calendar: Path):
    """Nothing is recorded."""
    cited = "citations: [{source: note}]"
    cadence = f"{{every: fortnightly, basis: stated, {cited}}}"
    (calendar / "series.yaml").write_text(
        "sources: [{id: note, kind: other}]\n"
        f"series: [{{id: t, names: {{en: T}}, parties: [QA], cadence: {cadence}, {cited}}}]"
    )
    answer = run("record", "series.yaml")
    assert answer.code == 3
    forms = "10 months, 1 year, annually, twice a year, at least annually, at least every 6 months or as-needed"
    assert f"'fortnightly' is no interval (expected {forms})" in answer.err
