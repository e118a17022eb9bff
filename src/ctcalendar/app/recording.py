"""Recording dossiers: decide, append, fold, commit: one straight line in one transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import Connection

from ctcalendar.app.collecting import seldom_collecting
from ctcalendar.app.texts import refuse_misquotes
from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.decide import decide
from ctcalendar.domain.evidence import told
from ctcalendar.domain.facts import Fact, Reclassified, Recorded, Reinstated, Retracted
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.references import references
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Standing, evolve, fold
from ctcalendar.dossier.commands import commands
from ctcalendar.dossier.read import Entry, read_dossier
from ctcalendar.errors import BadInput, Incoherent, RevisionConflict
from ctcalendar.log.append import Command, NewFact, Receipt, append, lock_head, recorded_commands
from ctcalendar.log.facts import decoded, histories
from ctcalendar.log.read import existing, facts_of_command, streams_of_kind
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply, levels, retracted

SUGGESTIONS = 60
PROBLEMS_TOLD = 50


class Outcome(NamedTuple):
    """What recording one file came to: what it would or did append, and what stood there already."""

    file: str
    facts: Sequence[Fact]
    receipts: Sequence[Receipt]
    already: int


@seldom_collecting()
def record(
    settings: Settings,
    files: Iterable[tuple[str, bytes]],
    *,
    now_us: int,
    dry_run: bool = False,
    read: Mapping[str, int] = MappingProxyType({}),
) -> list[Outcome]:
    """Record dossier files (name, content): all or nothing, each file one append.

    `read` gives the revisions of streams whose values the files were composed of.

    Raises:
        BadInput: something is wrong with the files, or does not fit the record; all problems at once, with their lines.
        RevisionConflict: somebody recorded on what was read, since it was.
    """
    dossiers = [(name, read_dossier(name, data)) for name, data in files]
    with writing(settings) as connection:
        driver = Driver(connection)
        since = max((row[0] for row in driver.rows("SELECT position FROM log_head")), default=0)
        deciding = _Deciding(connection, [entry for _, entries in dossiers for entry in entries])
        decided = [(name, entries, deciding.decide(entries)) for name, entries in dossiers]
        deciding.refuse_stale(read)
        deciding.refuse_problems()
        if not dry_run:
            _refuse_if_withdrawn(driver, since)
        outcomes = [
            _appended(connection, settings, name, entries, facts, deciding.expected, now_us=now_us, dry_run=dry_run)
            for name, entries, facts in decided
        ]
        refuse_misquotes(connection, (entry for _, _, made in decided for entry, _ in made))
        return outcomes


class RecordKnown:
    """The items there are: in the log, or beginning in the files being recorded. Asks the log once for most.

    `load` gives what any of them has come to, with what was decided so far.
    """

    def __init__(self, driver: Driver, entries: Sequence[Entry], load: Callable[[Stream], Standing | None]) -> None:
        self._driver, self._load = driver, load
        self._here = {stream for entry in entries if (stream := entry.begins)}
        named = {
            Stream(kind, reference.id)
            for entry in entries
            for reference in references(entry.item)
            for kind in reference.kinds
        } - self._here
        self._asked = named
        self._suggestions = SUGGESTIONS
        self._ids: dict[str, Collection[str]] = {}
        self._there = {Stream.parse(text) for text in existing(driver, map(str, named | self._here))}
        # What is on record already has the level it has now, whatever a file that tells of it again says.
        self._levels = levels(driver) | {
            str(stream): Clearance[entry.item.classification]
            for entry in entries
            if (stream := entry.begins) and stream not in self._there
        }
        self._retracted = retracted(driver)

    def __contains__(self, stream: object) -> bool:
        if not isinstance(stream, Stream):
            return False
        if stream not in self._asked and stream not in self._here:
            self._asked.add(stream)
            self._there.update(Stream.parse(text) for text in existing(self._driver, [str(stream)]))
        return stream in self._here or stream in self._there

    def ids(self, kind: str) -> Collection[str]:
        """All ids of a kind; none any more after many suggestions: comparing names is slow, and nobody reads on."""
        self._suggestions -= 1
        if self._suggestions < 0:
            return ()
        if kind not in self._ids:
            here = (stream.id for stream in self._here if stream.kind == kind)
            self._ids[kind] = {*streams_of_kind(self._driver, kind), *here}
        return self._ids[kind]

    def level(self, stream: Stream) -> Clearance:
        """The classification of an item as it stands now."""
        return self._levels.get(str(stream), Clearance.PUBLIC)

    def is_retracted(self, stream: Stream) -> bool:
        """Whether an item was retracted, and not reinstated since."""
        return str(stream) in self._retracted

    def standing(self, stream: Stream) -> Standing | None:
        """What another item has come to."""
        return self._load(stream)

    def learn(self, fact: Fact) -> None:
        """Take note of what was decided: the next item is decided upon it."""
        if isinstance(fact.event, Retracted):
            self._retracted.add(str(fact.stream))
        elif isinstance(fact.event, Reinstated):
            self._retracted.discard(str(fact.stream))
        elif isinstance(fact.event, Reclassified):
            self._levels[str(fact.stream)] = Clearance[fact.event.classification]


# What a dossier and the fact made of it spell in different words.
_TOLD_APART = frozenset({"id", "subject", "values", "changes", "given", "adds"})


class _Deciding:
    """Decides item after item, each on what the record and the items before it have come to."""

    def __init__(self, connection: Connection, entries: Sequence[Entry]) -> None:
        self._driver = Driver(connection)
        self._known = RecordKnown(self._driver, entries, self._load_one)
        self._before = recorded_commands(self._driver, [entry.command_id for entry in entries])
        self._taken: dict[str, Entry] = {}
        self._problems: list[str] = []
        self._standing: dict[Stream, Standing | None] = {}
        self.expected: dict[str, int] = {}
        self._load(stream for entry in entries if entry.command_id not in self._before if (stream := entry.begins))

    def decide(self, entries: Sequence[Entry]) -> list[tuple[Entry, list[Fact]]]:
        """The facts of those entries that are not recorded yet; problems are kept for `refuse_problems`."""
        decided = []
        for entry in entries:
            first = self._taken.setdefault(entry.command_id, entry)
            try:
                if entry.command_id in self._before:
                    if self._before[entry.command_id].sha256 != entry.sha256:
                        self._problems.append(entry.place.tell(entry.name, self._difference(entry)))
                elif first is entry:
                    decided.append((entry, self._facts(entry)))
                elif first.sha256 != entry.sha256:
                    where = f"{first.place.file}:{first.place.line()}"
                    self._problems.append(entry.place.tell(entry.name, Problem("", f"differs from the one at {where}")))
            except Objection as objection:
                self._problems += [entry.place.tell(entry.name, problem) for problem in objection.problems]
                if objection.hint:
                    self._hint = objection.hint
        return decided

    _hint: str | None = None

    def refuse_stale(self, read: Mapping[str, int]) -> None:
        """Refuse what was composed of values that are no longer the record's."""
        for stream, revision in read.items():
            if (actual := self.expected.get(stream, revision)) != revision:
                raise RevisionConflict(stream, expected=revision, actual=actual)

    def refuse_problems(self) -> None:
        """Refuse everything if anything is wrong."""
        if self._problems:
            more = len(self._problems) - PROBLEMS_TOLD
            told = [*self._problems[:PROBLEMS_TOLD], *([f"and {more} more problems"] if more > 0 else [])]
            raise BadInput(*told, hint=self._hint or "mend the file; nothing was recorded")

    def _facts(self, entry: Entry) -> list[Fact]:
        facts = []
        for command in commands(entry, self._known):
            for fact in decide(command, self._load_one(command.subject), self._known):
                facts.append(fact)
                before = self._load_one(fact.stream)
                provisional = Recorded(
                    0, fact.stream, (before.revision if before else 0) + 1, fact.name, fact.event, 0, ""
                )
                self._standing[fact.stream] = evolve(before, provisional)
                self._known.learn(fact)
        return facts

    def _load_one(self, stream: Stream) -> Standing | None:
        self._load([stream])
        return self._standing[stream]

    def _load(self, streams: Iterable[Stream]) -> None:
        missing = [stream for stream in streams if stream not in self._standing]
        found = histories(self._driver, map(str, missing)) if missing else {}
        for stream in missing:
            standing = fold(found.get(str(stream), ()))
            self._standing[stream] = standing
            self.expected[str(stream)] = standing.revision if standing else 0

    def _difference(self, entry: Entry) -> Problem:
        """How an item differs from what was recorded under its name."""
        first, *later = map(decoded, facts_of_command(self._driver, entry.command_id))
        before, after = codec.plain(first.event), codec.plain(entry.item)
        if entry.section == "engagements":
            before["status"] = first.name.partition(".")[2]
        for fact in later:
            for field, value in told(fact.event).items():
                before[field] = [*before.get(field, ()), *value] if isinstance(value, list) else value
        fields = {field for field in {*before, *after} - _TOLD_APART if before.get(field) != after.get(field)}
        if not fields and "values" in after:
            fields = {"values"}
        named = f"it differs in {', '.join(sorted(fields))}" if fields else "it differs in what belongs to it"
        self._hint = "to correct what is recorded, add an amendment or a corroboration instead of editing the item"
        return Problem("", f"is already recorded with other content; {named}")


