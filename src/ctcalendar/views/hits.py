"""Which items hold what is looked for, as SQL common to both engines: passages of their own, and of what they name.

An engagement is found by the names of who took part, of its parties, agencies, topics, instruments and series too, and
by those of the states among its parties and places. What a clearance hides is hidden before anything is counted.
"""

from collections.abc import Iterator
from functools import cache, lru_cache

from ctcalendar.domain.countries import ALSO, COUNTRIES
from ctcalendar.domain.sought import Sought, Term
from ctcalendar.domain.wording import Word, words
from ctcalendar.views.question import Question

A_NAME = 8
"""What a hit in the name or title of an item counts at least: what else is said of it says nothing of who names it."""
BY_NAME = 5
"""What it counts to be found by the name of somebody or something that takes part."""
BY_STATE = 4


def held(question: Question, looked_for: Sought, *, ranked: bool = True) -> str:
    """A WITH clause that ends in `held(subject, score)`: what holds all that is looked for, and how well."""
    count = len(looked_for.terms)
    without = "SELECT subject FROM told WHERE term < 0"
    return f"""{told(question, looked_for, ranked=ranked)},
        best(term, subject, weight) AS (SELECT term, subject, max(weight) FROM told WHERE term >= 0
            GROUP BY term, subject),
        held(subject, score) AS (SELECT b.subject, sum(b.weight) FROM best b
            {f"WHERE b.subject NOT IN ({without})" if looked_for.without else ""}
            GROUP BY b.subject HAVING count(CASE WHEN b.term < {count} THEN 1 END) = {count})"""


def told(question: Question, looked_for: Sought, *, ranked: bool = True) -> str:
    """A WITH clause that ends in `told(term, subject, weight, serial)`: where each term stands, by its number.

    Those that must not be there have numbers below 0; the one that all make together comes after the last. `serial`
    is the passage, null where a state is found by its name.
    """
    numbered = [*enumerate(looked_for.terms), *((-number, term) for number, term in enumerate(looked_for.without, 1))]
    if looked_for.together and ranked:
        numbered.append((len(looked_for.terms), looked_for.together))
    hits = " UNION ALL ".join(_hit(question, number, term) for number, term in numbered)
    by_state = [sql for number, term in numbered for sql in _by_state(question, number, term)]
    sources = ["SELECT term, subject, weight, serial FROM hit", *_linked(question), *by_state]
    return f"""WITH RECURSIVE hit(term, subject, weight, serial) AS MATERIALIZED ({hits}),
        person_hit(term, id, weight, serial) AS ({_one_person(question)}),
        told(term, subject, weight, serial) AS MATERIALIZED ({" UNION ALL ".join(sources)})"""


def containing(question: Question, looked_for: Sought) -> str:
    """That the engagement `e` holds what is looked for."""
    if not looked_for.terms:
        return f"e.id NOT IN ({told(question, looked_for)} {_engagements('told')})"
    return f"e.id IN ({held(question, looked_for, ranked=False)} {_engagements('held')})"


def _engagements(table: str) -> str:
    return f"SELECT {_id('t', 'engagement')} FROM {table} t WHERE {_is('t', 'engagement')}"


def _hit(question: Question, number: int, term: Term) -> str:
    return f"""SELECT {number}, p.subject, p.weight, p.serial
        FROM passage_words({question.bind(term.query)}) w JOIN passage p ON p.serial = w.rowid
        WHERE {question.standing("p")}{shown(question)}{_public_by_then(question)}"""


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


def _one_person(question: Question) -> str:
    """The persons found, and those found to be one with them, whichever way merged."""
    tests = [question.standing("n"), question.visible("person", "n.id"), question.visible("person", "n.merged_into")]
    merged = f"FROM person n WHERE n.merged_into IS NOT NULL AND {' AND '.join(tests)}"
    return f"""SELECT h.term, {_id("h", "person")}, h.weight, h.serial FROM hit h WHERE {_is("h", "person")}
        UNION SELECT one.term, pair.other, one.weight, one.serial FROM person_hit one
            JOIN (SELECT n.id AS this, n.merged_into AS other {merged}
                UNION ALL SELECT n.merged_into, n.id {merged}) pair ON pair.this = one.id"""


def _linked(question: Question) -> Iterator[str]:
    """Engagements found by what they name."""
    counted, named = f"{BY_NAME}, h.serial", f"h.weight >= {A_NAME}"
    all_visible = " AND ".join(question.visible(kind, f"p.{kind}") for kind in ("person", "organisation", "party"))
    yield f"""SELECT h.term, 'engagement:' || p.engagement, {counted} FROM person_hit h
        JOIN participation p ON p.person = h.id WHERE {named} AND {question.standing("p")} AND {all_visible}"""
    yield f"""SELECT h.term, 'engagement:' || p.engagement, {counted} FROM hit h
        JOIN participation p ON p.organisation = {_id("h", "organisation")}
        WHERE {named} AND {_is("h", "organisation")} AND {question.standing("p")} AND {all_visible}"""
    yield f"""SELECT h.term, l.subject, {counted} FROM hit h JOIN link l ON l.target = h.subject
        WHERE {named} AND l.field IN ('parties', 'agencies', 'topics', 'instruments') AND {question.standing("l")}
        AND {_is("l", "engagement")}"""
    yield f"""SELECT h.term, 'engagement:' || e.id, {counted} FROM hit h
        JOIN engagement e ON e.series = {_id("h", "series")}
        WHERE {named} AND {_is("h", "series")} AND {question.standing("e")}"""


def _by_state(question: Question, number: int, term: Term) -> Iterator[str]:
    """Engagements of states that are called so."""
    codes = _called(term)
    if codes:
        targets = question.bind_all(f"party:{code}" for code in codes)
        yield f"""SELECT {number}, l.subject, {BY_STATE}, NULL FROM link l WHERE l.target IN ({targets})
            AND l.field = 'parties' AND {_is("l", "engagement")} AND {question.standing("l")}"""
        yield f"""SELECT {number}, 'engagement:' || s.engagement, {BY_STATE}, NULL FROM stop s
            WHERE s.country IN ({question.bind_all(codes)}) AND {question.standing("s")}"""


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
