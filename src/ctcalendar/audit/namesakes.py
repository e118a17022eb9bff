"""Rules about people who may be one and were recorded twice. Nobody is ever merged by a program.

Everybody is compared with those alone with whom they share a key, and with so many of them at most.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations, islice

from ctcalendar.audit.finding import Found, evidence, rule
from ctcalendar.audit.naming import Name, as_written, names
from ctcalendar.audit.record import Record
from ctcalendar.views.cards import Card
from ctcalendar.views.entry import Words

_COMPARED = 20
"""Of those who share a key, how many one is compared with: a record of ten thousand is judged in seconds."""
_TOLD = 4


class _Person:
    """A person as others may spell them, and where they were."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.texts: list[str] = []
        self.parties: set[str] = set()
        self.present: set[str] = set()
        self.add(card)

    def add(self, card: Card) -> None:
        """Take in the names of an entry of theirs."""
        labels = card.fields.get("names") or {}
        self.texts += [labels[language] for language in ("en", "ar") if labels.get(language)]
        self.texts += [alias["text"] for alias in card.fields.get("aliases", ())]

    @cached_property
    def spelt(self) -> tuple[list[Name], list[Name]]:
        """Their names in Latin letters, and those in Arabic ones."""
        spelt: tuple[list[Name], list[Name]] = [], []
        for one in names(self.texts):
            spelt[one.is_arabic].append(one)
        return spelt


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
        "Two who stood at one table, or whom the record has for different parties; two whose names in the other "
        "script do not meet.",
        "Who was merged already, and who was split again: somebody has looked.",
        "Of very many whose names begin and end alike each is compared with twenty.",
    ),
)
def likely_one_person(record: Record) -> Iterator[Found]:
    """People beside those whose names meet theirs."""
    people = _people_on_record(record)
    twins: dict[str, dict[str, bool]] = defaultdict(dict)
    for key, found in _meeting(people).items():
        for one, other in _pairs(found):
            same = _same_name(people[one], people[other], is_exact=key[0] == "written")
            if same is not None and not _are_two(people[one], people[other]):
                twins[other][one] = twins[other].get(one, False) or same
    short = _ambiguous(twins)
    for name in sorted(twins):
        found_in_full = {other: full for other, full in twins[name].items() if full or (name, other) not in short}
        if found_in_full:
            yield _one_person(people[name], [people[other] for other in found_in_full], any(found_in_full.values()))


def _people_on_record(record: Record) -> Mapping[str, _Person]:
    """Who is counted as a person, under the entry that all of theirs were merged into."""
    cards = {card.id: card for card in record.of("person")}
    into = {name: _last_entry(name, cards) for name in cards}
    people = {name: _Person(card) for name, card in cards.items() if into[name] == name}
    counted = {name: people[last] for name, last in into.items() if last in people}
    for name, card in cards.items():
        if name not in people and name in counted:
            counted[name].add(card)
    _see_at_work(record, counted)
    return people


def _see_at_work(record: Record, people: Mapping[str, _Person]) -> None:
    """Take in for whom each held an office or sat at a table, and at which; an office of the UN is the UN."""
    within = {card.id: card.fields.get("within") for card in record.of("party")}
    for office in record.of("office"):
        if person := people.get(office.fields["person"]):
            person.parties.add(_outermost(office.fields["party"], within))
    for entry in record.engagements:
        for one in entry.participants:
            if person := people.get(one.person or ""):
                person.parties.add(_outermost(one.party, within))
                person.present.add(entry.id)


def _outermost(party: str, within: Mapping[str, str | None]) -> str:
    for _ in within:
        if (whole := within.get(party)) is None:
            break
        party = whole
    return party


def _last_entry(name: str, cards: Mapping[str, Card]) -> str:
    """The entry that one was merged into, in any number of steps."""
    for _ in cards:
        into = str(cards[name].fields.get("merged_into"))
        if into not in cards:
            break
        name = into
    return name


