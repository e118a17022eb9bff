"""Trips of a spreadsheet as a dossier: one source, a person for each traveller, a visit for each row.

Nothing is made up: a country whose name says no ISO 3166 state of today (Yugoslavia, the West Bank) is kept as a place
by name, a remark is what the document says and no fact of ours, and a row that makes no sense is named and left out.
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale

from ctcalendar.domain.checks import problems
from ctcalendar.domain.items import Person, Source
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.domain.values import Assertion, Citation, Participant, Place, Text, When
from ctcalendar.dossier.shape import Engagement
from records import Part

SOURCE = "trips"
TRAVELLER = "US"
_SPELLINGS = {
    "Bosnia": "BA",
    "Bosnia-Herzegovina": "BA",
    "Brunei Darussalam": "BN",
    "Burma": "MM",
    "Burma (Myanmar)": "MM",
    "China, People’s Republic of": "CN",
    "Congo, Democratic Republic of": "CD",
    "Cote d'Ivoire": "CI",
    "Czech Republic": "CZ",
    "Holy See": "VA",
    "Korea, North": "KP",
    "Korea, Republic of": "KR",
    "Korea, South": "KR",
    "Kyrgyz Republic": "KG",
    "Micronesia, Federated States of": "FM",
    "St. Lucia": "LC",
    "Timor Leste": "TL",
    "Trinidad and Tobago": "TT",
    "Turkey": "TR",
    "Türkiye": "TR",
}


class LeftOut(NamedTuple):
    """A row that cannot be recorded: its line in the file, and why."""

    line: int
    why: str


class Trips(NamedTuple):
    """What a file comes to: parts of a dossier, and the rows left out."""

    parts: list[Part]
    left_out: list[LeftOut]
    rows: int
    without_code: int
    """Visits to a country whose name is no ISO 3166 state."""


class _Row(NamedTuple):
    cells: Mapping[str, str]
    first: int
    last: int
    """The lines on which it begins and ends, from 1."""


def read(path: Path) -> Trips:
    """The file's trips. Columns: name, start_date, end_date, country, locale, remarks; `who` is an id if there is one.

    Raises:
        KeyError: a column is missing.
    """
    data = path.read_bytes()
    people: dict[str, Part] = {}
    visits: list[Part] = []
    left_out: list[LeftOut] = []
    taken: Counter[str] = Counter()
    rows = list(_rows(data.decode("utf-8-sig")))
    for row in rows:
        person, visit = _person(row), _visit(row, taken)
        if wrong := [f"{found.path}: {found.message}" for item in (person, visit) for found in problems(item)]:
            left_out.append(LeftOut(row.first, "; ".join(wrong)))
        else:
            people.setdefault(person.id, Part("people", person))
            visits.append(Part("engagements", visit))
    source = Source(
        id=SOURCE, kind="dataset", title=Text(en=path.name), languages=("en",), sha256=hashlib.sha256(data).hexdigest()
    )
    without = sum(not visit.item.places[0].country for visit in visits)
    return Trips([Part("sources", source), *people.values(), *visits], left_out, len(rows), without)


def _rows(text: str) -> Iterator[_Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    after = 1
    for cells in reader:
        yield _Row(cells, after + 1, reader.line_num)
        after = reader.line_num


def _person(row: _Row) -> Person:
    name = row.cells["name"]
    return Person(id=_traveller(row), names=Text(en=name), citations=(_cite(row, name, "names.en"),))


def _visit(row: _Row, taken: Counter[str]) -> Engagement:
    cells, who = row.cells, _traveller(row)
    country, place = code(cells["country"]), ", ".join(filter(None, (cells["locale"], cells["country"])))
    identity = f"{who[:50]}-{_slug(cells['country'])[:30]}-{cells['start_date']}"
    taken[identity] += 1
    if taken[identity] > 1:
        identity = f"{identity}-{taken[identity]}"
    return Engagement(
        id=identity,
        status="held",
        kind="visit",
        title=Text(en=f"{cells['name']} visits {cells['country']}"),
        when=When(edtf=_edtf(cells["start_date"], cells["end_date"])),
        places=(Place(name=Text(en=cells["locale"] if country and cells["locale"] else place), country=country),),
        parties=(TRAVELLER, country) if country and country != TRAVELLER else (TRAVELLER,),
        participants=(Participant(person=who, name=Text(en=cells["name"]), party=TRAVELLER, role="visitor"),),
        says=tuple(_remark(row)),
        citations=(_cite(row, f"{cells['start_date']},{cells['end_date']}", "when"), _cite(row, None, "places")),
    )


def _remark(row: _Row) -> Iterator[Assertion]:
    if remark := row.cells["remarks"].strip():
        yield Assertion(id="remark", by="document", text=Text(en=remark), citations=(_cite(row, None),))


def _cite(row: _Row, quote: str | None, *supports: str) -> Citation:
    # RFC 5147 counts the gaps between lines: line=0,1 is the first line.
    locator = f"line={row.first - 1},{row.last}"
    return Citation(source=SOURCE, language="en" if quote else None, quote=quote, locator=locator, supports=supports)


def _edtf(start: str, end: str) -> str:
    """A day, or the days it lasted; what is no day comes out as it is, to be refused by name."""
    try:
        return start if date.fromisoformat(start) == date.fromisoformat(end) else f"{start}/{end}"
    except ValueError:
        return f"{start}/{end}"


def _traveller(row: _Row) -> str:
    return _slug(row.cells.get("who") or row.cells["name"])


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


def code(country: str) -> str | None:
    """The ISO 3166 code of a country's English name; None where no state of today has that name."""
    return _SPELLINGS.get(country) or _codes().get(country)


@cache
def _codes() -> dict[str, str]:
    names = Locale("en").territories
    return {names[code]: code for code in ISO_3166 if code in names}
