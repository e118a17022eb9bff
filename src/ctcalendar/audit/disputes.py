"""Rules about what sources do not agree on."""

from collections.abc import Iterator

from ctcalendar.audit.finding import DISPUTED_TOLD, Found, evidence_of_dispute, in_short, rule
from ctcalendar.audit.record import Record
from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Dispute, Entry, Words


@rule(
    "dispute-open",
    "an open dispute",
    "خلاف مفتوح",
    severity="warning",
    speaks="Values of one field that cannot all be right stand side by side, and none was found right: one finding for "
    "a dispute, on an item of any kind.",
    silent=(
        "A dispute that was settled, also if none of its values could be preferred.",
        "A source that gives a value less precisely disputes nothing (`November 2017` beside `8 November 2017`).",
    ),
)
def dispute_open(record: Record) -> Iterator[Found]:
    """Every open dispute."""
    for subject, item in record.everything():
        for dispute in item.disputes:
            if dispute.state == "open":
                yield _open(subject, item, dispute)


def _open(subject: str, item: Entry | Card, dispute: Dispute) -> Found:
    values = [in_short(item, dispute.field, value) for value in dispute.values[:DISPUTED_TOLD]]
    why = dispute.reason or Words(None, None)
    en, ar = (f". {said}" if (said := why.in_language(language)) else "" for language in ("en", "ar"))
    leaning = None if dispute.preferred is None else in_short(item, dispute.field, dispute.preferred)
    return Found(
        "warning",
        subject,
        Words(
            f"{dispute.field}: {' against '.join(values)}"
            + (f"; {leaning} is preferred until it is settled" if leaning else "")
            + en,
            f"{dispute.field}: {' مقابل '.join(values)}" + (f"؛ والمرجَّح مؤقتاً {leaning}" if leaning else "") + ar,
        ),
        Words(
            f"look for a source that decides it, and settle {dispute.id}: ctcalendar settle",
            f"ابحث عن مصدر يحسم الخلاف {dispute.id} ثم سجّل تسويته: ctcalendar settle",
        ),
        evidence_of_dispute(subject, item, dispute),
    )
