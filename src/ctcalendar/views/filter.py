"""The one Filter: its terms serve the command line, URLs, feeds and digests alike.

To add a term: a field on Filter, and a line in TERMS that says it in words and as SQL. Every door takes its terms from
there, and so do the docs. SQL is common to SQLite and PostgreSQL; `e` is the engagement asked about.
"""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec

from ctcalendar.domain import edtf
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput

VALUES_A_TERM = 50
NOW = "9223372036854775807"
KINDS = ("signing", "visit", "dialogue", "meeting", "statement")
STATUSES = ("scheduled", "held", "cancelled", "retracted")
LANGUAGES = ("en", "ar")


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. Terms are joined by and, the values of one term by or; nothing set asks for everything."""

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    instrument: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    published_by: str | None = None
    as_of: str | None = None
    lang: str | None = None
    limit: int | None = None
    after: str | None = None

    @classmethod
    def parse(cls, asked: Mapping[str, Iterable[str]]) -> "Filter":
        """The filter that options or URL parameters spell: term -> values, a value may hold several with commas.

        Raises:
            BadInput: an unknown term, or a value that the term cannot have; says what would be right.
        """
        values: dict[str, Any] = {}
        for name, given in asked.items():
            term = TERMS.get(name.replace("-", "_"))
            if term is None:
                close = get_close_matches(name, TERMS, n=1)
                raise BadInput(
                    f"{name!r} is no term of a filter", hint=_meant(close, "the terms are " + " ".join(TERMS))
                )
            words = [
                word.strip() for text in given for word in (text.split(",") if term.many and term.commas else [text])
            ]
            read = [term.read(term.name, word) for word in words if word]
            if len(read) > VALUES_A_TERM:
                raise BadInput(f"{name}: {len(read)} values; at most {VALUES_A_TERM} are asked for at once")
            if read:
                values[term.name] = tuple(read) if term.many else read[-1]
        return cls(**values)


class Question:
    """The parts of a WHERE that every reading shares: when it is asked about, and who asks.

    `as_of` is a log position, None for the present. Values are bound by name in `parameters`.
    """

    def __init__(self, clearance: Clearance, as_of: int | None = None) -> None:
        self.clearance, self.as_of = clearance, as_of
        self.parameters: dict[str, Any] = {}
        if as_of is not None:
            self.parameters["as_of"] = as_of
        if not clearance.is_full:
            self.parameters["clearance"] = int(clearance)

    def standing(self, row: str) -> str:
        """That a row of a temporal view stands at the moment asked about."""
        if self.as_of is None:
            return f"{row}.known_to = {NOW}"
        return f"{row}.known_from <= :as_of AND {row}.known_to > :as_of"

    def visible(self, kind: str, identity: str) -> str:
        """That an item is within the clearance, as things stand now. `identity` is SQL; null is nobody."""
        return self.visible_stream(f"'{kind}:' || {identity}")

    def visible_stream(self, stream: str) -> str:
        """The same for an SQL expression that gives KIND:ID."""
        if self.clearance.is_full:
            return "1 = 1"
        above = f"hidden.subject = {stream} AND hidden.level > :clearance"
        return f"NOT EXISTS (SELECT 1 FROM classified hidden WHERE {above})"

    def bind(self, value: Any) -> str:
        """A placeholder for a value."""
        name = f"v{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def bind_all(self, values: Iterable[Any]) -> str:
        """Placeholders for a list of values, for IN (…)."""
        return ", ".join(self.bind(value) for value in values)


def engagements(asked: Filter, question: Question, *, only: str | None = None) -> str:
    """The SELECT of the ids asked for, in order (day, then id; undated last), for use on its own or after IN."""
    clauses = [question.standing("e"), question.visible("engagement", "e.id")]
    if only is not None:
        clauses.append(f"e.id = {question.bind(only)}")
    elif not asked.status:
        # What should not have been recorded is on record, but answers no question unless it is asked for.
        clauses.append("e.status <> 'retracted'")
    for term in TERMS.values():
        value = getattr(asked, term.name)
        if term.clause and value not in (None, ()):
            clauses.append(term.clause(question, value))
    limit = f" LIMIT {question.bind(asked.limit)}" if asked.limit is not None else ""
    return f"SELECT e.id FROM engagement e WHERE {' AND '.join(clauses)} ORDER BY e.sort_day, e.id{limit}"


# -- terms as SQL ---------------------------------------------------------------------------------------------------

Clause = Callable[[Question, Any], str]


def _one_of(column: str) -> Clause:
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


def _linked(question: Question, field: str, test: str) -> str:
    return f"""EXISTS (SELECT 1 FROM link l WHERE l.subject = 'engagement:' || e.id AND l.field = '{field}'
        AND {question.standing("l")} AND {question.visible_stream("l.target")} AND {test})"""


def _party(question: Question, names: Any) -> str:
    return _linked(question, "parties", _family(question, "l.target", "party", "within", "party:", names))


def _topic(question: Question, names: Any) -> str:
    return _linked(question, "topics", _family(question, "l.target", "topic", "broader", "topic:", names))


def _instrument(question: Question, names: Any) -> str:
    targets = question.bind_all(f"instrument:{name}" for name in names)
    return _linked(question, "instruments", f"l.target IN ({targets})")


def _organisation(question: Question, names: Any) -> str:
    agency = _family(question, "l.target", "organisation", "within", "organisation:", names)
    sent_by = _family(question, "p.organisation", "organisation", "within", "", names)
    return f"""({_linked(question, "agencies", agency)} OR EXISTS (SELECT 1 FROM participation p
        WHERE p.engagement = e.id AND {question.standing("p")} AND {_all_visible(question)} AND {sent_by}))"""


def _person(question: Question, names: Any) -> str:
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


def _place(question: Question, names: Any) -> str:
    tests = []
    for name in names:
        # Small letters as lower() makes them of the column: of A to Z alone, on SQLite and under COLLATE "C". Left to
        # PostgreSQL, a parameter would follow the server's locale.
        lower = name.encode().lower().decode()
        bound, lowered = (f"CAST({question.bind(text)} AS TEXT)" for text in (name, lower))
        tests.append(f"s.country = {bound} OR lower(s.name_en) = {lowered} OR s.name_ar = {bound}")
    return f"""EXISTS (SELECT 1 FROM stop s WHERE s.engagement = e.id AND {question.standing("s")}
        AND ({" OR ".join(tests)}))"""


def _series(question: Question, names: Any) -> str:
    return f"(e.series IN ({question.bind_all(names)}) AND {question.visible('series', 'e.series')})"


def _source(question: Question, names: Any) -> str:
    return f"""EXISTS (SELECT 1 FROM citation c WHERE c.subject = 'engagement:' || e.id AND {question.standing("c")}
        AND {question.visible("source", "c.source")} AND c.source IN ({question.bind_all(names)}))"""


def _since(question: Question, day: Any) -> str:
    bound = question.bind(day)
    return _dated(question, lambda row: f"COALESCE({row}.latest, '9999-12-31') >= {bound}")


def _until(question: Question, day: Any) -> str:
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


def _published_by(question: Question, day: Any) -> str:
    return f"""EXISTS (SELECT 1 FROM citation c JOIN source s ON s.id = c.source AND {question.standing("s")}
        WHERE c.subject = 'engagement:' || e.id AND {question.standing("c")}
        AND {question.visible("source", "c.source")} AND s.published_latest <= {question.bind(day)})"""


def undated_sources_only(question: Question) -> str:
    """That an engagement has visible citations, and no source of theirs has a day of publication."""
    cited = f"""FROM citation c JOIN source s ON s.id = c.source AND {question.standing("s")}
        WHERE c.subject = 'engagement:' || e.id AND {question.standing("c")}
        AND {question.visible("source", "c.source")}"""
    return f"(EXISTS (SELECT 1 {cited}) AND NOT EXISTS (SELECT 1 {cited} AND s.published_latest IS NOT NULL))"


def _after(question: Question, identity: Any) -> str:
    return f"""(e.sort_day, e.id) > (SELECT x.sort_day, x.id FROM engagement x
        WHERE x.id = {question.bind(identity)} AND {question.standing("x")})"""


# -- terms as words -------------------------------------------------------------------------------------------------


def _word(term: str, text: str) -> str:
    # Half a character (a lone surrogate) is what Python makes of bytes that are no UTF-8: no database takes it.
    if len(text) > 200 or any(ord(character) < 32 or "\ud800" <= character <= "\udfff" for character in text):
        raise BadInput(f"{term}: {text[:40]!r} is too long, holds control characters or is no UTF-8")
    return text


def _among(*known: str) -> Callable[[str, str], str]:
    def read(term: str, text: str) -> str:
        if text not in known:
            close = get_close_matches(text, known, n=1)
            raise BadInput(f"{term}: {text!r} is none of {', '.join(known)}", hint=_meant(close, None))
        return text

    return read


def _day(last: bool) -> Callable[[str, str], str]:
    """A day; a month or a year stands for its first or its last day."""

    def read(term: str, text: str) -> str:
        try:
            span = edtf.parse(text)
        except edtf.NotEdtf as error:
            raise BadInput(f"{term}: {error}") from None
        day = span.latest if last else span.earliest
        if day is None:
            raise BadInput(f"{term}: {text!r} has no {'last' if last else 'first'} day")
        return day.isoformat()

    return read


def _count(term: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 7 and 1 <= int(text) <= 1_000_000):
        raise BadInput(f"{term}: {text!r} is no number from 1 to 1000000")
    return int(text)


def _meant(close: list[str], otherwise: str | None) -> str | None:
    return f"did you mean {close[0]}?" if close else otherwise


class Term(NamedTuple):
    """One term: its name, how a value is read, what it says in words, whether it takes several, and its SQL."""

    name: str
    says: str
    read: Callable[[str, str], Any]
    clause: Clause | None = None
    many: bool = False
    commas: bool = True
    """Whether several values may stand in one, with commas; the names of places hold commas themselves."""


TERMS: Mapping[str, Term] = {
    term.name: term
    for term in (
        Term("kind", f"one of {', '.join(KINDS)}", _among(*KINDS), _one_of("kind"), many=True),
        Term("status", f"one of {', '.join(STATUSES)}", _among(*STATUSES), _one_of("status"), many=True),
        Term("party", "a side, or a party it belongs to (QA, UN)", _word, _party, many=True),
        Term("person", "somebody who took part, by id", _word, _person, many=True),
        Term(
            "organisation", "an agency present or sending somebody, or one above it, by id", _word, _organisation, True
        ),
        Term("place", "a country (QA) or a place's name in either language", _word, _place, many=True, commas=False),
        Term("topic", "a topic or a narrower one, by id", _word, _topic, many=True),
        Term("series", "a series of dialogues, by id", _word, _series, many=True),
        Term("instrument", "an instrument concerned, by id", _word, _instrument, many=True),
        Term("source", "a source that says so, by id", _word, _source, many=True),
        Term("since", "happened on or after (2017, 2017-11 or 2017-11-08)", _day(last=False), _since),
        Term("until", "happened on or before", _day(last=True), _until),
        Term("published_by", "made public on or before, by a dated source", _day(last=True), _published_by),
        Term("as_of", "as the record stood at a log position, an instant, or the end of a day in UTC", _word),
        Term("lang", "the language of the answer, en or ar", _among(*LANGUAGES)),
        Term("limit", "at most so many", _count),
        Term("after", "those that follow this engagement, by id", _word, _after),
    )
}
