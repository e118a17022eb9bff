"""Generated items as what is handed in: a dossier file, or the log's commands with their facts already decided."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ctcalendar.domain import codec
from ctcalendar.domain.clearance import Clearance
from ctcalendar.domain.decide import decide
from ctcalendar.domain.facts import EngagementHeld, Fact, Recorded
from ctcalendar.domain.items import Item, Stream
from ctcalendar.domain.registry import EVENTS
from ctcalendar.domain.standing import Standing, fold
from ctcalendar.dossier.commands import commands
from ctcalendar.dossier.read import Entry
from ctcalendar.dossier.shape import SECTIONS
from ctcalendar.log.append import Command, NewFact
from records import Part


def dossier(parts: Iterable[Part]) -> bytes:
    """The parts as a dossier file, an item a line."""
    sections: dict[str, list[bytes]] = {}
    for section, item in parts:
        sections.setdefault(section, []).append(codec.encode(item))
    lines = [b'"%s": [\n%s]' % (section.encode(), b",\n".join(items)) for section, items in sections.items()]
    return b"{%s}\n" % b",\n".join(lines)


def decided(parts: Iterable[Part]) -> Iterator[Command]:
    """The log's command for each part: one fact each, as `record` would decide it."""
    before: Fact | None = None
    for section, item in parts:
        fact = _first(section, item) or _later(section, item, before)
        before = fact
        data = codec.encode(fact.event).decode()
        new = NewFact(str(fact.stream), fact.name, EVENTS[fact.name].version, data)
        identity = item.id if section in SECTIONS else f"{item.subject}:{codec.digest(item)[:16]}"
        yield Command(f"dossier:{SECTIONS.get(section, section)}:{identity}", codec.digest(item), [new])


def expected(given: Iterable[Command]) -> dict[str, int]:
    """The revision that each stream written has before the first of these commands."""
    revisions: dict[str, int] = {}
    for command in given:
        for fact in command.facts:
            revisions.setdefault(fact.stream, 0 if EVENTS[fact.type].first else 1)
    return revisions


class _Everything:
    """A record in which whatever is named exists."""

    def __contains__(self, stream: object) -> bool:
        return True

    def ids(self, kind: str) -> Sequence[str]:
        return ()

    def level(self, stream: Stream) -> Clearance:
        return Clearance.PUBLIC

    def is_retracted(self, stream: Stream) -> bool:
        return False

    def standing(self, stream: Stream) -> Standing | None:
        return None


class _Only(_Everything):
    """A record of one item."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __contains__(self, stream: object) -> bool:
        return stream == self._stream


def _first(section: str, item: Any) -> Fact | None:
    """The fact that begins an item's stream: its content, checked by the benchmark that records dossiers."""
    if not isinstance(item, Item):
        return None
    kind = SECTIONS[section]
    stream = Stream(kind, item.id)
    if kind != "engagement":
        return Fact(stream, f"{kind}.registered", item)
    values = {name: getattr(item, name) for name in item.__struct_fields__ if name != "status"}
    return Fact(stream, "engagement.held", EngagementHeld(**values))


def _later(section: str, item: Any, before: Fact | None) -> Fact:
    """The fact that corrects the item before it."""
    assert before is not None, "a record begins with a register"
    standing = fold([Recorded(0, before.stream, 1, before.name, before.event, 0, "")])
    entry = Entry(None, section, item, "", "")  # type: ignore[arg-type]  # where it stands is only told with problems
    (command,) = commands(entry, _Only(before.stream))
    (fact,) = decide(command, standing, _Everything())
    return fact
