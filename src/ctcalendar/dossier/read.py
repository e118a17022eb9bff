"""Dossier files read: each item with its identity, its digest, and the line every part of it stands on."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec

from ctcalendar.domain import codec
from ctcalendar.domain.checks import Problem
from ctcalendar.domain.items import Item, Stream
from ctcalendar.domain.paths import identity
from ctcalendar.dossier import shape
from ctcalendar.dossier.explaining import explained
from ctcalendar.dossier.shape import SAID_OF, SECTIONS, Dossier
from ctcalendar.dossier.tree import Tree, read_tree
from ctcalendar.errors import BadInput

Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where an item stands: its file, section and number there, and the lines of its parts."""

    file: str
    section: str
    number: int
    tree: Tree

    def line(self, path: Path = ()) -> int:
        """The line on which the nearest part of `path` begins."""
        full: Path = (self.section, self.number, *path)
        while full and full not in self.tree.lines:
            full = full[:-1]
        return self.tree.lines.get(full, 1)

    def tell(self, item: str, problem: Problem) -> str:
        """A problem as a line for people: file, line, item, what is wrong."""
        steps: Path = tuple(int(step) - 1 if step.isdecimal() else step for step in problem.path.split("."))
        where = f"{problem.path}: " if problem.path else ""
        return f"{self.file}:{self.line(steps)}: {item}: {where}{problem.message}"


class Entry(NamedTuple):
    """One item of a dossier: its identity as a command, and the commands it comes to once its subject is known."""

    place: Place
    section: str
    item: Any
    command_id: str
    sha256: str

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return self.command_id.removeprefix("dossier:").replace(":", " ", 1)

    @property
    def begins(self) -> Stream | None:
        """The stream it begins, for an item that is recorded first here."""
        kind = SECTIONS.get(self.section)
        return Stream(kind, self.item.id) if kind else None


def read_dossier(name: str, data: bytes) -> list[Entry]:
    """The items of one dossier file, in the order in which they are recorded.

    Raises:
        BadInput: it is no dossier; every problem names file, line and item.
    """
    tree = read_tree(name, data)
    if not isinstance(tree.value, dict):
        raise BadInput(f"{name}:1: is no dossier", hint=f"begin with a section: {', '.join(SECTIONS)}")
    problems: list[str] = []
    entries: list[Entry] = []
    _check_sections(name, tree, problems)
    for section, struct in _sections():
        for number, value in enumerate(_list(name, tree, section, problems)):
            place = Place(name, section, number, tree)
            try:
                item = msgspec.convert(value, struct, strict=False)
            except msgspec.ValidationError as error:
                problems.append(place.tell(_name(section, value), explained(str(error), struct)))
            else:
                entries.append(_entry(place, section, item))
    problems += _doubled(entries)
    if problems:
        raise BadInput(*problems, hint="mend the file; nothing was recorded")
    return entries


def _sections() -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(Dossier):
        if field.name != "dossier":
            yield field.name, field.type.__args__[0]


def _check_sections(name: str, tree: Tree, problems: list[str]) -> None:
    known = [field.name for field in msgspec.structs.fields(Dossier)]
    for key in tree.value:
        if key not in known:
            # Many sections end alike: without this, `persons` would be taken for `suspensions`.
            close = get_close_matches(key, known, n=1, cutoff=0.75)
            meant = f"did you mean {close[0]!r}?" if close else f"the sections are {', '.join(known[1:])}"
            problems.append(f"{name}:{tree.lines[key,]}: there is no section {key!r}; {meant}")
    if tree.value.get("dossier", "1") != "1":
        problems.append(f"{name}:{tree.lines['dossier',]}: dossier: only format 1 is known")


def _list(name: str, tree: Tree, section: str, problems: list[str]) -> list[Any]:
    value = tree.value.get(section)
    if value is not None and not isinstance(value, list):
        problems.append(f"{name}:{tree.lines[section,]}: {section}: must be a list of items")
        return []
    return value or []


def _name(section: str, value: Any) -> str:
    kind = {**SECTIONS, **SAID_OF}.get(section, section)
    return f"{kind} {identity(value) or value.get('subject', '')}".strip() if isinstance(value, dict) else kind


def _entry(place: Place, section: str, item: Any) -> Entry:
    sha256 = codec.digest(item)
    kind = {**SECTIONS, **SAID_OF}[section]
    if isinstance(item, shape.Engagement) and item.status == "scheduled":
        # Announced and held are two things to say of one engagement: a dossier may say the second after the first.
        name = f"{item.id}:scheduled"
    elif isinstance(item, Item):
        name = item.id
    elif isinstance(item, shape.Report | shape.Deadline):
        name = f"{item.subject}:{item.id}"
    else:
        # Without an id of its own it is known by its content: the same words twice are one command. A dispute has an
        # id, but may be added to.
        own = item.id if isinstance(item, shape.Corroboration | shape.Amendment) else None
        name = own or f"{item.subject}:{sha256[:16]}"
    return Entry(place, section, item, f"dossier:{kind}:{name}", sha256)


def _doubled(entries: Iterable[Entry]) -> Iterator[str]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.command_id, entry)
        if first is not entry:
            yield entry.place.tell(entry.name, Problem("id", f"stands already on line {first.place.line()}"))
