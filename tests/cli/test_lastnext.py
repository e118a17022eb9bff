"""last and next: when was it, where, who led; what comes, and whether it is more than expected."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cli.history_of import file, history
from cli.terminals import Terminal, terminal
from cli.test_imports import imported
from doors import CORRECTION, run
from recorded import bundled

__all__ = ["bundled", "file", "history", "terminal"]


@pytest.fixture
def record(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundled record, found by the environment."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{bundled}")


def last(*options: object) -> str:
    """What `last` says."""
    answer = run("last", *options)
    assert (answer.code, answer.err) == (0, "")
    return answer.out


def test_the_last_dialogue_where_and_who_led_it(record: None):
    """One line, in either language."""
    asked = ("dialogue", "--series", "us-qatar-ct-dialogue")
    assert last(*asked) == (
        "2018-09-05  Second U.S.-Qatar Counterterrorism Dialogue, Doha;"
        " led by Abdulaziz al-Ansari (QA) and Alina Romanowski (US)  [us-qatar-ct-dialogue-2]\n"
    )
    arabic = last(*asked, "--lang", "ar")
    assert arabic.startswith("5 سبتمبر 2018  الحوار القطري الأمريكي الثاني لمكافحة الإرهاب، الدوحة؛ برئاسة ")
    assert "(قطر) و" in arabic


def test_what_is_doubtful_about_it_is_said(record: None):
    """That its day is uncertain, that of its parts, or in dispute."""
    assert last("dialogue").startswith(
        "2022-03-27?  Fourth Qatar-UNOCT High-Level Strategic Dialogue (day not certain); "
    )
    assert " (disputed: when); " in last("signing")
    assert last("visit").startswith(
        "(2023-12-18)  Visit of Secretary of Homeland Security Noem to Doha (the days of its"
    )
    assert "(اليوم غير مؤكد)" in last("dialogue", "--lang", "ar")
    assert "(محل خلاف: التاريخ)" in last("signing", "--lang", "ar")


def test_the_other_clocks_are_asked_too(record: None):
    """What was recorded by then, what was public by then, what happened by then."""
    assert "[us-qatar-ct-dialogue-1]" in last("dialogue", "--as-of", "2026-11-21")
    assert "[us-qatar-ct-dialogue-1]" in last("dialogue", "--published-by", "2017-12-01")
    assert "[us-qatar-ct-dialogue-1]" in last("dialogue", "--until", "2018-01-01")


def test_only_what_was_held_is_the_last(history: Path):
    """Not what was called off; a whole has the day of its parts; with a status, the last of that."""
    assert last().startswith("2020-06-07  Luncheon  [part]") or last().startswith("(2020-06-07)  State visit")
    assert "[whole]" in last("visit")
    assert last("visit", "--status", "cancelled") == "2020-01-02  [cancelled] A visit called off  [never]\n"
    assert last("signing") == (
        "2016-02-01…2017-03-01  A signing (day not known, between 2016-02-01 and 2017-03-01)  [between]\n"
    )
    assert last("--place", "Doha").startswith("2019-11-04/2019-11-06  First talks")


def test_where_there_is_none_that_is_said(history: Path):
    """On standard error; it is no error."""
    answer = run("last", "statement", "--party", "US")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "note: nothing of that is on record as held\n"
    assert run("last", "statement", "--party", "US", "--format", "json").json is None
    assert run("next", "visit").err == "note: nothing of that is announced, or expected\n"
    assert run("next", "visit", "--format", "json").json == {"announced": None, "expected": None}
    assert run("next", "visit", "--lang", "ar").err == "note: لا شيء من ذلك معلن أو متوقع\n"


def test_last_as_json_is_the_entry(record: None):
    """As `show` prints it."""
    found = run("last", "dialogue", "--format", "json").json
    assert found == run("show", "qatar-unoct-dialogue-4", "--format", "json").json


def test_where_nothing_is_announced_next_is_what_a_series_calls_for(history: Path):
    """Marked as expected, with the series; in JSON apart from what is announced."""
    assert run("next", "--series", "talks").out == (
        "2020-11-04  [expected] Talks, number 2: was expected by 2020-11-04, at the latest 2021-01-27;"
        " none is on record  [series:talks]\n"
    )
    assert run("next", "dialogue", "--party", "US").out.endswith("[series:talks]\n")
    assert run("next", "--series", "talks", "--lang", "ar").out.startswith("4 نوفمبر 2020  [متوقع] المحادثات")
    found = run("next", "--format", "json").json
    assert (found["announced"], found["expected"]["series"]) == (None, "talks")
    assert run("next", "--place", "Doha").out == ""
    assert run("next", "--series", "talks", "--published-by", "2018").out == ""


def test_what_is_announced_goes_before_what_is_expected(visit: Path):
    """The first from today on, of those that were neither held nor called off."""
    days = [(date.today() + timedelta(days=days)).isoformat() for days in (40, 20, -20)]  # noqa: DTZ011
    for number, day in enumerate(days):
        options = ("--kind", "meeting", "--title", f"Meeting {number}", "--party", "QA", "--source", "note-1")
        assert run("schedule", f"meeting-{number}", "--when", day, *options).code == 0
    assert run("next").out == f"{days[1]}  [scheduled] Meeting 1  [meeting-1]\n"
    assert run("cancel", "meeting-1", "--reason", "a storm", "--source", "note-1").code == 0
    assert run("next", "--format", "json").json["announced"]["id"] == "meeting-0"
    assert run("next", "--until", "P30D").out == ""


def test_a_title_in_the_other_script_is_set_apart_on_a_terminal(history: Path, terminal: Terminal):
    """So that the line around it keeps its order; in a pipe the text is as it is."""
    assert terminal("last", "--place", "الدوحة", "--until", "2018-12") == (
        "2018-03-01  \u2068زيارة إلى الدوحة\u2069  [arabic-only]\n"
    )
    assert "\u2068" not in last("--place", "الدوحة", "--until", "2018-12")


def test_the_last_is_told_as_it_was_corrected(visit: Path):
    """And as it was before, to who asks for that moment."""
    (visit / "correction.yaml").write_text(CORRECTION)
    before = run("log", "--format", "json").json[-1]["position"]
    assert run("record", "correction.yaml").code == 0
    assert last() == "2024-05-02  Visit to Doha; visitor: Jane Roe (US)  [visit-doha-2024-05]\n"
    assert last("--as-of", before).startswith("2024-05-01/2024-05-02  Visit to Doha")


@pytest.mark.parametrize("command", ["last", "next"])
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--limit", 3), "No such option"),
        (("--after", "talks-1"), "No such option"),
        (("visit", "--kind", "dialogue"), "visit does not go with --kind"),
    ],
)
def test_what_makes_no_sense_of_one_answer_is_wrong_usage(
    history: Path, command: str, options: tuple[object, ...], says: str
):
    """How many, from where on, and kinds in two places."""
    answer = run(command, *options)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err


def test_shortcuts_and_counts_import_no_database_library(history: Path):
    """As every command that only reads a file; nor does a list what only counting and sorting need."""
    reading = [["next", "--lang", "ar"], ["history", "--chart"], ["history", "--sort", "-when"], ["last"]]
    assert imported(*reading) == [[]] * len(reading)
    late = {"subprocess", "shutil", "csv", "babel", "ctcalendar.app.counting", "ctcalendar.app.sorting"}
    assert imported(["history"], of=late) == [[]]
