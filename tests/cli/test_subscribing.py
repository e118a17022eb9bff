"""subscriber add, confirm, list, show, pause, remove, erase: what they print, and whom they refuse."""

import re
from pathlib import Path

import pytest

from ctcalendar.settings import load
from doors import Answer, run

ANNA = "anna@harbour.example"


def add(*arguments: object) -> str:
    """Add a confirmed subscriber; the id."""
    answer = run("subscriber", "add", ANNA, "--confirmed", *arguments)
    assert answer.code == 0, answer.err
    return answer.out.partition(":")[0]


def shown(name: str) -> dict[str, object]:
    """A subscriber as JSON."""
    found = run("subscriber", "show", name, "--format", "json").json
    assert isinstance(found, dict)
    return found


def refused(answer: Answer, code: int, *words: str) -> bool:
    """Whether a command was refused in those words, and said nothing else."""
    return answer.code == code and not answer.out and all(word in answer.err for word in words)


def test_a_subscriber_is_shown_as_added(visit: Path):
    """Every choice in the words of the command line."""
    name = add(
        *("--lang", "ar", "--zone", "Asia/Qatar", "--every", "monthly", "--on", "Last", "--at", "18:30"),
        *("--party", "QA", "--party", "US", "--kind", "visit", "--level", "PRIVATE", "--sections", "due,corrected"),
        "--immediate",
    )
    found = shown(name)
    assert re.fullmatch("[0-9a-f]{16}", name)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", str(found.pop("next_digest")))
    assert str(found.pop("next_due")).endswith("T15:30:00.000000Z")
    assert re.fullmatch(r"[0-9TZ:.-]{27}", str(found.pop("created_at")))
    assert found == {
        "id": name,
        "address": ANNA,
        "state": "confirmed",
        "language": "ar",
        "zone": "Asia/Qatar",
        "every": "monthly",
        "on": "last",
        "at": "18:30",
        "clearance": "PRIVATE",
        "asked": {"kind": ["visit"], "party": ["QA", "US"]},
        "sections": ["due", "corrected"],
        "immediate": True,
        "position": 4,
        "suppressed": None,
        "bounces": 0,
    }
    text = run("subscriber", "show", name).out
    assert f"address: {ANNA}\nstate: confirmed\nlanguage: ar\n" in text
    assert "asked: kind=visit party=QA,US\nsections: due,corrected\nimmediate: yes\n" in text


def test_what_is_not_chosen_is_weekly_on_monday_at_seven(calendar: Path):
    """In UTC, in English, of everything public."""
    found = shown(add())
    assert (found["every"], found["on"], found["at"], found["zone"]) == ("weekly", "monday", "07:00", "UTC")
    assert (found["language"], found["clearance"], found["asked"], found["sections"]) == ("en", "PUBLIC", {}, [])


def test_the_address_is_told_to_who_lists_and_to_nobody_else(calendar: Path):
    """What a command did may be kept in a log."""
    name = add("--every", "daily")
    said = [
        run("subscriber", *arguments)
        for arguments in (
            ("add", ANNA, "--confirmed"),
            ("pause", name),
            ("pause", name, "--off"),
            ("remove", name),
            ("erase", ANNA),
            ("erase", ANNA),
        )
    ]
    assert [answer.code for answer in said] == [3, 0, 0, 0, 0, 0]
    assert not any("harbour" in answer.out + answer.err for answer in said)


def test_subscribers_are_listed_whatever_became_of_them(calendar: Path):
    """As a table, and as JSON, JSON Lines, CSV and Markdown."""
    name = add("--every", "never", "--immediate")
    run("subscriber", "remove", name)
    assert [one["state"] for one in run("subscriber", "list", "--format", "json").json] == ["unsubscribed"]
    for form in ("table", "jsonl", "csv", "md"):
        answer = run("subscriber", "list", "--format", form)
        assert (answer.code, ANNA in answer.out, name in answer.out) == (0, True, True)
    assert ",unsubscribed,en,never,07:00 UTC,,everything" in run("subscriber", "list", "--format", "csv").out


def test_pausing_ending_and_erasing_say_what_they_did(calendar: Path):
    """And what undoes it, where something does."""
    name = add("--every", "daily")
    assert run("subscriber", "pause", name).out == (
        f"{name}: paused; ends with: ctcalendar subscriber pause {name} --off\n"
    )
    assert re.fullmatch(
        rf"{name}: confirmed; the next digest is due \S+Z\n", run("subscriber", "pause", name, "--off").out
    )
    assert run("subscriber", "remove", name).out == f"{name}: unsubscribed\n"
    assert run("subscriber", "erase", name).out == "erased\n"
    again = run("subscriber", "erase", name)
    assert (again.code, again.out) == (0, "there was nobody of that name; what may have been left of it is erased\n")
    assert run("subscriber", "list", "--format", "json").json == []


