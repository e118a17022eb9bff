"""digest: what the next one says and why, what waits in the outbox, and what is sent again."""

import csv
import io
import re
import shutil
import sqlite3
import tempfile
import webbrowser
from collections.abc import Sequence
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from ctcalendar.cli.printing import width
from ctcalendar.db.engine import let_go
from doors import VISIT, Answer, run

WHEN = "2090-01-02T12:00:00Z"
"""When the digests are due; the visit is of long ago, so that it is news and no more."""
HOSTILE = """
sources: [{id: wire, kind: other, title: {en: Wire}, published: {edtf: 2024-05-03}, languages: [en]}]
engagements:
- id: hostile
  kind: meeting
  status: held
  title: {en: '=HYPERLINK("x")|<b>', ar: اجتماع الدوحة}
  when: {edtf: 2024-05-03}
  parties: [QA, FR]
  citations: [{source: wire}]
"""


@pytest.fixture(scope="module")
def calendars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a calendar of two subscribers, one in each language, to whom two meetings are to be told."""
    folder = tmp_path_factory.mktemp("digests")
    url = f"sqlite:///{folder}/told.sqlite"
    (folder / "visit.yaml").write_text(VISIT, encoding="utf-8")
    (folder / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    joining = ["--every", "daily", "--confirmed"]
    for command in (
        ["init"],
        ["subscriber", "add", "ann@readers.example", *joining, "--immediate"],
        ["--lang", "ar", "subscriber", "add", "amal@readers.example", *joining, "--sections", "recorded"],
        ["record", folder / "visit.yaml", folder / "hostile.yaml"],
    ):
        done("--database", url, *command)
    let_go()  # what is copied must be whole
    shutil.copy(folder / "told.sqlite", folder / "queued.sqlite")
    done("--database", f"sqlite:///{folder}/queued.sqlite", "tick", "--now", WHEN)
    let_go()
    return folder


@pytest.fixture
def here(calendars: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The test's own calendar before any tick, in the folder it works in."""
    return _copied(calendars / "told.sqlite", monkeypatch, tmp_path)


