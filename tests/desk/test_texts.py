"""Archived texts in their table: by digest, once each, until they are forgotten."""

from ctcalendar.app import App
from ctcalendar.app.upkeep import transacting
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import open_reader
from ctcalendar.desk import texts

SHA256 = "ab" * 32
TEXT = "\ufeffخطاب نوايا\r\n\x0c\x1f\u2028 and 𝒂 letter of intent\n"


def put(app: App, text: str = TEXT, *, by: str = "desk") -> bool:
    with transacting(app.settings) as connection:
        return texts.put(Driver(connection), SHA256, text, now_us=7, by=by)


def test_a_text_is_kept_as_it_is(app: App):
    """Every code point, whatever it does to lines and to terminals."""
    assert put(app)
    with open_reader(app.settings.database) as reader:
        assert texts.get(reader, SHA256) == TEXT
        assert texts.has(reader, SHA256)
        assert reader.rows("SELECT sha256, attached_at, attached_by FROM source_text") == [(SHA256, 7, "desk")]


def test_a_text_is_kept_once(app: App):
    """Who brought it first stays on record."""
    put(app)
    assert not put(app, by="somebody-else")
    with open_reader(app.settings.database) as reader:
        assert reader.rows("SELECT attached_by FROM source_text") == [("desk",)]


def test_what_is_forgotten_is_gone(app: App):
    """Erased, not marked; forgetting it again finds nothing."""
    put(app)
    for gone in (1, 0):
        with transacting(app.settings) as connection:
            assert texts.forget(Driver(connection), [SHA256, "cd" * 32]) == gone
    with open_reader(app.settings.database) as reader:
        assert texts.get(reader, SHA256) is None
        assert not texts.has(reader, SHA256)
