"""Which of the engagements a filter asks for come last: found from the end, without reading those before."""

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.chosen import engagements
from ctcalendar.views.filter import Filter
from ctcalendar.views.question import Question

UNDATED = "9999-12-31"
"""What undated engagements are ordered by."""


def newest(
    reader: Reader, asked: Filter, count: int, *, clearance: Clearance, as_of: int | None = None
) -> list[tuple[str, str]]:
    """The last `count` of the engagements asked for that have a day: (day, id), the newest first."""
    question = Question(clearance, as_of, asked.published_by)
    within = engagements(msgspec.structs.replace(asked, limit=None), question)
    sql = f"""SELECT o.sort_day, o.id FROM engagement o WHERE {question.standing("o")} AND o.sort_day < '{UNDATED}'
        AND EXISTS (SELECT 1 FROM ({within}) AS found WHERE found.id = o.id)
        ORDER BY o.sort_day DESC, o.id DESC LIMIT {question.bind(count)}"""
    return [(day, name) for day, name in reader.rows(sql, question.parameters)]
