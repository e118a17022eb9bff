"""schedule, hold, reschedule, cancel, amend, corroborate: one item, by options."""

from pathlib import Path

import pytest

from doors import Answer, run

VISIT = "visit-doha-2024-05"
SCHEDULE = [
    *("schedule", "talks-2026", "--kind", "meeting", "--title", "Talks in Doha", "--when", "2026-05"),
    *("--party", "QA", "--party", "US", "--place", "Doha, QA", "--person", "jane-roe:head:US"),
    *("--source", "note-1", "--quote", "will meet in May", "--supports", "when"),
]
MOVE = ["reschedule", "talks-2026", "--when", "2026-06-03", "--reason", "the minister travels", "--source", "note-2"]
CANCEL = ["cancel", "talks-2026", "--reason", "a storm", "--source", "note-2"]


def log() -> str:
    """The whole log."""
    return run("backup", "-").out


def shown(name: str) -> dict:
    """An engagement as `show` gives it back."""
    return run("show", name, "--format", "json").json


def done(*command: str) -> Answer:
    """A command that succeeds."""
    answer = run(*command)
    assert answer.code == 0, answer.err
    return answer


def claims(name: str, field: str) -> list[tuple[object, str, str]]:
    """What was ever claimed of a field: value, source, rank."""
    return [
        (claim["value"], claim["source"], claim["rank"]) for claim in shown(name)["claims"] if claim["field"] == field
    ]


# -- schedule and hold ------------------------------------------------------------------------------------------------


def test_an_announced_engagement_is_read_back_as_it_was_said(visit: Path):
    """Every option is a field; the answer says what was recorded, and where it stands in the log."""
    assert done(*SCHEDULE).out == "engagement talks-2026: scheduled (position 5)\n"
    entry = shown("talks-2026")
    assert (entry["kind"], entry["status"], entry["parties"]) == ("meeting", "scheduled", ["QA", "US"])
    assert entry["title"]["en"] == "Talks in Doha"
    assert (entry["when"]["edtf"], entry["when"]["basis"]) == ("2026-05", "stated")
    assert (entry["place"]["name"]["en"], entry["place"]["country"]) == ("Doha", "QA")
    assert [(one["person"], one["role"], one["party"]) for one in entry["participants"]] == [("jane-roe", "head", "US")]
    [citation] = entry["citations"]
    assert (citation["source"], citation["language"], citation["supports"]) == ("note-1", "en", ["when"])


def test_the_same_command_twice_appends_nothing(visit: Path):
    """It says where it stands already."""
    done(*SCHEDULE)
    before = log()
    assert done(*SCHEDULE).out == "engagement talks-2026: already recorded (position 5)\n"
    assert log() == before


def test_the_same_id_with_other_content_is_refused(visit: Path):
    """It names the field, and the commands that correct; nobody wrote a file, so none is spoken of."""
    done(*SCHEDULE)
    before = log()
    answer = run(*SCHEDULE[:-2], "--set", "title.ar=محادثات")
    assert answer.code == 3
    assert "engagement talks-2026: is already recorded with other content; it differs in" in answer.err
    assert "hint: to correct what is recorded: ctcalendar amend" in answer.err
    assert "line" not in answer.err
    assert log() == before


def test_arabic_is_told_by_its_letters(visit: Path):
    """A title, a place and a quote in Arabic need no more than to be written."""
    done(
        *("schedule", "visit-2026", "--kind", "visit", "--title", "زيارة إلى الدوحة", "--place", "الدوحة، QA"),
        *("--party", "QA", "--party", "US", "--source", "note-1", "--quote", "زيارة الدوحة", "--supports", "title.ar"),
    )
    entry = shown("visit-2026")
    assert entry["title"] == {"en": None, "ar": "زيارة إلى الدوحة", "differs": None}
    assert (entry["place"]["name"]["ar"], entry["place"]["country"]) == ("الدوحة", "QA")
    assert entry["citations"][0]["language"] == "ar"


def test_a_title_may_be_given_in_both_languages(visit: Path):
    """--title-ar is Arabic, and what stands beside it is English."""
    done(*SCHEDULE, "--title-ar", "محادثات في الدوحة")
    assert shown("talks-2026")["title"] == {"en": "Talks in Doha", "ar": "محادثات في الدوحة", "differs": None}


