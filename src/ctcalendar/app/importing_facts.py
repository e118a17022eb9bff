"""The facts that rows come to: what is new is recorded, what changed amended, on the word of this edition."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from ctcalendar.app.folding import Folding
from ctcalendar.app.importing_elsewhere import Elsewhere
from ctcalendar.app.importing_known import Known
from ctcalendar.app.importing_names import new_names
from ctcalendar.app.importing_report import Report
from ctcalendar.app.importing_told import is_told_otherwise, said, says_so, set_by_others
from ctcalendar.db.driver import Driver
from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.commands import Amend, Corroborate, Record, Tell
from ctcalendar.domain.commands import Command as Asked
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import Amended, Cancelled, Corroborated, Fact, Recorded
from ctcalendar.domain.items import Engagement, Item, Party, Person, Source, Stream
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.parties import ISO_3166
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Standing, changed, evolve, fold
from ctcalendar.domain.values import Citation, Classification, Text, in_its_language
from ctcalendar.importing.candidates import Candidate
from ctcalendar.importing.marks import digest
from ctcalendar.importing.matching import Sheet
from ctcalendar.importing.parties import party_named
from ctcalendar.log.append import Command, NewFact, append
from ctcalendar.log.imports import command_id, facts_told
from ctcalendar.settings import Settings

ANOTHER_VALUE = Text(en="the data set now gives another value", ar="تعطي مجموعة البيانات الآن قيمة أخرى")
CALLED_OFF = Text(en="the data set has it as cancelled", ar="تذكر مجموعة البيانات أنه أُلغي")
_COMPARED = [field for field in Engagement.__struct_fields__ if field not in ("id", "citations", "classification")]


class Edition(NamedTuple):
    """A file as an edition of its data set: the source that stands for it, and whether it is yet to be registered."""

    data_set: str
    source: Source
    is_new: bool
    level: Classification


class Work(NamedTuple):
    """A row that is not as it was: its lines, what it tells of, the engagement it is, if any, and its digest."""

    first: int
    last: int
    candidate: Candidate
    subject: str | None
    digest: str


class Deciding:
    """Decides what rows come to, and appends it batch by batch in the transaction that is open."""

    def __init__(
        self,
        connection: Connection,
        folding: Folding,
        edition: Edition,
        sheet: Sheet,
        report: Report,
        settings: Settings,
        *,
        now_us: int,
    ) -> None:
        self._connection, self._driver, self._settings = connection, Driver(connection), settings
        self._folding = folding
        self._edition, self._sheet, self._report, self._now_us = edition, sheet, report, now_us
        self._known = Known(self._driver, sheet)
        self._commands: list[Command] = []
        self._expected: dict[str, int] = {}
        self._named: list[str] = []
        if edition.is_new:
            self._known.pending.add(Stream("source", edition.source.id))
            self._known.classify(Stream("source", edition.source.id), Clearance[edition.level])
            self._known.begin()
        self._is_registered = not edition.is_new

    def decide(self, works: Sequence[Work]) -> None:
        """Decide a batch of rows, and append what it comes to."""
        self._decide_new([work for work in works if work.subject is None])
        self._decide_changed([work for work in works if work.subject is not None])
        self._append()
        self._sheet.remember(self._named)
        self._named.clear()

    # -- what is new ------------------------------------------------------------------------------------------------

    def _decide_new(self, works: Sequence[Work]) -> None:
        elsewhere = Elsewhere(self._driver, self._sheet, [work.candidate.item for work in works])
        names = new_names(self._driver, self._sheet, [work.candidate.item for work in works])
        for work, name in zip(works, names, strict=True):
            if alike := elsewhere.found(work.candidate.item):
                self._report.is_known(work.first, alike.id)
                self._named.append(f"engagement:{alike.id}")  # no row further down is this one too
                self._tie(work, Stream("engagement", alike.id))
                continue
            try:
                self._decide_one(work, name)
            except Objection as objection:
                self._known.pending.clear()
                self._report.problem(work.first, _told(objection))

    def _tie(self, work: Work, subject: Stream) -> None:
        """Cite the row for what it agrees with the record in: by that it is found again, whatever changes here."""
        standing = self._known.standing(subject)
        assert standing is not None
        here, now = codec.plain(standing.item), codec.plain(work.candidate.item)
        agreed = [support for support in work.candidate.supports if says_so(support, here, now)]
        corroborated = Corroborated(given=(), citations=(self._citation(work, agreed),))
        with suppress(Objection):  # then nothing is recorded of it, as nothing new is said
            facts = decide(Corroborate(subject, {}, corroborated), standing, self._known)
            self._command(subject, standing.revision, work.candidate.external, work.digest, facts)

    def _decide_one(self, work: Work, name: str) -> None:
        candidate, edition = work.candidate, self._edition
        begun = self._begun(work)
        citations = (self._citation(work, candidate.supports),)
        item = msgspec.structs.replace(candidate.item, id=name, citations=citations, classification=edition.level)
        subject = Stream("engagement", name)
        held = "held" if candidate.status == "held" else "scheduled"
        facts = decide(Record(f"engagement.{held}", item), None, self._known)
        if candidate.status == "cancelled":
            standing = evolve(None, _recorded(facts[0], 1))
            facts += decide(Tell(subject, "cancelled", _cancelled(self._citation(work))), standing, self._known)
        self._register(begun)
        self._command(subject, 0, candidate.external, work.digest, facts)
        self._named.append(str(subject))
        self._report.is_new(work.first, name, candidate.item.title.en or candidate.item.title.ar or "")

    def _register(self, begun: Iterable[Item]) -> None:
        for one in begun:
            self._take(_REGISTERED[type(one)], one, codec.digest(one))
        self._known.begin()

    def _begun(self, work: Work) -> list[Item]:
        """The persons and former states that a row is the first to name."""
        found: list[Item] = []
        cited = {"citations": (self._citation(work, ("names",)),), "classification": self._edition.level}
        for person, name in work.candidate.people.items():
            if Stream("person", person) not in self._known:
                found.append(Person(id=person, names=in_its_language(name), **cited))  # type: ignore[arg-type]
        item = work.candidate.item
        for party in {*item.parties, *(one.party for one in item.participants)} - ISO_3166:
            former = party_named(party) if Stream("party", party) not in self._known else None
            if former is not None:
                found.append(msgspec.structs.replace(former, **cited))
        for one in found:
            stream = Stream(_KINDS[type(one)], one.id)
            self._known.pending.add(stream)
            self._known.classify(stream, Clearance[self._edition.level])
        return found

    # -- what changed -----------------------------------------------------------------------------------------------

    def _decide_changed(self, works: Sequence[Work]) -> None:
        subjects = [str(work.subject) for work in works]
        histories = facts_told(self._driver, self._edition.data_set, subjects)
        for work in works:
            history = histories[str(work.subject)]
            standing = fold(one.fact for one in history)
            assert standing is not None
            if self._known.is_retracted(standing.stream):
                self._report.withdrawn += 1
                continue
            try:
                self._amend_one(work, standing, said(history), set_by_others(history))
            except Objection as objection:
                self._known.pending.clear()
                self._report.problem(work.first, _told(objection))

    def _amend_one(self, work: Work, standing: Standing, before: tuple[str, Engagement], others: set[str]) -> None:
        candidate, subject = work.candidate, standing.stream
        status, item = before
        then, now, here = codec.plain(item), codec.plain(candidate.item), codec.plain(standing.item)
        fields = [field for field in _COMPARED if then.get(field) != now.get(field)]
        agreed = {field: now.get(field) for field in fields if here.get(field) == now.get(field)}
        ours = {field for field in fields if here.get(field) == then.get(field) and field not in others}
        wanted = {field: now.get(field) for field in fields if field in ours and field not in agreed}
        kept = {field: then.get(field) for field in fields if field not in agreed and field not in wanted}
        for field in kept:
            self._report.keeps(work.first, subject.id, field, here.get(field), now.get(field))
        if told_otherwise := is_told_otherwise(standing, status, candidate.status, then, now):
            here_now = getattr(standing.item, "status", None)
            self._report.keeps(work.first, subject.id, "status", here_now, candidate.status)
        status_now = status if told_otherwise else candidate.status
        if asked := self._asked(work, standing, wanted, agreed, status, status_now):
            # What stays as somebody here has it is not what the data set was heard to say: it is told again next time.
            heard = changed(candidate.item, kept) if kept else candidate.item
            assert isinstance(heard, Engagement)
            self._amended(work, standing, asked, digest(heard, status_now))
            differing = _differences(then, now, wanted | agreed, status, status_now)
            self._report.has_changed(work.first, subject.id, differing)

    def _amended(self, work: Work, standing: Standing, asked: Sequence[Asked], heard: str) -> None:
        """Decide the commands that one row comes to, each upon those before it."""
        begun, facts, after = self._begun(work), list[Fact](), standing
        for command in asked:
            made = decide(command, after, self._known)
            facts += made
            after = evolve(after, _recorded(made[0], after.revision + 1))
        self._register(begun)
        self._command(standing.stream, standing.revision, work.candidate.external, heard, facts)

    def _asked(
        self,
        work: Work,
        standing: Standing,
        wanted: Mapping[str, Any],
        agreed: Mapping[str, Any],
        status: str,
        status_now: str,
    ) -> list[Asked]:
        """The commands by which an engagement comes to be what its row now says."""
        subject, found = standing.stream, list[Asked]()
        if wanted:
            cited = (self._citation(work, [field for field, value in wanted.items() if value is not None]),)
            amended = Amended(changes=(), cause="correction", reason=ANOTHER_VALUE, citations=cited)
            found.append(Amend(subject, wanted, amended))
        if given := {field: value for field, value in agreed.items() if value is not None}:
            corroborated = Corroborated(given=(), citations=(self._citation(work, list(given)),))
            found.append(Corroborate(subject, given, corroborated))
        if status_now != status and status_now != getattr(standing.item, "status", None):
            found.append(self._become(work, standing, wanted))
        return found

    def _become(self, work: Work, standing: Standing, wanted: Mapping[str, Any]) -> Asked:
        """What was announced took place, or was called off."""
        status, subject = work.candidate.status, standing.stream
        if status == "held":
            # As it stands here, not as the row has it: what somebody amended since is not undone by its day passing.
            whole = changed(standing.item, wanted)
            here, now = codec.plain(whole), codec.plain(work.candidate.item)
            supports = [one for one in work.candidate.supports if says_so(one, here, now)]
            cited = (self._citation(work, supports),)
            return Record("engagement.held", msgspec.structs.replace(whole, status=None, citations=cited))
        if status == "cancelled":
            return Tell(subject, "cancelled", _cancelled(self._citation(work)))
        found = f"is {getattr(standing.item, 'status', '')} on record, and {status} in the file: put it right by hand"
        raise Objection(subject, [Problem("status", found)])

    # -- appending --------------------------------------------------------------------------------------------------

    def _citation(self, work: Work, supports: Sequence[str] = ()) -> Citation:
        # RFC 5147 counts the gaps between lines: line=0,1 is the first line.
        locator = f"line={work.first - 1},{work.last}"
        return Citation(source=self._edition.source.id, locator=locator, supports=tuple(supports))

    def _take(self, name: str, item: Item, sha256: str) -> None:
        """Register something that this file is the first to name."""
        subject = Stream(name.partition(".")[0], item.id)
        self._command(subject, 0, "", sha256, decide(Record(name, item), None, self._known))

    def _command(self, subject: Stream, revision: int, external: str, sha256: str, facts: Sequence[Fact]) -> None:
        if not self._is_registered:
            self._is_registered = True
            self._take("source.registered", self._edition.source, codec.digest(self._edition.source))
        name = command_id(self._edition.data_set, subject, revision, external)
        self._commands.append(Command(name, sha256, [_encoded(fact) for fact in facts]))
        self._expected[str(subject)] = revision
        self._report.facts += len(facts)

    def _append(self) -> None:
        if self._commands and self._report.applied:
            appended = append(
                self._connection, self._commands, self._expected, now_us=self._now_us, by=self._settings.recorded_by
            )
            self._folding.add(appended.rows)
        self._commands, self._expected = [], {}


_REGISTERED: Mapping[type, str] = {Person: "person.registered", Party: "party.registered"}
_KINDS: Mapping[type, str] = {Person: "person", Party: "party"}


def _differences(
    then: Mapping[str, Any], now: Mapping[str, Any], fields: Iterable[str], status: str, status_now: str
) -> dict[str, tuple[Any, Any]]:
    found = {field: (then.get(field), now.get(field)) for field in fields}
    return found if status == status_now else {**found, "status": (status, status_now)}


def _cancelled(citation: Citation) -> Cancelled:
    return Cancelled(reason=CALLED_OFF, citations=(citation,))


def _recorded(fact: Fact, revision: int) -> Recorded:
    return Recorded(0, fact.stream, revision, fact.name, fact.event, 0, "")


def _encoded(fact: Fact) -> NewFact:
    return NewFact(str(fact.stream), fact.name, EVENTS[fact.name].version, codec.encode(fact.event).decode())


def _told(objection: Objection) -> str:
    return "; ".join(f"{path}: {message}" if path else message for path, message in objection.problems)
