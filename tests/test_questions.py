"""The fifteen questions people ask (DESIGN, section 1), asked of the bundled record as people ask them.

Those that are queries stand worked in docs/questions.md, which is made by questions.py.

Some wait for what is not built yet: 7, what is due or overdue (here only what the agenda will be reckoned from); 8, a
draft from a press release; and of 14 the mail. Of 9 the audit's likely duplicates wait; to ask is a filter.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.web.site import site
from doors import Answer, run
from questions import PAGE, QUESTIONS, answered, page
from recorded import BEFORE_THE_THIRD, bundled, load, record

__all__ = ["bundled", "record"]


@pytest.fixture(autouse=True)
def _asked_of_the_bundled_record(bundled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{bundled}")


@pytest.fixture
def web(record: App) -> Iterator[TestClient]:
    """A browser at the door of the same record."""
    with TestClient(site(record), base_url="http://calendar.test") as client:
        yield client


@pytest.fixture
def copy(bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the record that the command line writes to; the working directory is its folder."""
    shutil.copy(bundled, tmp_path / "calendar.sqlite")
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{tmp_path}/calendar.sqlite")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def history(*options: object) -> list[str]:
    """The ids that `history` finds, in order."""
    return [entry["id"] for entry in run("history", *options, "--format", "json").json]


def record_dossier(folder: Path, text: str) -> Answer:
    """Record a dossier that somebody wrote just now."""
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return run("record", "mine.yaml")


def test_1_when_was_the_last_dialogue_where_and_who_led_each_side(web: TestClient):
    """The last line of the series: 5 September 2018, Doha, al-Ansari for Qatar and Romanowski for the United States."""
    asked = ("--series", "us-qatar-ct-dialogue", "--status", "held")
    last = run("history", *asked, "--format", "json").json[-1]
    assert (last["when"]["edtf"], last["place"]["name"]["en"]) == ("2018-09-05", "Doha")
    led = {one["party"]: one["label"]["en"] for one in last["participants"] if one["role"] == "head"}
    assert led == {"QA": "Abdulaziz al-Ansari", "US": "Alina Romanowski"}
    table = run("history", *asked).out.splitlines()
    assert table[-1].startswith("2018-09-05  dialogue  Second U.S.-Qatar Counterterrorism Dialogue  Doha")
    assert web.get("/api/history?series=us-qatar-ct-dialogue&status=held").json()[-1]["id"] == last["id"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The second US-Qatar Counter-terrorism Dialogue took place in Doha on Wednesday",
        "ينعقد اليوم 5 سبتمبر 2018 الحوار الثاني القطري الأميركي",
    ],
)
def test_2_the_sentence_that_says_so(web: TestClient, sentence: str):
    """Under the day and under the place stand the words of the source, in the source's language."""
    out = run("show", "us-qatar-ct-dialogue-2").out
    when = out.partition("\nwhen\n")[2].partition("\n\n")[0]
    assert f"“{sentence}” ct-review-2018" in when
    citations = web.get("/api/engagements/us-qatar-ct-dialogue-2").json()["citations"]
    assert [one["locator"] for one in citations if one["quote"] == sentence]


def test_3_which_meetings_of_this_series_are_missing(web: TestClient):
    """The fourth is on record, the first three are not."""
    assert "QA, UNOCT" in run("series").out
    (row,) = [line for line in run("series", "--format", "csv").out.splitlines() if "qatar-unoct-dialogue" in line]
    assert '"1, 2, 3"' in row
    assert run("series", "show", "qatar-unoct-dialogue", "--format", "json").json["missing"] == [1, 2, 3]
    assert "\nmissing\n  1\n  2\n  3\n" in run("series", "show", "qatar-unoct-dialogue").out
    assert web.get("/api/series/qatar-unoct-dialogue").json()["missing"] == [1, 2, 3]


def test_4_an_impossible_date_is_marked_and_not_lost(web: TestClient):
    """The article's day stands in every answer, with the mark; `show` tells what speaks against it."""
    (row,) = [line for line in run("history").out.splitlines() if "qatar-us-security-signing" in line]
    assert row.startswith("2023-12-18")
    assert "held (disputed)" in row
    assert "محل خلاف" in run("history", "--lang", "ar").out
    out = run("show", "qatar-us-security-signing").out
    assert "\nwhen (disputed)\n  2023-12-18" in out
    assert "in dispute: 2025-12-18~ peninsula-menafn-1110495921" in out
    assert "25 January 2025" in out
    assert web.get("/api/engagements/qatar-us-security-signing").json()["disputed"] == ["when"]
    assert 'class="disputed"' in web.get("/").text


def test_5_what_we_believed_before_the_correction(web: TestClient):
    """As of a day before it, the envoy's title is the old one; `diff` tells from what to what, and why."""
    now = run("show", "office:qahtani-envoy", "--format", "json").json["title"]["ar"]
    then = run("show", "office:qahtani-envoy", "--as-of", BEFORE_THE_THIRD, "--format", "json").json["title"]["ar"]
    assert then.endswith("والوساطة في النزاعات")
    assert now.endswith("والوساطة وتسوية المنازعات")
    told = run("diff", "office:qahtani-envoy", "--from", BEFORE_THE_THIRD).out
    assert f"title.ar: from {then} to {now}" in told
    assert "office.amended at position" in told
    assert "correction; the Arabic title was our own translation" in told
    assert len(history("--as-of", BEFORE_THE_THIRD)) == 6
    assert web.get("/api/offices/qahtani-envoy", params={"as_of": BEFORE_THE_THIRD}).json()["title"]["ar"] == then


