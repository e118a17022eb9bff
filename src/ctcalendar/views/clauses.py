"""The terms of the Filter as SQL, common to SQLite and PostgreSQL; `e` is the engagement asked about.

Most terms can be put both ways round: as a test of one engagement, or as the list of all that pass it (ALONE). Which is
quick depends on how many there are; pages.py finds out.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ctcalendar.views.naming import Mentions, Way, any_of, by_no_index
from ctcalendar.views.question import Question

Clause = Callable[[Question, Any], str]


def one_of(column: str) -> Clause:
    return lambda question, values: f"{by_no_index(f'e.{column}')} IN ({question.bind_all(values)})"


def _family(question: Question, column: str, table: str, prefix: str, names: Iterable[str]) -> Way:
    """That `column` names one of `names` or something within it: a topic and its narrower ones, a party's offices."""
    if table in question.families:
        return any_of(question, column, [f"{prefix}{name}" for name in question.families[table]])
    # One list, not two joined by OR: an index is searched for each member of a list.
    return Way(column, f"IN ({_within(question, table, prefix, names)})")


def _within(question: Question, table: str, prefix: str, names: Iterable[str]) -> str:
    """The SELECT of some ids and of those within them."""
    parent = "broader" if table == "topic" else "within"
    bound = [question.bind(name) for name in names]
    # Both ends: what is within a hidden item must not be found by naming that item.
    visible = f"{question.visible(table, 'x.id')} AND {question.visible(table, f'x.{parent}')}"
    tests = f"{question.standing('x')} AND {visible}"
    starts = f"SELECT x.id FROM {table} x WHERE x.{parent} IN ({', '.join(bound)}) AND {tests}"
    steps = f"SELECT x.id FROM family JOIN {table} x ON x.{parent} = family.id WHERE {tests}"
    named = " UNION ALL ".join(f"SELECT '{prefix}' || CAST({name} AS TEXT) AS id" for name in bound)
    family = f"WITH RECURSIVE family(id) AS ({starts} UNION {steps})"
    return f"{family} {named} UNION ALL SELECT '{prefix}' || id FROM family"


def _links(question: Question, field: str, way: Way) -> Mentions:
    tests = f"l.field = '{field}' AND {question.standing('l')} AND {question.visible_stream('l.target')}"
    return Mentions("link l", "l.subject", tests, (way,))


def _seats(question: Question, way: Way) -> Mentions:
    tests = f"{question.standing('p')} AND {_all_visible(question)}"
    return Mentions("participation p", "p.engagement", tests, (way,))


def _of_parties(question: Question, names: Any) -> list[Mentions]:
    family = _family(question, "l.target", "party", "party:", names)
    return [_links(question, "parties", family)]


def _of_topics(question: Question, names: Any) -> list[Mentions]:
    family = _family(question, "l.target", "topic", "topic:", names)
    return [_links(question, "topics", family)]


def _of_instruments(question: Question, names: Any) -> list[Mentions]:
    targets = any_of(question, "l.target", [f"instrument:{name}" for name in names])
    return [_links(question, "instruments", targets)]


def _of_organisations(question: Question, names: Any) -> list[Mentions]:
    agency = _family(question, "l.target", "organisation", "organisation:", names)
    sent_by = _family(question, "p.organisation", "organisation", "", names)
    return [_links(question, "agencies", agency), _seats(question, sent_by)]


def _of_persons(question: Question, names: Any) -> list[Mentions]:
    if "person" in question.families:
        return [_seats(question, any_of(question, "p.person", question.families["person"]))]
    return [_seats(question, Way("p.person", f"IN ({_same_person(question, names)})"))]


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


