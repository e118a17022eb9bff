"""What is looked for anywhere on record, the closest first, with the words that were met."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.sought import Sought, sought
from ctcalendar.domain.streams import KIND_NAMES
from ctcalendar.errors import BadInput
from ctcalendar.views.cards import portions
from ctcalendar.views.chosen import engagements
from ctcalendar.views.entry import Words
from ctcalendar.views.filter import Filter
from ctcalendar.views.hits import held
from ctcalendar.views.matches import Match, matches
from ctcalendar.views.question import Question
from ctcalendar.views.shapes import SHAPES

NOT_OF_ENGAGEMENTS = frozenset({"text", "published_by", "as_of", "lang", "limit", "after"})
"""Terms of the Filter that do not ask for engagements alone."""


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
    titles = _titles(reader, rows, clearance, as_of)
    told = matches(reader, looked_for.terms, subjects, question)
    found = [
        Found(
            item=_kind(subject),
            id=_bare(subject),
            title=titles.get(subject, Words(_bare(subject), None)),
            when=when,
            score=score,
            matches=told[subject],
        )
        for subject, score, when, *_ in rows
    ]
    return Answer(found, rows[0][-1] if rows else 0)


def _ranked(question: Question, looked_for: Sought, asked: Filter) -> str:
    """(subject, score, day and title of an engagement, how many there are in all), the closest first."""
    tests = [question.visible_stream("h.subject"), *_narrowed(question, asked)]
    if not asked.status:  # as the Filter has it
        tests.append(_unretracted(question, "h.subject"))
    limit = f"LIMIT {question.bind(asked.limit)}" if asked.limit is not None else ""
    return f"""{held(question, looked_for)}
        SELECT h.subject, h.score, e.when_edtf, e.title_en, e.title_ar, e.title_differs, count(*) OVER () FROM held h
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


# -- titles -----------------------------------------------------------------------------------------------------------


def _titles(reader: Reader, rows: Iterable[Row], clearance: Clearance, as_of: int | None) -> Mapping[str, Words]:
    """What each item is called."""
    titles: dict[str, Words] = {}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for subject, _, _, *title, _ in rows:
        if title[0] or title[1]:
            titles[subject] = Words(*title)
        else:
            by_kind[_kind(subject)].append(_bare(subject))
    for kind, ids in ((kind, some) for kind, every in by_kind.items() for some in portions(every)):
        question = Question(clearance, as_of)
        name = _NAMED[kind]
        assert ids is not None
        sql = f"""SELECT i.id, i.{name}_en, i.{name}_ar, i.{name}_differs FROM {SHAPES[kind].table} i
            WHERE i.id IN ({question.bind_all(ids)}) AND {question.standing("i")}"""
        found = reader.rows(sql, question.parameters)
        titles |= {f"{kind}:{row[0]}": Words(*row[1:]) for row in found if row[1] or row[2]}
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