def test_6_what_was_promised_by_when_and_who_says_it_was_done(web: TestClient):
    """Nine promises without a deadline on record; of the MOU as a whole, four reports by name, two of them disputed."""
    promises = run("commitments", "--format", "json").json
    assert len(promises) == 9
    assert [promise["deadlines"] for promise in promises] == [[]] * 9
    mou = run("instruments", "show", "us-qatar-ct-mou", "--format", "json").json
    assert set(mou["commitments"]) == {one["id"] for one in promises if one["instrument"] == "us-qatar-ct-mou"}
    assert {report["id"]: (report["by"], report["status"]) for report in mou["reports"]} == {
        "both-2017-11": (["QA", "US"], "in-progress"),
        "ansari-2017-09": (["abdulaziz-al-ansari"], "in-progress"),
        "romanowski-2018-en": (["alina-romanowski"], "complete"),
        "romanowski-2018-ar": (["alina-romanowski"], "largely-complete"),
    }
    assert "in-progress (disputed)" in run("instruments").out
    assert web.get("/api/instruments/us-qatar-ct-mou").json()["progress"] == "in-progress"
    assert [one["id"] for one in web.get("/api/commitments").json()] == [one["id"] for one in promises]


def test_7_how_often_they_should_meet_is_known(web: TestClient):
    """What is due waits for the agenda; what it is reckoned from is on record: the cadence and the last meeting."""
    series = run("series", "show", "us-qatar-ct-dialogue", "--format", "json").json
    assert (series["cadence"]["every"], series["cadence"]["basis"]) == ("10 months", "assumption")
    assert series["meetings"][-1] == {
        "id": "us-qatar-ct-dialogue-2",
        "ordinal": 2,
        "status": "held",
        "when": "2018-09-05",
    }
    assert (
        "every 10 months, rolling, tolerance 60 days before, 60 days after, assumption: "
        in run("show", "series:us-qatar-ct-dialogue").out
    )
    assert web.get("/api/series/us-qatar-ct-dialogue").json()["cadence"] == series["cadence"]


def test_9_whether_this_is_the_signing_we_already_have():
    """Of July 2017, between Qatar and the United States: there is one, and all three sources are under it."""
    assert history("--kind", "signing", "--party", "US", "--since", "2017-07", "--until", "2017-07") == [
        "qatar-us-mou-signing-2017"
    ]
    for source in ("state-note-2017-11-08", "ansari-news-2017-09-18", "ct-review-2018"):
        assert history("--kind", "signing", "--source", source) == ["qatar-us-mou-signing-2017"]


def test_9_a_second_entry_of_it_becomes_a_duplicate_and_its_evidence_stays(copy: Path):
    """Recorded twice by mistake, it is retracted as a duplicate; the first entry then has both entries' sources."""
    assert record_dossier(copy, TWICE).code == 0
    assert history("--kind", "signing", "--until", "2017") == ["qatar-us-mou-signing-2017"]
    assert history("--kind", "signing", "--source", "wire-2017") == ["qatar-us-mou-signing-2017"]
    assert history("--status", "retracted") == ["mou-signed-in-doha"]
    assert "retracted, the same as qatar-us-mou-signing-2017" in run("show", "mou-signed-in-doha").out


TWICE = """
sources: [{id: wire-2017, kind: news-article, title: {en: Wire}, published: {edtf: 2017-07-11}, languages: [en]}]
engagements:
- id: mou-signed-in-doha
  kind: signing
  status: held
  title: {en: Signing in Doha}
  when: {edtf: 2017-07-11}
  parties: [QA, US]
  citations: [{source: wire-2017, language: en, quote: signed on Tuesday, supports: [when, parties]}]
retractions:
- {subject: mou-signed-in-doha, duplicate_of: qatar-us-mou-signing-2017, reason: recorded before,
   citations: [{source: wire-2017}]}
"""


def test_10_whether_they_are_one_man(web: TestClient):
    """Every spelling in either script is one entry's, each with the words that attest it; asking for him finds all."""
    out = run("people", "show", "abdulaziz-al-ansari").out
    for spelt, attested in (
        ("Abdul Aziz al-Ansari", "Major General Abdul Aziz al-Ansari"),
        ("al-Ansari (family name alone)", "For his part, al-Ansari said"),
        ("الأنصاري (family name alone)", "وأوضح الأنصاري"),
        ("عبدالعزيز عبدالله الأنصاري", "سعادة اللواء عبدالعزيز عبدالله الأنصاري"),
    ):
        assert f"\n  {spelt}\n      “{attested}”" in out
    assert len(history("--person", "abdulaziz-al-ansari")) == 4
    assert sum("Ansari" in line for line in run("people").out.splitlines()) == 1
    assert len(web.get("/api/people/abdulaziz-al-ansari").json()["engagements"]) == 4