def test_any_field_may_be_set_and_part_of_one(visit: Path):
    """Dotted, with flow YAML where a value has parts, with the short form inside it too."""
    when = "{edtf: 2026-05-02, time: 10:00, zone: Asia/Qatar}"
    done(
        *("schedule", "x", "--kind", "visit", "--set", "title.en=To Doha: the [second] visit", "--when", when),
        *("--set", "parties=QA, US", "--set", "sessions=3", "--set", "places=[Riyadh, {name: Doha, country: QA}]"),
        *("--set", "occasion=null", "--cite", "note-1", "--cite", "{source: note-2, supports: [when]}"),
    )
    entry = shown("x")
    assert entry["title"]["en"] == "To Doha: the [second] visit"
    assert (entry["when"]["starts_at"], entry["when"]["zone"]) == ("2026-05-02T10:00", "Asia/Qatar")
    assert (entry["parties"], entry["sessions"], entry["occasion"]) == (["QA", "US"], 3, None)
    assert [place["name"]["en"] for place in entry["places"]] == ["Riyadh", "Doha"]
    assert [(one["source"], one["supports"]) for one in entry["citations"]] == [("note-1", []), ("note-2", ["when"])]


def test_what_was_announced_is_held_by_saying_so(visit: Path):
    """Kind, title and parties stand as announced; what is said now stands beside it."""
    done(*SCHEDULE)
    held = ["hold", "talks-2026", "--when", "2026-05-04", "--source", "note-2", "--supports", "when"]
    assert done(*held).out == "engagement talks-2026: held (position 6)\n"
    entry = shown("talks-2026")
    assert (entry["status"], entry["title"]["en"], entry["when"]["edtf"]) == ("held", "Talks in Doha", "2026-05-04")
    assert entry["participants"][0]["person"] == "jane-roe"
    assert done(*held).out == "engagement talks-2026: already recorded (position 6)\n"


def test_what_nobody_announced_is_held_whole(visit: Path):
    """Then its kind, title and parties are asked for."""
    answer = run("hold", "new-1", "--title", "A new one", "--source", "note-1")
    assert answer.code == 2
    assert answer.err.startswith("error: --kind, --party are missing")
    whole = ["hold", "new-1", "--title", "A new one", "--source", "note-1", "--kind", "visit", "--party", "QA"]
    done(*whole, "--person", "jane-roe:visitor")
    assert (shown("new-1")["status"], shown("new-1")["participants"][0]["party"]) == ("held", "QA")


# -- reschedule and cancel --------------------------------------------------------------------------------------------


def test_an_engagement_is_moved_put_off_called_off_and_announced_again(visit: Path):
    """Each is a fact with its reason, in either language or in both."""
    done(*SCHEDULE)
    assert done(*MOVE).out == "engagement talks-2026: rescheduled (position 6)\n"
    assert shown("talks-2026")["when"]["edtf"] == "2026-06-03"
    done("reschedule", "engagement:talks-2026", "--postponed", "--reason-ar", "عاصفة", "--source", "note-2")
    assert shown("talks-2026")["when"] is None
    done(*CANCEL)
    assert shown("talks-2026")["status"] == "cancelled"
    done("reschedule", "talks-2026", "--when", "2026-07", "--reason", "on", "--reason-ar", "نعم", "--source", "note-2")
    entry = shown("talks-2026")
    assert (entry["status"], entry["when"]["edtf"]) == ("scheduled", "2026-07")
    assert [fact["type"].partition(".")[2] for fact in entry["history"]] == [
        *("scheduled", "rescheduled", "rescheduled", "cancelled", "rescheduled")
    ]


def test_who_says_again_what_was_undone_since_is_told(visit: Path):
    """The same words are one command, so nothing is appended: a note says why, and what to do."""
    done(*SCHEDULE)
    done(*CANCEL)
    done(*MOVE)
    before = log()
    answer = done(*CANCEL)
    assert answer.out == "engagement talks-2026: already recorded (position 6)\n"
    assert answer.err == ("note: engagement.rescheduled was recorded since; to say this again, give another --reason\n")
    assert log() == before


