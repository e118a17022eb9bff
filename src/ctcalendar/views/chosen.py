"""The engagements that a filter asks for, as SQL common to SQLite and PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from ctcalendar.views import clauses
from ctcalendar.views.filter import TERMS, Filter
from ctcalendar.views.question import Question


def engagements(
    asked: Filter,
    question: Question,
    *,
    only: Sequence[str] | None = None,
    retracted: bool = False,
    listed: str | None = None,
    also: Sequence[str] = (),
) -> str:
    """The SELECT of the ids asked for, in order (day, then id; undated last), for use on its own or after IN.

    `only`: those of these ids. `retracted`: with those that should not have been recorded, whatever is asked. `listed`:
    the term (of clauses.ALONE) to begin from, not to test one engagement after another by. `also`: further tests.
    """
    given = _given(asked)
    tests = [*_there(asked, question, retracted=retracted), *also]
    if only is not None:
        tests.append(f"e.id IN ({question.bind_all(only) or 'NULL'})")
    rest = given
    if listed is not None:
        ids, rest = _by_id(question, given, listed, clauses.ALONE[listed](question, given[listed]))
        tests.append(f"e.id IN (SELECT e.id FROM {ids})")
    where = " AND ".join([*tests, *_tested(question, rest)])
    return f"SELECT e.id FROM engagement e WHERE {where} ORDER BY e.sort_day, e.id{_limit(asked, question)}"


def under_headings(
    asked: Filter, question: Question, term: str, *, retracted: bool = False, only: Sequence[str] = ()
) -> str:
    """The SELECT of the days and ids asked for, in order, by walking the headings of a term (of clauses.HEADED).

    `only`: tests of the rows `h` of the headings.
    """
    given = _given(asked)
    ids, rest = _by_id(question, given, term, clauses.under(question, term, given[term], only))
    tests = ["e.sort_day = w.sort_day", "e.id = w.id", *_there(asked, question, retracted=retracted)]
    there = f"SELECT 1 FROM engagement e WHERE {' AND '.join([*tests, *_tested(question, rest)])} LIMIT 1"
    # Not a join: PostgreSQL would begin it from the engagements where it believes that few pass.
    return f"""SELECT DISTINCT w.sort_day, w.id FROM (SELECT e.id, e.sort_day FROM {ids}) w
        WHERE ({there}) IS NOT NULL ORDER BY w.sort_day, w.id{_limit(asked, question)}"""


def _given(asked: Filter) -> dict[str, Any]:
    return {name: value for name in TERMS if (value := getattr(asked, name)) not in (None, ())}


def _there(asked: Filter, question: Question, *, retracted: bool) -> list[str]:
    """That an engagement `e` is on record, and not hidden."""
    question.published_by = asked.published_by
    # What should not have been recorded is on record, but answers no question unless it is asked for.
    standing = [] if asked.status or retracted else ["e.status <> 'retracted'"]
    return [question.standing("e"), question.visible("engagement", "e.id"), *standing]


def _by_id(question: Question, given: Mapping[str, Any], term: str, ids: str) -> tuple[str, dict[str, Any]]:
    """What follows FROM for those `ids` of a term that pass all that an id is enough to tell; the terms that remain.

    They are called `e` here: most of them are gone before an engagement's own row is read.
    """
    # A heading says where to look: what is found there is tested by its term, too, after all others.
    names = [name for name in given if name != term] + ([term] if term in clauses.HEADED else [])
    tests = _tested(question, {name: given[name] for name in names if name in clauses.BY_ID})
    rest = {name: given[name] for name in names if name not in clauses.BY_ID}
    return f"({ids}) e WHERE {' AND '.join(tests) or '1 = 1'}", rest


def _limit(asked: Filter, question: Question) -> str:
    return f" LIMIT {question.bind(asked.limit)}" if asked.limit is not None else ""


def _tested(question: Question, given: Mapping[str, Any]) -> list[str]:
    return [clause(question, value) for name, value in given.items() if (clause := TERMS[name].clause)]
