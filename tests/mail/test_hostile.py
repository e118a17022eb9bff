"""Text from people who wish us ill stays text: it makes no header, no part, no element and no link of its own."""

import email
from email.policy import default

import pytest
from hypothesis import Phase, given, settings

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.mail.message import assembled
from ctcalendar.mail.rendering import UNSUBSCRIBE, Body
from feeds.hostile import ORDINARY, Texts, hostile_file
from feeds.test_hostile import everything
from mail.digests import BASE, body, digest, envelope
from mail.pages import Page
from mail.parsing import defects
from views.databases import SqliteDatabases


def bodies(databases: SqliteDatabases, texts: Texts) -> dict[str, Body]:
    """The record of these texts as one digest, by language."""
    with databases.empty() as settings:
        app = App(settings, clock=Clock())
        app.record(hostile_file(texts))
        return {language: body(digest(app, language=language)) for language in ("en", "ar")}


@pytest.fixture(scope="module")
def ordinary(sqlite_databases: SqliteDatabases) -> dict[str, Body]:
    """The digests when harmless people write the record."""
    return bodies(sqlite_databases, ORDINARY)


@pytest.mark.slow
@settings(max_examples=12, phases=[Phase.generate])
@given(texts=everything)
def test_text_stays_text(sqlite_databases: SqliteDatabases, ordinary: dict[str, Body], texts: Texts):
    """The same headers and parts as ever, and in the page the same elements with the same attributes."""
    for language, made in bodies(sqlite_databases, texts).items():
        mail = email.message_from_bytes(assembled(made, envelope(language=language)), policy=default)
        usual = email.message_from_bytes(assembled(ordinary[language], envelope(language=language)), policy=default)
        assert defects(mail) == []
        assert mail.items() == usual.items()
        assert [part.get_content_type() for part in mail.walk()] == [part.get_content_type() for part in usual.walk()]
        page = Page(made.html)
        assert list(page.acting()) == []
        assert page.shape() == Page(ordinary[language].html).shape()
        assert all(link.startswith((BASE, "https://source.example/", UNSUBSCRIBE)) for link in page.links())
        assert made.text.count("\n") == ordinary[language].text.count("\n")