def test_what_another_source_adds_undoes_nothing(visit: Path):
    """Then there is no such note."""
    done(*SCHEDULE)
    done(*CANCEL)
    done("corroborate", "talks-2026", "--source", "note-2", "--supports", "title.en")
    assert done(*CANCEL).err == ""


# -- amend ------------------------------------------------------------------------------------------------------------

_AMEND = ["amend", VISIT, "--cause", "correction", "--reason", "the embassy corrected its note", "--source", "note-2"]


def test_an_amended_value_stays_as_a_superseded_claim(visit: Path):
    """The old day is shown beside the new one, on the word of its source."""
    assert done(*_AMEND, "--when", "2024-05-02").out == f"engagement {VISIT}: amended (position 5)\n"
    assert shown(VISIT)["when"]["edtf"] == "2024-05-02"
    found = [(value["edtf"], source, rank) for value, source, rank in claims(VISIT, "when")]
    assert found == [("2024-05-01/2024-05-02", "note-1", "deprecated"), ("2024-05-02", "note-2", "preferred")]


def test_part_of_a_value_is_amended_and_the_rest_stays(visit: Path):
    """A language of a title, the title of one participant, a country; list steps by id or number."""
    done(
        *(*_AMEND, "--set", "title.ar=زيارة رسمية", "--set", "participants.jane-roe.title=Secretary of State"),
        *("--set", "places.1.country=SA", "--supports", "title.ar"),
    )
    entry = shown(VISIT)
    assert entry["title"] == {"en": "Visit to Doha", "ar": "زيارة رسمية", "differs": None}
    assert entry["participants"][0]["title"]["en"] == "Secretary of State"
    assert entry["participants"][0]["name"]["en"] == "Jane Roe"
    assert (entry["place"]["name"]["ar"], entry["place"]["country"]) == ("الدوحة", "SA")


def test_a_text_in_one_language_leaves_the_other(visit: Path):
    """Without a language it is that of its letters."""
    done(*_AMEND, "--title", "Official visit to Doha")
    assert shown(VISIT)["title"] == {"en": "Official visit to Doha", "ar": "زيارة إلى الدوحة", "differs": None}


def test_a_value_is_taken_back_to_unknown(visit: Path):
    """By nothing after the equals sign, or by null; a member of a list is taken out of it."""
    done(*_AMEND, "--set", "when=", "--set", "title.ar=null", "--set", "participants.jane-roe=")
    entry = shown(VISIT)
    assert (entry["when"], entry["title"]["ar"], entry["participants"]) == (None, None, [])
    assert entry["title"]["en"] == "Visit to Doha"


def test_an_amendment_of_a_part_given_twice_is_recorded_once(visit: Path):
    """Although it is composed of the recorded value, which it changed."""
    part = [*_AMEND, "--set", "title.ar=زيارة رسمية", "--set", "sessions=2"]
    done(*part)
    before = log()
    assert done(*part).out == f"engagement {VISIT}: already recorded (position 5)\n"
    assert log() == before


def test_an_item_of_any_kind_is_amended(visit: Path):
    """A person's name, by KIND:ID or a bare id that is one thing's."""
    done("amend", "jane-roe", "--set", "names.en=Jane M. Roe", "--cause", "correction", "--reason", "r")
    [person] = run("people", "--format", "json").json
    assert (person["names"]["en"], person["names"]["ar"]) == ("Jane M. Roe", "جين رو")


# -- corroborate ------------------------------------------------------------------------------------------------------


def test_another_source_says_so_too(visit: Path):
    """With --supports alone it agrees with what is recorded."""
    command = ["corroborate", VISIT, "--source", "note-2", "--quote", "arrived on 1 May", "--supports", "when"]
    assert done(*command).out == f"engagement {VISIT}: corroborated (position 5)\n"
    assert [source for _, source, _ in claims(VISIT, "when")] == ["note-1", "note-2"]
    assert "already recorded" in done(*command).out


