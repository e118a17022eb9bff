"""Importing a file: paired with what is on record, then decided, appended and folded in one transaction.

The file is read twice, so that memory stays flat: first to lay its rows out and pair them, then to record what is new.
The first few thousand rows are kept between the two.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ctcalendar.app.beside import MANY, folder
from ctcalendar.app.collecting import seldom_collecting
from ctcalendar.app.folding import Folding
from ctcalendar.app.importing_facts import Deciding, Edition, Work
from ctcalendar.app.importing_mapping import bare_calendar, read_mapping, refuse_unknown_columns
from ctcalendar.app.importing_report import Report
from ctcalendar.app.importing_told import said
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.db.reader import Reader as Database
from ctcalendar.db.reader import open_reader
from ctcalendar.desk.calendar import domain_of
from ctcalendar.domain.items import Source
from ctcalendar.domain.values import Derivation, Text
from ctcalendar.errors import BadInput
from ctcalendar.importing.calendar import Window, calendar_rows
from ctcalendar.importing.candidates import Candidate, Reader
from ctcalendar.importing.days import Unread
from ctcalendar.importing.jsonlines import json_rows
from ctcalendar.importing.mapping import FileMapping, columns_named
from ctcalendar.importing.marks import Marks, digest, marks
from ctcalendar.importing.matching import Fate, Sheet
from ctcalendar.importing.rows import Row, open_file
from ctcalendar.importing.separated import read_table, separated_rows
from ctcalendar.log.append import lock_head
from ctcalendar.log.imports import edition_id, editions, engagements_told, facts_told
from ctcalendar.settings import Settings
from ctcalendar.views.apply import retracted

AT_ONCE = 150
KEPT = 4_000
"""Rows that are kept as they were read the first time: most files have no more. What follows them is read anew."""
COLUMNS_TOLD = 50
Progress = Callable[[int, int], None] | None
"""Told how many rows are done, and of how many; 0 while they are being counted."""


class Asked(NamedTuple):
    """What is asked for: a file, how it is read, and whether what it comes to is recorded."""

    path: Path
    mapping: FileMapping
    apply: bool = False
    keep_going: bool = False
    window: Window | None = None


def asked(
    path: Path, mapping: Path | None, *, apply: bool, keep_going: bool, window: tuple[date | None, date | None]
) -> Asked:
    """What is asked for, with the mapping read. A calendar of our own can be read without one.

    Raises:
        BadInput: there is no mapping where one is needed, or it is none.
    """
    if mapping is None and path.suffix.lower() != ".ics":
        raise BadInput(
            f"{path}: no mapping says what its columns mean",
            hint="write a first one: ctcalendar import --suggest FILE > map.yaml; then: --mapping map.yaml",
        )
    read = read_mapping(mapping) if mapping else bare_calendar(path.stem)
    return Asked(path, read, apply, keep_going, Window(*window))


def import_file(settings: Settings, asked: Asked, *, now_us: int, progress: Progress = None) -> Report:
    """What a file comes to, and with `apply` all of it recorded, or nothing.

    Raises:
        BadInput: the file cannot be read; or with `apply` some rows cannot, and `keep_going` was not asked for.
    """
    told = progress or (lambda *_: None)
    with seldom_collecting(), open_file(asked.path) as file, closing(Sheet()) as sheet:
        run = _Run(settings, asked, file, sheet, now_us)
        run.lay_out(told)
        with writing(settings) as connection:
            driver = Driver(connection)
            if asked.apply:
                lock_head(driver)  # nobody records between what is read here and what is written upon it
            run.pair(driver)
            edition = run.edition(driver)
            with closing(folder(sheet.rows_left(MANY) if asked.apply else 0)) as at_work:
                folding = Folding(connection, at_work)
                deciding = Deciding(connection, folding, edition, sheet, run.report, settings, now_us=now_us)
                run.record(deciding, told)
                folding.finish()
            run.tell_vanished(driver)
    return run.report


class _Run:
    """One import, from the first look at the file to the last."""

    def __init__(self, settings: Settings, asked: Asked, file: BinaryIO, sheet: Sheet, now_us: int) -> None:
        self._settings, self._asked, self._file, self._sheet = settings, asked, file, sheet
        self._now_us = now_us
        today = datetime.fromtimestamp(now_us // 1_000_000, UTC).date().isoformat()
        self._reader = Reader(asked.mapping, today=today)
        self._sha256 = self._digest()
        self._wanted, self._columns = {column for _, column in columns_named(asked.mapping)}, set[str]()
        self._count = 0
        self._kept: dict[int, tuple[Row, Candidate | None]] = {}
        self.report = Report(str(asked.path), asked.mapping.source.id, applied=asked.apply)

    # -- the first reading ------------------------------------------------------------------------------------------

    def lay_out(self, progress: Callable[[int, int], None]) -> None:
        """Lay out every row that can be read, and take note of those that cannot."""
        with self._ours() as ours:
            for number, row in enumerate(self._rows()):
                self._count = number + 1
                if number % AT_ONCE == 0:
                    progress(number, 0)
                self._see(row)
                subject = ours(row.identity) if row.identity else None
                if subject != PASSED_OVER:
                    self.report.rows += 1
                    self._lay(number, row, subject)
        if self._columns:
            refuse_unknown_columns(str(self._asked.path), self._asked.mapping, sorted(self._columns))
        if self.report.problems and self._asked.apply and not self._asked.keep_going:
            raise self._refusal()

    def _see(self, row: Row) -> None:
        """Take note of the columns that a row has: those the mapping names, and some others to suggest."""
        if row.cells.keys() <= self._columns:  # as in every row of a table but the first
            return
        self._columns |= self._wanted & row.cells.keys()
        if len(self._columns) < COLUMNS_TOLD:
            self._columns.update(column for column in islice(row.cells, COLUMNS_TOLD) if len(column) <= 100)

    def _lay(self, number: int, row: Row, subject: str | None) -> None:
        if subject is not None:
            self._sheet.add(number, row.first, "", "", Marks(0, 0, 0, None), subject)
            self._keep(number, row, None)
            return
        try:
            candidate = self._reader.candidate(row)
        except Unread as error:
            self.report.problem(row.first, str(error))
            return
        self._keep(number, row._replace(cells={}), candidate)
        seen = digest(candidate.item, candidate.status)
        self._sheet.add(number, row.first, seen, candidate.external, marks(candidate.item))

    def _keep(self, number: int, row: Row, candidate: Candidate | None) -> None:
        if len(self._kept) < KEPT:
            self._kept[number] = row, candidate

    def _rows(self) -> Iterator[Row]:
        name, mapping = str(self._asked.path), self._asked.mapping
        if mapping.format == "ics":
            return calendar_rows(name, self._file, mapping, self._asked.window)
        if mapping.format == "jsonl":
            return json_rows(name, self._file, mapping)
        header, _ = read_table(name, self._file, mapping)
        refuse_unknown_columns(name, mapping, header)
        return separated_rows(name, self._file, mapping)

    @contextmanager
    def _ours(self) -> Iterator[Callable[[str], str | None]]:
        """What tells entries of this calendar itself, by their UIDs."""
        if self._asked.mapping.format != "ics":
            yield lambda _: None
            return
        with open_reader(self._settings.database) as reader:
            domain = domain_of(reader)
            yield lambda uid: _of_ours(reader, uid, domain)

    # -- pairing ----------------------------------------------------------------------------------------------------

    def pair(self, driver: Driver) -> None:
        """Find out which rows are which engagements of this data set."""
        sheet, data_set = self._sheet, self._asked.mapping.source.id
        sheet.said(engagements_told(driver, data_set))
        sheet.pair_equal()
        if not sheet.rows_left(1):
            return
        after = ""
        while left := sheet.unpaired(after=after):
            after = left[-1]
            told = facts_told(driver, data_set, left)
            sheet.mark((subject, marks(said(history)[1])) for subject, history in told.items())
        if after:
            sheet.pair_changed(external_is_enough=self._asked.mapping.format == "ics")

    def edition(self, driver: Driver) -> Edition:
        """The source that stands for this very file: an edition of its data set."""
        named = self._asked.mapping.source
        known = editions(driver, named.id, self._sha256)
        if found := next((identity for identity, sha256 in known.items() if sha256 == self._sha256), None):
            return Edition(named.id, Source(id=found, kind="dataset"), False, self._asked.mapping.classification)
        first = named.id not in known
        source = Source(
            id=named.id if first else edition_id(named.id, self._sha256),
            kind="dataset",
            title=named.title,
            subtitle=Text(en=f"Licence: {named.licence}") if named.licence else None,
            publisher=named.publisher,
            published=named.published,
            languages=named.languages,
            url=named.url,
            sha256=self._sha256,
            derived_from=() if first else (Derivation(how="rewrites", source=named.id),),
            classification=self._asked.mapping.classification,
        )
        return Edition(named.id, source, True, self._asked.mapping.classification)

    # -- the second reading -----------------------------------------------------------------------------------------

    def record(self, deciding: Deciding, progress: Callable[[int, int], None]) -> None:
        """Decide what is new and what changed, and append it."""
        rows = self._rows_again()
        while batch := list(islice(rows, AT_ONCE)):
            fates = self._sheet.fates(batch[0][0], batch[-1][0])
            left = {n: fate for n, fate in fates.items() if fate.fate != "same"}
            self.report.same += len(fates) - len(left)
            works = [self._work(n, row, left[n]) for n, row in batch if n in left]
            deciding.decide(works)
            progress(batch[-1][0] + 1, self._count)
        if self._digest() != self._sha256:
            raise self._changed_meanwhile()
        if self.report.problems and self._asked.apply and not self._asked.keep_going:
            raise self._refusal()

    def _rows_again(self) -> Iterator[tuple[int, Row]]:
        """The rows that could be read, by number: those that were kept, then all that follow."""
        for number in list(self._kept):
            yield number, self._kept[number][0]
        if len(self._kept) == KEPT:
            yield from islice(enumerate(self._rows()), number + 1, None)

    def _work(self, number: int, row: Row, fate: Fate) -> Work:
        _, kept = self._kept.get(number, (row, None))
        try:
            candidate = kept or self._reader.candidate(row)
            return Work(row.first, row.last, candidate, fate.subject, fate.digest)
        except Unread:  # it could be read the first time
            raise self._changed_meanwhile() from None

    def _changed_meanwhile(self) -> BadInput:
        return BadInput(f"{self._asked.path}: changed while it was being read", hint="import it again")

    def tell_vanished(self, driver: Driver) -> None:
        """Count what the data set no longer tells of, and name the first."""
        gone, after = retracted(driver), ""
        while left := self._sheet.unpaired(after=after):
            after = left[-1]
            self.report.vanish(subject.partition(":")[2] for subject in left if subject not in gone)

    def _digest(self) -> str:
        self._file.seek(0)
        found = sha256()
        for part in iter(lambda: self._file.read(1 << 20), b""):
            found.update(part)
        return found.hexdigest()

    def _refusal(self) -> BadInput:
        hint = "mend them, or import the others with --keep-going; nothing was recorded"
        return BadInput(*self.report.told_problems(), hint=hint)


PASSED_OVER = ""
"""An entry of this calendar that is no engagement: a deadline, a meeting that is expected."""


def _of_ours(reader: Database, uid: str, domain: str) -> str | None:
    name, _, host = uid.rpartition("@")
    if host != domain:
        return None
    if "." in name or name.startswith("expected-"):
        return PASSED_OVER
    stream = f"engagement:{name}"
    there = reader.rows("SELECT 1 FROM log WHERE stream = :stream AND revision = 1", {"stream": stream})
    return stream if there else None
