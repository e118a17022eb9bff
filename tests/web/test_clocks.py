"""The three clocks in addresses: the same as on the command line, for the public."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from ctcalendar.views.registers import REGISTERS
from ctcalendar.web.site import site
from doors import run
from recorded import bundled, record
from telling import Story, begun, story

__all__ = ["begun", "bundled", "record", "story"]

CLOCKS = {"since": "2022", "until": "2025", "published_by": "2024-03-06", "as_of": "2025-11-01T16:30Z"}
WITHOUT_DAYS = ("topics", "parties", "offices")


@pytest.fixture(scope="module")
def web(story: Story) -> Iterator[TestClient]:
    """A browser at the door of the whole story."""
    with TestClient(site(story.app), base_url="http://calendar.test") as client:
        yield client


def _as_options(clocks: dict[str, str]) -> list[str]:
    return [part for name, value in clocks.items() for part in (f"--{name.replace('_', '-')}", value)]


@pytest.mark.parametrize("register", [name for name in REGISTERS if name not in WITHOUT_DAYS])
def test_a_register_is_asked_by_all_three_clocks(web: TestClient, story: Story, register: str):
    """What the command line prints for the public, and not nothing."""
    asked = ("--database", story.url, "--clearance", "PUBLIC", register, *_as_options(CLOCKS), "--format", "json")
    got = web.get(f"/api/{register}", params=CLOCKS).json()
    assert got == run(*asked).json
    assert got


@pytest.mark.parametrize("path", ["/", "/api/history", "/feeds/all.json", "/feeds/all.ics"])
def test_what_is_listed_is_asked_by_all_three_clocks(web: TestClient, path: str):
    """The page, the API and feeds: each clock leaves something out."""
    whole = web.get(path, params=CLOCKS)
    assert whole.status_code == 200
    assert "signing-doha" in whole.text
    without = {"since": "2025-12-31", "until": "2022-01-01", "published_by": "2024-03-04", "as_of": "2020-01-01"}
    for clock, value in without.items():
        narrowed = web.get(path, params=CLOCKS | {clock: value})
        assert narrowed.status_code == 200
        assert "signing-doha" not in narrowed.text, clock


def test_one_item_is_asked_as_was_public(web: TestClient):
    """The citations of the wire are not told; what it alone tells of is not there."""
    early = {"published_by": "2024-03-05"}
    assert {one["source"] for one in web.get("/api/engagements/talks-1", params=early).json()["citations"]} == {"note"}
    assert {one["source"] for one in web.get("/api/people/jane-roe", params=early).json()["citations"]} == {"note"}
    assert "on 2 March" not in web.get("/engagements/talks-1", params=early).text
    for path in ("/api/engagements/talks-3", "/engagements/talks-3", "/api/people/j-roe"):
        assert (web.get(path, params=early).status_code, web.get(path).status_code) == (404, 200), path


def test_the_life_of_an_item_has_an_address(web: TestClient, story: Story):
    """What `show ID --history --format json` prints for the public; up to a moment, if asked."""
    for path, name in {"engagements/talks-1": "talks-1", "people/jane-roe": "person:jane-roe"}.items():
        asked = ("--database", story.url, "--clearance", "PUBLIC", "show", name, "--history", "--format", "json")
        assert web.get(f"/api/{path}/history").json() == run(*asked).json
    early = web.get("/api/engagements/talks-1/history", params={"as_of": "2025-11-01T13:00Z"}).json()
    assert [fact["type"] for fact in early] == ["engagement.held"]
    assert web.get("/api/engagements/nobody/history").status_code == 404
    assert web.get("/api/nothing/talks-1/history").status_code == 404


@pytest.mark.parametrize(
    ("path", "clock"),
    [
        ("/api/engagements/talks-1", "since"),
        ("/api/people/jane-roe", "until"),
        ("/api/engagements/talks-1/history", "since"),
        ("/api/topics", "since"),
        ("/api/offices", "until"),
    ],
)
def test_a_clock_that_cannot_be_asked_is_refused(web: TestClient, path: str, clock: str):
    """With what may be asked instead."""
    got = web.get(path, params={clock: "2024"})
    assert 400 <= got.status_code < 500
    assert "asked" in got.text


def test_the_answer_says_how_many_were_left_out(web: TestClient, record: object):
    """In a header: no source of theirs says when it was published."""
    assert web.get("/api/topics", params={"published_by": "2030"}).headers["Ctcalendar-Left-Out"] == "2"
    assert "Ctcalendar-Left-Out" not in web.get("/api/topics").headers
    with TestClient(site(record), base_url="http://calendar.test") as client:  # type: ignore[arg-type]
        for path in ("/", "/api/history", "/feeds/all.json"):
            assert client.get(path, params={"published_by": "2030"}).headers["Ctcalendar-Left-Out"] == "3", path


def test_a_life_is_cut_to_what_was_public(web: TestClient):
    """As `show ID --history --published-by` has it."""
    path = "/api/engagements/talks-1/history"
    told = {
        by: [one["type"] for one in web.get(path, params={"published_by": by}).json()] for by in ("2024-03-05", "2025")
    }
    assert told["2024-03-05"] == ["engagement.held"]
    assert "engagement.amended" in told["2025"]
    assert web.get(path, params={"published_by": "2023"}).status_code == 404
