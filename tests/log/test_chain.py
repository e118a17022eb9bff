"""The hash of one row, without a database."""

import hypothesis.strategies as st
from hypothesis import given

from ctcalendar.log.chain import link
from ctcalendar.log.rows import COLUMNS, GENESIS, LogRow
from log.building import chained

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_NUMBER = st.integers(0, 2**63 - 1)
ROWS = st.builds(
    LogRow, _NUMBER, _TEXT, _NUMBER, _TEXT, _NUMBER, _TEXT, _NUMBER, _TEXT, _TEXT, _NUMBER, _TEXT, st.just("")
)


@given(row=ROWS, previous=st.binary(min_size=32, max_size=32))
def test_the_hash_is_what_the_formula_says_for_any_text(row: LogRow, previous: bytes):
    """Anybody can recompute it with SHA-256 and a JSON library: no character is spelled in a way of our own."""
    assert link(previous.hex(), row) == chained(previous.hex(), row)


@given(row=ROWS, others=ROWS)
def test_no_column_but_the_hash_itself_can_change_without_the_hash(row: LogRow, others: LogRow):
    """Each column in turn takes another value; so does the hash before."""
    digest = link(GENESIS, row)
    assert link(digest, row) != digest
    for column in COLUMNS[:-1]:
        value = getattr(others, column)
        if value != getattr(row, column):
            assert link(GENESIS, row._replace(**{column: value})) != digest
