"""feed add, list, show, remove, rotate-token: what may be chosen, who may choose it, and what is said of it."""

import csv
import io
import re
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.feeds.catalogue import FEEDS
from ctcalendar.settings import load
from ctcalendar.views.filter import TERMS
from ctcalendar.web.site import site
from doors import Answer, run
from feeds.contentlines import read
from feeds.lint import lint

TOKEN = re.compile(r"/feeds/private/([A-Za-z0-9_-]{43})\.ics")


def added(*options: object, name: str = "mine") -> Answer:
    """Save a feed with those options; what was said."""
    answer = run("feed", "add", name, *options)
    assert (answer.code, answer.err) == (0, ""), answer.err
    return answer


def shown(name: str = "mine") -> dict[str, Any]:
    """A feed as JSON."""
    answer = run("feed", "show", name, "--format", "json")
    assert answer.code == 0, answer.err
    found: dict[str, Any] = answer.json
    assert found.pop("saved_at") > 0
    return found


def token_of(answer: Answer) -> str:
    """The token in the address that was told."""
    (token,) = TOKEN.findall(answer.out)
    return str(token)


def get(path: str) -> tuple[int, bytes]:
    """What the server answers at an address."""
    with TestClient(site(App(load())), base_url="http://calendar.test") as client:
        answer = client.get(path)
        return answer.status_code, answer.content


def names() -> list[str]:
    """The names of all feeds."""
    return [one["name"] for one in run("feed", "list", "--format", "json").json]


# -- add --------------------------------------------------------------------------------------------------------------

PLAIN = {
    "name": "mine",
    "title": {"en": "mine", "ar": None, "differs": None},
    "asked": {},
    "language": "en",
    "clearance": "PUBLIC",
    "private": False,
    "deadlines": "no",
    "expected": False,
    "cancelled": "keep",
    "alarms": [],
    "tasks": False,
    "color": "steelblue",
}


def test_a_feed_of_everything_needs_a_name_and_nothing_else(visit: Path):
    """It is called by it, and told where it can be had."""
    assert added().out == "mine: saved\nits address: /feeds/mine.ics\n"
    assert shown() == PLAIN
    status, body = get("/feeds/mine.ics")
    assert status == 200
    assert b"visit-doha-2024-05" in body


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (["--title-en", "Gulf visits"], {"title": {"en": "Gulf visits", "ar": None, "differs": None}}),
        (["--title-ar", "زيارات الخليج"], {"title": {"en": None, "ar": "زيارات الخليج", "differs": None}}),
        (
            ["--title-en", " Gulf ", "--title-ar", " الخليج "],
            {"title": {"en": "Gulf", "ar": "الخليج", "differs": None}},
        ),
        (["--title-en", "  "], {}),
        (["--private"], {"private": True}),
        (["--private", "--level", "PRIVATE"], {"private": True, "clearance": "PRIVATE"}),
        (["--private", "--level", "CONFIDENTIAL"], {"private": True, "clearance": "CONFIDENTIAL"}),
        (["--level", "PUBLIC"], {}),
        (["--deadlines", "yes"], {"deadlines": "yes"}),
        (["--deadlines", "only", "--tasks"], {"deadlines": "only", "tasks": True}),
        (["--expected"], {"expected": True}),
        (["--cancelled", "drop"], {"cancelled": "drop"}),
        (["--cancelled", "title"], {"cancelled": "title"}),
        (["--alarms", "P7D", "--alarms", "PT2H", "--alarms", "P7D"], {"alarms": ["P7D", "PT2H"]}),
        (["--alarms", "P1W", "--alarms", "P1DT12H", "--alarms", "PT90M"], {"alarms": ["P7D", "P1DT12H", "PT1H30M"]}),
        (["--color", "teal"], {"color": "teal"}),
        (["--lang", "ar"], {"language": "ar"}),
    ],
)
def test_each_choice_is_kept(calendar: Path, options: list[str], chosen: dict[str, Any]):
    """And the feed is written by it, in either language, without a defect."""
    answer = added(*options)
    assert shown() == PLAIN | chosen
    name = f"private/{token_of(answer)}" if "--private" in options else "mine"
    for file in (f"{name}.ics", f"{name}.ar.ics"):
        status, body = get(f"/feeds/{file}")
        assert status == 200
        assert lint(body, alarms=True) == []


