"""Rules about offices: who stands at the table under a title, and whether the office was theirs then."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from ctcalendar.audit.finding import Evidence, Found, evidence, rule
from ctcalendar.audit.naming import folded_words
from ctcalendar.audit.record import Days, Record, days_of, is_doubtful
from ctcalendar.domain import edtf
from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Entry, Participant, Words

_PLAIN = frozenset(
    """of the for and in at to on a an his her its excellency department ministry office u s us usa united states
    qatar qatari american الي في علي من""".split()
)
"""Words of a title that tell no office from another."""
_RANKS = frozenset(
    """deputy assistant under undersecretary vice acting interim former ex designate elect associate principal senior
    special permanent first second chief sub adviser advisor counsellor
    نايب مساعد وكيل بالاناب بالوكال سابق مكلف مستشار اول""".split()
)
"""Words that make another office of it: a deputy is not the minister."""
# Two titles in one: a minister of state for foreign affairs is not the minister of foreign affairs.
_OF_STATE = re.compile(r"\b(?:minister of state|وزير (?:ال)?دولة)\b")

_OFFICES_TOLD = 3


@rule(
    "office-not-held",
    "an office that was not held at the time",
    "منصب لم يكن يشغله صاحبه في ذلك الوقت",
    severity="error; warning where a date is marked as uncertain or approximate, or no title is given",
    speaks="Somebody takes part under a title, or for an organisation without one, and of the offices on record that "
    "are meant by it none may have been held on any day on which the engagement may have been: not even as the days "
    "are read most widely. An undated whole is judged by its parts' days, for those whom no part names.",
    silent=(
        "An office without dates is not known to be not held; one bound alone is compared alone.",
        "A title that fits no office on record is another office; a deputy is not the minister. A title in one "
        "language is compared with titles in that language only.",
        "Titles are compared by their words; persons merged into one hold one another's offices.",
        "A cancelled engagement.",
    ),
)
def office_not_held(record: Record) -> Iterator[Found]:
    """Participants beside their offices."""
    held = _offices(record)
    for entry in record.engagements:
        days = days_of(entry)
        if entry.status == "cancelled" or not any(days):
            continue
        elsewhere = _named_by_parts(record, entry) if entry.when is None else frozenset[str | None]()
        for one in entry.participants:
            person = one.canonical or one.person or ""
            if person in held and person not in elsewhere:
                yield from _judged(entry, days, one, [office for office in held[person] if _is_meant(one, office)])


def _offices(record: Record) -> Mapping[str, list[Card]]:
    """Person -> the offices they held, also under the entries found to be theirs."""
    into = {card.id: card.fields["merged_into"] for card in record.of("person") if card.fields.get("merged_into")}
    held: dict[str, list[Card]] = defaultdict(list)
    for office in record.of("office"):
        person = office.fields["person"]
        for _ in range(len(into)):
            if person not in into:
                break
            person = into[person]
        held[person].append(office)
    return held


def _named_by_parts(record: Record, entry: Entry) -> frozenset[str | None]:
    parts = (record.engagement.get(name) for name in entry.parts)
    return frozenset(one.canonical or one.person for part in parts if part for one in part.participants)


def _judged(entry: Entry, days: Days, one: Participant, offices: Sequence[Card]) -> Iterator[Found]:
    tenures = [_tenure(office) for office in offices]
    if not offices or any(tenure.overlap(days) for tenure in tenures):
        return
    untitled = _title(one) is None
    is_soft = untitled or _is_doubtful_day(entry) or any(_is_doubtful_tenure(office) for office in offices)
    severity: Literal["error", "warning"] = "warning" if is_soft else "error"
    subject = f"engagement:{entry.id}"
    yield Found(
        severity, subject, _told(entry, days, one, offices), _ADVICE, [*_evidence(subject, one, entry, offices)]
    )


def _is_doubtful_day(entry: Entry) -> bool:
    """Whether the day is marked as uncertain or approximate; that it is disputed makes it no less impossible."""
    told = entry.when
    return bool(told.uncertain) if told else is_doubtful(entry)


def _told(entry: Entry, days: Days, one: Participant, offices: Sequence[Card]) -> Words:
    day = (entry.when.edtf if entry.when else None) or "/".join(dict.fromkeys(day or ".." for day in days))
    title, who = _title(one), one.label or one.name or Words(one.person, None)
    disputed, in_arabic = (" (in dispute)", " (محل خلاف)") if "when" in entry.disputed else ("", "")

    def held(language: str) -> str:
        told = (f"{office.label.in_language(language)} {_span(office, language)} ({office.id})" for office in offices)
        return "; ".join(islice(told, _OFFICES_TOLD))

    under, capacity = (
        (f"as “{title.in_language('en')}”", f"بصفة “{title.in_language('ar')}”")
        if title
        else (f"for {one.organisation}", f"عن {one.organisation}")
    )
    return Words(
        f"{who.in_language('en')} takes part {under} on {day}{disputed}; on record is the office {held('en')}",
        f"{who.in_language('ar')}: مشاركة {capacity} بتاريخ {day}{in_arabic}؛ والمسجَّل هو المنصب: {held('ar')}",
    )


def _evidence(subject: str, one: Participant, entry: Entry, offices: Sequence[Card]) -> Iterator[Evidence]:
    yield from evidence(subject, entry, "when", value=entry.when.edtf if entry.when else None)
    member = f"participants.{one.person}"
    yield from evidence(subject, entry, member)[:2]
    for office in offices[:_OFFICES_TOLD]:
        for bound in ("from", "to"):
            if day := office.fields.get(bound):
                yield from evidence(f"office:{office.id}", office, bound, value=day)


_ADVICE = Words(
    "check the day of the engagement, who took part and under which title, and the dates of the office; amend what is "
    "wrong, or dispute the day",
    "راجع تاريخ اللقاء ومن شارك فيه وبأي صفة وتواريخ المنصب؛ ثم صحّح الخطأ أو سجّل خلافاً على التاريخ",
)


def _title(one: Participant) -> Words | None:
    return one.title if one.title and (one.title.en or one.title.ar) else None


def _is_meant(one: Participant, office: Card) -> bool:
    """Whether the office is the one under which somebody takes part."""
    organisation = office.fields.get("organisation")
    if one.organisation and organisation and one.organisation != organisation:
        return False
    title, told = _title(one), office.fields["title"]
    if title is None:
        return one.organisation is not None and one.organisation == organisation
    return any(
        _same_office(_significant(printed, language), _significant(told[language], language))
        for language, printed in (("en", title.en), ("ar", title.ar))
        if printed and told.get(language)
    )


def _significant(title: str, language: str) -> frozenset[str]:
    """The words of a title that tell which office it is."""
    text = _OF_STATE.sub("ministerofstate" if language == "en" else "وزيردوله", title.casefold())
    words = (word.removesuffix("ه") if len(word) > 3 else word for word in folded_words(text))  # وزيرة is وزير
    return frozenset(word for word in words if word not in _PLAIN)


def _same_office(printed: frozenset[str], recorded: frozenset[str]) -> bool:
    """Whether two titles are of one office: one's words are among the other's, and neither has a rank of its own."""
    if not printed or not recorded or not (printed <= recorded or recorded <= printed):
        return False
    return printed & _RANKS == recorded & _RANKS


def _tenure(office: Card) -> Days:
    """The longest time for which the office may have been held."""
    since, until = (office.fields.get(bound) for bound in ("from", "to"))
    first = edtf.parse(since).earliest if since and since != ".." else None
    last = edtf.parse(until).latest if until and until != ".." else None
    return Days(first.isoformat() if first else None, last.isoformat() if last else None)


def _is_doubtful_tenure(office: Card) -> bool:
    bounds: list[Any] = [office.fields.get(bound) for bound in ("from", "to")]
    marked = any(edtf.parse(bound).uncertain for bound in bounds if bound and bound != "..")
    return marked or bool({"from", "to"} & {*office.disputed})


def _span(office: Card, language: str) -> str:
    words = {"from": "from", "to": "until"} if language == "en" else {"from": "من", "to": "حتى"}
    bounds = ((word, office.fields.get(bound)) for bound, word in words.items())
    return " ".join(f"{word} {day}" for word, day in bounds if day and day != "..")
