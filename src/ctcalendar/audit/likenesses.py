"""Rules about engagements that may be one and were recorded twice. Nothing is ever merged by itself.

Every item is compared with those alone that share a key with it, and with so many of them at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ctcalendar.audit.finding import Found, evidence, rule
from ctcalendar.audit.naming import folded_words
from ctcalendar.audit.record import Record, days_of
from ctcalendar.views.entry import Entry, Words

COMPARED = 20
"""Of those that share a key, how many one is compared with: a record of ten thousand is judged in seconds."""
_Stretch = tuple[int, int]

_NEAR = 2
"""Days between two that may be one: a dateline and the day itself, two time zones."""
_BRIEF = 20
"""Days. What lasted longer, or is known to its month or year alone, is alike in its title or not at all."""
_TOLD = 4


@rule(
    "likely-duplicate",
    "engagements that may be one",
    "لقاءان قد يكونان واحداً",
    severity="warning",
    speaks="Two engagements have the same parties and kind, and their days may be the same; or are at most two days "
    "apart, and they share a title, a person or an instrument; or they share a title, and their days do not tell them "
    "apart. One finding for an engagement, naming those before it that it may be.",
    silent=(
        "Two visits a week apart; the same title a year later.",
        "A part beside its whole, and parts of one whole beside one another.",
        "Two of which each names people, places by country, instruments, hours or a place in a series, and none in "
        "common. Two that bear one number in one series are told by `ordinal-doubled`.",
        "What was cancelled, or retracted as a duplicate already.",
        "Of very many alike each is compared with the twenty before it.",
    ),
)
def likely_duplicate(record: Record) -> Iterator[Found]:
    """Engagements beside those of the same parties and kind."""
    twins: dict[str, dict[str, Entry]] = defaultdict(dict)
    for one, other in _candidates([entry for entry in record.engagements if entry.status != "cancelled"]):
        if _may_be_one(record, one, other):
            twins[other.id][one.id] = one
    for name, found in twins.items():
        yield _duplicate(record.engagement[name], [*found.values()])


def _candidates(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Pairs worth looking at, the earlier first, what has no day last."""
    titled: dict[object, list[Entry]] = defaultdict(list)
    brief: dict[object, list[tuple[_Stretch, Entry]]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: (days_of(one).earliest or "~", one.id)):
        alike = (entry.kind, frozenset(entry.parties))
        before = titled[*alike, _title(entry)]
        yield from ((other, entry) for other in before[-COMPARED:])
        before.append(entry)
        if stretch := _stretch(entry):
            near = brief[alike]
            yield from ((other, entry) for days, other in near[-COMPARED:] if _apart(days, stretch) <= _NEAR)
            near.append((stretch, entry))


def _stretch(entry: Entry) -> _Stretch | None:
    """The first and the last day of what was brief."""
    days = days_of(entry)
    if not days.earliest or not days.latest:
        return None
    first, last = (date.fromisoformat(day).toordinal() for day in (days.earliest, days.latest))
    return (first, last) if last - first <= _BRIEF else None


def _apart(one: _Stretch, other: _Stretch) -> int:
    """The days from the end of the earlier to the beginning of the later; not above 0 where they overlap."""
    return max(other[0] - one[1], one[0] - other[1])


def _may_be_one(record: Record, one: Entry, other: Entry) -> bool:
    if _are_parts(record, one, other) or _told_apart(one, other):
        return False
    same_title = _title(one) == _title(other)
    days, others = _stretch(one), _stretch(other)
    if days is None or others is None:
        return same_title and days_of(one).overlap(days_of(other))
    shares = same_title or bool(_people(one) & _people(other) or {*one.instruments} & {*other.instruments})
    return _apart(days, others) <= (_NEAR if shares else 0)


def _are_parts(record: Record, one: Entry, other: Entry) -> bool:
    """Whether one is part of the other, or both of the same."""
    wholes, others = _wholes(record, one), _wholes(record, other)
    return one.id in others or other.id in wholes or bool(wholes & others)


def _wholes(record: Record, entry: Entry) -> set[str]:
    """What it is part of, in some steps."""
    found: set[str] = set()
    part_of = entry.part_of
    while part_of and part_of not in found:
        found.add(part_of)
        whole = record.engagement.get(part_of)
        part_of = whole.part_of if whole else None
    return found


def _told_apart(one: Entry, other: Entry) -> bool:
    """Whether what each tells is not the other's."""
    told: list[tuple[set[str], set[str]]] = [
        (of(one), of(other)) for of in (_people, _countries, _hour, lambda entry: {*entry.instruments})
    ]
    if any(mine and others and not mine & others for mine, others in told):
        return True
    if not one.series or not other.series:
        return False
    return one.series.id != other.series.id or bool(one.series.ordinal and other.series.ordinal)


def _people(entry: Entry) -> set[str]:
    return {name for one in entry.participants if (name := one.canonical or one.person)}


def _countries(entry: Entry) -> set[str]:
    return {place.country for place in entry.places if place.country}


def _hour(entry: Entry) -> set[str]:
    starts_at = entry.when.starts_at if entry.when else None
    return {starts_at} if starts_at else set()


def _title(entry: Entry) -> tuple[str, ...]:
    return tuple(folded_words(entry.title.en or entry.title.ar or entry.id))


def _duplicate(entry: Entry, twins: Sequence[Entry]) -> Found:
    subject = f"engagement:{entry.id}"
    named = ", ".join(f"{one.id} ({_day(one)})" for one in twins[:_TOLD])
    parties = ", ".join(entry.parties)
    return Found(
        "warning",
        subject,
        Words(
            f"may be the same {entry.kind} as {named}: the same parties ({parties}), on {_day(entry)}",
            f"قد يكون هو نفسه {named}: الأطراف نفسها ({parties})، بتاريخ {_day(entry)}",
        ),
        Words(
            f"compare them; if they are one, retract one as a duplicate: ctcalendar retract {entry.id} "
            f"--duplicate-of {twins[0].id}; if not, record what tells them apart (people, place, hour)",
            f"قارن بينهما؛ فإن كانا واحداً فاسحب أحدهما: ctcalendar retract {entry.id} --duplicate-of {twins[0].id}؛ "
            "وإلا فسجّل ما يفرّق بينهما (الأشخاص أو المكان أو الساعة)",
        ),
        [
            told
            for one in (entry, *twins[:_TOLD])
            for told in evidence(f"engagement:{one.id}", one, "when", value=_day(one))[:2]
        ],
    )


def _day(entry: Entry) -> str:
    days = days_of(entry)
    return (entry.when.edtf if entry.when else None) or "/".join(dict.fromkeys(day or ".." for day in days))
