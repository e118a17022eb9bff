"""Recording dossiers: decide, append, fold, commit: one straight line in one transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from ctcalendar.app.upkeep import writing
from ctcalendar.db.driver import Driver
from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import Fact, Recorded
from ctcalendar.domain.items import Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.references import references
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Standing, evolve, fold
from ctcalendar.dossier.read import Entry, commands, read_dossier
from ctcalendar.errors import BadInput
from ctcalendar.log.append import Command, NewFact, Receipt, append, recorded_commands
from ctcalendar.log.read import decoded, existing, facts_of_command, histories, streams_of_kind
from ctcalendar.settings import Settings
from ctcalendar.views.apply import apply, levels

SUGGESTIONS = 60
PROBLEMS_TOLD = 50


class Outcome(NamedTuple):
    """What recording one file came to: what it would or did append, and what stood there already."""

    file: str
    facts: Sequence[Fact]
    receipts: Sequence[Receipt]
    already: int


def record(
    settings: Settings, files: Iterable[tuple[str, bytes]], *, now_us: int, dry_run: bool = False
) -> list[Outcome]:
    """Record dossier files (name, content): all or nothing, each file one append.

    Raises:
        BadInput: something is wrong with the files, or does not fit the record; all problems at once, with their lines.
    """
    dossiers = [(name, read_dossier(name, data)) for name, data in files]
    with writing(settings) as connection:
        deciding = _Deciding(connection, [entry for _, entries in dossiers for entry in entries])
        decided = [(name, entries, deciding.decide(entries)) for name, entries in dossiers]
        deciding.refuse_problems()
        return [
            _appended(connection, settings, name, entries, facts, deciding.expected, now_us=now_us, dry_run=dry_run)
            for name, entries, facts in decided
        ]


class RecordKnown:
    """The items there are: in the log, or beginning in the files being recorded. Asks the log once for most."""

    def __init__(self, driver: Driver, entries: Sequence[Entry]) -> None:
        self._driver = driver
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
        self._levels = levels(driver) | {
            str(stream): Clearance[entry.item.classification] for entry in entries if (stream := entry.begins)
        }
        self._there = {Stream.parse(text) for text in existing(driver, map(str, named))}

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


# What a dossier and the fact made of it spell in different words.
_TOLD_APART = frozenset({"id", "subject", "values", "changes", "given", "adds"})


class _Deciding:
    """Decides item after item, each on what the record and the items before it have come to."""

    def __init__(self, connection: Connection, entries: Sequence[Entry]) -> None:
        self._driver = Driver(connection)
        self._known = RecordKnown(self._driver, entries)
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

    def refuse_problems(self) -> None:
        """Refuse everything if anything is wrong."""
        if self._problems:
            more = len(self._problems) - PROBLEMS_TOLD
            told = [*self._problems[:PROBLEMS_TOLD], *([f"and {more} more problems"] if more > 0 else [])]
            raise BadInput(*told, hint=self._hint or "mend the file; nothing was recorded")

    def _facts(self, entry: Entry) -> list[Fact]:
        facts = []
        for command in commands(entry, self._known):
            subject = command.subject
            self._load([subject])
            fact = decide(command, self._standing[subject], self._known)
            facts.append(fact)
            before = self._standing[subject]
            provisional = Recorded(0, subject, (before.revision if before else 0) + 1, fact.name, fact.event, 0, "")
            self._standing[subject] = evolve(before, provisional)
        return facts

    def _load(self, streams: Iterable[Stream]) -> None:
        missing = [stream for stream in streams if stream not in self._standing]
        found = histories(self._driver, map(str, missing)) if missing else {}
        for stream in missing:
            standing = fold(found.get(str(stream), ()))
            self._standing[stream] = standing
            self.expected[str(stream)] = standing.revision if standing else 0

    def _difference(self, entry: Entry) -> Problem:
        """How an item differs from what was recorded under its name."""
        first, *reports = map(decoded, facts_of_command(self._driver, entry.command_id))
        before, after = codec.plain(first.event), codec.plain(entry.item)
        if entry.section == "engagements":
            before["status"] = first.name.partition(".")[2]
        if reports:
            before["reports"] = [codec.plain(report.event) for report in reports]
        fields = {field for field in {*before, *after} - _TOLD_APART if before.get(field) != after.get(field)}
        if not fields and "values" in after:
            fields = {"values"}
        named = f"it differs in {', '.join(sorted(fields))}" if fields else "it differs in what belongs to it"
        self._hint = "to correct what is recorded, add an amendment or a corroboration instead of editing the item"
        return Problem("", f"is already recorded with other content; {named}")


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
