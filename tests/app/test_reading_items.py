"""Items found by their ids, and what was composed of them recorded only while they stand as they were read."""

import pytest

from ctcalendar.app import App
from ctcalendar.errors import BadInput, RevisionConflict

VISIT = "engagement:visit"
ITEMS = """
sources:
- {id: note, kind: media-note, title: {en: Note}}
topics:
- {id: policing, label: {en: Policing}}
series:
- {id: talks, names: {en: Talks}, parties: [QA, FR], citations: [{source: note}]}
engagements:
- id: visit
  kind: visit
  status: scheduled
  title: {en: Visit to Doha}
  parties: [QA, FR]
  citations: [{source: note}]
"""


def record(app: App, *texts: str) -> None:
    """Record dossiers together."""
    app.record([(f"{number}.yaml", text.encode()) for number, text in enumerate(texts, 1)])


def test_an_item_is_found_by_its_id_alone(app: App):
    """Or with its kind."""
    record(app, ITEMS)
    assert app.standing("visit").stream == app.standing(VISIT).stream
    assert app.standing("policing").revision == 1


@pytest.mark.parametrize(
    ("name", "hint"),
    [("vist", "did you mean visit?"), ("series:talk", "did you mean talks?"), ("serie:talks", "did you mean series?")],
)
def test_an_id_of_nothing_names_the_nearest(app: App, name: str, hint: str):
    """Of the kind that was asked for, if one was."""
    record(app, ITEMS)
    with pytest.raises(BadInput) as caught:
        app.standing(name)
    assert caught.value.hint == hint


def test_an_id_of_several_things_is_refused(app: App):
    """Whoever writes must say which is meant."""
    record(app, ITEMS, "topics: [{id: visit, label: {en: Visits}}]")
    with pytest.raises(BadInput, match="several things") as caught:
        app.standing("visit")
    assert caught.value.hint == "write topic:visit or engagement:visit"


def test_what_was_composed_of_values_that_moved_on_is_refused(app: App):
    """Part of a value is changed by giving the whole: what somebody else changed of it meanwhile would be lost."""
    record(app, ITEMS)
    read = {VISIT: app.standing(VISIT).revision}
    record(app, "amendments: [{subject: visit, values: {rank: state}, cause: correction, reason: it was}]")
    composed = b"amendments: [{subject: visit, values: {sessions: 2}, cause: correction, reason: counted}]"
    with pytest.raises(RevisionConflict):
        app.record([("composed", composed)], read=read)
    assert app.standing(VISIT).revision == 2
    app.record([("composed", composed)], read={VISIT: 2})
    app.record([("composed", composed)], read=read)  # the same again appends nothing, whatever was read
    assert app.standing(VISIT).revision == 3
