"""Our own writer of content lines writes what the icalendar library would, byte for byte.

Where they differ, and why, stands in converted.py.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ctcalendar.app import App
from ctcalendar.domain.clearance import Clearance
from ctcalendar.feeds.event import event
from ctcalendar.feeds.lines import Component, Property, text, written
from ctcalendar.feeds.promise import deadline_component, expected_component
from ctcalendar.feeds.style import Style
from ctcalendar.views import entries
from ctcalendar.views.filter import LANGUAGES, STATUSES, Filter
from ctcalendar.views.promises import deadlines, expected
from feeds import golden
from feeds.contentlines import read
from feeds.converted import as_written, comparable, differing, written_by_icalendar
from feeds.hostile import PIECES
from recorded import bundled, record
from stories import BEGINNING, CORRECTED, DISPUTED
from views.databases import SqliteDatabases, sqlite_databases

__all__ = ["bundled", "record", "sqlite_databases"]

TESTS = Path(__file__).parents[1]
FILES = [*sorted((TESTS.parent / "exports").glob("*.ics")), *sorted((TESTS / "golden/feeds").glob("*.ics"))]
FULL = Clearance.CONFIDENTIAL
STYLES = [
    Style(language, "calendar.example", public_url, cancelled, alarms, tasks)
    for language in LANGUAGES
    for public_url, cancelled, alarms, tasks in (
        (None, "keep", (), False),
        ("https://calendar.example", "title", ("P7D", "P1D"), True),
    )
]


def otherwise_than_icalendar(component: Component) -> list[tuple[bytes, bytes]]:
    """The lines that icalendar would write otherwise: ours, and its."""
    like = comparable(component)
    return differing(written(like), written_by_icalendar(like))


def components(app: App, style: Style) -> Iterator[Component]:
    """Everything a calendar may show of a record, in a style."""
    with app.reading() as reader:
        for entry in entries.history(reader, Filter(status=STATUSES), clearance=FULL):
            yield from filter(None, [event(entry, style)])
        for due in deadlines(reader, clearance=FULL):
            yield from filter(None, [deadline_component(due, style)])
        for meeting in expected(reader, clearance=FULL):
            yield expected_component(meeting, style)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_line_of_a_published_or_golden_feed_is_as_icalendar_writes_it(file: Path):
    """Heads, time zones, entries of every awkward case: as they stand on file."""
    for component in as_written(file.read_bytes()):
        assert otherwise_than_icalendar(component) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_feed_that_is_read_and_written_again_is_the_same(file: Path):
    """Every byte of it follows from its components."""
    body = file.read_bytes()
    # The listing of awkward cases has a line of its own for the name of each.
    entries = b"".join(line for line in body.splitlines(keepends=True) if line.strip() and not line.startswith(b"#"))
    assert (b"".join(map(written, as_written(body))) == entries) is True


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.language}-{style.cancelled}")
def test_everything_on_record_is_written_as_icalendar_would(
    tmp_path: Path, sqlite_databases: SqliteDatabases, record: App, style: Style
):
    """The bundled record, the entries of every sort, and promises; as tasks and with alarms too."""
    with sqlite_databases.empty() as settings:
        told = App(settings)
        for part in (BEGINNING, CORRECTED, DISPUTED):
            told.record([("told.yaml", part.encode())])
        found = [one for app in (record, golden.calendar(tmp_path), told) for one in components(app, style)]
    assert {one.name for one in found} == ({"VEVENT", "VTODO"} if style.tasks else {"VEVENT"})
    assert [lines for one in found for lines in otherwise_than_icalendar(one)] == []


controls = ["\n", "\r\n", "\r", "\t", "\x00", "\x1b[31m", "\x7f"]
texts = st.lists(st.one_of(st.sampled_from([*PIECES, *controls]), st.text(max_size=6)), max_size=12).map("".join)
params = st.lists(st.tuples(st.sampled_from(["LANGUAGE", "LABEL", "RELTYPE"]), texts), max_size=2)
properties = st.builds(
    lambda name, said, params: text(name, said, *dict(params).items()),
    st.sampled_from(["SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "REFID", "X-WR-CALNAME"]),
    texts,
    params,
)
kinds_of_part = st.sampled_from(["PARTICIPANT", "VLOCATION", "VALARM"])
parts = st.builds(Component, kinds_of_part, st.lists(properties, max_size=3), st.just(()))
hostile = st.builds(Component, st.just("VEVENT"), st.lists(properties, max_size=4), st.lists(parts, max_size=2))


@settings(max_examples=120, phases=[Phase.explicit, Phase.generate, Phase.shrink])
@given(hostile)
def test_any_text_is_written_as_icalendar_would(component: Component):
    """Whatever people of ill will wrote; control characters are left out of ours."""
    assert otherwise_than_icalendar(component) == []


@settings(max_examples=120, phases=[Phase.explicit, Phase.generate, Phase.shrink])
@given(texts, texts)
def test_any_text_comes_back_from_the_line_it_stands_on(value: str, label: str):
    """Read by a parser that mends nothing: the same text, but for its control characters, and line ends of one sort."""
    # A tab may stand in a parameter (RFC 5545 section 3.1), but our parser would not have one there.
    body = written(Component("VEVENT", [text("SUMMARY", value, ("LABEL", label.replace("\t", " ")))]))
    (line,) = read(body).components[0].lines
    assert (line.text, line.parameter("LABEL")) == (readable(value), readable(label.replace("\t", " ")))
    assert max(map(len, body.split(b"\r\n"))) <= 75


def readable(value: str) -> str:
    """A text as it can stand in a calendar."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or not (letter < " " or letter == "\x7f"))


