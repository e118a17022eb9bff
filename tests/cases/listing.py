"""All awkward cases as calendar entries, in two small listings that are compared byte for byte."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from cases.case import Told, cases, told
from ctcalendar.app import App
from ctcalendar.db.engine import let_go
from ctcalendar.settings import Settings

GOLDEN = Path(__file__).parents[1] / "golden/feeds"
FILES = {"en": GOLDEN / "awkward.ics", "ar": GOLDEN / "awkward.ar.ics"}

_ENTRY = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)


def awkward_feeds() -> dict[Path, bytes]:
    """Path -> the entries of every case as the public gets them, in one language: what `make golden` writes."""
    with tempfile.TemporaryDirectory() as folder:
        recorded = list(_recorded(Path(folder)))
        return {path: listing(recorded, language) for language, path in FILES.items()}


def listing(recorded: Iterable[Told], language: str) -> bytes:
    """The entries of cases that were recorded, case by case under its name."""
    return b"".join(_listed(found, language) for found in recorded)


def _listed(found: Told, language: str) -> bytes:
    entries = _ENTRY.findall(found.feed(language))
    return b"".join([f"# {found.case.name}\r\n".encode(), *entries, b"\r\n"])


def _recorded(folder: Path) -> Iterator[Told]:
    """Each case in a database of its own."""
    empty = folder / "empty.sqlite"
    App(Settings(database_url=f"sqlite:///{empty}")).init()
    let_go()  # what is copied must be whole
    for name, case in cases().items():
        shutil.copyfile(empty, folder / f"{name}.sqlite")
        yield told(case, Settings(database_url=f"sqlite:///{folder / name}.sqlite"))
