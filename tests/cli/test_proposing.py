"""What is pointed out when a date is proposed: weekend and public holidays of the host, on standard error."""

from pathlib import Path

import pytest

from cli.test_imports import imported
from doors import Answer, run

SOURCE = "sources: [{id: note, kind: other}]\n"
FRIDAY, SATURDAY, MONDAY, EID, NATIONAL_DAY = "2027-05-14", "2027-05-15", "2027-05-10", "2027-03-10", "2027-12-18"


@pytest.fixture
def noted(calendar: Path) -> Path:
    """A calendar with nothing in it but a source."""
    (calendar / "source.yaml").write_text(SOURCE)
    assert run("record", "source.yaml").code == 0
    return calendar


def schedule(when: str, *more: str, place: str = "Doha, QA", name: str = "visit-1") -> Answer:
    """Announce a visit to Doha."""
    said = ("--kind", "visit", "--title", "Visit", "--party", "QA", "--party", "US", "--source", "note")
    answer = run("schedule", name, *said, "--when", when, "--place", place, *more)
    assert answer.code == 0, answer.err
    return answer


def record(folder: Path, *engagements: str, options: tuple[str, ...] = ()) -> Answer:
    """Record engagements, each written as what tells it from a meeting of Qatar and the United States."""
    common = "kind: meeting, title: {en: Talks}, parties: [QA, US], citations: [{source: note}]"
    lines = [f"- {{id: talks-{number}, {common}, {told}}}" for number, told in enumerate(engagements, 1)]
    (folder / "talks.yaml").write_text("\n".join(["engagements:", *lines]))
    answer = run("record", "talks.yaml", *options)
    assert answer.code == 0, answer.err
    return answer


@pytest.mark.parametrize(
    ("when", "place", "note"),
    [
        (FRIDAY, "Doha, QA", f"{FRIDAY} is a Friday, weekend in Qatar"),
        (SATURDAY, "Doha, QA", f"{SATURDAY} is a Saturday, weekend in Qatar"),
        (SATURDAY, "Washington, US", f"{SATURDAY} is a Saturday, weekend in the United States"),
        (EID, "Doha, QA", f"{EID} is a public holiday in Qatar (Eid al-Fitr, estimated)"),
        (NATIONAL_DAY, "Doha, QA", f"{NATIONAL_DAY} is a Saturday, weekend in Qatar, and a public holiday"),
    ],
    ids=["Friday", "Saturday", "elsewhere", "holiday", "both"],
)
def test_a_day_off_of_the_host_is_pointed_out_and_not_refused(noted: Path, when: str, place: str, note: str):
    """After what was recorded, on standard error."""
    answer = schedule(when, place=place)
    assert answer.out == "engagement visit-1: scheduled (position 2)\n"
    assert answer.err.startswith(f"note: {note}")
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("when", "place"),
    [
        (MONDAY, "Doha, QA"),
        (FRIDAY, "Washington, US"),
        ("2027-05", "Doha, QA"),
        (f"{FRIDAY}?", "Doha, QA"),
        ("{earliest: 2027-05-14, latest: 2027-05-15}", "Doha, QA"),
        (FRIDAY, "{name: {en: At sea}}"),
    ],
    ids=["a working day", "a working day there", "a month", "uncertain", "one of two days", "no country"],
)
def test_of_a_working_day_or_one_that_is_not_exact_nothing_is_said(noted: Path, when: str, place: str):
    """A month has no weekday; without a country nobody is host."""
    assert schedule(when, place=place).err == ""


def test_a_dry_run_points_out_what_recording_would(noted: Path):
    """Before anything is written is the best time to choose another day."""
    answer = schedule(FRIDAY, "--dry-run")
    assert answer.out == "engagement visit-1: scheduled (dry run, nothing was written)\n"
    assert answer.err == f"note: {FRIDAY} is a Friday, weekend in Qatar\n"
    assert schedule(FRIDAY).err == answer.err


def test_what_is_recorded_already_is_not_pointed_out_again(noted: Path):
    """Nothing is proposed by a command that appends nothing."""
    schedule(FRIDAY)
    assert schedule(FRIDAY).err == ""


def test_standard_output_stays_json(noted: Path):
    """For machines: the notes stand apart."""
    answer = schedule(FRIDAY, "--format", "json")
    assert [fact["type"] for fact in answer.json] == ["engagement.scheduled"]
    assert answer.err == f"note: {FRIDAY} is a Friday, weekend in Qatar\n"


def test_a_new_day_is_judged_where_the_meeting_was_announced_to_be(noted: Path):
    """Moved; put off without a day, nothing is proposed."""
    schedule(MONDAY)
    said = ("reschedule", "visit-1", "--reason", "he travels", "--source", "note")
    assert run(*said, "--when", FRIDAY, "--dry-run").err == f"note: {FRIDAY} is a Friday, weekend in Qatar\n"
    assert run(*said, "--when", "2027-05-12").err == ""
    assert run(*said, "--when", SATURDAY).err == f"note: {SATURDAY} is a Saturday, weekend in Qatar\n"
    assert run(*said, "--postponed").err == ""


def test_what_took_place_is_not_pointed_out(noted: Path):
    """They met on a Friday: so be it."""
    assert record(noted, "status: held, when: {edtf: 2018-05-11}, places: [{country: QA}]").err == ""
    held = ("--kind", "visit", "--title", "Visit", "--party", "QA", "--place", "Doha, QA", "--source", "note")
    answer = run("hold", "visit-2", *held, "--when", FRIDAY)
    assert (answer.code, answer.err) == (0, "")


