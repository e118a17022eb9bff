"""What is in a digest: what the record came to say since the last one, and what is on the agenda, at one clearance.

Windows are of the log: (after, upto]. What a fact in a window says is told in the digest of that window alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec
from msgspec.structs import replace

from ctcalendar.agenda.localtime import day_in
from ctcalendar.agenda.matters import Matter
from ctcalendar.agenda.stages import STATES, reached, state
from ctcalendar.db.reader import Reader
from ctcalendar.domain.clearance import Clearance
from ctcalendar.mail.items import Dated, Items, Key
from ctcalendar.mail.telling import Item, news, on_agenda
from ctcalendar.mail.values import Voice
from ctcalendar.views.differences import Difference, differences
from ctcalendar.views.entries import AT_ONCE, names
from ctcalendar.views.filter import Filter
from ctcalendar.views.promises import asked_for

SECTIONS = ("due", "recorded", "corrected", "disputed", "cancelled", "coming")
"""The parts of a digest, in order."""
SHOWN = 20
"""How many items a section shows: after a long absence the rest is a number."""
_KINDS = ("engagement", "commitment", "series", "instrument")
"""The kinds that are told of when they are recorded, in order. Who and what is only named by them is told with them."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a subscriber asked for. Subscribers who want the same get the same."""

    asked: Filter = Filter()
    clearance: Clearance = Clearance.PUBLIC
    language: str = "en"
    zone: str = "UTC"
    sections: tuple[str, ...] = ()
    """The parts that are wanted, of SECTIONS; none named: all."""

    @property
    def parts(self) -> Sequence[str]:
        """The same, with all where none is named."""
        return [name for name in SECTIONS if name in (self.sections or SECTIONS)]

    @property
    def voice(self) -> Voice:
        """How it is said."""
        return Voice(self.language, self.zone)


class Section(msgspec.Struct, frozen=True):
    """A part of a digest: its first items, and how many more there are."""

    name: str
    items: tuple[Item, ...]
    more: int = 0

    @property
    def number(self) -> int:
        """How many items it has, shown or not."""
        return len(self.items) + self.more


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """A digest in words, and what of it can stand in a calendar."""

    language: str
    day: date
    """The day it is of, where the subscriber is."""
    since: date | None
    """The day of the last one, if there was one."""
    sections: tuple[Section, ...]
    is_empty: bool
    """Whether it says nothing new: nobody gets mail to be told once more what is overdue."""
    entries: tuple[Dated, ...] = ()


def gathered(
    reader: Reader,
    wanted: Wanted,
    *,
    after: int,
    upto: int,
    now_us: int,
    matters: Iterable[Matter],
    since_us: int | None = None,
    changed: Iterable[Difference] | None = None,
    items: Items | None = None,
    days: int = 30,
) -> Digest:
    """The digest of what was recorded after one position up to another, and of the agenda as it stands there.

    `matters` are those of the agenda as of `upto` at the same clearance. `changed` is what `differences` finds between
    the positions at that clearance, and `items` those at `upto`, where they were read before. `since_us` is when the
    last digest was made: what was on the agenda then and stands as it stood is no news. `days`: how far ahead to look.
    """
    if changed is None:
        changed = differences(reader, after, upto, clearance=wanted.clearance)
    near = [one for one in matters if state(one.timing, now_us) != "coming" or _days_to(one, now_us) <= days]
    window = _Window(reader, wanted, after, upto, now_us)
    found = window.parted([*changed], near)
    shown = [one for subjects in found.values() for one in subjects[:SHOWN]]
    items = items or Items(reader, wanted.clearance, upto)
    items.read(map(_key, shown))
    return Digest(
        language=wanted.language,
        day=window.today,
        since=None if since_us is None else day_in(wanted.zone, since_us),
        sections=tuple(
            Section(name, tuple(window.told(one, items) for one in subjects[:SHOWN]), len(subjects[SHOWN:]))
            for name, subjects in found.items()
        ),
        is_empty=not any(_is_news(one, since_us, now_us) for subjects in found.values() for one in subjects),
        entries=tuple(items.for_a_calendar(map(_key, shown))),
    )


Subject = Difference | Matter
"""What an item of a digest is about: something that changed, or something on the agenda."""


def _key(subject: Subject) -> Key:
    """The kind and id of the item that it is of."""
    if isinstance(subject, Difference):
        return subject.item, subject.id
    kind, _, name = subject.timing.stream.partition(":")
    return kind, name


def _days_to(matter: Matter, now_us: int) -> int:
    return (matter.timing.on - day_in(matter.timing.zone, now_us)).days


def _is_news(subject: Subject, since_us: int | None, now_us: int) -> bool:
    """Whether it is told for the first time: it changed, or has come to another stage."""
    if since_us is None or isinstance(subject, Difference):
        return True
    # By instants, not by days: a day begins at one moment where the subscriber is, at another where the meeting is.
    stage, before = reached(subject.timing, now_us), reached(subject.timing, since_us)
    return stage is not None and (before is None or before.begins_on < stage.begins_on)


