"""What calendar programs read in our feeds: ical.js, node-ical and icalendar, all the same."""

import json
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from cases.case import Case, cases, told
from feeds.hostile import FIELDS, LATER, PIECES, hostile_file
from feeds.programs.quirks import without_quirks
from feeds.programs.reading import Entries, NodeUnavailable, read_by, read_by_icalendar, skip_unless_ci
from views.databases import SqliteDatabases, sqlite_databases

__all__ = ["sqlite_databases"]

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
EXPORTS = sorted((HERE.parents[1] / "exports").glob("*.ics"))
# The awkward entries stand on file case by case, without a calendar around them: here they are whole feeds.
GOLDEN = sorted(file for file in (HERE.parent / "golden/feeds").glob("*.ics") if not file.name.startswith("awkward"))
MODERN = HERE / "programs/modern.ics"
PROGRAMS = ["ical-js", "node-ical"]


# Rules of every sort: none, north and south, half an hour, changed often, around Ramadan, across the date line.
ZONES = """Asia/Qatar Europe/Zurich Europe/London America/New_York America/Sao_Paulo Australia/Lord_Howe Asia/Tehran
    Asia/Gaza Africa/Cairo Africa/Casablanca Pacific/Apia Asia/Kolkata UTC""".split()


@pytest.fixture(scope="module")
def feeds(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every published and golden feed, one that holds all a feed may hold, and the feeds of awkward records."""
    folder = tmp_path_factory.mktemp("feeds")
    awkward = [_written(sqlite_databases, folder, case) for case in (*cases().values(), HOSTILE, _in_zones())]
    return [*EXPORTS, *GOLDEN, MODERN, *(file for files in awkward for file in files)]


def _written(databases: SqliteDatabases, folder: Path, case: Case) -> list[Path]:
    """The feeds of a record, as files."""
    files = [folder / f"{case.name}.{language}.ics" for language in ("en", "ar")]
    with databases.empty() as settings:
        recorded = told(case, settings)
        for file, language in zip(files, ("en", "ar"), strict=True):
            file.write_bytes(recorded.feed(language))
    return files


def _meeting(zone: str, year: int, month: int) -> dict[str, Any]:
    name = f"{zone.replace('/', '-')}-{year}-{month}"
    return {
        "id": name,
        "kind": "meeting",
        "status": "held",
        "title": {"en": f"Meeting of {name}", "ar": f"اجتماع {name}"},
        "when": {"edtf": f"{year}-{month:02}-15", "time": "14:30", "zone": zone},
        "parties": ["QA"],
        "citations": [{"source": "agenda"}],
    }


def _in_zones() -> Case:
    """Meetings in winter and summer in each zone; of the past alone, for node-ical asks the zones of its Node."""
    agenda = {"id": "agenda", "kind": "other", "title": {"en": "Agenda"}, "languages": ["en"]}
    days = [(year, month) for year in (1999, 2011, 2022) for month in (1, 7)]
    meetings = [_meeting(zone, year, month) for zone in ZONES for year, month in days]
    return Case("zones", "", [("zones.json", json.dumps({"sources": [agenda], "engagements": meetings}).encode())], {})


_PIECES = cycle(PIECES)
_TEXTS = {field: "".join(islice(_PIECES, 12)) + "ق" for field in FIELDS + LATER}
_QUOTES = {"quote.en": '"a";b,c:\\n^', "quote.ar": "«قال»؛ ثم،"}
HOSTILE = Case("hostile", "", hostile_file({**_TEXTS, **_QUOTES, "url": "https://source.example/;a=,b"}), {})


@pytest.fixture(scope="module", params=PROGRAMS)
def program(request: pytest.FixtureRequest) -> str:
    """Each program in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def reading(program: str, feeds: list[Path]) -> dict[Path, Entries]:
    """What a program reads in all feeds."""
    try:
        return read_by(program, feeds)
    except NodeUnavailable as reason:
        skip_unless_ci(reason)


def test_a_program_reads_what_icalendar_reads(program: str, reading: dict[Path, Entries], feeds: list[Path]):
    """Titles, texts, places, days, times, zones, states, sequences and categories of every entry of every feed."""
    assert list(reading) == feeds
    for file in feeds:
        written = read_by_icalendar(file.read_bytes())
        assert list(reading[file]) == list(written), file.name
        for uid, entry in written.items():
            assert without_quirks(program, reading[file][uid], entry) == entry, (file.name, uid)


def test_a_program_reads_both_scripts(reading: dict[Path, Entries]):
    """Letter for letter."""
    for file, title in (
        ("dialogues.ics", "First U.S.-Qatar Counterterrorism Dialogue"),
        ("dialogues.ar.ics", "الحوار القطري الأمريكي الأول لمكافحة الإرهاب"),
    ):
        entries = reading[HERE.parents[1] / "exports" / file]
        assert entries["us-qatar-ct-dialogue-1@ctcalendar.example"]["summary"].startswith(title)


def test_a_program_reads_what_stands_around_and_within_entries_past(reading: dict[Path, Entries]):
    """Participants, places, links, alarms and the head of RFC 7986 take nothing from an entry and add none."""
    entries = reading[MODERN]
    assert sorted(uid.partition("@")[0] for uid in entries) == "call deadline no-zone signing visit winter".split()
    signing = entries["signing@ctcalendar.example"]
    assert signing["summary"] == "Signing of “the accord”; annex A, B: C\\D"
    assert signing["begins"] == {
        "wall": "2024-07-02T10:30:00",
        "zone": "Europe/Zurich",
        "instant": "2024-07-02T08:30:00Z",
    }
    assert entries["visit@ctcalendar.example"]["ends"] == {"day": "2024-05-03"}
    assert entries["deadline@ctcalendar.example"]["ends"] == {"day": "2024-12-31"}


def test_a_missing_program_fails_only_where_it_must_be_there(monkeypatch: pytest.MonkeyPatch):
    """Whoever has no Node is told what to install, and goes on; under CI it is a failure."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NodeUnavailable, match="install Node") as reason:
        read_by("ical-js", [MODERN])
    for value, outcome in (("true", pytest.fail.Exception), ("", pytest.skip.Exception)):
        monkeypatch.setenv("CI", value)
        with pytest.raises(outcome, match="install Node"):
            skip_unless_ci(reason.value)
