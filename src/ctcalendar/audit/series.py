"""Rules about series: numbers that are missing, borne twice or out of order, and meetings that are overdue."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ctcalendar.audit.finding import Evidence, Found, evidence, rule
from ctcalendar.audit.record import Days, Record, days_of, is_doubtful
from ctcalendar.views.entry import Entry, Words
from ctcalendar.views.meetings import GAPS_TOLD, missing
from ctcalendar.views.promises import ExpectedMeeting

_RUNS_TOLD = 8


@rule(
    "ordinal-missing",
    "numbers of a series that are missing",
    "أرقام ناقصة من سلسلة",
    severity="info",
    speaks="A meeting of a series bears a number, and lower ones are not on record: one finding for a series, whatever "
    "the number of gaps. Also a meeting that was held in a numbered series and whose own number is not recorded.",
    silent=(
        "A series none of whose meetings has a number.",
        "A number that was cancelled or is only announced is on record; an announced meeting may get its number yet.",
    ),
)
def ordinal_missing(record: Record) -> Iterator[Found]:
    """Gaps in the numbers, and meetings without one."""
    for series, every in _every_meeting(record).items():
        numbered = [entry for entry in every if _number(entry)]
        gaps = missing([{"ordinal": _number(entry)} for entry in numbered])
        if gaps:
            yield _gaps(series, gaps, max(numbered, key=_number))
        if numbered:
            yield from (_numberless(entry) for entry in every if not _number(entry) and entry.status == "held")


def _gaps(series: str, gaps: Sequence[int], last: Entry) -> Found:
    is_one, number = len(gaps) == 1, _number(last)
    return Found(
        "info",
        f"series:{series}",
        Words(
            f"number{'' if is_one else 's'} {_in_runs(gaps, ' to ')} {'is' if is_one else 'are'} not on record, "
            f"although number {number} is ({last.id})",
            f"لم يُسجَّل {'الرقم' if is_one else 'أي من الأرقام'} {_in_runs(gaps, ' إلى ')}، مع أن الرقم {number} "
            f"مسجَّل ({last.id})",
        ),
        Words(
            "look for sources on the earlier meetings and record them; nothing is to be guessed",
            "ابحث عن مصادر للاجتماعات السابقة وسجّلها؛ ولا يُسجَّل شيء بالتخمين",
        ),
        evidence(f"engagement:{last.id}", last, "series", value=str(number)),
    )


def _in_runs(numbers: Sequence[int], to: str) -> str:
    """Rising numbers as `1 to 3, 5, 6`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    told = [
        f"{first}{to}{last}" if last - first > 1 else ", ".join(map(str, range(first, last + 1)))
        for first, last in runs[:_RUNS_TOLD]
    ]
    return ", ".join(told) + (" …" if len(runs) > _RUNS_TOLD or len(numbers) == GAPS_TOLD else "")


def _numberless(entry: Entry) -> Found:
    assert entry.series
    subject = f"engagement:{entry.id}"
    return Found(
        "info",
        subject,
        Words(
            f"was held in the numbered series {entry.series.id}, but its number is not recorded",
            f"عُقد ضمن السلسلة المرقّمة {entry.series.id}، ولم يُسجَّل رقمه",
        ),
        Words(
            "look for its number in the source or in the meetings around it, and corroborate `series`",
            "ابحث عن رقمه في المصدر أو في الاجتماعات المجاورة، ثم عزّز الحقل `series`",
        ),
        evidence(subject, entry, "series"),
    )


