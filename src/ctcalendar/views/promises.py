"""What is to come by a promise: deadlines of commitments, and the meetings that series call for. For feeds and agendas.

Both are functions of the record at one clearance: what is due or overdue is for those who know what day it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from ctcalendar.db.reader import Reader
from ctcalendar.domain import cadence, edtf
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.paths import PROGRESS
from ctcalendar.domain.values import Cadence
from ctcalendar.views import clauses
from ctcalendar.views.around import Around, Meeting
from ctcalendar.views.cards import Card, cards, portions
from ctcalendar.views.entry import Citation, Words
from ctcalendar.views.filter import Filter
from ctcalendar.views.last_word import LastWord, days_of_reports, last_word
from ctcalendar.views.publication import Public
from ctcalendar.views.question import Question

ENDS = frozenset({"complete", "lapsed"})
"""With these a promise is over, for better or worse."""


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A day by which a commitment is to be started or completed, with what it is and how far it has come."""

    commitment: str
    id: str
    text: Words
    """What was undertaken."""
    said: Words | None
    """What was said of the deadline itself."""
    which: Literal["start", "complete"]
    at_meeting: bool = False
    """Whether it is due at a meeting, whose day that is."""
    by: str
    """EDTF: a day, month, season or year; its last day is the last that keeps the promise."""
    parties: list[str]
    labels: dict[str, Words]
    instrument: Words | None
    bound_at: str | None
    """The engagement at which it was undertaken or set, if any."""
    bound_at_title: Words | None
    status: str | None
    """The last word; of reports that differ the least advanced. Null without any."""
    disputed: list[str]
    citations: list[Citation]
    classification: str
    revision: int
    recorded_at: str
    changed_at: str

    @property
    def last_day(self) -> str | None:
        """The last day that keeps the promise, or None where none can be said."""
        latest = edtf.parse(self.by).latest
        return latest.isoformat() if latest else None

    @property
    def certain_status(self) -> str | None:
        """How far it has come; None where that is not known, or where its end is in dispute: then it stays open."""
        return None if self.status in ENDS and PROGRESS in self.disputed else self.status


class ExpectedMeeting(msgspec.Struct, frozen=True, kw_only=True):
    """The next meeting a series calls for, and that nobody has announced."""

    series: str
    names: Words
    number: int | None
    """The number it will have, where the last one's is known."""
    on: str
    earliest: str
    latest: str
    cadence: Cadence
    mandate: Words | None
    """The commitment that calls for the series."""
    undated: str | None = None
    """The meeting that was announced without a day, if one was."""
    parties: list[str]
    labels: dict[str, Words]
    citations: list[Citation]
    classification: str
    revision: int
    recorded_at: str
    changed_at: str


def deadlines(
    reader: Reader,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    published_by: str | None = None,
) -> Iterator[Deadline]:
    """The deadlines of commitments, by commitment; of those named in `only`, if given; of those public by a day."""
    public = Public(reader, clearance, as_of, published_by)
    named = public.among("commitment", _with(reader, "SELECT DISTINCT d.subject FROM deadline d", "d", as_of, only))
    found = list(cards(reader, "commitment", clearance=clearance, as_of=as_of, only=named, published_by=published_by))
    around = Around(public)
    days = days_of_reports(reader, found, clearance=clearance, as_of=as_of)
    for card in found:
        for deadline in card.fields.get("deadlines", ()):
            yield from _of_deadline(card, deadline, last_word(card, days), around)


def _of_deadline(card: Card, deadline: Mapping[str, Any], last: LastWord | None, around: Around) -> Iterator[Deadline]:
    parties = card.fields.get("parties", [])
    bound_at = deadline.get("set_at") or card.fields.get("engagement")
    title = around.named("engagement", bound_at)
    instrument = around.named("instrument", card.fields.get("instrument"))
    labels = around.labels(parties)
    meeting, meeting_known = around.day_of_meeting(deadline.get("at_meeting"))
    due: list[tuple[Literal["start", "complete"], str | None, bool]] = [
        ("start", deadline.get("start_by"), False),
        ("complete", deadline.get("complete_by"), False),
        ("complete", meeting, True),
    ]
    # Which report is the last word hangs on the days of the engagements at which they were made.
    reported = [around.named("engagement", one.get("at")).known_from for one in card.fields.get("reports", ())]
    known = max(title.known_from, instrument.known_from, labels.known_from, meeting_known, *reported)
    for which, by, at_meeting in due:
        if by is not None:
            yield Deadline(
                commitment=card.id,
                id=deadline["id"],
                text=card.label,
                said=_words(deadline.get("text")),
                which=which,
                at_meeting=at_meeting,
                by=by,
                parties=parties,
                labels=labels.named,
                instrument=instrument.words,
                bound_at=bound_at if title.words else None,
                bound_at_title=title.words,
                status=last.status if last else None,
                **_of_card(card, around.changed_at(known)),
                disputed=sorted({*card.disputed, *([PROGRESS] if last and last.differing else [])}),
            )