def test_of_a_dossier_each_proposal_is_judged_under_its_name(noted: Path):
    """Where one is moved in the same file, on its new day too; those that were held, not at all."""
    answer = record(
        noted,
        f"status: scheduled, when: {{edtf: {FRIDAY}}}, places: [{{country: QA}}]",
        f"status: scheduled, when: {{edtf: {FRIDAY}}}, places: [{{country: US}}]",
        f"status: scheduled, when: {{edtf: {SATURDAY}}}, places: [{{country: US}}]",
        "status: held, when: {edtf: 2018-05-11}, places: [{country: QA}]",
        options=("--dry-run",),
    )
    assert answer.err.splitlines() == [
        f"note: talks-1: {FRIDAY} is a Friday, weekend in Qatar",
        f"note: talks-3: {SATURDAY} is a Saturday, weekend in the United States",
    ]
    assert record(
        noted,
        f"status: scheduled, when: {{edtf: {MONDAY}}}, places: [{{country: QA}}]}}\n"
        f"reschedules:\n- {{subject: talks-1, when: {{edtf: {FRIDAY}}}, reason: moved, citations: [{{source: note}}]",
        options=("--dry-run",),
    ).err.splitlines() == [f"note: {FRIDAY} is a Friday, weekend in Qatar"]


def test_of_several_days_each_day_off_is_pointed_out(noted: Path):
    """From Thursday to Monday: two days of weekend, and two of the feast."""
    assert schedule("2027-05-13/2027-05-17").err.splitlines() == [
        "note: 2027-05-14 is a Friday, weekend in Qatar",
        "note: 2027-05-15 is a Saturday, weekend in Qatar",
        "note: 2027-05-16 is a public holiday in Qatar (Eid al-Adha, estimated)",
        "note: 2027-05-17 is a public holiday in Qatar (Eid al-Adha, estimated)",
    ]


def test_a_stop_with_days_of_its_own_is_judged_by_them(noted: Path):
    """Friday in Washington, Sunday in Doha: both sides work."""
    stops = [
        f"{{country: US, when: {{edtf: {FRIDAY}}}}}",
        "{country: QA, when: {edtf: 2027-05-23}}",
        f"{{country: QA, when: {{edtf: {SATURDAY}}}}}",
    ]
    whole = f"status: scheduled, when: {{edtf: {FRIDAY}/2027-05-23}}"
    assert record(noted, f"{whole}, places: [{stops[0]}, {stops[1]}]", options=("--dry-run",)).err == ""
    answer = record(noted, f"{whole}, places: [{', '.join(stops)}]", options=("--dry-run",))
    assert answer.err == f"note: {SATURDAY} is a Saturday, weekend in Qatar\n"


def test_notes_are_bounded(noted: Path):
    """A stay of months has many weekends, one of a century too many to look at."""
    notes = schedule("2027-04-01/2027-05-31").err.splitlines()
    assert len(notes) == 11
    assert notes[-1] == "note: and 11 more days off"
    longer = schedule("2027-01-01/2126-12-31", name="visit-2").err.splitlines()
    assert (len(longer), longer[-1][-13:]) == (11, "more days off")


def test_two_stops_in_one_country_are_told_once(noted: Path):
    """Doha and Al Wakrah, the same Friday."""
    answer = record(
        noted,
        f"status: scheduled, when: {{edtf: {FRIDAY}}}, places: [{{name: {{en: Doha}}, country: QA}}, {{country: QA}}]",
    )
    assert answer.err.count("note: ") == 1


def test_notes_are_in_the_language_of_the_answer(noted: Path):
    """The names of the weekday, the country and the feast; the day in words, which stay in order."""
    assert schedule(FRIDAY, "--lang", "ar").err == "ملاحظة: 14 مايو 2027 يوم الجمعة، عطلة نهاية الأسبوع في قطر\n"
    feast = schedule(EID, "--lang", "ar", name="visit-2").err
    assert feast == "ملاحظة: 10 مارس 2027 عطلة رسمية في قطر (عيد الفطر، تقديري)\n"
    both = schedule(NATIONAL_DAY, "--lang", "ar", name="visit-3").err
    assert both.endswith("يوم السبت، عطلة نهاية الأسبوع في قطر، وعطلة رسمية (اليوم الوطني لقطر)\n")


# -- what it costs who proposes nothing -------------------------------------------------------------------------------


def test_only_who_proposes_a_day_waits_for_the_library(noted: Path):
    """Neither who records what took place, nor who proposes a month."""
    (noted / "held.yaml").write_text(
        "engagements: [{id: x, kind: visit, status: held, title: {en: X}, when: {edtf: 2018-05-11}, parties: [QA],"
        " places: [{country: QA}], citations: [{source: note}]}]"
    )
    said = ["schedule", "y", "--kind", "visit", "--title", "Y", "--party", "QA", "--place", "Doha, QA"]
    asked = {
        "held": ["record", "held.yaml"],
        "a day": [*said, "--source", "note", "--when", FRIDAY, "--dry-run"],
        "a month": [*said, "--source", "note", "--when", "2027-05"],
    }
    found = dict(zip(asked, imported(*asked.values(), of={"holidays"}), strict=True))
    assert found == {"held": [], "a day": ["holidays"], "a month": []}
