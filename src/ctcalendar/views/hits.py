"""Which items hold what is looked for, as SQL common to both engines: passages of their own, and of what they name.

An engagement is found by the names of who took part, of its parties, agencies, topics, instruments and series too, and
by those of the states among its parties and places. What a clearance hides is hidden before anything is counted.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from ctcalendar.domain.countries import ALSO, COUNTRIES
from ctcalendar.domain.sought import Sought, Term
from ctcalendar.domain.wording import Word, words
from ctcalendar.views.clauses import of_place
from ctcalendar.views.naming import by_no_index
from ctcalendar.views.question import Question

A_NAME = 8
"""What a hit in the name or title of an item counts at least: what else is said of it says nothing of who names it."""
BY_NAME = 5
"""What it counts to be found by the name of somebody or something that takes part."""
BY_STATE = 4


def held(question: Question, looked_for: Sought, *, ranked: bool = True) -> str:
    """A WITH clause that ends in `held(subject, score)`: what holds all that is looked for, and how well."""
    count = len(looked_for.terms)
    score = all_there = " + ".join(map(_best, range(count)))  # null where one of them is not
    if looked_for.together and ranked:
        score += f" + COALESCE({_best(count)}, 0)"
    # The least number is that of the first term, unless something is there that must not be.
    return f"""{_told(question, looked_for, ranked=ranked)},
        held(subject, score) AS (SELECT t.subject, {score} FROM told t
            GROUP BY t.subject HAVING {all_there} IS NOT NULL AND min(t.term) = 0)"""


def _best(number: int) -> str:
    """What the weightiest text counts in which a term stands."""
    return f"max(CASE WHEN t.term = {number} THEN t.weight END)"


def _told(question: Question, looked_for: Sought, *, ranked: bool) -> str:
    """A WITH clause that ends in `told(term, subject, weight)`: where each term stands, by its number.

    Those that must not be there have numbers below 0; the one that all make together comes after the last.
    """
    numbered = [*enumerate(looked_for.terms), *((-number, term) for number, term in enumerate(looked_for.without, 1))]
    if looked_for.together and ranked:
        numbered.append((len(looked_for.terms), looked_for.together))
    hits = " UNION ALL ".join(
        f"SELECT {number}, p.subject, p.weight FROM {holding(question, [term])}" for number, term in numbered
    )
    by_state = [sql for number, term in numbered for sql in _by_state(question, number, term)]
    # Several passages of one item name it once: it may be named by thousands.
    return f"""WITH RECURSIVE hit(term, subject, weight) AS MATERIALIZED ({hits}),
        named(term, subject) AS MATERIALIZED (SELECT DISTINCT h.term, h.subject FROM hit h WHERE {_names("h")}),
        {_naming(question, "term")},
        told(term, subject, weight) AS MATERIALIZED (SELECT term, subject, weight FROM hit
            UNION ALL SELECT term, subject, {BY_NAME} FROM naming {" ".join(f"UNION ALL {sql}" for sql in by_state)})"""


def naming(question: Question, terms: Sequence[Term]) -> str:
    """A WITH clause that ends in `naming(serial, subject)`: names that hold a term, and engagements found by each."""
    named = f"SELECT p.serial, p.subject FROM {holding(question, terms)} AND {_names('p')}"
    return f"WITH RECURSIVE named(serial, subject) AS MATERIALIZED ({named}), {_naming(question, 'serial')}"


def containing(question: Question, looked_for: Sought) -> str:
    """That the engagement `e` holds what is looked for."""
    if not looked_for.terms:
        return f"e.id NOT IN ({_told(question, looked_for, ranked=False)} {_engagements('told')})"
    return f"e.id IN ({held(question, looked_for, ranked=False)} {_engagements('held')})"


def _engagements(table: str) -> str:
    return f"SELECT {_id('t', 'engagement')} FROM {table} t WHERE {_is('t', 'engagement')}"


def holding(question: Question, terms: Sequence[Term]) -> str:
    """FROM and WHERE of the passages `p` in which any of the terms stands."""
    asked = question.bind(" OR ".join(dict.fromkeys(term.query for term in terms)))
    return f"""passage_words({asked}) w JOIN passage p ON p.serial = w.rowid
        WHERE {question.standing("p")}{shown(question)}{_public_by_then(question)}"""


def _names(row: str) -> str:
    """That a passage is a name or title by which engagements may be found that name what it is of."""
    return f"{row}.weight >= {A_NAME} AND NOT {_is(row, 'engagement')}"


def shown(question: Question) -> str:
    """That a passage `p` may be seen: its item, and one of those that each slot of its row may name.

    So must what the item's own row names (its `at` is empty): without that the item is not shown at all.
    """
    if question.clearance.is_full:
        return ""
    there = "o.subject = m.subject AND o.part = m.part AND o.at = m.at AND o.slot = m.slot"
    other = f"""SELECT 1 FROM mention o JOIN revision r ON r.subject = o.stream AND r.revision = 1
        WHERE {there} AND {question.standing("o")} AND {question.visible_stream("o.stream")}"""
    hidden = f"""SELECT 1 FROM mention m JOIN classified k ON k.subject = m.stream AND k.level > :clearance
        WHERE m.subject = p.subject AND (m.at = '' OR (m.part = p.part AND m.at = p.at)) AND {question.standing("m")}
        AND NOT EXISTS ({other})"""
    return f" AND {question.visible_stream('p.subject')} AND NOT EXISTS ({hidden})"


def _public_by_then(question: Question) -> str:
    """That a passage is no quote from what was published later than asked about."""
    if question.published_by is None:
        return ""
    return f""" AND (p.part <> 'citation' OR EXISTS (SELECT 1 FROM mention m
        JOIN source s ON s.id = {_id("m", "source", "stream")} AND {question.standing("s")}
        WHERE m.subject = p.subject AND m.part = p.part AND m.at = p.at AND m.slot = 'source'
        AND {question.standing("m")} AND s.published_latest <= {question.bind(question.published_by)}))"""


def _naming(question: Question, told: str) -> str:
    """The rest of a WITH clause that has `named(told, subject)`: to `naming(told, subject)`, who names that."""
    return f"""person_named({told}, id) AS ({_one_person(question, told)}),
        naming({told}, subject) AS ({" UNION ALL ".join(_linked(question, told))})"""


def _one_person(question: Question, told: str) -> str:
    """The persons named, and those found to be one with them, whichever way merged."""
    tests = [question.standing("n"), question.visible("person", "n.id"), question.visible("person", "n.merged_into")]
    merged = f"FROM person n WHERE n.merged_into IS NOT NULL AND {' AND '.join(tests)}"
    return f"""SELECT h.{told}, {_id("h", "person")} FROM named h WHERE {_is("h", "person")}
        UNION SELECT one.{told}, pair.other FROM person_named one
            JOIN (SELECT n.id AS this, n.merged_into AS other {merged}
                UNION ALL SELECT n.merged_into, n.id {merged}) pair ON pair.this = one.id"""


def _linked(question: Question, told: str) -> Iterator[str]:
    """Engagements that name what is named."""
    all_visible = " AND ".join(question.visible(kind, f"p.{kind}") for kind in ("person", "organisation", "party"))
    yield f"""SELECT h.{told}, 'engagement:' || p.engagement FROM person_named h
        JOIN participation p ON p.person = h.id WHERE {question.standing("p")} AND {all_visible}"""
    yield f"""SELECT h.{told}, 'engagement:' || p.engagement FROM named h
        JOIN participation p ON p.organisation = {_id("h", "organisation")}
        WHERE {_is("h", "organisation")} AND {question.standing("p")} AND {all_visible}"""
    yield f"""SELECT h.{told}, l.subject FROM named h JOIN link l ON l.target = h.subject
        WHERE l.field IN ('parties', 'agencies', 'topics', 'instruments') AND {question.standing("l")}
        AND {_is("l", "engagement")}"""
    yield f"""SELECT h.{told}, 'engagement:' || e.id FROM named h JOIN engagement e ON e.series = {_id("h", "series")}
        WHERE {_is("h", "series")} AND {question.standing("e")}"""


def _by_state(question: Question, number: int, term: Term) -> Iterator[str]:
    """Engagements of states that are called so."""
    codes = _called(term)
    if codes:
        targets = question.bind_all(f"party:{code}" for code in codes)
        yield f"""SELECT {number}, l.subject, {BY_STATE} FROM link l WHERE l.target IN ({targets})
            AND l.field = 'parties' AND {_is("l", "engagement")} AND {question.standing("l")}"""
        headings = question.bind_all(map(of_place, codes))
        yield f"""SELECT {number}, 'engagement:' || s.engagement, {BY_STATE} FROM heading h
            JOIN stop s ON s.engagement = h.engagement AND {question.standing("s")}
            WHERE h.heading IN ({headings}) AND {question.standing("h")}
            AND {by_no_index("s.country")} IN ({question.bind_all(codes)})"""


def is_state(term: Term) -> bool:
    """Whether a state is called so."""
    return bool(_called(term))


@lru_cache(maxsize=256)  # a page asks several questions with the same words
def _called(term: Term) -> tuple[str, ...]:
    """The codes of the states that are called so, or with it among other words."""
    return tuple(code for code, names in _states() if any(any(term.at(name)) for name in names))


@cache
def _states() -> list[tuple[str, list[list[Word]]]]:
    """Each state with the words of its code and of all its names."""
    return [(code, [words(name) for name in (code, *two, *ALSO.get(code, ()))]) for code, two in COUNTRIES.items()]


def _is(row: str, kind: str) -> str:
    """That the subject of a row is of a kind."""
    return f"substr({row}.subject, 1, {len(kind) + 1}) = '{kind}:'"


def _id(row: str, kind: str, column: str = "subject") -> str:
    """The bare id of a stream of a kind."""
    return f"substr({row}.{column}, {len(kind) + 2})"
