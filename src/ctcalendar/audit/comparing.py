"""Who may be whom: people compared by their names, and by what the record says of them otherwise.

One comparison serves the audit, which tells of the likely pairs, and `people suggest`, which ranks them and tells also
whom it kept apart, and why. Everybody is compared with those alone with whom they share a key, and with so many of them
at most. Nobody is ever merged by a program.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations
from typing import Literal, NamedTuple

from ctcalendar.audit.naming import Name, as_written, names
from ctcalendar.audit.tenures import Tenure, elsewhere_at_once, same_office, same_organisations, tenure
from ctcalendar.views.cards import Card

COMPARED = 20
"""Of those who share a key, how many one is compared with: a record of ten thousand is judged in seconds."""

Meeting = Literal["in-full", "for-short", "by-sound"]
"""How two names meet: in full, the shorter within the longer, or across scripts in their consonants alone."""


class Attendance(NamedTuple):
    """Where somebody sat: for whom, at which engagement of which series, under which title, and when that was."""

    person: str
    engagement: str
    party: str
    organisation: str | None = None
    title: Mapping[str, str | None] | None = None
    series: str | None = None
    earliest: str | None = None
    latest: str | None = None


class Person:
    """Somebody as others may spell them, what they were and where: all entries found to be theirs."""

    def __init__(self, card: Card) -> None:
        self.card = card
        self.texts: list[str] = []
        self.parties: set[str] = set()
        self.present: set[str] = set()
        self.series: set[str] = set()
        self.tenures: dict[Tenure, None] = {}
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

    @cached_property
    def written(self) -> frozenset[tuple[str, ...]]:
        """Their names to the letter, initials too."""
        return frozenset(written for text in self.texts if len(written := as_written(text)) > 1)

    @cached_property
    def organisations(self) -> frozenset[str]:
        """Those they were of, and all that those are within."""
        return frozenset(whole for one in self.tenures for whole in one.wholes)


class Told(NamedTuple):
    """Something the record says for or against two being one: what, and the ids or titles it is about."""

    code: str
    about: tuple[str, ...] = ()


class Pair(NamedTuple):
    """Two whose names meet, by id, `one` before `other`; `apart` says why they are taken for two, if they are."""

    one: str
    other: str
    meets: Meeting
    apart: tuple[Told, ...] = ()


def merging(entry: str, into: str) -> str:
    """The command that would count one entry under another; who gives it says why."""
    return f"ctcalendar people merge {entry} {into} --reason '…'"


# -- who there is -----------------------------------------------------------------------------------------------------


def known_people(of: Callable[[str], Iterable[Card]], attendances: Iterable[Attendance]) -> Mapping[str, Person]:
    """Who is counted as a person, under the entry that all of theirs were merged into. `of` gives items of a kind."""
    by_id = {card.id: card for card in of("person")}
    into = {name: _last_entry(name, by_id) for name in by_id}
    people = {name: Person(card) for name, card in by_id.items() if into[name] == name}
    counted = {name: people[last] for name, last in into.items() if last in people}
    for name, card in by_id.items():
        if name not in people and name in counted:
            counted[name].add(card)
    within = _Within(of("party")), _Within(of("organisation"))
    _see_in_office(of("office"), counted, *within)
    _see_at_work(attendances, counted, *within)
    return people


class _Within:
    """What things are within, in any number of steps: an office of the UN is the UN."""

    def __init__(self, cards: Iterable[Card]) -> None:
        self._within = {card.id: card.fields.get("within") for card in cards}

    def wholes(self, name: str | None) -> list[str]:
        """Itself, then what it is within, the outermost last."""
        found = []
        while name and name not in found:
            found.append(name)
            name = self._within.get(name)
        return found


def _see_in_office(
    offices: Iterable[Card], people: Mapping[str, Person], parties: _Within, organisations: _Within
) -> None:
    """Take in the offices each held, and for whom."""
    for office in offices:
        if person := people.get(office.fields["person"]):
            person.parties.add(parties.wholes(office.fields["party"])[-1])
            held = tenure(
                organisations.wholes(office.fields.get("organisation")),
                office.fields["title"],
                office.fields.get("from"),
                office.fields.get("to"),
                held_by=office.id,
            )
            person.tenures[held] = None


def _see_at_work(
    attendances: Iterable[Attendance], people: Mapping[str, Person], parties: _Within, organisations: _Within
) -> None:
    """Take in for whom each sat at a table, under which title, and at which."""
    for seat in attendances:
        if person := people.get(seat.person):
            person.parties.add(parties.wholes(seat.party)[-1])
            person.present.add(seat.engagement)
            if seat.series:
                person.series.add(seat.series)
            if seat.organisation or seat.title:
                # On a day that is not known to the day nobody is known to have been anything.
                on = seat.earliest if seat.earliest == seat.latest else None
                of = organisations.wholes(seat.organisation)
                person.tenures[tenure(of, seat.title or {}, on, on, held_by=seat.engagement)] = None


def _last_entry(name: str, cards: Mapping[str, Card]) -> str:
    """The entry that one was merged into, in any number of steps."""
    for _ in cards:
        into = str(cards[name].fields.get("merged_into"))
        if into not in cards:
            break
        name = into
    return name


# -- whose names meet -------------------------------------------------------------------------------------------------


def pairs(people: Mapping[str, Person]) -> list[Pair]:
    """All whose names meet, by id; those too whom the record tells apart, with why."""
    met: dict[tuple[str, str], Meeting] = {}
    for one, other in dict.fromkeys(_candidates(people)):
        if meets := _meeting(people[one], people[other]):
            met[one, other] = meets
    apart = {pair: told_apart(people[pair[0]], people[pair[1]]) for pair in met}
    short = _ambiguous({pair: meets for pair, meets in met.items() if not apart[pair]})
    several = (Told("fits-several"),)
    return [
        Pair(*pair, meets, apart[pair] or (several if pair in short else ())) for pair, meets in sorted(met.items())
    ]


def _candidates(people: Mapping[str, Person]) -> Iterator[tuple[str, str]]:
    for found in shared(people, _keys):
        for place, other in enumerate(found):
            yield from ((one, other) for one in found[max(place - COMPARED, 0) : place])


def shared(
    people: Mapping[str, Person], keys: Callable[[Person], Iterable[tuple[object, ...]]]
) -> Iterator[Sequence[str]]:
    """Those who have a key in common, by id."""
    found: dict[tuple[object, ...], dict[str, None]] = defaultdict(dict)
    for name in sorted(people):
        for key in keys(people[name]):
            found[key][name] = None
    return ([*some] for some in found.values() if len(some) > 1)


def _keys(person: Person) -> Iterator[tuple[object, ...]]:
    """What spellings of one name have in common."""
    yield from (("written", *written) for written in person.written)
    for one in chain(*person.spelt):
        yield "full", one.is_arabic, *one.words
        yield "ends", one.is_arabic, *one.ends
        yield "sounds", one.skeleton[0], one.skeleton[-1]


def _meeting(one: Person, other: Person) -> Meeting | None:
    """How names of the two meet, if any do and none of them tells them apart."""
    is_exact = not one.written.isdisjoint(other.written)
    met: list[bool] = []
    common = [(mine, others) for mine, others in zip(one.spelt, other.spelt, strict=True) if mine and others]
    for mine, others in common:
        if not any(name.sounds_like(twin) for name in mine for twin in others):
            return None
        if any(not name.may_be(twin) for name, twin in _fullest(mine, others)):
            return None
        met += [name.words == twin.words for name in mine for twin in others if name.may_be(twin)]
    if met or is_exact:
        return "in-full" if is_exact or any(met) else "for-short"
    across = not common and any(name.sounds_like(twin) for name in chain(*one.spelt) for twin in chain(*other.spelt))
    return "by-sound" if across else None


def _fullest(mine: Iterable[Name], others: Iterable[Name]) -> Iterator[tuple[Name, Name]]:
    """Of the names that begin and end alike, the longest of each: two cousins may be called the same for short."""
    longest, theirs = (
        {one.ends: one for one in sorted(spelt, key=lambda one: len(one.words))} for spelt in (mine, others)
    )
    yield from ((longest[ends], theirs[ends]) for ends in longest if ends in theirs)


def _ambiguous(met: Mapping[tuple[str, str], Meeting]) -> set[tuple[str, str]]:
    """The pairs that meet for short, where the one would fit several who are not one another."""
    fits: dict[str, set[str]] = defaultdict(set)
    for (one, other), meets in met.items():
        if meets != "in-full":
            fits[one].add(other)
            fits[other].add(one)

    def are_one(pair: tuple[str, ...]) -> bool:
        return (pair[0], pair[1]) in met or (pair[1], pair[0]) in met

    several = {name for name, others in fits.items() if not all(map(are_one, combinations(sorted(others)[:9], 2)))}
    return {pair for pair, meets in met.items() if meets != "in-full" and {*pair} & several}


# -- what else the record says ----------------------------------------------------------------------------------------


def told_apart(one: Person, other: Person) -> tuple[Told, ...]:
    """Why the record takes the two for two, if it does."""
    return tuple(_reasons_apart(one, other))


def _reasons_apart(one: Person, other: Person) -> Iterator[Told]:
    if at := one.present & other.present:
        yield Told("at-one-table", tuple(sorted(at)))
    if one.parties and other.parties and not one.parties & other.parties:
        yield Told("other-party", (", ".join(sorted(one.parties)), ", ".join(sorted(other.parties))))
    if any(fact.type == "person.split" for person in (one, other) for fact in person.card.history):
        yield Told("split")
    is_apart = not same_organisations(one.tenures, other.tenures)
    if is_apart and (held := elsewhere_at_once(one.tenures, other.tenures)):
        yield Told("other-office", held)


def in_common(one: Person, other: Person) -> tuple[Told, ...]:
    """What the record says of both, beside their names."""
    return tuple(_reasons_for(one, other))


def _reasons_for(one: Person, other: Person) -> Iterator[Told]:
    if held := same_office(one.tenures, other.tenures):
        yield Told("same-office", held)
    if organisations := same_organisations(one.tenures, other.tenures):
        yield Told("same-organisation", tuple(sorted(organisations)))
    if series := one.series & other.series:
        yield Told("same-series", tuple(sorted(series)))
    if parties := one.parties & other.parties:
        yield Told("same-party", tuple(sorted(parties)))