def _meeting(people: Mapping[str, _Person]) -> Mapping[tuple[object, ...], list[str]]:
    """What spellings have in common -> the people who are spelt so, by id."""
    keys: dict[tuple[object, ...], dict[str, None]] = defaultdict(dict)
    for name in sorted(people):
        person = people[name]
        for text in person.texts:
            if len(written := as_written(text)) > 1:
                keys["written", *written][name] = None
        for one in chain(*person.spelt):
            keys["full", one.is_arabic, *one.words][name] = None
            keys["ends", one.is_arabic, *one.ends][name] = None
            keys["sounds", one.skeleton[0], one.skeleton[-1]][name] = None
    return {key: [*found] for key, found in keys.items() if len(found) > 1}


def _pairs(found: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, other in enumerate(found):
        yield from ((one, other) for one in found[max(place - _COMPARED, 0) : place])


def _same_name(one: _Person, other: _Person, *, is_exact: bool) -> bool | None:
    """Whether a name is the same in full (True) or for short (False); None where none is."""
    met: list[bool] = []
    common = [(mine, others) for mine, others in zip(one.spelt, other.spelt, strict=True) if mine and others]
    for mine, others in common:
        if not any(name.sounds_like(twin) for name in mine for twin in others):
            return None
        fullest = [pair for pair in _fullest(mine, others) if not pair[0].may_be(pair[1])]
        if fullest:
            return None
        met += [name.words == twin.words for name in mine for twin in others if name.may_be(twin)]
    if met or is_exact:
        return is_exact or any(met)
    across = not common and any(name.sounds_like(twin) for name in chain(*one.spelt) for twin in chain(*other.spelt))
    return False if across else None


def _fullest(mine: Iterable[Name], others: Iterable[Name]) -> Iterator[tuple[Name, Name]]:
    """Of the names that begin and end alike, the longest of each: two cousins may be called the same for short."""
    longest, theirs = (
        {one.ends: one for one in sorted(spelt, key=lambda one: len(one.words))} for spelt in (mine, others)
    )
    yield from ((longest[ends], theirs[ends]) for ends in longest if ends in theirs)


def _are_two(one: _Person, other: _Person) -> bool:
    """Whether the record tells that they are two."""
    if one.present & other.present or (one.parties and other.parties and not one.parties & other.parties):
        return True
    return any(fact.type == "person.split" for person in (one, other) for fact in person.card.history)


def _ambiguous(twins: Mapping[str, Mapping[str, bool]]) -> set[tuple[str, str]]:
    """The pairs that meet for short, where the one would fit several who are not one another."""
    fits: dict[str, set[str]] = defaultdict(set)
    for other, found in twins.items():
        for one, full in found.items():
            if not full:
                fits[one].add(other)
                fits[other].add(one)

    def are_one(pair: tuple[str, ...]) -> bool:
        return pair[0] in twins.get(pair[1], ()) or pair[1] in twins.get(pair[0], ())

    several = {name for name, others in fits.items() if not all(map(are_one, combinations(sorted(others)[:9], 2)))}
    return {(other, one) for other, found in twins.items() for one in found if {one, other} & several}


def _one_person(person: _Person, twins: Sequence[_Person], in_full: bool) -> Found:
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
            f"compare offices, parties and days; if they are one: ctcalendar people merge {person.card.id} --into "
            f"{twins[0].card.id}; if not, record what tells them apart (an office, an alias)",
            f"قارن المناصب والأطراف والتواريخ؛ فإن كانا واحداً: ctcalendar people merge {person.card.id} --into "
            f"{twins[0].card.id}؛ وإلا فسجّل ما يفرّق بينهما (منصباً أو اسماً)",
        ),
        [
            told
            for one in (person, *twins[:_TOLD])
            for told in evidence(f"person:{one.card.id}", one.card, "names", "aliases")[:2]
        ],
    )


def _listed(people: Iterable[_Person]) -> Mapping[str, str]:
    told = list(islice(people, _TOLD))
    return {
        language: ", ".join(f"{one.card.label.in_language(language)} ({one.card.id})" for one in told)
        for language in ("en", "ar")
    }
