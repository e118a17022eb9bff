"""Documents at a clearance: what is above it is not in them, and changes nothing in them."""

from pathlib import Path

import pytest

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.documents.frame import Drawn
from ctcalendar.domain.clearance import Clearance
from ctcalendar.settings import Settings
from ctcalendar.views.filter import Filter
from doors import VISIT

SECRET = """\
sources:
- {id: cable, kind: other, title: {en: A secret cable}, languages: [en], classification: PRIVATE}
engagements:
- id: secret-visit
  kind: visit
  status: held
  title: {en: Secret visit}
  when: {edtf: 1999-01-01}
  parties: [QA, FR]
  classification: PRIVATE
  citations: [{source: cable, language: en, quote: he came, supports: [when]}]
corroborations:
- subject: visit-doha-2024-05
  citations: [{source: cable, language: en, quote: they were there, supports: [when]}]
"""


def told(app: App, clearance: Clearance) -> list[str]:
    """All documents, at a clearance."""
    made = ["".join(app.document(form, Filter(), language="en", clearance=clearance)) for form in ("md", "html")]
    return [*made, *(app.timeline(Filter(), Drawn(lanes=by), clearance=clearance) for by in ("series", "party"))]


@pytest.fixture
def visited(tmp_path: Path, clock: Clock) -> App:
    """A calendar that holds one visit."""
    app = App(Settings(database_url=f"sqlite:///{tmp_path}/calendar.sqlite"), clock=clock)
    app.init()
    app.record([("visit.yaml", VISIT.encode())])
    return app


def test_what_is_above_a_clearance_changes_nothing(visited: App, clock: Clock):
    """A hidden visit, a hidden source behind a visible one: the same bytes, and more for those who may see them."""
    before = told(visited, Clearance.PUBLIC)
    clock.forward(days=3)
    visited.record([("secret.yaml", SECRET.encode())])
    assert told(visited, Clearance.PUBLIC) == before
    for document in told(visited, Clearance.PRIVATE):
        assert "Secret visit" in document
