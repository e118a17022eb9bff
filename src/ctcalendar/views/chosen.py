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
    question.published_by = asked.published_by
    tests = [question.standing("e"), question.visible("engagement", "e.id"), *also]
    if only is not None:
        tests.append(f"e.id IN ({question.bind_all(only) or 'NULL'})")
    if not (asked.status or retracted):
        # What should not have been recorded is on record, but answers no question unless it is asked for.
        tests.append("e.status <> 'retracted'")
    given = {name: value for name in TERMS if (value := getattr(asked, name)) not in (None, ())}
    begun = [] if listed is None else [name for name in given if name == listed or name in clauses.BY_ID]
    if listed is not None:
        tests.append(f"e.id IN ({_listed(question, listed, {name: given[name] for name in begun})})")
    tests += _tested(question, {name: value for name, value in given.items() if name not in begun})
    limit = f" LIMIT {question.bind(asked.limit)}" if asked.limit is not None else ""
    return f"SELECT e.id FROM engagement e WHERE {' AND '.join(tests)} ORDER BY e.sort_day, e.id{limit}"


def _listed(question: Question, term: str, given: Mapping[str, Any]) -> str:
    """The SELECT of the ids that pass a term, and others of which the id is enough to tell."""
    ids = clauses.ALONE[term](question, given[term])
    tests = _tested(question, {name: value for name, value in given.items() if name != term})
    # The list is called `e` here: most of it is gone before an engagement's own row is read.
    return f"SELECT e.id FROM ({ids}) e WHERE {' AND '.join(tests)}" if tests else ids


def _tested(question: Question, given: Mapping[str, Any]) -> list[str]:
    return [clause(question, value) for name, value in given.items() if (clause := TERMS[name].clause)]
