"""What a calendar needs besides being written to."""

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.domain.clearance import Clearance

NOTE = b"sources:\n- {id: note, kind: media-note, title: {en: Note}}\n"
VISIT = b"""
engagements:
- id: visit
  kind: visit
  status: held
  title: {en: Visit}
  parties: [QA]
  citations: [{source: note}]
"""


def test_restoring_into_views_of_other_rules_folds_them_anew(app: App):
    """A record that an older program left behind is continued, and what it held before can still be asked about."""
    app.record([("note.yaml", NOTE), ("visit.yaml", VISIT)])
    lines = list(app.backup(clearance=Clearance.CONFIDENTIAL))
    with transacting(app.settings) as connection:
        Driver(connection).run("UPDATE view_head SET rules_version = 0")
    assert app.restore("backup.jsonl", lines) == (0, 0)
    assert app.compare_views() == []
    assert app.show("visit", clearance=Clearance.PUBLIC).title.en == "Visit"
