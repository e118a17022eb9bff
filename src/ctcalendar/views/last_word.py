"""The last word on how far a commitment or an instrument has come, of reports that may differ.

A report follows another by its day. Where several stand beside each other, on one day or in an open dispute, and none
of them is preferred, what counts is the one that claims least: a promise is not kept because somebody says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.paths import PROGRESS
from ctcalendar.views.cards import Card
from ctcalendar.views.entries import AT_ONCE
from ctcalendar.views.entry import Dispute
from ctcalendar.views.question import Question

ADVANCEMENT = ("lapsed", "not-started", "in-progress", "largely-complete", "complete")
"""From least to most. What lapsed is further from being kept than what nobody began."""


class LastWord(NamedTuple):
    """A status, and the reports it is taken from."""

    status: str
    reports: list[str]
    """Those that say so: several, where they agree."""
    on: str | None
    """Their day, the latest; EDTF."""
    differing: list[str]
    """All that stand beside each other, where they do not agree and none is preferred."""


class _Word(NamedTuple):
    """A report, with its place in the order of recording and its day: the empty text where it has none."""

    number: int
    day: str
    report: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.report["id"])

    @property
    def status(self) -> str:
        return str(self.report["status"])

    def is_before(self, other: "_Word") -> bool:
        """Whether the other follows it. Of a report with a day and one without nobody can say."""
        if bool(self.day) != bool(other.day):
            return False
        return self.day < other.day if self.day else self.number < other.number


def progress(card: Card, days: Mapping[str, str]) -> str | None:
    """The status of a commitment or instrument as a whole, None with no report. `days`: engagement -> its first day."""
    found = last_word(card, days)
    return found.status if found else None


def last_word(card: Card, days: Mapping[str, str]) -> LastWord | None:
    """What was reported last, and not found wrong by a settlement.

    Reports in open dispute stand beside the last one that nobody disputes, unless that came later. Once one of them is
    preferred they do not count, as long as there is another; where there is none, the preferred one does.
    """
    about = [dispute for dispute in card.disputes if dispute.field == PROGRESS]
    wrong = {value for dispute in about if dispute.state != "open" for value in _found_wrong(dispute)}
    words = [word for word in _words(card, days) if word.id not in wrong]
    doubted = [dispute for dispute in about if dispute.state == "open"]
    in_doubt = {value for dispute in doubted for value in dispute.values}
    beside = _last([word for word in words if word.id not in in_doubt])
    for dispute in doubted:
        told = [word for word in words if word.id in dispute.values]
        if dispute.preferred is None and not _is_superseded(told, beside):
            beside = [*beside, *told]
    return _least(beside or [word for word in words if any(word.id == dispute.preferred for dispute in doubted)])


def _words(card: Card, days: Mapping[str, str]) -> list[_Word]:
    reports = card.fields.get("reports", ())
    return [
        _Word(at, days.get(report.get("at", ""), report.get("on", "")), report) for at, report in enumerate(reports)
    ]


def _found_wrong(dispute: Dispute) -> list[Any]:
    return [value for value in dispute.values if dispute.value not in (None, value)]


def _last(words: Sequence[_Word]) -> list[_Word]:
    """The reports of the last day; where none has a day, the last one recorded of each who reports."""
    last = max((word.day for word in words), default="")
    if last:
        return [word for word in words if word.day == last]
    return list({tuple(word.report["by"]): word for word in words}.values())


def _is_superseded(words: Iterable[_Word], last: Sequence[_Word]) -> bool:
    return bool(last) and all(word.is_before(max(last)) for word in words)


def _least(words: Sequence[_Word]) -> LastWord | None:
    if not words:
        return None
    status = min((word.status for word in words), key=ADVANCEMENT.index)
    saying = [word for word in words if word.status == status]
    differing = [word.id for word in words] if len(saying) < len(words) else []
    return LastWord(status, [word.id for word in saying], max(word.day for word in saying) or None, differing)


def days_of_reports(
    reader: Reader, found: Iterable[Card], *, clearance: Clearance, as_of: int | None = None
) -> Mapping[str, str]:
    """The engagements at which something was reported -> their first day."""
    at = sorted({report["at"] for card in found for report in card.fields.get("reports", ()) if report.get("at")})
    days: dict[str, str] = {}
    for start in range(0, len(at), AT_ONCE):
        question = Question(clearance, as_of)
        named = question.bind_all(at[start : start + AT_ONCE])
        sql = f"""SELECT e.id, e.sort_day FROM engagement e WHERE e.id IN ({named}) AND e.when_basis IS NOT NULL
            AND {question.standing("e")} AND {question.visible("engagement", "e.id")}"""
        days |= dict(reader.rows(sql, question.parameters))
    return days
