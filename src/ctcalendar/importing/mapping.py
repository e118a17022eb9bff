"""The mapping file: which columns of somebody's table say what of an engagement. `import --suggest` writes one."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

import msgspec

from ctcalendar.domain.checks import Problem
from ctcalendar.domain.days import is_zone
from ctcalendar.domain.items import EngagementKind
from ctcalendar.domain.values import Classification, Id, Language, Text, Value, When

Encoding = Literal[
    "utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "windows-1256", "iso-8859-1", "iso-8859-6"
]
Dates = Literal["iso", "edtf", "day/month/year", "month/day/year", "year/month/day", "words"]
Status = Literal["scheduled", "held", "cancelled", "by-day"]
Role = Literal["head", "co-chair", "signatory", "visitor", "host", "member", "speaker", "guest"]


class Choice(Value, frozen=True, kw_only=True):
    """A value that a column decides: what stands in the cell is looked up in `values`, else `default` holds."""

    column: str
    values: dict[str, str] = msgspec.field(default_factory=dict)
    default: str | None = None


class PartyColumn(Value, frozen=True, kw_only=True):
    """Parties that a column names: by ISO 3166 code, by id, by name, or by the mapping's own table `countries`."""

    column: str
    split: str | None = None
    """What stands between several, as in `;`."""


class Both(Value, frozen=True, kw_only=True):
    """A text in two languages: each names columns in braces, as in `{title_en}`."""

    en: str | None = None
    ar: str | None = None


class PlaceColumns(Value, frozen=True, kw_only=True):
    """The stops of an engagement, in order."""

    name: str | Both | None = None
    """The column with the names of places, or `{en: COLUMN, ar: COLUMN}`."""
    country: str | None = None
    """The column with the country; a row without it has places without a country."""
    split: str | None = None
    """What stands between several places in one cell. Nothing is split inside parentheses."""
    whole: tuple[str, ...] = ()
    """Names that hold the separator themselves, as in `Mexico, D.F.`."""


class ParticipantColumns(Value, frozen=True, kw_only=True):
    """Somebody who took part. Who has a name is registered as a person, once."""

    name: str | None = None
    """The column with the name as printed."""
    person: str | None = None
    """The column with an id of the person; without it the id is made of the name."""
    title: str | None = None
    """The column with the office as printed."""
    role: Role
    party: str | PartyColumn
    """The side: an id (`US`), or a column."""
    split: str | None = None
    """What stands between several names in one cell."""


class SourceNamed(Value, frozen=True, kw_only=True):
    """The data set itself, as a source. A changed file is registered as another edition of it."""

    id: Id
    title: Text
    publisher: Text | None = None
    url: str | None = None
    licence: str | None = None
    published: When | None = None
    languages: tuple[Language, ...] = ()


class CountryNamed(Value, frozen=True, kw_only=True):
    """What a name of a country means here, where party and place differ: null is none."""

    party: Id | None = None
    country: Id | None = None


class FileMapping(Value, frozen=True, kw_only=True):
    """How a file of rows is read as engagements."""

    mapping: Literal["1"] = "1"
    format: Literal["csv", "jsonl", "ics"] = "csv"
    encoding: Encoding = "utf-8"
    delimiter: str = ","
    """One character between cells; `tab` is one."""
    source: SourceNamed
    kind: str | Choice
    """signing, visit, dialogue, meeting or statement."""
    status: str | Choice = "held"
    """scheduled, held, cancelled; or by-day: held once its last day is over."""
    title: str | Both
    """A text with columns in braces: `{name} visits {country}`."""
    start: str | None = None
    """The column with the first day."""
    end: str | None = None
    """The column with the last day, itself included."""
    dates: Dates = "iso"
    """How days are written. 03/04/2017 is never guessed: say day/month/year or month/day/year."""
    end_missing: Literal["one-day", "unknown", "open"] = "unknown"
    """What an empty cell in `end` means: it lasted one day, its end is not known, it still goes on."""
    time: str | None = None
    """The column with the time of day it began, as 19:22."""
    zone: str | None = None
    """The IANA zone of those times. In a calendar: of times that it gives in UTC."""
    places: PlaceColumns | None = None
    parties: tuple[str | PartyColumn, ...]
    """The sides: ids, and columns."""
    participants: tuple[ParticipantColumns, ...] = ()
    occasion: str | Both | None = None
    remarks: str | None = None
    """A column of free text: kept as what the document says, never as a fact."""
    topics: tuple[str | Choice, ...] = ()
    external: str | None = None
    """The column with the publisher's own id. It helps to find a changed row again, and is never trusted alone."""
    classification: Classification = "PUBLIC"
    countries: dict[str, Id | CountryNamed] = msgspec.field(default_factory=dict)
    """Names of countries that are no names of states as ISO 3166 has them."""
    people: dict[str, Id] = msgspec.field(default_factory=dict)
    """Names, or ids from the column `person`, of people who are on record under another id."""
    zones: dict[str, str] = msgspec.field(default_factory=dict)
    """In a calendar: the IANA zones that its own names of zones mean."""