def expected(
    reader: Reader,
    *,
    clearance: Clearance,
    as_of: int | None = None,
    only: Sequence[str] | None = None,
    published_by: str | None = None,
) -> Iterator[ExpectedMeeting]:
    """The next meeting of each active series with a cadence, by series; of those named in `only`, if given.

    With `published_by`, of the series that were public by that day, reckoned from the meetings that were.
    """
    public = Public(reader, clearance, as_of, published_by)
    around = Around(public)
    select = "SELECT 'series:' || s.id FROM series s WHERE s.cadence_every > ''"
    named = public.among("series", _with(reader, select, "s", as_of, only))
    for card in cards(reader, "series", clearance=clearance, as_of=as_of, only=named, published_by=published_by):
        told = card.fields.get("cadence")
        if told is None or card.fields.get("status") in ("suspended", "closed"):
            continue
        rhythm = msgspec.convert(told, Cadence)
        meetings = around.meetings(card.id)
        slot = cadence.expected(rhythm, [meeting.as_one() for meeting in meetings if meeting.on])
        if slot is not None:
            yield _expected(card, rhythm, slot, meetings, around)


def _expected(
    card: Card, rhythm: Cadence, slot: cadence.Slot, meetings: Sequence[Meeting], around: Around
) -> ExpectedMeeting:
    mandate = around.named("commitment", (card.fields.get("mandate") or {}).get("commitment"))
    parties = card.fields.get("parties", [])
    labels = around.labels(parties)
    known = max(mandate.known_from, labels.known_from, around.last_change_of_meetings(card.id))
    number = max((meeting.ordinal or 0 for meeting in meetings), default=0)
    undated = min((meeting for meeting in meetings if meeting.is_undated), key=_by_number, default=None)
    return ExpectedMeeting(
        series=card.id,
        names=card.label,
        number=undated.ordinal if undated else number + 1 if number else None,
        undated=undated.id if undated else None,
        on=slot.on.isoformat(),
        earliest=slot.earliest.isoformat(),
        latest=slot.latest.isoformat(),
        cadence=rhythm,
        mandate=mandate.words,
        parties=parties,
        labels=labels.named,
        **_of_card(card, around.changed_at(known)),
    )


def _by_number(meeting: Meeting) -> tuple[bool, int, str]:
    """Numbered ones first."""
    return meeting.ordinal is None, meeting.ordinal or 0, meeting.id


def _with(reader: Reader, select: str, alias: str, as_of: int | None, only: Sequence[str] | None) -> list[str]:
    """The ids of the streams selected, those named in `only` if given: few have what is looked for."""
    found: list[str] = []
    for portion in portions(only):
        question = Question(Clearance.CONFIDENTIAL, as_of)
        tests = [question.standing(alias)]
        if portion is not None:
            named = question.bind_all(_SUBJECTS[alias] + name for name in portion)
            tests.append(f"{_NAMED[alias]} IN ({named})")
        joint = "AND" if " WHERE " in select else "WHERE"
        rows = reader.rows(f"{select} {joint} {' AND '.join(tests)}", question.parameters)
        found += [row[0].partition(":")[2] for row in rows]
    return sorted(found)


_NAMED, _SUBJECTS = {"d": "d.subject", "s": "s.id"}, {"d": "commitment:", "s": ""}


def _of_card(card: Card, changed_at: str) -> dict[str, Any]:
    return {
        "citations": card.citations,
        "classification": card.classification,
        "revision": card.revision,
        "recorded_at": card.recorded_at,
        "changed_at": max(card.changed_at, changed_at),
    }


def asked_for(
    reader: Reader,
    kind: str,
    asked: Filter,
    *,
    clearance: Clearance,
    only: Sequence[str] | None = None,
    as_of: int | None = None,
) -> set[str]:
    """The ids of the commitments or series that the terms of a filter fit, but for its days; of `only`, if given.

    A term that says nothing of them (a place, a person) asks for engagements: then there are none.
    """
    found = (_asked_for(reader, kind, asked, Question(clearance, as_of), portion) for portion in portions(only))
    return {name for names in found for name in names}


def _asked_for(
    reader: Reader, kind: str, asked: Filter, question: Question, only: Sequence[str] | None
) -> Iterable[str]:
    tests = [question.standing("e"), question.visible(kind, "e.id")]
    if only is not None:
        tests.append(f"e.id IN ({question.bind_all(only)})")
    for term in asked.__struct_fields__:
        value = getattr(asked, term)
        if value in (None, ()) or term in _OF_OTHERS:
            continue
        clause = _CLAUSES[kind].get(term)
        if clause is None:
            return ()
        tests.append(clause(question, value))
    sql = f"SELECT e.id FROM {kind} e WHERE {' AND '.join(tests)}"
    return [row[0] for row in reader.rows(sql, question.parameters)]


_OF_OTHERS = frozenset({"since", "until", "lang", "limit", "after", "as_of", "published_by"})
_CLAUSES: Mapping[str, Mapping[str, clauses.Clause]] = {
    "commitment": {
        "party": lambda question, names: clauses.party(question, names, "commitment"),
        "instrument": lambda question, names: (
            f"e.instrument IN ({question.bind_all(names)}) AND {question.visible('instrument', 'e.instrument')}"
        ),
    },
    "series": {
        "party": lambda question, names: clauses.party(question, names, "series"),
        "series": lambda question, names: f"e.id IN ({question.bind_all(names)})",
    },
}


def _words(text: Mapping[str, Any] | None) -> Words | None:
    return Words(text.get("en"), text.get("ar"), text.get("differs")) if text else None
