"""CSV: a folder of tables, with a data package that describes every column.

Source: RFC 4180; Data Package and Table Schema, https://datapackage.org/standard/.
"""

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec

from ctcalendar.domain.invisible import INVISIBLE_BUT_USED
from ctcalendar.exchange.catalogue import PARTIES, TABLES
from ctcalendar.exchange.columns import Cell, Plain
from ctcalendar.exchange.tables import NOTHING, Shown, Table, Writing

README, PACKAGE = "README.md", "datapackage.json"
FORMULA = tuple("=+-@\t\r＝＋－＠")
"""What makes a spreadsheet run a cell, also as East Asian keyboards write it."""

_TYPES = {"text": "string", "integer": "integer", "day": "date", "instant": "string"}


def write_sheets(
    folder: Path, items: Iterable[Plain], *, about: Mapping[str, str], whole: bool, shown: Shown = NOTHING
) -> dict[str, int]:
    """Write NAME.csv for every table, README.md and datapackage.json into a folder; how many rows each table has.

    `whole`: all items are there, so that every id stands in the table that it is said to. `shown` as for Writing.
    """
    counts = dict.fromkeys((table.name for table in TABLES), 0)
    with ExitStack() as opened:
        writers = {}
        for table in TABLES:
            file = opened.enter_context((folder / f"{table.name}.csv").open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(file, lineterminator="\n")
            writers[table.name].writerow([column.name for column in table.columns])
        for name, row in Writing(TABLES, PARTIES, shown).rows(items):
            writers[name].writerow([safe(cell) for cell in row])
            counts[name] += 1
    (folder / README).write_text(_readme(about, counts), encoding="utf-8")
    (folder / PACKAGE).write_bytes(_package(about, whole=whole))
    return counts


def names() -> list[str]:
    """The files of such a folder; last the one that describes the others."""
    return [*(f"{table.name}.csv" for table in TABLES), README, PACKAGE]


def safe(cell: Cell) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for anything but text.

    A spreadsheet runs a cell that begins like a formula; a leading apostrophe makes it text.
    """
    if cell is None or isinstance(cell, int):
        return "" if cell is None else str(cell)
    text = cell if cell.isprintable() else "".join(map(_harmless, cell))
    return f"'{text}" if cell.startswith(FORMULA) else text


def _harmless(character: str) -> str:
    kept = character == "\n" or character in INVISIBLE_BUT_USED or unicodedata.category(character)[0] not in "CZ"
    return character if kept or unicodedata.category(character) == "Zs" else "\ufffd"


def _package(about: Mapping[str, str], *, whole: bool) -> bytes:
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "ctcalendar",
        "title": "A diplomatic record",
        "description": _beginning(about),
        "resources": [_resource(table, whole) for table in TABLES],
    }
    return msgspec.json.format(msgspec.json.encode(described), indent=2) + b"\n"


def _resource(table: Table, whole: bool) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": _TYPES[column.holds], "description": column.says} for column in table.columns
    ]
    keys = [
        {"fields": [column.name], "reference": {"resource": column.to, "fields": ["id"]}}
        for column in table.columns
        if column.to and whole
    ]
    return {
        "name": table.name,
        "title": table.title,
        "description": table.says,
        "path": f"{table.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "primaryKey": list(table.key), **({"foreignKeys": keys} if keys else {})},
    }


def _beginning(about: Mapping[str, str]) -> str:
    told = "; ".join(f"{name} {value}" for name, value in about.items())
    return f"Signings, visits and dialogues, each fact with the sentence behind it. As exported: {told}."


def _readme(about: Mapping[str, str], counts: Mapping[str, int]) -> str:
    tables = "\n".join(_described(table, counts[table.name]) for table in TABLES)
    return f"""# A diplomatic record, as CSV

{_beginning(about)}

UTF-8, commas, one line of column names; an empty cell is not known. Ids join the tables: a column that holds the id of
a row elsewhere says `-> table`. A cell that a spreadsheet would run as a formula begins with an apostrophe. What is
disputed stands marked in the registers and with all its values in `disputes.csv`; what was corrected stands in
`claims.csv` with the rank `deprecated`. `{PACKAGE}` says the same for programs (https://datapackage.org).

{tables}"""


def _described(table: Table, rows: int) -> str:
    lines = [f"- `{column.name}`{f' -> {column.to}' if column.to else ''}: {column.says}" for column in table.columns]
    return f"## {table.name}.csv\n\n{table.says} Rows: {rows}.\n\n" + "\n".join(lines) + "\n"