TERM_VALUES: dict[str, tuple[list[str], Any]] = {
    "kind": (["visit", "signing,dialogue"], ["visit", "signing", "dialogue"]),
    "status": (["held,cancelled"], ["held", "cancelled"]),
    "party": (["QA", "US"], ["QA", "US"]),
    "person": (["jane-roe"], ["jane-roe"]),
    "organisation": (["us-state"], ["us-state"]),
    "place": (["Doha, west", "الدوحة"], ["Doha, west", "الدوحة"]),
    "text": (['doha -"joint statement"'], 'doha -"joint statement"'),
    "topic": (["finance"], ["finance"]),
    "series": (["talks"], ["talks"]),
    "instrument": (["pact"], ["pact"]),
    "source": (["note-1"], ["note-1"]),
    "since": (["2024"], "2024-01-01"),
    "until": (["P90D"], "P90D"),
    "published_by": (["2024-06"], "2024-06-30"),
    "as_of": (["2024-01-01T09:00Z"], "2024-01-01T09:00Z"),
    "limit": (["5"], 5),
}


def test_every_term_of_the_filter_is_an_option():
    """But for the language, which is a global one; what follows an engagement is no feed."""
    assert set(TERM_VALUES) == set(TERMS) - {"lang", "after"}


@pytest.mark.parametrize("term", TERM_VALUES)
def test_each_term_is_kept_and_asked(visit: Path, term: str):
    """As it was spelled, or the day that it means; the feed is there."""
    values, kept = TERM_VALUES[term]
    added(*(part for value in values for part in (f"--{term.replace('_', '-')}", value)))
    assert shown()["asked"] == {term: kept}
    assert get("/feeds/mine.ics")[0] in (200, 400 if term == "as_of" else 200)


def test_a_feed_holds_what_its_filter_finds(visit: Path):
    """Terms are joined by and, the values of one by or."""
    added("--kind", "visit,signing", "--party", "US", "--since", "2024")
    assert b"visit-doha-2024-05" in get("/feeds/mine.ics")[1]
    added("--kind", "signing", name="signed")
    assert b"BEGIN:VEVENT" not in get("/feeds/signed.ics")[1]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("base", ["", "https://calendar.example"])
def test_the_address_told_is_where_the_feed_is(
    calendar: Path, monkeypatch: pytest.MonkeyPatch, language: str, base: str
):
    """In its main language, whole where the address of the server is known."""
    if base:
        monkeypatch.setenv("CTCALENDAR_PUBLIC_URL", f"{base}/")
    said = added("--lang", language, "--title-ar", "لي", "--title-en", "Mine").out
    assert said.splitlines()[1] == f"its address: {base}/feeds/mine.ics"
    status, body = get("/feeds/mine.ics")
    assert status == 200
    assert read(body).components[0].first("NAME").parameter("LANGUAGE") == language


