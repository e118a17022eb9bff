"""The registers over HTTP: the same as on the command line, for the public."""

import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from doors import VISIT, run

REGISTERS = "series commitments people organisations sources instruments topics parties offices".split()


@pytest.mark.parametrize("register", REGISTERS)
def test_a_register_over_http_is_what_the_command_line_prints(client: TestClient, app: App, register: str):
    """The same items with the same keys, for the public; and each of them at an address of its own."""
    listed = client.get(f"/api/{register}")
    assert (listed.status_code, listed.headers["content-type"]) == (200, "application/json")
    assert listed.json()
    if register not in ("parties", "offices"):
        told = run("--database", app.settings.database, "--clearance", "PUBLIC", register, "--format", "json").json
        assert listed.json() == told
    one = listed.json()[-1]
    assert client.get(f"/api/{register}/{one['id']}").json() == one


def test_a_register_is_asked_as_of_a_day(client: TestClient):
    """Before the second document there was no central bank on record, and one report fewer on the MOU."""
    early = {"as_of": "2026-11-01T09:30Z"}
    assert "qa-central-bank" not in {one["id"] for one in client.get("/api/organisations", params=early).json()}
    assert client.get("/api/organisations/qa-central-bank", params=early).status_code == 404
    reports = client.get("/api/instruments/us-qatar-ct-mou", params=early).json()["reports"]
    assert [report["id"] for report in reports] == ["both-2017-11"]
    assert client.get("/api/people?as_of=40").status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/people/nobody", 404),
        ("/api/people/us-qatar-ct-mou", 404),
        ("/api/engagement", 404),
        ("/api/cards", 404),
        ("/api/cards/x", 404),
        ("/api/people?knid=visit", 400),
        ("/api/people?clearance=CONFIDENTIAL", 400),
    ],
)
def test_what_no_register_holds_is_not_found(client: TestClient, path: str, status: int):
    """An id of another kind, a register that is none, a question that is none."""
    assert client.get(path).status_code == status


def test_a_register_shows_the_public_what_is_public(client: TestClient, app: App):
    """A hidden person is in no list, has no address, and is nobody's evidence."""
    secret = VISIT.replace("- id: jane-roe", "- id: jane-roe\n  classification: PRIVATE")
    app.record([("secret.yaml", secret.encode())])
    for register in REGISTERS:
        assert "jane-roe" not in client.get(f"/api/{register}").text
    assert client.get("/api/people/jane-roe").status_code == 404
    assert client.get("/api/people/jane-roe").json()["error"] == client.get("/api/people/x").json()["error"].replace(
        "'x'", "'jane-roe'"
    )


def test_a_retracted_item_is_left_out_of_the_list_and_keeps_its_address(client: TestClient, app: App):
    """So that a link to it says what became of it."""
    app.record([("visit.yaml", VISIT.encode())])
    gone = "retractions: [{subject: source:note-2, reason: never published}]"
    app.record([("gone.yaml", gone.encode())])
    assert "note-2" not in {one["id"] for one in client.get("/api/sources").json()}
    assert client.get("/api/sources/note-2").json()["retracted"]["reason"]["en"] == "never published"
