"""Importing files: what is new, the same, changed and gone, and that nothing is half-imported."""

from pathlib import Path

import msgspec
import pytest

from ctcalendar.app import App
from ctcalendar.app.beside import MANY
from ctcalendar.app.importing import AT_ONCE
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput

FULL = Clearance.CONFIDENTIAL
HEADER = "id,who,name,start_date,end_date,country,country_id,locale,remarks"
ROWS = (
    '11,ann-lee,Ann Lee,1961-06-03,1961-06-04,Austria,austria,Vienna,"Met with officials, and with Chairman K."',
    "12,ann-lee,Ann Lee,1962-02-01,1962-02-02,U.S.S.R.,russia,Moscow,Signed a treaty.",
    '13,bob-ray,Bob Ray,1988-02-28,1988-02-28,Qatar,qatar,"Doha, Al Khor",Met with the Amir.',
    '14,bob-ray,Bob Ray,1988-02-28,1988-02-28,Qatar,qatar,"Doha, Al Khor",Met with the Amir.',
    "15,bob-ray,Bob Ray,1990-05-01,,Denmark (Greenland),denmark,,Stayed.",
)
MAPPING = """
source: {id: trips, title: {en: Trips}, licence: CC0 1.0}
kind: visit
title: "{name} visits {country}"
start: start_date
end: end_date
places: {name: locale, country: country, split: ","}
parties: [US, {column: country}]
participants:
- {name: name, person: who, role: visitor, party: US}
remarks: remarks
external: id
countries: {Denmark (Greenland): {party: DK, country: GL}}
"""


