"""Rules about what was promised by a day."""

from collections.abc import Iterator, Mapping
from typing import Any

from ctcalendar.audit.finding import Found, evidence, rule
from ctcalendar.audit.record import Record, days_of
from ctcalendar.domain import edtf
from ctcalendar.domain.paths import PROGRESS
from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Words
from ctcalendar.views.promises import Deadline

_DONE = frozenset({"complete", "lapsed"})
_BEGUN = _DONE | {"in-progress", "largely-complete"}


@rule(
    "deadline-past",
    "a deadline that has passed without a report",
    "أجل انقضى بلا تقرير",
    severity="warning",
    speaks="The last day by which a commitment was to be started or completed is over, no report says that it was, and "
    "none was made since.",
    silent=(
        "A commitment reported complete or lapsed, or, where it was to be started, under way.",
        "Any report made after the day, whatever it says: that the promise is late is then on record.",
        "A meeting at which something is due, and which has no day; a deadline that ends today.",
        "Reports that say so, but are in open dispute: `dispute-open` tells that.",
    ),
)
def deadline_past(record: Record) -> Iterator[Found]:
    """Deadlines that are over."""
    commitments = {card.id: card for card in record.of("commitment")}
    for deadline in record.deadlines:
        latest = edtf.parse(deadline.by).latest
        card = commitments.get(deadline.commitment)
        if latest is None or card is None or latest.isoformat() >= record.today:
            continue
        if not _is_answered(record, deadline, card, latest.isoformat()):
            yield _passed(deadline, card)


def _is_answered(record: Record, deadline: Deadline, card: Card, last: str) -> bool:
    """Whether somebody has said that it was done, or has said anything since it was to be done."""
    enough = _BEGUN if deadline.which == "start" else _DONE
    reports = card.fields.get("reports", ())
    said = {report["status"] for report in reports} if PROGRESS in deadline.disputed else {deadline.status}
    return bool(said & enough) or any(_is_since(record, report, last) for report in reports)


def _is_since(record: Record, report: Mapping[str, Any], last: str) -> bool:
    meeting = record.engagement.get(report.get("at") or "")
    if meeting:
        return (days_of(meeting).earliest or "") > last
    on = edtf.parse(report["on"]).earliest if report.get("on") else None
    return bool(on and on.isoformat() > last)


def _passed(deadline: Deadline, card: Card) -> Found:
    subject, field = f"commitment:{deadline.commitment}", f"deadlines.{deadline.id}"
    begin = deadline.which == "start"
    return Found(
        "warning",
        subject,
        Words(
            f"was to be {'started' if begin else 'completed'} by {deadline.by} ({deadline.id}); "
            + (f"the last report says {deadline.status}" if deadline.status else "nobody has reported on it"),
            f"كان ينبغي {'بدؤه' if begin else 'إتمامه'} بحلول {deadline.by} ({deadline.id})؛ "
            + (f"وآخر تقرير يقول: {deadline.status}" if deadline.status else "ولم يرد عنه أي تقرير"),
        ),
        Words(
            "look for a word on it, and record a report of progress; or the new day, if it was put off",
            "ابحث عما قيل في شأنه وسجّل تقريراً عن التنفيذ؛ أو سجّل الأجل الجديد إن أُجِّل",
        ),
        evidence(subject, card, field, "deadlines", value=deadline.by)
        or evidence(subject, card, "text", value=deadline.by),
    )