def test_11_everything_between_two_parties_on_a_topic(web: TestClient):
    """Qatar and the United States on the financing of terrorism, the narrower topics with it."""
    wanted = [
        "qatar-us-mou-signing-2017",
        "us-qatar-ct-dialogue-1",
        "us-qatar-ct-dialogue-2",
    ]
    assert history("--party", "US", "--topic", "terrorism-financing") == wanted
    assert history("--party", "QA", "--topic", "charities-and-informal-finance") == [
        "ansari-statement-2017-09-18",
        "us-qatar-ct-dialogue-1",
    ]
    found = web.get("/api/history?party=US&topic=terrorism-financing").json()
    assert [one["id"] for one in found] == wanted
    assert all({"QA", "US"} <= set(one["parties"]) for one in found)
    assert history("--party", "UN", "--topic", "un-strategy") == ["qatar-unoct-dialogue-4"]


def test_12_arabic_and_english_side_by_side(web: TestClient):
    """Both titles on one line, both languages' sentences under one value, and what differs in words."""
    out = run("show", "us-qatar-ct-dialogue-2").out
    assert out.splitlines()[0] == (
        "Second U.S.-Qatar Counterterrorism Dialogue / الحوار القطري الأمريكي الثاني لمكافحة الإرهاب"
    )
    assert "(the two differ: the English says that they agreed on it, the Arabic that they affirmed it)" in out
    assert "الحوار القطري الأمريكي الثاني لمكافحة الإرهاب" in run("history", "--lang", "ar").out
    page = web.get("/?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "Second U.S.-Qatar Counterterrorism Dialogue" in page


def test_13_a_trip_is_amended_and_keeps_its_history(copy: Path):
    """The new day answers, the old one is a superseded claim with the reason, and as of before it is what it was."""
    before = run("log", "--format", "json").json[-1]["position"]
    assert record_dossier(copy, LONGER).code == 0
    trip = "mnuchin-visit-doha-2017-10"
    assert run("show", trip, "--format", "json").json["when"]["edtf"] == "2017-10-29/2017-10-31"
    then = run("show", trip, "--as-of", before, "--format", "json").json
    assert then["when"]["edtf"] == "2017-10-29/2017-10-30"
    shown = run("show", trip).out
    assert "superseded: 2017-10-29/2017-10-30 “Treasury Secretary Steven Mnuchin (October 29-30)”" in shown
    assert "(he left a day later)" in shown
    told = run("diff", "--from", before).out.splitlines()
    assert told[0].startswith(f"engagement {trip}: Visit of Treasury Secretary Mnuchin to Doha")
    assert told[1].startswith("  when: from 2017-10-29/2017-10-30 (printed 'October 29-30'")
    assert told[1].endswith("to 2017-10-29/2017-10-31")


LONGER = """
amendments:
- subject: mnuchin-visit-doha-2017-10
  values: {when: {edtf: 2017-10-29/2017-10-31}}
  cause: correction
  reason: he left a day later
  citations: [{source: state-note-2017-11-08, supports: [when]}]
"""


def test_14_it_goes_into_a_calendar(copy: Path, web: TestClient):
    """As a file, as an export of every feed, and as an address to subscribe to: the same entries everywhere."""
    printed = icalendar.Calendar.from_ical(run("history", "--kind", "dialogue", "--format", "ics").out)
    uids = {str(event["UID"]) for event in printed.walk("VEVENT")}
    assert len(uids) == 3
    assert run("export", "--out", copy / "out").code == 0
    assert len(list((copy / "out").glob("*.ics"))) == 26
    for body in ((copy / "out/dialogues.ics").read_bytes(), web.get("/feeds/dialogues.ics").content):
        assert {str(event["UID"]) for event in icalendar.Calendar.from_ical(body).walk("VEVENT")} == uids


def test_15_nobody_altered_the_record(copy: Path):
    """`verify` recomputes the chain; one altered letter is found, with its position."""
    assert run("verify").code == 0
    with sqlite3.connect(copy / "calendar.sqlite") as raw:
        raw.execute("DROP TRIGGER log_keeps_facts")
        raw.execute("UPDATE log SET data = replace(data, '2017-07-11', '2017-07-12') WHERE position = 36")
    raw.close()
    answer = run("verify")
    assert answer.code == 1
    assert answer.out.startswith("position 36: ")


def test_the_questions_are_worked_as_they_are_answered(record: App):
    """docs/questions.md holds what the commands and the SQL answer today, for at least ten of them."""
    assert len(QUESTIONS) >= 10
    assert PAGE.read_text(encoding="utf-8") == page(record), "docs/questions.md is stale; run: make golden"


@pytest.mark.postgres
def test_the_sql_of_the_questions_answers_the_same_on_postgresql(record: App, postgres_url: str):
    """Each as it is printed."""
    other = load(postgres_url)
    assert {one.number: answered(other, one) for one in QUESTIONS} == {
        one.number: answered(record, one) for one in QUESTIONS
    }
