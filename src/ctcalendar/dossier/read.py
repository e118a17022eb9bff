"""Dossier files to commands: each item with its identity, its digest, and the line every part of it stands on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec

from ctcalendar.domain import codec, facts, items
from ctcalendar.domain.checks import Problem
from ctcalendar.domain.commands import Amend, Command, Corroborate, Known, Record, Report
from ctcalendar.domain.items import KINDS, Item, Stream, fields_of
from ctcalendar.domain.objections import Objection
from ctcalendar.domain.paths import identity
from ctcalendar.dossier import shape
from ctcalendar.dossier.shape import SECTIONS, Dossier
from ctcalendar.dossier.tree import Tree, read_tree
from ctcalendar.errors import BadInput

_AT = re.compile(r" - at `\$(.*)`$")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")

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
                problems.append(place.tell(_name(section, value), _explained(str(error), struct)))
            else:
                entries.append(_entry(place, section, item))
    problems += _doubled(entries)
    if problems:
        raise BadInput(*problems, hint="mend the file; nothing was recorded")
    return entries


def commands(entry: Entry, known: Known) -> Sequence[Command]:
    """The commands an item comes to.

    Raises:
        Objection: its subject is not known, or is several things.
    """
    item = entry.item
    if isinstance(item, shape.Engagement):
        return [Record(f"engagement.{item.status}", _as(items.Engagement, item))]
    if isinstance(item, shape.Instrument | shape.Commitment):
        kind = SECTIONS[entry.section]
        record = Record(_first_name(kind), _as(KINDS[kind], item))
        return [record, *(Report(record.subject, report) for report in item.reports)]
    if isinstance(item, Item):
        return [Record(_first_name(SECTIONS[entry.section]), item)]
    subject = _subject(item.subject, known)
    if isinstance(item, shape.Report):
        return [Report(subject, _as(facts.ProgressReported, item))]
    if isinstance(item, shape.Corroboration):
        event = facts.Corroborated(given=(), note=item.note, citations=item.citations)
        return [Corroborate(subject, _typed(subject, item.values), event)]
    amended = facts.Amended(changes=(), cause=item.cause, reason=item.reason, citations=item.citations)
    return [Amend(subject, _typed(subject, item.values), amended)]


def _first_name(kind: str) -> str:
    verbs = {"office": "held", "instrument": "concluded", "commitment": "undertaken", "series": "established"}
    return f"{kind}.{verbs.get(kind, 'registered')}"


def _as(struct: type[Any], item: Any) -> Any:
    """The part of a dossier's struct that the domain's struct has."""
    return struct(**{name: getattr(item, name) for name in struct.__struct_fields__})


def _typed(subject: Stream, values: dict[str, Any]) -> dict[str, Any]:
    """Values of fields, with text made of digits a number where the field wants one; unknown fields as they are."""
    fields = fields_of(KINDS[subject.kind])
    typed: dict[str, Any] = {}
    for name, value in values.items():
        wanted: Any = fields[name].type if name in fields else Any
        try:
            typed[name] = None if value is None else codec.plain(msgspec.convert(value, wanted, strict=False))
        except msgspec.ValidationError as error:
            found = _explained(str(error), wanted)
            path = ".".join(part for part in ("values", name, found.path) if part)
            raise Objection(subject, [Problem(path, found.message)]) from None
    return typed


def _subject(text: str, known: Known) -> Stream:
    asked = Stream.parse(text) if ":" in text else None
    kinds = [asked.kind] if asked else list(KINDS)
    found = [stream for kind in kinds if (stream := Stream(kind, asked.id if asked else text)) in known]
    if len(found) == 1:
        return found[0]
    subject = asked or Stream("item", text)
    if found:
        names = " or ".join(str(stream) for stream in found)
        raise Objection(subject, [Problem("subject", f"{text!r} is several things; write {names}")])
    close = get_close_matches(subject.id, [i for kind in kinds if kind in KINDS for i in known.ids(kind)], n=1)
    meant = f"; did you mean {close[0]!r}?" if close else ""
    raise Objection(subject, [Problem("subject", f"nothing recorded is called {text!r}{meant}")])


def _sections() -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(Dossier):
        if field.name != "dossier":
            yield field.name, field.type.__args__[0]


def _check_sections(name: str, tree: Tree, problems: list[str]) -> None:
    known = [field.name for field in msgspec.structs.fields(Dossier)]
    for key in tree.value:
        if key not in known:
            close = get_close_matches(key, known, n=1)
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


def _explained(error: str, wanted: Any) -> Problem:
    """msgspec's message as a problem of ours: the path it ends in, and what may have been meant instead."""
    match = _AT.search(error)
    steps = _STEP.findall(match[1]) if match else []
    path = ".".join(name or str(int(number) + 1) for name, number in steps)
    message = error[: match.start()] if match else error
    unknown = _UNKNOWN.search(message)
    if unknown:
        close = get_close_matches(unknown[1], _fields_at(wanted, [name for name, _ in steps]), n=1, cutoff=0.5)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        return Problem(path, f"there is no field {unknown[1]!r} here{meant}")
    return Problem(path, _plainly(message, wanted, [name for name, _ in steps]))


