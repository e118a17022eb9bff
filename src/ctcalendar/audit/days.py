"""Rules about days: what does not fit, what is not certain, what is not known, and on whose word it rests."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ctcalendar.audit.finding import Evidence, Found, evidence, gives_recorded, rule
from ctcalendar.audit.record import Record, days_of
from ctcalendar.domain import edtf
from ctcalendar.domain.paths import is_within
from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Entry, When, Words

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ARABIC = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")


@rule(
    "weekday-mismatch",
    "a weekday that does not fit its date",
    "يوم أسبوع لا يوافق تاريخه",
    severity="error; warning where the date is marked as uncertain",
    speaks="A date known to the day is recorded with a weekday (`weekday` of an engagement's `when` or of a source's "
    "`published`) on which it does not fall; of a stretch of days, neither its first nor its last.",
    silent=(
        "A weekday that only stands in a quote, or in `printed`, is not read: it may belong to another date.",
        "A month or a year has no weekday; a value that was corrected or not preferred is not judged.",
    ),
)
def weekday_mismatch(record: Record) -> Iterator[Found]:
    """Dates beside their weekdays."""
    for entry in record.engagements:
        if entry.when and entry.when.edtf and entry.when.weekday:
            yield from _misfit(f"engagement:{entry.id}", "when", entry.when.edtf, entry.when.weekday, entry)
    for source in record.of("source"):
        published: Mapping[str, Any] = source.fields.get("published") or {}
        if published.get("edtf") and published.get("weekday"):
            subject = f"source:{source.id}"
            yield from _misfit(subject, "published", published["edtf"], published["weekday"], source)


def _misfit(subject: str, field: str, day: str, weekday: str, item: Entry | Card) -> Iterator[Found]:
    span = edtf.parse(day)
    ends = [end for end in (span.earliest, span.latest) if end]
    wanted = _WEEKDAYS.index(weekday)
    if span.precision != "day" or not ends or any(end.weekday() == wanted for end in ends):
        return
    falls = ends[0].weekday()
    before, after = (near.isoformat() for near in _nearest(ends[0], wanted))
    value = f"{day} ({weekday})"
    yield Found(
        "warning" if span.uncertain else "error",
        subject,
        Words(
            f"{day} is a {_WEEKDAYS[falls].capitalize()}, but the recorded weekday is {weekday.capitalize()}",
            f"يوافق {day} يوم {_ARABIC[falls]}، لكن المسجَّل يوم {_ARABIC[wanted]}",
        ),
        Words(
            f"look again: {before} and {after} are the nearest {weekday.capitalize()}s; amend what was misread, "
            "or keep both as printed and dispute the date",
            f"راجع المصدر: أقرب الأيام {before} و{after}؛ صحّح ما أُسيء نقله، أو أبقِهما كما طُبعا وسجّل خلافاً على التاريخ",
        ),
        evidence(subject, item, field, value=value) or [Evidence(subject=subject, field=field, value=value)],
    )


def _nearest(day: date, weekday: int) -> list[date]:
    """The days next to a day, before and after it, that fall on a weekday; inside the calendar."""
    back, on = (day.weekday() - weekday) % 7, (weekday - day.weekday()) % 7
    ordinals = (max(day.toordinal() - back, 1), min(day.toordinal() + on, date.max.toordinal()))
    return [date.fromordinal(ordinal) for ordinal in ordinals]


@rule(
    "date-uncertain",
    "an uncertain date",
    "تاريخ غير مؤكد",
    severity="info",
    speaks="The day of an engagement is marked as uncertain (`2022-03-27?`, `%`).",
    silent=(
        "An approximate day (`2017-07-11~`) says how near it is; a month or a year is exact as far as it goes.",
        "A day that was completed or inferred by a rule in words, without the mark, counts as known.",
        "A cancelled engagement; a day in open dispute, which `dispute-open` tells.",
    ),
)
def date_uncertain(record: Record) -> Iterator[Found]:
    """Days marked with a question mark."""
    for entry in record.engagements:
        day = entry.when.edtf if entry.when else None
        if not (entry.when and day and ("?" in day or "%" in day)):
            continue
        if entry.status == "cancelled" or "when" in entry.disputed:
            continue
        why = f": {entry.when.rule}" if entry.when.rule else ""
        subject = f"engagement:{entry.id}"
        yield Found(
            "info",
            subject,
            Words(f"the date {day} is not certain{why}", f"التاريخ {day} غير مؤكد{why}"),
            Words(
                "look for a source that states the whole date, and corroborate or amend `when`",
                "ابحث عن مصدر يذكر التاريخ كاملاً، ثم عزّز الحقل `when` أو صحّحه",
            ),
            evidence(subject, entry, "when", value=day),
        )


@rule(
    "engagement-undated",
    "an engagement without a date",
    "لقاء بلا تاريخ",
    severity="warning; info for one that is announced and has no day yet",
    speaks="Neither a day nor a bound is known of an engagement.",
    silent=(
        "A whole that its parts date, and a part of a whole that has days; one of which only a first or a last day is "
        "known; a cancelled one.",
        "A date of any precision is a date.",
    ),
)
def engagement_undated(record: Record) -> Iterator[Found]:
    """Engagements of which no day is known."""
    for entry in record.engagements:
        whole = record.engagement.get(entry.part_of or "")
        if entry.status == "cancelled" or any(days_of(entry)) or (whole and any(days_of(whole))):
            continue
        subject = f"engagement:{entry.id}"
        is_announced = entry.status == "scheduled"
        yield Found(
            "info" if is_announced else "warning",
            subject,
            Words("announced, without a day", "معلن عنه بلا موعد")
            if is_announced
            else Words("held, but on what day is not known", "عُقد، ولا يُعرف يومه"),
            Words(
                "record when it was or is to be, if only the month, or the days it cannot have been before or after",
                "سجّل موعده ولو بالشهر، أو اليوم الذي لم يسبقه أو لم يتأخر عنه",
            ),
            evidence(subject, entry, "when", "kind"),
        )


@rule(
    "second-hand-date",
    "a date that rests on a rewritten report alone",
    "تاريخ لا يستند إلا إلى خبر معاد الصياغة",
    severity="warning",
    speaks="Every source that gives the recorded day of an engagement rewrites another report (`derived_from` with "
    "`rewrites`): whoever rewrote it may have put in the day.",
    silent=(
        "A republished or translated copy keeps the date of its original; an article that quotes somebody has its own.",
        "A text that its own publisher, or the same address, has in a new version.",
        "One source that is no rewriting is enough, also one that gives the day less precisely (`2017-11`).",
        "A source that gives another day, in a dispute, is no support for the recorded one.",
    ),
)
def second_hand_date(record: Record) -> Iterator[Found]:
    """Days that only rewritten reports give."""
    rewritten = {card.id: _originals(card, record) for card in record.of("source")}
    for entry in record.engagements:
        giving = _giving_the_day(entry) if entry.when and entry.status != "cancelled" else set()
        if not giving or not all(rewritten.get(source) for source in giving):
            continue
        subject, day = f"engagement:{entry.id}", _day(entry.when)
        originals = ", ".join(dict.fromkeys(name for source in sorted(giving) for name in rewritten[source]))
        yield Found(
            "warning",
            subject,
            Words(
                f"the date {day} is given only by {', '.join(sorted(giving))}, which rewrites {originals}",
                f"لا يذكر التاريخ {day} إلا {'، '.join(sorted(giving))}، وهو إعادة صياغة لـ{originals}",
            ),
            Words(
                "look for the date in the original report or in a document of one of the sides, and corroborate or "
                "dispute it",
                "ابحث عن التاريخ في الخبر الأصلي أو في وثيقة لأحد الطرفين، ثم عزّزه أو سجّل خلافاً عليه",
            ),
            evidence(subject, entry, "when", value=day),
        )


def _originals(source: Card, record: Record) -> list[str]:
    """What a source rewrites of somebody else's, by name."""
    made = [one for one in source.fields.get("derived_from", ()) if one["how"] == "rewrites"]
    return [
        str(one.get("source") or one.get("name"))
        for one in made
        if not _is_of_the_same(source, record.source.get(one.get("source") or ""))
    ]


def _is_of_the_same(source: Card, original: Card | None) -> bool:
    """Whether somebody rewrote only what they had published themselves."""
    return original is not None and any(
        source.fields.get(field) and source.fields.get(field) == original.fields.get(field)
        for field in ("url", "publisher")
    )


def _giving_the_day(entry: Entry) -> set[str]:
    """The sources that give the recorded day of an engagement, or one that agrees with it."""
    cited = {one.source for one in entry.citations if any(is_within(path, "when") for path in one.supports)}
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for claim in entry.claims:
        if claim.source and is_within(claim.field, "when"):
            said[gives_recorded(claim)].add(claim.source)
    return (cited - said[False]) | said[True]


def _day(when: When | None) -> str:
    if when is None:
        return ""
    return when.edtf or "…".join(day or "" for day in (when.earliest, when.latest))