@pytest.mark.parametrize("letter", ["x", "ق", "漢", "𐍈", "\\", ";", "\n", "^", '"'])
def test_a_line_is_folded_where_icalendar_folds_it(letter: str):
    """At every length about that of a line, letters of one octet to four, what is escaped; in value and parameter."""
    for length in range(15, 90):
        lines = [letter * length, "x" * length + letter + "x" * 9]
        values = [text("SUMMARY", line) for line in lines]
        labels = [text("SUMMARY", "said", ("LABEL", line)) for line in lines]
        assert otherwise_than_icalendar(Component("VEVENT", [*values, *labels])) == []


def test_the_two_letters_that_spell_a_line_end_stay_two_letters():
    r"""In a text `\N` is a backslash and a letter; icalendar makes a line end of it."""
    body = written(Component("VEVENT", [text("SUMMARY", r"C:\New")]))
    assert body == b"BEGIN:VEVENT\r\nSUMMARY:C:\\\\New\r\nEND:VEVENT\r\n"
    assert b"SUMMARY:C:\\new" in written_by_icalendar(Component("VEVENT", [text("SUMMARY", r"C:\New")]))


def test_a_run_of_escapes_is_folded_between_pairs():
    """No backslash is parted from what it escapes, and lines are as long as they may be."""
    for letter, escaped in (("\\", b"\\\\"), ("^", b"^^")):
        body = written(Component("VEVENT", [text("SUMMARY", letter * 200, ("LABEL", letter * 200))]))
        lines = body.split(b"\r\n")
        assert max(map(len, lines)) <= 75
        assert all(line.lstrip().count(escaped[:1]) % 2 == 0 for line in lines if b":" not in line)


def test_quotation_marks_and_carets_stand_in_a_parameter_as_rfc_6868_spells_them():
    """And what would end a parameter stands between quotation marks."""
    label = 'He said "no"; then ^ left: twice\nand, again'
    body = written(Component("VEVENT", [Property("LINK", "https://s.example", (("LABEL", label),))]))
    assert b"LABEL=\"He said ^'no^'; then ^^ left: twice^nand, again\"" in body.replace(b"\r\n ", b"")