def _refuse_if_withdrawn(driver: Driver, since: int) -> None:
    """Refuse if somebody retracted, merged or reclassified something while this was being decided.

    A stream that is written is guarded by its revision; what is only named is not, and may have been withdrawn.
    """
    upto = lock_head(driver).position
    sql = """SELECT stream FROM log WHERE position > ? AND position <= ?
        AND (type LIKE ? OR type LIKE ? OR type = ?) ORDER BY position"""
    for (stream,) in driver.rows(sql, (since, upto, "%.retracted", "%.reclassified", "person.merged")):
        raise Incoherent(
            f"{stream} was retracted, merged or classified otherwise while this was being recorded",
            hint="record it again",
        )


def _appended(
    connection: Connection,
    settings: Settings,
    name: str,
    entries: Sequence[Entry],
    decided: Sequence[tuple[Entry, list[Fact]]],
    expected: dict[str, int],
    *,
    now_us: int,
    dry_run: bool,
) -> Outcome:
    facts = [fact for _, made in decided for fact in made]
    already = len(entries) - len(decided)
    if dry_run or not facts:
        return Outcome(name, facts, (), already)
    logged = [Command(entry.command_id, entry.sha256, [_encoded(fact) for fact in made]) for entry, made in decided]
    appended = append(connection, logged, expected, now_us=now_us, by=settings.recorded_by)
    apply(connection, [decoded(row) for row in appended.rows])
    expected.update((row.stream, row.revision) for row in appended.rows)  # the next file may write on them too
    return Outcome(name, facts, appended.receipts, already)


def _encoded(fact: Fact) -> NewFact:
    return NewFact(str(fact.stream), fact.name, EVENTS[fact.name].version, codec.encode(fact.event).decode())