def test_another_source_adds_what_was_unknown(visit: Path):
    """A value, or what it gives less exactly; with a note."""
    done(
        *("corroborate", VISIT, "--source", "note-2", "--when", "2024-05", "--set", "occasion=Doha Forum"),
        *("--supports", "when", "--supports", "occasion.en", "--note", "a weekly summary"),
    )
    entry = shown(VISIT)
    assert (entry["occasion"]["en"], entry["when"]["edtf"]) == ("Doha Forum", "2024-05-01/2024-05-02")
    assert claims(VISIT, "when")[1] == ({"edtf": "2024-05"}, "note-2", "normal")
    assert entry["history"][1]["note"] == "a weekly summary"


# -- what is refused --------------------------------------------------------------------------------------------------

USAGE = {
    "both ways to move": [*MOVE, "--postponed"],
    "no way to move": ["reschedule", VISIT, "--reason", "r"],
    "no reason": ["cancel", VISIT, "--source", "note-1"],
    "no cause": ["amend", VISIT, "--set", "sessions=3", "--reason", "r"],
    "another cause": ["amend", VISIT, "--set", "sessions=3", "--reason", "r", "--cause", "whim"],
    "nothing to amend": _AMEND,
    "a field twice": [*_AMEND, "--set", "sessions=3", "--set", "sessions=4"],
    "an option and --set": [*_AMEND, "--when", "2024", "--set", "when=2025"],
    "no equals sign": [*_AMEND, "--set", "sessions"],
    "no field": [*_AMEND, "--set", "=3"],
    "a path of dots": [*_AMEND, "--set", "a..b=3"],
    "a path too deep": [*_AMEND, "--set", f"{'a.' * 50}b=3"],
    "no YAML": [*_AMEND, "--set", "when={edtf: 2024"],
    "a tag": [*_AMEND, "--set", "when={edtf: !!python/object/apply:os.system [true]}"],
    "no date": [*_AMEND, "--when", "next week"],
    "no month": [*_AMEND, "--when", "2026-13"],
    "no country": [*_AMEND, "--place", "Geneva, Switzerland"],
    "no ordinal": [*_AMEND, "--series", "s:three"],
    "no member": [*_AMEND, "--set", "participants.john-doe.title=x"],
    "below a plain value": [*_AMEND, "--set", "kind.en=x"],
    "a quote of nobody": ["corroborate", VISIT, "--quote", "words"],
    "a citation that is a list": ["corroborate", VISIT, "--cite", "[note-1]"],
    "a corroboration that takes back": ["corroborate", VISIT, "--source", "note-1", "--set", "when="],
    "a status": [*SCHEDULE, "--set", "status=held"],
    "a person of no party": [*SCHEDULE, "--person", "jane-roe:head"],
    "a person without a role": [*SCHEDULE, "--person", "jane-roe"],
    "another kind": [*SCHEDULE, "--kind", "party"],
    "a control character in the id": ["cancel", "a\x1b[31m", "--reason", "r"],
}


@pytest.mark.parametrize("name", USAGE)
def test_wrong_usage_is_told_and_nothing_is_written(visit: Path, name: str):
    """Exit 2, and the log as it was."""
    before = log()
    answer = run(*USAGE[name])
    assert answer.code == 2, answer.err
    assert answer.err.startswith("error: ")
    assert log() == before