def _of_places(question: Question, names: Any) -> list[Mentions]:
    exact = question.bind_all(names)
    # Small letters as lower() makes them of the column: of A to Z alone, on SQLite and under COLLATE "C". Left to
    # PostgreSQL, a parameter would follow the server's locale.
    lowered = question.bind_all(name.encode().lower().decode() for name in names)
    compared = {"s.country": exact, "lower(s.name_en)": lowered, "s.name_ar": exact}
    ways = tuple(Way(column, f"IN ({values})") for column, values in compared.items())
    return [Mentions("stop s", "s.engagement", question.standing("s"), ways)]


def _of_sources(question: Question, names: Any) -> list[Mentions]:
    tests = f"{question.standing('c')} AND {question.visible('source', 'c.source')}"
    return [Mentions("citation c", "c.subject", tests, (any_of(question, "c.source", names),))]


def _cited(question: Question, published: str) -> str:
    """That a source of `e` was published so: `published` is what its last day is compared with."""
    rows = f"citation c JOIN source s ON s.id = c.source AND {question.standing('s')}"
    tests = f"{question.standing('c')} AND {question.visible('source', 'c.source')}"
    return Mentions(rows, "c.subject", tests, (Way("s.published_latest", published),)).test()


def _citing(question: Question, published: str) -> str:
    """The ids of all engagements of which that is true."""
    sources = f"SELECT s.id FROM source s WHERE s.published_latest {published} AND {question.standing('s')}"
    tests = f"{question.standing('c')} AND {question.visible('source', 'c.source')}"
    return Mentions("citation c", "c.subject", tests, (Way("c.source", f"IN ({sources})"),)).ids()


def _own(column: str) -> Callable[[Question, Any], list[Mentions]]:
    def found(question: Question, values: Any) -> list[Mentions]:
        return [Mentions("engagement k", "k.id", question.standing("k"), (any_of(question, f"k.{column}", values),))]

    return found


_MENTIONS: Mapping[str, Callable[[Question, Any], list[Mentions]]] = {
    "party": _of_parties,
    "person": _of_persons,
    "organisation": _of_organisations,
    "place": _of_places,
    "topic": _of_topics,
    "instrument": _of_instruments,
    "source": _of_sources,
    "kind": _own("kind"),
    "status": _own("status"),
}


def of_place(name: str) -> str:
    """The heading of a place, by a name or a country. Capitals of A to Z alone make no difference."""
    return f"place:{name.encode().lower().decode()}"


def headings(question: Question, term: str, values: Any) -> list[str] | None:
    """The headings of what a term asks for, or None where these are too many to be handed over."""
    if term == "place":
        return sorted({of_place(name) for name in values})
    names = question.families.get(term) if term in FAMILIES else values
    return None if names is None else [f"{term}:{name}" for name in names]


def under(question: Question, term: str, values: Any, only: Iterable[str] = ()) -> str:
    """The ids and days of the engagements under the headings of a term: all that pass it, and some that only may."""
    listed = headings(question, term, values)
    if listed is None:
        named = f"SELECT '{term}:' || id FROM ({FAMILIES[term](question, values)}) family"
    else:
        named = question.bind_all(listed) or "NULL"
    tests = " AND ".join([f"h.heading IN ({named})", question.standing("h"), *only])
    return f"SELECT h.engagement AS id, h.sort_day FROM heading h WHERE {tests}"


def _headed(term: str) -> Clause:
    return lambda question, values: under(question, term, values)


def _listed(term: str) -> Clause:
    return lambda question, values: " UNION ALL ".join(found.ids() for found in _MENTIONS[term](question, values))


def _tested(term: str) -> Clause:
    return lambda question, value: f"({' OR '.join(found.test() for found in _MENTIONS[term](question, value))})"


HEADED = frozenset("party person organisation place topic series instrument".split())
"""Terms whose engagements stand under headings, in order of day."""

ALONE: Mapping[str, Clause] = {
    **{term: _headed(term) for term in sorted(HEADED)},
    **{term: _listed(term) for term in ("source", "kind", "status")},
    "published_by": lambda question, day: _citing(question, f"<= {question.bind(day)}"),
}
"""Terms whose engagements can be listed without looking at any other: the SELECT of their ids."""

