"""What may have been meant by a word that stands nowhere: the names on record that are spelt nearly so."""

from collections.abc import Iterator

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.countries import COUNTRIES
from ctcalendar.domain.sought import Sought
from ctcalendar.domain.wording import words
from ctcalendar.views.hits import shown
from ctcalendar.views.question import Question

NAMES = ("alias", "organisation", "participation", "party", "person", "series", "stop", "topic", "instrument")
COMPARED = 200_000
"""Names among which the one that was meant is looked for."""
LIKE_ENOUGH = 75
"""Of 100, as rapidfuzz counts it: two letters in eight."""


def meant(
    reader: Reader, looked_for: Sought, *, clearance: Clearance, as_of: int | None = None
) -> Iterator[tuple[str, str]]:
    """The words looked for that are in no name on record, each with the nearest one that is, as it is spelt there."""
    from rapidfuzz import fuzz, process

    known = _vocabulary(reader, Question(clearance, as_of))
    for word in dict.fromkeys(word for term in looked_for.terms for word in term.words):
        if word not in known:
            near = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
            if near:
                yield word, known[near[0]]


def _vocabulary(reader: Reader, question: Question) -> dict[str, str]:
    """Each word of the names that may be seen, as it is first spelt."""
    parts = question.bind_all(NAMES)
    rows = reader.stream(
        f"""SELECT p.text_en, p.text_ar FROM passage p WHERE p.part IN ({parts})
        AND {question.standing("p")}{shown(question)}
        ORDER BY p.subject, p.part, p.at, p.field LIMIT {COMPARED}""",
        question.parameters,
    )
    known: dict[str, str] = {}
    for text in dict.fromkeys(text for pair in (*rows, *COUNTRIES.values()) for text in pair if text):
        for word in words(text):
            known.setdefault(word.word, text[word.start : word.end])
    return known