REFUSED = {
    "an unknown id": (["cancel", "visit-doha", "--reason", "r"], f"did you mean {VISIT}?"),
    "an unknown source": (
        [*_AMEND, "--when", "2024", "--cite", "nte-2"],
        "--cite (citations.2.source): no source 'nte-2' is recorded; did you mean 'note-2'?",
    ),
    "an unknown field": ([*_AMEND, "--set", "sesions=3"], "--set sesions: is no field of it; did you mean 'sessions'?"),
    "a part that is not there": ([*_AMEND, "--set", "title.fr=Visite"], "there is no field 'fr' here"),
    "an unknown country": ([*_AMEND, "--place", "Doha, XX"], "--place (places.1.country): no ISO 3166 country 'XX'"),
    "an unknown party": ([*_AMEND, "--party", "Qatar"], "--party (parties.1): no party 'Qatar' is recorded"),
    "the value it has": (
        [*_AMEND, "--set", "title.en=Visit to Doha"],
        "--set title.en: already has that value; to add a source for it, corroborate it",
    ),
    "a fixed field": ([*_AMEND, "--set", "status=cancelled"], "--set status: changes by a fact of its own"),
    "a control character": ([*_AMEND, "--title", "a\x07b"], "--title (title.en): holds U+0007"),
    "a long quote": ([*_AMEND, "--when", "2024", "--quote", "word " * 13], "--quote: has 13 words"),
    "no source": (["corroborate", VISIT, "--when", "2024"], "citations (--source): are missing"),
    "what took place": (
        [*CANCEL[:1], VISIT, *CANCEL[2:]],
        f"engagement {VISIT}: took place, so it cannot be cancelled",
    ),
    "a contradiction": (
        ["corroborate", VISIT, "--source", "note-2", "--when", "2024-06"],
        '--when: gives {"edtf":"2024-06"}, the record has {"edtf":"2024-05-01/2024-05-02"}',
    ),
    "an unknown role": (
        [*SCHEDULE[:2], "--kind", "visit", "--title", "t", "--party", "QA", "--person", "jane-roe:chief"],
        "--person (participants.1.role): 'chief' is none of head, co-chair",
    ),
    "an id with spaces": (["schedule", "a b", *SCHEDULE[2:]], "ID: is no id: letters, digits, - and _"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_of_its_option(visit: Path, name: str):
    """Exit 3, a hint, no file and no line that nobody wrote, and the log as it was."""
    command, says = REFUSED[name]
    before = log()
    answer = run(*command)
    assert answer.code == 3, answer.err
    assert says in answer.err
    assert "hint: " in answer.err
    assert "command line" not in answer.err
    assert "file" not in answer.err
    assert log() == before


@pytest.mark.parametrize("command", [SCHEDULE, ["hold", *SCHEDULE[1:]], MOVE, CANCEL, [*_AMEND, "--when", "2024"]])
def test_who_says_something_needs_full_clearance(visit: Path, command: list[str]):
    """What is refused, and why, tells of what is there."""
    answer = run("--clearance", "PRIVATE", *command)
    assert answer.code == 3
    assert "full clearance" in answer.err


def test_an_id_of_two_things_is_told_apart(visit: Path):
    """KIND:ID says which is meant."""
    done("schedule", "jane-roe", *SCHEDULE[2:])
    answer = run("cancel", "jane-roe", *CANCEL[2:])
    assert answer.code == 3
    assert "write person:jane-roe or engagement:jane-roe" in answer.err
    assert done("cancel", "engagement:jane-roe", *CANCEL[2:]).out == "engagement jane-roe: cancelled (position 6)\n"


# -- how it answers ---------------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_be_and_writes_nothing(visit: Path):
    """In words, or as the facts themselves."""
    before = log()
    assert done(*SCHEDULE, "--dry-run").out == "engagement talks-2026: scheduled (dry run, nothing was written)\n"
    [fact] = done(*SCHEDULE, "--dry-run", "--format", "json").json
    assert (fact["type"], fact["stream"]) == ("engagement.scheduled", "engagement:talks-2026")
    assert log() == before


def test_facts_are_printed_as_record_prints_them(visit: Path):
    """One JSON value, or one a line; what stands already is no fact."""
    assert done(*SCHEDULE, "--format", "jsonl").json["data"]["when"] == {"edtf": "2026-05"}
    assert done(*SCHEDULE, "--format", "json").json == []


@pytest.mark.postgres
def test_postgresql_records_and_refuses_the_same(visit: Path, postgres_url: str):
    """An announcement, a move, an amendment of a part, a refusal; each twice is once."""
    at = ["--database", postgres_url]
    assert run(*at, "init").code == 0
    assert run(*at, "record", "visit.yaml").code == 0
    for command in (SCHEDULE, MOVE, [*_AMEND, "--set", "title.ar=زيارة رسمية"]):
        assert "(position " in done(*at, *command).out
        assert "already recorded" in done(*at, *command).out
    assert run(*at, "cancel", VISIT, *CANCEL[2:]).code == 3
    assert run(*at, "show", "talks-2026", "--format", "json").json["when"]["edtf"] == "2026-06-03"
    assert run(*at, "show", VISIT, "--format", "json").json["title"]["ar"] == "زيارة رسمية"
    assert run(*at, "verify", "--views").code == 0
