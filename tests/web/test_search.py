"""Search over HTTP: the same answers as on the command line, for the public, and pages that nothing written breaks."""

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

import ctcalendar.web.search as searching
from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.domain.items import KINDS as ITEMS
from ctcalendar.settings import Settings
from ctcalendar.views.filter import TERMS as FILTER
from ctcalendar.views.matches import _field
from ctcalendar.views.passages import PARTS
from ctcalendar.web.search_words import FIELDS, KINDS, TERMS, WORDS
from ctcalendar.web.site import site
from doors import VISIT, run
from recorded import bundled

__all__ = ["bundled"]

HOSTILE = """
sources:
- {id: note-1, kind: press-release, title: {en: A note}, published: {edtf: 2024-05-02}, languages: [en]}
engagements:
- id: visit-hostile
  kind: visit
  status: held
  title: {en: "<script>alert(1)</script> & \\"zebra\\" <mark>crossing</mark>"}
  when: {edtf: 2024-05?}
  parties: [QA, US]
  citations: [&cited {source: note-1, language: en, quote: "the <b>zebra</b> 'crossed'", supports: [when]}]
- id: visit-secret
  kind: visit
  status: held
  classification: PRIVATE
  title: {en: A giraffe}
  when: {edtf: 2024}
  parties: [QA, US]
  participants: [{name: {en: Ms Giraffe}, party: QA, role: guest}]
  citations: [*cited]
"""


@pytest.fixture(scope="module")
def searched(bundled: Path, tmp_path_factory: pytest.TempPathFactory) -> App:
    """The bundled record, and what somebody wrote who means no good."""
    path = tmp_path_factory.mktemp("searched") / "calendar.sqlite"
    shutil.copy(bundled, path)
    app = App(Settings(database_url=f"sqlite:///{path}"))
    app.record([("hostile.yaml", HOSTILE.encode())])
    let_go()
    return app


@pytest.fixture(scope="module")
def web(searched: App) -> Iterator[TestClient]:
    """A browser at its door."""
    with TestClient(site(searched), base_url="http://calendar.test") as client:
        yield client


def titles(page: str) -> list[str]:
    """The titles of the answers on a page, as they read."""
    found = re.findall(r'<h3><a href="[^"]*" lang="[^"]*"><bdi>(.*?)</bdi>', page)
    return [html.unescape(re.sub(r"</?mark>", "", title)) for title in found]


def links(page: str, within: str) -> list[tuple[str, str]]:
    """The links in a part of a page: where each leads, and its text."""
    part = re.search(within, page, re.S)
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', part[0]) if part else []
    return [(html.unescape(address), html.unescape(re.sub("<[^>]*>", "", text))) for address, text in found]


# -- answers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "counter-terrorism dialogue"},
        {"q": "الأنصاري", "lang": "ar"},
        {"q": "ansari", "kind": "dialogue", "until": "2018"},
        {"q": '"Memorandum of Understanding" -signing', "limit": "3"},
        {"q": "doha", "published_by": "2018", "as_of": "2026-11-02"},
        {"q": "qatar", "text": "noem"},
        {"q": "nothing-like-it"},
    ],
)
def test_an_answer_is_what_the_command_line_prints(web: TestClient, searched: App, asked: dict[str, str]):
    """As JSON to the byte of a value, with how many there are in a header; and the page lists the same."""
    options = [
        part
        for name, value in asked.items()
        if name not in ("q", "lang")
        for part in (f"--{name.replace('_', '-')}", value)
    ]
    whole = ("--database", searched.settings.database, "--clearance", "PUBLIC", "search", *options, "--format", "json")
    told = run(*whole, "--", asked["q"])
    got = web.get("/api/search", params=asked)
    assert (told.code, got.json()) == (0, told.json)
    more = re.search(r"note: ([\d,]+) more", told.err)
    assert int(got.headers["Ctcalendar-Total"]) == len(told.json) + (int(more[1]) if more else 0)
    page = web.get("/search", params=asked).text
    in_language = ("ar", "en") if asked.get("lang") == "ar" else ("en", "ar")
    assert titles(page) == [next(one["title"][name] for name in in_language if one["title"][name]) for one in told.json]


