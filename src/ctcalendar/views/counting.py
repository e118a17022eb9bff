"""How many engagements a filter asks for, by what they are: grouped by the database, cut to the reader's clearance.

A group is known by a key: an id, a word, a year; None is what has none. An engagement with two parties is in the group
of each. What a clearance hides makes no group and takes nobody out of one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.chosen import engagements
from ctcalendar.views.clauses import dating
from ctcalendar.views.entries import AT_ONCE
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from ctcalendar.views.question import Question

Key = str | None


class Grouping(NamedTuple):
    """What engagements `o` are grouped by: SQL that tells the key, and the rows that it looks at."""

    columns: Sequence[str]
    rows: str = ""
    key: Callable[[Row], Key] = lambda row: row[0]


class Grouped(NamedTuple):
    """How many engagements there are, each counted once, and how many are in each group."""

    total: int
    groups: Mapping[Key, int]


def total(reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> int:
    """How many engagements a filter asks for."""
    question = Question(clearance, as_of, asked.published_by)
    sql = f"SELECT count(*) FROM ({engagements(asked, question)}) AS found"
    return int(reader.rows(sql, question.parameters)[0][0])


def grouped(
    reader: Reader, asked: Filter, by: str, *, language: str, clearance: Clearance, as_of: int | None = None
) -> Grouped:
    """How many of them there are in each group. (Places are grouped by what they are called in a language.)"""
    counts: dict[Key, int] = {}
    if by == "person":
        for key, _ in members(reader, asked, by, language=language, clearance=clearance, as_of=as_of):
            counts[key] = counts.get(key, 0) + 1
    else:
        question = Question(clearance, as_of, asked.published_by)
        grouping = GROUPINGS[by](question, language)
        columns = ", ".join(grouping.columns)
        numbers = ", ".join(str(number) for number, _ in enumerate(grouping.columns, 1))
        sql = f"SELECT {columns}, count(DISTINCT o.id) {_found(grouping, asked, question)} GROUP BY {numbers}"
        for *row, count in reader.stream(sql, question.parameters):
            key = grouping.key(tuple(row))
            counts[key] = counts.get(key, 0) + count
    return Grouped(total(reader, asked, clearance=clearance, as_of=as_of), counts)


def members(
    reader: Reader, asked: Filter, by: str, *, language: str, clearance: Clearance, as_of: int | None = None
) -> Iterator[tuple[Key, str]]:
    """Each group with each engagement in it, once, in order of day (undated last), then id, then group."""
    question = Question(clearance, as_of, asked.published_by)
    grouping = GROUPINGS[by](question, language)
    same = _canonical(reader, clearance, as_of) if by == "person" else {}
    numbers = ", ".join(str(number) for number, _ in enumerate(grouping.columns, 1))
    sql = f"""SELECT {", ".join(grouping.columns)}, o.id {_found(grouping, asked, question)}
        ORDER BY o.sort_day, o.id, {numbers}"""
    before: tuple[str, set[Key]] = ("", set())
    for *row, name in reader.stream(sql, question.parameters):
        key = grouping.key(tuple(row))
        key = same.get(key, key) if key is not None else None
        if name != before[0]:
            before = (name, set())
        if key not in before[1]:
            before[1].add(key)
            yield key, name


def _found(grouping: Grouping, asked: Filter, question: Question) -> str:
    return f"""FROM engagement o {grouping.rows}
        WHERE {question.standing("o")} AND o.id IN ({engagements(asked, question)})"""


def _canonical(reader: Reader, clearance: Clearance, as_of: int | None) -> Mapping[str, str]:
    """Person -> the entry under which the person is counted, where two were found to be one."""
    question = Question(clearance, as_of)
    merged: dict[str, str] = dict(
        reader.rows(
            f"""SELECT p.id, p.merged_into FROM person p WHERE p.merged_into > '' AND {question.standing("p")}
            AND {question.visible("person", "p.id")} AND {question.visible("person", "p.merged_into")}""",
            question.parameters,
        )
    )
    return {name: _followed(name, merged) for name in merged}


def _followed(name: str, merged: Mapping[str, str]) -> str:
    for _ in merged:  # never round in circles, whatever a restored log says
        if name not in merged:
            break
        name = merged[name]
    return name


def labels(
    reader: Reader, by: str, keys: Sequence[str], *, clearance: Clearance, as_of: int | None = None
) -> Mapping[str, Words]:
    """What our registers call the groups of those keys, where their keys are ids."""
    table, column = REGISTERS[by]
    found: dict[str, Words] = {}
    for start in range(0, len(keys), AT_ONCE):
        question = Question(clearance, as_of)
        named = f"n.id IN ({question.bind_all(keys[start : start + AT_ONCE])})"
        rows = reader.rows(
            f"""SELECT n.id, n.{column}_en, n.{column}_ar, n.{column}_differs FROM {table} n
            WHERE {named} AND {question.standing("n")} AND {question.visible(table, "n.id")}""",
            question.parameters,
        )
        found |= {name: Words(*texts) for name, *texts in rows}
    return found


# -- what engagements can be grouped by -----------------------------------------------------------------------------


def _own(column: str) -> Callable[[Question, str], Grouping]:
    return lambda question, language: Grouping([f"o.{column}"])


def _linked(field: str) -> Callable[[Question, str], Grouping]:
    def grouping(question: Question, language: str) -> Grouping:
        visible = f"{question.standing('l')} AND {question.visible_stream('l.target')}"
        rows = f"LEFT JOIN link l ON l.subject = 'engagement:' || o.id AND l.field = '{field}' AND {visible}"
        return Grouping(["l.target"], rows, lambda row: row[0].partition(":")[2] if row[0] else None)

    return grouping


def _series(question: Question, language: str) -> Grouping:
    return Grouping([f"CASE WHEN {question.visible('series', 'o.series')} THEN o.series END"])


def _stops(column: str) -> Callable[[Question, str], Grouping]:
    def grouping(question: Question, language: str) -> Grouping:
        own = column.format("ar", "en") if language == "ar" else column.format("en", "ar")
        return Grouping(
            [own],
            f"LEFT JOIN stop s ON s.engagement = o.id AND {question.standing('s')} AND {own} IS NOT NULL",
        )

    return grouping


def _people(question: Question, language: str) -> Grouping:
    visible = " AND ".join(question.visible(kind, f"p.{kind}") for kind in ("person", "organisation", "party"))
    tests = f"{question.standing('p')} AND p.person IS NOT NULL AND {visible}"
    return Grouping(["p.person"], f"LEFT JOIN participation p ON p.engagement = o.id AND {tests}")


def _days(characters: int, *coarse: str) -> Callable[[Question, str], Grouping]:
    """By the first characters of its days. The first of the `coarse` precisions still tells them, if exact."""

    def grouping(question: Question, language: str) -> Grouping:
        precisions = [question.bind(precision) for precision in coarse]
        marks = [question.bind(mark) for mark in "?%"]

        def doubtful(row: str) -> str:
            # About a day is in its year for sure; about a year is not, and neither is whatever is uncertain.
            unmarked = f"replace(replace({row}.when_edtf, {marks[0]}, ''), {marks[1]}, '')"
            about = f"{row}.when_precision IN ({', '.join(precisions)})"
            return (
                f"CASE WHEN {row}.when_uncertain IS NOT NULL AND ({unmarked} <> {row}.when_edtf OR {about}) THEN 1 END"
            )

        # A whole that has no day of its own has the days of its parts, as far as every part has one.
        parts = f"""FROM engagement part WHERE part.part_of = o.id AND {question.standing("part")}
            AND {dating("part", "o")} AND (part.earliest IS NOT NULL OR part.latest IS NOT NULL)
            AND {question.visible("engagement", "part.id")}"""

        def told(own: str, of_parts: str) -> str:
            return f"CASE WHEN o.when_basis IS NULL THEN (SELECT {of_parts} {parts}) ELSE {own} END"

        first, last = (
            told(f"o.{end}", f"CASE WHEN count(*) = count(part.{end}) THEN {least}(part.{end}) END")
            for end, least in (("earliest", "min"), ("latest", "max"))
        )
        vague = f"o.when_precision IN ({', '.join(precisions[1:])})"
        bounded = f"CASE WHEN o.when_basis IS NOT NULL AND (o.when_edtf IS NULL OR {vague}) THEN 1 END"
        shortened = [f"substr({end}, 1, {characters})" for end in (first, last)]
        return Grouping([*shortened, told(doubtful("o"), f"max({doubtful('part')})"), bounded], key=_span)

    return grouping


def _span(row: Row) -> Key:
    """The year (or month) in which it began; with `?` where that is uncertain, and `…` where only bounds are known."""
    first, last, doubtful, bounded = row
    if first is None and last is None:
        return None
    if first is None or (bounded and first != last):
        return f"{first or ''}…{last or ''}"
    return f"{first}?" if doubtful else str(first)


GROUPINGS: Mapping[str, Callable[[Question, str], Grouping]] = {
    "year": _days(4, "year", "decade"),
    "month": _days(7, "month", "season", "year", "decade"),
    "kind": _own("kind"),
    "status": _own("status"),
    "party": _linked("parties"),
    "place": _stops("COALESCE(s.name_{0}, s.name_{1}, s.country)"),
    "country": _stops("s.country"),
    "series": _series,
    "topic": _linked("topics"),
    "person": _people,
}
"""What engagements can be grouped by."""

REGISTERS: Mapping[str, tuple[str, str]] = {
    "party": ("party", "names"),
    "series": ("series", "names"),
    "topic": ("topic", "label"),
    "person": ("person", "names"),
}
"""Of these the keys are ids: the table they stand in, and the column of what they are called."""