@rule(
    "ordinal-doubled",
    "a number that two meetings bear",
    "رقم يحمله اجتماعان",
    severity="error",
    speaks="Two or more meetings of a series, held or announced, have the same number.",
    silent=(
        "A cancelled meeting whose number was given to another one.",
        "A part of a meeting has the number of its whole.",
    ),
)
def ordinal_doubled(record: Record) -> Iterator[Found]:
    """Meetings of one number."""
    for series, meetings in record.meetings.items():
        bearing: dict[int, list[Entry]] = defaultdict(list)
        for entry in meetings:
            if _number(entry):
                bearing[_number(entry)].append(entry)
        for number, found in sorted(bearing.items()):
            names = {entry.id for entry in found}
            apart = [entry for entry in found if entry.part_of not in names]
            if len(apart) > 1:
                yield _doubled(series, number, apart)


def _doubled(series: str, number: int, bearers: Sequence[Entry]) -> Found:
    who = ", ".join(f"{entry.id} ({_told(entry)})" for entry in bearers[:5])
    return Found(
        "error",
        f"series:{series}",
        Words(f"number {number} is borne by {who}", f"الرقم {number} يحمله: {who}"),
        Words(
            "if they are one meeting, retract one as a duplicate of the other; else look which source miscounts, and "
            "amend",
            "إن كانا اجتماعاً واحداً فاسحب أحدهما بوصفه مكرراً؛ وإلا فانظر أي المصدرين أخطأ العدّ وصحّحه",
        ),
        [
            one
            for entry in bearers[:5]
            for one in evidence(f"engagement:{entry.id}", entry, "series", value=str(number))[:2]
        ],
    )


@rule(
    "ordinal-out-of-order",
    "a number out of the order of days",
    "رقم لا يوافق ترتيب التواريخ",
    severity="error; warning where one of the days is uncertain, approximate or in dispute",
    speaks="A meeting was over before one of a lower number in the same series began, however their days are read.",
    silent=(
        "Meetings whose days may be the same, as of a month and a day in it; meetings without a day; cancelled ones.",
    ),
)
def ordinal_out_of_order(record: Record) -> Iterator[Found]:
    """Meetings that were over before one of a lower number began."""
    for series, meetings in record.meetings.items():
        lower: Entry | None = None  # of those with a lower number the one that began last
        for entry in sorted((one for one in meetings if _number(one)), key=lambda one: (_number(one), one.id)):
            if lower and _number(lower) < _number(entry) and days_of(entry).is_before(days_of(lower)):
                yield _out_of_order(series, lower, entry)
            if lower is None or (days_of(entry).earliest or "") > (days_of(lower).earliest or ""):
                lower = entry


def _out_of_order(series: str, lower: Entry, higher: Entry) -> Found:
    return Found(
        "warning" if is_doubtful(lower) or is_doubtful(higher) else "error",
        f"engagement:{higher.id}",
        Words(
            f"number {_number(higher)} of {series} ({_told(higher)}) was before number {_number(lower)}, "
            f"{lower.id} ({_told(lower)})",
            f"الرقم {_number(higher)} من {series} ({_told(higher)}) سبق الرقم {_number(lower)}، {lower.id} "
            f"({_told(lower)})",
        ),
        Words(
            "check both days and both numbers against their sources; amend what was misread, or dispute it",
            "راجع التاريخين والرقمين في مصادرهما؛ صحّح ما أُسيء نقله أو سجّل خلافاً عليه",
        ),
        [
            one
            for entry in (lower, higher)
            for one in evidence(f"engagement:{entry.id}", entry, "when", "series", value=_told(entry))[:2]
        ],
    )


@rule(
    "meeting-overdue",
    "a meeting that is overdue",
    "اجتماع متأخر عن موعده",
    severity="info where the cadence is an analyst's assumption, warning where a source states it, and for a meeting "
    "that was announced",
    speaks="The window of the next meeting that the cadence of a series calls for has ended before today, and no "
    "meeting fills it. Also an engagement that was announced, whose last day is over, and of which nobody has recorded "
    "whether it took place.",
    silent=(
        "A series without a cadence, or as needed, suspended or closed; a window that ends today.",
        "Slots that were passed over before the last meeting: they are missed, and no longer expected.",
    ),
)
def meeting_overdue(record: Record) -> Iterator[Found]:
    """Windows, and announced days, that have ended."""
    for meeting in record.expected:
        if meeting.latest < record.today:
            yield _overdue(record, meeting)
    for entry in record.engagements:
        last = days_of(entry).latest if entry.status == "scheduled" else None
        if last and last < record.today:
            yield _unheard_of(entry)