_PATTERN = re.compile(r"Expected `str` matching regex .*")
_CHOICE = re.compile(r"Invalid enum value '?([^']*)'?")


def _plainly(message: str, wanted: Any, steps: Iterable[str]) -> str:
    """msgspec's message in words for people who write dossiers."""
    if _PATTERN.fullmatch(message):
        return "is no id: letters, digits, - and _, at most a hundred, beginning with a letter or digit"
    choice = _CHOICE.match(message)
    choices = _choices(_type_at(wanted, steps))
    if choice and choices:
        close = get_close_matches(choice[1], choices, n=1)
        return f"{choice[1]!r} is none of {', '.join(choices)}{f'; did you mean {close[0]!r}?' if close else ''}"
    return message[:1].lower() + message[1:]


def _choices(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return [str(choice) for choice in get_args(annotation)]
    return [choice for part in get_args(annotation) for choice in _choices(part)]


def _fields_at(wanted: Any, steps: Iterable[str]) -> Sequence[str]:
    """The fields that stand at a path below a type."""
    struct = _struct_in(_type_at(wanted, steps))
    return struct.__struct_encode_fields__ if struct else ()


def _type_at(wanted: Any, steps: Iterable[str]) -> Any:
    """The type that stands at a path below a type; an empty step is one into a list."""
    for step in steps:
        struct = _struct_in(wanted)
        infos = {info.encode_name: info.type for info in msgspec.structs.fields(struct)} if struct and step else {}
        wanted = infos.get(step, wanted)
    return wanted


def _struct_in(annotation: Any) -> type[msgspec.Struct] | None:
    """The struct that a type is, or holds: in `tuple[Citation, ...]` and in `Text | None`."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation
    return next((found for part in get_args(annotation) if (found := _struct_in(part))), None)


def _name(section: str, value: Any) -> str:
    kind = SECTIONS.get(section, section.removesuffix("s"))
    return f"{kind} {identity(value) or value.get('subject', '')}".strip() if isinstance(value, dict) else kind


def _entry(place: Place, section: str, item: Any) -> Entry:
    sha256 = codec.digest(item)
    kind = SECTIONS.get(section, section.removesuffix("s"))
    if isinstance(item, shape.Engagement) and item.status == "scheduled":
        # Announced and held are two things to say of one engagement: a dossier may say the second after the first.
        name = f"{item.id}:scheduled"
    elif isinstance(item, Item):
        name = item.id
    elif isinstance(item, shape.Report):
        name = f"{item.subject}:{item.id}"
    else:
        # Without an id of its own it is known by its content: the same words twice are one command.
        name = item.id or f"{item.subject}:{sha256[:16]}"
    return Entry(place, section, item, f"dossier:{kind}:{name}", sha256)


def _doubled(entries: Iterable[Entry]) -> Iterator[str]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        first = seen.setdefault(entry.command_id, entry)
        if first is not entry:
            yield entry.place.tell(entry.name, Problem("id", f"stands already on line {first.place.line()}"))
