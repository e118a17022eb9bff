"""agenda, reminders, tick: what is coming, due and overdue, as people and their programs read it."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from cli.test_imports import imported
from ctcalendar.cli.printing import width
from ctcalendar.db.engine import let_go
from doors import Answer, run

DOSSIER = """
sources: [{id: note, kind: media-note, title: {en: Note}, published: {edtf: 2020-01-12}, languages: [en]}]
instruments:
- {id: accord, kind: agreement, title: {en: Accord, ar: الاتفاق}, parties: [QA, FR], citations: &note [{source: note}]}
commitments:
- id: open-port
  instrument: accord
  form: activity
  parties: [QA]
  text: {en: Open the port, ar: فتح الميناء}
  deadlines:
  - {id: by-spring, start_by: 2021-02, citations: *note}
  - {id: by-june, complete_by: 2021-06, citations: *note}
  citations: *note
series:
- id: talks
  names: {en: Talks on ports, ar: محادثات الموانئ}
  parties: [QA, FR]
  cadence: {every: 1 year, lead: [60 days], zone: Asia/Qatar, basis: stated, citations: *note}
  citations: *note
engagements:
- id: talks-1
  kind: dialogue
  status: held
  title: {en: First talks}
  series: {id: talks, ordinal: 1}
  when: {edtf: 2020-01-10}
  parties: [QA, FR]
  citations: *note
- id: visit
  kind: visit
  status: scheduled
  title: {en: '=HYPERLINK("x")|<b>', ar: زيارة}
  when: {edtf: 2021-03-01/2021-03-02}
  places: [{country: QA}]
  parties: [QA, FR]
  citations: *note
- id: dinner
  kind: meeting
  status: scheduled
  title: {en: Quiet dinner}
  when: {edtf: 2021-01-20}
  parties: [QA, FR]
  classification: PRIVATE
  citations: *note
"""
RECORDED = 9
"""How many facts those are."""
ON = "2021-01-11"
"""The day after the talks are due; the dinner, the visit and both deadlines are to come."""
NOW = f"{ON}T12:00:00Z"


@pytest.fixture(scope="module")
def calendars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a calendar in which something is at every stage in January 2021, before and after a tick."""
    folder = tmp_path_factory.mktemp("agenda")
    (folder / "told.yaml").write_text(DOSSIER, encoding="utf-8")
    url = f"sqlite:///{folder}/recorded.sqlite"
    for command in (["init"], ["record", folder / "told.yaml"]):
        done("--database", url, *command)
    let_go()  # what is copied must be whole
    shutil.copy(folder / "recorded.sqlite", folder / "ticked.sqlite")
    done("--database", f"sqlite:///{folder}/ticked.sqlite", "tick", "--now", NOW)
    let_go()
    return folder


