"""Which items of a kind two clocks ask for: when they happened, and from when they were public.

The third, of what was recorded, is asked by the position at which all of it is read.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.errors import BadInput
from ctcalendar.views.cards import names
from ctcalendar.views.chosen import engagements
from ctcalendar.views.filter import Filter
from ctcalendar.views.publication import public_from
from ctcalendar.views.question import Question
from ctcalendar.views.registers import register

WITHOUT_DAYS = {
    "topic": "topics are headings, and have no days; ask history --topic for what happened",
    "party": "parties have no days; ask history --party for what happened",
    "office": "from when and until when an office was held is often not known, and never guessed",
}
"""The kinds of item that `since` and `until` are not asked of, each with why."""


class Chosen(NamedTuple):
    """The ids of the items asked for, and how many were left out since no source of theirs says when it appeared."""

    names: list[str]
    left_out: int = 0


def chosen(
    reader: Reader,
    kind: str,
    asked: Filter,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    retracted: bool = False,
) -> Chosen:
    """Of the items of a kind (those in `only`, if given) those that happened and were public when a filter says.

    Raises:
        BadInput: it asks when items happened that have no days.
    """
    found = names(reader, kind, clearance=clearance, as_of=as_of, only=only, retracted=retracted)
    by = asked.published_by
    if by is None:
        return Chosen(_dated(reader, kind, asked, found, clearance, as_of))
    days = public_from(reader, kind, found, clearance=clearance, as_of=as_of)
    public = [name for name in found if name in days and days[name] <= by]
    undated = [name for name in found if name not in days]
    # Of these it is asked whether they happened then at all, whenever what says so was published.
    happened = _dated(reader, kind, replace(asked, published_by=None), undated, clearance, as_of)
    return Chosen(_dated(reader, kind, asked, public, clearance, as_of), len(happened))


def _dated(
    reader: Reader, kind: str, asked: Filter, found: list[str], clearance: Clearance, as_of: int | None
) -> list[str]:
    """Those that have a day within the days asked for; all, where none are."""
    if asked.since is None and asked.until is None:
        return found
    there = within(reader, kind, asked, clearance=clearance, as_of=as_of)
    return [name for name in found if name in there]


class Happened:
    """Whether items happened on the days of a filter. Those of kinds that have no days did not."""

    def __init__(self, reader: Reader, asked: Filter, *, clearance: Clearance, as_of: int | None = None) -> None:
        self._reader, self._asked, self._clearance, self._as_of = reader, asked, clearance, as_of
        self._known: dict[str, Collection[str]] = dict.fromkeys(WITHOUT_DAYS, ())

    def holds(self, stream: str) -> bool:
        """Whether one did, as KIND:ID; always, where no days are asked for."""
        kind, _, name = stream.partition(":")
        if self._asked.since is None and self._asked.until is None:
            return True
        if kind not in self._known:
            at: dict[str, Any] = {"clearance": self._clearance, "as_of": self._as_of}
            self._known[kind] = within(self._reader, kind, self._asked, **at)
        return name in self._known[kind]


def within(
    reader: Reader, kind: str, asked: Filter, *, clearance: Clearance, as_of: int | None = None
) -> Collection[str]:
    """The ids of items of a kind, some of them perhaps hidden, that have a day within the days of a filter.

    A source has the days on which it may have been published, a commitment the last day of each deadline, an instrument
    the days of the engagement at which it was signed; a series has those of its meetings, a person or an organisation
    those of the engagements at which they were, as far as these were public by the filter's `published_by`.

    Raises:
        BadInput: items of that kind have no days.
    """
    if kind in WITHOUT_DAYS:
        raise BadInput(f"since and until are not asked of this: {WITHOUT_DAYS[kind]}", hint="leave them out")
    if kind == "commitment":
        return _due(reader, asked, clearance, as_of)
    question = Question(clearance, as_of)
    days = Filter(since=asked.since, until=asked.until, published_by=asked.published_by)
    sql = _DATED[kind](question, days)
    return frozenset(row[0] for row in reader.rows(sql, question.parameters))


def _due(reader: Reader, asked: Filter, clearance: Clearance, as_of: int | None) -> Collection[str]:
    """The commitments of which a deadline's last day is within the days asked for."""
    question = Question(Clearance.CONFIDENTIAL, as_of)
    rows = reader.rows(f"SELECT DISTINCT d.subject FROM deadline d WHERE {question.standing('d')}", question.parameters)
    having = sorted(row[0].partition(":")[2] for row in rows if row[0].startswith("commitment:"))
    by = asked.published_by
    found = register(
        reader, "commitment", clearance=clearance, as_of=as_of, only=having, retracted=True, published_by=by
    )
    first, last = asked.since or "", asked.until or "9999-12-31"
    return frozenset(
        item["id"] for item in found if any(due["last"] and first <= due["last"] <= last for due in item["due"])
    )


# -- the days of each kind, as SQL ------------------------------------------------------------------------------------


def _engagements(question: Question, days: Filter) -> str:
    return engagements(days, question)


def _engagements_at_all(question: Question, days: Filter) -> str:
    """Those that were retracted too: who asks for one of them is told of it."""
    return engagements(days, question, retracted=True)


def _sources(question: Question, days: Filter) -> str:
    since, until = question.bind(days.since or "0001-01-01"), question.bind(days.until or "9999-12-31")
    return f"""SELECT s.id FROM source s WHERE {question.standing("s")}
        AND (s.published_earliest IS NOT NULL OR s.published_latest IS NOT NULL)
        AND COALESCE(s.published_latest, '9999-12-31') >= {since}
        AND COALESCE(s.published_earliest, '0001-01-01') <= {until}"""


def _instruments(question: Question, days: Filter) -> str:
    return f"""SELECT i.id FROM instrument i WHERE {question.standing("i")}
        AND i.signed_at IN ({_engagements(question, days)})"""


def _series(question: Question, days: Filter) -> str:
    return f"""SELECT DISTINCT w.series FROM engagement w WHERE w.series IS NOT NULL AND {question.standing("w")}
        AND w.id IN ({_engagements(question, days)})"""


def _organisations(question: Question, days: Filter) -> str:
    there = f"substr(l.subject, {len('engagement:') + 1}) IN ({_engagements(question, days)})"
    return f"""SELECT DISTINCT substr(l.target, {len("organisation:") + 1}) FROM link l WHERE l.field = 'agencies'
        AND {question.standing("l")} AND {there}"""


def _people(question: Question, days: Filter) -> str:
    """Who took part, and the entries into which theirs were merged, in any number of steps."""
    seen = " AND ".join(question.visible(kind, f"p.{kind}") for kind in ("person", "organisation", "party"))
    present = f"""SELECT p.person FROM participation p WHERE p.person IS NOT NULL AND {question.standing("p")}
        AND {seen} AND p.engagement IN ({_engagements(question, days)})"""
    retracted = f"SELECT 1 FROM retraction x WHERE x.subject = 'person:' || n.id AND {question.standing('x')}"
    return f"""WITH RECURSIVE present(id) AS ({present} UNION SELECT n.merged_into FROM person n
        JOIN present ON n.id = present.id WHERE n.merged_into IS NOT NULL AND {question.standing("n")}
        AND {question.visible("person", "n.id")} AND NOT EXISTS ({retracted})) SELECT id FROM present"""


_DATED: Mapping[str, Callable[[Question, Filter], str]] = {
    "engagement": _engagements_at_all,
    "source": _sources,
    "instrument": _instruments,
    "series": _series,
    "organisation": _organisations,
    "person": _people,
}
