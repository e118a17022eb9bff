"""The terms of the Filter as SQL, common to SQLite and PostgreSQL; `e` is the engagement asked about."""

from collections.abc import Callable, Iterable
from typing import Any

from ctcalendar.views.question import Question

Clause = Callable[[Question, Any], str]


def one_of(column: str) -> Clause:
    return lambda question, values: f"e.{column} IN ({question.bind_all(values)})"


def _family(question: Question, column: str, table: str, parent: str, prefix: str, names: Iterable[str]) -> str:
    """That `column` names one of `names` or something within it: a topic and its narrower ones, a party's offices."""
    bound = [question.bind(name) for name in names]
    # Both ends: what is within a hidden item must not be found by naming that item.
    visible = f"{question.visible(table, 'x.id')} AND {question.visible(table, f'x.{parent}')}"
    tests = f"{question.standing('x')} AND {visible}"
    starts = f"SELECT x.id FROM {table} x WHERE x.{parent} IN ({', '.join(bound)}) AND {tests}"
    steps = f"SELECT x.id FROM {table} x JOIN family ON x.{parent} = family.id WHERE {tests}"
    named = ", ".join(f"'{prefix}' || CAST({name} AS TEXT)" for name in bound)
    within = f"WITH RECURSIVE family(id) AS ({starts} UNION {steps}) SELECT '{prefix}' || id FROM family"
    return f"({column} IN ({named}) OR {column} IN ({within}))"


def _linked(question: Question, field: str, test: str, kind: str = "engagement") -> str:
    return f"""EXISTS (SELECT 1 FROM link l WHERE l.subject = '{kind}:' || e.id AND l.field = '{field}'
        AND {question.standing("l")} AND {question.visible_stream("l.target")} AND {test})"""


def party(question: Question, names: Any, kind: str = "engagement") -> str:
    """That one of its parties is one of these or within one; `e` may be an item of another `kind`."""
    return _linked(question, "parties", _family(question, "l.target", "party", "within", "party:", names), kind)


def topic(question: Question, names: Any) -> str:
    return _linked(question, "topics", _family(question, "l.target", "topic", "broader", "topic:", names))


def instrument(question: Question, names: Any) -> str:
    targets = question.bind_all(f"instrument:{name}" for name in names)
    return _linked(question, "instruments", f"l.target IN ({targets})")


def organisation(question: Question, names: Any) -> str:
    agency = _family(question, "l.target", "organisation", "within", "organisation:", names)
    sent_by = _family(question, "p.organisation", "organisation", "within", "", names)
    return f"""({_linked(question, "agencies", agency)} OR EXISTS (SELECT 1 FROM participation p
        WHERE p.engagement = e.id AND {question.standing("p")} AND {_all_visible(question)} AND {sent_by}))"""


def person(question: Question, names: Any) -> str:
    return f"""EXISTS (SELECT 1 FROM participation p WHERE p.engagement = e.id AND {question.standing("p")}
        AND {_all_visible(question)} AND p.person IN ({_same_person(question, names)}))"""


def _same_person(question: Question, names: Iterable[str]) -> str:
    """The ids of the persons asked for, and of the entries found to be one with them, whichever way merged."""
    starts = f"SELECT s.id FROM person s WHERE s.id IN ({question.bind_all(names)})"
    tests = f"{question.standing('n')} AND {question.visible('person', 'n.id')}"
    return f"""WITH RECURSIVE one(id) AS ({starts} UNION
        SELECT CASE WHEN n.id = one.id THEN n.merged_into ELSE n.id END FROM person n
        JOIN one ON n.merged_into = one.id OR (n.id = one.id AND n.merged_into IS NOT NULL)
        WHERE {tests} AND {question.visible("person", "n.merged_into")}) SELECT id FROM one"""


def _all_visible(question: Question) -> str:
    """That a row of participation `p` is shown: everything it names is within the clearance."""
    return " AND ".join(question.visible(kind, f"p.{kind}") for kind in ("person", "organisation", "party"))


def place(question: Question, names: Any) -> str:
    tests = []
    for name in names:
        # Small letters as lower() makes them of the column: of A to Z alone, on SQLite and under COLLATE "C". Left to
        # PostgreSQL, a parameter would follow the server's locale.
        lower = name.encode().lower().decode()
        bound, lowered = (f"CAST({question.bind(text)} AS TEXT)" for text in (name, lower))
        tests.append(f"s.country = {bound} OR lower(s.name_en) = {lowered} OR s.name_ar = {bound}")
    return f"""EXISTS (SELECT 1 FROM stop s WHERE s.engagement = e.id AND {question.standing("s")}
        AND ({" OR ".join(tests)}))"""


def series(question: Question, names: Any) -> str:
    return f"(e.series IN ({question.bind_all(names)}) AND {question.visible('series', 'e.series')})"


def source(question: Question, names: Any) -> str:
    return f"""EXISTS (SELECT 1 FROM citation c WHERE c.subject = 'engagement:' || e.id AND {question.standing("c")}
        AND {question.visible("source", "c.source")} AND c.source IN ({question.bind_all(names)}))"""


def since(question: Question, day: Any) -> str:
    bound = question.bind(day)
    return _dated(question, lambda row: f"COALESCE({row}.latest, '9999-12-31') >= {bound}")


def until(question: Question, day: Any) -> str:
    bound = question.bind(day)
    return _dated(question, lambda row: f"COALESCE({row}.earliest, '0001-01-01') <= {bound}")


def dating(part: str, whole: str) -> str:
    """That a part says when its whole took place: not one that was called off, unless the whole was."""
    called_off = f"({part}.status = 'cancelled' AND {whole}.status <> 'cancelled')"
    return f"{part}.status <> 'retracted' AND NOT {called_off}"


def _dated(question: Question, test: Callable[[str], str]) -> str:
    """That the engagement has a day that passes `test`; one without is dated by its parts."""

    def dated(row: str) -> str:
        return f"(({row}.earliest IS NOT NULL OR {row}.latest IS NOT NULL) AND {test(row)})"

    there = f"{question.standing('part')} AND {dating('part', 'e')}"
    part = f"{there} AND {question.visible('engagement', 'part.id')} AND {dated('part')}"
    return f"""({dated("e")} OR (e.earliest IS NULL AND e.latest IS NULL
        AND EXISTS (SELECT 1 FROM engagement part WHERE part.part_of = e.id AND {part})))"""


def published_by(question: Question, day: Any) -> str:
    return f"""EXISTS (SELECT 1 FROM citation c JOIN source s ON s.id = c.source AND {question.standing("s")}
        WHERE c.subject = 'engagement:' || e.id AND {question.standing("c")}
        AND {question.visible("source", "c.source")} AND s.published_latest <= {question.bind(day)})"""


def undated_sources_only(question: Question) -> str:
    """That an engagement has visible citations, and no source of theirs has a day of publication."""
    cited = f"""FROM citation c JOIN source s ON s.id = c.source AND {question.standing("s")}
        WHERE c.subject = 'engagement:' || e.id AND {question.standing("c")}
        AND {question.visible("source", "c.source")}"""
    return f"(EXISTS (SELECT 1 {cited}) AND NOT EXISTS (SELECT 1 {cited} AND s.published_latest IS NOT NULL))"


def after(question: Question, identity: Any) -> str:
    return f"""(e.sort_day, e.id) > (SELECT x.sort_day, x.id FROM engagement x
        WHERE x.id = {question.bind(identity)} AND {question.standing("x")}
        AND {question.visible("engagement", "x.id")})"""