@pytest.fixture
def queued(calendars: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The same after a tick that has queued both digests."""
    return _copied(calendars / "queued.sqlite", monkeypatch, tmp_path)


def _copied(template: Path, monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    shutil.copy(template, folder / "calendar.sqlite")
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{folder}/calendar.sqlite")
    monkeypatch.chdir(folder)
    return folder


def done(*command: object) -> Answer:
    """A command that succeeds."""
    answer = run(*command)
    assert answer.code == 0, answer.err
    return answer


def named(address: str) -> str:
    """The id of a subscriber."""
    return next(one["id"] for one in done("subscriber", "list", "--format", "json").json if one["address"] == address)


def ann() -> str:
    """The id of who reads English."""
    return named("ann@readers.example")


def amal() -> str:
    """The id of who reads Arabic."""
    return named("amal@readers.example")


def outbox(*options: object) -> list[dict]:
    """The mail in the outbox as JSON."""
    return done("digest", "outbox", "--format", "json", *options).json


def change(folder: Path, sql: str) -> None:
    """Change what is in the database."""
    with closing(sqlite3.connect(folder / "calendar.sqlite", isolation_level=None)) as connection:
        connection.execute(sql)


def rows(folder: Path) -> list[str]:
    """All there is in the database."""
    with closing(sqlite3.connect(folder / "calendar.sqlite")) as connection:
        return list(connection.iterdump())


# -- preview ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ann", "amal"])
def test_a_preview_is_the_very_mail_that_a_tick_queues(here: Path, who: str):
    """Byte by byte, on standard output, so that a mail program can open it; nothing else is printed."""
    name = named(f"{who}@readers.example")
    answer = done("digest", "preview", "--subscriber", name, "--at", WHEN)
    done("tick", "--now", WHEN)
    with closing(sqlite3.connect(here / "calendar.sqlite")) as connection:
        ((message,),) = connection.execute("SELECT message FROM outbox WHERE subscriber = ?", (name,))
    assert answer.out == message
    assert answer.err == ""
    assert message_from_bytes(answer.out.encode(), policy=policy.default).defects == []


def test_to_preview_and_explain_changes_nothing(here: Path):
    """Not a row."""
    before = rows(here)
    for options in ([], ["--at", WHEN]):
        for command in ("preview", "explain"):
            done("digest", command, "--subscriber", ann(), *options)
    assert rows(here) == before


def test_where_there_is_nothing_to_say_preview_says_so_beside(queued: Path):
    """On standard error: standard output is the mail, and there is none."""
    answer = done("digest", "preview", "--subscriber", ann(), "--at", "2090-01-03T12:00:00Z")
    assert (answer.out, answer.err) == ("", "there is nothing to say: no mail is sent\n")


def test_open_shows_the_html_in_the_browser(here: Path, monkeypatch: pytest.MonkeyPatch):
    """As a file, whose name is printed; the mail is not."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(tempfile, "tempdir", str(here))
    answer = done("digest", "preview", "--subscriber", amal(), "--at", WHEN, "--open")
    file = Path(answer.out.strip())
    assert opened == [file.as_uri()]
    html = file.read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in html
    assert "اجتماع الدوحة" in html


# -- explain ----------------------------------------------------------------------------------------------------------


def test_explain_says_why_each_item_is_in(here: Path):
    """By section; with the facts behind it, by type and moment."""
    lines = done("digest", "explain", "--subscriber", ann(), "--at", WHEN).out.splitlines()
    assert lines[0] == "recorded"
    assert [re.sub(r"\d{4}-\d{2}-\d{2}T[\d:.]+Z", "THEN", line) for line in lines[1:]] == [
        "  Visit to Doha: engagement.held, recorded THEN",
        '  =HYPERLINK("x")|<b>: engagement.held, recorded THEN',
    ]


def test_explain_as_json_has_the_items_as_the_mail_tells_them(here: Path):
    """Title, lines, quotes and why, by section; and how many more there are."""
    (section,) = done("digest", "explain", "--subscriber", amal(), "--at", WHEN, "--format", "json").json
    assert (section["section"], section["more"]) == ("recorded", 0)
    assert [item["title"] for item in section["items"]] == ["زيارة إلى الدوحة", "اجتماع الدوحة"]
    assert {"kind", "id", "title", "language", "tag", "lines", "quotes", "page", "why"} <= set(section["items"][0])


def test_arabic_titles_are_shown_as_they_are(here: Path):
    """And what a title holds steers no terminal, also with colour."""
    out = done("--color", "always", "digest", "explain", "--subscriber", amal(), "--at", WHEN).out
    assert "زيارة إلى الدوحة: engagement.held" in out
    assert set(re.findall(r"\x1b\[[0-9;]*m", out)) <= {"\x1b[1m", "\x1b[0m"}
    assert re.sub(r"\x1b\[[0-9;]*m", "", out).replace("\n", "").isprintable()


def test_explain_says_when_there_is_nothing_new(queued: Path):
    """So that nobody wonders why no mail came."""
    answer = done("digest", "explain", "--subscriber", ann(), "--at", "2090-01-03T12:00:00Z")
    assert answer.out == "there is nothing new to say: no mail is sent\n"
    assert done("digest", "explain", "--subscriber", ann(), "--at", "2090-01-03T12:00Z", "--format", "json").json == []


# -- outbox -----------------------------------------------------------------------------------------------------------


def test_the_outbox_is_a_table(queued: Path):
    """Without addresses, in lines that are aligned."""
    lines = done("digest", "outbox").out.splitlines()
    assert lines[0].split()[:5] == ["id", "kind", "subscriber", "for", "state"]
    assert len(lines) == 3
    assert all(re.match(r"[0-9a-f]{32}  digest  [0-9a-f]{16}  \d{4}-\d\d-\d\d  queued ", line) for line in lines[1:])
    assert len({width(line.partition("queued")[0]) for line in lines[1:]}) == 1


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_form_of_the_outbox_tells_an_address_or_what_mail_says(queued: Path, form: str, language: str):
    """Each has both mails."""
    out = done("--lang", language, "digest", "outbox", "--format", form).out
    assert "@" not in out
    assert "Doha" not in out
    assert len(set(re.findall(r"\b[0-9a-f]{32}\b", out))) == 2


def test_programs_read_the_outbox(queued: Path):
    """As JSON, line by line, and as CSV: the same mail."""
    found = outbox()
    assert {one["subscriber"] for one in found} == {ann(), amal()}
    assert {(one["kind"], one["state"], one["attempt"], one["said"]) for one in found} == {
        ("digest", "queued", 0, None)
    }
    lines = done("digest", "outbox", "--format", "jsonl").out.splitlines()
    table = list(csv.reader(io.StringIO(done("digest", "outbox", "--format", "csv").out)))
    assert len(lines) == 2
    assert [row[0] for row in table[1:]] == [one["id"] for one in found]


def test_the_outbox_by_state(queued: Path):
    """Of one state, or of several; one that is none is wrong usage."""
    first, second = (one["id"] for one in outbox())
    change(queued, f"UPDATE outbox SET state = 'dead' WHERE id = '{first}'")
    assert [one["id"] for one in outbox("--state", "dead")] == [first]
    assert [one["id"] for one in outbox("--state", "dead", "--state", "queued")] == [first, second]
    assert outbox("--state", "sent") == []
    assert run("digest", "outbox", "--state", "gone").code == 2


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "md"])
def test_an_empty_outbox_is_one_in_every_form(here: Path, form: str):
    """Nothing was ever queued."""
    assert len(done("digest", "outbox", "--format", form).out.splitlines()) <= 2


