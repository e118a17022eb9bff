"""Text from people who wish us ill stays text: in a feed it makes no line, no property and no component of its own.

What hides or steers never gets in; what gets in is written so that every program reads it back letter for letter.
"""

from collections import Counter
from collections.abc import Iterator

import icalendar
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from conftest import Clock
from ctcalendar.app import App
from ctcalendar.errors import BadInput
from doors import run
from feeds.contentlines import Component, read
from feeds.hostile import FIELDS, HALVES, LANGUAGES, LATER, ORDINARY, PIECES, REFUSED, Texts, hostile_file
from feeds.lint import lint
from views.databases import SqliteDatabases, sqlite_databases

__all__ = ["sqlite_databases"]

# Somewhere in it a letter: a text of signs alone is empty, and refused as such.
texts = st.lists(st.sampled_from(PIECES), max_size=9).map(lambda pieces: "".join(["ق", *pieces])[:1_900])
ends = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
hostile = st.one_of(texts, st.builds(str.__add__, ends, texts)).map(lambda text: text[:1_990])
addresses = hostile.map(lambda text: f"https://source.example/{''.join(text.split())}")
quotes = hostile.filter(lambda text: len(text.split()) <= 12)
everything = st.fixed_dictionaries(
    {field: quotes if field.startswith("quote") else hostile for field in FIELDS + LATER} | {"url": addresses}
)


def feeds(databases: SqliteDatabases, texts: Texts, *, escaped: bool = False) -> dict[str, bytes]:
    """The record of these texts as the public gets it, by language."""
    with databases.empty() as settings:
        app = App(settings, clock=Clock())
        app.record(hostile_file(texts, escaped=escaped))
        return {language: app.public_feed("all", language) for language in LANGUAGES}


def shape(body: bytes) -> Counter[tuple[str, ...]]:
    """How many of each property, with which parameters, stand in which components: all but the words."""
    return Counter(step for top in read(body).components for step in _steps(top, ""))


def _steps(component: Component, within: str) -> Iterator[tuple[str, ...]]:
    path = f"{within}/{component.name}"
    yield (path,)
    yield from ((path, line.name, *(name for name, _ in line.parameters)) for line in component.lines)
    for part in component.parts:
        yield from _steps(part, path)


@pytest.fixture(scope="module")
def ordinary(sqlite_databases: SqliteDatabases) -> dict[str, bytes]:
    """The feeds of the record when harmless people write it."""
    return feeds(sqlite_databases, ORDINARY)


@pytest.mark.slow
@settings(max_examples=25, phases=[Phase.generate])
@given(texts=everything, escaped=st.booleans())
def test_text_stays_text(sqlite_databases: SqliteDatabases, ordinary: dict[str, bytes], texts: Texts, escaped: bool):
    """Same components, same properties, same parameters as ever; titles come back letter for letter, by two parsers."""
    for language, body in feeds(sqlite_databases, texts, escaped=escaped).items():
        assert lint(body) == []
        assert shape(body) == shape(ordinary[language])
        ours = {line.text: entry for entry in read(body).walk("VEVENT") for line in entry.all("UID")}
        theirs = {str(entry["UID"]): entry for entry in icalendar.Calendar.from_ical(body).walk("VEVENT")}
        assert ours.keys() == theirs.keys()
        for uid, entry in ours.items():
            for line in (line for line in entry.lines if line.name in ("SUMMARY", "DESCRIPTION", "LOCATION")):
                assert line.text == str(theirs[uid][line.name])
        places = {line.text for place in read(body).walk("VLOCATION") for line in place.all("NAME")}
        labels = {line.parameter("LABEL") for entry in ours.values() for line in entry.all("LINK")}
        assert places <= {texts[f"place.{language}"]}
        assert labels <= {texts[f"source.{language}"]}
        meeting, visit = (theirs[f"{name}@ctcalendar.example"] for name in ("meeting", "visit"))
        assert str(meeting["SUMMARY"]) == texts[f"title.{language}"]
        assert str(visit["SUMMARY"]).endswith(texts[f"second.{language}"])
        assert texts["title.ar" if language == "en" else "title.en"] in str(meeting["DESCRIPTION"])


@pytest.mark.parametrize("piece", REFUSED, ids=ascii)
def test_what_hides_or_steers_is_refused(sqlite_databases: SqliteDatabases, piece: str):
    """Wherever it stands; and of a record that holds it nothing is recorded."""
    spoilt = dict.fromkeys(FIELDS, f"a{piece}b")
    with sqlite_databases.empty() as settings:
        app = App(settings)
        with pytest.raises(BadInput) as refused:
            app.record(hostile_file({**ORDINARY, **spoilt}, escaped=True))
        named = [problem for problem in refused.value.problems if f"holds U+{ord(piece[0]):04X}" in problem]
        # Half a character makes the file itself unreadable, so that one problem is all there is.
        assert len(named) == (0 if piece in HALVES else len(FIELDS))
        for field in LATER:
            with pytest.raises(BadInput):
                app.record(hostile_file({**ORDINARY, field: f"a{piece}b"}, escaped=True))
        assert app.head()[0] == 0


@pytest.mark.parametrize("piece", REFUSED, ids=ascii)
def test_whoever_hands_it_in_is_told(sqlite_databases: SqliteDatabases, piece: str):
    """Exit code 3, a sentence that does not repeat it, and an empty record as before; here in an address."""
    ((_, file),) = hostile_file({**ORDINARY, "url": f"https://source.example/{piece}"}, escaped=True)
    with sqlite_databases.empty() as settings:
        answer = run("--database", settings.database_url, "record", "-", stdin=file)
        assert (answer.code, answer.out) == (3, "")
        assert piece == "\n" or piece not in answer.err
        assert App(settings).head()[0] == 0


def test_a_file_in_no_encoding_is_refused(sqlite_databases: SqliteDatabases):
    """Half a character as bytes, not as JSON's escape."""
    with sqlite_databases.empty() as settings:
        app = App(settings)
        for piece in HALVES:
            with pytest.raises(BadInput, match="is not UTF-8"):
                app.record(hostile_file({**ORDINARY, "title.ar": piece}))
        assert app.head()[0] == 0