WRONG = {
    "no name": (["feed", "add"], "Missing argument 'NAME'"),
    "two names": (["feed", "add", "a", "b"], "unexpected extra argument"),
    "an unknown option": (["feed", "add", "mine", "--titel-en", "x"], "No such option"),
    "an unknown level": (["feed", "add", "mine", "--level", "SECRET"], "'SECRET' is not one of"),
    "an unknown choice": (["feed", "add", "mine", "--deadlines", "maybe"], "'maybe' is not one of"),
    "an unknown treatment": (["feed", "add", "mine", "--cancelled", "hide"], "'hide' is not one of"),
    "an unknown colour": (["feed", "add", "mine", "--color", "mauve"], "'mauve' is not one of"),
    "an unknown language": (["feed", "add", "mine", "--lang", "fr"], "'fr' is not one of"),
    "no duration": (["feed", "add", "mine", "--alarms", "7 days"], "'7 days' is no duration"),
    "an empty duration": (["feed", "add", "mine", "--alarms", "P"], "'P' is no duration"),
    "a date": (["feed", "add", "mine", "--alarms", "2024-05-01"], "is no duration"),
    "a duration that breaks a line": (["feed", "add", "mine", "--alarms", "P1D\r\nX:y"], "is no duration"),
    "a duration before": (["feed", "add", "mine", "--alarms", "-P1D"], "is no duration"),
    "a wrong term": (["feed", "add", "mine", "--kind", "vist"], "did you mean visit?"),
    "a wrong day": (["feed", "add", "mine", "--since", "yesterday"], "is no EDTF date"),
    "a wrong moment": (["feed", "add", "mine", "--as-of", "never"], "--as-of"),
    "a name that breaks a line": (["feed", "add", "a\nb"], "NAME"),
    "a name that is no text": (["feed", "add", "a\udcff"], "NAME"),
    "no command": (["feed"], "Usage: ctcalendar feed"),
    "a misspelt command": (["feed", "ad", "mine"], "id you mean 'add'?"),
    "an unknown format": (["feed", "list", "--format", "yaml"], "'yaml' is not one of"),
    "an unknown format of one": (["feed", "show", "all", "--format", "csv"], "'csv' is not one of"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_usage_is_explained_and_nothing_is_saved(calendar: Path, what: str):
    """Exit 2: the command was spelled wrong."""
    arguments, said = WRONG[what]
    answer = run(*arguments)
    assert answer.code == 2
    assert said in answer.err
    assert what == "no command" or re.search(r"^hint: ", answer.err, re.M)
    assert "\x1b" not in answer.err
    assert names() == list(FEEDS)


REFUSED = {
    "a name with a capital": (["feed", "add", "Mine"], "'Mine' is no name of a feed", "gulf-visits"),
    "a name with a slash": (["feed", "add", "../mine"], "is no name of a feed", "gulf-visits"),
    "a name with a dot": (["feed", "add", "mine.ar"], "is no name of a feed", "gulf-visits"),
    "a name in Arabic": (["feed", "add", "زيارات"], "is no name of a feed", "gulf-visits"),
    "an empty name": (["feed", "add", ""], "is no name of a feed", "gulf-visits"),
    "a long name": (["feed", "add", "x" * 64], "is no name of a feed", "63 at most"),
    "a name like an option": (["feed", "add", "--", "-x"], "is no name of a feed", "gulf-visits"),
    "the name of what is always there": (["feed", "add", "all"], "every calendar has a feed 'all'", "another name"),
    "the name of a party's": (["feed", "add", "party-qa"], "every calendar has a feed 'party-qa'", "another name"),
    "the name of a series'": (["feed", "add", "series-x"], "every calendar has a feed 'series-x'", "another name"),
    "the place of private ones": (["feed", "add", "private"], "every calendar has a feed 'private'", "another name"),
    "a public feed of what is private": (
        ["feed", "add", "mine", "--level", "PRIVATE"],
        "a public feed shows what is PUBLIC, not what is PRIVATE",
        "--private",
    ),
    "a public feed of what is confidential": (
        ["feed", "add", "mine", "--level", "CONFIDENTIAL"],
        "a public feed shows what is PUBLIC, not what is CONFIDENTIAL",
        "--private",
    ),
    "six alarms": (
        ["feed", "add", "mine", *(part for days in range(6) for part in ("--alarms", f"P{days + 1}D"))],
        "no alarms",
        "at most 5",
    ),
    "a long title": (["feed", "add", "mine", "--title-en", "x" * 201], "the title in en is too long", "one short line"),
    "a title of two lines": (["feed", "add", "mine", "--title-ar", "سطر\nسطر"], "the title in ar", "one short line"),
    "a title that steers": (["feed", "add", "mine", "--title-en", "\x1b[31mred"], "the title in en", "one short line"),
    "a title that turns": (["feed", "add", "mine", "--title-en", "a\u202eb"], "the title in en", "one short line"),
    "what follows another": (["feed", "add", "mine", "--after", "x"], "after an engagement", "a day or an instant"),
    "a log position": (["feed", "add", "mine", "--as-of", "3"], "by a log position", "a day or an instant"),
    "showing what is not there": (["feed", "show", "visit"], "there is no feed 'visit'", "did you mean visits?"),
    "removing what is not there": (["feed", "remove", "mine"], "no feed 'mine' was saved", "ctcalendar feed list"),
    "removing what is always there": (["feed", "remove", "all"], "no feed 'all' was saved", "ctcalendar feed list"),
    "rotating what is not there": (["feed", "rotate-token", "x"], "no feed 'x' was saved", "ctcalendar feed list"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_with_a_hint(calendar: Path, what: str):
    """Exit 3: rightly spelled, but it cannot be done; nothing is written."""
    arguments, said, hint = REFUSED[what]
    answer = run(*arguments)
    assert (answer.code, answer.out) == (3, "")
    assert said in answer.err
    assert re.search(rf"^hint: .*{re.escape(hint)}", answer.err, re.M)
    assert names() == list(FEEDS)


def test_a_name_that_is_taken_is_refused(calendar: Path):
    """The feed that has it stays as it is."""
    added("--kind", "visit")
    answer = run("feed", "add", "mine", "--kind", "signing", "--private")
    assert (answer.code, answer.out) == (3, "")
    assert "there is a feed 'mine' already" in answer.err
    assert "hint: choose another name, or remove it first" in answer.err
    assert shown() == PLAIN | {"asked": {"kind": ["visit"]}}


@pytest.mark.parametrize("level", ["PUBLIC", "PRIVATE"])
@pytest.mark.parametrize("arguments", [["add", "other"], ["remove", "mine"], ["rotate-token", "mine"]])
def test_who_may_not_read_everything_changes_no_feed(calendar: Path, level: str, arguments: list[str]):
    """Exit 3, and everything stays: a feed could show more than its maker may see."""
    token = token_of(added("--private"))
    answer = run("--clearance", level, "feed", *arguments)
    assert (answer.code, answer.out) == (3, "")
    assert "needs full clearance" in answer.err
    assert "hint: " in answer.err
    assert names() == [*FEEDS, "mine"]
    assert get(f"/feeds/private/{token}.ics")[0] == 200


def test_without_a_database_nothing_is_saved(tmp_path: Path):
    """Exit 4, with how to make one; none is made by the way."""
    commands = (["add", "mine"], ["list"], ["show", "mine"], ["remove", "mine"], ["rotate-token", "mine"])
    for command in commands:
        answer = run("--database", f"sqlite:///{tmp_path}/none.sqlite", "feed", *command)
        assert answer.code == 4
        assert "hint: run: ctcalendar init" in answer.err
    assert not (tmp_path / "none.sqlite").exists()


# -- list and show ----------------------------------------------------------------------------------------------------


def test_the_list_shows_every_feed_and_where_it_is(visit: Path):
    """Those every calendar has, of each party and series, and those saved: what they ask for, private ones too."""
    added("--kind", "visit", "--since", "-P30D", "--title-en", "Lately", name="lately")
    added("--private", "--level", "PRIVATE", "--deadlines", "only", "--expected", name="ours")
    rows = [re.split(r"  +", line) for line in run("feed", "list").out.splitlines()]
    assert rows[0] == ["name", "title", "kind", "asks for", "address"]
    found = {row[0]: row[1:] for row in rows[1:]}
    assert list(found) == [*FEEDS, "party-QA", "party-US", "lately", "ours"]
    assert found["all"] == ["Diplomatic calendar", "public", "deadlines=yes", "/feeds/all.ics"]
    assert found["party-QA"] == ["Qatar", "public", "party=QA deadlines=yes", "/feeds/party-QA.ics"]
    assert found["lately"] == ["Lately", "public", "kind=visit since=-P30D", "/feeds/lately.ics"]
    assert found["ours"] == ["ours", "private, PRIVATE", "deadlines=only expected", "secret"]
    assert "قطر" in run("feed", "list", "--lang", "ar").out


def test_the_list_is_had_in_every_form(visit: Path):
    """The same feeds in all of them."""
    added("--title-en", "=SUM(A1)", "--title-ar", "أ|ب", name="odd")
    added(name="plain")
    wanted = [*FEEDS, "party-QA", "party-US", "odd", "plain"]
    assert names() == wanted
    lines = run("feed", "list", "--format", "jsonl").out.splitlines()
    assert len(lines) == len(wanted)
    rows = list(csv.reader(io.StringIO(run("feed", "list", "--format", "csv").out)))
    assert [row[0] for row in rows[1:]] == wanted
    assert rows[-2][1] == "'=SUM(A1)"
    markdown = run("feed", "list", "--format", "md", "--lang", "ar").out.splitlines()
    assert len(markdown) == len(wanted) + 2
    assert {line.count("|") for line in markdown} == {6}


def test_a_feed_is_shown_in_words(visit: Path):
    """A line for each choice; the filter as a URL spells it."""
    added("--kind", "visit", "--place", "Doha, west", "--title-en", "Doha", "--title-ar", "الدوحة", "--alarms", "P7D")
    lines = dict(line.split(": ", 1) for line in run("feed", "show", "mine").out.splitlines())
    assert lines["title"] == "Doha | الدوحة"
    assert lines["asked"] == "kind=visit place=Doha, west"
    assert (lines["private"], lines["clearance"], lines["alarms"]) == ("no", "PUBLIC", "P7D")
    assert run("feed", "show", "party-QA", "--format", "json").json["asked"] == {"party": ["QA"]}


def test_below_full_clearance_there_are_no_private_feeds(visit: Path):
    """Neither listed nor shown nor suggested; what the public may fetch is."""
    added("--private", name="ours")
    added(name="open")
    for level in ("PUBLIC", "PRIVATE"):
        listed = run("--clearance", level, "feed", "list", "--format", "json").json
        assert [one["name"] for one in listed] == [*FEEDS, "party-QA", "party-US", "open"]
        assert run("--clearance", level, "feed", "show", "open").code == 0
        answer = run("--clearance", level, "feed", "show", "ours")
        assert answer.code == 3
        never = run("--clearance", level, "feed", "show", "hours")
        assert answer.err == never.err.replace("hours", "ours")


# -- secret addresses -------------------------------------------------------------------------------------------------


def test_a_secret_address_is_told_once(visit: Path):
    """When it is made; no command tells it again, none tells its digest."""
    answer = added("--private", "--title-en", "Ours")
    token = token_of(answer)
    assert answer.out.splitlines()[0] == "mine: saved"
    assert "told this once" in answer.out
    assert get(f"/feeds/private/{token}.ics")[0] == 200
    digest = sha256(token.encode()).hexdigest()
    for form in ("table", "json", "jsonl", "csv", "md"):
        out = run("feed", "list", "--format", form).out
        assert token not in out
        assert digest not in out
    for form in ("text", "json"):
        assert token not in run("feed", "show", "mine", "--format", form).out


def test_a_secret_address_is_whole_where_the_server_is_known(calendar: Path, monkeypatch: pytest.MonkeyPatch):
    """As it is to be copied into a program."""
    monkeypatch.setenv("CTCALENDAR_PUBLIC_URL", "https://calendar.example/")
    assert "told this once: https://calendar.example/feeds/private/" in added("--private").out


def test_a_token_is_nowhere_in_the_database(calendar: Path):
    """In no file of it, the write-ahead log included, while it is open and after; its SHA-256 is."""
    tokens = [token_of(added("--private"))]
    tokens.append(token_of(run("feed", "rotate-token", "mine")))
    get(f"/feeds/private/{tokens[1]}.ics")
    for _ in range(2):
        held = b"".join(path.read_bytes() for path in sorted(calendar.glob("calendar.sqlite*")))
        for token in tokens:
            assert token.encode() not in held
            assert sha256(token.encode()).hexdigest().encode() in held
        let_go()  # the write-ahead log is folded into the file
    with sqlite3.connect(calendar / "calendar.sqlite") as raw:
        rows = raw.execute("SELECT sha256, revoked_at IS NULL FROM feed_token ORDER BY created_at").fetchall()
    raw.close()
    assert rows == [(sha256(token.encode()).hexdigest(), number) for number, token in enumerate(tokens)]


def test_a_rotated_token_is_told_once_and_the_old_one_is_no_more(visit: Path):
    """410 for the old address, the feed at the new one."""
    old = token_of(added("--private"))
    answer = run("feed", "rotate-token", "mine")
    new = token_of(answer)
    assert answer.code == 0
    assert "the old one is no more" in answer.out
    assert new != old
    assert get(f"/feeds/private/{old}.ics")[0] == 410
    assert get(f"/feeds/private/{new}.ics")[0] == 200


def test_a_public_feed_has_no_token_to_rotate(calendar: Path):
    """Exit 3, with why."""
    added()
    answer = run("feed", "rotate-token", "mine")
    assert (answer.code, answer.out) == (3, "")
    assert "the feed 'mine' is public" in answer.err
    assert "hint: its address is its name; only private feeds have a secret one" in answer.err


def test_a_removed_feed_is_gone(visit: Path):
    """From the list and the server; its name may be taken again, its old address leads nowhere."""
    token = token_of(added("--private"))
    added(name="open")
    for name in ("mine", "open"):
        assert run("feed", "remove", name).out == f"{name}: removed\n"
        assert run("feed", "remove", name).code == 3
    assert names() == [*FEEDS, "party-QA", "party-US"]
    assert get(f"/feeds/private/{token}.ics")[0] == 410
    assert get("/feeds/open.ics")[0] == 404
    again = token_of(added("--private"))
    assert get(f"/feeds/private/{token}.ics")[0] == 410
    assert get(f"/feeds/private/{again}.ics")[0] == 200


# -- moving house -----------------------------------------------------------------------------------------------------


def test_a_plain_backup_says_that_it_leaves_feeds_out(visit: Path):
    """And how to take them along."""
    token = token_of(added("--private", name="ours"))
    answer = run("backup", "plain.jsonl")
    assert answer.code == 0
    assert "feeds" in answer.out + answer.err
    told = (visit / "plain.jsonl").read_text()
    assert "ours" not in told
    assert sha256(token.encode()).hexdigest() not in told


def test_a_whole_backup_moves_feeds_and_their_addresses(visit: Path, monkeypatch: pytest.MonkeyPatch):
    """The restored calendar answers at the same ones, and 410 where the old one did."""
    old = token_of(added("--private", "--level", "CONFIDENTIAL", name="ours"))
    token = token_of(run("feed", "rotate-token", "ours"))
    added("--kind", "visit", name="open")
    assert run("backup", "--all", "whole.jsonl").code == 0
    assert token not in (visit / "whole.jsonl").read_text()
    listed = run("feed", "list", "--format", "json").out
    body = get(f"/feeds/private/{token}.ics")[1]
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{visit}/moved.sqlite")
    assert run("restore", "whole.jsonl").code == 0
    assert run("feed", "list", "--format", "json").out == listed
    assert get(f"/feeds/private/{token}.ics") == (200, body)
    assert get(f"/feeds/private/{old}.ics")[0] == 410
    assert get("/feeds/open.ics")[0] == 200


def test_tasks_without_deadlines_are_wrong_usage(calendar: Path):
    """Nothing is saved, and it says what to add."""
    answer = run("feed", "add", "mine", "--tasks")
    assert (answer.code, "--deadlines" in answer.err) == (2, True)


def test_a_duration_that_breaks_off_is_none(calendar: Path):
    """P1DT names no time after its T."""
    assert run("feed", "add", "mine", "--alarms", "P1DT").code == 2


def test_when_a_feed_was_saved_is_told_as_a_moment(calendar: Path):
    """Not as a number; those every calendar has were never saved."""
    run("feed", "add", "mine")
    assert re.search(r"^saved_at: 20\d\d-\d\d-\d\dT", run("feed", "show", "mine").out, re.MULTILINE)
    assert "saved_at: with every calendar" in run("feed", "show", "all").out