# -- retry ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["dead", "ambiguous"])
def test_mail_that_is_dead_or_in_doubt_is_queued_again(queued: Path, state: str):
    """The same bytes, under the same Message-ID, as if it had never been tried."""
    first, second = outbox()
    kept = "SELECT message, message_id, period FROM outbox ORDER BY id"
    with closing(sqlite3.connect(queued / "calendar.sqlite")) as connection:
        before = connection.execute(kept).fetchall()
    change(queued, f"UPDATE outbox SET state = '{state}', attempt = 7 WHERE id = '{first['id']}'")
    assert done("digest", "retry", first["id"]).out == "1 queued again\n"
    assert [(one["id"], one["state"], one["attempt"]) for one in outbox("--state", "queued")] == [
        (first["id"], "queued", 0),
        (second["id"], "queued", 0),
    ]
    with closing(sqlite3.connect(queued / "calendar.sqlite")) as connection:
        assert connection.execute(kept).fetchall() == before


@pytest.mark.parametrize("state", ["queued", "sent", "suppressed", "claimed", "on-wire", "retry"])
def test_only_what_is_dead_or_in_doubt_can_be_sent_again(queued: Path, state: str):
    """Else all is refused, also what could be; it is said which, and in what state it is."""
    first, second = (one["id"] for one in outbox())
    change(queued, f"UPDATE outbox SET state = 'dead' WHERE id = '{first}'")
    change(queued, f"UPDATE outbox SET state = '{state}' WHERE id = '{second}'")
    answer = run("digest", "retry", first, second)
    assert answer.code == 3
    assert f"mail {second} is {state}" in answer.err
    assert [one["id"] for one in outbox("--state", "dead")] == [first]


def test_mail_that_is_not_there_cannot_be_sent_again(queued: Path):
    """The hint says where the names are; without a name it is wrong usage, as with one that no mail has."""
    answer = run("digest", "retry", "0" * 32)
    assert (answer.code, "hint: list it: ctcalendar digest outbox" in answer.err) == (3, True)
    assert run("digest", "retry").code == 2
    assert run("digest", "retry", "one\ntwo").code == 2


# -- who may, and what is no answer -----------------------------------------------------------------------------------

COMMANDS: Sequence[Sequence[str]] = (
    ("preview", "--subscriber", "nobody"),
    ("explain", "--subscriber", "nobody"),
    ("outbox",),
    ("retry", "0" * 32),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("clearance", ["PUBLIC", "PRIVATE"])
def test_below_full_clearance_nothing_of_it_is_told(queued: Path, command: Sequence[str], clearance: str):
    """Not even whether there is such a subscriber."""
    answer = run("--clearance", clearance, "digest", *command)
    assert (answer.code, answer.out) == (3, "")
    assert "nobody" not in answer.err


@pytest.mark.parametrize("command", ["preview", "explain"])
def test_a_subscriber_that_is_not_there_is_refused(here: Path, command: str):
    """The hint says where they are listed; a name that none can have is wrong usage."""
    answer = run("digest", command, "--subscriber", "nobody")
    assert (answer.code, answer.out) == (3, "")
    assert answer.err == "error: there is no subscriber 'nobody'\nhint: list them: ctcalendar subscriber list\n"
    assert run("digest", command, "--subscriber", "a\x1b[2Jb").code == 2
    assert run("digest", command).code == 2


@pytest.mark.parametrize("command", ["preview", "explain"])
@pytest.mark.parametrize(
    "at", ["yesterday", "", "2090-13-01", "25:00", "12", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_moment_that_is_none_is_wrong_usage(here: Path, command: str, at: str):
    """Nor is a log position one: a digest is of a day."""
    answer = run("digest", command, "--subscriber", ann(), "--at", at)
    assert (answer.code, answer.out) == (2, "")
    assert "--at" in answer.err


@pytest.mark.parametrize("command", ["preview", "explain"])
def test_who_gets_no_digests_has_none_to_look_at(here: Path, command: str):
    """It is said why, and where to read more."""
    name = ann()
    done("subscriber", "remove", name)
    answer = run("digest", command, "--subscriber", name)
    assert answer.code == 3
    assert f"{name} gets no digests: unsubscribed" in answer.err
    assert f"hint: see: ctcalendar subscriber show {name}" in answer.err
