"""The log as a file of JSON Lines, and back: every column of every row, so that the restored log is byte-identical.

The first line names the format and the calendar's UID domain, the last the position and hash of the head; in between
stands one fact a line, in order. Whatever is changed, cut or moved breaks the chain at a line that can be named.
In a whole backup more follows: the rows of the desk (desk/backup.py).
"""

from collections.abc import Iterator
from itertools import count, islice
from typing import TYPE_CHECKING, Annotated, BinaryIO, Literal

import msgspec

from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader
from ctcalendar.domain import codec
from ctcalendar.domain.items import Item, Stream
from ctcalendar.domain.registry import EVENTS
from ctcalendar.errors import DamagedRecord, Incoherent
from ctcalendar.log.append import Head, lock_head, write_rows
from ctcalendar.log.read import head, raw, refuse_unreadable
from ctcalendar.log.rows import GENESIS, LogRow
from ctcalendar.log.verify import Walk

if TYPE_CHECKING:
    from sqlalchemy import Connection

FORMAT = 1
WHOLE = 2
"""The format of a whole backup. It is another one, so that a file that was cut after the log is not taken for whole."""
MAX_LINE_BYTES = 32_000_000
ANOTHER_COPY = "use another copy of the backup; nothing was restored"
_YEAR_9999_US = 253_370_764_800_000_000
_BATCH = 2_000


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of a backup."""

    backup: Literal["ctcalendar"]
    format: int
    domain: str

    @property
    def is_whole(self) -> bool:
        """Whether the rows of the desk follow the log."""
        return self.format == WHOLE


class _AnyFormat(msgspec.Struct, frozen=True):
    """What the first line says in every format, also one that has more in it."""

    backup: Literal["ctcalendar"]
    format: int


class Footer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last line of a log in a backup: where it ended."""

    position: int
    hash: str


# What the columns hold: a larger number would be the database's error, not the backup's.
_Position = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    position: _Position
    stream: str
    revision: _Number
    type: str
    version: _Number
    data: str
    recorded_at: _Position
    recorded_by: str
    command_id: str
    command_index: _Number
    command_sha256: str
    hash: str


_ROW = msgspec.json.Decoder(_Line)


def written(reader: Reader, domain: str, *, whole: bool = False) -> Iterator[bytes]:
    """The lines of a backup of the whole log, each ending in a line feed; with `whole` as the first part of more."""
    yield codec.encode(Header("ctcalendar", WHOLE if whole else FORMAT, domain)) + b"\n"
    walk = Walk()
    for row in raw(reader):
        if problem := walk.step(row):
            raise DamagedRecord(f"position {walk.position + 1}", problem, hint="no backup was made of a damaged log")
        yield codec.encode(_Line(*row)) + b"\n"
    position, digest, _ = head(reader)
    if (position, digest) != (walk.position, walk.hash):
        raise DamagedRecord("the log", f"it ends at {walk.position}, its head says {position}")
    yield codec.encode(Footer(position, digest)) + b"\n"