def columns_named(mapping: FileMapping) -> Iterator[tuple[str, str]]:
    """Every column a mapping names, and where: the path in the mapping, and the column."""
    for field in ("start", "end", "time", "remarks", "external"):
        if column := getattr(mapping, field):
            yield field, column
    for field in ("title", "occasion"):
        yield from ((field, column) for column in _in_text(getattr(mapping, field)))
    decided: list[tuple[str, Any]] = [("kind", mapping.kind), ("status", mapping.status)]
    decided += [(f"topics.{number}", one) for number, one in enumerate(mapping.topics, 1)]
    decided += [(f"parties.{number}", one) for number, one in enumerate(mapping.parties, 1)]
    yield from ((f"{field}.column", one.column) for field, one in decided if not isinstance(one, str))
    yield from _of_places(mapping.places or PlaceColumns())
    yield from _of_people(mapping)


def _of_people(mapping: FileMapping) -> Iterator[tuple[str, str]]:
    for number, person in enumerate(mapping.participants, 1):
        for field in ("name", "person", "title"):
            if column := getattr(person, field):
                yield f"participants.{number}.{field}", column
        if isinstance(person.party, PartyColumn):
            yield f"participants.{number}.party.column", person.party.column


def _of_places(places: PlaceColumns) -> Iterator[tuple[str, str]]:
    names = (places.name.en, places.name.ar) if isinstance(places.name, Both) else (places.name,)
    yield from (("places.name", name) for name in names if name)
    if places.country:
        yield "places.country", places.country


def _in_text(text: str | Both | None) -> list[str]:
    templates = (text.en, text.ar) if isinstance(text, Both) else (text,)
    return [column for template in templates if template for _, column in pieces(template) if column]


def pieces(template: str) -> list[tuple[str, str]]:
    """A template as pairs of plain text and the column that follows it, or none; `{{` is a brace.

    Raises:
        ValueError: a brace is not closed.
    """
    # string.Formatter would follow `{a.b}` and `{a[0]}` into objects: here a column's name is only a name.
    found, text = [], ""
    rest = template
    while rest:
        before, brace, rest = rest.partition("{")
        text += before
        if brace and rest.startswith("{"):
            text, rest = f"{text}{{", rest[1:]
        elif brace:
            column, closed, rest = rest.partition("}")
            if not closed or not column or "{" in column:
                raise ValueError(f"{template!r} has a brace that is not closed around the name of a column")
            found.append((text.replace("}}", "}"), column))
            text = ""
    return [*found, (text.replace("}}", "}"), "")] if text else found


def mapping_problems(mapping: FileMapping) -> Iterator[Problem]:
    """What makes no sense in a mapping, whatever the file."""
    if mapping.format == "csv" and len(delimiter(mapping)) != 1:
        yield Problem("delimiter", f"{mapping.delimiter!r} is no single character (or `tab`)")
    yield from _constants("kind", mapping.kind, get_args(EngagementKind))
    yield from _constants("status", mapping.status, get_args(Status))
    for field in ("title", "occasion"):
        try:
            _in_text(getattr(mapping, field))
        except ValueError as error:
            yield Problem(field, str(error))
    if not mapping.parties:
        yield Problem("parties", "are missing: name the sides, as in [US, {column: country}]")
    if mapping.zone is not None and not is_zone(mapping.zone):
        yield Problem("zone", f"{mapping.zone!r} is no IANA time zone (expected Asia/Qatar)")
    for name, zone in mapping.zones.items():
        if not is_zone(zone):
            yield Problem(f"zones.{name}", f"{zone!r} is no IANA time zone (expected Asia/Qatar)")
    for number, person in enumerate(mapping.participants, 1):
        if not (person.name or person.person or person.title):
            yield Problem(f"participants.{number}", "names nobody: give name, person or title")


def _constants(field: str, given: str | Choice, allowed: tuple[str, ...]) -> Iterator[Problem]:
    values = (
        [given] if isinstance(given, str) else [*given.values.values(), *([given.default] if given.default else [])]
    )
    for value in values:
        if value not in allowed:
            yield Problem(field, f"{value!r} is none of {', '.join(allowed)}")


def delimiter(mapping: FileMapping) -> str:
    """The character between cells."""
    return "\t" if mapping.delimiter == "tab" else mapping.delimiter


def filled_in(values: Mapping[str, Any]) -> FileMapping:
    """The mapping that plain values spell. Raises msgspec.ValidationError."""
    return msgspec.convert(values, FileMapping, strict=False)
