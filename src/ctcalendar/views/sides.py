"""The parties and series that are seen in engagements: each has a feed of its own."""

from collections.abc import Mapping

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.entry import Words
from ctcalendar.views.question import Question


def parties_there(reader: Reader, *, clearance: Clearance, only: str | None = None) -> Mapping[str, Words | None]:
    """The sides of engagements, by id -> our label for one that is no state; with `only`, that one if it is there."""
    question = Question(clearance)
    wanted = f"l.target = {question.bind(f'party:{only}')} AND" if only is not None else ""
    rows = reader.rows(
        f"""SELECT DISTINCT substr(l.target, 7), p.id, p.names_en, p.names_ar, p.names_differs FROM link l
        JOIN engagement e ON e.id = substr(l.subject, 12) AND {question.standing("e")} AND e.status <> 'retracted'
        AND {question.visible("engagement", "e.id")}
        LEFT JOIN party p ON p.id = substr(l.target, 7) AND {question.standing("p")}
        WHERE {wanted} l.field = 'parties' AND l.subject LIKE 'engagement:%' AND {question.standing("l")}
        AND {question.visible_stream("l.target")} ORDER BY 1""",
        question.parameters,
    )
    return {party: Words(*names) if known is not None else None for party, known, *names in rows}


def series_there(reader: Reader, *, clearance: Clearance, only: str | None = None) -> Mapping[str, Words]:
    """The series, by id -> their names; with `only`, that one if it is there. Not what was retracted."""
    question = Question(clearance)
    wanted = f"s.id = {question.bind(only)} AND" if only is not None else ""
    rows = reader.rows(
        f"""SELECT s.id, s.names_en, s.names_ar, s.names_differs FROM series s WHERE {wanted} {question.standing("s")}
        AND {question.visible("series", "s.id")} AND NOT EXISTS (SELECT 1 FROM retraction x
        WHERE x.subject = 'series:' || s.id AND {question.standing("x")}) ORDER BY s.id""",
        question.parameters,
    )
    return {series: Words(*names) for series, *names in rows}