class Trips:
    """A file of trips, imported in one edition after another."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app, self._folder = app, folder
        self.map(MAPPING)

    def map(self, text: str, name: str = "map.yaml") -> Path:
        """Write the mapping."""
        self._mapping = self._folder / name
        self._mapping.write_text(text, encoding="utf-8")
        return self._mapping

    def imported(self, *rows: str, header: str = HEADER, name: str = "trips.csv", **options):
        """The report on an edition with these rows, which is applied unless told otherwise."""
        file = self._folder / name
        file.write_text("\n".join([header, *rows, ""]) if header else "\n".join(rows), encoding="utf-8")
        return self.app.import_file(file, self._mapping, **{"apply": True, **options})

    def show(self, name: str):
        """An engagement as it is shown."""
        return msgspec.to_builtins(self.app.show(name, clearance=FULL))

    def facts(self):
        """The types of all facts."""
        return [row.type for row in self.app.facts(clearance=FULL)]


@pytest.fixture
def trips(app: App, tmp_path: Path) -> Trips:
    """A calendar, and a folder to import from."""
    return Trips(app, tmp_path)


def counts(report):
    """Of rows: new, same, changed, vanished."""
    return report.new, report.same, report.changed, report.vanished


def row(number, **cells):
    """One of the rows, with other cells."""
    import csv

    found = dict(zip(HEADER.split(","), next(csv.reader([ROWS[number]])), strict=True))
    return ",".join(f'"{cell}"' for cell in {**found, **cells}.values())


def test_a_dry_run_counts_and_records_nothing(trips):
    """The default: what would be recorded is decided to the end."""
    report = trips.imported(*ROWS, apply=False)
    assert counts(report) == (5, 0, 0, 0)
    assert report.facts == 1 + 1 + 2 + 5, "a source, a former state, two people and five visits"
    assert trips.facts() == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_rows_are_read_batch_after_batch(trips):
    """As many as there are, each at its own line: one is recorded already, one tells something else now."""
    days = [f"{1900 + number // 336}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}" for number in range(502)]
    rows = [row(3, start_date=day, end_date=day) for day in days]
    trips.imported(*rows[-2:])
    changed = row(3, start_date=days[-1], end_date=days[-1], remarks="He came back.")
    report = trips.imported("a row of one cell", *rows[:-1], changed, apply=False)
    assert (counts(report), report.problems) == ((500, 1, 1, 0), 1)
    assert [(one.line, one.id) for one in report.first_changed] == [(504, f"bob-ray-qa-{days[-1]}")]


def test_a_row_becomes_an_engagement_with_its_evidence(trips):
    """Parties by code, former states registered, several places in order, and the line that says so."""
    trips.imported(*ROWS)
    vienna = trips.show("ann-lee-at-1961-06-03")
    assert (vienna["title"]["en"], vienna["status"], vienna["parties"]) == (
        "Ann Lee visits Austria",
        "held",
        ["US", "AT"],
    )
    assert vienna["when"]["edtf"] == "1961-06-03/1961-06-04"
    assert vienna["participants"][0]["person"] == "ann-lee"
    assert vienna["says"][0]["text"]["en"].startswith("Met with officials, and")
    assert [(one["source"], one["locator"]) for one in vienna["citations"]] == [("trips", "line=1,2")]
    doha = trips.show("bob-ray-qa-1988-02-28")
    assert [(place["name"]["en"], place["country"]) for place in doha["places"]] == [("Doha", "QA"), ("Al Khor", "QA")]
    assert trips.show("ann-lee-soviet-union-1962-02-01")["places"][0]["country"] is None
    greenland = trips.show("bob-ray-dk-1990-05-01")
    assert (greenland["when"]["edtf"], greenland["places"][0]["country"]) == ("1990-05-01/", "GL")


def test_two_rows_with_equal_content_are_two_engagements(trips):
    """He may have gone twice; the second edition finds each again, and a third is new."""
    trips.imported(*ROWS[2:4])
    assert trips.show("bob-ray-qa-1988-02-28-2")["title"]["en"] == "Bob Ray visits Qatar"
    assert counts(trips.imported(*ROWS[2:4])) == (0, 2, 0, 0)
    assert counts(trips.imported(*ROWS[2:4], ROWS[3])) == (1, 2, 0, 0)
    assert counts(trips.imported(ROWS[2])) == (0, 1, 0, 2)


def test_a_file_again_and_one_that_was_renumbered_and_turned_round_record_nothing(trips):
    """Publishers renumber: the ids are another's now, the content is the same."""
    trips.imported(*ROWS)
    before = trips.facts()
    assert counts(trips.imported(*ROWS)) == (0, 5, 0, 0)
    renumbered = [row(number, id=str(15 - number)) for number in (4, 2, 0, 1, 3)]
    report = trips.imported(*renumbered)
    assert (counts(report), report.facts) == ((0, 5, 0, 0), 0)
    assert trips.facts() == before


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"end_date": "1961-06-05"}, "when"),
        ({"start_date": "1961-06-20", "end_date": "1961-06-22", "id": "99"}, "when"),
        ({"start_date": "1963-01-01", "end_date": "1963-01-02"}, "when"),
        ({"remarks": "Other words.", "id": "12"}, "says"),
        ({"locale": "Salzburg"}, "places"),
        ({"remarks": ""}, "says"),
    ],
)
def test_a_changed_row_amends_its_engagement_on_the_word_of_the_new_edition(trips, cells, field):
    """Found by who, where and when; by the publisher's id and most of these; or by who, where and nearly when."""
    trips.imported(*ROWS)
    report = trips.imported(row(0, **cells), *ROWS[1:])
    assert counts(report) == (0, 4, 1, 0)
    [found] = report.first_changed
    assert (found.id, list(found.fields)) == ("ann-lee-at-1961-06-03", [field])
    assert trips.facts()[-2:] == ["source.registered", "engagement.amended"]
    assert counts(trips.imported(row(0, **cells), *ROWS[1:])) == (0, 5, 0, 0)
    back = trips.imported(*ROWS)
    assert counts(back) == (0, 4, 1, 0), "an older edition is an edition too"
    assert trips.show("ann-lee-at-1961-06-03")["when"]["edtf"] == "1961-06-03/1961-06-04"


