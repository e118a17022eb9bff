"""HTTP: the page, JSON, errors; the same question through every door."""

import re
from pathlib import Path

import icalendar
import pytest
from starlette.testclient import TestClient

import ctcalendar.web.site as web
from ctcalendar.app import App
from ctcalendar.settings import Settings
from ctcalendar.web.site import site
from doors import CORRECTION, VISIT, run


@pytest.mark.parametrize("path", ["/feeds/none.ics", "/feeds/all", "/feeds/all.fr.ics", "/feeds/all.ics.exe", "/none"])
def test_what_is_not_there_is_404(client: TestClient, path: str):
    """Without a word of how the server is made."""
    assert client.get(path).status_code == 404


def test_a_bad_question_is_400_with_a_hint(client: TestClient):
    """The same words as on the command line."""
    answer = client.get("/api/history?kind=vist")
    assert answer.status_code == 400
    assert answer.json()["hint"] == "did you mean visit?"
    assert client.get("/feeds/all.ics?knid=visit").status_code == 400
    assert client.get("/api/engagements/none").status_code == 404


def test_nobody_writes_over_http(client: TestClient):
    """Everything under HTTP only reads."""
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, "/api/history").status_code == 405
        assert client.request(method, "/feeds/all.ics").status_code == 405


def test_the_page_lists_feeds_and_engagements_with_their_sentences(client: TestClient):
    """Subscribe links, and under each engagement the words behind it."""
    html = client.get("/").text
    assert 'href="webcal://calendar.test/feeds/all.ics"' in html
    assert "First U.S.-Qatar Counterterrorism Dialogue" in html
    assert "signed in Doha on July 11" in html
    assert '<html lang="en" dir="ltr">' in html
    arabic = client.get("/?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in arabic
    assert 'href="webcal://calendar.test/feeds/all.ar.ics"' in arabic


def test_hostile_text_stays_text_on_the_page(client: TestClient, app: App):
    """A title that is HTML is shown, not run; and the page allows no script at all."""
    text = VISIT.replace("{en: Visit to Doha, ar: زيارة إلى الدوحة}", '{en: "<script>alert(1)</script>"}')
    app.record([("hostile.yaml", text.encode())])
    answer = client.get("/")
    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_clearance_is_not_taken_from_the_url(client: TestClient, app: App):
    """The public reads at PUBLIC, whatever it asks."""
    secret = VISIT.replace("  kind: visit", "  kind: visit\n  classification: PRIVATE")
    app.record([("secret.yaml", secret.encode())])
    assert "visit-doha-2024-05" not in client.get("/api/history").text
    assert client.get("/api/history?clearance=CONFIDENTIAL").status_code == 400
    assert client.get("/api/engagements/visit-doha-2024-05").status_code == 404


def test_a_database_out_of_reach_is_503_without_details(tmp_path: Path):
    """Paths and passwords are the operator's to know."""
    lost = App(Settings(database_url=f"sqlite:///{tmp_path}/secret-place.sqlite"))
    with TestClient(site(lost)) as client:
        answer = client.get("/feeds/all.ics")
    assert answer.status_code == 503
    assert "secret-place" not in answer.text


QUESTION = {
    "kind": "visit,signing",
    "status": "held",
    "party": "US",
    "person": "rex-tillerson",
    "organisation": "us-state",
    "place": "doha",
    "source": "state-note-2017-11-08",
    "since": "2017",
    "until": "2017-12",
    "published_by": "2017-12",
    "as_of": "2026-11-02",
    "lang": "ar",
    "limit": "5",
}


def test_one_question_has_one_answer_through_every_door(client: TestClient, app: App):
    """The command line, JSON, the page and a feed take the same terms and find the same engagements."""
    wanted = ["qatar-us-mou-signing-2017", "tillerson-visit-doha-2017-10"]
    options = [part for name, value in QUESTION.items() for part in (f"--{name.replace('_', '-')}", value)]
    told = run("--database", app.settings.database, "--clearance", "PUBLIC", "history", *options, "--format", "json")
    assert told.code == 0, told.err
    assert [entry["id"] for entry in told.json] == wanted
    assert [entry["id"] for entry in client.get("/api/history", params=QUESTION).json()] == wanted
    assert re.findall('<article id="([^"]*)"', client.get("/", params=QUESTION).text) == wanted
    events = icalendar.Calendar.from_ical(client.get("/feeds/all.ics", params=QUESTION).content).walk("VEVENT")
    assert [str(event["UID"]).partition("@")[0] for event in events] == wanted


def test_a_correction_is_served_at_once(client: TestClient, app: App):
    """Views are folded with the fact: the next answer knows it."""
    app.record([("visit.yaml", VISIT.encode())])
    app.record([("correction.yaml", CORRECTION.encode())])
    assert client.get("/api/engagements/visit-doha-2024-05").json()["when"]["edtf"] == "2024-05-02"
    now = client.get("/api/engagements/visit-doha-2024-05").json()
    before = client.get("/api/engagements/visit-doha-2024-05", params={"as_of": now["recorded_at"]}).json()
    assert before["when"]["edtf"] == "2024-05-01/2024-05-02"


def test_a_log_position_is_not_answered_to_the_public(client: TestClient):
    """It counts facts that the public may not see; a day or an instant does not."""
    assert client.get("/api/history?as_of=40").status_code == 400
    assert len(client.get("/api/history?as_of=2026-11-01T09:30Z").json()) == 4


def test_long_answers_come_in_pages(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """However long the record, one answer is bounded and says how to go on."""
    monkeypatch.setattr(web, "API_ENTRIES", 4)
    monkeypatch.setattr(web, "PAGE_ENTRIES", 4)
    sizes, found, query = [], [], "?party=US"
    while query:
        answer = client.get(f"/api/history{query}")
        sizes.append(len(answer.json()))
        found += [entry["id"] for entry in answer.json()]
        following = re.fullmatch(r'<(\?.*)>; rel="next"', answer.headers.get("link", ""))
        query = following[1] if following else ""
    assert (sizes, len(set(found))) == ([4, 4], 8)
    sizes, address = [], "/?party=US"
    while address:
        html = client.get(address).text
        sizes.append(html.count("<article"))
        page = re.search(r'<a rel="next" href="([^"]*)">', html)
        address = page[1].replace("&amp;", "&") if page else ""
    assert sizes == [4, 4]
    assert "link" not in client.get("/api/history?limit=2").headers


def test_published_by_says_over_http_what_it_left_out(client: TestClient, app: App):
    """In a header, since the answer is a list."""
    app.record([("visit.yaml", VISIT.encode())])
    undated = VISIT.replace("visit-doha-2024-05", "visit-2").replace("source: note-1", "source: note-2")
    app.record([("second.yaml", ("engagements:" + undated.partition("engagements:")[2]).encode())])
    assert client.get("/api/history?published_by=2025&since=2024").headers["ctcalendar-left-out"] == "1"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "In dispute:</strong> <bdi>When: 18 December 2023 against 18 December 2025 (day not certain); Kristi Noem",
        ),
        ("ar", "محل خلاف:</strong> <bdi>التاريخ: 18 ديسمبر 2023 مقابل 18 ديسمبر 2025 (اليوم غير مؤكد)؛ لم تتولَّ"),
    ],
)
def test_the_page_marks_what_is_in_dispute(client: TestClient, language: str, said: str):
    """With the values, in words of the page's language, and why; and only where something is."""
    html = client.get("/", params={"lang": language}).text
    assert said in html
    disputed = re.findall(r'<article id="([^"]*)">(?:(?!</article>).)*class="disputed"', html, re.S)
    assert disputed == ["ansari-statement-2017-09-18", "qatar-us-security-signing"]
    assert ("preferred by an analyst" if language == "en" else "يرجحه محلل") in html
