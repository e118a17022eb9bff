"""What other items say of those that promise something: what they are called, which meetings there are of a series."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from ctcalendar.db.reader import Row
from ctcalendar.domain import cadence
from ctcalendar.domain.days import instant
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.views.entry import Words
from ctcalendar.views.hidden import MUST_NAME
from ctcalendar.views.publication import Public
from ctcalendar.views.question import NOW, Question


class _Named(msgspec.Struct, frozen=True):
    """What something is called, and since which position; nothing, where it is not there or may not be seen."""

    words: Words | None = None
    known_from: int = 0


class _Labels(msgspec.Struct, frozen=True):
    named: dict[str, Words]
    known_from: int = 0


class Meeting(msgspec.Struct, frozen=True):
    """A meeting of a series that was held or announced."""

    id: str
    on: str
    """Its first day; the empty text for none."""
    latest: str
    status: str
    ordinal: int | None
    day: str | None
    """EDTF, as exact as it is known."""

    @property
    def is_undated(self) -> bool:
        """Whether it was announced, and nobody has said when it is to be."""
        return self.status == "scheduled" and not self.on and not self.latest

    def as_one(self) -> cadence.Meeting:
        """As the arithmetic of cadences takes it."""
        return cadence.Meeting(self.id, date.fromisoformat(self.on), self.status == "held")


_TITLES = {"engagement": "title", "instrument": "title", "commitment": "text"}


class Around:
    """What other items say of one that promises something, at one clearance and moment, as far as it was public."""

    def __init__(self, public: Public) -> None:
        self._reader, self._clearance, self._as_of, self._public = public.reader, public.clearance, public.as_of, public

    def named(self, kind: str, name: str | None) -> _Named:
        """What an item is called."""
        if name is None or not self._public.among(kind, [name]):
            return _Named()
        title = _TITLES[kind]
        rows = self._rows(
            f"SELECT i.{title}_en, i.{title}_ar, i.{title}_differs, i.known_from FROM {kind} i",
            "i",
            lambda ask: " AND ".join(
                [
                    f"i.id = {ask.bind(name)}",
                    ask.visible(kind, "i.id"),
                    *(ask.visible(named, f"i.{field}") for field, named in MUST_NAME.get(kind, {}).items()),
                ]
            ),
        )
        return _Named(Words(*rows[0][:3]), rows[0][3]) if rows else _Named()

    def labels(self, parties: Iterable[str]) -> _Labels:
        """Our labels for the parties that are no states."""
        names = [party for party in parties if party not in ISO_3166]
        if not names:
            return _Labels({})
        rows = self._rows(
            "SELECT p.id, p.names_en, p.names_ar, p.names_differs, p.known_from FROM party p",
            "p",
            lambda ask: f"p.id IN ({ask.bind_all(names)}) AND {ask.visible('party', 'p.id')}",
        )
        return _Labels({row[0]: Words(*row[1:4]) for row in rows}, max((row[4] for row in rows), default=0))

    def day_of_meeting(self, meeting: Mapping[str, Any] | None) -> tuple[str | None, int]:
        """When the meeting is at which something is due (EDTF), if it has a day, and since when that is known."""
        if not meeting or meeting.get("ordinal") is None:
            return None, 0
        known = self.last_change_of_meetings(meeting["id"])
        dated = (found for found in self.meetings(meeting["id"]) if found.on)
        days = (found.day for found in dated if found.ordinal == meeting["ordinal"])
        return next(days, None), known

    def last_change_of_meetings(self, series: str) -> int:
        """The position at which a meeting of a series last changed, or ceased to be one."""
        question = Question(self._clearance, self._as_of)
        rows = self._reader.rows(
            f"""SELECT max(CASE WHEN {question.ended("e")} THEN e.known_to ELSE e.known_from END) FROM engagement e
            WHERE e.series = {question.bind(series)} AND {question.visible("engagement", "e.id")}
            AND ({question.standing("e")} OR {question.ended("e")})""",
            question.parameters,
        )
        return int(rows[0][0] or 0)

    def meetings(self, series: str) -> list[Meeting]:
        """The meetings of a series, by their first day; not what was called off. Those without a day come first."""
        rows = self._rows(
            """SELECT e.id, COALESCE(e.earliest, ''), COALESCE(e.latest, ''), e.status, e.ordinal,
                COALESCE(e.when_edtf, e.latest) FROM engagement e""",
            "e",
            lambda ask: (
                f"""e.series = {ask.bind(series)} AND {ask.visible("engagement", "e.id")}
            AND e.status IN ('held', 'scheduled') ORDER BY COALESCE(e.earliest, ''), e.id"""
            ),
        )
        public = set(self._public.among("engagement", (row[0] for row in rows)))
        return [Meeting(*row) for row in rows if row[0] in public]

    def changed_at(self, known_from: int) -> str:
        """When the fact at a position was recorded; the empty text for none."""
        sql = f"SELECT recorded_at FROM revision WHERE known_from = :at AND known_to = {NOW}"
        rows = self._reader.rows(sql, {"at": known_from})
        return instant(rows[0][0]) if rows else ""

    def _rows(self, select: str, alias: str, where: Any) -> list[Row]:
        question = Question(self._clearance, self._as_of)
        tests = where(question)
        return self._reader.rows(f"{select} WHERE {question.standing(alias)} AND {tests}", question.parameters)
