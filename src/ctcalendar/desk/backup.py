"""The desk as lines that follow a log in a whole backup, and back.

Each line carries a hash over the one before and its own content; the first continues from the hash of the log's head.
So whatever is changed, cut or moved breaks the chain at a line that can be named. The first line also holds the digest
of the file's header, the last one the number of rows.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

import msgspec
from sqlalchemy import Column, Table

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader
from ctcalendar.desk.tables import DESK
from ctcalendar.domain import codec
from ctcalendar.errors import DamagedRecord, DatabaseTooNew, Incoherent

if TYPE_CHECKING:
    from sqlalchemy import Connection

Value = str | int | None

_ANOTHER_COPY = "use another copy of the backup; nothing was restored"


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    hash: str = ""


class _First(_Line, frozen=True, kw_only=True):
    header_sha256: str


class _Row(_Line, frozen=True, kw_only=True):
    table: str
    row: dict[str, Value]


class _Last(_Line, frozen=True, kw_only=True):
    rows: int


T = TypeVar("T", bound=_Line)


class _Chain:
    """The hashes of lines, each over the one before."""

    def __init__(self, head: str) -> None:
        self._hash = head

    def linked(self, line: T) -> T:
        """The line with its hash, as the next one."""
        content = codec.encode(msgspec.structs.replace(line, hash=""))
        self._hash = hashlib.sha256(bytes.fromhex(self._hash) + content).hexdigest()
        return msgspec.structs.replace(line, hash=self._hash)


def written(reader: Reader, header: bytes, head: str) -> Iterator[bytes]:
    """The lines of the desk after a log: of the file's first line, and of the hash of the log's head."""
    chain, rows = _Chain(head), 0
    yield _encoded(chain.linked(_First(header_sha256=hashlib.sha256(header).hexdigest())))
    for table in DESK:
        names = [str(column.name) for column in table.columns]
        keys = ", ".join(table.primary_key.columns.keys())
        for row in reader.stream(f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {keys}"):
            yield _encoded(chain.linked(_Row(table=str(table.name), row=dict(zip(names, row, strict=True)))))
            rows += 1
    yield _encoded(chain.linked(_Last(rows=rows)))


def restored(
    connection: "Connection", name: str, lines: Iterator[bytes], header: bytes, head: str, *, first: int
) -> int:
    """Put the rows of a desk where they are missing; how many that were. `first` is the number of the first line.

    Raises:
        DamagedRecord: a line was altered, is missing or out of order, or the end is missing.
        Incoherent: another row stands under the same key.
        DatabaseTooNew: there are tables or columns that this program does not have.
    """
    driver, tables = Driver(connection), {table.name: table for table in DESK}
    new = 0
    for place, line in _checked(name, lines, header, head, first):
        if line.table not in tables:
            raise DatabaseTooNew(f"{place} holds a row of {line.table}")
        new += _put(driver, tables[line.table], line.row, place)
    return new


def _encoded(line: msgspec.Struct) -> bytes:
    return codec.encode(line) + b"\n"


def _checked(name: str, lines: Iterator[bytes], header: bytes, head: str, first: int) -> Iterator[tuple[str, _Row]]:
    """The rows of a desk with their places, each line checked against the chain."""
    chain, number = _Chain(head), first - 1
    for number, line in enumerate(lines, first):
        place = f"{name} line {number}"
        found = _decoded(place, line, *((_First,) if number == first else (_Row, _Last)))
        if chain.linked(found).hash != found.hash:
            raise DamagedRecord(place, "its hash does not match its content and the line before it", hint=_ANOTHER_COPY)
        if isinstance(found, _First) and found.header_sha256 != hashlib.sha256(header).hexdigest():
            raise DamagedRecord(f"{name} line 1", "was altered", hint=_ANOTHER_COPY)
        if isinstance(found, _Last):
            _refuse_other_end(name, lines, number, found.rows, number - first - 1)
            return
        if isinstance(found, _Row):
            yield place, found
    raise DamagedRecord(
        f"{name} line {number + 1}", "is missing: the last line should say how many rows there are", hint=_ANOTHER_COPY
    )


def _refuse_other_end(name: str, lines: Iterator[bytes], number: int, said: int, rows: int) -> None:
    if said != rows:
        raise DamagedRecord(f"{name} line {number}", f"says {said} rows, there are {rows}", hint=_ANOTHER_COPY)
    if next(lines, None) is not None:
        raise DamagedRecord(f"{name} line {number + 1}", "comes after the last line", hint=_ANOTHER_COPY)


def _decoded(place: str, line: bytes, *kinds: type[_Line]) -> _Line:
    for kind in kinds:
        try:
            return msgspec.json.decode(line, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    raise DamagedRecord(place, "is no line of a ctcalendar backup", hint=_ANOTHER_COPY)


def _put(driver: Driver, table: Table, row: Mapping[str, Value], place: str) -> bool:
    """Put a row into its table if its key is free; whether it was."""
    _refuse_unfit(table, row, place)
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    # Whatever is unique and taken, not the key alone: then nothing is inserted, and the key tells what it is.
    inserted = driver.run(
        f"INSERT INTO {table.name} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING", tuple(row.values())
    )
    if not inserted:
        _refuse_other(driver, table, row, place)
    return bool(inserted)


def _refuse_unfit(table: Table, row: Mapping[str, Value], place: str) -> None:
    """Refuse columns that this program does not have, values they cannot hold, and the lack of those they need."""
    if unknown := sorted(set(row) - set(table.columns.keys())):
        raise DatabaseTooNew(f"{place} holds columns that {table.name} has not here: {', '.join(unknown)}")
    for column in table.columns:
        if column.name not in row and not column.nullable and column.server_default is None:
            raise DamagedRecord(place, f"lacks {column.name} of {table.name}", hint=_ANOTHER_COPY)
        if column.name in row and not _fits(column, row[column.name]):
            raise DamagedRecord(place, f"holds what {column.name} of {table.name} cannot", hint=_ANOTHER_COPY)
    for digest, of in table.info.get("digests", {}).items():
        if hashlib.sha256(str(row[of]).encode()).hexdigest() != row[digest]:
            raise DamagedRecord(place, f"holds a {of} of {table.name} that is not of its {digest}", hint=_ANOTHER_COPY)


def _fits(column: "Column[object]", value: Value) -> bool:
    if value is None:
        return bool(column.nullable)
    if isinstance(value, str):
        return column.type.python_type is str and "\0" not in value
    return column.type.python_type is int and -(2**63) <= value < 2**63


def _refuse_other(driver: Driver, table: Table, row: Mapping[str, Value], place: str) -> None:
    keys = {column.name: row[column.name] for column in table.primary_key}
    condition = " AND ".join(f"{name} = ?" for name in keys)
    found = driver.rows(f"SELECT {', '.join(row)} FROM {table.name} WHERE {condition}", tuple(keys.values()))
    here = dict(zip(row, found[0], strict=True)) if found else {}
    if here == row:
        return
    differing = ", ".join(name for name in row if here.get(name) != row[name]) if found else "all but what is unique"
    key = " ".join(str(value) for value in keys.values())
    raise Incoherent(
        f"{place}: {table.name} {key} is in this database with other content; it differs in {differing}",
        hint="restore it into a database of its own; nothing was restored",
    )