def test_the_publishers_id_alone_makes_nothing_the_same(trips):
    """Another visit under an old number is another visit."""
    trips.imported(ROWS[0])
    report = trips.imported(row(2, id="11"))
    assert counts(report) == (1, 0, 0, 1)
    assert report.first_vanished == ["ann-lee-at-1961-06-03"]
    assert trips.show("ann-lee-at-1961-06-03")["status"] == "held", "what vanished stays"


def test_a_new_edition_is_a_source_of_its_own_that_rewrites_the_first(trips):
    """One witness with the first, and the text its lines count in."""
    trips.imported(*ROWS)
    trips.imported(row(0, locale="Salzburg"), *ROWS[1:])
    first, second = trips.app.register("source", clearance=FULL)
    assert second["derived_from"] == [{"how": "rewrites", "source": first["id"]}]
    assert second["id"] == f"trips-{second['sha256'][:8]}"


def amend(app, field, value):
    """Amend the first visit by hand."""
    text = f"""
amendments:
- subject: engagement:ann-lee-at-1961-06-03
  values: {{{field}: {value}}}
  cause: correction
  reason: somebody here knows better
  citations: [{{source: trips}}]
"""
    app.record([("a.yaml", text.encode())])


def test_what_somebody_here_amended_stays_and_is_told_each_time(trips):
    """An edition that does not speak of it changes nothing; one that gives a third value is shown, not believed."""
    trips.imported(*ROWS)
    amend(trips.app, "when", "{edtf: 1961-06-04}")
    assert counts(trips.imported(*ROWS)) == (0, 5, 0, 0)
    for _ in range(2):
        report = trips.imported(row(0, end_date="1961-06-09", locale="Salzburg"), *ROWS[1:])
        assert [(one.field, one.here) for one in report.first_kept] == [("when", {"edtf": "1961-06-04"})]
    shown = trips.show("ann-lee-at-1961-06-03")
    assert (shown["when"]["edtf"], shown["places"][0]["name"]["en"]) == ("1961-06-04", "Salzburg")


def test_an_edition_that_comes_to_say_what_is_recorded_corroborates_it(trips):
    """The publisher corrected what we had corrected."""
    trips.imported(*ROWS)
    amend(trips.app, "when", "{edtf: 1961-06-04}")
    changed = row(0, start_date="1961-06-04", end_date="1961-06-04")
    assert counts(trips.imported(changed, *ROWS[1:])) == (0, 4, 1, 0)
    assert trips.facts()[-1] == "engagement.corroborated"
    assert counts(trips.imported(changed, *ROWS[1:])) == (0, 5, 0, 0)


def test_what_was_retracted_here_is_not_brought_back(trips):
    """Neither by the same row nor by a changed one, and it is not missed when it is gone."""
    trips.imported(*ROWS)
    text = b"retractions: [{subject: ann-lee-at-1961-06-03, reason: never took place}]"
    trips.app.record([("r.yaml", text)])
    assert counts(trips.imported(*ROWS)) == (0, 5, 0, 0)
    report = trips.imported(row(0, locale="Salzburg"), *ROWS[1:])
    assert (counts(report), report.withdrawn) == ((0, 4, 0, 0), 1)
    assert counts(trips.imported(*ROWS[1:])) == (0, 4, 0, 0)


def test_an_engagement_on_record_from_elsewhere_is_not_recorded_twice(trips):
    """Another data set with the same visits brings only what is new in it."""
    trips.imported(*ROWS[:3])
    trips.map(MAPPING.replace("id: trips", "id: others"))
    report = trips.imported(*ROWS, name="others.csv")
    assert (counts(report), report.known) == ((2, 0, 0, 0), 3)
    assert report.first_known[0].id == "ann-lee-at-1961-06-03"


