"""Importing a file: paired with what is on record, then decided, appended and folded in one transaction.

Memory stays flat: a file whose data set told of something before is read twice, first to lay its rows out and pair
them, then to record what is new. Where it told of nothing yet, all is new, and one reading does.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import chain, islice
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
from ctcalendar.importing.matching import Sheet
from ctcalendar.importing.rows import Row, open_file
from ctcalendar.importing.separated import read_table, separated_rows
from ctcalendar.log.append import lock_head
from ctcalendar.log.imports import edition_id, editions, engagements_told, facts_told
from ctcalendar.settings import Settings
from ctcalendar.views.apply import retracted

AT_ONCE = 150
COLUMNS_TOLD = 50
Progress = Callable[[int, float], None]
"""Told how many rows are done, and which share of the work that is, from 0 to 1."""


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


def import_file(settings: Settings, asked: Asked, *, now_us: int, progress: Progress | None = None) -> Report:
    """What a file comes to, and with `apply` all of it recorded, or nothing.

    Raises:
        BadInput: the file cannot be read; or with `apply` some rows cannot, and `keep_going` was not asked for.
    """
    with seldom_collecting(), open_file(asked.path) as file, closing(Sheet()) as sheet:
        run = _Run(settings, asked, file, sheet, now_us, progress or (lambda *_: None))
        with writing(settings) as connection:
            driver = Driver(connection)
            if asked.apply:
                lock_head(driver)  # nobody records between what is read here and what is written upon it
            run.pair(driver)
            edition = run.edition(driver)
            with closing(run.works()) as works:
                ahead = list(islice(works, MANY))
                with closing(folder(len(ahead) if asked.apply else 0)) as at_work:
                    folding = Folding(connection, at_work)
                    deciding = Deciding(connection, folding, edition, sheet, run.report, settings, now_us=now_us)
                    left = chain(ahead, works)
                    while batch := list(islice(left, AT_ONCE)):
                        deciding.decide(batch)
                    folding.finish()
            run.tell_vanished(driver)
            run.refuse_unfinished()
    return run.report


class _Run:
    """One import, from the first look at the file to the last."""

    def __init__(
        self, settings: Settings, asked: Asked, file: BinaryIO, sheet: Sheet, now_us: int, progress: Progress
    ) -> None:
        self._settings, self._asked, self._file, self._sheet = settings, asked, file, sheet
        self._now_us, self._progress = now_us, progress
        today = datetime.fromtimestamp(now_us // 1_000_000, UTC).date().isoformat()
        self._reader = Reader(asked.mapping, today=today)
        self._sha256 = self._digest()
        self._size = file.tell()
        self._wanted, self._columns = {column for _, column in columns_named(asked.mapping)}, set[str]()
        self._readings, self._reading = 1, 0
        self.report = Report(str(asked.path), asked.mapping.source.id, applied=asked.apply)

    # -- the first reading, or the only one ---------------------------------------------------------------------------

    def _read(self) -> Iterator[tuple[int, Row, str | Candidate]]:
        """Every row that can be read, with its number and what it tells of, or which engagement of ours it is.

        Takes note of those that cannot be read.
        """
        with self._ours() as ours:
            for number, row in self._rows():
                self._see(row)
                subject = ours(row.identity) if row.identity else None
                if subject == PASSED_OVER:
                    continue
                self.report.rows += 1
                try:
                    found = subject or self._reader.candidate(row)
                except Unread as error:
                    self.report.problem(row.first, str(error))
                else:
                    yield number, row, found
        if self._columns:
            refuse_unknown_columns(str(self._asked.path), self._asked.mapping, sorted(self._columns))
        if self._is_refused():
            self.refuse_unfinished()

    def _see(self, row: Row) -> None:
        """Take note of the columns that a row has: those the mapping names, and some others to suggest."""
        if row.cells.keys() <= self._columns:  # as in every row of a table but the first
            return
        self._columns |= self._wanted & row.cells.keys()
        if len(self._columns) < COLUMNS_TOLD:
            self._columns.update(column for column in islice(row.cells, COLUMNS_TOLD) if len(column) <= 100)

    def _rows(self) -> Iterator[tuple[int, Row]]:
        """The rows by number, from the first."""
        for number, row in enumerate(self._of_its_format()):
            if number % AT_ONCE == 0:
                done = min(self._file.tell() / self._size, 1)
                self._progress(number, (self._reading + done) / self._readings)
            yield number, row
        self._reading += 1

    def _of_its_format(self) -> Iterator[Row]:
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
        """Find out which rows are which engagements of this data set, if it told of any."""
        sheet, data_set = self._sheet, self._asked.mapping.source.id
        sheet.said(engagements_told(driver, data_set))
        if not sheet.unpaired(limit=1):
            return
        self._readings = 2
        self._lay_out()
        sheet.pair_equal()
        if not sheet.rows_left():
            return
        after = ""
        while left := sheet.unpaired(after=after):
            after = left[-1]
            told = facts_told(driver, data_set, left)
            sheet.mark((subject, marks(said(history)[1])) for subject, history in told.items())
        if after:
            sheet.pair_changed(external_is_enough=self._asked.mapping.format == "ics")

    def _lay_out(self) -> None:
        """Lay out every row that can be read."""
        for number, row, found in self._read():
            if isinstance(found, str):
                self._sheet.add(number, row.first, "", "", Marks(0, 0, 0, None), found)
            else:
                seen = digest(found.item, found.status)
                self._sheet.add(number, row.first, seen, found.external, marks(found.item))

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

    # -- what is left to record -------------------------------------------------------------------------------------

    def works(self) -> Generator[Work]:
        """The rows that are new, or changed."""
        return self._works_paired() if self._reading else self._works_unpaired()

    def _works_unpaired(self) -> Generator[Work]:
        for _, row, found in self._read():
            if isinstance(found, str):
                self.report.same += 1
            elif not self._is_refused():
                yield Work(row.first, row.last, found, None, digest(found.item, found.status))

    def _works_paired(self) -> Generator[Work]:
        rows = self._rows()
        while batch := list(islice(rows, AT_ONCE)):
            fates = self._sheet.fates(batch[0][0], batch[-1][0])
            for number, row in batch:
                fate = fates.get(number)
                if fate is None:  # it cannot be read, or is passed over
                    continue
                if fate.fate == "same":
                    self.report.same += 1
                    continue
                try:
                    candidate = self._reader.candidate(row)
                except Unread:  # it could be read the first time
                    raise self._changed_meanwhile() from None
                yield Work(row.first, row.last, candidate, fate.subject, fate.digest)

    def refuse_unfinished(self) -> None:
        """Raise BadInput where what was recorded is not what the file says, or not all of it."""
        if self._digest() != self._sha256:
            raise self._changed_meanwhile()
        if self._is_refused():
            raise self._refusal()

    def _is_refused(self) -> bool:
        return self.report.problems > 0 and self._asked.apply and not self._asked.keep_going

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
