"""Rows that name engagements, put both ways round: as a test of one engagement, and as the list of all they name."""

from collections.abc import Iterable

import msgspec

from ctcalendar.views.question import Question

_STREAM = len("engagement:")

A_FEW = 4
"""Of so many values each is looked for by the index that begins with it; more are tested of all that an item names."""


class Way(msgspec.Struct, frozen=True):
    """A column that begins an index, and what it is compared with; of how many values, where that is known."""

    column: str
    compared: str
    values: int | None = None


class Mentions(msgspec.Struct, frozen=True):
    """The rows that say something of engagements: where they are, which column names the engagement, what they pass.

    They pass `tests` and any of the `ways`. In the index of a way the column that names the engagement comes next.
    """

    rows: str
    column: str
    tests: str
    ways: tuple[Way, ...]

    def test(self, kind: str = "engagement") -> str:
        """That one of them names `e`, an item of that kind."""
        named = f"'{kind}:' || e.id" if self._is_stream else "e.id"
        passed = " OR ".join(f"{self._reached(way)} {way.compared}" for way in self.ways)
        one = f"SELECT 1 FROM {self.rows} WHERE {self.column} = {named} AND {self.tests} AND ({passed}) LIMIT 1"
        # Not EXISTS: PostgreSQL would make a join of that, and read all that passes before the first is tested.
        return f"({one}) IS NOT NULL"

    def ids(self) -> str:
        """The ids of all engagements that they name; some more than once."""
        named = f"substr({self.column}, {_STREAM + 1})" if self._is_stream else self.column
        kind = f"substr({self.column}, 1, {_STREAM}) = 'engagement:'" if self._is_stream else "1 = 1"
        selects = (
            f"SELECT {named} AS id FROM {self.rows} WHERE {way.column} {way.compared} AND {self.tests} AND {kind}"
            for way in self.ways
        )
        return " UNION ALL ".join(selects)

    def _reached(self, way: Way) -> str:
        """The column, in a form that leads to the rows of a way or, of many values or several ways, of an item."""
        few = way.values is not None and way.values <= A_FEW and len(self.ways) == 1
        return way.column if few else by_no_index(way.column)

    @property
    def _is_stream(self) -> bool:
        return self.column.endswith(".subject")


def by_no_index(column: str) -> str:
    """A column in a form that no index serves: for what is tested of one item, which is reached by its key."""
    return f"{column} || ''"


def any_of(question: Question, column: str, values: Iterable[str]) -> Way:
    """That a column is one of these values."""
    listed = [*values]
    return Way(column, f"IN ({question.bind_all(listed) or 'NULL'})", len(listed))