def test_one_that_others_recorded_is_cited_for_what_it_agrees_with(trips):
    """Its days and parties stand on two sources now; and by that it is found again."""
    trips.imported(ROWS[0])
    trips.map(MAPPING.replace("id: trips", "id: others"))
    report = trips.imported(row(0, remarks="Talks."), name="others.csv")
    assert (counts(report), report.known, report.facts) == ((0, 0, 0, 0), 1, 2)
    shown = trips.show("ann-lee-at-1961-06-03")
    assert [one["source"] for one in shown["citations"]] == ["trips", "others"]
    assert shown["citations"][1]["supports"] == ["parties", "when", "places", "participants"]
    report = trips.imported(row(0, remarks="Talks."), name="others.csv")
    assert (counts(report), report.known, report.facts) == ((0, 1, 0, 0), 0, 0)


def test_one_that_others_recorded_is_found_again_when_it_was_corrected_here(trips):
    """Its day is another now; the row that told of it still does, and what it comes to tell otherwise is left to us."""
    trips.imported(ROWS[0])
    trips.map(MAPPING.replace("id: trips", "id: others"))
    trips.imported(row(0, remarks="Talks."), name="others.csv")
    amend(trips.app, "when", "{edtf: 1961-06-04}")
    assert counts(trips.imported(row(0, remarks="Talks."), name="others.csv")) == (0, 1, 0, 0)
    report = trips.imported(row(0, remarks="Talks.", end_date="1961-06-09"), name="others.csv")
    assert (counts(report), report.known, report.facts) == ((0, 0, 0, 0), 0, 0)
    assert "when" in [one.field for one in report.first_kept]
    assert trips.show("ann-lee-at-1961-06-03")["when"]["edtf"] == "1961-06-04"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"start_date": "1961-02-30"}, "no day of the calendar"),
        ({"start_date": "1961-06-09"}, "ends before it starts"),
        ({"start_date": "03/06/1961"}, "is it day/month/year, or month/day/year"),
        ({"country": "Atlantis"}, "'Atlantis' is the name of no state"),
        ({"remarks": "x" * 3000}, "at most 2000 are kept"),
        ({"locale": "Vien\u202ena"}, "U+202E"),
    ],
)
def test_a_row_that_cannot_be_read_stops_all_unless_told_to_go_on(trips, cells, says):
    """With its line; and nothing is half-imported."""
    bad = row(0, **cells)
    with pytest.raises(BadInput, match=r"trips.csv:3: ") as refused:
        trips.imported(ROWS[1], bad, *ROWS[2:])
    assert says in refused.value.message
    assert trips.facts() == []
    report = trips.imported(ROWS[1], bad, *ROWS[2:], keep_going=True)
    assert (report.new, report.problems, report.first_problems[0].line) == (4, 1, 3)


def test_a_formula_is_text(trips):
    """Nothing here runs it; where a spreadsheet might, it is written as text."""
    trips.imported(row(0, locale="=HYPERLINK(1)"))
    assert trips.show("ann-lee-at-1961-06-03")["places"][0]["name"]["en"] == "=HYPERLINK(1)"