BY_ID = frozenset("party person organisation place topic instrument source".split())
"""Terms whose test asks for the id of `e` alone."""

FAMILIES: Mapping[str, Clause] = {
    "party": lambda question, names: _within(question, "party", "", names),
    "organisation": lambda question, names: _within(question, "organisation", "", names),
    "topic": lambda question, names: _within(question, "topic", "", names),
    "person": _same_person,
}
"""Terms that ask for more than they name: the SELECT of all the ids they come to."""

person, organisation, place = _tested("person"), _tested("organisation"), _tested("place")
topic, instrument, source = _tested("topic"), _tested("instrument"), _tested("source")


def party(question: Question, names: Any, kind: str = "engagement") -> str:
    """That one of its parties is one of these or within one; `e` may be an item of another `kind`."""
    return _of_parties(question, names)[0].test(kind)


def series(question: Question, names: Any) -> str:
    return f"({by_no_index('e.series')} IN ({question.bind_all(names)}) AND {question.visible('series', 'e.series')})"


def since(question: Question, day: Any) -> str:
    bound = question.bind(day)
    return _dated(question, lambda row: f"COALESCE({row}.latest, '9999-12-31') >= {bound}")


def until(question: Question, day: Any) -> str:
    bound = question.bind(day)
    return _dated(question, lambda row: f"COALESCE({row}.earliest, '0001-01-01') <= {bound}")


def beyond_a_year(row: str = "") -> str:
    """That an engagement (`row` as in `e.`) is not known to begin and end within one year; an index has these few."""
    return f"COALESCE(substr({row}earliest, 1, 4), 'none') <> COALESCE(substr({row}latest, 1, 4), 'open')"


def dating(part: str, whole: str) -> str:
    """That a part says when its whole took place: not one that was called off, unless the whole was."""
    called_off = f"({part}.status = 'cancelled' AND {whole}.status <> 'cancelled')"
    return f"{part}.status <> 'retracted' AND NOT {called_off}"


def _dated(question: Question, test: Callable[[str], str]) -> str:
    """That the engagement has a day that passes `test`; one without is dated by its parts.

    `test` is true of a row without days: so it can be asked first, and of most rows it is all that is asked.
    """
    there = f"{question.standing('part')} AND {dating('part', 'e')} AND {question.visible('engagement', 'part.id')}"
    tests = f"{there} AND {_has_days('part')} AND {test('part')}"
    part = f"SELECT 1 FROM engagement part WHERE part.part_of = e.id AND {tests}"
    return f"({test('e')} AND ({_has_days('e')} OR EXISTS ({part})))"


def _has_days(row: str) -> str:
    return f"({row}.earliest IS NOT NULL OR {row}.latest IS NOT NULL)"


def published_by(question: Question, day: Any) -> str:
    return _cited(question, f"<= {question.bind(day)}")


def undated_sources_only(question: Question) -> str:
    """That an engagement has visible citations, and no source of theirs has a day of publication."""
    undated = _citing(question, "IS NULL")
    return f"(e.id IN ({undated}) AND NOT {_cited(question, 'IS NOT NULL')})"


def text(question: Question, wanted: Any) -> str:
    """That it holds these words, or what it names does."""
    from ctcalendar.domain.sought import sought
    from ctcalendar.views.hits import containing

    return containing(question, sought(wanted))


def after(question: Question, identity: Any) -> str:
    return f"(e.sort_day, e.id) > ({place_in_order(question, identity)})"


def place_in_order(question: Question, identity: str) -> str:
    """The day and the id of an engagement, by which lists are ordered."""
    return f"""SELECT x.sort_day, x.id FROM engagement x WHERE x.id = {question.bind(identity)}
        AND {question.standing("x")} AND {question.visible("engagement", "x.id")}"""
