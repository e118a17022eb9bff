"""By which texts something is found, and where in them the words stand that are looked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain

import msgspec

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain.sought import Term
from ctcalendar.domain.wording import words
from ctcalendar.views.entries import AT_ONCE
from ctcalendar.views.hits import BY_NAME, holding, naming
from ctcalendar.views.question import Question

Terms = Sequence[Term]
Shown = tuple[frozenset[int], list[tuple[int, int]]]
_NONE: Shown = frozenset(), []


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A text that holds words looked for: of which item, in which field and language; where, in code points."""

    of: str
    field: str
    language: str
    text: str
    spans: list[tuple[int, int]]


def matches(reader: Reader, terms: Terms, subjects: Sequence[str], asked: Question) -> Mapping[str, list[Match]]:
    """Subject -> the texts that hold most of what is looked for, in as many as it takes to show each term once."""
    if not subjects:
        return {}
    shown = lru_cache(maxsize=4_096)(partial(_shown, terms))  # names are printed again and again
    telling = partial(_telling, shown, len(terms))
    own = _own(reader, terms, subjects, asked)
    told = {one: telling(row for row in own[one] if -row[1] > BY_NAME) for one in subjects}
    # What they name is read only for those whose own, weightier texts do not show everything: it may be named often.
    rest = [one for one, (_, missing) in told.items() if missing]
    named = _named(reader, terms, rest, asked)
    told |= {one: telling([*own[one], *named[one]]) for one in rest}
    return {one: found for one, (found, _) in told.items()}


# -- passages, in rows that sort as they tell most: the weightiest first, other names of something after its name -----
# All are read at once: for a stream PostgreSQL would look for the fastest way to its first rows, not to all of them.

_PASSAGE = "CASE p.part WHEN 'alias' THEN 1 ELSE 0 END, p.subject, p.part, p.at, p.field, p.text_en, p.text_ar"


def _own(reader: Reader, terms: Terms, subjects: Sequence[str], asked: Question) -> Mapping[str, list[Row]]:
    """Subject -> the passages of its own that hold a term."""
    question = Question(asked.clearance, asked.as_of, asked.published_by)
    sql = f"""SELECT p.subject, -p.weight, {_PASSAGE} FROM {holding(question, terms)}
        AND {_among(question, "p", subjects)}"""
    return _by_subject(reader.rows(sql, question.parameters))


def _named(reader: Reader, terms: Terms, subjects: Sequence[str], asked: Question) -> Mapping[str, list[Row]]:
    """Subject -> the passages that hold a term of what it names."""
    if not subjects:
        return {}
    question = Question(asked.clearance, asked.as_of, asked.published_by)
    sql = f"""{naming(question, terms)} SELECT n.subject, {-BY_NAME}, {_PASSAGE}
        FROM naming n JOIN passage p ON p.serial = n.serial WHERE {_among(question, "n", subjects)}"""
    return _by_subject(reader.rows(sql, question.parameters))


def _among(question: Question, row: str, subjects: Sequence[str]) -> str:
    """That a row is about one of some subjects; more than a few are all read: naming each costs more."""
    return f"{row}.subject IN ({question.bind_all(subjects)})" if len(subjects) <= AT_ONCE else "1 = 1"


def _by_subject(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


# -- what of them is shown ---------------------------------------------------------------------------------------------


def _telling(shown: Callable[[str], Shown], count: int, passages: Iterable[Row]) -> tuple[list[Match], set[int]]:
    """Matches of passages, the weightiest first, each of which shows a term that none before did; and those left."""
    missing, found = set(range(count)), []
    for _, _, _, of, part, _, field, english, arabic in sorted(passages):
        for language, text in (("en", english), ("ar", arabic)):
            terms, spans = shown(text) if text and missing else _NONE
            if not missing.isdisjoint(terms):
                missing -= terms
                found.append(Match(of=of, field=_field(part, field), language=language, text=text, spans=spans))
    return found, missing


def _shown(terms: Terms, text: str) -> Shown:
    """The numbers of the terms that stand in a text, and where."""
    found = words(text)
    spans = {
        number: [(found[first].start, found[past - 1].end) for first, past in term.at(found)]
        for number, term in enumerate(terms)
    }
    return frozenset(number for number, some in spans.items() if some), sorted(set(chain(*spans.values())))


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