def test_what_is_imported_as_classified_is_so_altogether(trips):
    """The source, the people, the visits."""
    trips.map(f"{MAPPING}\nclassification: PRIVATE")
    trips.imported(*ROWS)
    for kind in ("source", "person", "party"):
        assert trips.app.register(kind, clearance=Clearance.PUBLIC) == []
    assert [row.type for row in trips.app.facts(clearance=FULL)].count("engagement.held") == 5
    assert counts(trips.imported(*ROWS)) == (0, 5, 0, 0)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind: visit", "map.yaml:1: object missing required field `source`"),
        (MAPPING.replace("kind: visit", "kind: vist"), "'vist' is none of"),
        (MAPPING.replace("start_date", "begin_date"), "has no column 'begin_date'"),
        (MAPPING + "dates: ask", "'ask' is none of"),
        (MAPPING + "colour: red", "there is no field 'colour'"),
        (MAPPING.replace("{name} visits", "{name visits"), "brace"),
        (MAPPING + "encoding: zlib_codec", "'zlib_codec' is none of"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_with_its_line(trips, text, says):
    """Before anything is read of the file."""
    trips.map(text)
    with pytest.raises(BadInput) as refused:
        trips.imported(*ROWS)
    assert says in refused.value.message


def test_json_lines_are_imported_likewise(trips):
    """With a status that its day decides, parties in a list, and a title in two languages."""
    trips.map("""
format: jsonl
source: {id: meetings, title: {en: Meetings}}
kind: {column: type, values: {Talks: dialogue}, default: meeting}
status: by-day
title: {en: "{title.en}", ar: "{title.ar}"}
start: date
parties: [{column: sides, split: ";"}]
external: uid
""")
    line = (
        '{"uid": "u1", "type": "Talks", "date": "2024-05-01", "sides": ["QA", "US"], "title": {"en": "A", "ar": "ب"}}'
    )
    report = trips.imported(line, line.replace("2024", "2034"), header="", name="m.jsonl")
    assert counts(report) == (2, 0, 0, 0)
    held, scheduled = trips.show("a-2024-05-01"), trips.show("a-2034-05-01")
    assert (held["kind"], held["status"], held["title"]["ar"], held["parties"]) == (
        "dialogue",
        "held",
        "ب",
        ["QA", "US"],
    )
    assert scheduled["status"] == "scheduled"


CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:one@elsewhere.example
DTSTART;VALUE=DATE:20340501
SUMMARY;LANGUAGE=ar:زيارة إلى الدوحة
LOCATION:Doha
END:VEVENT
BEGIN:VEVENT
UID:two@elsewhere.example
DTSTART;TZID=Asia/Qatar:20240601T100000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Weekly
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_imported_and_followed(trips):
    """Each occurrence is an engagement; one UID is one engagement whatever changed; what is called off is cancelled."""
    trips.map("""
format: ics
source: {id: cal, title: {en: Calendar}}
kind: meeting
status: by-day
title: "{SUMMARY}"
places: {name: LOCATION}
parties: [QA, US]
""")
    given = {"header": "", "name": "c.ics"}
    assert counts(trips.imported(CALENDAR, **given)) == (4, 0, 0, 0)
    assert trips.show("weekly-2024-06-15")["when"]["zone"] == "Asia/Qatar"
    changed = CALENDAR.replace("20340501", "20340917").replace("LOCATION:Doha", "STATUS:CANCELLED")
    report = trips.imported(changed, **given)
    assert counts(report) == (0, 3, 1, 0)
    [found] = report.first_changed
    assert list(found.fields) == ["when", "places", "status"]
    assert trips.show(found.id)["status"] == "cancelled"
    assert counts(trips.imported(changed, **given)) == (0, 4, 0, 0)


# -- what is put right here stays put right --------------------------------------------------------------------------


ANNOUNCED = '{"who": "Ann Lee", "uid": "u1", "date": "2025-11-10", "place": "Doha", "title": "Talks", "off": ""}'
BY_DAY = """
format: jsonl
source: {id: meetings, title: {en: Meetings}}
kind: meeting
status: {column: off, values: {"x": cancelled}, default: by-day}
title: "{title}"
start: date
places: {name: place}
parties: [QA, US]
participants: [{name: who, role: head, party: US}]
external: uid
"""


def announced(trips, *lines):
    """The report on a file of meetings, one of which is announced."""
    return trips.imported(*(lines or (ANNOUNCED,)), header="", name="m.jsonl")


def told_by_hand(app, text):
    """Record what somebody here knows better of the meeting, on the word of the same data set."""
    about = "subject: ann-lee-us-2025-11-10"
    app.record(
        [("hand.yaml", text.replace("SUBJECT", about).replace("CITED", "citations: [{source: meetings}]").encode())]
    )


@pytest.fixture
def meeting(trips):
    """A meeting that is announced for ten days from now."""
    trips.map(BY_DAY)
    announced(trips)
    return trips


def test_what_was_corrected_here_stays_when_its_day_is_over(meeting, clock):
    """The same file again, twelve days later: it took place, under the title and in the places that were put right."""
    told_by_hand(
        meeting.app,
        "amendments: [{SUBJECT, values: {title: {en: Consultations}, places: [{name: {en: Al Khor}}]},"
        " cause: correction, reason: wrong, CITED}]",
    )
    clock.forward(days=12)
    assert counts(announced(meeting)) == (0, 0, 1, 0)
    shown = meeting.show("ann-lee-us-2025-11-10")
    assert (shown["status"], shown["title"]["en"]) == ("held", "Consultations")
    assert [place["name"]["en"] for place in shown["places"]] == ["Al Khor"]
    assert shown["when"]["edtf"] == "2025-11-10"
    assert counts(announced(meeting)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("text", "status", "day"),
    [
        ("reschedules: [{SUBJECT, when: {edtf: 2026-03-01}, reason: later, CITED}]", "scheduled", "2026-03-01"),
        ("cancellations: [{SUBJECT, reason: storm, CITED}]", "cancelled", "2025-11-10"),
    ],
)
def test_what_was_moved_or_called_off_here_does_not_take_place_because_its_day_is_over(
    meeting, clock, text, status, day
):
    """The data set has not heard of it; that is told each time."""
    told_by_hand(meeting.app, text)
    clock.forward(days=12)
    for _ in range(2):
        report = announced(meeting)
        assert [one.field for one in report.first_kept] == ["status"]
    shown = meeting.show("ann-lee-us-2025-11-10")
    assert (shown["status"], shown["when"]["edtf"]) == (status, day)


def test_what_was_set_here_is_kept_though_an_edition_agreed_to_it_once(trips):
    """An older edition again does not undo a correction of ours that a newer one had confirmed."""
    trips.imported(*ROWS)
    amend(trips.app, "when", "{edtf: 1961-06-04}")
    agreeing = row(0, start_date="1961-06-04", end_date="1961-06-04")
    assert counts(trips.imported(agreeing, *ROWS[1:])) == (0, 4, 1, 0)
    for _ in range(2):
        report = trips.imported(*ROWS)
        assert [(one.field, one.here) for one in report.first_kept] == [("when", {"edtf": "1961-06-04"})]
    assert trips.show("ann-lee-at-1961-06-03")["when"]["edtf"] == "1961-06-04"


def test_a_row_far_down_that_is_like_the_first_is_an_engagement_of_its_own(trips):
    """What this import itself recorded is not on record from elsewhere, however many batches lie between."""
    others = (row(0, id=str(n), start_date=f"{1000 + n}-06-03", end_date=f"{1000 + n}-06-04") for n in range(500))
    rows = [*others, row(0, id="last", start_date="1000-06-03", end_date="1000-06-04")]
    rehearsed = trips.imported(*rows, apply=False)
    report = trips.imported(*rows)
    assert (counts(report), report.known, report.facts) == (counts(rehearsed), rehearsed.known, rehearsed.facts)
    assert (counts(report), report.known) == ((501, 0, 0, 0), 0)
    assert counts(trips.imported(*rows)) == (0, 501, 0, 0)


def test_somebody_under_an_id_that_was_merged_is_who_they_were_merged_into(trips):
    """The visit on record under the one is the visit that another file tells of under the other."""
    trips.imported(ROWS[0])
    known = "people: [{id: a-lee, names: {en: A. Lee}, citations: [{source: trips}]}]"
    merged = "merges: [{subject: a-lee, into: ann-lee, reason: one}]"
    trips.app.record([("m.yaml", f"{known}\n{merged}".encode())])
    trips.map(MAPPING.replace("id: trips", "id: others"))
    report = trips.imported(row(0, who="a-lee"), name="others.csv")
    assert (report.new, report.known) == (0, 1)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_was_appended_before_a_row_that_cannot_be_read_is_taken_back(trips):
    """It stands far down: a thousand rows before it were decided by then, and folded beside."""
    rows = [row(0, id=str(n), start_date=f"{1000 + n}-06-03", end_date="") for n in range(MANY + 2 * AT_ONCE)]
    with pytest.raises(BadInput, match="soon"):
        trips.imported(*rows, row(0, start_date="soon"))
    assert trips.facts() == []
    trips.imported(*rows)
    assert len(trips.facts()) == 2 + len(rows)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_known", [False, True], ids=["read once", "read twice"])
@pytest.mark.parametrize("now", ["soon      ", "2222-07-03"])
def test_a_file_that_changes_while_it_is_read_is_refused(trips, tmp_path, is_known, now):
    """Nothing is recorded of it: the lines that are cited would be another's."""
    if is_known:
        trips.imported(ROWS[1])
    before, file = trips.facts(), tmp_path / "trips.csv"

    def change(_, share):
        if share > (is_known and 0.5):  # in the last reading, before its last rows
            text = file.read_text()
            file.write_text(text.replace("2222-06-03", now))

    rows = [row(0, id=str(n)) for n in range(301)] + [row(0, start_date="2222-06-03", end_date="")]
    with pytest.raises(BadInput, match="changed while it was being read"):
        trips.imported(*rows, progress=change)
    assert trips.facts() == before


# -- names and columns -------------------------------------------------------------------------------------------------


def test_a_publishers_id_is_kept_short_and_in_characters_that_show(trips):
    """It ends the id of a command, which is indexed; and it is found again all the same."""
    given = [row(0, id="x" * 3_000), row(1, id="a\x1b[31m\u202eb")]
    trips.imported(*given)
    assert counts(trips.imported(*given)) == (0, 2, 0, 0)
    ends = [one.command_id.rpartition(":")[2] for one in trips.app.facts(clearance=FULL) if one.type.endswith(".held")]
    assert [len(ends[0]), ends[1]] == [64, "a[31mb"]


@pytest.mark.parametrize(
    ("name", "text", "rows"),
    [
        ("m.jsonl", BY_DAY.replace("name: place", "name: plaice"), [ANNOUNCED]),
        (
            "c.ics",
            'format: ics\nsource: {id: c, title: {en: C}}\nkind: meeting\ntitle: "{plaice}"\nparties: [QA]',
            None,
        ),
    ],
)
def test_a_column_that_no_row_has_is_refused_in_every_format(trips, name, text, rows):
    """Else a misspelt name would silently leave out what it was for."""
    trips.map(text)
    with pytest.raises(BadInput, match="has no column 'plaice'"):
        trips.imported(*(rows or [CALENDAR]), header="", name=name)


@pytest.mark.parametrize(("identity", "kind"), [("trips", "other"), ("trips-SHA", "dataset")])
def test_a_source_of_that_name_that_is_no_edition_is_refused(trips, tmp_path, identity, kind):
    """What is imported would be on the word of another document."""
    from hashlib import sha256

    text = "\n".join([HEADER, ROWS[0], ""])
    name = identity.replace("SHA", sha256(text.encode()).hexdigest()[:8])
    trips.app.record([("s.yaml", f"sources: [{{id: {name}, kind: {kind}, title: {{en: Another}}}}]".encode())])
    with pytest.raises(BadInput, match="is no edition of the data set trips"):
        trips.imported(ROWS[0])


def test_a_data_set_called_after_another_is_none_of_its_editions(trips):
    """`trips-2020` is its own, of the very same file; the first edition of `trips` is the first."""
    trips.map(MAPPING.replace("id: trips", "id: trips-2020"))
    trips.imported(*ROWS)
    trips.map(MAPPING.replace("kind: visit", "kind: meeting"))
    assert trips.imported(*ROWS).new == 5
    assert [source["id"] for source in trips.app.register("source", clearance=FULL)] == ["trips", "trips-2020"]
