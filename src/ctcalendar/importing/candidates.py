"""A row as the engagement it tells of: what a dossier would say, but for its id and the evidence."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ctcalendar.domain import edtf
from ctcalendar.domain.items import Engagement
from ctcalendar.domain.values import Assertion, Participant, Place, Text, When, in_its_language
from ctcalendar.importing.days import Unread, read_day
from ctcalendar.importing.mapping import Both, Choice, FileMapping, PartyColumn, pieces
from ctcalendar.importing.parties import Host, host, of_id
from ctcalendar.importing.places import split_places
from ctcalendar.importing.rows import Row
from ctcalendar.importing.slugs import publishers_id, slug

NAMELESS = "new"
"""The id of an engagement that has none yet."""
REMARKS = "remarks"


class Candidate(NamedTuple):
    """What a row comes to: the engagement without id, evidence and level, its status, and what the row proves."""

    item: Engagement
    status: str
    people: Mapping[str, str]
    """Persons by id -> the name as printed."""
    supports: tuple[str, ...]
    external: str


Cells = Mapping[str, str]
Words = Callable[[Cells], Text | None]


class Reader:
    """Reads rows as a mapping says. `today` (a calendar day) is what `by-day` compares with."""

    def __init__(self, mapping: FileMapping, *, today: str) -> None:
        self._mapping, self._today = mapping, today
        self._title, self._occasion = _words(mapping.title), _words(mapping.occasion)
        self._hosts: dict[str, Host] = {}
        self._named = {
            name: of_id(given) if isinstance(given, str) else Host(given.party, given.country)
            for name, given in mapping.countries.items()
        }

    def candidate(self, row: Row) -> Candidate:
        """What a row tells of.

        Raises:
            Unread: it cannot be read; says why.
        """
        if row.problem:
            raise Unread(row.problem)
        cells, mapping = row.cells, self._mapping
        when = row.when if mapping.format == "ics" else self._when(cells)
        places = self._places(cells)
        people, participants = self._participants(cells)
        says = self._says(cells)
        title = self._title(cells)
        if title is None:
            raise Unread("has no title: its columns are empty")
        item = Engagement(
            id=NAMELESS,
            kind=_choice(cells, mapping.kind, "kind"),  # type: ignore[arg-type]
            title=title,
            when=when,
            places=places,
            parties=self._sides(cells),
            participants=participants,
            occasion=self._occasion(cells),
            topics=tuple(filter(None, (_choice(cells, topic, "topics", needed=False) for topic in mapping.topics))),
            says=says,
        )
        told = {"when": when, "places": places, "participants": participants, f"says.{REMARKS}": says}
        supports = ("parties", *(field for field, value in told.items() if value))
        external = publishers_id(row.identity or cells.get(mapping.external or "", ""))
        return Candidate(item, self._status(cells, when), people, supports, external)

    def _status(self, cells: Cells, when: When | None) -> str:
        status = _choice(cells, self._mapping.status, "status")
        if self._mapping.format == "ics" and cells.get("STATUS", "").upper() == "CANCELLED":
            return "cancelled"
        if status != "by-day":
            return status
        last = _last_day(when)
        return "held" if last is not None and last < self._today else "scheduled"

    # -- days -------------------------------------------------------------------------------------------------------

    def _when(self, cells: Cells) -> When | None:
        mapping = self._mapping
        start, end = cells.get(mapping.start or "", ""), cells.get(mapping.end or "", "")
        if not start and not end:
            return None
        first = read_day(start, mapping.dates) if start else None
        last = read_day(end, mapping.dates) if end else None
        text = self._lasted(first.edtf if first else "", last.edtf if last else "")
        try:
            span = edtf.parse(text)
        except edtf.NotEdtf as error:
            raise Unread(f"{mapping.start or mapping.end}: {error}") from None
        time = cells.get(mapping.time or "", "") or (first.time if first else None) or None
        if time is None or span.interval:
            return When(edtf=text)
        return When(edtf=text, time=time, zone=(first.zone if first else None) or mapping.zone)

    def _lasted(self, first: str, last: str) -> str:
        if first == last or (not last and "/" in first):
            return first
        if last:
            return f"{first}/{last}"
        if self._mapping.end is None or self._mapping.end_missing == "one-day":
            return first
        return f"{first}/" if self._mapping.end_missing == "unknown" else f"{first}/.."

    # -- places and parties -----------------------------------------------------------------------------------------

    def _places(self, cells: Cells) -> tuple[Place, ...]:
        columns = self._mapping.places
        if columns is None:
            return ()
        named = cells.get(columns.country or "", "")
        country = self._host(named, columns.country or "").country if named else None
        if isinstance(columns.name, Both):
            name = _both(cells.get(columns.name.en or "", ""), cells.get(columns.name.ar or "", ""))
            found = [Place(name=name, country=country)] if name else []
        else:
            names = split_places(cells.get(columns.name or "", ""), columns.split, columns.whole)
            found = [Place(name=in_its_language(name), country=country) for name in names]
        if found or not named:
            return tuple(found)
        return (Place(country=country),) if country else (Place(name=in_its_language(named)),)

    def _sides(self, cells: Cells) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for party in self._mapping.parties:
            if isinstance(party, str):
                found[party] = None
            else:
                found.update(dict.fromkeys(self._in_column(cells, party)))
        if not found:
            raise Unread("names no party: say in the mapping who takes part")
        return tuple(found)

    def _in_column(self, cells: Cells, column: PartyColumn) -> list[str]:
        cell = cells.get(column.column, "")
        names = [name.strip() for name in cell.split(column.split)] if column.split else [cell]
        return [party for name in names if name and (party := self._host(name, column.column).party)]

    def _host(self, name: str, column: str) -> Host:
        found = self._hosts.get(name) or self._named.get(name) or host(name)
        if found is None:
            raise Unread(f"{column}: {name!r} is the name of no state; say in the mapping's `countries` what it is")
        if len(self._hosts) < 10_000:
            self._hosts[name] = found
        return found

    # -- people and words -------------------------------------------------------------------------------------------

    def _participants(self, cells: Cells) -> tuple[dict[str, str], tuple[Participant, ...]]:
        people: dict[str, str] = {}
        found: list[Participant] = []
        for columns in self._mapping.participants:
            cell, title = cells.get(columns.name or "", ""), cells.get(columns.title or "", "")
            names = [name for part in cell.split(columns.split) if (name := part.strip())] if columns.split else [cell]
            given = cells.get(columns.person or "", "")
            for name in names:
                if not (name or given or title):
                    continue
                person = self._person(given, name) if given or name else None
                if person:
                    people[person] = name or given
                found.append(
                    Participant(
                        person=person,
                        name=in_its_language(name) if name else None,
                        title=in_its_language(title) if title else None,
                        party=self._party_of(cells, columns.party),
                        role=columns.role,
                    )
                )
        return people, tuple(found)

    def _person(self, given: str, name: str) -> str:
        known = self._mapping.people
        return known.get(given) or known.get(name) or slug(given or name)

    def _party_of(self, cells: Cells, party: str | PartyColumn) -> str:
        if isinstance(party, str):
            return party
        found = self._in_column(cells, party)
        if len(found) != 1:
            raise Unread(f"{party.column}: names {len(found)} parties where one is wanted")
        return found[0]

    def _says(self, cells: Cells) -> tuple[Assertion, ...]:
        text = cells.get(self._mapping.remarks or "", "")
        return (Assertion(id=REMARKS, by="document", text=in_its_language(text)),) if text else ()


def _choice(cells: Cells, given: str | Choice, field: str, *, needed: bool = True) -> str:
    if isinstance(given, str):
        return given
    cell = cells.get(given.column, "")
    found = given.values.get(cell) or given.default
    if found is None and needed:
        raise Unread(f"{given.column}: {cell!r} is not among the values of `{field}` in the mapping")
    return found or ""


def _words(template: str | Both | None) -> Words:
    """What fills in a template: each column's cell in its place; no text where all its columns are empty."""
    if template is None:
        return lambda _: None
    if isinstance(template, Both):
        english, arabic = _filled(template.en), _filled(template.ar)
        return lambda cells: _both(english(cells), arabic(cells))
    filled = _filled(template)
    return lambda cells: in_its_language(text) if (text := filled(cells)) else None


def _filled(template: str | None) -> Callable[[Cells], str]:
    parts = pieces(template or "")
    columns = [column for _, column in parts if column]

    def fill(cells: Cells) -> str:
        if columns and not any(cells.get(column) for column in columns):
            return ""
        return " ".join("".join(text + cells.get(column, "") for text, column in parts).split())

    return fill


def _both(english: str, arabic: str) -> Text | None:
    return Text(en=english or None, ar=arabic or None) if english or arabic else None


def _last_day(when: When | None) -> str | None:
    latest = edtf.parse(when.edtf).latest if when and when.edtf else None
    return latest.isoformat() if latest else None