def test_nothing_of_who_was_erased_is_in_the_folder(calendar: Path, tmp_path: Path):
    """Whatever files SQLite keeps there."""
    add("--every", "daily")
    assert any(b"harbour" in file.read_bytes() for file in tmp_path.iterdir())
    assert run("subscriber", "erase", "anna@HARBOUR.example").code == 0
    assert not any(b"harbour" in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["add", "nobody"], 3, ["no mail address"]),
        (["add", "a@x.example\r\nBcc: b@y.example"], 3, ["no mail address"]),
        (["add", ANNA, "--zone", "Asia/Quatar"], 3, ["no time zone", "Asia/Qatar"]),
        (["add", ANNA, "--every", "daily", "--on", "monday"], 3, ["no day", "leave out"]),
        (["add", ANNA, "--every", "never"], 3, ["nothing would ever be sent", "--immediate"]),
        (["add", ANNA, "--sections", "due,horoscope"], 3, ["horoscope", "the parts are"]),
        (["add", ANNA, "--at", "noon"], 3, ["no hour"]),
        (["add", ANNA, "--as-of", "2025-01-01"], 2, ["--as-of", "what is new"]),
        (["add", ANNA, "--limit", "3"], 2, ["--limit", "what is new"]),
        (["add", ANNA, "--every", "hourly"], 2, ["hourly"]),
        (["add", ANNA, "--party", "Q\x07"], 2, ["party"]),
        (["confirm", "0" * 40], 3, ["confirms nothing", "48 hours"]),
        (["confirm", "\x1b[31m"], 2, ["TOKEN"]),
        (["show", "nobody"], 3, ["no subscriber", "list"]),
        (["pause", "nobody"], 3, ["no subscriber"]),
        (["remove", "nobody"], 3, ["no subscriber"]),
        (["erase", "a\n@x.example"], 2, ["ID|ADDRESS"]),
    ],
)
def test_what_cannot_be_done_is_refused_with_what_to_do(
    calendar: Path, arguments: list[str], code: int, words: list[str]
):
    """Nothing is kept of it."""
    assert refused(run("subscriber", *arguments), code, *words)
    assert run("subscriber", "list", "--format", "json").json == []


@pytest.mark.parametrize("command", ["add", "confirm", "list", "show", "pause", "remove", "erase"])
def test_who_reads_below_full_clearance_learns_of_nobody(calendar: Path, command: str):
    """Addresses are everybody's own."""
    arguments = [] if command == "list" else ["x"]
    assert refused(run("--clearance", "PRIVATE", "subscriber", command, *arguments), 3, f"subscriber {command}")


def test_an_address_that_would_be_a_formula_is_none_in_a_spreadsheet(calendar: Path):
    """Nor does one in Arabic turn the line around that it stands in."""
    run("subscriber", "add", "=cmd@harbour.example", "--confirmed")
    assert ",'=cmd@harbour.example," in run("subscriber", "list", "--format", "csv").out


def test_the_whole_of_double_opt_in(calendar: Path, monkeypatch: pytest.MonkeyPatch):
    """The letter that is queued holds the token that confirms, once."""
    monkeypatch.setenv("CTCALENDAR_PUBLIC_URL", "https://calendar.example")
    answer = run("subscriber", "add", ANNA, "--every", "daily")
    assert (answer.code, answer.err) == (0, "")
    name = answer.out.partition(":")[0]
    assert shown(name)["state"] == "pending"
    token = _token()
    assert run("subscriber", "confirm", token).out.startswith(f"{name}: confirmed; the next digest is due ")
    assert refused(run("subscriber", "confirm", token), 3, "confirms nothing")


def _token() -> str:
    """The token in the only letter that is queued."""
    from email import message_from_bytes, policy

    from ctcalendar.db.reader import open_reader

    with open_reader(load().database) as reader:
        ((message,),) = reader.rows("SELECT message FROM outbox")
    body = message_from_bytes(message.encode(), policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"https://calendar\.example/confirm/([0-9a-f]{40})\b", body.get_content())
    assert found
    return found[1]


def test_who_could_never_confirm_is_not_added(calendar: Path):
    """Where nobody knows where pages can be reached."""
    assert refused(run("subscriber", "add", ANNA), 3, "nobody could confirm", "--confirmed")
    assert run("subscriber", "list", "--format", "json").json == []
