"""Files of rows, as they come."""

import gzip
import os
from io import BytesIO

import pytest

from ctcalendar.domain.values import Text
from ctcalendar.errors import BadInput
from ctcalendar.importing.jsonlines import json_rows
from ctcalendar.importing.mapping import FileMapping, PartyColumn, SourceNamed
from ctcalendar.importing.rows import open_file
from ctcalendar.importing.separated import separated_rows


def mapping(**given):
    """A mapping, of which only how the file is written matters."""
    source = SourceNamed(id="s", title=Text(en="s"))
    return FileMapping(**{"source": source, "kind": "visit", "title": "x", "parties": ("QA",), **given})


def table(data, **given):
    """The rows of a table: lines and cells, or what is wrong with them."""
    file = BytesIO(data if isinstance(data, bytes) else data.encode())
    found = separated_rows("t.csv", file, mapping(**given))
    return [(row.first, row.last, row.problem or list(row.cells.values())) for row in found]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_any_way(end):
    """Unix, Windows, and an old Macintosh; a byte order mark is no part of the first column's name."""
    data = f"\ufeffa,b{end}1,2{end}{end}3,4".encode()
    assert table(data) == [(2, 2, ["1", "2"]), (4, 4, ["3", "4"])]


def test_quoted_cells_may_hold_separators_quotes_and_lines():
    """A line that breaks inside a cell is a space; the row is where it begins."""
    assert table('a,b\n"x, ""y""","one\r\ntwo"\n3,4\n') == [(2, 3, ['x, "y"', "one two"]), (4, 4, ["3", "4"])]


@pytest.mark.parametrize(("delimiter", "between"), [(";", ";"), ("tab", "\t"), ("|", "|")])
def test_other_separators_are_named(delimiter, between):
    """Semicolons where a comma stands in numbers, and tabs."""
    assert table(f"a{between}b\n1,5{between}2\n", delimiter=delimiter) == [(2, 2, ["1,5", "2"])]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1", "has 1 cells, the header has 2"),
        ("1,2,3", "has 3 cells, the header has 2"),
        ('"1"x,2', "is no row of this table"),
        ("1,\0", "holds a NUL"),
    ],
)
def test_a_row_that_cannot_be_read_says_why_and_the_rest_goes_on(row, says):
    """With its line."""
    (line, _, problem), (_, _, cells) = table(f"a,b\n{row}\n3,4\n")
    assert (line, cells) == (2, ["3", "4"])
    assert says in problem


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("a,b,a\n1,2,3\n", "the column 'a' stands there twice"),
        (",,\n1,2,3\n", "names no column"),
        ("x," * 400_000, "at most 1,000"),
        ("x," * 1_000_000, "longer than 1,000,000"),
        ("a,b\n1,é\n".encode("windows-1252"), "t.csv:2: is not utf-8"),
        ("a,b\n1,é\n".encode("utf-16"), "is not utf-8"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data, says):
    """A clear word, and the line."""
    with pytest.raises(BadInput, match=says):
        table(data)


def test_a_quote_that_is_not_closed_does_not_swallow_the_file():
    """Cell after cell across lines: the row is bounded as a line is, and named by the line on which it begins."""
    with pytest.raises(BadInput, match=r"t.csv:3: the row that begins here is longer than 1,000,000"):
        table("a,b\n1,2\n" + ('"' + "x" * 90_000 + "\n" + 'y",') * 12)


@pytest.mark.parametrize("encoding", ["windows-1256", "utf-16", "iso-8859-6"])
def test_other_encodings_are_named(encoding):
    """Arabic as Windows wrote it, and as a spreadsheet saves Unicode."""
    assert table("a,b\n1,قطر\n".encode(encoding), encoding=encoding) == [(2, 2, ["1", "قطر"])]


def test_json_lines_are_rows_with_dotted_columns():
    """Lists become one cell, with the separator of the mapping between."""
    data = '{"who": {"name": "A"}, "sides": ["QA", "US"], "n": 3, "none": null}\n\n{"who": {"name": "B"}}\n'
    parties = (PartyColumn(column="sides", split="|"),)
    found = list(json_rows("t", BytesIO(data.encode()), mapping(format="jsonl", parties=parties)))
    assert found[0].cells == {"who.name": "A", "sides": "QA| US", "n": "3", "none": ""}
    assert (found[1].first, found[1].cells) == (3, {"who.name": "B"})


@pytest.mark.parametrize(
    "line",
    ["[1]", "{", '{"a": NaN}', "[" * 100_000, '{"a":' * 50 + "1" + "}" * 50, '{"a": [{"b": 1}]}', '{"a": "\\u0000"}'],
)
def test_a_line_that_is_no_object_says_so_and_the_rest_goes_on(line):
    """However deep it is nested."""
    bad, good = json_rows("t", BytesIO(f'{line}\n{{"a": 1}}\n'.encode()), mapping(format="jsonl"))
    assert bad.problem
    assert good.cells == {"a": "1"}


def test_only_ordinary_files_are_opened(tmp_path):
    """A folder, a pipe nobody writes to, an empty file, a packed one: each is named, none is waited for."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    (tmp_path / "packed").write_bytes(gzip.compress(b"0" * 1_000_000))
    (tmp_path / "book").write_bytes(b"PK\x03\x04rest")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    told = {
        "pipe": "no ordinary",
        "empty": "is empty",
        "packed": "compressed",
        "book": "spreadsheet",
        "dangling": "No such",
    }
    for name, says in {**told, ".": "a folder", "missing": "No such"}.items():
        with pytest.raises(BadInput, match=says):
            open_file(tmp_path / name)


def test_a_link_to_a_file_is_the_file(tmp_path):
    """People keep the newest edition under one name."""
    (tmp_path / "a.csv").write_text("a\n1\n")
    (tmp_path / "newest").symlink_to(tmp_path / "a.csv")
    with open_file(tmp_path / "newest") as file:
        assert file.read() == b"a\n1\n"
