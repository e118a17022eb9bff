"""Rules about people who may be one and were recorded twice. Nobody is ever merged by a program."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from ctcalendar.audit.comparing import Attendance, Person, known_people, merging, pairs
from ctcalendar.audit.finding import Found, evidence, rule
from ctcalendar.audit.record import Record, days_of
from ctcalendar.views.entry import Words

_TOLD = 4


@rule(
    "likely-one-person",
    "people who may be one",
    "شخصان قد يكونان واحداً",
    severity="warning where a name is the same in full; info where one is shorter, or they meet only across scripts",
    speaks="Names of two people meet once hamza and alef, taa marbuta, alef maqsura, marks, the article (al-, Al, El-, "
    "ال), bin, hyphens, Abdul Aziz and Abdulaziz and common spellings (Mohamed, Muhammad) are folded; or the shorter "
    "name has the first and the last word of the longer, and nothing that is not in it. Where one is known in Arabic "
    "alone and the other in English alone, their consonants are compared. One finding for a person.",
    silent=(
        "A family name alone, in any spelling: the Al Thanis are many. A short name that would fit several people.",
        "Two who stood at one table, or whom the record has for different parties, or in different offices of "
        "different organisations on one day; two whose names in the other script do not meet.",
        "Who was merged already, and who was split again: somebody has looked.",
        "Of very many whose names begin and end alike each is compared with twenty. Those kept apart, and why: "
        "`ctcalendar people suggest --all`.",
    ),
)
def likely_one_person(record: Record) -> Iterator[Found]:
    """People beside those whose names meet theirs."""
    people = _people_on_record(record)
    twins: dict[str, dict[str, bool]] = defaultdict(dict)
    for pair in pairs(people):
        if not pair.apart:
            twins[pair.other][pair.one] = pair.meets == "in-full"
    for name in sorted(twins):
        yield _one_person(people[name], [people[other] for other in twins[name]], any(twins[name].values()))


def _people_on_record(record: Record) -> Mapping[str, Person]:
    return known_people(record.of, _attendances(record))


def _attendances(record: Record) -> Iterator[Attendance]:
    for entry in record.engagements:
        days = days_of(entry)
        for one in entry.participants:
            if one.person:
                title = {"en": one.title.en, "ar": one.title.ar} if one.title else None
                series = entry.series.id if entry.series else None
                yield Attendance(one.person, entry.id, one.party, one.organisation, title, series, *days)


def _one_person(person: Person, twins: Sequence[Person], in_full: bool) -> Found:
    subject = f"person:{person.card.id}"
    named = _listed(twins)
    return Found(
        "warning" if in_full else "info",
        subject,
        Words(
            f"{person.card.label.in_language('en')} may be the same person as {named['en']}",
            f"قد يكون {person.card.label.in_language('ar')} هو نفسه {named['ar']}",
        ),
        Words(
            f"compare offices, parties and days; if they are one: {merging(person.card.id, twins[0].card.id)}; if not, "
            "record what tells them apart (an office, an alias)",
            f"قارن المناصب والأطراف والتواريخ؛ فإن كانا واحداً: {merging(person.card.id, twins[0].card.id)}؛ وإلا فسجّل "
            "ما يفرّق بينهما (منصباً أو اسماً)",
        ),
        [
            told
            for one in (person, *twins[:_TOLD])
            for told in evidence(f"person:{one.card.id}", one.card, "names", "aliases")[:2]
        ],
    )


def _listed(people: Iterable[Person]) -> Mapping[str, str]:
    told = list(islice(people, _TOLD))
    return {
        language: ", ".join(f"{one.card.label.in_language(language)} ({one.card.id})" for one in told)
        for language in ("en", "ar")
    }
