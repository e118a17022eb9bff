"""Entries say what the record has come to, in short and at length; that they are read in portions, nobody can tell."""

from typing import Any

import pytest

from ctcalendar.app import App
from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.days import instant
from ctcalendar.domain.items import KINDS
from ctcalendar.views.cards import cards
from ctcalendar.views.entries import AT_ONCE, history, lines
from ctcalendar.views.entry import Line
from ctcalendar.views.filter import Filter
from views.databases import Databases
from views.histories import recorded
from views.ledger import Ledger, reading
from views.observing import EVERYTHING
from views.retelling import come_to, said
from views.saying import parting
from views.seeds import seeds, told


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


@pytest.mark.parametrize("seed", seeds(2, 6))
def test_a_line_says_what_its_entry_says(sqlite_databases: Databases, seed: int):
    """At every clearance and moment, a list in short and one at length are of the same engagements, told alike."""
    with sqlite_databases.empty() as settings:
        reached = len(Ledger(settings).write(told(seed)))
        with reading(settings) as reader:
            for clearance in Clearance:
                for moment in (None, reached // 2):
                    at: dict[str, Any] = {"clearance": clearance, "as_of": moment}
                    short, whole = list(lines(reader, EVERYTHING, **at)), history(reader, EVERYTHING, **at)
                    assert short == [Line(**{field: getattr(one, field) for field in _SHORT}) for one in whole]


_SHORT = Line.__struct_fields__


@pytest.mark.parametrize("seed", seeds(2, 6))
def test_an_entry_says_what_its_stream_has_come_to(sqlite_databases: Databases, seed: int):
    """At full clearance, in order of day: every field, claim, dispute and fact; and of what it names, the label."""
    with sqlite_databases.empty() as settings:
        Ledger(settings).write(told(seed))
        with reading(settings) as reader:
            entries = history(reader, EVERYTHING, clearance=Clearance.CONFIDENTIAL)
    assert parting({entry.id: said(entry) for entry in entries}, come_to(recorded(told(seed)))) == []
    days = {entry.id: (entry.when and (entry.when.earliest or entry.when.latest)) or "undated" for entry in entries}
    assert [entry.id for entry in entries] == sorted(days, key=lambda name: (days[name], name))


@pytest.mark.parametrize("seed", seeds(1, 4))
def test_what_changes_an_entry_changes_when_it_changed(sqlite_databases: Databases, seed: int):
    """Fact by fact: whatever an entry or a card shows otherwise than before, it says that it changed with that fact.

    But for what only leaves it: a part that is retracted or told elsewhere, the mark of a source that is reinstated.
    """
    history_of_one_each = [[fact] for facts in told(seed) for fact in facts]
    with sqlite_databases.empty() as settings:
        Ledger(settings).write(history_of_one_each)
        with reading(settings) as reader:
            before: dict[tuple[str, str], Any] = {}
            for fact in recorded(history_of_one_each):
                now = _shown_at(reader, fact.position)
                for name in now.keys() & before.keys():
                    changed = {field for field in now[name] if now[name][field] != before[name][field]}
                    if changed - _LEAVING - (_MARKED if fact.name == "source.reinstated" else set()):
                        assert now[name]["changed_at"] == instant(fact.recorded_at), (fact, name, changed)
                before = now


_LEAVING = {"changed_at", "classification", "parts", "dated_by_parts"}
_MARKED = {"citations"}


def _shown_at(reader: Reader, position: int) -> dict[tuple[str, str], Any]:
    """Every entry and card at a moment, plain."""
    at: dict[str, Any] = {"clearance": Clearance.CONFIDENTIAL, "as_of": position}
    entries = {("engagement", entry.id): codec.plain(entry) for entry in history(reader, EVERYTHING, **at)}
    others = (kind for kind in KINDS if kind != "engagement")
    found = (card for kind in others for card in cards(reader, kind, retracted=True, **at))
    return entries | {(card.item, card.id): codec.plain(card) for card in found}
