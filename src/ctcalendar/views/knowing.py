"""Whether anything on record is called as a filter's terms name it, and what may have been meant where nothing is.

Known is what was ever recorded and may be seen: a question about the past may name what came later.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from ctcalendar.views.hidden import MUST_NAME
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


class Near(NamedTuple):
    """What may have been meant: its id, and what it is called."""

    id: str
    name: Words

    def called(self, language: str) -> str:
        """Its name in a language, or else its id."""
        return self.name.in_language(language) or self.id


class Unknown(NamedTuple):
    """A value of a term by which nothing on record is called, and what may have been meant."""

    term: str
    value: str
    near: Near | None


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
    sql = f"SELECT 1 FROM {kind} i WHERE i.id = {question.bind(name)} AND {_seen(question, kind)} LIMIT 1"
    return bool(reader.rows(sql, question.parameters))


def _seen(question: Question, kind: str) -> str:
    """That an item `i` may be seen: what it must name, too."""
    named = (question.visible(other, f"i.{field}") for field, other in MUST_NAME.get(kind, {}).items())
    return " AND ".join([question.visible(kind, "i.id"), *named])


def _near(reader: Reader, kind: str, name: str, clearance: Clearance) -> Near | None:
    """The item whose id or name is nearest, if one is near."""
    from rapidfuzz import fuzz, process

    called = dict(_called(reader, kind, clearance))
    choices = sorted(called)
    found = process.extractOne(_folded(name), choices, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    return called[found[0]] if found else None


def _called(reader: Reader, kind: str, clearance: Clearance) -> Iterator[tuple[str, Near]]:
    """Each id and name, folded -> what is called so."""
    if kind == "party":
        from ctcalendar.domain.countries import ALSO, COUNTRIES

        for code, (english, arabic) in COUNTRIES.items():
            for text in (code, english, arabic, *ALSO.get(code, ())):
                yield _folded(text), Near(code, Words(english, arabic))
    question, field = Question(clearance), NAMED[kind]
    sql = f"""SELECT i.id, i.{field}_en, i.{field}_ar FROM {kind} i WHERE {question.standing("i")}
        AND {_seen(question, kind)} ORDER BY i.id LIMIT {COMPARED}"""
    for name, english, arabic in reader.rows(sql, question.parameters):
        for spelled in filter(None, (name, english, arabic)):
            yield _folded(spelled), Near(name, Words(english, arabic))


def _folded(text: str) -> str:
    from ctcalendar.domain.wording import words

    return " ".join(word.word for word in words(text)) or text.casefold()
