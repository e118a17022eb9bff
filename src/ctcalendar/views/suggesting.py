"""What may have been meant by a word that stands nowhere: the names on record that are spelt nearly so."""

from collections.abc import Iterator

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.countries import COUNTRIES
from ctcalendar.domain.sought import Sought, Term
from ctcalendar.domain.wording import words
from ctcalendar.views.hits import is_state, shown
from ctcalendar.views.question import Question

NAMED = ("person", "organisation", "party", "series", "topic", "instrument", "engagement")
"""The kinds of item whose names are compared: of engagements those of their places, and of people as printed."""
COMPARED = 10_000
"""Names of each kind among which the one that was meant is looked for: some tenths of a second at most."""
MOST_WORDS = 3
"""Words for which a name is looked for."""
SHORTEST = 3
"""Letters of a word that can be a misspelling of a name."""
LIKE_ENOUGH = 75
"""Of 100, as rapidfuzz counts it: two letters in eight."""


def meant(
    reader: Reader, looked_for: Sought, *, clearance: Clearance, as_of: int | None = None
) -> Iterator[tuple[str, str]]:
    """The words looked for that stand nowhere, each with the nearest name that does, as it is spelt there."""
    from rapidfuzz import fuzz, process

    single = [term for term in looked_for.terms if len(term.words) == 1 and len(term.words[0]) >= SHORTEST]
    strange = [term.words[0] for term in single if not _stands(reader, term, Question(clearance, as_of))]
    known = _vocabulary(reader, clearance, as_of) if strange else {}
    choices = sorted(known)
    for word in strange[:MOST_WORDS]:
        near = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
        if near:
            yield word, known[near[0]]


def _stands(reader: Reader, term: Term, question: Question) -> bool:
    """Whether a word stands in any passage that may be seen, or is what a state is called."""
    sql = f"""SELECT 1 FROM passage_words({question.bind(term.query)}) w JOIN passage p ON p.serial = w.rowid
        WHERE {question.standing("p")}{shown(question)} LIMIT 1"""
    return is_state(term) or bool(reader.rows(sql, question.parameters))


def _vocabulary(reader: Reader, clearance: Clearance, as_of: int | None) -> dict[str, str]:
    """Each word of the names that may be seen, as it is first spelt."""
    known: dict[str, str] = {}
    texts = [*_names(reader, clearance, as_of), *(name for names in COUNTRIES.values() for name in names)]
    for text in dict.fromkeys(texts):
        for word in words(text):
            if len(word.word) >= SHORTEST:
                known.setdefault(word.word, text[word.start : word.end])
    return known


def _names(reader: Reader, clearance: Clearance, as_of: int | None) -> Iterator[str]:
    for kind in NAMED:
        question = Question(clearance, as_of)
        parts = "'stop', 'participation'" if kind == "engagement" else f"'{kind}', 'alias'"
        # One character after the colon: all streams of the kind, by the key.
        sql = f"""SELECT p.text_en, p.text_ar FROM passage p WHERE p.subject > '{kind}:' AND p.subject < '{kind};'
            AND p.part IN ({parts}) AND {question.standing("p")}{shown(question)}
            ORDER BY p.subject, p.part, p.at, p.field LIMIT {COMPARED}"""
        yield from (text for row in reader.rows(sql, question.parameters) for text in row if text)
