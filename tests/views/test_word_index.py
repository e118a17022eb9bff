"""The index of words holds each passage once, however it came to be written."""

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.settings import Settings
from views.databases import Databases

FIRST = """
sources:
- {id: note, kind: media-note, title: {en: Harbour note}}
people:
- {id: roe, names: {en: Jane Roe}, citations: [{source: note}]}
"""
SECOND = """
people:
- {id: doe, names: {en: John Doe}, citations: [{source: note, language: en, quote: met Jane in the harbour}]}
amendments:
- {subject: roe, values: {names: {en: Jane Roe of the harbour}}, cause: correction, reason: her whole name,
   citations: [{source: note, supports: [names]}]}
"""


def indexed(settings: Settings, word: str) -> list[str]:
    """The texts of the passages in which the index has a word, once for each time that it names one."""
    with transacting(settings) as connection:
        sql = "SELECT p.text_en FROM passage_words(?) w JOIN passage p ON p.serial = w.rowid ORDER BY p.serial"
        return [row[0] for row in Driver(connection).rows(sql, (f'"{word}"',))]


def test_each_passage_is_in_the_index_once(databases: Databases):
    """Those of a later append beside those of the first, those that ended too, and as often when all is rebuilt."""
    with databases.empty() as settings:
        app = App(settings)
        for number, dossier in enumerate((FIRST, SECOND)):
            app.record([(f"{number}.yaml", dossier.encode())])
        harbour = ["Harbour note", "Jane Roe of the harbour", "met Jane in the harbour"]
        assert sorted(indexed(settings, "harbour")) == harbour
        jane = ["Jane Roe", "Jane Roe of the harbour", "met Jane in the harbour"]
        assert sorted(indexed(settings, "jane")) == jane
        app.rebuild()
        assert (sorted(indexed(settings, "harbour")), sorted(indexed(settings, "jane"))) == (harbour, jane)
