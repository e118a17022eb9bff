"""Every generated file of this repository, made anew: `make golden` writes them, tests/test_generated.py compares.

The bundled record only ever grows: facts already in it are kept byte for byte, dossiers not yet in it are appended.
"""

import sys
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from audit.page import audit
from cases.listing import awkward_feeds
from ctcalendar.app import App
from ctcalendar.bundled import dossiers
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.catalogue import Feed, all_files, file_name
from ctcalendar.settings import Settings
from documents.golden import FILES as GOLDEN_DOCUMENTS
from feeds.golden import FILES as GOLDEN_FEEDS
from generated_docs import PAGES
from questions import questions
from views.digest import GOLDEN, golden

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "src/ctcalendar/bundled/record.jsonl"

# Dossier -> when it was recorded (microseconds UTC). A new dossier gets a line; a line never changes.
RECORDED_AT = {
    "01-state-note-2017-11-08.yaml": 1_793_523_600_000_000,  # 2026-11-01T09:00:00Z
    "02-ansari-news-2017-09-18.yaml": 1_793_527_200_000_000,  # 2026-11-01T10:00:00Z
    "03-ct-review-2018.yaml": 1_795_309_200_000_000,  # 2026-11-22T01:00:00Z
    "04-unoct-fourth-dialogue.yaml": 1_795_312_800_000_000,  # 2026-11-22T02:00:00Z
    "05-doha-security-rewrite.yaml": 1_795_316_400_000_000,  # 2026-11-22T03:00:00Z
    "06-readings-compared.yaml": 1_795_320_000_000_000,  # 2026-11-22T04:00:00Z
}


def bundled_record(*, kept: bytes | None = None) -> bytes:
    """The bundled record: `kept` (by default what is in the package), grown by the dossiers it does not hold yet."""
    if kept is None and RECORD.exists():
        kept = RECORD.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        now = [0]
        settings = Settings(database_url=f"sqlite:///{folder}/record.sqlite", recorded_by="archivist-1")
        app = App(settings, clock=lambda: now[0])
        if kept:
            app.restore("record.jsonl", kept.splitlines(keepends=True))
        app.init()
        for name, data in dossiers():
            now[0] = RECORDED_AT[name]
            app.record([(name, data)])
        return b"".join(app.backup(clearance=Clearance.CONFIDENTIAL))


@cache
def exports() -> dict[Path, bytes]:
    """The published calendars of the bundled record."""
    with tempfile.TemporaryDirectory() as folder:
        app = App(Settings(database_url=f"sqlite:///{folder}/record.sqlite"))
        app.load_demo()
        return {
            ROOT / "exports" / file_name(feed.name, language): app.public_feed(feed.name, language)
            for feed, language in all_files(standing(app))
        }


def standing(app: App) -> list[Feed]:
    """The feeds whose bytes are the same any day."""
    return [feed for feed in app.feeds.all() if not feed.asked.is_relative]


def everything() -> dict[Path, Callable[[], bytes]]:
    """Path -> what makes its content; the record comes first, the others are made from it."""
    made: dict[Path, Callable[[], bytes]] = {RECORD: bundled_record}
    made |= {path: partial(_export, path) for path in _names_of_exports()}
    made |= GOLDEN_FEEDS
    made |= GOLDEN_DOCUMENTS
    made |= {ROOT / name: partial(_page, make) for name, make in _MADE.items()}
    return made


_MADE = {**PAGES, "docs/audit.md": audit, "docs/questions.md": questions}


def _names_of_exports() -> list[Path]:
    """The files that `exports` makes of the record in the package, and those that stand there."""
    kept = (ROOT / "exports").glob("*.ics")
    return sorted({*kept, *exports()})


def _export(path: Path) -> bytes:
    return exports()[path]


def _page(make: Callable[[], str]) -> bytes:
    return make().encode()


def main() -> None:
    """Write whatever is out of date, and say so."""
    for path, make in everything().items():
        content = make()
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"written: {path.relative_to(ROOT)}", file=sys.stderr)
    for path, content in awkward_feeds().items():
        path.write_bytes(content)
    # The digest of the rows is kept for each version of the rules; rules that fold otherwise need another version.
    if not GOLDEN.exists():
        GOLDEN.write_bytes(golden())


if __name__ == "__main__":
    main()