@pytest.fixture
def here(calendars: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The test's own calendar before any tick, in the folder it works in."""
    return _copied(calendars / "recorded.sqlite", monkeypatch, tmp_path)


@pytest.fixture
def ticked(calendars: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The same after a tick."""
    return _copied(calendars / "ticked.sqlite", monkeypatch, tmp_path)


def _copied(template: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    shutil.copy(template, folder / "calendar.sqlite")
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{folder}/calendar.sqlite")
    monkeypatch.chdir(folder)
    return folder


def agenda(*options: object) -> list[dict]:
    """The agenda as JSON."""
    answer = run("agenda", "--format", "json", *options)
    assert answer.code == 0, answer.err
    return answer.json


def subjects(*options: object) -> list[str]:
    """What is on the agenda, in order."""
    return [item["subject"] for item in agenda(*options)]


def done(*command: object) -> Answer:
    """A command that succeeds."""
    answer = run(*command)
    assert answer.code == 0, answer.err
    return answer


TALKS, VISIT, DINNER = "series:talks", "engagement:visit", "engagement:dinner"
START, COMPLETE = "commitment:open-port.by-spring.start", "commitment:open-port.by-june.complete"

# -- agenda -----------------------------------------------------------------------------------------------------------


def test_the_agenda_is_a_table_by_state_and_day(here: Path):
    """What is due stands before what is to come; days are counted from the day asked for."""
    assert [line.split()[0] for line in done("agenda", "--on", ON).out.splitlines()] == [
        "state",
        "due",
        *["coming"] * 3,
    ]
    assert list(csv.reader(io.StringIO(done("agenda", "--on", ON, "--format", "csv").out))) == [
        ["state", "day", "days", "what", "subject"],
        [
            "due",
            "2021-01-10",
            "-1",
            "Talks on ports, number 2: expected by 2021-01-10, at the latest 2021-04-04; nobody has announced it",
            TALKS,
        ],
        ["coming", "2021-01-20", "9", "Quiet dinner: announced for 2021-01-20", DINNER],
        [
            "coming",
            "2021-02-28",
            "48",
            "to be started by 2021-02: Open the port (last word: no report on record)",
            START,
        ],
        ["coming", "2021-03-01", "49", '\'=HYPERLINK("x")|<b>: announced for 2021-03-01/2021-03-02', VISIT],
    ]


@pytest.mark.parametrize("command", [["agenda", "--on", ON], ["reminders"], ["reminders", "list", "--all"]])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_tables_are_aligned_in_both_scripts(ticked: Path, command: list[str], language: str):
    """The last column begins at the same place in every line, whatever letters stand before it."""
    lines = done(*command, "--lang", language).out.splitlines()
    before_the_last = r".*  " if command[0] == "agenda" else r"(\S+ +){4}"
    assert len({width(re.match(before_the_last, line)[0]) for line in lines}) == 1
    assert len(lines) > 1


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2020-11-10", {TALKS: "coming"}),
        ("2020-11-11", {TALKS: "unscheduled"}),
        ("2021-01-10", {TALKS: "due", DINNER: "coming"}),
        ("2021-01-20", {TALKS: "due", DINNER: "due"}),
        ("2021-01-28", {TALKS: "due", DINNER: "overdue"}),
        ("2021-02-28", {START: "due", TALKS: "due"}),
        ("2021-03-01", {START: "overdue", VISIT: "due"}),
        ("2021-03-09", {START: "overdue", VISIT: "due"}),
        ("2021-03-10", {START: "overdue", VISIT: "overdue"}),
        ("2021-04-05", {TALKS: "overdue", COMPLETE: "coming"}),
        ("2021-07-01", dict.fromkeys([TALKS, VISIT, DINNER, START, COMPLETE], "overdue")),
    ],
)
def test_the_agenda_of_a_day_is_as_it_stands_then(here: Path, day: str, states: dict[str, str]):
    """Whatever day it is today."""
    found = {item["subject"]: item["state"] for item in agenda("--on", day)}
    assert found | states == found


def test_days_say_how_far_to_look_ahead(here: Path):
    """What is due or overdue is there however far one looks, and what was missed however long ago."""
    assert subjects("--on", ON, "--days", 0) == [TALKS]
    assert subjects("--on", ON, "--days", 8) == [TALKS]
    assert subjects("--on", ON, "--days", 9) == [TALKS, DINNER]
    assert subjects("--on", ON, "--days", 36_500) == [TALKS, DINNER, START, VISIT, COMPLETE]
    assert len(subjects("--on", "2121-01-01", "--days", 0)) == 5


KEYS = """state what subject slot on earliest latest days days_over message title number by which series instrument
    status basis parties country disputed citations""".split()


def test_each_item_has_every_key_known_or_not(here: Path):
    """Scripts rely on them."""
    items = {item["subject"]: item for item in agenda("--on", "2021-07-01")}
    assert all(list(item) == KEYS for item in items.values())
    assert {name: items[TALKS][name] for name in KEYS[:9]} == {
        "state": "overdue",
        "what": "expected",
        "subject": TALKS,
        "slot": "2021-01-10",
        "on": "2021-01-10",
        "earliest": "2020-10-18",
        "latest": "2021-04-04",
        "days": -172,
        "days_over": 88,
    }
    assert (items[TALKS]["number"], items[TALKS]["basis"], items[TALKS]["by"]) == (2, "stated", None)
    assert (items[START]["which"], items[START]["by"], items[START]["instrument"]["en"]) == (
        "start",
        "2021-02",
        "Accord",
    )
    assert (items[VISIT]["country"], items[VISIT]["parties"], items[VISIT]["series"]) == ("QA", ["QA", "FR"], None)
    assert [one["source"] for one in items[VISIT]["citations"]] == ["note"]


@pytest.mark.parametrize("command", [["agenda", "--on", ON], ["reminders", "list", "--all"]], ids=" ".join)
def test_json_lines_are_the_items_of_the_list(ticked: Path, command: list[str]):
    """One a line."""
    lines = done(*command, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == done(*command, "--format", "json").json
    assert len(lines) > 1


def test_hostile_text_stays_text(ticked: Path):
    """A title that begins a formula, a cell of Markdown or markup does no harm where it is printed."""
    for command in (["agenda", "--on", ON], ["reminders", "list"]):
        rows = list(csv.reader(io.StringIO(done(*command, "--format", "csv").out)))
        cells = [cell for row in rows for cell in row if not re.fullmatch("-?[0-9]+", cell)]  # a number is no formula
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
        markdown = done(*command, "--format", "md").out
        assert "<b>" not in markdown
        assert len({line.count("|") for line in markdown.splitlines()}) == 1


def test_the_agenda_is_told_in_arabic(here: Path):
    """Headings, states and sentences; ids and days stay."""
    headings, *rows = csv.reader(io.StringIO(done("agenda", "--on", ON, "--lang", "ar", "--format", "csv").out))
    assert headings == ["الحالة", "اليوم", "الأيام", "الأمر", "المعرّف"]
    assert [row[0] for row in rows] == ["مستحق", "قادم", "قادم", "قادم"]
    assert rows[0][3].startswith("محادثات الموانئ، اللقاء رقم 2: ")
    assert rows[3][3] == "زيارة: الموعد المعلن 1 مارس 2021 – 2 مارس 2021"
    told = agenda("--on", ON, "--lang", "ar")
    assert [item["state"] for item in told] == ["due", "coming", "coming", "coming"]


def test_reminders_are_told_in_arabic(ticked: Path):
    """Headings, states and sentences; ids, stages and days stay."""
    done("reminders", "snooze", ids()[0], "--until", "9999-12-31")
    headings, *rows = csv.reader(io.StringIO(done("reminders", "list", "--lang", "ar", "--format", "csv").out))
    assert not any(heading.isascii() for heading in headings)
    assert [row[1:4] for row in rows] == [
        ["due", "2021-01-10", "مؤجَّل حتى 9999-12-31"],
        ["upcoming-30", "2021-01-20", "مفتوح"],
    ]
    done("tick", "--now", "2021-07-01")
    everything = csv.reader(io.StringIO(done("reminders", "list", "--all", "--lang", "ar", "--format", "csv").out))
    assert not any(row[3].isascii() for row in everything)


def test_as_of_a_moment_the_agenda_is_what_it_was(here: Path):
    """Before anything was recorded, and after it was settled."""
    assert agenda("--on", ON, "--as-of", 1) == []
    done("cancel", "visit", "--reason", "a storm", "--source", "note")
    assert VISIT not in subjects("--on", ON)
    assert VISIT in subjects("--on", ON, "--as-of", RECORDED)


def test_below_a_clearance_nothing_above_it_is_told(ticked: Path):
    """On the agenda as in reminders."""
    for name in ("agenda", "reminders"):
        options = ["--on", ON] if name == "agenda" else []
        assert "dinner" in done(name, *options).out
        assert "dinner" not in done("--clearance", "PUBLIC", name, *options).out
    assert subjects("--on", ON, "--clearance", "PRIVATE") == subjects("--on", ON)
    assert subjects("--on", ON, "--clearance", "PUBLIC") == [TALKS, START, VISIT]


def test_an_empty_calendar_has_an_empty_agenda(calendar: Path):
    """Headings alone, an empty list, nothing; and nothing is due."""
    assert done("agenda").out.split() == ["state", "day", "days", "what", "subject"]
    assert done("reminders").out.split() == ["id", "stage", "due", "state", "message"]
    for command in (["agenda"], ["reminders", "list"]):
        assert done(*command, "--format", "json").out == "[]\n"
        assert done(*command, "--format", "jsonl").out == ""
    assert done("tick").out == "reminders: 0 raised, 0 reopened, 0 resolved\n"


# -- tick and reminders -----------------------------------------------------------------------------------------------


def test_a_tick_says_what_it_did_and_the_next_has_nothing_to_do(here: Path):
    """Whatever counts for several clearances counts once."""
    assert done("tick", "--now", NOW).out == "reminders: 2 raised, 0 reopened, 0 resolved\n"
    assert done("tick", "--now", NOW).out == "reminders: 0 raised, 0 reopened, 0 resolved\n"
    done("cancel", "dinner", "--reason", "a storm", "--source", "note")
    assert done("tick", "--now", NOW).out == "reminders: 0 raised, 0 reopened, 1 resolved\n"
    done("reschedule", "dinner", "--when", "2021-01-20", "--reason", "fair again", "--source", "note")
    assert done("tick", "--now", NOW).out == "reminders: 0 raised, 1 reopened, 0 resolved\n"


def test_a_day_alone_is_its_end(here: Path):
    """As everywhere. By then the next has begun in Qatar, where the talks are due on it."""
    done("tick", "--now", "2021-01-09T20:59:59Z")
    assert [one["stage"] for one in done("reminders", "list", "--format", "json").json] == [
        "unscheduled-60",
        "upcoming-30",
    ]
    done("tick", "--now", "2021-01-09")
    assert [one["stage"] for one in done("reminders", "list", "--format", "json").json] == ["upcoming-30", "due"]


REMINDER_KEYS = ["id", "subject", "slot", "stage", "due_on", "raised_at", "state", "snoozed_until", "message"]


def test_reminders_have_the_keys_the_design_promises(ticked: Path):
    """Those of DESIGN section 5, and until when it is snoozed."""
    talks, dinner = done("reminders", "list", "--format", "json").json
    assert list(talks) == REMINDER_KEYS
    assert {**talks, "id": None} == {
        "id": None,
        "subject": TALKS,
        "slot": "2021-01-10",
        "stage": "due",
        "due_on": "2021-01-10",
        "raised_at": "2021-01-11T12:00:00.000000Z",
        "state": "open",
        "snoozed_until": None,
        "message": "Talks on ports, number 2: was expected by 2021-01-10, at the latest 2021-04-04; none is on record",
    }
    assert (dinner["subject"], dinner["stage"]) == (DINNER, "upcoming-30")


def test_reminders_alone_lists_those_that_are_open(ticked: Path):
    """So does `list`; with --all also those that are over."""
    assert done("reminders").out == done("reminders", "list").out
    done("tick", "--now", "2021-01-14")
    shown = done("reminders", "list", "--format", "json").json
    everything = done("reminders", "list", "--all", "--format", "json").json
    assert [one["stage"] for one in shown] == ["due", "upcoming-7"]
    assert [one["stage"] for one in everything] == ["due", "upcoming-30", "upcoming-7"]
    assert [one["state"] for one in everything] == ["open", "superseded", "open"]


def ids(*options: str) -> list[str]:
    """The ids of the reminders listed."""
    return [one["id"] for one in done("reminders", "list", "--format", "json", *options).json]


def states(*options: str) -> list[str]:
    """The states of the reminders listed."""
    return [one["state"] for one in done("reminders", "list", "--format", "json", *options).json]


def test_a_reminder_is_acknowledged_by_its_id(ticked: Path):
    """Several at once; it stays on the list, and says so."""
    first, second = ids()
    assert done("reminders", "ack", first, second).out.splitlines() == [
        f"{first}: acknowledged ({TALKS}, due)",
        f"{second}: acknowledged ({DINNER}, upcoming-30)",
    ]
    assert states() == ["acknowledged"] * 2
    assert "acknowledged" in done("reminders").out


def test_a_reminder_is_snoozed_until_a_day(ticked: Path):
    """The list says until when."""
    first, second = ids()
    assert done("reminders", "snooze", first, "--until", "9999-12-31").out == (
        f"{first}: snoozed until 9999-12-31 ({TALKS}, due)\n"
    )
    assert re.match(
        rf"{second}: snoozed until \d{{4}}-\d\d-\d\d ", done("reminders", "snooze", second, "--days", 3).out
    )
    assert states() == ["snoozed"] * 2
    assert "snoozed until 9999-12-31" in done("reminders").out
    assert done("reminders", "list", "--format", "json").json[0]["snoozed_until"] == "9999-12-31"


def test_to_one_clearance_the_reminders_of_another_are_none(ticked: Path):
    """Each has its own; who takes care of one says nothing of it to others."""
    (public,) = ids("--clearance", "PUBLIC")
    assert public not in ids()
    answer = run("--clearance", "PUBLIC", "reminders", "ack", ids()[1])
    assert (answer.code, answer.out) == (3, "")
    done("--clearance", "PUBLIC", "reminders", "ack", public)
    assert (states("--clearance", "PUBLIC"), states()) == (["acknowledged"], ["open"] * 2)


# -- what is refused --------------------------------------------------------------------------------------------------

WRONG = [
    (["agenda", "--days", "-1"], "--days"),
    (["agenda", "--days", "x"], "--days"),
    (["agenda", "--days", "99999999"], "--days"),
    (["agenda", "--on", "2021-02-30"], "--on: '2021-02-30' is no day"),
    (["agenda", "--on", "yesterday"], "write it as 2027-01-31"),
    (["agenda", "--on", "20210111"], "is no day"),
    (["agenda", "--on", ""], "is no day"),
    (["agenda", "--as-of", "yesterday"], "is no moment"),
    (["agenda", "--format", "ics"], "ics"),
    (["agenda", "x"], "x"),
    (["reminders", "shwo"], "shwo"),
    (["reminders", "list", "--format", "ics"], "ics"),
    (["reminders", "ack"], "Missing argument"),
    (["reminders", "ack", "a\x1bb"], "holds what no id holds"),
    (["reminders", "snooze", "abc"], "say until when"),
    (["reminders", "snooze", "abc", "--days", "3", "--until", "2099-01-01"], "say until when"),
    (["reminders", "snooze", "abc", "--days", "0"], "--days"),
    (["reminders", "snooze", "abc", "--until", "2020-01-01"], "is not after today"),
    (["reminders", "snooze", "abc", "--until", "soon"], "is no day"),
    (["reminders", "snooze", "a\x1bb", "--days", "3"], "holds what no id holds"),
    (["tick", "--now", "soon"], "is no moment"),
    (["tick", "--now", "7"], "write 2027-01-05T09:00:00Z"),
    (["tick", "--now", ""], "--now"),
    (["tick", "--now", "9999-12-31T23:59:59-14:00"], "is no moment"),
    (["tick", "now"], "now"),
]


@pytest.mark.parametrize(("command", "says"), WRONG, ids=lambda part: ascii(part)[:60])
def test_wrong_usage_ends_with_2_and_a_hint(ticked: Path, command: list[str], says: str):
    """Nothing is done; the message says what is wrong."""
    before = states("--all")
    answer = run(*command)
    assert (answer.code, answer.out) == (2, "")
    assert says in answer.err
    assert "hint: " in answer.err
    assert states("--all") == before


@pytest.mark.parametrize("command", [["ack", "000000000000"], ["snooze", "000000000000", "--days", "1"]], ids=" ".join)
def test_an_unknown_reminder_is_refused(ticked: Path, command: list[str]):
    """Exit 3, and where to find those there are; with one that is known nothing is changed either."""
    for given in (command, [command[0], ids()[0], *command[1:]]):
        answer = run("reminders", *given)
        assert (answer.code, answer.out) == (3, "")
        assert "error: there is no reminder '000000000000'" in answer.err
        assert "hint: list them: ctcalendar reminders" in answer.err
    assert states() == ["open"] * 2


@pytest.mark.parametrize("command", [["ack"], ["snooze", "--days", "1"]], ids=" ".join)
def test_a_reminder_that_is_over_is_refused(ticked: Path, command: list[str]):
    """It says what became of it: settled by now, also where no tick has come since, or followed by another."""
    done("tick", "--now", "2021-01-14")
    _, former, latest = ids("--all")
    assert "is superseded already" in run("reminders", command[0], former, *command[1:]).err
    done("cancel", "dinner", "--reason", "a storm", "--source", "note")
    done("tick", "--now", "2021-01-14")
    answer = run("reminders", command[0], latest, *command[1:])
    assert answer.code == 3
    assert "is resolved already" in answer.err


def test_only_who_may_read_all_may_tick(here: Path):
    """A tick does what is due at every clearance."""
    answer = run("--clearance", "PUBLIC", "tick", "--now", NOW)
    assert (answer.code, answer.out) == (3, "")
    assert states("--all") == []


@pytest.mark.parametrize("command", [["agenda"], ["reminders"], ["tick"], ["reminders", "ack", "abc"]], ids=" ".join)
def test_without_a_database_the_environment_is_to_blame(tmp_path: Path, command: list[str]):
    """Exit 4, and none is made."""
    answer = run("--database", f"sqlite:///{tmp_path}/none.sqlite", *command)
    assert (answer.code, answer.out) == (4, "")
    assert "hint: " in answer.err
    assert not (tmp_path / "none.sqlite").exists()


def in_zone(folder: Path, zone: str) -> None:
    """Let the talks be reckoned in another zone."""
    cadence = f"{{subject: talks, every: 1 year, zone: {zone}, basis: stated, citations: [{{source: note}}]}}"
    (folder / "zoned.yaml").write_text(f"cadences: [{cadence}]")
    done("record", "zoned.yaml")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Asia/Qatar", "America/New_York", "Pacific/Pago_Pago"])
def test_on_a_day_is_on_that_day_at_every_place(here: Path, zone: str):
    """What is due on a day is due on the agenda of that day, wherever it begins first."""
    in_zone(here, zone)
    found = {day: agenda("--on", day, "--days", 0) for day in ("2021-01-10", "2021-04-05")}
    assert [(one["state"], one["days"]) for one in found["2021-01-10"]] == [("due", 0)]
    assert [one["days_over"] for one in found["2021-04-05"] if one["subject"] == TALKS] == [1]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
def test_the_ends_of_the_calendar_are_days_like_any_other(here: Path, day: str, zone: str):
    """In every zone: nobody means them, and yet they are answered."""
    in_zone(here, zone)
    assert (TALKS in subjects("--on", day, "--days", 0)) == (day == "9999-12-31")
    for instant in (f"{day}T00:00:00Z", day):
        assert run("tick", "--now", instant).code == 0


# -- what it costs ----------------------------------------------------------------------------------------------------


def test_reading_sqlite_imports_no_database_library(ticked: Path):
    """Who only reads never pays for what writing takes."""
    let_go()
    told = imported(
        ["agenda"],
        ["agenda", "--on", ON, "--as-of", "9", "--format", "json", "--lang", "ar"],
        ["reminders"],
        ["reminders", "list", "--all", "--format", "csv"],
    )
    assert told == [[], [], [], []]