def test_words_that_were_met_are_marked(web: TestClient):
    """In the title where they stand in it, and in what stands around them elsewhere, with its field in words."""
    page = web.get("/search?q=ansari+doha").text
    assert "<mark>al-Ansari</mark>" in page
    assert re.search(r'Participant:</span> <bdi lang="en" dir="ltr">[^<]*<mark>[Aa]l-Ansari</mark>', page)
    arabic = web.get("/search", params={"q": "مكافحة", "lang": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "<mark>لمكافحة</mark>" in arabic
    assert "عدد ما وُجد" in arabic


def test_an_answer_leads_to_its_item_at_the_same_moment(web: TestClient):
    """An engagement to its page in the language, anything else to its JSON; every link leads somewhere."""
    asked = {"q": "ansari", "lang": "ar", "as_of": "2026-11-03", "published_by": "2026-01-01"}
    found = links(web.get("/search", params=asked).text, r'<ol class="found">.*</ol>')
    assert len(found) > 3
    assert {address.split("/")[1] for address, _ in found} == {"engagements", "api"}
    for address, _ in found:
        clocks = {"as_of": ["2026-11-03"], "published_by": ["2026-01-01"]}
        is_page = address.startswith("/engagements/")
        assert parse_qs(urlsplit(address).query) == clocks | ({"lang": ["ar"]} if is_page else {})
        assert web.get(address).status_code == 200, address


def test_what_it_is_and_its_day_stand_above_the_title(web: TestClient):
    """In words of the page's language, with what is not certain of the day."""
    assert '<p class="when">Engagement · 5 September 2018</p>' in web.get("/search?q=second+ansari").text
    assert '<p class="when">Engagement · May 2024 (day not certain)</p>' in web.get("/search?q=zebra").text
    assert '<p class="when">لقاء · 5 سبتمبر 2018</p>' in web.get("/search?q=second+ansari&lang=ar").text


def test_the_box_remembers_what_was_looked_for(web: TestClient):
    """With the terms beside the words, and so does the link to the other language; the terms can be left out."""
    page = web.get("/search", params={"q": 'qatar "us"', "kind": "visit,signing", "text": "doha", "limit": "1"}).text
    assert 'name="q" value="qatar &#34;us&#34; doha"' in page
    assert re.findall(r'type="hidden" name="kind" value="(\w+)"', page) == ["visit", "signing"]
    [(switch, _)] = [one for one in links(page, "<header>.*</header>") if one[1] == "العربية"]
    assert parse_qs(urlsplit(switch).query) == {
        "q": ['qatar "us" doha'],
        "kind": ["visit", "signing"],
        "limit": ["1"],
        "lang": ["ar"],
    }
    assert 'dir="rtl"' in web.get(switch).text
    [(everywhere, _)] = links(page, "<p>Only:.*?</p>")
    assert parse_qs(urlsplit(everywhere).query) == {"q": ['qatar "us" doha'], "lang": ["en"]}


@pytest.mark.parametrize("path", ["/", "/feeds/", "/search", "/engagements/us-qatar-ct-dialogue-2"])
def test_every_page_has_a_box_to_search_by(web: TestClient, path: str):
    """A plain form, labelled, that stays in the language of the page."""
    page = web.get(path, params={"lang": "ar"}).text
    form = re.search('<form role="search" action="/search">.*?</form>', page, re.S)
    assert form
    assert 'name="q" value="" maxlength="500" dir="auto" aria-label="بحث"' in form[0]
    assert '<input type="hidden" name="lang" value="ar">' in form[0]


def test_more_is_shown_as_far_as_there_is_room(web: TestClient, monkeypatch: pytest.MonkeyPatch):
    """Twenty answers, then all of them or as many as one page holds; then how many are not shown."""
    total = int(web.get("/api/search?q=qatar").headers["Ctcalendar-Total"])
    assert total > 25
    page = web.get("/search?q=qatar").text
    assert (len(titles(page)), f"({total - 20} more)" in page) == (20, True)
    [(following, _)] = links(page, '<p><a rel="next".*?</p>')
    page = web.get(following).text
    assert (len(titles(page)), 'rel="next"' in page) == (total, False)
    monkeypatch.setattr(searching, "MOST", 25)
    assert len(web.get("/api/search?q=qatar&limit=1000").json()) == 25
    page = web.get("/search?q=qatar").text
    [(following, _)] = links(page, '<p><a rel="next".*?</p>')
    page = web.get(following).text
    assert (len(titles(page)), f"{total - 25} more are not shown" in page) == (25, True)
    assert 'rel="next"' not in page


def test_where_nothing_is_found_what_may_have_been_meant_is_a_link(web: TestClient):
    """All near names together, then each; with the terms that were asked for. An empty answer is no error."""
    answer = web.get("/search", params={"q": "ansary AND tilerson -visit", "party": "QA", "lang": "ar"})
    assert answer.status_code == 200
    assert WORDS["ar"]["none"] in answer.text
    meant = links(answer.text, '<ul class="meant">.*?</ul>')
    texts = ["al-Ansari AND Tillerson -visit", "al-Ansari AND tilerson -visit", "ansary AND Tillerson -visit"]
    assert [text for _, text in meant] == texts
    assert parse_qs(urlsplit(meant[0][0]).query) == {"q": [texts[0]], "party": ["QA"], "lang": ["ar"]}
    [(address, _)] = links(web.get("/search?q=tilerson").text, '<ul class="meant">.*?</ul>')
    assert titles(web.get(address).text)
    assert "Did you mean" not in web.get("/search?q=qwertyuiop").text


def test_a_page_without_words_asks_for_some(web: TestClient):
    """No answer, no error; it may be listed by search engines, answers may not."""
    for address in ("/search", "/search?q=", "/search?q=+&kind=visit"):
        answer = web.get(address)
        assert (answer.status_code, titles(answer.text), 'role="status"' in answer.text) == (200, [], False)
        assert "x-robots-tag" not in answer.headers
    for address in ("/search?q=doha", "/search?q=***", "/api/search?q=doha"):
        assert web.get(address).headers["x-robots-tag"] == "noindex"


def test_the_public_finds_what_is_public(web: TestClient):
    """Whatever it asks; the words of what is hidden are not suggested either."""
    assert web.get("/api/search?q=giraffe").json() == []
    for words in ("giraffe", "girafe"):
        page = web.get(f"/search?q={words}").text
        assert "visit-secret" not in page
        assert "Did you mean" not in page
    assert web.get("/search?q=giraffe&clearance=PRIVATE").status_code == 400
    assert web.get("/api/search?q=giraffe&clearance=PRIVATE").status_code == 400


@pytest.mark.parametrize("path", ["/", "/api/history", "/feeds/all.json"])
def test_text_narrows_what_is_listed(web: TestClient, path: str):
    """As a term of the Filter, in order of day: the same engagements that search finds."""
    answer = web.get(path, params={"text": "الأنصاري -unoct", "since": "2017-10"})
    is_json = answer.headers["content-type"] == "application/json"
    listed = [one["id"] for one in answer.json()] if is_json else re.findall('<article id="([^"]*)"', answer.text)
    assert listed == ["us-qatar-ct-dialogue-1", "us-qatar-ct-dialogue-2"]
    refused = web.get(path, params={"text": "***"})
    assert refused.status_code == 400
    assert "holds no word" in refused.json()["error"]


# -- what cannot be looked for ----------------------------------------------------------------------------------------

REFUSED = [
    ("q=***", "holds no word to look for"),
    ("q=%ff%fe", "holds no word to look for"),
    ("q=%ed%a0%80", "holds no word to look for"),
    (f"q={'x' * 501}", "too many to look for"),
    (f"q={'x' * 60_000}", "too many to look for"),
    (f"q={'+'.join(map(str, range(40)))}", "too many to look for"),
    ("q=doha%00", "control characters"),
    ("q=doha%1b[31m", "control characters"),
    ("q=doha&kind=vist", "did you mean visit?"),
    ("q=doha&after=x", "'after' is not asked of this"),
    ("q=doha&limit=0", "no number from 1"),
    ("q=doha&as_of=40", "ask as of a day or an instant"),
    ("q=doha&as_of=never", "never"),
    ("q=doha&published_by=today", "no day"),
    (f"q=doha&{'x' * 60_000}=1", "is not asked of this"),
]


@pytest.mark.parametrize(("query", "says"), REFUSED)
def test_what_cannot_be_looked_for_is_400(web: TestClient, query: str, says: str):
    """A page that says why, in both languages, and no longer than it must be; the same as JSON from the API."""
    for language in ("en", "ar"):
        answer = web.get(f"/search?{query}&lang={language}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")
        assert WORDS[language]["refused"] in answer.text
        assert says in html.unescape(answer.text)
        assert len(answer.text) < 10_000
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", answer.text)
    refused = web.get(f"/api/search?{query}")
    assert refused.status_code == 400
    assert says in " ".join(filter(None, refused.json().values()))


def test_the_api_wants_words(web: TestClient):
    """Nothing to look for is no question; nor is another language than the two."""
    assert web.get("/api/search").status_code == 400
    assert web.get("/api/search?q=+").status_code == 400
    assert WORDS["en"]["refused"] in web.get("/search?q=doha&lang=fr").text


@pytest.mark.parametrize(
    "words",
    [
        '"><script>alert(1)</script>',
        "' onfocus='alert(1)",
        "{{ 7 * 7 }} {% raw %}",
        "javascript:alert(1) </title></style></textarea>",
        "zebra<mark>",
    ],
)
def test_hostile_words_stay_words(web: TestClient, words: str):
    """In the box, the title and the links; no script could run if they did not."""
    answer = web.get("/search", params={"q": words})
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text
    box = re.search(r'<input type="search" name="q" value="([^"]*)" maxlength', answer.text)
    assert box
    assert html.unescape(box[1]) == words
    assert "49" not in answer.text


def test_hostile_texts_stay_texts_around_the_marks(web: TestClient):
    """Only the words that were met are marked, whatever the title says."""
    page = web.get("/search?q=zebra").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;<mark>zebra</mark>&#34; &lt;mark&gt;crossing" in page
    assert "the &lt;b&gt;<mark>zebra</mark>&lt;/b&gt; &#39;" in web.get("/search?q=zebra+crossed").text


def test_what_only_hides_in_pasted_words_is_left_out(web: TestClient):
    """Overrides of direction, soft hyphens and spaces of any kind; the marks that Arabic is written with stay."""
    page = web.get("/search", params={"q": "\u202e do\u00adha\u00a0\u2003\u2067an\u200bsari\t\n\ufeff"}).text
    assert 'name="q" value="doha ansari"' in page
    assert titles(page)
    assert not set("\u202e\u2067\u200b\u00ad\ufeff") & set(page)
    assert 'value="الانصاري\u200f"' in web.get("/search", params={"q": "الانصاري\u200f"}).text


def test_nobody_writes_through_the_box(web: TestClient):
    """Searching only reads."""
    for method in ("POST", "PUT", "DELETE"):
        assert web.request(method, "/search?q=doha").status_code == 405
        assert web.request(method, "/api/search?q=doha").status_code == 405


@pytest.mark.parametrize("language", ["en", "ar"])
def test_there_are_words_for_all_that_can_be_shown(language: str):
    """Every kind of item, every field that is searched, every term that narrows; in both languages."""
    fields = {
        _field(part, field)
        for part, found in PARTS.items()
        for field in (*found.texts, *found.spoken, *found.dated, *(["id"] if found.by_id else []))
    }
    assert set(ITEMS) <= KINDS[language].keys()
    assert fields <= FIELDS[language].keys()
    assert FILTER.keys() - {"text", "lang", "limit", "after"} == TERMS[language].keys()
    assert WORDS[language].keys() == WORDS["en"].keys()


def test_what_was_just_recorded_is_found_on_either_engine(client: TestClient, app: App):
    """The next search knows it, and a character no database takes is refused before it is asked."""
    app.record([("visit.yaml", VISIT.encode())])
    assert [one["id"] for one in client.get('/api/search?q="jane roe"&kind=visit').json()] == ["visit-doha-2024-05"]
    assert "<mark>Jane</mark> <mark>Roe</mark>" in client.get("/search?q=jane+roe").text
    assert client.get("/search?q=a%00b").status_code == 400
    assert "Did you mean" in client.get("/search?q=jane+rooe").text
