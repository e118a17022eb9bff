"""People who may be one: suggested, with what speaks for it and what against.

Likeness of letters only orders what names, offices and seats suggest: alone it is never reason enough. Nobody is ever
merged by a program.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from ctcalendar.app.asking import Asking
from ctcalendar.app.moments import position
from ctcalendar.audit.comparing import (
    COMPARED,
    Attendance,
    Person,
    Told,
    in_common,
    known_people,
    merging,
    pairs,
    shared,
    told_apart,
)
from ctcalendar.audit.tenures import same_organisations
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.cards import Card, cards
from ctcalendar.views.entry import Words
from ctcalendar.views.people import Asked, Seat, seats

_BY_NAME = {"in-full": 60, "for-short": 45, "by-sound": 35, "by-letters": 25}
_BY_WHAT_THEY_WERE = {"same-office": 15, "same-organisation": 10, "same-series": 8, "same-party": 4}
"""What each is worth, of a hundred; likeness of letters makes the rest, up to _BY_LETTERS."""
_BY_LETTERS = 10
_SPELLINGS = 6
"""Of each of two people, compared letter by letter."""
_SHORTEST = 5
"""Letters of a word in which one may be mistaken."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for or against two being one, and the ids or titles it is about."""

    code: str
    about: list[str] = []


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Two entries that may be one person; kept apart where anything on record says that they are two."""

    person: str
    """The entry that would be counted under the other."""
    into: str
    names: Words
    into_names: Words
    score: int
    """How likely it is among the others, of a hundred: an order, no probability."""
    meets: str
    """in-full, for-short, by-sound (across scripts) or by-letters (one letter off, in one office or organisation)."""
    likeness: int
    """Of the letters of the two names that are most alike, of a hundred."""
    speaks_for: list[Reason]
    speaks_against: list[Reason]
    kept_apart: bool
    command: str


# -- pairs ------------------------------------------------------------------------------------------------------------


def suggestions(
    app: Asking, *, clearance: Clearance, as_of: str | None = None, only: str | None = None
) -> list[Suggestion]:
    """Whoever may be one person and is two entries, the likeliest first; after them those kept apart.

    `only`: the pairs of that entry, or of the one it is counted under.
    """
    with app.reading() as reader:
        found = _people(Asked(reader, clearance, position(reader, as_of, clearance)))
    told = (_suggestion(found, *pair) for pair in _pairs(found) if only is None or only in pair[:2])
    return sorted(told, key=lambda one: (one.kept_apart, -one.score, one.person, one.into))


def weighed(app: Asking, person: str, into: str, *, clearance: Clearance) -> tuple[list[Reason], list[Reason]]:
    """What the record says for two entries being one, beside their names, and what against."""
    with app.reading() as reader:
        found = _people(Asked(reader, clearance))
    if person not in found or into not in found:
        return [], []
    one, other = found[person], found[into]
    return _reasons(in_common(one, other)), _reasons([*told_apart(one, other), *_levels(one.card, other.card)])


def _people(asked: Asked) -> Mapping[str, Person]:
    def of(kind: str) -> Iterator[Card]:
        return cards(asked.reader, kind, clearance=asked.clearance, as_of=asked.as_of)

    return known_people(of, map(_attendance, seats(asked)))


def _attendance(seat: Seat) -> Attendance:
    title = {"en": seat.title_en, "ar": seat.title_ar} if seat.title_en or seat.title_ar else None
    return Attendance(
        seat.person, seat.engagement, seat.party, seat.organisation, title, seat.series, seat.earliest, seat.latest
    )


class _Met(NamedTuple):
    """Two who may be one, by id, and why they are taken for two, if they are."""

    one: str
    other: str
    meets: str
    apart: Sequence[Told]


def _pairs(people: Mapping[str, Person]) -> Iterator[_Met]:
    """Those whose names meet, and those of one organisation whose names differ in a letter."""
    met = {(pair.one, pair.other): _Met(*pair) for pair in pairs(people)}
    yield from met.values()
    misspelt: dict[tuple[str, str], None] = {}
    for found in shared(people, _but_for_a_word):
        for place, other in enumerate(found):
            misspelt |= dict.fromkeys((one, other) for one in found[max(place - COMPARED, 0) : place])
    for one, other in misspelt:
        pair = people[one], people[other]
        is_near = (one, other) not in met and same_organisations(pair[0].tenures, pair[1].tenures)
        if is_near and _is_a_letter_off(*pair):
            yield _Met(one, other, "by-letters", told_apart(people[one], people[other]))


def _but_for_a_word(person: Person) -> Iterator[tuple[object, ...]]:
    """Where somebody was, with each of their names less one of its words."""
    for organisation in sorted(person.organisations):
        for spelt in person.spelt:
            for one in spelt[:_SPELLINGS]:
                for place in range(len(one.words)):
                    yield organisation, one.is_arabic, place, one.words[:place], one.words[place + 1 :]


def _is_a_letter_off(one: Person, other: Person) -> bool:
    """Whether names of the two differ in one letter of one long word, and not in its first."""
    return any(
        _differ_in_a_letter(mine.words, theirs.words)
        for spelt, others in zip(one.spelt, other.spelt, strict=True)
        for mine in spelt[:_SPELLINGS]
        for theirs in others[:_SPELLINGS]
    )


def _differ_in_a_letter(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    if len(mine) != len(theirs):
        return False
    differing = [(word, twin) for word, twin in zip(mine, theirs, strict=True) if word != twin]
    if len(differing) != 1:
        return False
    word, twin = differing[0]
    return min(len(word), len(twin)) >= _SHORTEST and word[0] == twin[0] and OSA.distance(word, twin) == 1


def _suggestion(people: Mapping[str, Person], one: str, other: str, meets: str, apart: Sequence[Told]) -> Suggestion:
    into, entry = sorted((people[one], people[other]), key=_fullness)
    common = in_common(into, entry)
    likeness = _likeness(into, entry)
    score = _BY_NAME[meets] + likeness * _BY_LETTERS // 100 + sum(_BY_WHAT_THEY_WERE[told.code] for told in common)
    return Suggestion(
        person=entry.card.id,
        into=into.card.id,
        names=entry.card.label,
        into_names=into.card.label,
        score=min(score, 100),
        meets=meets,
        likeness=likeness,
        speaks_for=_reasons(common),
        speaks_against=_reasons([*apart, *_levels(into.card, entry.card)]),
        kept_apart=bool(apart),
        command=merging(entry.card.id, into.card.id),
    )


def _fullness(person: Person) -> tuple[int, int, str]:
    """What orders two entries: that of which more is known is kept."""
    return -len(person.present) - len(person.tenures), -len(person.texts), person.card.id


def _levels(one: Card, other: Card) -> Iterator[Told]:
    if one.classification != other.classification:
        yield Told("classified-otherwise", (one.classification, other.classification))


def _reasons(told: Iterable[Told]) -> list[Reason]:
    return [Reason(code=one.code, about=list(one.about)) for one in told]


def _likeness(one: Person, other: Person) -> int:
    """How alike the two names are that are most alike, in one script; by their consonants where they share none."""
    scripts = [pair for pair in zip(one.spelt, other.spelt, strict=True) if all(pair)]
    alike = (
        fuzz.ratio(" ".join(mine.words), " ".join(twin.words))
        for mine_of, twins in scripts
        for mine in mine_of[:_SPELLINGS]
        for twin in twins[:_SPELLINGS]
    )
    by_sound = (
        fuzz.ratio(" ".join(mine.skeleton), " ".join(twin.skeleton))
        for mine in [*one.spelt[0], *one.spelt[1]][:_SPELLINGS]
        for twin in [*other.spelt[0], *other.spelt[1]][:_SPELLINGS]
    )
    return int(max(alike if scripts else by_sound, default=100))
