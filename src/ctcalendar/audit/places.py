"""Rules about places."""

from collections.abc import Iterator

from ctcalendar.audit.finding import Found, evidence, rule
from ctcalendar.audit.record import Record
from ctcalendar.views.entry import Entry, Words


@rule(
    "place-missing",
    "an engagement whose place is not known",
    "لقاء لا يُعرف مكانه",
    severity="info",
    speaks="A signing, visit, dialogue or meeting was held, and neither place nor country is recorded.",
    silent=(
        "A statement is made anywhere; a virtual engagement has no place; what is only announced may get one yet.",
        "A part has the place of its whole, and a whole that of its parts.",
        "A country alone is a place.",
    ),
)
def place_missing(record: Record) -> Iterator[Found]:
    """Engagements that were held nobody says where."""
    for entry in record.engagements:
        if entry.status != "held" or entry.kind == "statement" or entry.mode == "virtual" or _placed(record, entry):
            continue
        subject = f"engagement:{entry.id}"
        yield Found(
            "info",
            subject,
            Words("where it was held is not recorded", "لم يُسجَّل مكان انعقاده"),
            Words(
                "look for a source that names the place, and corroborate `places`; if it was held at a distance, "
                "amend `mode` to virtual",
                "ابحث عن مصدر يذكر المكان ثم عزّز الحقل `places`؛ وإن عُقد عن بُعد فعدّل `mode` إلى virtual",
            ),
            evidence(subject, entry, "when", "series", "kind"),
        )


def _placed(record: Record, entry: Entry) -> bool:
    """Whether a place is known of an engagement, of its whole or of one of its parts."""
    related = [record.engagement.get(name) for name in (*entry.parts, *([entry.part_of] if entry.part_of else []))]
    return any(one.places for one in (entry, *related) if one)
