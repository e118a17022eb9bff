"""What is looked for anywhere on record, the closest first, with the words that were met."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.sought import Sought, Term, sought
from ctcalendar.domain.streams import KIND_NAMES
from ctcalendar.domain.wording import words
from ctcalendar.errors import BadInput
from ctcalendar.views.cards import portions
from ctcalendar.views.entries import AT_ONCE
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter, engagements
from ctcalendar.views.hits import held, told
from ctcalendar.views.question import Question
from ctcalendar.views.shapes import SHAPES

NOT_OF_ENGAGEMENTS = frozenset({"text", "published_by", "as_of", "lang", "limit", "after"})
"""Terms of the Filter that do not ask for engagements alone."""


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A text that holds words looked for: of which item, in which field and language; where, in code points."""

    of: str
    field: str
    language: str
    text: str
    spans: list[tuple[int, int]]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Something that holds all that is looked for. `when` is an engagement's day as EDTF; more `score` is closer."""

    item: str
    id: str
    title: Words
    when: str | None
    score: int
    matches: list[Match]


class Answer(NamedTuple):
    """What was found, as many as were asked for, and how many there are."""

    found: list[Found]
    total: int


def search(reader: Reader, text: str, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> Answer:
    """Items of every kind that hold what `text` looks for: the closest first, then the newest; `asked.limit` of them.

    Terms of the Filter that ask for engagements leave only those. Retracted items are left out, unless asked for.

    Raises:
        BadInput: nothing can be looked for by that text.
    """
    looked_for = sought(text)
    if not looked_for.terms:
        raise BadInput("only what must not be there is asked for", hint="write a word to look for, too")
    question = Question(clearance, as_of, asked.published_by)
    rows = reader.rows(_ranked(question, looked_for, asked), question.parameters)
    subjects = [row[0] for row in rows]
    titles, matches = _titles(reader, subjects, clearance, as_of), _matches(reader, looked_for, rows, asked, question)
    found = [
        Found(
            item=_kind(subject),
            id=_bare(subject),
            title=titles.get(subject, Words(_bare(subject), None)),
            when=when,
            score=score,
            matches=matches.get(subject, []),
        )
        for subject, score, when, _ in rows
    ]
    return Answer(found, rows[0][3] if rows else 0)


def _ranked(question: Question, looked_for: Sought, asked: Filter) -> str:
    """(subject, score, day, how many there are in all), the closest first."""
    tests = [question.visible_stream("h.subject"), *_narrowed(question, asked)]
    if not asked.status:  # as the Filter has it
        tests.append(_unretracted(question, "h.subject"))
    limit = f"LIMIT {question.bind(asked.limit)}" if asked.limit is not None else ""
    return f"""{held(question, looked_for)}
        SELECT h.subject, h.score, e.when_edtf, count(*) OVER () FROM held h
        LEFT JOIN engagement e ON e.id = substr(h.subject, 12) AND substr(h.subject, 1, 11) = 'engagement:'
        AND {question.standing("e")}
        WHERE {" AND ".join(tests)}
        ORDER BY h.score DESC, COALESCE(e.sort_day, '') DESC, h.subject {limit}"""


def _unretracted(question: Question, subject: str) -> str:
    return f"NOT EXISTS (SELECT 1 FROM retraction x WHERE x.subject = {subject} AND {question.standing('x')})"


def _narrowed(question: Question, asked: Filter) -> Iterator[str]:
    """That an answer is among the engagements asked for; or, if only that is asked, was public by a day."""
    narrow = {name: value for name, value in asked.spelled() if name not in NOT_OF_ENGAGEMENTS}
    within = msgspec.structs.replace(asked, limit=None, after=None, text=None)
    if narrow:
        ids = engagements(within, question)
        yield f"substr(h.subject, 1, 11) = 'engagement:' AND substr(h.subject, 12) IN ({ids})"
    elif asked.published_by is not None:
        day = question.bind(asked.published_by)
        yield f"""(EXISTS (SELECT 1 FROM citation c JOIN source s ON s.id = c.source AND {question.standing("s")}
            WHERE c.subject = h.subject AND {question.standing("c")} AND {question.visible("source", "c.source")}
            AND s.published_latest <= {day}) OR EXISTS (SELECT 1 FROM source s WHERE 'source:' || s.id = h.subject
            AND {question.standing("s")} AND s.published_latest <= {day}))"""


# -- what was met -----------------------------------------------------------------------------------------------------


def _matches(
    reader: Reader, looked_for: Sought, rows: Sequence[Row], asked: Filter, before: Question
) -> Mapping[str, list[Match]]:
    """Subject -> the texts that hold most of what is looked for, in as many as it takes to show each term once."""
    if not rows:
        return {}
    question = Question(before.clearance, before.as_of, asked.published_by)
    # More than a few are all read: naming each costs more.
    some = f"AND t.subject IN ({question.bind_all(row[0] for row in rows)})" if len(rows) <= AT_ONCE else ""
    sql = f"""{told(question, looked_for)}
        SELECT t.subject, max(t.weight), p.subject, p.part, p.at, p.field, p.text_en, p.text_ar
        FROM told t JOIN passage p ON p.serial = t.serial WHERE t.term >= 0 {some}
        GROUP BY t.subject, p.subject, p.part, p.at, p.field, p.text_en, p.text_ar
        ORDER BY t.subject, max(t.weight) DESC, CASE p.part WHEN 'alias' THEN 1 ELSE 0 END, p.subject, p.part, p.at,
        p.field"""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for subject, _, *passage in reader.rows(sql, question.parameters):
        grouped[subject].append(tuple(passage))
    return {subject: _telling(looked_for.terms, passages) for subject, passages in grouped.items()}


def _telling(terms: Sequence[Term], passages: Iterable[Row]) -> list[Match]:
    """Matches of passages, the weightiest first, as long as they show a term that none before showed."""
    missing, matches = set(terms), []
    for of, part, _, field, english, arabic in passages:
        for language, text in (("en", english), ("ar", arabic)):
            shown = _spans(terms, text) if text and missing else {}
            if missing & shown.keys():
                missing -= shown.keys()
                spans = sorted({span for found in shown.values() for span in found})
                matches.append(Match(of=of, field=_field(part, field), language=language, text=text, spans=spans))
    return matches


def _spans(terms: Iterable[Term], text: str) -> Mapping[Term, list[tuple[int, int]]]:
    """Where each term stands in a text that holds it."""
    found = words(text)
    spans = {term: [(found[first].start, found[past - 1].end) for first, past in term.at(found)] for term in terms}
    return {term: some for term, some in spans.items() if some}


_FIELDS = {
    "stop": "places",
    "participation": "participants",
    "assertion": "says",
    "citation": "quote",
    "alias": "aliases",
    "objective": "objectives",
    "deadline": "deadlines",
    "report": "reports",
}


def _field(part: str, field: str) -> str:
    """The field of an item in which a passage stands."""
    return "when" if field == "when_edtf" else _FIELDS.get(part, field)


# -- titles -----------------------------------------------------------------------------------------------------------


def _titles(reader: Reader, subjects: Iterable[str], clearance: Clearance, as_of: int | None) -> Mapping[str, Words]:
    """What each item is called."""
    titles: dict[str, Words] = {}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        by_kind[_kind(subject)].append(_bare(subject))
    for kind, ids in ((kind, some) for kind, every in by_kind.items() for some in portions(every)):
        question = Question(clearance, as_of)
        name = _NAMED[kind]
        assert ids is not None
        sql = f"""SELECT i.id, i.{name}_en, i.{name}_ar, i.{name}_differs FROM {SHAPES[kind].table} i
            WHERE i.id IN ({question.bind_all(ids)}) AND {question.standing("i")}"""
        rows = reader.rows(sql, question.parameters)
        titles |= {f"{kind}:{row[0]}": Words(*row[1:]) for row in rows if row[1] or row[2]}
    return titles


_NAMED: Mapping[str, Any] = {
    **dict.fromkeys(KIND_NAMES, "title"),
    **dict.fromkeys(("party", "organisation", "person", "series"), "names"),
    "topic": "label",
    "commitment": "text",
}


def _kind(subject: str) -> str:
    return subject.partition(":")[0]


def _bare(subject: str) -> str:
    return subject.partition(":")[2]
