"""Whether anything on record is called as a filter's terms name it, and what may have been meant where nothing is.

Known is what was ever recorded and may be seen: a question about the past may name what came later.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.views.filter import Filter
from ctcalendar.views.question import Question

NAMED: Mapping[str, str] = {
    "party": "names",
    "person": "names",
    "organisation": "names",
    "topic": "label",
    "series": "names",
    "instrument": "title",
    "source": "title",
}
"""Terms that name an item of their own kind by id -> what such an item is called by."""
COMPARED = 10_000
"""Items of a kind among which the one that was meant is looked for."""
LIKE_ENOUGH = 75


class Unknown(NamedTuple):
    """A value of a term by which nothing on record is called, and the id and the name of what may have been meant."""

    term: str
    value: str
    near: tuple[str, str] | None


def unknown(reader: Reader, asked: Filter, *, clearance: Clearance) -> Iterator[Unknown]:
    """The values that name nothing, in the order of the terms."""
    for term in NAMED:
        for value in getattr(asked, term):
            if not _is_known(reader, term, value, clearance):
                yield Unknown(term, value, _near(reader, term, value, clearance))


def _is_known(reader: Reader, kind: str, name: str, clearance: Clearance) -> bool:
    if kind == "party" and name in ISO_3166:
        return True
    question = Question(clearance)
    sql = f"SELECT 1 FROM {kind} i WHERE i.id = {question.bind(name)} AND {question.visible(kind, 'i.id')} LIMIT 1"
    return bool(reader.rows(sql, question.parameters))


def _near(reader: Reader, kind: str, name: str, clearance: Clearance) -> tuple[str, str] | None:
    """The item whose id or name is nearest, if one is near."""
    from rapidfuzz import fuzz, process

    called = dict(_called(reader, kind, clearance))
    choices = sorted(called)
    found = process.extractOne(_folded(name), choices, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    return called[found[0]] if found else None


def _called(reader: Reader, kind: str, clearance: Clearance) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each id and name, folded -> the id, and the name it goes by."""
    if kind == "party":
        from ctcalendar.domain.countries import ALSO, COUNTRIES

        for code, (english, arabic) in COUNTRIES.items():
            for text in (code, english, arabic, *ALSO.get(code, ())):
                yield _folded(text), (code, english)
    question, text = Question(clearance), NAMED[kind]
    sql = f"""SELECT i.id, i.{text}_en, i.{text}_ar FROM {kind} i WHERE {question.standing("i")}
        AND {question.visible(kind, "i.id")} ORDER BY i.id LIMIT {COMPARED}"""
    for name, english, arabic in reader.rows(sql, question.parameters):
        for spelled in filter(None, (name, english, arabic)):
            yield _folded(spelled), (name, english or arabic or name)


def _folded(text: str) -> str:
    from ctcalendar.domain.wording import words

    return " ".join(word.word for word in words(text)) or text.casefold()
