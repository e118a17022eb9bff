"""Tables of every command: lined up, and fitted to a terminal."""

from pathlib import Path

import pytest

from cli.terminals import Terminal, terminal
from ctcalendar.cli.measuring import width
from ctcalendar.cli.tables import Column, Screen, Section, fits, table
from recorded import bundled

__all__ = ["bundled", "terminal"]

COLUMNS = [Column("day"), Column("what", least=10), Column("more", least=10, rank=1), Column("count", to_right=True)]
ROWS = [("2018-09-05", "a" * 30, "b" * 30, "7"), ("2018-09-06", "الدوحة", "", "1,234")]


def lines(columns: list[Column], rows: list, on: Screen) -> list[str]:
    """The lines of a table without colour."""
    return list(table(columns, rows, on, color=False))


@pytest.mark.parametrize("command", ["series", "commitments", "people", "sources", "instruments", "agenda"])
def test_registers_fit_a_terminal_and_keep_what_an_item_is_called_by(
    bundled: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch, command: str
):
    """Texts are cut, then columns go; the first and the last stay, the last whole."""
    monkeypatch.setenv("CTCALENDAR_DATABASE_URL", f"sqlite:///{bundled}")
    seen = terminal(command, columns=80).replace("\u2068", "").replace("\u2069", "").splitlines()
    rows = seen[: seen.index("")] if "" in seen else seen
    assert max(map(width, rows)) <= 80
    assert rows[0].split()[-1] in ("id", "subject")
    assert not [row for row in rows if row.endswith("…")]


def test_room_is_shared_by_those_who_want_it():
    """Each gets what it needs if there is enough; if there is not, as much as the others."""
    assert lines(COLUMNS, ROWS, Screen(width=50))[1] == f"2018-09-05  {'a' * 13}…  {'b' * 14}…      7"
    assert lines(COLUMNS, ROWS, Screen(width=200))[1] == f"2018-09-05  {'a' * 30}  {'b' * 30}      7"


def test_a_column_goes_before_another_is_cut_to_nothing():
    """That of the highest rank; one without a rank stays, however narrow the screen."""
    assert list(fits(COLUMNS, ROWS, Screen(width=41))) == [0, 1, 2, 3]
    assert list(fits(COLUMNS, ROWS, Screen(width=40))) == [0, 1, 3]
    assert list(fits(COLUMNS, ROWS, Screen(width=5))) == [0, 1, 3]
    assert max(map(width, lines(COLUMNS, ROWS, Screen(width=20)))) <= 20


def test_rows_beyond_the_first_thousand_keep_to_the_columns():
    """They are not waited for: in a pipe a longer cell pushes the rest, on a screen it is cut."""
    rows = [("d", "a", "b", "1")] * 1_000 + [("d", "a" * 20, "b", "1")]
    assert lines(COLUMNS, rows, Screen())[-1] == f"d    {'a' * 20}  b         1"
    assert lines(COLUMNS, rows, Screen(width=80))[-1] == "d    aaa…  b         1"


def test_sections_stand_apart():
    """An empty line, and their titles."""
    told = lines(COLUMNS[:2], [Section("2018"), ("d", "w"), Section("2019")], Screen())
    assert told == ["day  what", "", "2018", "d    w", "", "2019"]


def test_without_rows_there_are_headings():
    """Of all columns that fit."""
    assert lines(COLUMNS, [], Screen(width=80)) == ["day  what  more  count"]
