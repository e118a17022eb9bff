"""A first mapping for a file, guessed from its headers and values; what cannot be guessed is asked for."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from ctcalendar.domain.values import Text
from ctcalendar.errors import BadInput
from ctcalendar.importing.days import Unread, read_day
from ctcalendar.importing.jsonlines import json_rows
from ctcalendar.importing.mapping import Dates, Encoding, FileMapping, SourceNamed
from ctcalendar.importing.parties import host
from ctcalendar.importing.places import split_places
from ctcalendar.importing.rows import open_file, text_lines
from ctcalendar.importing.separated import separated_rows
from ctcalendar.importing.slugs import slug

SAMPLE = 20_000
LOOKED_AT = 200
"""Of a cell, so many characters: what is longer is neither a day nor a name."""
_LIKELY: Mapping[str, str] = {
    "start": "start start_date startdate begin begins from date date_start day dtstart when",
    "end": "end end_date enddate ends to until date_end dtend",
    "name": "name person traveller traveler official visitor who leader participant head",
    "person": "who person_id name_id traveller_id official_id slug",
    "country": "country host host_country destination country_name state",
    "place": "locale place city location venue town where places",
    "title": "title summary subject event headline meeting",
    "remarks": "remarks remark notes note description comment comments details purpose",
    "external": "id uid identifier event_id record_id ref number no",
}
"""What a column is for -> names it may have, the likeliest first."""
_DATES: Sequence[Dates] = ("iso", "year/month/day", "day/month/year", "month/day/year", "words", "edtf")


class Table(NamedTuple):
    """A sample of a file: how it is written, its columns, and the values of each."""

    form: Literal["csv", "jsonl"]
    encoding: Encoding
    delimiter: str
    columns: Sequence[str]
    values: Mapping[str, Counter[str]]


def suggested(path: Path) -> str:
    """The text of a first mapping.

    Raises:
        BadInput: the file cannot be read.
    """
    if path.suffix.lower() == ".ics":
        return _calendar(path)
    with open_file(path) as file:
        table = _sampled(path, file)
    found = {use: _column(table, names.split()) for use, names in _LIKELY.items()}
    if found["person"] == found["name"]:
        found["person"] = None
    return "\n".join(_lines(path, table, found)) + "\n"


# -- looking at the file ----------------------------------------------------------------------------------------------


def _sampled(path: Path, file: BinaryIO) -> Table:
    form: Literal["csv", "jsonl"] = "jsonl" if path.suffix.lower() in (".jsonl", ".ndjson", ".json") else "csv"
    encoding = _encoding(file)
    between = "," if form == "jsonl" else _delimiter(str(path), file, encoding)
    source = SourceNamed(id="sample", title=Text(en="sample"))
    mapping = FileMapping(
        format=form, encoding=encoding, delimiter=between, source=source, kind="visit", title="", parties=()
    )
    rows = json_rows if form == "jsonl" else separated_rows
    values: dict[str, Counter[str]] = {}
    for row in islice(rows(str(path), file, mapping), SAMPLE):
        for column, whole in row.cells.items():
            cell = whole[:LOOKED_AT]
            seen = values.setdefault(column, Counter())
            if cell and (len(seen) < SAMPLE or cell in seen):
                seen[cell] += 1
    if not values:
        raise BadInput(f"{path}: has no row that can be read", hint="is it CSV, JSON Lines or a calendar (.ics)?")
    return Table(form, encoding, between, list(values), values)


def _encoding(file: BinaryIO) -> Encoding:
    beginning = file.read(1_000_000)
    file.seek(0)
    if beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end < len(beginning) - 4:  # else it is only cut in the middle of a character
            return "windows-1252"
    return "utf-8"


def _delimiter(name: str, file: BinaryIO, encoding: Encoding) -> str:
    header = re.sub(r'"[^"]*"', "", next(text_lines(name, file, encoding), ""))
    return "tab" if header.count("\t") > max(header.count(","), header.count(";")) else max(",;|", key=header.count)


def _column(table: Table, names: Sequence[str]) -> str | None:
    spelt = {re.sub(r"[^a-z0-9]+", "_", column.casefold()).strip("_"): column for column in table.columns if column}
    return next((spelt[name] for name in names if name in spelt), None)


def _dates(values: Iterable[str]) -> tuple[str, str]:
    """The form of days that fits all, or else most, of some values; asked for where two forms fit. And why."""
    sample = list(islice(values, 2_000))
    read = {form: sum(_is_read(value, form) for value in sample) for form in _DATES}
    best = max(_DATES, key=lambda form: read[form])
    if not read[best]:
        return "iso", "no form fits these; see the forms below"
    if read["day/month/year"] == read["month/day/year"] == read[best]:
        return "ask", f"{sample[0]} may be either: write day/month/year or month/day/year"
    return best, "" if read[best] == len(sample) else f"{len(sample) - read[best]} values are not written so"


def _is_read(value: str, form: Dates) -> bool:
    try:
        read_day(value, form)
    except Unread:
        return False
    return True


# -- writing it down ------------------------------------------------------------------------------------------------


def _lines(path: Path, table: Table, found: Mapping[str, str | None]) -> Iterator[str]:
    yield f"# A first mapping for {quoted(path.name)}. Check it, then: ctcalendar import FILE --mapping THIS"
    yield f"# Columns: {', '.join(quoted(column) for column in table.columns)}"
    yield 'mapping: "1"'
    yield f"format: {table.form}"
    unsure = "  # not UTF-8; windows-1256 if it is Arabic" if table.encoding == "windows-1252" else ""
    yield f"encoding: {table.encoding}{unsure}"
    if table.form == "csv":
        yield f"delimiter: {quoted(table.delimiter)}"
    yield from _source(path)
    yield "kind: visit  # signing, visit, dialogue, meeting or statement; or {column: C, values: {Trip: visit}}"
    yield "status: held  # scheduled, held, cancelled; by-day: held once its last day is over"
    yield f"title: {quoted(_title(found))}"
    yield from _days(table, found)
    yield from _places(table, found)
    yield from _people(found)
    if found["remarks"]:
        yield f"remarks: {quoted(found['remarks'])}  # kept as what the document says"
    if found["external"]:
        yield f"external: {quoted(found['external'])}  # the publisher's own id: never trusted alone"
    yield from _countries(table, found["country"])


def _source(path: Path) -> Iterator[str]:
    yield "source:"
    yield f"  id: {slug(path.stem)}"
    yield f"  title: {{en: {quoted(path.stem)}}}"
    yield '  # publisher: {en: "…"}'
    yield '  # url: "https://…"'
    yield '  # licence: "CC0 1.0"'
    yield "  languages: [en]"


def _title(found: Mapping[str, str | None]) -> str:
    if found["title"]:
        return f"{{{found['title']}}}"
    who, where = found["name"], found["country"] or found["place"]
    if who and where:
        return f"{{{who}}} visits {{{where}}}"
    return f"{{{who or where}}}" if who or where else "Visit"


def _days(table: Table, found: Mapping[str, str | None]) -> Iterator[str]:
    columns = [column for use in ("start", "end") if (column := found[use])]
    if not columns:
        yield '# start: "…"  # no column looks like a day'
        return
    for use in ("start", "end"):
        if found[use]:
            yield f"{use}: {quoted(found[use] or '')}"
    form, why = _dates(value for column in columns for value in table.values[column])
    yield f"dates: {form}  # {why or 'fits all'}; the forms are {', '.join(_DATES)}"
    if found["end"]:
        yield "end_missing: unknown  # an empty end: one-day, unknown or open (it still goes on)"


def _places(table: Table, found: Mapping[str, str | None]) -> Iterator[str]:
    name, country = found["place"], found["country"]
    if not name and not country:
        return
    parts = [f"name: {quoted(name)}"] if name else []
    parts += [f"country: {quoted(country)}"] if country else []
    separator = _separator(table.values[name]) if name else None
    parts += [f"split: {quoted(separator)}"] if separator else []
    yield f"places: {{{', '.join(parts)}}}"
    yield '# whole: ["…"] inside it lists names that hold the separator themselves'


def _separator(values: Mapping[str, int]) -> str | None:
    for separator in (";", "|", "/", ","):
        several = sum(len(split_places(value, separator)) > 1 for value in values)
        if several > len(values) / 50:
            return separator
    return None


def _people(found: Mapping[str, str | None]) -> Iterator[str]:
    if found["country"]:
        yield f"parties: [US, {{column: {quoted(found['country'])}}}]  # CHECK: who visits; ids, or columns"
    else:
        yield 'parties: []  # the sides, as in [QA, US] or [{column: C, split: ";"}]'
    if found["name"]:
        person = f", person: {quoted(found['person'])}" if found["person"] else ""
        yield "participants:"
        yield f"- {{name: {quoted(found['name'])}{person}, role: visitor, party: US}}  # CHECK: role and party"


def _countries(table: Table, column: str | None) -> Iterator[str]:
    """Names that are no names of states as they stand, each with what it was read as."""
    unknown = [name for name in table.values[column] if host(name) is None] if column else []
    if not unknown:
        return
    yield "countries:  # names of no state as they stand: NAME: CODE, or NAME: {party: ID, country: CODE}"
    for name in sorted(unknown):
        outside, _, inside = name.partition(" (")
        for part in (outside, inside.removesuffix(")")):
            if part and (read := host(part)) and read.party:
                yield f"  {quoted(name)}: {read.party}  # read as {quoted(part)}"
                break
        else:
            yield f"  {quoted(name)}: {{}}  # not known: kept as the name of a place"


def _calendar(path: Path) -> str:
    lines = [
        f"# A first mapping for {quoted(path.name)}. Check it, then: ctcalendar import FILE --mapping THIS",
        'mapping: "1"',
        "format: ics",
        *_source(path),
        "kind: meeting  # or another kind; or {column: CATEGORIES, values: {VISIT: visit}}",
        "status: by-day  # scheduled until its day is over, then held",
        'title: "{SUMMARY}"',
        "places: {name: LOCATION}",
        "parties: []  # who takes part in all of these, as in [QA, US]",
        "# remarks: DESCRIPTION",
        "# zone: Asia/Qatar  # on whose clocks times that are given in UTC are shown",
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever it holds."""
    return json.dumps(text, ensure_ascii=not text.isprintable())
