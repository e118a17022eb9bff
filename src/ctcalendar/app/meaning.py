"""The entry that a typed name means: however it is spelt, in either script, misspelt, for short or in part."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz

from ctcalendar.app.asking import Asking
from ctcalendar.app.moments import position
from ctcalendar.audit.comparing import Person
from ctcalendar.audit.naming import Name, as_written, name
from ctcalendar.domain.clearance import Clearance
from ctcalendar.views.cards import Card, cards
from ctcalendar.views.entry import Words

_FOUND = 5
_NEAR, _SOUNDS_NEAR = 72, 85
"""Of a hundred: how like letters and consonants must be for a typed name to be meant."""


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that a typed name may mean, and the spelling of it that comes nearest."""

    person: str
    names: Words
    spelling: str
    how: str
    """as-spelt, in-full, for-short, by-sound, by-letters, or in-part: one word of the name."""
    likeness: int


class _Spelling(NamedTuple):
    """A name as somebody spells it, and what it comes to when spellings are folded."""

    text: str
    written: tuple[str, ...]
    name: Name | None

    @classmethod
    def of(cls, text: str) -> "_Spelling":
        """What a text comes to."""
        return cls(text, as_written(text), name(text))

    @property
    def words(self) -> tuple[str, ...]:
        """Its words; for want of two that count, those there are."""
        return self.name.words if self.name else self.written

    @property
    def is_arabic(self) -> bool:
        """Whether it is in Arabic letters."""
        return any("\u0600" <= word[0] <= "\u06ff" for word in self.written)


def meant(app: Asking, text: str, *, clearance: Clearance, as_of: str | None = None) -> list[Meant]:
    """The entries that a name may mean, however spelt and in either script, the likeliest first; a few at most."""
    asked = _Spelling.of(text)
    if not asked.written:
        return []
    best: dict[str, Meant] = {}
    with app.reading() as reader:
        known = cards(reader, "person", clearance=clearance, as_of=position(reader, as_of, clearance))
        for one in (one for card in known for one in _readings(card, asked)):
            if one.person not in best or _rank(one) < _rank(best[one.person]):
                best[one.person] = one
    return sorted(best.values(), key=_rank)[:_FOUND]


_HOW = ("as-spelt", "in-full", "for-short", "by-letters", "by-sound", "in-part")


def _rank(one: Meant) -> tuple[int, int, str]:
    return _HOW.index(one.how), -one.likeness, one.person


def _readings(card: Card, asked: _Spelling) -> Iterator[Meant]:
    """Every way in which an entry may be what is asked for."""
    for spelling in map(_Spelling.of, dict.fromkeys(Person(card).texts)):
        if found := _reading(asked, spelling):
            how, likeness = found
            yield Meant(person=card.id, names=card.label, spelling=spelling.text, how=how, likeness=int(likeness))


def _reading(asked: _Spelling, known: _Spelling) -> tuple[str, float] | None:
    """How a name that was typed is a spelling, and how alike the two are; None where it is not."""
    if asked.written == known.written:
        return "as-spelt", 100
    if asked.is_arabic != known.is_arabic:
        return _by_sound(asked.name, known.name)
    likeness = fuzz.ratio(" ".join(asked.words), " ".join(known.words))
    if asked.name and known.name and asked.name.may_be(known.name):
        return ("in-full" if asked.words == known.words else "for-short"), likeness
    if len(asked.words) > 1:
        return ("by-letters", likeness) if likeness >= _NEAR else None
    in_part = max((fuzz.ratio(asked.words[0], word) for word in known.words), default=0)
    return ("in-part", in_part) if in_part >= _SOUNDS_NEAR else None


def _by_sound(asked: Name | None, known: Name | None) -> tuple[str, float] | None:
    if not asked or not known:
        return None
    likeness = fuzz.ratio(" ".join(asked.skeleton), " ".join(known.skeleton))
    return ("by-sound", likeness) if likeness >= _SOUNDS_NEAR or asked.sounds_like(known) else None
