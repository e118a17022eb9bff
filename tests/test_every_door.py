"""What is above a clearance changes nothing at any door: no byte a command prints, no body, header or validator.

The readers behind the doors are asked in tests/views/test_noninterference.py; here the whole way to people is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from ctcalendar.app import App
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import Stream
from ctcalendar.domain.wording import words
from ctcalendar.feeds.catalogue import FEEDS, all_files, file_name
from ctcalendar.settings import Settings
from ctcalendar.views.registers import REGISTERS
from ctcalendar.web.site import site
from doors import run
from views.histories import History
from views.ledger import Ledger
from views.random_secrets import Told
from views.seeds import seeds, told_with_secrets

COMMANDS = ("series", "commitments", "people", "organisations", "sources", "instruments", "topics")
CLOCKS = {"published_by": "2018-09-10", "as_of": "2025-11-01T14:00Z"}
DAYS = {"since": "2017-11-08", "until": "2018-12"}
"""The three clocks, asked in combination of whatever takes them; what has no days takes only the first two."""
STATUSES = ("scheduled", "held", "cancelled", "retracted")

Door = tuple[str, object]


@pytest.mark.parametrize("seed", seeds(1, 2))
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
            yield from _addresses(client, streams, _words_of(told.secrets))


def _commands(settings: Settings, clearance: Clearance, streams: Iterable[Stream], folder: Path) -> Iterator[Door]:
    whole = ("--database", settings.database_url, "--clearance", clearance.name)
    asked: list[tuple[str, ...]] = [
        *(("history", "--format", form, "--lang", "ar") for form in ("table", "json", "jsonl", "csv", "md", "ics")),
        *(("history", "--status", status, "--format", "json") for status in STATUSES),
        ("history", "--published-by", "2020"),
        *((command, *_options(DAYS | CLOCKS), "--format", "json") for command in ("history", *COMMANDS[:-1])),
        *((command, *_options(CLOCKS), "--format", "csv") for command in COMMANDS),
        ("diff", "--from", "2000-01-01", *_options(DAYS), "--published-by", "2018-09-10", "--format", "json"),
        *(
            (command, *_options(DAYS), "--as-of", CLOCKS["as_of"], "--format", "json")
            for command in ("agenda", "audit")
        ),
        *(("show", str(stream), "--history", "--format", form) for stream in streams for form in ("text", "json")),
        *(("show", str(stream), *_options(CLOCKS), "--format", "json") for stream in streams),
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


def _options(clocks: Mapping[str, str]) -> Iterable[str]:
    return [part for name, value in clocks.items() for part in (f"--{name.replace('_', '-')}", value)]


def _words_of(secrets: History) -> list[str]:
    """The words that are searched of secrets: of bilingual texts, spellings and quotes."""
    plain = [codec.plain(fact.event) for facts in secrets for fact in facts]
    return sorted({one.word for text in _texts(plain) for one in words(text)})


def _texts(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, str) and key in ("en", "ar", "text", "quote"):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, key)


def _addresses(client: TestClient, streams: Iterable[Stream], secret: Sequence[str]) -> Iterator[Door]:
    kinds = {kind: register for register, kind in REGISTERS.items()} | {"engagement": "engagements"}
    addresses = [
        *("/", "/?lang=ar", "/?status=retracted", "/api/history", "/api/history?limit=2", "/healthz"),
        *(f"/feeds/{file_name(feed.name, language)}" for feed, language in all_files(FEEDS.values())),
        *(f"{path}?{urlencode(DAYS | CLOCKS)}" for path in ("/", "/api/history", "/feeds/all.ics", "/feeds/all.json")),
        *(f"/api/{register}" for register in REGISTERS),
        *(f"/api/{register}?{urlencode(DAYS | CLOCKS)}" for register in REGISTERS),
        *(f"/api/{register}?{urlencode(CLOCKS)}" for register in REGISTERS),
        *(f"/api/{kinds[stream.kind]}/{stream.id}?{urlencode(CLOCKS)}" for stream in streams),
        *(f"/api/{kinds[stream.kind]}/{stream.id}/history" for stream in streams),
        *(f"/engagements/{stream.id}?{urlencode(CLOCKS)}" for stream in streams if stream.kind == "engagement"),
        *(f"/api/{kinds[stream.kind]}/{stream.id}" for stream in streams),
        *(f"/feeds/all.ics?person={stream.id}" for stream in streams if stream.kind == "person"),
        *(f"/search?{urlencode({'q': word, 'lang': 'ar', 'limit': '3'})}" for word in secret),
        *(f"/api/search?{urlencode({'q': word} | CLOCKS)}" for word in secret),
        # Nobody is told that a name is nearly right which nobody may know.
        *(
            f"/search?{urlencode({'q': ' '.join(f'{word}x' for word in some)})}"
            for some in (secret[:16], secret[16:32])
        ),
    ]
    for address in addresses:
        got = client.get(address)
        yield address, (got.status_code, sorted(got.headers.items()), got.content)
