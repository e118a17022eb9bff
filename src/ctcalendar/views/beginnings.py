"""The ids that begin with some letters: for whoever types one and wants the rest of it."""

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.question import Question

_NAMES = {
    "engagement": "title",
    "instrument": "title",
    "source": "title",
    "topic": "label",
    "party": "names",
    "organisation": "names",
    "person": "names",
    "series": "names",
    "commitment": "text",
    "office": "title",
}
"""Kind of item, whose table has the same name -> the column of what it is called."""


def beginning(
    reader: Reader, kind: str, text: str, *, language: str, clearance: Clearance, limit: int
) -> list[tuple[str, str | None]]:
    """The first ids of a kind, in order, that begin with a text, and what each is called."""
    question = Question(clearance)
    first, second = ("ar", "en") if language == "ar" else ("en", "ar")
    called = f"COALESCE(i.{_NAMES[kind]}_{first}, i.{_NAMES[kind]}_{second})"
    low, high = question.bind(text), question.bind(f"{text}\U0010ffff")
    sql = f"""SELECT i.id, {called} FROM {kind} i WHERE {question.standing("i")} AND {question.visible(kind, "i.id")}
        AND i.id >= CAST({low} AS TEXT) AND i.id < CAST({high} AS TEXT) ORDER BY i.id LIMIT {question.bind(limit)}"""
    return [(name, words) for name, words in reader.rows(sql, question.parameters)]
