"""Which row is which engagement: by content first, and never by the publisher's own id alone.

Rows and what is on record are laid out on a sheet of their own, a private SQLite file that is gone when it is closed:
however many rows there are, memory stays flat, and pairing is sorting. A multiset: of two rows with equal content each
needs an engagement of its own.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from ctcalendar.importing.marks import Marks

NEAR_DAYS = 45
"""How far a visit may move and still be found again as the same one."""

_LAYOUT = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -8000;
CREATE TABLE line (n INTEGER PRIMARY KEY, line INTEGER, digest BLOB, external TEXT, who INTEGER, place INTEGER,
    days INTEGER, day INTEGER, subject TEXT, fate TEXT);
CREATE TABLE said (subject TEXT PRIMARY KEY, digest BLOB, external TEXT, who INTEGER, place INTEGER, days INTEGER,
    day INTEGER, taken INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE name (stem TEXT PRIMARY KEY, last INTEGER) WITHOUT ROWID;
CREATE TABLE here (stream TEXT PRIMARY KEY) WITHOUT ROWID;
"""

_SAME = "l.digest = s.digest"
_ORDERED = """CREATE TEMP TABLE pair AS SELECT l.n, s.subject FROM
    (SELECT *, row_number() OVER (PARTITION BY {by} ORDER BY n) AS k FROM line WHERE subject IS NULL) AS l JOIN
    (SELECT *, row_number() OVER (PARTITION BY {by} ORDER BY length(subject), subject) AS k FROM said
        WHERE NOT taken) AS s
    ON {on} AND l.k = s.k"""
_ONLY = """CREATE TEMP TABLE pair AS SELECT n, subject FROM (SELECT l.n, s.subject,
    count(*) OVER (PARTITION BY l.n) AS of_line, count(*) OVER (PARTITION BY s.subject) AS of_said
    FROM line AS l JOIN said AS s ON {on} WHERE l.subject IS NULL AND NOT s.taken) AS both
    WHERE of_line = 1 AND of_said = 1"""
_KEY = "l.who = s.who AND l.place = s.place AND l.days = s.days"
_ENOUGH = "((l.who = s.who) + (l.place = s.place) + (l.days = s.days) >= 2)"
_EXTERNAL = "l.external = s.external AND l.external <> ''"


class Fate(NamedTuple):
    """What becomes of a row: `new`, `same` or `changed`, the engagement it is, if any, and the digest of the row."""

    fate: str
    subject: str | None
    digest: str