def _overdue(record: Record, meeting: ExpectedMeeting) -> Found:
    is_assumed = meeting.cadence.basis == "assumption"
    why = meeting.cadence.reason
    reasons = Words(why.en, why.ar) if why else Words(None, None)
    en, ar = (f": {reasons.in_language(language)}" if why else "" for language in ("en", "ar"))
    which, nth = (f"number {meeting.number} of ", f"الرقم {meeting.number} من ") if meeting.number else ("", "")
    return Found(
        "info" if is_assumed else "warning",
        f"series:{meeting.series}",
        Words(
            f"{which}{meeting.names.in_language('en')} was expected by {meeting.latest} (about {meeting.on}, "
            f"{_often(meeting.cadence.every)}); none is on record. The cadence is "
            f"{f'an assumption{en}' if is_assumed else 'stated'}",
            f"كان {nth}{meeting.names.in_language('ar')} متوقعاً حتى {meeting.latest} (نحو {meeting.on})، "
            f"ولا تسجيل له. وهذه الوتيرة {f'افتراض{ar}' if is_assumed else 'مذكورة في مصدر'}",
        ),
        Words(
            "look whether it was held, and record it; or announce it, or record that the series was suspended or "
            "closed",
            "تحقّق مما إذا كان قد عُقد فسجّله؛ أو أعلن موعده، أو سجّل تعليق السلسلة أو إنهاءها",
        ),
        _why_expected(record, meeting),
    )


def _why_expected(record: Record, meeting: ExpectedMeeting) -> list[Evidence]:
    """What the cadence rests on, and the last meeting that was held."""
    subject = f"series:{meeting.series}"
    told = [
        one
        for card in record.of("series")
        if card.id == meeting.series
        for one in evidence(subject, card, "cadence", value=meeting.cadence.every)
    ]
    held = [
        entry for entry in record.meetings.get(meeting.series, ()) if entry.status == "held" and any(days_of(entry))
    ]
    for entry in held[-1:]:
        told += evidence(f"engagement:{entry.id}", entry, "when", value=_told(entry))[:2]
    return told


def _unheard_of(entry: Entry) -> Found:
    subject = f"engagement:{entry.id}"
    return Found(
        "warning",
        subject,
        Words(
            f"was announced for {_told(entry)}; nothing says whether it took place",
            f"أُعلن عن موعده {_told(entry)}، ولا شيء يذكر هل عُقد",
        ),
        Words(
            "record that it was held, moved or cancelled: ctcalendar hold, reschedule or cancel",
            "سجّل انعقاده أو تأجيله أو إلغاءه: ctcalendar hold أو reschedule أو cancel",
        ),
        evidence(subject, entry, "when", value=_told(entry)),
    )


def _every_meeting(record: Record) -> Mapping[str, list[Entry]]:
    """Series -> its meetings, those that were cancelled too."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in record.engagements:
        if entry.series:
            found[entry.series.id].append(entry)
    return found


def _number(entry: Entry) -> int:
    """The number of a meeting in its series; 0 for none."""
    return (entry.series.ordinal if entry.series else None) or 0


def _told(entry: Entry) -> str:
    """The day of a meeting as exact as it is known."""
    return (entry.when.edtf if entry.when else None) or _as_text(days_of(entry))


def _as_text(days: Days) -> str:
    return "/".join(dict.fromkeys(day or ".." for day in days)) if any(days) else "?"


def _often(every: str) -> str:
    """An interval in words: `10 months` are every 10 months, `twice a year` says so itself."""
    return f"every {every}" if every[:1].isdigit() else every
