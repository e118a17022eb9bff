"""Whether what people hand in makes sense: days that exist, quotes that are short, text that hides nothing.

Run on the way in only. A fact already recorded is never judged again, so a rule may become stricter without making
an old log unreadable.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from ctcalendar.domain import edtf
from ctcalendar.domain.cadence import in_days, interval
from ctcalendar.domain.days import is_day, is_one_day, is_zone
from ctcalendar.domain.facts import Suspended
from ctcalendar.domain.invisible import INVISIBLE_BUT_USED
from ctcalendar.domain.items import Commitment, Engagement, Instrument, Item, Office, Party, Source, Topic
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.domain.values import (
    Cadence,
    Citation,
    DeadlineSet,
    Delegation,
    LegalStatus,
    Participant,
    Place,
    ProgressReported,
    SeriesPlace,
    Text,
    When,
)

QUOTE_WORDS = 12
TEXT_CHARACTERS = 2_000
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Cn"})
_LOCATOR = re.compile(r"(?:char|line)=(\d{1,9})(?:,(\d{1,9}))?|page=(\d{1,6})(?:-(\d{1,6}))?", re.ASCII)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_URL = re.compile(r"https?://[^\s/?#]+\S*")
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Problem(NamedTuple):
    """Something wrong with an item: the dotted path where it stands, and what is wrong, in words."""

    path: str
    message: str


def problems(value: Any, path: str = "") -> list[Problem]:
    """Everything wrong with `value` (a struct, or a list or field of one) that can be seen without the record."""
    found: list[Problem] = []
    _look(value, path, found)
    return found


# One list for all, and no generator for each part: this runs over every part of everything that is handed in.
def _look(value: Any, path: str, found: list[Problem]) -> None:
    if isinstance(value, msgspec.Struct):
        _look_into(value, path, found)
    elif isinstance(value, (tuple, list)):
        if len(value) > 1:
            found += _doubled(value, path)
        for number, element in enumerate(value, 1):
            if not (type(element) is str and _is_plain(element)):
                _look(element, f"{path}.{number}" if path else str(number), found)
    elif isinstance(value, str):
        found += _text_problems(value, path)


def _look_into(struct: msgspec.Struct, path: str, found: list[Problem]) -> None:
    checks, fields = _looked_at(type(struct))
    for check in checks:
        for inner, message in check(struct):
            found.append(Problem(_join(path, inner), message))
    for name, spelt in fields:
        part = getattr(struct, name)
        if part is not None and part != () and not (type(part) is str and _is_plain(part)):
            _look(part, f"{path}.{spelt}" if path else spelt, found)


@cache
def _looked_at(struct: type[msgspec.Struct]) -> tuple[list[Callable[[Any], "Found"]], list[tuple[str, str]]]:
    """The checks for a struct; and its fields that must be looked at, as Python and as the record spell them."""
    checks = [check for checked, check in _CHECKS if issubclass(struct, checked)]
    fields = [(info.name, info.encode_name) for info in msgspec.structs.fields(struct) if _needs_a_look(info.type)]
    return checks, fields


def _needs_a_look(annotation: Any) -> bool:
    """Whether a type leaves room for words, or for naming one thing twice: not if it is a number, or one of a few."""
    if get_origin(annotation) in (Union, UnionType):
        return any(map(_needs_a_look, get_args(annotation)))
    return get_origin(annotation) is not Literal and annotation not in (int, bool, NoneType)


def _join(path: str, field: str) -> str:
    return f"{path}.{field}" if path and field else path or field


def _is_plain(text: str) -> bool:
    """Whether there is nothing to look for in a text, as in most."""
    return text.isascii() and text.isprintable() and len(text) <= TEXT_CHARACTERS and not text.isspace() and text != ""


def _text_problems(text: str, path: str) -> Iterator[Problem]:
    if _is_plain(text):
        return
    if len(text) > TEXT_CHARACTERS:
        yield Problem(path, f"is {len(text)} characters long; at most {TEXT_CHARACTERS} are kept")
    for character in text:
        if unicodedata.category(character) in _HIDDEN and character not in INVISIBLE_BUT_USED:
            yield Problem(path, f"holds U+{ord(character):04X}, a control character or one that hides or reorders text")
            return
    # The marks for writing direction may stand in a text, but they are none.
    if all(character.isspace() or unicodedata.category(character) == "Cf" for character in text):
        yield Problem(path, "is empty; leave the field out where it is not known")


def _doubled(values: tuple[Any, ...] | list[Any], path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for value in values:
        name = value if isinstance(value, str) else getattr(value, "id", None)
        if isinstance(name, str) and name in seen:
            yield Problem(path, f"names {name!r} twice")
        seen.add(str(name))


Found = Iterator[tuple[str, str]]


def _citation(citation: Citation) -> Found:
    if citation.quote is not None and len(citation.quote.split()) > QUOTE_WORDS:
        yield "quote", f"has {len(citation.quote.split())} words; quote the {QUOTE_WORDS} that carry the point, at most"
    if citation.quote is not None and citation.language is None:
        yield "language", "is missing: say in which language the quote is"
    if citation.locator is not None:
        match = _LOCATOR.fullmatch(citation.locator)
        if match is None:
            yield "locator", f"{citation.locator!r} is no RFC 5147 locator (char=1025,1063) and no page (page=3)"
        elif (numbers := [int(part) for part in match.groups() if part]) != sorted(numbers):
            yield "locator", f"{citation.locator!r} ends before it starts"


def _text(text: Text) -> Found:
    if text.en is None and text.ar is None:
        yield "", "has no text in any language; give en, ar or both"
    if text.differs is not None and (text.en is None or text.ar is None):
        yield "differs", "says that two languages differ, but only one is given"


def _when(when: When) -> Found:
    yield from _edtf("edtf", when.edtf)
    for field in ("earliest", "latest"):
        if (day := getattr(when, field)) is not None and not is_day(day):
            yield field, f"{day!r} is no calendar day (expected 2017-11-08)"
    if when.earliest and when.latest and when.latest < when.earliest:
        yield "latest", f"{when.latest} is before earliest, {when.earliest}"
    if when.edtf is None and when.basis != "none" and not (when.earliest or when.latest):
        yield "edtf", "is missing: give a date, bounds (earliest, latest), or basis: none"
    if when.edtf is not None and (when.earliest or when.latest or when.basis == "none"):
        yield "edtf", "stands beside bounds or basis: none; give a date or bounds, not both"
    if when.time is not None and not is_one_day(when.edtf):
        yield "time", "needs a single day to be the time of"
    if when.basis == "inferred" and when.rule is None:
        yield "rule", "is missing: say in words how the date was inferred"
    if when.time is not None and not _TIME.fullmatch(when.time):
        yield "time", f"{when.time!r} is no time of day (expected 19:22)"
    if when.zone is not None and not is_zone(when.zone):
        yield "zone", f"{when.zone!r} is no IANA time zone (expected Asia/Qatar)"


def _participant(person: Participant) -> Found:
    if not (person.person or person.name or person.title or person.organisation):
        yield "", "names nobody: give person, name, title or organisation"


def _place(place: Place) -> Found:
    if place.name is None and place.country is None:
        yield "", "is nowhere: give a name, a country or both"


def _delegation(delegation: Delegation) -> Found:
    if not 1 <= delegation.size <= 100_000:
        yield "size", f"{delegation.size} is no size of a delegation"


def _series_place(place: SeriesPlace) -> Found:
    if place.ordinal is not None and not 1 <= place.ordinal <= 100_000:
        yield "ordinal", f"{place.ordinal} is no ordinal; the first meeting is 1"


def _item(item: Item) -> Found:
    if not isinstance(item, Source | Topic) and not _is_cited(item):
        yield "citations", "are missing: name at least one source, with the words that say so"
    if getattr(item, "parties", None) == ():
        yield "parties", "are missing: name at least one"
    for field in ("part_of", "within", "broader"):
        if getattr(item, field, None) == item.id:
            yield field, "names the item itself"


_RESERVED = "expected-"


def _engagement(engagement: Engagement) -> Found:
    if engagement.id.startswith(_RESERVED):
        yield "id", f"begins with {_RESERVED!r}, which is what calendars call meetings nobody has announced"
    if engagement.sessions is not None and not 1 <= engagement.sessions <= 10_000:
        yield "sessions", f"{engagement.sessions} is no number of sessions"


def _party(party: Party) -> Found:
    if party.id in ISO_3166:
        yield "id", f"{party.id} is a state of ISO 3166, which needs no registration; call this party something else"


def _source(source: Source) -> Found:
    if source.url is not None and not _URL.fullmatch(source.url):
        yield "url", "is no web address (expected https://…)"
    if source.sha256 is not None and not _SHA256.fullmatch(source.sha256):
        yield "sha256", "is no SHA-256 in hex (64 digits, lower case)"


def _office(office: Office) -> Found:
    since, until = office.since, None if office.until == ".." else office.until
    found = [*_edtf("from", since), *_edtf("to", until)]
    yield from found
    if not found and since and until and "/" not in since + until:
        yield from _edtf("to", f"{since}/{until}")


def _instrument(instrument: Instrument) -> Found:
    yield from _edtf("covers", instrument.covers)


def _commitment(commitment: Commitment) -> Found:
    if (commitment.instrument is None) == (commitment.engagement is None):
        yield "instrument", "or engagement: give exactly one, the text or the meeting that binds"


def _report(report: ProgressReported) -> Found:
    if not report.by:
        yield "by", "names nobody: say who reports"
    yield from _edtf("on", report.on)


def _deadline(deadline: DeadlineSet) -> Found:
    start, complete = deadline.start_by, deadline.complete_by
    found = [*_edtf("start_by", start), *_edtf("complete_by", complete)]
    yield from found
    for field, by in (("start_by", start), ("complete_by", complete)):
        if by is not None and "/" in by:
            yield field, f"{by!r} is an interval; give the day, month, season or year by which it is due"
    if not found and start and complete and "/" not in start + complete:
        yield from _edtf("complete_by", f"{start}/{complete}")
    if not (deadline.start_by or deadline.complete_by or deadline.at_meeting):
        yield "", "sets no deadline: give start_by, complete_by or at_meeting"


def _legal_status(status: LegalStatus) -> Found:
    yield from _edtf("on", status.on)


def _halt(halt: Suspended) -> Found:
    yield from _edtf("on", halt.on)


def _cadence(cadence: Cadence) -> Found:
    for field, text, read in (
        ("every", cadence.every, interval),
        ("tolerance_before", cadence.tolerance_before, in_days),
        ("tolerance_after", cadence.tolerance_after, in_days),
        *((f"lead.{number}", lead, in_days) for number, lead in enumerate(cadence.lead, 1)),
    ):
        if text is not None:
            yield from _unread(field, text, read)
    if cadence.kind == "anchored" and cadence.anchor is None:
        yield "anchor", "is missing: an anchored cadence counts from a day"
    if cadence.anchor is not None and not is_day(cadence.anchor):
        yield "anchor", f"{cadence.anchor!r} is no calendar day (expected 2017-11-08)"
    if cadence.zone is not None and not is_zone(cadence.zone):
        yield "zone", f"{cadence.zone!r} is no IANA time zone (expected Asia/Qatar)"
    if cadence.basis == "assumption" and cadence.reason is None:
        yield "reason", "is missing: say in words what the assumption rests on"


def _unread(field: str, text: str, read: Callable[[str], object]) -> Found:
    try:
        read(text)
    except ValueError as error:
        yield field, str(error)


_CHECKS: tuple[tuple[type, Callable[[Any], Found]], ...] = (
    (Citation, _citation),
    (Text, _text),
    (When, _when),
    (Participant, _participant),
    (Place, _place),
    (Delegation, _delegation),
    (SeriesPlace, _series_place),
    (Item, _item),
    (Engagement, _engagement),
    (Source, _source),
    (Party, _party),
    (Office, _office),
    (Instrument, _instrument),
    (Commitment, _commitment),
    (ProgressReported, _report),
    (DeadlineSet, _deadline),
    (LegalStatus, _legal_status),
    (Cadence, _cadence),
    (Suspended, _halt),
)


def _edtf(field: str, text: str | None) -> Found:
    if text is not None:
        try:
            edtf.parse(text)
        except edtf.NotEdtf as error:
            yield field, str(error)


def _is_cited(value: Any) -> bool:
    if isinstance(value, Citation):
        return True
    if isinstance(value, tuple):
        return any(_is_cited(part) for part in value)
    if isinstance(value, msgspec.Struct):
        return any(_is_cited(getattr(value, name)) for name in value.__struct_fields__)
    return False