def read_header(name: str, lines: Iterator[bytes]) -> Header:
    """The header of a backup; `name` is the file's, for messages.

    Raises:
        DamagedRecord: the first line is no header of a format known here.
    """
    line = next(lines, b"")
    try:
        found = msgspec.json.decode(line, type=_AnyFormat)
        if found.format in (FORMAT, WHOLE):
            return msgspec.json.decode(line, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DamagedRecord(f"{name} line 1", "is not the first line of a ctcalendar backup") from None
    raise DamagedRecord(f"{name} line 1", f"is of format {found.format}, this program reads {FORMAT} and {WHOLE}")


def restored(
    connection: "Connection", name: str, lines: Iterator[bytes], *, whole: bool = False
) -> Iterator[list[LogRow]]:
    """Continue the log with the rows of a backup whose header was read; yields what it wrote, in batches.

    Of the log and the backup, one must be the beginning of the other, row for row; an empty log begins any.
    With `whole` it reads as far as the log's last line and no further, otherwise nothing may come after that.

    Raises:
        DamagedRecord: a line was altered, is missing or out of order, or the end is missing.
        Incoherent: the log holds another record.
    """
    driver = Driver(connection)
    here = lock_head(driver)
    rows = _checked(name, lines, whole=whole)
    _skip_what_is_here(driver, rows, here)
    while batch := list(islice(rows, _BATCH)):
        refuse_unreadable({(row.type, row.version) for row in batch})
        write_rows(driver, batch)
        yield batch


def _skip_what_is_here(driver: Driver, rows: Iterator[LogRow], here: Head) -> None:
    # Each hash stands for all rows up to its own, so comparing the last one that both have compares them all.
    position, digest = 0, GENESIS
    for row in islice(rows, here.position):
        position, digest = row.position, row.hash
    if position and driver.rows("SELECT hash FROM log WHERE position = ?", (position,)) != [(digest,)]:
        raise Incoherent(
            "this database holds another record; a backup is not mixed into it",
            hint="name an empty database with --database",
        )


def _checked(name: str, lines: Iterator[bytes], *, whole: bool) -> Iterator[LogRow]:
    """The rows of a backup, each checked against the chain, and the footer against the last."""
    walk, number = Walk(), 1
    for number, line in enumerate(lines, 2):
        place = f"{name} line {number}"
        if end := footer(line):
            _refuse_other_end(place, end, walk)
            if not whole and next(lines, None) is not None:
                raise DamagedRecord(f"{name} line {number + 1}", "comes after the last line", hint=ANOTHER_COPY)
            return
        row = _row(place, line)
        if problem := walk.step(row) or _misfit(row):
            raise DamagedRecord(place, problem, hint=ANOTHER_COPY)
        yield row
    missing = "is missing: the end of the log should name its head"
    raise DamagedRecord(f"{name} line {number + 1}", missing, hint=ANOTHER_COPY)


def _refuse_other_end(place: str, end: Footer, walk: Walk) -> None:
    if end.position != walk.position:
        problem = f"says that the log ends at position {end.position}, but it ends at {walk.position}"
        raise DamagedRecord(place, problem, hint=ANOTHER_COPY)
    if end.hash != walk.hash:
        raise DamagedRecord(place, "names another hash than that of the last fact: it was altered", hint=ANOTHER_COPY)


def _row(place: str, line: bytes) -> LogRow:
    try:
        found = _ROW.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DamagedRecord(place, "is no fact of a ctcalendar backup", hint=ANOTHER_COPY) from None
    return LogRow(*(getattr(found, column) for column in LogRow._fields))


def _misfit(row: LogRow) -> str | None:
    """What no chain can tell: that a fact could not have been recorded where it stands."""
    if not EVENTS.readable(row.type, row.version):
        return None  # told by refuse_unreadable, as what it is
    stream = Stream.parse(row.stream)
    if row.type.partition(".")[0] != stream.kind:
        return f"a fact of type {row.type} stands in the stream {row.stream}"
    if not 0 < row.recorded_at < _YEAR_9999_US:
        return "it was recorded outside the years that can be told"
    try:
        event = EVENTS.decode(row.type, row.version, row.data)
    except msgspec.ValidationError as error:
        return f"its data is no {row.type}: {error}"
    if isinstance(event, Item) and event.id != stream.id:
        return f"it is about {event.id}, but stands in the stream {row.stream}"
    if row.revision == 1 and not EVENTS[row.type].first:
        return f"a fact of type {row.type} cannot begin a stream"
    return None


def bounded_lines(name: str, file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, none read beyond what a fact may take."""
    for number in count(1):
        line = file.readline(MAX_LINE_BYTES + 1)
        if not line:
            return
        if len(line) > MAX_LINE_BYTES:
            raise DamagedRecord(f"{name} line {number}", f"is longer than {MAX_LINE_BYTES:,} bytes")
        yield line


def footer(line: bytes) -> Footer | None:
    """The end of a log, if a line is that."""
    if not line.startswith(b'{"hash":') or b'"stream"' in line:
        return None
    try:
        return msgspec.json.decode(line, type=Footer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
