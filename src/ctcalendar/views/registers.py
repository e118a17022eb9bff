"""The registers: all items of a kind as plain values, each with what other items make of it.

What is added here is counted after the cut to the reader's clearance: numbers of a series that are missing, who held
which office, how far a commitment has come.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_origin

from ctcalendar.db.reader import Reader, Row
from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.items import KINDS, fields_of
from ctcalendar.domain.paths import PROGRESS
from ctcalendar.views.cards import Card, cards, names, portions
from ctcalendar.views.due import dues
from ctcalendar.views.hidden import MUST_NAME
from ctcalendar.views.last_word import LastWord, days_of_reports, last_word
from ctcalendar.views.meetings import MeetingOnRecord, expected, missing, next_ordinal
from ctcalendar.views.people import Asked, people, spellings
from ctcalendar.views.publication import Public
from ctcalendar.views.question import Question

REGISTERS = {
    "series": "series",
    "commitments": "commitment",
    "people": "person",
    "organisations": "organisation",
    "sources": "source",
    "instruments": "instrument",
    "topics": "topic",
    "parties": "party",
    "offices": "office",
}
"""The name of a register -> the kind of item it lists."""

_TEXTS = {"names", "title", "subtitle", "publisher", "label", "text"}

Plain = dict[str, Any]


def register(
    reader: Reader,
    kind: str,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    retracted: bool = False,
    published_by: str | None = None,
) -> list[Plain]:
    """The items of a kind, by id, as `--format json` prints them. `only` and `retracted` as for cards.

    By the day `published_by`, if given, what is told of them and what other items make of them is cut to what was
    public; which of them were (dated.py) is for `only` to say.
    """
    at: dict[str, Any] = {"clearance": clearance, "as_of": as_of, "published_by": published_by}
    found = list(cards(reader, kind, only=only, retracted=retracted, **at))
    around = _Around(Public(reader, clearance, as_of, published_by))
    added = _ADDED[kind](around, found) if kind in _ADDED else {}
    return [_plain(card) | dict(added.get(card.id, {})) for card in found]


def _plain(card: Card) -> Plain:
    """A card flat: every field its kind has, null or an empty list where it is not known, then the evidence."""
    whole: Plain = codec.plain(card)
    own = {
        field: _known(card, field, info.type)
        for field, info in fields_of(KINDS[card.item]).items()
        if field not in whole
    }
    del whole["fields"]
    return {"item": card.item, "id": card.id, **own, **whole}


def _known(card: Card, field: str, annotation: Any) -> Any:
    value = card.fields.get(field)
    if value is None:
        return [] if get_origin(annotation) is tuple else None
    return {"en": None, "ar": None, "differs": None, **value} if field in _TEXTS else value


Added = Mapping[str, Mapping[str, Any]]


class _Around:
    """What other items say of those in a register, at one clearance and moment. What was retracted is not counted."""

    def __init__(self, public: Public) -> None:
        self._reader, self._clearance, self._as_of, self._public = public.reader, public.clearance, public.as_of, public

    def commitments(self, found: Sequence[Card]) -> Added:
        """How far each has come, by the last word, and until when it is due."""
        days, meetings = self._days_of_reports(found), self._days_of_meetings(found)
        return {
            card.id: _told("status", last_word(card, days)) | {"due": dues(card.fields.get("deadlines", ()), meetings)}
            for card in found
        }

    def instruments(self, found: Sequence[Card]) -> Added:
        """How far each has come as a whole, and what was undertaken in it."""
        days = self._days_of_reports(found)
        counts = self._counts("commitment", "c.id")
        bound = self._lists("c.instrument", "SELECT c.instrument, c.id FROM commitment c", "c", counts, _ids(found))
        undertaken = self._public.listed("commitment", bound)
        return {
            card.id: _told(PROGRESS, last_word(card, days)) | {"commitments": undertaken[card.id]} for card in found
        }

    def series(self, found: Sequence[Card]) -> Added:
        """The meetings on record, by number; the numbers below the highest that are not; and what comes next."""
        meetings = self._meetings(_ids(found))
        return {
            card.id: {
                "meetings": [meeting.plain() for meeting in meetings[card.id]],
                "missing": missing(meeting.plain() for meeting in meetings[card.id]),
                "next_ordinal": next_ordinal(meetings[card.id]),
                "expected": expected(card, meetings[card.id]),
            }
            for card in found
        }

    def people(self, found: Sequence[Card]) -> Added:
        """How each is spelt, the offices each held and where each took part, also under entries merged into theirs."""
        return self._public.seated(people(Asked(self._reader, self._clearance, self._as_of), found))

    def organisations(self, found: Sequence[Card]) -> Added:
        """How each is spelt, and the engagements at which it is named as an agency."""
        named = {card.id: f"organisation:{card.id}" for card in found}
        present = self._lists(
            "l.target",
            "SELECT l.target, substr(l.subject, 12) FROM link l",
            "l",
            f"l.field = 'agencies' AND {self._counts_stream('l.subject')}",
            named.values(),
        )
        told = {card.id: {"engagements": present[named[card.id]], "spellings": spellings(card)} for card in found}
        return self._public.seated(told)

    def sources(self, found: Sequence[Card]) -> Added:
        """The items each proves something of, as KIND:ID."""
        proved = self._lists(
            "c.source",
            "SELECT DISTINCT c.source, c.subject FROM citation c",
            "c",
            self._counts_stream("c.subject"),
            _ids(found),
        )
        hidden = self._hidden({stream for card in found for stream in proved[card.id]})
        return {card.id: {"proves": [one for one in proved[card.id] if one not in hidden]} for card in found}

    def topics(self, found: Sequence[Card]) -> Added:
        """The narrower topics."""
        counts = self._counts("topic", "t.id")
        below = self._lists("t.broader", "SELECT t.broader, t.id FROM topic t", "t", counts, _ids(found))
        narrower = self._public.listed("topic", below)
        return {card.id: {"narrower": narrower[card.id]} for card in found}

    def _days_of_reports(self, found: Iterable[Card]) -> Mapping[str, str]:
        return days_of_reports(self._reader, found, clearance=self._clearance, as_of=self._as_of)

    def _days_of_meetings(self, found: Iterable[Card]) -> Mapping[tuple[str, int], str | None]:
        """The day (EDTF) of each numbered meeting, if anything is due at one."""
        due = (deadline.get("at_meeting") for card in found for deadline in card.fields.get("deadlines", ()))
        named = {meeting["id"] for meeting in due if meeting}
        # Of two with one number the first counts.
        return {
            (series, meeting.ordinal): meeting.day
            for series, meetings in self._meetings(named).items()
            for meeting in sorted(meetings, key=lambda one: (one.on or "", one.id), reverse=True)
            if meeting.is_to_be and meeting.on and meeting.ordinal is not None
        }

    def _meetings(self, some: Collection[str]) -> Mapping[str, list[MeetingOnRecord]]:
        """Series, of some -> its meetings, by number."""
        rows = self._rows(
            "e.series",
            """SELECT e.series, e.id, e.ordinal, e.status, e.when_edtf, e.earliest, e.latest FROM engagement e""",
            "e",
            self._counts("engagement", "e.id"),
            some,
            "e.series, e.ordinal NULLS FIRST, e.sort_day, e.id",
        )
        found = list(rows)
        there = set(self._public.among("engagement", (row[1] for row in found)))
        return _grouped((series, MeetingOnRecord(*meeting)) for series, *meeting in found if meeting[0] in there)

    def _hidden(self, streams: Collection[str]) -> Collection[str]:
        """Those of some items that may be seen and are not shown all the same: they must name something hidden."""
        if self._clearance.is_full:
            return ()
        asked = [(kind, [s.partition(":")[2] for s in streams if s.startswith(f"{kind}:")]) for kind in MUST_NAME]
        at: dict[str, Any] = {"clearance": self._clearance, "as_of": self._as_of}
        shown = {f"{kind}:{name}" for kind, some in asked for name in names(self._reader, kind, only=some, **at)}
        return {f"{kind}:{name}" for kind, some in asked for name in some} - shown

    def _counts(self, kind: str, identity: str) -> str:
        """That an item may be seen and was not retracted, as SQL."""
        return self._counts_stream(f"'{kind}:' || {identity}")

    def _counts_stream(self, stream: str) -> str:
        retracted = f"SELECT 1 FROM retraction x WHERE x.subject = {stream} AND {self._question.standing('x')}"
        return f"{self._question.visible_stream(stream)} AND NOT EXISTS ({retracted})"

    @property
    def _question(self) -> Question:
        return Question(self._clearance, self._as_of)

    def _rows(
        self, owner: str, select: str, alias: str, where: str, some: Collection[str], order: str = "1, 2"
    ) -> Iterator[Row]:
        """What a SELECT gives of some owners, whose column is `owner`; in portions, each in order."""
        for portion in portions(sorted(some)):
            question = self._question
            of_some = f"{owner} IN ({question.bind_all(portion or ())})"
            sql = f"{select} WHERE {of_some} AND {where} AND {question.standing(alias)} ORDER BY {order}"
            yield from self._reader.rows(sql, question.parameters)

    def _lists(self, owner: str, select: str, alias: str, where: str, some: Collection[str]) -> Mapping[str, list[str]]:
        """What a SELECT of two columns gives of some owners: for each value of the first, those of the second."""
        return _grouped(self._rows(owner, select, alias, where, some))


def _ids(found: Iterable[Card]) -> list[str]:
    return [card.id for card in found]


def _grouped(pairs: Iterable[Sequence[Any]]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for owner, member in pairs:
        found[owner].append(member)
    return found


def _told(field: str, found: LastWord | None) -> Plain:
    """A status, and under `last_word` the reports it is taken from."""
    if found is None:
        return {field: None, "last_word": None}
    return {field: found.status, "last_word": {"reports": found.reports, "on": found.on, "differing": found.differing}}


_ADDED: Mapping[str, Callable[[_Around, Sequence[Card]], Added]] = {
    "commitment": _Around.commitments,
    "instrument": _Around.instruments,
    "series": _Around.series,
    "person": _Around.people,
    "organisation": _Around.organisations,
    "source": _Around.sources,
    "topic": _Around.topics,
}
