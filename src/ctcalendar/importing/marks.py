"""What tells engagements apart or together: a digest of all that is said, and marks of who, where and when."""

from hashlib import blake2b, sha256
from typing import Any, NamedTuple

import msgspec

from ctcalendar.domain import codec, edtf
from ctcalendar.domain.items import Engagement
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.domain.values import When
from ctcalendar.importing.slugs import slug


class Marks(NamedTuple):
    """What two tellings of one engagement are likely to share, each as a number; `day` is counted from year 1."""

    who: int
    place: int
    days: int
    day: int | None
    """The first day it may have begun; None where nothing is said of it."""


def digest(item: Engagement, status: str) -> str:
    """The SHA-256, in hex, of all that is said of an engagement without id, evidence and level."""
    return sha256(codec.encode([status, item])).hexdigest()


def marks(item: Engagement) -> Marks:
    """The marks of an engagement."""
    people = [one.person or codec.encode(one.name or one.title).decode() for one in item.participants]
    who = [item.kind, *(sorted(people) or sorted(item.parties))]
    countries = {place.country for place in item.places if place.country}
    where: list[Any] = [sorted(item.parties), sorted(countries) or [place.name for place in item.places]]
    when = item.when or _NEVER
    return Marks(_number(who), _number(where), _number([when.edtf, when.earliest, when.latest]), first_day(item.when))


_NEVER = When(basis="none")


def first_day(when: When | None) -> int | None:
    """The first day that may be meant, counted from year 1."""
    if when is None or when.edtf is None:
        return None
    span = edtf.parse(when.edtf)
    found = span.earliest or span.latest
    return found.toordinal() if found else None


def _number(value: Any) -> int:
    found = blake2b(msgspec.json.encode(value), digest_size=8).digest()
    return int.from_bytes(found, "big", signed=True)


def stem(item: Engagement) -> str:
    """What a new engagement is called: who, with which party, and the day; or its title and the day."""
    person = next((one.person for one in item.participants if one.person), None)
    day = slug(item.when.edtf[:10]) if item.when and item.when.edtf else "undated"
    if person is None:
        return f"{slug(item.title.en or item.title.ar or '')[:60].strip('-_')}-{day}"
    # Who visits stands first among the parties, and the host last.
    host = next((party for party in item.parties[::-1] if party not in ISO_3166), item.parties[-1])
    return f"{person[:50].strip('-_')}-{host[:30].lower().strip('-_')}-{day}"
