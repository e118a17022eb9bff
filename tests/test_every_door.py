"""What is above a clearance changes nothing at any door: no byte a command prints, no body, header or validator.

The readers behind the doors are asked in tests/views/test_noninterference.py; here the whole way to people is.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import Stream
from ctcalendar.feeds.catalogue import FEEDS, all_files, file_name
from ctcalendar.settings import Settings
from ctcalendar.views.registers import REGISTERS
from ctcalendar.web.site import site
from doors import run
from views.ledger import Ledger
from views.random_secrets import Told
from views.seeds import seeds, told_with_secrets

COMMANDS = ("series", "commitments", "people", "organisations", "sources", "instruments", "topics")
STATUSES = ("scheduled", "held", "cancelled", "retracted")

Door = tuple[str, object]


@pytest.mark.parametrize("seed", seeds(1, 3))
def test_secrets_change_nothing_at_any_door(tmp_path: Path, seed: int):
    """Everything is asked before and after, what the secrets are about by name too."""
    told = told_with_secrets(seed)
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'calendar.sqlite'}")
    App(settings).init()
    ledger = Ledger(settings)
    ledger.write(told.history)
    before = dict(_doors(settings, told, tmp_path))
    ledger.write(told.secrets)
    after = dict(_doors(settings, told, tmp_path))
    assert [name for name in before if before[name] != after[name]] == []
    assert before.keys() == after.keys()


def _doors(settings: Settings, told: Told, folder: Path) -> Iterator[Door]:
    streams = sorted({fact.stream for facts in (*told.history, *told.secrets) for fact in facts})
    yield from _commands(settings, told.clearance, streams, folder)
    if told.clearance is Clearance.PUBLIC:
        with TestClient(site(App(settings)), base_url="http://calendar.test") as client:
            yield from _addresses(client, streams)


def _commands(settings: Settings, clearance: Clearance, streams: Iterable[Stream], folder: Path) -> Iterator[Door]:
    whole = ("--database", settings.database_url, "--clearance", clearance.name)
    asked: list[tuple[str, ...]] = [
        *(("history", "--format", form, "--lang", "ar") for form in ("table", "json", "jsonl", "csv", "md", "ics")),
        *(("history", "--status", status, "--format", "json") for status in STATUSES),
        ("history", "--published-by", "2020"),
        *((command, "--format", form) for command in COMMANDS for form in ("table", "json", "csv")),
        *((command, "--retracted", "--format", "json") for command in COMMANDS),
        *(("diff", "--from", "2000-01-01", "--to", "2025-11-01T14:00Z", "--format", form) for form in ("text", "json")),
        *(("show", str(stream), "--format", form) for stream in streams for form in ("text", "json")),
        *(("show", f"{stream.id}x") for stream in streams),
        *(("log",), ("verify",), ("backup", "-"), ("rebuild",)),
    ]
    for arguments in asked:
        yield " ".join(arguments), run(*whole, *arguments)
    run(*whole, "export", "--out", str(folder / "exports"))
    for file in sorted((folder / "exports").iterdir()):
        yield f"export {file.name}", file.read_bytes()


def _addresses(client: TestClient, streams: Iterable[Stream]) -> Iterator[Door]:
    kinds = {kind: register for register, kind in REGISTERS.items()} | {"engagement": "engagements"}
    addresses = [
        *("/", "/?lang=ar", "/?status=retracted", "/api/history", "/api/history?limit=2", "/healthz"),
        *(f"/feeds/{file_name(feed.name, language)}" for feed, language in all_files(FEEDS.values())),
        *(f"/api/{register}" for register in REGISTERS),
        *(f"/api/{kinds[stream.kind]}/{stream.id}" for stream in streams),
        *(f"/feeds/all.ics?person={stream.id}" for stream in streams if stream.kind == "person"),
    ]
    for address in addresses:
        got = client.get(address)
        yield address, (got.status_code, sorted(got.headers.items()), got.content)
