"""Entries are read a portion at a time; nobody who asks can tell."""

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.entries import AT_ONCE
from ctcalendar.views.filter import Filter
from views.databases import Databases


def test_portions_join_without_a_seam(databases: Databases):
    """More engagements than are read at once: each once, in order of day, each with its own children."""
    count = AT_ONCE + 3
    days = [f"{1700 + (number * 7) % count}-01-01" for number in range(count)]
    items = [
        f"- {{id: e{number}, kind: visit, status: held, title: {{en: Visit}}, when: {{edtf: {day}}}, parties: [QA],"
        f" places: [{{name: {{en: 'Town {number}'}}}}],"
        f" citations: [{{source: note, language: en, quote: q {number}}}]}}"
        for number, day in enumerate(days)
    ]
    dossier = "\n".join(["sources: [{id: note, kind: other}]", "engagements:", *items])
    with databases.empty() as settings:
        app = App(settings)
        app.record([("many.yaml", dossier.encode())])
        entries = app.history(Filter(), clearance=Clearance.PUBLIC)
    assert [entry.id for entry in entries] == [
        f"e{number}" for _, number in sorted(zip(days, range(count), strict=True))
    ]
    for entry in entries:
        number = entry.id.removeprefix("e")
        assert [place.name.en for place in entry.places if place.name] == [f"Town {number}"]
        assert [citation.quote for citation in entry.citations] == [f"q {number}"]