class _Window:
    """A window of the log, as one subscriber sees it."""

    def __init__(self, reader: Reader, wanted: Wanted, after: int, upto: int, now_us: int) -> None:
        self._reader, self._wanted, self._now_us = reader, wanted, now_us
        self._after, self._upto = after, upto
        self.today = day_in(wanted.zone, now_us)
        # Which language, which page of a list and as of when are the digest's own affair.
        own = {"lang": None, "limit": None, "after": None, "as_of": None}
        self._asked = replace(wanted.asked.on(self.today), **own)

    def parted(self, changed: Sequence[Difference], near: Sequence[Matter]) -> dict[str, list[Subject]]:
        """What the subscriber's filter fits, by the section it is told in, in order; no section is empty."""
        # What fitted before the window is told too: who knew of a meeting wants to know that it is no more theirs.
        then_or_now = self._fitting(changed, (self._after, self._upto))
        now = self._fitting(near, (self._upto,))
        found: dict[str, list[Subject]] = {name: [] for name in self._wanted.parts}
        for one in sorted(changed, key=_order):
            name = self._section(one)
            if name is not None and _key(one) in then_or_now:
                found[name].append(one)
        for matter in sorted(near, key=self._urgency):
            name = "coming" if state(matter.timing, self._now_us) == "coming" else "due"
            if name in found and _key(matter) in now:
                found[name].append(matter)
        return {name: subjects for name, subjects in found.items() if subjects}

    def _section(self, found: Difference) -> str | None:
        """The first wanted section of those that it belongs to."""
        belongs = _sections(found, is_released=self._is_released(found))
        return next((name for name in belongs if name in self._wanted.parts), None)

    def _is_released(self, found: Difference) -> bool:
        """Whether it was perhaps above the clearance before: then all that is known of it is new."""
        is_reclassified = any(fact.type.endswith(".reclassified") for fact in found.facts)
        return is_reclassified and not self._wanted.clearance.is_full

    def _urgency(self, matter: Matter) -> tuple[int, date, str, str]:
        timing = matter.timing
        return STATES.index(state(timing, self._now_us)), timing.on, timing.subject, timing.slot

    def told(self, subject: Subject, items: Items) -> Item:
        """A subject in words."""
        voice = self._wanted.voice
        if isinstance(subject, Matter):
            return on_agenda(subject, state(subject.timing, self._now_us), self._now_us, voice)
        is_new = subject.recorded or self._is_released(subject)
        key = _key(subject)
        return news(subject, items.one(key), items.labels(key), voice, is_new=is_new and subject.retracted is None)

    # -- what the filter fits -----------------------------------------------------------------------------------------

    def _fitting(self, subjects: Sequence[Subject], moments: Sequence[int]) -> set[Key]:
        """The items among the subjects that the filter fits at one of the moments."""
        by_kind: dict[str, list[str]] = {}
        for kind, name in dict.fromkeys(map(_key, subjects)):
            by_kind.setdefault(kind, []).append(name)
        return {(kind, name) for kind, ids in by_kind.items() for name in self._fitting_of(kind, ids, moments)}

    def _fitting_of(self, kind: str, ids: Sequence[str], moments: Sequence[int]) -> Iterator[str]:
        if kind not in ("engagement", "commitment", "series"):
            yield from self._fitting_of_registers(kind, ids)
            return
        for start in range(0, len(ids), AT_ONCE):
            for moment in moments:
                yield from self._asked_for(kind, ids[start : start + AT_ONCE], moment)

    def _asked_for(self, kind: str, only: Sequence[str], as_of: int) -> Iterable[str]:
        clearance = self._wanted.clearance
        if kind == "engagement":
            return names(self._reader, self._asked, clearance=clearance, as_of=as_of, only=only, retracted=True)
        return asked_for(self._reader, kind, self._asked, clearance=clearance, as_of=as_of, only=only)

    def _fitting_of_registers(self, kind: str, ids: Sequence[str]) -> Iterable[str]:
        """Who asks for something narrower asks for no register; only instruments can be asked for by name."""
        narrower = {term for term, _ in replace(self._asked, since=None, until=None, published_by=None).spelled()}
        if kind == "instrument" and narrower == {"instrument"}:
            return set(ids) & set(self._asked.instrument)
        return () if narrower else ids


def _order(found: Difference) -> tuple[int, str, str]:
    """By kind, then as it was recorded."""
    kind = _KINDS.index(found.item) if found.item in _KINDS else len(_KINDS)
    return kind, found.facts[0].recorded_at if found.facts else "", found.id


_CHANGING = frozenset(
    "amended rescheduled reinstated reclassified merged split suspended resumed closed status-changed".split()
)
_COURSE = ("scheduled", "held", "rescheduled", "cancelled")


def _sections(found: Difference, *, is_released: bool) -> Iterator[str]:
    """The sections that a change belongs to, the one that says most first."""
    verbs = [fact.type.partition(".")[2] for fact in found.facts]
    course = [verb for verb in verbs if verb in _COURSE and found.item == "engagement"]
    if found.retracted is not None:
        yield "cancelled"
        return
    if course[-1:] == ["cancelled"]:
        yield "cancelled"
    is_told = found.item in _KINDS
    if is_told and (found.recorded or is_released):
        yield "recorded"
    if found.disputed or found.settled:
        yield "disputed"
    if not found.recorded and not _CHANGING.isdisjoint(verbs):
        yield "corrected"
    if is_told:
        yield "recorded"