class Sheet:
    """The sheet on which rows and engagements are paired."""

    def __init__(self) -> None:
        # The empty name: a file of its own in the system's folder for such, removed as soon as it is opened.
        self._sheet = sqlite3.connect("", isolation_level=None)
        self._sheet.executescript(_LAYOUT)
        self._rows: list[tuple[object, ...]] = []

    def close(self) -> None:
        """Let go of it."""
        self._sheet.close()

    # -- laying out -------------------------------------------------------------------------------------------------

    def add(self, n: int, line: int, digest: str, external: str, marks: Marks, subject: str | None = None) -> None:
        """Lay out a row. `subject`: what it is known to be already."""
        fate = "same" if subject else None
        self._rows.append((n, line, bytes.fromhex(digest), external, *marks, subject, fate))
        if len(self._rows) == 5_000:
            self._lay()

    def _lay(self) -> None:
        self._sheet.execute("BEGIN")
        self._sheet.executemany(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._rows,
        )
        self._sheet.execute("COMMIT")
        self._rows.clear()

    def said(self, told: Iterable[tuple[str, str, str]]) -> None:
        """Lay out what was said of engagements (subject, digest, external id), oldest first: the last holds."""
        self._lay()
        self._sheet.execute("BEGIN")
        self._sheet.executemany(
            "INSERT OR REPLACE INTO said (subject, digest, external) VALUES (?, ?, ?)",
            ((subject, bytes.fromhex(digest), external) for subject, digest, external in told),
        )
        self._sheet.execute("COMMIT")

    def mark(self, marked: Iterable[tuple[str, Marks]]) -> None:
        """Lay out the marks of engagements, for the second look."""
        self._sheet.execute("BEGIN")
        self._sheet.executemany(
            "UPDATE said SET who = ?, place = ?, days = ?, day = ? WHERE subject = ?",
            ((*marks, subject) for subject, marks in marked),
        )
        self._sheet.execute("COMMIT")

    # -- pairing ----------------------------------------------------------------------------------------------------

    def pair_equal(self) -> None:
        """Pair what has equal content: nothing changed there."""
        self._lay()
        self._pair(_ORDERED.format(by="digest", on=_SAME), "same")

    def pair_changed(self, *, external_is_enough: bool) -> None:
        """Pair what is left: by who, where and when; by the publisher's id and most of it; by who, where, nearly when.

        `external_is_enough`: as a calendar's UID is, which is never given twice.
        """
        self._sheet.execute("CREATE INDEX left_over ON line (who, place) WHERE subject IS NULL")
        self._sheet.execute("CREATE INDEX unpaired ON said (who, place) WHERE NOT taken")
        self._sheet.execute("CREATE INDEX called ON said (external) WHERE NOT taken")
        self._pair(_ORDERED.format(by="who, place, days, external", on=f"{_KEY} AND {_EXTERNAL}"), "changed")
        if external_is_enough:
            self._pair(_ONLY.format(on=_EXTERNAL), "changed")
        self._pair(_ORDERED.format(by="who, place, days", on=_KEY), "changed")
        self._pair(_ONLY.format(on=f"{_EXTERNAL} AND {_ENOUGH}"), "changed")
        near = f"l.who = s.who AND l.place = s.place AND abs(l.day - s.day) <= {NEAR_DAYS}"
        self._pair(_ONLY.format(on=near), "changed")

    def _pair(self, sql: str, fate: str) -> None:
        self._sheet.execute("BEGIN")
        self._sheet.execute(sql)
        self._sheet.execute("UPDATE line SET subject = pair.subject, fate = ? FROM pair WHERE pair.n = line.n", (fate,))
        self._sheet.execute("UPDATE said SET taken = 1 WHERE subject IN (SELECT subject FROM pair)")
        self._sheet.execute("DROP TABLE pair")
        self._sheet.execute("COMMIT")

    # -- looking ----------------------------------------------------------------------------------------------------

    def unpaired(self, *, after: str = "", limit: int = 500) -> list[str]:
        """Engagements that no row was found to be, by name, those after one."""
        sql = "SELECT subject FROM said WHERE NOT taken AND subject > ? ORDER BY subject LIMIT ?"
        return [subject for (subject,) in self._sheet.execute(sql, (after, limit))]

    def is_of_the_data_set(self, subject: str) -> bool:
        """Whether the data set told of an engagement before."""
        return bool(self._sheet.execute("SELECT 1 FROM said WHERE subject = ?", (subject,)).fetchone())

    def is_of_this_import(self, subject: str) -> bool:
        """Whether an engagement cannot be somebody else's: the data set told of it, or a row of this file began it."""
        return self.is_of_the_data_set(subject) or self.begun(subject)

    def rows_left(self) -> bool:
        """Whether there are rows that are no engagement yet."""
        return bool(self._sheet.execute("SELECT 1 FROM line WHERE subject IS NULL LIMIT 1").fetchone())

    def fates(self, first: int, last: int) -> dict[int, Fate]:
        """What becomes of the rows numbered from `first` to `last`."""
        sql = "SELECT n, fate, subject, digest FROM line WHERE n BETWEEN ? AND ?"
        found = self._sheet.execute(sql, (first, last))
        return {n: Fate(fate or "new", subject, digest.hex()) for n, fate, subject, digest in found}

    # -- names ------------------------------------------------------------------------------------------------------

    def next_names(self, stems: Iterable[str]) -> list[str]:
        """The next name of each stem: itself, then with -2, -3 …"""
        wanted = list(stems)
        marks = ", ".join("?" * len(wanted))
        last = dict(self._sheet.execute(f"SELECT stem, last FROM name WHERE stem IN ({marks})", wanted))
        names = []
        for stem in wanted:
            last[stem] = number = last.get(stem, 0) + 1
            names.append(stem if number == 1 else f"{stem}-{number}")
        self._in_one("INSERT OR REPLACE INTO name (stem, last) VALUES (?, ?)", last.items())
        return names

    def remember(self, streams: Iterable[str]) -> None:
        """Remember what begins in this file."""
        self._in_one("INSERT OR IGNORE INTO here (stream) VALUES (?)", ((stream,) for stream in streams))

    def begun(self, stream: str) -> bool:
        """Whether something begins in this file."""
        return bool(self._sheet.execute("SELECT 1 FROM here WHERE stream = ?", (stream,)).fetchone())

    def begun_of(self, streams: Iterable[str]) -> set[str]:
        """Those of some streams that begin in this file."""
        wanted = list(streams)
        marks = ", ".join("?" * len(wanted))
        return {
            stream for (stream,) in self._sheet.execute(f"SELECT stream FROM here WHERE stream IN ({marks})", wanted)
        }

    def _in_one(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._sheet.execute("BEGIN")
        self._sheet.executemany(sql, rows)
        self._sheet.execute("COMMIT")
