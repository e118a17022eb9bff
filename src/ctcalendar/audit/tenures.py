"""What somebody was, and on which days that is certain: two who held different offices on one day may be two."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ctcalendar.audit.naming import folded_words
from ctcalendar.domain import edtf

_COMPARED = 20
"""Of the offices of one person."""
_END = "9999-12-31"
_PLAIN = frozenset(
    "of the for and in at to on a an his her its excellency qatar qatari american u s us في علي من الي".split()
)
"""Words of a title that tell no office from another."""


class Tenure(NamedTuple):
    """An office, or a seat under a title: of which organisation, in which words, on which days for certain."""

    organisation: str | None
    wholes: frozenset[str]
    """The organisation, and all that it is within."""
    en: frozenset[str]
    ar: frozenset[str]
    first: str | None
    last: str | None
    held_by: str
    """The office or the engagement that says so, by id."""


def tenure(
    organisations: Sequence[str],
    title: Mapping[str, str | None],
    since: str | None,
    until: str | None,
    *,
    held_by: str,
) -> Tenure:
    """What was held from one day until another (EDTF; `..` still held, None not known).

    `organisations`: the organisation it was held in, if known, then those that one is within.
    """
    first, last = _latest(since), _END if until == ".." else _earliest(until)
    # Of what is known to have begun, the day it began is certain; of what is known to have ended, the day it did.
    first, last = first or (last if last != _END else None), last or first
    if first is None or last is None or first > last:
        first = last = None
    organisation = organisations[0] if organisations else None
    return Tenure(
        organisation, frozenset(organisations), _words(title.get("en")), _words(title.get("ar")), first, last, held_by
    )


def elsewhere_at_once(mine: Iterable[Tenure], others: Iterable[Tenure]) -> tuple[str, ...]:
    """Two offices that the two certainly held on one day, and that are not one; empty where there are none."""
    theirs = [one for one in others if one.first][:_COMPARED]
    for one in [one for one in mine if one.first][:_COMPARED]:
        for other in theirs:
            if _on_one_day(one, other) and _are_different(one, other):
                return one.held_by, other.held_by
    return ()


def same_organisations(mine: Iterable[Tenure], others: Iterable[Tenure]) -> frozenset[str]:
    """The organisations that both were of, or that one was of and the other of a part of them."""
    mine, others = [*mine], [*others]
    own, theirs = ({one.organisation for one in some if one.organisation} for some in (mine, others))
    wholes, their_wholes = ({whole for one in some for whole in one.wholes} for some in (mine, others))
    return frozenset((own & their_wholes) | (theirs & wholes))


def same_office(mine: Iterable[Tenure], others: Iterable[Tenure]) -> tuple[str, ...]:
    """An office that both held, by what each says of it; empty where there is none."""
    theirs = [*others][:_COMPARED]
    for one in [*mine][:_COMPARED]:
        for other in theirs:
            if one.organisation == other.organisation and _titles_agree(one, other):
                return tuple(dict.fromkeys((one.held_by, other.held_by)))
    return ()


def _on_one_day(one: Tenure, other: Tenure) -> bool:
    return bool(one.first and one.last and other.first and other.last) and (
        str(one.first) <= str(other.last) and str(other.first) <= str(one.last)
    )


def _are_different(one: Tenure, other: Tenure) -> bool:
    """Whether they are of different organisations, or where one names none, share no telling word of a title."""
    if one.organisation and other.organisation:
        return one.organisation not in other.wholes and other.organisation not in one.wholes
    told = [(mine, others) for mine, others in ((one.en, other.en), (one.ar, other.ar)) if mine and others]
    return bool(told) and not any(mine & others for mine, others in told)


def _titles_agree(one: Tenure, other: Tenure) -> bool:
    return any(mine and mine == others for mine, others in ((one.en, other.en), (one.ar, other.ar)))


@lru_cache(maxsize=4096)
def _words(title: str | None) -> frozenset[str]:
    return frozenset(word for word in folded_words(title or "") if word not in _PLAIN)


def _latest(bound: str | None) -> str | None:
    day = None if bound in (None, "..") else edtf.parse(str(bound)).latest
    return day.isoformat() if day else None


def _earliest(bound: str | None) -> str | None:
    day = None if bound in (None, "..") else edtf.parse(str(bound)).earliest
    return day.isoformat() if day else None
