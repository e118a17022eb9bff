"""The bundled record as documents, in both languages; `make golden` writes them anew."""

import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from ctcalendar.documents.frame import Drawn
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.filter import Filter
from recorded import load

FOLDER = Path(__file__).parents[1] / "golden/documents"
LANGUAGES = ("en", "ar")


@cache
def documents() -> dict[str, bytes]:
    """File name -> the document that the public is given of the bundled record."""
    with tempfile.TemporaryDirectory() as folder:
        app, seen = load(f"sqlite:///{folder}/record.sqlite"), {"clearance": Clearance.PUBLIC}
        made = {
            f"history.{language}.{form}": "".join(app.document(form, Filter(), language=language, **seen))
            for form in ("md", "html")
            for language in LANGUAGES
        }
        made |= {f"timeline.{language}.svg": app.timeline(Filter(), Drawn(language), **seen) for language in LANGUAGES}
    return {name: text.encode() for name, text in made.items()}


def _made(name: str) -> bytes:
    return documents()[name]


_NAMES = [f"history.{language}.{form}" for form in ("md", "html") for language in LANGUAGES]
_NAMES += [f"timeline.{language}.svg" for language in LANGUAGES]
FILES: dict[Path, Callable[[], bytes]] = {FOLDER / name: partial(_made, name) for name in _NAMES}
"""Golden file -> what makes it."""
